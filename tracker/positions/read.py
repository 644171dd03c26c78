"""Filters on the table of positions: which rows hold on a day, or on each of many, as known by a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tracker.positions import days
from tracker.positions.table import numbered_cells

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Ints = npt.NDArray[np.int64]

By = dt.date | Literal["same"] | None
"""A day of knowledge; ``"same"`` for each day's own; None for all that is known."""

_FIRST = dt.date(1970, 1, 1)


def number(day: dt.date) -> int:
    """A day as a whole number, counted from 1970-01-01."""
    return (day - _FIRST).days


@dataclass(frozen=True)
class Intervals:
    """The two half-open intervals of every row of a table of positions, as days since 1970-01-01."""

    valid_from: Ints
    valid_to: Ints
    known_from: Ints
    known_to: Ints

    @classmethod
    def of(cls, positions: pa.Table) -> Intervals:
        """Read them from the table; open ends are later than any day."""
        return cls(*(days.of_column(positions[c]) for c in ("valid_from", "valid_to", "known_from", "known_to")))

    def known(self, by: dt.date | None) -> Ints:
        """Rows that say what was known by a day, or by all that is known: at most one a cell and day.

        Parameters
        ----------
        by : datetime.date or None

        Returns
        -------
        numpy.ndarray of int64
            Places of rows, in order.
        """
        if by is None:
            return np.flatnonzero(self.known_to >= days.NEVER)
        return np.flatnonzero((self.known_from <= number(by)) & (number(by) < self.known_to))

    def holding(self, on: dt.date, by: dt.date | None) -> Ints:
        """Rows that hold on a day, as known by a day: at most one a cell.

        Parameters
        ----------
        on : datetime.date
        by : datetime.date or None

        Returns
        -------
        numpy.ndarray of int64
            Places of rows, in order.
        """
        rows = self.known(by)
        day = number(on)
        return rows[(self.valid_from[rows] <= day) & (day < self.valid_to[rows])]

    def on_days(self, line: Ints, lines: int, asked: Sequence[dt.date], by: By) -> Ints:
        """For every line of a grid and every day the row that holds.

        Parameters
        ----------
        line : numpy.ndarray of int64
            The line that each row belongs to (its cell, numbered), shape ``(rows,)``; -1 for none.
        lines : int
            How many lines there are.
        asked : sequence of datetime.date
            Sorted, none twice.
        by : datetime.date, "same" or None
            ``"same"`` reads each day as it was known that day.

        Returns
        -------
        numpy.ndarray of int64
            Places of rows, -1 where none holds; shape ``(lines, days)``.
        """
        if by == "same":
            # On its own day a row holds from when it was both in force and known, until it was either no longer.
            rows = np.arange(len(self.valid_from))
            first, last = np.maximum(self.valid_from, self.known_from), np.minimum(self.valid_to, self.known_to)
        else:
            assert not isinstance(by, str)
            rows = self.known(by)
            first, last = self.valid_from[rows], self.valid_to[rows]
        wanted = np.array([number(d) for d in asked], dtype=np.int64)
        begins, ends = np.searchsorted(wanted, first), np.searchsorted(wanted, last)
        kept = (line[rows] >= 0) & (begins < ends)
        rows, begins, ends = rows[kept], begins[kept], ends[kept]
        length = ends - begins
        # Every row fills one stretch of its line, and no two the same one.
        at = np.repeat(line[rows] * len(wanted) + begins - (np.cumsum(length) - length), length)
        grid = np.full(lines * len(wanted), -1)
        grid[at + np.arange(len(at))] = np.repeat(rows, length)
        return grid.reshape(lines, len(wanted))


def cells(table: pa.Table, among: pa.Table) -> Ints:
    """For every row of a table the place of its cell in another table, the last one where it is there twice.

    Parameters
    ----------
    table, among : pyarrow.Table
        Both with the columns of :data:`tracker.spells.CELL`.

    Returns
    -------
    numpy.ndarray of int64
        -1 where it is not there.
    """
    names, (mine, theirs) = numbered_cells([table, among])
    place = np.full(len(names[0]), -1)
    place[theirs] = np.arange(len(theirs))
    return place[mine]


def known_by(positions: pa.Table, by: dt.date) -> pa.Table:
    """The table as it would have been on a day: rows known by then, of which those known until later have no end.

    Parameters
    ----------
    positions : pyarrow.Table
    by : datetime.date

    Returns
    -------
    pyarrow.Table
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    day = pa.scalar(by, pa.date32())
    kept = positions.filter(pc.less_equal(positions["known_from"], day))
    ends = pc.if_else(pc.less_equal(kept["known_to"], day), kept["known_to"], pa.scalar(None, pa.date32()))
    at = kept.column_names.index("known_to")
    return kept.set_column(at, kept.schema.field(at), ends)
