"""The index of a place, and why to believe it: signature, the index in this package, what the place listed before."""

from __future__ import annotations

import json
from pathlib import Path

from tracker.errors import BadValueError, ReleaseError
from tracker.release.descriptor import plain
from tracker.release.descriptor.manifest import DESCRIPTOR_LIMIT, file_hash, parse_version
from tracker.release.fetching.download import small
from tracker.release.fetching.source import Source
from tracker.release.listing import index as indexes
from tracker.release.listing import signature
from tracker.release.listing.cache import folder, locked
from tracker.release.listing.deadline import Deadline
from tracker.release.listing.index import Entry, Index
from tracker.release.reading import shelf


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
    gone = sorted(before.entries.keys() - found.entries.keys(), key=parse_version)
    if gone:
        raise ReleaseError(
            "the index is older than one known before, or the host withdrew a version",
            where=where,
            expected=f"version {gone[0]} in it, as when it was read before",
            got=_listed(found),
            hint=f"{_AGAIN} If the host says that it withdrew {gone[0]}: `tracker fetch --forget HOST`.",
        )
    for earlier in (indexes.known(), before):
        for version in earlier.entries.keys() & found.entries.keys():
            if found.entries[version].hash != earlier.entries[version].hash:
                raise ReleaseError(
                    "the index was tampered with, or a published version was rewritten",
                    where=f"{where}, version {version}",
                    expected=f"{earlier.entries[version].hash}, as in {earlier.where}",
                    got=found.entries[version].hash,
                    hint="If the host says why: `tracker fetch --forget HOST`." if earlier is before else None,
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
        raise ReleaseError(
            "the index is older than this package",
            where=found.where,
            expected=f"version {shipped[-1]} or a later one, which the package brings",
            got=_listed(found),
            hint="Use another host, or name a version.",
        )
    return entry


_AGAIN = "Try again later, or another host."


def _listed(found: Index) -> str:
    names = list(found.entries)
    return ", ".join(names) if len(names) < 6 else f"{len(names)} versions up to {names[-1]}"


def _memory(root: Path, place: Source) -> Path:
    return root / "indexes" / f"{file_hash(place.key.encode())[7:23]}.json"


def _remembered(root: Path, place: Source) -> Index:
    path = _memory(root, place)
    try:
        return indexes.parse(plain.read(path, DESCRIPTOR_LIMIT, links=False), str(path))
    except FileNotFoundError:
        return Index({}, str(path))
    except (ReleaseError, OSError) as error:
        raise ReleaseError(
            "the cache's own note of what a host listed is damaged",
            where=str(path),
            got=error.got if isinstance(error, ReleaseError) else error.strerror,
            hint="Remove that file to start anew, or: `tracker fetch --forget HOST`.",
        ) from None


def remember(root: Path, place: Source, found: Index, deadline: Deadline) -> None:
    """Keep what a place listed, so that it cannot go back on it.

    Parameters
    ----------
    root : pathlib.Path
    place : Source
    found : Index
    deadline : Deadline
        Of the fetch; another process's lock is waited for no longer.
    """
    path = _memory(root, place)
    folder(root, path.parent.name)
    with locked(path.with_suffix(".lock"), deadline):
        # A slower process may have read an older index: what was seen once stays.
        rows = [vars(e) for e in {**found.entries, **_remembered(root, place).entries}.values()]
        plain.put(path, json.dumps({"format": indexes.FORMAT, "from": place.where, "versions": rows}).encode())


def forget(root: Path, place: Source) -> list[str]:
    """Forget what a place listed, so that it is believed anew; what was fetched from it stays.

    Parameters
    ----------
    root : pathlib.Path
        The cache.
    place : Source

    Returns
    -------
    list of str
        The versions that it had listed, oldest first; none when nothing was known, or the note was damaged.

    Raises
    ------
    BadValueError
        When nothing was remembered of it.
    """
    path = _memory(root, place)
    try:
        versions = list(_remembered(root, place).entries)
    except ReleaseError:
        versions = []
    try:
        path.unlink()
    except FileNotFoundError:
        raise BadValueError(
            "nothing is remembered of this host",
            where=place.where,
            expected="an address that was fetched from",
            got="nothing",
            hint=f"Known: {', '.join(_hosts(root)) or 'none'}.",
        ) from None
    return versions


def _hosts(root: Path) -> list[str]:
    found = []
    for path in sorted((root / "indexes").glob("*.json"))[:100]:
        try:
            found.append(str(plain.load_json(plain.read(path, DESCRIPTOR_LIMIT, links=False))["from"]))
        except (OSError, ValueError, LookupError, TypeError):
            continue  # An older note, which does not say of whom it is.
    return found
