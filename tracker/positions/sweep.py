"""From what cells say on single days to rows: rectangles of days and of knowledge on which a cell says one thing.

On each day on which something of a cell becomes known, only some days of its calendar are said anew. The runs of
days there, as known that day and as known the day before, tell which rows begin and which end: work and memory grow
with what changes, not with days times days.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from tracker.positions.days import BEFORE, NEVER
from tracker.positions.lanes import Lanes
from tracker.positions.world import States, World
from tracker.spells import BASES

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

_BASES = len(BASES)
_DAY, _SHIFT = 22, 1 << 20
"""A day moved up by this is positive, and has no more than so many binary digits."""


@dataclass(frozen=True)
class Rows:
    """Rows by cell, first day and first day of knowledge; every array has one value a row."""

    cell: Ints
    valid_from: Ints
    valid_to: Ints
    known_from: Ints
    known_to: Ints
    value: Ints


@dataclass(frozen=True)
class _News:
    """On day ``by`` it becomes known what a lane of a cell, a basis or the reviews, says on ``first <= day < last``."""

    cell: Ints
    lane: Ints
    by: Ints
    first: Ints
    last: Ints

    def __getitem__(self, which: Ints | npt.NDArray[np.bool_]) -> _News:
        return _News(*(getattr(self, f.name)[which] for f in fields(self)))


def rows(world: World) -> Rows:
    """Every row of a world.

    For a cell, a day and a day of knowledge there is at most one row, none where nothing is said. As known on any
    one day, rows are as long as they can be: two that touch say different things. A row lasts as long in knowledge
    as nothing changes about it.

    Parameters
    ----------
    world : World

    Returns
    -------
    Rows
    """
    news = _news(world)
    return _paired(*_runs(world, news))


def _news(world: World) -> _News:
    s, r = world.spells, world.reviews
    lane = np.repeat(np.arange(len(s.lanes.bounds) - 1), np.diff(s.lanes.bounds))

    def until(first: Ints, by: Ints, which: Ints) -> Ints:
        return s.lanes.next_start(lane[which], s.lanes.begun(lane[which], first), by)

    parts = []
    every = np.arange(len(s.cell))
    for which, by, first, most in (
        (every, s.lanes.known, s.lanes.start, None),
        (np.flatnonzero((s.end_known < NEVER) & (s.end_known > s.lanes.known)), s.end_known, s.ends, None),
        (np.flatnonzero((s.confirmed < NEVER) & (s.confirmed > s.lanes.known)), s.confirmed, s.stale, s.stale_late),
    ):
        last = until(first[which], by[which], which)
        if most is not None:
            last = np.minimum(last, most[which])
        parts.append(_News(s.cell[which], lane[which] % _BASES, by[which], first[which], last))
    closes = np.where(r.end_known <= r.lanes.known, r.ends, NEVER)
    about = np.full(len(r.cell), _BASES)
    parts.append(_News(r.cell, about, r.lanes.known, r.lanes.start, closes))
    late = np.flatnonzero((r.end_known < NEVER) & (r.end_known > r.lanes.known))
    parts.append(_News(r.cell[late], about[late], r.end_known[late], r.ends[late], np.full(len(late), NEVER)))
    out = _News(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(_News)))
    out = out[out.first < out.last]
    return out[np.argsort(_packed(out.cell, out.by, out.first))]


def _packed(cell: Ints, one: Ints, other: Ints) -> Ints:
    """One number for a cell and two days, which sorts as they do: sorted much sooner than three columns are."""
    return (cell << 2 * _DAY) + ((one + _SHIFT) << _DAY) + (other + _SHIFT)


@dataclass(frozen=True)
class _Runs:
    """Runs of days on which a cell says one thing, as known on the day ``by`` (or on the day before)."""

    cell: Ints
    by: Ints
    start: Ints
    end: Ints
    value: Ints


def _runs(world: World, news: _News) -> tuple[_Runs, _Runs]:
    """Every run, as long as it can be, that holds or touches a day of the news, once: as known then, and before."""
    more = np.zeros(len(news.cell), dtype=bool)
    more[1:] = (np.diff(news.cell) == 0) & (np.diff(news.by) == 0)
    with_others = more.copy()
    with_others[:-1] |= more[1:]
    after = world.states(news.cell, news.first - 1, news.by)
    # Other lanes than that of the news say the same the day before, and turn on the same days.
    known = after.held.forgetting(np.where(with_others, -1, news.lane))
    before = world.states(news.cell, news.first - 1, news.by - 1, known)
    start = _leftmost(world, news.cell, news.by, after)
    # What is said of days before the first of which there is news is what was said the day before.
    again, begun = np.flatnonzero(more), start.copy()
    begun[again] = _leftmost(world, news.cell[again], news.by[again] - 1, before[again])
    return _onwards(world, news, 0, after, start), _onwards(world, news, 1, before, begun)


def _onwards(world: World, news: _News, earlier: int, state: States, start: Ints) -> _Runs:
    """The runs from those before the first days of the news on."""
    by = news.by - earlier
    value, right, held = state.value, state.right, state.held.onwards()
    place, nothing = np.arange(len(by)), np.zeros(0, dtype=np.int64)
    found: list[tuple[Ints, ...]] = [(nothing,) * 4]
    on = np.ones(len(by), dtype=bool)
    while True:
        # What is said for ever ends no more: nothing is asked of the days after it.
        said = np.flatnonzero(on & (right >= NEVER) & (value > 0))
        found.append((place[said], start[said], right[said], value[said]))
        go = np.flatnonzero(on & (right < NEVER))
        if not len(go):
            break
        place, start, value, right, held = place[go], start[go], value[go], right[go], held[go]
        state = world.states(news.cell[place], right, by[place], held)
        more = state.value == value
        said = np.flatnonzero(~more & (value > 0))
        found.append((place[said], start[said], right[said], value[said]))
        # A run goes on; or the next one begins, and is of account when it begins by the day after the last.
        on = more | (right <= news.last[place])
        start, value, right = np.where(more, start, right), state.value, state.right
    at, start, end, value = (np.concatenate(column) for column in zip(*found, strict=True))
    cell, known = news.cell[at], news.by[at]
    # Two pieces of news of one day may touch the same run.
    key = _packed(cell, known, start)
    order = np.argsort(key)
    order = order[np.diff(key[order], prepend=-1) != 0]
    return _Runs(*(x[order] for x in (cell, known, start, end, value)))


def _leftmost(world: World, cell: Ints, by: Ints, state: States) -> Ints:
    """How far back the same is said as on a day."""
    start, place = state.left.copy(), np.flatnonzero(state.left > BEFORE)
    value, left, held = state.value[place], state.left[place], state.held[place]
    while len(place):
        state = world.states(cell[place], left - 1, by[place], held)
        same = np.flatnonzero(state.value == value)
        start[place[same]] = state.left[same]
        same = same[state.left[same] > BEFORE]
        place, value, left, held = place[same], value[same], state.left[same], state.held[same]
    return start


def _paired(after: _Runs, before: _Runs) -> Rows:
    """Rows begin with runs that were not there the day before, and end with runs that are there no longer."""
    both = [np.concatenate([getattr(before, n), getattr(after, n)]) for n in ("cell", "start", "by", "end", "value")]
    begins = np.arange(len(both[0])) >= len(before.cell)
    order = np.argsort((_packed(*both[:3]) << 1) + begins)
    cell, start, by, end, value = (x[order] for x in both)
    begins = begins[order]
    same = (np.diff(cell) == 0) & (np.diff(start) == 0)
    stays = same & (np.diff(by) == 0) & (np.diff(end) == 0) & (np.diff(value) == 0)
    kept = np.ones(len(cell), dtype=bool)
    kept[:-1] &= ~stays
    kept[1:] &= ~stays
    cell, start, by, end, value = (x[kept] for x in (cell, start, by, end, value))
    begins = begins[kept]
    until = np.full(len(cell), NEVER)
    follows = (np.diff(cell) == 0) & (np.diff(start) == 0)
    until[:-1] = np.where(follows, by[1:], NEVER)
    return Rows(*(x[begins] for x in (cell, start, end, by, until, value)))


def decoded(world: World, value: Ints) -> dict[str, Ints]:
    """What the numbers of :class:`~tracker.positions.world.States` stand for.

    Parameters
    ----------
    world : World
    value : numpy.ndarray of int64
        Not 0.

    Returns
    -------
    dict of str to numpy.ndarray of int64
        ``level`` on each basis (``level0``, ``level1``, ``level2`` in the order of the bases) and ``level``, -1 for
        none; ``basis``, ``confidence``, ``under_review``; ``since``, ``deadline`` and ``event`` of what decides.
    """
    s, scale = world.spells, world.levels + 1
    value, confidence = np.divmod(value, world.confidences)
    value, review = np.divmod(value, 2)
    levels = []
    for _ in range(3):
        value, level = np.divmod(value, scale)
        levels.append(level - 1)
    levels.reverse()
    spell = np.where(value <= len(s.cell), value - 1, -1)
    coded = spell >= 0
    stacked = np.stack(levels)
    basis = np.where(coded, np.argmax(stacked, axis=0), -1)
    out = {f"level{i}": level for i, level in enumerate(levels)}
    return out | {
        "level": stacked.max(axis=0),
        "basis": basis,
        "confidence": confidence,
        "under_review": review,
        "since": np.where(coded, Lanes.at(s.lanes.start, spell), NEVER),
        "deadline": np.where(coded, Lanes.at(s.deadline, spell), NEVER),
        "event": np.where(coded, Lanes.at(s.event, spell), value - len(s.cell) - 1),
    }
