"""A release, or a part of it, as files that other programs open."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.arguments import checked
from tracker.days import Day, parse_day
from tracker.errors import BadValueError, ContradictionError, unknown
from tracker.release.reading import shelf
from tracker.show.export import target as places
from tracker.show.formats import FORMATS, writer

if TYPE_CHECKING:
    from tracker.loader.filters import Names
    from tracker.release.descriptor.manifest import Release


@checked
def export(
    target: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002  (the word people know, and the option's name)
    version: str | Path | None = None,
    tables: str | Iterable[str] | None = None,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Day | None = None,
    delimiter: str | None = None,
    curated: bool = False,
    on: Day | None = None,
    force: bool = False,
) -> Path:
    """Write tables of a release for another program.

    Parameters
    ----------
    target : str or path
        What to write. ``xlsx``, ``sqlite``, ``duckdb`` and ``zip`` are one file. ``csv``, ``csv-excel``,
        ``dta``, ``parquet`` and ``jsonl`` are a folder with a file a table, beside ``ABOUT.md`` and
        ``CODEBOOK.md``; or one file, when ``target`` ends like one and one table is chosen.
    format : str, optional
        ``"csv"``, ``"csv-excel"`` (byte order mark, CRLF, no cell that a spreadsheet would compute), ``"xlsx"``
        (needs the extra ``[excel]``), ``"dta"`` (Stata 14 or newer), ``"parquet"``, ``"sqlite"``, ``"duckdb"``,
        ``"jsonl"``, or ``"zip"``: the whole release with its descriptors and every table as CSV, the same bytes each
        time. Told from the ending of ``target`` by default.
    version : str or pathlib.Path, optional
        A version, ``"latest"`` (the default), or the path of a release folder.
    tables : str or iterable of str, optional
        Which tables; all by default.
    jurisdiction, vendor, segment : str or iterable of str, optional
        Only these, in every table that has them. Sources come along when a kept event rests on them, and rows
        that a kept row refers to stay.
    known_by : str or datetime.date, optional
        Only what was public by this ISO 8601 day.
    delimiter : {",", ";"}, optional
        Of ``csv-excel``: the one that the spreadsheet's country expects; a comma by default.
    curated : bool
        Of ``csv``: only the tables, columns and cells that curators write, as ``tracker validate`` and
        ``tracker build`` read them.
    on : str or datetime.date, optional
        Of ``xlsx``: the ISO 8601 day whose positions are the first sheet, in words, with the deciding act and its best
        source; the release's cutoff by default.
    force : bool
        Replace what is there: a file, or a folder that holds nothing but an earlier export.

    Returns
    -------
    pathlib.Path
        ``target``, which appears only when it is whole.

    Raises
    ------
    BadValueError
        When ending and format do not fit, the folder to write into does not exist, or something is there.
    UnknownNameError
        When there is no such format, version, table, jurisdiction, vendor or segment.
    ContradictionError
        When arguments exclude each other.
    TrackerError
        When the format needs an extra that is not installed.

    Notes
    -----
    A cell that is not coded has no row, in every format; an empty cell is missing, never ``open`` or 0. Lists
    are text joined by semicolons where the format has no lists. Excel reads digits in any CSV as a number, so
    that a code such as 008 loses its zeros; in ``xlsx`` it stays text.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = export(f"{folder}/spells.csv", tables="stances", jurisdiction="BEL", version="0.5.0")
    ...     file.read_text(encoding="utf-8").splitlines()[0].split(",")[:3]
    ['jurisdiction', 'vendor', 'segment']
    """
    release = shelf.find(version)
    chosen = _chosen(release, tables, curated)
    place = places.decide(Path(target), format, chosen if tables is not None else None, tuple(release.tables))
    name = place.format.name
    _fits(name, tables is not None, (jurisdiction, vendor, segment, known_by), delimiter, curated)
    if on is not None and name != "xlsx":
        raise ContradictionError("only a workbook has a sheet for a day", where="on", expected="format xlsx", got=name)
    day = release.cutoff if on is None else parse_day(on, name="on")
    by = None if known_by is None else parse_day(known_by, name="known_by")
    write = writer(place.format)
    places.refuse_taken(place, force)

    from tracker.show.export.about import KNOWN_BY, About, each
    from tracker.show.export.content import asked, read

    if place.format.whole:
        places.put(place, lambda path: write(release, path), force)
        return place.path
    only = asked(jurisdiction=jurisdiction, vendor=vendor, segment=segment)
    contents = read(release, chosen, only, by=by, curated=curated)
    shown = day if any(c.name == "stances" for c in contents) else None
    about = About(release, tuple(contents), only if by is None else {**only, KNOWN_BY: by}, shown)
    more = {} if delimiter is None else {"delimiter": delimiter}

    def fill(path: Path) -> None:
        if place.format.each:
            each(place, about, path, lambda content, file: write(content, file, **more))
        else:
            write(about, path)

    places.put(place, fill, force)
    return place.path


def _chosen(release: Release, tables: str | Iterable[str] | None, curated: bool) -> tuple[str, ...]:
    # A derived table has nothing that curators write: a build makes it anew.
    written = tuple(n for n, t in release.tables.items() if not (curated and t.derived))
    if tables is None:
        return written
    wanted = [tables] if isinstance(tables, str) else list(tables)
    if not wanted:
        raise BadValueError("an empty list exports nothing", where="tables", hint="Leave it out to export all.")
    for name in wanted:
        if name not in release.tables:
            raise unknown("table", name, release.tables)
        if name not in written:
            raise ContradictionError(
                f"{name} has no curated form: a release derives it from other tables",
                where="curated",
                hint="Leave out curated, or the table.",
            )
    return tuple(t for t in release.tables if t in wanted)


def _fits(name: str, some: bool, only: tuple[object, ...], delimiter: str | None, curated: bool) -> None:
    if FORMATS[name].whole and (some or any(o is not None for o in only)):
        raise ContradictionError(
            "the archive holds the release whole",
            where="format zip",
            hint="Leave out tables and filters, or choose another format.",
        )
    if curated and name != "csv":
        raise ContradictionError(
            "only plain CSV has the curated form", where="curated", expected="format csv", got=name
        )
    if delimiter is not None and name != "csv-excel":
        raise ContradictionError("only csv-excel has a choice", where="delimiter", expected="csv-excel", got=name)
    if delimiter not in (None, ",", ";"):
        raise BadValueError(
            "not a delimiter", where="delimiter", expected="a comma or a semicolon", got=repr(delimiter)
        )
