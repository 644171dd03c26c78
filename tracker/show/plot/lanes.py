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
        _flags(canvas, axis, cell, where, y)
        y += 13
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


def _flags(canvas: Canvas, axis: Axis, cell: Cell, where: Row, y: float) -> None:
    """Deadlines as flags, each with its day where that does not run into the next flag."""
    places = [axis(dt.date.fromisoformat(r["deadline"])) for r in cell.deadlines]
    taken = axis.left
    for i, (row, x) in enumerate(zip(cell.deadlines, places, strict=True)):
        data = {**where, "deadline": row["deadline"], "level": row["level"], "event_id": row["event_id"],
                "say": f"{cell.vendor} {cell.segment}: deadline {row['deadline']}"}  # fmt: skip
        canvas.sign(x, y + 6, FLAG, size=14, fill=canvas.palette.text, data=data, name="deadlines")
        wide = letters.width(row["deadline"], 9)
        ahead = places[i + 1] - 6 if i + 1 < len(places) else canvas.inner
        if x - 6 - wide >= taken and (x + 8 + wide > ahead):
            canvas.text(x - 4, y + 6, row["deadline"], size=9, align="right")
            taken = x + 8
        elif x + 8 + wide <= ahead:
            canvas.text(x + 8, y + 6, row["deadline"], size=9)
            taken = x + 12 + wide
        else:
            taken = x + 8


def _bar(canvas: Canvas, axis: Axis, found: Facts, data: Row, days: tuple[str, str | None], y: float, tall: float,
         end: dt.date, name: str) -> None:  # fmt: skip
    start, stop = axis(dt.date.fromisoformat(days[0])), _stop(axis, days[1], end)
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
