"""Positions of a day in SQL: the table macro of DuckDB, the views of SQLite, and how both are explained."""

from __future__ import annotations

import datetime as dt

POSITION_ON = "position_on"
"""Name of the table macro."""

_CLOCKS = ("valid_from", "valid_to", "known_from", "known_to")

USAGE = (
    f"FROM {POSITION_ON}(DATE '2020-07-14') gives what held on a day, by all that is known;"
    f" FROM {POSITION_ON}(DATE '2020-07-14', known_by := DATE '2020-07-14') as was known by a day"
)
"""How the table macro is called."""

FILTER = (
    "the view position_today has today's; for another day filter the table positions: "
    "valid_from <= D AND (valid_to IS NULL OR D < valid_to) AND known_to IS NULL"
    " gives what held on day D by all that is known;"
    " valid_from <= D AND (valid_to IS NULL OR D < valid_to) AND known_from <= K AND (known_to IS NULL OR K < known_to)"
    " gives it as known on day K"
)
"""What a reader of the table filters by, where there is no macro."""


def position_on(horizon: dt.date) -> str:
    """DuckDB's statement that makes the table macro ``position_on(day, known_by := NULL)``.

    At most one row a cell, by all that is known, or as known on a day. A cell without a row is not coded that day.

    Parameters
    ----------
    horizon : datetime.date
        Rows of a later day are marked in the column ``beyond_horizon``.

    Returns
    -------
    str

    Examples
    --------
    >>> position_on(dt.date(2026, 7, 3)).splitlines()[0]
    'CREATE MACRO position_on(day, known_by := NULL) AS TABLE'
    """
    # A missing day would hold nowhere, and no row would look like an answer.
    day = "coalesce(CAST(day AS DATE), CAST(error('position_on: the day is missing') AS DATE))"
    by = "CAST(known_by AS DATE)"
    return f"""CREATE MACRO {POSITION_ON}(day, known_by := NULL) AS TABLE
SELECT * EXCLUDE ({", ".join(_CLOCKS)}),
    {day} > DATE '{horizon}' OR coalesce({by} > DATE '{horizon}', false) AS beyond_horizon
FROM positions
WHERE valid_from <= {day} AND (valid_to IS NULL OR {day} < valid_to)
    AND CASE WHEN {by} IS NULL THEN known_to IS NULL
        ELSE known_from <= {by} AND (known_to IS NULL OR {by} < known_to) END"""


def views(horizon: dt.date) -> dict[str, str]:
    """SQLite's views of positions by name: what holds today, and what was known of today.

    Parameters
    ----------
    horizon : datetime.date
        Rows of a later day are marked in the column ``beyond_horizon``.

    Returns
    -------
    dict of str to str
        Name of the view and its query; the day is the one on which it is asked (UTC).

    Examples
    --------
    >>> list(views(dt.date(2026, 7, 3)))
    ['position_today']
    """
    today = "date('now')"
    return {
        "position_today": f"SELECT *, {today} > '{horizon}' AS beyond_horizon FROM positions"
        f" WHERE valid_from <= {today} AND (valid_to IS NULL OR {today} < valid_to) AND known_to IS NULL"
    }
