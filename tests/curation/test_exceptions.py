"""Findings that a person explained, warnings, and checks that are newer than the data."""

import json

import factory
import pytest
from conftest import ROOT

from tracker.curation.problem import CODES, EXCUSABLE, UNMENDED, WARNINGS
from tracker.curation.validate import code_table, validate

TWICE = {2: {"date": "2019-06-01", "public_on": "2019-06-01", "kind": "statement", "actor": "Ministry"}}
WHY = {
    "code": "E12",
    "table": "events",
    "row": "aaa-20190601-bar",
    "why": "The vendor is named by the ministry's predecessor only.",
}
NAMED = {1: {"summary": "The ministry bars Zte from the core network."}}


def report_of(folder, edit):
    return validate(factory.write(folder, factory.changed(edit)), shown_as="data")


def test_an_exception_silences_its_check_in_its_row(tmp_path):
    loud = report_of(tmp_path / "a", {"events": NAMED})
    assert [(p.code, p.key) for p in loud.warnings] == [("E12", "aaa-20190601-bar")]
    assert report_of(tmp_path / "b", {"events": NAMED, "exceptions": {0: WHY}}).strict().fine


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({}, "E12 finds nothing in this row"),
        ({"code": "C03"}, "this check allows no exception"),
        ({"code": "E99"}, "no such check"),
        ({"table": "event"}, "did you mean 'events'?"),
    ],
)
def test_an_exception_that_silences_nothing_is_a_fault(tmp_path, cells, says):
    report = report_of(tmp_path / "data", {"exceptions": {0: WHY | cells}})
    assert [p.code for p in report.problems] == ["N01"]
    assert says in report.to_text()


def test_warnings_fail_nothing_unless_asked_to(tmp_path):
    report = report_of(tmp_path / "data", {"events": NAMED})
    assert report.fine
    assert not report.strict().fine
    assert "data/events.csv:4:named_vendors: warning E12 " in report.to_text()
    assert report.to_text().endswith(", 1 warning")
    assert report.to_github().startswith("::warning file=data/events.csv,line=4")
    body = json.loads(report.to_json())
    assert (body["fine"], body["problems"], body["warnings"][0]["severity"]) == (True, [], "warning")


def test_codes_say_in_the_table_what_they_allow():
    table = {row.split("`")[1]: row for row in code_table().splitlines()[2:]}
    assert {c for c, row in table.items() if "*Warning.*" in row} == WARNINGS
    assert {c for c, row in table.items() if "*May be explained.*" in row} == EXCUSABLE
    assert CODES.keys() >= WARNINGS | EXCUSABLE | UNMENDED


def test_no_check_is_spared_longer_than_the_data_need_it():
    found = {p.code for p in validate(ROOT / "data").found}
    assert found >= UNMENDED, f"mended, so take off UNMENDED: {sorted(UNMENDED - found)}"
