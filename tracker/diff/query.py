"""The one query: a keyed full outer join, cells compared with IS DISTINCT FROM. SQL text only, no engine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.diff.types import Form
from tracker.errors import BadValueError

OLD, NEW = "o", "n"

HERE, ROW = "tracker_here_", "tracker_row_"
"""Columns that the comparison adds; a file that has one of them is read under other names."""

NEAR, FOLD = "tracker_near", "tracker_fold"
"""Functions of Python's that the engine adds where a tolerance asks for them."""

# Everything that Unicode calls white space, and the four separators that Python counts as such.
_SPACE = (
    "[\\t\\n\\x0b\\f\\r\\x1c-\\x20\\x{85}\\x{a0}\\x{1680}"
    "\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]+"
)


@dataclass(frozen=True)
class Column:
    """A column that both sides have.

    ``old`` and ``new`` are its names in the two relations, ``old_type`` and ``new_type`` the types in which they hold
    it, ``type`` the one that holds both, ``form`` how they compare; ``kind`` is ``text``, ``number`` or ``other``.
    """

    name: str
    type: str
    old_type: str
    new_type: str
    kind: str = "other"
    form: Form = "same"
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Tolerance:
    """When two cells that differ count as the same; nothing is tolerated unless asked for.

    ``number`` is an absolute difference; ``case`` and ``space`` make text compare without them.
    """

    number: float = 0.0
    case: bool = False
    space: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.number) and self.number >= 0):
            raise BadValueError("not a tolerance", where="tolerance", expected="a number from 0", got=str(self.number))


def name(text: str) -> str:
    """A quoted identifier."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A quoted string."""
    return "'" + text.replace("'", "''") + "'"


def cell(side: str, column: Column) -> str:
    """A cell of one side as it is held."""
    own = column.old if side == OLD else column.new
    return f"{side}.{name(own or column.name)}"


def compared(side: str, column: Column, tolerance: Tolerance) -> str:
    """A cell of one side in the form in which it is compared: equal there exactly where the values are equal."""
    held = cell(side, column)
    own = column.old_type if side == OLD else column.new_type
    match column.form:
        case "integer" | "float" | "decimal" if own != column.type:
            return f"CAST({held} AS {column.type})"
        case "number" if own in {"FLOAT", "DOUBLE"}:
            real = f"CAST({held} AS DOUBLE)"
            whole = f"isfinite({real}) AND {real} = trunc({real}) AND abs({real}) < 1e38"
            return f"CASE WHEN {whole} THEN CAST(CAST({real} AS HUGEINT) AS VARCHAR) ELSE CAST({real} AS VARCHAR) END"
        case "number":
            return f"CAST({held} AS VARCHAR)"
        case "decimal text":
            return f"regexp_replace(CAST({held} AS VARCHAR), '^(-?\\d+)(?:\\.0*|(\\.\\d*[1-9])0*)$', '\\1\\2')"
    if own.endswith("[]"):
        # Missing, empty and an item that is missing share a hash in DuckDB; as JSON they are three texts.
        return f"CASE WHEN {held} IS NOT NULL THEN CAST(to_json({held}) AS VARCHAR) END"
    if column.kind == "text":
        if tolerance.space:
            held = f"trim(regexp_replace({held}, '{_SPACE}', ' ', 'g'))"
        if tolerance.case:
            held = f"CASE WHEN strlen({held}) = length({held}) THEN lower({held}) ELSE {FOLD}({held}) END"
    return held


def differs(column: Column, tolerance: Tolerance) -> str:
    """Whether the cells of a joined pair of rows differ."""
    listed = column.form == "same" and column.type.endswith("[]")
    # Lists that share a hash are different lists all the same, and to write them as JSON takes long.
    forms = [cell(s, column) if listed else compared(s, column, tolerance) for s in (OLD, NEW)]
    test = f"{forms[0]} IS DISTINCT FROM {forms[1]}"
    if column.kind in {"number", "text"} and tolerance.number:
        test = f"({test} AND NOT coalesce({_near(column, tolerance)}, false))"
    return test


def _near(column: Column, tolerance: Tolerance) -> str:
    old, new = cell(OLD, column), cell(NEW, column)
    if column.type.endswith("INT") or column.type in {"INTEGER", "UINTEGER"}:
        most = min(math.floor(tolerance.number), 2**100)
        return f"abs(CAST({old} AS HUGEINT) - CAST({new} AS HUGEINT)) <= {most}::HUGEINT"
    if column.form in {"same", "float"} and column.type in {"FLOAT", "DOUBLE"}:
        a, b, limit = f"CAST({old} AS DOUBLE)", f"CAST({new} AS DOUBLE)", f"{tolerance.number!r}::DOUBLE"
        # Where the difference, rounded, is the limit, what rounding took from it decides.
        rest = f"(({a} - (({a} - {b}) - (({a} - {b}) - {a}))) - ({b} + (({a} - {b}) - {a})))"
        return f"(abs({a} - {b}) < {limit} OR (abs({a} - {b}) = {limit} AND sign({a} - {b}) * {rest} <= 0))"
    return f"{NEAR}({written(OLD, column)}, {written(NEW, column)})"


def needs(columns: Sequence[Column], tolerance: Tolerance) -> list[str]:
    """Which functions of Python's the comparison of some columns calls."""
    sql = " ".join(differs(c, tolerance) for c in columns)
    return [function for function in (NEAR, FOLD) if f"{function}(" in sql]


def written(side: str, column: Column) -> str:
    """A cell of one side as the change list writes it."""
    held, own = cell(side, column), column.old_type if side == OLD else column.new_type
    return as_text(held, own)


def as_text(held: str, kind: str) -> str:
    """A value of a type as the change list writes it; no locale and no time zone has a say in it."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        text = as_text(f"make_timestamp(epoch_us({held}))", "TIMESTAMP")
        return f"coalesce({text} || '+00', CAST({held} AS VARCHAR))"
    if kind in {"DATE", "TIMESTAMP"}:
        # DuckDB counts years before the first one backwards, without the 0 that ISO 8601 has.
        text = f"CAST({held} AS VARCHAR)"
        year = f"CAST(regexp_extract({text}, '^\\d+') AS INTEGER) - 1"
        early = f"format('{{}}{{:04d}}', CASE WHEN {year} > 0 THEN '-' ELSE '' END, {year})"
        rest = f"regexp_replace({text}, '^\\d+(-\\d+-\\d+) \\(BC\\)', '\\1')"
        return f"CASE WHEN {held} < {kind} '0001-01-01' AND isfinite({held}) THEN {early} || {rest} ELSE {text} END"
    if kind.endswith("[]"):
        return f"CASE WHEN {held} IS NOT NULL THEN CAST(to_json({held}) AS VARCHAR) END"
    if kind == "BLOB":
        return f"'0x' || lower(hex({held}))"
    if kind in {"FLOAT", "DOUBLE"}:
        # One spelling of what is equal: no sign of zero, and none of what is no number.
        plain = f"CAST(CASE WHEN {held} = 0 THEN 0 ELSE {held} END AS VARCHAR)"
        return f"CASE WHEN isnan({held}) THEN 'nan' ELSE {plain} END"
    return held if kind == "VARCHAR" else f"CAST({held} AS VARCHAR)"


def matches(key: Sequence[Column], tolerance: Tolerance) -> str:
    """Whether two rows have the same key; missing equals missing."""
    pairs = [(compared(OLD, k, tolerance), compared(NEW, k, tolerance)) for k in key]
    return " AND ".join(f"{old} IS NOT DISTINCT FROM {new}" for old, new in pairs)


def listed(
    shared: Sequence[Column], only_old: Sequence[str], only_new: Sequence[str]
) -> list[tuple[str | None, str, str, str]]:
    """Which cells of a differing row stand in the change list: column, old, new, and when.

    An added or removed row gives each of its cells that is not empty; the last entry, without a column, stands
    for a row that gives none.

    Parameters
    ----------
    shared : sequence of Column
    only_old, only_new : sequence of str
        Columns that one side alone has.

    Returns
    -------
    list of (str or None, str, str, str)
        Names and conditions over the columns of :func:`wide`.
    """
    cells: list[tuple[str | None, str, str, str]] = []
    for i, c in enumerate(shared):
        test = f"d{i} OR (kind = 'added' AND n{i} IS NOT NULL) OR (kind = 'removed' AND o{i} IS NOT NULL)"
        cells.append((c.name, f"o{i}", f"n{i}", test))
    cells += [(c, f"p{i}", "NULL", f"kind = 'removed' AND p{i} IS NOT NULL") for i, c in enumerate(only_old)]
    cells += [(c, "NULL", f"q{i}", f"kind = 'added' AND q{i} IS NOT NULL") for i, c in enumerate(only_new)]
    none = " AND ".join(f"NOT ({test})" for *_, test in cells) or "true"
    return [*cells, (None, "NULL", "NULL", none)]


def key_type(column: Column) -> str:
    """The type in which the key of a differing row is told, whichever side it is from."""
    return "VARCHAR" if column.form in {"number", "decimal text"} else column.type


def wide(
    key: Sequence[Column],
    shared: Sequence[Column],
    tolerance: Tolerance,
    *,
    only_old: Sequence[str] = (),
    only_new: Sequence[str] = (),
) -> tuple[str, str]:
    """Columns of the differing rows, and whether a joined pair differs.

    Each side carries :data:`HERE`, true on its own rows, so that an outer join shows which side is missing.

    Parameters
    ----------
    key, shared : sequence of Column
    tolerance : Tolerance
    only_old, only_new : sequence of str
        Columns that one side alone has.

    Returns
    -------
    (str, str)
        The select list (``kind``, ``k0...``, then ``o0, n0, d0, ...``, ``p0...``, ``q0...``) and the condition.
    """
    columns = [
        f"CASE WHEN o.{HERE} IS NULL THEN 'added' WHEN n.{HERE} IS NULL THEN 'removed' ELSE 'changed' END AS kind"
    ]
    for i, k in enumerate(key):
        old, new = (_told(side, k) for side in (OLD, NEW))
        columns.append(f"CASE WHEN n.{HERE} IS NULL THEN {old} ELSE {new} END AS k{i}")
    both = f"o.{HERE} IS NOT NULL AND n.{HERE} IS NOT NULL"
    for i, column in enumerate(shared):
        columns.append(f"{cell(OLD, column)} AS o{i}, {cell(NEW, column)} AS n{i}")
        columns.append(f"({both} AND {differs(column, tolerance)}) AS d{i}")
    columns += [f"o.{name(c)} AS p{i}" for i, c in enumerate(only_old)]
    columns += [f"n.{name(c)} AS q{i}" for i, c in enumerate(only_new)]
    any_cell = " OR ".join(differs(c, tolerance) for c in shared) or "false"
    return ", ".join(columns), f"(o.{HERE} IS NULL OR n.{HERE} IS NULL OR {any_cell})"


def _told(side: str, column: Column) -> str:
    own, kind = (column.old_type if side == OLD else column.new_type), key_type(column)
    if own == kind:
        return cell(side, column)
    return written(side, column) if kind == "VARCHAR" else f"CAST({cell(side, column)} AS {kind})"
