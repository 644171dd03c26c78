"""What a Parquet file will unpack to, told before anything of it is unpacked: rows, pages, dictionaries, cells.

The footer says how much each column holds, and each page's own header says it again. Both are read, since a reader
believes the header; page headers are Thrift structures, of which only the few numbers needed here are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.release.descriptor.form import RELEASE_LIMIT, ROWS_A_BYTE, ROWS_FREE

if TYPE_CHECKING:
    import pyarrow as pa

PAGES_FREE, PAGES_A_BYTE = 1_000_000, 100
"""Bytes that a table's pages may unpack to: so many, and so many more for every byte of its file."""

CELLS_FREE, CELLS_A_BYTE = 1_000_000, 1_000
"""Bytes that a table's cells may have once every one stands for itself."""

_MANY_GROUPS = 10_000
_DICTIONARY, _FLAT, _VALUES = 2, (5, 8), 1


@dataclass(frozen=True)
class Page:
    """A page of a column chunk: its kind, its sizes with its header, and how many values it says that it holds."""

    kind: int
    header: int
    packed: int
    unpacked: int
    values: int


def fault(data: bytes, rows: int, columns: int) -> tuple[str, str, str] | None:
    """What makes a Parquet file not worth unpacking.

    Parameters
    ----------
    data : bytes
        The file.
    rows, columns : int
        How many of each its descriptor says it has; a list counts as one column.

    Returns
    -------
    (str, str, str) or None
        What is off, what was expected, what was got.

    Raises
    ------
    ValueError
        When the file is no whole Parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        meta = pq.ParquetFile(pa.BufferReader(data)).metadata
    except (pa.ArrowException, OSError) as error:
        raise ValueError(str(error)) from None
    said = (meta.num_rows, meta.num_columns)
    if said != (rows, columns):
        return (
            "number of rows or columns differs",
            f"{rows} rows, {columns} columns",
            f"{said[0]} rows, {said[1]} columns",
        )
    if rows > ROWS_FREE + ROWS_A_BYTE * len(data) or meta.num_row_groups > _MANY_GROUPS:
        return "more rows than its bytes can hold", f"at most {ROWS_FREE + ROWS_A_BYTE * len(data)}", str(rows)
    limit = min(PAGES_FREE + PAGES_A_BYTE * len(data), RELEASE_LIMIT)
    total = grouped = 0
    large: set[str] = set()
    for group in map(meta.row_group, range(meta.num_row_groups)):
        grouped += group.num_rows
        for column in map(group.column, range(group.num_columns)):
            found = list(_pages(data, column))
            unpacked = sum(p.unpacked + p.header for p in found)
            values = sum(p.values for p in found if p.kind != _DICTIONARY)
            if unpacked != column.total_uncompressed_size or values != column.num_values:
                what = f"column {column.path_in_schema} holds something else than the file's footer says"
                expected = f"{column.num_values} values in {column.total_uncompressed_size} bytes"
                return what, expected, f"{values} values in {unpacked} bytes"
            total += unpacked
            # A value of a dictionary may stand in every row: none is longer than the whole dictionary.
            longest = max((p.unpacked for p in found if p.kind == _DICTIONARY), default=0)
            if longest * values > CELLS_FREE + CELLS_A_BYTE * len(data) // columns:
                large.add(column.path_in_schema)
            if total > limit:
                return "unpacks to more than it may", f"at most {limit} bytes", f"{total} bytes"
    if grouped != rows:
        return "number of rows differs", f"{rows}, as its footer says", f"{grouped} in its parts"
    return _cells(data, sorted(large)) if large else None


_SOUND: set[tuple[str, int, int]] = set()
"""Files in which nothing was off, by their hash, rows and columns: each load of a table asks again."""


def fault_of(file: Path, digest: str, rows: int, columns: int) -> tuple[str, str, str] | None:
    """As :func:`fault`, of a file whose bytes were just seen to have a hash; the same bytes are looked at once.

    Parameters
    ----------
    file : pathlib.Path
    digest : str
        SHA-256 of its bytes.
    rows, columns : int
        As for :func:`fault`.

    Returns
    -------
    (str, str, str) or None

    Raises
    ------
    ValueError
        When the file is no whole Parquet file.
    """
    if (digest, rows, columns) in _SOUND:
        return None
    found = fault(file.read_bytes(), rows, columns)
    if found is None:
        _SOUND.add((digest, rows, columns))
    return found


def _cells(data: bytes, columns: list[str]) -> tuple[str, str, str] | None:
    """Whether the cells of some columns are too much, counted exactly: dictionaries stay dictionaries meanwhile."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    limit = min(CELLS_FREE + CELLS_A_BYTE * len(data), RELEASE_LIMIT)
    packed = pq.ParquetFile(pa.BufferReader(data), read_dictionary=columns)
    total = 0
    for batch in packed.iter_batches(batch_size=100_000, columns=columns):
        for column in batch.columns:
            values = column.flatten() if pa.types.is_list(column.type) else column
            total += _lengths(values) if pa.types.is_dictionary(values.type) else values.nbytes
        if total > limit:
            return "its cells are too much", f"at most {limit} bytes", f"more than {total} bytes"
    return None


def _lengths(values: pa.DictionaryArray) -> int:
    import pyarrow.compute as pc

    lengths = pc.binary_length(values.dictionary)
    return int(pc.sum(pc.take(lengths, values.indices)).as_py() or 0)


def _pages(data: bytes, column: Any) -> Iterator[Page]:
    """The pages of a column chunk, by their headers."""
    # A column without values has no data page, and 0 for where it begins.
    at = min(o for o in (column.data_page_offset, column.dictionary_page_offset, len(data)) if o)
    end = at + column.total_compressed_size
    if not 4 <= at <= end <= len(data):
        raise ValueError("a column lies outside the file")
    while at < end:
        header = _Thrift(data, at, end)
        fields = header.struct(2)
        packed, unpacked = fields.get((3,), -1), fields.get((2,), -1)
        counts = [v for k, v in fields.items() if len(k) == 2 and k[0] in (*_FLAT, 7) and k[1] == _VALUES]
        page = Page(fields.get((1,), -1), header.at - at, packed, unpacked, sum(counts))
        if page.packed < 0 or page.unpacked < 0 or page.values < 0 or header.at + packed > end:
            raise ValueError("a page that is none")
        yield page
        at = header.at + packed


class _Thrift:
    """Whole numbers in a structure of Thrift's compact protocol, by the path of their field numbers."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def struct(self, deep: int) -> dict[tuple[int, ...], int]:
        """Fields of a structure; those of one inside it too, as deep as asked, and skipped below."""
        if deep < -8:
            raise ValueError("a page header that is nested too deeply")
        found: dict[tuple[int, ...], int] = {}
        number = 0
        while True:
            head = self._byte()
            kind, step = head & 15, head >> 4
            if head == 0:
                return found
            number = number + step if step else self._zigzag()
            value = self._value(kind, deep)
            if isinstance(value, int):
                found[number,] = value
            elif isinstance(value, dict) and deep > 1:
                found |= {(number, *k): v for k, v in value.items()}

    def _value(self, kind: int, deep: int) -> int | dict[tuple[int, ...], int] | None:
        if kind in (1, 2):
            return None  # true and false
        if kind == 3:
            return self._byte()
        if kind in (4, 5, 6):
            return self._zigzag()
        if kind == 7:
            self._skip(8)
            return None
        if kind == 8:
            self._skip(self._varint())
            return None
        if kind in (9, 10):
            head = self._byte()
            for _ in range(self._varint() if head >> 4 == 15 else head >> 4):
                self._value(head & 15, deep - 1) if head & 15 not in (1, 2) else self._byte()
            return None
        if kind == 12:
            return self.struct(deep - 1)
        raise ValueError("a page header that is none")

    def _byte(self) -> int:
        if self.at >= self.end:
            raise ValueError("a page header that is cut")
        self.at += 1
        return self.data[self.at - 1]

    def _skip(self, count: int) -> None:
        self.at += count
        if self.at > self.end:
            raise ValueError("a page header that is cut")

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
            if shift > 63:
                raise ValueError("a page header that is none")

    def _zigzag(self) -> int:
        value = self._varint()
        return value >> 1 ^ -(value & 1)
