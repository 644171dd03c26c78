"""What a picture is drawn for: a page, a paper or slides; and what of it is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tracker.errors import BadValueError, ContradictionError, unknown
from tracker.show.palette import DARK, GREY, LIGHT, Palette

Theme = Literal["web", "paper", "slides", "light", "dark"]
Inks = Literal["colour", "grey"]

WIDTHS = (480, 2400)
"""Least and most pixels of width."""


@dataclass(frozen=True)
class Dress:
    """How a picture is dressed.

    Attributes
    ----------
    palette : Palette
    width : float
        Pixels.
    title, lists : bool
        Whether it has a title of its own, and lists in words below it.
    caption : bool or str
        Whether notes and the citation stand below it; a text comes before them.
    saved : mapping
        How :func:`tracker.plot.save` writes a PNG of it unless told otherwise: ``dpi`` or ``scale``.
    """

    palette: Palette
    width: float = 800
    title: bool = True
    lists: bool = True
    caption: bool | str = True
    saved: Mapping[str, float] = field(default_factory=dict)


THEMES: dict[str, Dress] = {
    "web": Dress(LIGHT),
    # 165 mm at 96 pixels an inch: the smallest letters are then 6.75 points.
    "paper": Dress(LIGHT, 624, title=False, lists=False, saved={"dpi": 300}),
    # Few pixels, each written as three: letters as large as a room needs.
    "slides": Dress(LIGHT, 640, lists=False, saved={"scale": 3}),
    "light": Dress(LIGHT),
    "dark": Dress(DARK),
}
"""What each theme stands for; ``light`` is ``web`` by its older name."""

INKS = ("colour", "grey")


def dressed(
    theme: str,
    palette: str = "colour",
    width: float | None = None,
    *,
    title: bool | None = None,
    lists: bool | None = None,
    caption: bool | str = True,
) -> Dress:
    """What a theme stands for, with what was asked for instead.

    Raises
    ------
    UnknownNameError
        When there is no such theme or palette.
    BadValueError
        When the width cannot be drawn, or a switch is none.
    ContradictionError
        When greys are asked for on a dark ground.
    """
    for name, value, known in (("theme", theme, THEMES), ("palette", palette, INKS)):
        if not isinstance(value, str) or value not in known:
            raise unknown(name, str(value), known)
    base = THEMES[theme]
    if palette == "grey":
        if theme == "dark":
            raise ContradictionError("greys are for print, on white", where="palette", hint="Leave out the theme.")
        base = replace(base, palette=GREY)
    for name, switch in (("title", title), ("lists", lists)):
        if switch not in (None, True, False):
            raise BadValueError("neither on nor off", where=name, expected="True or False", got=repr(switch)[:40])
    if not isinstance(caption, bool | str):
        raise BadValueError("no caption", where="caption", expected="a text, True or False", got=repr(caption)[:40])
    more: dict[str, Any] = {"title": title, "lists": lists, "width": None if width is None else _wide(width)}
    return replace(base, caption=caption, **{k: v for k, v in more.items() if v is not None})


def _wide(width: object) -> float:
    low, high = WIDTHS
    if not isinstance(width, int | float) or isinstance(width, bool) or not low <= width <= high:
        raise BadValueError("not a width", where="width", expected=f"{low} to {high} pixels", got=repr(width))
    return width
