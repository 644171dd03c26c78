"""The parts that every plot ends with: what each mark means, and how to cite it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.show.plot import letters
from tracker.show.plot.canvas import Canvas
from tracker.show.plot.facts import Facts

ROW = 18
"""Pixels a line of legend takes."""


def signs(found: Facts) -> dict[str, str]:
    """The sign in the box of each state: a level's rank, nothing else has one."""
    return {level: found.rank(level) for level in found.levels}


def states(canvas: Canvas, y: float, found: Facts, states: Sequence[str]) -> float:
    """Boxes of states side by side, with their words; gives back the height below."""
    x, marks = 0.0, signs(found)
    for state in states:
        word = found.word(state)
        wide = 18 + 6 + letters.width(word, 11) + 16
        if x and x + wide - 16 > canvas.inner:
            x, y = 0.0, y + ROW
        canvas.swatch(x, y + 2, canvas.palette.look(state), marks.get(state, ""))
        canvas.text(x + 24, y + 9, word)
        x += wide
    return y + ROW


def listed(canvas: Canvas, y: float, found: Facts, cells: Mapping[str, Mapping[str, Any]]) -> float:
    """One line a state: its box, its word, how many jurisdictions are in it, and which."""
    by_state: dict[str, list[str]] = {}
    for code, cell in cells.items():
        by_state.setdefault(str(cell["state"]), []).append(code)
    marks = signs(found)
    for state in (*found.levels, "review", "not_coded"):
        codes = by_state.get(state, [])
        label = (
            found.word(state) if state in found.levels else {"review": "Under review", "not_coded": "Not coded"}[state]
        )
        canvas.swatch(0, y + 2, canvas.palette.look(state), marks.get(state, ""))
        canvas.text(24, y + 9, f"{label}: {len(codes)}", bold=True)
        for line in letters.wrap(" ".join(codes) or "none", canvas.inner - 132, 10):
            canvas.text(132, y + 9, line, size=10, colour=canvas.palette.muted)
            y += 14
        y += ROW - 14
    canvas.swatch(0, y + 2, canvas.palette.unknown)
    canvas.text(24, y + 9, "Not looked into", bold=True)
    note = (
        "“Under review” has no level in force; “not coded” was looked into and nothing could be coded: neither is open."
    )
    canvas.text(132, y + 9, letters.cut(note, canvas.inner - 132, 10), size=10, colour=canvas.palette.muted)
    return y + ROW


def marks(canvas: Canvas, y: float, *, ranks: bool = True) -> float:
    """What the marks on a map mean; gives back the height below."""
    p = canvas.palette
    x = 9.0
    if ranks:
        canvas.text(0, y + 9, "0–4", size=10, bold=True)
        canvas.text(24, y + 9, "rank of the level", size=10)
        x = 135.0
    canvas.sign(x, y + 9, "circle", size=7, fill=p.levels["open"].fill, stroke=p.text)
    canvas.text(x + 9, y + 9, "too small to be seen: shown as a dot", size=10)
    canvas.sign(x + 210, y + 9, "diamond", size=8, fill=p.background, stroke=p.text)
    canvas.text(x + 219, y + 9, "a review is open beside the level", size=10)
    return y + ROW


def note(canvas: Canvas, y: float, text: str, *, lines: int = 3) -> float:
    """A remark in small letters; gives back the height below."""
    for line in letters.wrap(text, canvas.inner, 10, lines=lines):
        canvas.text(0, y + 7, line, size=10, colour=canvas.palette.muted)
        y += 14
    return y


def foot(canvas: Canvas, y: float, found: Facts, notes: Sequence[str] = ()) -> float:
    """Notes, and the citation; gives back the height of the whole."""
    for text in (*notes, found.citation()):
        y = note(canvas, y, text)
    return y + 2
