"""Who predicted what, and how it turned out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.arguments import checked
from tracker.days import Day, parse_day
from tracker.loader.filters import Names, only
from tracker.loader.frames import described, known_frame, read_frame
from tracker.loader.queries import Version
from tracker.release.reading import shelf

if TYPE_CHECKING:
    import pandas as pd


@checked
def forecasts(
    *,
    version: Version = None,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Day | None = None,
) -> pd.DataFrame:
    """Published predictions with who made them when, and how they turned out.

    Parameters
    ----------
    version, jurisdiction, vendor, segment
        As for :func:`load`; ``jurisdiction`` is the one the prediction is about.
    known_by : str or datetime.date, optional
        Score from what was public by this ISO 8601 day; forecasts not settled by then are unresolved.

    Returns
    -------
    pandas.DataFrame
        One row a prediction and vendor, by the day it was made: ``made_on, actor, actor_kind, jurisdiction,
        vendor, segment, claim, statement, outcome, settled_by, settled_on, rationale, event_id``.

    Raises
    ------
    UnknownNameError, BadValueError
        As for :func:`load`.

    Examples
    --------
    >>> forecasts(jurisdiction="FRA", vendor="huawei", version="0.6.0")["outcome"].astype(str).tolist()[0]
    'partly'
    """
    release = shelf.find(version)
    by = None if known_by is None else parse_day(known_by, name="known_by")
    frame = only(release, known_frame(release, "forecasts", by), "forecasts", jurisdiction, vendor, segment)
    events = read_frame(release, "events").set_index("event_id")
    made = events[["public_on", "actor", "actor_kind"]].rename(columns={"public_on": "made_on"})
    out = frame.merge(made, left_on="event_id", right_index=True)
    out["settled_on"] = out["settled_by"].map(events["public_on"]).astype("datetime64[s]")
    out = out.sort_values(["made_on", "jurisdiction", "claim", "vendor"], kind="stable", ignore_index=True)
    columns = [
        "made_on",
        "actor",
        "actor_kind",
        "jurisdiction",
        "vendor",
        "segment",
        "claim",
        "statement",
        "outcome",
        "settled_by",
        "settled_on",
        "rationale",
        "event_id",
    ]
    return described(out[columns], release, "forecasts", None, by)
