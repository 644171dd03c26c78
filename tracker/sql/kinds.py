"""Kinds of columns that an answer may have: those that a frame, JSON and Parquet say the same of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.errors import BadValueError

if TYPE_CHECKING:
    from duckdb.sqltypes import DuckDBPyType

_REFUSED = {
    # An interval of a month becomes one of 30 days in Python, and nothing in Parquet.
    "interval": "Ask for days with date_diff('day', a, b), or for text with CAST(... AS VARCHAR).",
    # The largest of 128 bits without a sign become negative on their way to Arrow.
    "uhugeint": "Ask for text with CAST(... AS VARCHAR).",
}
_OTHERS = ("bit", "bignum", "geometry", "union", "variant")
"""What arrives as other values, as bytes, or not at all."""

_NESTED = frozenset({"list", "array", "struct", "map"})


def refuse_kinds(columns: Sequence[str], types: Sequence[DuckDBPyType]) -> None:
    """Refuse an answer with a column of which programs would not say the same.

    Parameters
    ----------
    columns : sequence of str
    types : sequence of DuckDBPyType

    Raises
    ------
    BadValueError
        Of a column of the type INTERVAL, UHUGEINT, UNION, BIT and the like, or with one inside of it.
    """
    for name, kind in zip(columns, types, strict=True):
        for inner in _inside(kind):
            if inner in _REFUSED or inner in _OTHERS:
                raise BadValueError(
                    f"the column {name[:40]!r} is of a kind that not every program has",
                    where="query",
                    expected="numbers, texts, days, times, truth values, or lists and structures of them",
                    got=inner.upper(),
                    hint=_REFUSED.get(inner, "Ask for text with CAST(... AS VARCHAR)."),
                )


def _inside(kind: DuckDBPyType) -> Iterator[str]:
    """The kind itself, and those of what it holds."""
    left = [kind]
    while left:
        one = left.pop()
        yield one.id
        if one.id in _NESTED:
            # Beside the kinds of an array stands its length.
            left += [child for _, child in one.children if not isinstance(child, (int, list))]
