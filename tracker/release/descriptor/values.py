"""Columns as Python values, and the hash of what a table holds: column by column, since a column is of one kind."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PLAIN = {str, int, bool, dt.date, type(None)}
_BATCH = 10_000
"""Rows whose text is made at once."""


def listed(column: pa.ChunkedArray | pa.Array) -> list[Any]:
    """A column as Python values, as ``to_pylist`` gives them: that makes an object of Arrow's of each value first.

    Parameters
    ----------
    column : pyarrow.Array or pyarrow.ChunkedArray

    Returns
    -------
    list

    Examples
    --------
    >>> import pyarrow as pa
    >>> listed(pa.array(["a", None, "a"]).dictionary_encode())
    ['a', None, 'a']
    """
    import pyarrow as pa

    if isinstance(column, pa.ChunkedArray):
        if column.num_chunks == 1:
            return listed(column.chunk(0))
        return [value for chunk in column.chunks for value in listed(chunk)]
    if isinstance(column, pa.DictionaryArray):
        said = [*listed(column.dictionary), None]
        return [said[-1 if at is None else at] for at in column.indices.to_pylist()]
    if isinstance(column, pa.ListArray) and not column.null_count:
        flat = listed(column.values)
        return [flat[a:b] for a, b in itertools.pairwise(column.offsets.to_pylist())]
    values: list[Any] = column.to_pylist()
    return values


def content_hash(table: pa.Table, names: Iterable[str]) -> str:
    """Hash of a table's content, which outlives a change of file encoding.

    One JSON array a line: the column names, then every row in order, days in ISO 8601, missing as null.

    Parameters
    ----------
    table : pyarrow.Table
    names : iterable of str
        Columns, in the order of the schema.

    Returns
    -------
    str
        ``"sha256:"`` and 64 hexadecimal digits.
    """
    columns = list(names)
    batches = table.select(columns).to_batches(max_chunksize=_BATCH)
    return _hash_of(columns, ([listed(c) for c in b.columns] for b in batches))


def values_hash(columns: Mapping[str, Sequence[Any]]) -> str:
    """As :func:`content_hash`, of columns that are Python values already.

    Parameters
    ----------
    columns : mapping of str to sequence
        In the order of the schema.

    Returns
    -------
    str
    """
    return _hash_of(list(columns), _in_batches(list(columns.values())))


def _in_batches(columns: list[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    if len(set(map(len, columns))) > 1:
        raise ValueError("columns of unequal length")
    for first in range(0, len(columns[0]) if columns else 0, _BATCH):
        yield [column[first : first + _BATCH] for column in columns]


def _hash_of(names: list[str], batches: Iterable[Iterable[Sequence[Any]]]) -> str:
    digest = hashlib.sha256(f"{_ENCODE(names)}\n".encode())
    for columns in batches:
        rows = zip(*map(_as_json, columns), strict=True)
        digest.update("".join([f"[{','.join(row)}]\n" for row in rows]).encode())
    return f"sha256:{digest.hexdigest()}"


def _as_json(column: Sequence[Any]) -> list[str]:
    """Each value as JSON, days in ISO 8601."""
    kinds = set(map(type, column))  # Asked once, and not of every value.
    if kinds == {str}:
        return list(map(encode_basestring, column))
    if kinds <= _PLAIN and not kinds >= {int, bool}:  # 1 and True are one key of a mapping.
        known = {value: _json(value) for value in set(column)}
        return [known[value] for value in column]
    return [_json(value) for value in column]


def _json(value: Any) -> str:
    return _ENCODE(value.isoformat() if isinstance(value, dt.date) else value)
