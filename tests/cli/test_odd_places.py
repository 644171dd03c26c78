"""Odd places for what is read and written: one line, nothing waited for, nothing left."""

import os

import pytest
from conftest import ROOT

from tracker.cli import main
from tracker.errors import LONGEST


@pytest.fixture
def said(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_CACHE", str(tmp_path / "cache"))

    def run(*args):
        with pytest.raises(SystemExit) as left:
            main(list(args))
        return left.value.code, *capfd.readouterr()

    return run


DATA = str(ROOT / "data")


@pytest.mark.parametrize(
    "args",
    [
        ("diff", "0.1.0", "0.1.0", "--output", ""),
        ("apply", "a\0.csv", "b.csv", "--output", "c.csv"),
        ("validate", "--data", "a\0b"),
        ("fetch", "0.1.0", "--from", "there", "--cache", ""),
        ("fetch", "0.1.0", "--from", "there", "--cache", "a\0b"),
        ("release", "--index", "--shelf", "no/such"),
        ("release", "--index", "--shelf", "file"),
        ("release", "--index", "--shelf", "shelf", "--sign-with", "fifo"),
        ("release", "--index", "--shelf", "shelf", "--sign-with", "/dev/zero"),
        ("release", "9.9.9", "--data", DATA, "--shelf", "shelf", "--changelog", "x" * 4_000),
        ("show", "--format", "x" * 4_000),
        ("plot", "map", "--out", "a.svg", "--width", "x" * 4_000),
    ],
)
def test_one_line_and_nothing_left(said, tmp_path, args):
    (tmp_path / "file").write_text("a")
    (tmp_path / "shelf").mkdir()
    os.mkfifo(tmp_path / "fifo")
    before = sorted(tmp_path.rglob("*"))
    code, out, err = said(*args)
    told = [line for line in err.splitlines() if line and not line.startswith(("Usage:", "Try "))]
    assert (code, out, len(told)) == (2, "", 1), err
    assert len(told[0]) <= LONGEST + len("tracker: ")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_lock_that_cannot_be_made_is_not_waited_for(said, tmp_path):
    (tmp_path / "shelf").mkdir()
    code, _, err = said("release", "--index", "--shelf", "/proc/self/fdinfo")
    assert code == 2
    assert "cannot be locked" in err
    assert "waiting" not in err


@pytest.mark.parametrize(
    "args", [("export", "{}.csv", "--table", "vendors"), ("sql", "SELECT 1 AS a", "--out", "{}.csv")]
)
def test_a_name_that_turns_the_line_is_shown_escaped(said, tmp_path, args):
    name = "a\u202eb\x1b[2J"
    code, out, err = said(*(a.format(name) for a in args))
    assert code == 0
    assert (out + err).replace("\n", "").isprintable()
    assert (tmp_path / f"{name}.csv").is_file()
