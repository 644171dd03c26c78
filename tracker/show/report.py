"""A table of countries for a report: positions of a day in words, as HTML and LaTeX, without scripts or a network."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.days import Day
from tracker.errors import BadValueError, missing_extra
from tracker.loader.beyond import Beyond
from tracker.loader.filters import Names, codes
from tracker.loader.queries import Version
from tracker.show.plot.dress import Inks, dressed
from tracker.show.plot.facts import BASES_NOTE, Facts, day_of, facts, several
from tracker.visible import visible
from tracker.writing import refuse_taken, whole

if TYPE_CHECKING:
    from great_tables import GT

ENDINGS = (".html", ".tex")
"""Endings of the files that can be written."""

EMPTY = "–"
"""Where nobody looked."""

Cells = Mapping[tuple[str, str], Mapping[str, Mapping[str, Any]]]


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

    found, look = facts(version, known_by), dressed("web", palette, title=title)
    day = day_of(found, on, beyond)
    pairs = [(v, s) for v in several(found, "vendor", vendor) for s in several(found, "segment", segment)]
    cells: Cells = {(v, s): found.states(day, v, s) for v, s in pairs}
    rows = _rows(found, cells, jurisdiction)
    names = found.names()
    columns = {f"{v}_{s}": [_words(found, cells[v, s].get(code)) for code in rows] for v, s in pairs}
    frame = pd.DataFrame({"name": [visible(names[code]) for code in rows], **columns})
    made = GT(frame, rowname_col="name", id="positions")
    for v in dict.fromkeys(v for v, _ in pairs):
        made = made.tab_spanner(found.label("vendor", v), [f"{v}_{s}" for w, s in pairs if w == v])
    made = made.cols_label({f"{v}_{s}": found.label("segment", s) for v, s in pairs}).cols_align("left")
    for v, s in pairs if styled else ():
        states = [cells[v, s][code]["state"] if code in cells[v, s] else "" for code in rows]
        for level, own in look.palette.levels.items():
            at = [i for i, state in enumerate(states) if state == level]
            if at:
                inks = [style.fill(own.fill), style.text(color=own.ink)]
                made = made.tab_style(inks, loc.body(f"{v}_{s}", at))
    head, clock = f"Positions on {day}", found.clock(day)
    if look.title:
        made = made.tab_header(head, clock)
    notes = [BASES_NOTE + f" In brackets the one that decides. {EMPTY}: not looked into.", found.citation()]
    for note in notes if look.title else [f"{head}. {clock}.", *notes]:
        made = made.tab_source_note(visible(note))
    return made


def _rows(found: Facts, cells: Cells, jurisdiction: Names) -> list[str]:
    if jurisdiction is not None:
        rows = codes(found.release, "jurisdiction", jurisdiction)
        if not rows:
            raise BadValueError("no jurisdiction is named", where="jurisdiction", expected="at least one", got="none")
        return list(dict.fromkeys(rows))
    coded = {c for column in cells.values() for c, cell in column.items() if cell["state"] != "not_coded"}
    names = found.names()
    return sorted(coded, key=lambda code: (names[code], code))


def _words(found: Facts, cell: Mapping[str, Any] | None) -> str:
    """A cell in words: the level and on which basis it rests, or why there is none."""
    if cell is None:
        return EMPTY
    if not cell["level"]:
        return "under review" if cell["under_review"] else "not coded"
    basis = found.label("basis", cell["basis"]).lower()
    return f"{found.label('level', cell['level'])} ({basis}{'; under review' if cell['under_review'] else ''})"


def write(path: str | Path, *, force: bool = False, **asked: Any) -> Path:
    """Write a table to a file.

    Parameters
    ----------
    path : str or pathlib.Path
        The ending says what: ``.html``, a page of its own, or ``.tex``, a table to include.
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
    """
    out = Path(path)
    kind = out.suffix.lower()
    if kind not in ENDINGS:
        raise BadValueError(
            "not a kind of table", where="path", expected=f"a name ending in {', '.join(ENDINGS)}", got=repr(out.name)
        )
    refuse_taken(out, force=force)
    made = table(**asked, styled=kind == ".html")
    with whole(out, force=force) as part, warnings.catch_warnings():
        text = made.as_raw_html(make_page=True) if kind == ".html" else made.as_latex()
        part.write_text(text, encoding="utf-8", newline="\n")
    return out
