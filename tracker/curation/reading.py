"""Read a curated CSV file: typed values, the line of every cell, and all that is wrong with its form."""

from __future__ import annotations

import csv
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.curation.cells import frame_of
from tracker.curation.problem import Problem
from tracker.curation.source import Source, lines, records
from tracker.errors import nearest
from tracker.release.descriptor import plain
from tracker.schema import Table

_BOM = "\ufeff"


def read(path: Path, table: Table, *, shown_as: str | None = None) -> Source:
    """Read one curated table; never raises for what is in the file.

    Parameters
    ----------
    path : pathlib.Path
        The CSV file.
    table : Table
        Its definition.
    shown_as : str, optional
        Name of the file in problems; its path by default.

    Returns
    -------
    Source
    """
    source = Source(table, shown_as or str(path))
    text = _text(path, source)
    if text is None:
        return source
    source.text = text
    with _collector_paused():
        if _header_and_rows(text, source):
            source.frame = frame_of(source)
    return source


@contextmanager
def _collector_paused() -> Iterator[None]:
    # A million rows are a million lists, none of them garbage; walking them doubles the time to read them.
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _say(source: Source, code: str, message: str, *, line: int = 0, **more: str | None) -> None:
    source.problems.append(Problem(source.path, line, "", code, message, **more))


def _text(path: Path, source: Source) -> str | None:
    try:
        with open(plain.open_plain(path), "rb") as file:  # A pipe or a device is not waited for.
            data = file.read()
    except OSError as error:
        _say(source, "F01", f"cannot be read: {error.strerror}", hint="restore it from version control")
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        _say(source, "F02", "looks like UTF-16", expected="UTF-8", hint="save the file as UTF-8")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        bad = " ".join(f"0x{b:02x}" for b in data[error.start : error.end])
        _say(
            source,
            "F02",
            f"byte {bad} is not UTF-8",
            line=line,
            expected="UTF-8",
            hint="save the file as UTF-8",
        )
        return None
    if text.startswith(_BOM):
        _say(source, "F03", "starts with a byte order mark", line=1, hint="tracker tidy removes it")
        text = text[1:]
    if not text.strip():
        _say(source, "F05", "is empty", expected=f"a header with {len(source.table.curated)} columns")
        return None
    if "\x00" in text:
        _say(source, "F05", "is binary, not CSV", line=text.count("\n", 0, text.index("\x00")) + 1)
        return None
    if re.match(r"\s*<(!doctype|html|head|\?xml)", text, re.IGNORECASE):
        _say(source, "F05", "is a web page, not CSV", line=1, hint="download the raw file instead of its page")
        return None
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        _say(source, "F04", "lines end in CRLF or CR", line=line, expected="LF", hint="tracker tidy mends it")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.endswith("\n"):
        _say(
            source,
            "F04",
            "the last line has no line end",
            line=text.count("\n") + 1,
            hint="tracker tidy mends it",
        )
    return text


def _header_and_rows(text: str, source: Source) -> bool:
    reader = records(text)
    names = [f.name for f in source.table.curated]
    width, before = len(names), 1
    try:
        header = next(reader)
        if not _header_is_good(header, names, source):
            return False
        before = reader.line_num
        rows = list(reader)
    except csv.Error as error:
        _say(
            source,
            "F06",
            f"broken quoting in the row that starts here ({error})",
            line=_last_good_line(text) or before + 1,
            hint='write a quote inside a quoted cell twice: ""',
        )
        return False
    if set(map(len, rows)) - {width}:
        for row, line in zip(rows, lines(text), strict=True):
            if len(row) != width:
                _width_problem(row, width, line, source)
        # From here on a row is a record of the right width; its line is looked up among those only.
        source._narrow = width
        rows = [row for row in rows if len(row) == width]
    source._rows = rows
    return True


def _last_good_line(text: str) -> int:
    """Line on which the record with broken quoting starts."""
    line = 0
    try:
        reader = records(text)
        for _ in reader:
            line = reader.line_num + 1
    except csv.Error:
        pass
    return line


def _width_problem(row: list[str], width: int, line: int, source: Source) -> None:
    if not row:
        _say(source, "F08", "blank line", line=line, hint="remove it")
        return
    hint = "quote cells that contain a comma" if len(row) > width else "add the missing commas"
    _say(
        source,
        "F08",
        "wrong number of cells",
        line=line,
        value=str(len(row)),
        expected=str(width),
        hint=hint,
    )


def _header_is_good(header: list[str], names: list[str], source: Source) -> bool:
    if header == names:
        return True
    file, before = source.path, len(source.problems)
    seen: set[str] = set()
    for name in header:
        if name in seen:
            source.problems.append(Problem(file, 1, name, "F07", "column is repeated"))
        elif name not in names:
            close = nearest(name, [n for n in names if n not in header])
            hint = f"did you mean {close[0]!r}?" if close else "remove it, or add it to the schema first"
            source.problems.append(Problem(file, 1, "", "F07", "unknown column", name, None, hint))
        seen.add(name)
    for name in names:
        if name not in seen:
            source.problems.append(Problem(file, 1, name, "F07", "column is missing"))
    if len(source.problems) == before:
        _say(source, "F07", "columns are out of order", line=1, expected=",".join(names))
    return False
