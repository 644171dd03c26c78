"""What falls due: deadlines of the spells in force on the cutoff, by year, one entry a day and jurisdiction."""

from __future__ import annotations

from itertools import groupby

from tracker.show.page import words
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

    def told(rows: list[Row]) -> list[str]:
        """Cells that share level and bases in one: ``Huawei and ZTE, core: removal (announced, in law)``."""
        held: dict[tuple[str, str, str], list[str]] = {}
        for r in rows:
            held.setdefault((r["vendor"], r["segment"], r["level"]), []).append(bases[r["basis"]].lower())
        named: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for (vendor, segment, level), some in held.items():
            named.setdefault((level, ", ".join(some)), []).append((vendor, segment))
        return [
            f"{words.cells(some, vendors, segments)}: {levels[level].lower()} ({how})"
            for (level, how), some in named.items()
        ]

    entries: list[Row] = []
    rows = sorted(content.deadlines, key=lambda r: (r["deadline"], content.names[r["jurisdiction"]].casefold()))
    for (deadline, code), some in groupby(rows, key=lambda r: (r["deadline"], r["jurisdiction"])):
        mine = list(some)
        events = list(dict.fromkeys(r["event_id"] for r in mine))
        entries.append({"deadline": deadline, "jurisdiction": code, "cells": told(mine), "events": events})
    return [(year, list(some)) for year, some in groupby(entries, key=lambda e: e["deadline"][:4])]
