"""The table of positions against a reading day by day, on both clocks; and what makes it canonical."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import oracle
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.positions import compute
from tracker.schema import table
from tracker.schema.arrow import arrow_schema

LEVELS = table("stances").field("level").values
CONFIDENCES = table("stances").field("confidence").values
START = dt.date(2020, 2, 20)
SPAN = 40
SAID = ("status", "level", "basis", *oracle.BASES, "under_review", "since", "deadline", "event_id", "confidence")


def day(offset):
    return START + dt.timedelta(days=offset)


def arrow(rows, name):
    """Rows as the published table, without the columns that no position comes from."""
    fields = [
        f for f in arrow_schema(table(name)) if f.name not in {"rationale", "body", "level_rank", "confidence_rank"}
    ]
    return pa.table(
        {f.name: pa.array([r.get(f.name) for r in rows], f.type if not pa.types.is_dictionary(f.type) else pa.string())
         for f in fields}
    )  # fmt: skip


def closed(stances):
    """Spells with the ends that successors on the same basis set, as a release has them."""
    lanes = {}
    for r in sorted(stances, key=lambda r: r["valid_from"]):
        lanes.setdefault((*(r[c] for c in oracle.CELL), r["basis"]), []).append(dict(r))
    for lane in lanes.values():
        for r, following in pairwise([*lane, None]):
            if r.get("ended_by") is None or (following and following["valid_from"] < r["valid_to"]):
                r["valid_to"] = following and following["valid_from"]
                r["end_known_from"] = following and following["known_from"]
    return [r for lane in lanes.values() for r in lane]


def positions(stances, reviews=()):
    return compute(arrow(stances, "stances"), arrow(list(reviews), "reviews"), LEVELS, CONFIDENCES)


def spell(**more):
    row = {"jurisdiction": "AAA", "vendor": "huawei", "segment": "core", "basis": "announced", "level": "barred",
           "valid_from": dt.date(2019, 6, 1), "event_id": "a", "confidence": "high", "valid_to": None, "ended_by": None,
           "end_known_from": None, "confirmed_on": None, "deadline": None, **more}  # fmt: skip
    return {"known_from": row["valid_from"], "level_rank": LEVELS.index(row["level"]), **row}


def review(**more):
    row = {"jurisdiction": "AAA", "vendor": "huawei", "segment": "core", "opened_on": dt.date(2018, 12, 7),
           "opened_by": "r", "closed_on": None, "closed_by": None, "end_known_from": None, "confidence": "low", **more}  # fmt: skip
    return {"known_from": row["opened_on"], **row}


@st.composite
def worlds(draw):
    """Random spells and reviews of two cells: ends of their own, acts known late or early, confirmations, overlaps."""
    offsets, lags = st.integers(0, SPAN), st.integers(-4, 25)
    stances, reviews = [], []
    for vendor in ("huawei", "zte"):
        for basis in oracle.BASES:
            for start in draw(st.sets(offsets, max_size=4)):
                more = {}
                if draw(st.booleans()):
                    end = start + draw(st.integers(1, 15))
                    more = {"valid_to": day(end), "ended_by": "x", "end_known_from": day(end + draw(lags))}
                if draw(st.booleans()):
                    more["confirmed_on"] = day(start + draw(st.integers(0, 30)))
                stances.append(
                    spell(vendor=vendor, basis=basis, level=draw(st.sampled_from(LEVELS[:3])), valid_from=day(start),
                          known_from=day(start + draw(lags)), event_id=f"e{len(stances)}",
                          confidence=draw(st.sampled_from(CONFIDENCES)), deadline=draw(st.none() | st.just(day(300))), **more)
                )  # fmt: skip
        for start in draw(st.sets(offsets, max_size=3)):
            more = {}
            if draw(st.booleans()):
                end = start + draw(st.integers(1, 15))
                more = {"closed_on": day(end), "closed_by": "c", "end_known_from": day(end + draw(lags))}
            reviews.append(
                review(vendor=vendor, opened_on=day(start), known_from=day(start + draw(lags)),
                       opened_by=draw(st.sampled_from(["r", "q"])), confidence=draw(st.sampled_from(CONFIDENCES)), **more)
            )  # fmt: skip
    return closed(stances), reviews


def by_cell(rows):
    out = {}
    for r in rows:
        out.setdefault(tuple(r[c] for c in oracle.CELL), []).append(r)
    return out


@settings(deadline=None, derandomize=True, max_examples=60)
@given(worlds())
def test_every_day_as_known_by_every_day_is_what_a_reading_by_hand_gives(world):
    stances, reviews, rows = by_cell(world[0]), by_cell(world[1]), by_cell(positions(*world).to_pylist())
    early = [day(i) for i in range(-6, SPAN + 20)]
    late = [oracle.three_years_later(d) for d in early]
    for cell in stances.keys() | reviews.keys() | rows.keys():
        mine = stances.get(cell, []), reviews.get(cell, [])
        for by in (None, *early[::2], day(SPAN + 200)):
            for on in early + late:
                found, wanted = oracle.table_says(rows.get(cell, []), on, by), oracle.said(*mine, on, by)
                assert (found and {k: found[k] for k in SAID}) == wanted, (cell, on, by)


def runs(rows, by):
    """Rows of one cell as known by a day, in order."""
    known = [r for r in rows if r["known_from"] <= by and (r["known_to"] is None or by < r["known_to"])]
    return sorted(known, key=lambda r: r["valid_from"])


@settings(deadline=None, derandomize=True, max_examples=60)
@given(worlds())
def test_the_table_is_canonical(world):
    made = positions(*world)
    rows = made.to_pylist()
    keys = [tuple(r[k] for k in table("positions").key) for r in rows]
    assert keys == sorted(set(keys))
    for mine in by_cell(rows).values():
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
