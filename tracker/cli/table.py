"""``tracker table``: positions of a day as a table for a report."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import complete, options
from tracker.visible import visible


@click.command("table")
@options.places
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Where to write; the ending says what: .html, .tex, .svg, .pdf or .png.")  # fmt: skip
@click.option("--on", metavar="DAY", help="The day (YYYY-MM-DD). [default: the release's cutoff]")
@options.known_by
@options.beyond
@options.vendor
@options.segment
@options.release
@click.option("--palette", metavar="NAME", default="colour", show_default=True,
              shell_complete=complete.named("colour", "grey"), help="colour, or grey for print.")  # fmt: skip
@click.option("--title/--no-title", default=True, help="Whether it has a title.")
@click.option("--force", is_flag=True, help="Replace FILE when it is there.")
def command(
    jurisdiction: tuple[str, ...],
    out: Path,
    on: str | None,
    known_by: str | None,
    beyond: str,
    vendor: tuple[str, ...],
    segment: tuple[str, ...],
    version: str | None,
    palette: str,
    title: bool,
    force: bool,
) -> None:
    """Write the positions of a day as a table for a report: a row a jurisdiction, a column a vendor and segment.

    Without JURISDICTION all that have a level or a review on that day. Needs the extra [table],
    or [plot] for a picture (.svg, .pdf, .png), which needs no browser; no network. LaTeX has no colours.
    """
    from tracker.show.report import write

    write(
        out,
        on=on,
        jurisdiction=options.names(jurisdiction),
        vendor=options.names(vendor),
        segment=options.names(segment),
        known_by=known_by,
        version=version,
        beyond=beyond,
        palette=palette,
        title=title,
        force=force,
    )
    click.echo(visible(f"written: {out}"), err=True)
