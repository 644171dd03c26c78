import datetime as dt

import pandas as pd
import pytest

import tracker
from tracker.errors import BadValueError, ContradictionError, TrackerError, UnknownNameError
from tracker.schema import TABLES


def test_whole_numbers_with_gaps_stay_whole(release):
    frame = tracker.load("jurisdictions", version=release).set_index("jurisdiction")
    assert frame["cow"].dtype == "Int32"
    assert (frame.loc["AAA", "cow"], frame.loc["EU", "cow"] is pd.NA) == (909, True)


def test_types(release):
    frame = tracker.load("stances", version=release)
    assert frame["level"].cat.ordered
    assert frame["level"].max() == "barred"
    assert (frame["level"] >= "screened").all()
    assert frame["valid_from"].dtype == "datetime64[s]"
    events = tracker.load("events", version=release)
    assert events["covers_vendors"].map(type).eq(tuple).all()
    assert events.attrs["version"] == "1.0.0"
    assert "version 1.0.0" in events.attrs["citation"]
    assert events.attrs["cutoff"] == "2023-12-31"


@pytest.mark.parametrize("table", TABLES)
def test_every_table_loads_with_and_without_known_by(release, table):
    whole = tracker.load(table, version=release)
    early = tracker.load(table, version=release, known_by="2019-01-01")
    assert list(whole.columns) == list(early.columns)
    assert len(early) <= len(whole)
    assert early.attrs["known_by"] == "2019-01-01"
    assert list(whole.index) == list(range(len(whole)))


def test_filters(release):
    assert set(tracker.load("reviews", version=release, vendor="zte")["vendor"]) == {"zte"}
    assert len(tracker.load("reviews", version=release, vendor=["huawei", "zte"])) == 2
    assert tracker.load("stances", version=release, jurisdiction="BBB").empty
    assert len(tracker.load("events", version=release, segment="core")) == 5
    assert tracker.load("events", version=release, segment="government").empty
    assert len(tracker.load("event_sources", version=release, jurisdiction="AAA")) == 5


def test_in_force_on(release):
    on = tracker.load("stances", version=release, in_force_on="2021-03-30")
    assert on["level"].tolist() == ["barred", "screened"]
    assert tracker.load("stances", version=release, in_force_on="2021-03-31")["level"].tolist() == ["screened"]
    assert len(tracker.load("reviews", version=release, in_force_on=dt.date(2018, 3, 1))) == 2


def test_two_clocks(release):
    # The bar was lifted on 2021-03-31, and the public learnt of it on 2022-03-15.
    then = tracker.position("2021-12-31", version=release, vendor="huawei", known_by="2021-12-31")
    now = tracker.position("2021-12-31", version=release, vendor="huawei")
    assert then["level"].tolist() == ["barred"]
    assert now["level"].tolist() == ["screened"]


def test_known_by_hides_acts_sources_and_outcomes(release):
    events = tracker.load("events", version=release, known_by="2022-03-14")
    assert "aaa-20210331-leak" not in set(events["event_id"])
    forecasts = tracker.load("forecasts", version=release, known_by="2019-05-31")
    assert forecasts["outcome"].tolist() == ["unresolved"]
    assert forecasts["settled_by"].isna().all()
    assert forecasts["rationale"].isna().all()
    sources = tracker.load("sources", version=release, known_by="2019-06-01")
    assert sources["published"].max() == pd.Timestamp("2019-06-01")


def test_position_columns_and_rows(release):
    frame = tracker.position("2020-12-31", version=release)
    assert list(frame.columns) == [
        "jurisdiction", "vendor", "segment", "level", "basis", "announced", "de_jure", "de_facto", "under_review",
        "valid_from", "deadline", "event_id", "confidence",
        "level_rank", "announced_rank", "de_jure_rank", "de_facto_rank", "beyond_horizon",
    ]  # fmt: skip
    row = frame.iloc[0]
    assert len(frame) == 1
    assert (row["level"], row["basis"], row["announced"], row["de_jure"]) == (
        "barred",
        "announced",
        "barred",
        "screened",
    )
    assert pd.isna(row["de_facto"])
    assert row["under_review"] is False or not row["under_review"]


def test_position_under_review_alone(release):
    frame = tracker.position("2018-12-07", version=release)
    assert frame["level"].isna().all()
    assert frame["under_review"].tolist() == [True, True]
    assert frame["event_id"].tolist() == ["aaa-20180301-review"] * 2


def test_sources_of(release):
    by_name = tracker.sources_of("aaa-20200115-law", version=release)
    assert by_name["kind"].tolist() == ["official_text"]
    row = tracker.load("stances", version=release).query("basis == 'announced'").iloc[0]
    assert set(tracker.sources_of(row, version=release)["event_id"]) == {
        "aaa-20190601-bar",
        "aaa-20210331-leak",
    }
    position = tracker.position("2020-12-31", version=release).iloc[0]
    assert tracker.sources_of(position, version=release)["source_id"].tolist() == ["paper-20190601-bar"]


def test_codebook_and_scan(release):
    book = tracker.codebook("stances", version=release)
    assert "level_rank" in book["column"].tolist()
    assert list(book.set_index("column").loc["level", "values"]) == [
        "open",
        "screened",
        "limited",
        "barred",
        "removal",
    ]
    assert set(tracker.codebook(version=release)["table"]) == set(TABLES)
    assert tracker.scan("events", version=release).count_rows() == 5


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda r: tracker.load("stance", version=r), UnknownNameError, "Did you mean 'stances'"),
        (lambda r: tracker.load(version="9.9.9"), UnknownNameError, "9.9.9"),
        (lambda r: tracker.load(version=r / "nowhere"), TrackerError, "not a release"),
        (lambda r: tracker.load(version=r, jurisdiction="zz"), UnknownNameError, "expected one of AAA, BBB, EU"),
        (lambda r: tracker.load(version=r, jurisdiction="bordurai"), UnknownNameError, "Did you mean 'BBB'"),
        (lambda r: tracker.load(version=r, jurisdiction=["AAA", "XYZ"]), UnknownNameError, "'XYZ'"),
        (lambda r: tracker.load(version=r, vendor="Huwaei"), UnknownNameError, "Did you mean 'huawei'"),
        (lambda r: tracker.load(version=r, segment="edge"), UnknownNameError, "core, access, government"),
        (lambda r: tracker.load(version=r, in_force_on="2018-13-07"), BadValueError, "in_force_on"),
        (lambda r: tracker.load(version=r, known_by="soon"), BadValueError, "known_by"),
        (lambda r: tracker.position("07.12.2018", version=r), BadValueError, "2018-12-07"),
        (lambda r: tracker.load("events", version=r, in_force_on="2018-12-07"), ContradictionError, "stances, reviews"),
        (lambda r: tracker.load("vendors", version=r, segment="core"), ContradictionError, "segment"),
        (lambda r: tracker.sources_of("aaa-20190601-baz", version=r), UnknownNameError, "aaa-20190601-bar"),
        (lambda r: tracker.sources_of({"level": "open"}, version=r), BadValueError, "names no event"),
        (lambda r: tracker.sources_of(3, version=r), BadValueError, "not what can be read here"),
        (lambda r: tracker.codebook("levels", version=r), UnknownNameError, "table"),
        (lambda r: tracker.scan("levels", version=r), UnknownNameError, "table"),
        (lambda r: tracker.panel("fortnight", version=r), BadValueError, "freq"),
        (lambda r: tracker.panel("s", version=r), BadValueError, "shorter than a day; expected D or longer; got 's'"),
        (lambda r: tracker.panel(version=r, start="2020-01-01", end="2019-01-01"), BadValueError, "the last day lies before the first"),
        (lambda r: tracker.history(["AAA"], version=r), BadValueError, "not what can be read here"),
        (lambda r: tracker.load(version=r, vendor=[]), BadValueError, "empty list"),
        (lambda r: tracker.load(version=r, vendor=5), BadValueError, "not what can be read here"),
        (lambda r: tracker.load(version=r, jurisdiction=[5]), BadValueError, "not what can be read here"),
        (lambda r: tracker.load(version=5), BadValueError, "expected a text or a path; got 5"),
        (lambda r: tracker.load(None, version=r), BadValueError, "expected a text; got None"),
        (lambda r: tracker.load(["stances"], version=r), BadValueError, "expected a text; got ['stances']"),
        (lambda r: tracker.load("None", version=r), UnknownNameError, "unknown table 'None'"),
        (lambda r: tracker.history("XYZ", version=r), UnknownNameError, "'XYZ'"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_clear_error(release, call, error, says):
    with pytest.raises(error) as caught:
        call(release)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_panel_over_all_years_is_refused_or_finished(release, monkeypatch):
    every = tracker.panel("YE", start="0001-01-01", end="9999-12-31", version=release)
    cells = len(tracker.load("coverage", version=release))
    assert len(every) == 9999 * cells
    assert [str(every["period"].iloc[i].date()) for i in (0, -1)] == ["0001-12-31", "9999-12-31"]
    years = tracker.panel("YS", start="0001-01-01", end="9999-12-31", version=release).drop_duplicates("period")
    near = tracker.panel("YS", start="2018-01-01", end="2025-12-31", version=release).drop_duplicates("period")
    assert years["complete"].sum() == 2017 + near["complete"].sum()
    with pytest.raises(BadValueError, match=r"3,652,059 periods of .*; expected at most 10,000,000 rows") as caught:
        tracker.panel("D", start="0001-01-01", end="9999-12-31", version=release)
    assert len(str(caught.value)) < 300
    monkeypatch.setattr("tracker.loader.panels.MOST_ROWS", 31 * cells)
    assert len(tracker.panel("D", start="2020-01-01", end="2020-01-31", version=release)) == 31 * cells
    with pytest.raises(BadValueError, match="32 periods"):
        tracker.panel("D", start="2020-01-01", end="2020-02-01", version=release)
