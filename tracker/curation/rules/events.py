"""Rules about events: their dates and their identifiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.curation.dataset import Dataset, looked_up
from tracker.curation.problem import Problem, register

if TYPE_CHECKING:
    import pandas as pd


def end_of_period(days: pd.Series, precision: pd.Series) -> pd.Series:
    """Last day of the period each day stands for.

    Parameters
    ----------
    days : pandas.Series of datetime64
    precision : pandas.Series of {"day", "month", "year"}

    Returns
    -------
    pandas.Series of datetime64
    """
    import pandas as pd

    month = days + pd.offsets.MonthEnd(0)
    year = days + pd.offsets.YearEnd(0)
    return days.mask(precision == "month", month).mask(precision == "year", year)


def start_of_period(days: pd.Series, precision: pd.Series) -> pd.Series:
    """First day of the period each day stands for.

    Parameters
    ----------
    days : pandas.Series of datetime64
    precision : pandas.Series of {"day", "month", "year"}

    Returns
    -------
    pandas.Series of datetime64
    """
    month = days - _days(days.dt.day - 1)
    year = days - _days(days.dt.day_of_year - 1)
    return days.mask(precision == "month", month).mask(precision == "year", year)


def _days(number: pd.Series) -> pd.Series:
    import pandas as pd

    # As whole numbers: a missing one among fractions makes numpy warn with the oldest pandas that is allowed.
    return pd.to_timedelta(number.astype("Int64"), unit="D")


@register(
    "E01",
    "look-ahead",
    "A date known to the month or year is not the last day of that period, and no dated source narrows it.",
)
def no_look_ahead(data: Dataset) -> Iterator[Problem]:
    """E01."""
    frame = data["events"]
    early = frame["date"] < end_of_period(frame["date"], frame["date_precision"])
    # A source published on that very day shows that it had happened by then.
    narrowed = (frame["date"] == frame["public_on"]) & frame["note"].notna()
    yield from data.where(
        "events",
        early & ~narrowed,
        "E01",
        "date",
        "a date of this precision stands on the last day of its period",
        hint="or, where a source narrows it, public_on is the same day and the note says so",
    )


@register("E02", "public too early", "An act was public before it happened.")
def public_after_act(data: Dataset) -> Iterator[Problem]:
    """E02."""
    frame = data["events"]
    early = (frame["public_on"] < frame["date"]) & (frame["date_precision"] == "day")
    yield from data.where(
        "events", early, "E02", "public_on", "public before the act happened", expected="the date or later"
    )


@register(
    "E03",
    "public too late",
    "A source was published before the day on which the act is said to have become public.",
)
def public_by_first_source(data: Dataset) -> Iterator[Problem]:
    """E03."""
    frame = data["events"]
    dated = data.links[data.links["published_precision"] == "day"]
    first = looked_up(frame["event_id"], dated.groupby("event_id")["published"].min())
    # A source older than the act itself gives background and does not report it.
    late = (first < frame["public_on"]) & (first >= frame["date"])
    yield from data.where(
        "events",
        late,
        "E03",
        "public_on",
        "a source was published earlier",
        expected="the day of the earliest source",
    )


@register("E04", "after the cutoff", "An event lies after the last day for which evidence was looked for.")
def nothing_after_cutoff(data: Dataset) -> Iterator[Problem]:
    """E04."""
    if data.cutoff is None:
        return
    import pandas as pd

    frame = data["events"]
    for column in ("date", "public_on"):
        after = frame[column] > pd.Timestamp(data.cutoff)
        yield from data.where(
            "events",
            after,
            "E04",
            column,
            "later than the newest last_checked of the coverage",
            expected=f"{data.cutoff} or earlier",
        )


@register("E05", "identifier", "An event's identifier does not start with its jurisdiction.")
def identifier_fits(data: Dataset) -> Iterator[Problem]:
    """E05."""
    frame = data["events"]
    prefix = frame["event_id"].str.split("-", n=1).str[0].str.upper()
    off = (prefix != frame["jurisdiction"]) & prefix.notna() & frame["jurisdiction"].notna()
    yield from data.where("events", off, "E05", "event_id", "does not start with the event's jurisdiction")


RULES = (no_look_ahead, public_after_act, public_by_first_source, nothing_after_cutoff, identifier_fits)
