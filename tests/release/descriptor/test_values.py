"""Columns as Python values are what Arrow gives, and the hash of a table is that of its rows as JSON, line by line."""

import datetime as dt
import hashlib
import json

import pyarrow as pa
import pytest

from tracker.release.descriptor.values import content_hash, listed, values_hash

DAY = dt.date(2020, 1, 31)
COLUMNS = {
    "texts": pa.array(["a", None, 'q"\\\u00fc\n\u2028', "a"]),
    "words": pa.array(["b", "a", None, "b"]).dictionary_encode(),
    "days": pa.array([DAY, None, DAY, dt.date(1899, 1, 1)]),
    "numbers": pa.array([1, 0, None, -7], pa.int16()),
    "flags": pa.array([True, False, None, True]),
    "lists": pa.array([["a", "b"], [], ["c"], ["\u00fc"]]),
    "gaps": pa.array([["a"], None, [], ["b", "c"]]),
    "coded lists": pa.ListArray.from_arrays([0, 1, 1, 3, 4], pa.array(["x", "y", "x", "z"]).dictionary_encode()),
    "empty": pa.nulls(4, pa.string()),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_what_arrow_gives(name):
    column = COLUMNS[name]
    for asked in (column, column.slice(1), column.slice(1, 2), column[:0], pa.chunked_array([column, column.slice(2)])):
        found, wanted = listed(asked), asked.to_pylist()
        assert found == wanted
        assert list(map(type, found)) == list(map(type, wanted))


def by_hand(columns):
    lines = [list(columns), *zip(*columns.values(), strict=True)]
    plain = [[v.isoformat() if isinstance(v, dt.date) else v for v in line] for line in lines]
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in plain)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def test_a_hash_is_that_of_lines_of_json():
    table = pa.table(COLUMNS)
    wanted = by_hand({n: c.to_pylist() for n, c in COLUMNS.items()})
    assert content_hash(table, table.column_names) == wanted
    assert values_hash({n: listed(c) for n, c in COLUMNS.items()}) == wanted
    long = pa.concat_tables([table] * 6000)
    assert content_hash(long, table.column_names) == by_hand({n: long[n].to_pylist() for n in COLUMNS})
    assert values_hash({n: listed(long[n]) for n in COLUMNS}) == content_hash(long, table.column_names)
    assert values_hash({}) == by_hand({})


def test_values_of_several_kinds_are_told_apart():
    mixed = {"v": [1, True, 1.0, None, "1", DAY, dt.datetime(2020, 1, 31, 12)]}
    assert values_hash(mixed) == by_hand(mixed)
    with pytest.raises(ValueError, match="length"):
        values_hash({"a": [1], "b": []})
