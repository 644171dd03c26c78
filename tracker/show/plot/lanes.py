"""The lanes of one vendor and segment on a timeline: position, bases, deadlines, reviews."""

from __future__ import annotations

import datetime as dt

from tracker.show.palette import Look
from tracker.show.plot import letters
from tracker.show.plot.axis import LABELS, Axis
from tracker.show.plot.canvas import ARROW, FLAG, Canvas
from tracker.show.plot.facts import Facts
from tracker.show.plot.story import Cell, Row, Story

SPELL = ("basis", "level", "valid_from", "valid_to", "deadline", "event_id", "confidence")
REVIEW = ("opened_on", "closed_on", "body", "opened_by", "confidence")


def cell_lanes(canvas: Canvas, axis: Axis, found: Facts, one: Story, cell: Cell, y: float, end: dt.date) -> float:
    """Lanes of one vendor and segment: the position, each basis, deadlines, reviews."""
    p = canvas.palette
    where = {"jurisdiction": one.code, "vendor": cell.vendor, "segment": cell.segment}
    head = f"{found.label('vendor', cell.vendor)}, {found.label('segment', cell.segment).lower()}"
    canvas.text(0, y + 8, letters.cut(head, LABELS - 8, 11, bold=True), bold=True)
    # What is not coded shows through wherever no level was in force.
    canvas.box(axis.left, y, axis(end), y + 16, p.not_coded, outline=p.not_coded.stripe)
    free = axis.left
    for start, stop in [*((s["start"], s["end"]) for s in cell.positions), (end.isoformat(), None)]:
        until_here = axis(dt.date.fromisoformat(start))
        if until_here - free >= 60:
            canvas.box(free + 3, y + 2, free + 54, y + 14, Look(p.not_coded.fill, p.text), outline=p.not_coded.fill)
            canvas.text(free + 5, y + 8, "not coded", size=10)
        free = axis(dt.date.fromisoformat(stop)) if stop else axis.right
    for step in cell.positions:
        _bar(canvas, axis, found, {**where, **step}, (step["start"], step["end"]), y, 16, end, "positions")
    y += 18
    for basis in cell.bases:
        canvas.text(LABELS - 8, y + 5, found.label("basis", basis).lower(), size=9, colour=p.muted, align="right")
        canvas.line(axis.left, y + 5, axis(end), y + 5, colour=p.not_coded.stripe, under=True, wide=0.5)
        for row in cell.spells:
            if row["basis"] == basis:
                data = {**where, **{k: row[k] for k in SPELL}}
                _bar(canvas, axis, found, data, (row["valid_from"], row["valid_to"]), y, 10, end, "spells")
        y += 12
    if cell.deadlines:
        canvas.text(LABELS - 8, y + 6, "deadline", size=9, colour=p.muted, align="right")
        y = _flags(canvas, axis, cell, where, y)
    if cell.reviews:
        canvas.text(LABELS - 8, y + 5, "review", size=9, colour=p.muted, align="right")
        for row in cell.reviews:
            start, stop = axis(dt.date.fromisoformat(row["opened_on"])), _stop(axis, row["closed_on"], end)
            data = {**where, **{k: row[k] for k in REVIEW},
                    "say": f"{head}: review from {row['opened_on']}"}  # fmt: skip
            canvas.box(start, y + 1, max(stop, start + 2), y + 9, p.review, data=data, name="reviews",
                       outline=p.review.stripe)  # fmt: skip
            if row["closed_on"] is None:
                canvas.sign(stop + 3, y + 5, ARROW, size=8, fill=p.review.stripe)
        y += 12
    return y


def _flags(canvas: Canvas, axis: Axis, cell: Cell, where: Row, y: float) -> float:
    """Deadlines as flags, each with its day, in as many rows as it takes; gives back the height below."""
    places = [axis(dt.date.fromisoformat(r["deadline"])) for r in cell.deadlines]
    taken: list[list[tuple[float, float]]] = []
    for row, x, ahead in zip(cell.deadlines, places, [*places[1:], canvas.inner + 6], strict=True):
        data = {**where, "deadline": row["deadline"], "level": row["level"], "event_id": row["event_id"],
                "say": f"{cell.vendor} {cell.segment}: deadline {row['deadline']}"}  # fmt: skip
        wide = letters.width(row["deadline"], 9)
        after, before = (x - 2, x + 8 + wide), (x - 4 - wide, x + 8)
        # No word crosses an upright line or the edge; the next flag has its place in the same row if it can.
        fits = after[1] <= canvas.inner and axis.free(x + 8, after[1])
        sides = [after] if fits and after[1] <= ahead - 6 else []
        sides += [before] if before[0] >= axis.left and axis.free(before[0], x - 4) else []
        sides += [after] if fits and not sides else []
        line, side = _place(taken, sides or [before])
        at = y + 6 + 13 * line
        canvas.sign(x, at, FLAG, size=14, fill=canvas.palette.text, data=data, name="deadlines")
        right = side == after
        canvas.text(x + 8 if right else x - 4, at, row["deadline"], size=9, align="left" if right else "right")
    return y + 13 * len(taken)


def _place(taken: list[list[tuple[float, float]]], sides: list[tuple[float, float]]) -> tuple[int, tuple[float, float]]:
    """The first row that has room for one of the sides, and that side; the place is taken then."""
    for line, row in enumerate(taken):
        for left, right in sides:
            if all(right + 4 <= a or b + 4 <= left for a, b in row):
                row.append((left, right))
                return line, (left, right)
    taken.append([sides[0]])
    return len(taken) - 1, sides[0]


def _bar(canvas: Canvas, axis: Axis, found: Facts, data: Row, days: tuple[str, str | None], y: float, tall: float,
         end: dt.date, name: str) -> None:  # fmt: skip
    begins = dt.date.fromisoformat(days[0])
    # What begins after the last day that is known has no end that is: it goes on to the edge.
    start, stop = axis(begins), axis.right if days[1] is None and begins > end else _stop(axis, days[1], end)
    stop, look = max(stop, start + 2), canvas.palette.look(data["level"])
    label, size = found.label("level", data["level"]), 10 if tall > 12 else 8
    say = f"{data['vendor']} {data['segment']}: {label} ({data['basis']}) from {days[0]} to {days[1] or 'now'}"
    canvas.box(start, y, stop, y + tall, look, data={**data, "say": say}, name=name)
    rank = found.rank(data["level"])
    text = next((t for t in (f"{rank} {label}", rank) if letters.width(t, size) + 4 <= stop - start), "")
    if text:
        canvas.text(start + 4 if len(text) > 1 else (start + stop) / 2, y + tall / 2, text, size=size,
                    colour=look.ink, align="left" if len(text) > 1 else "center")  # fmt: skip
    if days[1] is None and stop < axis.right - 4:
        canvas.sign(stop + 4, y + tall / 2, ARROW, size=min(tall, 10), fill=canvas.palette.text)


def _stop(axis: Axis, day: str | None, end: dt.date) -> float:
    return axis(end if day is None else dt.date.fromisoformat(day))
