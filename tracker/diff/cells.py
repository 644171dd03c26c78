"""Cells of CSV read as the type of the other side, into the same canonical text; what does not read is named."""

from __future__ import annotations

import datetime as dt
import math
import re
import struct
from collections.abc import Callable
from decimal import Decimal

from tracker.diff import canon
from tracker.diff.types import Type

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_SPECIAL = re.compile(r"([+-]?)(nan|inf(?:inity)?)", re.IGNORECASE)
_CLOCK = r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?"
_TIME = re.compile(_CLOCK, re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_INSTANT = re.compile(rf"(\d{{4}}-\d\d-\d\d)(?:[T ]{_CLOCK}\s?(Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII)
_EPOCH = dt.date(1970, 1, 1).toordinal()


def decimal(cell: str) -> Decimal | None:
    """The exact number that a text spells; None where it spells none."""
    return Decimal(cell) if _NUMBER.fullmatch(cell) else None


def reader(other: Type) -> Callable[[str], str | None]:
    """What reads a cell as a type.

    Parameters
    ----------
    other : Type
        Of the other side's column.

    Returns
    -------
    callable
        From a cell to canonical text, or None where the cell does not read.
    """
    return {
        "boolean": lambda cell: cell.lower() if cell.lower() in {"true", "false"} else None,
        "integer": _number,
        "decimal": _number,
        "float": lambda cell: _real(cell, other.bits),
        "date": lambda cell: None if (days := _day(cell)) is None else canon.day(days),
        "time": _time,
        "timestamp": lambda cell: _instant(cell, zone=False),
        "instant": lambda cell: _instant(cell, zone=True),
    }[other.family]


def _number(cell: str) -> str | None:
    value = decimal(cell)
    return None if value is None else canon.number(value)


def _real(cell: str, bits: int) -> str | None:
    special = _SPECIAL.fullmatch(cell)
    if special:
        return canon.real(float(special[1] + special[2]) if special[2].lower() != "nan" else math.nan)
    if not _NUMBER.fullmatch(cell):
        return None
    return canon.real(_nearest(cell, bits))


def _nearest(cell: str, bits: int) -> float:
    """The float of a width that is nearest to the number that a cell spells."""
    value = float(cell)
    if bits == 64 or not math.isfinite(value):
        return value
    exact = Decimal(cell)
    if exact != Decimal(value) and not struct.unpack("<q", struct.pack("<d", value))[0] & 1:
        # Rounded to odd, so that what lies beside the middle of two narrow floats is not taken for the middle.
        value = math.nextafter(value, math.inf if exact > Decimal(value) else -math.inf)
    try:
        narrow: float = struct.unpack(c := {16: "<e", 32: "<f"}[bits], struct.pack(c, value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return narrow


def _day(cell: str) -> int | None:
    parts = _DAY.fullmatch(cell)
    try:
        return None if parts is None else dt.date(*map(int, parts.groups())).toordinal() - _EPOCH
    except ValueError:
        return None


def _nanoseconds(hour: str | None, minute: str | None, second: str | None, fraction: str | None) -> int | None:
    """Nanoseconds since midnight; finer than that is no time of any type."""
    if int(hour or 0) > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
        return None
    digits = (fraction or "").rstrip("0")
    if len(digits) > 9:
        return None
    seconds = int(hour or 0) * 3600 + int(minute or 0) * 60 + int(second or 0)
    return seconds * 10**9 + int(digits.ljust(9, "0"))


def _time(cell: str) -> str | None:
    parts = _TIME.fullmatch(cell)
    ticks = None if parts is None else _nanoseconds(*parts.groups())
    return None if ticks is None else canon.clock(ticks, "ns")


def _instant(cell: str, *, zone: bool) -> str | None:
    parts = _INSTANT.fullmatch(cell)
    if parts is None or (parts[6] is not None) != zone:
        return None
    days, ticks = _day(parts[1]), _nanoseconds(*parts.groups()[1:5])
    if days is None or ticks is None:
        return None
    if zone and parts[6] != "Z":
        sign, hours, minutes = parts[6][0], int(parts[6][1:3]), int(parts[6][3:].lstrip(":") or 0)
        ticks -= (-1 if sign == "-" else 1) * (hours * 60 + minutes) * 60 * 10**9
    return canon.instant(days * 86_400 * 10**9 + ticks, "ns", zone=zone)
