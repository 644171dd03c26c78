"""``tracker deadlines``: what falls due, soonest first: deadlines, and spells that begin later."""

from __future__ import annotations

import click

from tracker.cli import options, output


@click.command("deadlines")
@options.places
@click.option("--within", metavar="TIME", help="Only so soon: a number of days, or '6 months'. [default: all]")
@click.option("--on", "on", metavar="DAY", help="Looked from this day (YYYY-MM-DD). [default: the release's cutoff]")
@click.option("--passed", is_flag=True, help="Also deadlines before the day, of spells still in force.")
@options.known_by
@options.beyond
@options.vendor
@options.segment
@options.release
@options.output_format
def command(
    jurisdiction: tuple[str, ...],
    within: str | None,
    on: str | None,
    passed: bool,
    known_by: str | None,
    beyond: str,
    vendor: tuple[str, ...],
    segment: tuple[str, ...],
    version: str | None,
    form: str,
) -> None:
    """Print what falls due after a day, soonest first: deadlines of spells in force, and spells that begin later.

    Without --known-by by all that the version knows, also of a day long ago.
    """
    import tracker

    frame = tracker.deadlines(
        within,
        on=on,
        passed=passed,
        version=version,
        jurisdiction=options.names(jurisdiction),
        vendor=options.names(vendor),
        segment=options.names(segment),
        known_by=known_by,
        beyond=beyond,  # type: ignore[arg-type]
    )
    output.past_horizon(frame)
    rows = output.plain_rows(frame)
    if form != "text":
        output.print_rows(rows, list(frame.columns), form)
        return
    screen = output.console()
    screen.print(f"Due after {frame.attrs['in_force_on']} (version {frame.attrs['version']})")
    for r in output.seen(rows):
        left = f"in {r['days_left']} days" if r["days_left"] >= 0 else f"{-r['days_left']} days ago"
        cell = f"{r['jurisdiction']:3} {r['vendor']:6} {r['segment']:10}"
        begins = " begins" if r["due"] == "start" else ""
        screen.print(f"{r['day']}  {cell} {r['level']} ({r['basis']}){begins}, {left}")
        screen.print(f"    {r['event_id']}{'' if r['decides'] else ', beside a spell that decides'}", style="dim")
    if not rows:
        screen.print("none", style="dim")
