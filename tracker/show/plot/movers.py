"""Who moved when: how many jurisdictions were at each level, over time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker import loader
from tracker.days import Day, parse_day
from tracker.errors import BadValueError
from tracker.loader.beyond import Beyond, in_order
from tracker.loader.queries import Version
from tracker.show import counts
from tracker.show.palette import WORDS, Look
from tracker.show.plot import legend, letters
from tracker.show.plot.axis import Axis
from tracker.show.plot.canvas import Canvas, altair
from tracker.show.plot.dress import Inks, Theme, dressed
from tracker.show.plot.facts import NOTHING, Facts, end_of, facts, one

if TYPE_CHECKING:
    import altair as alt

TALL = 320
LEFT, RIGHT = 34, 128
"""Pixels of the curve's height, and beside it for numbers and words."""


@dataclass(frozen=True)
class Step:
    """From one day to the day before another, how many jurisdictions were in each state."""

    start: dt.date
    end: dt.date
    counts: dict[str, int]


def movers(
    vendor: str = "huawei",
    segment: str = "access",
    *,
    start: Day | None = None,
    end: Day | None = None,
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
    """Who moved when: how many jurisdictions were at each level, over time.

    Parameters
    ----------
    vendor, segment : str
        One vendor and one segment.
    start, end : str or datetime.date, optional
        First and last ISO 8601 day; by default from the year of the first spell to the last day known:
        the release's cutoff (with ``beyond="refuse"`` its horizon), or ``known_by``.
    known_by, version, beyond, width, theme, palette, title, lists, caption
        As for :func:`tracker.plot.map`.

    Returns
    -------
    altair.LayerChart
        A layer ``counts`` with ``start, end, state, count``; half-open. ``not_coded`` and ``review`` (under review, no
        level) stand below the line: neither is a level. Unions of states are not counted.

    Raises
    ------
    TrackerError
        As for :func:`tracker.plot.map`.
    """
    altair()
    found = facts(version, known_by)
    vendor, segment = one(found, "vendor", vendor), one(found, "segment", segment)
    first = None if start is None else parse_day(start, name="start")
    last = None if end is None else parse_day(end, name="end")
    known = end_of(found, beyond, start=first, end=last)
    last = last or known
    canvas = Canvas(dressed(theme, palette, width, title=title, lists=lists, caption=caption))
    codes, states = _states(found, vendor, segment)
    days = sorted({d for by_day in states.values() for d, _ in by_day})
    first = first or dt.date((days[0] if days else last).year, 1, 1)
    in_order(first, last, start="start", end=None if end is None else "end")
    if first >= last:
        raise BadValueError(
            "the curve ends before it begins", where="start", expected=f"a day before {last}", got=str(first)
        )
    steps = _steps(found, codes, states, first, last)
    axis = Axis(first, last, LEFT, canvas.inner - RIGHT)
    y = _curve(canvas, axis, found, steps)
    if not codes:
        canvas.text((axis.left + axis.right) / 2, 24 + TALL / 2, NOTHING, size=12, align="center", bold=True)
    y = legend.states(canvas, y, found, [*found.levels, "review", "not_coded"])
    y = _moves(canvas, found, states, first, last, y + 4) if codes and canvas.dress.lists else y
    head = f"{found.label('vendor', vendor)}, {found.label('segment', segment).lower()}: who moved when"
    told = "; ".join(f"{found.word(s)} {n}" for s, n in steps[-1].counts.items() if n)
    lines = [f"Jurisdictions at each level, of {len(codes)} looked into", found.clock(last)]
    notes = [found.strictest, *([counts.NOTE] if found.unions else [])]
    height = legend.foot(canvas, y + 4, found, head, ". ".join(lines), notes)
    return canvas.chart(height, head, lines, f"{head}. {found.clock(last)}. On {last}: {told or NOTHING}")


def _states(found: Facts, vendor: str, segment: str) -> tuple[list[str], dict[str, list[tuple[dt.date, str]]]]:
    """Who was looked into, and for each the days on which its state became another."""
    only: dict[str, Any] = {"version": found.version, "vendor": vendor, "segment": segment}
    stances = loader.load("stances", known_by=found.by, **only)
    reviews = loader.load("reviews", known_by=found.by, **only)
    looked = {*loader.load("coverage", **only)["jurisdiction"], *stances["jurisdiction"], *reviews["jurisdiction"]}
    codes = sorted(looked - found.unions)
    out: dict[str, list[tuple[dt.date, str]]] = {}
    ends: dict[str, str | None] = {}
    for row in found.runs(vendor=vendor, segment=segment):
        code, state = row["jurisdiction"], row["level"] or "review"
        if code not in codes:
            continue
        moves = out.setdefault(code, [])
        if ends.get(code) not in {None, row["valid_from"]}:
            moves.append((dt.date.fromisoformat(str(ends[code])), "not_coded"))
        if not moves or moves[-1][1] != state:
            moves.append((dt.date.fromisoformat(row["valid_from"]), state))
        ends[code] = row["valid_to"]
    for code, end in ends.items():
        if end is not None:
            out[code].append((dt.date.fromisoformat(end), "not_coded"))
    return codes, out


def _steps(
    found: Facts, codes: list[str], states: dict[str, list[tuple[dt.date, str]]], first: dt.date, last: dt.date
) -> list[Step]:
    changes = sorted((day, code, state) for code, moves in states.items() for day, state in moves)
    now = dict.fromkeys(codes, "not_coded")
    days = sorted({first, *(d for d, _, _ in changes if first < d <= last)})
    out: list[Step] = []
    at = 0
    for i, day in enumerate(days):
        while at < len(changes) and changes[at][0] <= day:
            now[changes[at][1]] = changes[at][2]
            at += 1
        counts = {s: sum(v == s for v in now.values()) for s in (*found.levels, *list(WORDS)[:2])}
        out.append(Step(day, days[i + 1] if i + 1 < len(days) else last, counts))
    return out


def _curve(canvas: Canvas, axis: Axis, found: Facts, steps: list[Step]) -> float:
    """Levels above the line, the strictest next to it; what is no level below the line."""
    p, levels = canvas.palette, found.levels[::-1]
    above = max(sum(s.counts[x] for x in levels) for s in steps)
    below = max(s.counts["review"] + s.counts["not_coded"] for s in steps)
    unit = TALL / max(1, above + below)
    top, zero = 24.0, 24.0 + above * unit
    axis.draw(canvas, top, top + TALL)
    every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 200) if n * unit >= 22 or n == 200)
    for n in range(-below // every * every, above + 1, every):
        if -below <= n <= above:
            canvas.line(
                axis.left, zero - n * unit, axis.right, zero - n * unit, colour=p.not_coded.stripe, under=True, wide=0.5
            )
            canvas.text(axis.left - 6, zero - n * unit, str(abs(n)), size=10, colour=p.muted, align="right")
    depths: list[tuple[float, float, float, float]] = []
    for step in steps:
        x, x2, y = axis(step.start), axis(step.end), zero
        for state in levels:
            y = _piece(canvas, step, state, p.look(state), x, x2, y, -unit)
        y = _piece(canvas, step, "review", Look(p.review.fill, p.review.ink), x, x2, zero, unit)
        _piece(canvas, step, "not_coded", Look(p.not_coded.fill, p.not_coded.ink), x, x2, y, unit)
        depths.append((x, x2, y, y + step.counts["not_coded"] * unit))
    _hatch(canvas, depths, zero)
    canvas.line(axis.left, zero, axis.right, zero, colour=p.text, wide=1.5)
    _ends(canvas, axis, found, steps[-1], zero, unit)
    return top + TALL + 14


def _piece(canvas: Canvas, step: Step, state: str, look: Look, x: float, x2: float, y: float, unit: float) -> float:
    count = step.counts[state]
    if count:
        data = {"start": step.start.isoformat(), "end": step.end.isoformat(), "state": state, "count": count,
                "say": f"{step.start} to {step.end}: {state} {count}"}  # fmt: skip
        other = y + count * unit
        canvas.box(x, min(y, other), x2, max(y, other), look, data=data, name="counts", outline=look.fill)
    return y + count * unit


def _hatch(canvas: Canvas, depths: list[tuple[float, float, float, float]], zero: float) -> None:
    """Stripes that run on from step to step: upright where under review, lying where not coded."""
    p = canvas.palette
    bottom = max(d[3] for d in depths)
    row = zero + 4
    while row < bottom:
        begun: float | None = None
        for x, x2, y, y2 in depths:
            inside = y < row < y2
            if inside and begun is None:
                begun = x
            if begun is not None and (not inside or x2 == depths[-1][1]):
                canvas.line(begun, row, x2 if inside else x, row, colour=p.not_coded.stripe)
                begun = None
        row += 4
    column = depths[0][0] + 3
    for x, x2, y, _ in depths:
        while column < x2:
            if column >= x and y > zero:
                canvas.line(column, zero, column, y, colour=p.review.stripe, wide=1.5)
            column += 6


def _ends(canvas: Canvas, axis: Axis, found: Facts, last: Step, zero: float, unit: float) -> None:
    """Words beside the end of the curve, apart even where the bands are thin."""
    p, y = canvas.palette, zero
    places: list[list[Any]] = []
    for state in found.levels[::-1]:
        count = last.counts[state]
        places.append([y - count * unit / 2, state, count])
        y -= count * unit
    y = zero
    lower = []
    for state in ("review", "not_coded"):
        count = last.counts[state]
        lower.append([y + count * unit / 2, state, count])
        y += count * unit
    ordered = [*places[::-1], *lower]
    # Empty states have no band to point at; the rest keep their order and 15 pixels between them.
    ordered = [o for o in ordered if o[2]]
    for i in range(len(ordered) - 2, -1, -1):
        ordered[i][0] = min(ordered[i][0], ordered[i + 1][0] - 15)
    for i in range(1, len(ordered)):
        ordered[i][0] = max(ordered[i][0], ordered[i - 1][0] + 15, 12)
    short = {"review": "under review", "not_coded": "not coded"}
    for y, state, count in ordered:
        canvas.swatch(axis.right + 8, y - 6, p.look(state), legend.signs(found).get(state, ""), size=12)
        word = short.get(state) or found.word(state)
        canvas.text(axis.right + 28, y, f"{word} {count}", bold=True)


def _moves(
    canvas: Canvas,
    found: Facts,
    states: dict[str, list[tuple[dt.date, str]]],
    first: dt.date,
    last: dt.date,
    y: float,
) -> float:
    """Who reached which level, year by year, in words."""
    p = canvas.palette
    y = legend.note(
        canvas, y, "Who reached which level in which year, by rank (r: under review, n: not coded any more):"
    )
    by_year: dict[int, dict[str, list[str]]] = {}
    for code, moves in states.items():
        for day, state in moves:
            if first <= day <= last:
                sign = legend.signs(found).get(state) or {"review": "r"}.get(state, "n")
                by_year.setdefault(day.year, {}).setdefault(code, []).append(sign)
    for year in sorted(by_year):
        canvas.text(0, y + 7, str(year), size=10, bold=True)
        words = " · ".join(f"{code}\u00a0{'→'.join(s)}" for code, s in sorted(by_year[year].items()))
        for line in letters.wrap(words, canvas.inner - 36, 10):
            canvas.text(34, y + 7, line, size=10, colour=p.text)
            y += 14
    return y
