"""Text: CSV as the curated tables write it, CSV that a spreadsheet cannot misuse, and JSON Lines."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from tracker.schema import Field
from tracker.show.export.content import Content, as_text, as_texts

if TYPE_CHECKING:
    import pandas as pd

# What makes a spreadsheet compute a cell, or skip to what follows; also behind apostrophes, so that taking
# one away always gives the text back.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠|%]")


def csv_file(content: Content, file: Path) -> None:
    """Write a table in the form of the curated ones: see :func:`plain_csv`.

    Parameters
    ----------
    content : Content
    file : pathlib.Path
    """
    with file.open("w", encoding="utf-8", newline="") as out:
        plain_csv(content, out)


def plain_csv(content: Content, out: TextIO) -> None:
    """Write a table with commas, LF, quotes only where needed, days in ISO 8601, nothing for missing.

    Parameters
    ----------
    content : Content
    out : text file
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f.name for f in content.fields])
    columns = [as_texts(f, column) for f, column in zip(content.fields, content.columns, strict=True)]
    writer.writerows(zip(*columns, strict=True))


def printed(frame: pd.DataFrame, form: str, version: str | Path | None = None) -> str:
    """A frame as text that a program reads, in CSV the same as in a file, without a line end at its end.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for :func:`tracker.save`.
    form : {"csv", "json"}
    version : str or pathlib.Path, optional
        The release that it is of; by default the one that its ``attrs`` name.

    Returns
    -------
    str
    """
    import io

    from tracker.release.reading import shelf
    from tracker.show.export.frame import content_of

    content = content_of(frame, shelf.find(version if version is not None else frame.attrs["version"]), "rows")
    if form == "json":
        return json.dumps(list(_records(content)), ensure_ascii=False, indent=2)
    out = io.StringIO(newline="")
    plain_csv(content, out)
    return out.getvalue().removesuffix("\n")


def excel_csv_file(content: Content, file: Path, delimiter: str = ",") -> None:
    """Write a table for a spreadsheet: a mark by which it knows UTF-8, CRLF, and no cell it would compute.

    A text that a spreadsheet could take for a formula gets an apostrophe in front. Taking one apostrophe away
    from every cell that then looks like a formula gives the texts back.

    Parameters
    ----------
    content : Content
    file : pathlib.Path
    delimiter : {",", ";"}
    """
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow([f.name for f in content.fields])
        columns = [_all_harmless(f, column) for f, column in zip(content.fields, content.columns, strict=True)]
        writer.writerows(zip(*columns, strict=True))


def json_lines_file(content: Content, file: Path) -> None:
    """Write a table as JSON Lines: an object a row, days in ISO 8601, lists as lists, null for missing.

    Parameters
    ----------
    content : Content
    file : pathlib.Path
    """
    with file.open("w", encoding="utf-8", newline="\n") as out:
        for record in _records(content):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def _records(content: Content) -> Iterator[dict[str, Any]]:
    names = [f.name for f in content.fields]
    for row in content.rows():
        yield {n: v.isoformat() if isinstance(v, dt.date) else v for n, v in zip(names, row, strict=True)}


def _all_harmless(field: Field, column: list[Any]) -> list[str]:
    """Each value as :func:`_harmless` writes it: a column is of one kind, and says few things over and over."""
    known = {v: _harmless(field, v) for v in set(column)}
    return [known[v] for v in column]


def _harmless(field: Field, value: Any) -> str:
    text = as_text(field, value)
    # Only text can be meant to do harm; a day or a number stays what it is.
    return f"'{text}" if isinstance(value, str | tuple) and _FORMULA.match(text) else text
