import datetime as dt
import itertools
import shutil

import factory
import pandas as pd
import pytest

import tracker
from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.errors import BadValueError, BeyondHorizonError, UnknownNameError
from tracker.loader.turns import DIRECTIONS

ALL = {"since": "2010-01-01", "until": "2023-12-31"}


def told(frame):
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def test_what_changed_in_the_small_world(release):
    rows = told(tracker.changes(version=release, vendor="Huawei"))
    assert [(r["day"].date().isoformat(), r["direction"], r["event_id"]) for r in rows] == [
        ("2018-03-01", "same", "aaa-20180301-review"),
        ("2019-06-01", "begins", "aaa-20190601-bar"),
        ("2021-03-31", "looser", "aaa-20210331-leak"),
    ]
    last = rows[-1]
    assert (last["old_level"], last["old_level_rank"], last["old_basis"]) == ("barred", 3, "announced")
    assert (last["new_level"], last["new_level_rank"], last["new_basis"]) == ("screened", 1, "de_jure")
    assert (rows[0]["old_under_review"], rows[0]["new_under_review"], rows[1]["new_under_review"]) == (
        False,
        True,
        False,
    )


def test_it_is_what_was_known(release):
    then = tracker.changes(version=release, vendor="huawei", known_by="2021-12-31")
    assert then["day"].max() == pd.Timestamp("2019-06-01")


def test_first_and_last_day_are_included(release):
    assert len(tracker.changes("2021-03-31", "2021-03-31", version=release)) == 1
    assert tracker.changes("2021-04-01", "2023-01-01", version=release).empty
    assert tracker.changes("2021-03-01", "2021-03-30", version=release).empty


def test_directions_are_counted_whether_chosen_or_not(release):
    whole = tracker.changes(version=release)
    chosen = tracker.changes(version=release, direction="looser")
    assert chosen["direction"].tolist() == ["looser"]
    assert chosen.attrs["directions"] == whole.attrs["directions"] == whole["direction"].value_counts().to_dict()
    assert list(tracker.changes(version=release, direction=["looser", "begins"])["direction"]) == ["begins", "looser"]


@pytest.mark.parametrize("version", ["0.2.0", "0.4.0"])
@pytest.mark.parametrize("by", [None, "2020-06-30"])
def test_it_agrees_with_positions_read_on_both_sides_of_every_day(version, by):
    found = tracker.changes("2019-01-01", "2021-12-31", version=version, known_by=by)
    days = sorted(set(found["day"].dt.date))
    assert days
    quiet = sorted({d + dt.timedelta(days=1) for d in days} - set(days))
    cell, compared = ["jurisdiction", "vendor", "segment"], ["level", "basis", "under_review", "deadline"]

    def read(day):
        rows = told(tracker.position(day, version=version, known_by=by))
        return {tuple(r[c] for c in cell): tuple(r[c] for c in compared) for r in rows}

    nothing = (None, None, False, None)
    for day in itertools.chain(days[::7], quiet[::7]):
        before, after = read(day - dt.timedelta(days=1)), read(day)
        wanted = {c: (before.get(c, nothing), after.get(c, nothing)) for c in before.keys() | after.keys()}
        wanted = {c: pair for c, pair in wanted.items() if pair[0] != pair[1]}
        got = {
            tuple(r[c] for c in cell): tuple(tuple(r[f"{side}_{c}"] for c in compared) for side in ("old", "new"))
            for r in told(found[found["day"].dt.date == day])
        }
        assert got == wanted


def test_every_change_names_the_act_behind_it():
    found = tracker.changes(version="0.4.0")
    assert found["event_id"].notna().all()
    events = tracker.load("events", version="0.4.0").set_index("event_id")
    assert (events.loc[found["event_id"], "jurisdiction"].to_numpy() == found["jurisdiction"].to_numpy()).all()
    ranks = found[["old_level_rank", "new_level_rank"]].astype("Int64").fillna(-1)
    up = found["direction"] == "tighter"
    assert (ranks.loc[up, "new_level_rank"] > ranks.loc[up, "old_level_rank"]).all()
    assert (ranks.loc[up, "old_level_rank"] >= 0).all()
    assert list(found["direction"].cat.categories) == list(DIRECTIONS)


@pytest.mark.parametrize(
    ("more", "error", "says"),
    [
        ({"since": "2020"}, BadValueError, "since: a year is not a day"),
        ({"since": "2021-01-01", "until": "2020-01-01"}, BadValueError, "until: the last day lies before the first"),
        ({"direction": "up"}, UnknownNameError, "unknown direction 'up'; expected one of tighter, looser"),
        ({"direction": []}, BadValueError, "empty list"),
        ({"jurisdiction": "Atlantis"}, UnknownNameError, "Atlantis"),
        ({"until": "2030-01-01", "beyond": "refuse"}, BeyondHorizonError, "until: version 1.0.0"),
    ],
)
def test_wrong_questions_are_one_clear_error(release, more, error, says):
    with pytest.raises(error, match=says) as caught:
        tracker.changes(**{"version": release, **more})
    assert len(str(caught.value)) < 300


def test_what_a_caller_spoils_is_not_told_again_and_a_new_build_in_the_same_place_is_read_anew(release, tmp_path):
    place = tmp_path / "1.0.0"
    shutil.copytree(release, place)
    first = tracker.changes(version=place)
    assert "barred" in set(first["new_level"].dropna())
    first["event_id"] = "spoilt"
    assert told(tracker.changes(version=place)) == told(tracker.changes(version=release))
    shutil.rmtree(place)
    source = factory.write(
        tmp_path / "data", factory.changed({t: {0: {"level": "limited"}} for t in ("stances", "second_coding")})
    )
    build(read_folder(source), place, version="1.0.0")
    levels = set(tracker.changes(version=place)["new_level"].dropna())
    assert "limited" in levels
    assert "barred" not in levels
