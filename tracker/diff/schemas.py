"""Differences between definitions: of a release's tables, or of two files' columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.diff.change import SchemaChange

if TYPE_CHECKING:
    from tracker.diff.inputs import Relation
    from tracker.schema import Field, Table


def between_tables(old: Table, new: Table) -> tuple[SchemaChange, ...]:
    """What differs between two definitions of a table.

    Parameters
    ----------
    old, new : Table

    Returns
    -------
    tuple of SchemaChange
        Columns removed and added, types, categories, order and meaning, keys.
    """
    out: list[SchemaChange] = []
    if old == new:
        return ()
    if old.key != new.key:
        out.append(SchemaChange("key changed", None, old.key, new.key, True))
    before, after = ({f.name: f for f in t.published} for t in (old, new))
    out += [SchemaChange("column removed", n, before[n].type, None, True) for n in before if n not in after]
    out += [SchemaChange("column added", n, None, after[n].type, False) for n in after if n not in before]
    kept = [n for n in before if n in after]
    if kept != [n for n in after if n in before]:
        out.append(SchemaChange("columns reordered", None, tuple(before), tuple(after), False))
    for name in kept:
        out += _of_field(before[name], after[name])
    return tuple(out)


def between_files(old: Relation, new: Relation) -> tuple[SchemaChange, ...]:
    """What differs between the columns of two files.

    Parameters
    ----------
    old, new : Relation

    Returns
    -------
    tuple of SchemaChange
    """
    a, b = ({n: t.name for n, t in side.columns.items()} for side in (old, new))
    gone, fresh = [n for n in a if n not in b], [n for n in b if n not in a]
    folded = {n.casefold(): n for n in fresh}
    recased = {n: folded[n.casefold()] for n in gone if n.casefold() in folded}
    if len(set(recased.values())) < len(recased) or len(folded) < len(fresh):
        recased = {}  # Several names differ by case only: nobody knows which became which.
    out = [SchemaChange("case of the name changed", new, n, new, True) for n, new in recased.items()]
    out += [SchemaChange("column removed", n, a[n], None, True) for n in gone if n not in recased]
    out += [SchemaChange("column added", n, None, b[n], False) for n in fresh if n not in recased.values()]
    if [n for n in a if n in b] != [n for n in b if n in a]:
        out.append(SchemaChange("columns reordered", None, tuple(a), tuple(b), False))
    out += [SchemaChange("type changed", n, a[n], b[n], True) for n in a if n in b and a[n] != b[n]]
    return tuple(out)


def _of_field(old: Field, new: Field) -> list[SchemaChange]:
    out: list[SchemaChange] = []
    if old == new:
        return out
    if old.type != new.type:
        out.append(SchemaChange("type changed", old.name, old.type, new.type, True))
    if old.role != new.role:
        out.append(SchemaChange("role changed", old.name, old.role, new.role, False))
    if old.values != new.values:
        kept = [v for v in new.values if v in old.values]
        breaking = kept != list(old.values)
        out.append(SchemaChange("categories changed", old.name, old.values, new.values, breaking))
    if old.ordered != new.ordered:
        out.append(SchemaChange("order changed", old.name, old.ordered, new.ordered, True))
    meaning = {c.value: c.description for c in new.categories}
    for c in old.categories:
        if c.value in meaning and meaning[c.value] != c.description:
            # A code is what its definition says, and nobody can tell a rewording from a redefinition.
            what = f"meaning of {c.value} changed"
            out.append(SchemaChange(what, old.name, c.description, meaning[c.value], True))
    if old.description != new.description:
        out.append(SchemaChange("description reworded", old.name, old.description, new.description, False))
    return out
