"""Every published release says what it said before there was a table, cell by cell, on every turn and the day before."""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path

import by_hand
import pandas as pd
import pyarrow.parquet as pq
import pytest
from frames import assert_same

import tracker
from tracker.release.reading import shelf
from tracker.release.reading.derived import positions_table
from tracker.release.reading.horizon import HORIZONS, WORKED_OUT

OLD = ["0.1.0", "0.2.0", "0.3.0", "0.4.0"]


@pytest.fixture(scope="module", params=OLD)
def version(request):
    return request.param


@pytest.fixture(scope="module")
def frames(version):
    return tracker.load("stances", version=version), tracker.load("reviews", version=version)


def test_the_table_says_what_a_reading_by_hand_says_on_both_clocks(version, frames):
    stances, reviews = map(by_hand.records, frames)
    rows = by_hand.records(positions_table(shelf.find(version)).to_pandas())
    for cell in stances.keys() | reviews.keys() | rows.keys():
        mine = stances.get(cell, []), reviews.get(cell, [])
        days, known = (by_hand.and_before(d) for d in by_hand.turns(*mine))
        for by in (None, *known):
            for on in days:
                found = by_hand.table_says(rows.get(cell, []), on, by)
                wanted = by_hand.said(*mine, on, by)
                got = None if found is None else {k: found[k] for k in wanted or ("status",)}
                assert got == wanted, (cell, on, by)


def some(days, most):
    # A step that is no multiple of two, so that turns and the days before them are both among them.
    return days[:: 1 + 2 * (len(days) // (2 * most))]


def asked(frames):
    turns = [by_hand.turns(s, r) for s, r in zip(*_rows(frames), strict=True)]
    return [by_hand.and_before({d for turn in turns for d in turn[i]}) for i in (0, 1)]


def _rows(frames):
    stances, reviews = map(by_hand.records, frames)
    cells = stances.keys() | reviews.keys()
    return [stances.get(c, []) for c in cells], [reviews.get(c, []) for c in cells]


def test_position_gives_the_frame_it_gave(version, frames):
    days, known = asked(frames)
    questions = [(d, None) for d in some(days, 25)]
    questions += [(d, d) for d in some(days, 8)] + [(d, b) for d in some(days, 4) for b in some(known, 6)]
    for by in dict.fromkeys(by for _, by in questions):
        stances, reviews = frames
        if by is not None:
            stances, reviews = (
                by_hand.frozen_stances_known_by(stances, by),
                by_hand.frozen_reviews_known_by(reviews, by),
            )
        asked_then = sorted({on for on, known in questions if known == by})
        whole = by_hand.frozen_positions(stances, reviews, asked_then)
        for on in asked_then:
            wanted = whole[whole["on"] == pd.Timestamp(on)].drop(columns="on").reset_index(drop=True)
            got = tracker.position(on, known_by=by, version=version)
            assert_same(got[list(wanted)], wanted)


@pytest.mark.parametrize(("freq", "by"), [("QS", None), ("YE", dt.date(2020, 6, 30)), ("YE", "period")])
def test_panel_gives_the_frame_it_gave(version, frames, freq, by):
    if version == "0.1.0":
        freq, by = "D", by and "period"  # That release knew one day.
    got = tracker.panel(freq, known_by=by, version=version)
    cells = tracker.load("coverage", version=version)[by_hand.CELL]
    days = [d.date() for d in got["period"].drop_duplicates()]
    wanted = by_hand.frozen_panel(*frames, cells, days, by)
    assert_same(got[list(wanted)], wanted)
    first = min((d for d in (frames[0]["valid_from"].min(), frames[1]["opened_on"].min()) if d == d), default=None)
    if first is not None and by is None:
        assert days[0] == pd.date_range(first, periods=1, freq=freq)[0].date()


def test_what_is_saved_for_the_bundled_releases_is_what_is_worked_out():
    sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
    import work_out

    kept = {p.name: p.read_bytes() for p in WORKED_OUT.iterdir()}
    now = work_out.files()
    assert kept.keys() == now.keys(), "run tests/tools/work_out.py"
    assert kept.pop(HORIZONS) == now.pop(HORIZONS), "run tests/tools/work_out.py"
    saved, made = ({n: pq.read_table(io.BytesIO(content)) for n, content in f.items()} for f in (kept, now))
    for name, table in made.items():
        assert saved[name].equals(table), "run tests/tools/work_out.py"
        assert saved[name].schema.equals(table.schema, check_metadata=True)
