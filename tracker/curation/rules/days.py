"""Rules about days that a reading of the sources found to be wrong most often: public day, sources' days, coverage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.curation.dataset import Dataset, among, looked_up
from tracker.curation.problem import Problem, register
from tracker.curation.rules.events import end_of_period, start_of_period
from tracker.curation.rules.words import says_day

if TYPE_CHECKING:
    import pandas as pd

_LONG_BEFORE = 14
"""Days by which an act may be public before its earliest dated source without a word of why."""


@register(
    "E06",
    "after it was public",
    "A date known to the month or year is later than the day on which the act was public.",
)
def not_public_before_it_happened(data: Dataset) -> Iterator[Problem]:
    """E06."""
    frame = data["events"]
    late = (frame["date"] > frame["public_on"]) & (frame["date_precision"] != "day")
    yield from data.where(
        "events",
        late,
        "E06",
        "date",
        "later than public_on",
        expected="public_on, which narrows the period, with a note",
    )


@register(
    "E07",
    "older source",
    "A source of an event was published before the event is said to have become public.",
    excusable=True,
)
def public_by_every_source(data: Dataset) -> Iterator[Problem]:
    """E07."""
    frame = data["events"]
    first = looked_up(frame["event_id"], data.links.groupby("event_id")["published"].min())
    yield from data.where(
        "events",
        first < frame["public_on"],
        "E07",
        "public_on",
        "a source is older",
        expected="the day of the oldest source, unless that gives background only",
    )


@register("E08", "no dated source", "No source of an event has a day of publication.", excusable=True)
def some_source_dated(data: Dataset) -> Iterator[Problem]:
    """E08."""
    frame = data["events"]
    dated = data.links.loc[data.links["published"].notna(), "event_id"]
    bare = among(frame["event_id"], data.links["event_id"]) & ~among(frame["event_id"], dated)
    yield from data.where("events", bare, "E08", "event_id", "no source of this event is dated")


@register(
    "E09",
    "public long before",
    f"An act is said to have been public more than {_LONG_BEFORE} days before its earliest dated source.",
    excusable=True,
)
def not_public_long_before_sources(data: Dataset) -> Iterator[Problem]:
    """E09."""
    import pandas as pd

    frame, links = data["events"], data.links
    # A source dated to the month or year may be as old as the first day of it.
    begin = start_of_period(links["published"], links["published_precision"])
    first = looked_up(frame["event_id"], begin.groupby(links["event_id"]).min())
    long_before = first - frame["public_on"] > pd.Timedelta(days=_LONG_BEFORE)
    yield from data.where(
        "events",
        long_before,
        "E09",
        "public_on",
        f"more than {_LONG_BEFORE} days before the earliest dated source",
        hint="add the source that was there by then",
    )


@register(
    "E10",
    "day without a day",
    "The day of an event is given; no source of it is dated to the day, and neither they nor the note say the day.",
    excusable=True,
)
def day_rests_on_a_day(data: Dataset) -> Iterator[Problem]:
    """E10."""
    frame, links = data["events"], data.links
    to_the_day = links.loc[links["published_precision"] == "day", "event_id"]
    bare = (frame["date_precision"] == "day") & frame["date"].notna() & ~among(frame["event_id"], to_the_day)
    told: dict[object, str] = {}
    frame, pairs = frame[bare], data["event_sources"]
    texts = data.sourced(pairs[among(pairs["event_id"], frame["event_id"])], ["title", "url"])
    for event, *cells in texts[["event_id", "title", "url", "supports"]].itertuples(index=False, name=None):
        told[event] = " ".join([told.get(event, ""), *(c for c in cells if isinstance(c, str))])
    own = frame["note"].fillna("") + " " + frame["instrument"].fillna("")
    for row in frame.index:
        if not says_day(f"{told.get(frame['event_id'][row], '')} {own[row]}", frame["date"][row].date()):
            yield data.sources["events"].problem(
                "E10",
                "no source is dated to the day, and nothing says where the day comes from",
                int(row),
                "date_precision",
                hint="date a source, say in its supports or in the note what gives the day, or lower the precision",
            )


@register(
    "E11",
    "same act twice",
    "Two events have the same jurisdiction, day, kind and actor.",
    excusable=True,
)
def each_act_once(data: Dataset) -> Iterator[Problem]:
    """E11."""
    frame = data["events"]
    same = ["jurisdiction", "date", "date_precision", "kind", "actor"]
    whole = frame.dropna(subset=same)
    for row in whole.index[whole.duplicated(same)]:
        twin = whole[(whole[same] == whole.loc[row, same]).all(axis=1)].iloc[0]["event_id"]
        yield data.sources["events"].problem(
            "E11", f"perhaps the same act as {twin}", int(row), "event_id", hint="merge the two"
        )


@register("Q08", "read before published", "A source is said to have been published after it was read.")
def published_before_read(data: Dataset) -> Iterator[Problem]:
    """Q08."""
    frame = data["sources"]
    late = (frame["published"] > frame["accessed"]) & (
        end_of_period(frame["accessed"], frame["published_precision"]) >= frame["published"]
    )
    yield from data.where(
        "sources",
        late,
        "Q08",
        "published",
        "later than the day on which it was read",
        expected="the last day of the period, or the day of reading if that is earlier",
    )


_HENCE = re.compile(r"\bhence (high|medium|low)\b", re.IGNORECASE)


@register("S12", "confidence argued", "A rationale argues for one confidence, and the column has another.")
def confidence_as_argued(data: Dataset) -> Iterator[Problem]:
    """S12."""
    for table in ("stances", "reviews"):
        frame = data[table]
        frame = frame[frame["rationale"].str.contains("hence", case=False, na=False)]
        for row, text, given in zip(frame.index, frame["rationale"], frame["confidence"], strict=True):
            argued = _HENCE.findall(text)
            if argued and isinstance(given, str) and given not in {a.lower() for a in argued}:
                yield data.sources[table].problem(
                    "S12", "not what the rationale argues", int(row), "confidence", expected=argued[-1].lower()
                )


@register("V03", "newer evidence", "The newest evidence of a cell is older than its newest event.")
def evidence_is_the_newest(data: Dataset) -> Iterator[Problem]:
    """V03."""
    newest: dict[tuple[str, str, str], pd.Timestamp] = {}
    reach = ["jurisdiction", "covers_vendors", "segments"]
    latest_of = data["events"].groupby(reach)["public_on"].max().dropna()
    for (place, vendors, segments), day in zip(latest_of.index.tolist(), latest_of, strict=True):
        for vendor in vendors.split(";"):
            for segment in segments.split(";"):
                cell = (place, vendor, segment)
                newest[cell] = max(day, newest.get(cell, day))
    frame = data["coverage"]
    cells = zip(frame["jurisdiction"], frame["vendor"], frame["segment"], frame["evidence_until"], strict=True)
    for row, (place, vendor, segment, until) in enumerate(cells):
        latest = newest.get((place, vendor, segment))
        if latest is not None and (until != until or until < latest):
            yield data.sources["coverage"].problem(
                "V03", "an event of the cell is newer", row, "evidence_until", expected=f"{latest.date()} or later"
            )


RULES = (
    not_public_before_it_happened,
    public_by_every_source,
    some_source_dated,
    not_public_long_before_sources,
    day_rests_on_a_day,
    each_act_once,
    published_before_read,
    confidence_as_argued,
    evidence_is_the_newest,
)
