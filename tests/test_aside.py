"""A folder is written beside its place and moved there whole."""

import os

import filelock
import pytest

from tracker.aside import aside, exchange, folders_for


@pytest.fixture
def folders(tmp_path):
    for name in ("fresh", "target"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name)
    return tmp_path / "fresh", tmp_path / "target", tmp_path / "old"


def test_what_stands_in_the_place_goes_elsewhere(folders):
    fresh, target, old = folders
    exchange(fresh, target, old)
    assert (target / "a.txt").read_text() == "fresh"
    assert (old / "a.txt").read_text() == "target"
    assert not fresh.exists()


def test_an_empty_place_is_taken(folders):
    fresh, target, old = folders
    os.replace(target, target.with_name("away"))
    exchange(fresh, target, old)
    assert (target / "a.txt").read_text() == "fresh"
    assert not old.exists()


def test_the_former_is_back_when_the_new_one_cannot_be_moved(folders, monkeypatch):
    fresh, target, old = folders
    move = os.replace

    def refuse(a, b):
        if a == fresh:
            raise OSError(28, "No space left on device")
        move(a, b)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        exchange(fresh, target, old)
    assert (target / "a.txt").read_text() == "target"
    assert (fresh / "a.txt").read_text() == "fresh"
    assert not old.exists()


def test_the_former_is_back_when_it_is_interrupted_between_the_two(folders, monkeypatch):
    fresh, target, old = folders
    move = os.replace

    def interrupted(a, b):
        if a == fresh:
            raise KeyboardInterrupt
        move(a, b)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        exchange(fresh, target, old)
    assert (target / "a.txt").read_text() == "target"
    assert not old.exists()


def test_what_was_left_at_any_moment_is_cleared_away(tmp_path):
    """Killed before it was locked, after, with things in it, and when all but the folder was removed."""
    for name in (".new-aaaaaaaa", ".new-bbbbbbbb", ".new-cccccccc", ".out-aaaaaaaa", ".out-bbbbbbbb"):
        (tmp_path / name).mkdir()
    for name in (".new-bbbbbbbb", ".out-aaaaaaaa"):
        (tmp_path / name / ".lock").touch()
    (tmp_path / ".out-aaaaaaaa" / "half").write_text("x")
    for name in (".new-aaaaaaaa", ".new-bbbbbbbb"):
        os.utime(tmp_path / name, (0, 0))
    with aside(tmp_path, "out"):
        pass
    assert [p.name for p in tmp_path.iterdir()] == [".new-cccccccc"]  # It may be somebody's who has just begun.


def test_what_is_in_use_or_nobody_knows_whose_stays(tmp_path):
    for name in (".out-aaaaaaaa", ".out-bbbbbbbb", ".other-cccccccc"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kept").write_text("x")
    with filelock.FileLock(tmp_path / ".out-aaaaaaaa" / ".lock"), aside(tmp_path, "out"):
        pass
    assert sorted(p.name for p in tmp_path.iterdir()) == [".other-cccccccc", ".out-aaaaaaaa", ".out-bbbbbbbb"]


def test_folders_that_nothing_came_into_go_again(tmp_path):
    with folders_for(tmp_path / "a" / "b" / "target"):
        assert (tmp_path / "a" / "b").is_dir()
    assert list(tmp_path.iterdir()) == []
    with folders_for(tmp_path / "a" / "target"):
        (tmp_path / "a" / "target").write_text("x")
    assert (tmp_path / "a" / "target").is_file()
