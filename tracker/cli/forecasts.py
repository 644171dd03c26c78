"""``tracker forecasts``: who predicted what, and the tally of how it turned out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from tracker.cli import options, output

GROUPS = ("actor_kind", "jurisdiction", "vendor", "year")


@click.command("forecasts")
@options.places
@options.known_by
@options.vendor
@options.segment
@options.release
@click.option("--by", "group", type=click.Choice(GROUPS), help="Split the tally.")
@click.option("--tally", "only_tally", is_flag=True, help="Only the tally.")
@options.output_format
def command(
    jurisdiction: tuple[str, ...],
    known_by: str | None,
    vendor: tuple[str, ...],
    segment: tuple[str, ...],
    version: str | None,
    group: str | None,
    only_tally: bool,
    form: str,
) -> None:
    """Print published predictions, how each turned out, and the tally.

    A prediction about both vendors counts once a vendor.
    """
    import tracker

    frame = tracker.forecasts(
        version=version,
        jurisdiction=options.names(jurisdiction),
        vendor=options.names(vendor),
        segment=options.names(segment),
        known_by=known_by,
    )
    output.past_horizon(frame)
    rows = output.plain_rows(frame)
    outcomes = list(frame["outcome"].cat.categories)
    if only_tally or group:
        output.print_rows(tally(rows, outcomes, group), [group or "all", *outcomes, "total"], form)
    elif form != "text":
        output.print_rows(rows, list(frame.columns), form)
    else:
        _tell(rows)
        output.print_rows(tally(rows, outcomes, None), ["all", *outcomes, "total"], form)


def tally(rows: Sequence[dict[str, Any]], outcomes: Sequence[str], group: str | None) -> list[dict[str, Any]]:
    """Count outcomes, whole or by a group, with a last row for all.

    Parameters
    ----------
    rows : sequence of dict
        Plain forecasts.
    outcomes : sequence of str
        The possible ones, in order.
    group : str, optional
        One of :data:`GROUPS`.

    Returns
    -------
    list of dict
        One row a group with a count an outcome and their ``total``.
    """

    def name(row: dict[str, Any]) -> str:
        return str(row["made_on"])[:4] if group == "year" else str(row[group or ""])

    counts = Counter((name(r) if group else "all", r["outcome"]) for r in rows)
    counts += Counter(("all", r["outcome"]) for r in rows) if group else Counter()
    groups = [*sorted({g for g, _ in counts} - {"all"}), "all"]
    head = group or "all"
    lines = [{head: g, **{o: counts[g, o] for o in outcomes}} for g in groups]
    return [{**line, "total": sum(line[o] for o in outcomes)} for line in lines]


def _tell(rows: list[dict[str, Any]]) -> None:
    screen = output.console()
    for r in output.seen(rows):
        about = " ".join(filter(None, [r["jurisdiction"], r["vendor"] if r["vendor"] != "none" else "", r["segment"]]))
        screen.print(f"{r['made_on']}  {about}", style="bold")
        settled = f" ({r['settled_by']}, {r['settled_on']})" if r["settled_by"] else ""
        lines = [
            (f"{r['actor']}: {r['statement']}", ""),
            (f"{r['outcome']}{settled}", "cyan"),
            (r["rationale"] or "", "dim"),
        ]
        for line, style in lines:
            output.say(screen, line, indent=4, style=style)
