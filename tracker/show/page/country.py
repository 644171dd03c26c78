"""A jurisdiction's page: its events by year, newest first, and what rests on law."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from tracker.loader.law import cited
from tracker.show.page.data import Content, Row
from tracker.show.page.links import web_address


def years(content: Content, jurisdiction: str) -> list[dict[str, Any]]:
    """Events by year, newest first.

    Parameters
    ----------
    content : Content
    jurisdiction : str

    Returns
    -------
    list of dict
        ``year``, its ``events``, and how many of them ``changed`` a level or a review.
    """
    events = list(reversed(content.events_of.get(jurisdiction, [])))
    found = []
    for year, some in groupby(events, key=lambda e: e["date"][:4]):
        mine = list(some)
        found.append({"year": year, "events": mine, "changed": sum(e["event_id"] in content.changes for e in mine)})
    return found


def in_law(content: Content, jurisdiction: str) -> list[Row]:
    """What binds somebody: spells in law with the article that each rests on, newest first.

    Parameters
    ----------
    content : Content
    jurisdiction : str

    Returns
    -------
    list of dict
        ``cells`` in words, ``level``, half-open ``valid_from`` and ``valid_to``, ``known_from``, ``deadline``,
        ``event_id``, and of the law ``cited``, its ``url`` and what it says (``summary``); None where none is known.
    """
    vendors, segments = content.labels("stances", "vendor"), content.labels("stances", "segment")
    rows = [r for r in content.rows("stances", jurisdiction) if r["basis"] == "de_jure"]
    same = ("valid_from", "valid_to", "known_from", "event_id", "level", "deadline", "provision_id")
    rows.sort(key=lambda r: [str(r[c] or "") for c in same], reverse=True)
    found = []
    for _, some in groupby(rows, key=lambda r: [r[c] for c in same]):
        mine = list(some)
        law = _law(content, mine[0])
        cells = sorted({f"{vendors[r['vendor']]}, {segments[r['segment']].lower()}" for r in mine})
        found.append({**mine[0], "cells": cells, **law})
    return found


def _law(content: Content, row: Row) -> Row:
    about = content.law.get(row["event_id"], [])
    chosen = [a for a in about if row["provision_id"] and a["provision_id"] == row["provision_id"]] or about[:1]
    if not chosen:
        return {"cited": None, "url": None, "summary": None}
    return {"cited": cited(chosen[0]), "url": web_address(chosen[0]["url"]), "summary": chosen[0]["summary"]}
