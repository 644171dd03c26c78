"""Spells, by example and by random sets of them compared with a day-by-day reading."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import spells
from tracker.errors import BadValueError

LEVELS = ("open", "screened", "limited", "barred", "removal")
START = dt.date(2018, 1, 1)
SPAN = 60
COLUMNS = ["jurisdiction", "vendor", "segment", "basis", "valid_from", "valid_to", "ended_by", "level", "deadline",
           "event_id", "confirmed_on", "confidence", "known_from", "end_known_from"]  # fmt: skip
REVIEW_COLUMNS = ["jurisdiction", "vendor", "segment", "opened_on", "opened_by", "closed_on", "closed_by",
                  "confidence", "known_from", "end_known_from"]  # fmt: skip
DAYS = {
    "valid_from",
    "valid_to",
    "deadline",
    "confirmed_on",
    "known_from",
    "end_known_from",
    "opened_on",
    "closed_on",
}


def frame_of(rows, columns):
    out = pd.DataFrame(rows, columns=columns)
    for column in columns:
        if column in DAYS:
            out[column] = pd.to_datetime(out[column]).astype("datetime64[s]")
        elif column in {"ended_by", "closed_by"}:
            out[column] = out[column].astype("str")
    return out


def stances_of(rows):
    out = frame_of(rows, COLUMNS)
    out["level_rank"] = out["level"].map({v: i for i, v in enumerate(LEVELS)}).astype("int8")
    return spells.close(out)


def day(offset):
    return START + dt.timedelta(days=offset)


@st.composite
def worlds(draw):
    """Random spells: a few cells and bases, ends with and without successor, acts known late."""
    stances, reviews = [], []
    for cell in draw(
        st.sets(st.tuples(st.sampled_from(["AAA", "BBB"]), st.sampled_from(["huawei", "zte"])), max_size=3)
    ):
        for basis in draw(st.sets(st.sampled_from(spells.BASES))):
            starts = sorted(draw(st.sets(st.integers(0, SPAN - 1), max_size=4)))
            for i, start in enumerate(starts):
                following = starts[i + 1] if i + 1 < len(starts) else SPAN
                own_end = draw(st.none() | st.integers(start + 1, following)) if following > start else None
                known = start + draw(st.integers(-3, 30))
                stances.append(
                    {
                        "jurisdiction": cell[0], "vendor": cell[1], "segment": "core", "basis": basis,
                        "valid_from": day(start), "level": draw(st.sampled_from(LEVELS)), "event_id": f"e{len(stances)}",
                        "confidence": draw(st.sampled_from(["low", "medium", "high"])), "known_from": day(known),
                        "valid_to": None if own_end is None else day(own_end),
                        "ended_by": None if own_end is None else f"x{len(stances)}",
                        "end_known_from": None if own_end is None else day(own_end + draw(st.integers(-3, 30))),
                    }
                )  # fmt: skip
        if draw(st.booleans()):
            opened = draw(st.integers(0, SPAN - 1))
            closed = draw(st.none() | st.integers(opened + 1, SPAN + 5))
            reviews.append(
                {
                    "jurisdiction": cell[0], "vendor": cell[1], "segment": "core", "opened_on": day(opened),
                    "opened_by": "r", "closed_on": None if closed is None else day(closed),
                    "closed_by": None if closed is None else "c", "confidence": "medium", "known_from": day(opened),
                    "end_known_from": None if closed is None else day(closed),
                }
            )  # fmt: skip
    return stances, reviews


def naive(stances, reviews, on, by=None):
    """Read one day by hand: for each cell the level on each basis, the winner, and whether a review is open."""
    cells = {}
    for cell in {(r["jurisdiction"], r["vendor"]) for r in [*stances, *reviews]}:
        held = {}
        for basis in spells.BASES:
            known = [r for r in stances if (r["jurisdiction"], r["vendor"], r["basis"]) == (*cell, basis)
                     and (by is None or r["known_from"] <= by)]  # fmt: skip
            begun = [r for r in known if r["valid_from"] <= on]
            if not begun:
                continue
            last = max(begun, key=lambda r: r["valid_from"])
            end_known = last["valid_to"] and (by is None or last["end_known_from"] <= by)
            if not (end_known and last["valid_to"] <= on):
                held[basis] = last["level"]
        under_review = any(
            (r["jurisdiction"], r["vendor"]) == cell and r["opened_on"] <= on
            and (by is None or r["known_from"] <= by)
            and not (r["closed_on"] and r["closed_on"] <= on and (by is None or r["end_known_from"] <= by))
            for r in reviews
        )  # fmt: skip
        if held or under_review:
            top = max((LEVELS.index(v) for v in held.values()), default=None)
            basis = next((b for b in spells.BASES if held.get(b) == LEVELS[top]), None) if held else None
            cells[cell] = (None if top is None else LEVELS[top], basis, held, under_review)
    return cells


def as_cells(position):
    out = {}
    for r in position.to_dict("records"):
        held = {b: r[b] for b in spells.BASES if isinstance(r[b], str)}
        level = r["level"] if isinstance(r["level"], str) else None
        basis = r["basis"] if isinstance(r["basis"], str) else None
        assert (r["jurisdiction"], r["vendor"]) not in out, "more than one row a cell"
        out[(r["jurisdiction"], r["vendor"])] = (level, basis, held, bool(r["under_review"]))
    return out


@settings(deadline=None, derandomize=True, max_examples=60)
@given(worlds(), st.integers(-2, SPAN + 8))
def test_position_agrees_with_a_reading_by_hand(world, offset):
    stances, reviews = stances_of(world[0]), frame_of(world[1], REVIEW_COLUMNS)
    on = day(offset)
    assert as_cells(spells.position(stances, reviews, on)) == naive(*world, on)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(worlds(), st.integers(-2, SPAN + 8), st.integers(-5, SPAN + 30))
def test_known_by_agrees_with_a_reading_by_hand(world, offset, known):
    by, on = day(known), day(offset)
    stances = spells.stances_known_by(stances_of(world[0]), by)
    reviews = spells.reviews_known_by(frame_of(world[1], REVIEW_COLUMNS), by)
    assert as_cells(spells.position(stances, reviews, on)) == naive(*world, on, by)


@settings(deadline=None, derandomize=True, max_examples=25)
@given(worlds())
def test_position_is_constant_between_boundaries(world):
    stances, reviews = stances_of(world[0]), frame_of(world[1], REVIEW_COLUMNS)
    edges = set(spells.boundaries(stances, reviews))
    days = [day(i) for i in range(-1, SPAN + 8)]
    found = spells.positions(stances, reviews, days)
    before = None
    for on in days:
        rows = found[found["on"] == pd.Timestamp(on)].drop(columns="on").reset_index(drop=True)
        if before is not None and on not in edges:
            pd.testing.assert_frame_equal(rows, before)
        before = rows


@settings(deadline=None, derandomize=True, max_examples=25)
@given(worlds(), st.integers(-5, SPAN + 40))
def test_knowing_all_by_the_end_changes_nothing(world, known):
    stances = stances_of(world[0])
    late = spells.stances_known_by(stances, day(SPAN + 100))
    pd.testing.assert_frame_equal(late.reset_index(drop=True), stances.reset_index(drop=True))
    # What was known earlier is a part of what was known later.
    early = spells.stances_known_by(stances, day(known))
    assert set(early["event_id"]) <= set(late["event_id"])


def one(**more):
    return {"jurisdiction": "AAA", "vendor": "huawei", "segment": "core", "basis": "announced", "level": "barred",
            "valid_from": dt.date(2019, 6, 1), "known_from": dt.date(2019, 6, 1), "event_id": "a",
            "confidence": "high", **more}  # fmt: skip


def no_reviews():
    return frame_of([], REVIEW_COLUMNS)


def level_on(stances, on):
    position = spells.position(stances, no_reviews(), on)
    return position["level"].iloc[0] if len(position) else None


def test_spells_are_half_open():
    stances = stances_of([one(), one(level="removal", valid_from=dt.date(2020, 1, 1), event_id="b")])
    assert level_on(stances, dt.date(2019, 5, 31)) is None
    assert level_on(stances, dt.date(2019, 6, 1)) == "barred"
    assert level_on(stances, dt.date(2019, 12, 31)) == "barred"
    assert level_on(stances, dt.date(2020, 1, 1)) == "removal"


def test_bases_run_side_by_side_and_the_strictest_decides():
    stances = stances_of([one(), one(basis="de_jure", level="screened", valid_from=dt.date(2020, 1, 1), event_id="b")])
    row = spells.position(stances, no_reviews(), dt.date(2021, 1, 1)).iloc[0]
    assert (row["level"], row["basis"], row["de_jure"], row["announced"]) == (
        "barred",
        "announced",
        "screened",
        "barred",
    )


def test_ties_go_to_the_law_then_to_the_announcement():
    both = stances_of([one(basis=b, event_id=b) for b in ("de_facto", "announced", "de_jure")])
    assert spells.position(both, no_reviews(), dt.date(2020, 1, 1))["basis"].tolist() == ["de_jure"]
    two = stances_of([one(basis=b, event_id=b) for b in ("de_facto", "announced")])
    assert spells.position(two, no_reviews(), dt.date(2020, 1, 1))["basis"].tolist() == ["announced"]


def test_a_review_alone_has_no_level():
    review = frame_of(
        [{"jurisdiction": "AAA", "vendor": "zte", "segment": "core", "opened_on": dt.date(2018, 12, 7),
          "opened_by": "r", "confidence": "low", "known_from": dt.date(2018, 12, 7)}],
        REVIEW_COLUMNS,
    )  # fmt: skip
    row = spells.position(stances_of([]), review, dt.date(2018, 12, 7)).iloc[0]
    assert pd.isna(row["level"])
    assert row["under_review"]
    assert (row["event_id"], row["confidence"]) == ("r", "low")


def test_an_end_not_yet_public_is_open_again():
    ended = stances_of([one(valid_to=dt.date(2020, 1, 1), ended_by="x", end_known_from=dt.date(2021, 1, 1))])
    assert level_on(ended, dt.date(2020, 6, 1)) is None
    assert level_on(spells.stances_known_by(ended, dt.date(2020, 12, 31)), dt.date(2020, 6, 1)) == "barred"
    assert level_on(spells.stances_known_by(ended, dt.date(2021, 1, 1)), dt.date(2020, 6, 1)) is None


def test_confidence_sinks_when_nothing_confirms_for_three_years():
    def confidence(stances, on):
        return spells.position(stances, no_reviews(), on)["confidence"].iloc[0]

    plain, confirmed = stances_of([one()]), stances_of([one(confirmed_on=dt.date(2021, 1, 1))])
    assert confidence(plain, dt.date(2022, 5, 31)) == "high"
    assert confidence(plain, dt.date(2022, 6, 1)) == "low"
    assert confidence(confirmed, dt.date(2023, 12, 31)) == "high"
    assert confidence(confirmed, dt.date(2024, 1, 1)) == "low"
    # A confirmation that came later was not known then.
    then = spells.stances_known_by(confirmed, dt.date(2020, 12, 31))
    assert confidence(then, dt.date(2022, 6, 1)) == "low"


def test_a_day_given_twice_is_refused():
    with pytest.raises(BadValueError):
        spells.positions(stances_of([one()]), no_reviews(), [START, START])
