"""Help as text: folded between words only, so that no option, variable or command in it is ever broken."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from typing import Any

import click

_CODE = re.compile(r"`[^`]+`")
_HELD = "\ue000"
"""Stands for a blank at which no line may end, while lines are made."""

ROOM = 26
"""Columns that the meaning of an option has at least, beside its name."""


class Formatter(click.HelpFormatter):
    """Click's own layout; what may be copied out of it stays whole."""

    def write_text(self, text: str) -> None:
        """Write paragraphs, which empty lines part."""
        margin = " " * self.current_indent
        paragraphs = []
        for paragraph in re.split(r"\n[ \t]*\n", text.strip(" \n")):
            first, *lines = paragraph.splitlines()
            # Click's sign for lines that stay as they are.
            kept = first.strip() == "\b"
            paragraphs.append(
                [margin + x for x in lines] if kept else _folded(" ".join(paragraph.split()), self.width, margin)
            )
        self.write("\n\n".join("\n".join(lines) for lines in paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names, each with what it means."""
        listed = list(rows)
        margin = " " * self.current_indent
        most = min(col_max, self.width - self.current_indent - col_spacing - ROOM)
        first = min(max((len(name) for name, _ in listed), default=0), most) + col_spacing
        for name, meaning in listed:
            lines = _folded(" ".join(meaning.split()), self.width - self.current_indent - first, "")
            beside = len(name) + col_spacing <= first
            head = lines.pop(0) if lines and beside else ""
            self.write(f"{margin}{name.ljust(first) if head else name}{head}".rstrip() + "\n")
            for line in lines:
                self.write(f"{margin}{' ' * first}{line}\n")


class Context(click.Context):
    """The context of every verb."""

    formatter_class = Formatter


def _folded(text: str, width: int, margin: str) -> list[str]:
    held = _CODE.sub(lambda code: code[0].replace(" ", _HELD), text)
    how: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}
    lines = textwrap.wrap(held, width, initial_indent=margin, subsequent_indent=margin, **how)
    return [line.replace(_HELD, " ") for line in lines]
