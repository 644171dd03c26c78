"""How large a query can become before a row of it is read: values, columns, tables; told from its text alone.

Neither the bound of memory nor that of time is looked at while DuckDB plans a query, or in the middle of a value.
Twenty replacements that each make twenty characters of one are a text of 10^26; thirty parts after WITH, each the one
before joined with itself, are a plan of 10^9 tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.errors import BadValueError
from tracker.guard.tree import walk

LARGEST = 2_000_000
"""Most characters, or items, of a value that a query can make."""

COLUMNS = 5_000
"""Most columns of a part of a query."""

TABLES = 200
"""Most tables that a query reads, each as often as it is read."""

_TEXT, _GATHERED, _WIDE = 300, 10_000, 30
"""What a value of a column is taken to be long; one that is gathered from many rows; and a table to be wide.

Of what is gathered, memory is bounded: this much only keeps it from being multiplied.
"""

_PARTS = 200_000
"""Most parts of a query that are looked at."""

_TRUTHS = frozenset({"COMPARISON", "CONJUNCTION", "BETWEEN"})
_GATHER = frozenset({"array_agg", "group_concat", "histogram", "list", "listagg", "string_agg"})
_JOIN = frozenset({"array_to_string", "list_string_agg", "list_aggregate", "array_aggregate", "aggregate"})
_EACH = frozenset({"apply", "array_apply", "array_transform", "list_apply", "list_transform"})
_FOLD = frozenset({"array_reduce", "list_reduce", "reduce"})
_PAIRWISE = frozenset({"damerau_levenshtein", "editdist3", "jaccard", "levenshtein"})
_LONGER = {"json_array": 2, "json_object": 2, "to_json": 2, "strftime": 20}
_CLAUSES = ("where_clause", "group_expressions", "having", "qualify", "modifiers")


def refuse_growth(tree: Any, where: str) -> None:
    """Refuse a query or a condition that grows without bound before a row of it is read.

    Parameters
    ----------
    tree : dict
        As DuckDB's parser tells it; an expression, or a statement.
    where : str
        Name of the argument, for the message.

    Raises
    ------
    BadValueError
        Of nested replacements, of what is doubled again and again, and the like; or when it is nested too deeply.

    Examples
    --------
    >>> refuse_growth({"class": "COLUMN_REF", "column_names": ["level"]}, "where")
    """
    try:
        if "node" in tree:
            _Reading().query(tree, 1, {})
        else:
            _Reading().expression(tree, _TEXT, {})
    except RecursionError:
        raise BadValueError("is nested too deeply", where=where, expected="at most some hundred levels") from None
    except _TooLargeError as error:
        raise BadValueError(*error.args, where=where, expected=error.most, hint=error.hint) from None


class _TooLargeError(Exception):
    def __init__(self, what: str, most: str, hint: str) -> None:
        super().__init__(what)
        self.most, self.hint = most, hint


def _within(size: int) -> int:
    if size > LARGEST:
        raise _TooLargeError(
            "could make a value longer than fits",
            f"values of at most {LARGEST} characters or items",
            "Nest fewer functions that make a text or a list longer, such as replace, || or list_transform.",
        )
    return size


@dataclass(frozen=True)
class _Part:
    """What a part of a query gives: the length of its longest value, its columns, and the tables it reads."""

    size: int = 1
    width: int = 0
    tables: int = 1


Named = Mapping[str, _Part]
"""The parts after WITH, by name."""


class _Reading:
    def __init__(self) -> None:
        self.tables, self.parts = 0, 0

    def read(self, tables: int) -> None:
        self.tables += tables
        if self.tables > TABLES:
            raise _TooLargeError(
                "reads too many tables", f"at most {TABLES}, each as often as it is read", "Join and nest less."
            )

    def query(self, node: Any, outer: int, named: Named) -> _Part:
        """A SELECT; ``outer`` is the length of a value of the query around it."""
        before = self.tables
        size, width = self._query(node.get("node", node), outer, dict(named))
        if width > COLUMNS:
            raise _TooLargeError("has too many columns", f"at most {COLUMNS}", "Name the columns that you need.")
        return _Part(size, width, max(1, self.tables - before))

    def _query(self, node: Any, outer: int, named: dict[str, _Part]) -> tuple[int, int]:
        mapped = node.get("cte_map")
        for entry in mapped.get("map", ()) if isinstance(mapped, dict) else ():
            value = entry["value"]
            named[str(entry["key"]).casefold()] = self.query(value.get("query_node") or value["query"], outer, named)
        kind, name = node.get("type"), str(node.get("cte_name", "")).casefold()
        if kind == "RECURSIVE_CTE_NODE":
            first = self.query(node["left"], outer, named)
            # What each round adds is kept between the rounds, where memory bounds it.
            named[name] = _Part(max(first.size, _TEXT), first.width)
            return max(first.size, self.query(node["right"], outer, named).size), first.width
        if kind == "CTE_NODE":
            named[name] = self.query(node["query"], outer, named)
            return self._query(node["child"], outer, named)
        if kind == "SET_OPERATION_NODE":
            sides = [self.query(n, outer, named) for n in node.get("children") or [node["left"], node["right"]]]
            join = sum if node.get("setop_type") == "UNION_BY_NAME" else max
            return max(s.size for s in sides), join(s.width for s in sides)
        return self._select(node, outer, named)

    def _select(self, node: Any, outer: int, named: Named) -> tuple[int, int]:
        source = self.source(node.get("from_table"), outer, named)
        base, width, given = max(outer, source.size), 0, {"": 1}
        for item in node.get("select_list", ()):
            # A later part of the list may use the name, if there is no column of that name.
            size = max(base, self.expression(item, base, named, given))
            given[str(item.get("alias", "")).casefold()] = size
            width += max(1, source.width * sum(n.get("class") == "STAR" for n in walk(item)))
        for clause in _CLAUSES:
            self.expression(node.get(clause), base, named, given)
        return max(base, *given.values()), width

    def source(self, node: Any, outer: int, named: Named) -> _Part:
        """What stands after FROM."""
        kind = node.get("type", "EMPTY") if node else "EMPTY"
        if kind == "EMPTY":
            return _Part()
        if kind == "BASE_TABLE":
            part = named.get(str(node.get("table_name")).casefold(), _Part(_TEXT, _WIDE))
            self.read(part.tables)
            return part
        if kind == "SUBQUERY":
            return self.query(node["subquery"], outer, named)
        if kind == "JOIN":
            left = self.source(node["left"], outer, named)
            right = self.source(node["right"], max(outer, left.size), named)
            both = max(left.size, right.size)
            self.expression(node.get("condition"), both, named)
            return _Part(both, left.width + right.width)
        self.read(1)
        return _Part(self.expression([v for v in node.values() if isinstance(v, dict | list)], outer, named), _WIDE)

    def expression(self, node: Any, base: int, named: Named, given: Mapping[str, int] | None = None) -> int:
        """The length of a value, ``base`` being that of a column, ``given`` those of names."""
        given = {} if given is None else given
        self.parts += 1
        if self.parts > _PARTS:  # Lambdas in lambdas, each looked at more than once.
            raise RecursionError
        if isinstance(node, list):
            return max((self.expression(n, base, named, given) for n in node), default=1)
        if not isinstance(node, dict):
            return 1
        kind = node.get("class")
        if kind == "CONSTANT":
            literal = node.get("literal") or node.get("value") or {}
            return len(str(literal.get("text", literal.get("value", "")))) + 1
        if kind == "COLUMN_REF":
            return max((given[c] for c in map(str.casefold, node["column_names"]) if c in given), default=base)
        if "node" in node:
            return self.query(node, base, named).size

        def size(part: Any, **more: int) -> int:
            return self.expression(part, base, named, {**given, **more})

        if kind == "FUNCTION":
            sent = node.get("arguments") or node.get("children") or ()
            inner = [a["expression"] if isinstance(a, dict) and "expression" in a else a for a in sent]
            size([node.get("filter"), node.get("order_bys")])
            return _within(_called(str(node.get("function_name")).casefold(), inner, size))
        parts = [part for name, part in node.items() if name not in {"cast_type", "type_expr"}]
        whole = sum(sum(map(size, p)) if isinstance(p, list) else size(p) for p in parts if isinstance(p, dict | list))
        if kind in _TRUTHS:
            return 5
        return _within(max(1, whole, base if kind == "STAR" else 1) * (2 if kind == "CAST" else 1))


def _called(name: str, sent: Sequence[Any], size: Callable[..., int]) -> int:
    """The length of what a function gives."""
    if name in _EACH | _FOLD and len(sent) > 1 and sent[1].get("class") == "LAMBDA":
        return _applied(name, sent, size)
    sizes = [size(node) for node in sent] or [1]
    if name == "replace" and len(sizes) == 3:
        # Where what is replaced is as long as what it becomes, the text stays as it is.
        length = sizes[1] - 1 if sent[1].get("class") == "CONSTANT" else 1
        return (sizes[0] + 1) * max(1, -(-(sizes[2] - 1) // max(1, length)))
    if name == "regexp_replace" and len(sizes) > 2:
        return (sizes[0] + 1) * sizes[2]
    if name == "concat_ws":
        return sum(sizes) + sizes[0] * len(sizes)
    if name in _GATHER:
        return max(_GATHERED, *sizes) * max(1, *sizes[1:], 1)
    if name in _JOIN:
        return sizes[0] * max(1, *sizes[1:], 1)
    if name in _PAIRWISE and len(sizes) > 1:
        _within(sizes[0] * sizes[1])  # The time that it takes.
        return 20
    return sum(sizes) * _LONGER.get(name, 1)


def _applied(name: str, sent: Sequence[Any], size: Callable[..., int]) -> int:
    """A list, each of whose items a lambda makes something of; or all of it one value."""
    length, made = size(sent[0]), sent[1]
    names = [str(n["column_names"][-1]).casefold() for n in walk(made.get("lhs")) if n.get("class") == "COLUMN_REF"]
    ones = dict.fromkeys(names, 1)
    once = size(made["expr"], **ones)
    if name in _EACH:
        return length * once
    # What grows by more than itself with every item, doubles and doubles.
    if any(size(made["expr"], **{**ones, n: 1001}) > once + 1000 for n in names):
        _within(LARGEST + 1)
    return length * once + sum(map(size, sent[2:]))
