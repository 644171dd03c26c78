"""References between tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.curation.dataset import Dataset, among
from tracker.curation.problem import Problem
from tracker.errors import nearest
from tracker.schema import curated_tables

if TYPE_CHECKING:
    from tracker.curation.asked import Rule
    from tracker.schema.definition import ForeignKey


def _reference(table: str, key: ForeignKey) -> Rule:
    """K03: every reference of a column names a row that exists."""

    def names_a_row(data: Dataset) -> Iterator[Problem]:
        column, target = key.fields[0], data[key.table][key.references[0]]
        given = data[table][column]
        missing = given[given.notna() & ~among(given, target)]
        known = list(target.dropna().unique()) if len(missing) else []
        for row, value in missing.items():
            close = nearest(str(value), known, 1)
            yield data.sources[table].problem(
                "K03",
                f"no such row in {key.table}",
                int(row),  # type: ignore[call-overload]
                column,
                hint=f"did you mean {close[0]!r}?" if close else f"add it to {key.table}.csv first",
            )

    return names_a_row


RULES = tuple(_reference(table.name, key) for table in curated_tables() for key in table.foreign_keys)
