"""Rules about what a spell in law stands on: its provision's days, reach and force, and whether it was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracker.curation.dataset import Dataset, among, looked_up
from tracker.curation.problem import Problem, register

if TYPE_CHECKING:
    import pandas as pd

_SOFT = frozenset({"assess", "notify", "permit"})
_HARD = frozenset({"bar", "remove"})


def _of_provision(data: Dataset, column: str) -> pd.Series:
    return looked_up(data["stances"]["provision_id"], data.provisions[column])


def _act_text(data: Dataset) -> pd.Series:
    """How much was read of the act behind each spell: its provision's, or else its event's."""
    of_event = looked_up(looked_up(data["stances"]["event_id"], data.events["act_id"]), data.acts["text"])
    return _of_provision(data, "act_text").fillna(of_event)


def _in_law(data: Dataset) -> pd.Series:
    return data["stances"]["basis"] == "de_jure"


def _flagged(data: Dataset, flag: str) -> frozenset[str]:
    return data.sources["acts"].table.field("text").flagged(flag)


@register(
    "L01",
    "no provision",
    "A de_jure spell names no provision, though the text of its act was not said to be out of reach.",
)
def names_a_provision(data: Dataset) -> Iterator[Problem]:
    """L01."""
    frame = data["stances"]
    none = _in_law(data) & frame["provision_id"].isna() & ~_act_text(data).isin(_flagged(data, "unavailable"))
    yield from data.where(
        "stances",
        none,
        "L01",
        "provision_id",
        "names no provision",
        hint="name it, or enter the act with text not_public or not_found",
    )
    needless = frame["basis"].notna() & ~_in_law(data) & frame["provision_id"].notna()
    yield from data.where("stances", needless, "L01", "provision_id", "only a de_jure spell stands on a provision")
    owner = _of_provision(data, "act_jurisdiction")
    foreign = owner.notna() & (owner != frame["jurisdiction"])
    yield from data.where("stances", foreign, "L01", "provision_id", "the provision is another jurisdiction's")


@register(
    "L02",
    "first day",
    "A de_jure spell begins on another day than its provision and does not say why, or says why where they agree.",
)
def begins_with_its_provision(data: Dataset) -> Iterator[Problem]:
    """L02."""
    frame = data["stances"]
    begins, noted = _of_provision(data, "in_force_from"), frame["first_day_note"].notna()
    differs = begins.notna() & (frame["valid_from"] != begins)
    yield from data.where(
        "stances",
        differs & ~noted,
        "L02",
        "valid_from",
        "not the first day of its provision",
        expected="the provision's in_force_from, or the reason in first_day_note",
    )
    yield from data.where(
        "stances", noted & ~differs, "L02", "first_day_note", "no other day to explain", expected="an empty cell"
    )
    yield from data.where(
        "stances",
        frame["valid_from"] < begins,
        "L02",
        "valid_from",
        "begins before its provision",
        hint="name the provision that was in force then",
    )


@register("L03", "text not read", "A de_jure spell has high confidence, and the text of its act was not read.")
def high_needs_the_text(data: Dataset) -> Iterator[Problem]:
    """L03."""
    unread = _in_law(data) & (data["stances"]["confidence"] == "high") & ~_act_text(data).isin(_flagged(data, "read"))
    yield from data.where(
        "stances",
        unread,
        "L03",
        "confidence",
        "the text of the act was not read in full or in the articles that matter",
        expected="medium or low",
    )


@register(
    "L04",
    "ended law",
    "A de_jure spell goes on after its provision or act has ended, and no later provision carries it on.",
    excusable=True,
)
def ends_with_its_law(data: Dataset) -> Iterator[Problem]:
    """L04."""
    provisions = data.provisions
    ending = provisions.index[provisions["in_force_to"].notna() | provisions["act_ended"].notna()]
    frame = data["stances"]
    frame = frame[_in_law(data) & among(frame["provision_id"], ending)]
    if frame.empty:
        return
    source, closed = data.sources["stances"], data.stances
    known = provisions.to_dict("index")
    lines = _lines(data)
    for row, spell in frame.iterrows():
        end = _carried_until(known[spell["provision_id"]], spell, known, lines)
        last = closed["valid_to"].get(row)
        if end is not None and not (last is not None and last <= end):
            yield source.problem(
                "L04",
                f"its provision {spell['provision_id']} ended on {end.date()} and nothing carries it on",
                int(row),  # type: ignore[call-overload]
                "valid_to",
                hint="end the spell, or enter the later wording or the act that replaces it",
            )


def _end(provision: dict[Any, Any]) -> Any:
    """First day on which a provision no longer holds; None while it does."""
    days = [d for d in (provision["in_force_to"], provision["act_ended"]) if d == d and d is not None]
    return min(days) if days else None


def _lines(data: Dataset) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Pairs of acts, the earlier one first: replaced by the later one, or amended by one act, which may move parts."""
    replaced = {(old, str(new)) for new, cell in data.acts["replaces"].dropna().items() for old in str(cell).split(";")}
    amended = [str(cell).split(";") for cell in data.acts["amends"].dropna()]
    return replaced, {(old, new) for both in amended for old in both for new in both if old != new}


def _carried_until(
    provision: dict[Any, Any],
    spell: pd.Series,
    known: dict[Any, dict[Any, Any]],
    lines: tuple[set[tuple[str, str]], set[tuple[str, str]]],
) -> Any:
    """First day on which neither a provision nor a later one that carries the level on holds; None while one does."""
    (replaced, moved), line, end = lines, {provision["provision_id"]}, _end(provision)
    while end is not None:
        follows = [
            later
            for later in known.values()
            if later["provision_id"] not in line
            and later["in_force_from"] <= end
            and (
                later["act_id"] == provision["act_id"]
                or (provision["act_id"], later["act_id"]) in replaced
                or ((provision["act_id"], later["act_id"]) in moved and later["in_force_from"] == end)
            )
            and (later["segments"] != later["segments"] or spell["segment"] in str(later["segments"]).split(";"))
            and not _too_strict(spell["level"], _items(later["does"]))
            and (_end(later) is None or _end(later) > end)
        ]
        if not follows:
            return end
        provision = max(follows, key=lambda p: (_end(p) is None, _end(p) or p["in_force_from"]))
        line.add(provision["provision_id"])
        end = _end(provision)
    return None


@register(
    "L05",
    "deadline in law",
    "The deadline of a de_jure spell is not the day that its provision gives for installed equipment.",
    excusable=True,
)
def deadline_of_the_provision(data: Dataset) -> Iterator[Problem]:
    """L05."""
    frame, until = data["stances"], _of_provision(data, "installed_until")
    differs = until.notna() & frame["deadline"].notna() & (until != frame["deadline"])
    yield from data.where(
        "stances", differs, "L05", "deadline", "not its provision's day", expected="the provision's installed_until"
    )
    missing = until.notna() & frame["deadline"].isna() & (frame["level"] == "limited")
    yield from data.where(
        "stances", missing, "L05", "deadline", "its provision gives a day", expected="the provision's installed_until"
    )


@register(
    "L06",
    "reach in law",
    "A de_jure spell is on a segment or a vendor that its provision does not reach.",
    excusable=True,
)
def provision_reaches_the_cell(data: Dataset) -> Iterator[Problem]:
    """L06."""
    frame = data["stances"]
    by = _of_provision(data, "by")
    for column, listed, limits in (("segment", "segments", True), ("vendor", "named_vendors", by == "name")):
        lists = _of_provision(data, listed)
        pairs = zip(frame[column], lists, strict=True)
        outside = _series(
            [isinstance(i, str) and isinstance(v, str) and v not in i.split(";") for v, i in pairs], frame
        )
        mask = frame["provision_id"].notna() & outside & limits
        yield from data.where("stances", mask, "L06", column, f"the provision's {listed} does not list it")


@register(
    "L07",
    "force in law",
    "A de_jure level is stricter than what its provision does: a bare power sets none, assessment bars nobody.",
    excusable=True,
)
def level_follows_from_the_provision(data: Dataset) -> Iterator[Problem]:
    """L07."""
    frame = data["stances"]
    known = frame["provision_id"].isin(data.provisions.index)
    for row, level, does in zip(
        frame.index[known], frame["level"][known], _of_provision(data, "does")[known], strict=True
    ):
        wrong = _too_strict(level, _items(does))
        if wrong:
            yield data.sources["stances"].problem("L07", wrong, int(row), "level", hint="see rules 5 and 7")


def _items(cell: Any) -> frozenset[str]:
    return frozenset(cell.split(";")) if isinstance(cell, str) else frozenset()


def _too_strict(level: Any, does: frozenset[str]) -> str | None:
    if not isinstance(level, str) or level == "open":
        return None
    if not does:
        return "its provision only empowers"
    if level == "removal" and "remove" not in does:
        return "its provision does not have equipment removed"
    if level in {"barred", "removal"} and not does & _HARD:
        return "its provision forbids no use"
    if level == "limited" and does <= _SOFT:
        return "its provision only assesses"
    return None


def _series(values: list[bool], frame: pd.DataFrame) -> pd.Series:
    import pandas as pd

    return pd.Series(values, index=frame.index, dtype=bool)


RULES = (
    names_a_provision,
    begins_with_its_provision,
    high_needs_the_text,
    ends_with_its_law,
    deadline_of_the_provision,
    provision_reaches_the_cell,
    level_follows_from_the_provision,
)
