"""The same query on Spark, in local mode on a real Spark; skipped by name where Spark or Java is missing."""

import warnings

import parts
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tracker
from tracker.diff.spark import run
from tracker.errors import BadValueError, ReleaseError, TrackerError, UnknownNameError

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.slow,
    pytest.mark.skipif(parts.JAVA.path is None, reason=parts.JAVA.missing),
]


@pytest.fixture(scope="module")
def session():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: install Java, then make clean setup")
        spark = (
            sql.SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            # A Java that lives for seconds need not compile for a longer life.
            .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()
        )
    spark.sparkContext.setLogLevel("OFF")
    yield spark
    spark.stop()


SCHEMA = pa.schema(
    [("iso", pa.string()), ("n", pa.int64()), ("level", pa.string()), ("real", pa.float64()), ("day", pa.date32())]
)


def write(path, rows, schema=SCHEMA):
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    return path


@pytest.fixture
def pair(tmp_path):
    import datetime as dt

    day = dt.date(2020, 1, 1)
    base = [{"iso": f"C{i:02}", "n": i % 3, "level": "open", "real": float(i), "day": day} for i in range(30)]
    new = [dict(r) for r in base[2:]]
    new[0]["level"] = "it's \u00e9"
    new[1].update(real=None, day=dt.date(2021, 1, 1))
    new[2]["real"] = float("nan")
    base[4]["real"] = float("nan")
    new.append({"iso": None, "n": 1, "level": None, "real": None, "day": None})
    new.append({"iso": "NEW", "n": 1, "level": "barred", "real": 1.5, "day": day})
    return write(tmp_path / "a.parquet", base), write(tmp_path / "b.parquet", new)


def test_spark_and_duckdb_write_the_same_change_list(session, pair, tmp_path):
    a, b = pair
    counts = run(a, b, "iso,n", tmp_path / "spark", session=session)
    found = tracker.diff(a, b, key="iso,n", output=tmp_path / "duck.parquet", output_format="parquet")
    assert counts == found.counts
    spark = sorted(map(repr, (tuple(r.values()) for r in pq.read_table(tmp_path / "spark").to_pylist())))
    duck = sorted(map(repr, (tuple(r.values()) for r in pq.read_table(tmp_path / "duck.parquet").to_pylist())))
    assert spark == duck


def test_floats_are_written_as_the_other_engine_writes_them(session, tmp_path):
    """Java writes 1.0E7, and NaN; and of a float of 32 bits other digits than its fewest."""
    reals = [float("nan"), float("inf"), -0.0, 1e7, 1e16, 1.5e-5, 123456789.125, 0.1, 5e-324, 2.0**60]
    schema = pa.schema([("n", pa.int64()), ("d", pa.float64()), ("f", pa.float32())])
    a = write(tmp_path / "a.parquet", [{"n": i, "d": 1.0, "f": 1.0} for i in range(len(reals))], schema)
    b = write(tmp_path / "b.parquet", [{"n": i, "d": x, "f": x} for i, x in enumerate(reals)], schema)
    run(a, b, "n", tmp_path / "spark", session=session)
    tracker.diff(a, b, key="n", output=tmp_path / "duck.parquet", output_format="parquet")
    spark, duck = (sorted(map(repr, pq.read_table(tmp_path / n).to_pylist())) for n in ("spark", "duck.parquet"))
    assert spark == duck


def test_equal_inputs(session, pair, tmp_path):
    counts = run(pair[0], pair[0], "iso,n", tmp_path / "out", session=session)
    assert counts.rows == counts.cells == 0


def test_wrong_input_is_one_clear_error(session, pair, tmp_path):
    a, b = pair
    with pytest.raises(UnknownNameError, match="key column 'is'"):
        run(a, b, "is", tmp_path / "out", session=session)
    with pytest.raises(BadValueError, match=r"not unique.*times"):
        run(a, b, "n", tmp_path / "out", session=session)
    with pytest.raises(ReleaseError, match="cannot read"):
        run(a, tmp_path / "none.parquet", "iso,n", tmp_path / "out", session=session)
    assert not (tmp_path / "out").exists()
    (tmp_path / "out").mkdir()
    with pytest.raises(TrackerError, match="cannot be written"):
        run(a, b, "iso,n", tmp_path / "out", session=session)


def outcome(session, tmp_path, old, new, key, n):
    from test_oracle import wanted

    paths = [tmp_path / f"{name}{n}.parquet" for name in "ab"]
    for table, path in zip((old, new), paths, strict=True):
        pq.write_table(table, path)
    want = wanted(*(pq.ParquetFile(p).read() for p in paths), [key])
    try:
        found = run(*paths, key, tmp_path / f"out{n}", session=session)
        got = (found.added, found.removed, found.changed, found.cells)
    except BadValueError as error:
        got = "not unique" if "is not unique" in str(error) else "refused"
    return got, want


def test_spark_agrees_with_the_oracle_or_refuses_by_name(session, tmp_path):
    import random

    import random_pairs

    rng = random.Random(1)
    columns = {"i": (pa.int8(), pa.int64()), "f": (pa.float32(), pa.float64()), "x": (pa.float64(), pa.float64()),
               "select": (pa.string(), pa.large_string()), "b": (pa.binary(), pa.binary()), "a.b": (pa.bool_(), pa.bool_()),
               "V": (pa.decimal128(38, 2), pa.decimal128(38, 2)), "v": (pa.uint64(), pa.uint64())}  # fmt: skip
    for n in range(3):
        sides = []
        for side in (0, 1):
            rows = rng.sample(range(40), 30)
            cells = {
                c: random_pairs.array_of([random_pairs.value_of(rng, k[side]) for _ in rows], k[side])
                for c, k in columns.items()
            }
            sides.append(pa.table({"kind": pa.array(rows), **cells}))
        got, want = outcome(session, tmp_path, *sides, "kind", n)
        assert got == want


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (pa.int64(), pa.float64()),
        (pa.decimal128(10, 2), pa.decimal128(10, 3)),
        (pa.duration("s"), pa.duration("ms")),
        (pa.float16(), pa.float16()),
        (pa.int64(), pa.string()),
        (pa.list_(pa.int64()), pa.list_(pa.int64())),
        (pa.time64("us"), pa.time64("us")),
        (pa.timestamp("us"), pa.timestamp("us", "UTC")),
        (pa.timestamp("ns"), pa.timestamp("ns")),
        (pa.decimal256(50, 2), pa.decimal256(50, 2)),
    ],
)
def test_what_spark_does_not_hold_exactly_is_refused(session, tmp_path, old, new):
    paths = []
    for name, kind in (("a", old), ("b", new)):
        paths.append(tmp_path / f"{name}.parquet")
        pq.write_table(pa.table({"k": [1], "v": pa.nulls(1, kind)}), paths[-1])
    with pytest.raises(TrackerError) as caught:
        run(*paths, "k", tmp_path / "out", session=session)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_timestamps_of_96_bits_are_refused_by_name(session, tmp_path):
    paths = []
    for name, tick in (("a", 1), ("b", 2)):
        paths.append(tmp_path / f"{name}.parquet")
        table = pa.table({"k": [1], "v": pa.array([tick], pa.timestamp("ns"))})
        pq.write_table(table, paths[-1], use_deprecated_int96_timestamps=True)
    with pytest.raises(TrackerError, match=r"^v: Spark does not compare the column exactly; got timestamp\[ns\]"):
        run(*paths, "k", tmp_path / "out", session=session)


@pytest.mark.parametrize("name", ["a[1]", "a*", "a?", "a{1,2}", "a b"])
def test_a_path_of_this_machine_is_one_path(session, tmp_path, name):
    """To Spark some signs stand for others: it would read what lies beside the file, and say nothing."""
    pq.write_table(pa.table({"k": [1, 2], "v": [9, 9]}), tmp_path / "a1.parquet")
    for side, second in (("", 2), (" new", 3)):
        (tmp_path / f"{name}{side}").mkdir()
        pq.write_table(pa.table({"k": [1, 2], "v": [1, second]}), tmp_path / f"{name}{side}" / "part.parquet")
    found = run(tmp_path / name, tmp_path / f"{name} new", "k", tmp_path / "out", session=session)
    assert (found.changed, found.added, found.removed, found.old_rows) == (1, 0, 0, 2)
