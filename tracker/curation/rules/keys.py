"""References between tables."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.curation.dataset import Dataset, among
from tracker.curation.problem import Problem
from tracker.errors import nearest


def references(data: Dataset) -> Iterator[Problem]:
    """K03: every reference names a row that exists."""
    for source in data.sources.values():
        for key in source.table.foreign_keys:
            column, target = key.fields[0], data[key.table][key.references[0]]
            given = data[source.table.name][column]
            missing = given[given.notna() & ~among(given, target)]
            known = list(target.dropna().unique()) if len(missing) else []
            for row, value in missing.items():
                close = nearest(str(value), known, 1)
                yield source.problem(
                    "K03",
                    f"no such row in {key.table}",
                    int(row),  # type: ignore[call-overload]
                    column,
                    hint=f"did you mean {close[0]!r}?" if close else f"add it to {key.table}.csv first",
                )


RULES = (references,)
