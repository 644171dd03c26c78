"""What the scripts filter: the table of positions as lists of numbers, and what is told of each deciding act."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracker import spells
from tracker.loader.law import cited, what
from tracker.show import bases as bases_said
from tracker.show import counts
from tracker.show.page import words
from tracker.show.page.country import without_article
from tracker.show.page.data import Cell, Content, Row, day_number
from tracker.show.page.links import Site, web_address


def for_scripts(content: Content, site: Site) -> dict[str, Any]:
    """What the scripts filter: the table of positions as lists of numbers.

    Names are given once and rows refer to them by their place; days are counted from 1970-01-01.

    Parameters
    ----------
    content : Content
    site : Site
        Where the pages will stand, and where readers may say that something is wrong.

    Returns
    -------
    dict
        Ready for JSON.
    """
    from tracker.loader.beyond import reach
    from tracker.loader.filters import names

    vendors, segments = content.labels("stances", "vendor"), content.labels("stances", "segment")
    levels, confidence = content.labels("stances", "level"), content.labels("stances", "confidence")
    bases = content.labels("stances", "basis")
    rows = content.tables["positions"]
    events = decisive(content)
    cell, event, jurisdiction = _places(content.cells), _places(events), _places(content.names)
    level, basis, sure = _places(levels), _places(spells.BASES), _places(confidence)
    vendor, segment = _places(vendors), _places(segments)
    days = ("valid_from", "valid_to", "known_from", "known_to")
    start = words.start(content)
    return {
        "version": content.release.version,
        "title": content.release.descriptor["title"],
        "citation": content.citation,
        "first": day_number(content.first_day.isoformat()),
        "cutoff": day_number(content.release.cutoff.isoformat()),
        "horizon": day_number(reach(content.release)[0].isoformat()),
        "last": day_number(content.last_day.isoformat()),
        "start": [vendor[start[0]], segment[start[1]]],
        "base": site.base,
        "report": site.report_form,
        "called": {
            kind: {name: places[code] for name, code in names(content.release, kind).plain().items()}
            for kind, places in (("jurisdiction", jurisdiction), ("vendor", vendor), ("segment", segment))
        },
        "elsewhere": elsewhere(content),
        "vendors": _pairs(vendors),
        "segments": _pairs(segments),
        "where": [words.where(s, segments[s]) for s in segments],
        "bases": [[b, bases[b]] for b in spells.BASES],
        "rests": [bases_said.strictest(content.release), *(bases_said.alone(content.release, b) for b in spells.BASES)],
        "uncounted": counts.NOTE if counts.unions(content.release) else "",
        "how": [words.how(b, bases[b]) for b in spells.BASES],
        "levels": _pairs(levels),
        "confidence": _pairs(confidence),
        "jurisdictions": _pairs(content.names),
        "unions": sorted(jurisdiction[u] for u in counts.unions(content.release)),
        "cells": [[jurisdiction[j], vendor[v], segment[s]] for j, v, s in content.cells],
        "events": events,
        "home": [jurisdiction[content.home[e]] for e in events],
        "due": [
            [day_number(r["day"]), jurisdiction[r["jurisdiction"]], vendor[r["vendor"]], segment[r["segment"]]]
            for r in content.deadlines
        ],
        "positions": [
            [
                cell[_cell(r)],
                *(day_number(r[c]) for c in days),
                level.get(r["level"]),
                basis.get(r["basis"]),
                *(level.get(r[b]) for b in spells.BASES),
                int(r["under_review"]),
                *(day_number(r[c]) for c in ("since", "deadline")),
                event[r["event_id"]],
                sure[r["confidence"]],
            ]
            for r in rows
        ],
    }


def elsewhere(content: Content) -> dict[str, str]:
    """Name of every country that was not looked into, by what it is called: so that the finder can say so."""
    from tracker.loader.filters import names

    known = names(content.release, "jurisdiction")
    here = known.plain()
    return {
        name: known.title(codes[0])
        for name, codes in sorted(known.called.items())
        if len(codes) == 1 and name not in here and name not in known.doubtful and codes[0] not in known.titles
    }


def acts(content: Content) -> list[list[Any]]:
    """What is told of every deciding act, in the order of ``events`` of :func:`for_scripts`.

    Parameters
    ----------
    content : Content

    Returns
    -------
    list of list
        Summary, day as precisely as it is known, the law as lists of what is cited, its address (or None), why no
        article is (or None) and what it is (a law, or another act), and of the official text or best source: title,
        address (or None), publisher, and 1 where it is official.
    """
    known = {e["event_id"]: e for e in content.tables["events"]}
    found = []
    for event in decisive(content):
        row = known[event]
        law = [
            [cited(a), web_address(a["url"]), without_article(content, a), what(a)] for a in content.law.get(event, [])
        ]
        told = [one for i, one in enumerate(law) if one not in law[:i]]
        found.append(
            [row["summary"], words.as_known(row["date"], row["date_precision"]), told, *best_source(content, event)]
        )
    return found


def best_source(content: Content, event: str) -> list[Any]:
    """The first source of an event in the loader's order: title, address, publisher, and 1 where it is official."""
    for best in content.sources_of.get(event, ())[:1]:
        return [best["title"], web_address(best["url"]), best["publisher"], int(best["kind"] in content.official)]
    return ["", None, "", 0]


def decisive(content: Content) -> list[str]:
    """Events that a position names, in order."""
    return sorted({r["event_id"] for r in content.tables["positions"]})


def _cell(row: Row) -> Cell:
    return row["jurisdiction"], row["vendor"], row["segment"]


def _places(names: Iterable[Any]) -> dict[Any, int]:
    return {name: i for i, name in enumerate(names)}


def _pairs(labels: dict[str, str]) -> list[list[str]]:
    return [[value, label] for value, label in labels.items()]
