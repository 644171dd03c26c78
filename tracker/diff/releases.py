"""Compare two releases of the dataset, table by table.

A table whose content hash and whose definition are the same in both descriptors is not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.diff import duck, engine, schemas
from tracker.diff.align import align
from tracker.diff.change import Counts, SchemaChange, TableDiff
from tracker.diff.inputs import Relation
from tracker.diff.meaning import Reasons
from tracker.diff.moved import between as positions_moved
from tracker.diff.result import Diff
from tracker.diff.types import of_duck
from tracker.errors import unknown
from tracker.guard.files import parquet

if TYPE_CHECKING:
    import duckdb

    from tracker.diff.export import Writer
    from tracker.diff.found import Found
    from tracker.diff.narrow import Narrow
    from tracker.diff.options import Names, Options
    from tracker.release.descriptor.manifest import Release
    from tracker.schema import Table


def between(con: duckdb.DuckDBPyConnection, old: Release, new: Release, options: Options, sink: Writer | None) -> Diff:
    """Compare two releases table by table, with the reason of every row and the positions that move.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    old, new : Release
    options : Options
    sink : Writer, optional

    Returns
    -------
    Diff
    """
    names = list(dict.fromkeys([*new.tables, *old.tables]))
    for wanted in options.tables or ():
        if wanted not in names:
            raise unknown("table", wanted, names)
    chosen = [n for n in names if options.tables is None or n in options.tables]
    if options.columns is not None:
        _refuse_unknown_columns(old, new, chosen, options.columns)
    narrow, left_out = _narrow(con, old, new, chosen, options)
    chosen = [n for n in chosen if n not in left_out]
    plans = [_Plan(old, new, name, narrow) for name in chosen]
    joins = [p for p in plans if p.joins]
    for plan in plans:
        plan.count(con)

    def join(some: Sequence[_Plan], cursor: duckdb.DuckDBPyConnection) -> None:
        for plan in some:
            plan.join(cursor, options)

    cursors = (con.cursor(), con.cursor())
    duck.both(lambda: join(joins[::2], cursors[0]), lambda: join(joins[1::2], cursors[1]), cursors[1].interrupt)
    tables = [plan.table(options.limit) for plan in plans]
    found = {p.name: p.found for p in joins if p.found is not None}
    if sink is not None:
        sink(con, list(found.items()))
    reasons = Reasons(con, old, new)
    told = tuple(reasons.tell(t) for t in tables)
    changed = {t.table for t in told if t.rows} & {"stances", "reviews"}
    moved = positions_moved(con, old, new, narrow, told) if changed and {"stances", "reviews"} <= set(names) else ()
    behind = reasons.sources(told)
    return Diff(old.version, new.version, told, moved, behind, True, old.version, left_out, options.whole)


def _narrow(
    con: duckdb.DuckDBPyConnection, old: Release, new: Release, chosen: Sequence[str], options: Options
) -> tuple[Narrow | None, tuple[str, ...]]:
    """The condition that is asked for, and which of the chosen tables it does not fit."""
    if options.where is None and not options.only:
        return None, ()
    # Late: a comparison of whole releases, which waits for little, has no condition to read.
    from tracker.diff.narrow import Narrow, fitting

    narrow = Narrow.of(options.where, _codes(new, options.only), con=con)
    return narrow, () if narrow is None else fitting(narrow, (old, new), chosen, named=options.tables is not None)[1]


def _codes(release: Release, only: Mapping[str, Names]) -> dict[str, list[str]]:
    if not only:
        return {}
    from tracker.loader.filters import codes

    return {argument: codes(release, argument, given) for argument, given in only.items() if given is not None}


class _Plan:
    """One table of two releases: whether its rows must be joined, and what came of it."""

    def __init__(self, old: Release, new: Release, name: str, narrow: Narrow | None = None) -> None:
        self.name, self.old, self.new = name, old.tables.get(name), new.tables.get(name)
        self.narrow, self.releases = narrow, (old, new)
        # Asked of every table, compared row by row or not: a file that is not whole is told here.
        self.files = {r.path: r.file(name) for r in (old, new) if name in r.tables}
        self.sizes = [int(r.resource(name)["rows"]) if name in r.tables else 0 for r in (old, new)]
        hashes = {r.resource(name)["contentHash"] for r in (old, new) if name in r.tables}
        self.changes = schemas.between_tables(self.old, self.new) if self.old and self.new else ()
        same_key = self.old is not None and self.new is not None and self.old.key == self.new.key
        self.joins = same_key and (len(hashes) > 1 or bool(self.changes))
        self.found: Found | None = None

    def count(self, con: duckdb.DuckDBPyConnection) -> None:
        """Rows that meet the condition, of a table whose rows are not compared one by one."""
        if self.narrow is not None and not self.joins:
            self.sizes = [side.rows if (side := self._side(con, r)) else 0 for r in self.releases]

    def _side(self, con: duckdb.DuckDBPyConnection, release: Release) -> Relation | None:
        if self.name not in release.tables:
            return None
        rows = int(release.resource(self.name)["rows"])
        side = _relation(release.tables[self.name], self.files[release.path], rows)
        return side if self.narrow is None else self.narrow.of_side(con, release, side, self.name)

    def join(self, con: duckdb.DuckDBPyConnection, options: Options) -> None:
        assert self.new is not None
        a, b = (self._side(con, release) for release in self.releases)
        assert a is not None
        assert b is not None
        self.found = engine.compare(
            con,
            a,
            b,
            align(a.columns, b.columns, self.new.key, options.columns, labels=(a.label, b.label)),
            table=f"differing_{self.name}",
            tolerance=options.tolerance,
            memory=options.memory,
        )

    def table(self, limit: int | None) -> TableDiff:
        old_rows, new_rows = self.sizes
        if self.old is None or self.new is None:
            here = self.new or self.old
            assert here is not None
            gone = self.new is None
            change = SchemaChange("table removed" if gone else "table added", None, None, None, gone)
            counts = Counts(removed=old_rows, old_rows=old_rows) if gone else Counts(added=new_rows, new_rows=new_rows)
            return TableDiff(self.name, here.key, (), (change,), counts)
        if self.found is None:
            return TableDiff(self.name, self.new.key, (), self.changes, Counts(old_rows=old_rows, new_rows=new_rows))
        roles = {f.name: f.role for f in (*self.old.published, *self.new.published)}
        rows = self.found.rows(self.new.key, limit, roles)
        return TableDiff(self.name, self.new.key, rows, self.changes, self.found.counts())


def _relation(table: Table, path: Path, rows: int) -> Relation:
    kinds = {
        "date": "DATE",
        "boolean": "BOOLEAN",
        "integer": "INTEGER",
        "list": "VARCHAR[]",
        "string": "VARCHAR",
    }
    told = {f.name: "TINYINT" if f.name.endswith("_rank") else kinds[f.type] for f in table.published}
    columns = {c: found for c, kind in told.items() if (found := of_duck(kind)) is not None}
    return Relation(f"{path.parent.name}/{path.name}", parquet(path, numbered=True), columns, rows, "file_row_number")


def _refuse_unknown_columns(old: Release, new: Release, tables: Sequence[str], columns: Sequence[str]) -> None:
    known = {f.name for r in (old, new) for t in tables if t in r.tables for f in r.tables[t].published}
    for column in columns:
        if column not in known:
            raise unknown("column", column, sorted(known), where="columns")
