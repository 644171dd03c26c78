"""Print rows as text, JSON, CSV or Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.screen import LEVEL_STYLES, console, piped, print_block, print_table, say
from tracker.visible import visible

__all__ = ["LEVEL_STYLES", "console", "piped", "print_block", "say"]

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from tracker.days import Day


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as plain values: days as ISO 8601 text, missing as None, tuples as lists."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    import datetime as dt

    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict | str):
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
        cells = [[text(r.get(c)) for c in columns] for r in seen(rows)]
        print_table([visible(c) for c in columns], cells, visible(title))


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
    _note(about["version"], about["horizon"], about["cutoff"], (about["in_force_on"], about["known_by"]))


def past_days(version: str | None, *days: Day | None) -> None:
    """As :func:`past_horizon`, of an answer that is no frame, and the days that were asked for."""
    from tracker.days import parse_day
    from tracker.loader.beyond import reach
    from tracker.release.reading import shelf

    release = shelf.find(version)
    last, shown = reach(release)
    asked = [None if d is None else parse_day(d).isoformat() for d in days]
    _note(release.version, last.isoformat() if shown else None, release.cutoff.isoformat(), asked)


def _note(version: str, horizon: str | None, cutoff: str, days: Sequence[str | None]) -> None:
    late = max((d for d in days if d is not None and horizon is not None and d > horizon), default="")
    if late:
        what = f"version {version}: evidence reaches to {horizon}, so {late} lies beyond it"
        # Between the horizon and the cutoff somebody looked, and could not find all; after the cutoff nobody looked.
        rest = f"nothing is known after {cutoff}" if late > cutoff else "later acts may be missing"
        click.echo(visible(f"tracker: note: {what}; {rest}"), err=True)


def law_lines(row: Mapping[str, Any]) -> list[str]:
    """An act or a provision in lines: what it is, its citation, what was read, its address, terms for what stands.

    Parameters
    ----------
    row : mapping
        A row of :func:`tracker.law_of` as plain values.

    Returns
    -------
    list of str
    """
    from tracker.loader.law import cited, what

    lines = [f"{what(dict(row))}: {cited(dict(row))}", f"text: {row['text'].replace('_', ' ')}"]
    if row["in_force_from"] or row["in_force"]:
        lines[-1] += f"; in force from {row['in_force_from'] or row['in_force']}"
    if row["in_force_to"] or row["ended"]:
        lines[-1] += f" to before {row['in_force_to'] or row['ended']}"
    lines += [row["url"]] if row["url"] else []
    if row["installed"] or row["installed_until"]:
        until = f" (until {row['installed_until']})" if row["installed_until"] else ""
        lines.append(f"installed equipment: {row['installed'] or 'no terms'}{until}")
    return lines


def laws(version: str | None, events: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The law behind some events of a release, as rows that a terminal may show, by event."""
    from tracker.loader.law import law
    from tracker.release.reading import shelf

    found: dict[str, list[dict[str, Any]]] = {}
    frame = law(shelf.find(version))
    for row in seen(plain_rows(frame[frame["event_id"].isin(list(events))])):
        found.setdefault(row["event_id"], []).append(row)
    return found


def print_law(screen: Console, row: Mapping[str, Any]) -> None:
    """Print an act or a provision."""
    first, *more = law_lines(row)
    say(screen, f"{first[:1].upper()}{first[1:]}", style="bold")
    for line in more:
        say(screen, line, indent=2, style="blue" if line == row["url"] else "")


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
