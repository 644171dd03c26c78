"""Text for people: laid out for a terminal's width, whole in a file or a pipe.

Nothing that somebody may copy is ever broken: a line is folded between words only, and only on a terminal; an address,
an identifier or a command that is wider than the terminal runs on, and the terminal itself shows it on several lines.
"""

from __future__ import annotations

import functools
import re
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.visible import visible

if TYPE_CHECKING:
    from rich.console import Console

LEVEL_STYLES = {
    "open": "black on green3",
    "screened": "black on khaki1",
    "limited": "black on orange1",
    "barred": "white on red3",
    "removal": "white on dark_red",
    "review": "black on light_sky_blue1",
}
"""Terminal colours of the levels. The label is always printed too."""

NARROWEST, WIDEST = 20, 400
"""Columns that a layout is made for, whatever the terminal says."""


LONG = 200
"""Lines from which on a table is laid out here: rich, which folds cells, takes a second for every thousand lines."""


def piped() -> bool:
    """Whether the output goes into a file or a pipe rather than to a terminal."""
    return not sys.stdout.isatty()


def console() -> Console:
    """A console that follows the terminal's width and colours, and folds nothing in a pipe."""
    from rich.console import Console

    class Quiet(Console):
        """A console that breaks no word, and leaves the end of its reader to whoever runs the command."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

        def print(self, *objects: Any, **how: Any) -> None:
            """Print, with no line cut at the edge and no word folded, and nothing in a text that a terminal obeys."""
            objects = tuple(visible(o, keep="\n\t") if isinstance(o, str) else o for o in objects)
            how = {"soft_wrap": True} | how if piped() else {"overflow": "ignore", "crop": False} | how
            super().print(*objects, **how)

    screen = Quiet(highlight=False, markup=False, soft_wrap=False)
    screen.width = min(max(screen.width, NARROWEST), WIDEST)
    return screen


def say(screen: Console, text: str, *, indent: int = 0, style: str = "", whole: bool = False) -> None:
    """Print a paragraph, indented, folded between words on a terminal.

    Parameters
    ----------
    screen : rich.console.Console
    text : str
        Line breaks in it stay.
    indent : int
        Blanks before each line.
    style : str
    whole : bool
        Fold it nowhere: a command, or an address with a word before it.
    """
    margin = " " * indent
    for line in text.split("\n"):
        folded = [margin + line]
        if not whole and not piped() and len(line) + indent > screen.width:
            folded = textwrap.wrap(
                line,
                max(screen.width, indent + NARROWEST),
                initial_indent=margin,
                subsequent_indent=margin,
                break_long_words=False,
                break_on_hyphens=False,
            )
        for part in folded:
            screen.print(part, style=style, soft_wrap=True)


def print_table(columns: Sequence[str], lines: Sequence[Sequence[str]], title: str = "") -> None:
    """Print cells in columns; a line a cell where a terminal is too narrow for them.

    Parameters
    ----------
    columns : sequence of str
    lines : sequence of sequence of str
        Cells that a terminal may show.
    title : str
        Line above the table.
    """
    widths = [max(map(len, column)) for column in zip(columns, *lines, strict=True)]
    small = sum(widths) + 2 * len(widths) <= 60 and not title
    if all(c.isascii() for line in (columns, *lines) for c in line) and (small or piped()):
        # A plain table, or one for a file, needs no layout, nor the time to load what does it.
        if title:
            click.echo(title)
        for line in (columns, *lines):
            cells = (c.replace("\n", " ").ljust(w) for c, w in zip(line, widths, strict=True))
            click.echo("  ".join(cells).rstrip())
        return
    screen = console()
    words = [
        [max(map(len, cell.split()), default=0) for cell in column] for column in zip(columns, *lines, strict=True)
    ]
    if not piped() and sum(map(max, words)) + 2 * len(words) > screen.width:
        print_records(columns, lines, title)
        return
    if len(lines) >= LONG:
        _print_long(screen, columns, lines, title)
        return

    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False, show_edge=False)
    for column, wide in zip(columns, words, strict=True):
        table.add_column(column, overflow="ignore", min_width=max(wide), no_wrap=piped())
    for line in lines:
        table.add_row(*(Text(cell, style=LEVEL_STYLES.get(cell, "")) for cell in line))
    if piped():
        # Letters of the East are two columns wide.
        screen.width = max(screen.width, 2 * sum(widths) + 4 * len(widths))
    print_block(screen, table)


def print_block(screen: Console, block: Any) -> None:
    """Print what is laid out in columns; in a file or a pipe no line ends in blanks.

    Parameters
    ----------
    screen : rich.console.Console
    block : object
        Something that rich lays out.
    """
    if not piped():
        screen.print(block)
        return
    with screen.capture() as caught:
        screen.print(block)
    click.echo(re.sub(" +$", "", caught.get(), flags=re.MULTILINE), nl=False, color=screen.color_system is not None)


def _print_long(screen: Console, columns: Sequence[str], lines: Sequence[Sequence[str]], title: str) -> None:
    """A table of many lines as it looks when it is short, except that no cell is folded."""
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table

    wide, styled = functools.cache(cell_len), functools.cache(functools.partial(_styled, screen))
    flat = [[cell.replace("\n", " ") for cell in line] for line in lines]
    widths = [max(map(wide, column)) for column in zip(columns, *flat, strict=True)]
    if not piped() and sum(widths) + 3 * len(widths) - 1 > screen.width:
        print_records(columns, lines, title)
        return
    head = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False, show_edge=False)
    for column, width in zip(columns, widths, strict=True):
        head.add_column(column, overflow="ignore", min_width=width, no_wrap=piped())
    screen.width = max(screen.width, sum(widths) + 3 * len(widths))
    print_block(screen, head)
    for line in flat:
        cells = (styled(c) + " " * (w - wide(c)) for c, w in zip(line, widths, strict=True))
        text = "   ".join(cells)
        click.echo(text.rstrip(" ") if piped() else text, color=screen.color_system is not None)


def _styled(screen: Console, cell: str) -> str:
    if cell not in LEVEL_STYLES:
        return cell
    with screen.capture() as caught:
        screen.print(cell, style=LEVEL_STYLES[cell], end="")
    return caught.get()


def print_records(columns: Sequence[str], lines: Sequence[Sequence[str]], title: str = "") -> None:
    """Print a line a cell, row by row: what is too wide for columns."""
    if title:
        click.echo(title)
    width = max(map(len, columns), default=0)
    for number, line in enumerate(lines, start=1):
        click.echo(f"-- {number} --")
        for column, cell in zip(columns, line, strict=True):
            click.echo(visible(f"{column.ljust(width)}  {cell}".rstrip(), keep="\n"))
