"""The one query: a keyed full outer join, cells compared with IS DISTINCT FROM. SQL text only, no engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

OLD, NEW = "o", "n"

HERE, ROW = "tracker_here_", "tracker_row_"
"""Columns that the comparison adds; named so that no table has them."""


@dataclass(frozen=True)
class Column:
    """A column that both sides have.

    ``type`` is the type in which the two are compared; ``kind`` is ``text``, ``number`` or ``other``.
    """

    name: str
    type: str
    old_type: str
    new_type: str
    kind: str = "other"


@dataclass(frozen=True)
class Tolerance:
    """When two cells that differ count as the same; nothing is tolerated unless asked for.

    ``number`` is an absolute difference; ``case`` and ``space`` make text compare without them.
    """

    number: float = 0.0
    case: bool = False
    space: bool = False


def name(text: str) -> str:
    """A quoted identifier."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A quoted string."""
    return "'" + text.replace("'", "''") + "'"


def typed(side: str, column: Column) -> str:
    """A cell of one side in the type in which it is compared."""
    own = column.old_type if side == OLD else column.new_type
    cell = f"{side}.{name(column.name)}"
    return cell if own == column.type else f"CAST({cell} AS {column.type})"


def compared(side: str, column: Column, tolerance: Tolerance) -> str:
    """A cell of one side as it is compared."""
    cell = typed(side, column)
    if column.kind == "text":
        if tolerance.space:
            cell = f"regexp_replace(trim({cell}), '\\s+', ' ', 'g')"
        if tolerance.case:
            cell = f"lower({cell})"
    return cell


def differs(column: Column, tolerance: Tolerance) -> str:
    """Whether the cells of a joined pair of rows differ."""
    old, new = compared(OLD, column, tolerance), compared(NEW, column, tolerance)
    test = f"{old} IS DISTINCT FROM {new}"
    if column.kind == "number" and tolerance.number:
        test = f"({test} AND NOT coalesce(abs({old} - {new}) <= {tolerance.number!r}, false))"
    return test


def matches(key: Sequence[Column]) -> str:
    """Whether two rows have the same key; missing equals missing."""
    return " AND ".join(f"{typed(OLD, k)} IS NOT DISTINCT FROM {typed(NEW, k)}" for k in key)


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
    columns += [
        f"CASE WHEN n.{HERE} IS NULL THEN {typed(OLD, k)} ELSE {typed(NEW, k)} END AS k{i}" for i, k in enumerate(key)
    ]
    both = f"o.{HERE} IS NOT NULL AND n.{HERE} IS NOT NULL"
    for i, column in enumerate(shared):
        columns.append(f"{typed(OLD, column)} AS o{i}, {typed(NEW, column)} AS n{i}")
        columns.append(f"({both} AND {differs(column, tolerance)}) AS d{i}")
    columns += [f"o.{name(c)} AS p{i}" for i, c in enumerate(only_old)]
    columns += [f"n.{name(c)} AS q{i}" for i, c in enumerate(only_new)]
    any_cell = " OR ".join(differs(c, tolerance) for c in shared) or "false"
    return ", ".join(columns), f"(o.{HERE} IS NULL OR n.{HERE} IS NULL OR {any_cell})"
