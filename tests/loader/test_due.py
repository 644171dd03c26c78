import datetime as dt

import pytest

import tracker
from tracker.errors import BadValueError, BeyondHorizonError


def test_deadlines_are_those_of_the_spells_in_force():
    day = dt.date(2024, 8, 1)
    found = tracker.deadlines(on=day, version="0.4.0", passed=True)
    found = found[found["valid_from"] <= str(day)]
    spells = tracker.load("stances", in_force_on=day, version="0.4.0").dropna(subset=["deadline"])
    assert len(found) == len(spells) > 5
    assert found["deadline"].is_monotonic_increasing
    assert set(found["event_id"]) == set(spells["event_id"])
    held = tracker.position(day, version="0.4.0").dropna(subset=["deadline"])
    cell = ["jurisdiction", "vendor", "segment", "deadline", "basis"]
    assert set(found.loc[found["decides"], cell].astype(str).itertuples(index=False, name=None)) == set(
        held[cell].astype(str).itertuples(index=False, name=None)
    )


@pytest.mark.parametrize(
    ("within", "last"),
    [
        (0, "2024-12-31"), (1, "2025-01-01"), ("1", "2025-01-01"), ("1 day", "2025-01-01"), ("2 weeks", "2025-01-14"),
        ("2 months", "2025-02-28"), ("3 years", "2027-12-31"), (dt.timedelta(days=1), "2025-01-01"), (None, None),
    ],
)  # fmt: skip
def test_within(within, last):
    every = tracker.deadlines(on="2024-12-31", version="0.4.0", passed=True)
    got = tracker.deadlines(within, on="2024-12-31", version="0.4.0")
    days = every["day"].dt.date.astype(str)
    wanted = every[(days >= "2024-12-31") & (days <= (last or "9999"))]
    assert got["event_id"].tolist() == wanted["event_id"].tolist()
    assert (got["days_left"] >= 0).all()
    assert got["days_left"].tolist() == [(d.date() - dt.date(2024, 12, 31)).days for d in got["day"]]


def test_a_spell_that_begins_later_is_due_on_its_first_day_and_on_its_deadline():
    day = "2020-01-01"
    found = tracker.deadlines(on=day, version="0.6.0")
    late = tracker.load("stances", version="0.6.0")
    late = late[late["valid_from"] > day]
    spell = ["jurisdiction", "vendor", "segment", "basis", "valid_from"]
    starts = found[found["due"] == "start"]
    assert len(starts) == len(late) > 100
    assert (starts["day"] == starts["valid_from"]).all()
    assert set(starts[spell].astype(str).itertuples(index=False, name=None)) == set(
        late[spell].astype(str).itertuples(index=False, name=None)
    )
    ends = found[(found["due"] == "deadline") & (found["valid_from"] > day)]
    assert len(ends) == late["deadline"].notna().sum() > 5
    assert (ends["day"] == ends["deadline"]).all()
    # Whether the position of its first day rests on it.
    for r in starts.sample(25, random_state=1).to_dict("records"):
        cell = {k: r[k] for k in spell[:3]}
        (held,) = tracker.position(r["valid_from"].date(), version="0.6.0", **cell).to_dict("records")
        assert r["decides"] == (held["basis"] == r["basis"] and held["valid_from"] == r["valid_from"]), r
    assert set(starts["decides"]) == {True, False}


def test_what_begins_later_is_there_as_soon_as_it_is_public():
    asked = {"jurisdiction": "USA", "vendor": "zte", "segment": "government", "version": "0.6.0"}
    act = "usa-20180813-ndaa-section-889"

    def due(day, within=None):
        found = tracker.deadlines(within, on=day, known_by=day, **asked)
        return found[found["event_id"] == act]

    assert due("2018-08-12").empty
    found = due("2018-08-13")
    assert found[["due", "level"]].astype(str).values.tolist() == [["start", "barred"]]
    assert found["day"].dt.date.tolist() == [dt.date(2019, 8, 13)]
    assert found["days_left"].tolist() == [365]
    assert due("2018-08-13", "11 months").empty
    assert due("2019-08-13").empty


def test_a_deadline_not_public_yet_is_not_there():
    late = tracker.deadlines(on="2024-07-10", known_by="2024-07-10", jurisdiction="Germany", version="0.4.0")
    assert late.empty
    assert len(tracker.deadlines(on="2024-08-01", jurisdiction="Germany", version="0.4.0"))


@pytest.mark.parametrize(
    "within",
    ["soon", "-1 days", -1, 1.5, True, "", "5 fortnights", dt.timedelta(-1), dt.timedelta(hours=36), "999999 years"],
)
def test_what_is_no_span_of_time_is_refused(release, within):
    with pytest.raises(BadValueError, match="within: not a span of time"):
        tracker.deadlines(within, version=release)


def test_past_the_horizon(release):
    assert tracker.deadlines(version=release).attrs["in_force_on"] == "2023-12-31"
    assert tracker.deadlines(version=release).attrs["beyond_horizon"] is True
    assert tracker.deadlines(version=release, beyond="refuse").attrs["in_force_on"] == "2023-06-30"
    with pytest.raises(BeyondHorizonError):
        tracker.deadlines(on="2024-01-01", version=release, beyond="refuse")
