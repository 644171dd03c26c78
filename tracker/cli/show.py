"""``tracker show``: the positions of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options, output

if TYPE_CHECKING:
    from tracker.schema import Table

_CELL = 14
"""Columns that a cell of the matrix takes at the most, such as "screened L +R"."""

_BASIS_MARK = {"de_jure": "L", "announced": "A", "de_facto": "P"}
_LEGEND = (
    "L in law, A announced, P in practice; +R a review is open; not coded: looked into, nothing codable; "
    "blank: not looked into"
)


@click.command("show")
@options.places
@click.option("--on", "on", metavar="DAY", help="The day (YYYY-MM-DD). [default: the release's cutoff]")
@options.known_by
@options.beyond
@options.vendor
@options.segment
@options.release
@options.output_format
def command(
    jurisdiction: tuple[str, ...],
    on: str | None,
    known_by: str | None,
    beyond: str,
    vendor: tuple[str, ...],
    segment: tuple[str, ...],
    version: str | None,
    form: str,
) -> None:
    """Print the positions of a day: of one jurisdiction in full, of several or all as a table."""
    import tracker
    from tracker.loader.beyond import newest
    from tracker.release.reading import shelf

    release = shelf.find(version)
    if on is None:
        on = newest(release, beyond).isoformat()
    only: dict[str, Any] = {
        "version": version,
        "jurisdiction": options.names(jurisdiction),
        "vendor": options.names(vendor),
        "segment": options.names(segment),
    }
    frame = tracker.position(on, known_by=known_by, beyond=beyond, **only)  # type: ignore[arg-type]
    output.past_horizon(frame)
    rows = output.plain_rows(frame)
    title = f"Positions on {on}" + (f", as known by {known_by}" if known_by else "")
    reach = frame.attrs["horizon"]
    beyond = f"; evidence reaches to {reach}" if reach is not None and on > reach else ""
    title += f" (version {frame.attrs['version']}{beyond})"
    if form != "text":
        output.print_rows(rows, list(frame.columns), form, title=title)
        return
    coverage = output.plain_rows(tracker.load("coverage", **only))
    if len(jurisdiction) != 1:
        _matrix(release.tables["stances"], output.seen(rows), output.seen(coverage), title)
    else:
        laws = output.laws(version, (r["event_id"] for r in rows)) if known_by is None else {}
        _detail(output.seen(rows), output.seen(coverage), title, laws)


def _label(row: dict[str, Any] | None, covered: bool) -> tuple[str, str]:
    if row is None:
        return ("not coded", "dim") if covered else ("", "")
    if row["level"] is None:
        return "review", output.LEVEL_STYLES["review"]
    mark = f"{row['level']} {_BASIS_MARK[row['basis']]}" + (" +R" if row["under_review"] else "")
    return mark, output.LEVEL_STYLES[row["level"]]


def _matrix(stances: Table, rows: list[dict[str, Any]], coverage: list[dict[str, Any]], title: str) -> None:
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    def cell_of(r: dict[str, Any]) -> tuple[str, str, str]:
        return r["jurisdiction"], r["vendor"], r["segment"]

    found, covered = {cell_of(r): r for r in rows}, {cell_of(r) for r in coverage}
    cells = found.keys() | covered
    vendors = [v for v in stances.field("vendor").values if any(c[1] == v for c in cells)]
    segments = [s for s in stances.field("segment").values if any(c[2] == s for c in cells)]
    screen = output.console()
    output.say(screen, title)
    for block in _blocks([(v, s) for v in vendors for s in segments], len(segments), screen.width):
        table = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
        table.add_column("", no_wrap=True, min_width=3)
        for vendor, segment in block:
            table.add_column(f"{vendor}\n{segment}", no_wrap=True)
        for jurisdiction in sorted({c[0] for c in cells}):
            keys = [(jurisdiction, *column) for column in block]
            labels = [_label(found.get(k), k in covered) for k in keys]
            table.add_row(jurisdiction, *(Text(label, style=style) for label, style in labels))
        output.print_block(screen, table)
    output.say(screen, _LEGEND, style="dim")


def _blocks(columns: list[tuple[str, str]], segments: int, width: int) -> list[list[tuple[str, str]]]:
    """Columns side by side: all where the terminal is wide enough, else whole vendors, else as many as fit."""
    room = max(1, (width - 4) // _CELL)
    # A vendor's columns stay together where they have room, and never share a block with some of another's.
    whole, step = (len(columns), room // segments * segments) if room >= segments else (segments, room)
    groups = [columns[i : i + whole] for i in range(0, len(columns), whole)]
    return [group[i : i + step] for group in groups for i in range(0, len(group), step)]


def _detail(
    rows: list[dict[str, Any]], coverage: list[dict[str, Any]], title: str, laws: dict[str, list[dict[str, Any]]]
) -> None:
    from rich.text import Text

    screen = output.console()
    output.say(screen, title)
    found = {(r["vendor"], r["segment"]): r for r in rows}
    for cell in sorted(found.keys() | {(c["vendor"], c["segment"]) for c in coverage}):
        r = found.get(cell)
        label, style = _label(r, covered=True)
        if r is not None and r["level"] is None:
            label = "no level in force, under review"
        # The colour reaches a blank further than the word; without one nothing ends in a blank.
        end = "" if output.piped() else " "
        screen.print(Text(f"{cell[0]:7}{cell[1]:11}").append(f" {label}{end}", style=style))
        told = [] if r is None else ["; ".join(output.law_lines(law)) for law in laws.get(r["event_id"], ())]
        for line in [*(_facts(r) if r is not None else ()), *told]:
            output.say(screen, line, indent=7)
    output.say(screen, _LEGEND, style="dim")


def _facts(r: dict[str, Any]) -> list[str]:
    lines = [f"{b}: {r[b]}" + (" (decides)" if b == r["basis"] else "") for b in _BASIS_MARK if r[b] is not None]
    if r["level"] is not None:
        due = f", deadline {r['deadline']}" if r["deadline"] else ""
        lines.append(f"since {r['valid_from']}{due}, confidence {r['confidence']}")
    lines.append(f"event {r['event_id']}")
    return lines
