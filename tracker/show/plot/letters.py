"""How wide text will be, near enough to lay it out without asking a font: cut, wrap."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_SPACES = re.compile(r"[ \t\r\n\v\f\u2028\u2029]+")
"""Where a line may end; a no-break space is none of these."""

_NARROW = frozenset("iljtfrI.,:;'|!()[] -·")
_BROAD = frozenset("mwMW@%—")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated width of a line in pixels, rather too wide than too narrow.

    Parameters
    ----------
    text : str
    size : float
        Font size in pixels.
    bold : bool

    Returns
    -------
    float
    """
    total = 0.0
    for letter in text:
        total += _wide(letter)
    return total * size * (1.06 if bold else 1.0)


@cache
def _wide(letter: str) -> float:
    """Width of a letter in sizes of the font."""
    if unicodedata.combining(letter):
        return 0.0
    if letter in _NARROW:
        return 0.33
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in _BROAD:
        return 0.9
    return 0.7 if letter.isupper() else 0.56


def cut(text: str, most: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits into so many pixels, with an ellipsis."""
    text = _SPACES.sub(" ", text).strip()
    if width(text, size, bold=bold) <= most:
        return text
    while text and width(text + "…", size, bold=bold) > most:
        text = text[:-1]
    return text.rstrip() + "…" if text else ""


def wrap(text: str, most: float, size: float, *, lines: int = 0) -> list[str]:
    """Text in lines of at most so many pixels.

    Parameters
    ----------
    text : str
    most : float
        Width of a line in pixels; a longer word is cut.
    size : float
        Font size in pixels.
    lines : int
        Most lines; the last one ends in an ellipsis where there is more. 0 for as many as it takes.

    Returns
    -------
    list of str
    """
    out: list[str] = []
    line = ""
    for word in (w for w in _SPACES.split(text) if w):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size) > most:
            out.append(line)
            line = word
        else:
            line = longer
    out.append(line)
    if lines and len(out) > lines:
        out = [*out[: lines - 1], " ".join(out[lines - 1 :])]
    return [cut(line, most, size) for line in out]
