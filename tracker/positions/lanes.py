"""Spells side by side in lanes, and the two questions asked of them: the last known before, the first known after.

A lane is one basis of one cell; its spells are sorted by their first day. Which of them holds on a day, as known
on another, is the last one that has begun and was known. A table of minima of ``known`` over stretches of 1, 2, 4, ...
spells answers that in as many steps as the lane's length has binary digits, for any number of questions at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tracker.positions.days import BEFORE, NEVER

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_SHIFT = 22
_SPAN = 1 << 20
"""A day moved up by this is positive, and has fewer than ``_SHIFT`` binary digits."""


def stretches(of: np.ufunc, values: Ints, bounds: Ints) -> tuple[Ints, ...]:
    """Minima or maxima of 1, 2, 4, ... values from each place on, as far as a lane is long.

    Parameters
    ----------
    of : numpy.ufunc
        ``numpy.minimum`` or ``numpy.maximum``.
    values : numpy.ndarray of int64
    bounds : numpy.ndarray of int64
        Where each lane begins, and at last the number of values.

    Returns
    -------
    tuple of numpy.ndarray of int64
    """
    out, length = [values], 1
    while length * 2 <= int(np.max(np.diff(bounds), initial=0)):
        below = out[-1]
        out.append(of(below[:-length], below[length:]))
        length *= 2
    return tuple(out)


def skipped(place: Ints, end: Ints, levels: int, holds: Callable[[Ints, int], Mask]) -> Ints:
    """The first places, from given ones on, of which something does not hold.

    Parameters
    ----------
    place, end : numpy.ndarray of int64
        Where to begin and where to stop; of one shape.
    levels : int
        How many lengths of stretches there are.
    holds : callable
        Tells for places and a level whether it holds of all of the stretch of that level.

    Returns
    -------
    numpy.ndarray of int64
        ``end`` where it holds of all.
    """
    for level in range(levels - 1, -1, -1):
        further = place + (1 << level)
        place = np.where((further <= end) & holds(place, level), further, place)
    return place


@dataclass(frozen=True)
class Lanes:
    """Intervals by lane and first day.

    Attributes
    ----------
    bounds : numpy.ndarray of int64
        Where each lane begins, and at last the number of intervals; shape ``(lanes + 1,)``.
    start, known : numpy.ndarray of int64
        First day of each interval, and the day on which it was known; shape ``(intervals,)``.
    """

    bounds: Ints
    start: Ints
    known: Ints
    _keys: Ints
    _minima: tuple[Ints, ...]

    @classmethod
    def build(cls, lane: Ints, count: int, start: Ints, known: Ints) -> tuple[Lanes, Ints]:
        """Sort intervals into lanes.

        Parameters
        ----------
        lane : numpy.ndarray of int64
            Number of each interval's lane.
        count : int
            How many lanes there are.
        start, known : numpy.ndarray of int64

        Returns
        -------
        (Lanes, numpy.ndarray of int64)
            And the order in which the intervals were put.
        """
        keys = (lane << _SHIFT) + (start + _SPAN)
        order = np.argsort(keys, kind="stable")
        keys, known = keys[order], known[order]
        bounds = np.searchsorted(lane[order], np.arange(count + 1))
        return cls(bounds, start[order], known, keys, stretches(np.minimum, known, bounds)), order

    def begun(self, lane: Ints, day: Ints) -> Ints:
        """Place after the last interval of a lane that has begun by a day, known or not."""
        return np.searchsorted(self._keys, (lane << _SHIFT) + (day + _SPAN), side="right")

    def last_known(self, lane: Ints, before: Ints, by: Ints) -> Ints:
        """Last interval of a lane, before a place, that was known by a day.

        Parameters
        ----------
        lane, before, by : numpy.ndarray of int64
            Of one shape.

        Returns
        -------
        numpy.ndarray of int64
            Its place; -1 where there is none.
        """
        first, place = self.bounds[lane], before.copy()
        # Most often the nearest one was known: only the others are searched.
        far = np.flatnonzero((place > first) & (self._at(place - 1) > by))
        if len(far):
            place[far] = self._back(first[far], place[far], by[far])
        return np.where(place > first, place - 1, -1)

    def _back(self, first: Ints, place: Ints, by: Ints) -> Ints:
        for level in range(len(self._minima) - 1, -1, -1):
            further = place - (1 << level)
            unknown = (further >= first) & (self._at(further, level) > by)
            place = np.where(unknown, further, place)
        return place

    def next_start(self, lane: Ints, after: Ints, by: Ints) -> Ints:
        """First day of the next interval of a lane, from a place on, that was known by a day.

        Parameters
        ----------
        lane, after, by : numpy.ndarray of int64
            Of one shape.

        Returns
        -------
        numpy.ndarray of int64
            :data:`~tracker.positions.days.NEVER` where there is none.
        """
        end, place = self.bounds[lane + 1], after.copy()
        far = np.flatnonzero((place < end) & (self._at(place) > by))
        if len(far):
            place[far] = self.next_known(place[far], end[far], by[far])
        return np.where(place < end, self.at(self.start, place), NEVER)

    def next_known(self, place: Ints, end: Ints, by: Ints) -> Ints:
        """Places of the next intervals, from given ones on, that were known by a day; ``end`` where there is none."""
        return skipped(place, end, len(self._minima), lambda at, level: self._at(at, level) > by)

    def _at(self, place: Ints, level: int = 0) -> Ints:
        return self.at(self._minima[level], place)

    @staticmethod
    def at(values: Ints, place: Ints) -> Ints:
        """Values at places, some of which may lie outside: what they give is of no account."""
        if not len(values):
            return np.full(place.shape, BEFORE)
        return values.take(place, mode="clip")
