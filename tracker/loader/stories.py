"""The longer answers: the story of a jurisdiction, and a balanced panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Literal

from tracker.days import Day, parse_day
from tracker.errors import BadValueError
from tracker.loader.filters import Names, only
from tracker.loader.frames import described, known_frame, read_frame
from tracker.loader.law import law
from tracker.loader.positions import book
from tracker.loader.queries import Version
from tracker.release import shelf
from tracker.spells import CELL

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 10_000_000
"""Largest panel, about a gigabyte: every cell, every day of forty years."""


def history(
    jurisdiction: str,
    *,
    version: Version = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Day | None = None,
) -> pd.DataFrame:
    """The story of one jurisdiction: its events in order, and what each changed.

    Parameters
    ----------
    jurisdiction : str
        ISO 3166-1 alpha-3 code, or ``EU``.
    version, vendor, segment
        As for :func:`load`.
    known_by : str or datetime.date, optional
        Only what was public by this ISO 8601 day.

    Returns
    -------
    pandas.DataFrame
        One row an event: ``date, public_on, event_id, actor, kind, summary, changes, confidence, sources, act``.
        ``changes`` is a tuple of lines such as ``"huawei core: barred (announced) from 2020-06-22"``, empty
        for an event that set, ended, opened or closed nothing; ``sources`` counts the documents behind it;
        ``act`` is the act behind it, see :func:`law_of`.

    Raises
    ------
    UnknownNameError
        When there is no such jurisdiction.
    """
    release = shelf.find(version)
    by = None if known_by is None else parse_day(known_by, name="known_by")
    if not isinstance(jurisdiction, str):
        raise BadValueError(
            "not one jurisdiction",
            where="jurisdiction",
            expected="a code such as BEL",
            got=repr(jurisdiction),
        )
    events = only(release, known_frame(release, "events", by), "events", jurisdiction, vendor, segment)
    stances, reviews = (
        only(release, known_frame(release, t, by), t, jurisdiction, vendor, segment) for t in ("stances", "reviews")
    )
    changes = changes_by_event(stances, reviews)
    # An event that changed something is part of the story even where it names no vendor.
    links = known_frame(release, "event_sources", by)
    out = events.sort_values(["date", "public_on", "event_id"], kind="stable", ignore_index=True)
    out["changes"] = [tuple(changes.get(e, ())) for e in out["event_id"]]
    behind = law(release).groupby("event_id")["act_id"].first()
    out["act"] = out["event_id"].map(behind.to_dict()).astype("str")
    out["sources"] = out["event_id"].map(links.groupby("event_id").size()).fillna(0).astype("int64")
    columns = [
        "date",
        "public_on",
        "event_id",
        "actor",
        "kind",
        "summary",
        "changes",
        "confidence",
        "sources",
        "act",
    ]
    return described(out[columns], release, "history", None, by)


def _as_coded(_column: str, value: str) -> str:
    return value


def changes_by_event(
    stances: pd.DataFrame, reviews: pd.DataFrame, called: Callable[[str, str], str] = _as_coded
) -> dict[str, list[str]]:
    """What each event set, ended, opened or closed, in words.

    Parameters
    ----------
    stances, reviews : pandas.DataFrame
        As published, or as known by a day.
    called : callable
        What to call a value, given its column and the value; by default the value itself.

    Returns
    -------
    dict of str to list of str
        Lines such as ``"huawei core: barred (announced) from 2020-06-22"`` by event; nothing for an event
        that changed nothing.
    """
    changes: dict[str, list[str]] = {}
    for row in stances.to_dict("records"):
        cell = _cell(row, called)
        level = f"{called('level', row['level'])} ({called('basis', row['basis'])})"
        deadline = f", due {row['deadline'].date()}" if row["deadline"] == row["deadline"] else ""
        text = f"{cell}: {level} from {row['valid_from'].date()}{deadline}"
        changes.setdefault(row["event_id"], []).append(text)
        if isinstance(row["ended_by"], str):
            text = f"{cell}: {level} ends {row['valid_to'].date()}"
            changes.setdefault(row["ended_by"], []).append(text)
    for row in reviews.to_dict("records"):
        cell = _cell(row, called)
        changes.setdefault(row["opened_by"], []).append(f"{cell}: review opens {row['opened_on'].date()}")
        if isinstance(row["closed_by"], str):
            changes.setdefault(row["closed_by"], []).append(f"{cell}: review closes {row['closed_on'].date()}")
    return changes


def _cell(row: dict[Hashable, Any], called: Callable[[str, str], str]) -> str:
    return f"{called('vendor', row['vendor'])} {called('segment', row['segment'])}"


def panel(
    freq: str = "MS",
    *,
    start: Day | None = None,
    end: Day | None = None,
    version: Version = None,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Day | Literal["period"] | None = None,
) -> pd.DataFrame:
    """Balanced panel of positions, for regressions and event studies.

    Parameters
    ----------
    freq : str
        A pandas frequency; each period is read on its stamp: ``"MS"`` the first of each month, ``"YE"`` the
        last day of each year.
    start, end : str or datetime.date, optional
        First and last ISO 8601 day. By default from the first spell to the release's cutoff.
    version, jurisdiction, vendor, segment
        As for :func:`load`.
    known_by : str or datetime.date, optional
        As for :func:`position`; ``"period"`` reads every period by what was public on its own day, so that
        nothing is known before its time.

    Returns
    -------
    pandas.DataFrame
        One row a period, jurisdiction, vendor and segment, for every cell of the coverage table:
        ``period``, the columns of :func:`position`, and ``status``: ``coded``, ``review_only`` or
        ``not_coded``. Where ``status`` is ``not_coded`` the level is missing; do not read it as ``open``.

    Raises
    ------
    BadValueError
        When the frequency or a day is not one, the period is empty, or the panel would have more than
        :data:`MOST_ROWS` rows.
    UnknownNameError
        As for :func:`load`.
    """
    release = shelf.find(version)
    realtime = isinstance(known_by, str) and known_by == "period"
    by = None if known_by is None or realtime else parse_day(known_by, name="known_by")
    looked = only(release, read_frame(release, "coverage"), "coverage", jurisdiction, vendor, segment)
    cells = looked[CELL].sort_values(CELL, kind="stable", ignore_index=True)
    known = book(release)
    first = parse_day(start, name="start") if start is not None else known.first_day(cells, by)
    last = parse_day(end, name="end") if end is not None else release.cutoff
    days = _period_days(freq, first or last, last)
    if len(days) * len(cells) > MOST_ROWS:
        raise BadValueError(
            f"the panel has {len(days):,} periods of {len(cells):,} cells",
            where="freq, start, end",
            expected=f"at most {MOST_ROWS:,} rows",
            got=f"{first} to {last}, {freq}",
            hint="Ask for fewer days, or for one vendor, segment or jurisdiction.",
        )
    out = known.panel(cells, days, "same" if realtime else by)
    return described(out, release, "panel", None, "period" if realtime else by)


def _period_days(freq: str, first: dt.date, last: dt.date) -> list[dt.date]:
    import pandas as pd

    try:
        offset = pd.tseries.frequencies.to_offset(freq)
        # Positions hold for whole days; and a stamp a second would fill the memory before anything is read.
        short = isinstance(offset, pd.offsets.Tick) and pd.Timedelta(offset) < pd.Timedelta(days=1)
        # Of seconds, not of nanoseconds: those reach from 1677 to 2262 only.
        stamps = pd.date_range(first, last, freq="D" if short else offset, unit="s")
    except (ValueError, TypeError) as error:
        raise BadValueError(
            f"not a frequency: {str(error).splitlines()[0]}",
            where="freq",
            expected="a pandas frequency such as MS, QS or YE",
            got=repr(freq),
        ) from None
    if short:
        raise BadValueError("shorter than a day", where="freq", expected="D or longer", got=repr(freq))
    days = list(dict.fromkeys(stamp.date() for stamp in stamps))
    if not days:
        raise BadValueError("no period lies between start and end", where="freq", got=f"{first} to {last}, {freq}")
    return days
