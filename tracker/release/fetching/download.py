"""Have a file whole and right: read on from what is there, try again with growing waits, compare the hash."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from tracker.errors import ReleaseError
from tracker.release.descriptor import plain
from tracker.release.descriptor.manifest import DOCUMENT_LIMIT, file_hash, looks_like_a_page
from tracker.release.fetching.source import Restart, Source, Transient
from tracker.release.reading import settings, shelf

Progress = Callable[[str, int, int], None]
"""Called with a file's name, the bytes that are there, and the bytes it will have."""

_WAITS = (0.5, 1.0, 2.0, 4.0)


def complete(place: Source, path: str, target: Path, size: int | None, digest: str, progress: Progress | None) -> None:
    """Have a file whole and right, from what is there of it already.

    Parameters
    ----------
    place : Source
    path : str
        The file, below the place.
    target : pathlib.Path
        Where it is to be; what has arrived of it stands beside it as ``.part``.
    size : int or None
        Bytes it must have; None where only the hash is known.
    digest : str
        Hash of its bytes.
    progress : callable, optional

    Raises
    ------
    ReleaseError
        When it cannot be had, or is something else; nothing of it is left then.
    """
    part = target.with_name(f"{target.name}.part")
    for file in (target, part):
        if file.is_symlink() or (file.exists() and not file.is_file()):
            file.unlink()  # Nothing of ours: what is written would go where it leads.
    if target.is_file() and file_hash(target.read_bytes()) == digest:
        return
    limit = DOCUMENT_LIMIT if size is None else size
    where = f"{place.where}/{path}"
    resumed = part.is_file() and part.stat().st_size > 0
    _append(place, path, part, limit, progress)
    if file_hash(part.read_bytes()) != digest and resumed:
        # What was there before may have been of another state of the file: once more, from the beginning.
        part.unlink()
        _append(place, path, part, limit, progress)
    data = part.read_bytes()
    if file_hash(data) != digest:
        part.unlink()
        page = looks_like_a_page(data)
        raise ReleaseError(
            "a web page instead of the file" if page else "not the bytes that were published",
            where=where,
            expected=digest + ("" if size is None else f", {size} bytes"),
            got=f"{file_hash(data)}, {len(data)} bytes",
        )
    with part.open("rb+") as whole:
        os.fsync(whole.fileno())
    os.replace(part, target)


def _append(place: Source, path: str, part: Path, limit: int, progress: Progress | None) -> None:
    """Read what is missing of a file, trying again with growing waits."""
    for attempt in range(len(_WAITS) + 1):
        have = part.stat().st_size if part.is_file() else 0
        if have > limit:
            part.unlink()
            have = 0
        try:
            with contextlib.closing(place.read(path, have)) as chunks, _opened(part) as file:
                for chunk in chunks:
                    file.write(chunk)
                    have += len(chunk)
                    if progress is not None:
                        progress(path, have, limit)
                    if have > limit:
                        break
            if have > limit:
                part.unlink()
                raise ReleaseError("longer than it may be", where=f"{place.where}/{path}", expected=f"{limit} bytes")
            return
        except Restart:
            part.unlink(missing_ok=True)
        except Transient as error:
            if attempt == len(_WAITS):
                raise _unreachable(place, path, str(error)) from None
            _wait(place, attempt)
    raise _unreachable(place, path, "it does not send the file from a given byte on")


def _opened(part: Path) -> BinaryIO:
    """A file to add to, which is no link."""
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_APPEND | plain.NO_LINK | plain.BINARY, 0o644), "ab")


def small(place: Source, path: str, limit: int) -> bytes:
    """A small file whole, in memory.

    Parameters
    ----------
    place : Source
    path : str
    limit : int
        Bytes it may have.

    Returns
    -------
    bytes
    """
    for attempt in range(len(_WAITS) + 1):
        data = b""
        try:
            with contextlib.closing(place.read(path)) as chunks:
                for chunk in chunks:
                    data += chunk
                    if len(data) > limit:
                        raise ReleaseError(
                            "longer than it may be", where=f"{place.where}/{path}", expected=f"at most {limit} bytes"
                        )
            return data
        except Transient as error:
            if attempt == len(_WAITS):
                raise _unreachable(place, path, str(error)) from None
            _wait(place, attempt)
    raise AssertionError("the last attempt returns or raises")


def _unreachable(place: Source, path: str, why: str) -> ReleaseError:
    return ReleaseError(
        f"cannot be fetched: {why}",
        where=f"{place.where}/{path}",
        hint=f"Tried {len(_WAITS) + 1} times; are you offline? Without the host there are the bundled versions: "
        f"{', '.join(shelf.versions())}.",
    )


def _wait(place: Source, attempt: int) -> None:
    """Wait before the next attempt, at most until the deadline, which then says so."""
    seconds = _WAITS[attempt] * settings.number("TRACKER_RETRY_SCALE", 1.0, unit="a factor")
    time.sleep(min(seconds, place.deadline.left(place.where)))
