"""A line of time: from days to pixels, with years that do not run into each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.show.plot.canvas import Canvas

LABELS = 152
"""Pixels for the words left of the lanes."""


@dataclass(frozen=True)
class Axis:
    """From the first day to the last, between two pixels."""

    first: dt.date
    last: dt.date
    left: float
    right: float
    uprights: tuple[dt.date, ...] = ()
    """Days at which a line stands across all lanes, which no word may cross."""

    def free(self, left: float, right: float) -> bool:
        """Whether a word between two pixels crosses none of the upright lines."""
        return not any(left - 1 < self(day) < right + 1 for day in self.uprights)

    def __call__(self, day: dt.date) -> float:
        """Pixel of a day; days outside lie on the edge."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))

    def years(self) -> list[dt.date]:
        """First days of the years to be marked: every one, or every second, third or fifth."""
        room = (self.right - self.left) / max(1, self.last.year - self.first.year)
        every = next((n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500) if room * n >= 34), 1000)
        return [dt.date(y, 1, 1) for y in range(self.first.year, self.last.year + 1)
                if y % every == 0 and dt.date(y, 1, 1) >= self.first]  # fmt: skip

    def draw(self, canvas: Canvas, top: float, bottom: float) -> None:
        """Years above, and a thin line down from each."""
        free = self.left - 20
        for day in self.years():
            x = self(day)
            canvas.line(x, top, x, bottom, colour=canvas.palette.not_coded.stripe, under=True, wide=0.5)
            # A label at the very edge would hang over it.
            if free <= x - 14 and x <= self.right - 14:
                canvas.text(x, top - 10, str(day.year), size=10, colour=canvas.palette.muted, align="center")
                free = x + 16


def until(first: dt.date, end: dt.date, furthest: dt.date, wide: float) -> dt.date:
    """The last day of an axis so many pixels wide: after what it has to show, with room for a day in digits."""
    room, last = dt.timedelta(days=120), max(furthest, end)
    if furthest > end:
        room = max((furthest - first) * max(0.1, 60 / (wide - 60)), room)
    return last + min(room, dt.date.max - last)
