"""Random pairs of tables over every type of Arrow, seeded: layouts, names, edges, and edits from one to the other."""

from __future__ import annotations

import decimal
import string

import pyarrow as pa

D = decimal.Decimal
NAMES = ("rowid", "file_row_number", "kind", "old", "new", "column", "v", "V", 'a"b', "select", "tracker_here_", "tracker_0_",
         "o0", "k0", "d0", " x ", "x,y", "\u00e9", "count", "key_kind", "a'b", "table", "null", "\u4e2d", "pairs", "differs")  # fmt: skip
TEXTS = (
    "",
    "a",
    "A",
    " a",
    "a ",
    "NULL",
    "null",
    "(empty)",
    '"',
    "\u00e9",
    "\U0001f600",
    "a\nb",
    "0",
    "1.0",
    "x\x00y",
    "[]",
    "\u00a0a",
)
UNITS = ("s", "ms", "us", "ns")


def value_of(rng, kind):
    """A random value as what pa.array takes, often an edge."""
    t = pa.types
    if t.is_null(kind) or rng.random() < 0.12:
        return None
    if t.is_dictionary(kind) or t.is_run_end_encoded(kind):
        return value_of(rng, kind.value_type)
    if t.is_boolean(kind):
        return rng.random() < 0.5
    if t.is_integer(kind):
        low, high = (
            (-(2 ** (kind.bit_width - 1)), 2 ** (kind.bit_width - 1) - 1)
            if t.is_signed_integer(kind)
            else (0, 2**kind.bit_width - 1)
        )
        return min(max(rng.choice([0, 1, 2, low, high, high - 1, 2**53 + 1, 16777217]), low), high)
    if t.is_floating(kind):
        value = rng.choice(
            [
                0.0,
                -0.0,
                1.0,
                1.5,
                2.0,
                0.1,
                float("nan"),
                float("inf"),
                -float("inf"),
                2.0**53,
                16777216.0,
                1e300,
                5e-324,
            ]
        )
        if kind.bit_width == 16:
            import numpy as np

            return np.float16(value if abs(value) < 60000 or value != value else 2.0)
        return value if kind.bit_width == 64 or value != 1e300 else 0.25
    if t.is_decimal(kind):
        digits = rng.choice([0, 1, 10, 40, 140, 10 ** min(kind.precision, 70) - 1])
        digits = min(digits, 10**kind.precision - 1) * rng.choice([1, -1])
        with decimal.localcontext(prec=100):
            return D(digits).scaleb(-kind.scale)
    if t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind):
        return rng.choice(TEXTS)
    if t.is_fixed_size_binary(kind):
        return rng.choice([b"\0" * kind.byte_width, b"a" * kind.byte_width, b"\xff" * kind.byte_width])
    if t.is_binary(kind) or t.is_large_binary(kind) or t.is_binary_view(kind):
        return rng.choice([b"", b"\x00", b"a", b"\xff\xfe", b"\\x00"])
    if t.is_date(kind) or t.is_timestamp(kind) or t.is_time(kind) or t.is_duration(kind):
        return ticks(rng, kind)
    if t.is_interval(kind):
        return pa.MonthDayNano([rng.choice([0, 1, -1]), rng.choice([0, 30, 31]), rng.choice([0, 1, 86_400 * 10**9])])
    if t.is_map(kind):
        return [(key_of(rng, kind.key_type), value_of(rng, kind.item_type)) for _ in range(rng.randint(0, 2))]
    if t.is_struct(kind):
        return {f.name: value_of(rng, f.type) for f in kind}
    if isinstance(kind, pa.BaseExtensionType):
        return value_of(rng, kind.storage_type)
    if t.is_fixed_size_list(kind):
        return [value_of(rng, kind.value_type) for _ in range(kind.list_size)]
    return [value_of(rng, kind.value_type) for _ in range(rng.randint(0, 2))]


def key_of(rng, kind):
    while True:
        value = value_of(rng, kind)
        if value is not None:
            return value


def ticks(rng, kind):
    t = pa.types
    if t.is_time(kind):
        per = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[kind.unit]
        return rng.choice([0, per, 86_399 * per, 3_600 * per + per // 2])
    if t.is_date32(kind):
        return rng.choice([0, 1, -1, 18262, 2932896, -719162, 5_000_000, 2**31 - 1, -(2**31) + 2, 200_000_000])
    if t.is_date64(kind):
        return rng.choice([0, 86_400_000, 18262 * 86_400_000, 253402214400000, -62135596800000])
    per = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[kind.unit]
    far = 253_402_214_400 if kind.unit != "ns" else 4_102_444_800
    return rng.choice(
        [0, 1, -1, per, 1_577_880_000 * per, 1_577_880_000 * per + 1, far * per, -far * per, 86_400 * per]
    )


def array_of(values, kind):
    """An Arrow array of a type from what value_of gives."""
    t = pa.types
    if t.is_dictionary(kind):
        return array_of(values, kind.value_type).dictionary_encode().cast(kind)
    if t.is_run_end_encoded(kind):
        import pyarrow.compute

        return pyarrow.compute.run_end_encode(array_of(values, kind.value_type), run_end_type=kind.run_end_type)
    if isinstance(kind, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(kind, array_of(values, kind.storage_type))
    if t.is_date(kind) or t.is_timestamp(kind) or t.is_time(kind) or t.is_duration(kind):
        return pa.array(values, pa.int32() if kind.bit_width == 32 else pa.int64()).view(kind)
    return pa.array(values, kind)


def flat(rng):
    """A random type without anything inside."""
    return rng.choice(
        [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(), pa.bool_(),
         pa.float16(), pa.float32(), pa.float64(), pa.string(), pa.large_string(), pa.string_view(), pa.binary(),
         pa.large_binary(), pa.binary_view(), pa.binary(2), pa.date32(), pa.date64(), pa.time32("s"), pa.time32("ms"),
         pa.time64("us"), pa.time64("ns"), pa.decimal32(5, 2), pa.decimal64(12, 3), pa.decimal128(38, 0), pa.decimal128(38, 2),
         pa.decimal128(10, 2), pa.decimal256(76, 0), pa.decimal256(50, 4), pa.decimal128(5, -2),
         pa.timestamp(rng.choice(UNITS)), pa.timestamp(rng.choice(UNITS), rng.choice(["UTC", "Asia/Tokyo", "+02:00"])),
         pa.duration(rng.choice(UNITS)), pa.month_day_nano_interval()]
    )  # fmt: skip


def type_of(rng, depth=2):
    """A random type."""
    if depth == 0 or rng.random() < 0.65:
        return flat(rng)
    inner = type_of(rng, depth - 1)
    simple = flat(rng)
    return rng.choice(
        [pa.list_(inner), pa.large_list(inner), pa.list_view(inner), pa.large_list_view(inner), pa.list_(inner, 2),
         pa.struct([("a", inner), ("b", simple)]), pa.map_(rng.choice([pa.string(), pa.int32()]), inner),
         pa.dictionary(pa.int8(), rng.choice([pa.string(), pa.int64(), pa.float64()])),
         pa.run_end_encoded(pa.int32(), rng.choice([pa.string(), pa.int64(), pa.float32()])), pa.null(), pa.uuid(), pa.bool8(),
         pa.json_()]
    )  # fmt: skip


GROUPS = (
    (pa.int8(), pa.int32(), pa.int64(), pa.uint8(), pa.uint64(), pa.float16(), pa.float32(), pa.float64(), pa.decimal128(38, 0),
     pa.decimal128(38, 2), pa.decimal128(10, 2), pa.decimal256(76, 10), pa.decimal32(5, 2)),
    (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())),
    (pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(2)),
    (pa.date32(), pa.date64(), *(pa.timestamp(u) for u in UNITS)),
    tuple(pa.timestamp(u, z) for u in UNITS for z in ("UTC", "Asia/Tokyo")),
    (pa.time32("s"), pa.time32("ms"), pa.time64("us"), pa.time64("ns")),
    tuple(pa.duration(u) for u in UNITS),
)  # fmt: skip


def relative(rng, kind):
    """Mostly the same type, often one it should meet, sometimes any."""
    chance = rng.random()
    if chance < 0.5:
        return kind
    for group in GROUPS:
        if kind in group and chance < 0.97:
            return rng.choice(group)
    if pa.types.is_list(kind) and chance < 0.95:
        inner = relative(rng, kind.value_type)
        return rng.choice([pa.list_, pa.large_list, pa.list_view])(inner)
    if pa.types.is_struct(kind) and chance < 0.9:
        return pa.struct([(f.name, relative(rng, f.type)) for f in reversed(list(kind))])
    return type_of(rng) if chance > 0.97 else kind


def converted(rng, value, old, new):
    """The value in the other type where that is easy to say, or another value."""
    try:
        got = array_of([value], old)
        if old == new:
            return value
        there = got.cast(new)
        t = pa.types
        if t.is_temporal(new) and not t.is_interval(new):
            return there.view(pa.int32() if new.bit_width == 32 else pa.int64())[0].as_py()
        return there[0].as_py()
    except Exception:
        return value_of(rng, new)


def pair(rng, *, most=6):
    """Two tables with a key, and the key's columns."""
    names = rng.sample(NAMES, rng.randint(2, 5))
    if rng.random() < 0.5:
        names = [n for i, n in enumerate(names) if n.casefold() not in {m.casefold() for m in names[:i]}]
    keys = names[: rng.randint(1, min(2, len(names) - 1))] if len(names) > 1 else names
    a_types, b_types = {}, {}
    for n in names:
        kind = flat(rng) if n in keys else type_of(rng)
        a_types[n], b_types[n] = kind, relative(rng, kind)
    rows = rng.randint(0, most)
    old, new = [], []
    for _ in range(rows):
        row = {n: value_of(rng, k) for n, k in a_types.items()}
        chance = rng.random()
        if chance < 0.85:
            old.append(row)
        if chance > 0.1:
            other = {n: converted(rng, row[n], a_types[n], b_types[n]) for n in names}
            for n in names:
                if n not in keys and rng.random() < 0.25:
                    other[n] = value_of(rng, b_types[n])
            new.append(other)
    rng.shuffle(new)
    order = rng.sample(names, len(names)) if rng.random() < 0.3 else names
    a = pa.table([array_of([r[n] for r in old], a_types[n]) for n in names], names)
    b = pa.table([array_of([r[n] for r in new], b_types[n]) for n in order], order)
    return a, b, keys


def text(rng, most=4):
    return "".join(
        rng.choice("ab\",;\n\r #\t'\\\u00e9\u2028\x85\x0b" + string.digits) for _ in range(rng.randint(0, most))
    )


def large(rng, rows):
    """Two large tables with a unique key of one type on either side, most rows alike, and what differs."""
    kinds = {n: flat(rng) for n in ("a", "rowid", "Kind")} | {
        "list": pa.list_(rng.choice([pa.string(), pa.int64(), pa.float64()]))
    }
    key_kind = rng.choice(
        [pa.int32(), pa.uint64(), pa.decimal128(38, 2), pa.float64(), pa.string(), pa.timestamp("ms")]
    )
    pool = {n: [value_of(rng, k) for _ in range(50)] for n, k in kinds.items()}
    cells = {n: [rng.choice(pool[n]) for _ in range(rows)] for n in kinds}
    numbers = list(range(rows))
    keys = (
        [str(i) for i in numbers]
        if pa.types.is_string(key_kind)
        else [float(i) if pa.types.is_float64(key_kind) else i for i in numbers]
    )
    old = pa.table({"k": array_of(keys, key_kind), **{n: array_of(cells[n], k) for n, k in kinds.items()}})
    edited = {n: list(c) for n, c in cells.items()}
    for i in rng.sample(numbers, rows // 200):
        name = rng.choice(list(kinds))
        edited[name][i] = value_of(rng, kinds[name])
    order = rng.sample(numbers, rows)[: rows - rng.randint(0, 20)]
    shuffled = {n: [edited[n][i] for i in order] for n in kinds}
    new = pa.table(
        {"k": array_of([keys[i] for i in order], key_kind), **{n: array_of(shuffled[n], k) for n, k in kinds.items()}}
    )
    return old.slice(rng.randint(0, 20)), new, ["k"]
