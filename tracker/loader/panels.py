"""Panels: the position of every cell that was looked into, period by period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tracker.arguments import checked
from tracker.days import Day, parse_day
from tracker.errors import BadValueError
from tracker.loader.beyond import Beyond, in_order, newest, past, within
from tracker.loader.filters import Names, only
from tracker.loader.frames import described, read_frame
from tracker.loader.frequencies import periods, stamps
from tracker.loader.positions import Book, book
from tracker.loader.queries import Version, with_codes
from tracker.positions.read import By
from tracker.release.descriptor.manifest import Release
from tracker.release.reading import shelf
from tracker.spells import CELL

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 10_000_000
"""Largest panel, about a gigabyte: every cell, every day of forty years."""

Knowledge = Day | Literal["period"] | None
"""A day of knowledge; ``"period"`` for each period's own; None for all that the release knows."""


@checked
def panel(
    freq: str = "MS",
    *,
    start: Day | None = None,
    end: Day | None = None,
    version: Version = None,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Knowledge = None,
    beyond: Beyond = "flag",
    codes: bool = False,
) -> pd.DataFrame:
    """Balanced panel of positions, for regressions and event studies.

    Parameters
    ----------
    freq : str
        A pandas frequency; each period is read on its stamp: ``"MS"`` the first of each month, ``"YE"`` the
        last day of each year.
    start, end : str or datetime.date, optional
        First and last ISO 8601 day. By default from the first spell or review of these cells to the release's cutoff,
        or with ``beyond="refuse"`` to its horizon.
    version, jurisdiction, vendor, segment
        As for :func:`load`.
    known_by : str or datetime.date, optional
        As for :func:`position`; ``"period"`` reads every period by what was public on its own day, so that
        nothing is known before its time.
    beyond : {"flag", "refuse"}
        As for :func:`position`.
    codes : bool
        Add columns to merge by: ``name, iso3, alpha2, iso_numeric, cow, gw, year``.

    Returns
    -------
    pandas.DataFrame
        One row a period, jurisdiction, vendor and segment, for every cell of the coverage table:
        ``period``, the columns of :func:`position` up to ``confidence``, ``status`` (``coded``, ``review_only`` or
        ``not_coded``), the ranks and ``beyond_horizon`` as there, and ``complete``: whether the horizon reaches the
        last day of the period. Where ``status`` is ``not_coded`` the level is missing; do not read it as ``open``.

    Raises
    ------
    BadValueError
        When the frequency or a day is not one, the period is empty, no ``start`` is given where nothing is known to
        hold, or there would be more than :data:`MOST_ROWS` rows.
    BeyondHorizonError
        As for :func:`position`.
    UnknownNameError
        As for :func:`load`.

    Examples
    --------
    >>> rows = panel("YE", jurisdiction="Sweden", vendor="Huawei", segment="RAN", start="2019-01-01", version="0.4.0")
    >>> rows["level_rank"].tolist()[:3]
    [<NA>, 4, 4]
    """
    release = shelf.find(version)
    grid = asked(release, freq, start, end, (jurisdiction, vendor, segment), known_by, beyond)
    out = grid.read(book(release))
    return described(merging(release, out) if codes else out, release, "panel", None, grid.clock)


def merging(release: Release, panel: pd.DataFrame) -> pd.DataFrame:
    """Add the columns by which a panel is merged with other data; as ``codes`` of :func:`panel` says.

    Parameters
    ----------
    release : Release
    panel : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
    """
    out = with_codes(release, panel)
    out["year"] = out["period"].dt.year.astype("int32")
    return out


@dataclass(frozen=True)
class Grid:
    """What a panel asks for: cells, days, the clock, and how far the evidence reaches.

    Attributes
    ----------
    cells : pandas.DataFrame
        Jurisdiction, vendor and segment, sorted.
    days : sequence of datetime.date
        Stamps of the periods.
    lasts : sequence of datetime.date
        Last day of each period.
    by : datetime.date, "same" or None
    horizon : datetime.date
    """

    cells: pd.DataFrame
    days: Sequence[dt.date]
    lasts: Sequence[dt.date]
    by: By
    horizon: dt.date

    @property
    def clock(self) -> dt.date | str | None:
        """The day of knowledge as it was asked for: a day, ``"period"`` or None."""
        return "period" if self.by == "same" else self.by

    def read(self, known: Book) -> pd.DataFrame:
        """The panel as a book answers it; columns as :func:`panel` describes them, without codes."""
        import numpy as np

        out = known.panel(self.cells, self.days, self.by)
        height = len(self.cells)
        out["beyond_horizon"] = np.repeat([past(self.horizon, day, self.by) for day in self.days], height)
        out["complete"] = np.repeat([last <= self.horizon for last in self.lasts], height)
        return out


def asked(
    release: Release,
    freq: str,
    start: Day | None,
    end: Day | None,
    only_these: tuple[Names, Names, Names],
    known_by: Knowledge,
    beyond: str,
) -> Grid:
    """Read the arguments of a panel; as :func:`panel`, with jurisdictions, vendors and segments together.

    Returns
    -------
    Grid
    """
    by: By = None
    if isinstance(known_by, str) and known_by == "period":
        by = "same"
    elif known_by is not None:
        by = parse_day(known_by, name="known_by")
    looked = only(release, read_frame(release, "coverage"), "coverage", *only_these)
    cells = looked[CELL].sort_values(CELL, kind="stable", ignore_index=True)
    day_known = None if by == "same" else by
    assert not isinstance(day_known, str)
    first = parse_day(start, name="start") if start is not None else book(release).first_day(cells, day_known)
    last = parse_day(end, name="end") if end is not None else None
    horizon = within(release, beyond, start=None if start is None else first, end=last, known_by=day_known)
    if last is None:
        last = newest(release, beyond)
    if first is None:
        raise BadValueError(
            "nothing is known to hold there, so that there is no first day to begin with",
            where="start",
            expected="a day like 2018-12-07",
            hint="Give start: the cells are not coded, which is an answer too.",
        )
    if start is not None or end is not None:
        in_order(first, last, start="start", end=None if end is None else "end")
    index = stamps(freq, first, last)
    # Counted before they are listed: every day of all years takes half a minute to list.
    count = index.normalize().nunique()
    if count * len(cells) > MOST_ROWS:
        raise BadValueError(
            f"the panel has {count:,} periods of {len(cells):,} cells",
            where="freq, start, end",
            expected=f"at most {MOST_ROWS:,} rows",
            got=f"{first} to {last}, {freq}",
            hint="Ask for fewer days, or for one vendor, segment or jurisdiction.",
        )
    return Grid(cells, *periods(index), by, horizon)
