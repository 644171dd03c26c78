"""The cache's folders and locks: no link in it is followed, and nobody waits for another process without a word."""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

from tracker.aside import exchange
from tracker.errors import ReleaseError
from tracker.release.listing.deadline import Deadline, Late

_log = logging.getLogger("tracker")


def folder(root: Path, *names: str) -> Path:
    """A folder inside the cache, made where it is missing; a link or a file in its place is refused.

    Parameters
    ----------
    root : pathlib.Path
        The cache, which may be a link itself.
    *names : str
        Folder inside folder.

    Returns
    -------
    pathlib.Path
    """
    found = root
    try:
        root.mkdir(parents=True, exist_ok=True)
        for name in names:
            found = found / name
            if found.is_symlink() or (found.exists() and not found.is_dir()):
                raise ReleaseError(
                    "is in the way and is not followed",
                    where=str(found),
                    expected="a folder of the cache",
                    got="a link" if found.is_symlink() else "a file",
                    hint="Remove it.",
                )
            found.mkdir(exist_ok=True)
    except OSError as error:
        raise ReleaseError(
            f"the cache cannot be written: {error.strerror}", where=str(found), hint="TRACKER_CACHE names another."
        ) from None
    return found


@contextlib.contextmanager
def locked(path: Path, deadline: Deadline, *, stays: bool = True) -> Iterator[None]:
    """Hold a lock; say so when another process has it, and wait no longer than the deadline.

    Parameters
    ----------
    path : pathlib.Path
        The lock's file.
    deadline : Deadline
    stays : bool
        Whether the file stays when nobody has it any more, as in the cache; in a folder of the user's it does not.

    Raises
    ------
    ReleaseError
        When it is not free in time, or cannot be made.
    """
    import filelock

    if path.is_symlink():
        raise ReleaseError("is a link, which is not followed", where=str(path), hint="Remove it.")
    lock = filelock.FileLock(path)
    try:
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            if not path.exists():
                # Nobody has it: no file can be made there, such as in a folder of the system's own.
                raise ReleaseError("cannot be locked: no file can be made there", where=str(path)) from None
            _log.warning("tracker: waiting for another process, which has %s", path)
            lock.acquire(timeout=deadline.left(str(path)))
    except filelock.Timeout:
        raise Late(
            f"another process has had it for longer than was to be waited, {deadline.seconds:g} seconds in all",
            where=str(path),
            hint="Wait for that process, or end it.",
        ) from None
    except OSError as error:
        raise ReleaseError(f"cannot be locked: {error.strerror}", where=str(path)) from None
    try:
        yield
    finally:
        if not stays:
            # While it is held: who waits for it notices that the file is gone, and makes another (filelock 3.21).
            with contextlib.suppress(OSError):
                path.unlink()
        lock.release()


def replace(fresh: Path, target: Path, bin_: Path) -> None:
    """Move a folder into the place of another, which is there until the new one is; under a lock.

    Parameters
    ----------
    fresh, target : pathlib.Path
    bin_ : pathlib.Path
        Where the old one goes before it is removed; what a killed process left there is removed too.
    """
    remove(bin_)
    exchange(fresh, target, bin_)
    remove(bin_)


def remove(path: Path) -> None:
    """Remove a folder, a file or a link, as far as it is there; what a link leads to stays."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)
