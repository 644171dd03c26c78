"""CSV as written: every record of RFC 4180 is a row, every cell is text, and nothing is guessed.

Small files are read by Python's csv, large ones by Arrow's reader, which reads the same and is as fast as the disk;
neither knows comments, skipped lines or types. An empty cell is missing; an empty line is no record, except in a file
of one column, where it is a record with an empty cell.
"""

from __future__ import annotations

import csv
import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.diff.quotes import quotes
from tracker.errors import BadValueError, ReleaseError

SMALL = 2_000_000
"""Bytes up to which Python's reader is faster than starting Arrow's."""

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
"""Delimiters that have a name."""

BLOCK = 1 << 24
"""Bytes that Arrow reads at once; a record is no longer than that, or Python reads it."""

_LIMIT = threading.Lock()
_BATCH = 50_000


@dataclass(frozen=True)
class Csv:
    """A CSV file whose first record is its header."""

    path: Path
    header: tuple[str, ...]
    delimiter: str

    @property
    def small(self) -> bool:
        """Whether Python's reader is the faster one."""
        return self.path.stat().st_size <= SMALL


def delimiter_of(text: str | None) -> str | None:
    """The delimiter that an option names.

    Parameters
    ----------
    text : str or None
        One character, or a name such as ``"semicolon"``; None where the header decides.

    Returns
    -------
    str or None

    Raises
    ------
    BadValueError
        When it is neither.
    """
    if text is None:
        return None
    char = DELIMITERS.get(text, text)
    if len(char) != 1 or char in '"\r\n' or not char.isascii() or char == "\0":
        raise BadValueError(
            "not a delimiter", where="delimiter", expected=f"one character, or {', '.join(DELIMITERS)}", got=repr(text)
        )
    return char


def find(
    path: Path,
    key: Sequence[str],
    delimiter: str | None = None,
    *,
    fits: Callable[[tuple[str, ...]], bool] | None = None,
) -> Csv:
    """Read the header of a CSV file.

    Parameters
    ----------
    path : pathlib.Path
    key : sequence of str
        Where no delimiter is given: the comma, unless the header has these columns under a semicolon, a tab or a
        pipe and not under the comma.
    delimiter : str, optional
    fits : callable, optional
        Says of a header whether it has what is looked for, in place of the key.

    Returns
    -------
    Csv

    Raises
    ------
    ReleaseError
        When there is no header, or a column stands in it twice.
    """
    fits = fits or (lambda header: set(key) <= set(header))
    found: Csv | None = None
    fault: ReleaseError | None = None
    for char in [delimiter] if delimiter else DELIMITERS.values():
        try:
            header = next((tuple(r) for _, r in records(path, char) if r), ())
        except ReleaseError as error:
            # A name in quotes is well-formed under its own delimiter only.
            fault = fault or error
            continue
        if found is None or fits(header):
            found = Csv(path, header, char)
        if fits(header):
            break
    if fault is not None and (found is None or (len(found.header) == 1 and not fits(found.header))):
        raise fault
    assert found is not None
    if not found.header:
        raise ReleaseError("has no header", where=str(path), expected="a first line with the names of the columns")
    if len({*found.header}) < len(found.header):
        name = Counter(found.header).most_common(1)[0][0]
        raise ReleaseError(f"the column {name!r} stands twice in the header", where=str(path))
    return found


def records(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with the number of its last line; an empty line is an empty list.

    Parameters
    ----------
    path : pathlib.Path
    delimiter : str

    Yields
    ------
    (int, list of str)

    Raises
    ------
    ReleaseError
        When the file is not UTF-8, a quoted cell is not closed, or text follows a closing quote.
    """
    with _LIMIT:
        # A process has one limit for all; a cell may be as long as it likes.
        before = csv.field_size_limit(2**31 - 1)
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            try:
                for record in reader:
                    yield reader.line_num, record
            except csv.Error as error:
                raise ReleaseError(
                    "is not well-formed CSV", where=f"{path}, line {reader.line_num}", got=str(error),
                    hint="A cell with a quote in it stands in quotes, and each of its quotes twice.",
                ) from None  # fmt: skip
    except UnicodeDecodeError as error:
        raise ReleaseError(
            "is not UTF-8", where=f"{path}, line {_line_of_byte(path)}", got=repr(error.object[error.start :][:4])
        ) from None
    finally:
        with _LIMIT:
            csv.field_size_limit(before)


def _line_of_byte(path: Path) -> int:
    """The first line that is not UTF-8."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1


def rows(source: Csv) -> Iterator[list[str | None]]:
    """The rows below the header, read by Python.

    Parameters
    ----------
    source : Csv

    Yields
    ------
    list of str or None
        As many cells as the header has.

    Raises
    ------
    ReleaseError
        When a record has more or fewer cells than the header.
    """
    width = len(source.header)
    below = False
    for line, record in records(source.path, source.delimiter):
        if not below:
            below = bool(record)
            continue
        if not record:
            if width > 1:
                continue
            record = [""]
        if len(record) != width:
            raise ReleaseError(
                "has a record of another width", where=f"{source.path}, line {line}", expected=f"{width} cells",
                got=str(len(record)), hint="A cell with a comma or a line break in it stands in quotes.",
            )  # fmt: skip
        yield [cell or None for cell in record]


def columns(source: Csv) -> list[list[str | None]]:
    """All cells of a small file, column by column."""
    found = list(rows(source))
    return [list(c) for c in zip(*found, strict=True)] if found else [[] for _ in source.header]


def batches(source: Csv) -> Iterator[Any]:
    """The rows below the header as Arrow record batches of text, named by position.

    Parameters
    ----------
    source : Csv

    Yields
    ------
    pyarrow.RecordBatch
    """
    if source.small or len(source.header) == 1 or not _plain(source):
        yield from _by_python(source)
        return
    import pyarrow as pa
    import pyarrow.csv as reader

    names = [str(i) for i in range(len(source.header))]
    done = 0
    try:
        found = reader.open_csv(
            source.path,
            reader.ReadOptions(column_names=names, block_size=BLOCK),
            reader.ParseOptions(delimiter=source.delimiter, escape_char=False, newlines_in_values=True),
            reader.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
        for batch in found:
            # The header is the first row.
            given = batch if done or not batch.num_rows else batch.slice(1)
            done += batch.num_rows
            yield given
    except (pa.ArrowInvalid, UnicodeDecodeError):
        # Python's reader names the line at fault, or reads a record that is longer than a block.
        yield from _by_python(source, max(done - 1, 0))


def _by_python(source: Csv, skip: int = 0) -> Iterator[Any]:
    import pyarrow as pa

    names = [str(i) for i in range(len(source.header))]
    block: list[list[str | None]] = []

    def batch() -> Any:
        cells = list(zip(*block, strict=True)) if block else [() for _ in names]
        return pa.record_batch([pa.array(c, pa.string()) for c in cells], names)

    for row in itertools.islice(rows(source), skip, None):
        block.append(row)
        if len(block) == _BATCH:
            yield batch()
            block = []
    yield batch()


def _plain(source: Csv) -> bool:
    """Whether Arrow's reader, which forgives what is not well-formed, reads the file as Python's strict one does.

    Where one of its blocks ends between the two characters of a line break inside of a cell, it drops one: a file with
    a carriage return in a cell is left to Python too, as is one with a quote in a cell without quotes.
    """
    import numpy as np

    found = quotes(np.memmap(source.path, np.uint8, mode="r"), source.delimiter)
    return found is not None and not found.returns
