"""Pictures of the documentation, made from the data; run this file to draw them anew."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "img"

PICTURES: dict[str, tuple[Callable[[], Any], str]] = {}
"""Name of each file: how it is drawn, and its text for those who do not see it."""


def picture(name: str, alt: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Register a picture."""

    def keep(draw: Callable[[], Any]) -> Callable[[], Any]:
        PICTURES[name] = (draw, alt)
        return draw

    return keep


@picture(
    "world.svg",
    "World map of positions on Huawei in access networks, coloured by level, with a list of the jurisdictions at each level",
)
def world() -> Any:
    """The newest release on its last day."""
    import tracker

    return tracker.plot.map(vendor="huawei", segment="access")


@picture("movers.svg", "Curve of how many jurisdictions were at each level over time, for Huawei in access networks")
def movers() -> Any:
    """How the newest release counts over time."""
    import tracker

    return tracker.plot.movers("huawei", "access")


@picture(
    "timeline-gbr.svg",
    "Timeline of the United Kingdom: positions, spells on each basis, reviews, deadlines and the deciding events",
)
def timeline() -> Any:
    """One jurisdiction in full."""
    import tracker

    return tracker.plot.timeline("GBR")


@picture(
    "clocks.svg",
    "Plane of days and of knowledge for Huawei's access to British networks: on the diagonal what each day knew of itself, above it hindsight",
)
def clocks() -> Any:
    """Every row of ``positions`` of one cell as a rectangle: what held when, and what was known of it when."""
    import altair as alt
    import pandas as pd

    import tracker
    from tracker.show import palette

    rows = tracker.load("positions", jurisdiction="GBR", vendor="huawei", segment="access", version="0.5.0")
    first, last = pd.Timestamp("2018-01-01"), pd.Timestamp("2024-01-01")
    ends = {c: rows[c].fillna(last).clip(upper=last) for c in ("valid_to", "known_to")}
    starts = {c: rows[c].clip(lower=first) for c in ("valid_from", "known_from")}
    rows = rows.assign(**starts, **ends).query("valid_from < valid_to and known_from < known_to")
    rows = rows[["valid_from", "valid_to", "known_from", "known_to", "level"]].astype({"level": str})
    levels = [level for level in palette.LIGHT.levels if level in set(rows["level"])]
    scale = alt.Scale(domain=levels, range=[palette.LIGHT.levels[level].fill for level in levels])
    held = alt.X("valid_from:T", title="day on which it held")
    known = alt.Y("known_from:T", title="day by which it was known")
    colour = alt.Color("level:N", scale=scale, title="level")
    planes = alt.Chart(rows).mark_rect(stroke="white").encode(held, known, x2="valid_to", y2="known_to", color=colour)
    ends_of = pd.DataFrame({"day": [first, last]})
    same = alt.Chart(ends_of).mark_line(color="#1b1f27", strokeDash=[4, 3]).encode(x="day:T", y="day:T")
    halo = same.mark_line(color="white", strokeWidth=4)
    return (planes + halo + same).properties(
        width=420, height=420, title="Huawei in British access networks, on both clocks"
    )


def drawn(name: str) -> str:
    """Text of one SVG file, without the labels of single marks: the page has one text for the whole."""
    from tracker.show.plot.save import rendered

    svg = rendered(PICTURES[name][0]().to_dict(validate=False), ".svg").decode("utf-8")
    return re.sub(r' (?:aria-[a-z]+|role|class)="[^"]*"', "", svg)


def section() -> str:
    """The part of the README that shows them."""
    import tracker
    from tracker.release.reading import shelf
    from tracker.release.reading.horizon import horizon

    release = shelf.find()
    lines = []
    for name, (_, alt) in PICTURES.items():
        if name == "clocks.svg":
            continue  # it stands where it is explained
        lines += [f"![{alt}](docs/img/{name})", ""]
    lines.append(
        f"*Version {release.version}, looked until {release.cutoff}, evidence reaches to {horizon(release)}. Borders are a drawing convention. "
        f"{tracker.load('vendors').attrs['citation']}*"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PICTURES:
        text = drawn(name)
        path = FOLDER / name
        if not path.exists() or text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"redrawn: {path.relative_to(ROOT)}\n")
