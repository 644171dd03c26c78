"""The curve of who moved when counts what ``tracker.position`` has."""

import pytest
from plots import days, rows, texts

import tracker
from tracker.errors import BadValueError, BeyondHorizonError


@pytest.mark.parametrize("cell", [("huawei", "access"), ("zte", "core")])
@pytest.mark.parametrize("known_by", [None, "2020-07-01"])
def test_counts_agree_with_position_on_sampled_days(cell, known_by):
    vendor, segment = cell
    chart = tracker.plot.movers(vendor, segment, known_by=known_by, version="0.2.0")
    found = rows(chart, "counts")
    only = {"vendor": vendor, "segment": segment, "version": "0.2.0"}
    looked = set(tracker.load("coverage", **only)["jurisdiction"]) - {"EU"}
    for day in days("2018-01-15", known_by or "2026-11-20", 173):
        frame = tracker.position(day, known_by=known_by, **only)
        frame = frame[frame["jurisdiction"] != "EU"]
        wanted = frame["level"].dropna().value_counts()
        wanted = {str(k): int(v) for k, v in wanted.items() if v}
        if frame["level"].isna().any():
            wanted["review"] = int(frame["level"].isna().sum())
        silent = len(looked - set(frame["jurisdiction"]))
        if silent:
            wanted["not_coded"] = silent
        drawn = {r["state"]: r["count"] for r in found if r["start"] <= day.isoformat() < r["end"]}
        assert drawn == wanted, day


def test_what_is_no_level_lies_below_the_line():
    chart = tracker.plot.movers(version="0.2.0")
    found = rows(chart, "counts")
    above = max(r["y2"] for r in found if r["state"] not in {"review", "not_coded"})
    assert all(r["y"] >= above - 0.1 for r in found if r["state"] in {"review", "not_coded"})


def test_it_says_who_moved_and_that_a_union_is_not_counted():
    text = texts(tracker.plot.movers(version="0.2.0"))
    assert any("GBR\u00a02→4" in t for t in text)
    assert "A union of states is not counted." in text
    assert any("of 7 looked into" in t for t in text) or any("of 6 looked into" in t for t in text)


def test_a_part_of_the_time():
    chart = tracker.plot.movers(start="2020-01-01", end="2021-01-01", version="0.2.0")
    found = rows(chart, "counts")
    assert min(r["start"] for r in found) == "2020-01-01"
    assert max(r["end"] for r in found) == "2021-01-01"
    with pytest.raises(BadValueError, match="the last day lies before the first"):
        tracker.plot.movers(start="2021-01-01", end="2020-01-01", version="0.2.0")


def test_a_curve_of_what_nobody_looked_into_says_so(release):
    text = texts(tracker.plot.movers("zte", "access", version=release))
    assert "nothing looked into" in text
    assert not any("Who reached" in t for t in text)
    assert "nothing looked into" not in texts(tracker.plot.movers(version="0.2.0"))


def test_a_release_without_stances_draws_only_what_is_not_coded():
    found = rows(tracker.plot.movers("huawei", "core", version="0.1.0"), "counts")
    assert {r["state"] for r in found} <= {"not_coded", "review"}


# The small world was looked into until 2023-12-31, in what reaches to 2023-06-30.


@pytest.mark.parametrize("asked", [{"end": "2023-07-01"}, {"known_by": "2023-07-01"}, {"start": "2023-07-01"}])
def test_a_day_past_the_horizon_is_told_or_refused(release, asked):
    text = texts(tracker.plot.movers(version=release, **asked))
    assert any("evidence reaches to 2023-06-30: " in t for t in text)
    with pytest.raises(BeyondHorizonError, match=f"{next(iter(asked))}: .* until 2023-06-30"):
        tracker.plot.movers(version=release, beyond="refuse", **asked)


def test_the_curve_ends_with_the_evidence_where_later_days_are_refused(release):
    flagged, short = (tracker.plot.movers("huawei", "core", version=release, beyond=b) for b in ("flag", "refuse"))
    assert max(r["end"] for r in rows(flagged, "counts")) == "2023-12-31"
    assert max(r["end"] for r in rows(short, "counts")) == "2023-06-30"
    assert not any("lies beyond" in t for t in texts(short))
