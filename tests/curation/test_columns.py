"""Columns read at once are the cells that the strict reader reads, and what is checked on them is the same."""

import csv
import io
import random
import unicodedata

import factory
import pyarrow as pa
import pytest
from budget import cases
from fuzz import mutations
from hypothesis import given
from hypothesis import strategies as st

from tracker.curation import asked, reading, validate
from tracker.curation.characters import fine, lost, stray
from tracker.curation.columns import of_rows, read_canonical, suspects
from tracker.curation.dataset import read_folder
from tracker.curation.validate import check
from tracker.diff import quotes

CELLS = st.text(st.sampled_from("ab ,\"\n;'é\u200b日\t-"), max_size=5)


def canonical(rows):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_a_canonical_file_is_read_at_once(rows):
    found = read_canonical(canonical([("a", "b", "c"), *rows]), ["a", "b", "c"])
    assert [c.to_pylist() for c in found] == [c.to_pylist() for c in of_rows(rows, 3)]
    assert [tuple(c or "" for c in row) for row in zip(*(c.to_pylist() for c in found), strict=True)] == rows


def test_a_file_that_is_looked_at_in_pieces(monkeypatch):
    monkeypatch.setattr(quotes, "_STEP", 7)
    rows = [(str(i), '"x", y' if i % 5 == 0 else "é\nz") for i in range(100)]
    assert read_canonical(canonical([("a", "b"), *rows]), ["a", "b"])[1].to_pylist() == [r[1] for r in rows]
    off = canonical([("a", "b"), *rows]).replace(b"\n98,", b'\n"98",')
    assert read_canonical(off, ["a", "b"]) is None


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,2\n\n", b"a,b\n\n1,2\n", b"a,b\n1,2", b'a,b\n"1",2\n', b"a,b\n1\n", b"a,b\n1,2,3\n", b'a,b\n1,"2\n',
        b'a,b\n1,"2"x\n', b'a,b\n1,x"y\n', b'a,b\n1,""\n', b"b,a\n1,2\n", b'"a",b\n1,2\n', b"a,b,c\n1,2,3\n", b"", b"a,b\n1, \"2\"\n",
        b'a,b\n1,"x"""y\n', b'a,b\n1,"x,y\n2,z"\n"3",4\n',
    ],
)  # fmt: skip
def test_anything_else_is_left_to_the_strict_reader(data):
    assert read_canonical(data, ["a", "b"]) is None


def test_one_column_is_left_to_the_strict_reader():
    assert read_canonical(b"a\n1\n", ["a"]) is None


def test_a_header_alone():
    assert [len(c) for c in read_canonical(b"a,b\n", ["a", "b"])] == [0, 0]


@given(st.lists(st.none() | st.text(max_size=6) | CELLS))
def test_no_cell_that_is_not_suspected_has_a_fault(cells):
    column = pa.array([c or None for c in cells], pa.large_string())
    found = set(suspects(column).tolist())
    for row, cell in enumerate(cells):
        if cell and row not in found:
            assert not stray(cell)
            assert not lost(cell)
            assert unicodedata.is_normalized("NFC", cell)
    whole = pa.array([None, "я", *(c or None for c in cells), "a  b"], pa.large_string())
    assert set(suspects(whole.slice(2, len(cells))).tolist()) == found


def test_of_all_characters_those_that_are_not_suspected_are_fine():
    every = [chr(i) for i in range(0x110000) if not 0xD800 <= i < 0xE000]
    found = set(suspects(pa.array([f"a{c}b" for c in every], pa.large_string())).tolist())
    passed = [c for i, c in enumerate(every) if i not in found]
    assert all(fine(f"a{c}b") for c in passed)
    assert {"é", "ß", "ő", "’", "–", "…", " ", "~"} < set(passed)
    # None of them joins another one into a third.
    assert all(unicodedata.normalize("NFC", f"a{c}o{c}") == f"a{c}o{c}" for c in passed)


def test_whichever_reader_reads_the_problems_are_the_same(tmp_path, monkeypatch):
    """Spoiled folders, read at once where that can be, and by the strict reader alone."""
    tables = factory.wild()
    tables["events"][1]["note"] = 'First line\nsecond line, "quoted"\n\nand a last one'
    good = {p.name: p.read_bytes() for p in factory.write(tmp_path / "good", tables).iterdir()}
    kinds = [*mutations.FORM.values(), *mutations.MUST.values(), *mutations.MAY.values()]
    told = 0
    for seed in range(cases(12, 200)):
        rng = random.Random(seed)
        files = dict(good)
        rng.choice(kinds)(rng, files)
        folder = tmp_path / str(seed)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        monkeypatch.undo()
        at_once = check(read_folder(folder))
        monkeypatch.setattr(reading, "read_canonical", lambda data, names: None)
        # Neither reader leans on what the other one read, nor on what was found in it.
        for module, memory in ((reading, "_READ"), (asked, "_NOTHING"), (validate, "_FINE")):
            monkeypatch.setattr(module, memory, {})
        assert check(read_folder(folder)) == at_once, seed
        told += len(at_once.problems)
    assert told
