"""A filter by jurisdiction, vendor or segment holds for every table that leads to one, and for the positions."""

import factory
import pytest
from test_diff import NEW_ACT, pair_of

import tracker
from tracker.errors import BadValueError, ContradictionError, UnknownNameError


@pytest.fixture(scope="module")
def whole():
    return tracker.diff("0.2.0", "0.3.0")


def of(version, table):
    return tracker.load(table, version=version)


def rows_of(version, table, jurisdiction=None, vendor=None, segment=None):
    """Keys of a table's rows that are of a jurisdiction, vendor and segment, worked out by hand."""
    events = of(version, "events")
    kept = {
        r["event_id"]
        for r in events.to_dict("records")
        if (jurisdiction is None or r["jurisdiction"] == jurisdiction)
        and (vendor is None or vendor in r["covers_vendors"])
        and (segment is None or segment in r["segments"])
    }
    links = of(version, "event_sources")
    links = links[links["event_id"].isin(kept)]
    if table == "events":
        return {(e,) for e in kept}
    if table == "sources":
        return {(s,) for s in links["source_id"]}
    return set(zip(links["event_id"], links["source_id"], strict=True))


@pytest.mark.parametrize(
    "only",
    [{"jurisdiction": "BEL"}, {"vendor": "zte"}, {"segment": "core"}, {"jurisdiction": "DEU", "vendor": "huawei"}],
)
def test_evidence_is_filtered_through_its_events(whole, only):
    found = tracker.diff("0.2.0", "0.3.0", where=" AND ".join(f"{c} = '{v}'" for c, v in only.items()))
    assert found.counts.rows > 0
    for table in ("events", "sources", "event_sources"):
        old, new = (rows_of(version, table, **only) for version in ("0.2.0", "0.3.0"))
        wanted = {r.key for r in whole[table].rows if r.kind == "changed"} & old & new
        assert {r.key for r in found[table].rows if r.kind == "added"} == new - old
        assert {r.key for r in found[table].rows if r.kind == "removed"} == old - new
        assert {r.key for r in found[table].rows if r.kind == "changed"} == wanted
        assert (found[table].counts.old_rows, found[table].counts.new_rows) == (len(old), len(new))


@pytest.mark.parametrize("columns", [["jurisdiction"], ["vendor"], ["segment", "vendor"]])
def test_cells_and_positions_are_filtered(whole, columns):
    only = {c: getattr(whole.effects[0], c) for c in columns}
    found = tracker.diff("0.2.0", "0.3.0", **only)
    wanted = tuple(e for e in whole.effects if all(getattr(e, c) == v for c, v in only.items()))
    assert found.effects == wanted
    assert 0 < len(wanted) < len(whole.effects)
    for table in ("stances", "reviews", "coverage"):
        key = whole[table].key
        keep = [r for r in whole[table].rows if all(r.key[key.index(c)] == v for c, v in only.items())]
        assert list(found[table].rows) == keep
    assert set(found.sources) <= {r.event_id for _, r in found}


def test_names_are_read_as_everywhere():
    by_name = tracker.diff("0.2.0", "0.3.0", jurisdiction="Belgium", vendor="ZTE Corporation")
    by_code = tracker.diff("0.2.0", "0.3.0", where="jurisdiction = 'BEL' AND vendor = 'zte'")
    assert by_name == by_code
    with pytest.raises(UnknownNameError, match="BEL"):
        tracker.diff("0.2.0", "0.3.0", jurisdiction="Belgum")


def test_a_positions_filter_may_name_what_only_spells_have(tmp_path):
    old, new = pair_of(tmp_path, NEW_ACT)
    whole = tracker.diff(old, new)
    assert whole.effects
    none = tracker.diff(old, new, where="rationale LIKE '%no such words%'")
    assert none.effects == ()
    some = tracker.diff(old, new, where="rationale IS NOT NULL AND valid_to IS NOT NULL")
    cells = {r.key[:3] for t in some.tables if t.table == "stances" for r in t.rows}
    assert {(e.jurisdiction, e.vendor, e.segment) for e in some.effects} <= cells


def test_what_nothing_leads_to_is_left_out_by_name(whole):
    found = tracker.diff("0.2.0", "0.3.0", where="vendor = 'zte'")
    assert {"jurisdictions", "memberships"} <= set(found.left_out)
    assert not {t.table for t in found.tables} & set(found.left_out)
    assert whole.left_out == ()


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"where": "colour = 'red'"}, ContradictionError, "got colour"),
        ({"where": "vendor = 'zte'", "tables": ["jurisdictions"]}, ContradictionError, "jurisdiction"),
        ({"where": "1 = 1"}, BadValueError, "names no column"),
        ({"where": "vendor = "}, BadValueError, "where"),
        ({"where": "vendor > 3 + x'"}, BadValueError, "where"),
        ({"where": "list_contains(vendor, 'zte')"}, BadValueError, "does not fit"),
    ],
)
def test_what_fits_no_table_is_refused_in_one_message(given, error, words):
    with pytest.raises(error, match=words) as caught:
        tracker.diff("0.2.0", "0.3.0", **given)
    assert len(str(caught.value)) < 300


def test_files_have_no_jurisdiction(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text("k,v\n1,2\n")
    with pytest.raises(ContradictionError, match="only releases"):
        tracker.diff(tmp_path / "a.csv", tmp_path / "b.csv", key="k", vendor="zte")


def test_an_event_of_two_vendors_is_of_each(tmp_path):
    old, new = pair_of(tmp_path, {"events": {1: {"summary": "Other words are used here."}}})
    (key,) = [r.key for _, r in tracker.diff(old, new)]
    event = factory.mini()["events"][1]
    for vendor in event["covers_vendors"].split(";"):
        assert [r.key for _, r in tracker.diff(old, new, vendor=vendor)] == [key]
