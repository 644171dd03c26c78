"""The query run by DuckDB: in one go on small tables, hashes first on large ones, out of core when needed.

On large tables a first pass reads both files once and keeps three 64-bit hashes a row: of the key, and two of the
whole row in the form in which it is compared; joined on the first, rows whose others differ are the candidates, and a
second pass fetches the cells of those only, where they are compared for real. A false candidate costs nothing. Two
keys with the same hash are noticed, since keys are compared for real too, and then the comparison is made without
hashes. How a changed row could be missed, and how unlikely that is: :mod:`tracker.diff.hashes`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracker.diff.align import Plan
from tracker.diff.duck import both
from tracker.diff.found import Found
from tracker.diff.hashes import Hashes
from tracker.diff.inputs import Relation
from tracker.diff.query import (
    HERE,
    NEW,
    OLD,
    ROW,
    Tolerance,
    as_text,
    compared,
    key_type,
    literal,
    matches,
    name,
    wide,
    written,
)
from tracker.errors import BadValueError
from tracker.guard import check_condition

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"
"""Most memory on large tables unless asked otherwise; what does not fit goes to disk."""

SEED: int | None = None
"""What the hashes of rows are salted with; drawn anew for each table unless it is set."""

SMALL = 20_000
"""Up to so many rows on both sides together, one join is faster than two passes."""


def compare(
    con: duckdb.DuckDBPyConnection,
    old: Relation,
    new: Relation,
    plan: Plan,
    *,
    table: str = "differing",
    where: str | None = None,
    tolerance: Tolerance | None = None,
    memory: str | None = None,
) -> Found:
    """Find the differing rows of two relations.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    old, new : Relation
    plan : Plan
        Which columns are compared, and how.
    table : str
        Name of the DuckDB table to keep them in.
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
        When a key is not unique, or the condition does not fit.
    """
    task = Task(con, old, new, plan, where, tolerance or Tolerance(), table, memory)
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
        plan: Plan,
        where: str | None,
        tolerance: Tolerance,
        table: str,
        memory: str | None,
    ) -> None:
        self.con, self.old, self.new = con, old, new
        self.key, self.shared = ([p.column(old=old.identifier(p.name), new=new.identifier(p.name)) for p in pairs]
                                 for pairs in (plan.key, plan.shared))  # fmt: skip
        self.only_old, self.only_new = plan.only_old, plan.only_new
        self.condition = "" if where is None else f" WHERE {check_condition(where)}"
        self.tolerance, self.table, self.memory = tolerance, table, memory
        self.hashes = Hashes(secrets.randbits(64) if SEED is None else SEED)
        if tolerance != Tolerance():
            from tracker.diff import near

            near.add(con, [*self.key, *self.shared], tolerance)
        alone = [[side.identifier(c) for c in only] for side, only in ((old, plan.only_old), (new, plan.only_new))]
        self.select, self.differs = wide(self.key, self.shared, tolerance, only_old=alone[0], only_new=alone[1])
        sides = [f"(SELECT *, true AS {HERE} FROM {s.source}{self.condition})" for s in (old, new)]
        self.join = f"FROM {sides[0]} o FULL OUTER JOIN {sides[1]} n ON {matches(self.key, tolerance)}"
        self.types = types(self)
        self.shown = ", ".join(["kind", *(fetchable(c, kind) for c, kind in self.types)])
        self.order = ", ".join([*(f"k{i}" for i in range(len(self.key))), "kind"])

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
        keys = {(r[0], *map(repr, r[1 : 1 + len(self.key)])) for r in found}
        # Keys that are equal may be written in two ways: -0.0, or text whose case has no say.
        loose = self.tolerance.case or self.tolerance.space
        loose = loose or any(k.form != "same" or k.type in {"FLOAT", "DOUBLE"} for k in self.key)
        if not found or expected != {pairs} or len(keys) < len(found) or (loose and len(set(kinds) - {"changed"}) > 0):
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
            f"FROM (SELECT o.r AS ro, n.r AS rn, o.h IS DISTINCT FROM n.h OR o.g IS DISTINCT FROM n.g AS differs "
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
                f"WHERE NOT ({matches(self.key, self.tolerance)}) LIMIT 1"
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
        keys = ", ".join(compared(side, k, self.tolerance) for k in self.key)
        query = (
            f"SELECT 1 FROM {self.table}_c c JOIN {self.table}_{side} {side} ON c.{column} = {side}.{ROW} "
            f"WHERE c.{other} IS NULL GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
        )
        return bool(self.run(query).fetchall())

    def _hash(self, side: str, relation: Relation, con: Any) -> None:
        columns = [(c, compared(side, c, self.tolerance)) for c in (*self.key, *self.shared)]
        key, first, second = self.hashes.of(columns, len(self.key))
        row = f"{side}.{name(relation.row_id)}"
        if relation.rows < 2**32:
            row = f"CAST({row} AS UINTEGER)"
        self.run(
            f"CREATE OR REPLACE TABLE {self.table}_{side} AS SELECT {key} AS k, {first} AS h, {second} AS g, "
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
        for side, relation in ((OLD, self.old), (NEW, self.new)):
            keys = ", ".join(compared(side, k, self.tolerance) for k in self.key)
            shown = ", ".join(f"min({written(side, k)})" for k in self.key)
            query = (
                f"SELECT {shown}, count(*) FROM {relation.source} {side}{self.condition} GROUP BY {keys} "
                f"HAVING count(*) > 1 ORDER BY ALL LIMIT 6"
            )
            rows = self.run(query).fetchall()
            if rows:
                listed = "; ".join(f"{', '.join(map(str, r[:-1]))} ({r[-1]} times)" for r in rows[:5])
                more = "; and more" if len(rows) > 5 else ""
                raise BadValueError(
                    f"the key {', '.join(k.name for k in self.key)} is not unique",
                    where=relation.label,
                    got=(listed + more)[:120],
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


def types(task: Task) -> list[tuple[str, str]]:
    """Columns of a differing row after its kind, with the types in which DuckDB holds them."""
    columns = [(f"k{i}", key_type(k)) for i, k in enumerate(task.key)]
    for i, c in enumerate(task.shared):
        columns += [(f"o{i}", c.old_type), (f"n{i}", c.new_type), (f"d{i}", "BOOLEAN")]
    for side, letter, only in ((task.old, "p", task.only_old), (task.new, "q", task.only_new)):
        columns += [(f"{letter}{i}", side.columns[c].duck or "VARCHAR") for i, c in enumerate(only)]
    return columns


def fetchable(column: str, kind: str) -> str:
    """A column as Python fetches it: days and times as text, since Python's own end at the year 9999."""
    exact = kind == "DATE" or kind.startswith("TIMESTAMP")
    return as_text(column, kind) if exact else column
