"""``tracker sources``: the evidence behind an event."""

from __future__ import annotations

import click

from tracker.cli import complete, options, output


@click.command("sources")
@click.argument("event", shell_complete=complete.events)
@options.release
@options.output_format
def command(event: str, version: str | None, form: str) -> None:
    """Print the law behind an event, its sources and what each supports.

    Where to look for archived copies is an address of a web archive, not a claim that it has any.
    """
    import tracker
    from tracker.show.copies import look_up

    frame = tracker.sources_of(event, version=version)
    rows = output.plain_rows(frame)
    for r in rows:
        r["copies"] = look_up(r["url"])
    if form != "text":
        output.print_rows(rows, [*frame.columns, "copies"], form)
        return
    screen = output.console()
    for law in output.seen(output.plain_rows(tracker.law_of(event, version=version))):
        output.print_law(screen, law)
    for r in output.seen(rows):
        day = r["published"] or "no date"
        precision = r["published_precision"]
        when = day if precision in {None, "day"} else f"{day[:7] if precision == 'month' else day[:4]}"
        output.say(screen, f"{r['publisher']}, {when} ({r['kind']}, {r['seen']})", style="bold")
        output.say(screen, r["title"], indent=2)
        output.say(screen, r["url"], indent=2, style="blue", whole=True)
        if r["archive_url"]:
            output.say(screen, f"archived copy: {r['archive_url']}", indent=2, style="blue", whole=True)
        output.say(screen, f"look for copies: {r['copies']}", indent=2, style="dim", whole=True)
        output.say(screen, f"supports: {r['supports']}", indent=2)
