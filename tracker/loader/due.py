"""What falls due: deadlines of spells, and spells that begin later, by the day on which they fall."""

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
from tracker.loader.positions import Book, book
from tracker.loader.queries import Version
from tracker.release.reading import shelf
from tracker.spells import CELL

if TYPE_CHECKING:
    import pandas as pd

DUE = ("start", "deadline")
"""What may fall due of a spell."""

COLUMNS = (
    "day",
    "due",
    "days_left",
    *CELL,
    "level",
    "level_rank",
    "basis",
    "valid_from",
    "deadline",
    "decides",
    "event_id",
    "confidence",
    "beyond_horizon",
)

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
    """What falls due after a day, soonest first: deadlines of spells in force, and spells that begin later.

    A spell that begins later is due twice where it has a deadline: on its first day, and on its deadline.

    Parameters
    ----------
    within : int, str or datetime.timedelta, optional
        Only what falls due so long after the day: a number of days, or text such as ``"90 days"``,
        ``"6 months"`` or ``"2 years"``. All that is still to come by default.
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
        One row a spell and day: ``day`` (on which it falls due), ``due`` (``"start"`` of the spell, or its
        ``"deadline"``), ``days_left`` (from ``on``), ``jurisdiction, vendor, segment, level, level_rank, basis,
        valid_from, deadline, decides`` (whether the position rests on this spell: on the day looked from, or on the
        spell's first day where that comes later), ``event_id, confidence, beyond_horizon``.

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
    >>> law = deadlines(on="2026-06-30", jurisdiction="Finland", vendor="zte", version="0.6.0")
    >>> law[["day", "due", "level", "basis"]].astype(str).values.tolist()
    [['2026-12-19', 'start', 'screened', 'de_jure']]
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
    now, later = _days_of(frame, day)
    frame = pd.concat([now, later], ignore_index=True)
    if not passed:
        frame = frame[frame["day"] >= pd.Timestamp(day)]
    if last is not None:
        frame = frame[frame["day"] <= pd.Timestamp(last)]
    frame = frame.sort_values(["day", *CELL, "basis", "due"], kind="stable", ignore_index=True)
    frame["days_left"] = (frame["day"] - pd.Timestamp(day)).dt.days.astype("int64")
    frame["due"] = frame["due"].astype(pd.CategoricalDtype(list(DUE)))
    frame["decides"] = _decide(frame, book(release), day, by)
    frame["beyond_horizon"] = past(horizon, day, by)
    frame["level_rank"] = frame["level_rank"].astype("Int8")
    return described(frame[list(COLUMNS)], release, "deadlines", day, by)


def _days_of(frame: pd.DataFrame, day: dt.date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Spells by the days that are due in them: those in force by deadline, those that begin later by first day too."""
    import pandas as pd

    now = frame[spells.in_force(frame, day, start="valid_from", end="valid_to")]
    later = frame[frame["valid_from"] > pd.Timestamp(day)]
    due = pd.concat([now, later])
    due = due[due["deadline"].notna()]
    return due.assign(day=due["deadline"], due="deadline"), later.assign(day=later["valid_from"], due="start")


def _decide(frame: pd.DataFrame, known: Book, day: dt.date, by: dt.date | None) -> list[bool]:
    """Whether the position of the day, or of a spell's first day where that comes later, rests on the spell."""
    import pandas as pd

    spell = [*CELL, "basis", "valid_from"]
    # Answers that begin together with the spell that they rest on.
    kept = known.intervals.known(by)
    answers = known.answers.take(kept)[spell]
    first = known.intervals.valid_from[kept].astype("datetime64[D]")
    ever = answers[answers["valid_from"].to_numpy().astype("datetime64[D]") == first]
    starts = set(ever.astype(object).itertuples(index=False, name=None))
    today = set(known.on(day, by)[spell].astype(object).itertuples(index=False, name=None))
    rows = frame[spell].astype(object).itertuples(index=False, name=None)
    late = frame["valid_from"] > pd.Timestamp(day)
    return [row in (starts if after else today) for row, after in zip(rows, late, strict=True)]


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
