"""The table of positions against a reading day by day, on both clocks; and what makes it canonical."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import by_hand
import pytest
from hypothesis import given, settings
from worlds import SPAN, day, positions, review, spell, worlds

from tracker.schema import table
from tracker.schema.arrow import arrow_schema

SAID = ("status", "level", "basis", *by_hand.BASES, "under_review", "since", "deadline", "event_id", "confidence")


@settings(max_examples=60)
@given(worlds())
def test_every_day_as_known_by_every_day_is_what_a_reading_by_hand_gives(world):
    stances, reviews, rows = (
        by_hand.by_cell(world[0]),
        by_hand.by_cell(world[1]),
        by_hand.by_cell(positions(*world).to_pylist()),
    )
    early = [day(i) for i in range(-6, SPAN + 20)]
    late = [by_hand.three_years_later(d) for d in early]
    for cell in stances.keys() | reviews.keys() | rows.keys():
        mine = stances.get(cell, []), reviews.get(cell, [])
        cell_rows = rows.get(cell, [])
        # Of the days by which the same is seen, one is asked for.
        for by in {by_hand.seen(*mine, cell_rows, by): by for by in (None, *early[::2], day(SPAN + 200))}.values():
            for on in early + late:
                found, wanted = by_hand.table_says(cell_rows, on, by), by_hand.said(*mine, on, by)
                assert (found and {k: found[k] for k in SAID}) == wanted, (cell, on, by)


def runs(rows, by):
    """Rows of one cell as known by a day, in order."""
    known = [r for r in rows if r["known_from"] <= by and (r["known_to"] is None or by < r["known_to"])]
    return sorted(known, key=lambda r: r["valid_from"])


@settings(max_examples=60)
@given(worlds())
def test_the_table_is_canonical(world):
    made = positions(*world)
    rows = made.to_pylist()
    keys = [tuple(r[k] for k in table("positions").key) for r in rows]
    assert keys == sorted(set(keys))
    for mine in by_hand.by_cell(rows).values():
        changes = sorted({d for r in mine for d in (r["known_from"], r["known_to"]) if d})
        for by in changes:
            # As known by any day rows are as long as they can be: two that touch say different things.
            for a, b in pairwise(runs(mine, by)):
                assert a["valid_to"] is not None
                assert a["valid_to"] <= b["valid_from"], "they overlap"
                assert a["valid_to"] < b["valid_from"] or any(a[k] != b[k] for k in SAID)
        whole = [tuple(r[k] for k in ("valid_from", "valid_to", *SAID)) for r in mine]
        for (one, a), (other, b) in (
            (x, y) for x in zip(whole, mine, strict=True) for y in zip(whole, mine, strict=True)
        ):
            # And a row lasts as long as nothing about it changes.
            assert one != other or a["known_to"] != b["known_from"]
    assert positions(*(r[::-1] for r in world)).equals(made)


def test_no_spells_no_rows():
    assert positions([]).num_rows == 0
    assert positions([]).schema.equals(arrow_schema(table("positions")), check_metadata=True)


def test_the_worked_example_of_the_schema_is_what_is_computed():
    example = table("positions").raw["example"]
    lifted = spell(
        confidence="medium", valid_to=dt.date(2021, 3, 31), ended_by="x", end_known_from=dt.date(2022, 3, 15)
    )
    got = positions([lifted]).to_pylist()
    shown = [["" if r[c] is None else str(r[c]) for c in example["columns"]] for r in got]
    assert sorted(shown) == sorted(example["rows"])


def test_a_turn_of_the_losing_basis_and_its_age_are_no_boundary():
    rows = positions(
        [spell(confirmed_on=None), spell(basis="de_jure", level="open", valid_from=dt.date(2019, 1, 1), event_id="b")]
    ).to_pylist()
    newest = [r for r in rows if r["known_to"] is None]
    # In law from January, announced from June, stale only by the announcement that decides.
    assert [r["valid_from"].isoformat() for r in newest] == ["2019-01-01", "2019-06-01", "2022-06-01"]
    assert [r["confidence"] for r in newest] == ["high", "high", "low"]


def test_the_29_of_february_grows_stale_on_the_28():
    rows = positions([spell(valid_from=dt.date(2020, 2, 29))]).to_pylist()
    assert [r["valid_from"] for r in rows] == [dt.date(2020, 2, 29), dt.date(2023, 2, 28)]


@pytest.mark.parametrize("first", [dt.date(1, 1, 1), dt.date(9990, 1, 1)])
def test_days_at_the_ends_of_the_calendar(first):
    rows = positions([spell(valid_from=first)], [review(opened_on=first)]).to_pylist()
    assert [r["valid_from"] for r in rows] == [first, first.replace(year=first.year + 3)]
    assert rows[0]["under_review"]


def test_dictionaries_hold_only_what_occurs_in_the_order_of_the_scale():
    made = positions([spell(level="removal", valid_from=dt.date(2020, 1, 1)), spell(level="open", basis="de_jure")])
    assert made["level"].chunk(0).dictionary.to_pylist() == ["open", "removal"]
    assert made["announced"].chunk(0).dictionary.to_pylist() == ["removal"]
    assert made["segment"].chunk(0).dictionary.to_pylist() == ["core"]


def newest(rows, on):
    """What is said of a day by all that is known."""
    return by_hand.table_says(rows.to_pylist(), on)


def test_bases_run_side_by_side_and_the_strictest_decides():
    rows = positions([spell(), spell(basis="de_jure", level="screened", valid_from=dt.date(2020, 1, 1), event_id="b")])
    said = newest(rows, dt.date(2021, 1, 1))
    assert [said[k] for k in ("level", "basis", "de_jure", "announced", "since", "event_id")] == [
        "barred", "announced", "screened", "barred", dt.date(2019, 6, 1), "a",
    ]  # fmt: skip
    assert [said[f"{k}_rank"] for k in ("level", "de_jure", "announced", "de_facto")] == [3, 1, 3, None]


def test_ties_go_to_the_law_then_to_the_announcement():
    both = [spell(basis=b, event_id=b) for b in ("de_facto", "announced", "de_jure")]
    assert newest(positions(both), dt.date(2020, 1, 1))["basis"] == "de_jure"
    assert newest(positions(both[:2]), dt.date(2020, 1, 1))["basis"] == "announced"


def test_a_review_alone_has_no_level():
    said = newest(positions([], [review()]), dt.date(2018, 12, 7))
    assert (said["status"], said["level"], said["under_review"]) == ("review_only", None, True)
    assert (said["event_id"], said["confidence"], said["since"]) == ("r", "low", None)


def test_confidence_sinks_when_nothing_confirms_for_three_years():
    plain, confirmed = positions([spell()]), positions([spell(confirmed_on=dt.date(2021, 1, 1))])
    assert newest(plain, dt.date(2022, 5, 31))["confidence"] == "high"
    assert newest(plain, dt.date(2022, 6, 1))["confidence"] == "low"
    assert newest(confirmed, dt.date(2023, 12, 31))["confidence"] == "high"
    assert newest(confirmed, dt.date(2024, 1, 1))["confidence"] == "low"
    # A confirmation that came later was not known then.
    then = by_hand.table_says(confirmed.to_pylist(), dt.date(2022, 6, 1), dt.date(2020, 12, 31))
    assert then["confidence"] == "low"


@settings(max_examples=40)
@given(worlds())
def test_it_is_the_same_however_much_is_worked_on_at_once(world):
    whole = positions(*world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.positions.parts._BLOCK", 1)
        assert positions(*world).equals(whole)


def test_a_spell_at_the_end_of_the_calendar_has_days_that_exist():
    """Three years after it nothing has a day: its confidence never becomes stale."""
    last = dt.date(9999, 12, 31)
    found = positions([spell(valid_from=last, known_from=dt.date(2019, 6, 1))]).to_pylist()
    assert [(r["valid_from"], r["valid_to"]) for r in found] == [(last, None)]
