"""What needs which extra: the command line that shows it, and for what alone where a verb works without as well.

The tests of the packages run each line where no extra is installed; the tables of README take their column from here.
"""

from __future__ import annotations

import re

NEEDS = [
    ("agreement", "validate --stats", "`--stats`"),
    ("signing", "release --index --shelf shelf --sign-with key.pem", "a key"),
    ("signing", "verify --key ed25519:AAAA", "a key"),
    ("signing", "fetch --from shelf --key ed25519:AAAA", "a key"),
    ("socks", "fetch 0.3.0 --from https://example.org/data", "a SOCKS proxy"),
    ("spark", "diff OLD NEW --key vendor --engine spark --output changes --format parquet", "Spark"),
    ("excel", "export out.xlsx", "Excel"),
    ("excel", "panel --freq YE --out panel.xlsx", "Excel"),
    ("page", "page site", ""),
    ("plot", "plot map --out map.svg", ""),
    ("table", "table --out table.html", ""),
]
"""Extra, a command line (OLD and NEW are two Parquet files), and what of the verb needs it; empty for all of it."""

CALLS = {"save": "panel", "panel": ""}
"""Calls of Python whose needs are not those of the verb of that name: the verb that needs the same, or none."""


def extras(cell: str) -> str:
    """What the verbs or calls that a cell of a table names need, in Markdown; empty where they need nothing."""
    calls = re.findall(r"`tracker\.([a-z]+)", cell)
    verbs = {CALLS.get(c, c) for c in calls} if calls else {*re.findall(r"`(?:tracker )?([a-z]+)", cell)}
    found = [(extra, what) for extra, line, what in NEEDS if line.split()[0] in verbs]
    return ", ".join(f"`{extra}`" + (f" for {what}" if what else "") for extra, what in dict.fromkeys(found))
