"""In which form two types compare, or why they do not: one table for both engines, the documentation and the tests.

No form rounds, overflows, or depends on a locale or a time zone. What DuckDB holds exactly is compared by DuckDB;
everything else is first written as text that is the same for equal values only (:mod:`tracker.diff.canon`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Family = Literal[
    "null", "boolean", "integer", "decimal", "float", "text", "cell", "binary", "date", "time", "timestamp",
    "instant", "duration", "interval", "list", "map", "struct", "extension", "union",
]  # fmt: skip

FAMILIES: dict[Family, str] = {
    "null": "the type that has no values",
    "boolean": "true and false",
    "integer": "whole numbers of 8 to 64 bits, signed or not",
    "decimal": "decimals of 32 to 256 bits",
    "float": "floats of 16, 32 and 64 bits",
    "text": "string, large_string, string_view",
    "cell": "a cell of a CSV file",
    "binary": "binary, large_binary, binary_view, fixed_size_binary",
    "date": "date32, date64",
    "time": "time32, time64",
    "timestamp": "timestamps without a zone",
    "instant": "timestamps with a zone",
    "duration": "durations of every unit",
    "interval": "months, days and nanoseconds",
    "list": "list, large_list, list_view, large_list_view, fixed_size_list",
    "map": "maps",
    "struct": "structs",
    "extension": "an extension type that only its name explains",
    "union": "dense and sparse unions",
}
"""Families of types; dictionaries and run ends are of the family of their values, whatever their layout."""

RULES: dict[str, str] = {
    "null": "missing equals missing, and nothing else",
    "boolean": "as truth values",
    "number": "as the exact numbers they stand for, of any width and scale; NaN equals NaN, and -0.0 equals 0.0",
    "text": "character by character, as written",
    "bytes": "byte by byte",
    "day": "as days",
    "time": "as whole nanoseconds since midnight",
    "instant": "as whole nanoseconds since 1970, a day as its midnight",
    "duration": "as whole nanoseconds",
    "interval": "months, days and nanoseconds each by itself: a month is no number of days",
    "items": "item by item in order; missing, empty, and an item that is missing are three things",
    "entries": "entry by entry in the order in which they stand",
    "fields": "field by field of the same name, in whatever order; a field that one side alone has is refused",
    "stored": "by what is stored; two extension types of different names are refused",
    "read": "the cell is read as the other side's type (a float as the nearest of its width); one that does not read "
    "is refused",
    "written": "as text, in the form in which the change list writes the other value",
}
"""How two values compare, and what each rule means."""

_PLAIN: tuple[Family, ...] = ("boolean", "integer", "decimal", "float", "date", "time", "timestamp", "instant")

MEETINGS: dict[tuple[Family, Family], str] = {
    ("null", "null"): "null",
    ("boolean", "boolean"): "boolean",
    ("integer", "integer"): "number",
    ("integer", "decimal"): "number",
    ("integer", "float"): "number",
    ("decimal", "decimal"): "number",
    ("decimal", "float"): "number",
    ("float", "float"): "number",
    ("text", "text"): "text",
    ("cell", "cell"): "text",
    ("cell", "text"): "text",
    ("binary", "binary"): "bytes",
    ("date", "date"): "day",
    ("date", "timestamp"): "instant",
    ("time", "time"): "time",
    ("timestamp", "timestamp"): "instant",
    ("instant", "instant"): "instant",
    ("duration", "duration"): "duration",
    ("interval", "interval"): "interval",
    ("list", "list"): "items",
    ("map", "map"): "entries",
    ("struct", "struct"): "fields",
    ("extension", "extension"): "stored",
    **{("cell", f): "read" for f in _PLAIN},
    ("text", "integer"): "written",
    ("text", "date"): "written",
}
"""The table: which rule two families meet under, in either order. A pair that is not here is refused by name; the
null type meets every family, and a missing value is missing in all of them. Text is no key for another type."""


@dataclass(frozen=True)
class Type:
    """A type of a column, whoever holds it.

    ``name`` is how it is told; ``bits`` and ``signed`` belong to numbers, ``precision`` and ``scale`` to decimals,
    ``unit`` to times, ``inner`` holds the named types inside, ``duck`` is the type in which DuckDB holds it exactly,
    or None.
    """

    family: Family
    name: str
    bits: int = 0
    signed: bool = True
    precision: int = 0
    scale: int = 0
    unit: str = ""
    inner: tuple[tuple[str, Type], ...] = ()
    duck: str | None = None


Form = Literal["same", "integer", "float", "number", "decimal", "decimal text", "exact text"]
"""How DuckDB compares a pair: as it is, in a wider type, or as canonical text; exact text is made outside it."""


@dataclass(frozen=True)
class Meeting:
    """How two types compare: a rule with the form in which it is run, or why they do not."""

    rule: str | None
    form: Form = "same"
    duck: str = ""
    why: str = ""


def meet(old: Type, new: Type, *, key: bool = False) -> Meeting:
    """How values of two types compare.

    Parameters
    ----------
    old, new : Type
    key : bool
        Whether rows are matched by them.

    Returns
    -------
    Meeting
        ``rule`` is None where they are refused, and ``why`` says so.

    Examples
    --------
    >>> a, b = (of_duck(t) for t in ("BIGINT", "DOUBLE"))
    >>> meet(a, b).rule, meet(a, b).form
    ('number', 'number')
    """
    if "null" in (old.family, new.family) and old.family != new.family:
        return Meeting("null", "exact text")
    rule = MEETINGS.get((old.family, new.family)) or MEETINGS.get((new.family, old.family))
    if rule is None:
        return Meeting(None, why=f"{old.name} and {new.name} have no common values")
    if key and rule == "written":
        return Meeting(None, why=f"{old.name} and {new.name} are another type on each side")
    why = _inside(old, new, rule)
    if why:
        return Meeting(None, why=why)
    form, duck = _form(old, new)
    return Meeting(rule, form, duck)


def _inside(old: Type, new: Type, rule: str) -> str:
    """Why the types inside two nested types do not compare; empty where they do."""
    if rule == "stored" and old.name != new.name:
        return f"{old.name} and {new.name} are different extension types"
    if rule == "fields":
        a, b = ([n for n, _ in t.inner] for t in (old, new))
        if a != b and (len(set(a)) < len(a) or len(set(b)) < len(b)):
            return "a struct has two fields of one name"
        for name in [*(n for n in a if n not in b), *(n for n in b if n not in a)]:
            return f"the struct's field {name!r} is on one side only"
        same_order = a == b
        inner = [t.inner if same_order else sorted(t.inner, key=lambda f: f[0]) for t in (old, new)]
        pairs = zip(*inner, strict=True)
    else:
        pairs = zip(old.inner, new.inner, strict=False)
    for (_, x), (_, y) in pairs:
        inside = meet(x, y)
        if inside.rule in {None, "written"}:
            return inside.why or f"{x.name} and {y.name} have no common values"
    return ""


def _form(old: Type, new: Type) -> tuple[Form, str]:
    a, b = old.duck, new.duck
    if a is None or b is None:
        return "exact text", "VARCHAR"
    if a == b:
        return "same", a
    kinds = {old.family, new.family}
    if kinds <= {"text", "cell"}:
        return "same", "VARCHAR"
    if kinds == {"integer"}:
        return "integer", "BIGINT" if old.bits < 64 > new.bits or (old.signed and new.signed) else "HUGEINT"
    if kinds == {"float"}:
        return "float", "DOUBLE"
    if kinds == {"integer", "float"}:
        return "number", "VARCHAR"
    if kinds <= {"integer", "decimal"}:
        scale = max(old.scale, new.scale)
        whole = max(20 if t.family == "integer" else t.precision - t.scale for t in (old, new))
        if whole + scale <= 38 and min(old.scale, new.scale) >= 0:
            return "decimal", f"DECIMAL({whole + scale},{scale})"
        if any(t.family == "decimal" and t.precision == t.scale for t in (old, new)):
            return "exact text", "VARCHAR"  # DuckDB writes these without the digit before the point: .50 is not 0.5.
        return "decimal text", "VARCHAR"
    return "exact text", "VARCHAR"


_INTEGERS = {"TINYINT": 8, "SMALLINT": 16, "INTEGER": 32, "BIGINT": 64}
_SIMPLE: dict[str, tuple[Family, str]] = {
    "BOOLEAN": ("boolean", "bool"),
    "VARCHAR": ("text", "text"),
    "BLOB": ("binary", "binary"),
    "DATE": ("date", "date"),
    "TIMESTAMP": ("timestamp", "timestamp[us]"),
    "TIMESTAMP_NS": ("timestamp", "timestamp[ns]"),
    "TIMESTAMP WITH TIME ZONE": ("instant", "timestamp[us, zone]"),
}


def of_duck(name: str) -> Type | None:
    """The type that DuckDB tells of a column, where DuckDB holds its values exactly; None otherwise."""
    if name in _SIMPLE:
        family, told = _SIMPLE[name]
        return Type(family, told, unit="ns" if name.endswith("NS") else "us", duck=name)
    if name.removeprefix("U") in _INTEGERS:
        bits, signed = _INTEGERS[name.removeprefix("U")], not name.startswith("U")
        return Type("integer", f"{'' if signed else 'u'}int{bits}", bits, signed, duck=name)
    if name in {"FLOAT", "DOUBLE"}:
        bits = 32 if name == "FLOAT" else 64
        return Type("float", f"float{bits}", bits, duck=name)
    decimal = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", name)
    if decimal:
        precision, scale = map(int, decimal.groups())
        return Type("decimal", f"decimal({precision}, {scale})", precision=precision, scale=scale, duck=name)
    if name == "VARCHAR[]":
        return Type("list", "list<text>", inner=(("item", of_duck("VARCHAR") or Type("text", "text")),), duck=name)
    return None


CELL = Type("cell", "text", duck="VARCHAR")
"""A cell of a CSV file."""


def table() -> str:
    """The table of this module as Markdown, for the documentation."""
    lines = ["| values | against | compare |", "|---|---|---|"]
    for first in FAMILIES:
        by_rule: dict[str, list[str]] = {}
        for second in FAMILIES:
            rule = MEETINGS.get((first, second))
            if rule:
                by_rule.setdefault(rule, []).append(second)
        lines += [f"| {first} | {', '.join(others)} | {RULES[rule]} |" for rule, others in by_rule.items()]
    lines += ["| null | everything | only missing equals missing |"]
    lines += ["| any other pair | | refused by name; `--column` leaves the column out |"]
    return "\n".join(lines)
