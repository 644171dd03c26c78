"""The differing rows of one table, wherever they are: counted, fetched, or as a query for one cell a row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from tracker.diff.change import Counts
from tracker.diff.query import Column, as_text, listed, literal, name

if TYPE_CHECKING:
    from tracker.diff.engine import Task


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PYTHON = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?", re.ASCII)


class Found:
    """The differing rows of one table: in memory when they came out of one join, else in DuckDB until asked for."""

    def __init__(self, task: Task, records: list[tuple[Any, ...]] | None = None) -> None:
        self._task, self._records = task, records
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

    def long_sql(self) -> str:
        """Query for one changed cell a row: the key columns, ``kind``, ``column``, ``old``, ``new`` as text.

        An added or removed row gives one line for each of its cells that is not empty, or one line without a
        column when it has none.
        """
        if self._records is not None:
            self._task.joined()
        kinds = dict(self._task.types)
        cells = ", ".join(_cell(*c, kinds) for c in listed(self.shared, self.only_old, self.only_new))
        taken = {"kind", "column", "old", "new"}
        keys = [f"{as_text(f'k{i}', kinds[f'k{i}'])} AS {name(n)}" for i, n in enumerate(listed_keys(self.key, taken))]
        return (
            f'SELECT {", ".join(keys)}, kind, c."column" AS "column", c.old AS old, c.new AS new '
            f"FROM (SELECT *, unnest([{cells}]) AS c FROM {self._task.table}) WHERE c IS NOT NULL "
            f'ORDER BY {self._task.order}, "column"'
        )


def _day(text: str) -> dt.date | str:
    # Years past 9999 or before 1 are text.
    return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else text


def _instant(text: str) -> dt.datetime | str:
    if not _PYTHON.fullmatch(text):
        return text
    whole, _, part = text.partition(".")
    return dt.datetime.fromisoformat(f"{whole}.{part.ljust(6, '0')}" if part else whole)


def listed_keys(key: Sequence[Column], taken: Collection[str]) -> list[str]:
    """Names of the key columns in a change list; one that is taken there gets ``key_`` in front, until it is free."""
    names: list[str] = []
    for k in key:
        told = k.name or "key_"
        while told.casefold() in {*taken, *(n.casefold() for n in names)}:
            told = f"key_{told}"
        names.append(told)
    return names


def _cell(column: str | None, old: str, new: str, test: str, kinds: dict[str, str]) -> str:
    text = "CAST(NULL AS VARCHAR)" if column is None else literal(column)
    told = [as_text(c, kinds[c]) if c in kinds else "CAST(NULL AS VARCHAR)" for c in (old, new)]
    return f"CASE WHEN {test} THEN {{'column': {text}, 'old': {told[0]}, 'new': {told[1]}}} END"
