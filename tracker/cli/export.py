"""``tracker export``: tables of a release for another program."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import complete, options, output
from tracker.show.formats import FORMATS
from tracker.visible import visible

_DELIMITERS = {"comma": ",", "semicolon": ";"}


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    shell_complete=complete.named(*FORMATS),
    help=f"{', '.join(FORMATS)}. [default: by the ending of TARGET]",
)
@options.release
@options.tables
@options.jurisdiction
@options.vendor
@options.segment
@options.known_by
@click.option("--on", metavar="DAY", help="Of xlsx: positions of this day come first. [default: the release's cutoff]")
@click.option("--delimiter", type=click.Choice(tuple(_DELIMITERS)), help="Of csv-excel. [default: comma]")
@click.option("--curated", is_flag=True, help="Of csv: only what curators write, as validate and build read it.")
@click.option("--force", is_flag=True, help="Replace what is there.")
def command(
    target: Path,
    form: str | None,
    version: str | None,
    tables: tuple[str, ...],
    jurisdiction: tuple[str, ...],
    vendor: tuple[str, ...],
    segment: tuple[str, ...],
    known_by: str | None,
    on: str | None,
    delimiter: str | None,
    curated: bool,
    force: bool,
) -> None:
    """Write tables of a release to TARGET for another program.

    xlsx, sqlite, duckdb and zip (the whole release) are one file. csv, csv-excel, dta (Stata) and jsonl are a
    folder with a file a table; or one file, with one --table.
    """
    import tracker

    if str(target) == "-":
        raise click.UsageError("TARGET is a file or a folder; an export does not go to standard output.")
    tracker.export(
        target,
        format=form,
        version=version,
        tables=tables or None,
        jurisdiction=options.names(jurisdiction),
        vendor=options.names(vendor),
        segment=options.names(segment),
        known_by=known_by,
        on=on,
        delimiter=None if delimiter is None else _DELIMITERS[delimiter],
        curated=curated,
        force=force,
    )
    output.past_days(version, on, known_by)
    click.echo(visible(f"written: {target}"))
