"""Words of the pages: days, sizes, and how a cell stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from tracker.show.page.data import Cell, Content

# Written out, since the machine's own language must not change the pages.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


_WHERE = {
    "core": "the core of the network",
    "access": "the radio network",
    "government": "what the state buys",
}
"""Segments as the question of the first page names them."""

_HOW = {"de_jure": "by law", "announced": "by what was announced", "de_facto": "in practice"}
"""Bases as the question names them."""


def where(segment: str, label: str) -> str:
    """A segment in a question: ``the radio network``."""
    return _WHERE.get(segment, f"the segment {label.lower()}")


def how(basis: str, label: str) -> str:
    """A basis in a question: ``by law``."""
    return _HOW.get(basis, f"on the basis {label.lower()}")


def question(content: Content, vendor: str, segment: str) -> str:
    """What the map answers, in plain words; the scripts say it of what is chosen in the same way."""
    vendors, segments = content.labels("stances", "vendor"), content.labels("stances", "segment")
    return f"Who had restricted {vendors[vendor]} in {where(segment, segments[segment])}?"


def listed(parts: Iterable[str], joined: str = "and") -> str:
    """Words in a row: ``core, access and government``."""
    *most, last = parts
    return f"{', '.join(most)} {joined} {last}" if most else last


def cells(found: Iterable[tuple[str, str]], vendors: Mapping[str, str], segments: Mapping[str, str]) -> str:
    """Pairs of vendor and segment, in words: ``Huawei and ZTE, core and access``.

    Parameters
    ----------
    found : iterable of (str, str)
    vendors, segments : mapping of str to str
        Their labels, in the order of the vocabulary.

    Returns
    -------
    str
        Vendors with the same segments together; others after a semicolon.
    """
    asked = set(found)
    named: dict[tuple[str, ...], list[str]] = {}
    for vendor, label in vendors.items():
        if mine := tuple(segments[s].lower() for s in segments if (vendor, s) in asked):
            named.setdefault(mine, []).append(label)
    return "; ".join(f"{listed(who)}, {listed(where)}" for where, who in named.items())


def start(content: Content) -> tuple[str, str]:
    """Vendor and segment that the first page opens with: access, as everywhere."""
    segments = content.values("stances", "segment")
    return content.values("stances", "vendor")[0], "access" if "access" in segments else segments[0]


def long_day(day: str | dt.date | None) -> str:
    """A day for people: ``14 July 2020``; empty for none."""
    if day is None:
        return ""
    when = dt.date.fromisoformat(str(day))
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def as_known(day: str | None, precision: str | None) -> str:
    """A day as precisely as it is known: ``July 2020`` where only the month is."""
    if day is None:
        return "no date"
    when = dt.date.fromisoformat(day)
    if precision == "year":
        return str(when.year)
    return f"{_MONTHS[when.month - 1]} {when.year}" if precision == "month" else long_day(day)


def last_day(end: str | None) -> str:
    """Last day of a half-open interval, as people count; empty while it has no end."""
    return "" if end is None else (dt.date.fromisoformat(end) - dt.timedelta(days=1)).isoformat()


def size(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / 1000:,.0f} kB" if count >= 100_000 else f"{count / 1000:,.1f} kB"


def state_of(content: Content) -> Callable[[str, str, str], str]:
    """How a cell stands on the release's cutoff day.

    Parameters
    ----------
    content : Content

    Returns
    -------
    callable
        From jurisdiction, vendor and segment to a level, ``review``, ``not_coded`` or ``unknown``.
    """
    covered = set(content.cells)

    def state(*cell: str) -> str:
        key: Cell = (cell[0], cell[1], cell[2])
        row = content.positions.get(key)
        if row is not None:
            return str(row["level"] or "review")
        return "not_coded" if key in covered else "unknown"

    return state
