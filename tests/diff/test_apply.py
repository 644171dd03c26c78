"""The full list of changes, applied to the old file, gives the new one."""

from __future__ import annotations

import csv
import io
import os
import random

import oracle
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import random_pairs
from test_oracle import put, wanted

import tracker
from tracker.diff import canon, made
from tracker.errors import BadValueError, ContradictionError, TrackerError

PAIRS = int(os.environ.get("TRACKER_FUZZ", "80"))
"""How many lists of random pairs are applied; see ``test_oracle.py`` for the environment variable."""


def same_rows(a, b, key):
    return wanted(a, b, key) == (0, 0, 0, 0) and a.num_rows == b.num_rows


def read(path):
    return pq.ParquetFile(path).read() if path.suffix == ".parquet" else pa.ipc.open_file(path).read_all()


@pytest.mark.parametrize("part", range(4))
def test_the_list_of_a_random_pair_makes_the_new_file(tmp_path, part):
    applied = 0
    for seed in range(part, PAIRS, 4):
        rng = random.Random(seed)
        try:
            old, new, key = random_pairs.pair(rng)
            new = pa.table([new[n] for n in old.column_names], old.column_names)
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
            continue
        (a, old), (b, new) = put(tmp_path, "a", old), put(tmp_path, "b", new)
        form = rng.choice(["csv", "parquet", "jsonl"])
        changes, out = tmp_path / f"changes.{form}", tmp_path / f"out{a.suffix}"
        try:
            found = tracker.diff(a, b, key=key, output=changes, output_format=form, force=True)
        except TrackerError:
            continue
        if any(c.what == "type changed" for c in found.tables[0].schema):
            with pytest.raises(BadValueError, match="type was changed"):
                tracker.apply(a, changes, out, force=True)
            continue
        tracker.apply(a, changes, out, force=True)
        result = read(out)
        assert result.schema.names == new.schema.names
        assert same_rows(result, new, key), (seed, form, old.schema, found.to_csv())
        applied += 1
    assert applied


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_csv_files_too(tmp_path, form):
    rng = random.Random(5)
    for _ in range(10):
        rows = {random_pairs.text(rng): [random_pairs.text(rng) for _ in range(2)] for _ in range(8)}
        other = {k: [v if rng.random() < 0.7 else random_pairs.text(rng) for v in vs] for k, vs in rows.items()}
        other.pop(next(iter(other)))
        other[random_pairs.text(rng, 6) + "new"] = ["a", ""]
        for name, side in (("a", rows), ("b", other)):
            with (tmp_path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([["kind", "v", 'w"'], *([k, *vs] for k, vs in side.items())])
        a, b, changes, out = (tmp_path / n for n in ("a.csv", "b.csv", f"changes.{form}", "out.csv"))
        tracker.diff(a, b, key="kind", output=changes, output_format=form, force=True)
        tracker.apply(a, changes, out, force=True)
        with out.open(newline="", encoding="utf-8") as file:
            got = {r[0]: r[1:] for r in list(csv.reader(file))[1:]}
        assert got == other
        assert tracker.diff(out, b, key="kind").same


def test_missing_and_empty_and_marks_are_told_apart(tmp_path):
    values = [None, "", '""', '"', "null", "NULL", "(empty)", " ", "a  b", "\u00a0", "\n"]
    kinds = pa.schema([("k", pa.int64()), ("v", pa.string())])
    base = {"k": list(range(len(values)))}
    pq.write_table(pa.table(base | {"v": ["x"] * len(values)}, kinds), tmp_path / "a.parquet")
    pq.write_table(pa.table(base | {"v": values}, kinds), tmp_path / "b.parquet")
    found = tracker.diff(tmp_path / "a.parquet", tmp_path / "b.parquet", key="k", output=tmp_path / "c.csv")
    with (tmp_path / "c.csv").open(newline="") as file:
        assert len({r["new"] for r in csv.DictReader(file)}) == len(values)
    for text in (found.to_markdown(), found.to_html()):
        shown = [line.partition("→")[2] for line in text.replace("<ins>", "").splitlines() if "→" in line]
        assert len(set(shown)) == len(values), shown
    assert len({r["new"] for r in csv.DictReader(io.StringIO(found.to_csv(), newline=""))}) == len(values)


def test_reordered_and_removed_columns_follow_and_added_ones_are_refused(tmp_path):
    a, b, changes = tmp_path / "a.parquet", tmp_path / "b.parquet", tmp_path / "c.csv"
    pq.write_table(pa.table({"k": [1, 2], "v": ["a", "b"], "w": [1, 2]}), a)
    pq.write_table(pa.table({"v": ["a", "c"], "k": [1, 2]}), b)
    tracker.diff(a, b, key="k", output=changes)
    tracker.apply(a, changes, tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet").to_pydict() == {"v": ["a", "c"], "k": [1, 2]}
    tracker.diff(b, a, key="k", output=changes, force=True)
    with pytest.raises(BadValueError, match="a column was added"):
        tracker.apply(b, changes, tmp_path / "other.parquet")
    assert not (tmp_path / "other.parquet").exists()


def test_a_list_that_does_not_fit_is_refused_and_writes_nothing(tmp_path):
    a, b, changes, out = (tmp_path / n for n in ("a.parquet", "b.parquet", "c.csv", "out.parquet"))
    pq.write_table(pa.table({"k": [1, 2, 3], "v": ["a", "b", "c"]}), a)
    pq.write_table(pa.table({"k": [1, 2, 4], "v": ["a", "x", "d"]}), b)
    tracker.diff(a, b, key="k", output=changes)
    with pytest.raises(BadValueError, match=r"not in the file|not what the list says"):
        tracker.apply(b, changes, out)
    with pytest.raises(ContradictionError, match="format of the old file"):
        tracker.apply(a, changes, tmp_path / "out.csv")
    with pytest.raises(BadValueError, match="no change list"):
        tracker.apply(a, a, out)
    text = changes.read_text()
    changes.write_text(text.replace("3,removed", "x,removed"))
    with pytest.raises(BadValueError, match="no value of the column"):
        tracker.apply(a, changes, out)
    assert not out.exists()


NAMES = [
    (["kind", "key_kind", "v"], ["kind"]),
    (["kind", "key_kind", "v"], ["kind", "key_kind"]),
    (["key_kind", "kind", "v"], ["key_kind", "kind"]),
    (["key_kind", "key_", "", "v"], ["key_kind", "key_", ""]),
    (["", "key_", "v"], [""]),
    (["Kind", "KIND", "kind", "v"], ["Kind", "KIND", "kind"]),
    (["a", "A", "key_A", "v"], ["a", "A"]),
    (["OLD", "new", "key_old", "column"], ["OLD", "new"]),
]


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
@pytest.mark.parametrize("sign", [",", ";"])
@pytest.mark.parametrize(("names", "key"), NAMES)
def test_keys_of_any_name_are_found_again(tmp_path, form, sign, names, key):
    a, b, changes, out = (tmp_path / n for n in ("a.csv", "b.csv", f"changes.{form}", "out.csv"))
    rows = [[f"{i}{n}" for n in range(len(names))] for i in range(3)]
    other = [[*rows[0][:-1], "x"], rows[1], ["new"] * len(names)]
    for path, side in ((a, rows), (b, other)):
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=sign).writerows([names, *side])
    delimiter = None if sign == "," or names[0] else ";"  # An empty name stands under every delimiter.
    tracker.diff(a, b, key=key, output=changes, output_format=form, delimiter=delimiter)
    tracker.apply(a, changes, out, delimiter=delimiter)
    with out.open(newline="", encoding="utf-8") as file:
        head, *got = csv.reader(file, delimiter=sign)
    assert (head, got) == (names, other)


def test_where_nothing_differs_the_file_is_the_old_one(tmp_path):
    old, changes, out = tmp_path / "a.csv", tmp_path / "changes.jsonl", tmp_path / "out.csv"
    old.write_bytes(b'"k";"v, w"\r\n1;"2"\r\n')
    tracker.diff(old, old, key="k", output=changes, output_format="jsonl")
    assert tracker.apply(old, changes, out).read_bytes() == old.read_bytes()


INNER = pa.dictionary(pa.uint16(), pa.date32())
KINDS = {
    "extension": (pa.uuid(), [bytes(16), b"\x01" * 16]),
    "days by number": (INNER, [0, 18262]),
    "run ends in a list": (pa.list_(pa.run_end_encoded(pa.int32(), pa.string())), [["a", None], []]),
    "run ends in a struct": (pa.struct([("a", pa.run_end_encoded(pa.int32(), pa.int64()))]), [(1,), (None,)]),
    "a field twice": (pa.struct([pa.field("a", pa.int64()), pa.field("a", pa.string())]), [(1, "x"), (2, "y")]),
    "a struct of nothing": (pa.struct([]), [(), ()]),
    "times in a map": (pa.map_(pa.date32(), pa.duration("ns")), [[(0, 1)], [(1, None), (2, -1)]]),
    "views": (pa.list_view(pa.list_(pa.timestamp("us"), 2)), [[[0, None]], [None]]),
    "lists of no items": (pa.list_(pa.int64(), 0), [[], []]),
    "lists of no items in lists": (pa.list_(pa.list_(pa.string(), 0)), [[[], None], []]),
    "half floats": (pa.large_list(pa.float16()), [[1.5], [None, 0.1]]),
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("rows", [0, 1, 3])
def test_whatever_arrow_can_hold_is_applied(tmp_path, name, rows):
    kind, values = KINDS[name]
    a, b, changes, out = (tmp_path / n for n in ("a.arrow", "b.arrow", "c.csv", "out.arrow"))
    sides = ([values[i % 2] for i in range(rows)], [*(values[(i // 2) % 2] for i in range(rows)), values[1], None])
    for path, column in zip((a, b), sides, strict=True):
        cells = {"k": pa.array(range(len(column)), pa.int64()), "v": made.array(column, kind)}
        with pa.ipc.new_file(path, pa.table(cells).schema) as file:
            file.write_table(pa.table(cells))
    tracker.diff(a, b, key="k", output=changes)
    tracker.apply(a, changes, out)
    assert canon.texts(read(out)["v"].combine_chunks()) == canon.texts(read(b)["v"].combine_chunks())
    assert read(out).schema == read(b).schema


def test_views_in_a_struct_are_written(tmp_path):
    """Of these Arrow writes no slice."""
    kind = pa.struct([("a", pa.binary_view())])
    a, b, changes, out = (tmp_path / n for n in ("a.parquet", "b.parquet", "c.csv", "out.parquet"))
    for path, first in ((a, b"x"), (b, b"y")):
        values = [(first,), *((b"z",) for _ in range(9))]
        pq.write_table(pa.table({"k": range(10), "v": made.array(values, kind)}), path)
    tracker.diff(a, b, key="k", output=changes)
    tracker.apply(a, changes, out)
    assert read(out).equals(read(b))


def test_what_arrow_cannot_make_is_one_line(tmp_path, monkeypatch):
    a, b, changes = tmp_path / "a.parquet", tmp_path / "b.parquet", tmp_path / "c.csv"
    for path, value in ((a, "x"), (b, "y")):
        pq.write_table(pa.table({"k": [1], "v": [value]}), path)
    tracker.diff(a, b, key="k", output=changes)

    def fails(*_):
        raise pa.ArrowNotImplementedError("no such array")

    monkeypatch.setattr(made, "array", fails)
    with pytest.raises(BadValueError, match=r"Arrow cannot make a table of these types.*no such array"):
        tracker.apply(a, changes, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


HEAD = "id,kind,column,old,new\n"


@pytest.mark.parametrize(
    ("listed", "says"),
    [
        (HEAD + "1,changed\n", "entry 1: .* got 2 cells for 5 columns"),
        (HEAD + "1,changed,a,x,q,r\n", "6 cells for 5"),
        (HEAD + '1,changed,a,"""x",q\n', "JSON text"),
        (HEAD + '1,changed,a,"""x"" y",q\n', "JSON text"),
        (HEAD + "1,changed,a,x,q\n1,changed,a,x,r\n", "the column 'a' of one row twice"),
        (HEAD + "9,added,a,,q\n9,added,a,,r\n", "the column 'a' of one row twice"),
        (HEAD + "9,added,,,\n9,added,,,\n", "a row twice"),
        (HEAD + "1,changed,a,x,q\n1,removed,a,x,\n1,removed,b,2,\n", "two things of one row"),
        (HEAD + "1,removed,a,x,\n1,removed,b,2,\n1,added,a,,q\n", "two things of one row"),
        (HEAD + "1,changed,id,1,9\n", "changes a column of the key"),
        (HEAD + "9,added,id,,10\n", "changes a column of the key"),
        (HEAD + ",schema,,,\n", "an entry on the columns"),
        (HEAD + ",schema,a,,\n", "an entry on the columns"),
        (HEAD + ',schema,,,"[""id"", ""a""]"\n', "orders other columns"),
        (HEAD + ',schema,,,"[""id"", ""a"", ""b"", ""q""]"\n', "orders other columns"),
        (HEAD + ',schema,,,"[""id"", ""a"", ""b"", ""b""]"\n', "an entry on the columns"),
        (HEAD + ",schema,,," + "[" * 9_000 + "\n", "an entry on the columns"),
        (HEAD + ",schema,q,text,\n", "removes a column that the file has not"),
        (HEAD + ",schema,id,text,\n", "removes a column that the file has not"),
        ("id,id,kind,column,old,new\n1,1,changed,a,x,q\n", "is no change list"),
        ("id,key_id,kind,column,old,new\n1,1,changed,a,x,q\n", "a key that the file has not"),
        ("b,kind,column,old,new\n2,changed,a,x,q\n", "is not unique in the file"),
    ],
)
def test_a_list_that_contradicts_itself_or_the_file_is_refused(tmp_path, listed, says):
    old, changes, out = tmp_path / "old.csv", tmp_path / "changes.csv", tmp_path / "new.csv"
    old.write_text("id,a,b\n1,x,2\n2,y,2\n")
    changes.write_text(listed)
    with pytest.raises(BadValueError, match=says) as caught:
        tracker.apply(old, changes, out)
    assert len(str(caught.value)) < 300
    assert not out.exists()


@pytest.mark.parametrize(
    "lines",
    ["null\n", "{}\n", "[1]\n", "[" * 9_000 + "\n", '{"id": {"a": 1}, "kind": "changed", "column": "a", "old": "x", "new": 1}\n',
     '{"id": "1", "id": "2", "kind": "changed", "column": "a", "old": "y", "new": "q"}\n',
     '{"id": "1", "kind": "changed", "column": "a", "old": "x", "new": "q"}\n{"id": "2"}\n'],
)  # fmt: skip
def test_lines_that_are_no_entries_are_refused(tmp_path, lines):
    old, changes, out = tmp_path / "old.csv", tmp_path / "changes.jsonl", tmp_path / "new.csv"
    old.write_text("id,a,b\n1,x,2\n2,y,2\n")
    changes.write_text(lines)
    with pytest.raises(BadValueError, match="is no change list"):
        tracker.apply(old, changes, out)
    assert not out.exists()


def test_a_list_without_columns_is_not_one_without_changes(tmp_path):
    pq.write_table(pa.table({"id": [1], "a": ["x"]}), tmp_path / "old.parquet")
    pq.write_table(pa.table({}), tmp_path / "changes.parquet")
    with pytest.raises(BadValueError, match="is no change list"):
        tracker.apply(tmp_path / "old.parquet", tmp_path / "changes.parquet", tmp_path / "new.parquet")


def test_an_arrow_file_with_a_dictionary_is_written_back(tmp_path):
    for name, values in (("a", ["x", "y", "x"]), ("b", ["x", "z", "x"])):
        table = pa.table({"id": [1, 2, 3], "v": pa.array(values).dictionary_encode()})
        with pa.ipc.new_file(tmp_path / f"{name}.arrow", table.schema) as out:
            out.write_table(table)
    a, b, changes, new = (tmp_path / n for n in ("a.arrow", "b.arrow", "c.csv", "new.arrow"))
    tracker.diff(a, b, key="id", output=changes)
    tracker.apply(a, changes, new)
    assert read(new).column("v").to_pylist() == ["x", "z", "x"]


def test_the_oracle_sees_a_difference():
    a = pa.table({"k": [1], "v": ["x"]})
    assert oracle.compare(a, pa.table({"k": [1], "v": ["y"]}), ["k"]) == (0, 0, 1, 1)


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
@pytest.mark.parametrize(
    "kind", [pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("ms", "UTC"), pa.timestamp("us")]
)
def test_years_before_0_with_few_digits(tmp_path, kind, form):
    """In rows that are added, changed and removed, and in a key."""
    days = [-719529, -720000, -800000, -1084671, -1084672, -719528]
    per = 1 if kind == pa.date32() else 86_400 * {"s": 1, "ms": 10**3, "us": 10**6}[getattr(kind, "unit", "ms")]
    values = made.array([d * per for d in days], kind)
    for name, rows in (("a", [0, 1, 2, 3]), ("b", [0, 2, 3, 4, 5])):
        key = values.take(pa.array(rows))
        cells = values.take(pa.array([(r + (name == "b") * (r == 2)) % 6 for r in rows]))
        put(tmp_path, name, pa.table({"k": key, "v": cells}))
    a, b, changes, out = (tmp_path / n for n in ("a.parquet", "b.parquet", f"changes.{form}", "out.parquet"))
    counts = tracker.diff(a, b, key="k", output=changes, output_format=form).counts
    assert (counts.added, counts.removed, counts.changed) == (2, 1, 1)
    tracker.apply(a, changes, out)
    assert tracker.diff(out, b, key="k").same


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("rows", [1, 2, 4])
def test_a_dictionary_of_an_arrow_file_may_hold_a_missing_value(tmp_path, nested, rows):
    """Arrow joins no two of them; a file in batches has more than one."""
    held = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, None], pa.int8()), pa.array(["a", None, "b"]))
    if nested:
        held = pa.ListArray.from_arrays(pa.array([0, 2, 2, 4, 4], pa.int32()), held)
    a, b, changes, out = (tmp_path / n for n in ("a.arrow", "b.arrow", "changes.csv", "out.arrow"))
    for path, keys, order in ((a, [1, 2, 3, 4], [0, 1, 2, 3]), (b, [5, 4, 3, 1], [2, 3, 0, 1])):
        cells = pa.chunked_array([held.slice(i, 1) for i in order])
        table = pa.table({"k": pa.chunked_array([[k] for k in keys]), "v": cells})
        with pa.ipc.new_file(path, table.schema) as file:
            file.write_table(table, max_chunksize=rows)
    assert tracker.diff(a, b, key="k", output=changes).counts.changed
    tracker.apply(a, changes, out)
    assert tracker.diff(out, b, key="k").same


@pytest.mark.parametrize(
    "new", [{"k": ["a"], "v": [""]}, {"k": ["a", ""], "v": ["x", "y"]}, {"k": ["a", "b"], "v": ["x", ""]}]
)
def test_text_that_is_empty_is_not_made_a_missing_cell_of_csv(tmp_path, new):
    (tmp_path / "a.csv").write_text("k,v\na,x\n")
    put(tmp_path, "b", pa.table(new))
    tracker.diff(tmp_path / "a.csv", tmp_path / "b.parquet", key="k", output=tmp_path / "list.csv")
    with pytest.raises(BadValueError, match="CSV has no text that is empty"):
        tracker.apply(tmp_path / "a.csv", tmp_path / "list.csv", tmp_path / "made.csv")
    assert not (tmp_path / "made.csv").exists()
