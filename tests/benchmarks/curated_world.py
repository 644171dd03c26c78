"""A made-up folder of curated tables of any size, free of problems under the rules of the tree that it is made for.

Run as ``python tests/benchmarks/curated_world.py FOLDER --rows 600000 --schemas schemas``. Columns and their order come
from the ``schemas/*.json`` of that tree, an older one too: tables and columns that it does not know are left out. The
ten linked tables share the rows as the published data do; laws, exceptions and corrections come on top, where the tree
has them. The same numbers give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Row = dict[str, str]

LINKED = (
    "vendors", "jurisdictions", "memberships", "sources", "events", "event_sources", "stances", "reviews", "forecasts",
    "coverage",
)  # fmt: skip
"""The ten tables that every tree has, and that share the number of rows asked for."""

EVENTS = 10
"""Events of a jurisdiction; with their sources and what is coded from them about 80 rows, and some more of law."""

PER_JURISDICTION = 80

FIRST = dt.date(2010, 1, 4)
CUTOFF = dt.date(2023, 12, 31)
SEEN = "2024-01-31"
VENDORS, SEGMENTS = ("huawei", "zte"), ("core", "access", "government")
BOTH, REACH = ";".join(VENDORS), ";".join(SEGMENTS)

_WORDS = ["the", "ministry", "says", "that", "operators", "are", "to", "look", "at", "the", "makers", "of", "equipment", "for", "their", "networks", "before", "they", "buy", "it", "and", "that", "the", "agency", "is", "told", "of", "what", "they", "find,", "so", "that", "a", "supplier", "under", "orders", "of", "another", "state", "is", "met", "with", "care;", "Größe", "und", "Gewähr", "der", "Anbieter", "prüft", "das", "Amt,", "l'équipement", "déjà", "posé", "reste", "en", "service,", "and", "a", "permit", "may", "be", "asked", "for"]  # fmt: skip


def words(rng: random.Random, length: int) -> str:
    """A text of about that many characters, a comma or a letter beyond ASCII now and then."""
    start = rng.randrange(len(_WORDS))
    text = " ".join(_WORDS[(start + i) % len(_WORDS)] for i in range(length // 5 + 1))
    return f"No {rng.randrange(10**6)}: {text[:length].rstrip(' ,;')}."


def code(number: int) -> str:
    """Three capitals."""
    return "".join(chr(65 + number // 26**i % 26) for i in (2, 1, 0))


@dataclass
class World:
    """Rows by table."""

    rng: random.Random
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, /, **cells: str) -> None:
        """A row; an empty cell where nothing is said."""
        self.rows.setdefault(table, []).append(cells)

    def text(self, length: int) -> str:
        """A text of about that many characters."""
        return words(self.rng, length)


def made(rows: int, seed: int = 7) -> dict[str, list[Row]]:
    """Rows of every table; those of the ten linked ones are about as many as asked for."""
    world = World(random.Random(seed))
    for vendor in VENDORS:
        world.add("vendors", vendor=vendor, name=vendor.title(), legal_name=f"{vendor.title()} Ltd", headquarters="CHN")
    for number in range(max(rows // PER_JURISDICTION, 1)):
        _jurisdiction(world, number)
    _decisions(world)
    return world.rows


def _jurisdiction(world: World, number: int) -> None:
    place = code(number)
    world.add("jurisdictions", jurisdiction=place, name=f"Land {place}", kind="country", region="Europe",
              subregion="Northern Europe")  # fmt: skip
    if number % 2:
        world.add("memberships", jurisdiction=place, organisation=("eu", "nato", "oecd")[number % 3],
                  member_from=f"{1950 + number % 50}-05-01", from_precision="day", note="Accession.")  # fmt: skip
    days = [FIRST + dt.timedelta(number % 300 + 440 * i) for i in range(EVENTS)]
    events = list(_events(world, place, number, days))
    _coded(world, place, number, days, events)


KINDS = (
    "review",
    "statement",
    "statement",
    "law",
    "statement",
    "decision",
    "statement",
    "forecast",
    "advice",
    "statement",
)
"""What the events of a jurisdiction are, in order."""


def _events(world: World, place: str, number: int, days: list[dt.date]) -> Iterator[str]:
    low, before = place.lower(), ""
    for i, (day, kind) in enumerate(zip(days, KINDS, strict=True)):
        event = f"{low}-{day:%Y%m%d}-{kind}-{i}"
        more: Row = {}
        if kind == "law":
            _act(world, place, day)
            more = {"act_id": f"{low}-{day.year}-law-1", "instrument": f"Law 1 of {day.year}",
                    "effective_from": f"{day + dt.timedelta(90)}"}  # fmt: skip
        precision, date = ("month", _month_end(day)) if i == 4 else ("day", day)
        if i != 4:
            more["note"] = world.text(100)
        world.add(
            "events", event_id=event, jurisdiction=place, date=f"{date}", date_precision=precision, public_on=f"{date}",
            actor="Parliament" if kind == "law" else "Paper" if kind == "forecast" else f"Ministry of networks of {place}",
            actor_kind="legislature" if kind == "law" else "press" if kind == "forecast" else "executive", kind=kind,
            named_vendors="huawei" if i % 2 else "", covers_vendors=BOTH, segments=REACH, summary=world.text(150),
            confidence="high" if kind in {"law", "decision"} else "medium", **more,
        )  # fmt: skip
        _sources(world, event, date, i, number, before)
        before = event
        yield event


def _sources(world: World, event: str, day: dt.date, i: int, number: int, before: str) -> None:
    low, host = event[:3], f"paper{number % 1900}.example.org"
    official = KINDS[i] in {"law", "decision"}
    named = [
        (
            f"gazette-{event}",
            f"https://state{low}.example.government/{event}",
            f"Gazette of {low.upper()}",
            "official_text",
        )
    ] * official
    named.append((f"paper-{event}", f"https://{host}/{day:%Y/%m/%d}/{event}", f"Paper {number % 1900}", "news"))
    if not official:
        named.append((f"daily-{event}", f"https://daily.example.org/{event}", "The Daily", "news"))
    if i % 3 == 2:
        named.append((f"look-{event}", f"https://look.example.org/{event}", "Look", "analysis"))
    for source, url, publisher, kind in named:
        world.add(
            "sources", source_id=source, url=url, publisher=publisher, origin="Agency" if publisher == "Look" else "",
            title=world.text(60), published=f"{day}", published_precision="day", language="en", kind=kind,
            seen="full" if official else "excerpt", accessed=SEEN,
        )  # fmt: skip
        world.add("event_sources", event_id=event, source_id=source, supports=world.text(40))
        if before:
            # What was written later tells of the event before, too.
            world.add("event_sources", event_id=before, source_id=source, supports=world.text(40))
            before = ""
    if i == 8 and not number % 20:
        # Background that is older than the event: a finding that an exception explains.
        source = f"older-{event}"
        world.add(
            "sources", source_id=source, url=f"https://older.example.org/{event}", publisher="Older", title=world.text(60),
            published=f"{day - dt.timedelta(400)}", published_precision="day", language="en", kind="news", seen="excerpt",
            accessed=SEEN,
        )  # fmt: skip
        world.add("event_sources", event_id=event, source_id=source, supports=world.text(40))
        world.add("exceptions", code="E07", table="events", row=event, why="The older source gives background only.")


def _act(world: World, place: str, day: dt.date) -> None:
    act, force = f"{place.lower()}-{day.year}-law-1", f"{day + dt.timedelta(90)}"
    world.add(
        "acts", act_id=act, jurisdiction=place, title=world.text(70), number=f"1/{day.year}", kind="law", adopted=f"{day}",
        published=f"{day + dt.timedelta(5)}", in_force=force, url=f"https://state{place.lower()}.example.government/acts/{act}",
        text="articles", read_where="the gazette", read_on=SEEN, note=world.text(100),
    )  # fmt: skip
    world.add(
        "provisions", provision_id=f"{act}.s2", act_id=act, article="section 2", in_force_from=force,
        binds="operators of networks", by="criteria", summary=world.text(200), segments=REACH, does="assess;notify",
    )  # fmt: skip


def _coded(world: World, place: str, number: int, days: list[dt.date], events: list[str]) -> None:
    """What the events of a jurisdiction say of its cells."""
    law, force = days[3], f"{days[3] + dt.timedelta(90)}"
    coded = [("huawei", "core"), ("huawei", "access"), *([("zte", "core")] if number % 4 == 0 else [])]
    said = {"confidence": "medium", "jurisdiction": place}
    for vendor, segment in coded:
        cell = {"vendor": vendor, "segment": segment}
        world.add("stances", **said, **cell, basis="announced", valid_from=f"{days[1]}", level="open",
                  event_id=events[1], rationale=world.text(300), confirmed_on=f"{days[1] + dt.timedelta(30)}")  # fmt: skip
        if segment == "core":
            world.add("stances", **said, **cell, basis="announced", valid_from=f"{days[6]}", level="limited",
                      event_id=events[6], rationale=world.text(300))  # fmt: skip
            world.add("stances", **said | {"confidence": "high"}, **cell, basis="de_jure", valid_from=force,
                      level="screened", event_id=events[3], provision_id=f"{place.lower()}-{law.year}-law-1.s2",
                      rationale=world.text(300))  # fmt: skip
    for vendor in VENDORS:
        world.add("reviews", **said, vendor=vendor, segment="core", opened_on=f"{days[0]}", opened_by=events[0],
                  closed_on=f"{days[1]}", closed_by=events[1], body="Ministry", rationale=world.text(230))  # fmt: skip
    reviewed = {(v, "core") for v in VENDORS}
    for vendor in VENDORS:
        for segment in SEGMENTS:
            known = (vendor, segment) in {*coded, *reviewed}
            world.add(
                "coverage", jurisdiction=place, vendor=vendor, segment=segment, first_checked="2018-01-01",
                last_checked=f"{CUTOFF}", searched_on=SEEN, reaches_to=f"{CUTOFF}", evidence_until=f"{CUTOFF}",
                finding="coded" if known else "not_coded", method=world.text(100), note=world.text(150),
            )  # fmt: skip
    world.add("forecasts", event_id=events[7], vendor="huawei", claim="will-be-barred", jurisdiction=place,
              segment="core", statement=world.text(80), outcome="wrong", settled_by=events[8], rationale=world.text(130))  # fmt: skip
    _read_again(world, place, number, events)
    for column in ("note", "summary"):
        world.add("corrections", version="0.2.0", table="events", row=events[2], column=column, reason="text_read",
                  why=world.text(60))  # fmt: skip


def _read_again(world: World, place: str, number: int, events: list[str]) -> None:
    again = {"jurisdiction": place, "vendor": "huawei", "segment": "core", "level": "limited", "basis": "announced",
             "under_review": "false", "confidence": "medium", "event_id": events[6]}  # fmt: skip
    for year in (2017, 2019, 2021):
        # Where the reading differs from the coding, it was settled and says why.
        world.add("second_coding", **again, on=f"{year}-12-31", reason=world.text(110), settled="first",
                  resolution=world.text(60))  # fmt: skip
    world.add("readings", **again, round="3", on=f"{CUTOFF - dt.timedelta(number % 100)}", reason=world.text(160),
              settled="first", resolution=world.text(60))  # fmt: skip


def _decisions(world: World) -> None:
    events = [r["event_id"] for r in world.rows["events"][:EVENTS]]
    for i in range(3):
        world.add("decisions", decision=f"case-{i}", rule=f"{i + 1}", events=";".join(events[i : i + 2]),
                  question=world.text(80), coded=world.text(40), why=world.text(100))  # fmt: skip


def _month_end(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(4)).replace(day=1) - dt.timedelta(1)


def write(folder: Path, rows: dict[str, list[Row]], schemas: Path) -> dict[str, int]:
    """Write the tables that some schemas define, in canonical form; the rows of each.

    Parameters
    ----------
    folder : pathlib.Path
        Made where it is missing.
    rows : dict of str to list of Row
        As :func:`made` gives them.
    schemas : pathlib.Path
        Folder with the definitions, of this tree or of another.

    Returns
    -------
    dict of str to int
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for path in sorted(schemas.glob("*.json")):
        table = json.loads(path.read_text(encoding="utf-8"))
        if "fields" not in table or table.get("derived") or table.get("type") == "changes" or "primaryKey" not in table:
            continue
        names = [f["name"] for f in table["fields"]]
        found = rows.get(table["name"], [])
        ordered = sorted(([r.get(n, "") for n in names] for r in found), key=_key(names, table["primaryKey"]))
        with (folder / f"{table['name']}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            writer.writerows(ordered)
        counts[table["name"]] = len(found)
    return counts


def _key(names: list[str], key: list[str]):  # type: ignore[no-untyped-def]
    places = [names.index(k) for k in key]
    return lambda row: [row[i] for i in places]


def main() -> None:
    """Write a world of a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=600_000)
    parser.add_argument("--schemas", type=Path, default=Path(__file__).parents[2] / "schemas")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    counts = write(options.folder, made(options.rows, options.seed), options.schemas)
    linked = sum(counts[t] for t in LINKED)
    print(json.dumps({"rows": sum(counts.values()), "linked": linked, "tables": counts}))


if __name__ == "__main__":
    main()
