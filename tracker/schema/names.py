"""Which tables there are, and which of them are of a kind."""

from __future__ import annotations

TABLES = (
    "jurisdictions",
    "memberships",
    "vendors",
    "acts",
    "provisions",
    "sources",
    "events",
    "event_sources",
    "stances",
    "reviews",
    "forecasts",
    "coverage",
    "second_coding",
    "readings",
    "decisions",
    "exceptions",
    "corrections",
    "positions",
    "panel_year",
)
"""Names of the tables, referenced ones first; a derived one after those it comes from."""

DERIVED = ("positions", "panel_year")
"""Tables that a release works out from its others: there is no CSV of them, and any release can give them."""

TIMELESS = frozenset({"jurisdictions", "memberships", "vendors", "coverage", "second_coding", "readings", "decisions",
                      "exceptions", "corrections"})  # fmt: skip
"""Tables that describe the dataset rather than the world: no day on which a row became public."""
