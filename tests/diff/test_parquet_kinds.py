"""Parquet that DuckDB or Arrow reads in one way only: such files compare all the same."""

import base64
import decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tracker
from tracker.diff import engine, made, notes
from tracker.errors import BadValueError

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


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("kind", [pa.float32(), pa.float64()])
def test_not_a_number_counts_though_parquets_bounds_leave_it_out(tmp_path, monkeypatch, kind, small):
    """Bounds of 1 to 1 hold for every number of a column, and say nothing of what is none."""
    if not small:
        monkeypatch.setattr(engine, "SMALL", -1)
    old, new = put(tmp_path, "a", kind, [1.0, 1.0, 1.0]), put(tmp_path, "b", kind, [1.0, float("nan"), 1.0])
    bounds = pq.ParquetFile(new).metadata.row_group(0).column(1).statistics
    assert (bounds.min, bounds.max) == (1.0, 1.0)
    assert tracker.diff(old, new, key="k", tolerance=3).counts.changed == 1
    for condition in ("isnan(v)", "v > 5", "NOT v <= 5", "v <> 1"):
        assert [row.kind for _, row in tracker.diff(old, new, key="k", where=condition)] == ["added"], condition
        assert [row.kind for _, row in tracker.diff(new, old, key="k", where=condition)] == ["removed"], condition
    twice = put(tmp_path, "c", kind, [1.0, -float("nan"), float("nan")])
    with pytest.raises(BadValueError, match=r"got nan \(2 times\)"):
        tracker.diff(twice, twice, key="v")


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("noted", [True, False])
def test_durations_of_one_unit_are_told_in_seconds_and_are_no_numbers(tmp_path, monkeypatch, noted, small, form):
    if not small:
        monkeypatch.setattr(engine, "SMALL", -1)
    pair = [put(tmp_path, n, pa.duration("ms"), v, store_schema=noted) for n, v in (("a", [-1000, 5]), ("b", [1, 5]))]
    found = tracker.diff(*pair, key="k", output=tmp_path / "list", output_format=form)
    told = [(c.old, c.new) for _, row in found for c in row.cells]
    assert told == ([("-1s", "0.001s")] if noted else [(-1000, 1)])
    assert tracker.diff(*pair, key="k", tolerance=5_000).same is not noted
    listed = (tmp_path / "list").rename(tmp_path / f"list.{form}")
    tracker.apply(pair[0], listed, tmp_path / "made.parquet")
    assert tracker.diff(tmp_path / "made.parquet", pair[1], key="k").same


def test_a_note_that_cannot_be_read_is_left_to_arrow():
    note = base64.b64encode(pa.schema({"v": pa.int64(), "w": pa.dictionary(pa.int8(), pa.duration("s"))}).serialize())
    assert notes.spans(note)
    assert not notes.spans(b"")
    for length in (1, 4, 8, 24, 60):
        assert notes.spans(note[:length])


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("beside", [None, pa.timestamp("s")])
def test_years_before_1_are_told_as_iso_8601_has_them(tmp_path, form, beside):
    """Whoever reads the files; DuckDB says that a year is ``(BC)``, and has none called 0."""
    days, told = [-719163, -719528, -719529, -800000], ["0000-12-31", "0000-01-01", "-0001-12-31", "-0221-09-04"]
    for name, kind in (("a", pa.timestamp("us")), ("b", beside or pa.timestamp("us"))):
        per = 86_400 * (1 if kind.unit == "s" else 10**6)
        values = [d * per for d in days]
        table = {"k": made.array(values, kind), "d": made.array(days, pa.date32()), "v": made.array(values, kind),
                 "z": made.array(values, pa.timestamp(kind.unit, "UTC"))}  # fmt: skip
        pq.write_table(pa.table(table).slice(0, 4 * (name == "a")), tmp_path / f"{name}.parquet")
    a, b, listed = tmp_path / "a.parquet", tmp_path / "b.parquet", tmp_path / f"list.{form}"
    diff = tracker.diff(a, b, key="k", output=listed, output_format=form)
    assert sorted(c.old for _, row in diff for c in row.cells if c.column == "d") == sorted(told)
    assert {str(row.key[0]) for _, row in diff} == {f"{t} 00:00:00" for t in told}
    if form != "parquet":
        text = listed.read_text()
        assert "BC" not in text
        assert all(text.count(f"{t} 00:00:00") == 5 and text.count(f"{t} 00:00:00+00") == 1 for t in told)
    if beside is None:
        tracker.apply(a, listed, tmp_path / "made.parquet")
        assert tracker.diff(tmp_path / "made.parquet", b, key="k").same
