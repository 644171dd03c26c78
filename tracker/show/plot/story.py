"""What a timeline shows of one jurisdiction: positions, spells, reviews and events, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracker import loader, spells
from tracker.show.plot.facts import Facts, day_columns, several

Row = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One vendor and segment of a jurisdiction."""

    vendor: str
    segment: str
    positions: list[Row]
    spells: list[Row]
    reviews: list[Row]

    @property
    def bases(self) -> list[str]:
        """Bases on which a level was ever in force, in the order in which ties are settled."""
        return [b for b in spells.BASES if any(s["basis"] == b for s in self.spells)]

    @property
    def deadlines(self) -> list[Row]:
        """Spells with a deadline, one a day, by day."""
        by_day = {s["deadline"]: s for s in self.spells if s["deadline"]}
        return [by_day[d] for d in sorted(by_day)]


@dataclass(frozen=True)
class Story:
    """One jurisdiction."""

    code: str
    name: str
    cells: list[Cell]
    events: list[Row]

    @property
    def decisive(self) -> list[Row]:
        """Events that changed a position or a review, by day."""
        return [e for e in self.events if e["changes"]]


def story(found: Facts, code: str, vendors: list[str], segments: list[str]) -> Story:
    """Gather what a timeline shows.

    Parameters
    ----------
    found : Facts
    code : str
        The jurisdiction.
    vendors, segments : list of str

    Returns
    -------
    Story
        A cell for each vendor and segment that was looked into or coded; ``positions`` are half-open intervals
        ``start, end`` (None where it still holds) of ``level, basis``, gaps as level None.
    """
    only: dict[str, Any] = {"version": found.version, "jurisdiction": code, "vendor": vendors, "segment": segments}
    stances = loader.load("stances", known_by=found.by, **only)
    reviews = loader.load("reviews", known_by=found.by, **only)
    coverage = loader.load("coverage", **only)
    looked = set(zip(coverage["vendor"], coverage["segment"], strict=True))
    steps = _steps(found.runs(jurisdiction=code, vendor=vendors, segment=segments))
    cells = []
    for v in vendors:
        for s in segments:
            own = [f[(f["vendor"] == v) & (f["segment"] == s)] for f in (stances, reviews)]
            if (v, s) in looked or any(map(len, own)):
                cells.append(Cell(v, s, steps.get((v, s), []), day_columns(own[0]), day_columns(own[1])))
    # An event that names no vendor is part of the story, unless only one vendor's is asked for.
    every = several(found, "vendor", None) == vendors and several(found, "segment", None) == segments
    told = loader.history(
        code,
        version=found.version,
        vendor=None if every else vendors,
        segment=None if every else segments,
        known_by=found.by,
    )
    return Story(code, found.names().get(code, code), cells, day_columns(told))


def _steps(runs: list[Row]) -> dict[tuple[str, str], list[Row]]:
    """Intervals on which level and basis stay the same, cell by cell."""
    out: dict[tuple[str, str], list[Row]] = {}
    for row in runs:
        steps = out.setdefault((row["vendor"], row["segment"]), [])
        state = {"level": row["level"], "basis": row["basis"]}
        if not row["level"]:
            continue
        if steps and steps[-1] == {"start": steps[-1]["start"], "end": row["valid_from"], **state}:
            steps[-1]["end"] = row["valid_to"]
        else:
            steps.append({"start": row["valid_from"], "end": row["valid_to"], **state})
    return out
