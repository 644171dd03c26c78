"""What ``tracker.load`` gives, as plain values to compare an export with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import tracker
from tracker.release.reading import shelf


def rows(release: Path | str, table: str, **only: Any) -> list[dict[str, Any]]:
    """Rows as mappings: days as dates, lists as tuples, missing as None."""
    return _rows(_columns(release, table, plain, **only))


def texts(release: Path | str, table: str) -> list[dict[str, str]]:
    """Rows as mappings of what CSV has."""
    return _rows(_columns(release, table, lambda value: as_text(plain(value))))


def _columns(release: Path | str, table: str, made: Callable[[Any], Any], **only: Any) -> dict[str, list[Any]]:
    frame = tracker.load(table, version=release, **only).astype(object)
    columns = {name: frame[name].tolist() for name in frame.columns}
    # A column is of one kind, and says few things over and over.
    known = {name: {value: made(value) for value in set(values)} for name, values in columns.items()}
    return {name: [known[name][value] for value in values] for name, values in columns.items()}


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


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
