"""Whether a Parquet file's statistics are what its rows are: engines answer from them without reading a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracker.release.problem import Problem

if TYPE_CHECKING:
    import pyarrow as pa


def bound_faults(data: bytes, rows: pa.Table, file: str) -> Iterator[Problem]:
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
        at += group.num_rows
        for column in map(group.column, range(group.num_columns)):
            name = str(column.path_in_schema).split(".")[0]
            said = column.statistics
            if said is None or name in told:
                continue
            wrong = _wrong(said, part[name])
            if wrong is not None:
                told.add(name)
                what = "the file's statistics are not those of its rows"
                yield Problem(file, what, column=name, expected=wrong[0], got=wrong[1])


def _wrong(said: Any, values: pa.ChunkedArray) -> tuple[str, str] | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    nulls: int | None = values.null_count
    if pa.types.is_list(values.type):
        values, nulls = pc.list_flatten(values), None  # An empty list counts as an empty cell there.
    if pa.types.is_dictionary(values.type):
        # Of the values that rows have, not of those that the dictionary has.
        values = pc.unique(values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values)
        values = values.cast(values.type.value_type)
    found = pc.min_max(values).as_py()
    least, most = found["min"], found["max"]
    if said.has_min_max and (said.min, said.max) != (least, most):
        return f"{least} to {most}", f"{said.min} to {said.max}"
    if said.has_null_count and nulls is not None and said.null_count != nulls:
        return f"{nulls} empty cells", f"{said.null_count}"
    return None
