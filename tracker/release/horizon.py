"""How far the evidence of a release reaches: the last day from which it could have found anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path

from tracker.release import manifest
from tracker.release.manifest import Release
from tracker.release.parquet import read_table

_DAYS = {"coverage": "evidence_until", "events": "public_on", "sources": "published"}
"""Days of evidence, by table."""


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
    >>> from tracker.release.shelf import find
    >>> horizon(find("0.4.0")).isoformat()
    '2026-07-03'
    """
    said = release.descriptor.get("horizon")
    if said is not None:
        return min(dt.date.fromisoformat(str(said)), release.cutoff)
    stats = [(name, release.file(name).stat()) for name in _DAYS if name in release.tables]
    return _found(release.path, tuple((n, s.st_size, s.st_mtime_ns) for n, s in stats), release.cutoff)


@lru_cache(maxsize=16)
def _found(path: Path, _files: tuple[Hashable, ...], cutoff: dt.date) -> dt.date:
    """The newest day of evidence, looked for again only when a file of the release changed."""
    release = manifest.read(path)
    found = [day for table, column in _DAYS.items() for day in _days(release, table, column) if day <= cutoff]
    return max(found, default=cutoff)


def _days(release: Release, table: str, column: str) -> list[dt.date]:
    if table not in release.tables:
        return []
    rows = read_table(release, table)
    days = rows[column].to_pylist()
    if table == "sources":
        # A document known to the month or year stands on the last day of it, which says nothing of its own day.
        days = [d for d, p in zip(days, rows["published_precision"].to_pylist(), strict=True) if p == "day"]
    return [d for d in days if d is not None]
