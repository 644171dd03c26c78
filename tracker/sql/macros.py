"""Positions of a day in SQL: the table macro of DuckDB, the views of SQLite, and how both are explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from tracker.days import DAY_TEXT

POSITION_ON = "position_on"
"""Name of the table macro."""

ARGUMENTS = ("day", "known_by")
"""Its arguments, in order: both are days."""

NEWEST = "newest"
"""What the day of knowledge is where none is given."""

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
    """DuckDB's statement that makes the table macro ``position_on(day, known_by := 'newest')``.

    At most one row a cell, by all that is known, or as known on a day. A cell without a row is not coded that day. What
    is no day, as a time of day or nothing at all, stops the query.

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
    "CREATE MACRO position_on(day, known_by := 'newest') AS TABLE"
    """
    day, known_by = ARGUMENTS
    newest = f"CAST({known_by} AS VARCHAR) IS NOT DISTINCT FROM '{NEWEST}'"
    # Both days are read once, and not for every row.
    return f"""CREATE MACRO {POSITION_ON}({day}, {known_by} := '{NEWEST}') AS TABLE
SELECT positions.* EXCLUDE ({", ".join(_CLOCKS)}),
    asked.d > DATE '{horizon}' OR coalesce(asked.k > DATE '{horizon}', false) AS beyond_horizon
FROM (SELECT {_read(day)} AS d, CASE WHEN NOT {newest} THEN {_read(known_by)} END AS k) AS asked, positions
WHERE valid_from <= asked.d AND (valid_to IS NULL OR asked.d < valid_to)
    AND CASE WHEN asked.k IS NULL THEN known_to IS NULL
        ELSE known_from <= asked.k AND (known_to IS NULL OR asked.k < known_to) END"""


MACROS: Mapping[str, Callable[[dt.date], str]] = {POSITION_ON: position_on}
"""The table macros that a query may call: what makes each, from the horizon. They read the table of positions, and
their arguments are days."""


def _read(argument: str) -> str:
    """An argument as a day: a cast would cut a time of day off, and a missing day hold nowhere, without a word."""
    text = f"CAST({argument} AS VARCHAR)"
    wrong = f"'{POSITION_ON}: {argument} is no day like 2018-12-07, without time or zone: ' || coalesce({text}, 'NULL')"
    return (
        f"CASE WHEN regexp_full_match({text}, '{DAY_TEXT}') THEN CAST(left({text}, 10) AS DATE)"
        f" ELSE CAST(error({wrong}) AS DATE) END"
    )


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
