"""The same panel under stated alternatives: which cells, and how many of them, rest on a choice of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.days import Day
from tracker.errors import BadValueError, unknown
from tracker.loader.alternatives import ALTERNATIVES
from tracker.loader.beyond import Beyond
from tracker.loader.filters import Names
from tracker.loader.frames import described, read_frame, schema_of
from tracker.loader.panels import Knowledge, asked, merging
from tracker.loader.positions import Book, book, bound
from tracker.loader.queries import Version
from tracker.positions import compute
from tracker.release.descriptor.manifest import Release
from tracker.release.reading import shelf
from tracker.release.reading.derived import POSITIONS
from tracker.spells import CELL

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

PUBLISHED = "published"
"""Name of the panel as the release gives it."""


@dataclass(frozen=True)
class Variants:
    """A panel under several alternatives.

    Attributes
    ----------
    panel : pandas.DataFrame
        The panels one below the other, as :func:`tracker.panel` gives them, each row with its ``variant`` in front:
        ``published`` first.
    moves : pandas.DataFrame
        One row an alternative: ``variant, what`` (in words), ``spells`` (how many spells and reviews differ from the
        published ones), ``cells`` and ``cells_moved`` (with another level in any period), ``share_cells``,
        ``cell_periods`` and ``cell_periods_moved``, ``share_cell_periods``, ``share_coded`` (of the cell-periods with a
        level in either), and how they moved: ``stricter, looser, gained`` (a level where the release has none) and
        ``lost``.
    """

    panel: pd.DataFrame
    moves: pd.DataFrame

    def __getitem__(self, variant: str) -> pd.DataFrame:
        """The panel of one variant, without the column ``variant``."""
        known = list(self.panel["variant"].cat.categories)
        if variant not in known:
            raise unknown("variant", variant, known)
        out = self.panel[self.panel["variant"] == variant].drop(columns="variant").reset_index(drop=True)
        out.attrs = {**self.panel.attrs, "variant": variant}
        return out


@checked
def variants(
    freq: str = "MS",
    which: str | Iterable[str] | None = None,
    *,
    start: Day | None = None,
    end: Day | None = None,
    version: Version = None,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Knowledge = None,
    beyond: Beyond = "flag",
    codes: bool = False,
) -> Variants:
    """The same panel under the alternatives that a reviewer asks for, and what each moves.

    Positions are worked out anew from changed spells and reviews; periods and cells stay the same.

    Parameters
    ----------
    freq : str
        As for :func:`panel`.
    which : str or iterable of str, optional
        Only these alternatives, all by default:

        ``high_confidence``
            Only spells and reviews of high confidence. What a less certain one replaced is over all the same, so that
            a certain level never lasts longer than published; three years without confirmation do not count here.
        ``no_de_facto``, ``no_announced``
            Without practice; without announcements.
        ``earliest``, ``latest``
            Days of acts known to the month or year (``date_precision`` of the event) as early as that allows, or as
            late, and then not after the act was public. Days known otherwise stay, and so does the order of spells.
            Dates already stand on the last possible day, so ``latest`` moves little.
        ``second_reader``
            The second reader's level (table ``second_coding``) from the first day of the spells in force on the day
            read, or from the reading before, to the next reading or their end. Readings that saw a review instead of a
            level say nothing here.
    start, end, version, jurisdiction, vendor, segment, known_by, beyond, codes
        As for :func:`panel`.

    Returns
    -------
    Variants
        ``panel``, all panels in one frame, and ``moves``, the share of cells and of cell-periods that each moves.

    Raises
    ------
    BadValueError, UnknownNameError, BeyondHorizonError
        As for :func:`panel`, and for an alternative that does not exist.

    Examples
    --------
    >>> found = variants("YE", ["no_de_facto", "no_announced"], vendor="Huawei", segment="access", version="0.4.0")
    >>> found.moves["variant"].tolist()
    ['no_de_facto', 'no_announced']
    >>> len(found["no_de_facto"]) == len(found["published"])
    True
    """
    import numpy as np
    import pandas as pd

    chosen = _chosen(which)
    release = shelf.find(version)
    grid = asked(release, freq, start, end, (jurisdiction, vendor, segment), known_by, beyond)
    base = grid.read(book(release))
    tables = read_frame(release, "stances"), read_frame(release, "reviews")
    panels, moves = [base], []
    for name in chosen:
        what, change = ALTERNATIVES[name]
        stances, reviews = change(release, *tables)
        other = grid.read(_book(release, stances, reviews))
        differing = sum(_differing(*pair) for pair in zip(tables, (stances, reviews), strict=True))
        moves.append({"variant": name, "what": what, "spells": differing, **_moves(base, other)})
        panels.append(other)
    out = pd.concat(panels, ignore_index=True)
    names = [PUBLISHED, *chosen]
    places = np.repeat(np.arange(len(panels)), len(base))
    out.insert(0, "variant", pd.Series(pd.Categorical.from_codes(places, pd.Index(names)), index=out.index))
    if codes:
        out = merging(release, out)
    frames = {"variants": out, "moves": pd.DataFrame(moves)}
    return Variants(*(described(frame, release, name, None, grid.clock) for name, frame in frames.items()))


def _chosen(which: str | Iterable[str] | None) -> list[str]:
    if which is None:
        return list(ALTERNATIVES)
    given = [which] if isinstance(which, str) else list(which)
    for name in given:
        if name not in ALTERNATIVES:
            raise unknown("variant", name, ALTERNATIVES)
    if not given:
        raise BadValueError("an empty list asks for nothing", where="which", hint="Leave it out for all.")
    return list(dict.fromkeys(given))


def _book(release: Release, stances: pd.DataFrame, reviews: pd.DataFrame) -> Book:
    """Positions of changed spells and reviews."""
    schema = release.tables["stances"]
    scales = (schema.field(c).values for c in ("level", "confidence"))
    return bound(compute(_arrow(stances), _arrow(reviews), *scales), schema_of(release, POSITIONS))


def _arrow(frame: pd.DataFrame) -> pa.Table:
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for name in frame:
        values = frame[name].astype(object)
        plain = values.where(values.notna(), None).tolist()
        if str(frame[name].dtype).startswith("datetime64"):
            columns[str(name)] = pa.array([None if d is None else d.date() for d in plain], pa.date32())
        elif name in {*CELL, "basis", "level", "confidence", "event_id", "ended_by", "opened_by", "closed_by"}:
            columns[str(name)] = pa.array(plain, pa.string())
    return pa.table(columns)


def _differing(published: pd.DataFrame, changed: pd.DataFrame) -> int:
    """How many rows of either are not in the other, a changed row counted once."""
    left_out = {"rationale", "note", "level_rank", "confidence_rank", "ended_by"}
    keys = [c for c in published if c in changed and c not in left_out]
    old, new = (set(f[keys].astype(str).itertuples(index=False, name=None)) for f in (published, changed))
    return max(len(old - new), len(new - old))


def _moves(base: pd.DataFrame, other: pd.DataFrame) -> dict[str, Any]:
    """How many cells and cell-periods have another level, and which way they went."""
    old, new = (frame["level_rank"].astype("float64").fillna(-1).to_numpy() for frame in (base, other))
    moved, both = old != new, (old >= 0) & (new >= 0)
    count, many = (len(frame[CELL].drop_duplicates()) for frame in (base, base[moved]))
    either = int(((old >= 0) | (new >= 0)).sum())
    return {
        "cells": count,
        "cells_moved": many,
        "share_cells": many / count if count else 0.0,
        "cell_periods": len(base),
        "cell_periods_moved": int(moved.sum()),
        "share_cell_periods": float(moved.mean()) if len(base) else 0.0,
        "share_coded": float(moved.sum() / either) if either else 0.0,
        "stricter": int((both & (new > old)).sum()),
        "looser": int((both & (new < old)).sum()),
        "gained": int(((old < 0) & (new >= 0)).sum()),
        "lost": int(((old >= 0) & (new < 0)).sum()),
    }
