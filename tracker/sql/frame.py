"""The answer of a query as a DataFrame with the types that every other frame has."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tracker.loader.frames import described
from tracker.release.descriptor.manifest import Release
from tracker.sql.session import tables_of

if TYPE_CHECKING:
    from tracker.schema import Field


def frame_of(arrow: pa.Table, release: Release, beyond: dt.date | None) -> pd.DataFrame:
    """A frame of an answer.

    Parameters
    ----------
    arrow : pyarrow.Table
    release : Release
    beyond : datetime.date or None
        A day past the horizon that was asked for.

    Returns
    -------
    pandas.DataFrame
        With ``attrs`` as for :func:`tracker.load`.
    """
    scales: dict[str, list[Field]] = {}
    for field in (f for t in tables_of(release).values() for f in t.published if f.type == "string" and f.values):
        scales.setdefault(field.name, []).append(field)
    columns = [_column(name, arrow.column(i), scales.get(name, [])) for i, name in enumerate(arrow.column_names)]
    frame = pd.DataFrame(dict(zip(arrow.column_names, columns, strict=True)))
    frame = described(frame, release, "sql", None, None)
    frame.attrs["beyond_horizon"] = beyond is not None or _marked(frame)
    return frame


def _marked(frame: pd.DataFrame) -> bool:
    return "beyond_horizon" in frame and frame["beyond_horizon"].dtype == bool and bool(frame["beyond_horizon"].any())


def _column(name: str, column: pa.ChunkedArray, fields: list[Field]) -> Any:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_date(kind):
        return column.cast(pa.timestamp("s")).to_pandas()
    if pa.types.is_decimal(kind) and kind.scale == 0:
        column, kind = _whole(column)
    if pa.types.is_integer(kind) and (column.null_count or name.endswith("_rank")):
        return pd.array(column.to_pylist(), dtype=f"{'UI' if str(kind).startswith('u') else 'I'}nt{kind.bit_width}")
    if pa.types.is_list(kind):
        return pd.Series([None if v is None else tuple(v) for v in column.to_pylist()], dtype=object)
    if pa.types.is_string(kind):
        there = set(pc.unique(column).to_pylist()) - {None}
        # A column may be called like one of ours and hold something else; then it stays text.
        for field in fields:
            if there <= set(field.values):
                kept = pd.CategoricalDtype(list(field.values), ordered=field.ordered)
                return pd.Series(column.to_pylist(), dtype=object).astype(kept)
    return column.to_pandas()


def _whole(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.DataType]:
    """Sums of whole numbers are of 128 bits in DuckDB; of 64 where they fit, which is always but in made-up queries."""
    try:
        return column.cast(pa.int64()), pa.int64()
    except pa.ArrowInvalid:
        return column, column.type
