"""``tracker tidy``: curated tables in canonical form."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options
from tracker.visible import visible


@click.command("tidy")
@options.data_folder
def command(folder: Path) -> None:
    """Rewrite the curated CSV files in canonical form, and change nothing else.

    Sorts rows by key; writes UTF-8, LF and only the quotes that are needed; composes characters; removes
    stray white space. A file that could lose something is left alone. Exit code 1 when one was.
    """
    from tracker.curation.tidy import tidy

    done = tidy(folder)
    for path in done.rewritten:
        click.echo(visible(f"rewritten: {path}"))
    for problem in done.refused:
        click.echo(visible(f"left alone: {problem}"), err=True)
    if not done.rewritten and not done.refused:
        click.echo("all in canonical form")
    raise click.exceptions.Exit(1 if done.refused else 0)
