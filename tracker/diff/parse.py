"""The text of a change list back into values of a type: the other direction of :mod:`tracker.diff.canon`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tracker.diff import canon, made

_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
# Lists made with code before 0.4.0 may have years before 0 with three digits, and fewer.
_DAY = re.compile(r"(-\d{1,3}|-?\d{4,})-(\d\d)-(\d\d)( \(BC\))?", re.ASCII)
_INSTANT = re.compile(r"(\S+(?: \(BC\))?)(?: (\S+))?")
_CLOCK = re.compile(r"(-?\d+):(\d\d):(\d\d)(?:\.(\d+))?", re.ASCII)
_SPAN = re.compile(r"(-?)(\d+)(?:\.(\d+))?s", re.ASCII)
_INTERVAL = re.compile(r"(-?\d+) months (-?\d+) days (-?\d+) ns", re.ASCII)
_SPACE = re.compile(r"\s*")
_SCALAR = re.compile(r"(?:(?!: )[^,\[\]{}])+")
_JSON = json.JSONDecoder()


def array(texts: Sequence[str | None], kind: Any) -> Any:
    """Texts as an Arrow array.

    Parameters
    ----------
    texts : sequence of str or None
    kind : pyarrow.DataType

    Returns
    -------
    pyarrow.Array

    Raises
    ------
    ValueError
        When a text is no value of the type.
    """
    return made.array([None if t is None else _value(t, kind) for t in texts], kind)


def whole(column: Any) -> Any:
    """A column in one piece.

    Parameters
    ----------
    column : pyarrow.ChunkedArray

    Returns
    -------
    pyarrow.Array

    Examples
    --------
    >>> import pyarrow as pa
    >>> held = pa.DictionaryArray.from_arrays([0, 1], ["a", None])
    >>> whole(pa.chunked_array([held, held.slice(1)])).to_pylist()
    ['a', None, None]
    """
    import pyarrow as pa

    if not column.num_chunks:
        return array([], column.type)  # Not of every type has Arrow an array without chunks.
    try:
        return column.combine_chunks()
    except pa.ArrowInvalid:  # Nor can it join dictionaries that hold a missing value.
        return array([text for chunk in column.chunks for text in canon.texts(chunk)], column.type)


def _value(text: str, kind: Any) -> Any:
    import pyarrow as pa

    t = pa.types
    if t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind):
        return text
    if t.is_dictionary(kind) or t.is_run_end_encoded(kind):
        return _value(text, kind.value_type)
    if isinstance(kind, pa.BaseExtensionType):
        return _value(text, kind.storage_type)
    if t.is_nested(kind):
        value, end = _nested(text, 0, kind, pa)
        if text[end:].strip():
            raise ValueError(f"something follows the value: {text[end : end + 20]!r}")
        return value
    return _scalar(text, kind, pa)


def _scalar(text: str, kind: Any, pa: Any) -> Any:
    t = pa.types
    if t.is_boolean(kind):
        return {"true": True, "false": False}[text]
    if t.is_integer(kind):
        return int(text)
    if t.is_floating(kind):
        if kind.bit_width == 16:
            import numpy as np

            return np.float16(float(text))
        return float(text)
    if t.is_decimal(kind):
        return Decimal(text)
    if t.is_date(kind):
        return _days(text) if kind.bit_width == 32 else _instant(text, "ms")
    if t.is_timestamp(kind):
        return _instant(text, kind.unit)
    if t.is_time(kind):
        return _clock(text, kind.unit)
    if t.is_duration(kind):
        return _span(text, kind.unit)
    if t.is_interval(kind):
        return pa.MonthDayNano([int(g) for g in _matched(_INTERVAL, text).groups()])
    if t.is_null(kind):
        raise ValueError(f"the null type has no value {text!r}")
    if not text.startswith("0x"):
        raise ValueError(f"not bytes: {text!r}")
    return bytes.fromhex(text[2:])


def _matched(form: re.Pattern[str], text: str) -> re.Match[str]:
    found = form.fullmatch(text)
    if found is None:
        raise ValueError(f"not of the form: {text!r}")
    return found


def _days(text: str) -> int:
    if text.endswith("infinity"):
        return (-1 if text[0] == "-" else 1) * (2**31 - 1)
    found = _matched(_DAY, text)
    year, month, day = (int(found[i]) for i in (1, 2, 3))
    if found[4]:
        year = 1 - year
    # The inverse of the era arithmetic in tracker.diff.canon.
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def _instant(text: str, unit: str) -> int:
    if text.endswith("infinity"):
        return (-1 if text[0] == "-" else 1) * (2**63 - 1)
    text = text.removesuffix("+00")
    day, clock = _matched(_INSTANT, text).groups()
    return _days(day) * 86_400 * _PER_SECOND[unit] + (_clock(clock, unit) if clock else 0)


def _clock(text: str, unit: str) -> int:
    hours, minutes, seconds, part = _matched(_CLOCK, text).groups()
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * _PER_SECOND[unit] + _part(part, unit)


def _span(text: str, unit: str) -> int:
    if text.removeprefix("-").isdigit():
        return int(text)  # Ticks, from where the unit was the same on both sides.
    sign, seconds, part = _matched(_SPAN, text).groups()
    return (-1 if sign else 1) * (int(seconds) * _PER_SECOND[unit] + _part(part, unit))


def _part(digits: str | None, unit: str) -> int:
    width = len(str(_PER_SECOND[unit])) - 1
    digits = (digits or "").rstrip("0")
    if len(digits) > width:
        raise ValueError(f"finer than a {unit}: .{digits}")
    return int(digits.ljust(width, "0") or 0)


def _nested(text: str, at: int, kind: Any, pa: Any) -> tuple[Any, int]:
    """A value inside another, and the place after it."""
    t = pa.types
    at = _skip(text, at)
    if text.startswith("null", at):
        return None, at + 4
    if t.is_dictionary(kind) or t.is_run_end_encoded(kind):
        return _nested(text, at, kind.value_type, pa)
    if isinstance(kind, pa.BaseExtensionType):
        return _nested(text, at, kind.storage_type, pa)
    if t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind):
        value, end = _JSON.raw_decode(text, at)
        return value, end
    if t.is_struct(kind):
        return _struct(text, at, kind, pa)
    if t.is_map(kind):
        return _items(text, at, "{}", lambda i: _entry(text, i, kind, pa))
    if t.is_nested(kind):
        return _items(text, at, "[]", lambda i: _nested(text, i, kind.value_type, pa))
    found = _SCALAR.match(text, at)
    if found is None:
        raise ValueError(f"no value at {at}: {text!r}")
    return _scalar(found[0].rstrip(), kind, pa), found.end()


def _items(text: str, at: int, ends: str, read: Any) -> tuple[list[Any], int]:
    if text[at : at + 1] != ends[0]:
        raise ValueError(f"no {ends[0]} at {at}: {text!r}")
    at = _skip(text, at + 1)
    out: list[Any] = []
    while text[at : at + 1] != ends[1]:
        if out:
            at = _expect(text, at, ",")
        value, at = read(at)
        out.append(value)
        at = _skip(text, at)
        if at >= len(text):
            raise ValueError(f"no {ends[1]} at the end: {text!r}")
    return out, at + 1


def _struct(text: str, at: int, kind: Any, pa: Any) -> tuple[tuple[Any, ...], int]:
    """The values of a struct's fields in their order: by name, or by place where two have one name."""
    names = [f.name for f in kind]
    unique = len(set(names)) == len(names)
    held: list[Any] = [None] * len(names)
    done: list[int] = []

    def field(i: int) -> tuple[None, int]:
        name, i = _JSON.raw_decode(text, _skip(text, i))
        place = names.index(name) if unique else len(done)
        if place in done or place == len(names) or names[place] != name:
            raise ValueError(f"a field {name!r} that the struct has not there")
        held[place], i = _nested(text, _expect(text, i, ":"), kind.field(place).type, pa)
        done.append(place)
        return None, i

    _, at = _items(text, at, "{}", field)
    if len(done) < len(names):
        raise ValueError(f"a struct of {len(done)} fields, where each has {len(names)}")
    return tuple(held), at


def _entry(text: str, at: int, kind: Any, pa: Any) -> tuple[tuple[Any, Any], int]:
    key, at = _nested(text, at, kind.key_type, pa)
    value, at = _nested(text, _expect(text, at, ":"), kind.item_type, pa)
    return (key, value), at


def _expect(text: str, at: int, char: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != char:
        raise ValueError(f"no {char} at {at}: {text!r}")
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
