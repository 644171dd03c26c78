"""Cells of a CSV file as columns of text, read at once where that gives beyond doubt what a careful reader would.

The standard library's reader, strict about quotes, says what the records of a file are; it makes a Python object of
every cell. Arrow's is fast and lenient. What it read counts where the file's quotes open and close cells, and no cell
has them needlessly: both read such a file alike, and the standard library's writer would write it again, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tracker.diff.quotes import quotes
from tracker.positions.bridge import whole

_STEP = 1 << 24
"""Bytes looked at in one go."""

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa


def read_canonical(data: bytes, names: Sequence[str]) -> list[pa.Array] | None:
    r"""Columns of a CSV file that is in canonical form but for the order of its rows.

    Parameters
    ----------
    data : bytes
        As it was read.
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
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    header = ",".join(names).encode() + b"\n"
    # A record of one empty cell is a blank line to one reader and a cell to the other.
    if len(names) < 2 or not data.startswith(header) or not data.endswith(b"\n") or b"\r" in data or b"\0" in data:
        return None
    if data == header:
        return [pa.array([], pa.large_string()) for _ in names]
    quoted = quotes(np.frombuffer(data, np.uint8), ",")
    if quoted is None:
        return None
    try:
        found = csv.read_csv(
            pa.BufferReader(data),
            # One thread: what others let go of stays with them, and memory is what there is least of.
            csv.ReadOptions(column_names=list(names), skip_rows=1, use_threads=False),
            csv.ParseOptions(
                quote_char='"' if quoted.cells else False,
                newlines_in_values=bool(quoted.cells),
                ignore_empty_lines=False,
            ),
            csv.ConvertOptions(
                check_utf8=True,
                column_types=dict.fromkeys(names, pa.large_string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = []
    for name in names:
        columns.append(whole(found.column(name)))
        found = found.drop_columns(name)
    pa.default_memory_pool().release_unused()
    # A blank line is a row of empty cells to Arrow; there is none where a column has no empty cell.
    if all(c.null_count for c in columns) and b"\n\n" in data:
        looked = quotes(np.frombuffer(data, np.uint8), ",", blanks=True)
        if looked is None or looked.blank:
            return None
    # Every cell that needs quotes has them; so as many as need them have them, where none has them needlessly.
    if quoted.cells and quoted.cells != sum(map(_in_need, columns)):
        return None
    return columns


def _in_need(column: pa.Array) -> int:
    """How many cells of a column cannot be written without quotes."""
    import numpy as np

    content, ends = _content(column)
    count, last = 0, -1
    for start in range(0, len(content), _STEP):
        piece = content[start : start + _STEP]
        at = np.flatnonzero((piece == ord(",")) | (piece == ord('"')) | (piece == ord("\n"))) + start
        rows = np.searchsorted(ends, at, side="right")  # In order: a cell that was counted is the one before.
        count += int(np.count_nonzero(np.diff(rows, prepend=last)))
        last = int(rows[-1]) if len(rows) else last
    return count


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
    r"""Rows of the cells that are more than common characters with single spaces inside.

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
    >>> suspects(pa.array(["fine", "a  b", None, " x", "y ", "é", "я", "a\nb"], pa.large_string())).tolist()
    [1, 3, 4, 6, 7]
    """
    import numpy as np

    text, ends = _content(column)
    # Counted from a space on, everything that is not printable ASCII comes after the tilde.
    past = text - np.uint8(32)
    space = past == 0
    double = np.flatnonzero(space[1:] & space[:-1]) if space.any() else ends[:0]
    filled = ends[1:] > ends[:-1]
    first, last = ends[:-1][filled], ends[1:][filled] - 1
    edges = np.flatnonzero(filled)[(past[first] == 0) | (past[last] == 0)]
    odd = np.flatnonzero(past > 94)
    odd = odd[~_is_common(text, odd)]
    found = np.zeros(len(column), dtype=bool)
    found[np.searchsorted(ends, odd, side="right") - 1] = True
    found[np.searchsorted(ends, double, side="right") - 1] = True
    found[edges] = True
    return np.flatnonzero(found)


def _is_common(text: npt.NDArray[np.uint8], at: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which bytes of UTF-8 belong to Latin letters or to the usual marks: they show something and stand for themselves.

    Those are U+00A1 to U+02FF but for the soft hyphen, U+2010 to U+2027, and U+2030 to U+205E.
    """
    import numpy as np

    byte = text[at]
    # A byte that goes on with a character is as good as the one it began with.
    common = (byte >= 0x80) & (byte <= 0xCB)
    two = byte == 0xC2
    after = text[at[two] + 1]
    common[two] = (after > 0xA0) & (after != 0xAD)
    three = byte == 0xE2
    second, third = text[at[three] + 1], text[at[three] + 2]
    common[three] = (second == 0x80) & (((third >= 0x90) & (third <= 0xA7)) | (third >= 0xB0))
    common[three] |= (second == 0x81) & (third <= 0x9E)
    return np.asarray(common)


def _content(column: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Bytes of all cells, one after another, and where in them each begins; the last number is their end."""
    import numpy as np

    _, offsets, content = column.buffers()
    if not len(column) or content is None:
        return np.zeros(0, dtype=np.uint8), np.zeros(len(column) + 1, dtype=np.int64)
    ends = np.frombuffer(offsets, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(content, dtype=np.uint8)[ends[0] : ends[-1]], ends - ends[0]
