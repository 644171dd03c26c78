"""A table of a release as a DataFrame: its types, its attributes, and what of it was public by a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tracker import spells
from tracker.errors import unknown
from tracker.loader.beyond import reach
from tracker.release.descriptor import plain
from tracker.release.descriptor.manifest import Release, citation
from tracker.release.reading.derived import panel_known_by, read_derived
from tracker.release.reading.parquet import read_table
from tracker.schema import DERIVED, TIMELESS, Table
from tracker.schema import table as current_schema

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def schema_of(release: Release, name: str) -> Table:
    """Schema of a table as a release has it; an unknown name is refused.

    Parameters
    ----------
    release : Release
    name : str

    Returns
    -------
    Table
    """
    known = release.tables
    if not isinstance(name, str) or name not in known:
        if name in DERIVED:
            # Made before there was such a table: it is worked out when it is read.
            return current_schema(name)
        raise unknown("table", name, known)
    return known[name]


_KEPT: dict[tuple[str, str, str], pd.DataFrame] = {}
"""Tables of the releases in this package as frames, by place, name and hash: some megabytes, asked for again and again.

Whoever asks gets a copy, which takes a fraction of the time that the types take.
"""


def read_frame(release: Release, name: str) -> pd.DataFrame:
    """One table with its types restored: ordered categories, days as ``datetime64[s]``, lists as tuples.

    Parameters
    ----------
    release : Release
    name : str

    Returns
    -------
    pandas.DataFrame
        Every row, sorted by key.
    """
    table = schema_of(release, name)
    if name not in release.tables:
        return typed(read_derived(release, name), table)
    if not plain.is_own(release.path):
        return typed(read_table(release, name), table)
    release.file(name)  # Looked at each time, as it is where nothing is kept.
    content = (str(release.path), name, str(release.resource(name)["hash"]))
    if content not in _KEPT:
        _KEPT[content] = typed(read_table(release, name), table)
    return _KEPT[content].copy()


def typed(arrow: pa.Table, table: Table) -> pd.DataFrame:
    """An Arrow table as a frame with the types of its schema; as :func:`read_frame`.

    Parameters
    ----------
    arrow : pyarrow.Table
    table : Table

    Returns
    -------
    pandas.DataFrame
    """
    import pandas as pd

    # Arrow's own pandas conversion, dictionary columns as categories; the order comes from the descriptor.
    frame: pd.DataFrame = arrow.to_pandas(date_as_object=False)
    for f in table.published:
        column = frame[f.name]
        if f.type == "date":
            frame[f.name] = column.astype("datetime64[s]")
        elif f.type == "list":
            frame[f.name] = pd.Series([tuple(items) for items in column], index=frame.index, dtype=object)
        elif f.type == "integer" and not f.required:
            # Whole numbers with gaps: pandas would make them floating ones.
            kept = arrow.column(f.name).to_pylist()
            frame[f.name] = pd.array(kept, dtype=f"Int{arrow.schema.field(f.name).type.bit_width}")
        elif f.values and isinstance(column.dtype, pd.CategoricalDtype):
            # Not astype: it leaves unordered categories in the order of the file when they are the same set.
            frame[f.name] = column.cat.set_categories(list(f.values), ordered=f.ordered)
        elif f.values:
            frame[f.name] = column.astype(pd.CategoricalDtype(list(f.values), ordered=f.ordered))
    return frame


def known_frame(release: Release, name: str, by: dt.date | None) -> pd.DataFrame:
    """One table as the public could know it on a day.

    Parameters
    ----------
    release : Release
    name : str
    by : datetime.date or None
        None for all that the release knows.

    Returns
    -------
    pandas.DataFrame
    """
    import pandas as pd

    frame = read_frame(release, name)
    if by is None or name in TIMELESS:
        return frame
    if name == "stances":
        return spells.stances_known_by(frame, by)
    if name == "reviews":
        return spells.reviews_known_by(frame, by)
    if name == "positions":
        frame = frame[frame["known_from"] <= pd.Timestamp(by)].copy()
        frame["known_to"] = frame["known_to"].where(frame["known_to"] <= pd.Timestamp(by))
        return frame
    if name == "panel_year":
        return typed(panel_known_by(release, by), schema_of(release, name))
    events = read_frame(release, "events")
    public = set(events.loc[events["public_on"] <= pd.Timestamp(by), "event_id"])
    if name in {"acts", "provisions"}:
        return _law_known_by(release, name, by)
    if name == "sources":
        # An undated source may be younger than the day, so it is left out too.
        return frame[frame["published"] <= pd.Timestamp(by)]
    frame = frame[frame["event_id"].isin(public)].copy()
    if name == "event_sources":
        printed = known_frame(release, "sources", by)["source_id"]
        frame = frame[frame["source_id"].isin(printed)]
    if name == "forecasts":
        early = frame["settled_by"].notna() & ~frame["settled_by"].isin(public)
        frame.loc[early, "outcome"] = "unresolved"
        frame.loc[early, ["settled_by", "rationale"]] = None
    return frame


def _law_known_by(release: Release, name: str, by: dt.date) -> pd.DataFrame:
    """Acts published by a day or that a public event is about; provisions in force, or that carry a known spell."""
    import pandas as pd

    day = pd.Timestamp(by)
    acts = read_frame(release, "acts")
    known = acts["published"] <= day
    for table, column in (("events", "act_id"), ("stances", "provision_id")):
        named = known_frame(release, table, by)[column].dropna().str.split(".", n=1).str[0]
        known |= acts["act_id"].isin(set(named))
    acts = acts[known].copy()
    if name == "acts":
        kept = set(acts["act_id"])
        # An end, or a later act, that was not there yet; a reading of ours is no fact about the world.
        acts.loc[acts["ended"] > day, "ended"] = pd.NaT
        for column in ("amended_by", "replaced_by"):
            acts[column] = [tuple(a for a in cell if a in kept) for cell in acts[column]]
        return acts
    frame = read_frame(release, "provisions")
    carries = set(known_frame(release, "stances", by)["provision_id"].dropna())
    then = (frame["in_force_from"] <= day) | frame["provision_id"].isin(carries)
    frame = frame[frame["act_id"].isin(acts["act_id"]) & then].copy()
    frame.loc[frame["in_force_to"] > day, "in_force_to"] = pd.NaT
    return frame


def described(
    frame: pd.DataFrame, release: Release, table: str, on: dt.date | None, by: dt.date | str | None
) -> pd.DataFrame:
    """Fill a frame's ``attrs``: what it answers, how far the release knows, and how to cite it.

    Parameters
    ----------
    frame : pandas.DataFrame
    release : Release
    table : str
        What was asked for.
    on, by : datetime.date, str or None
        The two clocks.

    Returns
    -------
    pandas.DataFrame
        The same object.
    """
    last, shown = reach(release)
    frame.attrs = {
        "version": release.version,
        "table": table,
        "in_force_on": None if on is None else on.isoformat(),
        "known_by": by.isoformat() if isinstance(by, dt.date) else by,
        "cutoff": release.cutoff.isoformat(),
        "horizon": last.isoformat() if shown else None,
        "beyond_horizon": any(isinstance(day, dt.date) and day > last for day in (on, by)),
        "citation": citation(release.descriptor),
    }
    return frame
