"""The query run by DuckDB: in one go on small tables, hashes first on large ones (:mod:`tracker.diff.hashed`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.diff.align import Plan
from tracker.diff.found import Found
from tracker.diff.inputs import Relation
from tracker.diff.query import Tolerance
from tracker.diff.task import Task

if TYPE_CHECKING:
    import duckdb

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
        Most memory to use on large tables; :data:`tracker.diff.hashed.MEMORY` by default.

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
    from tracker.diff.hashed import hashed

    if not hashed(task):
        task.refuse_duplicates()
        task.joined()
    return Found(task)
