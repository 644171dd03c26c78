"""Python's values as an Arrow array of any type, built from inside out: Arrow alone makes only some that are nested."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any


def array(values: Sequence[Any], kind: Any) -> Any:
    """Values as an Arrow array.

    Parameters
    ----------
    values : sequence
        None where missing. Days and times as ticks, a list as a list, a map as pairs, a struct as a tuple of as many
        values as it has fields.
    kind : pyarrow.DataType

    Returns
    -------
    pyarrow.Array

    Raises
    ------
    ValueError
        When a value is none of the type.

    Examples
    --------
    >>> import pyarrow as pa
    >>> array([[("a", 1)], None], pa.map_(pa.string(), pa.dictionary(pa.int8(), pa.int64()))).null_count
    1
    """
    import pyarrow as pa

    t = pa.types
    if t.is_dictionary(kind):
        return array(values, kind.value_type).dictionary_encode().cast(kind)
    if t.is_run_end_encoded(kind):
        import pyarrow.compute

        return pyarrow.compute.run_end_encode(array(values, kind.value_type), run_end_type=kind.run_end_type)
    if isinstance(kind, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(kind, array(values, kind.storage_type))
    if t.is_date(kind) or t.is_timestamp(kind) or t.is_time(kind) or t.is_duration(kind):
        return pa.array(values, pa.int32() if kind.bit_width == 32 else pa.int64()).view(kind)
    if t.is_nested(kind) and not t.is_union(kind):
        return _nested(values, kind)
    return pa.array(values, kind)


def _nested(values: Sequence[Any], kind: Any) -> Any:
    import pyarrow as pa

    t = pa.types
    missing = pa.array([v is None for v in values], pa.bool_())
    if t.is_struct(kind):
        if not kind.num_fields:
            return pa.array([None if v is None else {} for v in values], kind)
        fields = list(kind)
        columns = [array([None if v is None else v[i] for v in values], f.type) for i, f in enumerate(fields)]
        return pa.StructArray.from_arrays(columns, fields=fields, mask=missing)
    if t.is_fixed_size_list(kind):
        gap = [None] * kind.list_size
        for v in values:
            if v is not None and len(v) != kind.list_size:
                raise ValueError(f"a list of {len(v)} items, where each has {kind.list_size}")
        if not kind.list_size:
            return pa.array(values, kind)  # By the way below Arrow divides by the size, which ends the process.
        items = list(chain.from_iterable(gap if v is None else v for v in values))
        return pa.FixedSizeListArray.from_arrays(array(items, kind.value_type), type=kind, mask=missing)
    items = list(chain.from_iterable(v or () for v in values))
    sizes = [len(v or ()) for v in values]
    places = list(accumulate(sizes, initial=0))
    if t.is_map(kind):
        keys, held = (array([i[side] for i in items], k) for side, k in enumerate((kind.key_type, kind.item_type)))
        return pa.MapArray.from_arrays(pa.array(places, pa.int32()), keys, held, type=kind, mask=missing)
    inside = array(items, kind.value_type)
    wide = t.is_large_list(kind) or t.is_large_list_view(kind)
    numbers = pa.int64() if wide else pa.int32()
    if t.is_list_view(kind) or t.is_large_list_view(kind):
        views = pa.LargeListViewArray if wide else pa.ListViewArray
        return views.from_arrays(
            pa.array(places[:-1], numbers), pa.array(sizes, numbers), inside, type=kind, mask=missing
        )
    lists = pa.LargeListArray if wide else pa.ListArray
    return lists.from_arrays(pa.array(places, numbers), inside, type=kind, mask=missing)
