"""Positions of a release as frames: the table's rows once a process, and what filters them for a day or for many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tracker.loader.frames import schema_of, typed
from tracker.positions.read import By, Intervals
from tracker.positions.years import STATUS
from tracker.release.descriptor import manifest
from tracker.release.descriptor.manifest import Release
from tracker.release.reading.derived import POSITIONS, fingerprint, positions_table
from tracker.schema import Table
from tracker.spells import CELL

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

COLUMNS = [
    *CELL,
    "level",
    "basis",
    "announced",
    "de_jure",
    "de_facto",
    "under_review",
    "valid_from",
    "deadline",
    "event_id",
    "confidence",
]
"""Columns of the position of a day: ``valid_from`` is the first day of the spell that decides."""

RANKS = [f"{column}_rank" for column in ("level", "announced", "de_jure", "de_facto")]
"""Places of the levels on their scale, 0 the least strict; a nullable integer, missing where there is no level."""


@dataclass(frozen=True)
class Book:
    """Every row of a release's positions, by jurisdiction, vendor and segment in the order of their scales.

    Attributes
    ----------
    answers : pandas.DataFrame
        Every row as the position of a day has it: columns :data:`COLUMNS` and :data:`RANKS`.
    intervals : Intervals
        When each row holds, and when it was known.
    cells : dict
        Number of each cell, by jurisdiction, vendor and segment.
    cell : numpy.ndarray of int64
        Number of each row's cell.
    """

    answers: pd.DataFrame
    intervals: Intervals
    cells: dict[tuple[str, str, str], int]
    cell: npt.NDArray[np.int64]

    def on(self, day: dt.date, by: dt.date | None) -> pd.DataFrame:
        """The position of every coded cell on a day, as known by a day.

        Parameters
        ----------
        day : datetime.date
        by : datetime.date or None
            None for all that the release knows.

        Returns
        -------
        pandas.DataFrame
            At most one row a cell, columns :data:`COLUMNS` and :data:`RANKS`.
        """
        return self.answers.take(self.intervals.holding(day, by)).reset_index(drop=True)

    def first_day(self, cells: pd.DataFrame, by: dt.date | None) -> dt.date | None:
        """The first day on which anything holds in some cells, as known by a day; None where nothing ever does."""
        rows = self.intervals.known(by)
        mine = np.isin(self.cell[rows], [self.cells.get(c, -1) for c in cells.itertuples(index=False, name=None)])
        if not mine.any():
            return None
        return dt.date(1970, 1, 1) + dt.timedelta(days=int(self.intervals.valid_from[rows[mine]].min()))

    def panel(self, cells: pd.DataFrame, days: Sequence[dt.date], by: By) -> pd.DataFrame:
        """The position of every given cell on each day.

        Parameters
        ----------
        cells : pandas.DataFrame
            Columns jurisdiction, vendor and segment, in the order of the answer.
        days : sequence of datetime.date
            Sorted, none twice.
        by : datetime.date, "same" or None

        Returns
        -------
        pandas.DataFrame
            ``period``, :data:`COLUMNS`, ``status`` and :data:`RANKS`, day by day.
        """
        import pandas as pd

        line = np.full(len(self.cells) + 1, -1)
        numbers = [self.cells.get(cell, -1) for cell in cells[CELL].itertuples(index=False, name=None)]
        line[numbers] = np.arange(len(cells))
        line[-1] = -1
        # Day by day, and as narrow as can be: a panel by the day has millions of rows.
        place = self.intervals.on_days(line[self.cell], len(cells), days, by).astype(np.int32).T.reshape(-1)
        stamps = np.array(days, dtype="datetime64[s]")
        out: dict[str, Any] = {"period": np.repeat(stamps, len(cells))}
        which = np.tile(np.arange(len(cells), dtype=np.int32), len(days))
        out |= {c: cells[c].array.take(which) for c in CELL}
        for name in COLUMNS[len(CELL) :]:
            if name == "under_review":
                out[name] = np.append(self.answers[name].to_numpy(), False)[place]
            else:
                out[name] = self.answers[name].array.take(place, allow_fill=True)
        codes = np.append(np.where(self.answers["level"].isna(), 1, 2), 0).astype(np.int8)
        out["status"] = pd.Categorical.from_codes(codes[place], pd.Index(STATUS))
        out |= {name: self.answers[name].array.take(place, allow_fill=True) for name in RANKS}
        return pd.DataFrame(out, copy=False)


def book(release: Release) -> Book:
    """Positions of a release; worked out or read once a process, and again only when a file of it changed.

    Parameters
    ----------
    release : Release

    Returns
    -------
    Book

    Raises
    ------
    ReleaseError
        When a file of the release is missing or damaged.
    """
    return _book(release.path, fingerprint(release))


@lru_cache(maxsize=8)
def _book(path: Path, _files: tuple[Hashable, ...]) -> Book:
    release = manifest.read(path)
    return bound(positions_table(release), schema_of(release, POSITIONS))


def bound(positions: pa.Table, schema: Table) -> Book:
    """A book of any table of positions.

    Parameters
    ----------
    positions : pyarrow.Table
        As :func:`tracker.positions.compute` makes it.
    schema : Table

    Returns
    -------
    Book
    """
    frame = typed(positions, schema)
    frame = frame.sort_values([*CELL, "valid_from", "known_from"], kind="stable", ignore_index=True)
    clocks = ("valid_from", "valid_to", "known_from", "known_to")
    intervals = Intervals(*(_days(frame[c]) for c in clocks))
    cells: dict[tuple[str, str, str], int] = {}
    number = [cells.setdefault(c, len(cells)) for c in frame[CELL].itertuples(index=False, name=None)]
    answers = frame.drop(columns="valid_from").rename(columns={"since": "valid_from"})[[*COLUMNS, *RANKS]]
    return Book(answers, intervals, cells, np.array(number, dtype=np.int64))


def _days(column: pd.Series) -> npt.NDArray[np.int64]:
    from tracker.positions.days import NEVER

    days = column.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), NEVER, days.astype(np.int64))
