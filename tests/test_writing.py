import os
import subprocess
import sys

import pytest

from tracker.errors import BadValueError
from tracker.writing import refuse_taken, whole


def test_a_new_file_appears_whole(tmp_path):
    with whole(tmp_path / "a.txt") as part:
        part.write_text("text")
        assert not (tmp_path / "a.txt").exists()
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "text")]


def test_what_is_there_is_replaced_only_when_asked(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(BadValueError, match="exists already"), whole(target):
        pytest.fail("nothing is to be begun")
    with whole(target, force=True) as part:
        part.write_text("new")
    assert target.read_text() == "new"


def test_a_failure_leaves_the_old_and_nothing_else(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fail() -> None:
        with whole(target, force=True) as part:
            part.write_text("half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "old")]


@pytest.mark.parametrize("way", ["same", "symlink", "hardlink", "dots"])
def test_an_input_is_never_written_over(way, tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("a\n")
    target = tmp_path / "out.csv"
    if way == "symlink":
        target.symlink_to(source)
    elif way == "hardlink":
        os.link(source, target)
    else:
        target = source if way == "same" else tmp_path / ".." / tmp_path.name / "in.csv"
    with pytest.raises(BadValueError, match="is read"):
        refuse_taken(target, force=True, inputs=[source])


def test_folders_and_devices_are_never_replaced(tmp_path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        with pytest.raises(BadValueError, match="in the way"):
            refuse_taken(tmp_path / name, force=True)
    with pytest.raises(BadValueError, match="no such folder"):
        refuse_taken(tmp_path / "no" / "a.txt")


def test_something_put_there_meanwhile_stays(tmp_path):
    target = tmp_path / "a.txt"

    def race() -> None:
        with whole(target) as part:
            part.write_text("mine")
            target.write_text("theirs")

    with pytest.raises(BadValueError, match="exists already"):
        race()
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "theirs")]


@pytest.mark.skipif(sys.platform == "win32", reason="there a killed process leaves its part")
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from tracker.writing import whole\n"
        "with whole(Path(sys.argv[1])) as part:\n    part.write_text('half'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.txt")], check=False)
    assert len(list(tmp_path.iterdir())) == 2  # The part, and the lock beside it, which nobody has any more.
    with whole(tmp_path / "a.txt") as mine:
        mine.write_text("mine")
        with whole(tmp_path / "a.txt") as other:
            other.write_text("other")
            assert mine.is_file()  # In use: its lock is held.
        (tmp_path / "a.txt").unlink()
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "mine")]
