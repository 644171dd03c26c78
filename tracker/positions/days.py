"""Days as whole numbers, counted from 1970-01-01, with one number for "never"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tracker.positions import bridge

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

NEVER = 3_100_000
"""An end that is open: later than any day of the calendar, and than three years after it."""

LAST = 2_932_896
"""The last day that a calendar has: 9999-12-31."""

BEFORE = -1_000_000
"""Earlier than any day of the calendar."""


def of_column(column: pa.ChunkedArray | pa.Array, missing: int = NEVER) -> npt.NDArray[np.int64]:
    """Days of an Arrow column.

    Parameters
    ----------
    column : pyarrow.ChunkedArray or pyarrow.Array
        Of type date32.
    missing : int
        What an empty cell becomes.

    Returns
    -------
    numpy.ndarray of int64
        Days since 1970-01-01.
    """
    return bridge.numbers(column, missing)


def to_column(days: npt.NDArray[np.int64]) -> pa.Array:
    """Days as an Arrow column of type date32; :data:`NEVER` and later, and :data:`BEFORE`, become empty cells.

    Parameters
    ----------
    days : numpy.ndarray of int64

    Returns
    -------
    pyarrow.Array
    """
    import pyarrow as pa

    empty = (days >= NEVER) | (days <= BEFORE)
    return bridge.column(days, pa.date32(), empty)


def years_later(days: npt.NDArray[np.int64], years: int) -> npt.NDArray[np.int64]:
    """The same day some years later: 28 February for 29 where it must be, :data:`NEVER` past the calendar.

    Parameters
    ----------
    days : numpy.ndarray of int64
    years : int

    Returns
    -------
    numpy.ndarray of int64

    Examples
    --------
    >>> years_later(np.array([18321]), 3) - np.array([18321])  # from 2020-02-29 to 2023-02-28
    array([1095])
    """
    stamps: Any = days.astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    within = (stamps - months.astype("datetime64[D]")).astype(np.int64)
    later = months + np.timedelta64(12 * years, "M")
    first = later.astype("datetime64[D]").astype(np.int64)
    length = (later + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - first
    out: npt.NDArray[np.int64] = first + np.minimum(within, length - 1)
    # What lies past the calendar never comes, and nothing could write it down.
    return np.where(out > LAST, NEVER, out)
