"""Half-open intervals of policy: spells and reviews in force on a day, as known by a day. Pure functions on frames.

A spell holds on every day with ``valid_from <= day < valid_to``; a missing ``valid_to`` means it still holds.
There are two clocks. *In force on* asks what held on a day, by all that the release knows. *Known by* first
forgets every act that was not yet public on a day, ends of spells included. What spells and reviews together say of
a cell, its position, is worked out in :mod:`tracker.positions`, with the names and numbers given here.

Days are ``datetime64[s]`` columns; "no row" always means *not coded*, never *open*.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

CELL = ["jurisdiction", "vendor", "segment"]
"""What a position belongs to."""

BASES = ("de_jure", "announced", "de_facto")
"""The bases that run side by side; ties between equal levels go to the first."""

STALE_AFTER_YEARS = 3
"""A position that nothing has confirmed for so long is reported with confidence low."""


def close(stances: pd.DataFrame) -> pd.DataFrame:
    """Fill the end of every spell that a successor on the same basis replaces.

    Parameters
    ----------
    stances : pandas.DataFrame
        Columns ``jurisdiction, vendor, segment, basis, valid_from, valid_to, ended_by, known_from,
        end_known_from``. Where ``ended_by`` is filled, ``valid_to`` and ``end_known_from`` are an act's own
        and are kept, unless a successor begins before; elsewhere they are computed anew.

    Returns
    -------
    pandas.DataFrame
        The same rows, sorted by cell, basis and ``valid_from``.
    """
    out = stances.sort_values([*CELL, "basis", "valid_from"], kind="stable").copy()
    following = out.groupby([*CELL, "basis"], observed=True, sort=False)[["valid_from", "known_from"]].shift(-1)
    # An act's own end counts unless a successor comes first: no two spells of a basis ever overlap.
    own = out["ended_by"].notna() & ~(following["valid_from"] < out["valid_to"])
    out["valid_to"] = out["valid_to"].where(own, following["valid_from"])
    out["end_known_from"] = out["end_known_from"].where(own, following["known_from"])
    return out


def stances_known_by(stances: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Spells as the public could know them on a day.

    Acts not yet public are left out, and so are their consequences: a spell they ended is open again.

    Parameters
    ----------
    stances : pandas.DataFrame
        As published.
    day : datetime.date

    Returns
    -------
    pandas.DataFrame
        Fewer or as many rows; ``valid_to`` and ``end_known_from`` as they stood that day.
    """
    import pandas as pd

    on = pd.Timestamp(day)
    out = stances[stances["known_from"] <= on].copy()
    unknown_end = ~(out["end_known_from"] <= on)
    out.loc[unknown_end, ["valid_to", "end_known_from"]] = pd.NaT
    out.loc[unknown_end, "ended_by"] = None
    unconfirmed = ~(out["confirmed_on"] <= on)
    out.loc[unconfirmed, "confirmed_on"] = pd.NaT
    return close(out)


def reviews_known_by(reviews: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Reviews as the public could know them on a day.

    Parameters
    ----------
    reviews : pandas.DataFrame
        As published.
    day : datetime.date

    Returns
    -------
    pandas.DataFrame
        Without reviews not yet public; a close not yet public is open again.
    """
    import pandas as pd

    on = pd.Timestamp(day)
    out = reviews[reviews["known_from"] <= on].copy()
    unknown_end = ~(out["end_known_from"] <= on)
    out.loc[unknown_end, ["closed_on", "end_known_from"]] = pd.NaT
    out.loc[unknown_end, "closed_by"] = None
    return out


def in_force(frame: pd.DataFrame, day: dt.date, *, start: str, end: str) -> pd.Series:
    """Which intervals hold on a day.

    Parameters
    ----------
    frame : pandas.DataFrame
        One interval a row.
    day : datetime.date
    start, end : str
        Names of the columns with the first day and the first day after; a missing end is open.

    Returns
    -------
    pandas.Series of bool
        True where ``start <= day < end``.
    """
    import pandas as pd

    on = pd.Timestamp(day)
    return (frame[start] <= on) & ~(frame[end] <= on)
