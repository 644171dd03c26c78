"""The terminal view: grouped by table and jurisdiction, old to new."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.diff.change import Differences, TableDiff
from tracker.diff.render import words
from tracker.visible import visible

Line = tuple[str, str]
"""A kind (head, table, group, schema, added, removed, changed, cell, note, effect) and the text."""


def lines(diff: Differences, *, most: int | None = 50) -> Iterator[Line]:
    """The view, line by line.

    Parameters
    ----------
    diff : Differences
    most : int or None
        Most rows to show a table; the rest is counted.

    Returns
    -------
    iterator of (str, str)
    """
    yield "head", visible(f"{diff.old} -> {diff.new}")
    for table in diff.tables:
        if not table.same:
            yield from _table(diff, table, most)
    if diff.effects:
        yield "table", f"positions: {len(diff.effects)} intervals of days differ"
        shown = diff.effects if most is None else diff.effects[:most]
        for effect in shown:
            yield "effect", f"  {words.effect(effect)}"
        if len(shown) < len(diff.effects):
            yield "note", f"  ... and {len(diff.effects) - len(shown)} more"
    yield "head", "summary"
    for line in words.summary(diff):
        yield "note", line


def _table(diff: Differences, table: TableDiff, most: int | None) -> Iterator[Line]:
    yield "table", f"{visible(table.table)}: {words.counts(table)}"
    for change in table.schema:
        named = change.column is not None
        column = f" {words.shown(change.column)}" if named else ""
        both = f": {words.shown(change.old)} -> {words.shown(change.new)}" if named or change.old is not None else ""
        yield "schema", f"  ! {change.what}{column}{both}"
    groups: dict[str, list[int]] = {}
    rows = table.rows if most is None else table.rows[:most]
    for i, row in enumerate(rows):
        groups.setdefault(words.group(table, row), []).append(i)
    for group, places in groups.items():
        if group:
            yield "group", f"  {group}"
        for i in places:
            row = rows[i]
            why = words.support(diff, row)
            yield row.kind, f"  {words.MARK[row.kind]} {words.key(row)}" + (f"  [{why}]" if why else "")
            if row.kind != "changed":
                yield "cell", f"      {words.gist(row)}"
            for cell in row.cells if row.kind == "changed" else ():
                yield "cell", f"      {words.shown(cell.column)}: {words.shown(cell.old)} -> {words.shown(cell.new)}"
    if len(rows) < table.counts.rows:
        left = table.counts.rows - len(rows)
        yield "note", f"  ... and {left} more rows; --all shows them, --output FILE writes the full list"
