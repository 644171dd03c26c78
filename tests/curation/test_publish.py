import datetime as dt
import json
import os
import shutil
import subprocess
import sys

import factory
import pyarrow.parquet as pq
import pytest

from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.curation.publish import publish
from tracker.errors import BadValueError, CurationError
from tracker.release.descriptor.manifest import read
from tracker.release.listing import index
from tracker.release.verifying.verify import verify
from tracker.schema import TABLES

DAY = dt.date(2024, 2, 1)


def content(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_two_builds_in_two_folders_are_identical(data, tmp_path):
    a = build(read_folder(data), tmp_path / "a", version="1.0.0")
    b = build(read_folder(data), tmp_path / "elsewhere" / "b", version="1.0.0")
    assert content(a) == content(b)
    assert verify(read(a)) == len(TABLES) + 3


def test_the_order_of_rows_in_csv_does_not_matter(data, tmp_path):
    a = read_folder(data)
    path = data / "sources.csv"
    head, *rows = path.read_text().splitlines()
    path.write_text("\n".join([head, *reversed(rows), ""]))
    b = read_folder(data)
    from tracker.curation.build import render

    assert render(a, version="1.0.0") == render(b, version="1.0.0")


def test_one_changed_cell_changes_the_content_hash(data, tmp_path):
    a = read(build(read_folder(data), tmp_path / "a", version="1.0.0"))
    other = factory.write(tmp_path / "o", factory.changed({"stances": {1: {"rationale": "The law says so, indeed."}}}))
    b = read(build(read_folder(other), tmp_path / "b", version="1.0.0"))
    differing = {t for t in a.tables if a.resource(t)["contentHash"] != b.resource(t)["contentHash"]}
    assert differing == {"stances"}


def test_tables_with_problems_are_not_built(tmp_path):
    bad = factory.write(tmp_path / "bad", factory.changed({"stances": {0: {"level": "bared"}}}))
    with pytest.raises(CurationError, match=r"stances\.csv:2:level"):
        build(read_folder(bad), tmp_path / "out", version="1.0.0")
    assert not (tmp_path / "out").exists()


def test_an_existing_folder_is_never_rewritten(data, tmp_path):
    target = build(read_folder(data), tmp_path / "out", version="1.0.0")
    before = content(target)
    with pytest.raises(CurationError, match="never rewritten"):
        build(read_folder(data), target, version="1.0.0")
    assert content(target) == before


def test_a_failed_move_leaves_nothing_behind(data, tmp_path, monkeypatch):
    def fail(*_args):
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(BadValueError, match="No space"):
        build(read_folder(data), tmp_path / "new" / "out", version="1.0.0")
    assert not (tmp_path / "new").exists()


def test_derived_columns(release):
    rows = pq.ParquetFile(release / "stances.parquet").read().to_pylist()
    barred = next(r for r in rows if r["level"] == "barred")
    assert barred["level_rank"] == 3
    assert barred["known_from"] == dt.date(2019, 6, 1)
    assert barred["valid_to"] == dt.date(2021, 3, 31)
    assert barred["end_known_from"] == dt.date(2022, 3, 15)
    law = next(r for r in rows if r["basis"] == "de_jure")
    assert (law["valid_to"], law["end_known_from"]) == (None, None)
    assert law["known_from"] == dt.date(2020, 1, 15)


def test_parquet_files_carry_version_citation_and_descriptions(release):
    with pq.ParquetFile(release / "stances.parquet") as file:
        meta = file.schema_arrow.metadata
        assert meta[b"version"] == b"1.0.0"
        assert b"version 1.0.0" in meta[b"citation"]
        assert b"pandas" not in meta
        assert file.schema_arrow.field("level").metadata[b"description"]
        assert file.metadata.num_row_groups == 1
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_first_release_then_the_next(shelf, tmp_path):
    data = factory.changed({"stances": {1: {"rationale": "The law asks for a permit first."}}})
    path, bump = publish(factory.write(tmp_path / "b", data), "0.1.1", shelf=shelf, released=DAY)
    assert bump.level == "patch"
    assert read(path).released == DAY
    assert "rationale" in (path / "CHANGES.md").read_text()


def test_every_changed_cell_is_a_row_of_a_table_beside_the_changes(shelf, tmp_path):
    data = factory.changed({"stances": {1: {"rationale": "The law asks for a permit first."}}})
    path, _ = publish(factory.write(tmp_path / "b", data), "0.1.1", shelf=shelf, released=DAY)
    rows = pq.read_table(path / "changes.parquet").to_pylist()
    assert [(r["table"], r["kind"], r["column"], r["reason"]) for r in rows] == [
        ("stances", "changed", "rationale", "documentation")
    ]
    assert rows[0]["new"] == "The law asks for a permit first."
    assert rows[0]["key"][:3] == ["AAA", *rows[0]["key"][1:3]]
    assert "changes.parquet" in {d["path"] for d in read(path).descriptor["documents"]}
    verify(path)


def test_changes_of_many_rows_name_the_table_in_place_of_a_list(shelf, tmp_path, monkeypatch):
    monkeypatch.setattr("tracker.curation.publish.LISTED", 0)
    data = factory.changed({"stances": {1: {"rationale": "The law asks for a permit first."}}})
    path, _ = publish(factory.write(tmp_path / "b", data), "0.1.1", shelf=shelf, released=DAY, headline="One word.")
    text = (path / "CHANGES.md").read_text()
    assert "One word." in text
    assert "stances: +0 -0 ~1 rows" in text
    assert "rationale" not in text
    assert "`changes.parquet`" in text


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9", "0.1.1"])
def test_a_version_that_is_too_small_is_refused(shelf, tmp_path, version):
    data = factory.changed({"stances": {0: {"level": "limited"}}, "second_coding": {0: {"level": "limited"}}})
    before = sorted(p.name for p in shelf.iterdir())
    with pytest.raises(CurationError):
        publish(factory.write(tmp_path / "b", data), version, shelf=shelf, released=DAY)
    assert sorted(p.name for p in shelf.iterdir()) == before
    publish(tmp_path / "b", "0.2.0", shelf=shelf, released=DAY)


def test_no_write_permission_is_an_os_error_and_leaves_nothing(data, tmp_path):
    shelf = tmp_path / "readonly"
    shelf.mkdir()
    shelf.chmod(0o555)
    if os.access(shelf, os.W_OK):
        # Root may write anywhere; a file where the folder should be stops it as well.
        shutil.rmtree(shelf)
        shelf.write_text("in the way")
    with pytest.raises(OSError):
        publish(data, "0.1.0", shelf=shelf, released=DAY)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "CHANGELOG.md"
    path.write_text("# Changes\n\n## 0.0.1 (2024-01-01)\n\nFirst.\n", encoding="utf-8")
    return path


def test_a_changelog_that_cannot_be_written_fails_before_anything_is_published(shelf, tmp_path, log, monkeypatch):
    from tracker.release.descriptor import plain

    folder = factory.write(tmp_path / "b", factory.changed({"stances": {1: {"rationale": "The law asks first, now."}}}))
    before = sorted(p.name for p in shelf.iterdir())

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(plain.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            publish(folder, "0.1.1", shelf=shelf, released=DAY, changelog=log)
    for spoil in (lambda: log.write_bytes(b"\xff"), lambda: (log.unlink(), os.mkfifo(log))):
        spoil()
        with pytest.raises(CurationError, match="nothing was published"):
            publish(folder, "0.1.1", shelf=shelf, released=DAY, changelog=log)
    assert sorted(p.name for p in shelf.iterdir()) == before
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]


def test_a_changelog_behind_a_link_keeps_the_link_and_its_permissions(shelf, tmp_path, log):
    folder = factory.write(tmp_path / "b", factory.changed({"stances": {1: {"rationale": "The law asks first, now."}}}))
    log.chmod(0o640)
    (tmp_path / "link.md").symlink_to(log)
    publish(folder, "0.1.1", shelf=shelf, released=DAY, changelog=tmp_path / "link.md")
    assert (tmp_path / "link.md").is_symlink()
    assert "## 0.1.1" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o640


AT_ONCE = """
import datetime as dt, json, os, sys, traceback
from pathlib import Path
import pandera.pandas
from tracker.cli import main
from tracker.curation.publish import publish

def work(words):
    WORK

def child(n, words):
    os.dup2(os.open(os.path.join(sys.argv[2], f"{n}.err"), os.O_WRONLY | os.O_CREAT, 0o600), 2)
    try:
        code = work(words)
    except SystemExit as left:
        code = left.code
    except BaseException:
        traceback.print_exc()
        code = 9
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

running = []
for n, words in enumerate(json.loads(sys.argv[1])):
    running.append(os.fork())
    if not running[-1]:
        child(n, words)
print("codes", *(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in running))
"""


def at_once(work, calls, folder):
    """Exit code and messages of processes that run at once: children of one that has imported what each would import."""
    words = json.dumps([list(map(str, c)) for c in calls])
    (said := folder / "said").mkdir()
    line = [sys.executable, "-W", "ignore", "-c", AT_ONCE.replace("WORK", work), words, str(said)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=300, check=True)
    codes = map(int, done.stdout.splitlines()[-1].removeprefix("codes").split())
    out = [(code, (said / f"{n}.err").read_text(encoding="utf-8")) for n, code in enumerate(codes)]
    shutil.rmtree(said)
    return out


def test_three_at_once_lose_no_section(shelf, tmp_path, log):
    folder = factory.write(tmp_path / "b", factory.mini())
    work = "a, v, s, c = words; publish(Path(a), v, shelf=Path(s), released=dt.date(2024, 2, 1), changelog=Path(c)); return 0"
    shelves = [tmp_path / f"shelf{n}" / "s" for n in range(3)]
    done = at_once(work, [[folder, f"0.{n}.0", where, log] for n, where in enumerate(shelves, 1)], tmp_path)
    assert [code for code, _ in done] == [0, 0, 0], done
    text = log.read_text()
    assert all(f"## 0.{n}.0" in text for n in (1, 2, 3))
    assert "First." in text


def test_three_at_once_on_one_shelf_publish_one_after_the_other(tmp_path):
    """Two want the same version: one gets it, and the others are told what came before them."""
    data, log = factory.write(tmp_path / "a", factory.mini()), tmp_path / "CHANGELOG.md"
    log.write_text("# Changelog\n", encoding="utf-8")
    more = ["--data", data, "--shelf", tmp_path / "shelf", "--released", "2024-01-31", "--changelog", log, "--index"]
    wanted = ("1.0.0", "1.0.0", "1.0.1")
    started = at_once("main(words)", [["release", v, *more] for v in wanted], tmp_path)
    done = [v for v, (code, _) in zip(wanted, started, strict=True) if code == 0]
    # Which comes first is chance; 1.0.0 cannot follow 1.0.1.
    assert done in (["1.0.0", "1.0.1"], ["1.0.1"])
    assert log.read_text(encoding="utf-8").count("\n## ") == len(done)
    assert sorted(p.name for p in (tmp_path / "shelf").iterdir()) == [*done, "index.json"]
    assert list(index.parse((tmp_path / "shelf" / "index.json").read_bytes(), "").entries) == done
    for version in done:
        assert verify(tmp_path / "shelf" / version)
    for code, err in started:
        if code:
            (line,) = [x for x in err.splitlines() if not x.startswith("tracker: waiting")]
            assert code == 2
            assert len(line) < 300
            assert "is published already" in line or "too small a step after" in line


def test_neither_lock_nor_folder_stays_whatever_comes_of_it(shelf, tmp_path, log):
    """On a shelf of the user's own, and where there is none yet."""
    before = sorted(tmp_path.rglob("*"))
    data = factory.write(tmp_path / "b", factory.mini())
    fresh = sorted({*tmp_path.rglob("*")} - {*before})
    for wanted, where in (("0.0.1", shelf), ("0.1.0", shelf)):
        with pytest.raises(CurationError):
            publish(data, wanted, shelf=where, released=DAY, changelog=log)
    bad = factory.write(tmp_path / "b", factory.changed({"stances": {0: {"level": "bared"}}}))
    with pytest.raises(CurationError):
        publish(bad, "0.1.0", shelf=tmp_path / "no" / "such" / "shelf", released=DAY, changelog=log)
    assert sorted({*tmp_path.rglob("*")} - {*fresh}) == before


def test_what_a_killed_run_left_is_cleaned_by_the_next(data, tmp_path):
    from tracker.aside import aside

    code = (
        "import os, sys; from pathlib import Path; from tracker.aside import aside\n"
        "with aside(Path(sys.argv[1]), 'out') as folder:\n    (folder / 'half').write_text('x'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    (left,) = tmp_path.glob(".out-*")
    with aside(tmp_path, "out") as mine:
        assert not left.exists()
        with aside(tmp_path, "out"):
            assert mine.is_dir()  # In use: its lock is held.
    assert not list(tmp_path.glob(".*out*"))
    build(read_folder(data), tmp_path / "out", version="1.0.0")
    assert not [p for p in (tmp_path / "out").iterdir() if p.name.startswith(".")]
