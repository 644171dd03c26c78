"""The panel by year ends where the evidence of a release does, as every other reading of positions."""

import datetime as dt

import factory
import pandas as pd
import pytest

import tracker
from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.release.reading import shelf
from tracker.release.reading.derived import panel_until


def made(folder, reaches_to):
    """The small world, looked into until 2023-12-31, in what reaches so far."""
    data = factory.mini()
    for row in data["coverage"]:
        row["reaches_to"] = min(reaches_to, row["last_checked"])
    return build(read_folder(factory.write(folder / "data", data)), folder / "1.0.0", version="1.0.0")


@pytest.mark.parametrize(
    ("reaches_to", "complete"), [("2023-06-30", False), ("2023-12-31", True), ("2022-12-31", True), ("2022-12-30", False)]
)  # fmt: skip
def test_the_last_year_is_that_of_the_horizon(tmp_path, reaches_to, complete):
    release = made(tmp_path, reaches_to)
    assert tracker.verify(release) > 0
    years = tracker.load("panel_year", version=release)
    last = years[years["year"] == years["year"].max()]
    assert last["on"].eq(pd.Timestamp(reaches_to)).all()
    assert last["complete"].eq(complete).all()
    assert years.loc[years["year"] < years["year"].max(), "complete"].all()
    for known, by in (("now", None), ("then", reaches_to)):
        wanted = tracker.position(reaches_to, known_by=by, version=release, beyond="refuse")
        got = last[(last["known"] == known) & (last["status"] != "not_coded")]
        assert got["event_id"].tolist() == wanted["event_id"].tolist() != []
    # What the call says of the same periods.
    call = tracker.panel("YE", start="2018-01-01", end=f"{last['year'].iloc[0]}-12-31", version=release)
    for day, rows in call.groupby("period"):
        same = years[(years["year"] == day.year) & (years["known"] == "now")]
        assert rows["complete"].tolist() == same["complete"].tolist()
        if rows["complete"].all():
            assert rows["level_rank"].astype(str).tolist() == same["level_rank"].astype(str).tolist()


def test_it_is_no_longer_known_than_the_horizon(release):
    early, late = (tracker.load("panel_year", known_by=by, version=release) for by in ("2021-05-31", "2023-12-31"))
    assert early["on"].max() == pd.Timestamp("2021-05-31")
    assert late["on"].max() == pd.Timestamp("2023-06-30")


def test_a_release_keeps_the_rule_it_was_published_with():
    """0.5.0 says nothing of the horizon in its own schema, and ends with its cutoff."""
    found = shelf.find("0.5.0")
    assert found.tables["panel_year"].read_until == "cutoff"
    assert panel_until(found) == found.cutoff == dt.date(2026, 11, 30)
    assert tracker.load("panel_year", version="0.5.0")["on"].max() == pd.Timestamp("2026-11-30")
    assert tracker.verify("0.5.0") > 0


def test_releases_made_before_there_was_one_end_with_their_horizon():
    years = tracker.load("panel_year", version="0.4.0")
    assert years["on"].max() == pd.Timestamp("2026-07-03")
    assert set(years["year"][~years["complete"]]) == {2026}
