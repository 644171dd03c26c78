"""The one table of types: complete, symmetric, and the same as what the oracle of the tests says."""

import itertools

import oracle
import pyarrow as pa
import pytest

from tracker.diff import canon, parse
from tracker.diff.arrow import of_arrow
from tracker.diff.types import FAMILIES, MEETINGS, RULES, meet, of_duck, table

TYPES = {
    "null": pa.null(), "boolean": pa.bool_(), "integer": pa.uint64(), "decimal": pa.decimal256(60, 3), "float": pa.float32(),
    "text": pa.string_view(), "binary": pa.binary(3), "date": pa.date64(), "time": pa.time64("ns"), "timestamp": pa.timestamp("s"),
    "instant": pa.timestamp("ns", "Asia/Tokyo"), "duration": pa.duration("us"), "interval": pa.month_day_nano_interval(),
    "list": pa.list_(pa.int8()), "map": pa.map_(pa.string(), pa.int8()), "struct": pa.struct([("a", pa.int8())]),
    "extension": pa.uuid(), "union": pa.sparse_union([pa.field("a", pa.int8())]),
}  # fmt: skip


def test_every_family_is_described_and_every_rule_is_used():
    assert set(TYPES) == set(FAMILIES) - {"cell"}
    assert all(of_arrow(kind).family == family for family, kind in TYPES.items())
    assert {f for pair in MEETINGS for f in pair} == set(FAMILIES) - {"union"}
    assert set(MEETINGS.values()) == set(RULES)


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations_with_replacement(TYPES, 2)))
def test_two_families_meet_or_are_refused_by_name_as_the_oracle_says(first, second):
    a, b = TYPES[first], TYPES[second]
    there, back = meet(of_arrow(a), of_arrow(b)), meet(of_arrow(b), of_arrow(a))
    assert there == back or (there.rule is back.rule is None)
    if there.rule is None:
        assert of_arrow(a).name in there.why
        assert of_arrow(b).name in there.why
    if "union" in (first, second):
        return
    try:
        if not oracle.written(a, b):
            oracle.meet(a, b)
        agreed = True
    except oracle.RefusedError:
        agreed = False
    assert (there.rule is not None) is agreed


@pytest.mark.parametrize("layout", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()), pa.run_end_encoded(pa.int16(), pa.string())])  # fmt: skip
def test_a_layout_is_no_type(layout):
    assert of_arrow(layout) == of_duck("VARCHAR")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (pa.opaque(pa.binary(), "point", "one"), pa.opaque(pa.binary(), "line", "one")),
        (pa.opaque(pa.binary(), "point", "one"), pa.opaque(pa.binary(), "point", "two")),
        (pa.fixed_shape_tensor(pa.int8(), [2, 3]), pa.fixed_shape_tensor(pa.int8(), [3, 2])),
        (pa.fixed_shape_tensor(pa.int8(), [2, 2], permutation=[0, 1]), pa.fixed_shape_tensor(pa.int8(), [2, 2], permutation=[1, 0])),
    ],
)  # fmt: skip
def test_the_same_bytes_of_two_meanings_are_refused(first, second):
    assert meet(of_arrow(first), of_arrow(first)).rule == "stored"
    assert "different extension types" in meet(of_arrow(first), of_arrow(second)).why


def test_a_struct_with_a_field_of_its_own_is_refused_by_its_name():
    a, b = (of_arrow(pa.struct([(n, pa.int8()) for n in names])) for names in (("a", "b"), ("b", "c")))
    assert "'a'" in meet(a, b).why


@pytest.mark.parametrize(
    "days",
    [0, -1, 18262, 2932896, 2932897, -719162, -719163, 2**31 - 1, -(2**31), 59, 60, -1096,
     -719528, -719529, -800000, -1084671, -1084672],
)  # fmt: skip
def test_days_are_written_and_read_past_the_calendar_of_python(days):
    import datetime as dt

    text = canon.day(days)
    assert parse.array([text], pa.date32()).view(pa.int32()).to_pylist() == [days]
    assert len(text.removeprefix("-").split("-")[0]) >= 4
    if -719162 <= days <= 2932896:
        assert text == (dt.date(1970, 1, 1) + dt.timedelta(days)).isoformat()


def test_the_table_of_the_documentation_names_every_pair():
    text = table()
    for (first, second), rule in MEETINGS.items():
        line = next(r for r in text.splitlines() if r.startswith(f"| {first} |") and RULES[rule] in r)
        assert second in line.split("|")[2]
