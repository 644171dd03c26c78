"""The panel by year as Arrow: positions read on 31 December, as known then and as known now."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from tracker.positions import bridge
from tracker.positions.read import Intervals, cells, number
from tracker.positions.table import coded, places_in, shaped
from tracker.schema import table
from tracker.schema.arrow import arrow_schema
from tracker.spells import CELL

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "panel_year"
"""Name of the table."""

CODES = ("name", "alpha2", "iso_numeric", "cow", "gw")
"""Columns of the table of jurisdictions that stand beside a row, for merging."""

STATUS = ("not_coded", "review_only", "coded")
"""Values of ``status`` in a panel, from the least known."""


def year_days(first: int, until: dt.date) -> list[dt.date]:
    """The day on which each year is read: 31 December, or the last day of all in the year that is not over.

    Parameters
    ----------
    first : int
        The first year.
    until : datetime.date
        The last day that is read.

    Returns
    -------
    list of datetime.date

    Examples
    --------
    >>> [d.isoformat() for d in year_days(2024, dt.date(2025, 6, 30))]
    ['2024-12-31', '2025-06-30']
    """
    return [min(dt.date(y, 12, 31), until) for y in range(first, until.year + 1)]


def panel_year(
    positions: pa.Table, coverage: pa.Table, jurisdictions: pa.Table, first: int, until: dt.date
) -> pa.Table:
    """Positions year by year, balanced.

    Parameters
    ----------
    positions, coverage, jurisdictions : pyarrow.Table
        As published.
    first : int
        Year of the first event.
    until : datetime.date
        The last day that is read: the horizon.

    Returns
    -------
    pyarrow.Table
        As ``schemas/panel_year.json`` defines it, sorted by key: for every cell of coverage and every year two rows.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    asked = year_days(first, until)
    order = [(c, "ascending") for c in CELL]
    looked = pa.table({c: coverage[c].cast(pa.string()) for c in CELL}).sort_by(order)
    line, intervals = cells(positions, looked), Intervals.of(positions)
    both = [intervals.on_days(line, looked.num_rows, asked, by) for by in (None, "same")]
    # Cell, year, clock: shape (cells, years, 2), flattened in the order of the key.
    place = np.stack(both, axis=2).reshape(-1)
    cell, year, clock = (x.reshape(-1) for x in np.indices((looked.num_rows, len(asked), 2)))
    missing = place < 0
    row = bridge.column(place, pa.int64(), missing)
    columns = {n: positions[n].take(row) for n in positions.column_names if n not in CELL}
    status = np.append(places_in(positions["status"], STATUS), 0)[place]
    columns |= {
        "year": bridge.column(np.array([d.year for d in asked])[year], pa.int32()),
        "known": coded(clock, ("now", "then")),
        "on": bridge.column(np.array([number(d) for d in asked])[year], pa.date32()),
        "complete": bridge.column(np.array([(d.month, d.day) == (12, 31) for d in asked])[year], pa.bool_()),
        "status": coded(status, STATUS),
        "under_review": bridge.column(np.append(bridge.truths(positions["under_review"]), False)[place], pa.bool_()),
    }
    at = bridge.column(cell, pa.int64())
    columns |= {c: looked[c].take(at) for c in CELL}
    place_of = pc.index_in(looked["jurisdiction"], bridge.whole(jurisdictions["jurisdiction"])).take(at)
    schema = table(NAME)
    fields = arrow_schema(schema)
    for name in CODES:
        # A release made before there was such a code has none to give.
        there = name in jurisdictions.column_names
        columns[name] = jurisdictions[name].take(place_of) if there else pa.nulls(len(place), fields.field(name).type)
    return shaped(columns, schema)
