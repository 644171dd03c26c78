"""What goes along with exported tables: which release they are of, under what licence, and what they mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tracker.release.horizon import horizon
from tracker.release.manifest import Release, citation
from tracker.release.plain import inside
from tracker.schema import TIMELESS, ForeignKey
from tracker.schema.codebook import markdown, rows
from tracker.show.export.content import Content
from tracker.show.export.target import Place

NOT_CODED = "A missing row means not coded, which is not the same as open; an empty cell is missing, not 0."
"""The trap that every export warns of."""

CODEBOOK = ("table", "column", "title", "type", "unit", "role", "key", "required", "derived", "description")
"""Columns of the codebook: one row a column."""

VALUES = ("table", "column", "value", "rank", "label", "description")
"""Columns of the codebook's values: one row a value of a coded column."""


KNOWN_BY = "known by"
"""What the filter by the day of publication is called."""


@dataclass(frozen=True)
class About:
    """A release and the tables of it that are exported.

    Attributes
    ----------
    release : Release
    contents : tuple of Content
    only : dict
        Filters that were asked for.
    on : datetime.date, optional
        The day whose positions stand first, where a format has room for them.
    """

    release: Release
    contents: tuple[Content, ...]
    only: dict[str, Any]
    on: dt.date | None = None

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each jurisdiction of the release, by code."""
        from tracker.loader.frames import read_frame

        frame = read_frame(self.release, "jurisdictions")
        return dict(zip(frame["jurisdiction"], frame["name"], strict=True))

    def references(self, content: Content) -> list[ForeignKey]:
        """References of a table that a database may declare: to tables that are there, and to rows that are.

        As known by a day, what describes the dataset comes whole, and may name events that were not public yet.
        """
        there = {c.name for c in self.contents}
        ahead = KNOWN_BY in self.only and content.name in TIMELESS
        return [k for k in content.table.foreign_keys if k.table in there and not (ahead and k.table not in TIMELESS)]

    def facts(self) -> list[tuple[str, str]]:
        """Pairs of a word and what it says, from the release's descriptor."""
        about, release = self.release.descriptor, self.release
        return [
            ("title", str(about["title"])),
            ("description", str(about["description"])),
            ("version", release.version),
            ("released", "unpublished build" if release.released is None else release.released.isoformat()),
            ("looked until", release.cutoff.isoformat()),
            ("evidence reaches to", horizon(release).isoformat()),
            ("licence", "; ".join(f"{x['name']} ({x['title']}, {x['path']})" for x in about["licenses"])),
            ("citation", citation(about)),
            *((f"only {k}", _listed(v)) for k, v in self.only.items()),
            ("rows", ", ".join(f"{c.name} {c.height}" for c in self.contents)),
            ("note", NOT_CODED),
        ]

    def codebook(self) -> list[tuple[Any, ...]]:
        """One row a column, with the cells of :data:`CODEBOOK`."""
        shown = {c.name: {f.name for f in c.fields} for c in self.contents}
        return [
            tuple(row[c] for c in CODEBOOK)
            for content in self.contents
            for row in rows(content.table)
            if row["column"] in shown[content.name]
        ]

    def values(self) -> list[tuple[Any, ...]]:
        """One row a value of a coded column, with the cells of :data:`VALUES`; a rank only on a scale."""
        return [
            (content.name, f.name, c.value, rank if f.ordered else None, c.label, c.description)
            for content in self.contents
            for f in content.fields
            for rank, c in enumerate(f.categories)
        ]

    def documents(self) -> dict[str, str]:
        """Text of the files that stand beside the tables in a folder, by name."""
        lines = [f"- **{word}:** {said}" for word, said in self.facts()[1:]]
        return {
            "ABOUT.md": "\n".join([f"# {self.facts()[0][1]}", "", *lines, ""]),
            "CODEBOOK.md": markdown([c.table for c in self.contents]),
        }


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def each(place: Place, about: About, path: Path, one: Callable[[Content, Path], None]) -> None:
    """Write the one table that was chosen, or a folder with every table and the documents beside them.

    Parameters
    ----------
    place : Place
    about : About
    path : pathlib.Path
        Where to write.
    one : callable
        Writes one table into one file.
    """
    if not place.folder:
        one(about.contents[0], path)
        return
    for content in about.contents:
        one(content, inside(path, place.file(content.name)))
    for name, text in about.documents().items():
        (path / name).write_text(text, encoding="utf-8", newline="\n")
