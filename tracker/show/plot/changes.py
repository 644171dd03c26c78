"""What changed between two releases, and for which days which position became another."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker import loader
from tracker.diff.change import Effect
from tracker.diff.result import Diff
from tracker.errors import ContradictionError
from tracker.loader.filters import Names, only
from tracker.loader.frames import read_frame
from tracker.show.plot import balance, legend, letters
from tracker.show.plot.axis import Axis
from tracker.show.plot.canvas import Canvas, altair
from tracker.show.plot.dress import Inks, Theme, dressed
from tracker.show.plot.facts import Facts, facts, several

if TYPE_CHECKING:
    import altair as alt

LABELS = 210
MOST = 40
"""Most rows; beyond that, jurisdictions coded for the first time are told in words."""

ROWS_NOTE = (
    "Each row is one or more cells: above as in the old version, below as in the new; days without a bar are "
    "the same in both. +R: a review is open beside the level. Not coded stands here for not looked into as well."
)

Position = tuple[str | None, str | None, bool]


def diff(
    old: str | Path,
    new: str | Path,
    *,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    width: float | None = None,
    theme: Theme = "web",
    palette: Inks = "colour",
    title: bool | None = None,
    lists: bool | None = None,
    caption: bool | str = True,
) -> alt.LayerChart:
    """What changed between two releases, and for which days which position became another.

    Parameters
    ----------
    old, new : str or pathlib.Path
        Versions, ``"latest"`` or release folders.
    jurisdiction, vendor, segment : str or iterable of str, optional
        Only positions of these.
    width, theme, palette, title, lists, caption
        As for :func:`tracker.plot.map`.

    Returns
    -------
    altair.LayerChart
        A layer ``effects`` with ``jurisdiction, vendor, segment, start, end, release, level, basis, under_review``: two
        rows an effect of :func:`tracker.diff`, one for each release; half-open, ``end`` None where it has none. Cells
        of a jurisdiction with the same effects share a row of the picture.

    Raises
    ------
    ContradictionError
        When something other than two releases is compared.
    TrackerError
        As for :func:`tracker.diff`.
    """
    altair()
    from tracker.diff import diff as compare

    older_version, newer_version = _known(old), _known(new)
    found = compare(old, new)
    if not found.releases:
        raise ContradictionError("this picture is of two releases", where="new", expected="two versions of the dataset")
    newer, older = facts(newer_version, None), facts(older_version, None)
    effects = _chosen(newer, found, jurisdiction, vendor, segment)
    canvas = Canvas(dressed(theme, palette, width, title=title, lists=lists, caption=caption))
    y = balance.draw(canvas, older, newer, _tables(canvas, found, 0) + 10 if canvas.dress.lists else 0)
    rows, first_time = _rows(newer, effects, {cell[0] for cell in _coded(older)})
    y = _bars(canvas, newer, older, rows, y + 12) if rows else _nothing(canvas, found, y + 12)
    if first_time:
        text = f"Coded for the first time, with no position in {found.old} ({len(first_time)}): {' '.join(first_time)}"
        y = legend.note(canvas, y + 4, text, lines=12)
    if len(rows) > MOST:
        more = f"{len(rows) - MOST} more rows are not drawn: choose jurisdictions to see theirs."
        y = legend.note(canvas, y + 4, more)
    y = legend.states(canvas, y + 6, newer, [*newer.levels, *(("review", "not_coded") if rows else ())])
    y = legend.note(canvas, y, ROWS_NOTE) if rows else y
    head = f"Version {found.old} to {found.new}: what changed"
    lines = [
        _counted(found, effects, _coded(older)),
        f"Looked until {older.release.cutoff} and until {newer.release.cutoff}",
    ]
    height = legend.foot(canvas, y + 4, newer, head, ". ".join(lines), [newer.strictest])
    return canvas.chart(height, head, lines, f"{head}. {'. '.join(lines)}")


def _known(version: str | Path) -> str | Path | None:
    if str(version) == "working" or str(version).startswith("git:"):
        raise ContradictionError(
            "this picture is of two releases", where="version", expected="a version or a release folder",
            got=str(version), hint="Build one first: `tracker build FOLDER`.",
        )  # fmt: skip
    return None if version == "latest" else version


def _chosen(found: Facts, diff: Diff, jurisdiction: Names, vendor: Names, segment: Names) -> list[Effect]:
    table = only(found.release, read_frame(found.release, "jurisdictions"), "jurisdictions", jurisdiction, None, None)
    codes = None if jurisdiction is None else set(table["jurisdiction"])
    vendors, segments = several(found, "vendor", vendor), several(found, "segment", segment)
    return [
        e
        for e in diff.effects
        if (codes is None or e.jurisdiction in codes) and e.vendor in vendors and e.segment in segments
    ]


Group = tuple[str, list[Effect]]
"""A label, and the effects of the cells it stands for."""


def _coded(found: Facts) -> set[tuple[str, str, str]]:
    """Cells that have a level or a review on any day."""
    frames = (loader.load(name, version=found.version) for name in ("stances", "reviews"))
    return {cell for f in frames for cell in zip(f["jurisdiction"], f["vendor"], f["segment"], strict=True)}


def _counted(diff: Diff, effects: list[Effect], coded: set[tuple[str, str, str]]) -> str:
    """How many rows and positions differ, in words."""
    counts = diff.counts
    cells = {(e.jurisdiction, e.vendor, e.segment) for e in effects}
    if not counts.rows and not cells:
        return "Nothing differs: no row was added, removed or changed"
    changed, fresh = len(cells & coded), len(cells - coded)
    parts = [f"Rows: {counts.added:,} added, {counts.removed:,} removed, {counts.changed:,} changed"]
    parts += [f"positions changed in {changed:,} cells"] if changed else []
    parts += [f"{fresh:,} cells coded for the first time"] if fresh else []
    return " · ".join(parts if cells else [*parts, "no position differs"])


def _rows(found: Facts, effects: list[Effect], coded: set[str]) -> tuple[list[Group], list[str]]:
    """Cells of a jurisdiction with the same effects together; where there are too many, the new ones in words."""
    by_cell: dict[tuple[str, str, str], list[Effect]] = {}
    for e in effects:
        by_cell.setdefault((e.jurisdiction, e.vendor, e.segment), []).append(e)
    same: dict[tuple[Any, ...], list[Effect]] = {}
    for cell, own in by_cell.items():
        same.setdefault((cell[0], *((e.start, e.end, e.old, e.new) for e in own)), []).extend(own)
    fresh = {e.jurisdiction for e in effects} - coded if len(same) > MOST else set()
    rows = [(_label(found, key[0], own), own) for key, own in same.items() if key[0] not in fresh]
    return sorted(rows, key=lambda r: (r[1][0].jurisdiction, r[0])), sorted(fresh)


def _label(found: Facts, code: str, own: list[Effect]) -> str:
    by_vendor: dict[str, list[str]] = {}
    for vendor, segment in dict.fromkeys((e.vendor, e.segment) for e in own):
        by_vendor.setdefault(found.label("vendor", vendor), []).append(found.label("segment", segment).lower())
    alike: dict[str, list[str]] = {}
    for vendor, segments in by_vendor.items():
        alike.setdefault(", ".join(segments), []).append(vendor)
    every = len(found.release.tables["stances"].field("segment").values)
    parts = [f"{', '.join(v)}: {s if s.count(',') + 1 < every else 'all'}" for s, v in alike.items()]
    return f"{code}  {'; '.join(parts)}"


def _tables(canvas: Canvas, diff: Diff, y: float) -> float:
    """Rows added, removed and changed, table by table, in columns."""
    differing = [t for t in diff.tables if t.counts.rows]
    columns = 3 if canvas.inner >= 700 else 2
    wide = canvas.inner / columns
    for i, t in enumerate(differing):
        x, at = (i % columns) * wide, y + i // columns * 16 + 8
        canvas.text(x, at, t.table.replace("_", " "), bold=True)
        text = f"+{t.counts.added:,}  −{t.counts.removed:,}  ~{t.counts.changed:,}"
        canvas.text(x + 112, at, text, colour=canvas.palette.muted)
    if not differing:
        return y
    y += -(-len(differing) // columns) * 16 + 4
    return legend.note(canvas, y, "+ rows added, − removed, ~ changed; tables without a difference are left out.")


def _bars(canvas: Canvas, newer: Facts, older: Facts, rows: list[Group], y: float) -> float:
    shown = rows[:MOST]
    effects = [e for _, own in shown for e in own]
    end = max(newer.release.cutoff, older.release.cutoff)
    days = [d for e in effects for d in (e.start, e.end) if d is not None and d <= end]
    axis = Axis(dt.date(min(days).year, 1, 1), end, LABELS, canvas.inner - 12)
    top = y + 16
    y = top + 6
    for label, own in shown:
        canvas.text(0, y + 9, letters.cut(label, LABELS - 8, 10), size=10)
        first = own[0]
        for e in own:
            said = (e.vendor, e.segment) == (first.vendor, first.segment)
            x = axis(e.start)
            x2 = max(axis(e.end or end), x + 2)
            for offset, state, which in ((0, e.old, "old"), (9, e.new, "new")):
                _half(canvas, newer, e, state, which, x, x2, y + offset, said=said)
        y += 23
    axis.draw(canvas, top, y - 2)
    return y + 4


def _half(canvas: Canvas, found: Facts, e: Effect, state: Position, which: str, x: float, x2: float, y: float,
          *, said: bool) -> None:  # fmt: skip
    """One release's side of an effect, in words too where ``said``."""
    level, basis, review = state
    name = level or ("review" if review else "not_coded")
    look = canvas.palette.look(name)
    data = {"jurisdiction": e.jurisdiction, "vendor": e.vendor, "segment": e.segment, "start": e.start.isoformat(),
            "end": e.end.isoformat() if e.end else None, "release": which, "level": level, "basis": basis,
            "under_review": review,
            "say": f"{e.jurisdiction} {e.vendor} {e.segment} from {e.start}: {which} {name}"}  # fmt: skip
    canvas.box(x, y, x2, y + 9, look, data=data, name="effects", outline=canvas.palette.background if level else
               look.stripe)  # fmt: skip
    if level and said:
        rank, more = found.rank(level), " +R" if review else ""
        texts = (f"{rank} {found.label('level', level)}{more}", f"{rank}{more}", rank)
        text = next((t for t in texts if letters.width(t, 8) + 4 <= x2 - x), "")
        if text:
            canvas.text(x + 3, y + 4.5, text, size=8, colour=look.ink)


def _nothing(canvas: Canvas, diff: Diff, y: float) -> float:
    same = f"Nothing differs between {diff.old} and {diff.new}."
    text = f"No position that {diff.old} has became another." if diff.counts.rows else same
    canvas.text(0, y + 8, text)
    return y + 18
