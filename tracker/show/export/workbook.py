"""An Excel workbook: about, a sheet a table, and the codebook. Text is always text, days are days."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tracker.errors import BadValueError, missing_extra
from tracker.show.export.about import CODEBOOK, VALUES, About
from tracker.show.export.content import Content

try:
    import openpyxl  # type: ignore[import-untyped]
except ImportError:
    raise missing_extra("Excel workbooks", "excel") from None

_LONGEST = 32_767  # Characters in a cell; Excel cuts what is longer.
_SHOWN = 255  # Some versions of Excel show ##### for a longer text whose format is text.
_FIRST_DAY = dt.date(1900, 3, 1)  # Before that, Excel's calendar is wrong or has no days at all.
_WIDEST = 60


def write(about: About, path: Path) -> None:
    """Write the workbook.

    Parameters
    ----------
    about : About
    path : pathlib.Path

    Raises
    ------
    BadValueError
        When a text is longer than a cell can hold.
    """
    sheets: list[tuple[str, Sequence[str], list[list[Any]]]] = [
        ("about", ("item", "value"), [list(fact) for fact in about.facts()]),
        *((c.name, [f.name for f in c.fields], _lines(c)) for c in about.contents),
        ("codebook", CODEBOOK, [list(row) for row in about.codebook()]),
        ("codebook_values", VALUES, [list(row) for row in about.values()]),
    ]
    # Before anything is begun: a workbook cannot be left half written in peace.
    for name, _, lines in sheets:
        _refuse_long(name, lines)
    book = openpyxl.Workbook(write_only=True)
    described = about.release.descriptor
    book.properties.title = f"{described['title']}, version {about.release.version}"
    book.properties.creator = "; ".join(str(c["title"]) for c in described["contributors"])
    try:
        for name, header, lines in sheets:
            _sheet(book, name, header, lines)
        book.save(path)
    except OSError:
        _give_up(book)
        raise


def _give_up(book: Any) -> None:
    """End what openpyxl has begun: it would try to write on, and complain, when it is collected."""
    for sheet in book.worksheets:
        writer: Any = getattr(sheet, "_writer", None)
        ends: tuple[Any, ...] = (getattr(sheet, "_rows", None), getattr(writer, "xf", None))
        for end in ends:
            with contextlib.suppress(Exception):
                end.close()
        with contextlib.suppress(Exception):
            writer.cleanup()


def _lines(content: Content) -> list[list[Any]]:
    return [
        [f.delimiter.join(v) if isinstance(v, tuple) else v for f, v in zip(content.fields, row, strict=True)]
        for row in content.rows()
    ]


def _refuse_long(name: str, lines: list[list[Any]]) -> None:
    for number, line in enumerate(lines, start=2):
        longest = max((len(v) for v in line if isinstance(v, str)), default=0)
        if longest > _LONGEST:
            raise BadValueError(
                "a text is longer than a cell of Excel can hold",
                where=f"{name}, row {number}",
                expected=f"at most {_LONGEST} characters",
                got=str(longest),
                hint="Export another format.",
            )


def _sheet(book: Any, name: str, header: Sequence[str], lines: list[list[Any]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for i, word in enumerate(header):
        widest = max((len(str(line[i])) for line in lines if line[i] is not None), default=0)
        sheet.column_dimensions[openpyxl.utils.get_column_letter(i + 1)].width = min(
            max(widest, len(word)) + 2, _WIDEST
        )
    sheet.auto_filter.ref = f"A1:{openpyxl.utils.get_column_letter(len(header))}{len(lines) + 1}"
    head = [_cell(sheet, word) for word in header]
    for cell in head:
        cell.font = openpyxl.styles.Font(bold=True)
    sheet.append(head)
    for line in lines:
        sheet.append([None if v is None or v == "" else _cell(sheet, v) for v in line])


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, dt.date) and value < _FIRST_DAY:
        value = value.isoformat()
    if not isinstance(value, str):
        cell = openpyxl.cell.WriteOnlyCell(sheet, value=value)
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd"
        return cell
    cell = openpyxl.cell.WriteOnlyCell(sheet, value=openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    # Forced to be text, or one that begins with = would be computed; the quote keeps it so when it is edited.
    cell.data_type = "s"
    if len(value) <= _SHOWN:
        cell.number_format = "@"
    cell.quotePrefix = value[:1] in set("=+-@\t\r'")
    if "\n" in value:
        cell.alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    return cell
