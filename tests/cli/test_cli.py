"""The command line as a user meets it: output, messages, exit codes, and never a traceback."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys

import factory
import pytest
from conftest import ROOT

import tracker
from tracker.cli import VERBS
from tracker.schema import TABLES


def test_help_lists_every_verb(run):
    code, out, _ = run("--help")
    assert code == 0
    assert all(verb in out for verb in VERBS)
    for verb in VERBS:
        assert run(verb, "--help")[0] == 0


def test_show_prints_the_matrix_with_labels(run, release):
    code, out, _ = run("show", "--release", release, "--on", "2020-12-31")
    assert code == 0
    assert "barred A" in out
    assert "not coded" in out
    assert "\x1b" not in out
    assert max(map(len, out.split("L in law")[0].splitlines())) <= 80


def test_show_marks_a_review(run, release):
    _, out, _ = run("show", "--release", release, "--on", "2018-12-07")
    assert out.count("review") >= 2
    assert "no level in force, under review" in run("show", "AAA", "--release", release, "--on", "2018-12-07")[1]


def test_show_one_jurisdiction(run, release):
    _, out, _ = run("show", "aaa", "--release", release, "--on", "2020-12-31")
    assert "announced: barred (decides)" in out
    assert "de_jure: screened" in out
    assert "event aaa-20190601-bar" in out


def test_show_formats(run, release):
    args = ("show", "--release", release, "--on", "2020-12-31", "--format")
    rows = json.loads(run(*args, "json")[1])
    assert rows[0]["level"] == "barred"
    assert rows[0]["deadline"] is None
    assert next(csv.DictReader(io.StringIO(run(*args, "csv")[1])))["basis"] == "announced"
    assert "| AAA | huawei | core | barred |" in run(*args, "markdown")[1]


def test_show_known_by(run, release):
    args = (
        "show",
        "AAA",
        "--release",
        release,
        "--on",
        "2021-12-31",
        "--vendor",
        "huawei",
        "--format",
        "json",
    )
    assert json.loads(run(*args)[1])[0]["level"] == "screened"
    assert json.loads(run(*args, "--known-by", "2021-12-31")[1])[0]["level"] == "barred"


def test_show_says_where_knowledge_ends(run, release):
    code, out, err = run("show", "--release", release, "--on", "2030-01-01")
    assert code == 0
    assert "evidence reaches to 2023-06-30, so 2030-01-01 lies beyond it; nothing is known after 2023-12-31" in err
    assert "nothing is known" not in out
    told = run("show", "--release", release, "--on", "2023-12-31")[2]
    assert "2023-12-31 lies beyond it; later acts may be missing" in told
    assert "nothing is known" not in told
    assert run("show", "--release", release, "--on", "2023-06-30")[2] == ""


def test_forecasts_are_told_and_tallied(run, release):
    code, out, _ = run("forecasts", "--release", release)
    assert code == 0
    assert "The vendor will be barred from the core." in out
    assert "correct (aaa-20190601-bar, 2019-06-01)" in out
    rows = json.loads(run("forecasts", "aaa", "--release", release, "--tally", "--format", "json")[1])
    assert rows == [{"all": "all", "correct": 1, "partly": 0, "wrong": 0, "unresolved": 0, "total": 1}]
    rows = json.loads(run("forecasts", "--release", release, "--by", "year", "--format", "json")[1])
    assert [(r["year"], r["total"]) for r in rows] == [("2018", 1), ("all", 1)]
    early = run("forecasts", "--release", release, "--known-by", "2019-01-01", "--format", "csv")[1]
    assert "unresolved" in early
    assert "correct" not in early


def test_validate_prints_figures_when_asked(run, data):
    code, out, _ = run("validate", "--data", data, "--stats")
    assert code == 0
    assert "decisive acts with an official text 1 of 1 (100.0 %)" in " ".join(out.split())
    report = json.loads(run("validate", "--data", data, "--stats", "--format", "json")[1])
    assert report["stats"]["events"] == 5
    (data / "events.csv").unlink()
    code, _, err = run("validate", "--data", data, "--stats")
    assert (code, "no figures" in err) == (1, True)


def test_history_and_sources(run, release):
    code, out, _ = run("history", "AAA", "--release", release)
    assert code == 0
    assert "> huawei core: barred (announced) from 2019-06-01" in out
    assert "public on 2022-03-15" in out
    only = run("history", "AAA", "--release", release, "--changes-only", "--format", "json")[1]
    assert all(r["changes"] for r in json.loads(only))
    code, out, _ = run("sources", "aaa-20200115-law", "--release", release)
    assert "https://example.org/gazette-20200115-law" in out
    assert "look for copies: https://web.archive.org/web/*/https://example.org/gazette-20200115-law" in out
    rows = json.loads(run("sources", "aaa-20200115-law", "--release", release, "--format", "json")[1])
    assert rows[0]["copies"].endswith(f"/*/{rows[0]['url']}")


def test_the_law_is_told_with_its_event(run, release):
    cited = "Title of aaa-2020-law-1, section 2, Gazette 7/2020"
    assert (
        f"Law: {cited}\n  text: articles; in force from 2020-07-01"
        in run("sources", "aaa-20200115-law", "--release", release)[1]
    )
    for args in (("history", "AAA"), ("show", "AAA", "--on", "2022-06-01")):
        out = " ".join(run(*args, "--release", release)[1].split())
        assert f"law: {cited}; text: articles" in out
        assert "https://example.org/acts/aaa-2020-law-1" in out


def test_only_a_law_is_called_one(run):
    """Advice may stand behind a position too, and binds nobody."""
    event = "gbr-20200128-hrv-cap-decision"
    assert tracker.law_of(event, version="0.6.0")["kind"].tolist() == ["guidance"]
    for args in (["show", "GBR", "--on", "2021-01-01"], ["history", "GBR"], ["sources", event]):
        out = run(*args, "--release", "0.6.0")[1]
        assert "act (guidance): ncsc advice on the use" in out.casefold(), args
        assert "law: ncsc advice" not in out.casefold(), args
    law = run("sources", "gbr-20211117-telecoms-security-act", "--release", "0.6.0")[1]
    assert "Law: Telecommunications (Security) Act 2021" in law


def test_the_list_of_versions_has_the_horizon_that_every_answer_has(run):
    listed = {r["version"]: r["horizon"] for r in json.loads(run("versions", "--format", "json")[1])}
    answers = {v: tracker.position("2018-12-07", version=v).attrs["horizon"] for v in tracker.versions()}
    assert listed == answers
    assert None not in listed.values()


def test_the_codebook_in_text_is_columns_with_their_meaning_and_values(run):
    out = run("codebook", "stances", "--release", "0.6.0")[1]
    told = tracker.codebook("stances", version="0.6.0")
    for row in told.to_dict("records"):
        assert f"  {row['column']} ({row['role']}, {row['type']}" in out
        assert f"      {row['description']}\n" in out
        for value in row["values"] or ():
            assert f"      {value}: " in out
    assert "      open: The competent minister" in out


def test_what_lies_beyond_the_evidence_is_said(run, release):
    assert "evidence reaches to 2023-06-30" in run("show", "--on", "2023-07-01", "--release", release)[1]
    assert "evidence reaches" not in run("show", "--on", "2023-06-30", "--release", release)[1]


def test_warnings_leave_with_0_unless_strict(run, tmp_path):
    edit = {"events": {1: {"summary": "The ministry bars Zte from the core network."}}}
    folder = factory.write(tmp_path / "named", factory.changed(edit))
    code, out, _ = run("validate", "--data", folder)
    assert (code, "warning E12" in out) == (0, True)
    assert run("validate", "--data", folder, "--strict")[0] == 1


def test_versions_codebook_verify(run, release):
    assert run("versions")[0] == 0
    assert "valid_from" in run("codebook", "stances", "--release", release)[1]
    whole = run("codebook", "--release", release, "--format", "markdown")[1]
    assert "## stances" in whole
    assert "### A law beside a bar" in whole
    assert (release / "CODEBOOK.md").read_text(encoding="utf-8").strip() == whole.strip()
    assert run("verify", release)[1].startswith(f"fine: {len(TABLES) + 3} files")


def test_validate_exit_codes_and_formats(run, data, tmp_path):
    assert run("validate", "--data", data)[0] == 0
    bad = factory.write(tmp_path / "bad", factory.changed({"stances": {0: {"level": "bared"}}}))
    code, out, _ = run("validate", "--data", bad)
    assert code == 1
    assert "stances.csv:2:level: C03" in out
    assert json.loads(run("validate", "--data", bad, "--format", "json")[1])["fine"] is False
    assert run("validate", "--data", bad, "--format", "github")[1].startswith("::error file=")


def test_build_tidy_release_diff(run, data, tmp_path):
    assert run("build", tmp_path / "out", "--data", data, "--as", "1.0.0")[0] == 0
    assert run("tidy", "--data", data)[1] == "all in canonical form\n"
    shelf = tmp_path / "shelf"
    first = run("release", "0.1.0", "--data", data, "--shelf", shelf, "--released", "2024-01-31")
    assert first[0] == 0
    again = run("release", "0.1.0", "--data", data, "--shelf", shelf)
    assert again[0] == 2
    assert "never rewritten" in again[2]
    other = factory.write(tmp_path / "o", factory.changed({"vendors": {0: {"headquarters": "TWN"}}}))
    assert run("release", "0.1.1", "--data", other, "--shelf", shelf)[0] == 2
    assert run("release", "0.2.0", "--data", other, "--shelf", shelf)[0] == 0
    code, out, _ = run("diff", shelf / "0.1.0", shelf / "0.2.0")
    assert code == 1
    assert "headquarters: CHN -> TWN" in out
    assert run("diff", shelf / "0.1.0", shelf / "0.1.0")[0] == 0
    assert json.loads(run("diff", shelf / "0.1.0", shelf / "0.2.0", "--format", "json")[1])["same"] is False


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["shwo"], "Did you mean 'show'?"),
        (["export", "-", "--format", "csv"], "standard output"),
        (["qqq"], "`tracker --help` lists all"),
        (["show", "XYZ"], "unknown jurisdiction 'XYZ'"),
        (["show", "belgum"], "Did you mean 'BEL'"),
        (["show", "--on", "2018-13-07"], "a day like 2018-12-07"),
        (["show", "--known-by", "yesterday"], "known_by"),
        (["show", "--release", "9.9.9"], "unknown version '9.9.9'"),
        (["show", "--release", "/nowhere/at/all"], "not a release"),
        (["show", "--vendor", "huwaei"], "Did you mean 'huawei'?"),
        (["show", "--segment", "cloud"], "unknown segment"),
        (["show", "--format", "yaml"], "'yaml'"),
        (["history"], "one, such as DEU"),
        (["sources", "bel-20181207-ccb-weighs-huawei-bun"], "bel-20181207-ccb-weighs-huawei-ban"),
        (["codebook", "stance"], "Did you mean 'stances'?"),
        (["diff", "0.1.0"], "NEW"),
        (["diff", "0.1.0", "0.9.0"], "unknown version '0.9.0'"),
        (["validate", "--data", "/nowhere"], "no such folder"),
        (["tidy", "--data", "/nowhere"], "no such folder"),
        (["build", "/tmp", "--data", "/nowhere"], "no such folder"),
        (["release", "next"], "MAJOR.MINOR.PATCH"),
        (["verify", "9.9.9"], "unknown version"),
        (["diff", "README.md", "CHANGELOG.md", "--key", "a"], "not a file that can be compared"),
    ],
)
def test_wrong_input_is_one_message_and_exit_code_2(run, args, says, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, err = run(*args)
    assert code == 2
    assert says in err
    assert out == ""
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("table", "verb"),
    [
        ("positions", ["show"]),
        ("positions", ["panel"]),
        ("stances", ["show", "AAA"]),
        ("stances", ["history", "AAA"]),
        ("stances", ["changes", "2019-01-01"]),
        ("stances", ["deadlines"]),
    ],
)
def test_a_truncated_release_is_one_message_of_every_verb_that_reads_the_file(run, release, tmp_path, table, verb):
    copy = truncated(release, tmp_path / "copy", table)
    code, out, err = run(*verb, "--release", copy)
    assert (code, out) == (2, "")
    last = err.splitlines()[-1]
    assert f"{table}.parquet: file of the release is not whole" in last
    assert "Traceback" not in err
    assert run("verify", copy)[0] == 1
    assert run("diff", release, copy)[0] == 2


def test_a_truncated_table_that_is_not_read_changes_no_answer(run, release, tmp_path):
    copy = truncated(release, tmp_path / "copy", "stances")
    assert run("show", "--release", copy) == run("show", "--release", release)


def truncated(release, target, table):
    """A copy of a release whose file of a table lacks its end."""
    copy = shutil.copytree(release, target)
    path = copy / f"{table}.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    return copy


def test_no_place_to_write_is_one_message(run, data, tmp_path):
    (tmp_path / "file").write_text("in the way")
    code, _, err = run("build", tmp_path / "file" / "out", "--data", data)
    assert code == 2
    assert "file" in err
    assert "Traceback" not in err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "file"]


def test_importing_the_package_and_listing_versions_costs_no_pandas():
    code = (
        "import sys, tracker, tracker.cli\n"
        "try: tracker.cli.main(['versions', '--format', 'json'])\n"
        "except SystemExit: pass\n"
        "assert not {'pandas', 'pandera', 'pyarrow', 'duckdb', 'numpy'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def test_loading_imports_neither_pandera_nor_pyarrow_dataset(release):
    code = (
        "import sys, tracker\n"
        f"tracker.position('2020-01-01', version={str(release)!r})\n"
        "bad = {'pandera', 'pyarrow.dataset', 'duckdb', 'rich', 'click'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_reader_that_goes_away_is_no_error(release):
    command = f"{sys.executable} -m tracker history AAA --release {release} | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, env=os.environ)
    assert done.returncode == 0
    assert done.stderr == ""


def two_files(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"iso": ["BEL", "CAN"], "level": ["open", "open"]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"iso": ["BEL", "FRA"], "level": ["barred", "open"]}), tmp_path / "b.parquet")
    return tmp_path / "a.parquet", tmp_path / "b.parquet"


def test_diff_of_two_files(run, tmp_path):
    a, b = two_files(tmp_path)
    code, out, err = run("diff", a, b, "--key", "iso")
    assert (code, err) == (1, "")
    assert "level: open -> barred" in out
    assert "smallest legal version" not in out
    assert run("diff", a, a, "--key", "iso")[0] == 0
    assert run("diff", a, b, "--key", "iso", "--no-exit-code")[0] == 0
    assert run("diff", a, b, "--key", "iso", "--summary")[1] == "b.parquet: +1 -1 ~1 rows, 1 cells\n"


def test_diff_writes_the_full_list(run, tmp_path):
    a, b = two_files(tmp_path)
    code, out, _ = run("diff", a, b, "--key", "iso", "--output", tmp_path / "list.csv")
    assert (code, out) == (1, "b.parquet: +1 -1 ~1 rows, 1 cells\n")
    lines = (tmp_path / "list.csv").read_text().splitlines()
    assert lines[0] == "iso,kind,column,old,new"
    assert "BEL,changed,level,open,barred" in lines
    for form in ("parquet", "jsonl"):
        assert run("diff", a, b, "--key", "iso", "--format", form, "--output", tmp_path / f"list.{form}")[0] == 1
    everything = run("diff", "0.1.0", "0.2.0", "--output", tmp_path / "releases.csv")
    assert everything[0] == 1
    assert (tmp_path / "releases.csv").read_text().startswith("table,key,kind,column,old,new\n")


def test_diff_formats(run):
    for form, start in (
        ("json", "{"),
        ("csv", "table,kind,key"),
        ("markdown", "# Changes"),
        ("html", "<!doctype html>"),
    ):
        code, out, err = run("diff", "0.1.0", "0.2.0", "--format", form)
        assert (code, err) == (1, "")
        assert out.startswith(start)


def test_diff_groups_by_table_and_jurisdiction_and_gives_reasons(run):
    _, out, _ = run("diff", "0.1.0", "0.2.0", "--table", "stances")
    assert "\n  BEL\n" in out
    assert "bel-20190415-ccb-no-negative-advice" in out
    assert "\x1b" not in out
    short = run("diff", "0.1.0", "0.2.0", "--table", "sources")[1]
    assert "more rows; --all shows them" in short
    assert "more rows" not in run("diff", "0.1.0", "0.2.0", "--table", "sources", "--all")[1]


def test_diff_with_the_working_tables_and_a_revision(run, data, tmp_path, monkeypatch):
    root = tmp_path / "repo"
    root.mkdir()
    factory.write(root / "data", factory.mini())
    git = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], cwd=root, check=True)
    factory.write(root / "data", factory.changed({"vendors": {0: {"headquarters": "TWN"}}}))
    monkeypatch.chdir(root)
    code, out, _ = run("diff", "git:HEAD", "working")
    assert code == 1
    assert out.startswith("git:HEAD -> working\n")
    assert "headquarters: CHN -> TWN" in out
    assert run("diff", "working", "working")[0] == 0
    code, _, err = run("diff", "git:no-such", "working")
    assert code == 2
    assert "no-such" in err
    assert run("diff", "git:--help", "working")[0] == 2
    (root / "data" / "vendors.csv").write_text("<html>")
    code, _, err = run("diff", "latest", "working")
    assert code == 2
    assert "vendors.csv" in err


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ([], "files need a key"),
        (["--key", "is"], "Did you mean 'iso'"),
        (["--key", "iso", "--format", "parquet"], "Add --output"),
        (["--key", "iso", "--format", "yaml"], "'yaml'"),
        (["--key", "iso", "--summary", "--format", "json"], "--summary"),
        (["--key", "iso", "--output", "o.txt", "--format", "html"], "not a format here"),
        (["--key", "iso", "--where", "level ="], "condition"),
        (["--key", "iso", "--column", "lvl"], "Did you mean 'level'"),
        (["--key", "iso", "--table", "x"], "one table"),
        (["--key", "iso", "--memory", "lots"], "memory"),
        (["--key", "iso", "--master", "local"], "--engine spark"),
        (["--engine", "spark"], "--key and --output"),
        (["--engine", "spark", "--key", "iso", "--output", "out", "--force"], "--force: Spark writes a folder"),
        (["--key", "iso", "--tolerance", "much"], "'much'"),
        (["--key", "iso", "--output", "no/such/folder/o.csv"], "cannot be written"),
    ],
)
def test_diff_refuses_what_does_not_fit(run, tmp_path, monkeypatch, more, says):
    a, b = two_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    code, out, err = run("diff", a, b, *more)
    assert code == 2
    assert says in err
    assert out == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]


def test_diff_of_releases_imports_neither_pandas_nor_pyarrow():
    code = (
        "import sys, tracker.cli\n"
        "try: tracker.cli.main(['diff', '0.1.0', '0.2.0'])\n"
        "except SystemExit as left: assert left.code == 1\n"
        "bad = {'pandas', 'pandera', 'pyarrow', 'numpy', 'rich'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def test_release_writes_changes_and_changelog(run, data, tmp_path):
    log = tmp_path / "CHANGELOG.md"
    log.write_text("# Changelog\n\nIntro.\n")
    shelf = tmp_path / "shelf"
    args = ("--shelf", shelf, "--changelog", log, "--released", "2024-02-01")
    assert run("release", "0.1.0", "--data", data, "--headline", "The first.", *args)[0] == 0
    other = factory.write(tmp_path / "o", factory.changed({"vendors": {0: {"headquarters": "TWN"}}}))
    before = log.read_text()
    assert run("release", "0.1.1", "--data", other, *args)[0] == 2
    assert log.read_text() == before
    assert run("release", "0.2.0", "--data", other, "--headline", "A correction.", *args)[0] == 0
    text = log.read_text()
    assert text.index("## 0.2.0 (2024-02-01)") < text.index("## 0.1.0 (2024-02-01)")
    assert "A correction." in text
    assert "- vendors: +0 -0 ~1 rows, 1 cells (1 correction)" in text
    changes = (shelf / "0.2.0" / "CHANGES.md").read_text()
    assert "A correction." in changes
    assert "headquarters: CHN → TWN" in changes
    assert run("release", "0.3.0", "--data", other, *args)[0] == 0
    assert run("release", "0.3.1", "--data", other, "--shelf", shelf, "--changelog", tmp_path / "none.md")[0] == 2


def test_the_way_from_a_wrong_row_to_a_correction(run, data, shelf, tmp_path):
    """The commands of CONTRIBUTING, in its order: edit, tidy, validate, see what changes, release."""
    path = data / "stances.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("The ministry said so in public.", " The ministry said so  in its own words. "), "utf-8"
    )
    assert run("validate", "--data", data)[0] == 1
    assert "rewritten" in run("tidy", "--data", data)[1]
    assert run("validate", "--data", data)[0] == 0
    assert run("build", tmp_path / "working", "--data", data)[0] == 0
    code, out, _ = run("diff", shelf / "0.1.0", tmp_path / "working")
    assert code == 1
    assert "rationale" in out
    args = ("release", "0.1.1", "--data", data, "--shelf", shelf, "--released", "2024-02-01")
    assert run(*args)[0] == 0
    assert "rationale" in (shelf / "0.1.1" / "CHANGES.md").read_text(encoding="utf-8")
    assert run("verify", shelf / "0.1.1")[0] == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_pipe_that_knows_few_letters_gets_the_others_escaped(encoding):
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "history", "POL"], env=env, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u" in done.stdout


def test_a_reader_that_leaves_early_is_no_error():
    command = f"{sys.executable} -m tracker history DEU | head -c 300; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(("columns", "most"), [("0", 80), ("99999999", 400)])
def test_an_odd_width_of_the_terminal_is_bounded(columns, most):
    env = {**os.environ, "COLUMNS": columns}
    done = subprocess.run([sys.executable, "-m", "tracker", "show"], env=env, capture_output=True, check=False)
    assert done.returncode == 0
    matrix = done.stdout.decode().split("L in law")[0].splitlines()
    assert 5 < max(map(len, matrix)) <= most


def test_a_fault_of_the_program_is_not_taken_for_a_difference(run, monkeypatch):
    monkeypatch.setattr("tracker.release.reading.shelf.loadable", lambda: 1 / 0)
    code, _, err = run("versions")
    assert code == 2
    assert "ZeroDivisionError" in err
    assert "a fault of the program" in err


@pytest.mark.parametrize(
    "args",
    [
        ("verify", "x" * 5000),
        ("export", "x" * 5000 + ".zip"),
        ("x" * 5000,),
        ("fetch", "--seconds", "9" * 5000 + "x"),
        ("plot", "map", "--out", "a.svg", "--width", "x" * 5000),
        ("diff", "x" * 5000, "0.5.0"),
        ("diff", "0.4.0", "0.5.0", "--memory", "\ud800"),
        ("validate", "--data", "\ud800"),
        ("page", "a\ud800b"),
    ],
)
def test_what_was_given_is_said_again_in_short(run, args, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(*args)
    assert code == 2
    said = [line for line in err.splitlines() if line and not line.startswith(("Usage:", "Try "))]
    assert len(said) == 1
    assert len(said[0].removeprefix("tracker: ").removeprefix("Error: ")) < 400
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())
