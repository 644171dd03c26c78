"""The one definition of how a position looks: five levels, and what is not a level.

Colour is never alone: every level also has its rank, every other state a pattern and a word. Lightness falls
from ``open`` to ``removal`` in both themes, so that the order survives colour-blindness and grey print.
``not coded`` and ``not looked into`` have no hue at all, and cannot be taken for ``open``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]
Pattern = Literal["plain", "rows", "columns", "empty"]


@dataclass(frozen=True)
class Look:
    """How one state is drawn.

    Attributes
    ----------
    fill : str
        Colour of the area, as ``#rrggbb``.
    ink : str
        Colour of text upon it, at least 4.5 to 1.
    pattern : {"plain", "rows", "columns", "empty"}
        ``rows`` and ``columns`` are stripes of ``fill`` and ``stripe``; ``empty`` has only an outline.
    stripe : str
        Second colour of a striped area; that of ``fill`` where there is no stripe.
    """

    fill: str
    ink: str
    pattern: Pattern = "plain"
    stripe: str = ""


@dataclass(frozen=True)
class Palette:
    """The looks of one theme."""

    background: str
    text: str
    muted: str
    line: str
    levels: dict[str, Look]
    review: Look
    not_coded: Look
    unknown: Look

    def look(self, state: str) -> Look:
        """The look of a level, ``review``, ``not_coded`` or ``unknown`` (not looked into)."""
        others = {"review": self.review, "not_coded": self.not_coded, "unknown": self.unknown}
        return self.levels[state] if state in self.levels else others[state]


LIGHT = Palette(
    background="#ffffff",
    text="#1b1f27",
    muted="#565d6b",
    line="#6f7787",
    levels={
        "open": Look("#f8d56b", "#1b1f27"),
        "screened": Look("#f0924a", "#1b1f27"),
        "limited": Look("#c93c60", "#ffffff"),
        "barred": Look("#8a2a86", "#ffffff"),
        "removal": Look("#38115c", "#ffffff"),
    },
    review=Look("#ffffff", "#1b1f27", "columns", "#3f7fa6"),
    not_coded=Look("#eef0f3", "#1b1f27", "rows", "#b9bec8"),
    unknown=Look("#ffffff", "#1b1f27", "empty"),
)
"""Ink on paper."""

DARK = Palette(
    background="#14181f",
    text="#eceff4",
    muted="#aab2c0",
    line="#8b94a5",
    levels={
        "open": Look("#ffe9a3", "#14181f"),
        "screened": Look("#fbaa68", "#14181f"),
        "limited": Look("#f0708f", "#14181f"),
        "barred": Look("#b862c4", "#14181f"),
        "removal": Look("#7a56d6", "#ffffff"),
    },
    review=Look("#14181f", "#eceff4", "columns", "#6fb3dc"),
    not_coded=Look("#252b35", "#eceff4", "rows", "#4b5463"),
    unknown=Look("#14181f", "#eceff4", "empty"),
)
"""Light on dark."""

GREY = Palette(
    background="#ffffff",
    text="#000000",
    muted="#4d4d4d",
    line="#6b6b6b",
    levels={
        "open": Look("#cfcfcf", "#000000"),
        "screened": Look("#a6a6a6", "#000000"),
        "limited": Look("#7d7d7d", "#000000"),
        "barred": Look("#525252", "#ffffff"),
        "removal": Look("#1c1c1c", "#ffffff"),
    },
    review=Look("#ffffff", "#000000", "columns", "#3d3d3d"),
    not_coded=Look("#ffffff", "#000000", "rows", "#a6a6a6"),
    unknown=Look("#ffffff", "#000000", "empty"),
)
"""Black ink alone: five greys in even steps of lightness."""

THEMES: dict[Theme, Palette] = {"light": LIGHT, "dark": DARK}

WORDS = {
    "review": "under review, no level",
    "not_coded": "not coded: looked into, nothing codable",
    "unknown": "not looked into",
}
"""What a state that is no level is called; the levels' labels stand in the release's own schema."""


def luminance(colour: str) -> float:
    """Relative luminance of a ``#rrggbb`` colour, from 0 (black) to 1 (white), as WCAG 2 defines it."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, from 1 to 21, as WCAG 2 defines it.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
