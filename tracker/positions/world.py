"""Spells and reviews as columns of numbers, and what they say of a cell on a day, as known on another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tracker.positions.days import BEFORE, NEVER, years_later
from tracker.positions.lanes import Lanes, skipped, stretches
from tracker.spells import BASES, STALE_AFTER_YEARS

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Spells:
    """Spells by lane (a basis of a cell) and first day; every array has one value a spell.

    ``ends`` is the day on which an act ends the spell of itself, ``end_known`` the day on which that was public;
    both are ``NEVER`` where only a successor ends it. ``stale`` is the day from which its confidence counts as
    low by its act alone, ``stale_late`` the same once its confirmation is known, from ``confirmed`` on.
    """

    lanes: Lanes
    cell: Ints
    ends: Ints
    end_known: Ints
    confirmed: Ints
    stale: Ints
    stale_late: Ints
    level: Ints
    confidence: Ints
    event: Ints
    deadline: Ints

    @classmethod
    def build(cls, cells: int, cell: Ints, basis: Ints, start: Ints, known: Ints, **more: Ints) -> Spells:
        """Sort spells into lanes.

        Parameters
        ----------
        cells : int
            How many cells there are.
        cell, basis : numpy.ndarray of int64
            Number of the cell, and the basis by its place in :data:`tracker.spells.BASES`.
        start, known : numpy.ndarray of int64
            ``valid_from`` and ``known_from``, as days.
        **more : numpy.ndarray of int64
            ``ends, end_known, confirmed, level, confidence, event, deadline``.

        Returns
        -------
        Spells
        """
        lanes, order = Lanes.build(cell * len(BASES) + basis, cells * len(BASES), start, known)
        own = {name: values[order] for name, values in more.items()}
        last = np.maximum(lanes.start, lanes.known)
        seen = np.where(own["confirmed"] < NEVER, np.maximum(last, own["confirmed"]), last)
        stale, late = (years_later(d, STALE_AFTER_YEARS) for d in (last, seen))
        return cls(lanes, cell[order], stale=stale, stale_late=late, **own)


@dataclass(frozen=True)
class Reviews:
    """Reviews by cell and first day; every array has one value a review.

    ``turns`` has the days on which reviews open and close, by cell, and when each was known.
    """

    lanes: Lanes
    turns: Lanes
    cell: Ints
    ends: Ints
    end_known: Ints
    confidence: Ints
    event: Ints
    _last_end: tuple[Ints, ...]
    _last_known: tuple[Ints, ...]

    @classmethod
    def build(cls, cells: int, cell: Ints, start: Ints, known: Ints, **more: Ints) -> Reviews:
        """Sort reviews into cells; as :meth:`Spells.build`, with ``ends, end_known, confidence, event``."""
        lanes, order = Lanes.build(cell, cells, start, known)
        cell, own = cell[order], {name: values[order] for name, values in more.items()}
        # Nobody knows that a review has closed before it is known to have opened.
        over = np.maximum(own["end_known"], lanes.known)
        closes = np.flatnonzero(over < NEVER)
        both = [(cell, cell[closes]), (lanes.start, own["ends"][closes]), (lanes.known, over[closes])]
        of, day, seen = (np.concatenate(pair) for pair in both)
        turns, _ = Lanes.build(of, cells, day, seen)
        last_end, last_known = (stretches(np.maximum, values, lanes.bounds) for values in (own["ends"], over))
        return cls(lanes, turns, cell, **own, _last_end=last_end, _last_known=last_known)

    def first_open(self, cell: Ints, day: Ints, by: Ints) -> Ints:
        """The review of a cell that opened first of those open on a day, as known by a day; -1 where none is."""
        place, end = self.lanes.bounds[cell], self.lanes.begun(cell, day)
        left = np.flatnonzero(place < end)
        while len(left):
            at, last, on, known = place[left], end[left], day[left], by[left]

            def closed(at: Ints, level: int, on: Ints = on, known: Ints = known) -> Mask:
                over = Lanes.at(self._last_end[level], at) <= on
                return over & (Lanes.at(self._last_known[level], at) <= known)

            next_ = skipped(at, last, len(self._last_end), closed)
            next_ = self.lanes.next_known(next_, last, known)
            place[left] = next_
            # What was known after it had to be looked for may be closed again.
            left = left[(next_ > at) & (next_ < last)]
        return np.where(place < end, place, -1)


@dataclass(frozen=True)
class States:
    """What cells say: ``value`` is one number for all that is told, 0 for nothing, on ``left <= day < right``.

    Beyond these days the same may be said again: they are those on which no interval begins or ends.
    """

    value: Ints
    left: Ints
    right: Ints


@dataclass(frozen=True)
class World:
    """Every spell and review, and the sizes of the vocabularies."""

    spells: Spells
    reviews: Reviews
    levels: int
    confidences: int

    def states(self, cell: Ints, day: Ints, by: Ints) -> States:
        """What cells say on days, as known by other days: the rule for a position.

        The strictest level among the bases in force decides, ties to the first of :data:`tracker.spells.BASES`;
        its confidence counts as low from the day on which nothing has confirmed it for three years. Where only
        a review is open, the one that opened first tells event and confidence.

        Parameters
        ----------
        cell, day, by : numpy.ndarray of int64
            Of one shape ``(n,)``.

        Returns
        -------
        States
        """
        shape = len(cell)
        left, right = np.full(shape, BEFORE), np.full(shape, NEVER)
        best, decides, lowered = np.full(shape, -1), np.full(shape, -1), np.zeros(shape, dtype=bool)
        value = np.zeros(shape, dtype=np.int64)
        for basis in range(len(BASES)):
            spell, from_, to, low = self._on_basis(cell * len(BASES) + basis, day, by)
            left, right = np.maximum(left, from_), np.minimum(right, to)
            level = np.where(spell >= 0, Lanes.at(self.spells.level, spell), -1)
            better = level > best
            best = np.where(better, level, best)
            decides, lowered = np.where(better, spell, decides), np.where(better, low, lowered)
            value = value * (self.levels + 1) + level + 1
        review, left, right = self._review(cell, day, by, left, right)
        number = len(self.spells.cell)
        told = np.where(decides >= 0, decides + 1, 0)
        by_review = (decides < 0) & (review >= 0)
        told = np.where(by_review, number + 1 + Lanes.at(self.reviews.event, review), told)
        confidence = np.where(decides >= 0, np.where(lowered, 0, Lanes.at(self.spells.confidence, decides)), 0)
        confidence = np.where(by_review, Lanes.at(self.reviews.confidence, review), confidence)
        value += told * (self.levels + 1) ** len(BASES)
        return States((value * 2 + (review >= 0)) * self.confidences + confidence, left, right)

    def _on_basis(self, lane: Ints, day: Ints, by: Ints) -> tuple[Ints, Ints, Ints, npt.NDArray[np.bool_]]:
        """The spell of a lane that holds, or -1; from when to when; and whether its confidence counts as low."""
        s, lanes = self.spells, self.spells.lanes
        begun = lanes.begun(lane, day)
        spell = lanes.last_known(lane, begun, by)
        right = lanes.next_start(lane, begun, by)
        there = spell >= 0
        ends = np.where(there & (Lanes.at(s.end_known, spell) <= by), Lanes.at(s.ends, spell), NEVER)
        over = ends <= day
        stale = np.where(Lanes.at(s.confirmed, spell) <= by, Lanes.at(s.stale_late, spell), Lanes.at(s.stale, spell))
        low = stale <= day
        left = np.where(there, np.where(low, stale, Lanes.at(lanes.start, spell)), BEFORE)
        left = np.where(over, ends, left)
        turn = np.where(low, ends, np.minimum(ends, stale))
        right = np.where(there & ~over, np.minimum(right, turn), right)
        return np.where(over, -1, spell), left, right, low

    def _review(self, cell: Ints, day: Ints, by: Ints, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
        """The first review that is open, or -1; and the days between which none opens or closes."""
        out, bounds = np.full(len(cell), -1), self.reviews.lanes.bounds
        asked = np.flatnonzero(bounds[cell] < bounds[cell + 1])
        if not len(asked):
            return out, left, right
        of, on, known, turns = cell[asked], day[asked], by[asked], self.reviews.turns
        out[asked] = self.reviews.first_open(of, on, known)
        begun = turns.begun(of, on)
        last = turns.last_known(of, begun, known)
        left[asked] = np.where(last >= 0, np.maximum(left[asked], Lanes.at(turns.start, last)), left[asked])
        right[asked] = np.minimum(right[asked], turns.next_start(of, begun, known))
        return out, left, right
