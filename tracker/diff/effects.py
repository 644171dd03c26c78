"""For which days which position became another: step functions of two releases, laid over each other.

A step function is a cell's rows of the table of positions, as the release knows them. They are plain rows, since a diff
must not wait for pandas.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.diff.change import Effect

Position = tuple[str | None, str | None, bool]
Cell = tuple[str, str, str]
NOTHING: Position = (None, None, False)


@dataclass(frozen=True)
class Run:
    """Days on which a cell has one position: half-open, an end of None is open."""

    start: dt.date
    end: dt.date | None
    position: Position


World = Mapping[Cell, Sequence[Run]]


def position(runs: Iterable[Run], day: dt.date) -> Position:
    """The position of one cell on a day.

    Parameters
    ----------
    runs : iterable of Run
        Of one cell; no two overlap.
    day : datetime.date

    Returns
    -------
    (level, basis, under_review)
    """
    return next((r.position for r in runs if r.start <= day and (r.end is None or day < r.end)), NOTHING)


def effects(old: World, new: World) -> tuple[Effect, ...]:
    """Intervals of days on which the position of a cell differs.

    Parameters
    ----------
    old, new : mapping of cell to runs

    Returns
    -------
    tuple of Effect
        Sorted by cell and day; neighbouring days with the same pair of positions are one effect.
    """
    out: list[Effect] = []
    for cell in sorted(old.keys() | new.keys()):
        before, after = old.get(cell, ()), new.get(cell, ())
        if list(before) == list(after):
            continue
        days = sorted({d for i in (*before, *after) for d in (i.start, i.end) if d is not None})
        current: tuple[dt.date, Position, Position] | None = None
        for day in days:
            pair = (position(before, day), position(after, day))
            if current is not None and pair != current[1:]:
                out += _one(cell, current, day)
                current = None
            if current is None:
                current = (day, *pair)
        if current is not None:
            out += _one(cell, current, None)
    return tuple(out)


def _one(cell: Cell, found: tuple[dt.date, Position, Position], end: dt.date | None) -> list[Effect]:
    start, old, new = found
    return [] if old == new else [Effect(*cell, start, end, old, new)]
