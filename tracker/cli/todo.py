"""``tracker todo``: what a curator should look at next."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import click

from tracker.cli import complete, options, output


@click.command("todo")
@click.argument("jurisdiction", nargs=-1, shell_complete=complete.jurisdictions)
@options.data_folder
@click.option("--on", "on", metavar="DAY", help="Looked from this day (YYYY-MM-DD). [default: today]")
@options.output_format
def command(jurisdiction: tuple[str, ...], folder: Path, on: str | None, form: str) -> None:
    """List what a curator should look at next, most urgent first.

    Deadlines that passed with no later event, acts in force whose text was not read, positions that nothing
    has confirmed for two years, reviews open for a year, cells not searched for a year.
    """
    import datetime as dt

    from tracker.curation.dataset import read_folder
    from tracker.curation.todo import Item, todo
    from tracker.days import parse_day
    from tracker.errors import CurationError
    from tracker.names import Names as Called

    day = dt.date.today() if on is None else parse_day(on, name="on")
    data = read_folder(folder)
    if not data.whole:
        raise CurationError(
            "a file is missing or is not a table", where=str(folder), hint="`tracker validate` says which."
        )
    known = data["jurisdictions"]
    called = Called.of("jurisdiction", dict(zip(known["jurisdiction"], known["name"], strict=True)))
    wanted = {called.code(j) for j in jurisdiction}
    # Keys of all these tables begin with the jurisdiction; that of an act in small letters.
    found = [i for i in todo(data, day) if not wanted or re.split("[-/]", i.row)[0].upper() in wanted]
    columns = [f.name for f in dataclasses.fields(Item)]
    rows = [{**dataclasses.asdict(i), "since": i.since.isoformat()} for i in found]
    if form != "text":
        output.print_rows(rows, columns, form)
        return
    screen = output.console()
    for kind in dict.fromkeys(i.kind for i in found):
        some = [r for r in rows if r["kind"] == kind]
        screen.print(f"{kind}: {len(some)}")
        for r in some:
            screen.print(f"  {r['since']}  {r['table']} {r['row']}", soft_wrap=True)
            screen.print(f"      {r['what']}", style="dim", soft_wrap=True)
    if not found:
        screen.print("nothing waits", style="dim")
