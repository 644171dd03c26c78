"""The maps of the first page: outlines as SVG paths in whole numbers, dots for what is too small to see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tracker.show import shapes

_WIDTH = 10_000
"""Units of a map's width: whole steps from corner to corner keep the paths short."""

_TOO_SMALL = 40.0
"""Room, in those units, under which a jurisdiction gets a dot as well."""

_DOT = 46
_RANK = {"world": (76, 130), "europe": (110, 220)}
"""Smallest size at which a rank can be read, and the largest that looks well."""

_LARGE = 130.0
"""Room, in those units, from which on a rank can be read on a phone too: the stylesheet sets its size there."""

_UNION = {"world": (3660, 1040), "europe": (420, 2600)}
"""Where the box of a union stands, in open sea: it has no outline of its own."""


@dataclass(frozen=True)
class Rank:
    """Where the rank of a jurisdiction's level stands, and its size; a phone has room for the ``large`` ones only."""

    code: str
    x: float
    y: float
    size: int
    large: bool


@dataclass(frozen=True)
class Outline:
    """One area of a map; ``dot`` is the radius of its dot, or None."""

    code: str
    path: str
    x: float
    y: float
    dot: int | None


@dataclass(frozen=True)
class Map:
    """One map: areas in the dataset, and the land around them."""

    name: str
    width: int
    height: int
    outlines: tuple[Outline, ...]
    ranks: tuple[Rank, ...]
    others: tuple[Outline, ...]
    union: tuple[int, int]


def draw(name: str, codes: Collection[str]) -> Map:
    """Outlines of a region.

    Parameters
    ----------
    name : {"world", "europe"}
    codes : collection of str
        Jurisdictions of the dataset; all other places were not looked into.

    Returns
    -------
    Map
        Those of the jurisdictions, by code, the small ones last, so that none lies below its neighbour.
    """
    region = shapes.region(name, _WIDTH)
    outlines, ranks, others = [], [], []
    least, most = _RANK[name]
    for code, shape in sorted(region.shapes.items()):
        path = "".join(_ring(ring) for polygon in shape.polygons for ring in polygon)
        if code in codes:
            dot = _DOT if shape.room < _TOO_SMALL else None
            x, y = round(shape.at[0]), round(shape.at[1])
            outlines.append(Outline(code, path, x, y, dot))
            # A digit's corners are about half its size away from its middle.
            size = min(round(2 * shape.room), most)
            if size >= least:
                ranks.append(Rank(code, x, y, size, shape.room >= _LARGE))
        else:
            others.append(Outline(code, path, round(shape.at[0]), round(shape.at[1]), None))
    outlines.sort(key=lambda o: o.dot is not None)
    return Map(name, _WIDTH, round(region.height), tuple(outlines), tuple(ranks), tuple(others), _UNION[name])


def _ring(ring: shapes.Ring) -> str:
    """A closed ring as steps from corner to corner."""
    corners = [(round(x), round(y)) for x, y in ring[:-1]]
    (x, y), steps = corners[0], []
    for a, b in corners[1:]:
        steps.append(f"{a - x}{'' if b < y else ' '}{b - y}")
        x, y = a, b
    out = f"M{corners[0][0]} {corners[0][1]}l"
    for step in steps:
        out += step if out[-1] == "l" or step[0] == "-" else f" {step}"
    return f"{out}z"
