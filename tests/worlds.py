"""Random and hand-made spells and reviews, as plain rows and as the tables that positions are worked out from."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import by_hand
import pyarrow as pa
from hypothesis import strategies as st

from tracker.positions import compute
from tracker.schema import table
from tracker.schema.arrow import arrow_schema

LEVELS = table("stances").field("level").values
CONFIDENCES = table("stances").field("confidence").values
START = dt.date(2020, 2, 20)
SPAN = 40


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
        lanes.setdefault((*(r[c] for c in by_hand.CELL), r["basis"]), []).append(dict(r))
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
        for basis in by_hand.BASES:
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
