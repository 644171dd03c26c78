"""A frame that a question gave, such as a panel, as a file that another program opens."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.errors import BadValueError, ContradictionError
from tracker.release.reading import shelf
from tracker.schema import Field, Table, from_descriptor, tables
from tracker.show.export import target as places
from tracker.show.formats import FORMATS, writer

if TYPE_CHECKING:
    import pandas as pd

    from tracker.release.descriptor.manifest import Release
    from tracker.show.export.content import Content

_FIRST = ("panel_year", "positions", "stances")
# What a panel adds to what the tables of a release have.
_OWN = (
    ("period", "date", "Period", "The day on which the period is read (ISO 8601)."),
    ("iso3", "string", "ISO 3166-1 alpha-3", "ISO 3166-1 alpha-3 code; empty for unions."),
    ("beyond_horizon", "boolean", "Beyond the horizon", "Whether the day lies past what the evidence reaches."),
)
_KEYS = ("period", "jurisdiction", "vendor", "segment")
FRAME_FORMATS = tuple(f.name for f in FORMATS.values() if not f.whole)
"""Formats that one frame can be written in."""


@checked
def save(
    frame: pd.DataFrame,
    target: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002  (as export has it)
    version: str | Path | None = None,
    force: bool = False,
) -> Path:
    """Write a panel, the positions of a day, or a loaded table for another program.

    Parameters
    ----------
    frame : pandas.DataFrame
        As :func:`tracker.panel`, :func:`tracker.position` or :func:`tracker.load` gave it, or some rows and columns
        of that.
    target : str or path
        One file. Stata gets value labels in the order of the scale, a workbook its codebook.
    format : str, optional
        As for :func:`tracker.export`, ``zip`` excepted; by default told from the ending of ``target``.
    version : str or pathlib.Path, optional
        The release that it is of; by default the one that ``frame.attrs`` names.
    force : bool
        Replace what is there.

    Returns
    -------
    pathlib.Path
        ``target``, which appears only when it is whole.

    Raises
    ------
    BadValueError
        When a column is not one of ours, ending and format do not fit, or something is there.
    UnknownNameError
        When there is no such format or version.

    Examples
    --------
    >>> import tempfile
    >>> from tracker.loader import panel
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = save(panel("YE", vendor="huawei", segment="access", version="0.5.0"), f"{folder}/panel.dta")
    ...     file.stat().st_size > 1000
    True
    """
    name = str(frame.attrs.get("table") or "rows")
    place = places.decide(Path(target), format, [name], [name])
    if place.format.whole or place.folder:
        raise ContradictionError(
            "one table is one file",
            where=str(target),
            expected=f"a name that ends in {', '.join(dict.fromkeys(FORMATS[f].endings[0] for f in FRAME_FORMATS))}",
        )
    places.refuse_taken(place, force)
    write = writer(place.format)
    content = content_of(frame, shelf.find(version if version is not None else frame.attrs.get("version")), name)

    def fill(path: Path) -> None:
        from tracker.show.export.about import About

        if place.format.each:
            write(content, path)
        else:
            write(About(content.release, (content,), {}), path)

    places.put(place, fill, force)
    return place.path


def content_of(frame: pd.DataFrame, release: Release, name: str) -> Content:
    """A frame as plain values with the definitions of its columns.

    Parameters
    ----------
    frame : pandas.DataFrame
    release : Release
    name : str
        What to call the table.

    Returns
    -------
    Content

    Raises
    ------
    BadValueError
        When a column is not one of ours.
    """
    from tracker.show.export.content import Content

    known: dict[str, list[Field]] = {}
    for field in _known():
        known.setdefault(field.name, []).append(field)
    pairs = [_defined(known.get(str(c), []), str(c), frame[c]) for c in frame.columns]
    table = _table(name, tuple(field for field, _ in pairs))
    return Content(release, table, table.published, tuple(values for _, values in pairs))


def _defined(fields: list[Field], name: str, column: pd.Series) -> tuple[Field, list[Any]]:
    """The first definition of a column that has its values, and the values."""
    from tracker.show.export.content import plain_values

    for field in fields:
        try:
            values = plain_values(field, column)
        except (AttributeError, TypeError, ValueError):
            continue  # Of another type.
        if not field.values or field.type == "list" or set(values) <= {None, *field.values}:
            return field, values
    raise BadValueError(
        "has a column that is not one of ours", where="frame", got=repr(name)[:60], hint="Leave it out, or rename it."
    )


def _known() -> Iterator[Field]:
    """Every column of ours; of those with one name first the one that a position has."""
    by_name = {t.name: t for t in tables()}
    for name in dict.fromkeys((*_FIRST, *by_name)):
        yield from by_name[name].published
    for name, kind, title, description in _OWN:
        yield Field({"name": name, "type": kind, "title": title, "description": description, "role": "value"})


def _table(name: str, fields: tuple[Field, ...]) -> Table:
    there = [f.name for f in fields]
    # A level is missing where nothing is coded, whatever its own table demands.
    raw = [{**f.raw, "constraints": {**f.constraints, "required": False}, "derived": f.derived} for f in fields]
    return from_descriptor(
        {
            "name": name,
            "title": name.capitalize(),
            "description": "Rows as a question about the release gave them.",
            "fields": raw,
            "primaryKey": [k for k in _KEYS if k in there] or there[:1],
            "foreignKeys": [],
        }
    )
