"""Spells side by side in lanes, and the two questions asked of them: the last known before, the first known after.

A lane is one basis of one cell; its spells are sorted by their first day. Which of them holds on a day, as known
on another, is the last one that has begun and was known. A table of minima of ``known`` over stretches of 1, 2, 4, ...
spells answers that in as many steps as the lane's length has binary digits, for any number of questions at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tracker.positions.days import BEFORE, NEVER

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

_SHIFT = 22
_SPAN = 1 << 20
"""A day moved up by this is positive, and has fewer than ``_SHIFT`` binary digits."""


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
        minima, length = [known], 1
        while length * 2 <= int(np.max(np.diff(bounds), initial=0)):
            below = minima[-1]
            minima.append(np.minimum(below[:-length], below[length:]))
            length *= 2
        return cls(bounds, start[order], known, keys, tuple(minima)), order

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
            place[far] = self._ahead(end[far], place[far], by[far])
        return np.where(place < end, self.at(self.start, place), NEVER)

    def _ahead(self, end: Ints, place: Ints, by: Ints) -> Ints:
        for level in range(len(self._minima) - 1, -1, -1):
            further = place + (1 << level)
            unknown = (further <= end) & (self._at(place, level) > by)
            place = np.where(unknown, further, place)
        return place

    def _at(self, place: Ints, level: int = 0) -> Ints:
        return self.at(self._minima[level], place)

    @staticmethod
    def at(values: Ints, place: Ints) -> Ints:
        """Values at places, some of which may lie outside: what they give is of no account."""
        if not len(values):
            return np.full(place.shape, BEFORE)
        return values.take(place, mode="clip")
