"""What a plot says of a release: states of cells on a day, names, words for both clocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracker import loader
from tracker.days import Day, parse_day
from tracker.errors import BadValueError
from tracker.loader.beyond import newest, reach, within
from tracker.loader.filters import Names, codes
from tracker.loader.queries import Version
from tracker.release.descriptor.manifest import Release, citation
from tracker.release.reading import shelf
from tracker.show import bases, counts, palette
from tracker.show.reference import of_release

if TYPE_CHECKING:
    import pandas as pd

MAP_NOTE = "Borders are a drawing convention and say nothing on the status of any territory. Made with Natural Earth."

NOTHING = "nothing looked into"
"""Written where a picture would be empty."""


@dataclass(frozen=True)
class Facts:
    """A release, and the clock by which it is read."""

    release: Release
    version: Version
    by: dt.date | None

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels from the least to the most restrictive."""
        return self.release.tables["stances"].field("level").values

    def label(self, field: str, value: str) -> str:
        """Name for people of a coded value of ``stances``."""
        return next(c.label for c in self.release.tables["stances"].field(field).categories if c.value == value)

    def rank(self, level: str) -> str:
        """A level's rank, the sign by which it is known without colour."""
        return str(self.levels.index(level))

    def region(self, code: str) -> str:
        """The UN M49 region of a jurisdiction; empty where a release does not say."""
        return self._regions.get(code, "")

    @cached_property
    def _regions(self) -> dict[str, str]:
        frame = loader.load("jurisdictions", version=self.version)
        if "region" not in frame:
            return {}
        return {str(c): str(plainly(r) or "") for c, r in zip(frame["jurisdiction"], frame["region"], strict=True)}

    def names(self) -> dict[str, str]:
        """Name of each jurisdiction, by code."""
        frame = loader.load("jurisdictions", version=self.version)
        return dict(zip(frame["jurisdiction"], frame["name"], strict=True))

    @cached_property
    def unions(self) -> frozenset[str]:
        """Codes of unions of states, which are told apart and never counted."""
        return counts.unions(self.release)

    def counts(self, cells: Mapping[str, Mapping[str, Any]], drawn: Collection[str] = ()) -> dict[str, int]:
        """How many jurisdictions are in each state: see :func:`tracker.show.counts.tally`."""
        states = {code: str(cell["state"]) for code, cell in cells.items()}
        return counts.tally(states, self.levels, unions=self.unions, drawn=drawn)

    def states(self, on: dt.date, vendor: str, segment: str) -> dict[str, dict[str, Any]]:
        """The state of each jurisdiction looked into or coded, for one vendor and segment on a day.

        Returns
        -------
        dict
            By code: ``jurisdiction, name, state`` (a level, ``review`` or ``not_coded``), ``level, basis,
            under_review, valid_from, deadline, event_id, confidence`` as :func:`tracker.position` has them, and
            ``say``, the same in words.
        """
        only = {"version": self.version, "vendor": vendor, "segment": segment}
        found = loader.position(on, known_by=self.by, **only)  # type: ignore[arg-type]
        looked = loader.load("coverage", **only)["jurisdiction"]  # type: ignore[arg-type]
        names = self.names()
        out = {code: self._row({"jurisdiction": code}, names) for code in looked}
        for row in found.to_dict("records"):
            out[str(row["jurisdiction"])] = self._row(row, names)
        return dict(sorted(out.items()))

    def runs(self, **only: Any) -> list[dict[str, Any]]:
        """Rows of the table of positions as the release, or the day asked for, knows them, by cell and day.

        Parameters
        ----------
        **only
            ``jurisdiction``, ``vendor`` and ``segment`` as for :func:`tracker.load`.

        Returns
        -------
        list of dict
            Half-open intervals ``valid_from, valid_to`` (None where it has no end), and what holds on them.
        """
        frame = loader.load("positions", version=self.version, known_by=self.by, **only)
        return day_columns(frame[frame["known_to"].isna()])

    def _row(self, row: dict[Any, Any], names: dict[str, str]) -> dict[str, Any]:
        code = str(row["jurisdiction"])
        plain = {k: plainly(row.get(k)) for k in ("level", "basis", "valid_from", "deadline", "event_id", "confidence")}
        review = bool(row.get("under_review", False))
        state = plain["level"] or ("review" if review else "not_coded")
        name = names.get(code, code)
        say = f"{name}: {self.word(state)}" + (", under review" if review and plain["level"] else "")
        return {"jurisdiction": code, "name": name, "state": state, **plain, "under_review": review, "say": say}

    def word(self, state: str) -> str:
        """A state in words."""
        return palette.WORDS[state] if state in palette.WORDS else self.label("level", state)

    def clock(self, on: dt.date | None) -> str:
        """Version, day and clock in one line."""
        cutoff = self.release.cutoff
        parts = [f"Version {self.release.version}", f"looked until {cutoff}"]
        parts.append(f"as known by {self.by}" if self.by else "by all that the release knows")
        last, _ = reach(self.release)
        late = max((d for d in (on, self.by) if d is not None and d > last), default=None)
        if late is not None:
            parts.append(f"evidence reaches to {last}: {late} lies beyond it")
        if on is not None and on > cutoff:
            parts.append(f"nothing is known after {cutoff}")
        return " · ".join(parts)

    def citation(self) -> str:
        """The line that ends every plot: as frames have it, and the address or DOI that is configured."""
        whole = of_release(self.release)
        address = f"https://doi.org/{whole.doi}" if whole.doi else whole.url
        return " ".join(filter(None, (citation(self.release.descriptor), address)))

    @property
    def strictest(self) -> str:
        """What a level rests on, where one stands for all bases."""
        return bases.strictest(self.release)

    def bases(self, cells: Mapping[str, Mapping[str, Any]]) -> str:
        """On what the levels of a map rest, counted: one colour stands for any basis."""
        named = {c.value: c.label.lower() for c in self.release.tables["stances"].field("basis").categories}
        rest = [cell["basis"] for code, cell in cells.items() if cell["level"] and code not in self.unions]
        told = ", ".join(f"{named[b]} {rest.count(b)}" for b in reversed(named) if b in rest)
        return f"{self.strictest} Where it decides: {told}." if told else self.strictest


def facts(version: Version, known_by: Day | None) -> Facts:
    """Find the release and read the clock."""
    by = None if known_by is None else parse_day(known_by, name="known_by")
    return Facts(shelf.find(version), version, by)


def day_of(found: Facts, on: Day | None, beyond: str) -> dt.date:
    """The day of a picture: the one asked for, else the release's cutoff; past the horizon marked or refused."""
    day = None if on is None else parse_day(on, name="on")
    within(found.release, beyond, on=day, known_by=found.by)
    return day or newest(found.release, beyond)


def end_of(found: Facts, beyond: str, **days: dt.date | None) -> dt.date:
    """The last day of a picture over time: what was known then; days past the horizon are marked or refused."""
    within(found.release, beyond, **days, known_by=found.by)
    last = newest(found.release, beyond)
    return min(last, found.by) if found.by else last


def one(found: Facts, argument: str, value: object) -> str:
    """One vendor or segment; an unknown name, or several, are refused."""
    if not isinstance(value, str):
        known = found.release.tables["stances"].field(argument).values
        raise BadValueError(
            f"not one {argument}", where=argument, expected=f"one of {', '.join(known)}", got=repr(value)[:80]
        )
    return codes(found.release, argument, value)[0]


def several(found: Facts, argument: str, value: Names) -> list[str]:
    """Vendors or segments in the order of the schema; all when None."""
    known = found.release.tables["stances"].field(argument).values
    wanted = known if value is None else codes(found.release, argument, value)
    return [k for k in known if k in wanted]


def plainly(value: Any) -> Any:
    """A cell as JSON has it: days as ISO 8601 text, missing as None."""
    if value is None or value != value or str(value) == "NaT":
        return None
    return value.date().isoformat() if isinstance(value, dt.datetime) else value


def day_columns(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as plain values."""
    return [{str(k): plainly(v) for k, v in row.items()} for row in frame.to_dict("records")]
