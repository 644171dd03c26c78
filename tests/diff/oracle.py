"""A comparison by hand over every type of Arrow: values as tagged Python objects, dictionaries by key, nothing shared
with the engine."""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction

import pyarrow as pa

NS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
DAY = 86_400 * 10**9


class RefusedError(Exception):
    """The two types have no values in common."""


def family(kind):
    t = pa.types
    if t.is_dictionary(kind) or t.is_run_end_encoded(kind):
        return family(kind.value_type)
    if isinstance(kind, pa.BaseExtensionType):
        return "extension " + kind.extension_name
    if t.is_null(kind):
        return "null"
    if t.is_boolean(kind):
        return "boolean"
    if t.is_integer(kind) or t.is_floating(kind) or t.is_decimal(kind):
        return "number"
    if t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind):
        return "text"
    if t.is_binary(kind) or t.is_large_binary(kind) or t.is_binary_view(kind) or t.is_fixed_size_binary(kind):
        return "bytes"
    if t.is_date(kind):
        return "date"
    if t.is_timestamp(kind):
        return "naive" if kind.tz is None else "zoned"
    for name in ("time", "duration", "interval", "map", "struct"):
        if getattr(t, f"is_{name}")(kind):
            return name
    return "list"


def plain(scalar):
    """The value of an Arrow scalar as a tagged object; equal objects are equal values."""
    kind = scalar.type
    t = pa.types
    if not scalar.is_valid:
        return None
    if t.is_dictionary(kind):
        return plain(scalar.dictionary[scalar.index.as_py()])
    if t.is_run_end_encoded(kind):
        return plain(scalar.value)
    if isinstance(kind, pa.BaseExtensionType):
        return ("extension", plain(scalar.value))
    what = family(kind)
    if what == "number":
        value = scalar.as_py()
        if isinstance(value, float) or t.is_floating(kind):
            value = float(value)
            if math.isnan(value) or math.isinf(value):
                return ("number", str(value))
        return ("number", Fraction(value))
    if what in {"naive", "zoned"}:
        return (what, scalar.value * NS[kind.unit])
    if what == "date":
        return ("naive", scalar.value * DAY if t.is_date32(kind) else scalar.value * 10**6)
    if what in {"time", "duration"}:
        return (what, scalar.value * NS[kind.unit])
    if what == "interval":
        return (what, tuple(scalar.as_py()))
    if what == "list":
        return (what, tuple(plain(v) for v in scalar.values))
    if what == "map":
        entries = scalar.values
        return (what, tuple(tuple(plain(e[i]) for i in range(2)) for e in entries))
    if what == "struct":
        return (what, tuple(sorted((n, plain(scalar[n])) for n in [f.name for f in kind])))
    return (what, scalar.as_py())


def meet(a, b):
    """Raise where two types cannot be compared."""
    t = pa.types
    while t.is_dictionary(a) or t.is_run_end_encoded(a):
        a = a.value_type
    while t.is_dictionary(b) or t.is_run_end_encoded(b):
        b = b.value_type
    x, y = family(a), family(b)
    if "null" in {x, y}:
        return
    if {x, y} == {"date", "naive"}:
        return
    if x != y:
        raise RefusedError(f"{a} against {b}")
    if x == "list":
        meet(a.value_type, b.value_type)
    elif x == "map":
        meet(a.key_type, b.key_type)
        meet(a.item_type, b.item_type)
    elif x == "struct":
        if {f.name for f in a} != {f.name for f in b}:
            raise RefusedError(f"{a} against {b}")
        for f in a:
            meet(f.type, b.field(f.name).type)
    elif x.startswith("extension"):
        meet(a.storage_type, b.storage_type)


def written(a, b):
    """Whether whole numbers or days meet text, and compare as text."""
    a, b = sorted((a, b), key=lambda k: family(k) != "text")
    while pa.types.is_dictionary(b) or pa.types.is_run_end_encoded(b):
        b = b.value_type
    return family(a) == "text" and (pa.types.is_integer(b) or pa.types.is_date(b))


def in_words(value):
    if value is None or value[0] == "text":
        return value
    if value[0] == "number":
        return ("text", str(value[1]))
    days, rest = divmod(value[1], DAY)
    try:
        return ("text" if rest == 0 else "other", (dt.date(1970, 1, 1) + dt.timedelta(days)).isoformat())
    except OverflowError:
        return ("other", days)


def loose(value, *, space=False, case=False):
    if value is None or value[0] != "text":
        return value
    text = value[1]
    if space:
        text = " ".join(text.split())
    return ("text", text.casefold() if case else text)


def near(a, b, tolerance):
    if not tolerance or a is None or b is None or a[0] != "number" or b[0] != "number":
        return False
    if isinstance(a[1], str) or isinstance(b[1], str):
        return False
    return abs(a[1] - b[1]) <= Fraction(repr(tolerance))


def compare(old, new, key, *, tolerance=0.0, ignore_space=False, ignore_case=False, columns=None):
    """Counts (added, removed, changed, cells) of two tables, or RefusedError; None where a key is not unique."""
    shared = [
        c for c in new.column_names if c in old.column_names and c not in key and (columns is None or c in columns)
    ]
    as_text = {c for c in shared if written(old.schema.field(c).type, new.schema.field(c).type)}
    for c in (*key, *shared):
        if c not in as_text:
            meet(old.schema.field(c).type, new.schema.field(c).type)
    sides = []
    for table in (old, new):
        cells = {c: [plain(v) for v in table[c].combine_chunks()] if table.num_rows else [] for c in (*key, *shared)}
        for c in as_text:
            cells[c] = [in_words(v) for v in cells[c]]
        rows = {}
        for i in range(table.num_rows):
            at = tuple(loose(cells[k][i], space=ignore_space, case=ignore_case) for k in key)
            if at in rows:
                return None
            rows[at] = {c: cells[c][i] for c in shared}
        sides.append(rows)
    a, b = sides
    changed = cells = 0
    for at in a.keys() & b.keys():
        differing = 0
        for c in shared:
            x, y = (loose(r[at][c], space=ignore_space, case=ignore_case) for r in (a, b))
            differing += x != y and not near(x, y, tolerance)
        changed += bool(differing)
        cells += differing
    return len(b.keys() - a.keys()), len(a.keys() - b.keys()), changed, cells
