"""Stata files: value labels for coded columns, variable labels from the titles, days as %td."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tracker.schema import Field
from tracker.show.export.content import Content, as_text, as_texts

if TYPE_CHECKING:
    import pandas as pd

_VERSION: Literal[118] = 118  # Unicode and long texts; read by Stata 14 and newer.
_LABEL = 80
_NAME = 32
# Longer texts are strL, stored once each, not padded to the longest of their column.
_PADDED = 120


def write(content: Content, file: Path) -> None:
    """Write one table.

    Parameters
    ----------
    content : Content
    file : pathlib.Path
    """
    release = content.release
    names = {f.name: _name(f.name) for f in content.fields}
    frame = _frame(content).rename(columns=names)
    day = release.released or release.cutoff
    label = f"{release.descriptor['title']} {release.version}: {content.table.title}"
    frame.to_stata(
        file,
        version=_VERSION,
        write_index=False,
        data_label=label[:_LABEL],
        # The release's own day, so that the same tables give the same bytes.
        time_stamp=dt.datetime(day.year, day.month, day.day),
        convert_dates={names[f.name]: "%td" for f in content.fields if f.type == "date"},
        variable_labels={names[f.name]: f.title[:_LABEL] for f in content.fields},
        value_labels={names[f.name]: dict(enumerate(_labels(f))) for f in content.fields if _labels(f)},
        convert_strl=[
            names[f.name]
            for f, values in zip(content.fields, content.columns, strict=True)
            if _is_text(f) and max((len(t.encode()) for t in set(as_texts(f, values))), default=0) > _PADDED
        ],
    )


def _labels(field: Field) -> tuple[str, ...]:
    """What the codes 0, 1, 2 of a coded column stand for; on a scale they are its ranks."""
    if field.type == "boolean":
        return ("false", "true")
    return field.values if field.type == "string" else ()


def _is_text(field: Field) -> bool:
    return field.type in {"list", "string"} and not _labels(field)


def _name(name: str) -> str:
    """A name that Stata takes: not one of its own words, no longer than it allows."""
    words = {"in", "if", "using", "with", "byte", "int", "long", "float", "double", "strL", "_n", "_N", "_all"}
    return f"{name[: _NAME - 1]}_" if name in words else name[:_NAME]


def _frame(content: Content) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({f.name: _column(f, values) for f, values in zip(content.fields, content.columns, strict=True)})


def _column(field: Field, values: list[Any]) -> pd.Series:
    import pandas as pd

    if field.type == "date":
        return pd.Series(values, dtype="datetime64[s]")
    if _labels(field):
        # Codes, not categories: pandas cannot write those of a table without rows. Missing is Stata's, never 0.
        code = {v: i for i, v in enumerate(_labels(field))}
        place = {v: None if v is None else code[as_text(field, v)] for v in set(values)}
        codes = [place[v] for v in values]
        return pd.Series(codes, dtype="Int8" if len(code) <= 100 else "Int16")
    if field.type == "integer":
        return pd.Series(values, dtype="Int32")
    return pd.Series(as_texts(field, values), dtype=object)
