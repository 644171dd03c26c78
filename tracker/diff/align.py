"""Which columns two relations share, and the type in which each is compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.diff.inputs import Relation
from tracker.diff.query import Column
from tracker.errors import BadValueError, unknown

if TYPE_CHECKING:
    import duckdb

_NUMBERS = ("INTEGER", "BIGINT", "SMALLINT", "TINYINT", "HUGEINT", "DOUBLE", "FLOAT", "DECIMAL",
            "UINTEGER", "UBIGINT", "USMALLINT", "UTINYINT", "UHUGEINT")  # fmt: skip


def align(
    con: duckdb.DuckDBPyConnection,
    old: Relation,
    new: Relation,
    key: Sequence[str],
    columns: Sequence[str] | None = None,
) -> tuple[list[Column], list[Column]]:
    """Key columns and shared columns, each with the type in which it is compared.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    old, new : Relation
    key : sequence of str
    columns : sequence of str, optional
        Compare only these.

    Returns
    -------
    (list of Column, list of Column)

    Raises
    ------
    UnknownNameError
        When a key column or a wanted column is missing on a side.
    BadValueError
        When a key column is text on one side and something else on the other.
    """
    for k in key:
        for side in (old, new):
            if k not in side.columns:
                raise unknown("key column", k, side.columns, where=side.label)
    for c in columns or ():
        if c not in old.columns and c not in new.columns:
            raise unknown("column", c, [*old.columns, *new.columns], where="columns")
    keys = [_common(con, k, old, new) for k in key]
    for column in keys:
        if column.old_type != column.new_type and "VARCHAR" in {column.old_type, column.new_type}:
            raise BadValueError(
                "the key column has another type on each side, so no row would meet its own",
                where=column.name,
                expected=f"{column.old_type} as in {old.label}",
                got=f"{column.new_type} in {new.label}",
                hint="Write both in the same format; cells of CSV are text.",
            )
    shared = [
        _common(con, c, old, new)
        for c in new.columns
        if c in old.columns and c not in key and (columns is None or c in columns)
    ]
    return keys, shared


def _common(con: duckdb.DuckDBPyConnection, column: str, old: Relation, new: Relation) -> Column:
    a, b = old.columns[column], new.columns[column]
    both = a if a == b else _unified(con, a, b)
    number = both.split("(")[0] in _NUMBERS
    return Column(column, both, a, b, "text" if both == "VARCHAR" else "number" if number else "other")


def _unified(con: duckdb.DuckDBPyConnection, a: str, b: str) -> str:
    """A type that holds both; text where there is no other."""
    import duckdb

    if "VARCHAR" in {a, b}:
        return "VARCHAR"
    try:
        query = f"SELECT typeof(x) FROM (SELECT CAST(NULL AS {a}) AS x UNION ALL SELECT CAST(NULL AS {b})) LIMIT 1"
        return str(con.execute(query).fetchall()[0][0])
    except duckdb.Error:
        return "VARCHAR"
