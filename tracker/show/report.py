"""A table of countries for a report: positions of a day in words, as HTML, LaTeX or a picture, without a network."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.days import Day
from tracker.errors import BadValueError, ContradictionError, missing_extra
from tracker.loader.beyond import Beyond
from tracker.loader.filters import Names
from tracker.loader.queries import Version
from tracker.show.plot.dress import Inks, dressed
from tracker.show.sheet import sheet
from tracker.writing import refuse_taken, whole

if TYPE_CHECKING:
    from great_tables import GT

PICTURES = (".svg", ".pdf", ".png")
"""Endings of those that are drawn."""

ENDINGS = (".html", ".tex", *PICTURES)
"""Endings of the files that can be written."""


@checked
def table(
    on: Day | None = None,
    *,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Day | None = None,
    version: Version = None,
    beyond: Beyond = "flag",
    palette: Inks = "colour",
    title: bool = True,
    styled: bool = True,
) -> GT:
    """Positions of a day as a table for a report: a row a jurisdiction, a column a vendor and segment.

    Parameters
    ----------
    on : str or datetime.date, optional
        The ISO 8601 day; the release's cutoff by default.
    jurisdiction, vendor, segment : str or iterable of str, optional
        Only these, jurisdictions in the order given; by default all that have a level or a review on that day.
    known_by : str or datetime.date, optional
        Answer from what was public by this ISO 8601 day.
    version : str or pathlib.Path, optional
        As for :func:`tracker.load`.
    beyond : {"flag", "refuse"}
        As for :func:`tracker.position`; a day past the horizon is marked below the title.
    palette : {"colour", "grey"}
        Of the cells, as in pictures.
    title : bool
        Whether it has a title; without one the notes say what is shown.
    styled : bool
        Whether cells have the colour of their level; LaTeX has none.

    Returns
    -------
    great_tables.GT
        ``as_raw_html()`` and ``as_latex()`` give it as text; a notebook shows it. A cell says level and deciding
        basis in words, so that nothing rests on colour; "not coded" was looked into and nothing could be coded.

    Raises
    ------
    UnknownNameError, BadValueError
        When a name or a day is not one.
    ContradictionError
        When a palette is asked for, and no colours.
    TrackerError
        When the extra ``[table]`` is not installed.

    Examples
    --------
    >>> report = table("2021-01-01", jurisdiction=["GBR", "FRA"], vendor="huawei", version="0.5.0")
    >>> "Removal (announced)" in report.as_raw_html()
    True
    """
    try:
        from great_tables import GT, loc, style
    except ImportError:
        raise missing_extra("Tables for reports", "table") from None
    import pandas as pd

    if palette != "colour" and not styled:
        raise ContradictionError(
            "a palette colours cells, and these have no colour", where="palette", hint="Leave it out."
        )
    look = dressed("web", palette, title=title)
    told = sheet(on, jurisdiction=jurisdiction, vendor=vendor, segment=segment, known_by=known_by, version=version,
                 beyond=beyond)  # fmt: skip
    columns = [str(i) for i in range(len(told.columns))]
    frame = pd.DataFrame({"name": told.names} | {c: [row[int(c)] for row in told.words] for c in columns})
    made = GT(frame, rowname_col="name", id="positions")
    for vendor_name in dict.fromkeys(v for v, _ in told.columns):
        made = made.tab_spanner(vendor_name, [c for c in columns if told.columns[int(c)][0] == vendor_name])
    made = made.cols_label({c: told.columns[int(c)][1] for c in columns}).cols_align("left")
    for c in columns if styled else ():
        for level, own in look.palette.levels.items():
            at = [i for i, states in enumerate(told.states) if states[int(c)] == level]
            if at:
                inks = [style.fill(own.fill), style.text(color=own.ink)]
                made = made.tab_style(inks, loc.body(c, at))
    if look.title:
        made = made.tab_header(told.head, told.clock)
    for note in told.notes if look.title else [f"{told.head}. {told.clock}.", *told.notes]:
        made = made.tab_source_note(note)
    return made


def write(path: str | Path, *, force: bool = False, **asked: Any) -> Path:
    """Write a table to a file.

    Parameters
    ----------
    path : str or pathlib.Path
        The ending says what: ``.html``, a page of its own; ``.tex``, a table to include; or ``.svg``, ``.pdf`` or
        ``.png``, a picture, drawn as plots are: without a browser, with the extra ``[plot]``. Word opens the page.
    force : bool
        Replace a file that is there.
    **asked
        As for :func:`table`.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    BadValueError
        When the ending is another one, or a file is there.
    ContradictionError
        When a palette is asked for of LaTeX, which has no colours.
    """
    out = Path(path)
    kind = out.suffix.lower()
    if kind not in ENDINGS:
        raise BadValueError(
            "not a kind of table",
            where="path",
            expected=f"a name ending in {', '.join(ENDINGS)}",
            got=repr(out.name),
            hint="Word opens a table written as .html.",
        )
    if kind in PICTURES:
        from tracker.show.plot.grid import grid
        from tracker.show.plot.save import save

        refuse_taken(out, force=force)
        palette, title = asked.pop("palette", "colour"), asked.pop("title", True)
        return save(grid(checked(sheet)(**asked), palette, title=title), out, force=force)
    refuse_taken(out, force=force)
    made = table(**asked, styled=kind == ".html")
    with whole(out, force=force) as part, warnings.catch_warnings():
        text = made.as_raw_html(make_page=True) if kind == ".html" else made.as_latex()
        part.write_text(text, encoding="utf-8", newline="\n")
    return out
