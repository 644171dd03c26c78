"""Positions on a day, as a map of the world or of Europe."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from tracker.days import Day
from tracker.loader.beyond import Beyond
from tracker.loader.queries import Version
from tracker.show import counts, shapes
from tracker.show.plot import legend, letters
from tracker.show.plot.canvas import BAR, Canvas, altair
from tracker.show.plot.dress import Inks, Theme, dressed
from tracker.show.plot.facts import MAP_NOTE, NOTHING, Facts, day_of, facts, one

if TYPE_CHECKING:
    import altair as alt

SMALL = 1.5
"""A jurisdiction whose inner radius has fewer pixels is drawn as a dot too."""

RANKED = 5
"""A jurisdiction whose inner radius has as many pixels has its rank written on it."""
Cells = Mapping[str, Mapping[str, Any]]


def world(
    on: Day | None = None,
    *,
    vendor: str = "huawei",
    segment: str = "access",
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
    """Positions on a day, as a map.

    Parameters
    ----------
    on : str or datetime.date, optional
        The ISO 8601 day; the release's cutoff by default.
    vendor, segment : str
        One vendor and one segment.
    region : {"world", "europe"}
    known_by : str or datetime.date, optional
        Answer from what was public by this ISO 8601 day.
    version : str or pathlib.Path, optional
        As for :func:`tracker.load`.
    beyond : {"flag", "refuse"}
        As for :func:`tracker.position`; a day past the horizon is marked below the title.
    width : float, optional
        Pixels; by default the theme's.
    theme : {"web", "paper", "slides", "dark"}
        What it is drawn for. ``web``: 800 pixels; ``paper``: 624 pixels, which are 165 mm, without title and lists, and
        300 dots an inch as a PNG; ``slides``: 640 pixels in large letters, without lists; ``dark``: ``web`` on dark.
    palette : {"colour", "grey"}
        ``grey`` is for print in black: five greys in even steps.
    title, lists : bool, optional
        Whether it has a title, and lists in words; by default as the theme has it. Without a title the caption says
        what is shown.
    caption : bool or str
        Whether notes and the citation stand below; a text of your own comes before them.

    Returns
    -------
    altair.LayerChart
        The layers ``positions`` (one shape a jurisdiction), ``dots`` (the small ones) and ``reviews`` (those with a
        review open beside the level) carry ``jurisdiction, name, state, level, basis, under_review, valid_from,
        deadline, event_id, confidence``.

    Raises
    ------
    UnknownNameError, BadValueError
        When a name or a day is not one.
    TrackerError
        When the extra ``[plot]`` is not installed.
    """
    altair()
    found = facts(version, known_by)
    day = day_of(found, on, beyond)
    vendor, segment = one(found, "vendor", vendor), one(found, "segment", segment)
    canvas = Canvas(dressed(theme, palette, width, title=title, lists=lists, caption=caption))
    cells = found.states(day, vendor, segment)
    drawn = shapes.region(region, canvas.inner)
    draw(canvas, drawn, cells, found, signs=True)
    if region != "world":
        canvas.line(0, 0, canvas.inner, 0)
        canvas.line(0, drawn.height, canvas.inner, drawn.height)
        canvas.line(0, 0, 0, drawn.height)
        canvas.line(canvas.inner, 0, canvas.inner, drawn.height)
    shown = within(found, cells, drawn)
    key = legend.listed if canvas.dress.lists else legend.counted
    y = key(canvas, drawn.height + 8, found, shown, drawn.shapes)
    y = legend.marks(canvas, y)
    head = f"{found.label('vendor', vendor)}, {found.label('segment', segment).lower()}: positions on {day}"
    clock, notes = found.clock(day), [found.bases(shown), *aside(found, shown), MAP_NOTE]
    height = legend.foot(canvas, y + 4, found, head, clock, notes)
    return canvas.chart(height, head, [clock], f"{head}. {clock}. {counted(found, shown)}")


def draw(
    canvas: Canvas,
    region: shapes.Region,
    cells: Cells,
    found: Facts,
    *,
    signs: bool,
    dot: float = 7,
    x: float = 0,
    y: float = 0,
) -> None:
    """Draw the shapes of a region, coloured by state, with dots, ranks and marks of open reviews."""
    p = canvas.palette
    at = {code: shape.moved(x, y) if x or y else shape for code, shape in region.shapes.items()}
    for code, shape in at.items():
        if code not in cells and (signs or shape.room >= 1):
            canvas.shape(shape, p.unknown, {}, name="", outline=p.not_coded.stripe)
    for code, shape in at.items():
        if code in cells:
            canvas.shape(shape, p.look(cells[code]["state"]), cells[code], name="positions", outline=p.background
                         if cells[code]["state"] in p.levels else p.line)  # fmt: skip
    small = [c for c in cells if c in at and at[c].room < SMALL * dot / 7]
    places = apart([at[c].at for c in small], dot)
    for code, (dot_x, dot_y) in zip(small, places, strict=True):
        look = p.look(cells[code]["state"])
        canvas.sign(dot_x, dot_y, "circle", size=dot, fill=look.fill,
                    stroke=p.text if look.pattern != "rows" else p.line, data=cells[code], name="dots")  # fmt: skip
        if look.pattern == "columns":
            # A dot in the stripes' colour would be a level's in a grey print.
            canvas.sign(dot_x, dot_y, BAR, size=dot - 1, fill=look.stripe)
    spots = {c: at[c].at for c in cells if c in at} | dict(zip(small, places, strict=True))
    for code, (sx, sy) in spots.items():
        cell = cells[code]
        if signs and cell["level"] and at[code].room >= RANKED:
            size, ink = _size(at[code].room), p.look(cell["level"]).ink
            named = at[code].room >= 16
            canvas.text(sx, sy - (5 if named else 0), found.rank(cell["level"]), size=size, colour=ink, align="center",
                        bold=True)  # fmt: skip
            if named:
                canvas.text(sx, sy + 7, code, size=9, colour=ink, align="center")
        if cell["level"] and cell["under_review"]:
            rx, ry = review_at(at[code], (sx, sy), dot, dotted=code in small, ranked=signs and at[code].room >= RANKED)
            canvas.sign(rx, ry, "diamond", size=dot + 1, fill=p.background, stroke=p.text, data=cell, name="reviews")
    if not within(found, cells, region):
        middle, level = x + region.width / 2, y + region.height / 2
        half = letters.width(NOTHING, 12, bold=True) / 2 + 6
        canvas.box(middle - half, level - 10, middle + half, level + 10, p.unknown, outline=p.line)
        canvas.text(middle, level, NOTHING, size=12, align="center", bold=True)


def _size(room: float) -> int:
    """Pixels of a rank's letters in so much room."""
    return round(min(12.0, max(8.0, room)))


def review_at(
    shape: shapes.Shape, spot: tuple[float, float], dot: float, *, dotted: bool, ranked: bool
) -> tuple[float, float]:
    """Where the mark of an open review stands: on its own jurisdiction, or at the rim of its dot.

    Parameters
    ----------
    shape : Shape
    spot : (float, float)
        Where the jurisdiction's rank or dot is.
    dot : float
        Pixels across a dot; the mark is one wider.
    dotted, ranked : bool
        Whether there is a dot, or a rank, that the mark must not hide.

    Returns
    -------
    (float, float)
    """
    x, y = spot
    half = (dot + 1) / 2
    if dotted:
        return x + dot * 0.6, y - dot * 0.6
    if not ranked and shape.room >= half:
        return x, y
    # Beside the rank; where there is none and little room, with a tip on the place, so that some colour is seen.
    steps = [(0.0, -half), (half, 0.0), (-half, 0.0), (0.0, half)]
    if ranked:
        far = half + 0.3 * _size(shape.room) + 1
        steps = [(dot + 3, 1 - dot), (far, 0.0), (-far, 0.0), (0.0, -far), (0.0, far)]
    corners = ((0.0, 0.0), (half, 0.0), (-half, 0.0), (0.0, half), (0.0, -half))

    def inside(step: tuple[float, float]) -> int:
        return sum(shape.holds(x + step[0] + a, y + step[1] + b) for a, b in corners)

    best = max(steps, key=inside)  # The first of the best: beside and above wherever there is room.
    return x + best[0], y + best[1]


def apart(places: list[tuple[float, float]], least: float) -> list[tuple[float, float]]:
    """Places pushed apart until dots of that size hardly overlap, in a fixed order."""
    out = [list(p) for p in places]
    for _ in range(30):
        pushed = False
        for i, a in enumerate(out):
            for b in out[i + 1 :]:
                # Most lie too far away in one direction already.
                if not (-least < (dx := b[0] - a[0]) < least and -least < (dy := b[1] - a[1]) < least):
                    continue
                gap = math.hypot(dx, dy)
                if gap < least:
                    dx, dy = (dx / gap, dy / gap) if gap else (1.0, 0.0)
                    push = (least - gap) / 2
                    a[0], a[1], b[0], b[1] = a[0] - dx * push, a[1] - dy * push, b[0] + dx * push, b[1] + dy * push
                    pushed = True
        if not pushed:
            break
    return [(x, y) for x, y in out]


def counted(found: Facts, cells: Cells) -> str:
    """How many jurisdictions are in each state, in words."""
    short = {"review": "under review only", "not_coded": "not coded"}
    many = {s: n for s, n in found.counts(cells).items() if n}
    told = (f"{short.get(s) or found.word(s).lower()} {n}".replace(" ", "\u00a0") for s, n in many.items())
    return " · ".join(told) or "not looked into"


def aside(found: Facts, cells: Cells, *, stated: bool = True) -> list[str]:
    """What has no shape on any map: a union, which is not counted, or a code that the outlines do not know."""
    known = shapes.region("world").shapes
    unions = [
        f"{c['name']} ({found.word(str(c['state'])).lower()})" if stated else str(c["name"])
        for code, c in cells.items()
        if code in found.unions
    ]
    lost = [str(c["name"]) for code, c in cells.items() if code not in known and code not in found.unions]
    notes = [f"{counts.NOTE} Not drawn: {', '.join(unions)}."] if unions else []
    return [*notes, f"Counted, and not drawn for want of a shape: {', '.join(lost)}."] if lost else notes


def within(found: Facts, cells: Cells, region: shapes.Region) -> Cells:
    """The jurisdictions of a map: those with an outline on it, and those of its region that have none on any map."""
    known = shapes.region("world").shapes
    lost = {c for c in cells if c not in known}
    if region.name != "world":
        lost = {c for c in lost if c in found.unions or found.region(c).casefold() in {"", region.name}}
    return {c: v for c, v in cells.items() if c in region.shapes or c in lost}
