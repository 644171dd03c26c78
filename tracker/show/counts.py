"""How many jurisdictions are in each state: one count, which every picture and the page show.

A union of states (the European Union) has a position of its own and is no further jurisdiction beside its members: it
is told apart and never counted. A place that is drawn and was not looked into counts as ``unknown``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tracker.release.manifest import Release

OTHERS = ("review", "not_coded")
"""What a jurisdiction that was looked into may be without a level, after the levels."""

UNKNOWN = "unknown"
"""Not looked into."""

NOTE = "A union of states is not counted."
"""Said wherever there is one."""


def unions(release: Release) -> frozenset[str]:
    """Codes of a release that stand for a union of states.

    Parameters
    ----------
    release : Release

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> from tracker.release.shelf import find
    >>> sorted(unions(find("0.4.0")))
    ['EU']
    """
    from tracker.loader.frames import read_frame

    frame = read_frame(release, "jurisdictions")
    return frozenset(frame.loc[frame["kind"] == "union", "jurisdiction"])


def tally(
    states: Mapping[str, str],
    levels: Iterable[str],
    *,
    unions: Collection[str],
    drawn: Collection[str] = (),
) -> dict[str, int]:
    """Count jurisdictions by state.

    Parameters
    ----------
    states : mapping of str to str
        State of every jurisdiction looked into, by code: a level, ``review`` or ``not_coded``.
    levels : iterable of str
        All levels, in order.
    unions : collection of str
        Codes that are not counted.
    drawn : collection of str
        Codes of the outlines of a map: those without a state count as ``unknown``.

    Returns
    -------
    dict of str to int
        Every level, ``review``, ``not_coded`` and ``unknown``, in this order, zeros included.

    Examples
    --------
    >>> found = tally({"BEL": "limited", "EU": "limited"}, ["open", "limited"], unions=["EU"], drawn=["BEL", "TCD"])
    >>> {state: n for state, n in found.items() if n}
    {'limited': 1, 'unknown': 1}
    """
    out = dict.fromkeys((*levels, *OTHERS, UNKNOWN), 0)
    for code, state in states.items():
        if code not in unions:
            out[state] += 1
    out[UNKNOWN] += len({*drawn} - {"", *states, *unions})
    return out
