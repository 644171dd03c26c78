"""Readings are held against the position that their cell has on their day, as a look day by day would find it."""

import numpy as np
import pandas as pd
from budget import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import SPAN, day, positions, worlds

from tracker import spells
from tracker.curation.rules.readings import _held_on
from tracker.positions.read import Intervals

CELLS = st.tuples(
    st.sampled_from(["AAA", "BBB"]), st.sampled_from(["huawei", "zte"]), st.sampled_from(["core", "access"])
)


@settings(max_examples=cases(25, 300))
@given(worlds(), st.lists(st.tuples(CELLS, st.integers(-5, SPAN + 30)), min_size=1, max_size=12))
def test_the_position_of_a_reading_is_the_one_that_holds(world, asked):
    table = positions(*world)
    frame = pd.DataFrame([cell for cell, _ in asked], columns=spells.CELL, dtype="str")
    frame["on"] = pd.to_datetime([day(at) for _, at in asked]).astype("datetime64[s]")
    found = _held_on(table, frame)
    intervals, cells = Intervals.of(table), list(zip(*(table[c].to_pylist() for c in spells.CELL), strict=True))
    wanted = []
    for cell, at in asked:
        holding = [int(row) for row in intervals.holding(day(at), None) if cells[row] == cell]
        wanted.append(holding[0] if holding else -1)
    assert np.array_equal(found, wanted)
