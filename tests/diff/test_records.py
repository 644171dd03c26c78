"""CSV is read as written: Python's csv is the oracle, and what is not well-formed is named with its line."""

from __future__ import annotations

import csv
import io
import os
import random

import pytest
import random_pairs

import tracker
from tracker.diff import records
from tracker.errors import BadValueError, ReleaseError, TrackerError

FILES = int(os.environ.get("TRACKER_FUZZ", "400"))
"""How many random files are read; the environment variable asks for more."""


def random_file(seed):
    """A random well-formed file, its rows, and its delimiter."""
    rng = random.Random(seed)
    while True:
        width = rng.randint(1, 4)
        delimiter = rng.choice(",,,;\t|")
        header = [f"c{i}{random_pairs.text(rng, 2)}" for i in range(width)]
        rows = [[random_pairs.text(rng) for _ in range(width)] for _ in range(rng.randint(0, 6))]
        out = io.StringIO(newline="")
        writer = csv.writer(
            out,
            delimiter=delimiter,
            lineterminator=rng.choice(["\n", "\r\n"]),
            quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
        )
        writer.writerows([header, *rows])
        text = out.getvalue()
        if rng.random() < 0.2:
            text = text.rstrip("\r\n")
        bom = "\ufeff" if rng.random() < 0.2 else ""
        said = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        # What the writer leaves ambiguous is not well-formed; a bare line break at the end belongs to no cell.
        if said == [header, *rows] and len(set(header)) == width:
            return bom + text, header, rows, delimiter


@pytest.mark.parametrize("part", range(8))
def test_random_well_formed_files_read_as_python_reads_them(tmp_path, monkeypatch, part):
    path = tmp_path / "x.csv"
    for seed in range(part, FILES, 8):
        text, header, rows, delimiter = random_file(seed)
        path.write_bytes(text.encode())
        wanted = [[cell or None for cell in row] for row in rows]
        for small in (10**9, -1):
            monkeypatch.setattr(records, "SMALL", small)
            found = records.find(path, [header[0]], delimiter)
            assert list(found.header) == header, seed
            read = [list(r.values()) for b in records.batches(found) for r in b.to_pylist()]
            assert read == wanted, (seed, small)


def write(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def compare(tmp_path, old, new, key="k", **options):
    return tracker.diff(write(tmp_path, "a.csv", old), write(tmp_path, "b.csv", new), key=key, **options)


@pytest.fixture(params=["python", "arrow"])
def reader(request, monkeypatch):
    """Both readers."""
    if request.param == "arrow":
        monkeypatch.setattr(records, "SMALL", -1)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("k,v\n#1,x\n", "k,v\n#1,y\n", 1),
        ("k,v\n// 1,x\n", "k,v\n// 1,y\n", 1),
        ("\ufeffk,v\r\n1,x\r\n", "k,v\n1,x", 0),
        ('k,v\n1,"x\r\ny"\n', 'k,v\n1,"x\ny"\n', 1),
        ('k,v\n1,"say ""hi"""\n', 'k,v\n1,"say ""ho"""\n', 1),
        ("k,v\n\n1,x\n\n", "k,v\n1,x\n", 0),
        ("k,v\n", "k,v\n", 0),
        ("k,v\n1,x\x00\n", "k,v\n1,x\n", 1),
        ("k,v\n1,NULL\n", "k,v\n1,\n", 1),
        ("k,v\n1,007\n", "k,v\n1,7\n", 1),
        ("k,v\n1,2020-01-01\n", "k,v\n1,2020-1-1\n", 1),
        ("k,v\n1,1.0\n", "k,v\n1,1.00\n", 1),
        ("k,v\n1,\\N\n", "k,v\n1,\\n\n", 1),
        ("k;v\n1;x\n", "k;v\n1;y\n", 1),
        ("k\tv\n1\tx\n", "k|v\n1|x\n", 0),
        (f"k,v\n1,{'x' * 200_000}\n", f"k,v\n1,{'x' * 199_999}y\n", 1),
    ],
)  # fmt: skip
def test_cells_are_compared_as_they_are_written(tmp_path, reader, old, new, changed):
    found = compare(tmp_path, old, new)
    assert (found.counts.added, found.counts.removed, found.counts.changed) == (0, 0, changed)


def test_a_file_of_one_column_has_a_row_for_every_line(tmp_path, reader):
    assert compare(tmp_path, "k\na\n\n", "k\na\n").counts.removed == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("k,v\n1,x\n2,y,z\n", "line 3: has a record of another width; expected 2 cells; got 3"),
        ("k,v\n1,x\n2\n", "line 3: has a record of another width; expected 2 cells; got 1"),
        ('k,v\n1,"x"y\n', "line 2: is not well-formed CSV"),
        ('k,v\n1,"x"""y\n', "line 2: is not well-formed CSV"),
        ('k,v\n1,"x\n', "line 2: is not well-formed CSV"),
        (b"k,v\n1,x\n2,\xff\n", "line 3: is not UTF-8"),
        (b"\xff\xfek\x00", "line 1: is not UTF-8"),
        ("k,v,v\n1,2,3\n", "the column 'v' stands twice"),
        ("", "has no header"),
        ("A,1\nk,v,w\nA,1,2\n", "unknown key column"),
        ("k,v\nA,1\nk,v,w\nA,1,2\n", "line 3: has a record of another width"),
    ],
)  # fmt: skip
def test_what_is_not_well_formed_is_named_with_its_line(tmp_path, reader, content, says):
    with pytest.raises(TrackerError) as caught:
        compare(tmp_path, "k,v\n1,x\n", content)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 300 + len(str(tmp_path))


def test_a_large_file_is_named_by_line_too(tmp_path):
    rows = "".join(f"{i},{'y' * 40}\n" for i in range(60_000))
    with pytest.raises(ReleaseError, match="line 60002: has a record of another width"):
        compare(tmp_path, "k,v\n1,x\n", f"k,v\n{rows}60000\n")


def test_a_record_longer_than_a_block_of_arrow_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "BLOCK", 4096)
    monkeypatch.setattr(records, "SMALL", -1)
    rows = "".join(f"{i},y\n" for i in range(3000))
    text = f"k,v\n{rows}"
    assert compare(tmp_path, f'{text}x,"{"long " * 2000}"\n', f'{text}x,"{"long " * 1999}Long "\n').counts.changed == 1


@pytest.mark.parametrize("shift", range(8))
def test_a_line_break_inside_of_a_cell_is_whole_wherever_a_block_of_arrow_ends(tmp_path, monkeypatch, shift):
    monkeypatch.setattr(records, "BLOCK", 64)
    monkeypatch.setattr(records, "SMALL", -1)
    path = write(tmp_path, "a.csv", f'k,v\n{"x" * (52 + shift)},1\n2,"a\r\nb"\n3,"c\nd"\n')
    read = [r for b in records.batches(records.find(path, ["k"])) for r in b.to_pylist()]
    assert [r["1"] for r in read] == ["1", "a\r\nb", "c\nd"]


def test_the_delimiter_is_an_option(tmp_path, reader):
    assert compare(tmp_path, "k:v\n1:x\n", "k:v\n1:y\n", delimiter=":").counts.changed == 1
    assert compare(tmp_path, "k;v\n1;x,y\n", "k;v\n1;x\n", delimiter="semicolon").counts.changed == 1
    for wrong in ("", "::", '"', "\n"):
        with pytest.raises(BadValueError, match="not a delimiter"):
            compare(tmp_path, "k:v\n", "k:v\n", delimiter=wrong)


@pytest.mark.parametrize("sign", ";\t|")
@pytest.mark.parametrize("head", ['"k"{}v', '"k"{}"v, w"', '"k ""x"""{}"v"'])
def test_a_name_in_quotes_is_read_under_whichever_delimiter(tmp_path, reader, sign, head):
    key = "k" if "x" not in head else 'k "x"'
    old, new = (head.format(sign) + f"\n1{sign}{v}\n" for v in "xy")
    assert compare(tmp_path, old, new, key=key).counts.changed == 1


@pytest.mark.parametrize("content", ['"k"x,v\n1,2\n', 'k,"v"x\n1,2\n', '"k\n1,2\n'])
def test_a_header_that_no_delimiter_reads_is_named_as_what_it_is(tmp_path, content):
    with pytest.raises(ReleaseError, match=r"line \d: is not well-formed CSV"):
        compare(tmp_path, content, content)


def test_what_export_writes_for_spreadsheets_can_be_compared(tmp_path):
    tracker.export(tmp_path / "x", format="csv-excel", version="0.4.0", delimiter=";")
    file = tmp_path / "x" / "vendors.csv"
    assert tracker.diff(file, file, key="vendor").same
    other = tmp_path / "other.csv"
    other.write_bytes(file.read_bytes().replace(b"huawei;", b"Huawei;", 1))
    for delimiter in (None, "semicolon", ";"):
        assert tracker.diff(file, file, key="vendor", delimiter=delimiter).same
        counts = tracker.diff(file, other, key="vendor", delimiter=delimiter).tables[0].counts
        assert (counts.added, counts.removed, counts.changed, counts.old_rows) == (1, 1, 0, 2)
    tracker.export(tmp_path / "y", format="csv-excel", version="0.4.0", tables="vendors")
    comma = tmp_path / "y" if (tmp_path / "y").is_file() else tmp_path / "y" / "vendors.csv"
    with pytest.raises(TrackerError, match="vendor"):
        tracker.diff(file, comma, key="vendor", delimiter="semicolon")
