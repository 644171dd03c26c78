"""The plain questions: a table, the positions of a day, the sources of a row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker import spells
from tracker.arguments import checked
from tracker.days import Day, parse_day
from tracker.errors import ContradictionError
from tracker.loader.beyond import Beyond, past, within
from tracker.loader.filters import Names, only
from tracker.loader.frames import described, known_frame, read_frame, schema_of
from tracker.release.descriptor.manifest import Release
from tracker.release.reading import shelf
from tracker.release.reading.derived import read_derived

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow.dataset as ds

Version = str | Path | None
"""A version, ``"latest"``, the path of a release folder, or None for the newest bundled release."""

_CODES = {"name": "str", "iso3": "str", "alpha2": "str", "iso_numeric": "str", "cow": "Int32", "gw": "Int32"}
"""Columns to merge by, and their types."""

_INTERVALS = {
    "stances": ("valid_from", "valid_to"),
    "reviews": ("opened_on", "closed_on"),
    "memberships": ("member_from", "member_to"),
    "positions": ("valid_from", "valid_to"),
}


@checked
def load(
    table: str = "stances",
    *,
    version: Version = None,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    in_force_on: Day | None = None,
    known_by: Day | None = None,
) -> pd.DataFrame:
    """Load one table of a release.

    Parameters
    ----------
    table : str
        Name of the table: ``stances``, ``events``, ``reviews``, ``forecasts``, ``sources``,
        ``event_sources``, ``acts``, ``provisions``, ``coverage``, ``second_coding``, ``readings``,
        ``decisions``, ``jurisdictions``, ``memberships``, ``vendors``, ``exceptions``, ``corrections``,
        ``positions`` or ``panel_year``; the last two of any version.
    version : str or pathlib.Path, optional
        A version, ``"latest"``, or a release folder. The newest bundled release by default.
    jurisdiction, vendor, segment : str or iterable of str, optional
        Keep only these (ISO 3166-1 alpha-3 codes or ``EU``; ``huawei``, ``zte``; ``core``, ``access``,
        ``government``), by code or by any name that leaves no doubt, such as ``"Germany"``, ``"UK"`` or ``"RAN"``.
        Events are kept when they cover any of the vendors and concern any of the segments.
    in_force_on : str or datetime.date, optional
        Keep the spells (or reviews, memberships, positions) in force on this ISO 8601 day; of positions the
        newest knowledge.
    known_by : str or datetime.date, optional
        Keep what was public by this ISO 8601 day; ends of spells not yet public are open again, forecasts
        not yet settled are unresolved, later knowledge of positions is left out, and the panel by year ends there.
        Tables that describe the dataset and not the world come whole: ``jurisdictions``, ``memberships``,
        ``vendors``, ``coverage``, ``second_coding``, ``readings``, ``decisions``, ``exceptions`` and
        ``corrections``.

    Returns
    -------
    pandas.DataFrame
        One row a row of the table, sorted by key. Ordinal columns are ordered categories, days
        ``datetime64[s]``, lists tuples. ``attrs`` holds ``version``, ``table``, ``in_force_on``,
        ``known_by``, ``cutoff`` (the last day for which evidence was looked for), ``horizon`` (the last day from
        which evidence could be found), ``beyond_horizon`` (whether a day that was asked for lies after it) and
        ``citation``. A level always has its rank beside it (``level_rank``, 0 ``open`` to 4 ``removal``).

    Raises
    ------
    UnknownNameError
        When a table, version, jurisdiction, vendor or segment does not exist.
    BadValueError
        When a day is not one.
    ContradictionError
        When the table cannot be filtered in that way.

    Examples
    --------
    >>> load("stances", jurisdiction="GBR", vendor="zte", segment="core")["valid_from"].dt.date.tolist()
    [datetime.date(2019, 7, 22)]
    """
    release = shelf.find(version)
    on = None if in_force_on is None else parse_day(in_force_on, name="in_force_on")
    by = None if known_by is None else parse_day(known_by, name="known_by")
    frame = known_frame(release, table, by)
    if on is not None:
        if table not in _INTERVALS:
            raise ContradictionError(
                f"rows of {table} are not in force on a day",
                where="in_force_on",
                expected=f"a table of intervals: {', '.join(_INTERVALS)}",
            )
        start, end = _INTERVALS[table]
        frame = frame[spells.in_force(frame, on, start=start, end=end)]
        if table == "positions":
            frame = frame[frame["known_to"].isna()]  # Of what was known one after the other, the newest.
    frame = only(release, frame, table, jurisdiction, vendor, segment).reset_index(drop=True)
    if "level" in frame and "level_rank" not in frame:
        # Like every level: where a table was published without ranks.
        ranks = frame["level"].cat.codes.astype("Int8")
        frame["level_rank"] = ranks.where(frame["level"].notna())
    return described(frame, release, table, on, by)


@checked
def position(
    on: Day,
    *,
    version: Version = None,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Day | None = None,
    beyond: Beyond = "flag",
    codes: bool = False,
) -> pd.DataFrame:
    """Position of every coded cell on a day.

    Parameters
    ----------
    on : str or datetime.date
        The ISO 8601 day asked about.
    version, jurisdiction, vendor, segment
        As for :func:`load`.
    known_by : str or datetime.date, optional
        Answer from what was public by this ISO 8601 day.
    beyond : {"flag", "refuse"}
        What to do with a day past the release's horizon, which its evidence does not reach: answer by what was known
        before and mark it (``beyond_horizon`` of every row and in ``attrs``), or refuse. So with a day of knowledge.
    codes : bool
        Add columns to merge by: ``name, iso3`` (missing for the EU), ``alpha2, iso_numeric, cow, gw``.

    Returns
    -------
    pandas.DataFrame
        At most one row a jurisdiction, vendor and segment, with columns ``jurisdiction, vendor, segment,
        level, basis, announced, de_jure, de_facto, under_review, valid_from, deadline, event_id,
        confidence``, then ``level_rank, announced_rank, de_jure_rank, de_facto_rank`` (``Int8``, 0 ``open`` to 4
        ``removal``, missing where there is no level) and ``beyond_horizon``.
        ``level`` is the most restrictive among the bases in force, ``basis`` the one it rests
        on, the three basis columns the level on each. ``level`` is missing where only a review is open. A
        cell without a row is not coded that day, which is not the same as ``open``.

    Raises
    ------
    UnknownNameError, BadValueError
        As for :func:`load`.
    BeyondHorizonError
        When a day lies past the horizon and ``beyond`` is ``"refuse"``.

    Examples
    --------
    >>> position("2018-12-07", jurisdiction="BEL", vendor="huawei", segment="core")["under_review"].tolist()
    [True]
    """
    # Not above: a first table does not wait for what positions need.
    from tracker.loader.positions import book

    release = shelf.find(version)
    day = parse_day(on, name="on")
    by = None if known_by is None else parse_day(known_by, name="known_by")
    horizon = within(release, beyond, on=day, known_by=by)
    frame = only(release, book(release).on(day, by), "positions", jurisdiction, vendor, segment)
    frame = frame.reset_index(drop=True)
    frame["beyond_horizon"] = past(horizon, day, by)
    return described(with_codes(release, frame) if codes else frame, release, "position", day, by)


def with_codes(release: Release, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the codes by which rows of jurisdictions are merged with other data.

    Parameters
    ----------
    release : Release
    frame : pandas.DataFrame
        With a column ``jurisdiction``.

    Returns
    -------
    pandas.DataFrame
        With ``name, iso3, alpha2, iso_numeric, cow, gw`` behind; missing where there is no such code, and everywhere in
        releases made before there were codes.
    """
    import pandas as pd

    known = read_frame(release, "jurisdictions").set_index("jurisdiction")
    known["iso3"] = pd.Series(known.index, index=known.index).where(known["kind"] != "union")
    at = known.index.get_indexer(pd.Index(frame["jurisdiction"]))
    for column, kind in _CODES.items():
        values = known[column] if column in known else pd.Series([None] * len(known), dtype=kind)
        frame[column] = values.array.take(at, allow_fill=True)
    return frame


def versions() -> list[str]:
    """Versions of the dataset that can be loaded, oldest first: bundled ones and those that were fetched.

    Returns
    -------
    list of str

    Examples
    --------
    >>> versions()[:2]
    ['0.1.0', '0.2.0']
    """
    return shelf.loadable()


@checked
def codebook(table: str | None = None, *, version: Version = None) -> pd.DataFrame:
    """What every column means, as the release itself says.

    Parameters
    ----------
    table : str, optional
        Name of a table; all by default.
    version : str or pathlib.Path, optional
        As for :func:`load`.

    Returns
    -------
    pandas.DataFrame
        One row a column: ``table, column, type, unit, role, key, required, derived, title, description,
        values`` (a mapping of each allowed value to its meaning, in the order of the scale).

    Raises
    ------
    UnknownNameError
        When there is no such table.

    Examples
    --------
    >>> level = codebook("stances", version="0.5.0").set_index("column").loc["level"]
    >>> list(level["values"])
    ['open', 'screened', 'limited', 'barred', 'removal']
    """
    import pandas as pd

    from tracker.schema.codebook import rows

    release = shelf.find(version)
    wanted = [schema_of(release, table)] if table is not None else list(release.tables.values())
    return described(pd.DataFrame([r for t in wanted for r in rows(t)]), release, "codebook", None, None)


@checked
def scan(table: str = "stances", *, version: Version = None) -> ds.Dataset:
    """One table as a pyarrow Dataset, for DuckDB, polars and Arrow users.

    Parameters
    ----------
    table : str
        Name of the table.
    version : str or pathlib.Path, optional
        As for :func:`load`.

    Returns
    -------
    pyarrow.dataset.Dataset
        Nothing is read until it is asked for.

    Raises
    ------
    UnknownNameError
        When there is no such table or version.

    Examples
    --------
    >>> import pyarrow.compute as pc
    >>> barred = scan("stances", version="0.5.0").to_table(filter=pc.field("level") == "barred")
    >>> "USA" in barred["jurisdiction"].to_pylist()
    True
    """
    import pyarrow.dataset as ds

    release = shelf.find(version)
    schema_of(release, table)
    if table not in release.tables:
        return ds.dataset(read_derived(release, table))
    return ds.dataset(release.file(table).absolute(), format="parquet")
