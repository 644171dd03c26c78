import pandas as pd
import pytest

import tracker
from tracker.errors import BadValueError, UnknownNameError


def test_official_texts_come_first_then_by_day():
    frame = tracker.sources_of(tracker.load("stances", version="0.4.0"))
    official = frame["kind"].isin(["official_text", "official_statement", "parliament", "court"])
    assert official.any()
    mixed = 0
    for _, rows in frame.groupby("event_id"):
        flags = official[rows.index].tolist()
        mixed += 0 < sum(flags) < len(flags)
        assert flags == sorted(flags, reverse=True)
        for _, part in rows.groupby(flags):
            assert part["published"].dropna().is_monotonic_increasing
            assert part["published"].isna().is_monotonic_increasing
    assert mixed > 10


def test_a_frame_gives_the_sources_of_every_row(release):
    rows = tracker.load("stances", version=release)
    found = tracker.sources_of(rows, version=release)
    one_by_one = pd.concat([tracker.sources_of(row, version=release) for _, row in rows.iterrows()])
    assert set(found["source_id"]) == set(one_by_one["source_id"])
    assert not found.duplicated(["event_id", "source_id"]).any()
    assert list(dict.fromkeys(found["event_id"])) == ["aaa-20190601-bar", "aaa-20210331-leak", "aaa-20200115-law"]


def test_a_frame_of_another_version_is_answered_from_that_version():
    rows = tracker.load("stances", version="0.2.0")
    assert tracker.sources_of(rows).attrs["version"] == "0.2.0"
    assert tracker.sources_of(rows.iloc[0]).attrs["version"] == "0.2.0"
    assert tracker.sources_of(rows, version="0.4.0").attrs["version"] == "0.4.0"
    changed = tracker.changes("2020-01-01", "2020-12-31", version="0.2.0")
    assert set(tracker.sources_of(changed)["event_id"]) <= set(changed["event_id"])


def test_a_panel_names_many_events_and_cells_without_any_name_none(release):
    panel = tracker.panel("YE", version=release)
    assert tracker.sources_of(panel, version=release)["event_id"].nunique() == 3
    with pytest.raises(BadValueError, match="names no event"):
        tracker.sources_of(panel[panel["status"] == "not_coded"], version=release)
    with pytest.raises(UnknownNameError, match="aaa-20990101-none"):
        tracker.sources_of(pd.DataFrame({"event_id": ["aaa-20990101-none"]}), version=release)
