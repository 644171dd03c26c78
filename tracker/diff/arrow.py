"""Arrow's types as the comparison sees them: what a column means, whatever its layout."""

from __future__ import annotations

from typing import Any

from tracker.diff.types import Type, of_duck


def of_arrow(kind: Any) -> Type:
    """What a type of Arrow is to the comparison.

    Parameters
    ----------
    kind : pyarrow.DataType

    Returns
    -------
    Type
        Of the family of its values: dictionaries, run ends and views are layouts.
    """
    import pyarrow as pa

    t = pa.types
    duck: str | None
    if t.is_dictionary(kind) or t.is_run_end_encoded(kind):
        return of_arrow(kind.value_type)
    if isinstance(kind, pa.BaseExtensionType):
        return Type("extension", _extension(kind), inner=(("stored", of_arrow(kind.storage_type)),))
    if t.is_null(kind):
        return Type("null", "null")
    for test, name in _SIMPLE:
        if getattr(t, test)(kind):
            return of_duck(name) or Type("null", "null")
    if t.is_integer(kind):
        bits, signed = kind.bit_width, t.is_signed_integer(kind)
        name = {8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT"}[bits]
        return Type("integer", str(kind), bits, signed, duck=name if signed else f"U{name}")
    if t.is_floating(kind):
        held = "DOUBLE" if kind.bit_width == 64 else "FLOAT"
        return Type("float", f"float{kind.bit_width}", kind.bit_width, duck=held)
    if t.is_decimal(kind):
        fits = kind.precision <= 38 and 0 <= kind.scale <= kind.precision
        duck = f"DECIMAL({kind.precision},{kind.scale})" if fits else None
        told = f"decimal({kind.precision}, {kind.scale})"
        return Type("decimal", told, precision=kind.precision, scale=kind.scale, duck=duck)
    if t.is_timestamp(kind):
        # Microseconds and nanoseconds are DuckDB's own units; no other is cast.
        if kind.tz is not None:
            duck = "TIMESTAMP WITH TIME ZONE" if kind.unit == "us" else None
            return Type("instant", f"timestamp[{kind.unit}, {kind.tz}]", unit=kind.unit, duck=duck)
        duck = {"us": "TIMESTAMP", "ns": "TIMESTAMP_NS"}.get(kind.unit)
        return Type("timestamp", f"timestamp[{kind.unit}]", unit=kind.unit, duck=duck)
    if t.is_time(kind):
        return Type("time", f"time[{kind.unit}]", unit=kind.unit)
    if t.is_duration(kind):
        return Type("duration", f"duration[{kind.unit}]", unit=kind.unit)
    if t.is_interval(kind):
        return Type("interval", "interval")
    return _nested(kind)


def _extension(kind: Any) -> str:
    """The name of an extension type, with what else says what its values mean: the same bytes may be two things."""
    import pyarrow as pa

    told = [str(v) for v in (getattr(kind, name, None) for name in _MEANING) if v is not None]
    if isinstance(kind, pa.ExtensionType) and (written := kind.__arrow_ext_serialize__()):
        told.append(repr(written))
    return f"{kind.extension_name}({', '.join(told)})" if told else str(kind.extension_name)


_MEANING = ("vendor_name", "type_name", "shape", "dim_names", "permutation")
"""What Arrow's own extension types have besides a name."""

_SIMPLE = (
    ("is_boolean", "BOOLEAN"),
    ("is_string", "VARCHAR"),
    ("is_large_string", "VARCHAR"),
    ("is_string_view", "VARCHAR"),
    ("is_binary", "BLOB"),
    ("is_large_binary", "BLOB"),
    ("is_binary_view", "BLOB"),
    ("is_fixed_size_binary", "BLOB"),
    ("is_date32", "DATE"),
)


def _nested(kind: Any) -> Type:
    import pyarrow as pa

    t = pa.types
    if t.is_date64(kind):
        return Type("date", "date", unit="ms")
    if t.is_map(kind):
        key, value = of_arrow(kind.key_type), of_arrow(kind.item_type)
        return Type("map", f"map<{key.name}, {value.name}>", inner=(("key", key), ("value", value)))
    if t.is_struct(kind):
        inner = tuple((f.name, of_arrow(f.type)) for f in kind)
        return Type("struct", f"struct<{', '.join(f'{n}: {k.name}' for n, k in inner)}>", inner=inner)
    if t.is_union(kind):
        return Type("union", str(kind))
    if hasattr(kind, "value_type"):
        item = of_arrow(kind.value_type)
        duck = "VARCHAR[]" if item.duck == "VARCHAR" else None
        return Type("list", f"list<{item.name}>", inner=(("item", item),), duck=duck)
    return Type("union", str(kind))
