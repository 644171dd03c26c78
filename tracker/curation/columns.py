"""Cells of a CSV file as columns of text, read at once where that gives beyond doubt what a careful reader would.

The standard library's reader, strict about quotes, says what the records of a file are; it makes a Python object of
every cell. Arrow's is fast and lenient. What it read counts where writing it in canonical form gives the file back,
byte for byte: then the strict reader reads the same, since it reads back what its own writer wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tracker.positions.bridge import whole

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

_BATCH = 32_768
"""Rows written at a time to be compared with the file; more take memory and no less time."""


def read_canonical(data: bytes, names: Sequence[str]) -> list[pa.Array] | None:
    r"""Columns of a CSV file that is in canonical form but for the order of its rows.

    Parameters
    ----------
    data : bytes
        UTF-8, without carriage returns and null characters.
    names : sequence of str
        What the header must be.

    Returns
    -------
    list of pyarrow.Array, or None
        One a column, of type large_string, a cell a row; missing for an empty cell. None where the file may be anything
        else, which is no finding.

    Examples
    --------
    >>> [c.to_pylist() for c in read_canonical(b'a,b\n1,"x, y"\n2,\n', ["a", "b"])]
    [['1', '2'], ['x, y', None]]
    >>> read_canonical(b'a,b\n1,"needless"\n', ["a", "b"]) is None
    True
    """
    import pyarrow as pa
    from pyarrow import csv

    header = ",".join(names).encode() + b"\n"
    # A record of one empty cell is a blank line to one reader and a cell to the other.
    if len(names) < 2 or not data.startswith(header) or not data.endswith(b"\n"):
        return None
    if data == header:
        return [pa.array([], pa.large_string()) for _ in names]
    quoted = b'"' in data
    if not quoted and b"\n\n" in data:
        return None
    try:
        found = csv.read_csv(
            pa.BufferReader(data),
            csv.ReadOptions(column_names=list(names), skip_rows=1),
            csv.ParseOptions(quote_char='"' if quoted else False, newlines_in_values=quoted, ignore_empty_lines=False),
            csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, pa.large_string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    # Without a quote or a blank line there is nothing to doubt: no cell can hold a comma or a line break.
    if quoted and not _is_written(found, data, len(header)):
        return None
    columns = []
    for name in names:
        columns.append(whole(found.column(name)))
        found = found.drop_columns(name)
    pa.default_memory_pool().release_unused()
    return columns


def of_rows(rows: Iterable[Sequence[str]], width: int) -> list[pa.Array]:
    """Columns of records that were read already, all of one width.

    Parameters
    ----------
    rows : iterable of sequence of str
    width : int

    Returns
    -------
    list of pyarrow.Array
        As :func:`read_canonical` gives them.
    """
    import pyarrow as pa

    texts = list(zip(*rows, strict=True)) or [()] * width
    return [pa.array([t or None for t in column], pa.large_string()) for column in texts]


def suspects(column: pa.Array) -> npt.NDArray[np.int64]:
    r"""Rows of the cells that are more than printable ASCII with single spaces inside.

    Parameters
    ----------
    column : pyarrow.Array
        Of type large_string.

    Returns
    -------
    numpy.ndarray of int64
        In order; no cell that is left out has anything in it that a text may not hold.

    Examples
    --------
    >>> import pyarrow as pa
    >>> suspects(pa.array(["fine", "a  b", None, " x", "y ", "é", "a\nb"], pa.large_string())).tolist()
    [1, 3, 4, 5, 6]
    """
    import numpy as np

    text, ends = _content(column)
    # Counted from a space on, everything that is not printable ASCII comes after the tilde.
    past = text - np.uint8(32)
    spaces = np.flatnonzero(past == 0)
    double = spaces[:-1][np.diff(spaces) == 1]
    filled = ends[1:] > ends[:-1]
    first, last = ends[:-1][filled], ends[1:][filled] - 1
    edges = np.flatnonzero(filled)[(past[first] == 0) | (past[last] == 0)]
    odd = np.flatnonzero(past > 94)
    found = np.zeros(len(column), dtype=bool)
    found[np.searchsorted(ends, odd, side="right") - 1] = True
    found[np.searchsorted(ends, double, side="right") - 1] = True
    found[edges] = True
    return np.flatnonzero(found)


def _is_written(table: pa.Table, data: bytes, start: int) -> bool:
    """Whether the rows of a table, written in canonical form, are the rest of a file."""
    import numpy as np
    import pyarrow as pa

    file = pa.py_buffer(data)
    for batch in table.to_batches(max_chunksize=_BATCH):
        lines = _lines(batch)
        _, offsets, content = lines.buffers()
        size = int(np.frombuffer(offsets, dtype=np.int64)[len(lines)])
        if start + size > len(data) or not file.slice(start, size).equals(content.slice(0, size)):
            return False
        start += size
    return start == len(data)


def _lines(batch: pa.RecordBatch) -> pa.Array:
    """Rows as lines of a CSV file, each with its end."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def text(value: str) -> pa.Scalar:
        return pa.scalar(value, pa.large_string())

    def joined(*parts: pa.Array | pa.Scalar, by: str) -> pa.Array:
        return pc.binary_join_element_wise(*parts, text(by), null_handling="replace", null_replacement="")

    cells = []
    for column in batch.columns:
        if _is_plain(column):
            cells.append(column)
            continue
        # As the standard library's writer writes them.
        needs = pc.match_substring_regex(column, '[",\n]')
        inner = pc.replace_substring(column, '"', '""')
        cells.append(pc.if_else(needs, joined(text('"'), inner, text('"'), by=""), column))
    return joined(*cells[:-1], joined(cells[-1], text("\n"), by=""), by=",")


def _is_plain(column: pa.Array) -> bool:
    """Whether no cell of a column needs quotes."""
    content, _ = _content(column)
    return not any((content == ord(sign)).any() for sign in ',"\n')


def _content(column: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Bytes of all cells, one after another, and where in them each begins; the last number is their end."""
    import numpy as np

    _, offsets, content = column.buffers()
    if not len(column) or content is None:
        return np.zeros(0, dtype=np.uint8), np.zeros(len(column) + 1, dtype=np.int64)
    ends = np.frombuffer(offsets, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(content, dtype=np.uint8)[ends[0] : ends[-1]], ends - ends[0]
