"""For which days which position became another: step functions of two releases, laid over each other.

The rule for a position is that of :mod:`tracker.spells`, on plain rows, since a diff must not wait for pandas;
a test holds the two against each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.diff.change import Effect
from tracker.spells import BASES

Position = tuple[str | None, str | None, bool]
Cell = tuple[str, str, str]
NOTHING: Position = (None, None, False)


@dataclass(frozen=True)
class Spell:
    """A stance's interval: half-open, an end of None is open."""

    basis: str
    start: dt.date
    end: dt.date | None
    level: str
    rank: int


@dataclass(frozen=True)
class Review:
    """A review's interval: half-open, an end of None is open."""

    start: dt.date
    end: dt.date | None


World = Mapping[Cell, Sequence[Spell | Review]]


def position(intervals: Iterable[Spell | Review], day: dt.date) -> Position:
    """The position of one cell on a day.

    Parameters
    ----------
    intervals : iterable of Spell or Review
        Of one cell.
    day : datetime.date

    Returns
    -------
    (level, basis, under_review)
    """
    held = [i for i in intervals if i.start <= day and (i.end is None or day < i.end)]
    spells = [i for i in held if isinstance(i, Spell)]
    best = max(spells, key=lambda s: (s.rank, -BASES.index(s.basis)), default=None)
    under_review = len(held) > len(spells)
    return (None, None, under_review) if best is None else (best.level, best.basis, under_review)


def effects(old: World, new: World) -> tuple[Effect, ...]:
    """Intervals of days on which the position of a cell differs.

    Parameters
    ----------
    old, new : mapping of cell to intervals

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
