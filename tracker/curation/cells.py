"""Cells of a curated table: text to typed values, and what does not read as its type."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

from tracker.curation import characters
from tracker.curation.columns import suspects
from tracker.schema import Field
from tracker.schema.checks import DTYPES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from tracker.curation.source import Source

    Column = pd.api.extensions.ExtensionArray


def frame_of(source: Source) -> pd.DataFrame:
    """Typed columns of the rows that were read; cells that do not parse are missing and become problems.

    Parameters
    ----------
    source : Source
        With its columns of text filled; its problems and unread cells are added to.

    Returns
    -------
    pandas.DataFrame
    """
    import pandas as pd

    read = {"date": _few, "boolean": _few, "integer": _numbers}
    pairs = zip(source.table.curated, source.columns, strict=True)
    return pd.DataFrame({f.name: read.get(f.type, _texts)(f, cells, source) for f, cells in pairs})


def _texts(f: Field, cells: pa.Array, source: Source) -> Column:
    import pandas as pd

    _say_odd(source, f, cells)
    column: Column = pd.array(cells, dtype=DTYPES[f.type])
    return column


def _numbers(f: Field, cells: pa.Array, source: Source) -> Column:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    explained = _say_odd(source, f, cells)
    good = pc.match_substring_regex(cells, _INTEGER)
    wrong = pc.and_(pc.is_valid(cells), pc.invert(good)).fill_null(False)
    rows = np.flatnonzero(wrong.to_numpy(zero_copy_only=False)).tolist()
    _say_unreadable(source, f, [r for r in rows if r not in explained])
    values = pc.if_else(good, cells, pa.scalar(None, cells.type)).cast(pa.int64())
    missing = values.is_null().to_numpy(zero_copy_only=False)
    return pd.arrays.IntegerArray(values.fill_null(0).to_numpy(zero_copy_only=False).copy(), missing)


def _few(f: Field, cells: pa.Array, source: Source) -> Column:
    """Days and truth values, by their distinct texts: a million rows have few distinct days."""
    import numpy as np
    import pandas as pd

    explained = _say_odd(source, f, cells)
    coded = cells.dictionary_encode()
    parsed = [_parse(v, f.type) for v in coded.dictionary.to_pylist()]
    where = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    bad = np.array([p is None for p in parsed] + [False])  # The last is the missing cell's, at -1.
    rows = np.flatnonzero(bad[where]).tolist() if bad.any() else []
    _say_unreadable(source, f, [r for r in rows if r not in explained])
    distinct: Column = pd.array(parsed, dtype=DTYPES[f.type])  # type: ignore[call-overload]
    column: Column = distinct.take(where, allow_fill=True)
    return column


def _say_odd(source: Source, f: Field, cells: pa.Array) -> set[int]:
    """Report cells with characters that do not belong there; their rows, but for those of another normal form."""
    found: dict[str, list[int]] = {}
    for start in range(0, len(cells), _PIECE):
        piece = cells.slice(start, _PIECE)
        rows = suspects(piece)
        _look(piece.take(rows).to_pylist(), (rows + start).tolist(), f.role == "note", found)
    for code, message, hint in _ODD:
        for row in found.get(code, ()):
            source.problems.append(source.problem(code, message, row, f.name, hint=hint))
    explained = {row for code in ("C08", "C10") for row in found.get(code, ())}
    source.unread |= {(row, f.name) for row in explained}
    return explained


_PIECE = 32_768
"""Cells looked at in one go: the objects that Python makes of texts are many."""


def _look(texts: list[str], rows: list[int], prose: bool, found: dict[str, list[int]]) -> None:
    for row, text in zip(rows, texts, strict=True):
        if characters.fine(text):
            continue
        if characters.stray(text, prose=prose):
            found.setdefault("C08", []).append(row)
        if not (text.isascii() or unicodedata.is_normalized("NFC", text)):
            found.setdefault("C09", []).append(row)
        if characters.lost(text):
            found.setdefault("C10", []).append(row)


_ODD = (
    ("C08", "stray white space or a character that shows nothing", "`tracker tidy` mends it"),
    ("C09", "not in Unicode normal form C", "`tracker tidy` mends it"),
    ("C10", "a lost character", "look it up in the source and write it"),
)


def _say_unreadable(source: Source, f: Field, rows: list[int]) -> None:
    message = f"not a {_TYPE_NAMES[f.type]}"
    for row in rows:
        source.problems.append(source.problem("C02", message, row, f.name, expected=_EXPECTED[f.type]))
        source.unread.add((row, f.name))


_TYPE_NAMES = {"date": "day", "integer": "whole number", "boolean": "truth value"}
_EXPECTED = {
    "date": "YYYY-MM-DD, a day of the calendar",
    "integer": "a whole number of up to 18 digits",
    "boolean": "true or false",
}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# As a computer writes it, and within 64 bits.
_INTEGER = r"\A(?:0|-?[1-9][0-9]{0,17})\z"


def _parse(text: str, kind: str) -> object:
    if kind == "date":
        if not _ISO.fullmatch(text):
            return None
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            return None
    return {"true": True, "false": False}.get(text)
