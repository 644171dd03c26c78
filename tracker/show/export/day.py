"""Positions of one day as people read them: names beside codes, words beside values, the act and its best source."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tracker.show.export.about import KNOWN_BY, About

SHEET = "positions_of_a_day"
"""Name of the sheet."""

HEAD = (
    "on", "jurisdiction", "jurisdiction_name", "vendor", "segment", "level", "level_rank", "basis", "under_review",
    "since", "deadline", "confidence", "act", "source", "event_id",
)  # fmt: skip
"""Columns: the day first, the identifier last."""


def of_day(about: About) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Head and lines of the sheet.

    Parameters
    ----------
    about : About
        With a day ``on``.

    Returns
    -------
    (tuple of str, list of list)
        A row a cell that has a position or an open review; what is not coded has none.
    """
    from tracker.loader import position, sources_of
    from tracker.loader.frames import read_frame

    release, on = about.release, about.on
    assert on is not None
    only = {k: v for k, v in about.only.items() if k != KNOWN_BY}
    frame = position(on, known_by=about.only.get(KNOWN_BY), version=release.path, **only)
    events = read_frame(release, "events").set_index("event_id")["summary"].to_dict()
    # The best source of an event is the first that the loader gives: an official text before any other.
    sources: dict[Any, Any] = {}
    if not frame.empty:
        first = sources_of(frame[["event_id"]], version=release.path).drop_duplicates("event_id")
        sources = first.set_index("event_id")["url"].to_dict()
    labels = {c: {v.value: v.label for v in release.tables["stances"].field(c).categories} for c in _WORDS}
    lines = []
    for record in frame.to_dict("records"):
        row = {str(k): _plain(v) for k, v in record.items()}
        said = {c: labels[c].get(row[c], row[c]) for c in _WORDS}
        told = {
            **row, **said, "on": on, "since": row.get("since") or row["valid_from"],
            "jurisdiction_name": about.names.get(row["jurisdiction"]),
            "level": said["level"] or "under review, no level",
            "act": events.get(row["event_id"]), "source": sources.get(row["event_id"]),
        }  # fmt: skip
        lines.append([told.get(c) for c in HEAD])
    return HEAD, lines


_WORDS = ("vendor", "segment", "level", "basis", "confidence")


def _plain(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, str | tuple | list | dict):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    return value.item() if hasattr(value, "item") else value
