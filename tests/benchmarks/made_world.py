"""A made-up world to measure on: 200 jurisdictions, 20 vendors, 3 segments, 3 bases, as tables of a release."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

LEVELS = ("open", "screened", "limited", "barred", "removal")
CONFIDENCES = ("low", "medium", "high")
BASES = ("de_facto", "announced", "de_jure")
FIRST, SPAN = 10_957, 9_131
"""First day, 2000-01-01, and how many follow: 25 years."""


def world(spells: int, seed: int = 10) -> tuple[pa.Table, pa.Table]:
    """Spells and reviews, closed as a release has them.

    Acts become public within days of taking effect, one in ten a year late or more; one spell in twelve ends by an
    act of its own, and a third is confirmed later. There is one review for every ten spells.

    Parameters
    ----------
    spells : int
        How many spells; a few fall away where two of a basis would begin on one day.
    seed : int

    Returns
    -------
    (pyarrow.Table, pyarrow.Table)
        Columns of ``stances`` and ``reviews`` from which positions follow.
    """
    make = np.random.default_rng(seed)
    lanes = 200 * 20 * 3 * 3
    key = np.unique(make.integers(0, lanes, spells) * 100_000 + make.integers(0, SPAN, spells))
    lane, start = key // 100_000, FIRST + key % 100_000
    known = start + _lag(make, len(key))
    following = np.append(lane[1:] == lane[:-1], False)
    until = np.where(following, np.append(start[1:], 0), 0)
    own = make.random(len(key)) < 1 / 12
    ends = start + make.integers(1, 1500, len(key))
    own &= ~following | (ends < until)
    end = np.where(own, ends, until)
    end_known = np.where(own, ends + _lag(make, len(key)), np.where(following, np.append(known[1:], 0), 0))
    confirmed = np.where(make.random(len(key)) < 1 / 3, start + make.integers(0, 2000, len(key)), 0)
    stances = pa.table(
        {
            **_cell(lane // 3),
            "basis": _text(lane % 3, BASES),
            "valid_from": _days(start),
            "valid_to": _days(end),
            "ended_by": pa.array(np.where(own, "act-of-its-own", None)),
            "level": _text(make.integers(0, 5, len(key)), LEVELS),
            "deadline": _days(np.where(make.random(len(key)) < 0.1, start + 1500, 0)),
            "event_id": pa.array([f"event-{n}" for n in make.integers(0, max(spells // 3, 1), len(key))]),
            "confirmed_on": _days(confirmed),
            "confidence": _text(make.integers(0, 3, len(key)), CONFIDENCES),
            "known_from": _days(known),
            "end_known_from": _days(end_known),
        }
    )
    return stances, _reviews(make, spells // 10)


def _reviews(make: np.random.Generator, count: int) -> pa.Table:
    key = np.unique(make.integers(0, 200 * 20 * 3, count) * 100_000 + make.integers(0, SPAN, count))
    cell, start = key // 100_000, FIRST + key % 100_000
    known = start + _lag(make, len(key))
    closed = make.random(len(key)) < 0.8
    end = start + make.integers(30, 700, len(key))
    return pa.table(
        {
            **_cell(cell),
            "opened_on": _days(start),
            "opened_by": pa.array([f"event-{n}" for n in make.integers(0, max(count, 1), len(key))]),
            "closed_on": _days(np.where(closed, end, 0)),
            "closed_by": pa.array(np.where(closed, "close", None)),
            "confidence": _text(make.integers(0, 3, len(key)), CONFIDENCES),
            "known_from": _days(known),
            "end_known_from": _days(np.where(closed, end + _lag(make, len(key)), 0)),
        }
    )


def _lag(make: np.random.Generator, count: int) -> np.ndarray:
    late = make.random(count) < 0.1
    return np.where(late, make.integers(365, 1000, count), make.integers(0, 10, count))


def _cell(number: np.ndarray) -> dict[str, pa.Array]:
    names = [
        [f"J{n:03}" for n in range(200)],
        [f"vendor-{n:02}" for n in range(20)],
        ["access", "core", "government"],
    ]
    places = [number // 60, number // 3 % 20, number % 3]
    columns = ("jurisdiction", "vendor", "segment")
    return {c: _text(p, n) for c, p, n in zip(columns, places, names, strict=True)}


def _text(places: np.ndarray, values: list[str] | tuple[str, ...]) -> pa.Array:
    return pa.array(values).take(pa.array(places))


def _days(days: np.ndarray) -> pa.Array:
    return pa.array(days.astype(np.int32), pa.int32(), mask=days == 0).cast(pa.date32())
