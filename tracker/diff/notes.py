"""What Arrow noted of its own types in a Parquet file, as far as it shows without Arrow, which takes long to load.

The note is a message of Arrow IPC, in base64: a table of FlatBuffers. Of such a table a field is found by a number.
"""

from __future__ import annotations

import base64
import struct

_DURATION = 18
_HEADER, _FIELDS, _KIND = 2, 1, 2
"""Numbers of the schema in a message, of the fields in a schema, and of the kind of type in a field."""


def spans(note: bytes) -> bool:
    """Whether a column is of durations, which are plain whole numbers to Parquet.

    Parameters
    ----------
    note : bytes
        What stands under ``ARROW:schema``; empty where nothing does.

    Returns
    -------
    bool
        True also where the note cannot be read: then Arrow has to be asked.

    Examples
    --------
    >>> import pyarrow as pa
    >>> held = [base64.b64encode(pa.schema({"v": t}).serialize()) for t in (pa.int64(), pa.duration("s"))]
    >>> [spans(h) for h in held]
    [False, True]
    """
    if not note:
        return False
    try:
        message = base64.b64decode(note)
        # Four bytes that announce a message came later than its length.
        start = 8 if message[:4] == b"\xff\xff\xff\xff" else 4
        return any(kind == _DURATION for kind in _kinds(message, start))
    except (ValueError, struct.error, IndexError):
        return True


def _kinds(message: bytes, start: int) -> list[int]:
    schema = _follow(message, _place(message, _follow(message, start), _HEADER))
    fields = _follow(message, _place(message, schema, _FIELDS))
    (count,) = struct.unpack_from("<I", message, fields)
    places = (_place(message, _follow(message, fields + 4 + 4 * i), _KIND) for i in range(count))
    return [message[at] if at else 0 for at in places]


def _follow(message: bytes, at: int) -> int:
    """Where the distance that stands at a place leads."""
    (distance,) = struct.unpack_from("<I", message, at)
    return at + int(distance)


def _place(message: bytes, table: int, number: int) -> int:
    """Where a field of a table stands; 0 where the table has none."""
    (back,) = struct.unpack_from("<i", message, table)
    (size,) = struct.unpack_from("<H", message, table - back)
    if 4 + 2 * number >= size:
        return 0
    (offset,) = struct.unpack_from("<H", message, table - back + 4 + 2 * number)
    return table + int(offset) if offset else 0
