"""Make the bundled map shapes, ``tracker/show/geo/*.json``, from Natural Earth's 1:50m countries.

    python tests/tools/make_map.py countries-50m.json countries-10m.json

The inputs are the TopoJSON files of those names in the npm package ``world-atlas`` 2.0.2 (Natural Earth 4.1.0, public
domain). Arcs are projected, simplified once each, so that neighbours keep one border, and joined to rings. What the
coarse file does not have, or what simplifying leaves nothing of, comes from the fine one, as it is. Areas go to the
code that ISO 3166 gives them; see ``tracker/show/geo/README.md``.
"""

from __future__ import annotations

import heapq
import json
import math
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from countrycode import countrycode

Point = tuple[float, float]
Ring = list[Point]

OUT = Path(__file__).parents[2] / "tracker" / "show" / "geo"
UNITS = 10
"""Stored whole numbers in one pixel of a map 1,000 pixels wide."""

BY_NAME = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}
"""Cells that Natural Earth draws without an ISO number."""

CRIMEA = (34.2, 45.2)
"""A place in it: the ring around it goes to UKR, as in ISO 3166-2 (UA-43)."""


def equal_earth(lon: float, lat: float) -> Point:
    """Šavrič, Patterson and Jenny (2018), on the unit sphere, y downwards."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(t) / (3 * slope)
    return x, -(a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t)


def laea(lon: float, lat: float, *, lon0: float = 13.0, lat0: float = 52.0) -> Point:
    """Lambert's azimuthal equal-area projection around the middle of Europe, y downwards."""
    lam, phi, phi0 = math.radians(lon - lon0), math.radians(lat), math.radians(lat0)
    cos_c = math.sin(phi0) * math.sin(phi) + math.cos(phi0) * math.cos(phi) * math.cos(lam)
    k = math.sqrt(2 / max(1 + cos_c, 1e-6))
    y = k * (math.cos(phi0) * math.sin(phi) - math.sin(phi0) * math.cos(phi) * math.cos(lam))
    return k * math.cos(phi) * math.sin(lam), -y


REGIONS: dict[str, dict] = {
    "world": {
        "project": equal_earth,
        "frame": [(-180, 0), (180, 0), (0, 83.7), (0, -56.2)],
        "tolerance": 0.5,
        "least": 1.6,
        "skip": {"ATA"},
    },
    "europe": {
        "project": laea,
        "frame": [(-24.5, 64), (13, 71.6), (36, 34.2), (14, 34.6), (-9, 36.5), (41, 40)],
        "tolerance": 0.7,
        "least": 3.0,
        # Corners of countries that begin at the edge of this map.
        "skip": {"SAU", "JOR", "ISR", "PSE", "LBN", "SYR", "IRQ", "EGY", "LBY", "KAZ", "AZE", "ARM"},
    },
}


def area(ring: Ring) -> float:
    """Signed area of a closed ring."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def thin(points: Ring, tolerance: float) -> list[bool]:
    """Visvalingam's simplification: which points stay; ends do, and those whose triangle is no smaller."""
    n = len(points)
    before, after, alive = list(range(-1, n - 1)), list(range(1, n + 1)), [True] * n
    weight = [math.inf] * n

    def triangle(i: int) -> float:
        return abs(area([points[before[i]], points[i], points[after[i]]]))

    heap = []
    for i in range(1, n - 1):
        weight[i] = triangle(i)
        heap.append((weight[i], i))
    heapq.heapify(heap)
    left = n
    closed = points[0] == points[-1]
    while heap:
        size, i = heapq.heappop(heap)
        if not alive[i] or size != weight[i]:
            continue
        if size > tolerance or left <= (4 if closed else 2):
            break
        alive[i] = False
        left -= 1
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for j in (a, b):
            if 0 < j < n - 1:
                weight[j] = max(size, triangle(j))
                heapq.heappush(heap, (weight[j], j))
    return alive


def unwrapped(ring: Ring) -> Ring:
    """Longitudes without the jump at 180 degrees."""
    out = [ring[0]]
    for lon, lat in ring[1:]:
        out.append((lon - 360 * round((lon - out[-1][0]) / 360), lat))
    return out


def sides(ring: Ring) -> list[Ring]:
    """A ring in degrees, cut where it crosses the 180th meridian."""
    turned = unwrapped(ring)
    if all(-180 <= lon <= 180 for lon, _ in turned):
        return [turned]
    parts = ([(lon + turn + 180, lat + 90) for lon, lat in turned] for turn in (-360, 0, 360))
    return [[(x - 180, y - 90) for x, y in part] for part in (clip(p, 360, 180) for p in parts) if part]


def clip(ring: Ring, width: float, height: float) -> Ring:
    """The part of a ring inside the frame (Sutherland and Hodgman)."""
    edges: list[tuple[Callable[[Point], float]]] = [
        (lambda p: p[0],), (lambda p: width - p[0],), (lambda p: p[1],), (lambda p: height - p[1],)
    ]  # fmt: skip
    for (inside,) in edges:
        out: Ring = []
        for p, q in zip(ring, ring[1:] + ring[:1], strict=True):
            a, b = inside(p), inside(q)
            if a >= 0:
                out.append(p)
            if (a >= 0) != (b >= 0):
                t = a / (a - b)
                out.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
        ring = out
        if not ring:
            break
    return ring


def holds(ring: Ring, at: Point) -> bool:
    """Whether a point lies inside a ring."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > at[1]) != (y2 > at[1]) and at[0] < (x2 - x1) * (at[1] - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def room(polygon: list[Ring]) -> tuple[Point, float]:
    """The place furthest from any edge of a polygon, and that distance: where a label fits."""
    xs, ys = zip(*polygon[0], strict=True)

    def clearance(at: Point) -> float:
        best = math.inf
        for ring in polygon:
            for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
                length = (x2 - x1) ** 2 + (y2 - y1) ** 2
                t = 0 if length == 0 else max(0, min(1, ((at[0] - x1) * (x2 - x1) + (at[1] - y1) * (y2 - y1)) / length))
                best = min(best, math.hypot(at[0] - x1 - t * (x2 - x1), at[1] - y1 - t * (y2 - y1)))
        outside = not holds(polygon[0], at) or any(holds(r, at) for r in polygon[1:])
        return -best if outside else best

    size = max(max(xs) - min(xs), max(ys) - min(ys))
    at = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    best = (clearance(at), at)
    step = size / 2
    for _ in range(5):
        around = [(best[1][0] + i * step / 6, best[1][1] + j * step / 6) for i in range(-6, 7) for j in range(-6, 7)]
        best = max([best, *((clearance(p), p) for p in around)])
        step /= 4
    return best[1], max(0.0, best[0])


def make(topology: dict, spec: dict) -> dict:
    """One region's shapes."""
    project, skip = spec["project"], spec["skip"]
    frame = [project(lon, lat) for lon, lat in spec["frame"]]
    left, top = min(x for x, _ in frame), min(y for _, y in frame)
    scale = 1000 / (max(x for x, _ in frame) - left)
    height = (max(y for _, y in frame) - top) * scale
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    degrees, arcs = [], []

    def flat(place: Point) -> Point:
        px, py = project(*place)
        return (px - left) * scale, (py - top) * scale

    for arc in topology["arcs"]:
        x = y = 0
        ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            ring.append((x * sx + tx, y * sy + ty))
        degrees.append(ring)
        stay = thin([flat(p) for p in unwrapped(ring)], spec["tolerance"])
        arcs.append([p for p, keep in zip(ring, stay, strict=True) if keep])

    def join(source: list[Ring], parts: Iterable[int]) -> Ring:
        out: Ring = []
        for i in parts:
            piece = source[i] if i >= 0 else source[~i][::-1]
            out += piece if not out else piece[1:]
        return out[:-1]

    cells: dict[str, list[list[Ring]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = BY_NAME.get(geometry["properties"]["name"])
        if code is None and "id" in geometry:
            code = countrycode(int(geometry["id"]), origin="iso3n", destination="iso3c")
        if code in skip:
            continue
        polygons = geometry.get("arcs", []) if geometry["type"] == "MultiPolygon" else [geometry.get("arcs", [])]
        for parts in polygons:
            if not parts:
                continue
            goes = "UKR" if code == "RUS" and holds(join(degrees, parts[0]), CRIMEA) else code
            outer, *holes = [
                [clip([flat(p) for p in side], 1000, height) for side in sides(join(arcs, p))] for p in parts
            ]
            kept = [r for side in holes for r in side if len(r) > 2 and abs(area(r)) > spec["least"]]
            # Only Russia and Fiji are cut, and neither has a hole.
            cells.setdefault(goes or "", []).extend([r, *kept] for r in outer if len(r) > 2)
    out = {}
    for code in sorted(c for c in cells if cells[c]):
        polygons = sorted(cells[code], key=lambda p: -abs(area(p[0])))
        at, free = room(polygons[0])
        kept = [p for i, p in enumerate(polygons) if i == 0 or abs(area(p[0])) > spec["least"]]
        shape = [[whole(r) for r in p] for p in kept]
        shape = [[r for r in p if len(r) > 4] for p in shape]
        # What is smaller than a unit keeps the unit it lies in: a mark will stand on it.
        shape = [p for p in shape if p] or [[[math.floor(at[0] * UNITS), math.floor(at[1] * UNITS), 1, 0, 0, 1]]]
        entry = {"at": [round(at[0] * UNITS), round(at[1] * UNITS)], "room": round(free * UNITS)}
        out[code] = {**entry, "rings": shape}
    return {"width": 1000 * UNITS, "height": math.ceil(height * UNITS), "cells": out}


def whole(ring: Ring) -> list[int]:
    """A ring as x, y and then steps, in whole units, without steps of nothing."""
    flat: list[int] = []
    last = None
    for x, y in ring:
        here = (round(x * UNITS), round(y * UNITS))
        if last is None:
            flat += here
        elif here != last:
            flat += (here[0] - last[0], here[1] - last[1])
        last = here
    return flat


if __name__ == "__main__":
    coarse, fine = (json.loads(Path(p).read_text(encoding="utf-8")) for p in sys.argv[1:])
    for region, spec in REGIONS.items():
        made = make(coarse, spec)
        exact = make(fine, {**spec, "tolerance": 0.0, "skip": {*spec["skip"], *made["cells"]}})
        named = {code: cell for code, cell in exact["cells"].items() if code}
        made["cells"] = dict(sorted({**named, **made["cells"]}.items()))
        text = json.dumps(made, separators=(",", ":")) + "\n"
        (OUT / f"{region}.json").write_text(text, encoding="utf-8")
        sys.stdout.write(f"{region}: {len(made['cells'])} cells, {len(text):,} bytes\n")
