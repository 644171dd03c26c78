"""One comparison under way: its columns, its join, and what DuckDB objects to."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracker.diff.align import Plan
from tracker.diff.inputs import Relation
from tracker.diff.query import (
    HERE,
    NEW,
    OLD,
    Tolerance,
    as_text,
    compared,
    key_type,
    matches,
    name,
    wide,
    written,
)
from tracker.errors import BadValueError
from tracker.visible import visible

if TYPE_CHECKING:
    import duckdb


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
        self.condition = ""
        if where is not None:
            from tracker.guard import check_condition

            self.condition = f" WHERE {check_condition(where, con=con)}"
        self.tolerance, self.table, self.memory = tolerance, table, memory
        if tolerance != Tolerance():
            from tracker.diff import near

            near.add(con, [*self.key, *self.shared], tolerance)
        alone = [[side.identifier(c) for c in only] for side, only in ((old, plan.only_old), (new, plan.only_new))]
        self.select, self.differs = wide(self.key, self.shared, tolerance, only_old=alone[0], only_new=alone[1])
        sides = [f"(SELECT {_own(s)}, true AS {HERE} FROM {s.source}{self.condition})" for s in (old, new)]
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
                    f"the key {visible(', '.join(k.name for k in self.key))} is not unique",
                    where=relation.label,
                    got=(listed + more)[:120],
                    hint="Name more key columns, or remove the repeated rows.",
                )

    def run(self, query: str, con: Any = None) -> Any:
        """Run a query; what DuckDB objects to becomes one clear error."""
        from tracker.guard.native import duckdb

        try:
            return (con or self.con).execute(query)
        except duckdb.OutOfMemoryException:
            raise  # There may be another way, which needs less.
        except (duckdb.BinderException, duckdb.ParserException, duckdb.ConversionException) as error:
            said = str(error).splitlines()[0]
            if self.condition:
                raise BadValueError("the condition does not fit the tables", where="where", got=said) from None
            raise self._failed(said) from None
        except duckdb.Error as error:
            raise self._failed(str(error).splitlines()[0]) from None

    def _failed(self, said: str) -> BadValueError:
        return BadValueError("the tables cannot be compared", where=f"{self.old.label}, {self.new.label}", got=said)


def _own(side: Relation) -> str:
    """The columns of a side under names of our own, without those that only a condition sees."""
    return ", ".join(name(held) for held in (side.row_id, *side.held.values())) if side.held else "*"


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
