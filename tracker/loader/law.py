"""The law behind events: acts with their official citation, and the provisions that carry a level."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.arguments import checked
from tracker.errors import BadValueError, unknown_event
from tracker.loader.frames import described, read_frame
from tracker.loader.queries import Version
from tracker.release.descriptor import manifest
from tracker.release.descriptor.manifest import Release
from tracker.release.reading import shelf
from tracker.release.reading.derived import fingerprint

if TYPE_CHECKING:
    import pandas as pd

_ACT = (
    "jurisdiction",
    "title",
    "number",
    "gazette",
    "kind",
    "adopted",
    "published",
    "in_force",
    "ended",
    "url",
    "text",
    "read_where",
    "read_on",
    "amended_by",
    "replaced_by",
)
_PROVISION = (
    "article",
    "in_force_from",
    "in_force_to",
    "binds",
    "by",
    "does",
    "segments",
    "named_vendors",
    "installed",
    "installed_until",
    "summary",
)


@checked
def law_of(event: str, *, version: Version = None) -> pd.DataFrame:
    """The law behind an event: the act it is about, and the provisions that its spells stand on.

    Parameters
    ----------
    event : str
        An event's identifier.
    version : str or pathlib.Path, optional
        As for :func:`load`.

    Returns
    -------
    pandas.DataFrame
        One row a provision, or an act without one, with columns ``act_id``, ``provision_id``, those of the table
        ``acts`` that cite it and say how much was read, and those of ``provisions``. Empty where none is known, and for
        releases before there were such tables.

    Raises
    ------
    UnknownNameError
        When there is no such version or event.
    BadValueError
        When the event is no text.

    Examples
    --------
    >>> law_of("aut-20211101-tkg-2021-section-45", version="0.4.0").empty
    True
    """
    if not isinstance(event, str):
        raise BadValueError("not an event", where="event", expected="an event_id", got=repr(event)[:80])
    release = shelf.find(version)
    known = read_frame(release, "events")["event_id"]
    if event not in set(known):
        raise unknown_event(event, known)
    found = law(release)
    out = found[found["event_id"] == event].drop(columns="event_id")
    return described(out.reset_index(drop=True), release, "law_of", None, None)


def law(release: Release) -> pd.DataFrame:
    """The law behind every event of a release.

    Parameters
    ----------
    release : Release

    Returns
    -------
    pandas.DataFrame
        As from :func:`law_of`, with ``event_id`` in front, by event, act and provision.
    """
    there = [name for name in ("acts", "provisions", "stances", "events") if name in release.tables]
    return _law(release.path, fingerprint(release, there)).copy()


@lru_cache(maxsize=8)
def _law(path: Path, _files: tuple[Hashable, ...]) -> pd.DataFrame:
    """Worked out once a process, and again when a file of the release changed: it takes half the time of a history."""
    import pandas as pd

    release = manifest.read(path)
    columns = ["event_id", "act_id", "provision_id", *_ACT, *_PROVISION]
    if not {"acts", "provisions"} <= release.tables.keys():
        return pd.DataFrame({c: pd.Series(dtype="object") for c in columns})
    acts, provisions = (read_frame(release, name) for name in ("acts", "provisions"))
    carried = read_frame(release, "stances")[["event_id", "provision_id"]].dropna().drop_duplicates()
    carried["act_id"] = carried["provision_id"].map(provisions.set_index("provision_id")["act_id"].to_dict())
    about = read_frame(release, "events")[["event_id", "act_id"]].dropna()
    # An act that stands there with a provision needs no row of its own.
    pairs = set(zip(carried["event_id"], carried["act_id"], strict=True))
    bare = [pair not in pairs for pair in zip(about["event_id"], about["act_id"], strict=True)]
    rows = pd.concat([carried, about[bare]], ignore_index=True)
    out = rows.merge(acts[["act_id", *_ACT]], on="act_id", how="left")
    out = out.merge(provisions[["provision_id", *_PROVISION]], on="provision_id", how="left")
    return out[columns].sort_values(["event_id", "act_id", "provision_id"], ignore_index=True)


def what(row: dict[str, object]) -> str:
    """What a row of :func:`law` is: a law, or an act of another kind, which need not bind anybody.

    Parameters
    ----------
    row : dict
        Plain values.

    Returns
    -------
    str

    Examples
    --------
    >>> what({"kind": "law"}), what({"kind": "guidance"})
    ('law', 'act (guidance)')
    """
    return "law" if row["kind"] == "law" else f"act ({row['kind']})"


def cited(row: dict[str, object]) -> str:
    """A row of :func:`law` as lawyers cite it: title, article, gazette or number.

    Parameters
    ----------
    row : dict
        Plain values, missing as None.

    Returns
    -------
    str

    Examples
    --------
    >>> cited({"title": "Law 1", "article": "section 2", "gazette": "Gazette 7/2020", "number": "1/2020"})
    'Law 1, section 2, Gazette 7/2020'
    """
    where = row.get("gazette") or row.get("number")
    return ", ".join(str(part) for part in (row["title"], row.get("article"), where) if part)
