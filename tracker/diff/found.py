"""The differing rows of one table, wherever they are: counted, fetched, or as a query for one cell a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.diff.change import Counts
from tracker.diff.query import listed, literal, name

if TYPE_CHECKING:
    from tracker.diff.engine import Task


class Found:
    """The differing rows of one table: in memory when they came out of one join, else in DuckDB until asked for."""

    def __init__(self, task: Task, records: list[tuple[Any, ...]] | None = None) -> None:
        self._task, self._records = task, records
        self.key, self.shared = tuple(task.key), tuple(task.shared)
        self.only_old, self.only_new = tuple(task.only_old), tuple(task.only_new)

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

    def long_sql(self) -> str:
        """Query for one changed cell a row: the key columns, ``kind``, ``column``, ``old``, ``new`` as text.

        An added or removed row gives one line for each of its cells that is not empty, or one line without a
        column when it has none.
        """
        if self._records is not None:
            self._task.joined()
        cells = ", ".join(_cell(*c) for c in listed(self.shared, self.only_old, self.only_new))
        keys = [f"k{i} AS {name(k.name)}" for i, k in enumerate(self.key)]
        return (
            f'SELECT {", ".join(keys)}, kind, c."column" AS "column", c.old AS old, c.new AS new '
            f"FROM (SELECT *, unnest([{cells}]) AS c FROM {self._task.table}) WHERE c IS NOT NULL "
            f'ORDER BY {self._task.order}, "column"'
        )


def _cell(column: str | None, old: str, new: str, test: str) -> str:
    text = "CAST(NULL AS VARCHAR)" if column is None else literal(column)
    cells = f"{{'column': {text}, 'old': CAST({old} AS VARCHAR), 'new': CAST({new} AS VARCHAR)}}"
    return f"CASE WHEN {test} THEN {cells} END"
