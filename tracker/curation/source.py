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
    import pandas as pd

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
    """

    table: Table
    path: str
    frame: pd.DataFrame | None = None
    problems: list[Problem] = field(default_factory=list)
    unread: set[tuple[int, str]] = field(default_factory=set)
    text: str = ""
    _rows: list[list[str]] = field(default_factory=list)
    _narrow: int = 0

    @cached_property
    def _starts(self) -> list[int]:
        # Lines are asked for only when there is something to report, so they are not kept while reading.
        if not self._narrow:
            return list(lines(self.text))
        rows = records(self.text)
        next(rows)
        pairs = zip(rows, lines(self.text), strict=True)
        return [line for row, line in pairs if len(row) == self._narrow]

    def line(self, row: int, column: str = "") -> int:
        """Physical line on which a cell starts (or a row, without a column)."""
        start = self._starts[row]
        if not column:
            return start
        before = [f.name for f in self.table.curated].index(column)
        # The reader keeps the line breaks inside quoted cells, so those before this one push it down.
        return start + sum(cell.count("\n") for cell in self._rows[row][:before])

    def cell(self, row: int, column: str) -> str:
        """Text of a cell as it stands in the file."""
        return self._rows[row][[f.name for f in self.table.curated].index(column)]

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
