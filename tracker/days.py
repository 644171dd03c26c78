"""Days: ISO 8601 in, :class:`datetime.date` out, one clear message otherwise."""

from __future__ import annotations

import datetime as dt
import re

from tracker.errors import BadValueError

Day = str | dt.date
"""A day as callers may give it: an ISO 8601 string (``"2018-12-07"``), a date, or a midnight datetime."""

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_day(value: object, *, name: str = "day") -> dt.date:
    """Read one day.

    Parameters
    ----------
    value : str or datetime.date
        ``"YYYY-MM-DD"``, a date, or a datetime (pandas timestamps included) at midnight.
    name : str
        Name of the argument, for the message.

    Returns
    -------
    datetime.date

    Raises
    ------
    BadValueError
        When it is no day of the calendar.

    Examples
    --------
    >>> parse_day("2018-12-07")
    datetime.date(2018, 12, 7)
    """
    if isinstance(value, dt.datetime):
        # NaT is a datetime too, and differs from itself.
        if value == value and value.time() == dt.time() and value.tzinfo is None:
            return value.date()
    elif isinstance(value, dt.date):
        return value
    elif isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise BadValueError(
                f"no such day: {error}", where=name, expected="a day like 2018-12-07", got=repr(value)
            ) from None
    raise BadValueError("not a day", where=name, expected="a day like 2018-12-07 (YYYY-MM-DD)", got=repr(value))
