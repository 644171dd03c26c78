"""The story of a few jurisdictions on a line of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker.days import Day, parse_day
from tracker.errors import BadValueError
from tracker.loader.beyond import Beyond
from tracker.loader.filters import Names, codes
from tracker.loader.queries import Version
from tracker.show.plot import lanes, legend, letters
from tracker.show.plot.axis import LABELS, Axis, until
from tracker.show.plot.canvas import ARROW, FLAG, Canvas, altair
from tracker.show.plot.dress import Inks, Theme, dressed
from tracker.show.plot.facts import Facts, end_of, facts, several
from tracker.show.plot.story import Row, Story, story

if TYPE_CHECKING:
    import altair as alt

MOST = 8
"""Most jurisdictions on one timeline."""

MOST_EVENTS = 14
"""Most deciding events told in words for one jurisdiction."""


def timeline(
    jurisdiction: Names,
    *,
    vendor: Names = None,
    segment: Names = None,
    on: Day | None = None,
    known_by: Day | None = None,
    version: Version = None,
    beyond: Beyond = "flag",
    width: float | None = None,
    theme: Theme = "web",
    palette: Inks = "colour",
    title: bool | None = None,
    lists: bool | None = None,
    caption: bool | str = True,
) -> alt.LayerChart:
    """The story of one or a few jurisdictions on a line of time.

    Parameters
    ----------
    jurisdiction : str or iterable of str
        Up to eight codes.
    vendor, segment : str or iterable of str, optional
        Only these.
    on : str or datetime.date, optional
        An ISO 8601 day to mark.
    known_by, version, beyond, width, theme, palette, title, lists, caption
        As for :func:`tracker.plot.map`.

    Returns
    -------
    altair.LayerChart
        Layers ``positions`` (``jurisdiction, vendor, segment, level, basis, start, end``; half-open, no row where
        nothing is coded), ``spells``, ``reviews``, ``deadlines``,
        ``deciding`` (events that changed something) and ``events`` (the others).

    Raises
    ------
    TrackerError
        As for :func:`tracker.plot.map`.
    """
    altair()
    found = facts(version, known_by)
    codes = _codes(found, jurisdiction)
    vendors, segments = several(found, "vendor", vendor), several(found, "segment", segment)
    marked = None if on is None else parse_day(on, name="on")
    end = end_of(found, beyond, on=marked)
    told = [story(found, code, vendors, segments) for code in codes]
    canvas = Canvas(dressed(theme, palette, width, title=title, lists=lists, caption=caption))
    axis = _axis(told, end, marked, canvas)
    y = 20.0
    for one in told:
        y = _section(canvas, axis, found, one, y, end, named=len(told) > 1) + 8
    bottom = y - 6
    axis.draw(canvas, 20, bottom)
    ends_by = "known until" if found.by else "horizon" if beyond == "refuse" else "cutoff"
    _upright(canvas, axis, end, ends_by, bottom)
    if marked is not None:
        _upright(canvas, axis, marked, str(marked), bottom)
    for one in told if canvas.dress.lists else ():
        y = _told(canvas, one, y, named=len(told) > 1)
    y = _key(canvas, found, y + 8)
    names, what = ", ".join(s.name for s in told), ": positions over time"
    head = letters.cut(names, canvas.inner - letters.width(what, 16, bold=True), 16, bold=True) + what
    clock = found.clock(max(end, marked or end))
    height = legend.foot(canvas, y + 4, found, names + what, clock)
    said = f"{names}{what}. {clock}. {_spoken(found, told)}"
    return canvas.chart(height, head, [clock], said)


def _codes(found: Facts, jurisdiction: Names) -> list[str]:
    if jurisdiction is not None and not isinstance(jurisdiction, str | Iterable):
        return codes(found.release, "jurisdiction", jurisdiction)  # Which refuses it.
    given = [jurisdiction] if isinstance(jurisdiction, str) else list(jurisdiction or ())
    if not 1 <= len(given) <= MOST:
        raise BadValueError(
            "a timeline is of a few jurisdictions", where="jurisdiction", expected=f"1 to {MOST} codes such as BEL",
            got=str(len(given)),
        )  # fmt: skip
    return codes(found.release, "jurisdiction", given)


def _axis(told: list[Story], end: dt.date, marked: dt.date | None, canvas: Canvas) -> Axis:
    texts = [r[k] for s in told for c in s.cells for r in c.spells for k in ("valid_from", "deadline", "valid_to")]
    texts += [r[k] for s in told for c in s.cells for r in c.reviews for k in ("opened_on", "closed_on")]
    texts += [e["date"] for s in told for e in s.events]
    days = [dt.date.fromisoformat(t) for t in texts if t] + [end] + ([marked] if marked else [])
    first = dt.date(min(days).year, 1, 1)
    last = until(first, end, max(days), canvas.inner - LABELS)
    return Axis(first, last, LABELS, canvas.inner, (end, *([marked] if marked else [])))


def _section(canvas: Canvas, axis: Axis, found: Facts, one: Story, y: float, end: dt.date, *, named: bool) -> float:
    """One jurisdiction: its name, its events, a group of lanes for each vendor and segment."""
    if named:
        code = f" ({one.code})"
        name = letters.cut(one.name, canvas.inner - letters.width(code, 13, bold=True), 13, bold=True)
        canvas.text(0, y + 10, name + code, size=13, bold=True)
        y += 20
    y = _events(canvas, axis, one, y + 4)
    for cell in one.cells:
        y = lanes.cell_lanes(canvas, axis, found, one, cell, y, end) + 7
    if not one.cells:
        canvas.text(LABELS, y + 8, "not looked into", colour=canvas.palette.muted)
        y += 20
    return y


def _told(canvas: Canvas, one: Story, y: float, *, named: bool) -> float:
    """The events that changed something, in words, by the number they have above."""
    if named and one.decisive:
        canvas.text(0, y + 8, letters.cut(one.name, canvas.inner, 11, bold=True), bold=True)
        y += 16
    for number, event in enumerate(one.decisive[:MOST_EVENTS], 1):
        canvas.text(14, y + 7, str(number), size=10, bold=True, align="right")
        text = f"{event['date']}  {event['actor']}: {event['summary']}"
        for line in letters.wrap(text, canvas.inner - 20, 10):
            canvas.text(20, y + 7, line, size=10, colour=canvas.palette.muted)
            y += 13
        y += 2
    if len(one.decisive) > MOST_EVENTS:
        more = f"and {len(one.decisive) - MOST_EVENTS} more: tracker history {one.code} --changes-only"
        canvas.text(20, y + 7, more, size=10, colour=canvas.palette.muted)
        y += 15
    return y


def _events(canvas: Canvas, axis: Axis, one: Story, y: float) -> float:
    """Events stacked where they crowd; those that changed something numbered, in rows of their own."""
    p, tall = canvas.palette, 0
    stacks: dict[int, int] = {}
    for event in one.events:
        if event["changes"]:
            continue
        x = round(axis(dt.date.fromisoformat(event["date"])) / 5) * 5
        level = stacks.get(x, 0)
        stacks[x] = level + 1
        tall = max(tall, level + 1)
    base = y + 5 * tall
    canvas.text(LABELS - 8, base + 2, "events", size=9, colour=p.muted, align="right")
    stacks = {}
    for event in one.events:
        if not event["changes"]:
            x = round(axis(dt.date.fromisoformat(event["date"])) / 5) * 5
            stacks[x] = stacks.get(x, 0) + 1
            canvas.sign(x, base - 5 * stacks[x] + 2.5, "square", size=3.5, fill=p.background, stroke=p.muted,
                        data=_said(one, event), name="events")  # fmt: skip
    ends: list[float] = []
    for number, event in enumerate(one.decisive, 1):
        place = axis(dt.date.fromisoformat(event["date"]))
        row = next((i for i, right in enumerate(ends) if place - right >= 15), len(ends))
        ends[row : row + 1] = [place]
        at = base + 9 + 14 * row
        canvas.sign(place, at, "circle", size=13, fill=p.text, data=_said(one, event), name="deciding")
        if canvas.dress.lists:  # The number of its line in words.
            canvas.text(place, at, str(number), size=9, colour=p.background, align="center", bold=True)
    return max(base + 14 * len(ends) + 6, y + 18)


def _said(one: Story, event: Row) -> Row:
    keep = ("date", "public_on", "event_id", "actor", "kind", "summary", "confidence")
    row = {k: event[k] for k in keep}
    return {"jurisdiction": one.code, **row, "changes": "; ".join(event["changes"]),
            "say": f"{event['date']}: {event['summary']}"}  # fmt: skip


def _upright(canvas: Canvas, axis: Axis, day: dt.date, word: str, bottom: float) -> None:
    canvas.line(axis(day), 20, axis(day), bottom, colour=canvas.palette.text, dashed=True)
    x = axis(day)
    canvas.text(min(x, canvas.inner), 0, word, size=10, align="right" if x > canvas.inner - 60 else "center")


def _key(canvas: Canvas, found: Facts, y: float) -> float:
    """What each mark of a timeline means."""
    p = canvas.palette
    y = legend.states(canvas, y, found, [*found.levels, "not_coded"])
    y = legend.flow(
        canvas,
        y,
        [
            (legend.symbol(canvas, "circle", 13, p.text, p.text), "an event that changed something"),
            (legend.symbol(canvas, "square", 3.5, p.background, p.muted), "another event"),
            (legend.symbol(canvas, FLAG, 14, p.text, p.text), "a deadline"),
            (legend.symbol(canvas, ARROW, 10, p.text, p.text), "still in force, as far as is known"),
            (legend.swatch(canvas, found, "review"), "a review is open"),
        ],
        size=10,
    )
    note = (
        "Thick bar: the position, that is the strictest level in force; thin bars: the level on each basis. A bar has "
        "its level’s rank, and a new one begins where level or basis change."
    )
    return legend.note(canvas, y, note)


def _spoken(found: Facts, told: list[Story]) -> str:
    parts = []
    for one in told:
        for cell in one.cells:
            last = cell.positions[-1] if cell.positions else None
            now = found.label("level", last["level"]) if last and last["end"] is None else "not coded"
            parts.append(f"{one.code} {cell.vendor} {cell.segment}: {now}")
    return "At the end, " + "; ".join(parts) if parts else "Nothing looked into"
