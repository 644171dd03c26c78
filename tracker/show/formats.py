"""Which formats there are, how their files are called, and what writes each."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from tracker.errors import unknown


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes
    ----------
    name : str
    endings : tuple of str
        How its files may end; the first is the one we write.
    each : bool
        One file a table, not one for all.
    whole : bool
        Holds a release as it is, not tables of one's choice.
    writer : str
        What writes it, as ``module:function``: of one table's content where ``each``, of a release where
        ``whole``, else of all that is exported; and of a path.
    """

    name: str
    endings: tuple[str, ...]
    writer: str
    each: bool = False
    whole: bool = False


FORMATS = {
    f.name: f
    for f in (
        Format("csv", (".csv",), "text:csv_file", each=True),
        Format("csv-excel", (".csv",), "text:excel_csv_file", each=True),
        Format("xlsx", (".xlsx",), "workbook:write"),
        Format("parquet", (".parquet",), "columns:parquet_file", each=True),
        Format("dta", (".dta",), "stata:write", each=True),
        Format("sqlite", (".sqlite", ".sqlite3", ".db"), "lite:write"),
        Format("duckdb", (".duckdb",), "duck:write"),
        Format("jsonl", (".jsonl", ".ndjson"), "text:json_lines_file", each=True),
        Format("zip", (".zip",), "archive:write", whole=True),
    )
}
"""Every format by its name; where two share an ending, the first is meant by it."""


def find(name: str) -> Format:
    """The format of that name; an unknown one is refused."""
    if name not in FORMATS:
        raise unknown("format", name, FORMATS)
    return FORMATS[name]


def writer(form: Format) -> Callable[..., None]:
    """What writes a format, imported only now; a library that is missing is named."""
    module, _, function = form.writer.partition(":")
    found: Callable[..., None] = getattr(importlib.import_module(f"tracker.show.export.{module}"), function)
    return found
