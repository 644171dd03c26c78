"""A diff as Markdown, for a pull request or a release's CHANGES.md."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.diff.change import Differences, TableDiff
from tracker.diff.render import words
from tracker.schema import DERIVED
from tracker.visible import visible


def to_markdown(diff: Differences, *, headline: str | None = None, listed_in: str | None = None) -> str:
    """What differs, table by table.

    Parameters
    ----------
    diff : Differences
    headline : str, optional
        What a person says of the change.
    listed_in : str, optional
        File that lists every row, which is then named in place of the rows.

    Returns
    -------
    str
    """
    return "\n".join(_lines(diff, headline, listed_in)).rstrip("\n") + "\n"


def _lines(diff: Differences, headline: str | None, listed_in: str | None) -> Iterator[str]:
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
        if not table.same and (listed_in is None or table.schema):
            yield from _table(diff, table, listed=listed_in is None)
    if listed_in is not None and not diff.same:
        yield "## Every row"
        yield ""
        pair = f"{visible(diff.old)} {visible(diff.new)}"
        yield f"Every cell that differs is a row of `{listed_in}`, with its old and its new value, the reason, and the"
        yield f"act behind it. `tracker diff {pair}` lists the same, with more to choose from."
        yield ""


def _table(diff: Differences, table: TableDiff, *, listed: bool = True) -> Iterator[str]:
    yield f"## {visible(table.table)}"
    yield ""
    yield words.counts(table) + "."
    yield ""
    for change in table.schema:
        yield f"- schema: {change.what}" + (
            f" {_code(words.shown(change.column))}" if change.column is not None else ""
        )
    if not listed:
        yield ""
        return
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
