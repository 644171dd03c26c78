import datetime as dt

import numpy as np
import pandas as pd
import pytest

import tracker
from tracker.errors import BeyondHorizonError, UnknownNameError

# The small world was looked into until 2023-12-31, in what reaches to 2023-06-30.


@pytest.mark.parametrize(("day", "past"), [("2023-06-30", False), ("2023-07-01", True), ("2035-01-01", True)])
def test_a_position_past_the_horizon_is_marked_or_refused(release, day, past):
    frame = tracker.position(day, version=release)
    assert frame["beyond_horizon"].tolist() == [past] * len(frame) != []
    assert (frame.attrs["horizon"], frame.attrs["beyond_horizon"]) == ("2023-06-30", past)
    if past:
        with pytest.raises(BeyondHorizonError, match=r"on: version 1.0.0 says nothing .* until 2023-06-30"):
            tracker.position(day, version=release, beyond="refuse")
    else:
        pd.testing.assert_frame_equal(tracker.position(day, version=release, beyond="refuse"), frame)


def test_an_answer_without_rows_is_marked_too(release):
    frame = tracker.position("2030-01-01", version=release, jurisdiction="BBB")
    assert frame.empty
    assert frame.attrs["beyond_horizon"] is True


def test_knowledge_past_the_horizon_is_no_knowledge(release):
    frame = tracker.position("2020-01-01", known_by="2024-01-01", version=release)
    assert frame.attrs["beyond_horizon"] is True
    assert not frame["beyond_horizon"].any()
    with pytest.raises(BeyondHorizonError, match="known_by"):
        tracker.position("2020-01-01", known_by="2024-01-01", version=release, beyond="refuse")


def test_a_table_read_on_a_day_past_the_horizon_says_so(release):
    assert tracker.load("stances", in_force_on="2023-07-01", version=release).attrs["beyond_horizon"] is True
    assert tracker.load("stances", in_force_on="2023-06-30", version=release).attrs["beyond_horizon"] is False


def test_a_panel_marks_its_last_periods(release):
    months = tracker.panel("MS", version=release).drop_duplicates("period").set_index("period")
    assert months.index[-1] == pd.Timestamp("2023-12-01")
    assert months.index[months["beyond_horizon"]].min() == pd.Timestamp("2023-07-01")
    assert months.index[~months["complete"]].min() == pd.Timestamp("2023-07-01")
    short = tracker.panel("MS", version=release, beyond="refuse")
    assert short["period"].max() == pd.Timestamp("2023-06-01")
    assert short["complete"].all()
    assert not short["beyond_horizon"].any()
    with pytest.raises(BeyondHorizonError, match="end: "):
        tracker.panel("MS", version=release, end="2023-07-01", beyond="refuse")


@pytest.mark.parametrize(
    ("freq", "last", "complete", "beyond"),
    [
        ("QS", "2023-04-01", True, False), ("YS", "2023-01-01", False, False), ("YE", "2022-12-31", True, False),
        ("ME", "2023-06-30", True, False), ("2MS", "2023-05-01", True, False), ("D", "2023-06-30", True, False),
        ("W-SUN", "2023-06-25", True, False), ("BMS", "2023-06-01", True, False), ("W-MON", "2023-06-26", True, False),
    ],
)  # fmt: skip
def test_a_period_is_complete_when_the_horizon_reaches_its_last_day(release, freq, last, complete, beyond):
    panel = tracker.panel(freq, version=release, start="2021-01-01", end="2023-06-30").set_index("period")
    got = panel.iloc[-1]
    assert (panel.index[-1], got["complete"], got["beyond_horizon"]) == (pd.Timestamp(last), complete, beyond)


def test_a_year_that_is_not_over_is_marked(release):
    years = tracker.panel("YS", version=release, start="2021-01-01").drop_duplicates("period")
    assert years["complete"].tolist() == [True, True, False]


def test_another_choice_is_refused(release):
    with pytest.raises(UnknownNameError, match="beyond: unknown choice 'ignore'; expected one of flag, refuse"):
        tracker.position("2020-01-01", version=release, beyond="ignore")


@pytest.mark.parametrize(
    "question", [lambda **o: tracker.position("2020-12-31", **o), lambda **o: tracker.panel("YE", **o)]
)
def test_every_level_has_its_rank_and_no_cell_without_one_becomes_a_number(release, question):
    frame = question(version=release)
    scale = ["open", "screened", "limited", "barred", "removal"]
    for column in ("level", "announced", "de_jure", "de_facto"):
        ranks = frame[f"{column}_rank"]
        assert ranks.dtype == "Int8"
        wanted = [pd.NA if not isinstance(v, str) else scale.index(v) for v in frame[column]]
        assert all((a is b) or a == b for a, b in zip(ranks, wanted, strict=True))
    # What the README warns of.
    assert (frame["level"].cat.codes[frame["level"].isna()] == -1).all()


def test_loaded_tables_have_ranks_where_they_have_levels(release):
    for table in ("stances", "second_coding", "positions", "panel_year"):
        frame = tracker.load(table, version=release)
        known = frame["level"].notna()
        assert (frame["level_rank"].notna() == known).all()
        assert (frame.loc[known, "level_rank"] == frame.loc[known, "level"].cat.codes).all()


def test_codes_to_merge_by(release):
    panel = tracker.panel("YE", version=release, codes=True, jurisdiction="AAA", start="2020-01-01")
    row = panel.iloc[0]
    assert (row["name"], row["iso3"], row["alpha2"], row["iso_numeric"]) == ("Aland of Tests", "AAA", "AA", "009")
    assert (row["cow"], row["gw"], row["year"]) == (909, 910, 2020)
    assert panel["cow"].dtype == panel["gw"].dtype == "Int32"
    assert list(panel.columns[-7:]) == ["name", "iso3", "alpha2", "iso_numeric", "cow", "gw", "year"]
    assert panel.attrs["version"] == "1.0.0"
    day = tracker.position("2020-12-31", version=release, codes=True)
    assert list(day.columns[-6:]) == ["name", "iso3", "alpha2", "iso_numeric", "cow", "gw"]
    assert day["iso3"].tolist() == ["AAA"]


def test_codes_are_missing_where_there_are_none():
    old = tracker.position("2018-12-07", version="0.2.0", codes=True)
    assert old["name"].notna().all()
    assert old[["alpha2", "iso_numeric", "cow", "gw"]].isna().all(axis=None)
    union = tracker.position("2025-01-01", version="0.4.0", codes=True, jurisdiction="EU")
    assert len(union)
    assert union["iso3"].isna().all()
    kosovo = tracker.position("2025-01-01", version="0.4.0", codes=True, jurisdiction="XKX")
    assert kosovo["iso3"].eq("XKX").all()


def test_attributes_live_through_filters_and_our_own_calls_and_not_through_a_merge(release):
    frame = tracker.position("2020-12-31", version=release)
    for kept in (
        frame[frame["level"].notna()],
        frame.query("level_rank > 0"),
        frame.sort_values("level"),
        frame.copy(),
    ):
        assert kept.attrs == frame.attrs
    other = pd.DataFrame({"jurisdiction": ["AAA"], "trade": [1]})
    assert frame.merge(other, on="jurisdiction").attrs == {}
    # A day in any form is the same day.
    for day in (dt.date(2020, 12, 31), np.datetime64("2020-12-31"), pd.Timestamp("2020-12-31")):
        assert tracker.position(day, version=release).equals(frame)
