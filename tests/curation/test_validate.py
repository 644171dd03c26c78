"""Every code, by breaking the small world in one place."""

import json
import os
import subprocess
import sys

import factory
import pytest
from budget import cases

from tracker.curation.problem import CODES, Problem
from tracker.curation.validate import code_table, validate
from tracker.schema import curated_tables

FUTURE = {"date": "2024-01-02", "public_on": "2024-01-02"}

# code: (table, row, cells to change), in the small world's order of rows
BREAKS = {
    "C01": ("stances", 0, {"rationale": ""}),
    "C02": ("stances", 0, {"valid_from": "2019-06-31"}),
    "C03": ("stances", 0, {"level": "bared"}),
    "C04": ("jurisdictions", 1, {"jurisdiction": "bbb"}),
    "C05": ("events", 0, {"summary": "Too short."}),
    "C06": ("events", 0, {"segments": "access;core"}),
    "C10": ("events", 0, {"actor": "Mini\ufffdstry"}),
    "K01": ("vendors", 1, {"vendor": "huawei"}),
    "K02": ("sources", 1, {"url": "https://example.org/paper-20180301-review"}),
    "K03": ("stances", 0, {"event_id": "aaa-20190601-baz"}),
    "S01": (
        "stances",
        2,
        {**factory._stance("2020-12-31", "removal", "aaa-20190601-bar", deadline="2025-01-01")},
    ),
    "S02": ("stances", 0, {"valid_to": "2019-06-01"}),
    "S03": ("stances", 0, {"ended_by": ""}),
    "S04": ("stances", 2, {**factory._stance("2021-01-01", "screened", "aaa-20200115-law", basis="de_jure")}),
    "S05": ("stances", 2, {**factory._stance("2021-01-01", "limited", "aaa-20200115-law", basis="de_jure")}),
    "S06": ("stances", 0, {"level": "removal"}),
    "S07": ("stances", 0, {"valid_from": "2019-06-02"}),
    "S08": ("events", 1, {"actor_kind": "operator"}),
    "S09": ("events", 1, {"covers_vendors": "zte"}),
    "S10": ("stances", 0, {"confidence": "high"}),
    "S11": ("stances", 0, {"confirmed_on": "2021-03-31"}),
    "E01": ("events", 3, {"date": "2021-03-15"}),
    "E02": ("events", 1, {"public_on": "2019-05-31"}),
    "E03": ("events", 1, {"public_on": "2019-06-02"}),
    "E04": ("events", 4, FUTURE),
    "E05": ("events", 4, {"jurisdiction": "BBB"}),
    "Q01": ("event_sources", 4, {"event_id": "aaa-20190601-bar"}),
    "Q02": ("sources", 0, {"seen": "listed"}),
    "Q03": ("sources", 2, {"kind": "news"}),
    "Q04": ("events", 0, {"confidence": "high"}),
    "Q05": ("sources", 5, factory._source("paper-20180101-idle", "2018-01-01")),
    "Q06": ("sources", 0, {"published_precision": "month"}),
    "Q07": ("sources", 0, {"url": "https://example.org/a?utm_source=b"}),
    "R01": ("reviews", 0, {"closed_on": "2018-03-01"}),
    "R02": ("reviews", 0, {"closed_by": ""}),
    "R03": ("reviews", 0, {"closed_on": "2019-05-31"}),
    "P01": ("forecasts", 0, {"settled_by": ""}),
    "V01": ("coverage", 0, {"finding": "not_coded"}),
    "V02": ("coverage", 0, {"evidence_until": "2024-01-01"}),
    "M01": ("memberships", 0, {"member_to": "1973-01-01"}),
    "D01": ("decisions", 0, {"events": "aaa-20190601-bat"}),
    "X01": ("second_coding", 0, {"level": "limited"}),
}


_LATER = factory._act("aaa-2022-law-2", adopted="2022-01-10", published="2022-01-12", in_force="2022-02-01")
_LAW, _SECTION = "aaa-2020-law-1", "aaa-2020-law-1.s2"

# As above: faults of days, of evidence and of law that a reading of the sources found in earlier data.
BREAKS |= {
    "A01": ("acts", 0, {"adopted": "2019-12-30"}),
    "A02": ("acts", 0, {"published": "2020-01-14"}),
    "A03": ("acts", 0, {"amends": "aaa-2019-law-9"}),
    "A04": ("acts", 0, {"read_where": ""}),
    "A05": ("acts", 0, {"ended": "2023-01-01"}),
    "A06": ("provisions", 0, {"installed_until": "2025-01-01"}),
    "A07": ("events", 1, {"act_id": _LAW, "kind": "decision"}),
    "A08": ("acts", 1, _LATER),
    "L01": ("stances", 1, {"provision_id": ""}),
    "L02": ("provisions", 0, {"in_force_from": "2020-08-01"}),
    "L03": ("acts", 0, {"text": "excerpt"}),
    "L04": ("provisions", 0, {"in_force_to": "2022-01-01"}),
    "L05": ("stances", 1, {"level": "limited", "deadline": "2024-01-01"}),
    "L06": ("provisions", 0, {"segments": "access"}),
    "L07": ("stances", 1, {"level": "barred"}),
    "N01": (
        "exceptions",
        0,
        {"code": "E11", "table": "events", "row": "aaa-20190601-bar", "why": "These are two acts."},
    ),
    "N02": (
        "corrections",
        0,
        {
            "version": "0.1.0",
            "table": "stances",
            "row": "AAA",
            "column": "*",
            "reason": "text_read",
            "why": "It says so.",
        },
    ),
    "E06": ("events", 3, {"date": "2022-12-31", "date_precision": "year"}),
    "E07": ("sources", 1, {"published": "2019-05-20"}),
    "E08": ("sources", 1, {"published": "", "published_precision": ""}),
    "E09": ("sources", 1, {"published": "2019-06-30"}),
    "E10": (
        "sources",
        1,
        {
            "published": "2019-06-30",
            "published_precision": "month",
            "url": "https://example.org/a-bar",
            "title": "A bar",
        },
    ),
    "E11": ("events", 2, {"date": "2019-06-01", "public_on": "2019-06-01", "kind": "statement", "actor": "Ministry"}),
    "E12": ("events", 1, {"summary": "The ministry bars Zte from the core network."}),
    "Q08": ("sources", 0, {"published": "2024-12-31", "published_precision": "year"}),
    "Q09": ("sources", 5, factory._source("daily-20190601-bar", "2019-06-01", title="Title of paper-20190601-bar!")),
    "Q10": ("sources", 2, {"publisher": "Ministry (copy at Docs)"}),
    "Q11": ("sources", 1, {"url": "https://staging.example.org/bar"}),
    "Q12": ("sources", 1, {"publisher": "The Paper"}),
    "S12": ("stances", 1, {"rationale": "The text was read in part only, hence medium."}),
    "V03": ("coverage", 0, {"evidence_until": "2022-03-14"}),
}

# What has to stand beside the broken cell for the fault to show.
BESIDE = {
    "L05": {"provisions": {0: {"does": "assess;cap", "installed": "Out by 2025.", "installed_until": "2025-01-01"}}},
    "Q09": {
        "event_sources": {
            5: {"event_id": "aaa-20190601-bar", "source_id": "daily-20190601-bar", "supports": "the bar again"}
        }
    },
}


def report_of(tmp_path, data):
    return validate(factory.write(tmp_path / "data", data), shown_as="data")


def test_the_small_world_is_fine(tmp_path):
    report = report_of(tmp_path, factory.mini())
    assert report.strict().fine, report.to_text()
    assert report.to_text() == f"fine: {sum(report.rows.values())} rows in {len(curated_tables())} tables"


@pytest.mark.parametrize("code", BREAKS)
def test_each_check_notices_its_fault(tmp_path, code):
    table, row, cells = BREAKS[code]
    report = report_of(tmp_path, factory.changed({table: {row: cells}} | BESIDE.get(code, {})))
    assert code in {p.code for p in report.found}, report.to_text()
    assert report.strict().fine is False


@pytest.mark.parametrize(
    ("other", "copy"), [("\ub2e4\ub978 \uc81c\ubaa9", False), ("\ud558\ub098\uc758 \uc81c\ubaa9!", True)]
)
def test_titles_in_another_script_are_read_by_their_own_letters(tmp_path, other, copy):
    tables = factory.changed({"sources": {5: {**BREAKS["Q09"][2], "title": other}}} | BESIDE["Q09"])
    (paper,) = (r for r in tables["sources"] if r["source_id"] == "paper-20190601-bar")
    paper["title"] = "\ud558\ub098\uc758 \uc81c\ubaa9"
    assert ("Q09" in {p.code for p in report_of(tmp_path, tables).found}) is copy


@pytest.mark.parametrize("note", ["Another report gives 2 June.", ""])
def test_a_day_at_the_end_of_a_remark_is_read_before_a_note(tmp_path, note):
    month = {**BREAKS["E10"][2]}
    edit = {
        "sources": {1: month},
        "event_sources": {1: {"supports": "signed on 1 June"}},
        "events": {1: {"note": note}},
    }
    report = report_of(tmp_path, factory.changed(edit))
    assert "E10" not in {p.code for p in report.found}, report.to_text()


@pytest.mark.parametrize(("host", "found"), [("www.vestnesis.lv", False), ("www.gazette.lv", True)])
def test_a_state_gazette_is_at_home_though_parliament_made_the_text(tmp_path, host, found):
    edit = {"sources": {2: {"url": f"https://{host}/op/2024/128", "origin": "Saeima"}}}
    report = report_of(tmp_path, factory.changed(edit))
    assert ("Q10" in {p.code for p in report.found}) is found, report.to_text()


def test_every_code_has_a_test():
    by_file_form = {c for c in CODES if c.startswith("F")} | {"C07", "C08", "C09", "V04"}
    assert set(BREAKS) == set(CODES) - by_file_form


def test_a_problem_names_place_value_expectation_and_nearest(tmp_path):
    report = report_of(tmp_path, factory.changed({"stances": {0: {"level": "bared"}}}))
    assert str(report.problems[0]) == (
        "data/stances.csv:2:level: C03 not in the vocabulary: got 'bared'; "
        "expected one of open, screened, limited, barred, removal; did you mean 'barred'?"
    )


def test_the_line_is_physical_below_a_cell_that_spans_lines(tmp_path):
    edit = {"stances": {0: {"rationale": "First line of prose.\nSecond line."}, 1: {"level": "screned"}}}
    report = report_of(tmp_path, factory.changed(edit))
    assert [(p.line, p.column, p.code) for p in report.problems] == [(4, "level", "C03")]


def test_all_problems_at_once(tmp_path):
    edit = {
        "stances": {0: {"level": "bared", "confidence": "sure"}, 1: {"deadline": "2018-13-07"}},
        "vendors": {0: {"headquarters": "chn"}},
    }
    report = report_of(tmp_path, factory.changed(edit))
    assert [(p.file, p.column, p.code) for p in report.problems] == [
        ("data/stances.csv", "confidence", "C03"),
        ("data/stances.csv", "level", "C03"),
        ("data/stances.csv", "deadline", "C02"),
        ("data/vendors.csv", "headquarters", "C04"),
    ]
    assert "4 problems in 2 files" in report.to_text()


def test_an_unreadable_day_is_not_reported_as_empty_too(tmp_path):
    report = report_of(tmp_path, factory.changed({"coverage": {3: {"last_checked": "soon"}}}))
    assert [p.code for p in report.problems if p.column == "last_checked"] == ["C02"]


TYPED = [(t.name, f.name) for t in curated_tables() for f in t.curated if f.type in {"date", "integer", "boolean"}]


@pytest.mark.parametrize(("name", "column"), TYPED)
@pytest.mark.parametrize("cell", ["2020-02-30", "9" * 5_000])
def test_a_column_of_which_nothing_reads_is_listed_cell_by_cell(tmp_path, name, column, cell):
    tables = factory.mini()
    count = len(tables[name])
    report = report_of(tmp_path, factory.changed({name: {row: {column: cell} for row in range(count)}}))
    listed = [p for p in report.problems if (p.file, p.column, p.code) == (f"data/{name}.csv", column, "C02")]
    assert len(listed) == count
    assert all(len(str(p)) < 300 for p in listed)


def test_a_misnamed_file_is_noticed(tmp_path):
    folder = factory.write(tmp_path / "data", factory.mini())
    (folder / "stance.csv").write_text("a,b\n")
    assert "did you mean 'stances.csv'?" in validate(folder).to_text()


def test_rules_wait_until_every_file_is_a_table(tmp_path):
    folder = factory.write(tmp_path / "data", factory.mini())
    (folder / "events.csv").write_text("<html></html>\n")
    assert {p.code for p in validate(folder).problems} == {"F05"}


def test_row_order_and_canonical_form(tmp_path):
    folder = factory.write(tmp_path / "data", factory.mini())
    vendors = folder / "vendors.csv"
    head, first, second = vendors.read_text().splitlines()
    vendors.write_text("\n".join([head, second, first]) + "\n")
    assert [(p.code, p.line) for p in validate(folder).problems] == [("F09", 3)]
    vendors.write_text("\n".join([head, first, second.replace("Zte", '"Zte"', 1)]) + "\n")
    assert [(p.code, p.line) for p in validate(folder).problems] == [("F10", 3)]


def test_two_copies_of_one_wire_text_are_one_source(tmp_path):
    second = factory._source("daily-20190601-bar", "2019-06-01", origin="Reuters")
    link = {"event_id": "aaa-20190601-bar", "source_id": "daily-20190601-bar", "supports": "the same"}
    edit = {
        "sources": {1: {"origin": "Reuters"}, 5: second},
        "event_sources": {5: link},
        "events": {1: {"confidence": "high"}},
    }
    assert "Q04" in {p.code for p in report_of(tmp_path, factory.changed(edit)).problems}
    edit["sources"][1] = {"origin": "AFP"}
    assert report_of(tmp_path / "two", factory.changed(edit)).fine


def test_an_eu_act_sets_no_member_states_stance(tmp_path):
    event = factory._event("eu-20200129-toolbox", "2020-01-29", "The Commission endorses a toolbox for networks.",
                           jurisdiction="EU", actor_kind="supranational")  # fmt: skip
    edit = {
        "events": {5: event},
        "sources": {5: factory._source("union-20200129-toolbox", "2020-01-29", kind="official_text")},
        "event_sources": {
            5: {"event_id": event["event_id"], "source_id": "union-20200129-toolbox", "supports": "the text"}
        },
        "stances": {2: factory._stance("2020-01-29", "screened", event["event_id"], vendor="zte")},
    }
    problems = report_of(tmp_path, factory.changed(edit)).problems
    assert [(p.code, p.column) for p in problems] == [("S08", "event_id")]


def test_json_and_github_formats(tmp_path):
    report = report_of(tmp_path, factory.changed({"stances": {0: {"level": "bared"}}}))
    body = json.loads(report.to_json())
    assert body["fine"] is False
    assert body["problems"][0]["line"] == 2
    assert report.to_github().startswith("::error file=data/stances.csv,line=2,title=C03 category::level: ")


def test_github_escapes_what_would_break_the_command():
    problem = Problem("a,b.csv", 1, "", "C08", "50%\nof it")
    assert problem.as_github() == "::error file=a%2Cb.csv,line=1,title=C08 white space::50%25\\nof it"


def test_code_table_lists_every_code():
    assert all(f"| `{code}` |" in code_table() for code in CODES)


def test_no_damage_to_a_file_makes_validation_fail_instead_of_report(tmp_path):
    """Bytes flipped, cut, doubled or swapped at random places: always a report, never an exception."""
    import random

    random.seed(7)
    folder = factory.write(tmp_path / "data", factory.mini())
    good = {p.name: p.read_bytes() for p in folder.iterdir()}
    for _ in range(cases(40, 120)):
        name = random.choice(sorted(good))
        damaged = bytearray(good[name])
        for _ in range(random.choice([1, 1, 3])):
            at = random.randrange(len(damaged))
            match random.randrange(5):
                case 0:
                    damaged[at] = random.randrange(256)
                case 1:
                    del damaged[at : at + random.randrange(1, 40)]
                case 2:
                    damaged[at:at] = damaged[at : at + 30]
                case 3:
                    damaged[at:at] = random.choice([b'"', b"\n", b",", b"\r", b"\x00", b"\xff", b";", "é".encode()])
                case 4:
                    other = random.randrange(len(damaged))
                    damaged[at], damaged[other] = damaged[other], damaged[at]
            if not damaged:
                damaged = bytearray(b"x")
        (folder / name).write_bytes(bytes(damaged))
        report = validate(folder)
        assert report.to_text()
        assert report.to_json()
        assert report.fine or report.to_github()
        (folder / name).write_bytes(good[name])
    assert validate(folder).fine


def test_two_findings_at_one_place_have_one_order(tmp_path):
    """Whatever the seed of Python's hashes is."""
    spoiled = factory.changed({"acts": {0: {"amends": "aaa-2019-x;aaa-2018-y;aaa-2017-z"}}})
    folder = factory.write(tmp_path / "data", spoiled)
    said = set()
    for seed in "123":
        done = subprocess.run(
            [sys.executable, "-m", "tracker", "validate", "--data", folder], capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert done.stdout.count("A03") == 3
        said.add(done.stdout)
    assert len(said) == 1
