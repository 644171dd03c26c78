"""The query run by DuckDB: in one go on small tables, hashes first on large ones, out of core when needed.

On large tables a first pass reads both files once and keeps only two 64-bit hashes a row, of the key and of
the whole row; joined on the first, rows whose second differs are the candidates, and a second pass fetches
the cells of those only, where they are compared for real. A false candidate costs nothing. To be missed, a
changed row would need the same 64-bit hash before and after: one chance in 1.8e19 a changed row. Two keys with
the same hash are noticed, since keys are compared for real too, and then the comparison is made without hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracker.diff.align import align
from tracker.diff.duck import both
from tracker.diff.found import Found
from tracker.diff.inputs import Relation, quoted
from tracker.diff.query import HERE, NEW, OLD, ROW, Column, Tolerance, compared, literal, matches, typed, wide
from tracker.errors import BadValueError
from tracker.guard import check_condition

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"
"""Most memory on large tables unless asked otherwise; what does not fit goes to disk."""

SMALL = 20_000
"""Up to so many rows on both sides together, one join is faster than two passes."""


def compare(
    con: duckdb.DuckDBPyConnection,
    old: Relation,
    new: Relation,
    key: Sequence[str],
    *,
    table: str = "differing",
    columns: Sequence[str] | None = None,
    where: str | None = None,
    tolerance: Tolerance | None = None,
    memory: str | None = None,
) -> Found:
    """Find the differing rows of two relations.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    old, new : Relation
    key : sequence of str
        Columns that together identify a row.
    table : str
        Name of the DuckDB table to keep them in.
    columns : sequence of str, optional
        Compare only these besides the key.
    where : str, optional
        SQL condition; only rows that meet it are compared.
    tolerance : Tolerance, optional
    memory : str, optional
        Most memory to use on large tables; :data:`MEMORY` by default.

    Returns
    -------
    Found

    Raises
    ------
    BadValueError
        When a key is not unique, or types or the condition do not fit.
    UnknownNameError
        When a column is missing.
    """
    keys, shared = align(con, old, new, key, columns)
    wanted = None if columns is None else set(columns)
    only_old = [c for c in old.columns if c not in new.columns and (wanted is None or c in wanted)]
    only_new = [c for c in new.columns if c not in old.columns and (wanted is None or c in wanted)]
    task = Task(con, old, new, keys, shared, only_old, only_new, where, tolerance or Tolerance(), table, memory)
    if old.rows + new.rows <= SMALL:
        return Found(task, task.direct())
    if not task.hashed():
        task.refuse_duplicates()
        task.joined()
    return Found(task)


class Task:
    """One comparison under way."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        old: Relation,
        new: Relation,
        key: list[Column],
        shared: list[Column],
        only_old: list[str],
        only_new: list[str],
        where: str | None,
        tolerance: Tolerance,
        table: str,
        memory: str | None,
    ) -> None:
        self.con, self.old, self.new, self.key, self.shared = con, old, new, key, shared
        self.only_old, self.only_new = only_old, only_new
        self.condition = "" if where is None else f" WHERE {check_condition(where)}"
        self.tolerance, self.table, self.memory = tolerance, table, memory
        self.select, self.differs = wide(key, shared, tolerance, only_old=only_old, only_new=only_new)
        sides = [f"(SELECT *, true AS {HERE} FROM {s.source}{self.condition})" for s in (old, new)]
        self.join = f"FROM {sides[0]} o FULL OUTER JOIN {sides[1]} n ON {matches(key)}"
        columns = [_fetchable(f"k{i}", k.type) for i, k in enumerate(key)]
        for i, c in enumerate(shared):
            columns += [_fetchable(f"o{i}", c.type), _fetchable(f"n{i}", c.type), f"d{i}"]
        columns += [f"p{i}" for i in range(len(only_old))] + [f"q{i}" for i in range(len(only_new))]
        self.shown = ", ".join(["kind", *columns])
        self.order = ", ".join([*(f"k{i}" for i in range(len(key))), "kind"])
        if any("TIME ZONE" in c.type for c in (*key, *shared)):
            self.run("SET TimeZone = 'UTC'")

    @cached_property
    def sizes(self) -> tuple[int, int]:
        """Rows of both sides that are compared."""
        return (self._size(self.old), self._size(self.new))

    def _size(self, side: Relation) -> int:
        if not self.condition:
            return side.rows
        (count,) = self.run(f"SELECT count(*) FROM {side.source}{self.condition}").fetchall()[0]
        return int(count)

    def direct(self) -> list[tuple[Any, ...]]:
        """The differing rows out of one full outer join of whole rows, checked for repeated keys.

        Where keys are unique on both sides, every key gives one row of the join. Their number is counted on the
        way, so that a repeated key shows: it gives more rows than the sides and the added or removed rows have.
        """
        found = self.run(
            f"SELECT {self.shown}, pairs FROM (SELECT {self.select}, {self.differs} AS differs, "
            f"count(*) OVER () AS pairs {self.join}) WHERE differs ORDER BY {self.order}"
        ).fetchall()
        kinds = [r[0] for r in found]
        pairs = found[0][-1] if found else max(self.sizes)
        expected = {self.sizes[0] + kinds.count("added"), self.sizes[1] + kinds.count("removed")}
        keys = {(r[0], *map(str, r[1 : 1 + len(self.key)])) for r in found}
        if not found or expected != {pairs} or len(keys) < len(found):
            self.refuse_duplicates()
        return [r[:-1] for r in found]

    def joined(self) -> None:
        """Keep the differing rows of one full outer join of whole rows in DuckDB."""
        self.run(f"CREATE OR REPLACE TABLE {self.table} AS SELECT {self.select} {self.join} WHERE {self.differs}")

    def hashed(self) -> bool:
        """Hashes first, cells after; False when keys repeat, or two keys share a hash: rows must be joined whole."""
        t = self.table
        self.run(f"SET memory_limit = {literal(self.memory or MEMORY)}")
        self._both(self._hash)
        # One pass over the join gives the candidates and the number of pairs, and so whether a key repeats.
        self.run(
            f"CREATE OR REPLACE TABLE {t}_l AS "
            "SELECT count(*) AS pairs, list({'ro': ro, 'rn': rn}) FILTER (differs) AS found "
            f"FROM (SELECT o.r AS ro, n.r AS rn, o.h IS DISTINCT FROM n.h AS differs "
            f"FROM {t}_o o FULL OUTER JOIN {t}_n n ON o.k = n.k)"
        )
        pairs_of = f"SELECT unnest(found) AS x FROM {t}_l"
        self.run(f"CREATE OR REPLACE TABLE {t}_c AS SELECT x.ro AS ro, x.rn AS rn FROM ({pairs_of})")
        pairs, added, removed, once = self.run(
            f"SELECT (SELECT pairs FROM {t}_l), count(*) FILTER (ro IS NULL), count(*) FILTER (rn IS NULL), "
            f"count(ro) = count(DISTINCT ro) AND count(rn) = count(DISTINCT rn) FROM {t}_c"
        ).fetchall()[0]
        for side in (OLD, NEW, "l"):
            self.run(f"DROP TABLE {t}_{side}")
        good = once and {self.sizes[0] + added, self.sizes[1] + removed} == {pairs}
        if good:
            self._both(self._fetch)
            good = not self.run(
                f"SELECT 1 FROM {t}_c c JOIN {t}_o o ON c.ro = o.{ROW} JOIN {t}_n n ON c.rn = n.{ROW} "
                f"WHERE NOT ({matches(self.key)}) LIMIT 1"
            ).fetchall() and not any(self._repeats(s, r) for s, r in ((OLD, "rn"), (NEW, "ro")))
        if good:
            self.run(
                f"CREATE OR REPLACE TABLE {t} AS SELECT {self.select} FROM {t}_c c "
                f"LEFT JOIN {t}_o o ON c.ro = o.{ROW} LEFT JOIN {t}_n n ON c.rn = n.{ROW} WHERE {self.differs}"
            )
        for side in (OLD, NEW, "c"):
            self.run(f"DROP TABLE IF EXISTS {t}_{side}")
        return bool(good)

    def _repeats(self, side: str, other: str) -> bool:
        """Whether a key stands twice among the rows that one side alone has."""
        column = "ro" if side == OLD else "rn"
        keys = ", ".join(typed(side, k) for k in self.key)
        query = (
            f"SELECT 1 FROM {self.table}_c c JOIN {self.table}_{side} {side} ON c.{column} = {side}.{ROW} "
            f"WHERE c.{other} IS NULL GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
        )
        return bool(self.run(query).fetchall())

    def _hash(self, side: str, relation: Relation, con: Any) -> None:
        columns = [compared(side, c, self.tolerance) for c in (*self.key, *self.shared)]
        key = ", ".join(typed(side, k) for k in self.key)
        row = f"{side}.{relation.row_id}"
        if relation.rows < 2**32:
            row = f"CAST({row} AS UINTEGER)"
        self.run(
            f"CREATE OR REPLACE TABLE {self.table}_{side} AS SELECT hash({key}) AS k, hash({', '.join(columns)}) AS h, "
            f"{row} AS r FROM {relation.source} {side}{self.condition}",
            con,
        )

    def _fetch(self, side: str, relation: Relation, con: Any) -> None:
        column = "ro" if side == OLD else "rn"
        self.run(
            f"CREATE OR REPLACE TABLE {self.table}_{side} AS SELECT *, {relation.row_id} AS {ROW}, true AS {HERE} "
            f"FROM {relation.source} WHERE {relation.row_id} IN (SELECT {column} FROM {self.table}_c)",
            con,
        )

    def _both(self, step: Callable[[str, Relation, Any], None]) -> None:
        """One step on both sides at once: a Parquet file of one row group keeps only one core busy."""
        cursors = (self.con.cursor(), self.con.cursor())
        both(lambda: step(OLD, self.old, cursors[0]), lambda: step(NEW, self.new, cursors[1]))

    def refuse_duplicates(self) -> None:
        """Raise when a key stands twice on a side, naming some."""
        keys = quoted([k.name for k in self.key])
        for side in (self.old, self.new):
            query = (
                f"SELECT {keys}, count(*) FROM {side.source}{self.condition} GROUP BY {keys} "
                f"HAVING count(*) > 1 ORDER BY {keys} LIMIT 6"
            )
            rows = self.run(query).fetchall()
            if rows:
                shown = "; ".join(f"{', '.join(map(str, r[:-1]))} ({r[-1]} times)" for r in rows[:5])
                more = "; and more" if len(rows) > 5 else ""
                raise BadValueError(
                    f"the key {', '.join(k.name for k in self.key)} is not unique",
                    where=side.label,
                    got=shown + more,
                    hint="Name more key columns, or remove the repeated rows.",
                )

    def run(self, query: str, con: Any = None) -> Any:
        """Run a query; what DuckDB objects to becomes one clear error."""
        import duckdb

        try:
            return (con or self.con).execute(query)
        except (duckdb.BinderException, duckdb.ParserException, duckdb.ConversionException) as error:
            said = str(error).splitlines()[0]
            if self.condition:
                raise BadValueError("the condition does not fit the tables", where="where", got=said) from None
            raise self._failed(said) from None
        except duckdb.Error as error:
            raise self._failed(str(error).splitlines()[0]) from None

    def _failed(self, said: str) -> BadValueError:
        return BadValueError("the tables cannot be compared", where=f"{self.old.label}, {self.new.label}", got=said)


def _fetchable(column: str, kind: str) -> str:
    # Python needs a time zone library for these; text in UTC says the same.
    return f"CAST({column} AS VARCHAR)" if "TIME ZONE" in kind else column
