"""The door and the verb: what a target means, that it is whole or not there, and what filters keep."""

import contextlib
import os
import sqlite3
import subprocess
import sys

import loaded
import pytest
from conftest import ROOT

import tracker
from tracker.cli import main
from tracker.errors import BadValueError, ContradictionError, ReleaseError, TrackerError, UnknownNameError
from tracker.release.reading import shelf
from tracker.show.export import target as places
from tracker.show.formats import FORMATS

EACH = [f for f in FORMATS.values() if f.each]
ONE = [f for f in FORMATS.values() if not f.each]


@pytest.fixture
def run(capsys):
    def call(*args):
        with pytest.raises(SystemExit) as left:
            main(["export", *map(str, args)])
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return call


@pytest.mark.parametrize("form", EACH, ids=lambda f: f.name)
def test_a_folder_has_a_file_a_table_and_says_what_it_is(form, wild, tmp_path):
    target = tmp_path / "release-1.0.0"
    assert tracker.export(target, format=form.name, version=wild) == target
    names = {p.name for p in target.iterdir()}
    assert names == {*(f"{t}{form.endings[0]}" for t in shelf.find(wild).tables), "ABOUT.md", "CODEBOOK.md"}
    about = (target / "ABOUT.md").read_text(encoding="utf-8")
    for said in ("1.0.0", "2024-01-31", "CC-BY-4.0", "not the same as open", "stances 2"):
        assert said in about
    assert "## stances" in (target / "CODEBOOK.md").read_text(encoding="utf-8")
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("form", EACH, ids=lambda f: f.name)
def test_one_table_may_be_one_file(form, wild, tmp_path):
    target = tmp_path / f"x{form.endings[0]}"
    tracker.export(target, format=form.name, version=wild, tables="stances")
    assert target.is_file()
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda f: f.name)
def test_the_ending_tells_the_format_and_files_have_usual_permissions(form, wild, tmp_path):
    for ending in form.endings:
        target = tmp_path / f"X{ending.upper()}"
        tracker.export(target, version=wild, tables=["vendors"] if not form.whole else None, force=True)
        assert target.stat().st_size > 0
        mask = os.umask(0)
        os.umask(mask)
        assert target.stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.parametrize("version", shelf.versions())
@pytest.mark.parametrize("form", [f for f in FORMATS.values() if not f.whole], ids=lambda f: f.name)
def test_every_release_can_be_exported(form, version, tmp_path):
    # 0.1.0 has tables without rows, and lacks some that came later. The archive of each: test_archive.
    target = tmp_path / ("x" if form.each else f"x{form.endings[0]}")
    assert tracker.export(target, format=form.name, version=version).exists()


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("x.csv", {"format": "xlsx"}, r"does not fit the format xlsx; expected \.xlsx; got '\.csv'"),
        ("x.xlsx", {"format": "csv"}, r"does not fit the format csv; expected \.csv, or the name of a folder"),
        ("x.txt", {"format": "csv"}, r"does not fit the format csv"),
        ("x", {"format": "sqlite"}, r"expected \.sqlite or \.sqlite3 or \.db; got none"),
        ("x", {}, "does not say in which format"),
        ("x.feather", {}, "does not say in which format"),
        ("x.dta", {}, r"a \.dta file holds one table.*Choose one of jurisdictions"),
        ("x.csv", {"tables": ["events", "sources"]}, r"holds one table.*got sources, events"),
        ("no/x.xlsx", {}, "no such folder to write into"),
        ("x.xlsx", {"tables": []}, "exports nothing"),
        ("x", {"format": "csv-excel", "delimiter": "\t"}, "a comma or a semicolon"),
        ("x.xlsx", {"known_by": "2018"}, "not a day"),
        ("x.xlsx", {"vendor": []}, "an empty list keeps nothing"),
        ("x.xlsx", {"vendor": 7}, "expected a text or a list of texts; got 7"),
    ],
)
def test_one_clear_message_for_what_cannot_be(name, args, said, release, tmp_path):
    with pytest.raises(BadValueError, match=said):
        tracker.export(tmp_path / name, version=release, **args)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "kind", "said"),
    [
        ({"format": "xls"}, UnknownNameError, "'xlsx'"),
        ({"tables": "stance"}, UnknownNameError, "'stances'"),
        ({"jurisdiction": "AAB"}, UnknownNameError, "unknown jurisdiction 'AAB'"),
        ({"version": "9.9.9"}, UnknownNameError, "unknown version"),
        ({"curated": True}, ContradictionError, "only plain CSV"),
        ({"delimiter": ";"}, ContradictionError, "only csv-excel"),
        ({"tables": "vendors", "segment": "core"}, ContradictionError, "vendors has no segment"),
    ],
)
def test_unknown_names_and_contradictions(args, kind, said, release, tmp_path):
    with pytest.raises(kind, match=said):
        tracker.export(tmp_path / "x.sqlite", **{"version": release, **args})
    assert list(tmp_path.iterdir()) == []


def test_the_archive_is_whole_or_nothing(release, tmp_path):
    for only in ({"tables": "stances"}, {"vendor": "zte"}, {"known_by": "2020-01-01"}):
        with pytest.raises(ContradictionError, match="holds the release whole"):
            tracker.export(tmp_path / "x.zip", version=release, **only)


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda f: f.name)
def test_what_is_there_stays_unless_forced(form, release, tmp_path):
    target = tmp_path / ("x" if form.each else f"x{form.endings[0]}")
    tracker.export(target, format=form.name, version=release)
    old = target.stat().st_ino
    with pytest.raises(BadValueError, match="exists already"):
        tracker.export(target, format=form.name, version=release)
    assert target.stat().st_ino == old
    tracker.export(target, format=form.name, version=release, force=True)
    assert target.stat().st_ino != old
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_force_replaces_an_export_and_nothing_else(release, tmp_path):
    target = tmp_path / "x"
    tracker.export(target, format="csv", version=release, tables=["stances", "events"])
    tracker.export(target, format="jsonl", version=release, force=True)
    assert not list(target.glob("*.csv"))
    (target / "thesis.tex").write_text("years of work")
    with pytest.raises(BadValueError, match=r"holds other things.*thesis\.tex"):
        tracker.export(target, format="csv", version=release, force=True)
    assert (target / "thesis.tex").read_text() == "years of work"
    (tmp_path / "y.xlsx").mkdir()
    with pytest.raises(BadValueError, match="in the way"):
        tracker.export(tmp_path / "y.xlsx", version=release, force=True)
    (tmp_path / "z").write_text("a file")
    with pytest.raises(BadValueError, match="in the way"):
        tracker.export(tmp_path / "z", format="csv", version=release, force=True)
    assert (tmp_path / "z").read_text() == "a file"


def test_force_replaces_a_link_not_what_it_points_to(release, tmp_path):
    (tmp_path / "precious").write_text("kept")
    (tmp_path / "x.sqlite").symlink_to(tmp_path / "precious")
    with pytest.raises(BadValueError, match="exists already"):
        tracker.export(tmp_path / "x.sqlite", version=release)
    tracker.export(tmp_path / "x.sqlite", version=release, force=True)
    assert (tmp_path / "precious").read_text() == "kept"
    assert not (tmp_path / "x.sqlite").is_symlink()


@pytest.mark.parametrize("folder", [True, False])
def test_a_write_that_fails_leaves_the_old_one_and_nothing_beside_it(folder, tmp_path):
    target = tmp_path / ("x" if folder else "x.xlsx")
    if folder:
        target.mkdir()
        (target / "stances.csv").write_text("old")
    else:
        target.write_text("old")
    place = places.decide(target, "csv" if folder else "xlsx", None, ("stances",))

    def fails(path):
        (path / "stances.csv" if folder else path).write_text("half")
        raise OSError(28, "No space left on device", str(path))

    with pytest.raises(BadValueError, match="No space"):
        places.put(place, fails, True)
    assert (target / "stances.csv" if folder else target).read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_somebody_who_comes_first_is_not_written_over(tmp_path):
    place = places.decide(tmp_path / "x.xlsx", None, None, ("stances",))

    def slow(path):
        path.write_text("ours")
        place.path.write_text("theirs")

    with pytest.raises(BadValueError, match="exists already"):
        places.put(place, slow, False)
    assert place.path.read_text() == "theirs"


def test_a_damaged_release_is_not_exported(release, tmp_path):
    import shutil

    copy = shutil.copytree(release, tmp_path / "copy")
    (copy / "vendors.parquet").write_bytes(b"x" * (copy / "vendors.parquet").stat().st_size)
    for name in ("x.sqlite", "x.zip"):
        with pytest.raises(ReleaseError):
            tracker.export(tmp_path / name, version=copy)
    assert [p.name for p in tmp_path.iterdir()] == ["copy"]


def test_a_missing_library_is_named(tmp_path):
    code = (
        "import sys; sys.modules['xlsxwriter'] = None\n"
        "from tracker.cli import main\n"
        f"main(['export', {str(tmp_path / 'x.xlsx')!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "[excel]" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def ask(path, query):
    with contextlib.closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def tables_of(path):
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        names = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {n: [dict(r) for r in db.execute(f'SELECT * FROM "{n}"')] for n in names}


def test_filters_keep_the_evidence_and_every_reference(tmp_path):
    tracker.export(
        tmp_path / "x.db", version="0.2.0", jurisdiction="BEL", vendor=iter(["huawei"]), known_by="2021-12-31"
    )
    found = tables_of(tmp_path / "x.db")
    only = {"jurisdiction": "BEL", "vendor": "huawei", "known_by": "2021-12-31"}
    assert ask(tmp_path / "x.db", "PRAGMA foreign_key_check") == []
    for table, key in (("stances", "valid_from"), ("reviews", "opened_on")):
        wanted = loaded.rows("0.2.0", table, **only)
        assert [r[key] for r in found[table]] == [str(r[key]) for r in wanted]
        assert wanted
    events = {r["event_id"] for r in found["events"]}
    assert events >= {r["event_id"] for r in loaded.rows("0.2.0", "events", **only)}
    assert {r["public_on"] <= "2021-12-31" for r in found["events"]} == {True}
    assert {r["event_id"] for r in found["event_sources"]} <= events
    assert {r["source_id"] for r in found["sources"]} == {r["source_id"] for r in found["event_sources"]}
    facts = {r["item"]: r["value"] for r in found["about"]}
    assert (facts["only jurisdiction"], facts["only vendor"]) == ("BEL", "huawei")
    assert facts["only known by"] == "2021-12-31"


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda f: f.name)
def test_a_day_before_events_that_other_tables_name(form, release, tmp_path):
    if form.whole:
        return
    target = tmp_path / ("x" if form.each else f"x{form.endings[0]}")
    tracker.export(target, format=form.name, version=release, known_by="2018-12-31")
    if form.name == "sqlite":
        found = tables_of(target)
        # A forecast that was not settled by then has no rationale, though the column is required.
        told = [(r["outcome"], r["settled_by"], r["rationale"]) for r in found["forecasts"]]
        assert told == [("unresolved", None, None)]
        # The second coding describes the dataset and comes whole, with the name of an event not yet public.
        assert [r["event_id"] for r in found["second_coding"]] == ["aaa-20190601-bar"]
        assert "aaa-20190601-bar" not in {r["event_id"] for r in found["events"]}
        assert {k[2] for k in ask(target, "PRAGMA foreign_key_list(second_coding)")} == {"jurisdictions", "vendors"}
        assert {k[2] for k in ask(target, "PRAGMA foreign_key_list(forecasts)")} == {"events", "jurisdictions"}


def test_one_table_with_a_filter_is_what_load_gives(tmp_path):
    only = {"jurisdiction": ["BEL", "JPN"], "vendor": "zte", "segment": "core"}
    tracker.export(tmp_path / "x.db", version="0.2.0", tables="events", **only)
    wanted = [r["event_id"] for r in loaded.rows("0.2.0", "events", **only)]
    assert [r["event_id"] for r in tables_of(tmp_path / "x.db")["events"]] == wanted
    tracker.export(tmp_path / "y.db", version="0.2.0", tables="sources", jurisdiction="JPN")
    links = {r["source_id"] for r in loaded.rows("0.2.0", "event_sources", jurisdiction="JPN")}
    assert {r["source_id"] for r in tables_of(tmp_path / "y.db")["sources"]} == links


def test_a_forecast_by_somebody_elsewhere_keeps_its_event(release, tmp_path):
    # The prediction is about AAA; its event and the one that settled it are of AAA too, but concern other vendors.
    tracker.export(tmp_path / "x.db", version=release, vendor="zte")
    found = tables_of(tmp_path / "x.db")
    assert {r["closed_by"] for r in found["reviews"]} <= {r["event_id"] for r in found["events"]}


def test_the_verb(run, release, tmp_path):
    assert run(tmp_path / "x", "--format", "csv", "--release", release) == (0, f"written: {tmp_path / 'x'}\n", "")
    args = (tmp_path / "y.csv", "--format", "csv-excel", "--delimiter", "semicolon", "--table", "stances")
    code, _, _ = run(*args, "--release", release, "--jurisdiction", "aaa", "--vendor", "Huawei", "--segment", "core")
    assert code == 0
    assert (tmp_path / "y.csv").read_bytes().startswith(b"\xef\xbb\xbfjurisdiction;vendor;")
    code, out, err = run(tmp_path / "y.csv", "--table", "stances", "--release", release)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "exists already" in err
    assert run(tmp_path / "y.csv", "--table", "stances", "--release", release, "--force")[0] == 0
    assert run(tmp_path / "z.docx")[0] == 2
    help_ = run("--help")[1]
    assert all(name in help_ for name in FORMATS)


def test_importing_the_formats_costs_nothing():
    code = (
        "import sys; from tracker.cli import main\n"
        "try: main(['--help'])\n"
        "finally: print({'pandas', 'openpyxl', 'duckdb', 'sqlite3'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr.strip() == "set()"


def test_the_errors_are_the_packages_own():
    assert issubclass(BadValueError, TrackerError)
