"""Which columns two sides share, and how each of them compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.diff.query import Column
from tracker.diff.types import Meeting, Type, meet
from tracker.errors import BadValueError, unknown

WIDEST = 2_000
"""Columns that one comparison takes besides the key: DuckDB's time grows with the square of their number."""


@dataclass(frozen=True)
class Pair:
    """A column of both sides, and how its two types meet."""

    name: str
    old: Type
    new: Type
    meeting: Meeting

    @property
    def exact_text(self) -> bool:
        """Whether DuckDB cannot compare the two itself."""
        return self.meeting.form == "exact text"

    def column(self, *, old: str = "", new: str = "") -> Column:
        """What the query needs to know of it; ``old`` and ``new`` are its names in the relations."""
        families = {self.old.family, self.new.family}
        kind = "other"
        if families <= {"text", "cell"}:
            kind = "text"
        elif families <= {"integer", "decimal", "float", "text", "cell"}:
            kind = "number"
        if self.exact_text:
            return Column(self.name, "VARCHAR", "VARCHAR", "VARCHAR", kind, "same", old, new)
        held = [t.duck or "VARCHAR" for t in (self.old, self.new)]
        return Column(self.name, self.meeting.duck, held[0], held[1], kind, self.meeting.form, old, new)


@dataclass(frozen=True)
class Plan:
    """What is compared: key and shared columns, and what one side alone has."""

    key: tuple[Pair, ...]
    shared: tuple[Pair, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]

    @property
    def exact_text(self) -> bool:
        """Whether a column is compared that DuckDB cannot compare itself."""
        return any(p.exact_text for p in (*self.key, *self.shared))


def align(
    old: Mapping[str, Type],
    new: Mapping[str, Type],
    key: Sequence[str],
    columns: Sequence[str] | None = None,
    *,
    labels: tuple[str, str] = ("old", "new"),
) -> Plan:
    """Key columns and shared columns, each with how it compares.

    Parameters
    ----------
    old, new : mapping of str to Type
        Columns of the two sides.
    key : sequence of str
    columns : sequence of str, optional
        Compare only these.
    labels : (str, str)
        Names of the two sides.

    Returns
    -------
    Plan

    Raises
    ------
    UnknownNameError
        When a key column or a wanted column is missing on a side.
    BadValueError
        When two types have no form in which they compare.
    """
    for k in key:
        for side, label in zip((old, new), labels, strict=True):
            if k not in side:
                raise unknown("key column", k, side, where=label)
    for c in columns or ():
        if c not in old and c not in new:
            raise unknown("column", c, [*old, *new], where="columns")
    keys = [_pair(k, old[k], new[k], key=True) for k in key]
    wanted = None if columns is None else set(columns)
    shared = [c for c in new if c in old and c not in key and (wanted is None or c in wanted)]
    only_old = tuple(c for c in old if c not in new and (wanted is None or c in wanted))
    only_new = tuple(c for c in new if c not in old and (wanted is None or c in wanted))
    width = len(shared) + len(only_old) + len(only_new)
    if width > WIDEST:
        raise BadValueError(
            "more columns than are compared at once",
            where=f"{labels[0]}, {labels[1]}",
            expected=f"at most {WIDEST}",
            got=str(width),
            hint="Name some of them: --column, columns=.",
        )
    return Plan(tuple(keys), tuple(_pair(c, old[c], new[c]) for c in shared), only_old, only_new)


def _pair(name: str, old: Type, new: Type, *, key: bool = False) -> Pair:
    meeting = meet(old, new, key=key)
    if meeting.rule is None:
        what = "the key column cannot be matched" if key else "the column cannot be compared"
        hint = "Write both sides in the same type." if key else "Leave it out: --column with the others."
        raise BadValueError(what, where=name[:60], got=meeting.why[:150], hint=hint)
    return Pair(name, old, new, meeting)
