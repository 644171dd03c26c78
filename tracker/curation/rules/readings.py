"""The rule about readings of the same sources by somebody else, held against the positions of their days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from tracker import spells
from tracker.curation.dataset import Dataset
from tracker.curation.problem import Problem, register
from tracker.curation.published import positions
from tracker.positions.read import Intervals
from tracker.positions.table import numbered_cells

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa


@register(
    "X01",
    "second coding",
    "A second reading that differs from the release gives no resolution, or is marked agreed.",
)
def second_coding_settled(data: Dataset) -> Iterator[Problem]:
    """X01."""
    again = [table for table in ("second_coding", "readings") if not data[table].empty]
    held = positions(data) if again else None
    for table in again:
        yield from _settled(data, table, held)


def _settled(data: Dataset, table: str, held: pa.Table) -> Iterator[Problem]:
    import pyarrow as pa
    import pyarrow.compute as pc

    source, frame = data.sources[table], data[table]
    frame = frame[frame["on"].notna()]
    at = _held_on(held, frame)
    place = pa.array(at, mask=at < 0)
    ours, theirs = held["level"].take(place).cast(pa.string()), pa.array(frame["level"], pa.string())
    agree = pc.or_(pc.equal(ours, theirs).fill_null(False), pc.and_(pc.is_null(ours), pc.is_null(theirs))).to_numpy()
    under_review = held["under_review"].take(place).fill_null(False).to_numpy()
    if table == "second_coding":
        # The second coder had to choose between a level and a review, so an open review agrees with ours
        # whatever level runs beside it.
        chose = frame["under_review"].fillna(False).to_numpy(dtype=bool)
        agree = np.where(chose, under_review, agree)
    off = frame[~agree]
    for row in off.index[off["settled"] == "agreed"]:
        yield source.problem("X01", "marked agreed, but differs from the release", int(row), "settled")
    for row in off.index[off["resolution"].isna()]:
        yield source.problem("X01", "differs from the release and says not why", int(row), "resolution")


def _held_on(positions: pa.Table, frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """For every reading the place of the position that its cell has on its day, by all that is known; -1 for none."""
    import pyarrow as pa

    intervals = Intervals.of(positions)
    asked = pa.table({c: pa.array(frame[c], pa.string()) for c in spells.CELL})
    _, (theirs, mine) = numbered_cells([positions, asked])
    known = intervals.known(None)
    # One number for a cell and a day, in which the days of a cell lie closer together than cells do.
    span, first = 2**23, 2**21
    begins = theirs[known] * span + intervals.valid_from[known] + first
    order = np.argsort(begins)
    day = frame["on"].to_numpy(dtype="datetime64[D]").astype("int64")
    at = np.searchsorted(begins[order], mine * span + day + first, side="right") - 1
    place = np.append(known[order], -1)[at]
    holds = (at >= 0) & (theirs[place] == mine) & (day < intervals.valid_to[place]) if len(theirs) else at >= 0
    return np.where(holds, place, -1)


ON_POSITIONS = (second_coding_settled,)
"""Rules that read positions: one wrong cell would make them complain about others."""
