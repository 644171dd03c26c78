"""What SQL would answer without a word, and wrongly: levels by the alphabet, values and days that do not exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tracker.days import parse_day
from tracker.errors import BadValueError, unknown
from tracker.schema import Table

_ORDERED = {"COMPARE_LESSTHAN", "COMPARE_GREATERTHAN", "COMPARE_LESSTHANOREQUALTO", "COMPARE_GREATERTHANOREQUALTO"}
_SAME = {"COMPARE_EQUAL", "COMPARE_NOTEQUAL", "COMPARE_DISTINCT_FROM", "COMPARE_NOT_DISTINCT_FROM"}
_SAME |= {"COMPARE_IN", "COMPARE_NOT_IN"}
_EXTREMES = {"min", "max", "least", "greatest", "median", "quantile_disc"}
_BY_LAST = {"arg_min", "arg_max", "argmin", "argmax", "min_by", "max_by"}


def scales(tables: Iterable[Table]) -> frozenset[str]:
    """Columns whose text has an order that is not the alphabet's, such as ``level``.

    Parameters
    ----------
    tables : iterable of Table

    Returns
    -------
    frozenset of str
    """
    return frozenset(f.name for t in tables for f in t.published if f.ordered)


def vocabularies(tables: Iterable[Table]) -> dict[str, tuple[str, ...]]:
    """Values of every column that is coded wherever it stands.

    Parameters
    ----------
    tables : iterable of Table

    Returns
    -------
    dict of str to tuple of str
    """
    found: dict[str, dict[str, None]] = {}
    free: set[str] = set()
    for field in (f for t in tables for f in t.published):
        if field.type == "string" and field.values:
            found.setdefault(field.name, {}).update(dict.fromkeys(field.values))
        else:
            free.add(field.name)
    return {name: tuple(values) for name, values in found.items() if name not in free}


def dates(tables: Iterable[Table]) -> frozenset[str]:
    """Columns that are days wherever they stand.

    Parameters
    ----------
    tables : iterable of Table

    Returns
    -------
    frozenset of str
    """
    fields = [f for t in tables for f in t.published]
    return frozenset(f.name for f in fields if f.type == "date") - {f.name for f in fields if f.type != "date"}


def refuse_alphabet(nodes: Collection[dict[str, Any]], ordered: Collection[str]) -> None:
    """Refuse a query that would compare a scale by the alphabet.

    Parameters
    ----------
    nodes : collection of dict
        Every part of the query.
    ordered : collection of str
        As from :func:`scales`.

    Raises
    ------
    BadValueError
        Of ``level >= 'barred'``, which would keep ``open``, of ``max(level)``, and the like.
    """
    scale = set(ordered)
    for node in nodes:
        if node.get("alias") and _column(node) in scale:
            scale.add(str(node["alias"]).casefold())
    for node in nodes:
        for sides in _ranked(node):
            named = [name for name in map(_column, sides) if name in scale]
            if named and not any(_number(side) for side in sides):
                name = str(named[0])
                raise BadValueError(
                    f"would order {name} by the alphabet, where open comes after barred",
                    where="query",
                    expected="its number on the scale, such as level_rank >= 3",
                    hint="Every such column has one: ranks of levels go from 0 (open) to 4 (removal).",
                )


def _ranked(node: dict[str, Any]) -> Iterator[list[Any]]:
    """What a part of a query orders: both sides of a comparison, what an extreme is taken of, or what is sorted."""
    kind = node.get("type")
    if kind in _ORDERED:
        yield [node["left"], node["right"]]
    elif node.get("class") == "BETWEEN":
        yield [node["input"], node["lower"]]
        yield [node["input"], node["upper"]]
    elif node.get("class") == "FUNCTION":
        given = _arguments(node)
        if node.get("function_name") in _EXTREMES:
            yield from ([g] for g in given)
        elif node.get("function_name") in _BY_LAST:
            yield from ([g] for g in given[1:2])
    elif node.get("class") == "WINDOW":
        yield from ([o.get("expression")] for o in node.get("orders") or ())
    elif isinstance(node.get("modifiers"), list):
        changes = {m.get("type"): m for m in node["modifiers"]}
        if "ORDER_MODIFIER" in changes and {"LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER"} & changes.keys():
            # To sort is one thing; to keep only what then comes first is to compare.
            yield from ([o.get("expression")] for o in changes["ORDER_MODIFIER"].get("orders", ()))


def refuse_unknown_values(nodes: Collection[dict[str, Any]], known: Mapping[str, Collection[str]]) -> None:
    """Refuse a query that asks for a value that its column never has: no row would look like an answer.

    Parameters
    ----------
    nodes : collection of dict
        Every part of the query.
    known : mapping of str to collection of str
        Values by column.

    Raises
    ------
    UnknownNameError
        Of ``vendor = 'Huawei'``, with what it may mean.
    """
    renamed = _renamed(nodes)
    for node in nodes:
        if node.get("type") not in _SAME:
            continue
        sides = [node["left"], node["right"]] if "left" in node else list(node.get("children") or ())
        name = next((c for c in map(_column, sides) if c in known and c not in renamed), None)
        for side in sides if name else ():
            text = _text(side)
            if text is not None and text not in known[str(name)]:
                raise unknown(str(name), text, known[str(name)], where="query")


def refuse_bad_days(nodes: Collection[dict[str, Any]], days: Collection[str]) -> None:
    """Refuse a query that takes a text for a day which is none: DuckDB would cut a time of day off, and read 2020-7-4.

    Parameters
    ----------
    nodes : collection of dict
        Every part of the query.
    days : collection of str
        As from :func:`dates`.

    Raises
    ------
    BadValueError
        Of ``valid_from <= '2020-07-14 12:00'``, of ``DATE '2020-07'``, and the like, as of any other day.
    """
    renamed = _renamed(nodes)
    for node in nodes:
        name: str | None = None
        if node.get("class") == "CAST" and _cast_to(node) == "DATE":
            sides, name = [node.get("child")], "DATE"
        elif node.get("class") == "CAST" and _cast_to(node).startswith("TIMESTAMP"):
            # A time without end is another time in every program.
            if re.fullmatch(r"\s*[-+]?inf(inity)?\s*", _text(node.get("child")) or "", re.IGNORECASE):
                parse_day(_text(node.get("child")), name="query, TIMESTAMP")
            continue
        elif node.get("type") in _SAME | _ORDERED or node.get("class") == "BETWEEN":
            sides = [node[s] for s in ("left", "right", "input", "lower", "upper") if s in node]
            sides = sides or list(node.get("children") or ())
            name = next((c for c in map(_column, sides) if c in days and c not in renamed), None)
        else:
            continue
        for text in map(_text, sides if name else ()):
            if text is not None:
                parse_day(text, name=f"query, {name}")


def _cast_to(node: dict[str, Any]) -> str:
    # As newer and as older versions of DuckDB write it.
    kind = node.get("type_expr") or {}
    return str(kind.get("type_name") or (node.get("cast_type") or {}).get("id")).upper()


def _renamed(nodes: Collection[dict[str, Any]]) -> set[str]:
    """Names of columns that a query gives to something else."""
    return {str(n["alias"]).casefold() for n in nodes if n.get("alias") and _column(n) != n["alias"].casefold()}


def _arguments(node: dict[str, Any]) -> list[Any]:
    # Newer versions of DuckDB name the arguments; older ones list them.
    given = node.get("arguments") or node.get("children") or ()
    return [g["expression"] if isinstance(g, dict) and "expression" in g else g for g in given]


def _column(node: Any) -> str | None:
    """Name of the column that an expression is, whatever it is cast to."""
    while isinstance(node, dict) and node.get("class") == "CAST":
        node = node.get("child")
    if isinstance(node, dict) and node.get("class") == "COLUMN_REF" and node.get("column_names"):
        return str(node["column_names"][-1]).casefold()
    return None


def _number(node: Any) -> bool:
    said = _literal(node)
    return said is not None and said[0] not in {"STRING", "VARCHAR"}


def _text(node: Any) -> str | None:
    said = _literal(node)
    return said[1] if said is not None and said[0] in {"STRING", "VARCHAR"} else None


def _literal(node: Any) -> tuple[str, str] | None:
    """Kind and text of a constant, as newer and as older versions of DuckDB write it."""
    if not isinstance(node, dict) or node.get("class") != "CONSTANT":
        return None
    if isinstance(node.get("literal"), dict):
        return str(node["literal"].get("kind")), str(node["literal"].get("text"))
    value = node.get("value") or {}
    return str((value.get("type") or {}).get("id")), str(value.get("value"))
