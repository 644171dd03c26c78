"""What governments changed in the world between two days: not what differs between two versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.days import Day, parse_day
from tracker.errors import BadValueError, unknown
from tracker.loader.beyond import Beyond, in_order, newest, past, within
from tracker.loader.filters import Names, only
from tracker.loader.frames import described, known_frame
from tracker.loader.positions import book
from tracker.loader.queries import Version
from tracker.release.descriptor import manifest
from tracker.release.descriptor.manifest import Release
from tracker.release.reading import shelf
from tracker.release.reading.derived import fingerprint
from tracker.spells import CELL

if TYPE_CHECKING:
    import pandas as pd

DIRECTIONS = ("tighter", "looser", "begins", "ends", "same")
"""Where a change leads: to a stricter level, to a less strict one, from no level to one, from one to none, or to the
same level with another basis, deadline or review."""

_TOLD = ("level", "level_rank", "basis", "under_review", "deadline")
_COMPARED = ("level", "basis", "under_review", "deadline")
_NOTHING: dict[str, Any] = dict.fromkeys((*_TOLD, "event_id", "confidence", "valid_from"))


@checked
def changes(
    since: Day | None = None,
    until: Day | None = None,
    *,
    direction: str | Iterable[str] | None = None,
    version: Version = None,
    jurisdiction: Names = None,
    vendor: Names = None,
    segment: Names = None,
    known_by: Day | None = None,
    beyond: Beyond = "flag",
) -> pd.DataFrame:
    """What governments changed between two days, by all that the release knows or as known by a day.

    Parameters
    ----------
    since, until : str or datetime.date, optional
        First and last ISO 8601 day on which a position became another, both included. By default everything until the
        release's cutoff, or with ``beyond="refuse"`` until its horizon.
    direction : str or iterable of str, optional
        Only ``"tighter"`` (a stricter level than before), ``"looser"``, ``"begins"`` (a level where none was coded),
        ``"ends"`` (none where there was one) or ``"same"`` (the same level, or none, with another basis, deadline or
        review). A first level is not called tighter: not coded is not open.
    version, jurisdiction, vendor, segment
        As for :func:`load`.
    known_by, beyond
        As for :func:`position`.

    Returns
    -------
    pandas.DataFrame
        One row a jurisdiction, vendor, segment and day of change, by day: ``day, jurisdiction, vendor, segment,
        direction, old_level, old_level_rank, old_basis, old_under_review, old_deadline``, the same with ``new_``,
        ``event_id`` (the act that made the change), ``confidence`` (of the new position, or of the old where nothing
        follows) and ``beyond_horizon``. ``attrs["directions"]`` counts all directions, chosen or not.

    Raises
    ------
    BadValueError
        When a day is not one, or the last lies before the first.
    UnknownNameError, BeyondHorizonError
        As for :func:`position`.

    Examples
    --------
    >>> found = changes("2020-07-01", "2020-07-31", jurisdiction="UK", vendor="Huawei", segment="RAN", version="0.4.0")
    >>> found[["old_level", "new_level", "direction"]].astype(str).values.tolist()
    [['limited', 'removal', 'tighter']]
    """
    release = shelf.find(version)
    by = None if known_by is None else parse_day(known_by, name="known_by")
    first = dt.date.min if since is None else parse_day(since, name="since")
    last = None if until is None else parse_day(until, name="until")
    horizon = within(release, beyond, since=None if since is None else first, until=last, known_by=by)
    if last is None:
        last = newest(release, beyond)
    in_order(first, last, start="since", end=None if until is None else "until")
    chosen = _chosen(direction)
    rows = [row for row in _turns(release, by) if first <= row["day"] <= last]
    frame = _framed(release, rows)
    frame = only(release, frame, "stances", jurisdiction, vendor, segment)
    frame["beyond_horizon"] = frame["day"].map(lambda day: past(horizon, day.date(), by)).astype(bool)
    counts = {d: int(n) for d, n in frame["direction"].value_counts(sort=False).items()}
    frame = frame[frame["direction"].isin(chosen)].sort_values(["day", *CELL], kind="stable", ignore_index=True)
    out = described(frame, release, "changes", last, by)
    out.attrs |= {
        "since": None if since is None else first.isoformat(),
        "until": last.isoformat(),
        "directions": counts,
    }
    return out


def _chosen(direction: str | Iterable[str] | None) -> list[str]:
    if direction is None:
        return list(DIRECTIONS)
    given = [direction] if isinstance(direction, str) else list(direction)
    for one in given:
        if one not in DIRECTIONS:
            raise unknown("direction", one, DIRECTIONS)
    if not given:
        raise BadValueError("an empty list keeps nothing", where="direction", hint="Leave it out to keep all.")
    return given


def _turns(release: Release, by: dt.date | None) -> tuple[Mapping[str, Any], ...]:
    """Every day on which a cell's position became another, of all cells; worked out once a process."""
    return _found(release.path, (*fingerprint(release), *fingerprint(release, ("stances", "reviews"))), by)


@lru_cache(maxsize=8)
def _found(path: Path, _files: tuple[Hashable, ...], by: dt.date | None) -> tuple[Mapping[str, Any], ...]:
    release = manifest.read(path)
    known = book(release)
    acts = _Acts(release, by)
    rows = known.intervals.known(by)
    said = known.answers.take(rows).astype(object)
    said = said.where(said.notna(), None)
    # At most one row a cell and day, by cell and day: neighbours that touch are one after the other.
    spans = [(int(known.intervals.valid_from[r]), int(known.intervals.valid_to[r])) for r in rows]
    answers = said.to_dict("records")
    found: list[dict[str, Any]] = []
    for i, (row, (begins, ends)) in enumerate(zip(answers, spans, strict=True)):
        before = i - 1 if i and _cell(answers[i - 1]) == _cell(row) and spans[i - 1][1] == begins else None
        found.append(_turn(begins, _NOTHING if before is None else answers[before], row, _cell(row), acts))
        goes_on = i + 1 < len(rows) and _cell(answers[i + 1]) == _cell(row) and spans[i + 1][0] == ends
        if not goes_on and ends < _LAST:
            found.append(_turn(ends, row, _NOTHING, _cell(row), acts))
    return tuple(turn for turn in found if any(turn[f"old_{c}"] != turn[f"new_{c}"] for c in _COMPARED))


_LAST = (dt.date.max - dt.date(1970, 1, 1)).days


def _turn(
    number: int, old: Mapping[Any, Any], new: Mapping[Any, Any], cell: tuple[str, ...], acts: _Acts
) -> dict[str, Any]:
    day = dt.date(1970, 1, 1) + dt.timedelta(days=number)
    before, after = old["level_rank"], new["level_rank"]
    if before is None or after is None:
        direction = "same" if before is after else "begins" if before is None else "ends"
    else:
        direction = "same" if before == after else "tighter" if after > before else "looser"
    sides = {f"{side}_{c}": row[c] for side, row in (("old", old), ("new", new)) for c in _TOLD}
    sides |= {f"{side}_under_review": bool(row["under_review"]) for side, row in (("old", old), ("new", new))}
    return {
        "day": day,
        **dict(zip(CELL, cell, strict=True)),
        "direction": direction,
        **sides,
        "event_id": acts.of(cell, day, old, new),
        "confidence": new["confidence"] or old["confidence"],
    }


class _Acts:
    """Which acts began and ended spells and reviews of each cell, by day."""

    def __init__(self, release: Release, by: dt.date | None) -> None:
        self.spells: dict[tuple[Any, ...], str] = {}
        self.reviews: dict[tuple[Any, ...], str] = {}
        stances, reviews = (known_frame(release, t, by).to_dict("records") for t in ("stances", "reviews"))
        for row in stances:
            self._note(self.spells, (_cell(row), row["valid_to"], row["basis"]), row["ended_by"])
        for row in stances:
            self._note(self.spells, (_cell(row), row["valid_from"], row["basis"]), row["event_id"])
        for row in reviews:
            self._note(self.reviews, (_cell(row), row["closed_on"]), row["closed_by"])
        for row in reviews:
            self._note(self.reviews, (_cell(row), row["opened_on"]), row["opened_by"])

    @staticmethod
    def _note(acts: dict[tuple[Any, ...], str], key: tuple[Any, ...], event: object) -> None:
        if isinstance(event, str) and key[1] == key[1]:
            acts[(key[0], key[1].date(), *key[2:])] = event

    def of(self, cell: tuple[str, ...], day: dt.date, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> str | None:
        """The act behind a change: of the new spell, of the old one's end, of a review."""
        spell = any(old[c] != new[c] for c in ("level", "basis", "deadline"))
        review = self.reviews.get((cell, day))
        found = [self.spells.get((cell, day, side["basis"])) for side in (new, old)]
        order = [*found, review] if spell else [review, *found]
        return next((event for event in order if event is not None), None)


def _cell(row: Mapping[Any, Any]) -> tuple[str, str, str]:
    return row["jurisdiction"], row["vendor"], row["segment"]


def _framed(release: Release, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    like = book(release).answers
    columns: dict[str, Any] = {"day": "datetime64[s]", **{c: like[c].dtype for c in CELL}}
    columns["direction"] = pd.CategoricalDtype(list(DIRECTIONS))
    columns |= {f"{side}_{c}": bool if c == "under_review" else like[c].dtype for side in ("old", "new") for c in _TOLD}
    columns |= {c: like[c].dtype for c in ("event_id", "confidence")}
    return pd.DataFrame({c: pd.Series([r[c] for r in rows]).astype(kind) for c, kind in columns.items()})
