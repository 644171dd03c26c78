"""Maps and small multiples say what ``tracker.position`` says."""

import re

import pytest
from plots import HOSTILE, hostile, rows, texts

import tracker
from tracker.errors import BadValueError, UnknownNameError
from tracker.show import shapes
from tracker.show.palette import LIGHT
from tracker.show.plot.maps import apart

DAYS = ["2018-12-07", "2019-06-01", "2020-07-14", "2023-01-01", "2026-11-24"]
COLUMNS = ["level", "basis", "valid_from", "deadline", "event_id", "confidence"]


def expected(day, vendor, segment, **more):
    frame = tracker.position(day, vendor=vendor, segment=segment, version="0.2.0", **more)
    out = {}
    for row in frame.to_dict("records"):
        plain = {c: None if row[c] != row[c] else str(row[c])[:10] if c in COLUMNS[2:4] else row[c] for c in COLUMNS}
        out[row["jurisdiction"]] = {**plain, "under_review": row["under_review"]}
    return out


def check(found, day, vendor, segment, **more):
    wanted = expected(day, vendor, segment, **more)
    looked = set(tracker.load("coverage", vendor=vendor, segment=segment, version="0.2.0")["jurisdiction"]) - {"EU"}
    assert {r["jurisdiction"] for r in found} == looked
    for row in found:
        want = wanted.get(row["jurisdiction"])
        if want is None:
            assert row["state"] == "not_coded"
            assert row["level"] is None
            assert not row["under_review"]
        else:
            assert {k: row[k] for k in want} == want
            assert row["state"] == (want["level"] or "review")
        look = LIGHT.look(row["state"])
        plain = look.pattern == "plain"
        assert (row["fill"] == look.fill) if plain else row["fill"]["gradient"] == "linear"


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("cell", [("huawei", "access"), ("zte", "core"), ("huawei", "government")])
def test_the_map_agrees_with_position_on_every_cell(day, cell):
    check(rows(tracker.plot.map(day, vendor=cell[0], segment=cell[1], version="0.2.0"), "positions"), day, *cell)


def test_the_map_of_europe_has_the_same_rows():
    wide, near = (tracker.plot.map("2022-01-01", region=r, version="0.2.0") for r in ("world", "europe"))
    drawn = {r["jurisdiction"]: (r["state"], r["event_id"]) for r in rows(wide, "positions")}
    found = {r["jurisdiction"]: (r["state"], r["event_id"]) for r in rows(near, "positions")}
    assert set(found) == {"BEL", "DEU", "FRA", "GBR"}
    assert found.items() <= drawn.items()


def test_the_map_answers_from_what_was_known():
    chart = tracker.plot.map("2026-01-01", known_by="2019-01-01", vendor="zte", segment="core", version="0.2.0")
    check(rows(chart, "positions"), "2026-01-01", "zte", "core", known_by="2019-01-01")
    assert "as known by 2019-01-01" in " ".join(texts(chart))


def test_the_multiples_agree_with_position_on_every_cell():
    chart = tracker.plot.multiples("2022-01-01", version="0.2.0")
    found = rows(chart, "positions")
    for vendor in ("huawei", "zte"):
        for segment in ("core", "access", "government"):
            own = [r for r in found if (r["vendor"], r["segment"]) == (vendor, segment)]
            check(own, "2022-01-01", vendor, segment)
    few = tracker.plot.multiples("2022-01-01", vendor="zte", segment=["core"], version="0.2.0")
    assert {(r["vendor"], r["segment"]) for r in rows(few, "positions")} == {("zte", "core")}


def test_small_places_have_a_dot_and_all_are_listed_by_level():
    chart = tracker.plot.map("2026-11-24", version="0.2.0", width=480)
    text = texts(chart)
    assert "Limited: 3" in text
    assert "BEL DEU FRA" in text
    dots = rows(chart, "dots")
    assert {"BEL"} <= {r["jurisdiction"] for r in dots}


def counts_of(chart):
    """What the list below a map counts, by its words."""
    found = (re.fullmatch(r"([A-Z][a-z ]+): ([0-9]+)", t) for t in texts(chart))
    return {m[1]: int(m[2]) for m in found if m}


@pytest.mark.parametrize("version", ["0.2.0", "0.5.0"])
def test_map_movers_and_balance_count_the_same(version):
    on = tracker.load("stances", version=version).attrs["cutoff"]
    on = str(on)
    listed = counts_of(tracker.plot.map(on, version=version))
    curve = tracker.plot.movers(end=on, version=version)
    last = {r["state"]: r["count"] for r in rows(curve, "counts") if r["end"] == on}
    words = {"review": "Under review", "not_coded": "Not coded"}
    assert last
    assert {words.get(s, s.capitalize()): n for s, n in last.items()} == {
        w: n for w, n in listed.items() if n and w not in {"Not looked into"}
    }
    bars = rows(tracker.plot.diff(version, version), "balance")
    own = {
        r["level"]: r["count"] for r in bars if (r["vendor"], r["segment"], r["release"]) == ("huawei", "access", "new")
    }
    assert own == {s: n for s, n in last.items() if s not in words}


def test_what_was_not_looked_into_is_counted_as_it_is_drawn():
    for region in ("world", "europe"):
        chart = tracker.plot.map("2026-11-24", region=region, version="0.4.0")
        outlines = {c for c in shapes.region(region).shapes if c}
        drawn = {r["jurisdiction"] for r in rows(chart, "positions")}
        assert counts_of(chart)["Not looked into"] == len(outlines - drawn) > 0


def test_a_map_of_europe_counts_europe():
    near = counts_of(tracker.plot.map("2026-11-24", region="europe", version="0.4.0"))
    chart = tracker.plot.map("2026-11-24", region="europe", version="0.4.0")
    looked = tracker.load("coverage", vendor="huawei", segment="access", version="0.4.0")["jurisdiction"]
    inside = set(looked) & (set(shapes.region("europe").shapes) | {"AND", "GIB", "LIE"})
    assert sum(n for w, n in near.items() if w != "Not looked into") == len(inside)
    assert "MAC" not in " ".join(texts(chart))
    for state, n in near.items():
        if state == "Limited":
            assert f"limited\u00a0{n}" in chart.to_dict(validate=False)["description"]


def test_a_map_says_version_day_clock_citation_and_that_borders_are_a_convention():
    chart = tracker.plot.map("2030-01-01", version="0.2.0")
    text = " ".join(texts(chart))
    for words in ("2030-01-01", "Version 0.2.0", "all that the release knows", "nothing is known after 2026-11-24",
                  "drawing convention", "version 0.2.0 [Data set]", "Not coded", "Not looked into", "European Union"):  # fmt: skip
        assert words in text, words
    assert "Limited" in chart.to_dict(validate=False)["description"] or "limited" in chart.description


def test_by_default_the_day_is_the_cutoff():
    assert "positions on 2018-12-07" in texts(tracker.plot.map(version="0.1.0"))[0]


@pytest.mark.parametrize("width", [480, 800, 1200])
@pytest.mark.parametrize("day", ["2018-12-07", "2020-07-14", "2022-06-01", "2026-11-24"])
def test_the_mark_of_a_review_stands_on_its_own_country_or_touches_its_dot(day, width):
    chart = tracker.plot.map(day, version="0.3.0", width=width)
    drawn = shapes.region("world", width - 32).shapes
    dots = {r["jurisdiction"]: (r["x"], r["y"]) for r in rows(chart, "dots")}
    found = rows(chart, "reviews")
    frame = tracker.position(day, vendor="huawei", segment="access", version="0.3.0")
    wanted = frame[frame["under_review"] & frame["level"].notna()]["jurisdiction"]
    assert {r["jurisdiction"] for r in found} == set(wanted) - {"EU"}
    for r in found:
        code, x, y = r["jurisdiction"], r["x"], r["y"]
        if code in dots:
            assert abs(x - dots[code][0]) + abs(y - dots[code][1]) < 9
        else:
            tip = abs(x - drawn[code].at[0]) + abs(y - drawn[code].at[1]) <= 4.2
            assert drawn[code].holds(x, y) or tip, code


def test_the_mark_of_a_review_does_not_hide_the_rank():
    chart = tracker.plot.map("2026-11-24", version="0.3.0")
    (mark,) = (r for r in rows(chart, "reviews") if r["jurisdiction"] == "UKR")
    at = shapes.region("world", 768).shapes["UKR"].at
    assert max(abs(mark["x"] - at[0]), abs(mark["y"] - at[1])) >= 7


def test_a_shape_holds_what_is_inside_it_and_not_in_its_holes():
    square = lambda a, b: ((a, a), (b, a), (b, b), (a, b), (a, a))  # noqa: E731
    shape = shapes.Shape("AAA", (1.0, 1.0), 1.0, ((square(0.0, 10.0), square(4.0, 6.0)),))
    assert shape.holds(1.0, 2.0)
    assert not shape.holds(5.0, 5.0)
    assert not shape.holds(11.0, 5.0)


@pytest.mark.parametrize("draw", ["map", "multiples"])
def test_a_map_of_what_nobody_looked_into_says_so(draw, release):
    assert "nothing looked into" in texts(tracker.plot(draw, vendor="zte", segment="access", version=release))
    assert "nothing looked into" not in texts(tracker.plot(draw, version="0.3.0"))


@pytest.mark.parametrize("draw", ["map", "multiples"])
def test_a_chart_fits_altairs_own_schema(draw):
    spec = tracker.plot(draw, "2022-01-01", version="0.2.0").to_dict()
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")


def test_codes_without_a_shape_and_hostile_names_are_text(tmp_path):
    release = hostile(tmp_path)
    chart = tracker.plot.map("2020-12-31", segment="core", version=release)
    text = texts(chart)
    assert HOSTILE in " ".join(text)
    assert max(map(len, text)) < 400
    assert rows(chart, "positions") == []


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"vendor": "nokia"}, UnknownNameError, "huawei, zte"),
        ({"vendor": ["huawei", "zte"]}, BadValueError, "vendor: .*a text"),
        ({"segment": "cor"}, UnknownNameError, "'core'"),
        ({"region": "asia"}, UnknownNameError, "europe"),
        ({"on": "yesterday"}, BadValueError, "not a day"),
        ({"known_by": 3}, BadValueError, "known_by"),
        ({"version": "9.9.9"}, UnknownNameError, "9.9.9"),
        ({"width": 10}, BadValueError, "480 to 2400"),
        ({"width": "wide"}, BadValueError, "width: .*a number"),
        ({"theme": "blue"}, UnknownNameError, "light, dark"),
    ],
)
def test_wrong_input_has_one_clear_message(wrong, error, words):
    with pytest.raises(error, match=words):
        tracker.plot.map(**wrong)


def test_dots_are_pushed_apart_the_same_way_each_time():
    places = [(0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (50.0, 50.0)]
    once = apart(places, 7)
    assert once == apart(places, 7)
    assert once[3] == (50.0, 50.0)
    gaps = [((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for i, a in enumerate(once) for b in once[i + 1 :]]
    assert min(gaps) > 6


def test_a_day_past_the_horizon_is_marked_or_refused():
    from tracker.errors import BeyondHorizonError

    def told(**more):
        return str(tracker.plot.map(version="0.4.0", segment="core", **more).to_dict()["title"])

    mark = "evidence reaches to 2026-07-03"
    assert mark in told(on="2026-07-04")
    assert mark in told()
    assert mark not in told(on="2026-07-03")
    assert mark not in told(beyond="refuse")
    for draw in (tracker.plot.map, tracker.plot.multiples):
        with pytest.raises(BeyondHorizonError, match=r"on: version 0\.4\.0"):
            draw("2026-07-04", version="0.4.0", beyond="refuse")
