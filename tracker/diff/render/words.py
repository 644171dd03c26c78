"""Words that every rendering shares."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tracker.diff.change import REASONS, Differences, Effect, Row, TableDiff
from tracker.visible import visible

EMPTY = "(empty)"
MARK = {"added": "+", "removed": "-", "changed": "~"}


def plain(value: Any) -> str:
    """A cell as text; empty for missing."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return _list(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    return str(value)


def _list(items: tuple[Any, ...]) -> str:
    if items and all(isinstance(i, str) and i and not any(c in i for c in ';[]"') for i in items):
        return ";".join(items)
    return json.dumps(items, ensure_ascii=False, default=plain)


def shown(value: Any) -> str:
    """A cell as text that is never empty, on one line, and like that of no other value.

    Text that could be mistaken stands in quotation marks: when it is empty, begins with one, has blanks at an end or
    side by side, a character that does not show, or says what stands for a missing cell.
    """
    if value is None:
        return EMPTY
    text = plain(value)
    odd = not text or text == EMPTY or text[0] == '"' or text != text.strip() or "  " in text
    return quoted(text) if odd or not text.isprintable() else text


def quoted(text: str) -> str:
    """Text in quotation marks, with escapes for whatever would not show."""
    out = json.dumps(text, ensure_ascii=False).replace("  ", " \\u0020")
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in out)


def key(row: Row) -> str:
    """A row's key on one line; parts that hold a blank stand in quotation marks where there are several."""
    parts = [shown(k) for k in row.key]
    if len(parts) > 1:
        parts = [quoted(plain(k)) if " " in p and p[0] != '"' and k is not None else p
                 for p, k in zip(parts, row.key, strict=True)]  # fmt: skip
    return " ".join(parts)


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


def summary(diff: Differences) -> Iterator[str]:
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
        if diff.whole:
            # Late: who compares two files waits for nothing of what a release is.
            from tracker.diff.meaning import smallest_bump

            bump = smallest_bump(diff)
            yield f"smallest legal version after {diff.base}: {bump.next_version(diff.base)} ({bump.level})"
        else:
            yield f"smallest legal version after {diff.base}: not told, since only a part was compared"


def support(diff: Differences, row: Row) -> str:
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
    parts = [f"{shown(c.column)}: {shown(c.new if row.kind == 'added' else c.old)}" for c in cells[:most]]
    return ", ".join(parts) + (", ..." if len(cells) > most else "")


def group(table: TableDiff, row: Row) -> str:
    """The jurisdiction a row belongs to, as far as its key or its cells tell; empty otherwise."""
    if "jurisdiction" in table.key:
        return visible(plain(row.key[table.key.index("jurisdiction")]))
    if "event_id" in table.key:
        return visible(str(row.key[table.key.index("event_id")])).split("-", 1)[0].upper()
    return ""
