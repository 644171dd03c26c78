"""Cells of a curated table: text to typed values, and what does not read as its type."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

from tracker.curation import characters
from tracker.schema import Field
from tracker.schema.checks import DTYPES

if TYPE_CHECKING:
    import pandas as pd

    from tracker.curation.source import Source


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
    prose = f.role == "note"
    stray = {v for v in code if characters.stray(v, prose=prose)}
    lost = {v for v in code if characters.lost(v)}
    not_nfc = {v for v in code if not (v.isascii() or unicodedata.is_normalized("NFC", v))}
    unreadable = {v for v, p in zip(code, parsed, strict=True) if v and p is None} - stray - lost
    _say_cells(source, f, cells, stray, "C08", "stray white space or a character that shows nothing")
    _say_cells(source, f, cells, not_nfc, "C09", "not in Unicode normal form C")
    _say_cells(source, f, cells, lost, "C10", "a lost character")
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
    expected = _EXPECTED.get(f.type) if code == "C02" else None
    hint = {"C02": None, "C10": "look it up in the source and write it"}.get(code, "tracker tidy mends it")
    for row, cell in enumerate(cells):
        if cell in bad:
            source.problems.append(source.problem(code, message, row, f.name, expected=expected, hint=hint))
            if code != "C09":
                source.unread.add((row, f.name))


_TYPE_NAMES = {"date": "day", "integer": "whole number", "boolean": "truth value"}
_EXPECTED = {
    "date": "YYYY-MM-DD, a day of the calendar",
    "integer": "a whole number of up to 18 digits",
    "boolean": "true or false",
}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# As a computer writes it, and within 64 bits.
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")


def _parse(text: str, kind: str) -> object:
    if kind == "date":
        if not _ISO.fullmatch(text):
            return None
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            return None
    if kind == "integer":
        return int(text) if _INTEGER.fullmatch(text) else None
    if kind == "boolean":
        return {"true": True, "false": False}.get(text)
    return text
