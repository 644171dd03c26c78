"""Where a damaged file is wrong: by the blocks in the descriptor, else by an intact copy of the same release."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.release.descriptor.blocks import first_difference, first_wrong
from tracker.release.descriptor.manifest import file_hash
from tracker.release.descriptor.values import content_hash, listed
from tracker.release.reading import shelf
from tracker.release.reading.rows import day_faults, row_faults, schema_faults
from tracker.release.verifying.damaged import Chunk, Probe, probe
from tracker.schema import Table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Place", "Probe", "bytes_of", "decoded", "inside", "probe", "row_of", "twin_of"]

Place = dict[str, Any]
"""Arguments of a Problem that say where: ``first_byte``, ``last_byte``, ``row``, ``key``, ``column``."""


def bytes_of(data: bytes, entry: Mapping[str, Any], twin: bytes | None) -> Place:
    """The first range of bytes that is wrong, as narrow as can be told.

    Parameters
    ----------
    data : bytes
        What is there; its hash is wrong.
    entry : mapping
        The file's entry in the descriptor.
    twin : bytes or None
        The right bytes, when an intact copy is at hand.

    Returns
    -------
    dict
        ``first_byte`` and ``last_byte``; the whole file where no more can be told.
    """
    found = None
    if twin is not None:
        found = first_difference(data, twin)
    elif "blocks" in entry:
        found = first_wrong(data, entry["blocks"], int(entry.get("bytes", len(data))))
    elif "bytes" in entry and len(data) != entry["bytes"]:
        # Cut or grown; where inside the rest it may be wrong too, nobody can tell.
        found = (min(len(data), entry["bytes"]), max(len(data), entry["bytes"]))
    start, end = found or (0, max(len(data), 1))
    return {"first_byte": start, "last_byte": end - 1}


def twin_of(version: str, name: str, digest: str, path: Path) -> bytes | None:
    """The right bytes of a file, from another copy of the release: bundled, or in the cache.

    Parameters
    ----------
    version, name : str
    digest : str
        Hash the file must have.
    path : pathlib.Path
        The release being looked at, which is no copy of itself.

    Returns
    -------
    bytes or None
    """
    for folder in (shelf.BUNDLED / version, shelf.fetched() / version):
        file = folder / name
        if folder.resolve() != path.resolve() and file.is_file():
            data = file.read_bytes()
            if file_hash(data) == digest:
                return data
    return None


def inside(table: Table, data: bytes, entry: Mapping[str, Any], twin: bytes | None, place: Place) -> tuple[str, Place]:
    """What wrong bytes mean for a table.

    Parameters
    ----------
    table : Table
    data : bytes
        The damaged Parquet file.
    entry : mapping
        Its entry in the descriptor.
    twin : bytes or None
        The right bytes.
    place : dict
        As :func:`bytes_of` gives it.

    Returns
    -------
    (str, dict)
        Words to add to a message: the part of the file, or that the rows are as published; and row, key and
        column, or narrower bytes, as far as they can be told.
    """
    found = probe(data)
    narrow = twin is not None or "blocks" in entry
    right = None if twin is None else decoded(twin)
    part = _part(found.chunks, twin or data, place["first_byte"]) if narrow else None
    words = f" ({part})" if part else ""
    if found.rows is None:
        if narrow or found.unreadable is None:
            return words, {}
        column, _, start, end = found.unreadable
        return words, {"first_byte": start, "last_byte": end - 1, "column": column}
    for problem in day_faults(found.rows, ""):
        return f"{words}; {problem.what}", {"row": problem.row, "column": problem.column}
    if right is not None:
        return words, row_of(table, found.rows, right)
    if list(schema_faults(table, found.rows.schema, "")):
        return words, {}
    if content_hash(found.rows, [f.name for f in table.published]) == entry.get("contentHash"):
        return f"{words}; its rows are the published ones, only their encoding differs", {}
    for problem in row_faults(table, found.rows, ""):
        return words, {"row": problem.row, "key": problem.key, "column": problem.column}
    return words, {}


def decoded(data: bytes) -> pa.Table | None:
    """The rows of a Parquet file whose bytes are the published ones; None when it is none all the same."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.ParquetFile(pa.BufferReader(data)).read()
        rows.validate(full=True)
        return rows
    except (pa.ArrowException, OSError, ValueError):
        return None


def _part(chunks: tuple[Chunk, ...], data: bytes, at: int) -> str | None:
    for column, group, start, end in chunks:
        if start <= at < end:
            return f"column {column}, row group {group}"
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    return "footer" if data[-4:] == b"PAR1" and at >= footer > 0 else None


def row_of(table: Table, rows: pa.Table, right: pa.Table) -> Place:
    """The first row and column in which a table differs from the right one.

    Parameters
    ----------
    table : Table
    rows, right : pyarrow.Table

    Returns
    -------
    dict
        ``row``, ``key``, ``column``; empty when nothing differs.
    """
    names = [f.name for f in table.published if f.name in rows.column_names and f.name in right.column_names]
    if rows.select(names).equals(right.select(names)):
        return {}
    # What differs may be no more than how a column is kept: values decide.
    ours = zip(*(listed(rows[n]) for n in names), strict=True)
    theirs = zip(*(listed(right[n]) for n in names), strict=True)
    for at, (got, wanted) in enumerate(zip_longest(ours, theirs)):
        if got != wanted:
            whole = dict(zip(names, wanted or got, strict=True))
            place = {"row": at + 1, "key": ", ".join(str(whole.get(n)) for n in table.key)}
            if got is None or wanted is None:
                return place
            return place | {"column": next(n for n, a, b in zip(names, got, wanted, strict=True) if a != b)}
    return {}
