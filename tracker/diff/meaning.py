"""What a diff means for those who use the data: why each row differs, and the smallest version that may carry it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tracker.diff.change import Differences, Reason, Row, TableDiff
from tracker.errors import BadValueError
from tracker.guard.files import parquet
from tracker.release.descriptor.manifest import Release, parse_version
from tracker.schema import DERIVED, TIMELESS

if TYPE_CHECKING:
    import duckdb

Level = Literal["none", "patch", "minor", "major"]
_ORDER: tuple[Level, ...] = ("none", "patch", "minor", "major")

_DESCRIBES = TIMELESS | {"acts", "provisions", "sources", "event_sources"}
"""Tables that describe or support what is coded, and code nothing themselves."""

_CONSEQUENCES = frozenset({"valid_to", "ended_by", "end_known_from", "closed_on", "closed_by", "outcome",
                           "settled_by", "confirmed_on"})  # fmt: skip
"""Cells of an old row that a newer act fills."""


class Reasons:
    """Tells the reason of every row between two releases, from the old cutoff and the acts' public days."""

    def __init__(self, con: duckdb.DuckDBPyConnection, old: Release, new: Release) -> None:
        self.con, self.old, self.new = con, old, new
        self.cutoff = old.cutoff
        self.known = self._public(old)
        self.public = self.known | self._public(new)

    def _public(self, release: Release) -> dict[str, dt.date]:
        if "events" not in release.tables:
            return {}
        source = parquet(release.file("events"))
        return dict(self.con.execute(f"SELECT event_id, public_on FROM {source}").fetchall())

    def tell(self, table: TableDiff) -> TableDiff:
        """The same differences, each row with its reason and the act behind it."""
        added = {r.key: r for r in table.rows if r.kind == "added"}
        if table.table in DERIVED:
            return dataclasses.replace(table, rows=tuple(dataclasses.replace(r, reason="derived") for r in table.rows))
        rows = tuple(self._row(table, r, added) for r in table.rows)
        return dataclasses.replace(table, rows=rows)

    def _row(self, table: TableDiff, row: Row, added: dict[tuple[Any, ...], Row]) -> Row:
        event = self._event(table, row, added)
        return Row(row.kind, row.key, row.cells, self._reason(table, row, event), event)

    def _event(self, table: TableDiff, row: Row, added: dict[tuple[Any, ...], Row]) -> str | None:
        cells = {c.column: c for c in row.cells}
        if row.kind == "changed":
            # The act that newly fills an end is behind the change; an end that a successor sets has its act.
            for column in ("ended_by", "closed_by", "settled_by"):
                if column in cells and cells[column].new is not None:
                    return str(cells[column].new)
            successor = added.get((*row.key[:-1], cells["valid_to"].new)) if "valid_to" in cells else None
            if successor is not None:
                row, cells = successor, {c.column: c for c in successor.cells}
        if "event_id" in table.key:
            return str(row.key[table.key.index("event_id")])
        for column in ("event_id", "opened_by"):
            if column in cells:
                value = cells[column].new if cells[column].new is not None else cells[column].old
                return None if value is None else str(value)
        return None

    def _reason(self, table: TableDiff, row: Row, event: str | None) -> Reason:
        if row.kind == "removed":
            return "retraction" if table.table not in {"event_sources", "coverage"} else "documentation"
        if table.table in _DESCRIBES:
            return self._of_description(table, row, event)
        if row.kind == "added":
            return "new_event" if self._is_new(event) else "backfill"
        columns = {c.column for c in row.cells}
        if all(c.role == "note" for c in row.cells):
            return "documentation"
        if {c for c in columns if not c.endswith("_rank")} <= _CONSEQUENCES | self._notes(row) and event is not None:
            if self._is_new(event):
                return "new_event"
            if event not in self.known:
                return "backfill"
        return "correction"

    def _of_description(self, table: TableDiff, row: Row, event: str | None) -> Reason:
        if row.kind == "changed":
            return (
                "correction"
                if any(c.role != "note" for c in row.cells) and table.table != "coverage"
                else "documentation"
            )
        if table.table == "event_sources" and self._is_new(event):
            return "new_event"
        return "documentation"

    @staticmethod
    def _notes(row: Row) -> set[str]:
        return {c.column for c in row.cells if c.role == "note"}

    def _is_new(self, event: str | None) -> bool:
        return event is not None and event in self.public and self.public[event] > self.cutoff

    def sources(self, tables: tuple[TableDiff, ...]) -> dict[str, tuple[str, ...]]:
        """Sources behind each event that is behind a row, by the newer release that has the event."""
        events = sorted({r.event_id for t in tables for r in t.rows if r.event_id is not None})
        if not events:
            return {}
        out: dict[str, tuple[str, ...]] = {}
        for release in (self.old, self.new):
            if "event_sources" not in release.tables:
                continue
            wanted = "event_id IN (SELECT unnest($1::VARCHAR[]))"
            query = (
                f"SELECT event_id, source_id FROM {parquet(release.file('event_sources'))} WHERE {wanted} ORDER BY ALL"
            )
            behind: dict[str, list[str]] = {}
            for event, source in self.con.execute(query, [events]).fetchall():
                behind.setdefault(event, []).append(source)
            out |= {e: tuple(s) for e, s in behind.items()}
        return out


@dataclass(frozen=True)
class Bump:
    """The smallest legal step to the next version, and the facts that force it."""

    level: Level
    reasons: tuple[str, ...]

    def next_version(self, version: str) -> str:
        """The version after ``version`` by this step."""
        major, minor, patch = parse_version(version)
        steps = {
            "none": (major, minor, patch),
            "patch": (major, minor, patch + 1),
            "minor": (major, minor + 1, 0),
            "major": (major + 1, 0, 0),
        }
        return ".".join(map(str, steps[self.level]))


def smallest_bump(diff: Differences) -> Bump:
    """The smallest legal version step.

    PATCH: nobody's numbers change (only ``note`` columns or wording did). MINOR: numbers may move (rows or
    ``value`` cells added or corrected, columns added). MAJOR: code may break, or a code changed its meaning.

    Parameters
    ----------
    diff : Differences
        Between two releases.

    Returns
    -------
    Bump

    Raises
    ------
    BadValueError
        When a filter or a tolerance left out something: what it hides may force a larger step.
    """
    if not diff.whole:
        raise BadValueError(
            "only a part was compared, and a version step takes all of it", where=f"{diff.old} and {diff.new}",
            hint="Compare without filters, tables, columns and tolerance.",
        )  # fmt: skip
    facts = list(_facts(diff))
    level: Level = max((f[0] for f in facts), key=_ORDER.index, default="none")
    return Bump(level, tuple(text for at, text in facts if at == level))


def is_legal(old: str, new: str, bump: Bump) -> bool:
    """Whether a version may follow another with such a bump.

    Parameters
    ----------
    old, new : str
        Versions.
    bump : Bump

    Returns
    -------
    bool
        True where ``new`` is later than ``old`` and at least the smallest legal step away.
    """
    return parse_version(new) > parse_version(old) and parse_version(new) >= parse_version(bump.next_version(old))


def _facts(diff: Differences) -> Iterator[tuple[Level, str]]:
    for table in diff.tables:
        for change in table.schema:
            level: Level = "major" if change.breaking else "minor"
            if "reworded" in change.what or change.what == "columns reordered":
                level = "patch"
            where = f"{table.table}.{change.column}" if change.column else table.table
            yield level, f"{where}: {change.what}"
        if table.counts.added:
            yield "minor", f"{table.table}: {table.counts.added} rows added"
        if table.counts.removed:
            yield "minor", f"{table.table}: {table.counts.removed} rows removed"
        changed = [r for r in table.rows if r.kind == "changed"]
        moved = sum(any(c.role != "note" for c in r.cells) for r in changed)
        if moved or len(changed) < table.counts.changed:
            yield "minor", f"{table.table}: values changed in {moved} rows"
        if len(changed) > moved:
            yield "patch", f"{table.table}: only notes changed in {len(changed) - moved} rows"
