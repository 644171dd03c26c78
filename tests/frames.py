"""Two frames that must be the same, told at once where they are: pandas' own assertion goes through them value by value."""

from __future__ import annotations

import pandas as pd


def assert_same(got: pd.DataFrame, wanted: pd.DataFrame) -> None:
    """As ``pandas.testing.assert_frame_equal`` without flags; it is asked, and tells, where anything differs at all."""
    if not _same(got, wanted):
        pd.testing.assert_frame_equal(got, wanted, check_flags=False)


def _same(got: pd.DataFrame, wanted: pd.DataFrame) -> bool:
    axes = ((got.index, wanted.index), (got.columns, wanted.columns))
    if not all(type(a) is type(b) and a.dtype == b.dtype and a.names == b.names and a.equals(b) for a, b in axes):
        return False
    for kind, other in zip(got.dtypes, wanted.dtypes, strict=True):
        if kind != other or type(kind) is not type(other):
            return False
        if isinstance(kind, pd.CategoricalDtype) and not (
            kind.ordered == other.ordered
            and kind.categories.dtype == other.categories.dtype
            and kind.categories.equals(other.categories)
        ):
            return False
    return got.equals(wanted)
