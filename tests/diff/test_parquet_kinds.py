"""Parquet that DuckDB or Arrow reads in one way only: such files compare all the same."""

import decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tracker
from tracker.diff import engine, made

WORDS = pa.dictionary(pa.int8(), pa.string())


def put(folder, name, kind, values, **options):
    keys = [f"k{i}" for i in range(len(values))]
    path = folder / f"{name}.parquet"
    pq.write_table(pa.table({"k": keys, "v": made.array(values, kind)}), path, **options)
    return path


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize(
    ("kind", "of"),
    [
        (pa.list_(WORDS), lambda word: [word, None]),
        (pa.struct([("a", WORDS)]), lambda word: (word,)),
        (pa.map_(pa.string(), WORDS), lambda word: [("a", word)]),
        (pa.list_(pa.struct([("a", pa.list_(WORDS))])), lambda word: [([word],)]),
    ],
)
def test_a_dictionary_inside_a_value_is_read_across_groups_of_rows(tmp_path, monkeypatch, kind, of, small):
    """Arrow reads none from more than one group at a time."""
    if not small:
        monkeypatch.setattr(engine, "SMALL", -1)
    words = ["a", "b", "a", None, "c"]
    old = put(tmp_path, "a", kind, [of(w) for w in words], row_group_size=2)
    new = put(tmp_path, "b", kind, [of(w) for w in [*words[:3], "d", "c"]], row_group_size=3)
    diff = tracker.diff(old, new, key="k", output=tmp_path / "list.csv")
    assert [(row.kind, row.key) for _, row in diff] == [("changed", ("k3",))]
    tracker.apply(old, tmp_path / "list.csv", tmp_path / "made.parquet")
    assert tracker.diff(tmp_path / "made.parquet", new, key="k").same


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (pa.float16(), np.float16(1.5), np.float16(2)),
        (pa.decimal128(38, 2), decimal.Decimal("1.25"), decimal.Decimal("1.26")),
        (pa.decimal128(5, 2), decimal.Decimal("1.25"), decimal.Decimal("-1.25")),
        (pa.binary(4), b"abcd", b"abce"),
        (pa.uuid(), b"abcd" * 4, b"abce" * 4),
    ],
)
def test_bytes_of_a_fixed_length_may_be_split_into_streams(tmp_path, monkeypatch, kind, old, new, small):
    """DuckDB reads the encoding of floats and whole numbers alone."""
    if not small:
        monkeypatch.setattr(engine, "SMALL", -1)
    split = {"use_dictionary": ["k"], "column_encoding": {"v": "BYTE_STREAM_SPLIT"}}
    a = put(tmp_path, "a", kind, [old, old, None], **split)
    assert "BYTE_STREAM_SPLIT" in pq.ParquetFile(a).metadata.row_group(0).column(1).encodings
    for options in (split, {}):
        b = put(tmp_path, "b", kind, [old, new, None], **options)
        assert [row.key for _, row in tracker.diff(a, b, key="k")] == [("k1",)]
        assert tracker.diff(b, b, key="k").same


def test_floats_of_16_bits_are_no_floats_of_32(tmp_path):
    """DuckDB reads both as one type."""
    a = put(tmp_path, "a", pa.float16(), [np.float16(0.5)])
    b = put(tmp_path, "b", pa.float32(), [0.5])
    (fact,) = tracker.diff(a, b, key="k").tables[0].schema
    assert (fact.column, fact.old, fact.new) == ("v", "float16", "float32")


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("column", ["key", "value"])
@pytest.mark.parametrize("other", [pa.decimal128(20, 2), pa.decimal128(38, 37), pa.decimal128(38, 2), pa.int8()])
def test_decimals_without_a_digit_before_the_point_are_numbers_like_others(tmp_path, monkeypatch, other, column, small):
    """DuckDB writes 0.50 of 38 digits, all behind the point, as .50."""
    if not small:
        monkeypatch.setattr(engine, "SMALL", -1)
    texts = ["0", "0.5", "-0.5", "0.25"] if pa.types.is_decimal(other) else ["0"]
    numbers, paths = [decimal.Decimal(t) for t in texts], []
    for name, kind in (("a", pa.decimal128(38, 38)), ("b", other)):
        cells = pa.array(numbers).cast(kind)
        paths.append(tmp_path / f"{name}.parquet")
        pq.write_table(pa.table({"k": cells if column == "key" else texts, "v": cells}), paths[-1])
    counts = tracker.diff(*paths, key="k").counts
    assert (counts.added, counts.removed, counts.changed) == (0, 0, 0)
