"""A jurisdiction's page: its events by year, newest first, and what rests on law."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from tracker.loader.law import cited
from tracker.show.page import words
from tracker.show.page.data import Content, Row
from tracker.show.page.links import web_address


def years(content: Content, jurisdiction: str, changes: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Events by year, newest first.

    Parameters
    ----------
    content : Content
    jurisdiction : str
    changes : mapping of str to list of str
        What each event changed, see :mod:`tracker.show.page.effects`.

    Returns
    -------
    list of dict
        ``year``, its ``events``, and how many of them ``changed`` a level or a review.
    """
    events = list(reversed(content.events_of.get(jurisdiction, [])))
    found = []
    for year, some in groupby(events, key=lambda e: e["date"][:4]):
        mine = list(some)
        found.append({"year": year, "events": mine, "changed": sum(e["event_id"] in changes for e in mine)})
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
        ``event_id``, and of the law ``cited``, its ``url`` and what it says (``summary``), None where none is known,
        and ``without``: why there is no article, None where there is one.
    """
    vendors, segments = content.labels("stances", "vendor"), content.labels("stances", "segment")
    rows = [r for r in content.rows("stances", jurisdiction) if r["basis"] == "de_jure"]
    same = ("valid_from", "valid_to", "known_from", "event_id", "level", "deadline", "provision_id")
    rows.sort(key=lambda r: [str(r[c] or "") for c in same], reverse=True)
    found = []
    for _, some in groupby(rows, key=lambda r: [r[c] for c in same]):
        mine = list(some)
        cells = words.cells([(r["vendor"], r["segment"]) for r in mine], vendors, segments)
        found.append({**mine[0], "cells": cells, **_law(content, mine[0])})
    return found


def _law(content: Content, row: Row) -> Row:
    about = content.law.get(row["event_id"], [])
    chosen = [a for a in about if row["provision_id"] and a["provision_id"] == row["provision_id"]] or about[:1]
    if not chosen:
        none = "No act is named in this version." if content.tables["acts"] else None
        return {"cited": None, "url": None, "summary": None, "without": none}
    act = chosen[0]
    return {
        "cited": cited(act),
        "url": web_address(act["url"]),
        "summary": act["summary"],
        "without": without_article(content, act),
    }


def without_article(content: Content, act: Row) -> str | None:
    """Why an act is cited without an article, in the codebook's words; None where one is named.

    Parameters
    ----------
    content : Content
    act : dict
        As :attr:`Content.law` has it.

    Returns
    -------
    str or None
        ``"No article: contract (an enforceable agreement with the state); the state keeps the text unpublished."``
    """
    if act["article"]:
        return None
    acts = content.release.tables["acts"]
    kind = {c.value: c for c in acts.field("kind").categories}[act["kind"]]
    why = f"No article: {kind.label.lower()} ({_inside(kind.description)})"
    text = acts.field("text")
    if act["text"] in text.flagged("unavailable"):
        why += f"; {_inside(next(c.description for c in text.categories if c.value == act['text']))}"
    return f"{why}."


def _inside(sentence: str) -> str:
    """A sentence as a part of another."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")
