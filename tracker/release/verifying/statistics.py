"""Whether a Parquet file's statistics are what its rows are: engines answer from them without reading a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tracker.release.descriptor.values import listed
from tracker.release.reading.file_problem import Problem

if TYPE_CHECKING:
    import pyarrow as pa


def bound_faults(
    data: bytes, rows: pa.Table, file: str, columns: Mapping[str, list[Any]] | None = None
) -> Iterator[Problem]:
    """Where a column's statistics are not its least value, its greatest and its number of empty cells.

    Bounds that no row has are no harmless width: some engines give them as the answer to ``max()``.

    Parameters
    ----------
    data : bytes
        A Parquet file.
    rows : pyarrow.Table
        Its rows.
    file : str
        Its name, for messages.
    columns : mapping of str to list, optional
        The same rows as Python values, where they are at hand.

    Yields
    ------
    Problem
        The first of each column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    meta = pq.ParquetFile(pa.BufferReader(data)).metadata
    at, told = 0, set()
    for group in map(meta.row_group, range(meta.num_row_groups)):
        part = rows.slice(at, group.num_rows)
        here = slice(at, at + group.num_rows)
        at += group.num_rows
        for column in map(group.column, range(group.num_columns)):
            name = str(column.path_in_schema).split(".")[0]
            said = column.statistics
            if said is None or name in told:
                continue
            values = listed(part[name]) if columns is None else columns[name][here]
            wrong = _wrong(said, part[name], values)
            if wrong is not None:
                told.add(name)
                what = "the file's statistics are not those of its rows"
                yield Problem(file, what, column=name, expected=wrong[0], got=wrong[1])


def _wrong(said: Any, column: pa.ChunkedArray, values: list[Any]) -> tuple[str, str] | None:
    # In plain Python: the library's own functions take longer to load than this takes.
    nulls: int | None = column.null_count
    if column.type.num_fields:  # A list.
        values, nulls = [i for v in values for i in v or ()], None  # An empty list counts as an empty cell there.
    found = set(values)
    found.discard(None)
    least, most = min(found, default=None), max(found, default=None)
    if said.has_min_max and (said.min, said.max) != (least, most):
        return f"{least} to {most}", f"{said.min} to {said.max}"
    if said.has_null_count and nulls is not None and said.null_count != nulls:
        return f"{nulls} empty cells", f"{said.null_count}"
    return None
