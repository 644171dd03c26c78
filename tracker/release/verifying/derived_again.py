"""Check the derived tables of a release: worked out again from its other tables and compared, and free of overlaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from tracker.release.reading.derived import PANEL, POSITIONS, derive
from tracker.release.reading.file_problem import Problem
from tracker.release.verifying.locate import row_of
from tracker.schema import Table

if TYPE_CHECKING:
    import pyarrow as pa

_SOURCES = {POSITIONS: ("stances", "reviews"), PANEL: (POSITIONS, "events", "coverage", "jurisdictions")}


def derived_faults(tables: Mapping[str, tuple[Table, pa.Table, str]], until: dt.date) -> Iterator[Problem]:
    """Where a derived table is not what the others give; the first row of each that differs.

    Parameters
    ----------
    tables : mapping
        By name: schema, rows, file.
    until : datetime.date
        Last day on which the panel by year is read.

    Yields
    ------
    Problem
    """
    for name, sources in _SOURCES.items():
        if name not in tables or not tables.keys() >= set(sources):
            continue
        table, rows, file = tables[name]
        right = derive(name, lambda n: tables[n][1], {n: t for n, (t, _, _) in tables.items()}, until)
        place = row_of(table, rows, right)
        if place:
            yield Problem(file, f"not what {', '.join(sources)} give", **place)
        elif name == POSITIONS:
            # Only now: what equals the table worked out again is no larger than its sources warrant.
            at = first_overlap(rows)
            if at is not None:
                key = ", ".join(str(rows[n][at].as_py()) for n in table.key)
                yield Problem(file, "overlaps another row of its cell in days and in knowledge", row=at + 1, key=key)


def first_overlap(positions: pa.Table) -> int | None:
    """The first row of a table of positions that overlaps an earlier one of its cell, on both axes; None without any.

    Parameters
    ----------
    positions : pyarrow.Table
        Sorted by key.

    Returns
    -------
    int or None
        Its place.
    """
    import numpy as np

    from tracker.positions.read import Intervals, cells

    intervals = Intervals.of(positions)
    seen = cells(positions, positions)  # The last row of each cell names it.
    bounds = np.flatnonzero(np.diff(seen, prepend=-1, append=-1))
    for first, last in pairwise(bounds):
        for at in range(first + 1, last):
            before = slice(first, at)
            days = intervals.valid_to[before] > intervals.valid_from[at]
            known = (intervals.known_from[before] < intervals.known_to[at]) & (
                intervals.known_from[at] < intervals.known_to[before]
            )
            if (days & known).any():
                return int(at)
    return None
