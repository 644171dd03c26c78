"""Frequencies of a panel: the days on which its periods are read, and the last day of each."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from tracker.errors import BadValueError

if TYPE_CHECKING:
    import pandas as pd

_USUAL = {
    ("D",): ("d", "day", "days", "daily"),
    ("W",): ("w", "week", "weeks", "weekly"),
    ("MS", "ME"): ("m", "ms", "me", "month", "months", "monthly"),
    ("QS", "QE"): ("q", "qs", "qe", "quarter", "quarters", "quarterly"),
    ("YS", "YE"): ("a", "y", "as", "ys", "ye", "year", "years", "yearly", "annual", "annually"),
}
"""Words that people write, and what pandas calls them: first day of a period, last day of one."""


def stamps(freq: str, first: dt.date, last: dt.date) -> pd.DatetimeIndex:
    """Stamps of the periods between two days.

    Parameters
    ----------
    freq : str
        A pandas frequency of at least a day.
    first, last : datetime.date

    Returns
    -------
    pandas.DatetimeIndex

    Raises
    ------
    BadValueError
        When it is no frequency, or shorter than a day, or no period lies between the days.

    Examples
    --------
    >>> [str(day.date()) for day in stamps("QS", dt.date(2020, 1, 1), dt.date(2020, 6, 30))]
    ['2020-01-01', '2020-04-01']
    >>> stamps("Q", dt.date(2020, 1, 1), dt.date(2020, 6, 30))
    Traceback (most recent call last):
        ...
    tracker.errors.BadValueError: freq: not a frequency; expected one of pandas, such as MS, QS or YE; got 'Q'. \
Did you mean 'QS' or 'QE'?
    """
    import pandas as pd

    try:
        offset: Any = pd.tseries.frequencies.to_offset(freq)
        if offset.n < 1:
            raise ValueError
    except (ValueError, TypeError, AttributeError):
        # What pandas says of it is about pandas: several errors in one another.
        raise _refused("not a frequency", "one of pandas, such as MS, QS or YE", freq) from None
    # Positions hold for whole days; and a stamp a second would fill the memory before anything is read.
    if isinstance(offset, pd.offsets.Tick) and pd.Timedelta(offset) < pd.Timedelta(days=1):
        raise _refused("shorter than a day", "D or longer", freq)
    try:
        # Of seconds, not of nanoseconds: those reach from 1677 to 2262 only.
        found = pd.date_range(first, last, freq=offset, unit="s")
    except (ValueError, TypeError, OverflowError):
        raise BadValueError(
            "cannot be counted between these days", where="freq", got=f"{first} to {last}, {freq[:60]}"
        ) from None
    if found.empty:
        raise BadValueError("no period lies between start and end", where="freq", got=f"{first} to {last}, {freq[:60]}")
    return found


def _refused(what: str, expected: str, freq: str) -> BadValueError:
    meant = usual(freq)
    hint = f"Did you mean {' or '.join(map(repr, meant))}?" if meant else None
    return BadValueError(what, where="freq", expected=expected, got=repr(freq)[:60], hint=hint)


def usual(freq: str) -> list[str]:
    """Frequencies that somebody may have meant, by the words and letters in use; none where nothing is like it.

    Parameters
    ----------
    freq : str
        Such as ``"yearly"``, ``"2Q"`` or ``"A-JUN"``.

    Returns
    -------
    list of str
        Each a frequency that pandas knows.

    Examples
    --------
    >>> usual("yearly"), usual("2Q"), usual("A-JUN"), usual("fortnightly")
    (['YS', 'YE'], ['2QS', '2QE'], ['YS-JUN', 'YE-JUN'], [])
    """
    parts = re.fullmatch(r"([1-9][0-9]{0,3})?([A-Za-z]+)(?:-([A-Za-z]{3}))?", freq)
    if parts is None:
        return []
    number, word, anchor = parts[1] or "", parts[2].casefold(), parts[3]
    close = next((names for names, words in _USUAL.items() if word in words), ())
    if anchor:
        close = tuple(f"{name}-{anchor.upper()}" for name in close if name[0] in "QY")
    found = [f"{number}{name}" for name in close]
    return [name for name in found if name != freq and _is_one(name)]


def _is_one(freq: str) -> bool:
    import pandas as pd

    try:
        pd.tseries.frequencies.to_offset(freq)
    except ValueError:
        return False
    return True


def periods(index: pd.DatetimeIndex) -> tuple[list[dt.date], list[dt.date]]:
    """The day of each stamp, none twice, and the last day of its period.

    Parameters
    ----------
    index : pandas.DatetimeIndex
        As from :func:`stamps`.

    Returns
    -------
    (list of datetime.date, list of datetime.date)

    Examples
    --------
    >>> days, lasts = periods(stamps("MS", dt.date(2020, 1, 1), dt.date(2020, 2, 28)))
    >>> [str(day) for day in lasts]
    ['2020-01-31', '2020-02-29']
    """
    days = list(dict.fromkeys(stamp.date() for stamp in index))
    try:
        # Days since 1970, since the last nanosecond of a period is known from 1677 to 2262 only.
        ends = index.to_period().asfreq("D", how="E").asi8
        lasts = {s.date(): dt.date(1970, 1, 1) + dt.timedelta(int(e)) for s, e in zip(index, ends, strict=True)}
    except (ValueError, AttributeError):
        # A frequency without periods, such as the business month: what it stamps is the last day it speaks of.
        lasts = {}
    return days, [max(lasts.get(day, day), day) for day in days]
