"""What a curator should look at next: what has grown old, stayed open, passed without a word, or was never read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker import spells

if TYPE_CHECKING:
    import pandas as pd

    from tracker.curation.dataset import Dataset

UNCONFIRMED_YEARS = 2
"""A position that nothing has confirmed for so long; a year later a release reports it as of low confidence."""

OPEN_YEARS = 1
"""A review open for so long may have ended without anybody's noticing."""

SEARCHED_YEARS = 1
"""A cell not searched for so long."""


@dataclass(frozen=True, order=True)
class Item:
    """One thing to look at.

    Attributes
    ----------
    kind : str
        One of :data:`KINDS`.
    since : datetime.date
        The day from which it waits.
    table, row : str
        Where it stands: a curated table and the key of its row, the parts joined by slashes.
    what : str
        What to find out.
    """

    kind: str
    since: dt.date
    table: str
    row: str
    what: str


def todo(data: Dataset, on: dt.date) -> list[Item]:
    """What a curator should look at next.

    Parameters
    ----------
    data : Dataset
        Curated tables that are whole.
    on : datetime.date
        The day looked from.

    Returns
    -------
    list of Item
        Kind by kind in the order of :data:`KINDS`, the longest waiting first.
    """
    return [item for kind, find in KINDS.items() for item in sorted(Item(kind, *found) for found in find(data, on))]


_Found = Iterator[tuple[dt.date, str, str, str]]


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _key(data: Dataset, table: str, row: pd.Series) -> str:
    parts = (row[c] for c in data.sources[table].table.key)
    return "/".join(p.date().isoformat() if hasattr(p, "date") else str(p) for p in parts)


def _held(data: Dataset, on: dt.date) -> pd.DataFrame:
    stances = data.stances
    return stances[spells.in_force(stances, on, start="valid_from", end="valid_to")]


def _deadlines(data: Dataset, on: dt.date) -> _Found:
    newest = data["events"].groupby("jurisdiction")["date"].max()
    for _, row in _held(data, on).dropna(subset="deadline").iterrows():
        due = row["deadline"].date()
        if due < on and not newest[row["jurisdiction"]].date() >= due:
            yield due, "stances", _key(data, "stances", row), "the deadline has passed: was it met, missed or moved?"


def _unread(data: Dataset, on: dt.date) -> _Found:
    held = _held(data, on)
    provisions = data["provisions"].set_index("provision_id")["act_id"]
    first = held.assign(act=held["provision_id"].map(provisions)).groupby("act")["valid_from"].min()
    acts = data["acts"].set_index("act_id")
    for act, since in first.items():
        text = acts.at[act, "text"]
        if text in ("excerpt", "not_found"):
            yield since.date(), "acts", str(act), f"its spells are in force, and its text is {text}: read the articles"


def _unconfirmed(data: Dataset, on: dt.date) -> _Found:
    held = _held(data, on)
    shown = held[["valid_from", "confirmed_on"]].max(axis=1)
    for index, day in shown[shown.dt.date < _years_before(on, UNCONFIRMED_YEARS)].items():
        yield (
            day.date(),
            "stances",
            _key(data, "stances", held.loc[index]),
            "does it still stand?",
        )


def _reviews(data: Dataset, on: dt.date) -> _Found:
    reviews = data["reviews"]
    waiting = reviews[reviews["closed_on"].isna() & (reviews["opened_on"].dt.date < _years_before(on, OPEN_YEARS))]
    for _, row in waiting.iterrows():
        yield (
            row["opened_on"].date(),
            "reviews",
            _key(data, "reviews", row),
            "did it end? A report, a decision",
        )


def _searched(data: Dataset, on: dt.date) -> _Found:
    coverage = data["coverage"]
    for _, row in coverage[coverage["searched_on"].dt.date < _years_before(on, SEARCHED_YEARS)].iterrows():
        yield row["searched_on"].date(), "coverage", _key(data, "coverage", row), "search again"


KINDS: dict[str, Callable[[Dataset, dt.date], _Found]] = {
    "deadline passed": _deadlines,
    "act unread": _unread,
    "unconfirmed": _unconfirmed,
    "review open": _reviews,
    "not searched": _searched,
}
"""Kinds of items, most urgent first, and how each is found."""
