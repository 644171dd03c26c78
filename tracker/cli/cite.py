"""``tracker cite``: how to cite a version, or one row of it."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli import complete, options, output
from tracker.errors import BadValueError, ContradictionError
from tracker.show import STYLES


@click.command("cite")
@options.of_version
@click.option("--style", type=click.Choice(STYLES), default="bibtex", show_default=True, help="How to write it.")
@click.option("--event", metavar="EVENT", shell_complete=complete.events, help="Cite this event, with its sources.")
@click.option(
    "--cell",
    metavar="JUR/VENDOR/SEGMENT",
    shell_complete=complete.cells,
    help="Cite the position of a cell, with its sources.",
)
@click.option("--on", metavar="DAY", help="The day of the position (YYYY-MM-DD). [default: the release's cutoff]")
def command(version: str | None, style: str, event: str | None, cell: str | None, on: str | None) -> None:
    """Print how to cite VERSION (the latest by default), or one row of it with its sources."""
    from tracker.show.cite import cite

    if event is not None and cell is not None:
        raise ContradictionError("an event and a cell are two rows", where="--event, --cell", expected="one of them")
    if on is not None and cell is None:
        raise ContradictionError("a day goes with a cell", where="--on", expected="--cell JUR/VENDOR/SEGMENT")
    row = event if cell is None else _cell(cell, on, version)
    output.emit(cite(version, style=style, row=row), "json" if style == "csl-json" else style)


def _cell(text: str, on: str | None, version: str | None) -> dict[str, Any]:
    from tracker.days import parse_day
    from tracker.release.reading import shelf

    names = text.split("/")
    if len(names) != 3 or not all(names):
        raise BadValueError(
            "not a cell", where="--cell", expected="JUR/VENDOR/SEGMENT, such as BEL/huawei/core", got=repr(text)
        )
    day = shelf.find(version).cutoff if on is None else parse_day(on, name="on")
    if on is not None:
        output.past_days(version, day)
    return {**dict(zip(("jurisdiction", "vendor", "segment"), names, strict=True)), "on": day}
