"""A full list of changes, read back from the file that ``tracker diff --output`` wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracker.diff import canon, records
from tracker.errors import BadValueError, ReleaseError

_TAIL = ["kind", "column", "old", "new"]
_JSON_LINES = frozenset({".jsonl", ".json", ".ndjson"})
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
        wanted = "a change list that `tracker diff OLD NEW --output FILE` wrote"
        raise ReleaseError("no such file", where=str(path), expected=wanted)
    rows: Any
    if path.suffix.lower() == ".parquet":
        from tracker.diff.batches import table

        found = table(path)
        header = found.column_names
        rows = zip(*(canon.texts(found[c].combine_chunks()) for c in header), strict=True) if found.num_rows else []
    elif path.suffix.lower() in _JSON_LINES:
        header, rows = _json_lines(path)
    else:
        lines = (row for _, row in records.records(path, ",") if row)
        header = next(lines, [])
        rows = _unmarked_rows(lines, path)
    if not header and path.suffix.lower() in _JSON_LINES:
        return Changes([])  # JSON Lines without a line: nothing differs.
    keys = header[:-4]
    if header[-4:] != _TAIL or not keys or header[:2] == ["table", "key"] or len({*keys}) < len(keys):
        raise BadValueError(
            "is no change list of two files", where=str(path), expected=f"key columns, then {', '.join(_TAIL)}"
        )
    listed = Changes(list(keys))
    for number, row in enumerate(rows, 1):
        fault = f"{len(row)} cells for {len(header)} columns" if len(row) != len(header) else _take(listed, row)
        if fault:
            raise BadValueError("is no change list of two files", where=f"{path}, entry {number}", got=fault[:100])
    twice = next((k for k in listed.changed if k in listed.added or k in listed.removed), None)
    twice = twice or next((k for k in listed.added if k in listed.removed), None)
    if twice is not None:
        raise BadValueError(
            "says two things of one row", where=str(path), expected="each row added, removed or changed",
            got=", ".join(map(repr, twice))[:80],
        )  # fmt: skip
    return listed


def _take(listed: Changes, row: Sequence[str | None]) -> str | None:
    """Add an entry to a list; what is wrong with it, where something is."""
    *key, kind, column, old, new = row
    at = tuple(key)
    if kind == "schema":
        if not (_is_order(new) if column is None else (old is not None or new is not None)):
            return f"an entry on the columns that says {new!r}"
        listed.schema.append((column, old, new))
        return None
    if kind == "changed" and column is not None:
        return _put(listed.changed.setdefault(at, {}), column, (old, new))
    if kind not in {"added", "removed"}:
        return f"an entry of kind {kind!r}"
    rows, value = (listed.added, new) if kind == "added" else (listed.removed, old)
    if column is None:
        # The only entry of a row whose cells are all missing.
        repeated = at in rows
        rows[at] = {}
        return "a row twice" if repeated else None
    return _put(rows.setdefault(at, {}), column, value)


def refuse_empty(listed: Changes, where: str) -> None:
    """Raise where a list that CSV is made from has text that CSV would make a missing cell.

    Parameters
    ----------
    listed : Changes
    where : str
        Name of the list.

    Raises
    ------
    BadValueError
        Names the first such cell.
    """
    fresh = [(key, {**dict(zip(listed.key, key, strict=True)), **row}) for key, row in listed.added.items()]
    fresh += [(key, {name: after for name, (_, after) in row.items()}) for key, row in listed.changed.items()]
    for key, row in fresh:
        for name, text in row.items():
            if text == "":
                raise BadValueError(
                    "CSV has no text that is empty, only missing cells",
                    where=f"{where}, {', '.join(map(repr, key))[:80]}, {name[:40]}",
                    hint="Compare with the old file as Parquet.",
                )  # fmt: skip


def _put(cells: dict[str, Any], column: str, value: Any) -> str | None:
    if column in cells:
        return f"the column {column!r} of one row twice"
    cells[column] = value
    return None


def _is_order(text: str | None) -> bool:
    """Whether a text is a list of names in JSON, each once."""
    try:
        names = json.loads(text or "")
    except (ValueError, RecursionError):
        return False
    return isinstance(names, list) and all(isinstance(n, str) for n in names) and len({*names}) == len(names)


def _unmarked(cell: str) -> str | None:
    """A cell of a list in CSV: empty is missing, and text that could be mistaken stands as JSON text."""
    if not cell.startswith('"'):
        return cell or None
    text = json.loads(cell)
    return str(text)


def _unmarked_rows(lines: Iterator[list[str]], path: Path) -> Iterator[list[str | None]]:
    for number, row in enumerate(lines, 1):
        try:
            yield [_unmarked(c) for c in row]
        except ValueError:
            raise BadValueError(
                "is no change list of two files", where=f"{path}, entry {number}", expected="quoted text as JSON text",
                got=repr(next(c for c in row if c.startswith('"')))[:80],
            ) from None  # fmt: skip


def _json_lines(path: Path) -> tuple[list[str], list[list[str | None]]]:
    header: list[str] = []
    rows: list[list[str | None]] = []
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                # Numbers stay the text they are: a float would round them.
                record = json.loads(line, parse_float=str, parse_int=str, object_pairs_hook=_once)
                if not isinstance(record, dict) or any(isinstance(v, dict | list) for v in record.values()):
                    raise ValueError(f"line {len(rows) + 1} is no object of plain values")
                header = header or list(record)
                if not record or list(record) != header:
                    raise ValueError(f"line {len(rows) + 1} has other columns than the first")
                cells = list(record.values())
                rows.append([None if c is None else str(c).lower() if isinstance(c, bool) else str(c) for c in cells])
    except (ValueError, RecursionError) as error:
        said = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadValueError("is no change list of two files", where=str(path), got=said[:80]) from None
    return header, rows


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name twice in one object")
    return dict(pairs)
