"""The Excel workbook, read back with openpyxl."""

import datetime as dt
import errno
import gc
import sys

import loaded
import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.styles import Styles

import tracker
from tracker.errors import BadValueError, TrackerError
from tracker.show.export import workbook


@pytest.fixture(scope="module")
def book(wild, tmp_path_factory):
    path = tmp_path_factory.mktemp("xlsx") / "x.xlsx"
    tracker.export(path, version=wild)
    return openpyxl.load_workbook(path)


def test_sheets(book, wild):
    assert book.sheetnames == [workbook.SHEET, "about", *loaded.fields(wild), "codebook", "codebook_values"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold
        assert sheet.auto_filter.ref.startswith("A1:")


@pytest.mark.parametrize("version", ["0.2.0", "wild"])
def test_a_workbook_is_what_load_gives(version, wild, tmp_path):
    release = wild if version == "wild" else version
    tracker.export(tmp_path / "x.xlsx", version=release)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    for table, fields in loaded.fields(release).items():
        head, *read = book[table].iter_rows()
        assert [c.value for c in head] == workbook.heads(fields)
        named = [i for i, c in enumerate(head) if c.value == workbook.NAME]
        rows = loaded.rows(release, table)
        assert len(read) == len(rows)
        for cells, wanted in zip(read, rows, strict=True):
            own = [c for i, c in enumerate(cells) if i not in named]
            for cell, (name, value) in zip(own, wanted.items(), strict=True):
                if value is None or value == ():
                    assert cell.value is None, (table, name)  # empty: neither 0 nor open
                elif fields[name].type == "date":
                    assert cell.value == dt.datetime.combine(value, dt.time())
                    assert (cell.is_date, cell.number_format) == (True, "yyyy-mm-dd")
                elif isinstance(value, int):
                    assert (cell.value, type(cell.value)) == (value, type(value))
                else:
                    assert cell.value == loaded.as_text(value)
                    assert cell.data_type == "s"
                    assert cell.number_format == ("@" if len(cell.value) <= 255 else "General")


def test_no_cell_is_a_formula(book):
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert "f" not in {c.data_type for c in cells}
    risky = [c for c in cells if isinstance(c.value, str) and c.value.startswith(("=", "+", "-", "@"))]
    assert len(risky) >= 4
    assert all(c.quotePrefix for c in risky)


def test_about_and_codebook(book, wild):
    about = dict(book["about"].iter_rows(min_row=2, values_only=True))
    assert about["version"] == "1.0.0"
    assert about["released"] == "2024-01-31"
    assert about["citation"] == tracker.load("vendors", version=wild).attrs["citation"]
    assert about["licence"].startswith("CC-BY-4.0 (")
    assert "not the same as open" in about["note"]
    codebook = tracker.codebook(version=wild)
    shown = list(book["codebook"].iter_rows(min_row=2, values_only=True))
    assert [r[:2] for r in shown] == list(codebook[["table", "column"]].itertuples(index=False, name=None))
    values = list(book["codebook_values"].iter_rows(min_row=2, values_only=True))
    levels = [v[2:4] for v in values if v[:2] == ("stances", "level")]
    assert levels == [("open", 0), ("screened", 1), ("limited", 2), ("barred", 3), ("removal", 4)]
    assert book.properties.title == "5G Vendor Stances, version 1.0.0"


def test_what_excel_cannot_hold(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "x.xlsx"), {"strings_to_formulas": False})
    rows = [[dt.date(1899, 12, 31), "a\x01b", True, None, "_x0041_", "=1+1"]]
    workbook._sheet(book, workbook._Looks(book), workbook.Sheet("s", ["a", "b", "c", "d", "e", "f"], rows))
    book.close()
    (row,) = openpyxl.load_workbook(tmp_path / "x.xlsx")["s"].iter_rows(min_row=2)
    assert [c.value for c in row[:4]] == ["1899-12-31", "a\ufffdb", True, None]
    # Written with its own underscore escaped, so that a reader does not take it for a letter A.
    assert row[4].value == "_x0041_"
    assert (row[5].value, row[5].data_type) == ("=1+1", "s")
    with pytest.raises(BadValueError, match="s, row 3: a text is longer than a cell"):
        workbook._refuse_long(workbook.Sheet("s", ["a"], [["x"], ["x" * 40_000]]))
    # Excel counts a character outside the first plane twice, and the library would cut the text without a word.
    with pytest.raises(BadValueError, match=r"s, row 2: .*at most 32767 characters; got 34000"):
        workbook._refuse_long(workbook.Sheet("s", ["a"], [["\U0001f4f6" * 17_000]]))
    workbook._refuse_long(workbook.Sheet("s", ["a"], [["\U0001f4f6" * 16_000]]))


def test_more_links_than_a_sheet_may_have_are_texts(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_LINKS", 2)
    book = xlsxwriter.Workbook(str(tmp_path / "x.xlsx"), {"strings_to_urls": False})
    rows = [[f"https://example.org/{n}", n, n == 1] for n in range(4)]
    workbook._sheet(book, workbook._Looks(book), workbook.Sheet("s", ["a", "b", "c"], rows))
    workbook._sheet(book, workbook._Looks(book), workbook.Sheet("empty", ["a"], []))
    book.close()
    read = openpyxl.load_workbook(tmp_path / "x.xlsx")
    cells = list(read["s"].iter_rows(min_row=2))
    assert [[c.value for c in row] for row in cells] == rows
    assert [row[0].hyperlink is not None for row in cells] == [True, True, False, False]
    assert [[c.value for c in row] for row in read["empty"].iter_rows()] == [["a"]]


def test_the_first_sheet_has_the_positions_of_the_day(tmp_path):
    tracker.export(tmp_path / "x.xlsx", version="0.4.0", on="2020-07-14", jurisdiction="GBR")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames[0] == workbook.SHEET
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    found = [dict(zip(head, r, strict=True)) for r in rows]
    wanted = tracker.position("2020-07-14", jurisdiction="GBR", version="0.4.0")
    assert [r["event_id"] for r in found] == wanted["event_id"].tolist()
    assert [r["level_rank"] for r in found] == wanted["level_rank"].tolist()
    assert {r["jurisdiction_name"] for r in found} == {"United Kingdom of Great Britain and Northern Ireland"}
    assert {r["on"] for r in found} == {dt.datetime(2020, 7, 14)}
    addresses = set(tracker.load("sources", version="0.4.0")["url"])
    for cell in (row[head.index("source")] for row in book.worksheets[0].iter_rows(min_row=2)):
        assert cell.value in addresses
        assert cell.hyperlink is not None


def test_names_stand_beside_codes_and_addresses_open(book, wild):
    names = tracker.load("jurisdictions", version=wild).set_index("jurisdiction")["name"]
    head, *rows = book["events"].iter_rows(values_only=True)
    at = head.index("jurisdiction")
    assert head[at + 1] == workbook.NAME
    assert rows
    assert all(r[at + 1] == names[r[at]] for r in rows)
    cells = [c for row in book["sources"].iter_rows(min_row=2) for c in row if str(c.value).startswith("http")]
    plain = [c for c in cells if " " not in c.value]
    assert plain
    assert all(c.hyperlink is not None for c in plain)


def test_a_day_is_for_a_workbook_only(tmp_path):
    from tracker.errors import ContradictionError

    with pytest.raises(ContradictionError, match="only a workbook"):
        tracker.export(tmp_path / "x.sqlite", on="2020-01-01")


def test_what_could_not_be_written_is_left_open_nowhere(wild, tmp_path, monkeypatch):
    """Python from 3.13 on complains on the terminal when it collects a file that it cannot write to its end."""
    begun, complaints = [], []

    def full(self):
        begun.append([p.name for p in tmp_path.rglob("*") if p.is_file() and p.name != ".lock"])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Styles, "_write_fonts", full)
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    with pytest.raises(TrackerError, match="room on the disk"):
        tracker.export(tmp_path / "x.xlsx", version=wild)
    gc.collect()
    assert complaints == []
    assert begun == [[]]  # Other Pythons say nothing of a file that is left open: there is to be none.
    assert list(tmp_path.iterdir()) == []
