"""Reading CSV: what is wrong is said with its physical line, and nothing raises."""

import os

import pytest

from tracker.curation.reading import read
from tracker.schema import table

HEADER = "vendor,name,legal_name,headquarters\n"
GOOD = HEADER + "huawei,Huawei,Huawei Ltd,CHN\nzte,ZTE,ZTE Ltd,CHN\n"


def read_text(tmp_path, text, name="vendors"):
    path = tmp_path / f"{name}.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, table(name), shown_as=f"data/{name}.csv")


def codes(source):
    return [p.code for p in source.problems]


def test_a_good_file(tmp_path):
    source = read_text(tmp_path, GOOD)
    assert not source.problems
    assert source.frame["vendor"].tolist() == ["huawei", "zte"]
    assert [source.line(i) for i in (0, 1)] == [2, 3]


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        (GOOD.encode("utf-16"), "F02", 0, "UTF-16"),
        (GOOD.replace("ZTE Ltd", "ZTÉ Ltd").encode("latin-1"), "F02", 3, "0xc9"),
        (b"\xef\xbb\xbf" + GOOD.encode(), "F03", 1, "byte order mark"),
        (GOOD.replace("\n", "\r\n"), "F04", 1, "CRLF"),
        (GOOD.rstrip("\n"), "F04", 3, "no line end"),
        ("", "F05", 0, "empty"),
        ("\n \n", "F05", 0, "empty"),
        (b"PAR1\x00\x01", "F05", 1, "binary"),
        ("<!DOCTYPE html>\n<html></html>\n", "F05", 1, "web page"),
        ("  <html lang='en'>\n", "F05", 1, "web page"),
        (HEADER + 'huawei,"Huawei,Huawei Ltd,CHN\nzte,ZTE,ZTE Ltd,CHN\n', "F06", 2, "quoting"),
        (HEADER + 'huawei,"Hua"wei,Huawei Ltd,CHN\n', "F06", 2, "quoting"),
        (GOOD + "zte,ZTE\n", "F08", 4, "wrong number of cells"),
        (GOOD + "zte,ZTE,a,b,c\n", "F08", 4, "comma"),
        (GOOD + "\n", "F08", 4, "blank line"),
    ],
)
def test_form(tmp_path, text, code, line, says):
    source = read_text(tmp_path, text)
    problem = next(p for p in source.problems if p.code == code)
    assert problem.line == line
    assert says in str(problem)


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("vendor,name,headquarters", "legal_name: F07 column is missing"),
        ("vendor,name,legal_nam,headquarters", "did you mean 'legal_name'"),
        ("vendor,name,legal_name,headquarters,extra", "'extra'"),
        ("vendor,name,name,legal_name,headquarters", "repeated"),
        ("name,vendor,legal_name,headquarters", "out of order"),
    ],
)
def test_header(tmp_path, header, says):
    source = read_text(tmp_path, header + "\na,b,c,d\n")
    assert source.frame is None
    assert set(codes(source)) == {"F07"}
    assert any(says in str(p) for p in source.problems)


def test_a_missing_file_is_a_problem(tmp_path):
    source = read(tmp_path / "none.csv", table("vendors"))
    assert codes(source) == ["F01"]


def test_lines_count_breaks_inside_quoted_cells(tmp_path):
    text = GOOD.replace("huawei,Huawei,Huawei Ltd,CHN", 'huawei,"Hua\nwei","Huawei\n\nLtd",CHN')
    source = read_text(tmp_path, text)
    assert [source.line(0, c) for c in ("vendor", "name", "legal_name", "headquarters")] == [2, 2, 3, 5]
    assert source.line(1) == 6
    # Prose may hold line breaks.
    assert not source.problems


@pytest.mark.parametrize(
    ("cell", "code"),
    [(" Huawei", "C08"), ("Huawei ", "C08"), ("Hua  wei", "C08"), ("Hua\twei", "C08"), ("Hua\u00a0wei", "C08"),
     ("Hua\u200bwei", "C08"), ("Hue\u0301wei", "C09")],
)  # fmt: skip
def test_text_form(tmp_path, cell, code):
    source = read_text(tmp_path, GOOD.replace(",Huawei,", f",{cell},"))
    assert codes(source) == [code]
    assert source.problems[0].column == "name"
    assert source.problems[0].line == 2


@pytest.mark.parametrize("cell", ["2018-13-07", "2019-02-29", "7/12/2018", "2018-1-7", "2018"])
def test_days_that_do_not_exist(tmp_path, cell):
    header = ",".join(f.name for f in table("coverage").curated)
    source = read_text(
        tmp_path, f"{header}\nAAA,zte,core,{cell},2020-01-01,2020-01-01,2020-01-01,,coded,Papers,\n", "coverage"
    )
    assert codes(source) == ["C02"]
    assert source.problems[0].value == cell
    assert (0, "first_checked") in source.unread


def test_namibia_is_not_missing(tmp_path):
    given = {"jurisdiction": "NAM", "name": "NA", "kind": "country", "alpha2": "NA"}
    names = [f.name for f in table("jurisdictions").curated]
    row = ",".join(given.get(n, "") for n in names)
    source = read_text(tmp_path, f"{','.join(names)}\n{row}\n", "jurisdictions")
    assert source.frame[["name", "alpha2"]].values.tolist() == [["NA", "NA"]]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_the_place_of_a_table_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "vendors.csv")
    (problem,) = read(tmp_path / "vendors.csv", table("vendors"), shown_as="data/vendors.csv").problems
    assert problem.code == "F01"
    assert "is no plain file" in problem.message
