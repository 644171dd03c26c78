"""Filters by jurisdiction, vendor and segment, under any of their names; unknown ones are refused."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import BadValueError, ContradictionError
from tracker.loader.frames import read_frame, schema_of
from tracker.names import Names as Called
from tracker.release.descriptor import manifest
from tracker.release.descriptor.manifest import Release

if TYPE_CHECKING:
    import pandas as pd

Names = str | Iterable[str] | None
"""One name, several, or None for all."""

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
        Names to keep, as :func:`codes` reads them; None keeps all.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    UnknownNameError
        When a name does not exist, or leaves a doubt.
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
        wanted = set(codes(release, argument, given))
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


def codes(release: Release, argument: str, given: str | Iterable[str]) -> list[str]:
    """Codes that names lead to: codes in any case, alpha-2 codes, usual names; see :mod:`tracker.names`.

    Parameters
    ----------
    release : Release
    argument : {"jurisdiction", "vendor", "segment"}
    given : str or iterable of str

    Returns
    -------
    list of str
        Each once, in the order given.

    Raises
    ------
    BadValueError
        When it is no list of names, or an empty one.
    UnknownNameError
        When a name does not exist, or leaves a doubt.

    Examples
    --------
    >>> from tracker.release.reading.shelf import find
    >>> codes(find("0.4.0"), "jurisdiction", ["UK", "south korea", "de"])
    ['GBR', 'KOR', 'DEU']
    """
    # Bytes are a list of numbers too, and nobody means those.
    wanted = [given] if isinstance(given, str) else [*given] if isinstance(given, Iterable) else [given]
    if isinstance(given, bytes) or not all(isinstance(name, str) for name in wanted):
        raise BadValueError("not a name", where=argument, expected="a name or a list of names", got=repr(given)[:80])
    if not wanted:
        raise BadValueError("an empty list keeps nothing", where=argument, hint="Leave it out to keep all.")
    called = names(release, argument)
    return list(dict.fromkeys(called.code(name) for name in wanted))


def names(release: Release, argument: str) -> Called:
    """Every name of the jurisdictions, vendors or segments of a release.

    Parameters
    ----------
    release : Release
    argument : {"jurisdiction", "vendor", "segment"}

    Returns
    -------
    tracker.names.Names
    """
    stat = release.file("jurisdictions").stat()
    return _names(release.path, (stat.st_size, stat.st_mtime_ns, release.version), argument)


@lru_cache(maxsize=24)
def _names(path: Path, _files: tuple[Hashable, ...], argument: str) -> Called:
    release = manifest.read(path)
    if argument != "jurisdiction":
        values = schema_of(release, "stances").field(argument).categories
        return Called.of(argument, {c.value: c.label for c in values})
    frame = read_frame(release, "jurisdictions")
    titles = dict(zip(frame["jurisdiction"], frame["name"], strict=True))
    short = frame.dropna(subset=["alpha2"]) if "alpha2" in frame else frame[:0].assign(alpha2=None)
    return Called.of(argument, titles, zip(short["alpha2"], short["jurisdiction"], strict=True))
