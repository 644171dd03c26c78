"""How far the evidence of a release reaches: the last day from which it could have found anything."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path

from tracker.release.descriptor import plain
from tracker.release.descriptor.manifest import Release

_DAYS = {"coverage": "evidence_until", "events": "public_on", "sources": "published"}
"""Days of evidence, by table."""

WORKED_OUT = Path(__file__).parent / "worked_out"
"""What the bundled releases made before it was published would say: saved, so that nobody waits for it."""

HORIZONS = "horizons.json"
"""The file there with their horizons."""

_EPOCH = dt.date(1970, 1, 1).toordinal()


def horizon(release: Release) -> dt.date:
    """Last day up to which the evidence of a release reaches; never later than its cutoff.

    The cutoff is the last day for which somebody looked. The corpora that were searched may end earlier: what became
    public between the two would not have been seen, so that a release says nothing about it.

    Parameters
    ----------
    release : Release

    Returns
    -------
    datetime.date
        The descriptor's ``horizon``. Older releases have none: then the newest day of evidence in their tables, which
        are the days on which events became public, of sources known to the day, and of the newest document of a cell.

    Raises
    ------
    ReleaseError
        When a file of an older release is missing or damaged.

    Examples
    --------
    >>> from tracker.release.reading.shelf import find
    >>> horizon(find("0.4.0")).isoformat()
    '2026-07-03'
    """
    said = stated(release)
    if said is not None:
        return min(said, release.cutoff)
    # Hashes that a folder from elsewhere states may not be those of its files: there it is worked out each time.
    own = plain.is_own(release.path)
    found = _saved().get(key(release)) if own else None
    return dt.date.fromisoformat(found) if found is not None else worked_out(release)


def key(release: Release) -> str:
    """What a horizon that is worked out comes from: the hashes of the tables with days of evidence, and the cutoff.

    Parameters
    ----------
    release : Release

    Returns
    -------
    str
        The first digits of the SHA-256 of both.
    """
    import hashlib

    hashes = [str(release.resource(t)["hash"]) for t in _DAYS if t in release.tables]
    return hashlib.sha256("\n".join([*hashes, release.cutoff.isoformat()]).encode()).hexdigest()[:16]


def worked_out(release: Release) -> dt.date:
    """The newest day of evidence in the tables of a release; as :func:`horizon`.

    Parameters
    ----------
    release : Release

    Returns
    -------
    datetime.date
    """
    last = release.cutoff.toordinal() - _EPOCH
    days = (day for table, column in _DAYS.items() for day in _days(release, table, column))
    return dt.date.fromordinal(max((d for d in days if d <= last), default=last) + _EPOCH)


@cache
def _saved() -> dict[str, str]:
    found: dict[str, str] = json.loads((WORKED_OUT / HORIZONS).read_text(encoding="utf-8"))
    return found


def stated(release: Release) -> dt.date | None:
    """The horizon that a descriptor states; None in releases made before there was one."""
    said = release.descriptor.get("horizon")
    return None if said is None else dt.date.fromisoformat(str(said)[:10])


def _days(release: Release, table: str, column: str) -> list[int]:
    """Days since 1970-01-01: to make thousands of dates of them would take longer than to read them."""
    import pyarrow as pa

    from tracker.release.reading.parquet import read_table

    if table not in release.tables:
        return []
    dated = table == "sources"
    rows = read_table(release, table, (column, "published_precision") if dated else (column,))
    days = [v for part in rows[column].chunks for v in part.view(pa.int32()).to_pylist()]
    if dated:
        # A document known to the month or year stands on the last day of it, which says nothing of its own day.
        days = [d for d, p in zip(days, rows["published_precision"].to_pylist(), strict=True) if p == "day"]
    return [d for d in days if d is not None]
