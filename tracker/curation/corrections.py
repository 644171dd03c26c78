"""Why a version corrected rows: what people said of it, grouped by reason, for the list of changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.curation.dataset import Dataset
from tracker.diff.render.markdown import safe
from tracker.errors import CurationError
from tracker.schema import table

Rows = list[dict[str, str]]


def of_version(data: Dataset, version: str) -> Rows:
    """Corrections that a version brings, by reason, table, row and column.

    Parameters
    ----------
    data : Dataset
    version : str

    Returns
    -------
    list of dict
        Plain rows of the table ``corrections``.
    """
    frame = data["corrections"]
    order = {reason: i for i, reason in enumerate(table("corrections").field("reason").values)}
    rows: Rows = [{str(k): str(v) for k, v in r.items()} for r in frame[frame["version"] == version].to_dict("records")]
    return sorted(rows, key=lambda r: (order[r["reason"]], r["table"], r["row"], r["column"]))


def refuse_unfounded(rows: Iterable[Mapping[str, str]], changed: Mapping[str, set[str]], version: str) -> None:
    """Refuse corrections of rows that did not change.

    Parameters
    ----------
    rows : iterable of mapping
        As from :func:`of_version`.
    changed : mapping of str to set of str
        Keys of the rows that differ from the version before, joined by slashes, by table.
    version : str

    Raises
    ------
    CurationError
        When a correction names a row that is the same in both versions.
    """
    for row in rows:
        if row["row"] not in changed.get(row["table"], set()):
            raise CurationError(
                f"a correction says that {version} corrects a row that did not change",
                where=f"corrections.csv, {row['table']} {row['row']}"[:160],
                hint="Name the row by its key in the new version, or remove the correction.",
            )


def changed_rows(diff: Any) -> dict[str, set[str]]:
    """Keys of every row that differs, joined by slashes, by table."""
    return {t.table: {"/".join(map(_text, r.key)) for r in t.rows} for t in diff.tables}


def _text(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def told(rows: Iterable[Mapping[str, str]]) -> str:
    """Corrections as sections of ``CHANGES.md``, one a reason.

    Parameters
    ----------
    rows : iterable of mapping
        As from :func:`of_version`.

    Returns
    -------
    str
        Empty without any.
    """
    labels = {c.value: c for c in table("corrections").field("reason").categories}
    grouped: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        grouped.setdefault(row["reason"], []).append(row)
    lines: list[str] = []
    for reason, found in grouped.items():
        lines += [f"## Corrected: {labels[reason].label.lower()}", "", labels[reason].description, ""]
        lines += [_line(row) for row in found]
        lines.append("")
    return "\n".join(lines)


def _line(row: Mapping[str, str]) -> str:
    column = "" if row["column"] == "*" else f" `{row['column']}`"
    return f"- {row['table']} `{row['row']}`{column}: {safe(row['why'])}"
