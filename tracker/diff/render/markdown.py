"""A diff as Markdown, for a pull request or a release's CHANGES.md."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.diff.change import Differences, TableDiff
from tracker.diff.render import words
from tracker.schema import DERIVED
from tracker.visible import visible


def to_markdown(diff: Differences, *, headline: str | None = None) -> str:
    """Every differing row, table by table.

    Parameters
    ----------
    diff : Differences
    headline : str, optional
        What a person says of the change.

    Returns
    -------
    str
    """
    return "\n".join(_lines(diff, headline)).rstrip("\n") + "\n"


def _lines(diff: Differences, headline: str | None) -> Iterator[str]:
    yield f"# Changes from {visible(diff.old)} to {visible(diff.new)}"
    yield ""
    if headline:
        yield headline
        yield ""
    yield from (f"- {line}" for line in words.summary(diff))
    yield ""
    if diff.effects:
        yield "## Positions that became another"
        yield ""
        yield from (f"- {safe(words.effect(e))}" for e in diff.effects)
        yield ""
    for table in diff.tables:
        if not table.same:
            yield from _table(diff, table)


def _table(diff: Differences, table: TableDiff) -> Iterator[str]:
    yield f"## {visible(table.table)}"
    yield ""
    yield words.counts(table) + "."
    yield ""
    for change in table.schema:
        yield f"- schema: {change.what}" + (
            f" {_code(words.shown(change.column))}" if change.column is not None else ""
        )
    if table.table in DERIVED and table.rows:
        yield "- its rows follow from the tables above, and are not listed"
        yield ""
        return
    for row in table.rows:
        why = words.support(diff, row)
        yield f"- {row.kind}: {_code(words.key(row))}" + (f" ({safe(why)})" if why else "")
        if row.kind != "changed" and words.gist(row):
            yield f"  - {safe(words.gist(row))}"
        for c in row.cells if row.kind == "changed" else ():
            yield f"  - {_name(c.column)}: {safe(words.shown(c.old))} → {safe(words.shown(c.new))}"
    if not table.complete:
        yield f"- ... and {table.counts.rows - len(table.rows)} more rows"
    yield ""


def _code(text: str) -> str:
    return f"`{text}`" if "`" not in text else safe(text)


def _name(column: str) -> str:
    text = words.shown(column)
    return text if text.replace("_", "").isalnum() else safe(text)


def safe(text: str) -> str:
    """A text on one line, none of it read as markup, and what cannot be seen made visible."""
    text = visible(text, keep="\n")
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
