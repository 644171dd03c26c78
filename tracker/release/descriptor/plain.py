"""The one gate for what comes from a release: a name that becomes a path, a file that is read, a text that is JSON.

A name is plain or it is refused; a path stays inside its folder and follows no link; what is read is a plain
file of a bounded size, never a pipe or a device.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tracker.errors import ReleaseError

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_UNUSABLE = re.compile(r'[\x00-\x1f\\:*?"<>|]')

NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
BINARY: int = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)

BUNDLED = Path(__file__).parents[2] / "releases"
"""Folder with the releases that the package brings along; what installs packages may link its files."""


def is_plain(text: object) -> bool:
    """Whether a text may name a file on any system: letters, digits, ``.``, ``_`` and ``-``, and no device of Windows.

    Examples
    --------
    >>> is_plain("events.parquet"), is_plain("../events"), is_plain("NUL.txt")
    (True, False, False)
    """
    return isinstance(text, str) and _NAME.fullmatch(text) is not None and _DEVICE.fullmatch(text) is None


def name(text: object, *, where: str) -> str:
    """A name that becomes a file's or a folder's, as it is; anything but a plain one is refused.

    Parameters
    ----------
    text : object
    where : str
        What says the name, for the message.

    Returns
    -------
    str

    Raises
    ------
    ReleaseError
    """
    if not is_plain(text):
        raise ReleaseError(
            "a file name that is refused",
            where=where,
            expected="a plain name: letters, digits, . _ -",
            got=repr(text)[:200],
        )
    return str(text)


def stays_inside(path: str) -> bool:
    """Whether a relative path, ``/`` between its parts, stays inside its folder on any system."""
    parts = path.split("/")
    return not (_UNUSABLE.search(path) or len(path) > 1000 or {"", ".", ".."} & {*parts})


def inside(folder: Path, path: str, *, where: str | None = None) -> Path:
    """A path inside a folder, no part of which is a link.

    Parameters
    ----------
    folder : pathlib.Path
        May be a link itself: who names a folder means what it leads to.
    path : str
        ``/`` between its parts.
    where : str, optional
        What says the path, for the message; the folder otherwise.

    Returns
    -------
    pathlib.Path
        It need not exist.

    Raises
    ------
    ReleaseError
        When it leads outside, or is a link. Only the package's own releases may be links.
    """
    if not stays_inside(path):
        name(path, where=where or str(folder))
        raise ReleaseError("a file name that is refused", where=where or str(folder), got=repr(path)[:200])
    found = folder
    own = is_own(folder)
    for part in path.split("/"):
        found = found / part
        if not own and found.is_symlink():
            raise ReleaseError(
                "is a link, which is not followed", where=str(found), expected="a plain file", hint="Copy the file."
            )
    return found


def is_own(folder: Path) -> bool:
    """Whether a release folder is one that the package brings along."""
    return folder.parent == BUNDLED


def read(path: Path, limit: int, *, links: bool = True) -> bytes:
    """A plain file whole.

    Parameters
    ----------
    path : pathlib.Path
    limit : int
        Bytes it may have.
    links : bool
        Whether the file may be a link.

    Returns
    -------
    bytes

    Raises
    ------
    OSError
        When it cannot be read, is a pipe, a device or a folder, or is longer. It is never waited for.
    """
    number = open_plain(path, links=links)
    try:
        about = os.fstat(number)
        with open(number, "rb", closefd=False) as file:
            data = b"" if about.st_size > limit else file.read(limit + 1)
    finally:
        os.close(number)
    if about.st_size > limit:
        raise OSError(errno.EFBIG, f"is longer than it may be ({limit} bytes)", str(path))
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"is longer than it may be ({limit} bytes)", str(path))
    return data


def put(target: Path, data: bytes) -> None:
    """Write a file in one step: whoever looks finds the old one or the new one, and a crash leaves one of them.

    Parameters
    ----------
    target : pathlib.Path
        What it is a link to is written, not the link.
    data : bytes
    """
    with prepared(target, data) as finish:
        finish()


@contextlib.contextmanager
def prepared(target: Path, data: bytes) -> Iterator[Callable[[], None]]:
    """Write a file's new content beside it, so that only a step is left that cannot run out of room.

    Parameters
    ----------
    target : pathlib.Path
    data : bytes

    Yields
    ------
    callable
        Puts the new content in place; without it everything stays as it was.
    """
    import shutil

    target = target.resolve()
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)  # Left by a run that was killed; or a link, which would be written through.
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, part)
        yield lambda: os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def open_plain(path: Path, *, links: bool = True) -> int:
    """The number of a file opened for reading that is none of a pipe and a device: those are not waited for."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | BINARY | (0 if links else NO_LINK))
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.EINVAL, "is no plain file", str(path))
    return number


def load_json(data: bytes) -> Any:
    """JSON, strictly: UTF-8, no name twice in an object, no number that is none.

    Raises
    ------
    ValueError
        Also when it is nested too deeply.
    """
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(k for k, _ in pairs if k in seen or seen.add(k))  # type: ignore[func-returns-value]
        raise ValueError(f"{twice[:60]!r} stands twice in one object")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")
