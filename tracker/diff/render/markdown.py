"""A diff as Markdown, for a pull request or a release's CHANGES.md."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.diff.change import Diff, TableDiff
from tracker.diff.render import words


def to_markdown(diff: Diff, *, headline: str | None = None) -> str:
    """Every differing row, table by table.

    Parameters
    ----------
    diff : Diff
    headline : str, optional
        What a person says of the change.

    Returns
    -------
    str
    """
    return "\n".join(_lines(diff, headline)).rstrip("\n") + "\n"


def _lines(diff: Diff, headline: str | None) -> Iterator[str]:
    yield f"# Changes from {diff.old} to {diff.new}"
    yield ""
    if headline:
        yield headline
        yield ""
    yield from (f"- {line}" for line in words.summary(diff))
    yield ""
    if diff.effects:
        yield "## Positions that became another"
        yield ""
        yield from (f"- {_safe(words.effect(e))}" for e in diff.effects)
        yield ""
    for table in diff.tables:
        if not table.same:
            yield from _table(diff, table)


def _table(diff: Diff, table: TableDiff) -> Iterator[str]:
    yield f"## {table.table}"
    yield ""
    yield words.counts(table) + "."
    yield ""
    for change in table.schema:
        yield f"- schema: {change.what}" + (
            f" {_code(words.shown(change.column))}" if change.column is not None else ""
        )
    for row in table.rows:
        why = words.support(diff, row)
        yield f"- {row.kind}: {_code(words.key(row))}" + (f" ({_safe(why)})" if why else "")
        if row.kind != "changed" and words.gist(row):
            yield f"  - {_safe(words.gist(row))}"
        for c in row.cells if row.kind == "changed" else ():
            yield f"  - {_name(c.column)}: {_safe(words.shown(c.old))} → {_safe(words.shown(c.new))}"
    if not table.complete:
        yield f"- ... and {table.counts.rows - len(table.rows)} more rows"
    yield ""


def _code(text: str) -> str:
    return f"`{text}`" if "`" not in text else _safe(text)


def _name(column: str) -> str:
    text = words.shown(column)
    return text if text.replace("_", "").isalnum() else _safe(text)


def _safe(text: str) -> str:
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
