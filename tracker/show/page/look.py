"""The palette as a stylesheet: custom properties for both themes, and a class for every state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.show.palette import DARK, LIGHT, Palette

STATES = ("review", "not_coded", "unknown")
"""What is not a level."""


def stylesheet(levels: Sequence[str]) -> str:
    """Stylesheet of the levels' and other states' looks.

    Parameters
    ----------
    levels : sequence of str
        The release's levels, in order.

    Returns
    -------
    str
        For HTML (background) and SVG (fill; striped states by the patterns that the page brings along).
    """
    return "\n".join([*_lines(levels), ""])


def _lines(levels: Sequence[str]) -> Iterator[str]:
    states = [*levels, *STATES]
    yield f":root{{{_properties(LIGHT, states)}}}"
    yield f"@media (prefers-color-scheme:dark){{:root{{{_properties(DARK, states)}}}}}"
    yield f"@media print{{:root{{{_properties(LIGHT, states)}}}}}"
    for state in states:
        pattern = LIGHT.look(state).pattern
        fill = f"var(--{state})" if pattern in {"plain", "empty"} else f"url(#p-{state})"
        stripes = ""
        if pattern in {"rows", "columns"}:
            turn = "0deg" if pattern == "rows" else "90deg"
            bands = f"var(--{state}) 0 3px,var(--{state}-stripe) 3px 5px"
            stripes = f"background-image:repeating-linear-gradient({turn},{bands});"
        ink = f"color:var(--{state}-ink);--look:var(--{state})"
        yield f".lv-{state}{{fill:{fill};background-color:var(--{state});{stripes}{ink}}}"
        yield f".fill-{state}{{fill:var(--{state})}}.stripe-{state}{{fill:var(--{state}-stripe)}}"
        yield f".ink-{state}{{fill:var(--{state}-ink)}}"


def _properties(palette: Palette, states: Sequence[str]) -> str:
    plain = {"paper": palette.background, "text": palette.text, "muted": palette.muted, "line": palette.line}
    parts = [f"--{name}:{colour}" for name, colour in plain.items()]
    for state in states:
        look = palette.look(state)
        parts += [f"--{state}:{look.fill}", f"--{state}-ink:{look.ink}", f"--{state}-stripe:{look.stripe or look.fill}"]
    return ";".join(parts)
