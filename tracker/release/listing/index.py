"""The index of a shelf: which versions there are, and the hash of each one's descriptor.

It is the root of the chain of trust: a signature, where there is one, covers the index; the index fixes
every descriptor, a descriptor fixes every file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.days import parse_day
from tracker.errors import ReleaseError, unknown
from tracker.release.descriptor import plain
from tracker.release.descriptor.manifest import (
    DESCRIPTOR,
    DESCRIPTOR_LIMIT,
    Release,
    file_hash,
    looks_like_a_page,
    parse_version,
    read,
)
from tracker.release.listing.cache import locked
from tracker.release.listing.deadline import Deadline
from tracker.release.reading import shelf
from tracker.release.reading.shelf import INDEX as INDEX

_HASH = re.compile(r"sha256:[0-9a-f]{64}")

FORMAT = 1
"""Format of the index; a reader refuses a later one."""


@dataclass(frozen=True)
class Entry:
    """One version in an index."""

    version: str
    released: str | None
    cutoff: str
    bytes: int
    hash: str


@dataclass(frozen=True)
class Index:
    """An index that was read.

    Attributes
    ----------
    entries : dict of str to Entry
        By version, oldest first.
    where : str
        What it was read from, for messages.
    """

    entries: Mapping[str, Entry]
    where: str

    def entry(self, version: str) -> Entry:
        """The entry of a version, or of the newest one when asked for ``"latest"``."""
        if version == shelf.LATEST and self.entries:
            return self.entries[list(self.entries)[-1]]
        if version not in self.entries:
            raise unknown("version", version, [*self.entries, shelf.LATEST], where=self.where)
        return self.entries[version]


def render(folder: Path = shelf.BUNDLED) -> bytes:
    """The index of a shelf, as bytes.

    Parameters
    ----------
    folder : pathlib.Path
        A folder with one release folder a version.

    Returns
    -------
    bytes
        JSON with ``format`` and ``versions``, oldest first: ``version, released, cutoff, bytes, hash``, the
        last two of the descriptor.
    """
    rows = []
    for version in shelf.versions(folder):
        release = read(folder / version)
        data = plain.read(folder / version / DESCRIPTOR, DESCRIPTOR_LIMIT)
        released = None if release.released is None else release.released.isoformat()
        cutoff = release.cutoff.isoformat()
        rows.append(
            {"version": version, "released": released, "cutoff": cutoff, "bytes": len(data), "hash": file_hash(data)}
        )
    return (json.dumps({"format": FORMAT, "versions": rows}, indent=2) + "\n").encode()


def write(folder: Path) -> Path:
    """Write a shelf's index beside its releases, in one step.

    Parameters
    ----------
    folder : pathlib.Path
        The shelf.

    Returns
    -------
    pathlib.Path
        The index.
    """
    if not folder.is_dir():
        raise ReleaseError("no such folder", where=str(folder), expected="a folder with one release folder a version")
    with locked(shelf.lock(folder), Deadline(), stays=False):
        plain.put(folder / INDEX, render(folder))
    return folder / INDEX


def parse(data: bytes, where: str) -> Index:
    """Read an index.

    Parameters
    ----------
    data : bytes
    where : str
        What the bytes came from.

    Returns
    -------
    Index

    Raises
    ------
    ReleaseError
        When it is no index, or one of a later format.
    """
    try:
        raw: Any = plain.load_json(data)
        form = raw["format"]
        rows = [] if form != FORMAT else [_entry(r) for r in raw["versions"]]
        entries = {r.version: r for r in rows}
        order = sorted(entries, key=parse_version)
        if len(rows) > len(entries):
            raise ValueError(f"version {next(v for v in entries if [r.version for r in rows].count(v) > 1)} twice")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        page = looks_like_a_page(data)
        raise ReleaseError(
            "a web page, not an index of releases" if page else "not an index of releases",
            where=where,
            expected=f"what `tracker release --index` writes as {INDEX}",
            got=None if page else f"{type(error).__name__}: {error}"[:120],
        ) from None
    if form != FORMAT:
        raise ReleaseError(
            "the index has a format this package does not know",
            where=where,
            expected=f"format {FORMAT}",
            got=repr(form)[:40],
            hint="A newer version of the package may read it.",
        )
    return Index({v: entries[v] for v in order}, where)


def _entry(row: Mapping[str, Any]) -> Entry:
    version, size = row["version"], row["bytes"]
    if isinstance(size, bool) or not isinstance(size, int) or not _HASH.fullmatch(str(row["hash"])):
        raise ValueError("an entry without size or hash")
    if not isinstance(version, str):
        raise TypeError("a version that is no text")
    # Days that are days: nothing else of an index is shown to people as it came.
    released = None if row.get("released") is None else parse_day(row["released"]).isoformat()
    return Entry(version, released, parse_day(row["cutoff"]).isoformat(), size, str(row["hash"]))


def contradiction(entry: Entry, release: Release, size: int) -> tuple[str, str] | None:
    """What an index says of a version otherwise than its descriptor does.

    Parameters
    ----------
    entry : Entry
    release : Release
    size : int
        Bytes of its descriptor.

    Returns
    -------
    (str, str) or None
        What the index says and what is so: version, day of publication, cutoff, bytes.
    """
    released = None if release.released is None else release.released.isoformat()
    said = (entry.version, entry.released, entry.cutoff, entry.bytes)
    is_so = (release.version, released, release.cutoff.isoformat(), size)
    return None if said == is_so else (", ".join(map(str, said)), ", ".join(map(str, is_so)))


def known() -> Index:
    """The index that ships inside the package: what was published when it was built.

    Returns
    -------
    Index
        Empty when the package has none.
    """
    path = shelf.BUNDLED / INDEX
    return parse(path.read_bytes(), str(path)) if path.is_file() else Index({}, str(path))
