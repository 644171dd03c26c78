"""Print rows as text, JSON, CSV or Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.visible import visible

if TYPE_CHECKING:
    import pandas as pd
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


def console() -> Console:
    """A console that follows the terminal's width and colours, and prints plain text into a pipe."""
    from rich.console import Console

    class Quiet(Console):
        """A console that leaves the end of its reader to whoever runs the command."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    screen = Quiet(highlight=False, markup=False, soft_wrap=False)
    screen.width = min(max(screen.width, 20), 400)
    return screen


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as plain values: days as ISO 8601 text, missing as None, tuples as lists."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    import datetime as dt

    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        return value
    if value is None or value != value or str(value) in {"NaT", "<NA>"}:
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def as_json(value: Any) -> str:
    """Plain values as JSON text."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def seen(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows whose texts a terminal may show: see :func:`tracker.visible.visible`."""
    return [{k: _seen(v) for k, v in row.items()} for row in rows]


def _seen(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value, keep="\n")
    if isinstance(value, list):
        return [_seen(v) for v in value]
    return {_seen(k): _seen(v) for k, v in value.items()} if isinstance(value, dict) else value


def emit(text: str, form: str) -> None:
    """Print text that a program reads: as it is into a file or a pipe, and harmless on a terminal.

    Parameters
    ----------
    text : str
    form : str
        In JSON the escapes are JSON's own, so that it says the same.
    """
    if sys.stdout.isatty():
        if form == "json":
            text = re.sub(r"[^\n -~]", lambda m: m[0] if m[0].isprintable() else json.dumps(m[0])[1:-1], text)
        else:
            text = visible(text, keep="\n\t")
    click.echo(text)


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str, *, title: str = "") -> None:
    """Print a table.

    Parameters
    ----------
    rows : sequence of mapping
        Plain values.
    columns : sequence of str
        Which, in order.
    form : {"text", "json", "csv", "markdown"}
    title : str
        Line above the table, in text and Markdown.
    """
    if form == "json":
        emit(as_json([{c: r.get(c) for c in columns} for r in rows]), form)
    elif form == "csv":
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[text(r.get(c)) for c in columns] for r in rows])
        emit(out.getvalue().removesuffix("\n"), form)
    elif form == "markdown":
        if title:
            click.echo(f"**{visible(title)}**\n")
        click.echo(f"| {' | '.join(map(in_markdown, columns))} |\n|{'---|' * len(columns)}")
        for r in rows:
            click.echo(f"| {' | '.join(in_markdown(text(r.get(c))) for c in columns)} |")
    else:
        _print_text(rows, columns, title)


def in_markdown(cell: str) -> str:
    """A text as a cell of a table in Markdown: on one line, seen whole, and no markup of a page."""
    return visible(cell, keep="\n").replace("|", "\\|").replace("<", "\\<").replace("\n", " ")


def past_horizon(frame: pd.DataFrame) -> None:
    """Say on the error stream that an answer is about days which the evidence does not reach.

    Parameters
    ----------
    frame : pandas.DataFrame
        An answer of the public door.
    """
    about = frame.attrs
    days = (about["in_force_on"], about["known_by"])
    late = max((d for d in days if d is not None and about["horizon"] is not None and d > about["horizon"]), default="")
    if about["beyond_horizon"] and late:
        what = f"version {about['version']}: evidence reaches to {about['horizon']}, so {late} lies beyond it"
        click.echo(f"tracker: note: {what}; nothing is known after {about['cutoff']}", err=True)


def law_lines(row: Mapping[str, Any]) -> list[str]:
    """An act or a provision in lines: how it is cited, what was read of it, its address, terms for installed equipment.

    Parameters
    ----------
    row : mapping
        A row of :func:`tracker.law_of` as plain values.

    Returns
    -------
    list of str
    """
    from tracker.loader.law import cited

    lines = [cited(dict(row)), f"text: {row['text'].replace('_', ' ')}"]
    if row["in_force_from"] or row["in_force"]:
        lines[-1] += f"; in force from {row['in_force_from'] or row['in_force']}"
    if row["in_force_to"] or row["ended"]:
        lines[-1] += f" to before {row['in_force_to'] or row['ended']}"
    lines += [row["url"]] if row["url"] else []
    if row["installed"] or row["installed_until"]:
        until = f" (until {row['installed_until']})" if row["installed_until"] else ""
        lines.append(f"installed equipment: {row['installed'] or 'no terms'}{until}")
    return lines


def laws(version: str | None) -> dict[str, list[dict[str, Any]]]:
    """The law behind every event of a release, as rows that a terminal may show, by event."""
    from tracker.loader.law import law
    from tracker.release import shelf

    found: dict[str, list[dict[str, Any]]] = {}
    for row in seen(plain_rows(law(shelf.find(version)))):
        found.setdefault(row["event_id"], []).append(row)
    return found


def print_law(screen: Console, row: Mapping[str, Any]) -> None:
    """Print an act or a provision."""
    first, *more = law_lines(row)
    screen.print(f"Law: {first}", style="bold")
    for line in more:
        # An address that is folded can neither be clicked nor copied.
        screen.print(f"  {line}", style="blue" if line == row["url"] else "", soft_wrap=line == row["url"])


def text(value: Any) -> str:
    """A plain value as text; empty for missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)


def _print_text(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], title: str) -> None:
    rows, title = seen(rows), visible(title)
    heads = [visible(c) for c in columns]
    lines = [heads, *([text(r.get(c)) for c in columns] for r in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if sum(widths) + 2 * len(widths) <= 60 and not title and all(c.isascii() for line in lines for c in line):
        # A small plain table needs no layout, nor the time to load what does it.
        for line in lines:
            click.echo("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip())
        return

    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False, show_edge=False)
    for column, head in zip(columns, heads, strict=True):
        table.add_column(Text(head), overflow="fold", no_wrap=column in {"jurisdiction", "level", "vendor", "segment"})
    for r in rows:
        cells = [text(r.get(c)) for c in columns]
        table.add_row(*(Text(cell, style=LEVEL_STYLES.get(cell, "")) for cell in cells))
    console().print(table)
