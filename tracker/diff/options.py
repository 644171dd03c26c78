"""What to compare, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracker.diff.query import Tolerance

Input = str | Path

Names = str | Sequence[str] | None

EXACT = Tolerance()
"""Nothing that differs counts as the same."""

LIMIT = 100_000
"""Rows kept in a result unless asked otherwise; counts are true whatever the limit."""


@dataclass(frozen=True)
class Options:
    """What to compare, and how.

    Attributes
    ----------
    key : str or sequence of str, optional
        Key columns; needed for files, known for releases.
    tables, columns : sequence of str, optional
        Only these.
    where : str, optional
        SQL condition on rows; of releases also on jurisdiction, vendor and segment of a row's event.
    only : mapping of str to names
        For releases: jurisdictions, vendors, segments to keep, under any of their names.
    tolerance : Tolerance
        What counts as the same.
    limit : int or None
        Most rows to keep a table.
    memory : str, optional
        Most memory for DuckDB, such as ``"1GB"``.
    delimiter : str, optional
        Of CSV files: a character or the name of one.
    """

    key: str | Sequence[str] | None = None
    tables: Sequence[str] | None = None
    columns: Sequence[str] | None = None
    where: str | None = None
    tolerance: Tolerance = EXACT
    limit: int | None = LIMIT
    memory: str | None = None
    delimiter: str | None = None
    only: Mapping[str, Names] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all of both inputs is compared, exactly."""
        return not (self.tables or self.columns or self.where or self.only) and self.tolerance == EXACT
