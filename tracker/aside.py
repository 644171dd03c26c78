"""A folder beside a target, in which what is to be moved there is written; who was killed leaves it to the next run."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tracker.writing import room

_LOCK, _FRESH = ".lock", ".new-"

_LONG = 3600
"""Seconds after which a folder that never came to have its name is one that was left."""


@contextlib.contextmanager
def aside(parent: Path, stem: str, target: Path | None = None) -> Iterator[Path]:
    """A new folder beside a target, removed at the end with all that is still in it.

    Parameters
    ----------
    parent : pathlib.Path
        Folder that the target is in, so that moving it there is one step.
    stem : str
        Name of the target. What a killed process left for a target of this name is removed first: its lock is free.
    target : pathlib.Path, optional
        What is named when there is no room for it; ``parent / stem`` by default.

    Yields
    ------
    pathlib.Path

    Raises
    ------
    BadValueError
        When there is no room on the disk.
    """
    # To some libraries a path that begins with file: is an address; people are told the path as they gave it.
    with room(target or parent / stem), _made(parent.absolute(), stem) as folder:
        yield folder


@contextlib.contextmanager
def folders_for(target: Path) -> Iterator[None]:
    """The folders above a target, made where they are missing; where nothing came into them they go again.

    Parameters
    ----------
    target : pathlib.Path
    """
    target = target.absolute()
    made = [f for f in (target, *target.parents) if not os.path.lexists(f)]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()


@contextlib.contextmanager
def _made(parent: Path, stem: str) -> Iterator[Path]:
    import filelock

    fresh = Path(tempfile.mkdtemp(prefix=_FRESH, dir=parent))
    folder = fresh.with_name(f".{stem}-{fresh.name.removeprefix(_FRESH)}")
    lock = filelock.FileLock(fresh / _LOCK)
    try:
        lock.acquire(timeout=0)
        if os.name != "nt":
            # Locked before it has the name by which others look for what was left.
            os.rename(fresh, folder)
        else:
            folder = fresh
        _sweep(parent, stem, fresher=folder.stat().st_mtime - _LONG)
        yield folder
    finally:
        lock.release()
        _clear(folder)
        _clear(fresh)


def exchange(fresh: Path, target: Path, old: Path) -> None:
    """Move a folder to its place; what stands there goes elsewhere, and is back when that fails.

    Parameters
    ----------
    fresh, target : pathlib.Path
        The folder, and its place, where another may be.
    old : pathlib.Path
        Where that other one goes; nothing is there.

    Raises
    ------
    OSError
        When one of them cannot be moved; the place is then as it was, as it is when somebody interrupts it.
    """
    if not os.path.lexists(target):
        os.replace(fresh, target)
        return
    try:
        os.replace(target, old)
        os.replace(fresh, target)
    except BaseException:
        # Ctrl-C between the two, too.
        if os.path.lexists(old) and not os.path.lexists(target):
            os.replace(old, target)
        raise


def _sweep(parent: Path, stem: str, fresher: float) -> None:
    """Remove what killed processes left: what has the name, and what never came to have one and is older."""
    import filelock

    form = re.compile(re.escape(f".{stem}-") + r"[a-z0-9_]{8}|" + re.escape(_FRESH) + r"[a-z0-9_]{8}")
    with contextlib.suppress(OSError):
        for name in [n for n in os.listdir(parent) if form.fullmatch(n)]:
            left = parent / name
            with contextlib.suppress(filelock.Timeout, OSError):
                if left.is_symlink() or (name.startswith(_FRESH) and left.stat().st_mtime > fresher):
                    continue
                if not os.listdir(left):
                    os.rmdir(left)  # Killed before it was locked, or when only the folder was left to remove.
                elif (left / _LOCK).is_file() and not (left / _LOCK).is_symlink():
                    with filelock.FileLock(left / _LOCK).acquire(timeout=0):
                        _clear(left)


def _clear(folder: Path) -> None:
    """Remove a folder; its lock, by which it is known as ours, goes last."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            path = folder / name
            if name == _LOCK:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    path.unlink()
    shutil.rmtree(folder, ignore_errors=True)
