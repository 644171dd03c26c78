"""The engine against a comparison by hand, over every type of Arrow, any name, any option, small tables and large."""

from __future__ import annotations

import os
import random

import oracle
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest
import random_pairs
from budget import cases
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tracker
from tracker.diff import engine, hashed
from tracker.errors import BadValueError, TrackerError

PAIRS = int(os.environ.get("TRACKER_FUZZ", cases(64, 160)))
"""How many random pairs are compared, each in the engine's four ways, beside the tests that draw none of them.

The environment variable ``TRACKER_FUZZ`` asks for more, seeds from 0 on: 500 take about 160 s of processor time and need
half an hour or more on a machine that is busy otherwise. It holds for the pairs of ``test_apply.py`` too.
"""


def put(folder, name, table, *, parquet=True):
    """Write a table as Parquet, or as Arrow where Parquet has no such type."""
    if parquet:
        try:
            pq.write_table(table, folder / f"{name}.parquet")
            return folder / f"{name}.parquet", pq.ParquetFile(folder / f"{name}.parquet").read()
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid, OSError):
            pass
    with pyarrow.ipc.new_file(folder / f"{name}.arrow", table.schema) as writer:
        writer.write_table(table)
    return folder / f"{name}.arrow", table


def outcome(old, new, key, **options):
    """What the engine says: four counts, or why it does not."""
    try:
        found = tracker.diff(old, new, key=key, limit=0, **options).counts
    except TrackerError as error:
        if len(str(error)) > 300 + 2 * len(str(old)):
            return f"a message of {len(str(error))} characters"
        return "not unique" if "is not unique" in str(error) else "refused"
    return found.added, found.removed, found.changed, found.cells


def wanted(old, new, key, **options):
    """What the oracle says."""
    try:
        return oracle.compare(old, new, key, **options) or "not unique"
    except oracle.RefusedError:
        return "refused"


def check(folder, rng):
    try:
        old, new, key = random_pairs.pair(rng)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return  # No such array can be made.
    options = {}
    if rng.random() < 0.15:
        options["tolerance"] = rng.choice([0.5, 1, 0.1, 1e10])
    for option in ("ignore_space", "ignore_case"):
        if rng.random() < 0.1:
            options[option] = True
    (a, old), (b, new) = (put(folder, n, t, parquet=rng.random() < 0.6) for n, t in (("a", old), ("b", new)))
    want = wanted(old, new, key, **options)
    before = engine.SMALL, hashed.STREAMED, hashed.PART
    try:
        ways = (before, (-1, before[1], before[2]), (-1, before[1], 1), (-1, -1, before[2]))
        for engine.SMALL, hashed.STREAMED, hashed.PART in ways:
            assert outcome(a, b, key, **options) == want, (old.schema, new.schema, key, options)
    finally:
        engine.SMALL, hashed.STREAMED, hashed.PART = before


@settings(max_examples=cases(20, 40), suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_small_tables_agree_with_the_oracle(tmp_path_factory, rng):
    check(tmp_path_factory.mktemp("pair"), rng)


@pytest.mark.parametrize("part", range(8))
def test_random_pairs_agree_with_the_oracle(tmp_path, part):
    for seed in range(part, PAIRS, 8):
        check(tmp_path, random.Random(seed))


@pytest.mark.parametrize("seed", range(4))
def test_large_tables_agree_with_the_oracle_whatever_the_seed_of_the_hashes(tmp_path, monkeypatch, seed):
    rng = random.Random(seed)
    old, new, key = random_pairs.large(rng, 12_000)
    (a, old), (b, new) = put(tmp_path, "a", old, parquet=seed % 2 == 0), put(tmp_path, "b", new)
    assert old.num_rows + new.num_rows > engine.SMALL
    want = wanted(old, new, key)
    for salt in (1, 2):
        monkeypatch.setattr(hashed, "SEED", salt)
        assert outcome(a, b, key) == want


D38 = pa.decimal128(38, 0)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        # Each of these pairs has one hash in DuckDB.
        (pa.string(), "abcdefghijklmnop", "svqnlhnlgljgIzjJ"),
        (pa.string(), "abcdefg1abcdefg1abcdefgh", "abcdefgqabcdefgqabcdefgh"),
        (pa.binary(), b"\x00" * 16, b"\x00" * 7 + b"\x80" + b"\x00" * 7 + b"\x80"),
        (
            pa.binary(),
            bytes.fromhex("f5b165224a58b791df6af1d8303e61cd") + bytes(24),
            bytes.fromhex("f5b165224a585a91df6af1d8303e48cd") + bytes(24),
        ),
        (D38, 2**64 + 2, 2 * 2**64 + 1),
        (D38, 0, 2**64 + 1),
        (pa.list_(pa.string()), None, []),
        (pa.list_(pa.string()), [None], []),
        (pa.list_(pa.string()), [None], ["null"]),
        (pa.list_(pa.int64()), [None], None),
    ],
)
@pytest.mark.parametrize("column", ["key", "value"])
def test_values_with_one_hash_are_two_values(tmp_path, monkeypatch, kind, old, new, column):
    monkeypatch.setattr(engine, "SMALL", -1)
    if column == "key" and pa.types.is_list(kind):
        column = "value"
    tables = [{"k": ["a"], "v": pa.array([x], kind)} for x in (old, new)]
    (a, _), (b, _) = (put(tmp_path, n, pa.table(t)) for n, t in zip("ab", tables, strict=True))
    want = (1, 1, 0, 0) if column == "key" else (0, 0, 1, 1)
    assert outcome(a, b, "v" if column == "key" else "k") == want


def test_a_machine_s_zone_has_no_say(tmp_path, monkeypatch):
    import datetime as dt
    import time

    noon = dt.datetime(2020, 1, 1, 12)
    said = set()
    for zone in ("UTC", "Asia/Tokyo", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        tables = [pa.table({"k": [1], "v": pa.array([noon], pa.timestamp("us", z))}) for z in ("Asia/Tokyo", "UTC")]
        (a, _), (b, _) = (put(tmp_path, n, t) for n, t in zip("ab", tables, strict=True))
        said.add((tracker.diff(a, b, key="k").to_json(), tracker.diff(a, b, key="v").counts))
    monkeypatch.undo()
    time.tzset()
    assert len(said) == 1


def test_two_times_with_and_without_a_zone_are_refused_by_name(tmp_path):
    tables = [pa.table({"k": [1], "v": pa.array([0], pa.timestamp("us", z))}) for z in (None, "UTC")]
    (a, _), (b, _) = (put(tmp_path, n, t) for n, t in zip("ab", tables, strict=True))
    with pytest.raises(
        BadValueError, match=r"v: the column cannot be compared; got timestamp\[us\] and timestamp\[us, UTC\]"
    ):
        tracker.diff(a, b, key="k")


@pytest.mark.parametrize("tolerance", [-1, float("nan"), float("inf"), -0.001])
def test_a_tolerance_is_a_number_from_0(tmp_path, tolerance):
    with pytest.raises(BadValueError, match="not a tolerance"):
        tracker.diff("latest", "latest", tolerance=tolerance)


@pytest.mark.parametrize(
    ("kind", "old", "new", "tolerance", "cells"),
    [
        (pa.uint8(), 1, 2, 1, 0),
        (pa.uint64(), 0, 2**64 - 1, 1, 1),
        (pa.int64(), -(2**63), 2**63 - 1, 1e18, 1),
        (pa.int64(), -(2**63), 2**63 - 1, 2e19, 0),
        (pa.float64(), -1e308, 1e308, 1, 1),
        (pa.float64(), float("inf"), float("-inf"), 1e300, 1),
        # A difference that is rounded onto the tolerance.
        (pa.float64(), 1e16, -0.5, 1e16, 1),
        (pa.float64(), 1e16, 0.5, 1e16, 0),
        (pa.float64(), -0.5, 1e16, 1e16, 1),
        (pa.float32(), 2.0**60, -(2.0**-60), 2.0**60, 1),
        (pa.float64(), 0.1, 0.0, 0.1, 0),
        (pa.float64(), 1.1, 1.0, 0.1, 1),
        (D38, 10**37, 10**37 + 1, 1, 0),
        (pa.decimal128(10, 2), 1, 1.1, 0.1, 0),
        (pa.string(), "1.00", "1.10", 0.1, 0),
        (pa.string(), "1e400", "1e400001", 1, 1),
        (pa.string(), "one", "two", 5, 1),
    ],
)
def test_a_tolerance_is_exact_and_holds_for_text(tmp_path, kind, old, new, tolerance, cells):
    import decimal

    def value(x):
        return decimal.Decimal(str(x)) if pa.types.is_decimal(kind) else x

    tables = [pa.table({"k": [1], "v": pa.array([value(x)], kind)}) for x in (old, new)]
    (a, _), (b, _) = (put(tmp_path, n, t) for n, t in zip("ab", tables, strict=True))
    assert tracker.diff(a, b, key="k", tolerance=tolerance).counts.cells == cells


def test_csv_against_parquet_reads_the_cells_as_the_other_side_s_types(tmp_path):
    import datetime as dt
    import decimal

    day = dt.datetime(2020, 1, 1, 12, 30, 0, 500)
    typed = pa.table({
        "k": pa.array([1, 2]), "f": pa.array([0.1, None]), "g": pa.array([0.1, 2.5], pa.float32()), "b": [True, False],
        "d": pa.array([day.date()] * 2), "t": pa.array([day] * 2, pa.timestamp("ns")),
        "z": pa.array([day] * 2, pa.timestamp("ms", "UTC")), "m": pa.array([decimal.Decimal("1.10")] * 2),
        "c": pa.array([day.time()] * 2), "s": ["x", ""],
    })  # fmt: skip
    a, _ = put(tmp_path, "a", typed)
    text = ("k,f,g,b,d,t,z,m,c,s\n"
            "1,0.10,0.1,TRUE,2020-01-01,2020-01-01T12:30:00.0005,2020-01-01 13:30:00.000+01:00,1.1,12:30:00.000500,x\n"
            "02,,25e-1,false,2020-01-01,2020-01-01 12:30:00.000500000,2020-01-01T12:30Z,1.100,12:30:00.0005,\n")  # fmt: skip
    b = tmp_path / "b.csv"
    b.write_text(text)
    found = tracker.diff(a, b, key="k")
    # An empty cell is missing, and the typed side has an empty text.
    assert [(r.key, [(c.column, c.old, c.new) for c in r.cells]) for _, r in found] == [(("2",), [("s", "", None)])]
    b.write_text(text.replace("25e-1", "abc"))
    with pytest.raises(BadValueError, match=r"row 2, column g: a cell does not read as.*float32; got 'abc'"):
        tracker.diff(a, b, key="k")


@pytest.mark.parametrize(
    ("kind", "cell", "nearest"),
    [
        # Beside the middle of two floats of the width by less than a float of 64 bits can tell.
        (pa.float32(), "1.00000005960464477539062500000001", 1 + 2**-23),
        (pa.float32(), "1.000000059604644775390625", 1.0),
        (pa.float32(), "1.00000017881393432617187499999999", 1 + 2**-23),
        (pa.float32(), "-1.00000005960464477539062500000001", -1 - 2**-23),
        (pa.float32(), "340282356779733661637539395458142568447.9", 3.4028234663852886e38),
        (pa.float32(), "340282356779733661637539395458142568448.1", float("inf")),
        (pa.float16(), "1.00048828125000000000000000001", 1 + 2**-10),
        (pa.float16(), "1.00048828125", 1.0),
        (pa.float16(), "65519.9999999999999999999", 65504.0),
        (pa.float32(), "1e-400", 0.0),
        (pa.float64(), "9007199254740993.00000000000000001", 9007199254740994.0),
    ],
)
def test_a_cell_is_read_as_the_nearest_float_of_the_other_side(tmp_path, kind, cell, nearest):
    import numpy as np

    value = np.float16(nearest) if kind == pa.float16() else nearest
    a, _ = put(tmp_path, "a", pa.table({"k": ["x"], "v": pa.array([value], kind)}))
    b = tmp_path / "b.csv"
    b.write_text(f"k,v\nx,{cell}\n")
    assert tracker.diff(a, b, key="k").counts.cells == 0


def test_floats_of_two_widths_are_told_apart_in_the_list(tmp_path):
    tables = [pa.table({"k": [1, 2], "v": pa.array([0.1, 1e23], kind)}) for kind in (pa.float64(), pa.float32())]
    (a, _), (b, _) = (put(tmp_path, n, t) for n, t in zip("ab", tables, strict=True))
    assert tracker.diff(a, b, key="k", output=tmp_path / "c.csv").counts.cells == 2
    told = [line.split(",")[3:] for line in (tmp_path / "c.csv").read_text().splitlines()[1:3]]
    assert told == [["0.1", "0.10000000149011612"], ["1e+23", "9.999999778196308e+22"]]
