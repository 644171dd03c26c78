"""How many jurisdictions two releases have at each level, side by side."""

from __future__ import annotations

import datetime as dt

from tracker.show.plot import letters
from tracker.show.plot.canvas import Canvas
from tracker.show.plot.facts import Facts, several

LABELS = 210


def draw(canvas: Canvas, older: Facts, newer: Facts, y: float) -> float:
    """One pair of bars for each vendor and segment; gives back the height below.

    Parameters
    ----------
    canvas : Canvas
    older, newer : Facts
        The releases; both answer for the cutoff of the newer one.
    y : float

    Returns
    -------
    float
    """
    day = max(older.release.cutoff, newer.release.cutoff)
    pairs = [(v, s) for v in several(newer, "vendor", None) for s in several(newer, "segment", None)]
    counts = {(f.release.path, v, s): _counts(f, day, v, s) for f in (older, newer) for v, s in pairs}
    most = max([1, *(sum(c.values()) for c in counts.values())])
    unit = (canvas.inner - LABELS - 60) / most
    canvas.text(0, y + 8, f"Jurisdictions at each level on {day}, as each version has it", bold=True)
    y += 22
    for v, s in pairs:
        canvas.text(0, y + 11, f"{newer.label('vendor', v)}, {newer.label('segment', s).lower()}", size=10)
        for which, found in (("old", older), ("new", newer)):
            canvas.text(LABELS - 8, y + 5, found.release.version, size=9, colour=canvas.palette.muted, align="right")
            x, own = float(LABELS), counts[found.release.path, v, s]
            for level, count in own.items():
                if count:
                    look, x2 = canvas.palette.look(level), x + count * unit
                    data = {"vendor": v, "segment": s, "release": which, "level": level, "count": count,
                            "say": f"{v} {s}, {which}: {level} {count}"}  # fmt: skip
                    canvas.box(x, y, x2, y + 10, look, data=data, name="balance")
                    text = f"{newer.label('level', level)} {count}"
                    text = text if letters.width(text, 8) + 6 <= x2 - x else str(count)
                    if letters.width(text, 8) + 3 <= x2 - x:
                        canvas.text(x + 3, y + 5, text, size=8, colour=look.ink)
                    x = x2
            canvas.text(x + 5, y + 5, f"{sum(own.values())} coded", size=9, colour=canvas.palette.muted)
            y += 11
        y += 5
    return y + 2


def _counts(found: Facts, day: dt.date, vendor: str, segment: str) -> dict[str, int]:
    counted = found.counts(found.states(day, vendor, segment))
    return {level: counted[level] for level in found.levels}
