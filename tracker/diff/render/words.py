"""Words that every rendering shares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.diff.change import REASONS, Diff, Effect, Row, TableDiff
from tracker.visible import visible

EMPTY = "(empty)"
MARK = {"added": "+", "removed": "-", "changed": "~"}


def plain(value: Any) -> str:
    """A cell as text; empty for missing."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def shown(value: Any) -> str:
    """A cell as text on one line that is never empty, and that a terminal or a page may show."""
    return visible(plain(value)) or EMPTY


def key(row: Row) -> str:
    """A row's key on one line."""
    return " ".join(shown(k) for k in row.key)


def position(value: tuple[str | None, str | None, bool]) -> str:
    """A position in words."""
    level, basis, under_review = value
    text = "not coded" if level is None else f"{level} ({basis})"
    return f"{text}, under review" if under_review else text


def effect(e: Effect) -> str:
    """An effect in words; the last day is included, as people count."""
    import datetime as dt

    days = f"from {e.start}" if e.end is None else f"{e.start} to {e.end - dt.timedelta(days=1)}"
    return f"{visible(f'{e.jurisdiction} {e.vendor} {e.segment}')}, {days}: {position(e.old)} -> {position(e.new)}"


def counts(table: TableDiff) -> str:
    """A table's counts on one line."""
    c = table.counts
    schema = f", {len(table.schema)} schema changes" if table.schema else ""
    return f"+{c.added} -{c.removed} ~{c.changed} rows, {c.cells} cells{schema}"


def reasons(table: TableDiff) -> str:
    """How many rows of a table have each reason; empty where none has."""
    told = [r.reason for r in table.rows if r.reason is not None]
    return ", ".join(f"{told.count(r)} {r}" for r in REASONS if r in told)


def summary(diff: Diff) -> Iterator[str]:
    """One line a differing table, then effects and the version step."""
    for table in diff.tables:
        if not table.same:
            why = reasons(table)
            yield f"{visible(table.table)}: {counts(table)}" + (f" ({why})" if why else "")
    if diff.same:
        yield "no differences"
    if diff.releases:
        if diff.effects:
            cells = len({(e.jurisdiction, e.vendor, e.segment) for e in diff.effects})
            yield f"positions: {len(diff.effects)} intervals of days differ, in {cells} cells"
        bump = diff.bump
        yield f"smallest legal version after {diff.base}: {bump.next_version(diff.base)} ({bump.level})"


def support(diff: Diff, row: Row) -> str:
    """The reason of a row, the act behind it, and how many sources it has."""
    parts: list[str] = [row.reason] if row.reason else []
    if row.event_id is not None:
        count = len((diff.sources or {}).get(row.event_id, ()))
        parts.append(f"{visible(row.event_id)}, {count} source{'s' * (count != 1)}")
    return "; ".join(parts)


def gist(row: Row, most: int = 8) -> str:
    """What an added or removed row says: its values, without notes and what follows from others."""
    follows = ("_rank", "known_from", "event_id")
    cells = [c for c in row.cells if c.role == "value" and not c.column.endswith(follows)]
    parts = [f"{visible(c.column)}: {shown(c.new if row.kind == 'added' else c.old)}" for c in cells[:most]]
    return ", ".join(parts) + (", ..." if len(cells) > most else "")


def group(table: TableDiff, row: Row) -> str:
    """The jurisdiction a row belongs to, as far as its key or its cells tell; empty otherwise."""
    if "jurisdiction" in table.key:
        return visible(plain(row.key[table.key.index("jurisdiction")]))
    if "event_id" in table.key:
        return visible(str(row.key[table.key.index("event_id")])).split("-", 1)[0].upper()
    return ""
