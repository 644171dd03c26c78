"""Read a curated CSV file: typed values, the line of every cell, and all that is wrong with its form."""

from __future__ import annotations

import codecs
import csv
import gc
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.curation.cells import frame_of
from tracker.curation.columns import of_rows, read_canonical
from tracker.curation.problem import Problem
from tracker.curation.source import Source, lines, records
from tracker.errors import nearest
from tracker.release.descriptor import plain
from tracker.schema import Table

if TYPE_CHECKING:
    import pandas as pd


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
    data = _bytes(path, source)
    if data is None:
        return source
    digest, size = hashlib.sha256(data).digest(), len(data)
    if _as_before(source, digest):
        return source
    columns = read_canonical(data, [f.name for f in table.curated])
    if columns is not None:
        source.columns, source.canonical = columns, True
        source.digest, source.quoted = digest, b'"' in data
        del data  # Many tables are read, and all are kept.
    elif not _read_strictly(data, source):
        return source
    source.frame = frame_of(source)
    if source.canonical and not source.problems and size <= _SMALL:
        _keep(source, source.frame)
    return source


_READ: dict[tuple[str, bytes], Source] = {}
"""Small files in canonical form without a problem, by name of the table and SHA-256: who tries out changes to one table
reads the others again and again."""

_SMALL = 1 << 18
"""Most bytes of a file that is kept."""

_MOST = 64
"""Files kept at most."""


def _as_before(source: Source, digest: bytes) -> bool:
    """Fill in what was read of the same file before, if it was kept."""
    key = (source.table.name, digest)
    known = _READ.get(key)
    if known is None or known.frame is None or known.table is not source.table:
        return False
    _READ[key] = _READ.pop(key)  # Who was not asked for longest goes first.
    # A copy of its own: who writes into the frame writes into no other.
    source.columns, source.frame = list(known.columns), known.frame.copy(deep=False)
    source.canonical, source.digest, source.quoted = True, digest, known.quoted
    return True


def _keep(source: Source, frame: pd.DataFrame) -> None:
    if len(_READ) >= _MOST:
        del _READ[next(iter(_READ))]
    _READ[source.table.name, source.digest] = replace(source, frame=frame.copy(deep=False))


def _read_strictly(data: bytes, source: Source) -> bool:
    """Fill in the cells of a file that may be anything, and say what is wrong with its form; whether it is a table."""
    text = _text(data, source)
    if text is None:
        return False
    source.data = text
    source.digest, source.quoted = hashlib.sha256(text).digest(), b'"' in text
    with _collector_paused():
        return _header_and_rows(source.text, source)


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


def _bytes(path: Path, source: Source) -> bytes | None:
    try:
        with open(plain.open_plain(path), "rb") as file:  # A pipe or a device is not waited for.
            return file.read()
    except OSError as error:
        _say(source, "F01", f"cannot be read: {error.strerror}", hint="restore it from version control")
        return None


def _text(data: bytes, source: Source) -> bytes | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        _say(source, "F02", "looks like UTF-16", expected="UTF-8", hint="save the file as UTF-8")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _say(
            source,
            "F02",
            f"byte {' '.join(f'0x{b:02x}' for b in data[error.start : error.end])} is not UTF-8",
            line=data.count(b"\n", 0, error.start) + 1,
            expected="UTF-8",
            hint="save the file as UTF-8",
        )
        return None
    if data.startswith(codecs.BOM_UTF8):
        _say(source, "F03", "starts with a byte order mark", line=1, hint="`tracker tidy` removes it")
        data = data[len(codecs.BOM_UTF8) :]
    text = text.removeprefix("\ufeff")
    if not text.strip():
        _say(source, "F05", "is empty", expected=f"a header with {len(source.table.curated)} columns")
        return None
    if b"\x00" in data:
        _say(source, "F05", "is binary, not CSV", line=data.count(b"\n", 0, data.index(b"\x00")) + 1)
        return None
    if re.match(r"\s*<(!doctype|html|head|\?xml)", text, re.IGNORECASE):
        _say(source, "F05", "is a web page, not CSV", line=1, hint="download the raw file instead of its page")
        return None
    if b"\r" in data:
        line = data.count(b"\n", 0, data.index(b"\r")) + 1
        _say(source, "F04", "lines end in CRLF or CR", line=line, expected="LF", hint="`tracker tidy` mends it")
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data.endswith(b"\n"):
        line = data.count(b"\n") + 1
        _say(source, "F04", "the last line has no line end", line=line, hint="`tracker tidy` mends it")
    return data


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
    source.columns = of_rows(rows, width)
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
