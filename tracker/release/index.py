"""The index of a shelf: which versions there are, and the hash of each one's descriptor.

It is the root of the chain of trust: a signature, where there is one, covers the index; the index fixes
every descriptor, a descriptor fixes every file.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.errors import ReleaseError, unknown
from tracker.release import shelf
from tracker.release.manifest import DESCRIPTOR, file_hash, looks_like_a_page, parse_version, read

INDEX = "index.json"
"""Name of the index beside the release folders."""

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
        data = (folder / version / DESCRIPTOR).read_bytes()
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
    target, part = folder / INDEX, folder / f".{INDEX}.part"
    try:
        part.write_bytes(render(folder))
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return target


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
        raw: Any = json.loads(data)
        form = raw["format"]
        entries = {} if form != FORMAT else {str(r["version"]): _entry(r) for r in raw["versions"]}
        order = sorted(entries, key=parse_version)
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
    if not (isinstance(row["bytes"], int) and str(row["hash"]).startswith("sha256:")):
        raise ValueError("an entry without size or hash")
    # Days that are days: nothing else of an index is shown to people as it came.
    released = None if row.get("released") is None else dt.date.fromisoformat(str(row["released"])).isoformat()
    cutoff = dt.date.fromisoformat(str(row["cutoff"])).isoformat()
    if not _HASH.fullmatch(str(row["hash"])):
        raise ValueError("a hash that is none")
    return Entry(str(row["version"]), released, cutoff, row["bytes"], str(row["hash"]))


def known() -> Index:
    """The index that ships inside the package: what was published when it was built.

    Returns
    -------
    Index
        Empty when the package has none.
    """
    path = shelf.BUNDLED / INDEX
    return parse(path.read_bytes(), str(path)) if path.is_file() else Index({}, str(path))
