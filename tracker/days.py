"""Days: ISO 8601 in, :class:`datetime.date` out, one clear message otherwise."""

from __future__ import annotations

import datetime as dt
import re

from tracker.errors import BadValueError, told

TYPE_CHECKING = False  # what type checkers take for typing.TYPE_CHECKING, without importing typing

if TYPE_CHECKING:
    import numpy as np

    Day = str | dt.date | np.datetime64
else:
    Day = str | dt.date
"""A day as callers may give it: ISO 8601 text (``"2018-12-07"``), a date, or midnight as a datetime, pandas Timestamp
or ``numpy.datetime64``."""

_DAY_FORM = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME_FORM = "[0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]+)?)?)?"

DAY_TEXT = f"{_DAY_FORM}(?:[T ]{_TIME_FORM.replace('[0-9]', '0')})?"
"""A day, or its midnight without a zone, as a regular expression: the texts that :func:`parse_day` takes, if their day
is one of the calendar. For who reads days in another language, such as SQL."""

_ISO_DAY = re.compile(_DAY_FORM)
_ISO_TIME = re.compile(f"[T ]({_TIME_FORM})(Z|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)?")
_LIKE = "a day like 2018-12-07"


def parse_day(value: object, *, name: str = "day") -> dt.date:
    """Read one day.

    Parameters
    ----------
    value : str, datetime.date or numpy.datetime64
        ``"YYYY-MM-DD"``, a date, or midnight without a zone: text, datetime, pandas Timestamp, ``numpy.datetime64``.
    name : str
        Name of the argument, for the message.

    Returns
    -------
    datetime.date

    Raises
    ------
    BadValueError
        When it is no day of the calendar: a year or a month alone, a time of day, a time in a zone, nothing at all.

    Examples
    --------
    >>> parse_day("2018-12-07")
    datetime.date(2018, 12, 7)
    >>> import numpy as np
    >>> parse_day(np.datetime64("2018-12-07T00:00"))
    datetime.date(2018, 12, 7)
    """
    if type(value) is dt.date:
        return value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        return _day(value, name, value)
    text = _written(value)
    if text is None:
        raise BadValueError("no day is given", where=name, expected=_LIKE, got=told(value))
    return _from_text(text, name, value)


def _written(value: object) -> str | None:
    """A value as ISO 8601 text where it has one, else its own; None for a missing day."""
    try:
        text = value.isoformat() if isinstance(value, dt.date) else str(value)
    except Exception:  # An object's own code.
        text = type(value).__name__
    return None if text in {"None", "NaT", "<NA>", "nan", ""} else text


def _from_text(text: str, name: str, given: object) -> dt.date:
    if re.fullmatch(r"[0-9]{4}", text):
        raise _not_a_day("a year is not a day", name, given, f"Write {text}-12-31 for its last day.")
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        raise _not_a_day("a month is not a day", name, given, f"Write {text}-01 for its first day.")
    time = _ISO_TIME.fullmatch(text, 10)
    if isinstance(given, bool | int | float) or not _ISO_DAY.match(text) or (len(text) > 10 and time is None):
        raise BadValueError("not a day", where=name, expected=f"{_LIKE} (YYYY-MM-DD)", got=told(given, 120))
    day = _day(text[:10], name, given)
    if time is not None and time[2]:
        raise _not_a_day("a day has no time zone", name, given, f"Write {day} if that is the day where it was decided.")
    if time is not None and time[1].strip("0:.,"):
        raise _not_a_day("a day has no time of day", name, given, f"Write {day}.")
    return day


def _not_a_day(what: str, name: str, given: object, hint: str) -> BadValueError:
    return BadValueError(what, where=name, expected=_LIKE, got=told(given), hint=hint)


def _day(text: str, name: str, given: object) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadValueError(f"no such day: {error}", where=name, expected=_LIKE, got=told(given)) from None
