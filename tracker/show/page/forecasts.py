"""Published predictions with how they turned out, and the tally by who made them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tracker.show.page.data import Content, Row


def listed(content: Content) -> dict[str, Any]:
    """Predictions by the day on which they were made.

    Parameters
    ----------
    content : Content

    Returns
    -------
    dict
        ``forecasts``, ``outcomes`` in order, ``kinds`` of those who predicted, and ``counts`` by both.
    """
    events = {e["event_id"]: e for e in content.tables["events"]}
    outcomes = content.values("forecasts", "outcome")
    rows: list[Row] = [
        {**f, "made_on": events[f["event_id"]]["public_on"], "actor": events[f["event_id"]]["actor"],
         "actor_kind": events[f["event_id"]]["actor_kind"],
         "settled_on": events[f["settled_by"]]["public_on"] if f["settled_by"] else None}
        for f in content.tables["forecasts"]
    ]  # fmt: skip
    rows.sort(key=lambda r: (r["made_on"], r["jurisdiction"], r["claim"], r["vendor"]))
    kinds = [k for k in content.values("events", "actor_kind") if any(r["actor_kind"] == k for r in rows)]
    counts = Counter((k, r["outcome"]) for r in rows for k in (r["actor_kind"], None))
    return {"forecasts": rows, "outcomes": outcomes, "kinds": kinds, "counts": counts}
