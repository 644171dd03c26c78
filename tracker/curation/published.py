"""Tables as a release has them: derived columns filled, derived tables worked out, coded columns as dictionaries."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracker.curation.asked import known
from tracker.curation.dataset import Dataset, linked
from tracker.positions.bridge import whole
from tracker.release.reading.derived import POSITIONS, derive, last_read
from tracker.release.verifying.statistics import bound_faults
from tracker.schema import Field, Table, table, tables
from tracker.schema.arrow import arrow_schema, arrow_type

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_ROWS_IN_GROUP = 100_000


def published(data: Dataset, table: Table, before: Mapping[str, pa.Table]) -> pa.Table:
    """One table as a release has it, sorted by key; worked out once for each dataset.

    Parameters
    ----------
    data : Dataset
        Curated tables without problems.
    table : Table
    before : mapping of str to pyarrow.Table
        Those that a derived table comes from, as published.

    Returns
    -------
    pyarrow.Table
    """
    return known(data, f"{table.name} as published", lambda: _published(data, table, before))


def _published(data: Dataset, table: Table, before: Mapping[str, pa.Table]) -> pa.Table:
    import pyarrow as pa

    if table.derived:
        # Without coverage there is no cutoff, and nothing is released; positions do not need one.
        cutoff = data.cutoff or dt.date.max
        until = last_read(table, data.horizon, cutoff)
        return derive(table.name, before.__getitem__, {t.name: t for t in tables()}, until)

    frames = {"stances": lambda: data.stances, "reviews": lambda: data.reviews, "acts": lambda: linked(data["acts"])}
    frame = frames.get(table.name, lambda: data[table.name])()
    frame = frame.sort_values(list(table.key), kind="stable", ignore_index=True)
    schema = arrow_schema(table)
    scales = {f"{f.name}_rank": f for f in table.published if f.ordered}
    arrays = [_ranks(frame, scales[f.name]) if f.name in scales else _array(frame, f) for f in table.published]
    return pa.Table.from_arrays(arrays, schema=schema)


def _ranks(frame: pd.DataFrame, scale: Field) -> pa.Array:
    import pyarrow as pa

    return _places(frame, scale).cast(pa.int8())


def _places(frame: pd.DataFrame, f: Field) -> pa.Array:
    """Place of every cell in its vocabulary; missing for an empty one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.index_in(_text(frame, f), pa.array(f.values, pa.string()))


def _text(frame: pd.DataFrame, f: Field) -> pa.Array:
    import pyarrow as pa

    return whole(pa.array(frame[f.name], pa.string()))


def _array(frame: pd.DataFrame, f: Field) -> pa.Array:
    import pyarrow as pa

    if f.type == "date":
        return pa.array(frame[f.name].to_numpy(dtype="datetime64[D]"), pa.date32(), from_pandas=True)
    if f.type == "list":
        # An empty cell is an empty list: the act names nobody, which is known.
        cells = _text(frame, f).to_pylist()
        return pa.array([[] if v is None else v.split(f.delimiter) for v in cells], arrow_type(f))
    if f.values:
        codes = _places(frame, f).cast(pa.int8())
        return pa.DictionaryArray.from_arrays(codes, pa.array(f.values, pa.string()))
    return whole(pa.array(frame[f.name], arrow_type(f)))


def positions(data: Dataset) -> pa.Table:
    """Positions as a release would have them.

    Parameters
    ----------
    data : Dataset
        Curated tables without problems.

    Returns
    -------
    pyarrow.Table
    """
    sources = {name: published(data, table(name), {}) for name in ("stances", "reviews")}
    return published(data, table(POSITIONS), sources)


def parquet_bytes(content: pa.Table, about: Mapping[str, str]) -> bytes:
    """A table as a Parquet file; the same table gives the same bytes.

    Parameters
    ----------
    content : pyarrow.Table
    about : mapping of str to str
        Metadata of the file.

    Returns
    -------
    bytes
    """
    schema = content.schema.with_metadata({k.encode(): v.encode() for k, v in sorted(about.items())})
    rows = content.cast(schema).combine_chunks()
    data = _written(rows)
    false = [str(p.column) for p in bound_faults(data, rows, "")]
    for name in false:
        # The library counts a value of a dictionary that no row has into some columns' bounds: such values go.
        at = rows.schema.get_field_index(name)
        used = rows.column(at).cast("string").combine_chunks().dictionary_encode()
        rows = rows.set_column(at, rows.schema.field(at), used.cast(rows.schema.field(at).type))
    return _written(rows) if false else data


def _written(rows: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(
        rows,
        out,
        version="2.6",
        compression="zstd",
        compression_level=9,
        row_group_size=_ROWS_IN_GROUP,
        max_rows_per_page=_ROWS_IN_GROUP,
        write_statistics=True,
        store_schema=True,
    )
    return out.getvalue()
