"""Timestamps in 96 bits, as older Spark and Impala write them to Parquet: a day and the nanoseconds within it.

They stand for more days than nanoseconds in 64 bits reach. Arrow, which reads them as those, lets what lies beyond wrap
around without a word; as whole seconds it reads every one of them. Where the two agree nothing has wrapped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracker.diff import canon
from tracker.errors import BadValueError


def columns(file: Any) -> list[str]:
    """Paths of the columns of a Parquet file that are timestamps in 96 bits.

    Parameters
    ----------
    file : pyarrow.parquet.ParquetFile

    Returns
    -------
    list of str
    """
    leaves = [file.schema.column(i) for i in range(len(file.schema))]
    return [leaf.path for leaf in leaves if leaf.physical_type == "INT96"]


def refuse_wrapped(path: Path, file: Any) -> None:
    """Refuse a file with an instant that nanoseconds in 64 bits do not hold.

    Parameters
    ----------
    path : pathlib.Path
    file : pyarrow.parquet.ParquetFile
        The same file, opened.

    Raises
    ------
    BadValueError
        Names the first such instant of a batch, with its column.
    """
    import pyarrow.parquet as pq

    held = columns(file)
    with pq.ParquetFile(path.absolute(), coerce_int96_timestamp_unit="s") as whole:
        fine, coarse = (f.iter_batches(65_536, columns=held) for f in (file, whole))
        for nanoseconds, seconds in zip(fine, coarse, strict=True):
            for at, name in enumerate(nanoseconds.schema.names):
                leaves = (_leaves(b.column(at)) for b in (nanoseconds, seconds))
                for ticks, exact in zip(*leaves, strict=True):
                    _compare(path, name, ticks, exact)


def _compare(path: Path, name: str, ticks: Any, exact: Any) -> None:
    import pyarrow as pa

    if ticks.type == exact.type:
        return
    nanoseconds, seconds = (a.view(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False) for a in (ticks, exact))
    wrong = (nanoseconds // 10**9 != seconds).nonzero()[0]
    if len(wrong):
        raise BadValueError(
            "an INT96 timestamp lies beyond what 64 bits hold in nanoseconds", where=f"{path}, column {name[:40]}",
            expected="1677-09-21 to 2262-04-11", got=canon.instant(int(seconds[wrong[0]]), "s")[:40],
            hint="Write the file with timestamps in microseconds.",
        )  # fmt: skip


def _leaves(array: Any) -> Iterator[Any]:
    """The timestamps inside an array, however deep."""
    import pyarrow as pa

    t = pa.types
    if t.is_timestamp(array.type):
        yield array
    elif t.is_struct(array.type):
        for i in range(array.type.num_fields):
            yield from _leaves(array.field(i))
    elif t.is_map(array.type):
        yield from _leaves(array.keys)
        yield from _leaves(array.items)
    elif hasattr(array, "values"):
        yield from _leaves(array.values)
