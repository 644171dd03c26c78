"""Hashes of a file's blocks: they say where a file is wrong, which its hash alone cannot."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

_SMALLEST, _LARGEST, _MANY = 1 << 10, 1 << 16, 64
_DIGITS = 16


def blocks(data: bytes) -> dict[str, Any]:
    """The property ``blocks`` of a file's entry in a descriptor.

    The hash of the whole file decides whether it is right; these only narrow down where it is not, so the
    first digits of each are enough.

    Parameters
    ----------
    data : bytes
        Content of the file.

    Returns
    -------
    dict
        ``size``, bytes in a block: the smallest power of two from 1 KiB to 64 KiB that gives at most 64 blocks,
        else 64 KiB; ``hashes``, the first 16 hexadecimal digits of each block's SHA-256.
    """
    size = _SMALLEST
    while size < _LARGEST and size * _MANY < len(data):
        size *= 2
    return {"size": size, "hashes": [_short(data[at : at + size]) for at in range(0, len(data), size)]}


def first_wrong(data: bytes, expected: Mapping[str, Any], length: int) -> tuple[int, int] | None:
    """The first range of bytes that is not what the blocks say.

    Parameters
    ----------
    data : bytes
        What is there.
    expected : mapping
        As :func:`blocks` gives it.
    length : int
        Bytes there should be.

    Returns
    -------
    tuple of int or None
        First byte and the byte after the last, counted from 0; None when no block differs.
    """
    size = int(expected["size"])
    for number, digits in enumerate(expected["hashes"]):
        start = number * size
        end = min(start + size, length)
        if _short(data[start:end]) != digits:
            return start, end
    return (length, len(data)) if len(data) > length else None


def first_difference(data: bytes, other: bytes) -> tuple[int, int] | None:
    """The first run of bytes in which one content differs from another.

    Parameters
    ----------
    data, other : bytes

    Returns
    -------
    tuple of int or None
        First byte and the byte after the last; to the end where the lengths differ from there on.
    """
    if data == other:
        return None
    low, high = 0, min(len(data), len(other))
    if data[:high] == other[:high]:
        return high, max(len(data), len(other))
    while high - low > 1:
        middle = (low + high) // 2
        if data[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    end = low
    while end < min(len(data), len(other)) and data[end] != other[end]:
        end += 1
    return low, end


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGITS]
