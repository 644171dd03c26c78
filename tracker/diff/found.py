"""The differing rows of one table, wherever they are: counted, fetched, or as a query for one cell a row."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tracker.diff.change import Cell, Counts, Row, RowKind, SchemaChange
from tracker.diff.query import as_text, listed, literal, name
from tracker.errors import BadValueError

if TYPE_CHECKING:
    from tracker.diff.task import Task


_DAY = re.compile(r"(?!0000)\d{4}-\d\d-\d\d", re.ASCII)
_PYTHON = re.compile(r"(?!0000)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?", re.ASCII)


class Found:
    """The differing rows of one table: in memory when they came out of one join, else in DuckDB until asked for."""

    def __init__(self, task: Task, records: list[tuple[Any, ...]] | None = None) -> None:
        self._task, self._records = task, records
        self.schema: tuple[SchemaChange, ...] = ()
        self.key, self.shared = tuple(task.key), tuple(task.shared)
        self.only_old, self.only_new = tuple(task.only_old), tuple(task.only_new)
        readers = {"DATE": _day, "TIMESTAMP": _instant}
        self._readers: list[tuple[int, Callable[[str], Any]]] = [
            (1 + i, readers[kind]) for i, (_, kind) in enumerate(task.types) if kind in readers
        ]

    def counts(self) -> Counts:
        """How much differs."""
        sizes = self._task.sizes
        if self._records is not None:
            kinds = [r[0] for r in self._records]
            first = 1 + len(self.key) + 2
            flags = slice(first, first + 3 * len(self.shared), 3)
            cells = sum(map(sum, (r[flags] for r in self._records if r[0] == "changed")))
            return Counts(kinds.count("added"), kinds.count("removed"), kinds.count("changed"), cells, *sizes)
        cell = " + ".join(f"count(*) FILTER (d{i})" for i in range(len(self.shared))) or "0"
        kind = ", ".join(f"count(*) FILTER (kind = '{k}')" for k in ("added", "removed", "changed"))
        added, removed, changed, cells = self._task.run(f"SELECT {kind}, {cell} FROM {self._task.table}").fetchall()[0]
        return Counts(added, removed, changed, cells, *sizes)

    def fetch(self, limit: int | None) -> list[tuple[Any, ...]]:
        """Differing rows sorted by key: ``kind``, key, then old, new and differs of every column in turn."""
        if limit == 0:
            return []
        if self._records is not None:
            return self._records if limit is None else self._records[:limit]
        cap = "" if limit is None else f" LIMIT {int(limit)}"
        query = f"SELECT {self._task.shown} FROM {self._task.table} ORDER BY {self._task.order}{cap}"
        return list(self._task.run(query).fetchall())

    def values(self, record: tuple[Any, ...]) -> list[Any]:
        """The values of a fetched row as Python has them; what it cannot hold exactly stays text."""
        out: list[Any] = [tuple(v) if type(v) is list else v for v in record]
        for at, read in self._readers:
            if out[at] is not None:
                out[at] = read(out[at])
        return out

    def rows(self, key: Sequence[str], limit: int | None, roles: dict[str, str]) -> tuple[Row, ...]:
        """The differing rows as a result keeps them, sorted by key.

        Parameters
        ----------
        key : sequence of str
            In the order in which a row's key is told.
        limit : int or None
            Most rows.
        roles : dict of str to str
            Roles of columns; ``value`` where there is none.
        """
        if limit is not None and limit < 0:
            raise BadValueError("not a number of rows", where="limit", expected="0 or more", got=str(limit))
        order = [[k.name for k in self.key].index(k) for k in key]
        width = 1 + len(self.key)
        shared = [(c.name, roles.get(c.name, "value"), width + 3 * i) for i, c in enumerate(self.shared)]
        place = width + 3 * len(shared)
        only_old = [(c, roles.get(c, "value"), place + i) for i, c in enumerate(self.only_old)]
        only_new = [(c, roles.get(c, "value"), place + len(only_old) + i) for i, c in enumerate(self.only_new)]
        out = []
        for record in self.fetch(limit):
            kind: RowKind = record[0]
            values = self.values(record)
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

    def long_sql(self, *, marked: bool = False, typed: bool = False) -> str:
        """Query for one changed cell a row: the key columns, ``kind``, ``column``, ``old``, ``new`` as text.

        An added or removed row gives one line for each of its cells that is not empty, or one line without a
        column when it has none. What differs between the columns themselves comes last, as lines of kind ``schema``.

        Parameters
        ----------
        marked : bool
            For CSV, which has nothing but text: text that is empty or begins with a quotation mark stands as JSON
            text, so that an empty cell is a missing one.
        typed : bool
            For Parquet, which has days and times: those of a key stay what they are.
        """
        if self._records is not None:
            self._task.joined()
        kinds = dict(self._task.types)
        cells = ", ".join(_cell(*c, kinds) for c in listed(self.shared, self.only_old, self.only_new))
        keys = []
        both = [*self._task.old.columns, *self._task.new.columns]
        for i, told in enumerate(listed_keys([k.name for k in self.key], both)):
            kind = kinds[f"k{i}"]
            kept = kind in _LISTED or kind.startswith("DECIMAL") or (typed and kind in _TIMES)
            keys.append((f"k{i}" if kept else as_text(f"k{i}", kind), kind if kept else "VARCHAR", name(told)))
        columns = [*keys, *((f"c.{c}", "VARCHAR", c) for c in ('"column"', "old", "new"))]
        given = [f"{_marked(c) if marked and kind == 'VARCHAR' else c} AS {n}" for c, kind, n in columns]
        given.insert(len(keys), "kind")
        query = (
            f"SELECT {', '.join(given)} FROM (SELECT *, unnest([{cells}]) AS c FROM {self._task.table}) "
            f'WHERE c IS NOT NULL ORDER BY {self._task.order}, "column"'
        )
        if not self.schema:
            return query
        lines = ", ".join(_line(c, keys, marked=marked) for c in self.schema)
        return f"SELECT * FROM ({query}) UNION ALL VALUES {lines}"


_LISTED = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT",
           "BOOLEAN"}  # fmt: skip
"""Types of a key that every format of a list has as they are; the others stand as text."""

_TIMES = {"DATE", "TIMESTAMP", "TIMESTAMP_NS"}
"""Types of a key that Parquet has as they are."""


def _marked(text: str) -> str:
    return f"CASE WHEN {text} = '' OR starts_with({text}, '\"') THEN CAST(to_json({text}) AS VARCHAR) ELSE {text} END"


def _line(change: SchemaChange, keys: Sequence[tuple[str, str, str]], *, marked: bool) -> str:
    """What differs between the columns, as a line of the list."""
    cells = [change.column, *(json.dumps(v) if isinstance(v, tuple) else v for v in (change.old, change.new))]
    texts = ["NULL::VARCHAR" if c is None else _marked(literal(c)) if marked else literal(c) for c in cells]
    return f"({', '.join([*(f'NULL::{kind}' for _, kind, _ in keys), literal('schema'), *texts])})"


def _day(text: str) -> dt.date | str:
    # Years past 9999 or before 1 are text.
    return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else text


def _instant(text: str) -> dt.datetime | str:
    if not _PYTHON.fullmatch(text):
        return text
    whole, _, part = text.partition(".")
    return dt.datetime.fromisoformat(f"{whole}.{part.ljust(6, '0')}" if part else whole)


def listed_keys(key: Sequence[str], columns: Iterable[str]) -> list[str]:
    """Names of the key columns in a change list.

    One that is taken there gets ``key_`` in front, until it is free and no other column of either file has it.

    Parameters
    ----------
    key : sequence of str
    columns : iterable of str
        Names of all columns of both files.

    Returns
    -------
    list of str

    Examples
    --------
    >>> listed_keys(["kind", "id"], ["kind", "id", "key_kind"])
    ['key_key_kind', 'id']
    """
    others = {c.casefold() for c in columns}
    names: list[str] = []
    for own in key:
        told = own
        while (
            not told
            or told.casefold() in {"kind", "column", "old", "new", *(n.casefold() for n in names)}
            or (told != own and told.casefold() in others)
        ):
            told = f"key_{told}"
        names.append(told)
    return names


def _cell(column: str | None, old: str, new: str, test: str, kinds: dict[str, str]) -> str:
    text = "CAST(NULL AS VARCHAR)" if column is None else literal(column)
    if {kinds.get(old), kinds.get(new)} == {"FLOAT", "DOUBLE"}:
        # Written each as the shortest of its own width, two that differ could be told as one.
        told = [as_text(f"CAST({c} AS DOUBLE)", "DOUBLE") for c in (old, new)]
    else:
        told = [as_text(c, kinds[c]) if c in kinds else "CAST(NULL AS VARCHAR)" for c in (old, new)]
    return f"CASE WHEN {test} THEN {{'column': {text}, 'old': {told[0]}, 'new': {told[1]}}} END"
