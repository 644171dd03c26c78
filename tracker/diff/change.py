"""What a diff found, as frozen objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tracker.errors import unknown

if TYPE_CHECKING:
    import datetime as dt

Value = Any
"""A cell: text, a day, a number, a truth value, a tuple, or None for missing."""

RowKind = Literal["added", "removed", "changed"]

ROW_KINDS: tuple[RowKind, ...] = ("added", "removed", "changed")

Reason = Literal["new_event", "backfill", "correction", "retraction", "documentation", "derived"]

REASONS: dict[Reason, str] = {
    "new_event": "the act became public after the old release's cutoff",
    "backfill": "the act was public by the old release's cutoff, and is entered only now",
    "correction": "a value of an existing row is different",
    "retraction": "the row is gone",
    "documentation": "only notes, sources or coverage changed",
    "derived": "the row follows from rows of other tables",
}
"""Why a row of the dataset differs, and what each reason means."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that differs; ``role`` is that of its column, ``value`` where there is no definition."""

    column: str
    role: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Row:
    """One row that was added, removed or changed.

    ``cells`` holds every cell of an added or removed row that is not empty, and the differing ones of a
    changed row; key columns are in ``key`` only. ``reason`` and ``event_id`` (the act behind the row) are
    told between releases of the dataset.
    """

    kind: RowKind
    key: tuple[Value, ...]
    cells: tuple[Cell, ...]
    reason: Reason | None = None
    event_id: str | None = None


@dataclass(frozen=True)
class SchemaChange:
    """One difference between the definitions of a table.

    ``breaking`` tells whether code that worked may fail, or a code now means something else.
    """

    what: str
    column: str | None
    old: Value
    new: Value
    breaking: bool


@dataclass(frozen=True)
class Counts:
    """How much differs; true also where rows are capped."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    cells: int = 0
    old_rows: int = 0
    new_rows: int = 0

    @property
    def rows(self) -> int:
        """Rows added, removed or changed."""
        return self.added + self.removed + self.changed


@dataclass(frozen=True)
class TableDiff:
    """What differs in one table.

    ``rows`` are sorted by key, and capped where ``complete`` is false; ``counts`` are always true.
    """

    table: str
    key: tuple[str, ...]
    rows: tuple[Row, ...]
    schema: tuple[SchemaChange, ...]
    counts: Counts

    @property
    def complete(self) -> bool:
        """Whether ``rows`` holds every differing row."""
        return len(self.rows) == self.counts.rows

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.counts.rows and not self.schema


@dataclass(frozen=True)
class Effect:
    """For which days the position of a cell became another.

    Half-open: from ``start`` to the day before ``end``; ``end`` is None where it has none. ``old`` and
    ``new`` are ``(level, basis, under_review)``; a level of None is not coded, or only under review.
    """

    jurisdiction: str
    vendor: str
    segment: str
    start: dt.date
    end: dt.date | None
    old: tuple[str | None, str | None, bool]
    new: tuple[str | None, str | None, bool]


@dataclass(frozen=True)
class Differences:
    """What differs between two inputs; :class:`tracker.diff.result.Diff` is what a reader is given.

    Attributes
    ----------
    old, new : str
        Versions, or names of the files compared.
    tables : tuple of TableDiff
        Every table compared, differing or not.
    effects : tuple of Effect
        Positions that became another; empty unless two releases with stances were compared.
    sources : dict of str to tuple of str
        Sources behind each event that is behind a row, by the newer release that has it.
    releases : bool
        Whether two releases of the dataset were compared, so that reasons and the bump have a meaning.
    base : str
        Version of the older release, from which the bump counts.
    left_out : tuple of str
        Tables that were not compared, since nothing leads from them to what the condition asks for.
    whole : bool
        Whether all of both was compared exactly; a filter or a tolerance leaves out what the version step counts.
    """

    old: str
    new: str
    tables: tuple[TableDiff, ...]
    effects: tuple[Effect, ...] = ()
    sources: dict[str, tuple[str, ...]] | None = None
    releases: bool = True
    base: str = ""
    left_out: tuple[str, ...] = ()
    whole: bool = True

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return all(t.same for t in self.tables)

    @property
    def counts(self) -> Counts:
        """Counts over all tables."""
        fields = ("added", "removed", "changed", "cells", "old_rows", "new_rows")
        return Counts(**{f: sum(getattr(t.counts, f) for t in self.tables) for f in fields})

    def __iter__(self) -> Iterator[tuple[str, Row]]:
        """Every differing row with the name of its table."""
        for table in self.tables:
            for row in table.rows:
                yield table.table, row

    def __getitem__(self, table: str) -> TableDiff:
        """The differences of one table."""
        for found in self.tables:
            if found.table == table:
                return found
        raise unknown("table", table, [t.table for t in self.tables])

    def __repr__(self) -> str:
        c = self.counts
        step = f"{type(self).__name__} {self.old} -> {self.new}"
        return f"<{step}: {c.added} added, {c.removed} removed, {c.changed} changed>"
