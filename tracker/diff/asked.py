"""The columns that a condition asks two files for: each one column of the file, and nothing else that has its name.

DuckDB takes names for the same that differ by case only, adds columns of its own to a file, and finds ours too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from tracker.diff.query import ROW, name
from tracker.errors import BadValueError, unknown

if TYPE_CHECKING:
    import duckdb

    from tracker.diff.types import Type

_CAST = re.compile(r"BOOLEAN|U?(TINYINT|SMALLINT|INTEGER|BIGINT)|DECIMAL.*|FLOAT|DOUBLE|DATE|TIMESTAMP(_NS)?")
"""Types whose canonical text DuckDB reads back."""


_NOW = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}
"""Functions that SQL writes like columns."""


def names(where: str, con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The names of columns in a condition, as they are written there.

    Parameters
    ----------
    where : str
    con : duckdb.DuckDBPyConnection
        Where to parse it.

    Returns
    -------
    frozenset of str

    Raises
    ------
    BadValueError
        When it is no single condition on columns.
    """
    from tracker.guard import check_condition, query_nodes

    nodes = query_nodes(f"SELECT 1 FROM t WHERE {check_condition(where, con=con)}", con=con)
    # What follows the first name is inside of the column.
    found = (n["column_names"][0] for n in nodes if n.get("class") == "COLUMN_REF" and n.get("column_names"))
    return frozenset(map(str, found))


def find(asked: Collection[str], columns: Sequence[str], label: str) -> list[str]:
    """The columns of a file that a condition asks for.

    Parameters
    ----------
    asked : collection of str
        See :func:`names`.
    columns : sequence of str
        Of the file.
    label : str
        Name of the file.

    Returns
    -------
    list of str

    Raises
    ------
    UnknownNameError
        When the file has no such column.
    BadValueError
        When it has two, and nothing says which is meant.

    Examples
    --------
    >>> find({"ID", "level"}, ["id", "Level", "level"], "old.csv")
    ['id', 'level']
    """
    found: dict[str, str] = {}
    for one in sorted(asked):
        alike = [c for c in columns if c.casefold() == one.casefold()]
        if not alike and one.casefold() in _NOW:
            continue
        if not alike:
            raise unknown("column of the condition", one, columns, where=label)
        meant = one if one in alike else alike[0]
        if (len(alike) > 1 and one not in alike) or found.setdefault(one.casefold(), meant) != meant:
            raise BadValueError(
                "the condition asks for one of several columns whose names differ by case only",
                where=f"where, {label}"[:80], expected="one of them, written as it is", got=", ".join(alike)[:60],
            )  # fmt: skip
    return list(found.values())


def free(shown: Collection[str]) -> str:
    """An end for names of ours that makes them other than the columns that a condition sees.

    Examples
    --------
    >>> free(["level"]), free(["tracker_0_"])
    ('_', '__')
    """
    end = "_"
    while any(re.fullmatch(rf"(tracker_\d+|{ROW[:-1]}){end}", c.casefold()) for c in shown):
        end += "_"
    return end


def told(held: str, column: str, own: Type, other: Type, *, exact_text: bool) -> str:
    """A column under its own name, in a type that a condition can ask for: its own, or what its cells are read as."""
    kind = (other if own.family == "cell" else own).duck or ""
    cast = exact_text and _CAST.fullmatch(kind)
    return f"{f'CAST({name(held)} AS {kind})' if cast else name(held)} AS {name(column)}"
