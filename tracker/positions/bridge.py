"""Between Arrow and numpy by their buffers: Arrow's own ways import pandas, which a verification must not wait for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Ints = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_WIDTHS: dict[str, Any] = {
    "date32[day]": np.int32,
    "int8": np.int8,
    "int32": np.int32,
    "int64": np.int64,
    "uint64": np.uint64,
}


def whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column in one piece."""
    import pyarrow as pa

    if not isinstance(column, pa.ChunkedArray):
        return column
    joined = column.combine_chunks()
    return pa.concat_arrays(joined.chunks) if isinstance(joined, pa.ChunkedArray) else joined


def numbers(column: pa.ChunkedArray | pa.Array, missing: int, kind: Any = np.int64) -> npt.NDArray[Any]:
    """Whole numbers, or days since 1970-01-01, of a column.

    Parameters
    ----------
    column : pyarrow.ChunkedArray or pyarrow.Array
        Of type date32, int8, int32, int64 or uint64.
    missing : int
        What an empty cell becomes.
    kind : numpy.dtype, optional
        A narrower one, for numbers that are known to be small.

    Returns
    -------
    numpy.ndarray of int64, or of ``kind``
    """
    array = whole(column)
    if not len(array):
        return np.zeros(0, dtype=kind)
    valid, values = array.buffers()
    out = np.frombuffer(values, _WIDTHS[str(array.type)])[array.offset : array.offset + len(array)].astype(kind)
    return out if valid is None else np.where(_bits(valid, array.offset, len(array)), out, kind(missing))


def truths(column: pa.ChunkedArray | pa.Array) -> Mask:
    """Truth values of a column without empty cells."""
    array = whole(column)
    if not len(array):
        return np.zeros(0, dtype=bool)
    return _bits(array.buffers()[1], array.offset, len(array))


def _bits(buffer: Any, first: int, count: int) -> Mask:
    bits = np.unpackbits(np.frombuffer(buffer, np.uint8), bitorder="little")
    return bits[first : first + count].astype(bool)


def column(values: npt.NDArray[Any], kind: pa.DataType, missing: Mask | None = None) -> pa.Array:
    """Numbers as a column.

    Parameters
    ----------
    values : numpy.ndarray
        Whole numbers, or truth values for a column of these.
    kind : pyarrow.DataType
        date32, int8, int32, int64 or bool.
    missing : numpy.ndarray of bool, optional
        Which cells are empty.

    Returns
    -------
    pyarrow.Array
    """
    import pyarrow as pa

    if str(kind) == "bool":
        data = np.packbits(values.astype(bool), bitorder="little")
    else:
        data = np.ascontiguousarray(values, dtype=_WIDTHS[str(kind)])
    valid = None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(data)])


def texts(values: Sequence[str]) -> pa.Array:
    """Texts as a column."""
    import pyarrow as pa

    encoded = [v.encode() for v in values]
    offsets = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    return pa.Array.from_buffers(
        pa.string(), len(encoded), [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))]
    )
