"""``tracker history``: the story of one jurisdiction."""

from __future__ import annotations

import click

from tracker.cli import options, output
from tracker.errors import BadValueError


@click.command("history")
@options.places
@options.known_by
@options.vendor
@options.segment
@options.release
@click.option("--changes-only", is_flag=True, help="Only events that changed a position or a review.")
@options.output_format
def command(
    jurisdiction: tuple[str, ...],
    known_by: str | None,
    vendor: tuple[str, ...],
    segment: tuple[str, ...],
    version: str | None,
    changes_only: bool,
    form: str,
) -> None:
    """Print the events of one jurisdiction and what each changed."""
    import tracker

    if len(jurisdiction) != 1:
        raise BadValueError(
            "a history is of one jurisdiction",
            where="history",
            expected="one, such as DEU",
            got=str(len(jurisdiction) or "none"),
        )
    frame = tracker.history(
        jurisdiction[0],
        version=version,
        vendor=options.names(vendor),
        segment=options.names(segment),
        known_by=known_by,
    )
    output.past_horizon(frame)
    rows = [r for r in output.plain_rows(frame) if r["changes"] or not changes_only]
    if form != "text":
        output.print_rows(rows, list(frame.columns), form)
        return
    screen = output.console()
    # Laws are told as this release knows them, which may be more than was known by a day.
    laws = output.laws(version, (r["event_id"] for r in rows)) if known_by is None else {}
    for r in output.seen(rows):
        facts = f"[{r['kind']}, confidence {r['confidence']}, sources: {r['sources']}]"
        screen.print(f"{r['date']}  {r['event_id']}", style="bold")
        lines = [(f"{r['actor']}: {r['summary']}", ""), (facts, "dim")]
        if r["public_on"] != r["date"]:
            lines.append((f"public on {r['public_on']}", "yellow"))
        lines += [("; ".join(output.law_lines(law)), "") for law in laws.get(r["event_id"], ())]
        lines += [(f"> {change}", "cyan") for change in r["changes"]]
        for line, style in lines:
            output.say(screen, line, indent=4, style=style)
