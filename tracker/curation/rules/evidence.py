"""Rules about evidence: every event is sourced, decisive ones well; sources are complete and used."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.curation.dataset import Dataset, among
from tracker.curation.problem import Problem, register
from tracker.curation.rules.addresses import wrong_addresses
from tracker.curation.rules.events import end_of_period


@register("Q01", "no source", "An event has no source.")
def every_event_sourced(data: Dataset) -> Iterator[Problem]:
    """Q01."""
    frame = data["events"]
    yield from data.where(
        "events",
        ~among(frame["event_id"], data.links["event_id"]),
        "Q01",
        "event_id",
        "no source supports this event",
        hint="add a row to event_sources.csv, or leave the event out",
    )


@register("Q02", "only listed", "An event rests on sources that nobody has read.")
def listed_never_alone(data: Dataset) -> Iterator[Problem]:
    """Q02."""
    frame = data["events"]
    seen = data.links.loc[data.links["seen"] != "listed", "event_id"]
    alone = among(frame["event_id"], data.links["event_id"]) & ~among(frame["event_id"], seen)
    yield from data.where(
        "events", alone, "Q02", "event_id", "rests only on listed sources", expected="at least one source that was read"
    )


@register("Q03", "decisive act", "A decisive act has neither an official text nor two independent sources.")
def decisive_well_sourced(data: Dataset) -> Iterator[Problem]:
    """Q03."""
    source = data.sources["events"]
    frame = data["events"]
    decisive = frame["kind"].isin(source.table.field("kind").flagged("decisive"))
    yield from data.where(
        "events",
        decisive & ~among(frame["event_id"], data.well_sourced),
        "Q03",
        "event_id",
        "a decisive act needs better evidence",
        expected="an official text or two independent sources",
    )


@register("Q04", "confidence", "An event has high confidence without an official text or two independent sources.")
def high_needs_evidence(data: Dataset) -> Iterator[Problem]:
    """Q04."""
    frame = data["events"]
    yield from data.where(
        "events",
        (frame["confidence"] == "high") & ~among(frame["event_id"], data.well_sourced),
        "Q04",
        "confidence",
        "neither an official text nor two independent sources",
        expected="medium or low",
    )


@register("Q05", "unused source", "A source supports no event.")
def every_source_used(data: Dataset) -> Iterator[Problem]:
    """Q05."""
    frame = data["sources"]
    yield from data.where(
        "sources",
        ~among(frame["source_id"], data["event_sources"]["source_id"]),
        "Q05",
        "source_id",
        "supports no event",
        hint="link it in event_sources.csv, or remove it",
    )


@register("Q06", "publication day", "Day and precision of publication do not fit together.")
def publication_day_fits(data: Dataset) -> Iterator[Problem]:
    """Q06."""
    frame = data["sources"]
    half = frame["published"].isna() != frame["published_precision"].isna()
    # A period that was not over when the document was read ends on that day.
    end = end_of_period(frame["published"], frame["published_precision"])
    early = frame["published"] < end.mask(frame["accessed"] < end, frame["accessed"])
    late = frame["published"] > end_of_period(frame["accessed"], frame["published_precision"])
    for mask, column, message in (
        (half, "published_precision", "the day of publication and its precision go together"),
        (early, "published", "a day of this precision stands on the last day of its period"),
        (late, "published", "published after it was read"),
    ):
        yield from data.where("sources", mask, "Q06", column, message)


@register("Q07", "address", "A source's address is not a plain web address.")
def address_form(data: Dataset) -> Iterator[Problem]:
    """Q07."""
    source = data.sources["sources"]
    for column in ("url", "archive_url"):
        for row, wrong in wrong_addresses(data["sources"][column]):
            yield source.problem("Q07", wrong, row, column, expected="https://host/path")


RULES = (
    every_event_sourced,
    listed_never_alone,
    decisive_well_sourced,
    high_needs_evidence,
    every_source_used,
    publication_day_fits,
    address_form,
)
