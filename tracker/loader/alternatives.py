"""Alternatives under which a panel is read again: each changes the spells and reviews that positions come from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tracker.loader.frames import read_frame
from tracker.release.descriptor.manifest import Release
from tracker.spells import CELL

if TYPE_CHECKING:
    import pandas as pd

    Both = tuple[pd.DataFrame, pd.DataFrame]
    """Spells and reviews."""

Row = dict[Any, Any]

_OWN = "kept"
"""Stands in ``ended_by`` where a spell keeps the end that a successor gave it, though the successor is left out."""


def high_confidence(_release: Release, stances: pd.DataFrame, reviews: pd.DataFrame) -> Both:
    """Spells and reviews of high confidence; what a less certain one replaced is over all the same."""
    return _without(stances, stances["confidence"] != "high"), reviews[reviews["confidence"] == "high"]


def no_de_facto(_release: Release, stances: pd.DataFrame, reviews: pd.DataFrame) -> Both:
    """Law and announcements, without practice."""
    return stances[stances["basis"] != "de_facto"], reviews


def no_announced(_release: Release, stances: pd.DataFrame, reviews: pd.DataFrame) -> Both:
    """Law and practice, without announcements."""
    return stances[stances["basis"] != "announced"], reviews


def earliest(release: Release, stances: pd.DataFrame, reviews: pd.DataFrame) -> Both:
    """Every day known to the month or year as early as that allows."""
    return _moved(release, stances, reviews, first=True)


def latest(release: Release, stances: pd.DataFrame, reviews: pd.DataFrame) -> Both:
    """Every day known to the month or year as late as that allows, and not after the act was public."""
    return _moved(release, stances, reviews, first=False)


def second_reader(release: Release, stances: pd.DataFrame, reviews: pd.DataFrame) -> Both:
    """The second reader's level wherever there is one."""
    import pandas as pd

    if "second_coding" not in release.tables:
        return stances, reviews
    readings = read_frame(release, "second_coding")
    # Where that reader saw a review, its rules left no room for a level.
    read = _by_cell(readings[~readings["under_review"].astype(bool)].sort_values("on"))
    events = read_frame(release, "events").set_index("event_id")["public_on"].to_dict()
    spells = _by_cell(stances)
    rank = {level: i for i, level in enumerate(stances["level"].cat.categories)}
    out: list[Row] = []
    for cell in dict.fromkeys([*spells, *read]):
        mine, told = spells.get(cell, []), read.get(cell, [])
        out += _read_again(mine, told, rank) + _seen_alone(mine, told, events)
    columns = [c for c in stances if not str(c).endswith("_rank")]
    return pd.DataFrame(out, columns=columns).astype({c: stances[c].dtype for c in columns}), reviews


ALTERNATIVES: dict[str, tuple[str, Callable[[Release, pd.DataFrame, pd.DataFrame], Both]]] = {
    "high_confidence": ("only spells and reviews of high confidence", high_confidence),
    "no_de_facto": ("practice ignored: law and announcements alone", no_de_facto),
    "no_announced": ("announcements ignored: law and practice alone", no_announced),
    "earliest": ("days known to the month or year as early as possible", earliest),
    "latest": ("days known to the month or year as late as possible", latest),
    "second_reader": ("the second reader's levels where there are any", second_reader),
}
"""Every alternative: what it is in words, and what it makes of spells and reviews."""


def _without(stances: pd.DataFrame, dropped: pd.Series) -> pd.DataFrame:
    """Spells without some, while those that stay end when they did."""
    out = stances.copy()
    ends = out["valid_to"].notna() & out["ended_by"].isna()
    out.loc[ends, "ended_by"] = _OWN
    return out[~dropped]


def _moved(release: Release, stances: pd.DataFrame, reviews: pd.DataFrame, *, first: bool) -> Both:
    events = read_frame(release, "events").set_index("event_id")
    vague = events[events["date_precision"] != "day"]
    target: dict[tuple[str, Any], Any] = {}
    for event, row in vague.iterrows():
        period = row["date"].to_period("M" if row["date_precision"] == "month" else "Y")
        # An act is not later than the day on which the public knew of it.
        to = period.start_time if first else min(period.end_time.normalize(), max(row["public_on"], row["date"]))
        target[(str(event), row["date"])] = to

    def shifted(frame: pd.DataFrame, acts: str, columns: tuple[str, ...]) -> pd.DataFrame:
        out = frame.copy()
        for column in columns:
            pairs = zip(frame[acts], frame[column], strict=True)
            # Only a day that is the act's own: one known from elsewhere to the day stays.
            out[column] = [target.get((e, d), d) if isinstance(e, str) else d for e, d in pairs]
            out[column] = out[column].astype("datetime64[s]")
        return out

    lane = [*CELL, "basis"]
    out = stances.sort_values([*lane, "valid_from"], kind="stable")
    out = shifted(out, "event_id", ("valid_from", "known_from"))
    out = shifted(out, "ended_by", ("valid_to", "end_known_from"))
    groups = out.groupby(lane, observed=True, sort=False)["valid_from"]
    # Whatever the days, spells follow one another as they were coded.
    if first:
        out["valid_from"] = groups.cummax()
    else:
        out["valid_from"] = out[::-1].groupby(lane, observed=True, sort=False)["valid_from"].cummin()
    out["valid_to"] = _after(out["valid_from"], out["valid_to"])
    asked = shifted(reviews, "opened_by", ("opened_on", "known_from"))
    asked = shifted(asked, "closed_by", ("closed_on", "end_known_from"))
    asked["closed_on"] = _after(asked["opened_on"], asked["closed_on"])
    return out, asked


def _after(start: pd.Series, end: pd.Series) -> pd.Series:
    """Ends that leave each interval at least one day."""
    import pandas as pd

    least = start + pd.Timedelta(days=1)
    return end.where(end.isna() | (end >= least), least).astype("datetime64[s]")


def _by_cell(frame: pd.DataFrame) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in frame.to_dict("records"):
        found.setdefault(tuple(row[c] for c in CELL), []).append(row)
    return found


def _read_again(spells: list[Row], readings: list[Row], rank: dict[str, int]) -> list[Row]:
    """Spells of a cell with the second reader's levels.

    A reading holds for every spell in force on its day: from that spell's first day, or from the day of the reading
    where another one came before, to the next reading or the end of the spell. No spell is then stricter than the
    reader saw, and the strictest one is as strict.
    """
    import pandas as pd

    pieces: list[Row] = []
    for row in spells:
        mine = [r for r in readings if _holds(row, r["on"])]
        read = [_as_read(row, r, [s for s in spells if _holds(s, r["on"])], rank) for r in mine] or [row["level"]]
        starts = [row["valid_from"], *(r["on"] for r in mine[1:])]
        # Readings that say the same make no new piece of a spell.
        turns = [i for i in range(len(read)) if i == 0 or read[i] != read[i - 1]]
        for i, after in zip(turns, [*turns[1:], None], strict=True):
            if read[i] is None:
                continue
            piece = {"valid_from": starts[i], "level": read[i]}
            if after is not None:
                piece |= {"valid_to": starts[after], "end_known_from": row["known_from"], "ended_by": _OWN}
            elif not isinstance(row["ended_by"], str) and not pd.isna(row["valid_to"]):
                piece["ended_by"] = _OWN
            if read[i] != row["level"]:
                piece["deadline"] = pd.NaT
            pieces.append({**row, **piece})
    return pieces


def _holds(row: Row, day: Any) -> bool:
    return bool(row["valid_from"] <= day and not row["valid_to"] <= day)


def _as_read(row: Row, reading: Row, held: list[Row], rank: dict[str, int]) -> str | None:
    """A spell's level by a reading of a day on which several are in force; None where the reader saw none."""
    if not isinstance(reading["level"], str):
        return None
    strictest = max(rank[s["level"]] for s in held)
    # Where another spell decides, this one keeps its level, unless that is stricter than what was read.
    keeps = rank[row["level"]] < min(rank[reading["level"]], strictest)
    return str(row["level"] if keeps else reading["level"])


def _seen_alone(spells: list[Row], readings: list[Row], public: dict[Any, Any]) -> list[Row]:
    """Spells that only the second reader saw, each as long as nothing else is coded or read."""
    import pandas as pd

    found = []
    for i, r in enumerate(readings):
        if not isinstance(r["level"], str) or any(_holds(s, r["on"]) for s in spells):
            continue
        # From the day on which the act that the reader names was public, but not into what was coded or read before.
        start = min(public.get(r["event_id"], r["on"]), r["on"])
        over = [s["valid_to"] for s in spells if s["valid_to"] <= r["on"]]
        if i:
            before = readings[i - 1]
            over.append(r["on"] if isinstance(before["level"], str) else before["on"] + pd.Timedelta(days=1))
        start = max([start, *over])
        later = [*(s["valid_from"] for s in spells if s["valid_from"] > r["on"]), *(s["on"] for s in readings[i + 1 :])]
        end = min(later, default=pd.NaT)
        found.append(
            {
                **{c: r[c] for c in (*CELL, "basis", "level", "confidence", "event_id")},
                "valid_from": start,
                "known_from": start,
                "valid_to": end,
                "end_known_from": end,
                "ended_by": None if pd.isna(end) else _OWN,
            }
        )
    return found
