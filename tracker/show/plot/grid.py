"""A table of positions as a picture: the words and colours of :mod:`tracker.show.sheet`, without a browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.show.plot import legend, letters
from tracker.show.plot.canvas import MARGIN, Canvas, altair
from tracker.show.plot.dress import dressed
from tracker.show.sheet import Sheet

if TYPE_CHECKING:
    import altair as alt

NAME, CELL = 150, 108
"""Pixels of width of the names and of a cell."""

NARROWEST = 480
"""Least pixels of width, so that the notes have room."""

LINE, PAD, SIZE = 13, 5, 11
"""Pixels of a line of words, of what is left around it, and of its letters."""


def grid(told: Sheet, palette: str = "colour", *, title: bool = True) -> alt.LayerChart:
    """Draw a table.

    Parameters
    ----------
    told : Sheet
    palette : {"colour", "grey"}
    title : bool
        Whether it has a title; without one the notes say what is shown.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    TrackerError
        When the extra ``[plot]`` is not installed.
    """
    altair()
    wide = NAME + CELL * len(told.columns) + 2 * MARGIN
    canvas = Canvas(replace(dressed("web", palette, title=title), width=max(NARROWEST, wide)))
    y = _heads(canvas, told)
    for name, words, states in zip(told.names, told.words, told.states, strict=True):
        y = _row(canvas, name, words, states, y)
    if not told.names:
        canvas.text(0, y + PAD + LINE / 2, "nothing to show", size=SIZE, colour=canvas.palette.muted)
        y += LINE + 2 * PAD
    canvas.line(0, y, canvas.inner, y)
    y += 6
    for note in told.notes if title else (f"{told.head}. {told.clock}.", *told.notes):
        y = legend.note(canvas, y, note, lines=0)
    return canvas.chart(y + 2, told.head, [told.clock], f"{told.head}. {told.clock}. {len(told.names)} jurisdictions.")


def _heads(canvas: Canvas, told: Sheet) -> float:
    """Vendors above their segments; gives back the height below."""
    y, before = 2 * (LINE + PAD) + PAD, ""
    for i, (vendor, segment) in enumerate(told.columns):
        x = NAME + i * CELL
        if vendor != before:
            canvas.text(x + PAD, LINE / 2 + PAD / 2, vendor, size=SIZE, bold=True)
            canvas.line(x + PAD, LINE + PAD, x + CELL * sum(v == vendor for v, _ in told.columns) - PAD, LINE + PAD)
        canvas.text(x + PAD, LINE * 1.5 + PAD * 1.75, segment, size=SIZE, bold=True)
        before = vendor
    return y


def _row(canvas: Canvas, name: str, words: tuple[str, ...], states: tuple[str, ...], y: float) -> float:
    """One jurisdiction, as high as the longest of its cells; gives back the height below."""
    named = letters.wrap(name, NAME - PAD, SIZE)
    told = [letters.wrap(text, CELL - 2 * PAD, SIZE) for text in words]
    tall = LINE * max(map(len, [named, *told])) + 2 * PAD
    canvas.line(0, y, canvas.inner, y, colour=canvas.palette.not_coded.stripe)
    for n, line in enumerate(named):
        canvas.text(0, y + PAD + LINE * (n + 0.5), line, size=SIZE)
    for i, (lines, state) in enumerate(zip(told, states, strict=True)):
        x, look = NAME + i * CELL, canvas.palette.levels.get(state)
        if look is not None:
            canvas.box(x, y, x + CELL, y + tall, look)
        for n, line in enumerate(lines):
            colour = canvas.palette.muted if look is None else look.ink
            canvas.text(x + PAD, y + PAD + LINE * (n + 0.5), line, size=SIZE, colour=colour)
    return y + tall
