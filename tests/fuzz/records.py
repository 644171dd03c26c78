"""The target ``records``: a CSV file is read as Python's strict reader reads it, by every reader here, or refused.

Half of the files are written cell by cell in one of the many ways that RFC 4180 allows, so that what they hold is
known beforehand; the others are spoiled, and Python's csv says what they hold.
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

from tracker.curation.columns import read_canonical
from tracker.diff import records
from tracker.errors import LONGEST, TrackerError

Rows = list[list[str]]

_SIGNS = "ab1 \t#'\\;|-é\u2028\x85\x0b\xa0日"


def case(rng: random.Random, folder: Path) -> str:
    """One case; an AssertionError says what is not as it should be."""
    delimiter = rng.choice(",,,;\t|")
    rows = _rows(rng)
    data = _written(rng, rows, delimiter)
    told = "well-formed"
    if rng.random() < 0.5:
        data = _spoiled(rng, data)
        told = "spoiled"
    else:
        assert by_python(data, delimiter) == rows, f"no well-formed file: {data!r}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "x.csv"
    path.write_bytes(data)
    wanted = by_python(data, delimiter)
    before = records.SMALL, records.BLOCK
    try:
        for records.SMALL, records.BLOCK in ((10**9, before[1]), (-1, before[1]), (-1, rng.choice([16, 64, 1024]))):
            found = _read(path, delimiter)
            assert found == wanted, f"{told}, read by {records.SMALL, records.BLOCK}: {data!r}: {found} for {wanted}"
    finally:
        records.SMALL, records.BLOCK = before
    _columns(data, told)
    return told


def by_python(data: bytes, delimiter: str) -> Rows | None:
    """Header and rows as the standard library reads them, empty lines left out; None for what is no table."""
    try:
        read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    first = next((i for i, row in enumerate(read) if row), None)
    if first is None:
        return None
    header, below = read[first], read[first + 1 :]
    below = [row or [""] for row in below] if len(header) == 1 else [row for row in below if row]
    if len(set(header)) < len(header) or any(len(row) != len(header) for row in below):
        return None
    return [header, *below]


def _rows(rng: random.Random) -> Rows:
    width = rng.randint(1, 4)
    header = [f"c{i}{_text(rng, 2)}" for i in range(width)]
    return [header, *([_text(rng, 5) for _ in range(width)] for _ in range(rng.randint(0, 8)))]


def _text(rng: random.Random, most: int) -> str:
    return "".join(rng.choice(_SIGNS + '"",,\n\r') for _ in range(rng.randint(0, most))) * rng.choice([1] * 9 + [40])


def _written(rng: random.Random, rows: Rows, delimiter: str) -> bytes:
    """Cells quoted where they must be and at random, lines ended in one way or, at times, in either."""
    end = rng.choice(["\n", "\r\n"])
    mixed = rng.random() < 0.1
    needless = rng.choice([0, 0.3, 1])
    out = []
    for row in rows:
        cells = []
        for cell in row:
            must = any(c in cell for c in f'"\r\n{delimiter}') or (len(row) == 1 and not cell)
            cells.append('"' + cell.replace('"', '""') + '"' if must or rng.random() < needless else cell)
        out.append(delimiter.join(cells) + (rng.choice(["\n", "\r\n"]) if mixed else end))
        # A blank line is no record but where there is one column.
        out.append(end if len(row) > 1 and rng.random() < 0.03 else "")
    text = "".join(out)
    if rng.random() < 0.2 and text.endswith(end) and not text.endswith(end * 2):
        text = text.removesuffix(end)
    return ("\ufeff" if rng.random() < 0.15 else "").encode() + text.encode()


def _spoiled(rng: random.Random, data: bytes) -> bytes:
    found = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 4])):
        at = rng.randrange(len(found) + 1)
        if rng.random() < 0.4 and at < len(found):
            del found[at : at + rng.choice([1, 1, 3])]
        else:
            found[at:at] = rng.choice(
                [b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\xff", b"\x00", b'"\n', b'",', b',"', b"\xef\xbb\xbf"]
            )
    return bytes(found)


def _read(path: Path, delimiter: str) -> Rows | None:
    try:
        source = records.find(path, [], delimiter)
        below = [list(r.values()) for b in records.batches(source) for r in b.to_pylist()]
    except TrackerError as error:
        said = str(error)
        assert "\n" not in said, f"more than one line: {said!r}"
        assert len(said) <= LONGEST + len(str(path)), f"a message of {len(said)} characters: {said[:400]!r}"
        return None
    return [list(source.header), *([cell or "" for cell in row] for row in below)]


def _columns(data: bytes, told: str) -> None:
    """What the reader of curated tables takes at once is what the strict one reads, in the form that the writer writes."""
    text = data.decode("utf-8", "ignore").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    head = text.split("\n", 1)[0]
    names = head.split(",")
    if '"' in head or "\ufeff" in head or len(set(names)) < len(names):
        return  # No names of columns of ours.
    rows = by_python(text.encode(), ",")
    found = read_canonical(text.encode(), names)
    if found is None:
        if rows is not None and len(names) > 1:
            assert _canonical(rows) != text or rows[0] != names, f"{told}, canonical and not taken: {text!r}"
        return
    read = [[cell or "" for cell in row] for row in zip(*(c.to_pylist() for c in found), strict=True)]
    assert rows == [names, *read], f"{told}, read as columns: {text!r}: {read} for {rows}"
    assert _canonical(rows) == text, f"{told}, taken and not canonical: {text!r}"


def _canonical(rows: Rows) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
