"""A diff as a self-contained page, and as a fragment for a notebook. Everything is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterator

from tracker.diff.change import Cell, Differences, TableDiff
from tracker.diff.render import words
from tracker.visible import visible

_STYLE = """
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border:1px solid #8886;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.added{background:#2a92}.removed{background:#c332}.changed{background:#db92}del{color:#a22}ins{color:#162;text-decoration:none}
@media (prefers-color-scheme:dark){del{color:#f99}ins{color:#9e9}}code{font-size:.9em}.why{opacity:.75}
""".strip()


def to_html(diff: Differences) -> str:
    """A page that needs nothing else.

    Parameters
    ----------
    diff : Differences

    Returns
    -------
    str
    """
    title = f"Changes from {_e(diff.old)} to {_e(diff.new)}"
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>\n<body><main><h1>{title}</h1>\n{''.join(_body(diff))}</main></body></html>\n"
    )


def fragment(diff: Differences, *, most: int = 20) -> str:
    """The summary and the first rows, for a notebook."""
    return f"<div><p><b>{_e(diff.old)} → {_e(diff.new)}</b></p>{''.join(_body(diff, most))}</div>"


def _body(diff: Differences, most: int | None = None) -> Iterator[str]:
    yield "<ul>" + "".join(f"<li>{_e(line)}</li>" for line in words.summary(diff)) + "</ul>\n"
    if diff.effects:
        yield "<h2>Positions that became another</h2>\n<ul>"
        effects = diff.effects if most is None else diff.effects[:most]
        yield from (f"<li>{_e(words.effect(e))}</li>" for e in effects)
        if len(effects) < len(diff.effects):
            yield f"<li>... and {len(diff.effects) - len(effects)} more</li>"
        yield "</ul>\n"
    for table in diff.tables:
        if not table.same:
            yield from _table(diff, table, most)


def _table(diff: Differences, table: TableDiff, most: int | None) -> Iterator[str]:
    yield f"<h2>{_e(table.table)}</h2><p>{_e(words.counts(table))}</p>\n"
    if table.schema:
        yield (
            "<ul>"
            + "".join(f"<li>{_e(c.what)} <code>{_e(_column(c.column))}</code></li>" for c in table.schema)
            + "</ul>\n"
        )
    rows = table.rows if most is None else table.rows[:most]
    if rows:
        heads = "".join(f'<th scope="col">{head}</th>' for head in ("kind", "key", "cells"))
        yield f"<table><thead><tr>{heads}</tr></thead><tbody>\n"
        for row in rows:
            cells = "<br>".join(_cell(c) for c in (row.cells if row.kind == "changed" else ()))
            cells = cells or _e(words.gist(row))
            why = words.support(diff, row)
            note = f'<br><span class="why">{_e(why)}</span>' if why else ""
            key = f"{_e(words.key(row))}{note}"
            yield f'<tr class="{row.kind}"><td>{row.kind}</td><td>{key}</td><td>{cells}</td></tr>\n'
        yield "</tbody></table>\n"
    if len(rows) < table.counts.rows:
        yield f"<p>... and {table.counts.rows - len(rows)} more rows</p>\n"


def _cell(cell: Cell) -> str:
    column, old, new = (_e(words.shown(v)) for v in (cell.column, cell.old, cell.new))
    return f"{column}: <del>{old}</del> → <ins>{new}</ins>"


def _column(name: str | None) -> str:
    return "" if name is None else words.shown(name)


def _e(text: str) -> str:
    return html.escape(visible(text, keep="\n"))
