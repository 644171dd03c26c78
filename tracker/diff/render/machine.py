"""A diff for programs: JSON as ``schemas/diff.json`` defines it, CSV, a DataFrame."""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import io
import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tracker.diff.change import REASONS, ROW_KINDS, Counts, Differences, Effect, TableDiff
from tracker.diff.meaning import smallest_bump
from tracker.diff.render import words
from tracker.schema import DERIVED

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FORMAT = 1
"""Version of the JSON contract; it grows when a reader would have to change."""


def to_json(diff: Differences) -> str:
    """The diff as JSON.

    Parameters
    ----------
    diff : Differences

    Returns
    -------
    str
        As ``schemas/diff.json`` defines it.
    """
    body: dict[str, Any] = {"format": FORMAT, "old": diff.old, "new": diff.new, "same": diff.same}
    body["counts"] = _counts(diff.counts)
    if diff.releases:
        if diff.whole:
            bump = smallest_bump(diff)
            body["bump"] = {
                "level": bump.level,
                "version": bump.next_version(diff.base),
                "reasons": list(bump.reasons),
            }
        body["effects"] = [_effect(e) for e in diff.effects]
        body["sources"] = {event: list(ids) for event, ids in (diff.sources or {}).items()}
    body["tables"] = [_table(t) for t in diff.tables]
    return json.dumps(_strict(body), ensure_ascii=False, indent=2, allow_nan=False)


def to_csv(diff: Differences) -> str:
    """One changed cell a row.

    Parameters
    ----------
    diff : Differences

    Returns
    -------
    str
        Columns ``table, kind, key, column, old, new, reason, event_id``. A missing cell is empty; text that is empty,
        or begins with a quotation mark, stands as JSON text.
    """
    lines = [_line(COLUMNS)]
    for table, row in diff:
        for cell in row.cells or (None,):
            changed = [None, "", ""] if cell is None else [cell.column, _cell(cell.old), _cell(cell.new)]
            lines.append(_line([table, row.kind, words.key(row), *changed, row.reason, row.event_id]))
    return "".join(lines)


def _line(cells: Sequence[Any]) -> str:
    out = io.StringIO(newline="")
    # With this line end, Python quotes a cell that holds either part of it.
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()[:-2] + "\n"


def _cell(value: Any) -> str:
    text = words.plain(value)
    return json.dumps(text, ensure_ascii=False) if value is not None and (not text or text[0] == '"') else text


COLUMNS = ("table", "kind", "key", "column", "old", "new", "reason", "event_id")


def records(diff: Differences) -> list[dict[str, Any]]:
    """One changed cell a row, as plain values; a row without cells has one record without a column."""
    out = []
    for table, row in diff:
        cells: list[Any] = list(row.cells) or [None]
        for cell in cells:
            changed = (None, None, None) if cell is None else (cell.column, cell.old, cell.new)
            out.append(dict(zip(COLUMNS, (table, row.kind, row.key, *changed, row.reason, row.event_id), strict=True)))
    return out


def to_frame(diff: Differences) -> pd.DataFrame:
    """One changed cell a row, as a DataFrame: the parts of the key and both values as text, missing where empty.

    Values of different columns have different types, which no column of a file could hold together.
    """
    import pandas as pd

    def text(value: Any) -> str | None:
        return None if value is None else words.plain(value)

    # Cells of many types share a column: as text they can be written to Parquet too.
    told = [{**r, "key": [*map(text, r["key"])], "old": text(r["old"]), "new": text(r["new"])} for r in records(diff)]
    frame = pd.DataFrame(told, columns=list(COLUMNS))
    for column in ("table", "column", "old", "new", "event_id"):
        frame[column] = frame[column].astype("str")
    frame["kind"] = pd.Categorical(frame["kind"], list(ROW_KINDS))
    frame["reason"] = pd.Categorical(frame["reason"], list(REASONS))
    return frame


def to_arrow(diff: Differences) -> pa.Table:
    """One changed cell a row, as Arrow, without rows of tables that follow from others: ``changes.parquet``.

    Returns
    -------
    pyarrow.Table
        Columns ``table, kind, column, old, new, reason, event_id, key``, all text but ``key``, which is a list of
        text and stands last, since some readers lose their place after a list.
    """
    import pyarrow as pa

    def text(value: Any) -> str | None:
        return None if value is None else words.plain(value)

    told = [r for r in records(diff) if r["table"] not in DERIVED]
    plain = [c for c in COLUMNS if c != "key"]
    columns = {c: pa.array([text(r[c]) for r in told], pa.string()) for c in plain}
    for column in ("table", "kind", "column", "reason"):
        columns[column] = columns[column].dictionary_encode()
    key = pa.array([[text(part) for part in r["key"]] for r in told], pa.list_(pa.string()))
    return pa.table({**columns, "key": key})


def _counts(c: Counts) -> dict[str, int]:
    return {
        "added": c.added,
        "removed": c.removed,
        "changed": c.changed,
        "cells": c.cells,
        "old_rows": c.old_rows,
        "new_rows": c.new_rows,
    }


def _table(t: TableDiff) -> dict[str, Any]:
    return {
        "table": t.table,
        "key": list(t.key),
        "counts": _counts(t.counts),
        "complete": t.complete,
        "schema": [
            {"what": c.what, "column": c.column, "old": c.old, "new": c.new, "breaking": c.breaking} for c in t.schema
        ],
        "rows": [
            {
                "kind": r.kind,
                "key": dict(zip(t.key, r.key, strict=True)),
                "reason": r.reason,
                "event_id": r.event_id,
                "cells": [{"column": c.column, "role": c.role, "old": c.old, "new": c.new} for c in r.cells],
            }
            for r in t.rows
        ],
    }


def _effect(e: Effect) -> dict[str, Any]:
    def side(p: tuple[str | None, str | None, bool]) -> dict[str, Any]:
        return {"level": p[0], "basis": p[1], "under_review": p[2]}

    cell = {"jurisdiction": e.jurisdiction, "vendor": e.vendor, "segment": e.segment}
    return {**cell, "from": e.start, "to": e.end, "old": side(e.old), "new": side(e.new)}


def _strict(value: Any) -> Any:
    """A value as JSON has it; a float that is no number is text, since JSON has none."""
    if isinstance(value, dict):
        return {str(k): _strict(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(v) for v in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return format(value, "f") if isinstance(value, decimal.Decimal) else str(value)
