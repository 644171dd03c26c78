"""What a table of positions says: its rows and columns, each cell in words, its head and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.days import Day
from tracker.errors import BadValueError
from tracker.loader.beyond import Beyond
from tracker.loader.filters import Names, codes
from tracker.loader.queries import Version
from tracker.show.plot.facts import Facts, day_of, facts, several
from tracker.visible import visible

EMPTY = "–"
"""Where nobody looked."""

Cells = Mapping[tuple[str, str], Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Sheet:
    """A table of positions of a day.

    Attributes
    ----------
    names : tuple of str
        Names of the jurisdictions, a row each.
    columns : tuple of (str, str)
        Labels of vendor and segment, a column each.
    words, states : tuple of tuple of str
        Of every row and column: what the cell says, and its state (a level, ``review``, ``not_coded`` or empty).
    head, clock : str
        What is shown, and by which clock.
    notes : tuple of str
        What stands below; the last is the citation.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, ...], ...]
    states: tuple[tuple[str, ...], ...]
    head: str
    clock: str
    notes: tuple[str, ...]


def sheet(
    on: Day | None = None,
    *,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Day | None = None,
    version: Version = None,
    beyond: Beyond = "flag",
) -> Sheet:
    """Positions of a day as a table in words.

    Parameters
    ----------
    on, jurisdiction, vendor, segment, known_by, version, beyond
        As for :func:`tracker.table`.

    Returns
    -------
    Sheet

    Raises
    ------
    UnknownNameError, BadValueError
        When a name or a day is not one.
    """
    found = facts(version, known_by)
    day = day_of(found, on, beyond)
    pairs = [(v, s) for v in several(found, "vendor", vendor) for s in several(found, "segment", segment)]
    cells: Cells = {(v, s): found.states(day, v, s) for v, s in pairs}
    rows, names = _rows(found, cells, jurisdiction), found.names()
    notes = (f"{found.strictest} In brackets the one that decides. {EMPTY}: not looked into.", found.citation())
    return Sheet(
        names=tuple(visible(names[code]) for code in rows),
        columns=tuple((found.label("vendor", v), found.label("segment", s)) for v, s in pairs),
        words=tuple(tuple(_words(found, cells[p].get(code)) for p in pairs) for code in rows),
        states=tuple(tuple(cells[p][code]["state"] if code in cells[p] else "" for p in pairs) for code in rows),
        head=f"Positions on {day}",
        clock=found.clock(day),
        notes=tuple(visible(note) for note in notes),
    )


def _rows(found: Facts, cells: Cells, jurisdiction: Names) -> list[str]:
    if jurisdiction is not None:
        rows = codes(found.release, "jurisdiction", jurisdiction)
        if not rows:
            raise BadValueError("no jurisdiction is named", where="jurisdiction", expected="at least one", got="none")
        return list(dict.fromkeys(rows))
    coded = {c for column in cells.values() for c, cell in column.items() if cell["state"] != "not_coded"}
    names = found.names()
    return sorted(coded, key=lambda code: (names[code], code))


def _words(found: Facts, cell: Mapping[str, Any] | None) -> str:
    """A cell in words: the level and on which basis it rests, or why there is none."""
    if cell is None:
        return EMPTY
    if not cell["level"]:
        return "under review" if cell["under_review"] else "not coded"
    basis = found.label("basis", cell["basis"]).lower()
    return f"{found.label('level', cell['level'])} ({basis}{'; under review' if cell['under_review'] else ''})"
