"""One curated table as it was read: its values, the line of every cell, and what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tracker.curation.problem import Problem
from tracker.schema import Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

    Ints = npt.NDArray[np.int64]

_LONGEST_CELL = 2**31 - 1


@dataclass
class Source:
    """One table as read.

    Attributes
    ----------
    table : Table
        Its definition.
    path : str
        The file, as it should be shown.
    frame : pandas.DataFrame or None
        Typed values, one row a record in file order, index 0, 1, ...; None when the file is no table.
        A cell that does not read as its type is missing here and stands in ``problems``.
    problems : list of Problem
        What is wrong with the file's form and with single cells' types.
    unread : set of (int, str)
        Row and column of cells that did not parse, so that they are not reported as empty too.
    data : bytes
        The file's text in UTF-8, without a byte order mark, lines ended by LF; empty where it is known to be in
        canonical form, and can be written again from the columns.
    digest : bytes
        SHA-256 of that text.
    quoted : bool
        Whether there is a quote in it, without which no cell has a line break.
    columns : list of pyarrow.Array
        Text of the cells of the rows in ``frame``, a column each; missing for an empty cell.
    canonical : bool
        Whether the file is known to be in canonical form, but for the order of its rows.
    """

    table: Table
    path: str
    frame: pd.DataFrame | None = None
    problems: list[Problem] = field(default_factory=list)
    unread: set[tuple[int, str]] = field(default_factory=set)
    data: bytes = b""
    digest: bytes = b""
    quoted: bool = False
    columns: list[pa.Array] = field(default_factory=list)
    canonical: bool = False
    _narrow: int = 0

    @property
    def text(self) -> str:
        """The file's text: no byte order mark, lines that end in LF."""
        return self.data.decode("utf-8")

    @property
    def rows(self) -> list[list[str]]:
        """Text of every cell, a list a row: many objects, so only for who writes the rows anew."""
        return [
            list(row) for row in zip(*([c or "" for c in column.to_pylist()] for column in self.columns), strict=True)
        ]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {f.name: i for i, f in enumerate(self.table.curated)}

    @cached_property
    def _breaks(self) -> dict[int, Ints]:
        # A line break inside of a cell is quoted; few columns have one.
        import pyarrow.compute as pc

        counts: dict[int, Ints] = {}
        if not self.quoted:
            return counts
        for i, column in enumerate(self.columns):
            if pc.any(pc.match_substring(column, "\n")).as_py():
                counts[i] = pc.fill_null(pc.count_substring(column, "\n"), 0).to_numpy().astype("int64")
        return counts

    @cached_property
    def _starts(self) -> Ints:
        # Lines are asked for only when there is something to report, so they are not kept while reading.
        import numpy as np

        if self._narrow:
            rows = records(self.text)
            next(rows)
            pairs = zip(rows, lines(self.text), strict=True)
            return np.array([line for row, line in pairs if len(row) == self._narrow], dtype=np.int64)
        # The header is one line, and a row one more for each line break inside of its cells.
        starts = np.arange(2, len(self.columns[0]) + 2)
        for count in self._breaks.values():
            starts[1:] += np.cumsum(count)[:-1]
        return starts

    def line(self, row: int, column: str = "") -> int:
        """Physical line on which a cell starts (or a row, without a column)."""
        start = int(self._starts[row])
        if not column:
            return start
        # Line breaks inside the cells before this one push it down.
        return start + sum(int(n[row]) for i, n in self._breaks.items() if i < self._places[column])

    def cell(self, row: int, column: str) -> str:
        """Text of a cell as it stands in the file."""
        return self.columns[self._places[column]][row].as_py() or ""

    def problem(
        self,
        code: str,
        message: str,
        row: int | None = None,
        column: str = "",
        *,
        expected: str | None = None,
        hint: str | None = None,
    ) -> Problem:
        """A problem at a row and column of this file, with the value that stands there."""
        line = 0 if row is None else self.line(row, column)
        value = self.cell(row, column) if row is not None and column else None
        key = None if row is None else self.key(row)
        return Problem(self.path, line, column, code, message, value, expected, hint, key)

    def key(self, row: int) -> str:
        """Key of a row as text: its key columns in order, joined by slashes."""
        return "/".join(self.cell(row, column) for column in self.table.key)


def records(text: str) -> csv._reader:  # type: ignore[name-defined]
    """Records of a CSV text, quotes taken at their word."""
    # The standard library's own limit is half of what a cell may be here before its length is reported as such.
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    return csv.reader(io.StringIO(text, newline=""), strict=True)


def lines(text: str) -> Iterator[int]:
    """Physical line on which each record after the header starts."""
    reader = records(text)
    next(reader)
    start = reader.line_num + 1
    for _ in reader:
        yield start
        start = reader.line_num + 1
