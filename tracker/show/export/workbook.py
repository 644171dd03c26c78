"""An Excel workbook: positions of a day, about, a sheet a table, the codebook. Text is text, days are days."""

from __future__ import annotations

import datetime as dt
import io
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

from tracker.show.export.grid import Grid  # It is of the library that may be missing.

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

_LONGEST = 32_767  # Characters in a cell; Excel cuts what is longer.
_SHOWN = 255  # Some versions of Excel show ##### for a longer text whose format is text.
_FIRST_DAY = dt.date(1900, 3, 1)  # Before that, Excel's calendar is wrong or has no days at all.
_DAY_ZERO = dt.date(1899, 12, 30).toordinal()
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
    whole = io.BytesIO()
    book = xlsxwriter.Workbook(
        whole,
        {
            # Nothing reaches the disk before all of it is made: a file that the library could not write on is left open
            # in it, and newer Pythons complain when that is collected. Row by row it would need less memory, and every
            # text would be written as often as it is said: half as fast. No text is taken for anything else.
            "in_memory": True,
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
        path.write_bytes(whole.getbuffer())
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
    texts = {v for line in sheet.lines for v in line if isinstance(v, str)}
    # Half of it cannot be too long, even where a character counts twice.
    long = {t for t in texts if len(t) > _LONGEST // 2 and _units(t) > _LONGEST}
    for number, line in enumerate(sheet.lines if long else (), start=2):
        for value in line:
            if isinstance(value, str) and value in long:
                raise BadValueError(
                    "a text is longer than a cell of Excel can hold",
                    where=f"{sheet.name}, row {number}",
                    expected=f"at most {_LONGEST} characters",
                    got=str(_units(value)),
                    hint="Export another format.",
                )


def _units(text: str) -> int:
    """Characters as Excel counts them: one outside the first plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Looks:
    """The formats of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.head: Format = book.add_format({"bold": True, "valign": "top"})
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.plain: Format = book.add_format({"valign": "top"})
        self.made: dict[tuple[bool, bool, bool, bool], Format] = {}
        self.cells: dict[str, tuple[str, Format, Format | None]] = {}

    def cell(self, value: str) -> tuple[str, Format, Format | None]:
        """What is written for a text: the same text is looked at once. The last is its format as a link."""
        text = value if value.isprintable() else _ILLEGAL.sub("\ufffd", value)
        link = self.text(text, link=True) if _leads(text) else None
        return self.cells.setdefault(value, (text, self.text(text), link))

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
    made = book.add_worksheet(sheet.name, Grid)
    made.freeze_panes(1, 0)
    made.autofilter(0, 0, len(sheet.lines), len(sheet.head) - 1)
    links, known = 0, looks.cells.get
    string, number = made.plain_string, made.plain_number
    # A column is of one kind, and says few things over and over.
    for i, (word, column) in enumerate(zip(sheet.head, _columns(sheet), strict=True)):
        string(0, i, word, looks.head)
        widest = max((len(str(v)) for v in set(column) if v is not None), default=0)
        made.set_column(i, i, min(max(widest, len(word)) + 2, _WIDEST))
        for row, value in enumerate(column, start=1):
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                made.write_boolean(row, i, value, looks.plain)
            elif isinstance(value, int | float):
                number(row, i, value, looks.plain)
            elif isinstance(value, dt.date) and value >= _FIRST_DAY:
                number(row, i, value.toordinal() - _DAY_ZERO, looks.day)
            else:
                text = value.isoformat() if isinstance(value, dt.date) else str(value)
                shown, look, link = known(text) or looks.cell(text)
                if link is not None and links < _LINKS:
                    links += 1
                    made.write_url(row, i, shown, link, shown)
                else:
                    string(row, i, shown, look)


def _columns(sheet: Sheet) -> list[tuple[Any, ...]]:
    """The columns of a sheet, which may have no lines."""
    return list(zip(*sheet.lines, strict=True)) if sheet.lines else [()] * len(sheet.head)


def _leads(text: str) -> bool:
    """Whether a text is an address that Excel opens."""
    return text.startswith(("https://", "http://")) and len(text) <= _LONGEST_LINK and not re.search(r"\s", text)
