"""What ``tracker.load`` gives, as plain values to compare an export with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

import tracker
from tracker.release.reading import shelf


def rows(release: Path | str, table: str, **only: Any) -> list[dict[str, Any]]:
    """Rows as mappings: days as dates, lists as tuples, missing as None."""
    frame = tracker.load(table, version=release, **only)
    return [{k: plain(v) for k, v in row.items()} for row in frame.astype(object).to_dict("records")]


def plain(value: Any) -> Any:
    if isinstance(value, str | tuple):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    return bool(value) if str(value) in {"True", "False"} else int(value)


def fields(release: Path | str) -> dict[str, dict[str, Any]]:
    """Every table's fields by name."""
    return {t.name: {f.name: f for f in t.published} for t in shelf.find(release).tables.values()}


def as_text(value: Any) -> str:
    """As CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ";".join(value) if isinstance(value, tuple) else str(value)
