"""The outlines of the maps: flat already, keyed by ISO 3166-1 alpha-3 code. Where from: ``geo/README.md``."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tracker.errors import ReleaseError, unknown

REGIONS = ("world", "europe")

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Shape:
    """One jurisdiction's outline, in pixels of the width asked for.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-3 code, ``XKX`` for Kosovo; empty for an area that has none.
    at : (float, float)
        Where a label or dot goes.
    room : float
        Distance from there to the nearest edge.
    polygons : tuple of tuple of Ring
        Each polygon an outer ring and holes; rings are closed.
    """

    code: str
    at: tuple[float, float]
    room: float
    polygons: tuple[tuple[Ring, ...], ...]

    def moved(self, x: float, y: float) -> Shape:
        """The same shape elsewhere."""
        polygons = tuple(tuple(tuple((a + x, b + y) for a, b in r) for r in p) for p in self.polygons)
        return Shape(self.code, (self.at[0] + x, self.at[1] + y), self.room, polygons)

    def holds(self, x: float, y: float) -> bool:
        """Whether a place lies inside the outline and outside its holes."""
        crossed = False
        for (x1, y1), (x2, y2) in (e for p in self.polygons for r in p for e in itertools.pairwise(r)):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                crossed = not crossed
        return crossed

    def path(self) -> str:
        """The outline as the data of an SVG path."""
        rings = ("M" + "L".join(f"{x:g},{y:g}" for x, y in r[:-1]) + "Z" for p in self.polygons for r in p)
        return "".join(rings)


@dataclass(frozen=True)
class Region:
    """All outlines of one map."""

    name: str
    width: float
    height: float
    shapes: dict[str, Shape]


@cache
def region(name: str, width: float = 1000) -> Region:
    """The outlines of a map.

    Parameters
    ----------
    name : {"world", "europe"}
    width : float
        Width of the map in pixels; coordinates are rounded to a tenth of one.

    Returns
    -------
    Region

    Raises
    ------
    UnknownNameError
        When there is no such map.
    ReleaseError
        When the file is missing from the installation.
    """
    if name not in REGIONS:
        raise unknown("region", name, REGIONS)
    path = Path(__file__).parent / "geo" / f"{name}.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReleaseError("map file missing", where=str(path), hint="Reinstall the package.") from None
    scale = width / raw["width"]
    shapes = {
        code: Shape(
            code,
            (round(cell["at"][0] * scale, 1), round(cell["at"][1] * scale, 1)),
            cell["room"] * scale,
            tuple(tuple(_ring(r, scale) for r in p) for p in cell["rings"]),
        )
        for code, cell in raw["cells"].items()
    }
    return Region(name, width, round(raw["height"] * scale, 1), shapes)


def _ring(steps: list[int], scale: float) -> Ring:
    x = y = 0
    out: list[tuple[float, float]] = []
    many = len(steps) // 2
    for i, (dx, dy) in enumerate(zip(steps[::2], steps[1::2], strict=True)):
        x, y = x + dx, y + dy
        here = (round(x * scale, 1), round(y * scale, 1))
        # A small map needs no corners that nobody can tell apart.
        if len(out) > 2 and i < many - 1 and abs(here[0] - out[-1][0]) + abs(here[1] - out[-1][1]) < 0.6:
            continue
        out.append(here)
    return (*out, out[0])
