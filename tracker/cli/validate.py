"""``tracker validate``: all that is wrong with the curated tables."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options


@click.command("validate")
@options.data_folder
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "github")),
    default="text",
    show_default=True,
    help="How to print.",
)
def command(folder: Path, form: str) -> None:
    """Check the curated CSV files and print every problem as file:line:column.

    Exit code 1 when there is a problem.
    """
    from tracker.curation.validate import validate

    report = validate(folder)
    text = {"text": report.to_text, "json": report.to_json, "github": report.to_github}[form]()
    if text:
        click.echo(text)
    raise click.exceptions.Exit(0 if report.fine else 1)
