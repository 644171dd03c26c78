"""Cells of a curated table: text to typed values, and what does not read as its type."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

from tracker.schema import Field
from tracker.schema.checks import DTYPES

if TYPE_CHECKING:
    import pandas as pd

    from tracker.curation.source import Source

_CONTROL = r"[\x00-\x09\x0b-\x1f\x7f\u0085\u00a0\u200b-\u200f\u2028-\u202e\u2060\ufeff]"
_STRAY = re.compile(rf"^\s|\s$|\s\s|\n|{_CONTROL}")
_STRAY_IN_PROSE = re.compile(rf"^\s|\s$|[^\S\n][^\S\n]|{_CONTROL}")  # prose may hold line breaks


def frame_of(source: Source) -> pd.DataFrame:
    """Typed columns of the rows that were read; cells that do not parse are missing and become problems.

    Parameters
    ----------
    source : Source
        With its rows filled; its problems and unread cells are added to.

    Returns
    -------
    pandas.DataFrame
    """
    import pandas as pd

    columns = list(zip(*source._rows, strict=True)) or [()] * len(source.table.curated)
    return pd.DataFrame(
        {f.name: _column(f, cells, source) for f, cells in zip(source.table.curated, columns, strict=True)}
    )


def _column(f: Field, cells: tuple[str, ...], source: Source) -> pd.api.extensions.ExtensionArray:
    import numpy as np
    import pandas as pd

    # Work on the distinct values: columns repeat themselves, and a million rows have few distinct days.
    code = {v: i for i, v in enumerate(dict.fromkeys(cells))}
    parsed = [_parse(v, f.type) if v else None for v in code]
    stray_form = _STRAY_IN_PROSE if f.role == "note" else _STRAY
    # The cheap look first; only what it suspects meets the pattern.
    suspects = [v for v in code if not v.isprintable() or "  " in v or v != v.strip()]
    stray = {v for v in suspects if stray_form.search(v)}
    not_nfc = {v for v in code if not (v.isascii() or unicodedata.is_normalized("NFC", v))}
    unreadable = {v for v, p in zip(code, parsed, strict=True) if v and p is None} - stray
    _say_cells(source, f, cells, stray, "C08", "stray white space or control character")
    _say_cells(source, f, cells, not_nfc, "C09", "not in Unicode normal form C")
    _say_cells(source, f, cells, unreadable, "C02", f"not a {_TYPE_NAMES.get(f.type, f.type)}")
    distinct: pd.api.extensions.ExtensionArray = pd.array(parsed, dtype=DTYPES[f.type])  # type: ignore[call-overload]
    if len(code) == len(cells):
        return distinct
    where = np.fromiter(map(code.__getitem__, cells), dtype="int64", count=len(cells))
    column: pd.api.extensions.ExtensionArray = distinct.take(where)
    return column


def _say_cells(source: Source, f: Field, cells: tuple[str, ...], bad: set[str], code: str, message: str) -> None:
    if not bad:
        return
    form = code != "C02"
    expected = None if form else _EXPECTED.get(f.type)
    hint = "tracker tidy mends it" if form else None
    for row, cell in enumerate(cells):
        if cell in bad:
            source.problems.append(source.problem(code, message, row, f.name, expected=expected, hint=hint))
            if code != "C09":
                source.unread.add((row, f.name))


_TYPE_NAMES = {"date": "day", "integer": "whole number", "boolean": "truth value"}
_EXPECTED = {"date": "YYYY-MM-DD, a day of the calendar", "integer": "digits", "boolean": "true or false"}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _parse(text: str, kind: str) -> object:
    if kind == "date":
        if not _ISO.fullmatch(text):
            return None
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            return None
    if kind == "integer":
        return int(text) if re.fullmatch(r"-?[0-9]+", text) else None
    if kind == "boolean":
        return {"true": True, "false": False}.get(text)
    return text
