"""All cells, some at a time: so few that what is worked on stays near the processor, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from tracker.positions.sweep import decoded, rows
from tracker.positions.world import Reviews, Spells, World

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Columns = dict[str, Ints]

_BLOCK = 20_000
"""Spells and reviews that are worked on at once, more or less."""

_NARROW = {"level": np.int8, "level0": np.int8, "level1": np.int8, "level2": np.int8, "basis": np.int8,
           "confidence": np.int8, "under_review": np.int8}  # fmt: skip
"""Columns that are on small scales; all others are numbers of days, cells and events, for which 32 digits do."""


def all_rows(
    cells: int, spells: Columns, reviews: Columns, levels: int, confidences: int
) -> dict[str, npt.NDArray[Any]]:
    """Every row of every cell, and what it says.

    Parameters
    ----------
    cells : int
        How many cells there are.
    spells, reviews : dict of str to numpy.ndarray of int64
        ``cell``, and what :meth:`Spells.build` and :meth:`Reviews.build` take, one value a spell or review.
    levels, confidences : int
        Sizes of the vocabularies.

    Returns
    -------
    dict of str to numpy.ndarray
        Columns of :class:`~tracker.positions.sweep.Rows` and of :func:`~tracker.positions.sweep.decoded`, by cell,
        first day and first day of knowledge; in as few bytes as hold them.
    """
    parts = []
    for first, mine, theirs in _blocks(cells, spells, reviews):
        count = first[1] - first[0]
        world = World(Spells.build(count, **mine), Reviews.build(count, **theirs), levels, confidences)
        found = rows(world)
        said = decoded(world, found.value)
        said |= {n: getattr(found, n) for n in ("valid_from", "valid_to", "known_from", "known_to")}
        said["cell"] = found.cell + first[0]
        parts.append({name: values.astype(_NARROW.get(name, np.int32)) for name, values in said.items()})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _blocks(cells: int, spells: Columns, reviews: Columns) -> Iterator[tuple[tuple[int, int], Columns, Columns]]:
    """The first cell of each block and that of the next; its spells and reviews, with cells counted from the first."""
    both = [_by_cell(columns) for columns in (spells, reviews)]
    count = sum(np.bincount(columns["cell"], minlength=cells) for columns in both)
    starts = np.cumsum(count) - count
    bounds = [*np.flatnonzero(np.diff(starts // _BLOCK, prepend=-1)).tolist(), cells] if cells else [0, 0]
    places = [np.searchsorted(columns["cell"], bounds) for columns in both]
    for block, (first, last) in enumerate(pairwise(bounds)):
        mine, theirs = (
            {name: values[at[block] : at[block + 1]] for name, values in columns.items()}
            for columns, at in zip(both, places, strict=True)
        )
        yield (first, last), mine | {"cell": mine["cell"] - first}, theirs | {"cell": theirs["cell"] - first}


def _by_cell(columns: Columns) -> Columns:
    # What is published stands in this order already.
    if (np.diff(columns["cell"]) >= 0).all():
        return columns
    order = np.argsort(columns["cell"], kind="stable")
    return {name: values[order] for name, values in columns.items()}
