"""Spells and reviews in force on a day, as known by a day: random sets of them compared with a reading by hand."""

from __future__ import annotations

import datetime as dt

import by_hand
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import SPAN, day, spell, worlds

from tracker import spells

COLUMNS = [*by_hand.CELL, "basis", "valid_from", "valid_to", "ended_by", "level", "event_id", "confirmed_on",
           "confidence", "known_from", "end_known_from"]  # fmt: skip
REVIEW_COLUMNS = [*by_hand.CELL, "opened_on", "opened_by", "closed_on", "closed_by", "confidence", "known_from",
                  "end_known_from"]  # fmt: skip
DAYS = {"valid_from", "valid_to", "confirmed_on", "known_from", "end_known_from", "opened_on", "closed_on"}


def frame_of(rows, columns):
    out = pd.DataFrame(rows, columns=columns)
    for column in columns:
        if column in DAYS:
            out[column] = pd.to_datetime(out[column]).astype("datetime64[s]")
        elif column in {"ended_by", "closed_by"}:
            out[column] = out[column].astype("str")
    return out


def frames(world):
    return spells.close(frame_of(world[0], COLUMNS)), frame_of(world[1], REVIEW_COLUMNS)


def in_force_by_hand(world, on, by=None):
    """Cell, basis and event of each spell in force, and cell and first day of each review."""

    def public(when):
        return when is not None and (by is None or when <= by)

    lanes = {}
    for r in world[0]:
        if public(r["known_from"]) and r["valid_from"] <= on:
            lanes.setdefault((*(r[c] for c in by_hand.CELL), r["basis"]), []).append(r)
    last = [max(lane, key=lambda r: r["valid_from"]) for lane in lanes.values()]
    held = {
        (r["vendor"], r["basis"], r["event_id"])
        for r in last
        if not (r["ended_by"] and public(r["end_known_from"]) and r["valid_to"] <= on)
    }
    opened = {
        (r["vendor"], r["opened_on"])
        for r in world[1]
        if public(r["known_from"]) and r["opened_on"] <= on
        and not (r["closed_on"] and public(r["end_known_from"]) and r["closed_on"] <= on)
    }  # fmt: skip
    return held, opened


def in_force(stances, reviews, on):
    held = stances[spells.in_force(stances, on, start="valid_from", end="valid_to")]
    opened = reviews[spells.in_force(reviews, on, start="opened_on", end="closed_on")]
    spell_rows = list(held[["vendor", "basis", "event_id"]].itertuples(index=False, name=None))
    assert len({r[:2] for r in spell_rows}) == len(spell_rows), "two spells of a basis at once"
    return set(spell_rows), {(v, d.date()) for v, d in opened[["vendor", "opened_on"]].itertuples(index=False)}


@settings(max_examples=60)
@given(worlds(), st.integers(-2, SPAN + 8))
def test_in_force_agrees_with_a_reading_by_hand(world, offset):
    assert in_force(*frames(world), day(offset)) == in_force_by_hand(world, day(offset))


@settings(max_examples=60)
@given(worlds(), st.integers(-2, SPAN + 8), st.integers(-5, SPAN + 30))
def test_known_by_agrees_with_a_reading_by_hand(world, offset, known):
    by, on = day(known), day(offset)
    stances, reviews = frames(world)
    stances, reviews = spells.stances_known_by(stances, by), spells.reviews_known_by(reviews, by)
    assert in_force(stances, reviews, on) == in_force_by_hand(world, on, by)


@settings(max_examples=25)
@given(worlds(), st.integers(-5, SPAN + 40))
def test_knowing_all_by_the_end_changes_nothing(world, known):
    stances, _ = frames(world)
    late = spells.stances_known_by(stances, day(SPAN + 100))
    pd.testing.assert_frame_equal(late.reset_index(drop=True), stances.reset_index(drop=True))
    # What was known earlier is a part of what was known later.
    early = spells.stances_known_by(stances, day(known))
    assert set(early["event_id"]) <= set(late["event_id"])


def level_on(stances, on):
    found = stances[spells.in_force(stances, on, start="valid_from", end="valid_to")]
    return found["level"].iloc[0] if len(found) else None


def test_spells_are_half_open():
    stances, _ = frames(([spell(), spell(level="removal", valid_from=dt.date(2020, 1, 1), event_id="b")], []))
    assert level_on(stances, dt.date(2019, 5, 31)) is None
    assert level_on(stances, dt.date(2019, 6, 1)) == "barred"
    assert level_on(stances, dt.date(2019, 12, 31)) == "barred"
    assert level_on(stances, dt.date(2020, 1, 1)) == "removal"


def test_an_end_not_yet_public_is_open_again():
    lifted = spell(valid_to=dt.date(2020, 1, 1), ended_by="x", end_known_from=dt.date(2021, 1, 1))
    ended, _ = frames(([lifted], []))
    assert level_on(ended, dt.date(2020, 6, 1)) is None
    assert level_on(spells.stances_known_by(ended, dt.date(2020, 12, 31)), dt.date(2020, 6, 1)) == "barred"
    assert level_on(spells.stances_known_by(ended, dt.date(2021, 1, 1)), dt.date(2020, 6, 1)) is None
