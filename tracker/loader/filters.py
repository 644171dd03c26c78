"""Filters by jurisdiction, vendor and segment; unknown names are refused with the nearest known ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker.errors import BadValueError, ContradictionError, TrackerError, UnknownNameError, nearest, unknown
from tracker.loader.frames import read_frame, schema_of
from tracker.release.manifest import Release

if TYPE_CHECKING:
    import pandas as pd

Names = str | Iterable[str] | None
"""One name, several, or None for all."""

_CUSTOMARY = {"uk": "GBR", "el": "GRC"}
"""Two-letter codes in use, in the EU's own texts among others, that are not the ISO 3166-1 alpha-2 code."""

_VIA_EVENT = frozenset({"event_sources"})
_VIA_ACT = frozenset({"provisions"})


def only(
    release: Release, frame: pd.DataFrame, name: str, jurisdiction: Names, vendor: Names, segment: Names
) -> pd.DataFrame:
    """Rows of the named jurisdictions, vendors and segments.

    Parameters
    ----------
    release : Release
    frame : pandas.DataFrame
        Rows of the table.
    name : str
        The table.
    jurisdiction, vendor, segment : str, iterable of str, or None
        Names to keep; None keeps all.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    UnknownNameError
        When a name does not exist.
    ContradictionError
        When the table has no such column, nor events to go by.
    """
    table = schema_of(release, name)
    columns = [f.name for f in table.published]
    for argument, given, listed in (
        ("jurisdiction", jurisdiction, None),
        ("vendor", vendor, "covers_vendors"),
        ("segment", segment, "segments"),
    ):
        if given is None:
            continue
        wanted = _names(release, argument, given)
        if argument in columns:
            frame = frame[frame[argument].isin(wanted)]
        elif listed in columns:
            frame = frame[[bool(wanted.intersection(items)) for items in frame[listed]]]
        elif argument == "jurisdiction" and name in _VIA_EVENT:
            events = read_frame(release, "events")
            frame = frame[frame["event_id"].isin(events.loc[events["jurisdiction"].isin(wanted), "event_id"])]
        elif argument == "jurisdiction" and name in _VIA_ACT:
            acts = read_frame(release, "acts")
            frame = frame[frame["act_id"].isin(acts.loc[acts["jurisdiction"].isin(wanted), "act_id"])]
        else:
            raise ContradictionError(
                f"{name} has no {argument}", where=argument, hint=f"Leave {argument} out for this table."
            )
    return frame


def _names(release: Release, argument: str, given: str | Iterable[str]) -> set[str]:
    if not isinstance(given, str | Iterable):
        raise BadValueError("not a name", where=argument, expected="a name or a list of names", got=repr(given))
    wanted = [given] if isinstance(given, str) else list(given)
    if not wanted:
        raise BadValueError("an empty list keeps nothing", where=argument, hint="Leave it out to keep all.")
    if argument == "jurisdiction":
        frame = read_frame(release, "jurisdictions")
        known = frame["jurisdiction"].tolist()
        called = dict(zip(frame["name"].str.casefold(), known, strict=True))
        if "alpha2" in frame:
            short = frame.dropna(subset=["alpha2"])
            called |= dict(zip(short["alpha2"].str.casefold(), short["jurisdiction"], strict=True))
            called |= {k: v for k, v in _CUSTOMARY.items() if v in known}
    else:
        known, called = list(schema_of(release, "stances").field(argument).values), {}
    for name in wanted:
        if name not in known:
            raise _no_such(argument, name, known, called)
    return set(wanted)


def _no_such(argument: str, name: object, known: list[str], called: dict[str, str]) -> TrackerError:
    """An unknown name; a country's full name, or a misspelling of it, leads to its code."""
    if isinstance(name, str) and called:
        exact = called.get(name.casefold())
        close = [called[n] for n in nearest(name, called)] + nearest(name, known)
        # "United Kingdom" starts the longer official name.
        close = [c for n, c in called.items() if n.startswith(name.casefold()) and len(name) > 2] + close
        if exact is not None:
            close = [exact]  # A name or a code of two letters that leaves no doubt.
        best = list(dict.fromkeys(close))[:3]
        if best or len(known) > 12:
            return UnknownNameError(
                f"unknown {argument} {name!r}",
                expected=f"one of {', '.join(known)}"
                if len(known) <= 12
                else f"one of {len(known)} codes such as {known[0]}",
                hint=f"Did you mean {' or '.join(repr(b) for b in best)}?"
                if best
                else "The table jurisdictions has them all.",
            )
    return unknown(argument, name, known)
