"""A condition on two files means their columns, each as it is called, whatever else DuckDB would find by a name."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tracker
from tracker.diff import asked, engine
from tracker.errors import BadValueError, TrackerError, UnknownNameError


@pytest.fixture(params=["small", "large"])
def put(request, monkeypatch, tmp_path):
    """Writes the two sides; each test is run by one join, and by hashes first."""
    if request.param == "large":
        monkeypatch.setattr(engine, "SMALL", -1)

    def write(*sides):
        paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
        for path, columns in zip(paths, sides, strict=True):
            pq.write_table(pa.table(columns), path)
        return paths

    return write


def told(pair, condition, **options):
    return [(row.kind, row.key) for _, row in tracker.diff(*pair, key="k", where=condition, **options)]


@pytest.mark.parametrize(
    ("condition", "keys"),
    [('"a" > 5', [1]), ('"A" > 5', [2]), ("A > 5", [2]), ("a > 5 AND n >= 1", [1]), ("N >= 1", [1, 2, 3])],
)
def test_of_names_that_differ_by_case_the_one_as_written(put, condition, keys):
    pair = put(*({"k": [1, 2, 3], "a": [9, 1, 1], "A": [1, 9, 1], "n": [n] * 3} for n in (1, 2)))
    assert told(pair, condition) == [("changed", (k,)) for k in keys]


@pytest.mark.parametrize("condition", ['a = 1 AND "A" = 1', "AB = 1", "Ab = 1 AND aB = 1"])
def test_one_that_may_be_either_of_two_columns_is_refused(put, condition):
    side = {"k": [1], "a": [1], "A": [1], "Ab": [1], "aB": [1]}
    with pytest.raises(BadValueError, match="differ by case only"):
        told(put(side, side), condition)


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(
    "taken", ["tracker_here_", "Tracker_Row_", "tracker_0_", "tracker_1_", "tracker_2__", "file_row_number"]
)
def test_a_column_named_like_ours(put, taken, plain):
    odd = {} if plain else {"t": pa.array([1, 2, 3], pa.time64("us"))}
    pair = put(*({"k": [1, 2, 3], "v": [1, 2, last], taken: [None, 7, 3], **odd} for last in (5, 6)))
    for condition, keys in (("k > 0", [3]), (f"{taken} = 3", [3]), (f"{taken} = 7", []), (f"{taken} IS NULL", [])):
        assert told(pair, condition) == [("changed", (k,)) for k in keys], condition
        assert told(pair, condition, columns=["v"]) == [("changed", (k,)) for k in keys], condition


@pytest.mark.parametrize(
    "name", ["file_row_number", "filename", "tracker_row_", "tracker_0_", "tracker_here_", "o", "K2"]
)
@pytest.mark.parametrize("kind", [pa.int64(), pa.time64("us")])
def test_what_is_no_column_of_the_files_is_none(put, name, kind):
    side = {"k": [1], "v": pa.array([1], kind)}
    with pytest.raises(UnknownNameError, match=f"unknown column of the condition '{name}'"):
        told(put(side, side), f"{name} IS NOT NULL")


@pytest.mark.parametrize(
    ("old", "new"),
    [(pa.int64(), pa.float64()), (pa.decimal128(21, 2), pa.float32()), (pa.uint8(), pa.decimal128(20, 20))],
)
def test_numbers_are_asked_for_as_numbers_whatever_the_other_side_has(put, old, new):
    """As text 10 is less than 5."""
    less = 0 if pa.types.is_decimal(new) else 9
    cells = [
        pa.array(map(Decimal, v) if pa.types.is_decimal(t) else v, t)
        for t, v in ((old, [10, 4, 7]), (new, [less, 0, less]))
    ]
    pair = put(*({"k": [1, 2, 3], "v": v} for v in cells))
    both = [("changed", (1,)), ("changed", (3,))]
    assert told(pair, "v > 5") == (both if less else [("removed", (1,)), ("removed", (3,))])


def test_numbers_that_duckdb_does_not_hold_are_asked_for_as_text(put):
    pair = put({"k": [1], "v": [10]}, {"k": [1], "v": pa.array([10], pa.decimal256(60, 2))})
    with pytest.raises(BadValueError, match="condition"):
        told(pair, "v > 5")
    assert told(pair, "v IS NOT NULL") == []


def test_cells_of_csv_are_asked_for_as_what_they_are_read_as(put, tmp_path):
    _, numbers = put({"k": [0]}, {"k": [1, 2, 3], "v": [10, 4, 9]})
    (tmp_path / "a.csv").write_text("k,v\n1,010\n2,4\n3,7.0\n")
    assert told((tmp_path / "a.csv", numbers), "v > 5") == [("changed", ("3",))]


def test_the_words_of_sql_for_today_and_now_are_no_columns(put):
    days = pa.array([0, 2_900_000], pa.int32()).view(pa.date32())
    pair = put(*({"k": [1, 2], "d": days, "v": [n] * 2} for n in (1, 2)))
    for word in ("current_date", "CURRENT_DATE"):
        assert told(pair, f"d <= {word}") == [("changed", (1,))]
    named = put(*({"k": [1, 2], "current_date": [1, 9], "v": [n] * 2} for n in (1, 2)))
    assert told(named, '"current_date" > 5') == [("changed", (2,))]


def test_names_in_a_condition(put, tmp_path):
    pair = put({"k": [1]}, {"k": [1]})
    for wrong in ("k >", "1 = 1; SELECT 1", "k IN (SELECT 1)"):
        with pytest.raises(TrackerError):
            told(pair, wrong)
    assert told(pair, "true") == []
    assert asked.free(["Tracker_0_", "tracker_row__", "tracker_x_"]) == "___"
