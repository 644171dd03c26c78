"""``tracker changes``: what governments changed between two days."""

from __future__ import annotations

import re

import click

from tracker.cli import complete, options, output
from tracker.errors import BadValueError, ContradictionError

_DIRECTIONS = ("tighter", "looser", "begins", "ends", "same")
"""Written again for the shell, which waits: the loader's own would cost half a second."""


@click.command("changes")
@options.places
@click.option("--since", metavar="DAY", help="First day (YYYY-MM-DD). [default: from the start]")
@click.option("--until", metavar="DAY", help="Last day (YYYY-MM-DD). [default: the release's cutoff]")
@click.option("--year", metavar="YEAR", help="From 1 January to 31 December of a year.")
@click.option("--direction", multiple=True, metavar="D", shell_complete=complete.named(*_DIRECTIONS),
              help="Only tighter, looser, begins, ends or same; repeatable.")  # fmt: skip
@options.known_by
@options.beyond
@options.vendor
@options.segment
@options.release
@options.output_format
def command(
    jurisdiction: tuple[str, ...],
    since: str | None,
    until: str | None,
    year: str | None,
    direction: tuple[str, ...],
    known_by: str | None,
    beyond: str,
    vendor: tuple[str, ...],
    segment: tuple[str, ...],
    version: str | None,
    form: str,
) -> None:
    """Print what governments changed between two days, first and last included.

    This is about the world; what differs between two versions of the dataset is told by `tracker diff`. A level where
    none was coded before "begins" and is not called tighter: not coded is not open.
    """
    import tracker

    if year is not None:
        if since is not None or until is not None:
            raise ContradictionError(
                "a year has its own first and last day", where="--year", hint="Leave out the days."
            )
        if not re.fullmatch(r"[0-9]{4}", year) or year == "0000":
            raise BadValueError("not a year", where="--year", expected="a year like 2024", got=repr(year)[:40])
        since, until = f"{year}-01-01", f"{year}-12-31"
    frame = tracker.changes(
        since,
        until,
        direction=direction or None,
        version=version,
        jurisdiction=options.names(jurisdiction),
        vendor=options.names(vendor),
        segment=options.names(segment),
        known_by=known_by,
        beyond=beyond,  # type: ignore[arg-type]
    )
    output.past_horizon(frame)
    counts = {d: n for d, n in frame.attrs["directions"].items() if n}
    if direction and counts.get("begins") and "begins" not in direction and "tighter" in direction:
        click.echo(
            f"tracker: note: {counts['begins']} more cells got a level where none was coded before: --direction begins",
            err=True,
        )
    rows = output.plain_rows(frame)
    if form != "text":
        output.print_rows(rows, list(frame.columns), form)
        return
    from rich.text import Text

    screen = output.console()
    for r in output.seen(rows):
        screen.print(Text(f"{r['day']}  {r['jurisdiction']:3} {r['vendor']:6} {r['segment']:10} {r['direction']}"))
        sides = [Text(f" {_side(r, s)} ", style=_style(r[f"{s}_level"])) for s in ("old", "new")]
        line = Text("   ").append(sides[0]).append(" to ").append(sides[1])
        if output.piped():
            line.rstrip()  # On a terminal the colour reaches a blank further than the word.
        screen.print(line)
        screen.print(Text(f"    {r['event_id'] or 'no act known'}", style="dim"))
    screen.print("; ".join(f"{d}: {n}" for d, n in counts.items()) or "no change", style="dim")


def _style(level: str | None) -> str:
    return "dim" if level is None else output.LEVEL_STYLES[level]


def _side(row: dict[str, object], side: str) -> str:
    level, basis = row[f"{side}_level"], row[f"{side}_basis"]
    due = f", due {row[f'{side}_deadline']}" if row[f"{side}_deadline"] else ""
    review = " +R" if row[f"{side}_under_review"] else ""
    return f"{level} ({basis}{due}){review}" if level else f"no level{review}" if review else "not coded"
