"""Where a damaged file is wrong: by the blocks in the descriptor, else by an intact copy of the same release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.release import shelf
from tracker.release.blocks import first_difference, first_wrong
from tracker.release.manifest import file_hash
from tracker.schema import Table

if TYPE_CHECKING:
    import pyarrow as pa

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


def part_of_parquet(data: bytes, at: int) -> str | None:
    """What lies at a byte of a Parquet file.

    Parameters
    ----------
    data : bytes
        A file whose footer can be read: the damaged one, or its intact copy.
    at : int

    Returns
    -------
    str or None
        Such as ``"column level, row group 1"`` or ``"footer"``; None when the footer is unreadable.
    """
    for column, group, start, end in _chunks(data):
        if start <= at < end:
            return f"column {column}, row group {group}"
    if data[-4:] == b"PAR1" and at >= len(data) - 8 - int.from_bytes(data[-8:-4], "little"):
        return "footer"
    return None


def _chunks(data: bytes) -> Iterator[tuple[str, int, int, int]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        meta = pq.ParquetFile(pa.BufferReader(data)).metadata
        for g in range(meta.num_row_groups):
            for c in range(meta.num_columns):
                chunk = meta.row_group(g).column(c)
                start = chunk.dictionary_page_offset or chunk.data_page_offset
                name = str(chunk.path_in_schema).split(".")[0]
                yield name, g + 1, start, start + chunk.total_compressed_size
    except (pa.ArrowException, OSError, ValueError):
        return


def unreadable_column(data: bytes) -> Place:
    """The first column of a damaged Parquet file that cannot be read, and its bytes.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    dict
        Empty when every column can be read, or none.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    for column, group, start, end in _chunks(data):
        try:
            pq.ParquetFile(pa.BufferReader(data)).read_row_group(group - 1, columns=[column])
        except (pa.ArrowException, OSError, ValueError):
            return {"first_byte": start, "last_byte": end - 1, "column": column}
    return {}


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
    ours = zip(*(rows[n].to_pylist() for n in names), strict=True)
    theirs = zip(*(right[n].to_pylist() for n in names), strict=True)
    for at, (got, wanted) in enumerate(zip_longest(ours, theirs)):
        if got != wanted:
            whole = dict(zip(names, wanted or got, strict=True))
            place = {"row": at + 1, "key": ", ".join(str(whole.get(n)) for n in table.key)}
            if got is None or wanted is None:
                return place
            return place | {"column": next(n for n, a, b in zip(names, got, wanted, strict=True) if a != b)}
    return {}
