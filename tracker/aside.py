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

_LOCK = ".lock"


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
    _sweep(parent, stem)
    # To some libraries a path that begins with file: is an address; people are told the path as they gave it.
    with room(target or parent / stem), _made(parent.absolute(), stem) as folder:
        yield folder


@contextlib.contextmanager
def _made(parent: Path, stem: str) -> Iterator[Path]:
    import filelock

    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
    lock = filelock.FileLock(fresh / _LOCK)
    lock.acquire(timeout=0)
    folder = fresh.with_name(f".{stem}-{fresh.name.removeprefix('.new-')}")
    try:
        if os.name != "nt":
            # Locked before it has the name by which others look for what was left.
            os.rename(fresh, folder)
        else:
            folder = fresh
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(fresh, ignore_errors=True)


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
        When one of them cannot be moved; the place is then as it was.
    """
    if not os.path.lexists(target):
        os.replace(fresh, target)
        return
    os.replace(target, old)
    try:
        os.replace(fresh, target)
    except OSError:
        os.replace(old, target)
        raise


def _sweep(parent: Path, stem: str) -> None:
    import filelock

    form = re.compile(re.escape(f".{stem}-") + r"[a-z0-9_]{8}")
    with contextlib.suppress(OSError):
        for name in [n for n in os.listdir(parent) if form.fullmatch(n)]:
            left = parent / name
            if left.is_symlink() or not (left / _LOCK).is_file() or (left / _LOCK).is_symlink():
                continue
            with contextlib.suppress(filelock.Timeout, OSError), filelock.FileLock(left / _LOCK).acquire(timeout=0):
                shutil.rmtree(left, ignore_errors=True)
