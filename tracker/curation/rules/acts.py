"""Rules about acts and provisions: their identifiers, their days, how much was read, what they say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.curation.dataset import Dataset, among, looked_up
from tracker.curation.problem import Problem, register
from tracker.errors import nearest

if TYPE_CHECKING:
    import pandas as pd


def _of_act(data: Dataset, table: str, column: str) -> pd.Series:
    return looked_up(data[table]["act_id"], data.acts[column])


@register(
    "A01",
    "act identifier",
    "An act's identifier does not start with its jurisdiction and year of adoption, or a provision's with its act.",
)
def identifier_fits(data: Dataset) -> Iterator[Problem]:
    """A01."""
    source, frame = data.sources["acts"], data["acts"][["act_id", "jurisdiction", "adopted"]]
    for row, act, owner, adopted in frame.dropna(subset=["act_id", "jurisdiction"]).itertuples(name=None):
        place, year = str(act).split("-")[0], "".join(str(act).split("-")[1:2])
        if place.upper() != owner:
            yield source.problem("A01", "does not start with the act's jurisdiction", row, "act_id")
        if adopted == adopted and year != str(adopted.year):
            yield source.problem("A01", "does not carry the year of adoption", row, "act_id")
    for row, provision, act in data["provisions"][["provision_id", "act_id"]].dropna().itertuples(name=None):
        if provision.split(".")[0] != act:
            yield data.sources["provisions"].problem(
                "A01", "does not start with its act", row, "provision_id", expected="the act_id and a full stop"
            )


@register(
    "A02",
    "act days",
    "The days of an act are out of order: adopted, published, in force, ended.",
    excusable=True,
)
def act_days(data: Dataset) -> Iterator[Problem]:
    """A02."""
    acts = data["acts"]
    for early, late in (("adopted", "published"), ("adopted", "in_force"), ("in_force", "ended"), ("adopted", "ended")):
        off = acts[late] < acts[early] if late != "ended" else acts[late] <= acts[early]
        yield from data.where("acts", off, "A02", late, f"before {early}", expected=f"a day after {early}")


@register("A03", "act references", "An act amends or replaces itself, an act that does not exist, or one twice.")
def act_references(data: Dataset) -> Iterator[Problem]:
    """A03."""
    source, acts = data.sources["acts"], data["acts"]
    known = set(data.acts.index)
    for column in ("amends", "replaces"):
        for row, cell in acts[column].dropna().items():
            items = str(cell).split(";")
            own = source.cell(int(row), "act_id")  # type: ignore[call-overload]
            for item in dict.fromkeys(items):
                if item == own:
                    wrong, hint = "names itself", None
                elif item not in known:
                    close = nearest(item, known, 1)
                    wrong = f"no act {item!r}"
                    hint = f"did you mean {close[0]!r}?" if close else "add it to acts.csv first"
                elif items.count(item) > 1:
                    wrong, hint = f"names {item} twice", None
                else:
                    continue
                yield source.problem("A03", wrong, int(row), column, hint=hint)  # type: ignore[call-overload]


@register(
    "A04",
    "what was read of an act",
    "An act whose text was read does not say where and when, or what its official address is; or one whose text was "
    "not read gives no reason.",
    excusable=True,
)
def act_reading(data: Dataset) -> Iterator[Problem]:
    """A04."""
    acts = data["acts"]
    away = acts["text"].isin(data.sources["acts"].table.field("text").flagged("unavailable"))
    read = acts["text"].notna() & ~away
    for column in ("read_where", "read_on"):
        yield from data.where(
            "acts", read & acts[column].isna(), "A04", column, "the text was read: say where and when"
        )
    official = acts["text"].isin(data.sources["acts"].table.field("text").flagged("read"))
    yield from data.where(
        "acts", official & acts["url"].isna(), "A04", "url", "the text was read: give its official address"
    )
    yield from data.where(
        "acts", away & acts["note"].isna(), "A04", "note", "the text was not read: say what is known of it or was tried"
    )
    yield from data.where("acts", acts["read_state"] > acts["read_on"], "A04", "read_state", "later than read_on")
    half = acts["identifier"].isna() != acts["identifier_scheme"].isna()
    yield from data.where("acts", half, "A04", "identifier", "the identifier and its scheme go together")


@register(
    "A05",
    "provision days",
    "A provision ends before it begins, or its days lie outside those of its act.",
)
def provision_days(data: Dataset) -> Iterator[Problem]:
    """A05."""
    frame = data["provisions"]
    start, end = _of_act(data, "provisions", "in_force"), _of_act(data, "provisions", "ended")
    checks = (
        (frame["in_force_to"] <= frame["in_force_from"], "in_force_to", "ends before it begins", "in_force_from"),
        (frame["in_force_from"] < start, "in_force_from", "in force before its act", "the act's in_force or later"),
        (frame["in_force_from"] >= end, "in_force_from", "begins after its act ended", "a day before the act's end"),
        (frame["in_force_to"] > end, "in_force_to", "in force after its act ended", "the act's end or earlier"),
        (end.notna() & frame["in_force_to"].isna(), "in_force_to", "its act has ended", "the act's end or earlier"),
    )
    for mask, column, message, expected in checks:
        yield from data.where("provisions", mask, "A05", column, message, expected=expected)


@register(
    "A06",
    "what a provision says",
    "How a provision reaches makers, what it does and what it says of installed equipment do not fit together.",
    excusable=True,
)
def provision_content(data: Dataset) -> Iterator[Problem]:
    """A06."""
    frame = data["provisions"]
    named, ends = frame["named_vendors"].notna(), frame["does"].fillna("").str.contains("bar|cap|remove")
    checks = (
        (
            (frame["by"] == "name") & ~named,
            "named_vendors",
            "reaches makers by name and names none",
            "the vendors named",
        ),
        (frame["by"].notna() & (frame["by"] != "name") & named, "by", "names vendors", "name"),
        (frame["installed_until"].notna() & frame["installed"].isna(), "installed", "a last day without terms", None),
        (frame["installed_until"].notna() & ~ends, "does", "a last day for installed equipment", "bar, cap or remove"),
        (frame["installed_until"] <= frame["in_force_from"], "installed_until", "before it is in force", None),
    )
    for mask, column, message, expected in checks:
        more = {} if expected is None else {"expected": expected}
        yield from data.where("provisions", mask, "A06", column, message, **more)


@register(
    "A07",
    "act and event",
    "An event's act is another jurisdiction's, or was adopted after the event, which was no legislature's vote.",
    excusable=True,
)
def act_and_event(data: Dataset) -> Iterator[Problem]:
    """A07."""
    events = data["events"]
    owner, adopted = _of_act(data, "events", "jurisdiction"), _of_act(data, "events", "adopted")
    foreign = owner.notna() & (owner != events["jurisdiction"])
    yield from data.where("events", foreign, "A07", "act_id", "the act belongs to another jurisdiction")
    # A legislature votes before an act is signed, and the day of signature is the one that it is cited by.
    decisive = events["kind"].isin(data.sources["events"].table.field("kind").flagged("decisive"))
    vote = events["actor_kind"] == "legislature"
    early = decisive & ~vote & (events["date"] < adopted)
    yield from data.where("events", early, "A07", "date", "before the act was adopted", expected="adopted or later")


@register("A08", "unused act", "An act carries no event, no provision and no other act.")
def act_used(data: Dataset) -> Iterator[Problem]:
    """A08."""
    acts = data["acts"]
    used = {*data["events"]["act_id"].dropna(), *data["provisions"]["act_id"].dropna()}
    for column in ("amends", "replaces"):
        linked = acts[acts[column].notna()]
        used |= {*linked["act_id"], *(i for cell in linked[column] for i in str(cell).split(";"))}
    idle = acts["act_id"].notna() & ~among(acts["act_id"], used)
    yield from data.where("acts", idle, "A08", "act_id", "nothing refers to it", hint="link its events, or remove it")


RULES = (
    identifier_fits,
    act_days,
    act_references,
    act_reading,
    provision_days,
    provision_content,
    act_and_event,
    act_used,
)
