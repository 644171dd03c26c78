"""The tables of a release that are worked out from its others: positions, and the panel by year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.release.descriptor import manifest
from tracker.release.descriptor.manifest import Release
from tracker.release.reading.horizon import WORKED_OUT, horizon, stated
from tracker.schema import Table

if TYPE_CHECKING:
    import pyarrow as pa

POSITIONS = "positions"
"""Name of the table that every reader of positions filters."""

PANEL = "panel_year"
"""Name of the panel by year."""

SOURCES = ("stances", "reviews")
"""Tables that positions come from."""


def derive(name: str, read: Callable[[str], pa.Table], schemas: Mapping[str, Table], until: dt.date) -> pa.Table:
    """A derived table from the published tables that it comes from.

    Parameters
    ----------
    name : str
        ``positions`` or ``panel_year``.
    read : callable
        Gives a published table by its name; ``positions`` too, where the panel is asked for.
    schemas : mapping of str to Table
        Schemas of the tables as published.
    until : datetime.date
        Last day on which a panel is read; see :func:`panel_until`.

    Returns
    -------
    pyarrow.Table
        As the schema of that name defines it, sorted by key.
    """
    if name == POSITIONS:
        from tracker.positions.table import compute

        levels, confidences = (schemas["stances"].field(c).values for c in ("level", "confidence"))
        return compute(read("stances"), read("reviews"), levels, confidences)
    return _panel(read, read(POSITIONS), until)


def _panel(read: Callable[[str], pa.Table], positions: pa.Table, until: dt.date) -> pa.Table:
    from tracker.positions.years import panel_year

    first = min((d.year for d in read("events")["date"].to_pylist()), default=until.year)
    return panel_year(positions, read("coverage"), read("jurisdictions"), first, until)


def last_read(schema: Table, horizon: dt.date | None, cutoff: dt.date) -> dt.date:
    """Last day on which a panel of a schema is read.

    Parameters
    ----------
    schema : Table
        Release 0.5.0, published before the horizon was the rule, says nothing of it in its own, and was read until
        its cutoff.
    horizon, cutoff : datetime.date or None

    Returns
    -------
    datetime.date
    """
    return cutoff if schema.read_until == "cutoff" or horizon is None else min(horizon, cutoff)


def panel_until(release: Release) -> dt.date:
    """Last day on which the panel by year of a release is read, as its own schema says.

    Parameters
    ----------
    release : Release

    Returns
    -------
    datetime.date

    Examples
    --------
    >>> from tracker.release.reading import shelf
    >>> [panel_until(shelf.find(v)).isoformat() for v in ("0.4.0", "0.5.0")]
    ['2026-07-03', '2026-11-30']
    """
    if PANEL not in release.tables:
        return horizon(release)
    return last_read(release.tables[PANEL], stated(release), release.cutoff)


def positions_table(release: Release) -> pa.Table:
    """Positions of a release as Arrow: its own table, or for a release made before there was one the same worked out.

    Parameters
    ----------
    release : Release

    Returns
    -------
    pyarrow.Table
        As ``schemas/positions.json`` defines it, sorted by key.

    Raises
    ------
    ReleaseError
        When a file of the release is missing or damaged.

    Examples
    --------
    >>> from tracker.release.reading import shelf
    >>> positions_table(shelf.find("0.4.0")).column_names[3:7]
    ['valid_from', 'valid_to', 'known_from', 'known_to']
    """
    return _positions(release.path, fingerprint(release))


def positions_file(release: Release) -> Path | None:
    """The Parquet file with the positions of a release; None where they have to be worked out.

    A release made before there was such a table, and bundled with this package, has its own in :data:`WORKED_OUT`.

    Parameters
    ----------
    release : Release

    Returns
    -------
    pathlib.Path or None
    """
    if POSITIONS in release.tables:
        return release.file(POSITIONS)
    path = WORKED_OUT / worked_out_name(release)
    return path if path.is_file() else None


def worked_out_name(release: Release) -> str:
    """Name of the file of worked out positions, from the content of what they come from.

    Parameters
    ----------
    release : Release

    Returns
    -------
    str
    """
    import hashlib

    sources = [str(release.resource(t)["contentHash"]) for t in SOURCES]
    return hashlib.sha256("\n".join(sources).encode()).hexdigest()[:16] + ".parquet"


def fingerprint(release: Release, tables: Sequence[str] | None = None) -> tuple[Hashable, ...]:
    """What tells apart the files of tables, for caches: size, time and hash of each.

    Parameters
    ----------
    release : Release
    tables : sequence of str, optional
        Those that a release's positions are read from when not given.

    Returns
    -------
    tuple

    Raises
    ------
    ReleaseError
        When a file is missing or not of the recorded size.
    """
    if tables is None:
        tables = (POSITIONS,) if POSITIONS in release.tables else SOURCES
    stats = [(n, release.file(n).stat()) for n in tables]
    return tuple((n, s.st_size, s.st_mtime_ns, release.resource(n)["hash"]) for n, s in stats)


@lru_cache(maxsize=8)
def _positions(path: Path, _files: tuple[Hashable, ...]) -> pa.Table:
    from tracker.release.reading.parquet import read_table

    release = manifest.read(path)
    if POSITIONS in release.tables:
        return read_table(release, POSITIONS)
    file = positions_file(release)
    if file is not None:
        import pyarrow.parquet as pq

        return pq.ParquetFile(file).read()
    return derive(POSITIONS, lambda name: read_table(release, name), release.tables, release.cutoff)


def read_derived(release: Release, name: str) -> pa.Table:
    """A derived table of a release that lacks it, since it was made before there was one.

    Parameters
    ----------
    release : Release
    name : str

    Returns
    -------
    pyarrow.Table
    """
    from tracker.release.reading.parquet import read_table

    def read(table: str) -> pa.Table:
        return positions_table(release) if table == POSITIONS else read_table(release, table)

    return read(POSITIONS) if name == POSITIONS else derive(name, read, release.tables, panel_until(release))


def panel_known_by(release: Release, by: dt.date) -> pa.Table:
    """The panel by year as it would have been on a day: until then, by what was public then.

    Parameters
    ----------
    release : Release
    by : datetime.date

    Returns
    -------
    pyarrow.Table
    """
    from tracker.positions.read import known_by
    from tracker.release.reading.parquet import read_table

    positions = known_by(positions_table(release), by)
    return _panel(lambda name: read_table(release, name), positions, min(by, panel_until(release)))
