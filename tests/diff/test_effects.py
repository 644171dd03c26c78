"""Effects are exactly the days on which the rows of two tables of positions say different things."""

import datetime as dt

import by_hand
from budget import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import SPAN, day, positions, worlds

from tracker.diff import diff
from tracker.diff.effects import NOTHING, Run, effects, position


def world_of(world):
    """What a release knows of each cell, as runs of days."""
    out = {}
    for r in positions(*world).to_pylist():
        if r["known_to"] is None:
            run = Run(r["valid_from"], r["valid_to"], (r["level"], r["basis"], r["under_review"]))
            out.setdefault(tuple(r[c] for c in by_hand.CELL), []).append(run)
    return out


@settings(max_examples=cases(25, 40))
@given(worlds(), st.integers(-2, SPAN + 8))
def test_positions_agree_with_a_reading_by_hand(world, offset):
    stances, reviews = (by_hand.by_cell(rows) for rows in world)
    for cell, runs in world_of(world).items():
        said = by_hand.said(stances.get(cell, []), reviews.get(cell, []), day(offset))
        assert position(runs, day(offset)) == (
            NOTHING if said is None else (said["level"], said["basis"], said["under_review"])
        )


@settings(max_examples=cases(25, 40))
@given(worlds(), worlds())
def test_effects_are_exactly_the_days_that_differ(one, other):
    old, new = world_of(one), world_of(other)
    found = effects(old, new)
    for offset in range(-3, SPAN + 20):
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
        ("A", "z", "core"): [
            Run(start, middle, ("open", "de_jure", False)),
            Run(middle, None, ("open", "announced", False)),
        ]
    }
    assert [(e.start, e.end, e.new[1]) for e in effects({}, new)] == [
        (start, middle, "de_jure"),
        (middle, None, "announced"),
    ]
    assert [e.old for e in effects({}, new)] == [NOTHING, NOTHING]


def test_releases_differ_by_what_a_reading_by_hand_says():
    import tracker

    there = {
        v: [by_hand.records(tracker.load(t, version=v)) for t in ("stances", "reviews")] for v in ("0.3.0", "0.4.0")
    }

    def said(version, cell, on):
        found = by_hand.said(*(rows.get(cell, []) for rows in there[version]), on)
        return NOTHING if found is None else (found["level"], found["basis"], found["under_review"])

    found = diff("0.3.0", "0.4.0").effects
    assert found
    for e in found:
        for on in (e.start, *([] if e.end is None else [e.end - dt.timedelta(days=1)])):
            cell = (e.jurisdiction, e.vendor, e.segment)
            assert (said("0.3.0", cell, on), said("0.4.0", cell, on)) == (e.old, e.new)


def test_rows_of_derived_tables_have_their_own_reason_and_are_not_listed(tmp_path):
    import factory

    from tracker.curation.build import build
    from tracker.curation.dataset import read_folder

    # A law that limits as well as assesses carries both levels.
    first = factory.changed({"provisions": {0: {"does": "assess;cap"}}})
    later = factory.changed({"stances": {1: {"level": "limited"}}}, first)
    made = [
        build(read_folder(factory.write(tmp_path / n, data)), tmp_path / f"release-{n}", version="1.0.0")
        for n, data in (("old", first), ("new", later))
    ]
    found = diff(*made)
    derived = {t.table: {r.reason for r in t.rows} for t in found.tables if t.rows and t.table != "stances"}
    assert derived == {"positions": {"derived"}, "panel_year": {"derived"}}
    page = found.to_markdown()
    assert "(1 correction)" in page
    assert page.count("its rows follow from the tables above") == 2
    assert "level: screened → limited" in page
