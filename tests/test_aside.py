"""A folder is written beside its place and moved there whole."""

import os

import pytest

from tracker.aside import exchange


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
