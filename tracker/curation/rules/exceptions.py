"""Exceptions, corrections: findings that a person explained, and what a version says of its own changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from tracker.curation.dataset import Dataset
from tracker.curation.problem import CODES, EXCUSABLE, Problem, register
from tracker.errors import nearest
from tracker.schema import TABLES


def explained(data: Dataset, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems without those that ``exceptions.csv`` explains.

    Parameters
    ----------
    data : Dataset
    problems : iterable of Problem

    Yields
    ------
    Problem
        What is left; and what is wrong with the exceptions themselves (N01).
    """
    frame = data["exceptions"]
    rows = {(str(c), str(t), str(r)): i for i, c, t, r in frame[["code", "table", "row"]].itertuples(name=None)}
    used: set[tuple[str, ...]] = set()
    for problem in problems:
        key = (problem.code, PurePath(problem.file).stem, problem.key or "")
        if key in rows and problem.code in EXCUSABLE:
            used.add(key)
        else:
            yield problem
    yield from _idle(data, {key: row for key, row in rows.items() if key not in used})


@register("N01", "exception", "An exception names an unknown check, one that allows none, or a row that is fine.")
def _idle(data: Dataset, rows: dict[tuple[str, ...], int]) -> Iterator[Problem]:
    """N01."""
    source = data.sources["exceptions"]
    for (code, table, _), row in rows.items():
        if code not in EXCUSABLE:
            message = "this check allows no exception" if code in CODES else "no such check"
            yield source.problem("N01", message, row, "code", expected=f"one of {', '.join(sorted(EXCUSABLE))}")
        elif table not in TABLES:
            close = nearest(str(table), TABLES, 1)
            hint = f"did you mean {close[0]!r}?" if close else None
            yield source.problem("N01", "no such table", row, "table", hint=hint)
        else:
            yield source.problem("N01", f"{code} finds nothing in this row", row, "row", hint="remove the exception")


@register("N02", "correction", "A correction names a table, a column or a key of a form that does not exist.")
def corrections_name_cells(data: Dataset) -> Iterator[Problem]:
    """N02."""
    source, frame = data.sources["corrections"], data["corrections"]
    for at, table, row, column in frame[["table", "row", "column"]].itertuples(name=None):
        if not isinstance(table, str):
            continue
        if table not in data.sources:
            close = nearest(table, TABLES, 1)
            hint = f"did you mean {close[0]!r}?" if close else None
            yield source.problem("N02", "no such table", at, "table", hint=hint)
            continue
        schema = data.sources[table].table
        names = [f.name for f in schema.curated]
        if isinstance(column, str) and column not in {*names, "*"}:
            close = nearest(column, names, 1)
            hint = f"did you mean {close[0]!r}?" if close else None
            yield source.problem("N02", f"no such column of {table}", at, "column", hint=hint)
        if isinstance(row, str) and row.count("/") != len(schema.key) - 1:
            expected = "/".join(schema.key)
            yield source.problem("N02", f"not a key of {table}", at, "row", expected=expected)


RULES = (corrections_name_cells,)
