"""The tables to export as plain values, narrowed so that every reference still finds its row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.errors import ContradictionError
from tracker.loader import filters
from tracker.loader.filters import Names
from tracker.loader.frames import known_frame
from tracker.release.descriptor.manifest import Release
from tracker.schema import Field, Table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Content:
    """One table's fields and plain values.

    Attributes
    ----------
    release : Release
        What they are of.
    table : Table
    fields : tuple of Field
    columns : tuple of list
        One list a field: text, int, bool, :class:`datetime.date`, a tuple for a list, None for missing.
    """

    release: Release
    table: Table
    fields: tuple[Field, ...]
    columns: tuple[list[Any], ...]

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.table.name

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.columns[0])

    def required(self, field: Field) -> bool:
        """Whether a database may demand the column.

        A forecast's rationale is required, and yet missing by the knowledge of a day on which it was not settled.
        """
        return field.required and None not in self.columns[self.fields.index(field)]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Row by row."""
        return zip(*self.columns, strict=True)


def as_text(field: Field, value: Any) -> str:
    """A value as the curated tables write it; empty for missing.

    Parameters
    ----------
    field : Field
    value : object
        A plain value.

    Returns
    -------
    str
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    return field.delimiter.join(value) if isinstance(value, tuple) else str(value)


def as_texts(field: Field, column: list[Any]) -> list[str]:
    """A column of plain values, each as :func:`as_text` writes it.

    Parameters
    ----------
    field : Field
    column : list

    Returns
    -------
    list of str
    """
    # Most columns hold one kind of values and are long: what the kind is, is asked once.
    kinds = set(map(type, column)) - {type(None)}
    if kinds <= {str}:
        return ["" if v is None else v for v in column]
    if kinds == {dt.date}:
        return ["" if v is None else v.isoformat() for v in column]
    if kinds >= {bool, int}:  # 1 and True are one key of a mapping.
        return [as_text(field, v) for v in column]
    known = {v: as_text(field, v) for v in set(column)}
    return [known[v] for v in column]


def asked(**filters: Names) -> dict[str, Any]:
    """The filters that were given, each as a list of names.

    Parameters
    ----------
    **filters : str, iterable of str, or None

    Returns
    -------
    dict
    """
    given = {k: v for k, v in filters.items() if v is not None}
    # A generator would be empty for the second table; what is no list of names is refused where it is used.
    return {k: [v] if isinstance(v, str) else list(v) if isinstance(v, Iterable) else v for k, v in given.items()}


def read(
    release: Release,
    chosen: Sequence[str],
    only: dict[str, Any],
    *,
    by: dt.date | None = None,
    curated: bool = False,
) -> list[Content]:
    """Read tables of a release.

    Parameters
    ----------
    release : Release
    chosen : sequence of str
        Names of tables, in the order of the release.
    only : dict
        As from :func:`asked`: jurisdictions, vendors, segments to keep in every table that has them.
    by : datetime.date, optional
        Only what was public by this day.
    curated : bool
        Only what curators write.

    Returns
    -------
    list of Content

    Raises
    ------
    UnknownNameError
        When there is no such jurisdiction, vendor or segment.
    ContradictionError
        When a filter fits none of the tables.
    """
    full = {name: known_frame(release, name, by) for name in chosen}
    frames = _narrowed(release, full, only, by) if only else full
    contents = [_content(release, name, frame) for name, frame in frames.items()]
    return [_as_curated(c) for c in contents] if curated else contents


def _narrowed(
    release: Release, full: dict[str, pd.DataFrame], given: dict[str, Any], by: dt.date | None
) -> dict[str, pd.DataFrame]:
    unused = set(given)
    frames = {name: _only(release, name, frame, given, unused) for name, frame in full.items()}
    for name in reversed(frames):
        for key in release.tables[name].foreign_keys:
            if key.table in frames:
                frames[key.table] = _with(
                    frames[key.table], full[key.table], key.references[0], frames[name][key.fields[0]]
                )
    if {"event_sources", "sources"} & frames.keys():
        # Evidence follows its events: it has neither jurisdiction, vendor nor segment of its own.
        events = frames.get("events")
        if events is None:
            events = _only(release, "events", known_frame(release, "events", by), given, unused)
        unused.clear()
        links = known_frame(release, "event_sources", by)
        links = links[links["event_id"].isin(events["event_id"])]
        if "event_sources" in frames:
            frames["event_sources"] = links
        if "sources" in frames:
            frames["sources"] = full["sources"][full["sources"]["source_id"].isin(links["source_id"])]
    if unused:
        name = sorted(unused)[0]
        raise ContradictionError(
            f"{', '.join(full)} has no {name}", where=name, hint=f"Leave {name} out for this table."
        )
    return frames


def _only(release: Release, name: str, frame: pd.DataFrame, given: dict[str, Any], unused: set[str]) -> pd.DataFrame:
    everything: dict[str, Any] = {"jurisdiction": None, "vendor": None, "segment": None}
    for argument, names in given.items():
        try:
            frame = filters.only(release, frame, name, **{**everything, argument: names})
        except ContradictionError:
            continue  # The table has no such thing and stays whole.
        unused.discard(argument)
    return frame


def _with(kept: pd.DataFrame, full: pd.DataFrame, column: str, referred: pd.Series) -> pd.DataFrame:
    """The rows that were kept, and those that others refer to, in the order of the full table."""
    wanted = full[column].isin(set(referred.dropna())) | full.index.isin(kept.index)
    return full[wanted]


def _content(release: Release, name: str, frame: pd.DataFrame) -> Content:
    table = release.tables[name]
    fields = table.published
    return Content(release, table, fields, tuple(plain_values(f, frame[f.name]) for f in fields))


def plain_values(field: Field, column: pd.Series) -> list[Any]:
    """A column of a frame as plain values.

    Parameters
    ----------
    field : Field
    column : pandas.Series

    Returns
    -------
    list
        As in :class:`Content`.

    Raises
    ------
    AttributeError, TypeError, ValueError
        When the column is not of the field's type.
    """
    import pandas as pd

    kept: list[Any]
    texts: Any = column  # A way that the library's own types do not know.
    if field.type == "date":
        if column.dtype.kind == "M" and column.dt.tz is None:
            kept = column.to_numpy().astype("M8[D]").astype(object).tolist()  # None for what is missing.
        else:
            kept = column.dt.date.astype(object).where(column.notna(), None).tolist()
        return kept
    if isinstance(column.dtype, pd.CategoricalDtype):
        # Its last place, -1, is that of what is missing.
        said = [*column.cat.categories.tolist(), None]
        kept = [said[code] for code in column.cat.codes.tolist()]
    elif isinstance(column.dtype, pd.StringDtype):
        kept = texts.to_numpy(dtype=object, na_value=None).tolist()
    else:
        kept = column.astype(object).where(column.notna(), None).tolist()
    if field.type == "integer":
        return [None if v is None else int(v) for v in kept]
    return [None if v is None else bool(v) for v in kept] if field.type == "boolean" else kept


def _as_curated(content: Content) -> Content:
    """Undo what a release adds: derived columns, and the ends of spells that a successor closed."""
    kept = {f.name: (f, column) for f, column in zip(content.fields, content.columns, strict=True) if not f.derived}
    if {"valid_to", "ended_by"} <= kept.keys():
        field, ends = kept["valid_to"]
        kept["valid_to"] = (
            field,
            [end if by is not None else None for end, by in zip(ends, kept["ended_by"][1], strict=True)],
        )
    fields, columns = zip(*kept.values(), strict=True)
    return Content(content.release, content.table, fields, columns)
