"""The rule for a position on plain rows is that of tracker.spells."""

import datetime as dt

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from test_spells import REVIEW_COLUMNS, SPAN, as_cells, day, frame_of, stances_of, worlds

from tracker import spells
from tracker.diff.effects import NOTHING, Review, Spell, effects, position


def world_of(stances, reviews):
    """Published rows as intervals by cell."""
    out = {}
    for r in stances.to_dict("records"):
        end = None if pd.isna(r["valid_to"]) else r["valid_to"].date()
        spell = Spell(r["basis"], r["valid_from"].date(), end, r["level"], int(r["level_rank"]))
        out.setdefault((r["jurisdiction"], r["vendor"], r["segment"]), []).append(spell)
    for r in reviews.to_dict("records"):
        end = None if pd.isna(r["closed_on"]) else r["closed_on"].date()
        out.setdefault((r["jurisdiction"], r["vendor"], r["segment"]), []).append(Review(r["opened_on"].date(), end))
    return out


@settings(deadline=None, derandomize=True, max_examples=40)
@given(worlds(), st.integers(-2, SPAN + 8))
def test_positions_agree_with_spells(world, offset):
    stances, reviews = stances_of(world[0]), frame_of(world[1], REVIEW_COLUMNS)
    expected = as_cells(spells.position(stances, reviews, day(offset)))
    for cell, intervals in world_of(stances, reviews).items():
        level, basis, _, under_review = expected.get(cell[:2], (None, None, {}, False))
        assert position(intervals, day(offset)) == (level, basis, under_review)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(worlds(), worlds())
def test_effects_are_exactly_the_days_that_differ(one, other):
    old, new = (world_of(stances_of(w[0]), frame_of(w[1], REVIEW_COLUMNS)) for w in (one, other))
    found = effects(old, new)
    for offset in range(-3, SPAN + 10):
        on = day(offset)
        covered = {
            (e.jurisdiction, e.vendor, e.segment): (e.old, e.new)
            for e in found
            if e.start <= on and (e.end is None or on < e.end)
        }
        for cell in old.keys() | new.keys():
            pair = (position(old.get(cell, ()), on), position(new.get(cell, ()), on))
            assert covered.get(cell, (pair[0], pair[0])) == pair
            assert (cell in covered) is (pair[0] != pair[1])


def test_neighbouring_days_with_the_same_change_are_one_effect():
    start, middle = dt.date(2020, 1, 1), dt.date(2021, 1, 1)
    new = {
        ("A", "z", "core"): [Spell("de_jure", start, middle, "open", 0), Spell("announced", middle, None, "open", 0)]
    }
    assert [(e.start, e.end, e.new[1]) for e in effects({}, new)] == [
        (start, middle, "de_jure"),
        (middle, None, "announced"),
    ]
    assert [e.old for e in effects({}, new)] == [NOTHING, NOTHING]
