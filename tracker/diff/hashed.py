"""Large tables: hashes of rows first, cells of the rows that differ after.

Each row has two hashes of 64 bits: of the key, and of the whole row in the form in which it is compared. The side
with fewer rows is held as hashes alone; the other streams past it, and of its rows only those stay that meet no row of
the same hashes. Then the first side is read once more, for the rows that are left over there, and what is left on both
sides is compared for real. A false candidate costs nothing. Two keys with the same hash are noticed, since keys are
compared for real too, and then the comparison is made without hashes. How a changed row could be missed, and how
unlikely that is: :mod:`tracker.diff.hashes`.

Where the hashes do not fit into memory, those of both sides are written down and joined out of core.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tracker.diff.duck import both
from tracker.diff.hashes import Hashes
from tracker.diff.query import HERE, NEW, OLD, ROW, compared, literal, matches, name

if TYPE_CHECKING:
    from tracker.diff.inputs import Relation
    from tracker.diff.task import Task

MEMORY = "1GB"
"""Most memory on large tables unless asked otherwise; what does not fit goes to disk."""

STREAMED = 15_000_000
"""Up to so many rows the hashes of one side fit into :data:`MEMORY`."""

PART = 50_000
"""Rows that are worth a core of their own where a file has one row group only, which DuckDB reads with one core."""

DIFFERS = "o.h IS DISTINCT FROM n.h"
"""Whether the rows of a pair may differ."""

SEED: int | None = None
"""What the hashes of rows are salted with; drawn anew for each table unless it is set."""


def hashed(task: Task) -> bool:
    """Keep the differing rows of two large tables in DuckDB.

    Parameters
    ----------
    task : Task

    Returns
    -------
    bool
        False when keys repeat, or two keys share a hash: then rows must be joined whole.
    """
    return _Hashed(task).run()


class _Hashed:
    """One comparison by hashes; tables of DuckDB's begin with the name of the task's table."""

    def __init__(self, task: Task) -> None:
        self.task, self.t = task, task.table
        # Not out of secrets, which would load all of OpenSSL for it.
        self.hashes = Hashes(int.from_bytes(os.urandom(8), "little") if SEED is None else SEED)
        self.cores = cores(task)
        self.sides = {OLD: task.old, NEW: task.new}
        self.held, self.passing = (OLD, NEW) if task.old.rows <= task.new.rows else (NEW, OLD)
        cells = [*task.key, *task.shared]
        only = {OLD: task.only_old, NEW: task.only_new}
        self.needed = {
            side: list(
                dict.fromkeys(
                    [
                        *((c.old if side == OLD else c.new) or c.name for c in cells),
                        *(relation.identifier(c) for c in only[side]),
                    ]
                )
            )
            for side, relation in self.sides.items()
        }

    def run(self) -> bool:
        """See :func:`hashed`."""
        self.task.run(f"SET memory_limit = {literal(self.task.memory or MEMORY)}")
        # Rows have numbers here: to keep them in order would have one core wait for the other.
        self.task.run("SET preserve_insertion_order = false")
        try:
            return self._run()
        finally:
            self.task.run("RESET preserve_insertion_order")

    def _run(self) -> bool:
        task, t = self.task, self.t
        pairs, streamed = self._candidates()
        added, removed, once = task.run(
            f"SELECT count(*) FILTER (ro IS NULL), count(*) FILTER (rn IS NULL), "
            f"count(ro) = count(DISTINCT ro) AND count(rn) = count(DISTINCT rn) FROM {t}_c"
        ).fetchall()[0]
        # Keys that repeat give more pairs than the sides and the added or removed rows have.
        good = once and {task.sizes[0] + added, task.sizes[1] + removed} == {pairs}
        if good:
            if streamed:
                self._fetch(self.held, task.con)
                self._kept()
            else:
                self._both(self._fetch)
            good = not task.run(
                f"SELECT 1 FROM {t}_c c JOIN {t}_o o ON c.ro = o.{ROW} JOIN {t}_n n ON c.rn = n.{ROW} "
                f"WHERE NOT ({matches(task.key, task.tolerance)}) LIMIT 1"
            ).fetchall() and not any(self._repeats(s, r) for s, r in ((OLD, "rn"), (NEW, "ro")))
        if good:
            task.run(
                f"CREATE OR REPLACE TABLE {t} AS SELECT {task.select} FROM {t}_c c "
                f"LEFT JOIN {t}_o o ON c.ro = o.{ROW} LEFT JOIN {t}_n n ON c.rn = n.{ROW} WHERE {task.differs}"
            )
        for kind, side in (("VIEW" if streamed else "TABLE", self.passing), ("TABLE", self.held), ("TABLE", "c")):
            task.run(f"DROP {kind} IF EXISTS {t}_{side}")
        return bool(good)

    def _candidates(self) -> tuple[int, bool]:
        """Pairs of rows that may differ, as a table; how many pairs there are, and whether cells came with them."""
        from tracker.guard.native import duckdb

        if self.sides[self.held].rows <= STREAMED:
            # Where more rows differ than memory holds, the other way needs less.
            with suppress(duckdb.OutOfMemoryException):
                return self._streamed(), True
        return self._stored(), False

    def _streamed(self) -> int:
        """One side as hashes in memory, the other past it, whose rows that may differ keep their cells."""
        held, passing = self.held, self.passing
        # DuckDB would hold the side that has fewer bytes to its mind, which may be the one whose cells come along.
        self.task.run("SET disabled_optimizers = 'build_side_probe_side'")
        try:
            return self._joined(
                f"FROM ({self._narrow(passing, cells=True)}) {passing} "
                f"FULL OUTER JOIN ({self._narrow(held)}) {held} ON o.k = n.k",
                {f"c{i}": f"{passing}.c{i}" for i in range(len(self.needed[passing]))},
            )
        finally:
            self.task.run("RESET disabled_optimizers")

    def _joined(self, joined: str, cells: dict[str, str]) -> int:
        """The pairs of a join that may differ, as a table with some of their cells; how many pairs there are in all.

        One pass gives both, and so whether a key repeats.
        """
        t, task = self.t, self.task
        kept = {"ro": "o.r", "rn": "n.r", **cells}
        pair = ", ".join(f"'{told}': {own}" for told, own in kept.items())
        task.run(
            f"CREATE OR REPLACE TABLE {t}_l AS SELECT count(*) AS pairs, list(x) FILTER (differs) AS found "
            f"FROM (SELECT {{{pair}}} AS x, {DIFFERS} AS differs {joined})"
        )
        given = ", ".join(f"x.{told} AS {told}" for told in kept)
        task.run(f"CREATE OR REPLACE TABLE {t}_c AS SELECT {given} FROM (SELECT unnest(found) AS x FROM {t}_l)")
        ((pairs,),) = task.run(f"SELECT pairs FROM {t}_l").fetchall()
        task.run(f"DROP TABLE {t}_l")
        return int(pairs)

    def _stored(self) -> int:
        """The hashes of both sides written down and joined, out of core where they must be."""
        from tracker.guard.native import duckdb

        t = self.t
        self._both(lambda side, con: self.task.run(f"CREATE OR REPLACE TABLE {t}_{side} AS {self._narrow(side)}", con))
        joined = f"FROM {t}_o o FULL OUTER JOIN {t}_n n ON o.k = n.k"
        try:
            pairs = self._joined(joined, {})
        except duckdb.OutOfMemoryException:
            self.task.run(f"CREATE OR REPLACE TABLE {t}_c AS SELECT o.r AS ro, n.r AS rn {joined} WHERE {DIFFERS}")
            ((pairs,),) = self.task.run(f"SELECT count(*) {joined}").fetchall()
        for side in (OLD, NEW):
            self.task.run(f"DROP TABLE {t}_{side}")
        return int(pairs)

    def _expressions(self, side: str) -> list[str]:
        """The two hashes of a row and its number, each under its name."""
        task, relation = self.task, self.sides[side]
        columns = [(c, compared(side, c, task.tolerance)) for c in (*task.key, *task.shared)]
        row = f"{side}.{name(relation.row_id)}"
        if relation.rows < 2**32:
            row = f"CAST({row} AS UINTEGER)"
        parts = (*self.hashes.of(columns, len(task.key)), row)
        return [f"{part} AS {told}" for part, told in zip(parts, "khr", strict=True)]

    def _source(self, side: str) -> str:
        relation = self.sides[side]
        parts = min(self.cores, relation.rows // PART) if relation.undivided else 1
        return relation.source if parts < 2 else f"({_in_parts(relation, parts)})"

    def _from(self, side: str) -> str:
        return f"(SELECT * FROM {self._source(side)}{self.task.condition}) {side}"

    def _narrow(self, side: str, *, cells: bool = False) -> str:
        own = self._cells(side) if cells else []
        return f"SELECT {', '.join([*own, *self._expressions(side)])} FROM {self._from(side)}"

    def _cells(self, side: str) -> list[str]:
        """The cells that are needed, under names of our own: the file may have any."""
        return [f"{side}.{name(c)} AS c{i}" for i, c in enumerate(self.needed[side])]

    def _fetch(self, side: str, con: Any) -> None:
        """The cells of one side's rows that may differ."""
        relation = self.sides[side]
        cells = ", ".join(map(name, self.needed[side]))
        self.task.run(
            f"CREATE OR REPLACE TABLE {self.t}_{side} AS SELECT {cells}, {name(relation.row_id)} AS {ROW}, "
            f"true AS {HERE} FROM {self._source(side)} "
            f"WHERE {name(relation.row_id)} IN (SELECT r{side} FROM {self.t}_c)",
            con,
        )

    def _kept(self) -> None:
        """The cells that came with the candidates."""
        side = self.passing
        cells = ", ".join(f"c{i} AS {name(c)}" for i, c in enumerate(self.needed[side]))
        self.task.run(
            f"CREATE OR REPLACE VIEW {self.t}_{side} AS SELECT {cells}, r{side} AS {ROW}, true AS {HERE} "
            f"FROM {self.t}_c WHERE r{side} IS NOT NULL"
        )

    def _repeats(self, side: str, other: str) -> bool:
        """Whether a key stands twice among the rows that one side alone has."""
        task = self.task
        column = "ro" if side == OLD else "rn"
        keys = ", ".join(compared(side, k, task.tolerance) for k in task.key)
        query = (
            f"SELECT 1 FROM {self.t}_c c JOIN {self.t}_{side} {side} ON c.{column} = {side}.{ROW} "
            f"WHERE c.{other} IS NULL GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
        )
        return bool(task.run(query).fetchall())

    def _both(self, step: Callable[[str, Any], Any]) -> None:
        """One step on both sides at once: a Parquet file of one row group keeps only one core busy."""
        cursors = (self.task.con.cursor(), self.task.con.cursor())
        both(lambda: step(OLD, cursors[0]), lambda: step(NEW, cursors[1]), cursors[1].interrupt)


def cores(task: Task) -> int:
    """How many cores DuckDB works with."""
    ((threads,),) = task.run("SELECT current_setting('threads')").fetchall()
    return int(threads)


def _in_parts(relation: Relation, parts: int) -> str:
    """The rows of a relation as that many stretches, each read by itself: pages outside of a stretch are skipped."""
    row, ends = name(relation.row_id), [relation.rows * i // parts for i in range(parts + 1)]
    return " UNION ALL ".join(
        f"SELECT * FROM {relation.source} WHERE {row} >= {start} AND {row} < {end}" for start, end in pairwise(ends)
    )
