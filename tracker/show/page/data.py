"""What the site says, read once from a release as plain values: days as ISO 8601 text, missing as None."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracker.release.descriptor.manifest import Release
from tracker.schema import tables

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
Cell = tuple[str, str, str]
"""Jurisdiction, vendor, segment."""

EPOCH = dt.date(1970, 1, 1)


def records(frame: pd.DataFrame) -> list[Row]:
    """A frame's rows as plain values.

    Parameters
    ----------
    frame : pandas.DataFrame

    Returns
    -------
    list of dict
        Days as ISO 8601 text, missing as None, lists as they are.
    """
    names = [str(k) for k in frame.columns]
    columns = [_column(frame[k]) for k in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _column(column: pd.Series) -> list[Any]:
    if column.dtype.kind == "M":
        return [
            None if missing else day.isoformat() for day, missing in zip(column.dt.date, column.isna(), strict=True)
        ]
    return [_plain(value) for value in column.tolist()]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list | str | bool):
        return value
    if value is None or str(value) in {"nan", "NaT", "<NA>"}:
        return None
    return value.item() if hasattr(value, "item") else value


def day_number(day: str | None) -> int | None:
    """Days since 1970-01-01 of an ISO 8601 day, as the page's scripts count; None for none."""
    return None if day is None else (dt.date.fromisoformat(day) - EPOCH).days


@dataclass
class Content:
    """A release as the site tells it."""

    release: Release
    tables: dict[str, list[Row]]
    positions: dict[Cell, Row]
    citation: str
    events_of: dict[str, list[Row]] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of every jurisdiction, in the order of the names."""
        rows = self.tables["jurisdictions"]
        return {r["jurisdiction"]: r["name"] for r in sorted(rows, key=lambda r: (r["name"].casefold(), r["name"]))}

    @cached_property
    def home(self) -> dict[str, str]:
        """Jurisdiction of every event, on whose page it is told."""
        return {r["event_id"]: r["jurisdiction"] for r in self.tables["events"]}

    @cached_property
    def sources_of(self) -> dict[str, list[Row]]:
        """Sources of every event, the best first, as the loader has them, with what each supports."""
        import pandas as pd

        from tracker.loader.evidence import sources_of

        known = {r["source_id"]: r for r in self.tables["sources"]}
        found: dict[str, list[Row]] = defaultdict(list)
        if events := sorted({r["event_id"] for r in self.tables["event_sources"]}):
            told = sources_of(pd.DataFrame({"event_id": events}), version=self.release.path)
            for link in records(told[["event_id", "source_id", "supports"]]):
                found[link["event_id"]].append({**known[link["source_id"]], "supports": link["supports"]})
        return dict(found)

    @cached_property
    def law(self) -> dict[str, list[Row]]:
        """The law behind every event."""
        from tracker.loader.law import law

        found: dict[str, list[Row]] = defaultdict(list)
        for row in records(law(self.release)):
            found[row["event_id"]].append(row)
        return dict(found)

    @cached_property
    def cells(self) -> list[Cell]:
        """Every cell that was looked into or coded, by the jurisdiction's name and the order of the scales."""
        found = {_cell(r) for t in ("coverage", "stances", "reviews") for r in self.tables[t]}
        order = {code: i for i, code in enumerate(self.names)}
        vendors, segments = self.values("stances", "vendor"), self.values("stances", "segment")
        return sorted(found, key=lambda c: (order[c[0]], vendors.index(c[1]), segments.index(c[2])))

    def values(self, table: str, column: str) -> list[str]:
        """Vocabulary of a coded column, in order."""
        return list(self.release.tables[table].field(column).values)

    def labels(self, table: str, column: str) -> dict[str, str]:
        """Label of every value of a coded column; empty where the release has no such column."""
        found = self.release.tables.get(table)
        if found is None or all(f.name != column for f in found.published):
            return {}
        return {c.value: c.label for c in found.field(column).categories}

    def rows(self, table: str, jurisdiction: str) -> list[Row]:
        """Rows of a table that belong to a jurisdiction; none where the release has no such table."""
        return [r for r in self.tables.get(table, ()) if r["jurisdiction"] == jurisdiction]

    @cached_property
    def official(self) -> frozenset[str]:
        """Kinds of sources that are official texts."""
        return frozenset(self.release.tables["sources"].field("kind").flagged("official"))

    @cached_property
    def deadlines(self) -> list[Row]:
        """What falls due after the cutoff, soonest first: deadlines, and spells that begin later."""
        from tracker.loader.due import deadlines

        return records(deadlines(on=self.release.cutoff, version=self.release.path))

    @cached_property
    def last_day(self) -> dt.date:
        """Last day of the line of time: that of the year in which the last thing falls due, or the cutoff."""
        last = max([self.release.cutoff.isoformat(), *(r["day"] for r in self.deadlines)])
        return self.release.cutoff if not self.deadlines else dt.date(int(last[:4]), 12, 31)

    @cached_property
    def first_day(self) -> dt.date:
        """1 January of the year in which the first spell or review begins; that of the cutoff without any."""
        first = min([*(r["valid_from"] for r in self.tables["positions"]), self.release.cutoff.isoformat()])
        return dt.date(int(first[:4]), 1, 1)


def _cell(row: Row) -> Cell:
    return row["jurisdiction"], row["vendor"], row["segment"]


def read(release: Release) -> Content:
    """Everything the site tells of a release.

    Parameters
    ----------
    release : Release

    Returns
    -------
    Content

    Raises
    ------
    ReleaseError
        When a file of the release is missing or damaged.
    """
    from tracker.loader.frames import read_frame
    from tracker.loader.positions import book
    from tracker.release.descriptor.manifest import citation

    # The panel by year is for those who merge it: the page says the same for every day.
    frames = {name: read_frame(release, name) for name in (*release.tables, "positions") if name != "panel_year"}
    content = Content(
        release=release,
        tables=_whole({name: records(frame) for name, frame in frames.items()}),
        positions={_cell(r): r for r in records(book(release).on(release.cutoff, None))},
        citation=citation(release.descriptor),
    )
    by_place: dict[str, list[Row]] = defaultdict(list)
    for event in sorted(content.tables["events"], key=lambda r: (r["date"], r["public_on"], r["event_id"])):
        by_place[event["jurisdiction"]].append(event)
    content.events_of = dict(by_place)
    return content


def _whole(found: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Tables and columns that an older release did not have yet are there, and empty."""
    for table in tables():
        for row in found.setdefault(table.name, []):
            for column in table.published:
                row.setdefault(column.name, None)
    return found
