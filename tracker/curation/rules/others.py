"""Rules about reviews, forecasts, coverage, memberships and decision examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from tracker import spells
from tracker.curation.dataset import Dataset, among, looked_up
from tracker.curation.problem import Problem, register
from tracker.errors import nearest
from tracker.positions.bridge import whole

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd


@register(
    "R01",
    "review order",
    "A review closes on or before the day it opens, or another one of the cell opens before that.",
)
def review_order(data: Dataset) -> Iterator[Problem]:
    """R01."""
    source, frame = data.sources["reviews"], data["reviews"]
    yield from data.where(
        "reviews",
        frame["closed_on"] <= frame["opened_on"],
        "R01",
        "closed_on",
        "closes before it opens",
        expected="a day after opened_on",
    )
    for row in _overlapping(frame, spells.CELL, "opened_on", "closed_on"):
        yield source.problem(
            "R01",
            "opens while another review of the cell is open",
            row,
            "opened_on",
            hint="merge the two, or close the earlier one",
        )


@register("R02", "close without event", "closed_on and closed_by are filled together, or neither is.")
def review_close(data: Dataset) -> Iterator[Problem]:
    """R02."""
    source, frame = data.sources["reviews"], data["reviews"]
    for row in frame.index[frame["closed_on"].isna() != frame["closed_by"].isna()]:
        empty = "closed_on" if frame["closed_on"].isna()[row] else "closed_by"
        yield source.problem("R02", "the day of the close and its event go together", int(row), empty)


@register(
    "R03",
    "review and its events",
    "A review was not public when it opened, closes before its closing event, or is another jurisdiction's.",
)
def review_events(data: Dataset) -> Iterator[Problem]:
    """R03."""
    frame = data["reviews"]
    public, owner, acted = (data.events[c] for c in ("public_on", "jurisdiction", "date"))
    for column in ("opened_by", "closed_by"):
        whose = looked_up(frame[column], owner)
        yield from data.where(
            "reviews",
            whose.notna() & (whose != frame["jurisdiction"]),
            "R03",
            column,
            "the event belongs to another jurisdiction",
        )
    yield from data.where(
        "reviews",
        looked_up(frame["opened_by"], public) > frame["opened_on"],
        "R03",
        "opened_on",
        "not public by the day it opened",
        expected="the event's public_on or later",
    )
    yield from data.where(
        "reviews",
        looked_up(frame["closed_by"], acted) > frame["closed_on"],
        "R03",
        "closed_on",
        "closes before the event that closes it",
    )


@register(
    "P01",
    "forecast score",
    "A forecast is settled without an event, by an event before it, or unresolved with one.",
)
def forecast_score(data: Dataset) -> Iterator[Problem]:
    """P01."""
    frame = data["forecasts"]
    settled = frame["settled_by"].notna()
    yield from data.where(
        "forecasts",
        (frame["outcome"] == "unresolved") & settled,
        "P01",
        "settled_by",
        "an unresolved forecast has no settling event",
        expected="an empty cell",
    )
    yield from data.where(
        "forecasts",
        (frame["outcome"] != "unresolved") & ~settled,
        "P01",
        "settled_by",
        "a scored forecast needs the event that settled it",
    )
    made, done = (looked_up(frame[c], data.events["public_on"]) for c in ("event_id", "settled_by"))
    yield from data.where("forecasts", done < made, "P01", "settled_by", "settled before it was made")


@register(
    "V01",
    "coverage",
    "A cell with stances or reviews is missing from coverage, or coverage says the wrong thing about it.",
)
def coverage_names_cells(data: Dataset) -> Iterator[Problem]:
    """V01."""
    frame = data["coverage"]
    covered = _cells(frame)
    coded = {table: _cells(data[table]) for table in ("stances", "reviews")}
    for table, cells in coded.items():
        cell = cells[~among(cells, covered)].drop_duplicates()
        for row, named in data[table].loc[cell.index, spells.CELL].iterrows():
            yield data.sources[table].problem(
                "V01",
                f"coverage.csv does not name the cell {' '.join(map(str, named))}",
                int(row),  # type: ignore[call-overload]
            )
    known = among(covered, coded["stances"]) | among(covered, coded["reviews"])
    for right, where in (("coded", known), ("not_coded", ~known)):
        wrong = frame["finding"].isin(["coded", "not_coded"]) & (frame["finding"] != right) & where
        yield from data.where("coverage", wrong, "V01", "finding", "does not fit stances and reviews", expected=right)


def _cells(frame: pd.DataFrame) -> pd.Series:
    """The cell of every row as one text; what is missing in it is a part like any other."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = (whole(pa.array(frame[c], pa.large_string())) for c in spells.CELL)
    joined = pc.binary_join_element_wise(
        *parts, pa.scalar("\t", pa.large_string()), null_handling="replace", null_replacement="\n"
    )
    return pd.Series(pd.array(joined, dtype="str"), index=frame.index)


@register(
    "V02",
    "coverage days",
    "The days of a coverage row are out of order: first checked, newest evidence, reach, last checked, searched on.",
)
def coverage_days(data: Dataset) -> Iterator[Problem]:
    """V02."""
    frame = data["coverage"]
    yield from data.where(
        "coverage", frame["first_checked"] > frame["last_checked"], "V02", "last_checked", "before first_checked"
    )
    for early, late in (
        ("evidence_until", "last_checked"),
        ("evidence_until", "reaches_to"),
        ("reaches_to", "searched_on"),
        ("last_checked", "searched_on"),
    ):
        yield from data.where("coverage", frame[early] > frame[late], "V02", early, f"after {late}")


@register("V04", "no coverage", "No cell is covered, so that a release has no last day of evidence.")
def some_coverage(data: Dataset) -> Iterator[Problem]:
    """V04."""
    if data["coverage"].empty:
        yield Problem(data.sources["coverage"].path, 1, "", "V04", "has no rows", hint="name every cell looked into")


def _overlapping(frame: pd.DataFrame, by: list[str], start: str, end: str) -> list[int]:
    """Rows that begin before the one before them in the same group has ended."""
    begins, ends = (frame[c].to_numpy(dtype="datetime64[s]") for c in (start, end))
    before = _before(frame, by, begins)
    # A day that is missing is no later than any.
    overlaps = (before >= 0) & ~np.isnat(begins[before]) & ~(ends[before] <= begins)
    return [int(row) for row in frame.index[overlaps]]


def _before(frame: pd.DataFrame, by: list[str], begins: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """For every row the place of the one before it in the same group, by the day on which it begins; -1 for none."""
    import pandas as pd

    group = np.zeros(len(frame), dtype=np.int64)
    known = np.ones(len(frame), dtype=bool)
    for column in by:
        code, values = pd.factorize(frame[column])
        group = group * max(len(values), 1) + code
        known &= code >= 0
    # What has no day comes last in its group.
    order = np.lexsort((begins, np.where(known, group, -1)))
    follows = (group[order][1:] == group[order][:-1]) & known[order][1:] & known[order][:-1]
    before = np.full(len(frame), -1)
    before[order[1:][follows]] = order[:-1][follows]
    return before


@register(
    "M01", "membership", "A membership ends on or before the day it begins, or begins during another one of the pair."
)
def membership_order(data: Dataset) -> Iterator[Problem]:
    """M01."""
    source, frame = data.sources["memberships"], data["memberships"]
    yield from data.where(
        "memberships",
        frame["member_to"] <= frame["member_from"],
        "M01",
        "member_to",
        "ends before it begins",
        expected="a day after member_from",
    )
    for row in _overlapping(frame, ["jurisdiction", "organisation"], "member_from", "member_to"):
        yield source.problem("M01", "begins while another membership of the pair lasts", row, "member_from")


@register("D01", "decision example", "A decision example names an event that does not exist, or one twice.")
def decision_events(data: Dataset) -> Iterator[Problem]:
    """D01."""
    source, frame = data.sources["decisions"], data["decisions"]
    known = list(data.events.index)
    for row, events in frame["events"].dropna().items():
        named = events.split(";")
        if len(set(named)) < len(named):
            yield source.problem("D01", "names an event twice", int(row), "events")  # type: ignore[call-overload]
        for event in sorted(set(named).difference(known)):
            close = nearest(event, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else "add it to events.csv first"
            yield source.problem("D01", f"no event {event[:80]}", int(row), "events", hint=hint)  # type: ignore[call-overload]


RULES = (
    review_order,
    review_close,
    review_events,
    forecast_score,
    coverage_names_cells,
    coverage_days,
    some_coverage,
    membership_order,
    decision_events,
)
