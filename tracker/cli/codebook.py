"""``tracker codebook``: what every column means."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import click

from tracker.cli import complete, options, output
from tracker.visible import visible


@click.command("codebook")
@click.argument("table", required=False, shell_complete=complete.tables)
@options.release
@options.output_format
def command(table: str | None, version: str | None, form: str) -> None:
    """Print what every column of a table (or of all) means."""
    import tracker

    frame = tracker.codebook(table, version=version)
    rows = output.plain_rows(frame)
    if form == "markdown":
        from tracker.release.reading import shelf
        from tracker.schema.codebook import markdown

        release = shelf.find(version)
        wanted = [release.tables[table]] if table else list(release.tables.values())
        told = any(t.name == "decisions" for t in wanted)
        cases = output.plain_rows(tracker.load("decisions", version=version)) if told else []
        click.echo(visible(markdown(wanted, cases), keep="\n"))
    elif form == "text":
        _print(output.seen(rows))
    else:
        output.print_rows(rows, list(frame.columns), form)


def _print(rows: list[dict[str, Any]]) -> None:
    """A column after the other: its name, what sort of thing it is, what it means, and each value on a line."""
    screen = output.console()
    for name, columns in groupby(rows, key=lambda r: r["table"]):
        output.say(screen, name, style="bold")
        for r in columns:
            facts = ", ".join(str(r[c]).replace("_", " ") for c in ("role", "type", "unit") if r[c] is not None)
            output.say(screen, f"{r['column']} ({facts})", indent=2)
            output.say(screen, r["description"], indent=6)
            for value, meaning in (r["values"] or {}).items():
                label, _, text = meaning.partition(": ")
                said = text if label.casefold() == value else meaning
                output.say(screen, f"{value}: {said}", indent=6, style="dim")
