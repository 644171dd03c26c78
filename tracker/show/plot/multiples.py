"""Positions on a day, one small map a vendor and segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tracker.days import Day
from tracker.errors import ContradictionError
from tracker.loader.beyond import Beyond
from tracker.loader.filters import Names
from tracker.loader.queries import Version
from tracker.show import shapes
from tracker.show.plot import legend, letters, maps
from tracker.show.plot.canvas import Canvas, altair
from tracker.show.plot.dress import Inks, Theme, dressed
from tracker.show.plot.facts import MAP_NOTE, day_of, facts, several

if TYPE_CHECKING:
    import altair as alt

GAP = 16


def multiples(
    on: Day | None = None,
    *,
    vendor: Names = None,
    segment: Names = None,
    region: Literal["world", "europe"] = "world",
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
    """Positions on a day as small maps: vendors side by side, segments below one another.

    Parameters
    ----------
    on : str or datetime.date, optional
        The ISO 8601 day; the release's cutoff by default.
    vendor, segment : str or iterable of str, optional
        Only these.
    region, known_by, version, beyond, width, theme, palette, title, caption
        As for :func:`tracker.plot.map`.
    lists : bool, optional
        Small maps have counts and no lists in words: True is refused.

    Returns
    -------
    altair.LayerChart
        A layer ``positions`` with one shape a jurisdiction, vendor and segment; columns as for the map, with
        ``vendor`` and ``segment``.

    Raises
    ------
    ContradictionError
        When lists are asked for.
    TrackerError
        As for :func:`tracker.plot.map`.
    """
    altair()
    if lists:
        raise ContradictionError("small maps have no lists in words", where="lists", hint="Leave it out.")
    found = facts(version, known_by)
    day = day_of(found, on, beyond)
    vendors, segments = several(found, "vendor", vendor), several(found, "segment", segment)
    canvas = Canvas(dressed(theme, palette, width, title=title, lists=lists, caption=caption))
    panels = [(v, s) for s in segments for v in vendors]
    columns = len(vendors) if len(vendors) > 1 else len(segments)
    wide = (canvas.inner - GAP * (columns - 1)) / columns
    drawn = shapes.region(region, wide)
    spoken, y = [], 0.0
    everywhere: dict[str, dict[str, Any]] = {}
    for row in (panels[i : i + columns] for i in range(0, len(panels), columns)):
        states = [found.states(day, v, s) for v, s in row]
        heads = [f"{found.label('vendor', v)}, {found.label('segment', s).lower()}" for v, s in row]
        told = [maps.counted(found, maps.within(found, cells, drawn)) for cells in states]
        lines = [letters.wrap(t, wide, 10) for t in told]
        below = y + 20 + 13 * max(map(len, lines))
        for i, (v, s) in enumerate(row):
            x = i * (wide + GAP)
            canvas.text(x, y + 8, heads[i], size=12, bold=True)
            for n, line in enumerate(lines[i]):
                canvas.text(x, y + 23 + 13 * n, line, size=10, colour=canvas.palette.muted)
            tagged = {c: {**cell, "vendor": v, "segment": s} for c, cell in states[i].items()}
            maps.draw(canvas, drawn, tagged, found, signs=wide > 500, dot=7 if wide > 500 else 5, x=x, y=below)
            everywhere |= tagged
        spoken += [f"{head}: {t}" for head, t in zip(heads, told, strict=True)]
        y = below + drawn.height + 10
    y = legend.states(canvas, y, found, [*found.levels, "review", "not_coded", "unknown"])
    y = legend.marks(canvas, y, ranks=wide > 500)
    head, clock = f"Positions by vendor and segment on {day}", found.clock(day)
    notes = [found.strictest, *maps.aside(found, maps.within(found, everywhere, drawn), stated=False), MAP_NOTE]
    height = legend.foot(canvas, y + 4, found, head, clock, notes)
    return canvas.chart(height, head, [clock], f"{head}. {clock}. {' | '.join(spoken)}")
