"""The seal at the end of a descriptor: what the bytes before it are, so that a descriptor can be checked alone.

It is no signature: who rewrites the descriptor can rewrite the seal. It catches damage where no index is at
hand, and says where the damage is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tracker.release.descriptor.blocks import blocks, first_wrong
from tracker.release.descriptor.manifest import file_hash

SEAL = "seal"
"""Name of the property, the last one of a sealed descriptor."""

_END = b"\n}\n"
_LEAD = f',\n  "{SEAL}": '.encode()


def sealed(descriptor: Mapping[str, Any]) -> bytes:
    """A descriptor as bytes, sealed.

    Parameters
    ----------
    descriptor : mapping
        Without a seal.

    Returns
    -------
    bytes
        JSON, indented by two. ``seal`` holds ``bytes``, how many bytes of the file it covers from the first on,
        their ``hash`` and ``blocks``.
    """
    covered = canonical(descriptor).removesuffix(_END)
    seal = json.dumps(record(covered), ensure_ascii=False, indent=2).replace("\n", "\n  ")
    return covered + _LEAD + seal.encode() + _END


def record(data: bytes) -> dict[str, Any]:
    """What a descriptor keeps of a file: ``bytes``, ``hash`` and ``blocks``."""
    return {"bytes": len(data), "hash": file_hash(data), "blocks": blocks(data)}


def canonical(descriptor: Mapping[str, Any]) -> bytes:
    """A descriptor in the one form in which this package writes it."""
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()


def is_due(data: bytes) -> bool:
    """Whether a descriptor must have a seal: it has one, or it is as young as those that have."""
    return f'"{SEAL}"'.encode() in data or b'"blocks"' in data


def wrong(data: bytes) -> tuple[str, tuple[int, int]] | None:
    """What is wrong with a sealed descriptor, and where; it need not be readable as JSON.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    (str, (int, int)) or None
        What, and the range of bytes from the first to the one after the last; None when the seal holds.
    """
    at = data.rfind(_LEAD)
    if at < 0:
        return "the seal is missing or damaged", (0, len(data))
    tail = (at, len(data))
    try:
        raw = json.loads(b"{" + data[at + 1 :])
        seal = raw[SEAL]
        whole = seal["hash"] == file_hash(data[:at])
        place = first_wrong(data[:at], seal["blocks"], int(seal["bytes"]))
        as_written = b"{" + data[at + 1 :] == canonical(raw)
    except (LookupError, TypeError, ValueError, ArithmeticError):
        return "the seal is damaged", tail
    if not whole and place is not None:
        return "not the bytes that were sealed", place
    if seal != record(data[:at]):
        return "the seal is damaged", tail
    return None if as_written else ("not in the form in which it was written", tail)
