"""Check a table's rows against its schema, without pandas: types, vocabularies, forms, key, references.

Every check yields the first row that breaks it. The hash of the content already says that the rows are the
published ones; this says that they are what the descriptor claims of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tracker.release.descriptor.values import listed
from tracker.release.reading.file_problem import Problem
from tracker.schema import Field, Table
from tracker.schema.arrow import arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31, from 1970-01-01


def schema_faults(table: Table, got: pa.Schema, file: str) -> Iterator[Problem]:
    """Where a file's Arrow schema is not what the descriptor says: columns, types, nullability, descriptions.

    Parameters
    ----------
    table : Table
    got : pyarrow.Schema
    file : str
        Name of the file, for messages.

    Yields
    ------
    Problem
    """
    wanted = arrow_schema(table)
    if got.names != wanted.names:
        yield Problem(file, "columns differ", expected=", ".join(wanted.names), got=", ".join(got.names))
        return
    for a, b in zip(wanted, got, strict=True):
        if a.type != b.type:
            yield Problem(file, "type differs", column=a.name, expected=str(a.type), got=str(b.type))
        if a.nullable != b.nullable:
            may = {True: "may be empty", False: "never empty"}
            yield Problem(file, "type differs", column=a.name, expected=may[a.nullable], got=may[b.nullable])
        if a.metadata != b.metadata:
            yield Problem(file, "description, role, unit or vocabulary differs from the descriptor", column=a.name)


def day_faults(rows: pa.Table, file: str) -> Iterator[Problem]:
    """Cells that hold a day which no calendar has, so that no reader gives it; the first of each column.

    Parameters
    ----------
    rows : pyarrow.Table
    file : str

    Yields
    ------
    Problem
    """
    import pyarrow as pa

    for name, column in zip(rows.column_names, rows.columns, strict=True):
        if pa.types.is_date32(column.type):
            values = [v for part in column.chunks for v in part.view(pa.int32()).to_pylist()]  # A cast loads slowly.
            known = {v for v in values if v is not None}
            if known and not _FIRST_DAY <= min(known) <= max(known) <= _LAST_DAY:
                at = next(i for i, v in enumerate(values) if v is not None and not _FIRST_DAY <= v <= _LAST_DAY)
                got = f"day {values[at]} from 1970-01-01"
                yield Problem(file, "a day that does not exist", row=at + 1, column=name, got=got)


def row_faults(
    table: Table, rows: pa.Table, file: str, columns: Mapping[str, list[Any]] | None = None
) -> Iterator[Problem]:
    """Where rows break their schema; the first row of each kind in each column.

    Parameters
    ----------
    table : Table
    rows : pyarrow.Table
        With exactly the published columns.
    file : str
    columns : mapping of str to list, optional
        The same rows as Python values, where they are at hand: to make them takes longer than to look at them.

    Yields
    ------
    Problem
    """
    columns = columns or {name: listed(rows[name]) for name in rows.column_names}
    for field in table.published:
        values = columns[field.name]
        # Every different value is looked at once; lists have no hash.
        different = values if field.type == "list" else set(values)
        for what, expected, wrong in _rules(field):
            bad = [v for v in different if wrong(v)]
            if bad:
                at = values.index(bad[0]) if field.type == "list" else _first(values, set(bad))
                got = repr(values[at])[:80]
                yield _at(table, rows, file, at, what, column=field.name, expected=expected, got=got)
        if field.constraints.get("unique"):
            yield from _repeated(table, rows, file, field.name, values)
    yield from _rank_faults(table, rows, file, columns)
    yield from _key_faults(table, rows, file, columns)


def reference_faults(tables: Mapping[str, tuple[Table, pa.Table, str]]) -> Iterator[Problem]:
    """Rows that refer to a row that is not there; the first of each reference.

    Parameters
    ----------
    tables : mapping
        By name: schema, rows, file.

    Yields
    ------
    Problem
    """
    for table, rows, file in tables.values():
        for key in table.foreign_keys:
            if key.table not in tables:
                continue
            known = set(_tuples(tables[key.table][1], key.references))
            for at, values in enumerate(_tuples(rows, key.fields)):
                if None not in values and values not in known:
                    what = f"refers to a row of {key.table} that does not exist"
                    yield _at(
                        table, rows, file, at, what, column=", ".join(key.fields), got=", ".join(map(str, values))
                    )
                    break


def _rules(field: Field) -> Iterator[tuple[str, str, Callable[[Any], bool]]]:
    """What a column's values must be: name of the rule, what is expected, and whether a value breaks it."""
    limits = field.constraints
    if field.required:
        yield "empty", "a value", lambda v: v is None
    if field.type == "list" and field.values:
        place = {v: i for i, v in enumerate(field.values)}
        expected = f"of {', '.join(field.values)}"
        yield "an item unknown, repeated or out of order", expected, lambda v: not _in_order(v, place)
    elif field.values:
        known = set(field.values)
        yield "not in the vocabulary", f"one of {', '.join(field.values)}", lambda v: v is not None and v not in known
    if field.type == "string" and "pattern" in limits:
        form = re.compile(str(limits["pattern"]))
        yield "wrong form", form.pattern, lambda v: v is not None and form.fullmatch(v) is None
    if field.type == "string" and {"minLength", "maxLength"} & limits.keys():
        short, long = limits.get("minLength", 0), limits.get("maxLength", math.inf)
        expected = f"{short} to {long} characters"
        yield "too short or too long", expected, lambda v: v is not None and not short <= len(v) <= long
    if field.type == "integer":
        low, high = limits.get("minimum", -math.inf), limits.get("maximum", math.inf)
        yield "out of range", f"{low} to {high}", lambda v: v is not None and not low <= v <= high


def _in_order(items: list[str] | None, place: Mapping[str, int]) -> bool:
    places = [place.get(i, -1) for i in items or ()]
    return -1 not in places and places == sorted(set(places))


def _first(values: list[Any], bad: set[Any]) -> int:
    return next(at for at, v in enumerate(values) if v in bad)


def _repeated(table: Table, rows: pa.Table, file: str, name: str, values: list[Any]) -> Iterator[Problem]:
    seen = set()
    for at, value in enumerate(values):
        if value is not None and value in seen:
            yield _at(table, rows, file, at, "a value that must be unique appears twice", column=name)
            return
        seen.add(value)


def _rank_faults(table: Table, rows: pa.Table, file: str, columns: Mapping[str, list[Any]]) -> Iterator[Problem]:
    """Whether every ``*_rank`` is the place of its level on the scale, since it is what people filter on."""
    for field in table.published:
        name = f"{field.name}_rank"
        if field.ordered and name in columns:
            place = {v: i for i, v in enumerate(field.values)}
            for at, (value, rank) in enumerate(zip(columns[field.name], columns[name], strict=True)):
                if place.get(value) != rank:
                    expected = str(place.get(value))
                    what = f"not the rank of {field.name}"
                    yield _at(table, rows, file, at, what, column=name, expected=expected, got=str(rank))
                    break


def _key_faults(table: Table, rows: pa.Table, file: str, columns: Mapping[str, list[Any]]) -> Iterator[Problem]:
    before: tuple[Any, ...] | None = None
    for at, key in enumerate(zip(*(columns[n] for n in table.key), strict=True)):
        if None in key:
            return  # Said already: key columns are required.
        if before is not None and key <= before:
            same = key == before
            yield _at(table, rows, file, at, "the key appears twice" if same else "rows are not sorted by key")
            return
        before = key


def _tuples(rows: pa.Table, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    return zip(*(listed(rows[n]) for n in names), strict=True)


def _at(table: Table, rows: pa.Table, file: str, at: int, what: str, **more: Any) -> Problem:
    key = ", ".join(str(rows[n][at].as_py()) for n in table.key)
    return Problem(file, what, row=at + 1, key=key, **more)
