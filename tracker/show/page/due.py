"""What falls due after the cutoff: deadlines, and spells that begin later; one entry a day and jurisdiction."""

from __future__ import annotations

from itertools import groupby

from tracker.loader.due import DUE
from tracker.show.page import words
from tracker.show.page.data import Content, Row


def by_year(content: Content) -> list[tuple[str, list[Row]]]:
    """What falls due, by year.

    Parameters
    ----------
    content : Content

    Returns
    -------
    list of (str, list of dict)
        Years in order, and the :func:`entries` of each.
    """
    return [(year, list(some)) for year, some in groupby(entries(content), key=lambda e: e["day"][:4])]


def entries(content: Content) -> list[Row]:
    """What falls due, soonest first.

    Parameters
    ----------
    content : Content

    Returns
    -------
    list of dict
        ``day``, ``jurisdiction``, ``cells`` in words (what of them begins, what has its deadline) and the ``events``
        that say so.
    """
    found: list[Row] = []
    rows = sorted(content.deadlines, key=lambda r: (r["day"], content.names[r["jurisdiction"]].casefold()))
    for (day, code), some in groupby(rows, key=lambda r: (r["day"], r["jurisdiction"])):
        mine = list(some)
        events = list(dict.fromkeys(r["event_id"] for r in mine))
        cells = [said for due in DUE for said in _told(content, [r for r in mine if r["due"] == due])]
        found.append({"day": day, "jurisdiction": code, "cells": cells, "events": events})
    return found


def _told(content: Content, rows: list[Row]) -> list[str]:
    """Cells that share level and bases in one: ``Huawei and ZTE, core: deadline of removal (announced, in law)``."""
    vendors, segments = content.labels("stances", "vendor"), content.labels("stances", "segment")
    levels, bases = content.labels("stances", "level"), content.labels("stances", "basis")
    held: dict[tuple[str, str, str, str], list[str]] = {}
    for r in rows:
        held.setdefault((r["vendor"], r["segment"], r["level"], r["due"]), []).append(bases[r["basis"]].lower())
    named: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for (vendor, segment, level, due), some in held.items():
        said = f"{levels[level].lower()} ({', '.join(some)})"
        how = f"{said} begins" if due == "start" else f"deadline of {said}"
        named.setdefault((how, due), []).append((vendor, segment))
    return [f"{words.cells(some, vendors, segments)}: {how}" for (how, _), some in named.items()]
