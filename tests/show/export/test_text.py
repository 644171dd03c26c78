"""CSV, CSV for spreadsheets, and JSON Lines, read back."""

import csv
import json
import re

import factory
import loaded
import pytest

import tracker
from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.curation.validate import check
from tracker.errors import ContradictionError
from tracker.release.reading import shelf
from tracker.release.verifying.verify import verify

FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠|%]")


@pytest.mark.parametrize("version", ["0.2.0", "wild"])
def test_csv_is_what_load_gives(version, wild, tmp_path):
    release = wild if version == "wild" else version
    tracker.export(tmp_path / "x", format="csv", version=release)
    for table, fields in loaded.fields(release).items():
        raw = (tmp_path / "x" / f"{table}.csv").read_bytes()
        assert b"\r" not in raw
        read = list(csv.DictReader(raw.decode("utf-8").splitlines(keepends=True)))
        wanted = [{k: loaded.as_text(v) for k, v in r.items()} for r in loaded.rows(release, table)]
        assert read == wanted, table
        assert raw.decode("utf-8").splitlines()[0] == ",".join(fields)


def test_curated_csv_is_the_curated_tables_to_the_byte(tmp_path, wild):
    data = factory.write(tmp_path / "data", factory.wild())
    tracker.export(tmp_path / "x", format="csv", version=wild, curated=True)
    for path in data.iterdir():
        assert (tmp_path / "x" / path.name).read_bytes() == path.read_bytes(), path.name
    tables = {path.name for path in (tmp_path / "x").glob("*.csv")}
    assert tables == {path.name for path in data.glob("*.csv")}  # and none that a release derives


@pytest.mark.parametrize("tables", ["positions", ["stances", "panel_year"]])
def test_a_derived_table_has_no_curated_form(tables, tmp_path, wild):
    with pytest.raises(
        ContradictionError, match=r"^curated: (positions|panel_year) has no curated form: .*Leave out curated"
    ):
        tracker.export(tmp_path / "x", format="csv", version=wild, tables=tables, curated=True)
    assert not (tmp_path / "x").exists()


def test_a_release_built_from_its_curated_csv_is_the_same_release(tmp_path, wild):
    tracker.export(tmp_path / "x", format="csv", version=wild, curated=True)
    for extra in ("ABOUT.md", "CODEBOOK.md"):
        assert (tmp_path / "x" / extra).exists()
    data = read_folder(tmp_path / "x")
    assert check(data).fine
    again = build(data, tmp_path / "again", version="1.0.0", released=shelf.find(wild).released)
    assert (again / "datapackage.json").read_bytes() == (wild / "datapackage.json").read_bytes()
    assert verify(again)


@pytest.mark.parametrize("delimiter", [None, ",", ";"])
def test_a_spreadsheet_computes_no_cell(delimiter, wild, tmp_path):
    tracker.export(tmp_path / "x", format="csv-excel", version=wild, delimiter=delimiter)
    seen = 0
    for table in loaded.fields(wild):
        raw = (tmp_path / "x" / f"{table}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        with (tmp_path / "x" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            read = list(csv.DictReader(file, delimiter=delimiter or ","))
        assert not [c for row in read for c in row.values() if FORMULA.match(c) and not c.startswith("'")]
        # One apostrophe taken away gives the text back.
        bare = [{k: c[1:] if c.startswith("'") and FORMULA.match(c[1:]) else c for k, c in row.items()} for row in read]
        seen += bare != read
        assert bare == [{k: loaded.as_text(v) for k, v in r.items()} for r in loaded.rows(wild, table)]
    assert seen == 2  # sources and events have such texts


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), (" =1", "' =1"), ("\t=1", "'\t=1"),
        ("'=1", "''=1"), ("''+", "'''+"), ("＝1", "'＝1"), ("it's", "it's"), ("'quoted'", "'quoted'"), ("a=1", "a=1"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_neutralised(text, harmless):
    from tracker.schema import Field
    from tracker.show.export.text import _harmless

    assert _harmless(Field({"name": "x", "type": "string"}), text) == harmless
    assert _harmless(Field({"name": "x", "type": "integer"}), -1) == "-1"


@pytest.mark.parametrize("version", ["0.2.0", "wild"])
def test_json_lines_are_what_load_gives(version, wild, tmp_path):
    release = wild if version == "wild" else version
    tracker.export(tmp_path / "x", format="jsonl", version=release)
    for table, fields in loaded.fields(release).items():
        lines = (tmp_path / "x" / f"{table}.jsonl").read_text(encoding="utf-8").split("\n")
        assert lines.pop() == ""
        read = [json.loads(line) for line in lines]
        wanted = [
            {
                k: list(v) if isinstance(v, tuple) else str(v) if v is not None and fields[k].type == "date" else v
                for k, v in r.items()
            }
            for r in loaded.rows(release, table)
        ]
        assert read == wanted, table
