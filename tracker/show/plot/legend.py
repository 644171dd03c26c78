"""The parts that every plot ends with: what each mark means, and how to cite it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from tracker.show.counts import UNKNOWN
from tracker.show.plot import letters
from tracker.show.plot.canvas import Canvas
from tracker.show.plot.facts import Facts

ROW = 18
"""Pixels a line of legend takes."""


def signs(found: Facts) -> dict[str, str]:
    """The sign in the box of each state: a level's rank, nothing else has one."""
    return {level: found.rank(level) for level in found.levels}


Draw = Callable[[float, float], None]
"""Draws a sign at the left of a place, centred on a height."""


def flow(canvas: Canvas, y: float, items: Sequence[tuple[Draw, str]], *, size: float = 11) -> float:
    """Signs with their words, side by side, on as many lines as it takes; gives back the height below."""
    x = 0.0
    for draw, word in items:
        wide = 24 + letters.width(word, size)
        if x and x + wide > canvas.inner:
            x, y = 0.0, y + ROW
        draw(x, y + ROW / 2)
        canvas.text(x + 24, y + ROW / 2, word, size=size)
        x += wide + 16
    return y + ROW


def swatch(canvas: Canvas, found: Facts, state: str) -> Draw:
    """The box of a state."""
    sign = signs(found).get(state, "")
    return lambda x, y: canvas.swatch(x, y - 7, canvas.palette.look(state), sign)


def symbol(canvas: Canvas, shape: str, size: float, fill: str, stroke: str) -> Draw:
    """A symbol."""
    return lambda x, y: canvas.sign(x + 9, y, shape, size=size, fill=fill, stroke=stroke)


def states(canvas: Canvas, y: float, found: Facts, states: Sequence[str]) -> float:
    """Boxes of states side by side, with their words; gives back the height below."""
    return flow(canvas, y, [(swatch(canvas, found, s), found.word(s)) for s in states])


def listed(
    canvas: Canvas, y: float, found: Facts, cells: Mapping[str, Mapping[str, Any]], drawn: Collection[str]
) -> float:
    """One line a state: its box, its word, how many jurisdictions are in it, and which; unions apart."""
    by_state: dict[str, list[str]] = {}
    for code, cell in cells.items():
        if code not in found.unions:
            by_state.setdefault(str(cell["state"]), []).append(code)
    counted = found.counts(cells, drawn)
    marks = signs(found)
    for state in (*found.levels, "review", "not_coded"):
        codes = by_state.get(state, [])
        label = (
            found.word(state) if state in found.levels else {"review": "Under review", "not_coded": "Not coded"}[state]
        )
        canvas.swatch(0, y + 2, canvas.palette.look(state), marks.get(state, ""))
        canvas.text(24, y + 9, f"{label}: {counted[state]}", bold=True)
        for line in letters.wrap(" ".join(codes) or "none", canvas.inner - 132, 10):
            canvas.text(132, y + 9, line, size=10, colour=canvas.palette.muted)
            y += 14
        y += ROW - 14
    canvas.swatch(0, y + 2, canvas.palette.unknown)
    name = f"Not looked into: {counted[UNKNOWN]}"
    canvas.text(24, y + 9, name, bold=True)
    # The longest name there is, with a number of three digits, reaches beyond the others.
    left = max(132, 24 + letters.width(name, 11, bold=True) + 8)
    text = (
        "Outlines without a colour. “Under review” has no level in force; “not coded” was looked into and nothing "
        "could be coded: neither is open."
    )
    for line in letters.wrap(text, canvas.inner - left, 10):
        canvas.text(left, y + 9, line, size=10, colour=canvas.palette.muted)
        y += 14
    return y + ROW - 14


def marks(canvas: Canvas, y: float, *, ranks: bool = True) -> float:
    """What the marks on a map mean; gives back the height below."""
    p = canvas.palette

    def numbers(x: float, y: float) -> None:
        canvas.text(x, y, "0–4", size=10, bold=True)

    items: list[tuple[Draw, str]] = [(numbers, "rank of the level")] if ranks else []
    items.append((symbol(canvas, "circle", 7, p.levels["open"].fill, p.text), "too small to be seen: shown as a dot"))
    items.append((symbol(canvas, "diamond", 8, p.background, p.text), "a review is open beside the level"))
    return flow(canvas, y, items, size=10)


def note(canvas: Canvas, y: float, text: str, *, lines: int = 3) -> float:
    """A remark in small letters; gives back the height below."""
    for line in letters.wrap(text, canvas.inner, 10, lines=lines):
        canvas.text(0, y + 7, line, size=10, colour=canvas.palette.muted)
        y += 14
    return y


def counted(
    canvas: Canvas, y: float, found: Facts, cells: Mapping[str, Mapping[str, Any]], drawn: Collection[str]
) -> float:
    """Boxes of states with how many jurisdictions are in each, where no list says which."""
    many = found.counts(cells, drawn)
    words = {"review": "Under review", "not_coded": "Not coded", UNKNOWN: "Not looked into"}
    named = {s: words.get(s) or found.word(s) for s in (*found.levels, *words)}
    return flow(canvas, y, [(swatch(canvas, found, s), f"{word}: {many[s]}") for s, word in named.items()])


def foot(canvas: Canvas, y: float, found: Facts, title: str, clock: str, notes: Sequence[str] = ()) -> float:
    """What stands below a picture: its caption, notes, and the citation; gives back the height of the whole."""
    dress = canvas.dress
    if dress.caption is False:
        return y + 2
    own = dress.caption if isinstance(dress.caption, str) else "" if dress.title else f"{title}."
    # Without a title the day and the version are said here.
    said = " ".join(filter(None, (own, "" if dress.title else f"{clock}.")))
    for text in (said, *notes, found.citation()):
        # Whole: a caption or a citation that ends in dots is none.
        y = note(canvas, y, text, lines=0) if text else y
    return y + 2
