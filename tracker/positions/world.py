"""Spells and reviews as columns of numbers, and what they say of a cell on a day, as known on another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tracker.positions.days import BEFORE, NEVER, years_later
from tracker.positions.lanes import Lanes
from tracker.spells import BASES, STALE_AFTER_YEARS

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]


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
    """Reviews by cell and first day; every array has one value a review."""

    lanes: Lanes
    cell: Ints
    ends: Ints
    end_known: Ints
    confidence: Ints
    event: Ints

    @classmethod
    def build(cls, cells: int, cell: Ints, start: Ints, known: Ints, **more: Ints) -> Reviews:
        """Sort reviews into cells; as :meth:`Spells.build`, with ``ends, end_known, confidence, event``."""
        lanes, order = Lanes.build(cell, cells, start, known)
        return cls(lanes, cell[order], **{name: values[order] for name, values in more.items()})


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
        r, bounds = self.reviews, self.reviews.lanes.bounds
        out = np.full(len(cell), -1)
        place, asked = bounds[cell], np.flatnonzero(bounds[cell] < bounds[cell + 1])
        # Reviews of a cell seldom overlap, but one whose close is not known yet may last into the next.
        while len(asked):
            i, on, known = place[asked], day[asked], by[asked]
            public = r.lanes.known[i] <= known
            opens = np.where(public, r.lanes.start[i], NEVER)
            closes = np.where(public & (r.end_known[i] <= known), r.ends[i], NEVER)
            is_open = (opens <= on) & (on < closes)
            out[asked] = np.where(is_open & (out[asked] < 0), i, out[asked])
            for turn in (opens, closes):
                left[asked] = np.where(turn <= on, np.maximum(left[asked], turn), left[asked])
                right[asked] = np.where(turn > on, np.minimum(right[asked], turn), right[asked])
            place[asked] += 1
            asked = asked[place[asked] < bounds[cell[asked] + 1]]
        return out, left, right
