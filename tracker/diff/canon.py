"""Values as canonical text: the same text for equal values, and for those only, under the rule of the two types.

Made from Arrow's integers and buffers, never by a cast that could round or overflow: a far day, a nanosecond and a
decimal of 76 digits are all exact. The same text is what the change list shows.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any

from tracker.diff.types import Type

Texts = list[str | None]
Writer = Callable[[Any], Texts]

_EXACT = Context(prec=10_000_000, Emax=999_999_999, Emin=-999_999_999)
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def number(value: Decimal) -> str:
    """An exact number: one text for each, whatever scale it was written with."""
    if not value:
        return "0"
    plain = value.normalize(_EXACT)
    return format(plain, "f") if -400 <= plain.adjusted() <= 400 else str(plain)


def real(value: float, *, exact: bool = False) -> str:
    """A float: the shortest text that reads back as it, or every digit of what it stands for."""
    if math.isnan(value) or math.isinf(value):
        return str(value)
    return number(Decimal(value)) if exact else repr(value + 0.0)


def day(days: int) -> str:
    """A day from its distance to 1970-01-01, in the calendar that reaches on in both directions."""
    # The era arithmetic of the proleptic Gregorian calendar: 400 years have 146,097 days.
    z = days + 719_468
    era, of_era = divmod(z, 146_097)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * of_year + 2) // 153
    month = month_from_march + 3 if month_from_march < 10 else month_from_march - 9
    year = year_of_era + era * 400 + (month <= 2)
    return f"{'-' * (year < 0)}{abs(year):04}-{month:02}-{of_year - (153 * month_from_march + 2) // 5 + 1:02}"


def instant(ticks: int, unit: str, *, zone: bool = False) -> str:
    """A point in time from its ticks since 1970; a zone is shown as UTC."""
    per = _PER_SECOND[unit]
    days, rest = divmod(ticks, 86_400 * per)
    return f"{day(days)} {clock(rest, unit)}{'+00' if zone else ''}"


def clock(ticks: int, unit: str) -> str:
    """A time of the day from its ticks since midnight."""
    seconds, part = divmod(ticks, _PER_SECOND[unit])
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return text + _fraction(part, unit)


def span(ticks: int, unit: str) -> str:
    """A duration in seconds."""
    seconds, part = divmod(abs(ticks), _PER_SECOND[unit])
    return f"{'-' if ticks < 0 else ''}{seconds}{_fraction(part, unit)}s"


def _fraction(part: int, unit: str) -> str:
    width = len(str(_PER_SECOND[unit])) - 1
    return f".{part:0{width}}".rstrip("0") if part else ""


def writer(kind: Any, own: Type, other: Type, *, inside: bool = False) -> Writer:
    """What writes an Arrow array of one type as canonical text, for comparison with another type.

    Parameters
    ----------
    kind : pyarrow.DataType
    own, other : Type
        Of this side and of the other one; they must have met (:func:`tracker.diff.types.meet`).
    inside : bool
        Whether the values stand inside a list, a map or a struct, where text is quoted.

    Returns
    -------
    callable
        From a pyarrow.Array to a list of str or None.
    """
    import pyarrow as pa

    t = pa.types
    if t.is_dictionary(kind):
        plain = writer(kind.value_type, own, other, inside=inside)
        return lambda array: plain(array.dictionary_decode())
    if t.is_run_end_encoded(kind):
        import pyarrow.compute

        plain = writer(kind.value_type, own, other, inside=inside)
        return lambda array: plain(pyarrow.compute.run_end_decode(array))
    if own.family == "extension":
        theirs = other.inner[0][1] if other.family == "extension" else other
        stored = writer(kind.storage_type, own.inner[0][1], theirs, inside=inside)
        return lambda array: stored(array.storage)
    if own.family in {"list", "map", "struct"}:
        return _nested(kind, own, other)
    return _each(kind, _leaf(kind, own, other, inside=inside))


def texts(array: Any) -> Texts:
    """An Arrow array as canonical text, by its own type.

    Parameters
    ----------
    array : pyarrow.Array

    Returns
    -------
    list of str or None
    """
    from tracker.diff.arrow import of_arrow

    kind = of_arrow(array.type)
    return writer(array.type, kind, kind)(array)


def _each(kind: Any, write: Callable[[Any], str]) -> Writer:
    import pyarrow as pa

    t = pa.types
    ticks = t.is_timestamp(kind) or t.is_time(kind) or t.is_duration(kind) or t.is_date(kind)
    view = (pa.int32() if kind.bit_width == 32 else pa.int64()) if ticks else None

    def texts(array: Any) -> Texts:
        values = (array if view is None else array.view(view)).to_pylist()
        return [None if v is None else write(v) for v in values]

    return texts


def _leaf(kind: Any, own: Type, other: Type, *, inside: bool) -> Callable[[Any], str]:
    import pyarrow as pa

    unit = own.unit
    match own.family:
        case "null":
            return str
        case "boolean":
            return lambda v: "true" if v else "false"
        case "integer":
            return str
        case "decimal":
            return (lambda v: format(v, "f")) if other.family == "text" else number
        case "float" if other.family in {"integer", "decimal"}:
            exact = other.family == "decimal"
            return lambda v: str(int(v)) if math.isfinite(v) and v == int(v) else real(float(v), exact=exact)
        case "float":
            return lambda v: real(float(v))
        case "text" | "cell":
            return (lambda v: json.dumps(v, ensure_ascii=False)) if inside else str
        case "binary":
            return lambda v: f"0x{v.hex()}"
        case "date" if other.family == "timestamp":
            per_day = 1 if pa.types.is_date32(kind) else 86_400_000
            return lambda v: instant(v * (86_400_000 // per_day), "ms")
        case "date" if pa.types.is_date64(kind):
            return lambda v: day(v // 86_400_000) if v % 86_400_000 == 0 else instant(v, "ms")
        case "date":
            return day
        case "time":
            return lambda v: clock(v, unit)
        case "timestamp" | "instant":
            zone = own.family == "instant"
            return lambda v: instant(v, unit, zone=zone)
        case "duration":
            return lambda v: span(v, unit)
        case "interval":
            return lambda v: f"{v.months} months {v.days} days {v.nanoseconds} ns"
        case _:
            return str


def _nested(kind: Any, own: Type, other: Type) -> Writer:
    theirs = dict(other.inner)
    if own.family == "struct":
        return _struct(kind, own, other)
    if own.family == "map":
        key = writer(kind.key_type, own.inner[0][1], theirs.get("key", own.inner[0][1]), inside=True)
        value = writer(kind.item_type, own.inner[1][1], theirs.get("value", own.inner[1][1]), inside=True)

        def entries(array: Any) -> Texts:
            pairs = [f"{k}: {v or 'null'}" for k, v in zip(key(array.keys), value(array.items), strict=True)]
            return _slices(array, pairs, "{", "}")

        return entries
    item = writer(kind.value_type, own.inner[0][1], theirs.get("item", own.inner[0][1]), inside=True)

    def items(array: Any) -> Texts:
        return _slices(array, [v or "null" for v in item(array.values)], "[", "]")

    return items


def _slices(array: Any, parts: list[str], start: str, end: str) -> Texts:
    """The parts that belong to each row of a list-like array."""
    import pyarrow as pa

    rows = len(array)
    if pa.types.is_fixed_size_list(array.type):
        # Its values do not follow a slice; its offset does.
        size = array.type.list_size
        starts = [(array.offset + i) * size for i in range(rows)]
        ends = [s + size for s in starts]
    elif hasattr(array, "sizes"):
        starts = array.offsets.to_pylist()
        ends = [s + n for s, n in zip(starts, array.sizes.to_pylist(), strict=True)]
    else:
        offsets = array.offsets.to_pylist()
        starts, ends = offsets[:-1], offsets[1:]
    there = array.is_valid().to_pylist()
    return [
        start + ", ".join(parts[a:b]) + end if valid else None
        for valid, a, b in zip(there, starts[:rows], ends[:rows], strict=True)
    ]


def _struct(kind: Any, own: Type, other: Type) -> Writer:
    names = [n for n, _ in own.inner]
    unique = len(set(names)) == len(names)
    theirs = [t for _, t in other.inner] if other.family == "struct" else [t for _, t in own.inner]
    by_name = dict(other.inner) if unique and other.family == "struct" else {}
    fields = [
        (
            json.dumps(name, ensure_ascii=False),
            i,
            writer(kind.field(i).type, t, by_name.get(name, theirs[i]), inside=True),
        )
        for i, (name, t) in enumerate(own.inner)
    ]
    if unique:
        fields.sort(key=lambda f: f[0])

    def texts(array: Any) -> Texts:
        # Flattened, a field is missing where its struct is: what lies there else may be no value at all.
        parts = array.flatten()
        columns = [(name, write(parts[i])) for name, i, write in fields]
        return [
            "{" + ", ".join(f"{name}: {cells[row] or 'null'}" for name, cells in columns) + "}" if valid else None
            for row, valid in enumerate(array.is_valid().to_pylist())
        ]

    return texts
