"""Rules about spells: their order, their acts, their deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker import spells
from tracker.curation.dataset import Dataset, among, looked_up
from tracker.curation.problem import Problem, register

if TYPE_CHECKING:
    import pandas as pd

_SPELL = [*spells.CELL, "basis"]


def _of_event(data: Dataset, column: str, reference: str = "event_id") -> pd.Series:
    return looked_up(data["stances"][reference], data.events[column])


def _following(data: Dataset, column: str) -> pd.Series:
    ordered = data["stances"].sort_values([*_SPELL, "valid_from"], kind="stable")
    return ordered.groupby(_SPELL, sort=False)[column].shift(-1).reindex(data["stances"].index)


@register("S01", "overlap", "A spell ends by its own act after its successor on the same basis has begun.")
def no_overlap(data: Dataset) -> Iterator[Problem]:
    """S01."""
    late = data["stances"]["valid_to"] > _following(data, "valid_from")
    yield from data.where(
        "stances",
        late,
        "S01",
        "valid_to",
        "the spell overlaps its successor",
        expected="an end before the next spell begins",
    )


@register("S02", "spell order", "A spell ends on or before the day it begins.")
def ends_after_start(data: Dataset) -> Iterator[Problem]:
    """S02."""
    frame = data["stances"]
    yield from data.where(
        "stances",
        frame["valid_to"] <= frame["valid_from"],
        "S02",
        "valid_to",
        "ends before it begins",
        expected="a day after valid_from",
    )


@register("S03", "end without act", "valid_to and ended_by are filled together, or neither is.")
def end_has_an_act(data: Dataset) -> Iterator[Problem]:
    """S03."""
    frame = data["stances"]
    no_act = frame["valid_to"].notna() & frame["ended_by"].isna()
    no_day = frame["valid_to"].isna() & frame["ended_by"].notna()
    yield from data.where("stances", no_act, "S03", "ended_by", "an end needs the event that ended the spell")
    yield from data.where(
        "stances", no_day, "S03", "valid_to", "an ending event needs the day on which the spell ended"
    )
    ended = _of_event(data, "jurisdiction", "ended_by")
    foreign = ended.notna() & (ended != frame["jurisdiction"])
    yield from data.where("stances", foreign, "S03", "ended_by", "the ending event belongs to another jurisdiction")


@register("S04", "empty successor", "A spell repeats level and deadline of the one it replaces.")
def successor_changes_something(data: Dataset) -> Iterator[Problem]:
    """S04."""
    frame = data["stances"].sort_values([*_SPELL, "valid_from"], kind="stable")
    before = frame.groupby(_SPELL, sort=False)[["level", "deadline", "valid_to"]].shift(1)
    same_deadline = (before["deadline"] == frame["deadline"]) | (before["deadline"].isna() & frame["deadline"].isna())
    same = (before["level"] == frame["level"]) & same_deadline & before["valid_to"].isna()
    yield from data.where(
        "stances",
        same.sort_index(),
        "S04",
        "level",
        "changes nothing against the spell before it",
        hint="drop the row and move confirmed_on of the earlier spell",
    )


@register("S05", "one act, one spell", "The same act sets two spells of one cell on one basis.")
def one_act_one_spell(data: Dataset) -> Iterator[Problem]:
    """S05."""
    twice = data["stances"].duplicated([*_SPELL, "event_id"])
    yield from data.where("stances", twice, "S05", "event_id", "this act already sets a spell of this cell and basis")


@register("S06", "deadline", "Removal needs a deadline; open, screened and barred have none; it follows valid_from.")
def deadline_fits_level(data: Dataset) -> Iterator[Problem]:
    """S06."""
    frame = data["stances"]
    missing = (frame["level"] == "removal") & frame["deadline"].isna()
    needless = frame["deadline"].notna() & ~frame["level"].isin(["removal", "limited"])
    early = frame["deadline"] <= frame["valid_from"]
    yield from data.where(
        "stances",
        missing,
        "S06",
        "deadline",
        "removal needs a dated end for installed equipment",
        hint="without a date the level is barred",
    )
    yield from data.where(
        "stances", needless, "S06", "deadline", "this level has no deadline", expected="an empty cell"
    )
    yield from data.where(
        "stances",
        early,
        "S06",
        "deadline",
        "the deadline has passed on the day the spell begins",
        expected="a day after valid_from",
    )


@register(
    "S07",
    "start",
    "A spell begins before its act; or an announced one on another day than its act was public.",
)
def starts_with_its_act(data: Dataset) -> Iterator[Problem]:
    """S07."""
    frame = data["stances"]
    acted, public = _of_event(data, "date"), _of_event(data, "public_on")
    early = frame["valid_from"] < acted.where(acted <= public, public)
    late = (frame["basis"] == "announced") & (frame["valid_from"] != public) & public.notna()
    yield from data.where("stances", early, "S07", "valid_from", "begins before the act that sets it")
    yield from data.where(
        "stances",
        late & ~early,
        "S07",
        "valid_from",
        "an announced spell begins when its act was public",
        expected="the event's public_on",
    )


@register(
    "S08",
    "actor",
    "The setting act is another jurisdiction's (an EU act, for instance), or its actor cannot set the basis.",
)
def act_is_the_jurisdictions_own(data: Dataset) -> Iterator[Problem]:
    """S08."""
    frame = data["stances"]
    owner = _of_event(data, "jurisdiction")
    foreign = owner.notna() & (owner != frame["jurisdiction"])
    yield from data.where(
        "stances",
        foreign,
        "S08",
        "event_id",
        "the act belongs to another jurisdiction",
        hint="acts of the EU belong to EU and set no member state's stance",
    )
    state = data.sources["events"].table.field("actor_kind").flagged("state")
    actor = _of_event(data, "actor_kind")
    may = actor.isin(state) | (frame["basis"] == "de_facto")
    may |= (frame["jurisdiction"] == "EU") & (actor == "supranational")
    yield from data.where(
        "stances",
        actor.notna() & ~may & ~foreign,
        "S08",
        "event_id",
        "this actor cannot set a level on this basis",
        expected="a state body of the jurisdiction",
    )


@register("S09", "reach", "The setting act does not cover the vendor or does not concern the segment.")
def act_reaches_the_cell(data: Dataset) -> Iterator[Problem]:
    """S09."""
    frame = data["stances"]
    for column, listed in (("vendor", "covers_vendors"), ("segment", "segments")):
        lists = _of_event(data, listed).fillna("")
        inside = [v in items.split(";") for v, items in zip(frame[column].fillna(""), lists, strict=True)]
        outside = ~_series(inside, frame) & _of_event(data, "jurisdiction").notna() & frame[column].notna()
        yield from data.where(
            "stances",
            outside,
            "S09",
            column,
            f"the act's {listed} does not list it",
            hint="mend the event, or choose the act that reaches it",
        )


@register("S10", "confidence", "High confidence without an official text or two independent sources.")
def high_needs_evidence(data: Dataset) -> Iterator[Problem]:
    """S10."""
    frame = data["stances"]
    poor = (frame["confidence"] == "high") & ~among(frame["event_id"], data.well_sourced)
    yield from data.where(
        "stances",
        poor,
        "S10",
        "confidence",
        "the act has neither an official text nor two independent sources",
        expected="medium or low",
    )


@register("S11", "confirmation", "confirmed_on is before the spell begins or after it ends.")
def confirmed_while_in_force(data: Dataset) -> Iterator[Problem]:
    """S11."""
    frame = data["stances"]
    end = frame["valid_to"].fillna(_following(data, "valid_from"))
    off = (frame["confirmed_on"] < frame["valid_from"]) | (frame["confirmed_on"] >= end)
    yield from data.where("stances", off, "S11", "confirmed_on", "not a day on which the spell is in force")


def _series(values: list[bool], frame: pd.DataFrame) -> pd.Series:
    import pandas as pd

    return pd.Series(values, index=frame.index, dtype=bool)


RULES = (
    no_overlap,
    ends_after_start,
    end_has_an_act,
    successor_changes_something,
    one_act_one_spell,
    deadline_fits_level,
    starts_with_its_act,
    act_is_the_jurisdictions_own,
    act_reaches_the_cell,
    high_needs_evidence,
    confirmed_while_in_force,
)
