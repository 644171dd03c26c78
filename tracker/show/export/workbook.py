"""An Excel workbook: positions of a day, about, a sheet a table, the codebook. Text is text, days are days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.errors import BadValueError, missing_extra
from tracker.show.export.about import CODEBOOK, VALUES, About
from tracker.show.export.content import Content
from tracker.show.export.day import SHEET, of_day

try:
    import xlsxwriter
except ImportError:
    raise missing_extra("Excel workbooks", "excel") from None

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

_LONGEST = 32_767  # Characters in a cell; Excel cuts what is longer.
_SHOWN = 255  # Some versions of Excel show ##### for a longer text whose format is text.
_FIRST_DAY = dt.date(1900, 3, 1)  # Before that, Excel's calendar is wrong or has no days at all.
_WIDEST = 60
_LINKS = 60_000  # A sheet may have 65,530; more than that would be an error.
_LONGEST_LINK = 2_079
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RISKY = frozenset("=+-@\t\r'")

NAME = "jurisdiction_name"
"""Head of the column that a workbook adds beside the code of a jurisdiction."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its head, its lines of plain values."""

    name: str
    head: Sequence[str]
    lines: Sequence[Sequence[Any]]


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
    sheets = [
        Sheet("about", ("item", "value"), about.facts()),
        *(_table(c, about.names) for c in about.contents),
        Sheet("codebook", CODEBOOK, about.codebook()),
        Sheet("codebook_values", VALUES, about.values()),
    ]
    if about.on is not None:
        sheets.insert(0, Sheet(SHEET, *of_day(about)))
    # Before anything is begun: a workbook cannot be left half written in peace.
    for sheet in sheets:
        _refuse_long(sheet)
    release = about.release
    day = release.released or release.cutoff
    book = xlsxwriter.Workbook(
        str(path),
        {
            # Row by row to a file beside the target, which is removed with it; no text is taken for anything else.
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": False,
        },
    )
    try:
        book.set_properties(
            {
                "title": f"{release.descriptor['title']}, version {release.version}",
                "author": "; ".join(str(c["title"]) for c in release.descriptor["contributors"]),
                # The release's own day, so that the same tables give the same bytes.
                "created": dt.datetime(day.year, day.month, day.day),
            }
        )
        looks = _Looks(book)
        for sheet in sheets:
            _sheet(book, looks, sheet)
        book.close()
    finally:
        # When it failed, nothing is left to close: it would try to write on, and complain, when it is collected.
        book.fileclosed = True


def _table(content: Content, names: Mapping[str, str]) -> Sheet:
    """A table as lines, with the name of each jurisdiction beside its code."""
    lists = {i: f.delimiter for i, f in enumerate(content.fields) if f.type == "list"}
    lines = [
        [lists[i].join(v) if i in lists and v is not None else v for i, v in enumerate(row)] for row in content.rows()
    ]
    own = [f.name for f in content.fields]
    head = heads(own)
    if NAME in head:
        at = head.index(NAME)
        for line in lines:
            line.insert(at, names.get(str(line[at - 1])))
    return Sheet(content.name, head, lines)


def heads(fields: Iterable[str]) -> list[str]:
    """Heads of a table's sheet: its columns, and the name beside a jurisdiction's code."""
    out = list(fields)
    if "jurisdiction" in out and "name" not in out:
        out.insert(out.index("jurisdiction") + 1, NAME)
    return out


def _refuse_long(sheet: Sheet) -> None:
    for number, line in enumerate(sheet.lines, start=2):
        longest = max((len(v) for v in line if isinstance(v, str)), default=0)
        if longest > _LONGEST:
            raise BadValueError(
                "a text is longer than a cell of Excel can hold",
                where=f"{sheet.name}, row {number}",
                expected=f"at most {_LONGEST} characters",
                got=str(longest),
                hint="Export another format.",
            )


class _Looks:
    """The formats of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.head: Format = book.add_format({"bold": True, "valign": "top"})
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.plain: Format = book.add_format({"valign": "top"})
        self.made: dict[tuple[bool, bool, bool, bool], Format] = {}

    def text(self, value: str, *, link: bool = False) -> Format:
        """The format of a text: as text, wrapped where it is long, never a formula, blue where it leads somewhere."""
        key = (len(value) <= _SHOWN, len(value) > _WIDEST or "\n" in value, value[:1] in _RISKY, link)
        if key not in self.made:
            short, wrapped, risky, _ = key
            look: dict[str, Any] = {"valign": "top"}
            look |= {"num_format": "@"} if short else {}
            look |= {"text_wrap": True} if wrapped and not link else {}
            # The quote keeps it a text when it is edited.
            look |= {"quote_prefix": True} if risky else {}
            look |= {"font_color": "#0563c1", "underline": 1} if link else {}
            self.made[key] = self.book.add_format(look)
        return self.made[key]


def _sheet(book: Workbook, looks: _Looks, sheet: Sheet) -> None:
    made = book.add_worksheet(sheet.name)
    made.freeze_panes(1, 0)
    columns = range(len(sheet.head))
    for i, word in enumerate(sheet.head):
        widest = max((len(str(line[i])) for line in sheet.lines if line[i] is not None), default=0)
        made.set_column(i, i, min(max(widest, len(word)) + 2, _WIDEST))
    made.autofilter(0, 0, len(sheet.lines), len(sheet.head) - 1)
    for i, word in enumerate(sheet.head):
        made.write_string(0, i, word, looks.head)
    links = 0
    for row, line in enumerate(sheet.lines, start=1):
        for i in columns:
            value = line[i]
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                made.write_boolean(row, i, value, looks.plain)
            elif isinstance(value, int | float):
                made.write_number(row, i, value, looks.plain)
            elif isinstance(value, dt.date) and value >= _FIRST_DAY:
                made.write_datetime(row, i, dt.datetime(value.year, value.month, value.day), looks.day)
            else:
                text = value.isoformat() if isinstance(value, dt.date) else str(value)
                if not text.isprintable():
                    text = _ILLEGAL.sub("\ufffd", text)
                if links < _LINKS and _leads(text):
                    links += 1
                    made.write_url(row, i, text, looks.text(text, link=True), text)
                else:
                    made.write_string(row, i, text, looks.text(text))


def _leads(text: str) -> bool:
    """Whether a text is an address that Excel opens."""
    return text.startswith(("https://", "http://")) and len(text) <= _LONGEST_LINK and not re.search(r"\s", text)
