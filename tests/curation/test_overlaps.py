"""Which spells begin before the one before them has ended, by hand: one after another in every group."""

from itertools import pairwise

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tracker.curation.rules.others import _overlapping

DAYS = st.none() | st.integers(1, 9).map(lambda d: f"2020-01-0{d}")
ROWS = st.lists(st.tuples(st.sampled_from([None, "a", "b"]), st.sampled_from(["x", "y"]), DAYS, DAYS), max_size=10)


@given(ROWS)
def test_overlaps_are_those_found_by_hand(rows):
    frame = pd.DataFrame(rows, columns=["place", "kind", "start", "end"])
    frame = frame.astype({"place": "str", "kind": "str", "start": "datetime64[s]", "end": "datetime64[s]"})
    wanted = []
    for group in {(p, k) for p, k, *_ in rows if p is not None}:
        members = [(s or "9999", i, s, e) for i, (p, k, s, e) in enumerate(rows) if (p, k) == group]
        members.sort(key=lambda m: m[:2])
        for (*_, begun, ended), (_, at, start, _) in pairwise(members):
            # A day that is missing is no later than any.
            done = ended is not None and start is not None and ended <= start
            if begun is not None and not done:
                wanted.append(at)
    assert _overlapping(frame, ["place", "kind"], "start", "end") == sorted(wanted)
