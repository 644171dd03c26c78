"""Half-open intervals of policy: what is in force on a day, as known by a day. Pure functions on frames.

A spell holds on every day with ``valid_from <= day < valid_to``; a missing ``valid_to`` means it still holds.
There are two clocks. *In force on* asks what held on a day, by all that the release knows. *Known by* first
forgets every act that was not yet public on a day, ends of spells included.

Days are ``datetime64[s]`` columns; "no row" always means *not coded*, never *open*.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.errors import BadValueError

if TYPE_CHECKING:
    import pandas as pd

CELL = ["jurisdiction", "vendor", "segment"]
"""What a position belongs to."""

BASES = ("de_jure", "announced", "de_facto")
"""The bases that run side by side; ties between equal levels go to the first."""

STALE_AFTER_YEARS = 3
"""A position that nothing has confirmed for so long is reported with confidence low."""

POSITION_COLUMNS = [
    *CELL,
    "level",
    "basis",
    "announced",
    "de_jure",
    "de_facto",
    "under_review",
    "valid_from",
    "deadline",
    "event_id",
    "confidence",
]
"""Columns of :func:`positions`, after ``on``."""


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


def position(stances: pd.DataFrame, reviews: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """The position of every coded cell on one day; see :func:`positions`.

    Returns
    -------
    pandas.DataFrame
        At most one row a cell, columns :data:`POSITION_COLUMNS`.
    """
    return positions(stances, reviews, [on]).drop(columns="on")


def positions(stances: pd.DataFrame, reviews: pd.DataFrame, days: Sequence[dt.date]) -> pd.DataFrame:
    """The position of every coded cell on each of several days.

    The position is the most restrictive level among the bases in force, ties to ``de_jure``, then
    ``announced``, then ``de_facto``. ``confidence`` is that of the deciding spell, lowered to ``low`` when
    nothing has confirmed it for :data:`STALE_AFTER_YEARS` years. Where only a review is open, ``level`` and
    ``basis`` are missing, ``event_id`` is the event that opened it and ``confidence`` that of the review.

    Parameters
    ----------
    stances, reviews : pandas.DataFrame
        As published, or as known by a day.
    days : sequence of datetime.date

    Returns
    -------
    pandas.DataFrame
        ``on`` and :data:`POSITION_COLUMNS`; at most one row a cell and day, sorted by both.
    """
    import pandas as pd

    dates = pd.DataFrame({"on": pd.to_datetime(pd.Series(list(days), dtype="object")).astype("datetime64[s]")})
    if dates["on"].duplicated().any():
        raise BadValueError("a day is given twice", where="days")
    key = ["on", *CELL]
    spells = _holding(stances, dates, "valid_from", "valid_to")
    spells["_tie"] = spells["basis"].map({b: i for i, b in enumerate(BASES)}).astype("int8")
    spells = spells.sort_values([*key, "level_rank", "_tie"], ascending=[True] * 4 + [False, True], kind="stable")
    decisive = spells.drop_duplicates(key).set_index(key)
    decisive["confidence"] = _lowered(decisive)
    by_basis = {b: spells.loc[spells["basis"] == b].set_index(key)["level"] for b in BASES}
    held = _holding(reviews, dates, "opened_on", "closed_on")
    held = held.sort_values([*key, "opened_on"], kind="stable").drop_duplicates(key).set_index(key)

    index = decisive.index.union(held.index)
    out = decisive.reindex(index)[["level", "basis", "valid_from", "deadline", "event_id", "confidence"]]
    for basis, level in by_basis.items():
        out[basis] = level.reindex(index)
    out["under_review"] = index.isin(held.index)
    only_review = out["level"].isna()
    for column, source in (("event_id", "opened_by"), ("confidence", "confidence")):
        out[column] = out[column].where(~only_review, held[source].reindex(index))
    out = out.reset_index()
    return out.sort_values(key, kind="stable", ignore_index=True)[["on", *POSITION_COLUMNS]]


def boundaries(stances: pd.DataFrame, reviews: pd.DataFrame) -> list[dt.date]:
    """Days on which a position may change, in order.

    Parameters
    ----------
    stances, reviews : pandas.DataFrame

    Returns
    -------
    list of datetime.date
        Between two neighbours (the first included, the second not) every position is constant.
    """
    import pandas as pd

    stale = _stale_from(stances)
    columns = [stances["valid_from"], stances["valid_to"], stale, reviews["opened_on"], reviews["closed_on"]]
    days = pd.concat(columns).dropna().drop_duplicates().sort_values()
    return [d.date() for d in days]


def _holding(frame: pd.DataFrame, dates: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    crossed = dates.merge(frame, how="cross")
    holds = (crossed[start] <= crossed["on"]) & ~(crossed[end] <= crossed["on"])
    return crossed[holds]


def _stale_from(stances: pd.DataFrame) -> pd.Series:
    import pandas as pd

    last = stances[["confirmed_on", "known_from", "valid_from"]].max(axis=1)
    return (last + pd.DateOffset(years=STALE_AFTER_YEARS)).astype("datetime64[s]")


def _lowered(decisive: pd.DataFrame) -> pd.Series:
    stale = _stale_from(decisive) <= decisive.index.get_level_values("on")
    return decisive["confidence"].mask(stale, "low")
