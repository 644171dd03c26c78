"""``tracker validate``: all that is wrong with the curated tables."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tracker.cli import options, output


@click.command("validate")
@options.data_folder
@click.option("--strict", is_flag=True, help="Count warnings as problems.")
@click.option("--stats", is_flag=True, help="Also print how much there is and how well it is supported.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "github")),
    default="text",
    show_default=True,
    help="How to print.",
)
def command(folder: Path, strict: bool, stats: bool, form: str) -> None:
    """Check the curated CSV files and print every problem and warning as file:line:column.

    Exit code 1 when there is a problem; warnings alone leave it at 0, unless --strict is given.
    """
    from tracker.curation.dataset import read_folder
    from tracker.curation.stats import figures
    from tracker.curation.validate import check

    data = read_folder(folder)
    report = check(data).strict() if strict else check(data)
    text = {"text": report.to_text, "json": report.to_json, "github": report.to_github}[form]()
    if stats and not data.whole:
        click.echo("tracker: no figures: a file is missing or is not a table", err=True)
    elif stats and form == "json":
        text = json.dumps({**json.loads(text), "stats": figures(data).as_dict()}, ensure_ascii=False, indent=2)
    elif stats:
        text = "\n".join(filter(None, [text, figures(data).to_text()]))
    if text:
        output.emit(text, form)
    raise click.exceptions.Exit(0 if report.fine else 1)
