"""Deadlines that positions set, by the day on which they fall."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from tracker import spells
from tracker.arguments import checked
from tracker.days import Day, parse_day
from tracker.errors import BadValueError, told
from tracker.loader.beyond import Beyond, newest, past
from tracker.loader.beyond import within as held
from tracker.loader.filters import Names, only
from tracker.loader.frames import described, known_frame
from tracker.loader.positions import book
from tracker.loader.queries import Version
from tracker.release.reading import shelf
from tracker.spells import CELL

if TYPE_CHECKING:
    import pandas as pd

_SPAN = re.compile(r"([0-9]{1,6})\s*(day|week|month|year)?s?", re.IGNORECASE)


@checked
def deadlines(
    within: int | str | dt.timedelta | None = None,
    *,
    on: Day | None = None,
    passed: bool = False,
    version: Version = None,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Day | None = None,
    beyond: Beyond = "flag",
) -> pd.DataFrame:
    """Deadlines set by the spells in force on a day, soonest first.

    Parameters
    ----------
    within : int, str or datetime.timedelta, optional
        Only deadlines that fall so long after the day: a number of days, or text such as ``"90 days"``,
        ``"6 months"`` or ``"2 years"``. All that are still to come by default.
    on : str or datetime.date, optional
        The ISO 8601 day looked from; the release's cutoff by default, or with ``beyond="refuse"`` its horizon.
    passed : bool
        Keep deadlines before the day too, of spells that are still in force.
    version, jurisdiction, vendor, segment
        As for :func:`load`.
    known_by, beyond
        As for :func:`position`.

    Returns
    -------
    pandas.DataFrame
        One row a spell: ``deadline, days_left`` (from ``on``), ``jurisdiction, vendor, segment, level, level_rank,
        basis, valid_from, decides`` (whether the position of that day rests on this spell), ``event_id, confidence,
        beyond_horizon``.

    Raises
    ------
    BadValueError
        When a day or a span of time is not one.
    UnknownNameError, BeyondHorizonError
        As for :func:`position`.

    Examples
    --------
    >>> deadlines("1 year", on="2027-01-01", jurisdiction="UK", version="0.4.0")["deadline"].dt.date.tolist()
    [datetime.date(2027, 12, 31)]
    """
    import pandas as pd

    release = shelf.find(version)
    by = None if known_by is None else parse_day(known_by, name="known_by")
    day = None if on is None else parse_day(on, name="on")
    horizon = held(release, beyond, on=day, known_by=by)
    if day is None:
        day = newest(release, beyond)
    last = _last(day, within)
    frame = known_frame(release, "stances", by)
    frame = only(release, frame, "stances", jurisdiction, vendor, segment)
    frame = frame[spells.in_force(frame, day, start="valid_from", end="valid_to") & frame["deadline"].notna()]
    if not passed:
        frame = frame[frame["deadline"] >= pd.Timestamp(day)]
    if last is not None:
        frame = frame[frame["deadline"] <= pd.Timestamp(last)]
    spell = [*CELL, "basis", "valid_from"]
    deciding = set(book(release).on(day, by)[spell].astype(object).itertuples(index=False, name=None))
    frame = frame.sort_values(["deadline", *CELL, "basis"], kind="stable", ignore_index=True)
    frame["days_left"] = (frame["deadline"] - pd.Timestamp(day)).dt.days.astype("int64")
    frame["decides"] = [row in deciding for row in frame[spell].astype(object).itertuples(index=False, name=None)]
    frame["beyond_horizon"] = past(horizon, day, by)
    frame["level_rank"] = frame["level_rank"].astype("Int8")
    columns = [
        "deadline",
        "days_left",
        *CELL,
        "level",
        "level_rank",
        "basis",
        "valid_from",
        "decides",
        "event_id",
        "confidence",
        "beyond_horizon",
    ]
    return described(frame[columns], release, "deadlines", day, by)


def _last(day: dt.date, within: object) -> dt.date | None:
    """The last day of a span of time that begins on a day; None for no end."""
    import pandas as pd

    if within is None:
        return None
    try:
        if isinstance(within, dt.timedelta) and within >= dt.timedelta() and not within % dt.timedelta(days=1):
            return day + dt.timedelta(days=within.days)
        found = _SPAN.fullmatch(str(within).strip()) if isinstance(within, int | str) else None
        if found is not None and not isinstance(within, bool):
            number, unit = int(found[1]), (found[2] or "day").lower()
            months = {"month": number, "year": 12 * number}.get(unit, 0)
            days = {"day": number, "week": 7 * number}.get(unit, 0)
            return (pd.Timestamp(day) + pd.DateOffset(months=months, days=days)).date()
    except (OverflowError, ValueError):
        pass  # So long that no calendar has its end.
    raise BadValueError(
        "not a span of time",
        where="within",
        expected="a number of days, or text such as '90 days', '6 months' or '2 years'",
        got=told(within, 60),
    )
