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


def drawn(name: str) -> str:
    """Text of one SVG file, without the labels of single marks: the page has one text for the whole."""
    from tracker.show.plot.save import rendered

    svg = rendered(PICTURES[name][0]().to_dict(validate=False), ".svg").decode("utf-8")
    return re.sub(r' (?:aria-[a-z]+|role|class)="[^"]*"', "", svg)


def section() -> str:
    """The part of the README that shows them."""
    import tracker
    from tracker.release import shelf

    release = shelf.find()
    lines = []
    for name, (_, alt) in PICTURES.items():
        lines += [f"![{alt}](docs/img/{name})", ""]
    lines.append(
        f"*Version {release.version}, evidence until {release.cutoff}. Borders are a drawing convention. "
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
