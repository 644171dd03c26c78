"""Compare two releases of the dataset, or two files by key."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.diff import duck, engine, inputs, schemas, sides
from tracker.diff.align import align
from tracker.diff.change import Cell, Counts, Diff, Row, RowKind, SchemaChange, TableDiff
from tracker.diff.export import Writer
from tracker.diff.found import Found
from tracker.diff.meaning import Reasons
from tracker.diff.moved import between
from tracker.diff.narrow import Narrow, fitting
from tracker.diff.query import Tolerance, literal
from tracker.diff.types import of_duck
from tracker.errors import BadValueError, ContradictionError, unknown
from tracker.release.derived import positions_file
from tracker.release.manifest import Release
from tracker.schema import Table

if TYPE_CHECKING:
    import duckdb

Input = str | Path

Names = str | Sequence[str] | None

EXACT = Tolerance()
"""Nothing that differs counts as the same."""

LIMIT = 100_000
"""Rows kept in a result unless asked otherwise; counts are true whatever the limit."""


@dataclass(frozen=True)
class Options:
    """What to compare, and how.

    Attributes
    ----------
    key : str or sequence of str, optional
        Key columns; needed for files, known for releases.
    tables, columns : sequence of str, optional
        Only these.
    where : str, optional
        SQL condition on rows; of releases also on jurisdiction, vendor and segment of a row's event.
    only : mapping of str to names
        For releases: jurisdictions, vendors, segments to keep, under any of their names.
    tolerance : Tolerance
        What counts as the same.
    limit : int or None
        Most rows to keep a table.
    memory : str, optional
        Most memory for DuckDB, such as ``"1GB"``.
    delimiter : str, optional
        Of CSV files: a character or the name of one.
    """

    key: str | Sequence[str] | None = None
    tables: Sequence[str] | None = None
    columns: Sequence[str] | None = None
    where: str | None = None
    tolerance: Tolerance = EXACT
    limit: int | None = LIMIT
    memory: str | None = None
    delimiter: str | None = None
    only: Mapping[str, Names] = field(default_factory=dict)


def comparison(old: Input, new: Input, options: Options | None = None, sink: Writer | None = None) -> Diff:
    """Compare two inputs.

    Parameters
    ----------
    old, new : str or pathlib.Path
        Versions, ``latest``, release folders, ``working``, ``git:REVISION``; or two files.
    options : Options, optional
    sink : Writer, optional
        Called with the connection and every table's differing rows before they are gone.

    Returns
    -------
    Diff

    Raises
    ------
    TrackerError
        When an input is missing or damaged, or the options do not fit it.
    """
    options = options or Options()
    files = [inputs.is_file(side) for side in (old, new)]
    for side in (old, new):
        if not inputs.is_file(side) and Path(side).is_file():
            endings = ", ".join(inputs.FILE_ENDINGS)
            raise BadValueError("not a file that can be compared", where=str(side), expected=f"one ending in {endings}")
    if files[0] != files[1]:
        raise ContradictionError(
            "a file can be compared with a file only, and a release with a release",
            where=str(new if files[0] else old),
            hint="Name a file inside the release folder, such as tracker/releases/0.2.0/stances.parquet.",
        )
    with ExitStack() as stack:
        stack.enter_context(duck.told(f"{old}, {new}"))
        con = stack.enter_context(duck.connect(options.memory))
        if files[0]:
            return _files(con, Path(old), Path(new), options, sink)
        if options.delimiter is not None:
            raise ContradictionError("only CSV has a delimiter", where="delimiter", hint="Leave it out.")
        if options.key is not None:
            raise ContradictionError("releases know their keys", where="key", hint="Leave it out, or name two files.")
        releases = [inputs.find_release(side, stack) for side in (old, new)]
        # Positions of older releases lie beside the package's code.
        worked_out = [p for p in map(positions_file, releases) if p is not None]
        _shut_in(con, [*worked_out, *(p for r in releases for p in r.path.iterdir())], sink)
        diff = _releases(con, releases[0], releases[1], options, sink)
        return dataclasses.replace(diff, old=_label(old, releases[0]), new=_label(new, releases[1]))


def _shut_in(con: duckdb.DuckDBPyConnection, inputs: Sequence[Path], sink: Writer | None) -> None:
    """From here on only what is compared is read, only the change list is written, and not over the former."""
    if sink is not None:
        sink.guard(inputs)
    duck.only(con, [*inputs, *([] if sink is None else [sink.part])])


def _label(given: Input, release: Release) -> str:
    temporary = given == inputs.WORKING or str(given).startswith(inputs.GIT)
    return str(given) if temporary else release.version


def _files(con: duckdb.DuckDBPyConnection, old: Path, new: Path, options: Options, sink: Writer | None) -> Diff:
    if options.tables is not None:
        raise ContradictionError("a file is one table", where="tables", hint="Leave it out.")
    key = inputs.parse_key(options.key)
    if options.only:
        raise ContradictionError("only releases have it", where=next(iter(options.only)), hint="Say it with where.")
    if options.delimiter is not None and not any(p.suffix.lower() == ".csv" for p in (old, new)):
        raise ContradictionError("only CSV has a delimiter", where="delimiter", hint="Leave it out.")
    named = options.where is not None
    a, b, plan = sides.pair(con, old, new, key, options.columns, delimiter=options.delimiter, named=named)
    _shut_in(con, [old, new], sink)
    found = engine.compare(con, a, b, plan, where=options.where, tolerance=options.tolerance, memory=options.memory)
    found.schema = schemas.between_files(a, b)
    if sink is not None:
        sink(con, [(None, found)])
    rows = _rows(found, key, options.limit, {})
    diff = TableDiff(new.name, key, rows, found.schema, found.counts())
    return Diff(str(old), str(new), (diff,), releases=False)


def _releases(
    con: duckdb.DuckDBPyConnection, old: Release, new: Release, options: Options, sink: Writer | None
) -> Diff:
    names = list(dict.fromkeys([*new.tables, *old.tables]))
    for wanted in options.tables or ():
        if wanted not in names:
            raise unknown("table", wanted, names)
    chosen = [n for n in names if options.tables is None or n in options.tables]
    if options.columns is not None:
        _refuse_unknown_columns(old, new, chosen, options.columns)
    narrow = Narrow.of(options.where, _codes(new, options.only))
    left_out: tuple[str, ...] = ()
    if narrow is not None:
        chosen, left_out = fitting(narrow, (old, new), chosen, named=options.tables is not None)
    plans = [_Plan(old, new, name, narrow) for name in chosen]
    joins = [p for p in plans if p.joins]
    for plan in plans:
        plan.count(con)

    def join(some: Sequence[_Plan]) -> None:
        cursor = con.cursor()
        for plan in some:
            plan.join(cursor, options)

    duck.both(lambda: join(joins[::2]), lambda: join(joins[1::2]))
    tables = [plan.table(options.limit) for plan in plans]
    found = {p.name: p.found for p in joins if p.found is not None}
    if sink is not None:
        sink(con, list(found.items()))
    reasons = Reasons(con, old, new)
    told = tuple(reasons.tell(t) for t in tables)
    changed = {t.table for t in told if t.rows} & {"stances", "reviews"}
    moved = between(con, old, new, narrow, told) if changed and {"stances", "reviews"} <= set(names) else ()
    return Diff(old.version, new.version, told, moved, reasons.sources(told), base=old.version, left_out=left_out)


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

    def _side(self, con: duckdb.DuckDBPyConnection, release: Release) -> inputs.Relation | None:
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
        rows = _rows(self.found, self.new.key, limit, roles)
        return TableDiff(self.name, self.new.key, rows, self.changes, self.found.counts())


def _relation(table: Table, path: Path, rows: int) -> inputs.Relation:
    kinds = {
        "date": "DATE",
        "boolean": "BOOLEAN",
        "integer": "INTEGER",
        "list": "VARCHAR[]",
        "string": "VARCHAR",
    }
    told = {f.name: "TINYINT" if f.name.endswith("_rank") else kinds[f.type] for f in table.published}
    columns = {c: found for c, kind in told.items() if (found := of_duck(kind)) is not None}
    source = f"read_parquet({literal(str(path))}, file_row_number = true)"
    return inputs.Relation(f"{path.parent.name}/{path.name}", source, columns, rows, "file_row_number")


def _refuse_unknown_columns(old: Release, new: Release, tables: Sequence[str], columns: Sequence[str]) -> None:
    known = {f.name for r in (old, new) for t in tables if t in r.tables for f in r.tables[t].published}
    for column in columns:
        if column not in known:
            raise unknown("column", column, sorted(known), where="columns")


def _rows(found: Found, key: Sequence[str], limit: int | None, roles: dict[str, str]) -> tuple[Row, ...]:
    if limit is not None and limit < 0:
        raise BadValueError("not a number of rows", where="limit", expected="0 or more", got=str(limit))
    order = [[k.name for k in found.key].index(k) for k in key]
    width = 1 + len(found.key)
    shared = [(c.name, roles.get(c.name, "value"), width + 3 * i) for i, c in enumerate(found.shared)]
    place = width + 3 * len(shared)
    only_old = [(c, roles.get(c, "value"), place + i) for i, c in enumerate(found.only_old)]
    only_new = [(c, roles.get(c, "value"), place + len(only_old) + i) for i, c in enumerate(found.only_new)]
    out = []
    for record in found.fetch(limit):
        kind: RowKind = record[0]
        values = found.values(record)
        if kind == "changed":
            cells = [Cell(c, role, values[i], values[i + 1]) for c, role, i in shared if values[i + 2]]
        elif kind == "added":
            cells = [Cell(c, role, None, values[i + 1]) for c, role, i in shared if values[i + 1] is not None]
            cells += [Cell(c, role, None, values[i]) for c, role, i in only_new if values[i] is not None]
        else:
            cells = [Cell(c, role, values[i], None) for c, role, i in shared if values[i] is not None]
            cells += [Cell(c, role, values[i], None) for c, role, i in only_old if values[i] is not None]
        out.append(Row(kind, tuple([values[1 + i] for i in order]), tuple(cells)))
    return tuple(out)
