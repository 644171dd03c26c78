"""The story of a jurisdiction: its events, and what each changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.days import Day, parse_day
from tracker.errors import BadValueError
from tracker.loader.filters import Names, only
from tracker.loader.frames import described, known_frame
from tracker.loader.law import law
from tracker.loader.queries import Version
from tracker.release.reading import shelf

if TYPE_CHECKING:
    import pandas as pd


@checked
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
        ISO 3166-1 alpha-3 code, ``EU``, or a name that leaves no doubt, such as ``"Germany"``.
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

    Examples
    --------
    >>> story = history("GBR", vendor="zte", segment="core", version="0.5.0")
    >>> story[story["changes"].str.len() > 0].iloc[-1][["event_id", "changes"]].tolist()
    ['gbr-20190722-zte-excluded-statement', ('zte core: barred (announced) from 2019-07-22',)]
    """
    release = shelf.find(version)
    by = None if known_by is None else parse_day(known_by, name="known_by")
    if not isinstance(jurisdiction, str):
        raise BadValueError(
            "not one jurisdiction",
            where="jurisdiction",
            expected="a code such as BEL",
            got=repr(jurisdiction)[:80],
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
