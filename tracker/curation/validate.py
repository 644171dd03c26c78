"""All that is wrong with the curated tables at once: form, cells by Pandera, rules across tables."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from tracker.curation.asked import found_by
from tracker.curation.dataset import Dataset, read_folder
from tracker.curation.problem import CODES, EXCUSABLE, WARNINGS, Problem
from tracker.curation.rules import ON_POSITIONS, RULES, explained
from tracker.curation.source import Source
from tracker.curation.tidy import canonical, order_problem
from tracker.errors import nearest
from tracker.schema import Table
from tracker.schema.checks import pandera_schema

_CODE_OF_CHECK = {
    "not_nullable": "C01",
    "category": "C03",
    "pattern": "C04",
    "length": "C05",
    "items": "C06",
    "minimum": "C07",
    "maximum": "C07",
    "unique": "K02",
    "multiple_fields_uniqueness": "K01",
}


@dataclass(frozen=True)
class Report:
    """What validation found.

    Attributes
    ----------
    problems : tuple of Problem
        What is wrong, in order of file, line and column.
    rows : dict of str to int
        Rows read, by table.
    warnings : tuple of Problem
        What somebody should look at, in the same order.
    """

    problems: tuple[Problem, ...]
    rows: dict[str, int]
    warnings: tuple[Problem, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether there is no problem; warnings are none."""
        return not self.problems

    @property
    def found(self) -> tuple[Problem, ...]:
        """Problems and warnings together, in order of file, line and column."""
        return tuple(sorted((*self.problems, *self.warnings), key=_place))

    def strict(self) -> Report:
        """The same findings, warnings counted as problems."""
        return Report(self.found, self.rows)

    def to_text(self) -> str:
        """One line a problem or warning, and a closing line."""
        warned = f", {len(self.warnings)} warning{'s' * (len(self.warnings) != 1)}" if self.warnings else ""
        total = f"{sum(self.rows.values())} rows in {len(self.rows)} tables{warned}"
        if self.fine:
            return "\n".join([*(str(p) for p in self.warnings), f"fine: {total}"])
        files = len({p.file for p in self.problems})
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        close = f"{count} {noun} in {files} file{'s' * (files != 1)} ({total})"
        return "\n".join([*(str(p) for p in self.found), close])

    def to_json(self) -> str:
        """Problems and counts as JSON."""
        body = {
            "fine": self.fine,
            "rows": self.rows,
            "problems": [p.as_dict() for p in self.problems],
            "warnings": [p.as_dict() for p in self.warnings],
        }
        return json.dumps(body, ensure_ascii=False, indent=2)

    def to_github(self) -> str:
        """One workflow command a problem or warning."""
        return "\n".join(p.as_github() for p in self.found)


def validate(folder: Path, *, shown_as: str | None = None) -> Report:
    """Check the curated tables of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        With one CSV file a table.
    shown_as : str, optional
        Name of the folder in problems.

    Returns
    -------
    Report

    Raises
    ------
    CurationError
        When there is no such folder.
    """
    return check(read_folder(folder, shown_as=shown_as))


def check(data: Dataset) -> Report:
    """Check curated tables that are read already.

    Parameters
    ----------
    data : Dataset

    Returns
    -------
    Report
        Rules across tables run only when every file is a table; otherwise they would report its absence
        many times over.
    """
    problems: list[Problem] = list(data.strangers)
    for source in data.sources.values():
        problems += source.problems
        if source.frame is not None:
            problems += _columns(source)
            problems += _form(source, clean=not problems)
    if data.whole:
        for rule in RULES:
            problems += found_by(rule, data)
        if all(p.severity == "warning" for p in problems):
            for rule in ON_POSITIONS:
                problems += found_by(rule, data)
        problems = list(explained(data, problems))
    rows = {n: len(s.frame) for n, s in data.sources.items() if s.frame is not None}
    found = sorted(dict.fromkeys(problems), key=_place)
    wrong, doubtful = (tuple(p for p in found if p.severity == s) for s in ("error", "warning"))
    return Report(wrong, rows, doubtful)


def _place(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.file, problem.line, problem.column, problem.code)


_FINE: dict[tuple[str, bytes], Table] = {}
"""Tables in which Pandera found nothing that counts, by name and SHA-256 of the file's text, with their definition.

Pandera takes most of the time of a check, however small the table, and one process checks the same file often:
`tracker release` before and after it knows the changes, and whoever tries out changes to one table of many.
"""


def _columns(source: Source) -> Iterator[Problem]:
    if source.frame is None or source.frame.empty:
        return
    content = (source.table.name, source.digest)
    if _FINE.get(content) is source.table:
        return
    # Pandera imports whatever engines are installed, and passes on what they have to say about each other.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandera.errors

        try:
            pandera_schema(source.table, typed=True).validate(source.frame, lazy=True, inplace=True)
            found: list[Any] = []
        except pandera.errors.SchemaErrors as error:
            found = error.schema_errors
    problems = list(_translate(source, found))
    if not problems:
        _FINE[content] = source.table
    yield from problems


def _translate(source: Source, errors: list[Any]) -> Iterator[Problem]:
    """Pandera's errors as problems; straight from its error objects, since its report repeats every set."""
    seen: set[tuple[int, str, str]] = set()
    for code, error in sorted(((_code(e), e) for e in errors), key=itemgetter(0)):
        column = "" if code == "K01" else str(error.schema.name)
        for row in error.failure_cases["index"].dropna().unique():
            place = (int(row), column, code)
            if place in seen or (int(row), column) in source.unread:
                continue
            if code == "C05" and (int(row), column, "C04") in seen:
                continue  # What has the wrong form is told once.
            seen.add(place)
            yield _problem(source, code, int(row), column)


def _code(error: Any) -> str:
    return _CODE_OF_CHECK.get(error.check if isinstance(error.check, str) else error.check.name, "C02")


def _problem(source: Source, code: str, row: int, column: str) -> Problem:
    if code == "K01":
        key = ", ".join(source.cell(row, k) for k in source.table.key)
        message = f"another row has the same key ({', '.join(source.table.key)}): {key}"
        return source.problem(code, message, row)
    field = source.table.field(column)
    expected = hint = None
    if field.values:
        expected = f"one of {', '.join(field.values)}"
        close = nearest(source.cell(row, column), field.values, 1)
        hint = f"did you mean {close[0]!r}?" if close else None
    if code == "C04":
        expected = f"the form {field.constraints['pattern']}"
    elif code == "C05":
        low, high = field.constraints.get("minLength", 0), field.constraints.get("maxLength", "any number of")
        expected, message = f"{low} to {high} characters", f"{len(source.cell(row, column))} characters"
        return source.problem(code, message, row, column, expected=expected)
    elif code == "C06":
        expected = f"items of {', '.join(field.values)}, in this order, joined by {field.delimiter!r}"
    elif code == "C01":
        return Problem(source.path, source.line(row, column), column, code, "is empty", None, expected, hint)
    return source.problem(code, _MESSAGES[code], row, column, expected=expected, hint=hint)


_MESSAGES = {
    "C02": "wrong type",
    "C03": "not in the vocabulary",
    "C04": "wrong form",
    "C06": "wrong list",
    "C07": "out of range",
    "K02": "another row has the same value",
}


def _form(source: Source, *, clean: bool) -> Iterator[Problem]:
    """Row order and canonical bytes; the latter only where nothing else is wrong with the file."""
    unsorted = order_problem(source)
    if unsorted is not None:
        yield source.problem("F09", "rows are not sorted by key", unsorted, hint="`tracker tidy` sorts them")
    elif clean and not source.canonical and (form := canonical(source)) != source.text:
        line = _first_difference(form, source.text)
        yield Problem(source.path, line, "", "F10", "not in canonical form", hint="`tracker tidy` mends it")


def _first_difference(a: str, b: str) -> int:
    pairs = zip(a.split("\n"), b.split("\n"), strict=False)
    return next((i for i, (x, y) in enumerate(pairs, 1) if x != y), 0)


def code_table() -> str:
    """Every code and its meaning, as a Markdown table.

    Returns
    -------
    str
    """
    rows = [f"| `{c}` | {name} | {meaning}{_marks(c)} |" for c, (name, meaning) in CODES.items()]
    return "\n".join(["| code | name | meaning |", "|---|---|---|", *rows])


def _marks(code: str) -> str:
    return " *Warning.*" * (code in WARNINGS) + " *May be explained.*" * (code in EXCUSABLE)
