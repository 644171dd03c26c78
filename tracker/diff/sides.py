"""The two files of a comparison: what columns they have, and the reading of them, exact whatever they hold.

A Parquet file whose types DuckDB holds exactly is read by DuckDB where it lies. Everything else comes through Arrow, a
batch at a time, into a table of DuckDB's: what DuckDB holds exactly as it is, the rest as canonical text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.diff import notes
from tracker.diff.align import Pair, Plan, align
from tracker.diff.inputs import FILE_ENDINGS, Relation, unreadable
from tracker.diff.query import HERE, ROW, name
from tracker.diff.types import CELL, Type, of_duck
from tracker.errors import ReleaseError, TrackerError
from tracker.guard.files import parquet, pattern

if TYPE_CHECKING:
    import duckdb

    from tracker.diff.records import Csv

_ROW = "file_row_number"
_OURS = {HERE, ROW, _ROW}
_FIXED = "FIXED_LEN_BYTE_ARRAY"
_SPLIT = f"FROM parquet_metadata({{}}) WHERE type = '{_FIXED}' AND contains(encodings::VARCHAR, 'STREAM_SPLIT') LIMIT 1"
"""Whether bytes of a fixed length are split into streams, as Parquet 2.11 has it and DuckDB does not read it."""


@dataclass
class Side:
    """One file: its columns, and whether DuckDB reads it as it is."""

    path: Path
    columns: dict[str, Type]
    rows: int = 0
    native: bool = False
    schema: bytes = b""
    undivided: bool = False
    source: Any = field(default=None, repr=False)

    @property
    def label(self) -> str:
        """How the side is named."""
        return str(self.path)


def pair(
    con: duckdb.DuckDBPyConnection,
    old: Path,
    new: Path,
    key: Sequence[str],
    columns: Sequence[str] | None = None,
    *,
    delimiter: str | None = None,
    names: Collection[str] | None = None,
) -> tuple[Relation, Relation, Plan]:
    """Two files as relations, and how their columns compare.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    old, new : pathlib.Path
        Parquet, CSV or Arrow IPC.
    key : sequence of str
    columns : sequence of str, optional
        Compare only these.
    delimiter : str, optional
        Of CSV; see :func:`tracker.diff.records.find`.
    names : collection of str, optional
        What a condition asks for (:func:`tracker.diff.asked.names`).

    Returns
    -------
    (Relation, Relation, Plan)

    Raises
    ------
    TrackerError
        When a file is missing, damaged or no table, or two columns do not compare.
    """
    sides = [_open(con, path, key, delimiter) for path in (old, new)]
    labels = (sides[0].label, sides[1].label)
    shown: list[list[str]] = [[], []]
    if names is not None:
        from tracker.diff import asked

        shown = [asked.find(names, list(s.columns), s.label) for s in sides]
    if all(s.native for s in sides):
        differ = sides[0].schema != sides[1].schema
        if any(_hides(s) and (differ or notes.spans(s.schema)) for s in sides):
            # Arrow keeps in Parquet's notes what Parquet has no type for: durations, zones, extension types.
            for side in sides:
                side.columns = _arrow_columns(side)
        plan = align(sides[0].columns, sides[1].columns, key, columns, labels=labels)
        needed = {*(p.name for p in (*plan.key, *plan.shared))}
        alone = [s.columns[c] for s, only in zip(sides, (plan.only_old, plan.only_new), strict=True) for c in only]
        held = all(s.columns[c].duck for s in sides for c in needed) and all(t.duck for t in alone)
        if not plan.exact_text and held:
            a, b = (_in_place(s) for s in sides)
            return a, b, plan
    else:
        for side in sides:
            if side.native:
                side.columns = _arrow_columns(side)
        plan = align(sides[0].columns, sides[1].columns, key, columns, labels=labels)
    a = _load(con, sides[0], plan, sides[1], "old_file", shown[0])
    b = _load(con, sides[1], plan, sides[0], "new_file", shown[1])
    return a, b, plan


def _open(con: duckdb.DuckDBPyConnection, path: Path, key: Sequence[str], delimiter: str | None) -> Side:
    if not path.is_file():
        what = "a folder, not a file" if path.is_dir() else "no such file"
        raise ReleaseError(what, where=str(path), expected=f"a file ending in {', '.join(FILE_ENDINGS)}")
    ending = path.suffix.lower()
    if ending == ".csv":
        from tracker.diff import records

        _refuse_page(path)
        found = records.find(path, key, records.delimiter_of(delimiter))
        return Side(path, dict.fromkeys(found.header, CELL), source=found)
    if ending == ".parquet":
        side = _parquet(con, path)
        if side is not None:
            return side
    side = Side(path, {})
    side.columns = _arrow_columns(side)
    return side


def _parquet(con: duckdb.DuckDBPyConnection, path: Path) -> Side | None:
    """A Parquet file all of whose types DuckDB holds exactly; None otherwise."""
    from tracker.guard.native import duckdb

    file = pattern(path)
    try:
        tree = con.execute(f"SELECT name, num_children, type, logical_type FROM parquet_schema({file})").fetchall()
        kinds = [r[1] for r in con.execute(f"DESCRIBE SELECT * FROM {parquet(path)}").fetchall()]
        noted = con.execute(f"SELECT value FROM parquet_kv_metadata({file}) WHERE key = 'ARROW:schema'").fetchall()
        rows, groups = con.execute(f"SELECT num_rows, num_row_groups FROM parquet_file_metadata({file})").fetchall()[0]
        if any(r[2] == _FIXED for r in tree) and con.execute(_SPLIT.format(file)).fetchall():
            return None
    except duckdb.Error as error:
        raise unreadable(path, error) from None
    columns: dict[str, Type] = {}
    at = 1
    if len(kinds) != (tree[0][1] or 0):
        return None
    for told in kinds:
        column, _, physical, logical = tree[at]
        at = _after(tree, at)
        kind = of_duck(told)
        # DuckDB has microseconds and nanoseconds, makes floats of wide decimals, and has no float of 16 bits.
        cast = told in {"TIMESTAMP", "TIMESTAMP WITH TIME ZONE"} and "MICROS=MicroSeconds" not in (logical or "")
        cast = cast or (told in {"DOUBLE", "FLOAT"} and physical != told)
        if kind is None or cast or physical == "INT96" or column in columns:
            return None
        columns[column] = kind
    plain = {c.casefold() for c in columns}
    if len(plain) < len(columns) or not columns or "" in plain or plain & _OURS or any("\0" in c for c in columns):
        return None
    return Side(path, columns, rows, native=True, schema=noted[0][0] if noted else b"", undivided=groups == 1)


def _after(tree: list[tuple[Any, ...]], at: int) -> int:
    """The place in a schema told depth first that follows an element and what is inside it."""
    children = tree[at][1] or 0
    at += 1
    for _ in range(children):
        at = _after(tree, at)
    return at


def _hides(side: Side) -> bool:
    """Whether Arrow may mean something else by a column than Parquet says."""
    return any(t.duck in {"BIGINT", "TINYINT", "BLOB", "TIMESTAMP WITH TIME ZONE"} for t in side.columns.values())


def _in_place(side: Side) -> Relation:
    return Relation(
        side.label, parquet(side.path, numbered=True), side.columns, side.rows, _ROW, undivided=side.undivided
    )


def _arrow_columns(side: Side) -> dict[str, Type]:
    from tracker.diff.arrow import of_arrow
    from tracker.diff.batches import schema

    found = schema(side.path)
    names = found.names
    if len({*names}) < len(names):
        column = Counter(names).most_common(1)[0][0]
        raise ReleaseError(f"the column {column!r} stands twice", where=side.label)
    if not found.names:
        raise ReleaseError("has no columns", where=side.label)
    return {f.name: of_arrow(f.type) for f in found}


def _load(
    con: duckdb.DuckDBPyConnection, side: Side, plan: Plan, other: Side, table: str, shown: Sequence[str]
) -> Relation:
    """The columns that are needed, in a table of DuckDB's, each under a name of our own; a condition sees some."""
    from tracker.diff import asked
    from tracker.guard.native import duckdb, package

    needed = [p.name for p in (*plan.key, *plan.shared)]
    needed += [c for c in (plan.only_old, plan.only_new)[table == "new_file"] if c not in needed]
    needed += [c for c in shown if c not in needed]
    pairs = {p.name: p for p in (*plan.key, *plan.shared)}
    end = asked.free(shown)
    row = f"{ROW[:-1]}{end}"
    columns = {f"tracker_{i}{end}": (c, pairs.get(c)) for i, c in enumerate(needed)}
    faults: list[TrackerError] = []
    try:
        if (
            side.source is not None
            and side.source.small
            and not any(p is not None and p.exact_text for _, p in columns.values())
        ):
            _create_small(con, side.source, columns, table, row)
        else:
            from tracker.diff.batches import reader

            package()
            batches = reader(side.path, side.source, side.columns, other.columns, columns, row, faults)
            con.register(f"{table}_arrow", batches)
            con.execute(f"CREATE TABLE {table} AS SELECT * FROM {table}_arrow")
            con.unregister(f"{table}_arrow")
    except TrackerError:
        raise
    except (duckdb.Error, OSError, ValueError, RuntimeError) as error:
        # What goes wrong in a batch reaches us through DuckDB, which keeps its words only.
        raise (faults or [unreadable(side.path, error)])[0] from None
    (rows,) = con.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
    source = table
    if shown:
        told = ", ".join(
            asked.told(held, c, side.columns[c], other.columns.get(c, side.columns[c]), exact_text=_is_text(side, c, p))
            for held, (c, p) in columns.items()
            if c in shown
        )
        source = f"(SELECT *, {told} FROM {table})"
    return Relation(side.label, source, side.columns, rows, row, {c: held for held, (c, _) in columns.items()})


def _is_text(side: Side, column: str, pair: Pair | None) -> bool:
    """Whether a column is held as canonical text."""
    return pair.exact_text if pair is not None else side.columns[column].duck is None


def _create_small(
    con: duckdb.DuckDBPyConnection, source: Csv, columns: dict[str, tuple[str, Any]], table: str, row: str
) -> None:
    from tracker.diff import records

    cells = dict(zip(source.header, records.columns(source), strict=True))
    count = len(next(iter(cells.values())))
    lists = ", ".join(f"unnest(${i + 1}::VARCHAR[]) AS {name(held)}" for i, held in enumerate(columns))
    values: Iterator[list[str | None]] = (cells[c] for c, _ in columns.values())
    con.execute(f"CREATE TABLE {table} AS SELECT unnest(range({count})) AS {name(row)}, {lists}", list(values))


def _refuse_page(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(512).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise ReleaseError("is a web page, not CSV", where=str(path), hint="Download the raw file instead of its page.")
