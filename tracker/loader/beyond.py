"""The one rule for days that the evidence of a release does not reach: they are marked, or refused."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from tracker.errors import BadValueError, BeyondHorizonError, ReleaseError, unknown
from tracker.release.descriptor.manifest import Release
from tracker.release.reading.horizon import horizon

Beyond = Literal["flag", "refuse"]
"""What to do with a day past the horizon: answer and mark it, or refuse."""

CHOICES = ("flag", "refuse")


def reach(release: Release) -> tuple[dt.date, bool]:
    """The last day that the evidence of a release reaches.

    Parameters
    ----------
    release : Release

    Returns
    -------
    (datetime.date, bool)
        Its horizon and True; its cutoff and False, where an older release lacks the files that show the horizon.
    """
    try:
        return horizon(release), True
    except ReleaseError:
        return release.cutoff, False


def within(release: Release, beyond: str, **days: dt.date | None) -> dt.date:
    """Hold days against the horizon.

    Parameters
    ----------
    release : Release
    beyond : {"flag", "refuse"}
    **days : datetime.date or None
        By the name of the argument.

    Returns
    -------
    datetime.date
        The horizon: what lies after it is to be marked.

    Raises
    ------
    UnknownNameError
        When ``beyond`` is neither.
    BeyondHorizonError
        When one lies past the horizon and ``beyond`` is ``"refuse"``.

    Examples
    --------
    >>> from tracker.release.reading.shelf import find
    >>> within(find("0.4.0"), "flag", on=dt.date(2030, 1, 1)).isoformat()
    '2026-07-03'
    """
    if beyond not in CHOICES:
        raise unknown("choice", beyond, CHOICES, where="beyond")
    last, _ = reach(release)
    for name, day in days.items():
        if beyond == "refuse" and day is not None and day > last:
            raise BeyondHorizonError(
                f"version {release.version} says nothing of that day",
                where=name,
                expected=f"a day until {last}, which its evidence reaches",
                got=str(day),
                hint='beyond="flag" answers and marks it.',
            )
    return last


def in_order(first: dt.date, last: dt.date, *, start: str, end: str | None) -> None:
    """Refuse days that end before they begin.

    Parameters
    ----------
    first, last : datetime.date
        Both are read.
    start, end : str
        Names of the arguments that gave them; ``end`` is None where nobody asked for the last day.

    Raises
    ------
    BadValueError

    Examples
    --------
    >>> in_order(dt.date(2020, 1, 1), dt.date(2020, 1, 1), start="since", end="until")
    """
    if first <= last:
        return
    if end is None:
        raise BadValueError(
            "lies after the last day that is read", where=start, expected=f"a day until {last}", got=str(first)
        )
    raise BadValueError("the last day lies before the first", where=end, expected=f"{first} or later", got=str(last))


def newest(release: Release, beyond: str) -> dt.date:
    """The last day that is read where none is asked for.

    Parameters
    ----------
    release : Release
    beyond : {"flag", "refuse"}

    Returns
    -------
    datetime.date
        The cutoff, which may be marked; the horizon, where what lies past it is refused.

    Examples
    --------
    >>> from tracker.release.reading.shelf import find
    >>> [newest(find("0.4.0"), beyond).isoformat() for beyond in ("flag", "refuse")]
    ['2026-11-24', '2026-07-03']
    """
    return reach(release)[0] if beyond == "refuse" else release.cutoff


def past(horizon: dt.date, day: dt.date, by: object) -> bool:
    """Whether an answer is to be marked: its day, or the day of knowledge, lies past the horizon.

    Parameters
    ----------
    horizon, day : datetime.date
    by : datetime.date, "same" or None

    Returns
    -------
    bool
    """
    return day > horizon or (isinstance(by, dt.date) and by > horizon)
