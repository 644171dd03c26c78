import factory
import pytest

from tracker.curation.characters import lost, mended, stray
from tracker.curation.tidy import tidy
from tracker.curation.validate import validate
from tracker.schema import curated_tables, tables

UNSEEN = [
    1,
    7,
    8,
    27,
    127,
    0x80,
    0x9B,
    0xAD,
    0x61C,
    0x180E,
    0x200B,
    0x200D,
    0x200E,
    0x202E,
    0x2060,
    0x2066,
    0xFEFF,
    0xE0041,
]
SPACES = [0x9, 0xB, 0x85, 0xA0, 0x1680, 0x2003, 0x2028, 0x202F, 0x3000]


@pytest.mark.parametrize("code", UNSEEN)
def test_what_shows_nothing_is_refused_and_removed(code, data):
    path = data / "events.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("Ministry", f"Mini{chr(code)}stry", 1), encoding="utf-8", newline="")
    assert [p.code for p in validate(data).problems] == ["C08"]
    assert tidy(data).rewritten
    assert path.read_text(encoding="utf-8") == good


@pytest.mark.parametrize("code", SPACES)
def test_odd_white_space_becomes_a_space(code):
    assert stray(f"two{chr(code)}words")
    assert mended(f"two{chr(code)}words") == "two words"


def test_joiners_stay_where_they_join():
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert not stray(persian)
    assert mended(persian) == persian
    assert mended("a\u200cb") == "ab"


def test_prose_keeps_its_line_breaks():
    assert not stray("one\ntwo", prose=True)
    assert stray("one\ntwo")


@pytest.mark.parametrize("code", [0xFFFD, 0xFFFE, 0xFDD0, 0xE000, 0x10FFFF])
def test_a_lost_character_is_a_problem_that_nothing_mends(code, data):
    path = data / "events.csv"
    path.write_text(path.read_text().replace("Ministry", f"Mini{chr(code)}stry", 1), encoding="utf-8")
    assert lost(chr(code))
    assert [p.code for p in validate(data).problems] == ["C10"]
    tidy(data)
    assert [p.code for p in validate(data).problems] == ["C10"]


@pytest.mark.parametrize("column", ["gw", "cow"])
@pytest.mark.parametrize(
    "number", ["9" * 5000, "9223372036854775808", "-9223372036854775809", "007", "-0", "1.0", "１"]
)
def test_numbers_of_any_length_are_problems(column, number, tmp_path):
    fields = [f.name for f in tables()[0].curated if f.type == "integer"]
    if column not in fields:
        column = fields[-1]
    folder = factory.write(tmp_path / "data", factory.changed({"jurisdictions": {0: {column: number}}}))
    assert [(p.code, p.column) for p in validate(folder).problems] == [("C02", column)]


@pytest.mark.parametrize("size", [5_000, 131_073, 300_000])
def test_a_giant_cell_is_too_long(size, tmp_path):
    folder = factory.write(tmp_path / "data", factory.changed({"vendors": {0: {"name": "x" * size}}}))
    (problem,) = validate(folder).problems
    assert (problem.code, problem.column, problem.message) == ("C05", "name", f"{size} characters")
    assert len(str(problem)) < 300


# The small world has no row of readings.
DAYS = [(t.name, f.name) for t in curated_tables() if t.name != "readings" for f in t.curated if f.type == "date"]


@pytest.mark.parametrize("column", DAYS)
@pytest.mark.parametrize("value", ["", "x"])
def test_a_column_without_a_readable_day(column, value, data):
    import csv
    import io

    table, name = column
    path = data / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows([{**r, name: value} for r in rows])
    report = validate(data)
    field = next(f for t in tables() if t.name == table for f in t.curated if f.name == name)
    if value or field.required:
        assert {("C02" if value else "C01")} <= {p.code for p in report.problems if p.column == name}


@pytest.mark.parametrize("name", [t.name for t in curated_tables()])
def test_a_table_with_a_header_only(name, data):
    path = data / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[0] + "\n", encoding="utf-8")
    report = validate(data)
    assert name != "coverage" or "V04" in {p.code for p in report.problems}


def test_no_rows_at_all(data):
    for path in data.iterdir():
        path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[0] + "\n", encoding="utf-8")
    assert [p.code for p in validate(data).problems] == ["V04"]


def test_every_text_has_a_largest_length():
    for table in tables():
        for field in table.curated:
            if field.type == "string" and not field.values:
                assert field.constraints.get("maxLength", 0) > 0, f"{table.name}.{field.name}"


def test_an_event_named_twice_in_a_decision(tmp_path):
    event = "aaa-20190601-bar"
    folder = factory.write(tmp_path / "data", factory.changed({"decisions": {0: {"events": f"{event};{event}"}}}))
    assert [p.code for p in validate(folder).problems] == ["D01"]
