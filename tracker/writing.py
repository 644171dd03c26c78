"""One file, written whole or not at all, and never over another unasked."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tracker.arguments import refuse_unusable
from tracker.errors import BadValueError

fcntl: Any
try:
    import fcntl
except ImportError:  # Windows has no such locks; what a killed process leaves there stays.
    fcntl = None

_PART, _HELD = ".part", ".held"

_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)})

REPLACE = "Choose another name, or replace it: --force, force=True."
"""What to try where something stands in the way."""


def refuse_taken(target: Path, *, force: bool = False, inputs: Iterable[Path] = ()) -> None:
    """Refuse a file that must not be written, before anything is done.

    Parameters
    ----------
    target : pathlib.Path
    force : bool
        Whether a plain file that is there may be replaced.
    inputs : iterable of pathlib.Path
        What is read: it is never written over, by whatever name or link.

    Raises
    ------
    BadValueError
        When the folder does not exist, something is there, or it is one of the inputs.

    Examples
    --------
    >>> refuse_taken(Path("README.md"), force=True, inputs=[Path("./README.md")])
    Traceback (most recent call last):
        ...
    tracker.errors.BadValueError: README.md: is read and cannot be written over; expected another file than README.md
    """
    refuse_unusable(target, where="the file to write")
    if not target.name:
        raise BadValueError("names no file", where="the file to write", got=repr(str(target)))
    if not target.parent.is_dir():
        raise BadValueError("cannot be written: there is no such folder", where=str(target.parent), hint="Make it.")
    if not os.path.lexists(target):
        return
    for path in inputs:
        with suppress(OSError):
            if os.path.samefile(path, target):
                raise BadValueError(
                    "is read and cannot be written over", where=str(target), expected=f"another file than {path}"
                )
    kind = target.lstat().st_mode
    if not (stat.S_ISREG(kind) or (stat.S_ISLNK(kind) and target.is_file())):
        got = "a folder" if target.is_dir() else "something else"
        raise BadValueError("is in the way and is not replaced", where=str(target), expected="a file", got=got)
    if not force:
        raise BadValueError("exists already", where=str(target), hint=REPLACE)


@contextmanager
def room(target: Path) -> Iterator[None]:
    """A disk that is full, or broken, said in one line that names what was to be written.

    Parameters
    ----------
    target : pathlib.Path

    Raises
    ------
    BadValueError
        In place of the system's error, which names no file.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise no_room(target, error) from None


def no_room(target: Path, error: Exception) -> BadValueError:
    """The one line for a file that cannot be written, whatever a library calls it."""
    code = getattr(error, "errno", None)
    said = os.strerror(code) if code else (str(error).splitlines() or [type(error).__name__])[0]
    return BadValueError(
        "cannot be written",
        where=str(target),
        got=said[:80],
        hint="Nothing is left behind; is there room on the disk?",
    )


@contextmanager
def whole(
    target: Path, *, part: Path | None = None, force: bool = False, inputs: Iterable[Path] = ()
) -> Iterator[Path]:
    """A file to write beside the target, moved into place once it is whole.

    Parameters
    ----------
    target, force, inputs
        As for :func:`refuse_taken`.
    part : pathlib.Path, optional
        The file to write; one of :func:`beside` by default.

    Yields
    ------
    pathlib.Path
        The file to write; when writing fails it is removed and the target stays as it was.

    Raises
    ------
    BadValueError
        As :func:`refuse_taken`, before and after writing; and when there is no room.
    OSError
        When it cannot be written for another reason.
    """
    inputs = list(inputs)
    refuse_taken(target, force=force, inputs=inputs)
    part = part or beside(target)
    _sweep(target)
    held = _held(part)
    try:
        with room(target):
            yield part
            refuse_taken(target, force=force, inputs=inputs)  # Somebody may have put something there meanwhile.
            os.replace(part, target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        _let_go(held, part)


def beside(target: Path) -> Path:
    """A name in the target's folder that nobody else has, for what is not whole yet."""
    # A name may be as long as the system allows already.
    # Absolute: to some libraries a path that begins with file: is an address. Not by secrets, which loads OpenSSL.
    return target.absolute().with_name(f".{target.name[:40]}.{os.urandom(4).hex()}{_PART}")


def _held(part: Path) -> int | None:
    """A lock beside what is being written, by which the next run sees that somebody is still at it."""
    if fcntl is None:
        return None
    try:
        number = os.open(part.with_suffix(_HELD), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except OSError:
        return None  # Where none can be made, what follows says why.
    with suppress(OSError):
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return number


def _let_go(held: int | None, part: Path) -> None:
    if held is not None:
        with suppress(OSError):
            part.with_suffix(_HELD).unlink(missing_ok=True)
        os.close(held)


def _sweep(target: Path) -> None:
    """Remove what killed processes left of a file: the parts whose lock nobody has."""
    if fcntl is None:
        return
    form = re.compile(re.escape(f".{target.name[:40]}.") + "[0-9a-f]{8}" + re.escape(_HELD))
    with suppress(OSError):
        for lock in [p for p in target.absolute().parent.iterdir() if form.fullmatch(p.name)]:
            with suppress(OSError):
                number = os.open(lock, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
                try:
                    fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    lock.with_suffix(_PART).unlink(missing_ok=True)
                    lock.unlink(missing_ok=True)
                finally:
                    os.close(number)
