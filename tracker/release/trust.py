"""The index of a place, and why to believe it: signature, the index in this package, what the place listed before."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tracker.errors import ReleaseError
from tracker.release import index as indexes
from tracker.release import shelf, signature
from tracker.release.download import small
from tracker.release.index import Entry, Index
from tracker.release.manifest import DESCRIPTOR_LIMIT, file_hash, parse_version
from tracker.release.remote import Source


def read_index(place: Source, *, key: str | None, root: Path) -> Index:
    """The index of a place, checked: its signature when a key is pinned, and that nothing is gone or changed.

    Parameters
    ----------
    place : Source
    key : str or None
        Pinned public key.
    root : pathlib.Path
        The cache, which remembers what the place listed before.

    Returns
    -------
    Index
    """
    where = f"{place.where}/{indexes.INDEX}"
    data = small(place, indexes.INDEX, DESCRIPTOR_LIMIT)
    if key is not None:
        signature.check(data, small(place, signature.SIGNATURE, 1000), key, where=where)
    found = indexes.parse(data, where)
    if not found.entries:
        raise ReleaseError("the index lists no version", where=where)
    before = _remembered(root, place)
    for version in before.entries.keys() - found.entries.keys():
        raise _older(where, f"version {version} in it, as when it was read before", found)
    for earlier in (indexes.known(), before):
        for version in earlier.entries.keys() & found.entries.keys():
            if found.entries[version].hash != earlier.entries[version].hash:
                raise ReleaseError(
                    "the index was tampered with, or a published version was rewritten",
                    where=f"{where}, version {version}",
                    expected=f"{earlier.entries[version].hash}, as in {earlier.where}",
                    got=found.entries[version].hash,
                )
    return found


def newest(found: Index) -> Entry:
    """The newest version of an index; refused when the package itself brings a newer one.

    Parameters
    ----------
    found : Index

    Returns
    -------
    Entry
    """
    entry, shipped = found.entry(shelf.LATEST), list(indexes.known().entries)
    if shipped and parse_version(entry.version) < parse_version(shipped[-1]):
        raise _older(found.where, f"version {shipped[-1]} or a later one, since this package brings that", found)
    return entry


def _older(where: str, expected: str, found: Index) -> ReleaseError:
    return ReleaseError(
        "the index is older than one known before",
        where=where,
        expected=expected,
        got=", ".join(found.entries),
        hint="Published versions never go away; try again later, use another host, or name a version.",
    )


def _memory(root: Path, place: Source) -> Path:
    return root / "indexes" / f"{file_hash(place.where.encode())[7:23]}.json"


def _remembered(root: Path, place: Source) -> Index:
    path = _memory(root, place)
    try:
        return indexes.parse(path.read_bytes(), str(path))
    except OSError:
        return Index({}, str(path))
    except ReleaseError as error:
        raise ReleaseError(
            "the cache's own note of what a host listed is damaged",
            where=str(path),
            got=error.got if hasattr(error, "got") else None,
            hint="Remove that file to start anew.",
        ) from None


def remember(root: Path, place: Source, found: Index) -> None:
    """Keep what a place listed, so that it cannot go back on it."""
    import filelock

    path = _memory(root, place)
    path.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(path.with_suffix(".lock")):
        # A slower process may have read an older index: what was seen once stays.
        rows = [vars(e) for e in {**found.entries, **_remembered(root, place).entries}.values()]
        part = path.with_suffix(f".{os.getpid()}.part")
        with part.open("w", encoding="utf-8") as file:
            json.dump({"format": indexes.FORMAT, "versions": rows}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
