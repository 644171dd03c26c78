"""The evidence behind rows: official texts first, then by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.errors import BadValueError, unknown_event
from tracker.loader.frames import described, read_frame, schema_of
from tracker.loader.queries import Version
from tracker.release.reading import shelf

if TYPE_CHECKING:
    import pandas as pd

EVENTS = ("event_id", "ended_by", "opened_by", "closed_by", "settled_by")
"""Columns that name an event, the one that decides first."""


@checked
def sources_of(
    row_or_event: str | Mapping[str, Any] | pd.Series | pd.DataFrame, *, version: Version = None
) -> pd.DataFrame:
    """The evidence behind a row, or behind every row of a frame.

    Parameters
    ----------
    row_or_event : str, mapping, pandas.Series or pandas.DataFrame
        An event's identifier; a row that names events: of stances, reviews, forecasts, events, of a position or
        of :func:`changes`; or a frame of such rows.
    version : str or pathlib.Path, optional
        As for :func:`load`. By default the version that a frame or row says it is of (``attrs``), else the newest.

    Returns
    -------
    pandas.DataFrame
        One row a source and event: ``event_id, source_id, supports``, and the columns of ``sources``. Events in the
        order in which they are named; of each the official texts first, then by the day on which they were published,
        undated ones last.

    Raises
    ------
    UnknownNameError
        When there is no such event.
    BadValueError
        When no event is named.

    Examples
    --------
    >>> from tracker import load
    >>> rows = load("stances", jurisdiction="GBR", vendor="zte", version="0.4.0")
    >>> found = sources_of(rows)
    >>> set(rows["event_id"]) <= set(found["event_id"])
    True
    """
    if version is None:
        said = getattr(row_or_event, "attrs", {}).get("version")
        version = said if isinstance(said, str) else None
    release = shelf.find(version)
    wanted = _named(row_or_event)
    if not wanted:
        raise BadValueError(
            "names no event",
            where="row_or_event",
            expected="an event_id, a row with one, or a frame of such rows",
            got=repr(row_or_event)[:80].replace("\n", " "),
        )
    known = read_frame(release, "events")["event_id"]
    there = set(known)
    for event in wanted:
        if event not in there:
            raise unknown_event(event, known)
    links = read_frame(release, "event_sources")
    out = links[links["event_id"].isin(wanted)].merge(read_frame(release, "sources"), on="source_id")
    official = schema_of(release, "sources").field("kind").flagged("official")
    out["_event"] = out["event_id"].map({event: i for i, event in enumerate(wanted)})
    out["_official"] = ~out["kind"].isin(official)
    out = out.sort_values(["_event", "_official", "published", "source_id"], kind="stable", ignore_index=True)
    return described(out.drop(columns=["_event", "_official"]), release, "sources_of", None, None)


def _named(given: object) -> list[str]:
    """Events that a row, or each row of a frame, names; each once, in that order."""
    import pandas as pd

    if isinstance(given, str):
        return [given]
    if isinstance(given, pd.DataFrame):
        rows: Sequence[Mapping[Any, Any]] = given[[c for c in EVENTS if c in given]].to_dict("records")
    else:
        try:
            rows = [dict(given)]  # type: ignore[call-overload]
        except (TypeError, ValueError):
            rows = []
    return list(dict.fromkeys(row[c] for row in rows for c in EVENTS if isinstance(row.get(c), str)))
