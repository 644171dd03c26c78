"""Timestamps of 96 bits: exact to the nanosecond, and refused where Arrow would wrap them around."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tracker
from tracker.diff import engine
from tracker.errors import BadValueError


def put(path, ticks, kind=None, *, old=True):
    array = pa.array(ticks, kind or pa.timestamp("ns"))
    table = pa.table({"k": list(range(len(ticks))), "t": array, "a.b": array})
    pq.write_table(table, path, use_deprecated_int96_timestamps=old)
    physical = pq.ParquetFile(path).schema.column(1).physical_type
    assert (physical == "INT96") is old
    return path


def cells(diff):
    return {(r.key, c.column, c.old, c.new) for _, r in diff for c in r.cells}


@pytest.mark.parametrize("small", [engine.SMALL, -1])
def test_every_nanosecond_counts(tmp_path, monkeypatch, small):
    monkeypatch.setattr(engine, "SMALL", small)
    ends = [0, 1, -1, None, 2**63 - 1, -(2**63), 1_600_000_000_000_000_001]
    a = put(tmp_path / "a.parquet", ends)
    assert tracker.diff(a, put(tmp_path / "b.parquet", ends), key="k").same
    c = put(tmp_path / "c.parquet", [1, *ends[1:6], 1_600_000_000_000_000_002])
    found = cells(tracker.diff(a, c, key="k"))
    told = {(key, str(old), str(new)) for key, column, old, new in found if column == "t"}
    assert told == {
        ((0,), "1970-01-01 00:00:00", "1970-01-01 00:00:00.000000001"),
        ((6,), "2020-09-13 12:26:40.000000001", "2020-09-13 12:26:40.000000002"),
    }
    assert len(found) == 4


@pytest.mark.parametrize("unit", ["ns", "us", "ms"])
def test_they_equal_the_same_instant_in_64_bits(tmp_path, unit):
    ticks = [0, 1_600_000_000_000_000_000, None, -86_400_000_000_000]
    per = {"ns": 1, "us": 10**3, "ms": 10**6}[unit]
    a = put(tmp_path / "a.parquet", ticks)
    other = [None if x is None else x // per for x in ticks]
    b = put(tmp_path / "b.parquet", other, pa.timestamp(unit), old=False)
    assert tracker.diff(a, b, key="k").counts.cells == 0
    c = put(tmp_path / "c.parquet", [1, *other[1:]], pa.timestamp(unit), old=False)
    assert tracker.diff(a, c, key="k").counts.cells == 2


def test_as_a_key(tmp_path):
    a, b = put(tmp_path / "a.parquet", [1, 2]), put(tmp_path / "b.parquet", [2, 3])
    counts = tracker.diff(a, b, key="t", columns=["k"]).counts
    assert (counts.added, counts.removed, counts.changed) == (1, 1, 1)


DAYS = [dt.datetime(1, 1, 1), dt.datetime(1500, 1, 1), dt.datetime(1677, 9, 20), dt.datetime(2262, 4, 13),
        dt.datetime(2554, 7, 22), dt.datetime(9999, 12, 31, 23, 59, 59)]  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("inside", ["plain", "list", "struct", "map"])
def test_what_arrow_would_wrap_around_is_refused(tmp_path, day, inside):
    here, us = dt.datetime(2020, 1, 1), pa.timestamp("us")
    kind, shape = {
        "plain": (us, lambda v: v),
        "list": (pa.list_(us), lambda v: [None, v]),
        "struct": (pa.struct([("x", pa.int8()), ("y", us)]), lambda v: {"x": 1, "y": v}),
        "map": (pa.map_(pa.string(), us), lambda v: [("x", v)]),
    }[inside]
    paths = []
    for name, value in (("a", here), ("b", day)):
        table = pa.table({"k": [1, 2, 3], "t": pa.array([None, shape(here), shape(value)], kind)})
        pq.write_table(table, tmp_path / f"{name}.parquet", use_deprecated_int96_timestamps=True)
        paths.append(tmp_path / f"{name}.parquet")
    if day == DAYS[0]:
        # Where all is in reach, which no day here changes.
        assert tracker.diff(paths[0], paths[0], key="k").same
    for pair in (paths, paths[::-1]):
        with pytest.raises(BadValueError, match="INT96") as error:
            tracker.diff(*pair, key="k")
        said = str(error.value)
        assert "b.parquet, column t" in said
        assert f"{day:%Y}".zfill(4) + f"{day:-%m-%d}" in said
