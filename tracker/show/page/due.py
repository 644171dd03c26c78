"""What falls due: deadlines of the spells in force on the cutoff, by year, one entry a day and jurisdiction."""

from __future__ import annotations

from itertools import groupby

from tracker.show.page.data import Content, Row


def by_year(content: Content) -> list[tuple[str, list[Row]]]:
    """Deadlines still to come, by year.

    Parameters
    ----------
    content : Content

    Returns
    -------
    list of (str, list of dict)
        Years in order; each entry has ``deadline``, ``jurisdiction``, ``cells`` in words and ``events`` that set it.
    """
    vendors, segments = content.labels("stances", "vendor"), content.labels("stances", "segment")
    levels, bases = content.labels("stances", "level"), content.labels("stances", "basis")

    def told(row: Row) -> str:
        cell = f"{vendors[row['vendor']]}, {segments[row['segment']].lower()}"
        return f"{cell}: {levels[row['level']].lower()} {bases[row['basis']].lower()}"

    entries: list[Row] = []
    rows = sorted(content.deadlines, key=lambda r: (r["deadline"], content.names[r["jurisdiction"]].casefold()))
    for (deadline, code), some in groupby(rows, key=lambda r: (r["deadline"], r["jurisdiction"])):
        mine = list(some)
        events = list(dict.fromkeys(r["event_id"] for r in mine))
        cells = list(dict.fromkeys(map(told, mine)))
        entries.append({"deadline": deadline, "jurisdiction": code, "cells": cells, "events": events})
    return [(year, list(some)) for year, some in groupby(entries, key=lambda e: e["deadline"][:4])]
