import pandas as pd
import pytest

import tracker


def test_a_forecast_knows_who_made_it_and_what_settled_it(release):
    row = tracker.forecasts(version=release).iloc[0]
    assert (row["actor"], row["actor_kind"]) == ("Paper", "press")
    assert (row["made_on"], row["settled_on"]) == (pd.Timestamp("2018-04-01"), pd.Timestamp("2019-06-01"))
    assert row["outcome"] == "correct"


def test_a_forecast_is_open_until_what_settles_it_is_public(release):
    row = tracker.forecasts(version=release, known_by="2019-05-31").iloc[0]
    assert row["outcome"] == "unresolved"
    assert pd.isna(row["settled_on"])
    assert tracker.forecasts(version=release, known_by="2018-03-31").empty


def test_filters_and_what_the_frame_says_of_itself(release):
    assert tracker.forecasts(version=release, vendor="zte").empty
    assert tracker.forecasts(version=release).attrs["table"] == "forecasts"
    with pytest.raises(tracker.errors.UnknownNameError):
        tracker.forecasts(version=release, jurisdiction="AAB")
