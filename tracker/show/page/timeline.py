"""The timeline of one jurisdiction: lanes of bars, placed in per cent of the time shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tracker import spells
from tracker.show.page.data import Content, Row

_PAD = 0.015
"""Part of the time shown that is left free at either end, so that a mark on the first or last day is whole."""

_ROOM_FOR_A_YEAR, _ROOM_ON_A_PHONE = 6.0, 14.0
"""Room that the number of a year needs, in per cent of the axis, on a wide and on a narrow screen."""

_ROOM_FOR_A_WORD = 14.0
"""From this width on, in per cent, a bar bears its label."""


@dataclass(frozen=True)
class Bar:
    """One spell or review: ``look`` is a level, or ``review``; ``x`` and ``width`` are per cent."""

    look: str
    label: str
    x: float
    width: float
    says: str

    @property
    def labelled(self) -> bool:
        """Whether the label fits."""
        return self.width >= _ROOM_FOR_A_WORD


@dataclass(frozen=True)
class Mark:
    """A day worth a mark: a deadline or an event."""

    x: float
    says: str


@dataclass(frozen=True)
class Lane:
    """One basis, or the reviews, of one cell."""

    title: str
    bars: tuple[Bar, ...]
    flags: tuple[Mark, ...]

    @property
    def says(self) -> str:
        """The lane in words, for those who do not see it."""
        return "; ".join([*(b.says for b in self.bars), *(f.says for f in self.flags)])


@dataclass(frozen=True)
class Group:
    """The lanes of one cell; none where nothing could be coded."""

    title: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True)
class Year:
    """The first day of a year; ``labelled`` where the axis has room for its number, ``narrow`` on a phone too."""

    x: float
    year: int
    labelled: bool
    narrow: bool


@dataclass(frozen=True)
class Timeline:
    """All cells of one jurisdiction on one axis."""

    years: tuple[Year, ...]
    cutoff: float
    events: tuple[Mark, ...]
    groups: tuple[Group, ...]


class _Axis:
    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first, self.last = first, last
        self.days = (last - first).days

    def at(self, day: dt.date) -> float:
        part = min(max((day - self.first).days / self.days, 0), 1)
        return round(100 * (_PAD + (1 - 2 * _PAD) * part), 2)

    def years(self, first: int, last: int) -> tuple[Year, ...]:
        at = [(self.at(dt.date(y, 1, 1)), y) for y in range(first, last + 1)]
        wide, narrow = (_every(at, room) for room in (_ROOM_FOR_A_YEAR, _ROOM_ON_A_PHONE))
        return tuple(Year(x, y, y in wide, y in narrow) for x, y in at)


def _every(years: list[tuple[float, int]], room: float) -> set[int]:
    """Years that can bear their number: each so far from the next and from the end that none is cut."""
    step = 1
    while step < len(years) and 100 * step / len(years) < room:
        step *= 2
    return {y for x, y in years[::step] if x + room <= 100}


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def timeline(content: Content, jurisdiction: str) -> Timeline | None:
    """Draw up the timeline of a jurisdiction.

    Parameters
    ----------
    content : Content
    jurisdiction : str

    Returns
    -------
    Timeline or None
        None where there is nothing to draw.
    """
    stances, reviews = content.rows("stances", jurisdiction), content.rows("reviews", jurisdiction)
    events = content.events_of.get(jurisdiction, [])
    cells = [c for c in content.cells if c[0] == jurisdiction]
    if not cells and not events:
        return None
    cutoff = content.release.cutoff
    starts = [_day(r[c]) for rows, c in ((stances, "valid_from"), (reviews, "opened_on")) for r in rows]
    starts += [_day(e["date"]) for e in events]
    due = [_day(r[c]) for r in stances for c in ("valid_from", "deadline") if r[c]]
    # At least some years, so that a single recent act does not stretch over the whole width.
    first = dt.date(min([*(d.year for d in starts), cutoff.year - 8]), 1, 1)
    last = max([cutoff, *due, dt.date(cutoff.year, 12, 31)])
    axis = _Axis(first, dt.date(last.year + 1, 1, 1))
    bases, segments = content.labels("stances", "basis"), content.labels("stances", "segment")
    vendors = content.labels("stances", "vendor")
    groups = []
    for _, vendor, segment in cells:
        mine = [r for r in stances if (r["vendor"], r["segment"]) == (vendor, segment)]
        open_ = [r for r in reviews if (r["vendor"], r["segment"]) == (vendor, segment)]
        lanes = [_lane(content, axis, bases[b], [r for r in mine if r["basis"] == b]) for b in spells.BASES]
        lanes.append(_reviews(axis, cutoff, open_))
        groups.append(Group(f"{vendors[vendor]}, {segments[segment].lower()}", tuple(x for x in lanes if x.bars)))
    marks = tuple(Mark(axis.at(_day(e["date"])), f"{e['date']}: {e['summary']}") for e in events)
    return Timeline(axis.years(first.year, last.year), axis.at(cutoff), marks, tuple(groups))


def _bar(axis: _Axis, cutoff: dt.date, look: str, label: str, start: str, end: str | None) -> Bar:
    # A spell that has no end is drawn until the last day for which evidence was looked for; one that begins later, on.
    x = axis.at(_day(start))
    stop = axis.at(_day(end) if end else axis.last if _day(start) > cutoff else cutoff + dt.timedelta(days=1))
    says = f"{label} from {start}" + (f" to {_day(end) - dt.timedelta(days=1)}" if end else ", no end known")
    return Bar(look, label, x, round(max(stop - x, 0.4), 2), says)


def _lane(content: Content, axis: _Axis, title: str, rows: Iterable[Row]) -> Lane:
    labels, cutoff = content.labels("stances", "level"), content.release.cutoff
    bars, flags = [], []
    for r in rows:
        bars.append(_bar(axis, cutoff, r["level"], labels[r["level"]].lower(), r["valid_from"], r["valid_to"]))
        if r["deadline"]:
            flags.append(Mark(axis.at(_day(r["deadline"])), f"deadline {r['deadline']}"))
    return Lane(title, tuple(bars), tuple(flags))


def _reviews(axis: _Axis, cutoff: dt.date, rows: Iterable[Row]) -> Lane:
    bars = [_bar(axis, cutoff, "review", "review", r["opened_on"], r["closed_on"]) for r in rows]
    return Lane("Review", tuple(bars), ())
