"""A timeline says what ``tracker.position``, the spells, the reviews and the history say."""

import itertools

import factory
import odd_world
import pytest
from plots import HOSTILE, LONG, RTL, days, hostile, placed, rows, texts

import tracker
from tracker.errors import BadValueError, BeyondHorizonError, UnknownNameError
from tracker.show.palette import LIGHT
from tracker.show.plot.facts import Facts

CELLS = [(v, s) for v in ("huawei", "zte") for s in ("core", "access", "government")]


def held(found, day):
    return [r for r in found if r["start"] <= day and (r["end"] is None or day < r["end"])]


@pytest.mark.parametrize("code", ["GBR", "DEU", "BEL", "FRA", "EU"])
@pytest.mark.parametrize("known_by", [None, "2020-07-01"])
def test_positions_agree_with_position_on_sampled_days(code, known_by):
    chart = tracker.plot.timeline(code, known_by=known_by, version="0.2.0")
    found = rows(chart, "positions")
    for day in days("2010-06-01", "2026-11-24", 241):
        frame = tracker.position(day, jurisdiction=code, known_by=known_by, version="0.2.0")
        wanted = {
            (r["vendor"], r["segment"]): (r["level"], r["basis"])
            for r in frame.to_dict("records")
            if r["level"] == r["level"]
        }
        drawn = {(r["vendor"], r["segment"]): (r["level"], r["basis"]) for r in held(found, day.isoformat())}
        assert drawn == wanted, day


def test_every_spell_review_deadline_and_event_is_drawn_once():
    chart = tracker.plot.timeline("GBR", version="0.2.0")
    only = {"jurisdiction": "GBR", "version": "0.2.0"}
    stances, reviews = tracker.load("stances", **only), tracker.load("reviews", **only)
    assert len(rows(chart, "spells")) == len(stances)
    assert len(rows(chart, "reviews")) == len(reviews)
    due = stances.dropna(subset=["deadline"]).drop_duplicates(["vendor", "segment", "deadline"])
    assert len(rows(chart, "deadlines")) == len(due)
    told = tracker.history("GBR", version="0.2.0")
    decisive = {e for e, c in zip(told["event_id"], told["changes"], strict=True) if c}
    assert [r["event_id"] for r in rows(chart, "deciding")] == [e for e in told["event_id"] if e in decisive]
    assert {r["event_id"] for r in rows(chart, "events")} == set(told["event_id"]) - decisive


def test_marks_lie_where_their_days_are():
    chart = tracker.plot.timeline("CAN", vendor="huawei", segment="access", version="0.2.0")
    inner = chart.to_dict(validate=False)["width"]
    ordered = sorted(rows(chart, "spells"), key=lambda r: r["valid_from"])
    assert [r["x"] for r in ordered] == sorted(r["x"] for r in ordered)
    for layer in ("spells", "positions", "reviews", "deadlines", "deciding", "events"):
        assert all(0 <= r["x"] <= r.get("x2", r["x"]) <= inner for r in rows(chart, layer)), layer


def test_lanes_do_not_overlap():
    chart = tracker.plot.timeline(["GBR", "DEU"], version="0.2.0")
    bands = {}
    for layer in ("positions", "spells", "reviews"):
        for r in rows(chart, layer):
            what = (layer, r["jurisdiction"], r["vendor"], r["segment"], r.get("basis") if layer == "spells" else "")
            bands.setdefault((r["y"], r["y2"]), set()).add(what)
    assert all(len(v) == 1 for v in bands.values())
    edges = sorted(bands)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(edges))


def test_every_mark_is_in_the_legend_and_the_frame_is_told():
    text = " ".join(texts(tracker.plot.timeline("DEU", on="2021-05-01", version="0.2.0")))
    for words in ("Open", "Removal", "not coded", "an event that changed something", "another event", "a deadline",
                  "still in force", "a review is open", "in law", "announced", "2021-05-01", "cutoff",
                  "Version 0.2.0", "[Data set]"):  # fmt: skip
        assert words in text, words


def test_a_jurisdiction_that_nobody_looked_into_says_so():
    assert "not looked into" in texts(tracker.plot.timeline("USA", version="0.2.0"))


def test_hostile_rtl_and_long_text_is_cut_and_stays_text(tmp_path, monkeypatch):
    release = hostile(tmp_path)
    monkeypatch.setattr(Facts, "names", lambda self: {"AAA": LONG, "BBB": HOSTILE, "EU": RTL})
    assert len(LONG) >= 400
    chart = tracker.plot.timeline(["AAA", "BBB"], version=release)
    text = texts(chart)
    assert any(RTL in t for t in text)
    assert any(HOSTILE[:20] in t for t in text)
    assert LONG not in " ".join(text)
    assert max(map(len, text)) < 200
    assert any(r["actor"] == RTL for r in rows(chart, "deciding"))


@pytest.mark.parametrize("codes", [[], None, ["BEL"] * 9])
def test_too_few_or_too_many_are_refused(codes):
    with pytest.raises(BadValueError, match="1 to 8"):
        tracker.plot.timeline(codes)


def test_an_unknown_code_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="BEL"):
        tracker.plot.timeline("Belgum")


def test_a_long_name_is_cut_and_its_code_is_not(tmp_path, monkeypatch):
    release = hostile(tmp_path)
    monkeypatch.setattr(Facts, "names", lambda self: {"AAA": LONG, "BBB": LONG, "EU": RTL})
    text = texts(tracker.plot.timeline(["AAA", "BBB"], version=release, width=480))
    assert sum(t.startswith("Commonwealth") and t.endswith("… (BBB)") for t in text) == 1
    assert text[0].endswith("…: positions over time")


@pytest.mark.parametrize("width", [480, 640, 800])
@pytest.mark.parametrize("code", ["GBR", "ROU", "CAN", "SWE"])
def test_every_deadline_has_its_day_and_none_crosses_the_cutoff(code, width):
    chart = tracker.plot.timeline(code, version="0.3.0", width=width)
    spec = chart.to_dict(validate=False)
    (cutoff,) = {r["x"] for k, v in spec["datasets"].items() if k.startswith("drawing") for r in v
                 if r.get("y") == 20 and r.get("x2") == r["x"] and r["colour"] == LIGHT.text}  # fmt: skip
    due = rows(chart, "deadlines")
    said = [p for p in placed(spec) if p[4] in {r["deadline"] for r in due}]
    assert sorted(p[4] for p in said) == sorted(r["deadline"] for r in due)
    assert not [p for p in said if p[0] < cutoff < p[2]]
    assert all(p[0] >= 0 and p[2] <= spec["width"] for p in said)


# The small world was looked into until 2023-12-31, in what reaches to 2023-06-30.


@pytest.mark.parametrize("asked", [{"on": "2023-07-01"}, {"known_by": "2023-07-01"}, {}])
def test_a_day_past_the_horizon_is_told_or_refused(release, asked):
    late = next(iter(asked.values()), "2023-12-31")
    told = f"evidence reaches to 2023-06-30: {max(late, '2023-12-31') if 'known_by' not in asked else late} lies beyond"
    assert any(told in t for t in texts(tracker.plot.timeline("AAA", version=release, **asked)))
    if asked:
        with pytest.raises(BeyondHorizonError, match=f"{next(iter(asked))}: .* until 2023-06-30"):
            tracker.plot.timeline("AAA", version=release, beyond="refuse", **asked)
    else:
        # Where no day is asked for, the story ends with the evidence.
        text = texts(tracker.plot.timeline("AAA", version=release, beyond="refuse"))
        assert not any("lies beyond" in t for t in text)
        assert "horizon" in text
        assert "cutoff" not in text


def test_another_choice_than_flag_or_refuse_is_none(release):
    with pytest.raises(UnknownNameError, match="beyond: unknown choice"):
        tracker.plot.timeline("AAA", version=release, beyond="ignore")


def test_the_ends_of_the_calendar_are_drawn(tmp_path):
    """Days that a deadline without a day is often given; each picture stays one, with few years on its axis."""
    tables = factory.mini()
    tables["stances"][0] |= {"valid_from": "0001-01-01", "valid_to": "9999-12-31"}
    tables["stances"][1] |= {"valid_from": "9999-12-31"}
    release = odd_world.release(tmp_path, tables)
    for kind in ("timeline", "movers"):
        chart = (
            tracker.plot.timeline(["AAA"], version=release)
            if kind == "timeline"
            else tracker.plot.movers(version=release)
        )
        svg = tracker.plot.save(chart, tmp_path / f"{kind}.svg").read_text(encoding="utf-8")
        assert len(svg) < 300_000, kind
