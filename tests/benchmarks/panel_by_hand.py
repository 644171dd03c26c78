"""A balanced panel from the table of positions, each day as known that day: by the package, DuckDB and polars."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from tracker.positions.read import Intervals, cells

CELL = ["jurisdiction", "vendor", "segment"]


def months() -> list[dt.date]:
    """The first of each month of 25 years."""
    return [dt.date(year, month, 1) for year in range(2000, 2025) for month in range(1, 13)]


def by_tracker(positions: pa.Table, days: list[dt.date]) -> pa.Table:
    """As ``tracker.panel`` does it: every row fills one stretch of its cell's line."""
    looked = positions.select(CELL).group_by(CELL).aggregate([])
    grid = Intervals.of(positions).on_days(cells(positions, looked), looked.num_rows, days, "same").reshape(-1)
    cell = pa.array(np.repeat(np.arange(looked.num_rows, dtype=np.int32), len(days)))
    row = pa.array(grid, mask=grid < 0)
    columns = {c: looked[c].take(cell) for c in CELL}
    columns["period"] = pa.array(np.tile(np.array(days, dtype="datetime64[D]"), looked.num_rows))
    columns |= {c: positions[c].take(row) for c in ("level_rank", "under_review", "event_id")}
    return pa.table(columns)


def by_duckdb(positions: pa.Table, days: list[dt.date]) -> pa.Table:
    """A grid and a join on both intervals."""
    with duckdb.connect() as con:
        con.register("positions", positions)
        con.register("days", pa.table({"period": pa.array(days, pa.date32())}))
        return con.sql(
            """
            WITH cell AS (SELECT DISTINCT jurisdiction, vendor, segment FROM positions), held AS (
              SELECT period, jurisdiction, vendor, segment, level_rank, under_review, event_id FROM days JOIN positions
              ON greatest(valid_from, known_from) <= period
              AND period < least(coalesce(valid_to, DATE '9999-12-31'), coalesce(known_to, DATE '9999-12-31'))
            )
            SELECT * FROM (FROM cell, days) LEFT JOIN held USING (period, jurisdiction, vendor, segment)
            """
        ).to_arrow_table()


def by_polars(positions: pa.Table, days: list[dt.date]) -> pa.Table:
    """Each row unfolded into its months, and a join with the grid."""
    # Without the metadata of the columns, which names the vendors of the real world as the only ones.
    bare = pa.table(positions.columns, names=positions.column_names)
    rows = pl.from_arrow(bare).with_columns(pl.col(*CELL).cast(pl.String))
    stamps = pl.DataFrame({"period": days}).with_row_index("at")
    first, last = pl.max_horizontal("valid_from", "known_from"), pl.min_horizontal("valid_to", "known_to")
    dates = stamps["period"]
    begins = dates.search_sorted(rows.select(first).to_series(), side="left")
    ends = dates.search_sorted(rows.select(last.fill_null(dt.date(9999, 12, 31))).to_series(), side="left")
    held = (
        rows.lazy()
        .select(*CELL, "level_rank", "under_review", "event_id", at=pl.int_ranges(begins, ends, dtype=pl.UInt32))
        .explode("at")
        .drop_nulls("at")
    )
    grid = rows.lazy().select(CELL).unique().join(stamps.lazy(), how="cross")
    return grid.join(held, on=[*CELL, "at"], how="left").collect().to_arrow()
