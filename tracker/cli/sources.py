"""``tracker sources``: the evidence behind an event."""

from __future__ import annotations

import click

from tracker.cli import options, output


@click.command("sources")
@click.argument("event")
@options.release
@options.output_format
def command(event: str, version: str | None, form: str) -> None:
    """Print the sources of an event and what each supports."""
    import tracker

    frame = tracker.sources_of(event, version=version)
    rows = output.plain_rows(frame)
    if form != "text":
        output.print_rows(rows, list(frame.columns), form)
        return
    screen = output.console()
    for r in output.seen(rows):
        day = r["published"] or "no date"
        precision = r["published_precision"]
        when = day if precision in {None, "day"} else f"{day[:7] if precision == 'month' else day[:4]}"
        screen.print(f"{r['publisher']}, {when} ({r['kind']}, {r['seen']})", style="bold")
        screen.print(f"  {r['title']}")
        screen.print(f"  {r['url']}", style="blue")
        screen.print(f"  supports: {r['supports']}")
