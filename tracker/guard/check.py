"""Read a condition or a query with DuckDB's own parser, without running it, and refuse what does more than it should.

What is let through is listed in :mod:`tracker.guard.words`; whatever a later DuckDB adds is refused until it is listed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from tracker.errors import BadValueError, nearest
from tracker.guard.growth import refuse_growth
from tracker.guard.shut import SHUT, quiet
from tracker.guard.tree import read, unplaced, walk
from tracker.guard.words import (
    EXPRESSIONS,
    FUNCTIONS,
    NODES,
    QUERY_EXPRESSIONS,
    QUERY_FUNCTIONS,
    SOURCES,
    TABLE_FUNCTIONS,
)

if TYPE_CHECKING:
    import duckdb

LONGEST = 20_000
"""Characters of the longest text that is read."""

_MORE = ("modifiers", "group_expressions", "group_sets", "having", "sample", "qualify")
_CONDITION = "one condition on columns, such as jurisdiction = 'BEL'"
_QUERY = "one SELECT over the tables there are"


def check_condition(text: str, *, where: str = "where", con: duckdb.DuckDBPyConnection | None = None) -> str:
    r"""A condition, once it is known to be one and nothing else.

    Parameters
    ----------
    text : str
        An SQL expression over the columns of a table.
    where : str
        Name of the argument, for the message.
    con : duckdb.DuckDBPyConnection, optional
        Where to parse it; a connection of our own by default.

    Returns
    -------
    str
        The text, closed in brackets and lines of its own, so that a comment in it ends with it.

    Raises
    ------
    BadValueError
        When it is no single expression, asks another query, calls a function that is not listed, or makes a value
        without bound.

    Examples
    --------
    >>> check_condition("level_rank >= 3")
    '(\nlevel_rank >= 3\n)'
    """
    closed = f"(\n{text}\n)"
    bare, inside = (_parsed(f"SELECT 1 FROM t WHERE {t}", where, _CONDITION, con) for t in (f"\n{text}\n", closed))
    # Read with and without our brackets it must say the same, or it closes them and goes on.
    condition = _condition_of(json.loads(bare)["statements"])
    if condition is None or unplaced(bare) != unplaced(inside):
        raise _refused("more than a condition", where, _CONDITION)
    for node in walk(condition):
        _refuse_expression(node, EXPRESSIONS, FUNCTIONS, where, _CONDITION)
        if "node" in node or "from_table" in node:
            raise _refused("a condition that asks another query", where, _CONDITION)
    refuse_growth(condition, where)
    return closed


def check_query(
    text: str,
    tables: Collection[str],
    *,
    macros: Collection[str] = (),
    con: duckdb.DuckDBPyConnection | None = None,
) -> str:
    """A query, once it is known to be one SELECT over named tables and nothing else.

    Parameters
    ----------
    text : str
        An SQL query; one semicolon may end it.
    tables : collection of str
        Names of the tables that it may read.
    macros : collection of str
        Names, in small letters, of table macros of ours that it may read from too.
    con : duckdb.DuckDBPyConnection, optional
        Where to parse it; a connection of our own by default.

    Returns
    -------
    str
        The text without a semicolon at its end.

    Raises
    ------
    BadValueError
        When it is no single SELECT, reads a file, calls a function that is not listed, or makes a value without bound.
    UnknownNameError
        When it reads a table that is not there.

    Examples
    --------
    >>> check_query("SELECT vendor, count(*) FROM stances GROUP BY ALL;", ["stances"])
    'SELECT vendor, count(*) FROM stances GROUP BY ALL'
    """
    text = text.strip().removesuffix(";").rstrip()
    statement = _one_statement(text, con)
    nodes = list(walk(statement))
    known = {t.casefold() for t in tables} | {_own_name(n) for n in _given_names(nodes)}
    # What stands after FROM is judged there: it may be another function than one that computes.
    sources = {id(n.get("function")) for n in nodes if n.get("type") == "TABLE_FUNCTION"}
    for node in nodes:
        if id(node) not in sources:
            _refuse_expression(node, QUERY_EXPRESSIONS, QUERY_FUNCTIONS, "query", _QUERY)
        _refuse_source(node, known, tables, macros)
    refuse_growth(statement, "query")
    return text


def query_nodes(text: str, *, con: duckdb.DuckDBPyConnection | None = None) -> list[dict[str, Any]]:
    """Every part of one query, as DuckDB's parser names them.

    Parameters
    ----------
    text : str
    con : duckdb.DuckDBPyConnection, optional
        Where to parse it; a connection of our own by default.

    Returns
    -------
    list of dict

    Raises
    ------
    BadValueError
        When it does not read as one statement.
    """
    return [_as_newest(n) for n in walk(_one_statement(text, con)) if not isinstance(n.get("type"), dict)]


def _as_newest(node: dict[str, Any]) -> dict[str, Any]:
    """A part of a query as DuckDB 2 writes it: before, arguments were children, and their names aliases.

    Before, too, the type of a constant was an object with a type of its own, which is no part of a query.
    """
    if node.get("class") == "FUNCTION" and "arguments" not in node and isinstance(node.get("children"), list):
        node = {**node, "arguments": [{"name": c.get("alias", ""), "expression": c} for c in node["children"]]}
    return node


def _one_statement(text: str, con: duckdb.DuckDBPyConnection | None) -> Any:
    statements = json.loads(_parsed(f"{text}\n", "query", _QUERY, con))["statements"]
    if len(statements) != 1:
        raise _refused(f"{len(statements)} statements" if statements else "nothing", "query", _QUERY)
    return statements[0]


def _refuse_expression(
    node: dict[str, Any], kinds: Collection[str], functions: Collection[str], where: str, expected: str
) -> None:
    kind = node.get("class")
    if isinstance(kind, str) and kind not in kinds:
        raise _refused(kind.replace("_", " ").lower(), where, expected)
    called = node.get("function_name")
    if isinstance(called, str) and (
        called.casefold() not in functions
        or node.get("schema") not in (None, "", "main")
        or node.get("catalog") not in (None, "", "system")
    ):
        raise BadValueError(
            f"calls a function that is not allowed here: {called[:60]!r}",
            where=where,
            expected=expected,
            hint="Functions that compute a value from values are allowed, such as lower, year or list_contains.",
        )


def _refuse_source(
    node: dict[str, Any], known: Collection[str], tables: Collection[str], macros: Collection[str]
) -> None:
    kind = str(node.get("type"))
    if kind.endswith("_NODE") and kind not in NODES:
        # A WITH may hold an INSERT.
        raise _refused(kind.removesuffix("_NODE").replace("_", " ").lower(), "query", _QUERY)
    if "alias" not in node or "sample" not in node or "class" in node:
        return  # Not something that stands after FROM.
    if kind == "TABLE_FUNCTION":
        function = node.get("function") or {}
        called = str(function.get("function_name", "")).casefold()
        if function.get("schema") or function.get("catalog"):
            raise _refused("a function of another schema", "query", _QUERY)
        if called not in TABLE_FUNCTIONS and called not in macros:
            close = nearest(called, macros, 1)
            raise BadValueError(
                f"reads from a function that is not allowed here: {called[:60]!r}",
                where="query",
                expected=_QUERY,
                got=f"{called[:60]}(...)",
                hint=f"Did you mean {close[0]!r}?" if close else None,
            )
    elif kind == "BASE_TABLE":
        name = str(node.get("table_name"))
        if node.get("schema_name") or node.get("catalog_name"):
            raise _refused("a table of another schema", "query", _QUERY)
        if name.casefold() not in known:
            close = nearest(name, tables, 1)
            raise BadValueError(
                "reads a table that is not there",
                where="query",
                expected=f"tables out of {', '.join(sorted(tables))}"[:140],
                got=repr(name[:60]),
                hint=f"Did you mean {close[0]!r}?" if close else None,
            )
    elif kind not in SOURCES:
        raise _refused(f"from a {kind.replace('_', ' ').lower()}", "query", _QUERY)


def _given_names(nodes: list[dict[str, Any]]) -> Iterator[str]:
    """Names that a query gives to parts of itself, after WITH."""
    for node in nodes:
        if node.get("cte_name"):
            yield str(node["cte_name"])
        named = node.get("cte_map")
        for entry in named.get("map", ()) if isinstance(named, dict) else ():
            yield str(entry["key"])


def _own_name(name: str) -> str:
    # Outside of its part of the query such a name would mean a file, or a table of DuckDB's own.
    if not re.fullmatch(r"(?!duckdb_|pg_|pragma_|sqlite_|tables$|columns$)[a-z_][a-z0-9_]*", name.casefold()):
        raise _refused(f"the name {name[:60]!r} after WITH", "query", _QUERY)
    return name.casefold()


def _parsed(sql: str, where: str, expected: str, con: duckdb.DuckDBPyConnection | None) -> str:
    """The statements of a text as DuckDB's parser sees them, as JSON that can be read."""
    from tracker.guard.native import duckdb

    if len(sql) > LONGEST:
        raise BadValueError("is too long", where=where, expected=f"at most {LONGEST} characters", got=str(len(sql)))
    if "\x00" in sql or any("\ud800" <= c <= "\udfff" for c in sql):
        raise BadValueError("holds a character that no SQL has", where=where, expected=expected)
    parser = quiet(duckdb.connect(config=dict(SHUT))) if con is None else con.cursor()
    try:
        said = str(parser.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()[0][0])
        tree = read(said)
    except RecursionError:
        raise BadValueError("is nested too deeply", where=where, expected=expected) from None
    except duckdb.Error as error:
        raise BadValueError("cannot be read as SQL", where=where, expected=expected, got=_said(error)) from None
    finally:
        parser.close()
    if tree.get("error"):
        got = _said(tree.get("error_message", ""))
        if "Only SELECT" in got:
            # DuckDB's reason is about its JSON, of which who asked knows nothing.
            raise BadValueError("holds another statement than a SELECT", where=where, expected=expected)
        raise BadValueError("does not read as SQL", where=where, expected=expected, got=got)
    return said


def _condition_of(statements: list[dict[str, Any]]) -> Any:
    """What stands after WHERE; None when the text brought more than that."""
    if len(statements) != 1:
        return None
    node = statements[0]["node"]
    source = node.get("from_table") or {}
    plain = (
        node["type"] == "SELECT_NODE"
        and source.get("type") == "BASE_TABLE"
        and source.get("table_name") == "t"
        and not source.get("alias")
        and not node["cte_map"]["map"]
        and len(node["select_list"]) == 1
        and not any(node.get(k) for k in _MORE)
    )
    return node.get("where_clause") if plain else None


def _refused(got: str, where: str, expected: str) -> BadValueError:
    return BadValueError("is not allowed here", where=where, expected=expected, got=got)


def _said(message: object) -> str:
    return " ".join(str(message).split())[:100]
