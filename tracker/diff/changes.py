"""A full list of changes, read back from the file that ``tracker diff --output`` wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracker.diff import canon, records
from tracker.errors import BadValueError, ReleaseError

_TAIL = ["kind", "column", "old", "new"]
Key = tuple[str | None, ...]


@dataclass
class Changes:
    """A change list: per key what is added, removed and changed, every cell as text."""

    key: list[str]
    added: dict[Key, dict[str, str | None]] = field(default_factory=dict)
    removed: dict[Key, dict[str, str | None]] = field(default_factory=dict)
    changed: dict[Key, dict[str, tuple[str | None, str | None]]] = field(default_factory=dict)
    schema: list[tuple[str | None, str | None, str | None]] = field(default_factory=list)


def read(path: Path) -> Changes:
    """The list in a file: CSV, Parquet or JSON Lines by its ending.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    Changes

    Raises
    ------
    TrackerError
        When the file is missing, or no change list of two files.
    """
    if not path.is_file():
        raise ReleaseError("no such file", where=str(path), expected="a change list that tracker diff --output wrote")
    rows: Any
    if path.suffix.lower() == ".parquet":
        from tracker.diff.batches import table

        found = table(path)
        header = found.column_names
        rows = zip(*(canon.texts(found[c].combine_chunks()) for c in header), strict=True) if found.num_rows else []
    elif path.suffix.lower() in {".jsonl", ".json", ".ndjson"}:
        header, rows = _json_lines(path)
    else:
        lines = (row for _, row in records.records(path, ",") if row)
        header = next(lines, [])
        rows = ([_unmarked(c) for c in row] for row in lines)
    if not header and path.suffix.lower() != ".csv":
        return Changes([])  # JSON Lines without a line: nothing differs.
    if header[-4:] != _TAIL or len(header) < 5 or header[:2] == ["table", "key"]:
        raise BadValueError(
            "is no change list of two files", where=str(path), expected=f"key columns, then {', '.join(_TAIL)}"
        )
    listed = Changes(list(header[:-4]))
    for row in rows:
        *key, kind, column, old, new = row
        at = tuple(key)
        if kind == "schema":
            listed.schema.append((column, old, new))
        elif kind == "changed" and column is not None:
            listed.changed.setdefault(at, {})[column] = (old, new)
        elif kind in {"added", "removed"}:
            cells = (listed.added if kind == "added" else listed.removed).setdefault(at, {})
            if column is not None:
                cells[column] = new if kind == "added" else old
        else:
            raise BadValueError("is no change list of two files", where=str(path), got=f"a line of kind {kind!r}"[:60])
    return listed


def _unmarked(cell: str) -> str | None:
    """A cell of a list in CSV: empty is missing, and text that could be mistaken stands as JSON text."""
    return None if not cell else json.loads(cell) if cell[0] == '"' else cell


def _json_lines(path: Path) -> tuple[list[str], list[list[str | None]]]:
    header: list[str] = []
    rows: list[list[str | None]] = []
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                # Numbers stay the text they are: a float would round them.
                record = json.loads(line, parse_float=str, parse_int=str)
                header = header or list(record)
                cells = [record.get(h) for h in header]
                rows.append([None if c is None else str(c).lower() if isinstance(c, bool) else str(c) for c in cells])
    except (ValueError, AttributeError) as error:
        raise BadValueError("is no change list of two files", where=str(path), got=str(error)[:80]) from None
    return header, rows
