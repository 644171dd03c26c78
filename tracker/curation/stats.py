"""Figures about the curated tables: how much there is, and how well it is supported."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tracker import spells
from tracker.curation.agreement import Alpha, agreement
from tracker.curation.dataset import Dataset, among, looked_up

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The share in per cent, one decimal; None of nothing."""
        return round(100 * self.part / self.whole, 1) if self.whole else None

    def __str__(self) -> str:
        return f"{self.part} of {self.whole}" + ("" if self.percent is None else f" ({self.percent:.1f} %)")


@dataclass(frozen=True)
class Figures:
    """Counts and shares of a dataset, by what they are called."""

    values: dict[str, int | Share | Alpha]

    def to_text(self) -> str:
        """One line a figure."""
        width = max(map(len, self.values))
        return "\n".join(f"{name:{width}}  {value}" for name, value in self.values.items())

    def to_markdown(self) -> str:
        """A table."""
        rows = [f"| {name} | {value} |" for name, value in self.values.items()]
        return "\n".join(["| figure | value |", "|---|---|", *rows])

    def as_dict(self) -> dict[str, Any]:
        """Plain data; a share has ``part``, ``whole`` and ``percent``, an alpha ``value, low, high, cells``."""
        return {
            name: {"part": v.part, "whole": v.whole, "percent": v.percent}
            if isinstance(v, Share)
            else asdict(v)
            if isinstance(v, Alpha)
            else v
            for name, v in self.values.items()
        }

    def to_json(self) -> str:
        """The figures as JSON."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)


def figures(data: Dataset) -> Figures:
    """Count what a dataset has, and how much of it rests on what.

    Parameters
    ----------
    data : Dataset
        Whose files are all tables.

    Returns
    -------
    Figures
        A decisive act is an event of a kind that decides (law, regulation, decision, ...); sources that were
        only listed do not count as support.
    """
    events, stances, reviews = data["events"], data["stances"], data["reviews"]
    decisive = events["kind"].isin(data.sources["events"].table.field("kind").flagged("decisive"))
    acts, every = set(events.loc[decisive, "event_id"]), set(events["event_id"])
    settled = data["forecasts"]["outcome"] != "unresolved"
    coded = {tuple(c) for frame in (stances, reviews) for c in frame[spells.CELL].itertuples(index=False, name=None)}
    values: dict[str, int | Share | Alpha] = {
        "jurisdictions": len(data["jurisdictions"]),
        "jurisdictions with events": int(events["jurisdiction"].nunique()),
        "jurisdictions with positions or reviews": len({c[0] for c in coded}),
        "events": len(events),
        "sources": len(data["sources"]),
        "source links": len(data["event_sources"]),
        "stances": len(stances),
        "reviews": len(reviews),
        "cells coded, of those looked into": Share(len(coded), len(data["coverage"])),
        "forecasts settled": Share(int(settled.sum()), len(settled)),
        "decisive acts with an official text": Share(len(acts & data.official), len(acts)),
        "decisive acts with two independent sources": Share(len(acts & data.corroborated), len(acts)),
        "decisive acts with either": Share(len(acts & data.well_sourced), len(acts)),
        "events with an official text": Share(len(every & data.official), len(every)),
        "events with two independent sources": Share(len(every & data.corroborated), len(every)),
        "stances whose act has either": Share(int(stances["event_id"].isin(data.well_sourced).sum()), len(stances)),
    }
    values |= _read(data)
    for level in data.sources["stances"].table.field("confidence").values[::-1]:
        values[f"stances of {level} confidence"] = Share(int((stances["confidence"] == level).sum()), len(stances))
    values |= {f"agreement of further readings, {s} (alpha)": alpha for s, alpha in agreement(data).items()}
    return Figures(values)


def _read(data: Dataset) -> dict[str, int | Share]:
    """How much of the documents and of the law was read."""
    import pandas as pd

    sources, acts, stances = data["sources"], data["acts"], data["stances"]
    seen = data.sources["sources"].table.field("seen")
    values: dict[str, int | Share] = {
        f"sources read: {c.label.lower()}": Share(int((sources["seen"] == c.value).sum()), len(sources))
        for c in seen.categories
    }
    text = data.sources["acts"].table.field("text")
    in_law = stances[stances["basis"] == "de_jure"]
    # An event may be about one act and its spell stand on another, which it amends: either shows the text.
    about = pd.concat(
        [in_law[["event_id"]].assign(act_id=_act_of(data, in_law)), data["events"][["event_id", "act_id"]]]
    )
    set_by = set(in_law["event_id"].dropna())
    located, read = (
        set(about.loc[among(about["act_id"], acts.loc[mask, "act_id"]), "event_id"]) & set_by
        for mask in (acts["url"].notna(), acts["text"].isin(text.flagged("read")))
    )
    values |= {
        "acts": len(acts),
        "provisions": len(data["provisions"]),
        **{
            f"acts, text: {c.label.lower()}": Share(int((acts["text"] == c.value).sum()), len(acts))
            for c in text.categories
        },
        "acts that set spells in law, with an official address": Share(len(located), len(set_by)),
        "acts that set spells in law, text read": Share(len(read), len(set_by)),
        "spells in law that name a provision": Share(int(in_law["provision_id"].notna().sum()), len(in_law)),
    }
    return values


def _act_of(data: Dataset, stances: pd.DataFrame) -> pd.Series:
    return looked_up(stances["provision_id"], data.provisions["act_id"])
