"""Any two files by key: counts and cells equal the truth, by one join and by hashes first."""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import json
import math
import struct
from pathlib import Path

import naive
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from budget import cases
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tracker
from tracker.diff import engine, hashed, hashes
from tracker.errors import BadValueError, ContradictionError, ReleaseError, UnknownNameError


@pytest.fixture(params=["direct", "streamed", "in parts", "stored"])
def way(request, monkeypatch):
    """The ways of the engine: one join of whole rows; hashes first, of one side in memory, or of both written down."""
    if request.param != "direct":
        monkeypatch.setattr(engine, "SMALL", -1)
    if request.param == "in parts":
        monkeypatch.setattr(hashed, "PART", 1)
        monkeypatch.setattr(hashed, "cores", lambda _: 3)
    if request.param == "stored":
        monkeypatch.setattr(hashed, "STREAMED", -1)
    return request.param


def write(path, rows, schema=None):
    table = pa.Table.from_pylist(rows, schema=schema) if rows or schema else pa.table({})
    pq.write_table(table, path)
    return path


def compare(tmp_path, old, new, key, schema=None, new_schema=None, **options):
    a = write(tmp_path / "a.parquet", old, schema)
    b = write(tmp_path / "b.parquet", new, new_schema or schema)
    return tracker.diff(a, b, key=key, **options)


def found(diff):
    added = {r.key for _, r in diff if r.kind == "added"}
    removed = {r.key for _, r in diff if r.kind == "removed"}
    changed = {(r.key, c.column) for _, r in diff if r.kind == "changed" for c in r.cells}
    return added, removed, changed


UTC = dt.UTC
TYPES = pa.schema(
    [("k", pa.int64()), ("text", pa.string()), ("real", pa.float64()), ("day", pa.date32()), ("when", pa.timestamp("us", "UTC")),
     ("money", pa.decimal128(12, 2)), ("list", pa.list_(pa.string())), ("flag", pa.bool_()),
     ("code", pa.dictionary(pa.int8(), pa.string())), ("bytes", pa.binary())]
)  # fmt: skip
BASE = {"k": 1, "text": "a", "real": 1.5, "day": dt.date(2020, 1, 1), "when": dt.datetime(2020, 1, 1, tzinfo=UTC),
        "money": decimal.Decimal("1.10"), "list": ["a", "b"], "flag": True, "code": "x", "bytes": b"\x00\x01"}  # fmt: skip
OTHER = {"text": "a\nb \u00e9\u4e2d\U0001f600", "real": 2.5, "day": dt.date(2020, 1, 2),
         "when": dt.datetime(2020, 1, 1, 0, 0, 0, 1, tzinfo=UTC), "money": decimal.Decimal("1.11"), "list": ["b", "a"],
         "flag": False, "code": "y", "bytes": b"\x00\x02"}  # fmt: skip


@pytest.mark.parametrize("how", ["other", "to null", "from null"])
def test_every_type_shows_a_changed_cell(tmp_path, way, how):
    """A row for each type, in which no other cell differs, between rows that are equal."""
    old, new, wanted = [], [], set()
    for k, column in enumerate(OTHER):
        a, b = BASE | {"k": 2 * k}, BASE | {"k": 2 * k}
        if how == "other":
            b[column] = OTHER[column]
        else:
            (b if how == "to null" else a)[column] = None
        old += [a, BASE | {"k": 2 * k + 1}]
        new += [b, BASE | {"k": 2 * k + 1}]
        wanted.add(((2 * k,), column))
    diff = compare(tmp_path, old, new, "k", TYPES)
    assert found(diff) == (set(), set(), wanted)
    assert diff.counts.cells == diff.counts.changed == len(OTHER)


def test_equal_rows_of_every_type_are_equal(tmp_path, way):
    rows = [BASE, dict.fromkeys(BASE) | {"k": 2}, BASE | {"k": 3, "text": "", "list": []}]
    assert compare(tmp_path, rows, list(reversed(rows)), "k", TYPES).same


def test_nan_equals_nan_and_minus_zero_equals_zero(tmp_path, way):
    schema = pa.schema([("k", pa.int64()), ("x", pa.float64())])
    old = [{"k": 1, "x": math.nan}, {"k": 2, "x": 0.0}, {"k": 3, "x": math.nan}, {"k": 4, "x": None}]
    new = [{"k": 1, "x": math.nan}, {"k": 2, "x": -0.0}, {"k": 3, "x": 1.0}, {"k": 4, "x": math.nan}]
    assert found(compare(tmp_path, old, new, "k", schema))[2] == {((3,), "x"), ((4,), "x")}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_nan_is_written_in_one_way_whatever_its_sign(tmp_path, way, form):
    """NaN equals NaN, as a key too, and two that are equal must not look as if they differed."""
    minus, odd = (struct.unpack("<d", bytes.fromhex(b))[0] for b in ("000000000000f8ff", "230100000000f8ff"))
    schema = pa.schema([("k", pa.float64()), ("x", pa.float64()), ("y", pa.float32())])
    old = [{"k": 1.0, "x": minus, "y": 1.0}, {"k": minus, "x": 2.0, "y": minus}]
    new = [{"k": 1.0, "x": math.nan, "y": minus}, {"k": odd, "x": minus, "y": math.nan}]
    file = tmp_path / f"changes.{form}"
    diff = compare(tmp_path, old, new, "k", schema, output=file, output_format=form)
    assert (diff.counts.changed, diff.counts.cells, diff.counts.rows) == (2, 2, 2)
    text = file.read_text()
    assert text.count("nan") == 3
    assert "-nan" not in text


def test_missing_key_cells_meet_and_empty_text_is_not_missing(tmp_path, way):
    old = [{"a": None, "b": "", "v": 1}, {"a": "x", "b": None, "v": 1}]
    new = [{"a": None, "b": "", "v": 2}, {"a": "x", "b": "", "v": 1}]
    added, removed, changed = found(compare(tmp_path, old, new, "a,b"))
    assert (added, removed, changed) == ({("x", "")}, {("x", None)}, {((None, ""), "v")})


def test_zero_and_minus_zero_are_one_key(tmp_path, way):
    schema = pa.schema([("k", pa.float64()), ("v", pa.int64())])
    with pytest.raises(BadValueError, match="not unique"):
        compare(tmp_path, [{"k": 0.0, "v": 1}, {"k": -0.0, "v": 1}], [{"k": 1.0, "v": 2}], "k", schema)


def test_a_minus_zero_key_meets_zero(tmp_path, way):
    schema = pa.schema([("k", pa.float64()), ("v", pa.int64())])
    diff = compare(tmp_path, [{"k": 0.0, "v": 1}], [{"k": -0.0, "v": 2}], "k", schema)
    assert diff.counts.changed == 1


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ([], [], (0, 0, 0)),
        ([], [{"k": 1, "v": 1}], (1, 0, 0)),
        ([{"k": 1, "v": 1}], [], (0, 1, 0)),
        ([{"k": 1, "v": 1}], [{"k": 2, "v": 1}], (1, 1, 0)),
        ([{"k": i, "v": i} for i in range(50)], [{"k": i, "v": -i - 1} for i in range(50)], (0, 0, 50)),
        ([{"k": 1, "v": None}], [{"k": 2, "v": None}], (1, 1, 0)),
    ],
)
def test_extremes(tmp_path, way, old, new, counts):
    schema = pa.schema([("k", pa.int64()), ("v", pa.int64())])
    diff = compare(tmp_path, old, new, "k", schema)
    assert (diff.counts.added, diff.counts.removed, diff.counts.changed) == counts
    assert diff.same is (counts == (0, 0, 0))


def test_columns_named_like_ours(tmp_path, way):
    names = [
        "here",
        "row_",
        "kind",
        "o0",
        "n0",
        "d0",
        "k0",
        "cells",
        "column",
        "old",
        "new",
        "pairs",
        "differs",
        "c",
        "x",
    ]
    old = [{"o": i, **dict.fromkeys(names, 1)} for i in range(3)]
    new = [{"o": i, **dict.fromkeys(names, i)} for i in range(3)]
    diff = compare(tmp_path, old, new, "o", output=tmp_path / "o.csv")
    assert found(diff)[2] == {((i,), n) for i in (0, 2) for n in names}


def test_a_table_of_keys_only(tmp_path, way):
    diff = compare(tmp_path, [{"k": 1}, {"k": 2}], [{"k": 2}, {"k": 3}], "k")
    assert found(diff) == ({(3,)}, {(1,)}, set())


@pytest.mark.parametrize(
    ("old", "new"),
    [([1, 1, 2], [1, 2]), ([1, 2], [2, 2, 1]), ([1, 1], [1, 1]), ([1, 1], [2]), ([2], [1, 1]), ([None, None], [1])],
)
def test_repeated_keys_are_listed(tmp_path, way, old, new):
    schema = pa.schema([("k", pa.int64()), ("v", pa.int64())])
    rows = [[{"k": k, "v": 7} for k in side] for side in (old, new)]
    with pytest.raises(BadValueError, match=r"key k is not unique.*\(2 times\)"):
        compare(tmp_path, *rows, "k", schema)


def test_schema_changes_are_told(tmp_path, way):
    old = pa.schema([("k", pa.int32()), ("gone", pa.string()), ("n", pa.int32()), ("t", pa.string())])
    new = pa.schema([("t", pa.string()), ("n", pa.int64()), ("k", pa.int64()), ("fresh", pa.string())])
    diff = compare(
        tmp_path,
        [{"k": 1, "gone": "x", "n": 1, "t": "a"}, {"k": 2, "gone": None, "n": 2, "t": "a"}],
        [{"k": 1, "fresh": "y", "n": 1, "t": "a"}, {"k": 3, "fresh": "z", "n": 2, "t": "b"}],
        "k", old, new,
    )  # fmt: skip
    assert {(c.what, c.column) for c in diff.tables[0].schema} == {
        ("column removed", "gone"), ("column added", "fresh"), ("columns reordered", None),
        ("type changed", "k"), ("type changed", "n"),
    }  # fmt: skip
    assert found(diff) == ({(3,)}, {(2,)}, set())
    cells = {(r.kind, c.column) for _, r in diff for c in r.cells}
    assert ("added", "fresh") in cells
    assert ("removed", "gone") not in cells
    assert not diff.same


def test_a_name_of_another_case_is_told_as_such(tmp_path, way):
    old = pa.schema([("k", pa.int64()), ("Value", pa.int64()), ("V", pa.int64())])
    new = pa.schema([("k", pa.int64()), ("value", pa.int64()), ("V", pa.int64()), ("v", pa.int64())])
    diff = compare(tmp_path, [{"k": 1, "Value": 1, "V": 2}], [{"k": 1, "value": 2, "V": 2, "v": 3}], "k", old, new)
    assert [(c.what, c.column, c.old, c.new) for c in diff.tables[0].schema] == [
        ("case of the name changed", "value", "Value", "value"), ("column added", "v", None, "int64"),
    ]  # fmt: skip
    assert diff.counts.rows == 0


def test_numbers_against_text_compare_as_text_and_say_so(tmp_path, way):
    old = pa.schema([("k", pa.int64()), ("v", pa.int64())])
    new = pa.schema([("k", pa.int64()), ("v", pa.string())])
    diff = compare(
        tmp_path, [{"k": 1, "v": 1}, {"k": 2, "v": 2}], [{"k": 1, "v": "1"}, {"k": 2, "v": "02"}], "k", old, new
    )
    assert found(diff)[2] == {((2,), "v")}
    assert [(c.what, c.column) for c in diff.tables[0].schema] == [("type changed", "v")]


def test_tolerances_only_when_asked_for(tmp_path, way):
    old = [{"k": 1, "x": 1.0, "t": "A  b"}, {"k": 2, "x": None, "t": "A"}]
    new = [{"k": 1, "x": 1.05, "t": "a b "}, {"k": 2, "x": 1.0, "t": "a"}]
    assert len(found(compare(tmp_path, old, new, "k"))[2]) == 4
    loose = compare(tmp_path, old, new, "k", tolerance=0.1, ignore_case=True, ignore_space=True)
    assert found(loose)[2] == {((2,), "x")}
    assert found(compare(tmp_path, old, new, "k", tolerance=0.01, ignore_case=True))[2] == {
        ((1,), "x"), ((1,), "t"), ((2,), "x"),
    }  # fmt: skip


def test_columns_and_where(tmp_path, way):
    old = [{"k": i, "a": i, "b": i} for i in range(20)]
    new = [{"k": i, "a": -i, "b": i + 1} for i in range(20)]
    assert {c for _, c in found(compare(tmp_path, old, new, "k", columns=["a"]))[2]} == {"a"}
    few = compare(tmp_path, old, new, "k", where="k < 5")
    assert few.counts.changed == 5
    assert (few.counts.old_rows, few.counts.new_rows) == (5, 5)


def test_counts_stay_true_when_rows_are_capped(tmp_path, way):
    rows = [[{"k": i, "v": s} for i in range(30)] for s in (1, 2)]
    diff = compare(tmp_path, *rows, "k", limit=4)
    assert len(diff.tables[0].rows) == 4
    assert not diff.tables[0].complete
    assert (diff.counts.changed, diff.counts.cells) == (30, 30)
    assert [r.key for r in diff.tables[0].rows] == [(0,), (1,), (2,), (3,)]


CELL = {
    "i": st.none() | st.integers(-(2**31), 2**31),
    "f": st.none() | st.floats(allow_nan=True, allow_infinity=True),
    "s": st.none() | st.text(max_size=6),
    "d": st.none() | st.dates(dt.date(1800, 1, 1), dt.date(2200, 1, 1)),
    "l": st.none() | st.lists(st.text(max_size=2), max_size=3),
}
SCHEMA = pa.schema(
    [("k1", pa.string()), ("k2", pa.int64()), ("i", pa.int64()), ("f", pa.float64()), ("s", pa.string()),
     ("d", pa.date32()), ("l", pa.list_(pa.string()))]
)  # fmt: skip


@st.composite
def tables(draw):
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(["a", "b", "", "\u00e9", None]), st.integers(0, 4) | st.none()),
            unique=True,
            max_size=8,
        )
    )
    return [{"k1": a, "k2": b, **{c: draw(s) for c, s in CELL.items()}} for a, b in keys]


def plain(rows):
    return [{k: tuple(v) if isinstance(v, list) else v for k, v in r.items()} for r in rows]


@settings(max_examples=cases(12, 40), suppress_health_check=list(HealthCheck))
@given(tables(), tables())
def test_agrees_with_a_diff_by_hand_and_applies_and_reverses(tmp_path_factory, old, new):
    key = ("k1", "k2")
    folder = tmp_path_factory.mktemp("pair")
    before = engine.SMALL
    for small in (before, -1):
        engine.SMALL = small
        try:
            there = compare(folder, old, new, key, SCHEMA)
            back = compare(folder, new, old, key, SCHEMA)
            itself = compare(folder, old, old, key, SCHEMA)
        finally:
            engine.SMALL = before
        added, removed, changed = naive.differences(plain(old), plain(new), key)
        if old and new:
            assert found(there) == (added, removed, changed)
        assert itself.same
        swap = {"added": "removed", "removed": "added", "changed": "changed"}
        assert {(r.key, swap[r.kind]) for _, r in back} == {(r.key, r.kind) for _, r in there}
        turned = {(r.key, c.column, repr(c.new), repr(c.old)) for _, r in back for c in r.cells}
        assert turned == {(r.key, c.column, repr(c.old), repr(c.new)) for _, r in there for c in r.cells}
        if old:
            result = naive.applied(plain(old), there, key)
            wanted = sorted(plain(new), key=lambda r: tuple(map(repr, (r[k] for k in key))))
            assert len(result) == len(wanted)
            assert all(naive.same(a[c], b[c]) for a, b in zip(result, wanted, strict=True) for c in b)


def pair(tmp_path):
    old = [{"iso": "BEL", "v": "huawei", "level": "open", "n": 1}, {"iso": "CAN", "v": "zte", "level": "open", "n": 2}]
    new = [
        {"iso": "BEL", "v": "huawei", "level": "barred", "n": 3},
        {"iso": "FRA", "v": "zte", "level": None, "n": None},
    ]
    schema = pa.schema([("iso", pa.string()), ("v", pa.string()), ("level", pa.string()), ("n", pa.int64())])
    return write(tmp_path / "a.parquet", old, schema), write(tmp_path / "b.parquet", new, schema)


EXPECTED = {
    ("BEL", "huawei", "changed", "level", "open", "barred"),
    ("BEL", "huawei", "changed", "n", "1", "3"),
    ("CAN", "zte", "removed", "level", "open", None),
    ("CAN", "zte", "removed", "n", "2", None),
    ("FRA", "zte", "added", None, None, None),
}


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_the_full_change_list_has_one_changed_cell_a_row(tmp_path, way, form):
    a, b = pair(tmp_path)
    out = tmp_path / f"changes.{form}"
    tracker.diff(a, b, key="iso,v", limit=0, output=out, output_format=form)
    if form == "csv":
        with out.open(newline="") as file:
            rows = [tuple(v or None for v in r.values()) for r in csv.DictReader(file)]
    elif form == "jsonl":
        rows = [tuple(json.loads(line).values()) for line in out.read_text().splitlines()]
    else:
        rows = [tuple(r.values()) for r in pq.read_table(out).to_pylist()]
    assert set(rows) == EXPECTED
    assert len(rows) == len(EXPECTED)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.parquet", "b.parquet", out.name]


def test_csv_and_arrow_files(tmp_path, way):
    a, b = pair(tmp_path)
    import pyarrow.ipc

    for path in (a, b):
        table = pq.read_table(path)
        with pyarrow.ipc.new_file(path.with_suffix(".arrow"), table.schema) as writer:
            writer.write_table(table)
        with path.with_suffix(".csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table.column_names)
            writer.writerows([["" if v is None else v for v in r.values()] for r in table.to_pylist()])
    expected = found(tracker.diff(a, b, key="iso,v"))
    for ending in (".arrow", ".csv"):
        assert found(tracker.diff(a.with_suffix(ending), b.with_suffix(ending), key="iso,v")) == expected


def test_a_path_with_pattern_characters(tmp_path, way):
    a, b = pair(tmp_path)
    odd = tmp_path / "x[1]*?'s.parquet"
    odd.write_bytes(a.read_bytes())
    assert tracker.diff(odd, a, key="iso,v").same
    assert not tracker.diff(odd, b, key="iso,v").same


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda a, b, t: tracker.diff(a, b), BadValueError, "files need a key"),
        (lambda a, b, t: tracker.diff(a, b, key="iso,iso"), BadValueError, "key"),
        (lambda a, b, t: tracker.diff(a, b, key="iso,vendor"), UnknownNameError, "key column 'vendor'"),
        (lambda a, b, t: tracker.diff(a, b, key="iso3"), UnknownNameError, "Did you mean 'iso'"),
        (lambda a, b, t: tracker.diff(a, b, key="iso", columns=["lvel"]), UnknownNameError, "Did you mean 'level'"),
        (lambda a, b, t: tracker.diff(a, b, key="iso", where="nonsense >"), BadValueError, "condition"),
        (lambda a, b, t: tracker.diff(a, b, key="iso", where="no_column = 1"), UnknownNameError, "condition"),
        (lambda a, b, t: tracker.diff(a, t / "no.parquet", key="iso"), ReleaseError, "no such file"),
        (lambda a, b, t: tracker.diff(a, "latest", key="iso"), ContradictionError, "a file only"),
        (lambda a, b, t: tracker.diff(a, t / "b.csv.gz", key="iso"), ContradictionError, "ending in .parquet"),
        (lambda a, b, t: tracker.diff("latest", "latest", key="iso"), ContradictionError, "know their keys"),
        (lambda a, b, t: tracker.diff(a, b, key="iso", tables=["x"]), ContradictionError, "one table"),
        (lambda a, b, t: tracker.diff("latest", "latest", tables=["x"]), UnknownNameError, "unknown table"),
        (lambda a, b, t: tracker.diff(a, b, key="iso", delimiter=";"), ContradictionError, "only CSV"),
        (lambda a, b, t: tracker.diff("latest", "latest", delimiter=";"), ContradictionError, "only CSV"),
        (lambda a, b, t: tracker.diff(a, b, key="iso", limit=-1), BadValueError, "limit"),
        (lambda a, b, t: tracker.diff(a, b, key="iso", memory="lots"), BadValueError, "memory"),
        (lambda a, b, t: tracker.diff(a, b, key="iso", output=t / "o.x", output_format="xls"), BadValueError, "format"),
        (lambda a, b, t: tracker.diff(a, b, key="iso", output=t / "no" / "o.csv"), BadValueError, "cannot be written"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_clear_error_and_leaves_no_file(tmp_path, way, call, error, says):
    a, b = pair(tmp_path)
    with pytest.raises(error) as caught:
        call(a, b, tmp_path)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]


def test_a_folder_is_told_as_one(tmp_path, way):
    a, _ = pair(tmp_path)
    (tmp_path / "parts.parquet").mkdir()
    with pytest.raises(ReleaseError, match="a folder, not a file"):
        tracker.diff(a, tmp_path / "parts.parquet", key="iso")


@pytest.mark.parametrize(
    "name", ["cut.parquet", "empty.parquet", "page.csv", "broken.csv", "noise.arrow", "text.parquet"]
)
def test_damaged_files_are_one_clear_error(tmp_path, way, name):
    a, b = pair(tmp_path)
    content = {
        "cut.parquet": b.read_bytes()[:-30],
        "empty.parquet": b"",
        "page.csv": b"<!DOCTYPE html><html></html>",
        "broken.csv": b'iso,v,level,n\nBEL,huawei,"open,1\n',
        "noise.arrow": b"\x00\x01\x02",
        "text.parquet": b"iso,v\nBEL,huawei\n",
    }
    bad = tmp_path / name
    bad.write_bytes(content[name])
    with pytest.raises(ReleaseError):
        tracker.diff(a, bad, key="iso,v", output=tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_of_what_a_library_objects_to_the_first_sentence_is_told():
    from tracker.diff.inputs import unreadable

    said = (
        "Invalid Input Error: reading the stream registered as 'x' failed: IOError: Corrupt snappy compressed data.. "
        "Detail: Python exception: Traceback (most recent call last):\n  File"
    )
    told = str(unreadable(Path("b.parquet"), OSError(said)))
    assert told == "b.parquet: cannot be read as a table; got IOError: Corrupt snappy compressed data."


def test_a_key_of_another_type_is_refused(tmp_path, way):
    old = write(tmp_path / "a.parquet", [{"k": "1", "v": 1}])
    new = write(tmp_path / "b.parquet", [{"k": 1, "v": 1}])
    with pytest.raises(BadValueError, match="another type on each side"):
        tracker.diff(old, new, key="k")


@pytest.mark.parametrize("names", [("", "v"), ("k", "V", "v"), ("file_row_number", "tracker_here_"), ("rowid", "kind"),
                                   ("old", "column"), ("k", "h", "g", "r", "c0", "x"), ("ro", "rn", "c"), ('a"b', "select"), ("tracker_0_", "tracker_1_", "tracker_row_")])  # fmt: skip
@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_any_name_of_a_column(tmp_path, way, names, form):
    old, new = ([{**dict.fromkeys(names, 1), names[0]: i, names[-1]: i * side} for i in (1, 2)] for side in (1, 2))
    out = tmp_path / f"out.{form}"
    diff = compare(tmp_path, old, new, [names[0]], output=out, output_format=form)
    assert found(diff)[2] == {((1,), names[-1]), ((2,), names[-1])}
    assert out.stat().st_size > 0


def test_a_frame_can_be_written_as_parquet(tmp_path, way):
    old, new = dict(BASE), dict(BASE) | OTHER
    diff = compare(tmp_path, [old, BASE | {"k": 2}], [new, BASE | {"k": 3}], "k", TYPES)
    diff.to_frame().to_parquet(tmp_path / "frame.parquet")
    rows = pq.read_table(tmp_path / "frame.parquet").to_pylist()
    assert {(r["kind"], r["column"]) for r in rows} >= {("changed", c) for c in OTHER} | {
        ("added", "text"),
        ("removed", "list"),
    }


def test_json_of_floats_that_are_no_numbers_is_strict(tmp_path, way):
    schema = pa.schema([("k", pa.float64()), ("x", pa.float64())])
    diff = compare(tmp_path, [{"k": math.nan, "x": math.inf}], [{"k": math.nan, "x": -math.inf}], "k", schema)

    def refuse(name):
        raise AssertionError(name)

    row = json.loads(diff.to_json(), parse_constant=refuse)["tables"][0]["rows"][0]
    assert (row["key"], row["cells"][0]["old"], row["cells"][0]["new"]) == ({"k": "nan"}, "inf", "-inf")


def test_white_space_and_case_hold_for_keys_and_mean_all_of_unicode(tmp_path, way):
    spaces = "\t\n\x0b\x0c\r \x1c\x1f\x85\xa0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000"
    old = [{"k": f"a{c}b", "v": f"{c}x{c}{c}y{c}"} for c in spaces[:1]]
    new = [{"k": f" a{spaces}B\u3000", "v": "X Y"}]
    assert compare(tmp_path, old, new, "k", ignore_space=True, ignore_case=True).same
    each = [[{"k": f"{i} a{c}b", "v": f"{d}x"} for i, (c, d) in enumerate(zip(*side, strict=True))]
            for side in ((" " * len(spaces), [""] * len(spaces)), (spaces, spaces))]  # fmt: skip
    assert len({row["k"] for row in each[1]}) == len(spaces)
    assert compare(tmp_path, *each, "k", ignore_space=True).same
    assert compare(tmp_path, *each, "k").counts.rows > len(spaces)
    assert compare(tmp_path, [{"k": "Stra\u00dfe", "v": 1}], [{"k": "STRASSE", "v": 1}], "k", ignore_case=True).same
    with pytest.raises(BadValueError, match="not unique"):
        compare(tmp_path, [{"k": "a", "v": 1}, {"k": "A", "v": 1}], new, "k", ignore_case=True)


def test_two_keys_with_one_hash_are_joined_whole(tmp_path, monkeypatch, way):
    """Where hashes of keys clash, the rows themselves decide."""
    real = hashes.Hashes.of

    def clashing(self, columns, keys):
        key, *row = real(self, columns, keys)
        return f"CASE WHEN {columns[0][1]} < 2 THEN 1 ELSE {key} END", *row

    monkeypatch.setattr(hashes.Hashes, "of", clashing)
    rows = [[{"k": i, "v": s * (i == 1)} for i in range(5)] for s in (1, 2)]
    assert found(compare(tmp_path, *rows, "k"))[2] == {((1,), "v")}


@pytest.mark.parametrize("codec", ["none", "snappy"])
def test_a_file_of_one_row_group_is_read_in_stretches(tmp_path, monkeypatch, codec):
    """Pages outside of a stretch are skipped, and every row is read once, those at the ends of stretches included."""
    monkeypatch.setattr(hashed, "PART", 7_000)
    monkeypatch.setattr(hashed, "cores", lambda _: 4)
    run, asked = engine.Task.run, []
    monkeypatch.setattr(
        engine.Task, "run", lambda self, query, con=None: (asked.append(query), run(self, query, con))[1]
    )
    many = 30_001
    text = [f"{i * 7919 % many:06} of some {i % 11} words" for i in range(many)]
    there = [i % 5 for i in range(many)]
    edges = [0, 7_499, 7_500, 7_501, 15_000, 15_001, 22_500, 22_501, many - 1]
    newer = dict.fromkeys(edges, "another")
    old = pa.table({"k": range(many), "text": text, "there": there})
    new = pa.table({"k": range(1, many + 1), "text": [newer.get(i, t) for i, t in enumerate([*text[1:], "added"], 1)],
                    "there": [*there[1:], None]})  # fmt: skip
    for name, side in (("a", old), ("b", new)):
        pq.write_table(
            side, tmp_path / f"{name}.parquet", data_page_size=2_000, compression=codec, dictionary_pagesize_limit=500
        )
    diff = tracker.diff(tmp_path / "a.parquet", tmp_path / "b.parquet", key="k")
    assert (
        sum(q.count("UNION ALL") for q in asked) == 9
    )  # four stretches a side, and those of one side once more for its cells
    assert found(diff) == ({(many,)}, {(0,)}, {((i,), "text") for i in edges[1:]})


@pytest.mark.parametrize("short", ["c0", "list(x)"])
@pytest.mark.parametrize("more", ["old", "new"])
def test_short_of_memory_the_hashes_are_written_down(tmp_path, monkeypatch, short, more):
    """What does not fit into memory is done in another way, with the same result."""
    import duckdb

    run = engine.Task.run
    refused = []

    def scarce(self, query, con=None):
        if short in query and "list(x)" in query:
            refused.append(query)
            raise duckdb.OutOfMemoryException("no more")
        return run(self, query, con)

    monkeypatch.setattr(engine, "SMALL", -1)
    monkeypatch.setattr(engine.Task, "run", scarce)
    rows = [[{"k": i, "v": i * s} for i in range(5 + (side == more))] for s, side in ((1, "old"), (2, "new"))]
    added, removed, changed = found(compare(tmp_path, *rows, "k"))
    assert refused
    assert (len(added), len(removed)) == ((1, 0) if more == "new" else (0, 1))
    assert changed == {((i,), "v") for i in range(1, 5)}


def test_two_files_are_compared_without_what_only_releases_need(tmp_path):
    import subprocess
    import sys

    old, new = pair(tmp_path)
    code = (
        "import sys, tracker; assert not tracker.diff(*sys.argv[1:], key='iso,v').same; "
        "print([m for m in sys.modules if m.startswith(('tracker.release', 'tracker.schema', 'pyarrow', 'pandas'))])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(old), str(new)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([("x", 1), ("x", 3)], '{"x": 1, "x": 3}'),
        ([("x", 2), ("x", 1)], '{"x": 2, "x": 1}'),
        ([("x", 2)], '{"x": 2}'),
        ([("x", 1), ("x", 2)], None),
    ],
)
def test_a_map_with_a_key_twice_is_compared_entry_by_entry(tmp_path, way, entries, told):
    # DuckDB has no such map, and Python keeps the last entry alone: neither may drop what the file holds.
    for name, value in (("a", [("x", 1), ("x", 2)]), ("b", entries)):
        column = pa.array([value], pa.map_(pa.string(), pa.int32()))
        pq.write_table(pa.table({"k": [1], "v": column}), tmp_path / f"{name}.parquet")
    found = tracker.diff(tmp_path / "a.parquet", tmp_path / "b.parquet", key="k")
    cells = [(c.column, c.old, c.new) for _, row in found for c in row.cells]
    assert cells == ([] if told is None else [("v", '{"x": 1, "x": 2}', told)])


def test_the_full_list_replaces_nothing_unasked(tmp_path):
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    a.write_text("k,v\n1,x\n")
    b.write_text("k,v\n1,y\n")
    (tmp_path / "link.csv").symlink_to(a)
    (tmp_path / "old.csv").write_text("old")
    for name, force, says in (
        ("old.csv", False, "exists already"),
        ("link.csv", True, "is read"),
        ("b.csv", True, "is read"),
    ):
        with pytest.raises(BadValueError, match=says):
            tracker.diff(a, b, key="k", output=tmp_path / name, force=force)
    assert (a.read_text(), b.read_text(), (tmp_path / "old.csv").read_text()) == ("k,v\n1,x\n", "k,v\n1,y\n", "old")
    tracker.diff(a, b, key="k", output=tmp_path / "old.csv", force=True)
    assert (tmp_path / "old.csv").read_text().splitlines() == ["k,kind,column,old,new", "1,changed,v,x,y"]


def test_a_frame_of_any_diff_can_be_written(tmp_path):
    import pandas as pd

    old = pd.DataFrame({"k": [1, 2], "d": pd.to_datetime(["2020-01-01", "2020-01-02"]), "n": [1, 2], "t": ["a", None]})
    new = old.assign(n=[1, 3], t=["b", "c"])
    old.to_parquet(tmp_path / "a.parquet")
    new.to_parquet(tmp_path / "b.parquet")
    frame = tracker.diff(tmp_path / "a.parquet", tmp_path / "b.parquet", key="k").to_frame()
    frame.to_parquet(tmp_path / "frame.parquet")
    back = pd.read_parquet(tmp_path / "frame.parquet")
    assert [(list(k), c, o if o == o else None, n) for k, c, o, n in zip(back["key"], back["column"], back["old"], back["new"], strict=True)] == [
        (["1"], "t", "a", "b"), (["2"], "n", "2", "3"), (["2"], "t", None, "c")]  # fmt: skip


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_more_columns_than_are_compared_at_once_are_refused_and_some_of_them_compare(tmp_path, ending):
    names = ["k", *(f"c{i}" for i in range(20_000))]
    for name, last in (("a", "x"), ("b", "y")):
        cells = [*["1"] * 20_000, last]
        if ending == ".csv":
            (tmp_path / f"{name}.csv").write_text(f"{','.join(names)}\n{','.join(cells)}\n")
        else:
            # Fewer, which Parquet's own readers need as long for.
            pq.write_table(
                pa.table([[c] for c in cells[-3_000:]], ["k", *names[-2_999:]]), tmp_path / f"{name}.parquet"
            )
    a, b = tmp_path / f"a{ending}", tmp_path / f"b{ending}"
    with pytest.raises(BadValueError, match="more columns than are compared at once; expected at most 2000") as caught:
        tracker.diff(a, b, key="k")
    assert len(str(caught.value)) < 300
    assert len(list(tracker.diff(a, b, key="k", columns=["c19999"]))) == 1
    if ending == ".csv":
        a.write_text(f"{','.join([*names, 'c7'])}\n")
        with pytest.raises(ReleaseError, match="'c7' stands twice"):
            tracker.diff(a, b, key="k")


def test_each_comparison_has_a_folder_of_its_own_for_what_does_not_fit(tmp_path, monkeypatch):
    """Two that shared one would write into each other's files; what a killed one left is removed by the next."""
    import subprocess
    import tempfile

    from tracker.diff.duck import connect

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen(["true"])
    gone.wait()
    left, other = tmp_path / f"tracker-diff-{gone.pid}-0123abcd", tmp_path / "tracker-diff-mine"
    for folder in (left, other):
        folder.mkdir()
    asked = "SELECT current_setting('temp_directory')"
    cons = [connect(), connect()]
    folders = {con.execute(asked).fetchone()[0] for con in cons}
    assert len(folders) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["tracker-diff-mine"]
    cons[0].execute("SET memory_limit = '60MB'")
    cons[0].execute("SET threads = 1")
    cons[0].execute("CREATE TABLE big AS SELECT i, repeat('x', 40) || i AS s FROM range(1000000) r(i)")
    assert len(list(tmp_path.iterdir())) == 2
    for con in cons:
        con.close()
    assert [p.name for p in tmp_path.iterdir()] == ["tracker-diff-mine"]
