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


_PLACES = (1 << 32) - 1
_BASIS_BITS = len(BASES).bit_length()
_DAY = 23
"""More binary digits than a difference of two days has."""

_LEVEL = 32 + _BASIS_BITS


@dataclass(frozen=True)
class Spells:
    """Spells by lane (a basis of a cell) and first day; every array has one value a spell.

    ``ends`` is the day on which an act ends the spell of itself, ``end_known`` the day on which that was public;
    both are ``NEVER`` where only a successor ends it. ``stale`` is the day from which its confidence counts as
    low by its act alone, ``stale_late`` the same once its confirmation is known, from ``confirmed`` on. Of the spells
    that hold at once the one with the largest ``code`` decides: it has the level, then the basis, then the place and
    one.
    """

    lanes: Lanes
    cell: Ints
    ends: Ints
    end_known: Ints
    confirmed: Ints
    stale: Ints
    stale_late: Ints
    code: Ints
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
        last, level = np.maximum(lanes.start, lanes.known), own.pop("level")
        code = ((level + 1) << _LEVEL) + ((len(BASES) - basis[order]) << 32) + np.arange(1, len(order) + 1)
        seen = np.where(own["confirmed"] < NEVER, np.maximum(last, own["confirmed"]), last)
        stale, late = (years_later(d, STALE_AFTER_YEARS) for d in (last, seen))
        return cls(lanes, cell[order], stale=stale, stale_late=late, code=np.where(level < 0, 0, code), **own)


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
    _until_end: Ints
    _until_known: Ints

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
        ending = own["ends"], over
        last_end, last_known = (stretches(np.maximum, values, lanes.bounds) for values in ending)
        # By when all of a cell until here have closed, and that was known: most searches end there.
        reset = cell << _DAY
        ended, known = (np.maximum.accumulate(values + reset) - reset for values in ending)
        return cls(lanes, turns, cell, **own, _last_end=last_end, _last_known=last_known, _until_end=ended,
                   _until_known=known)  # fmt: skip

    def first_open(self, cell: Ints, day: Ints, by: Ints) -> Ints:
        """The review of a cell that opened first of those open on a day, as known by a day; -1 where none is."""
        place, end = self.lanes.bounds[cell], self.lanes.begun(cell, day)
        over = (Lanes.at(self._until_end, end - 1) <= day) & (Lanes.at(self._until_known, end - 1) <= by)
        place = np.where(over, end, place)
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

    Beyond these days the same may be said again: they are those on which no interval begins or ends, and the
    confidence of what decides does not become low. ``left`` is of no account where nobody looks back.
    """

    value: Ints
    left: Ints
    right: Ints
    held: Held

    def __getitem__(self, which: Ints) -> States:
        return States(self.value[which], self.left[which], self.right[which], self.held[which])


@dataclass(frozen=True)
class Held:
    """What holds in each lane of cells, the bases and then the reviews.

    ``code`` is 0 for none; for a spell :attr:`Spells.code`, for a review its place and one, on the days
    ``since <= day < until``. All have the shape ``(lanes of a cell, n)``; ``since`` is None where nobody looks back.
    """

    code: Ints
    until: Ints
    since: Ints | None

    @classmethod
    def unknown(cls, count: int) -> Held:
        """Of so many cells, every lane yet to be looked at."""
        shape = (len(BASES) + 1, count)
        return cls(np.empty(shape, dtype=np.int64), np.full(shape, BEFORE), np.full(shape, BEFORE))

    def __getitem__(self, which: Ints) -> Held:
        since = None if self.since is None else self.since.take(which, axis=1)
        return Held(self.code.take(which, axis=1), self.until.take(which, axis=1), since)

    def forgetting(self, lane: Ints) -> Held:
        """The same, with one lane of each cell yet to be looked at; all of them where its number is -1."""
        assert self.since is not None
        until = self.until.copy()
        for number, row in enumerate(until):
            row[(lane == number) | (lane < 0)] = BEFORE
        return Held(self.code.copy(), until, self.since.copy())

    def onwards(self) -> Held:
        """The same, for days that only get later."""
        return Held(self.code, self.until, None)


@dataclass(frozen=True)
class World:
    """Every spell and review, and the sizes of the vocabularies."""

    spells: Spells
    reviews: Reviews
    levels: int
    confidences: int

    def states(self, cell: Ints, day: Ints, by: Ints, held: Held | None = None) -> States:
        """What cells say on days, as known by other days: the rule for a position.

        The strictest level among the bases in force decides, ties to the first of :data:`tracker.spells.BASES`;
        its confidence counts as low from the day on which nothing has confirmed it for three years. Where only
        a review is open, the one that opened first tells event and confidence.

        Parameters
        ----------
        cell, day, by : numpy.ndarray of int64
            Of one shape ``(n,)``.
        held : Held, optional
            What held of the same cells on other days, as known by the same: lanes that have not turned between are not
            looked at again. It is changed, and is that of the answer.

        Returns
        -------
        States
        """
        held = Held.unknown(len(cell)) if held is None else held
        for lane in range(len(BASES) + 1):
            turned = held.until[lane] <= day
            if held.since is not None:
                turned |= held.since[lane] > day
            which = np.flatnonzero(turned)
            if not len(which):
                continue
            asked = cell[which], day[which], by[which]
            if lane < len(BASES):
                found = self._on_basis(asked[0] * len(BASES) + lane, *asked[1:])
            else:
                found = self._review(*asked)
            held.code[lane, which], from_, held.until[lane, which] = found
            if held.since is not None:
                held.since[lane, which] = from_
        s, review = self.spells, held.code[-1]
        strictest = held.code[:-1].max(axis=0)
        decides = (strictest & _PLACES) - 1
        seen = Lanes.at(s.confirmed, decides) <= by
        stale = np.where(seen, Lanes.at(s.stale_late, decides), Lanes.at(s.stale, decides))
        stale = np.where(decides >= 0, stale, NEVER)
        low = stale <= day
        told, confidence = decides + 1, np.where(low | (decides < 0), 0, Lanes.at(s.confidence, decides))
        by_review = np.flatnonzero((decides < 0) & (review > 0))
        told[by_review] = len(s.cell) + 1 + self.reviews.event[review[by_review] - 1]
        confidence[by_review] = self.reviews.confidence[review[by_review] - 1]
        value = told
        scale = self.levels + 1
        for code in held.code[:-1]:
            value = value * scale + (code >> _LEVEL)
        value = (value * 2 + (review > 0)) * self.confidences + confidence
        left, right = np.where(low, stale, BEFORE), np.where(low, NEVER, stale)
        for until in held.until:
            np.minimum(right, until, out=right)
        for since in () if held.since is None else held.since:
            np.maximum(left, since, out=left)
        return States(value, left, right, held)

    def _on_basis(self, lane: Ints, day: Ints, by: Ints) -> tuple[Ints, Ints, Ints]:
        """The code of the spell of a lane that holds, 0 for none; and from when to when no other does."""
        s, lanes = self.spells, self.spells.lanes
        begun = lanes.begun(lane, day)
        spell = lanes.last_known(lane, begun, by)
        right = lanes.next_start(lane, begun, by)
        there = spell >= 0
        ends = np.where(there & (Lanes.at(s.end_known, spell) <= by), Lanes.at(s.ends, spell), NEVER)
        over = ends <= day
        left = np.where(over, ends, np.where(there, Lanes.at(lanes.start, spell), BEFORE))
        holds = there & ~over
        right = np.where(holds, np.minimum(right, ends), right)
        return np.where(holds, Lanes.at(s.code, spell), 0), left, right

    def _review(self, cell: Ints, day: Ints, by: Ints) -> tuple[Ints, Ints, Ints]:
        """The first open review, its place and one, 0 for none; and the days between which none opens or closes."""
        out, left, right = np.zeros(len(cell), dtype=np.int64), np.full(len(cell), BEFORE), np.full(len(cell), NEVER)
        bounds = self.reviews.lanes.bounds
        asked = np.flatnonzero(bounds[cell] < bounds[cell + 1])
        if len(asked):
            of, on, known, turns = cell[asked], day[asked], by[asked], self.reviews.turns
            out[asked] = self.reviews.first_open(of, on, known) + 1
            begun = turns.begun(of, on)
            last = turns.last_known(of, begun, known)
            left[asked] = np.where(last >= 0, Lanes.at(turns.start, last), BEFORE)
            right[asked] = turns.next_start(of, begun, known)
        return out, left, right
