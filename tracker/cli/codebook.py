"""``tracker codebook``: what every column means."""

from __future__ import annotations

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
        from tracker.release import shelf
        from tracker.schema.codebook import markdown

        release = shelf.find(version)
        wanted = [release.tables[table]] if table else list(release.tables.values())
        told = any(t.name == "decisions" for t in wanted)
        cases = output.plain_rows(tracker.load("decisions", version=version)) if told else []
        click.echo(visible(markdown(wanted, cases), keep="\n"))
    elif form == "text":
        output.print_rows(rows, ["table", "column", "unit", "role", "description", "values"], form)
    else:
        output.print_rows(rows, list(frame.columns), form)
