"""Hashes of rows that differ where rows differ, for whatever data.

DuckDB's own hash is made for joins. Whole numbers of up to 64 bits, days and times cannot share one, but text can: it
takes eight bytes at a time and carries a change upwards only, so that two edits eight bytes apart, such as 1 for q in
the 8th and in the 16th place, may cancel each other; the halves of a number of 128 bits may be swapped; and missing and
empty lists have the same hash. So whatever has more than 64 bits is hashed as text, and text goes into the hash of a
row twice: as it is, and behind a salt of three to five random bytes, so that what stands in the last bytes of an eight
the one time stands in the first ones the other time (a longer salt would only make short text long, which takes longer
to hash). Salt and seed are drawn anew for every comparison. For a hash that behaves as a random function a changed row
is missed once in 2**64 = 1.8e19; nobody has proved that of DuckDB's, which is not made against somebody who knows it,
and the tests try what breaks it where text goes in once.
"""

from __future__ import annotations

import random
import string
from collections.abc import Sequence

from tracker.diff.query import Column

_SHORT = {"BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
          "FLOAT", "DOUBLE", "DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"}  # fmt: skip
_LETTERS = string.ascii_letters + string.digits


class Hashes:
    """Expressions for the hashes of a row, salted by a seed."""

    def __init__(self, seed: int) -> None:
        draw = random.Random(seed)
        self.seed = draw.getrandbits(63)
        # By one byte the last but one would become the last, where edits still cancel at times.
        self.salt = "".join(draw.choices(_LETTERS, k=draw.choice((3, 4, 5))))

    def of(self, columns: Sequence[tuple[Column, str]], keys: int) -> tuple[str, str]:
        """The hash of the key and that of the row.

        Parameters
        ----------
        columns : sequence of (Column, str)
            Each with the expression in which it is compared, those of the key first.
        keys : int
            How many columns the key has.

        Returns
        -------
        (str, str)
        """
        plain = [
            expression if _short(c) or _texts(c) else f"CAST({expression} AS VARCHAR)" for c, expression in columns
        ]
        salted = [p if _short(c) else self._salted(c, p) for (c, _), p in zip(columns, plain, strict=True)]
        # The hash of the key has its text as it is.
        twice = [p for (c, _), p in zip(columns[keys:], plain[keys:], strict=True) if not _short(c)]
        return f"hash({', '.join(plain[:keys])})", f"hash({', '.join([f'{self.seed}::BIGINT', *twice, *salted])})"

    def _salted(self, column: Column, expression: str) -> str:
        return f"'{self.salt}'{'::BLOB' if column.type == 'BLOB' else ''} || {expression}"


def _short(column: Column) -> bool:
    """Whether the form in which a column is compared has at most 64 bits."""
    return column.type in _SHORT


def _texts(column: Column) -> bool:
    return column.type in {"VARCHAR", "VARCHAR[]", "BLOB"}
