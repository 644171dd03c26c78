"""A small made-up world for tests: every table, free of problems, easy to break in one place."""

from __future__ import annotations

import copy
import csv
from pathlib import Path

from tracker.schema import curated_tables

Tables = dict[str, list[dict[str, str]]]

_EVENT = {
    "jurisdiction": "AAA",
    "date_precision": "day",
    "actor": "Ministry",
    "actor_kind": "executive",
    "kind": "statement",
    "named_vendors": "huawei",
    "covers_vendors": "huawei;zte",
    "segments": "core;access",
    "confidence": "medium",
}


def _event(event_id: str, date: str, summary: str, **more: str) -> dict[str, str]:
    return {**_EVENT, "event_id": event_id, "date": date, "public_on": date, "summary": summary, **more}


def _source(source_id: str, published: str, **more: str) -> dict[str, str]:
    return {
        "source_id": source_id,
        "url": f"https://example.org/{source_id}",
        "publisher": source_id.split("-")[0].title(),
        "title": f"Title of {source_id}",
        "published": published,
        "published_precision": "day",
        "language": "en",
        "kind": "news",
        "seen": "excerpt",
        "accessed": "2024-01-31",
        **more,
    }


def _stance(valid_from: str, level: str, event_id: str, **more: str) -> dict[str, str]:
    return {
        "jurisdiction": "AAA",
        "vendor": "huawei",
        "segment": "core",
        "basis": "announced",
        "valid_from": valid_from,
        "level": level,
        "event_id": event_id,
        "confidence": "medium",
        "rationale": "The ministry said so in public.",
        **more,
    }


def _act(act_id: str, **more: str) -> dict[str, str]:
    return {
        "act_id": act_id,
        "jurisdiction": act_id.split("-")[0].upper(),
        "title": f"Title of {act_id}",
        "kind": "law",
        "adopted": "2020-01-15",
        "published": "2020-01-20",
        "in_force": "2020-07-01",
        "url": f"https://example.org/acts/{act_id}",
        "text": "articles",
        "read_where": "the gazette",
        "read_on": "2024-01-31",
        **more,
    }


def _provision(provision_id: str, in_force_from: str, **more: str) -> dict[str, str]:
    return {
        "provision_id": provision_id,
        "act_id": provision_id.split(".")[0],
        "article": "section 2",
        "in_force_from": in_force_from,
        "binds": "Operators of networks",
        "by": "criteria",
        "summary": "Operators have new equipment for their networks assessed before they use it.",
        "segments": "core;access",
        "does": "assess",
        **more,
    }


def mini() -> Tables:
    """Two jurisdictions: AAA reviews, announces, legislates and lets an announcement lapse; BBB is silent."""
    events = [
        _event("aaa-20180301-review", "2018-03-01", "The ministry opens a review of both vendors.", kind="review"),
        _event("aaa-20190601-bar", "2019-06-01", "The ministry bars the vendor from the core network."),
        _event(
            "aaa-20200115-law",
            "2020-01-15",
            "Parliament passes a law on suppliers of networks.",
            kind="law",
            actor="Parliament",
            actor_kind="legislature",
            effective_from="2020-07-01",
            confidence="high",
            instrument="Law 1 of 2020",
            act_id="aaa-2020-law-1",
        ),
        _event("aaa-20210331-leak", "2021-03-31", "The ministry lifts the bar; made public a year later.",
               date_precision="month", public_on="2022-03-15"),
        _event("aaa-20180401-guess", "2018-04-01", "A newspaper predicts that the vendor will be barred.",
               kind="forecast", actor="Paper", actor_kind="press", segments="core"),
    ]  # fmt: skip
    sources = [
        _source("paper-20180301-review", "2018-03-01"),
        _source("paper-20190601-bar", "2019-06-01"),
        _source("gazette-20200115-law", "2020-01-15", kind="official_text", seen="full"),
        _source("paper-20220315-leak", "2022-03-15"),
        _source("paper-20180401-guess", "2018-04-01"),
    ]
    return {
        "jurisdictions": [
            {"jurisdiction": "AAA", "name": "Aland of Tests", "kind": "country", "alpha2": "AA", "iso_numeric": "009",
             "region": "Europe", "subregion": "Northern Europe", "cow": "909", "gw": "910"},
            {"jurisdiction": "BBB", "name": "Borduria", "kind": "country"},
            {"jurisdiction": "EU", "name": "European Union", "kind": "union"},
        ],
        "memberships": [
            {"jurisdiction": "AAA", "organisation": "eu", "member_from": "1973-01-01", "from_precision": "day",
             "member_to": "2020-02-01", "note": "Left"},
            {"jurisdiction": "AAA", "organisation": "five_eyes", "member_from": "1956-12-31",
             "from_precision": "year"},
        ],
        "vendors": [
            {"vendor": v, "name": v.title(), "legal_name": f"{v.title()} Ltd", "headquarters": "CHN"}
            for v in ("huawei", "zte")
        ],
        "acts": [_act("aaa-2020-law-1", number="1/2020", gazette="Gazette 7/2020")],
        "provisions": [_provision("aaa-2020-law-1.s2", "2020-07-01")],
        "sources": sources,
        "events": events,
        "event_sources": [
            {"event_id": "aaa-20180301-review", "source_id": "paper-20180301-review", "supports": "the opening"},
            {"event_id": "aaa-20190601-bar", "source_id": "paper-20190601-bar", "supports": "the bar"},
            {"event_id": "aaa-20200115-law", "source_id": "gazette-20200115-law", "supports": "the text"},
            {"event_id": "aaa-20210331-leak", "source_id": "paper-20220315-leak", "supports": "the end"},
            {"event_id": "aaa-20180401-guess", "source_id": "paper-20180401-guess", "supports": "the guess"},
        ],
        "stances": [
            _stance("2019-06-01", "barred", "aaa-20190601-bar", valid_to="2021-03-31", ended_by="aaa-20210331-leak"),
            _stance("2020-07-01", "screened", "aaa-20200115-law", basis="de_jure", confidence="high",
                    provision_id="aaa-2020-law-1.s2"),
        ],
        "reviews": [
            {
                "jurisdiction": "AAA",
                "vendor": v,
                "segment": "core",
                "opened_on": "2018-03-01",
                "opened_by": "aaa-20180301-review",
                "closed_on": "2019-06-01",
                "closed_by": "aaa-20190601-bar",
                "body": "Ministry",
                "confidence": "medium",
                "rationale": "A named body asks whether to bar.",
            }
            for v in ("huawei", "zte")
        ],
        "forecasts": [
            {
                "event_id": "aaa-20180401-guess",
                "vendor": "huawei",
                "claim": "will-be-barred",
                "jurisdiction": "AAA",
                "segment": "core",
                "statement": "The vendor will be barred from the core.",
                "outcome": "correct",
                "settled_by": "aaa-20190601-bar",
                "rationale": "It was barred a year later.",
            }
        ],
        "coverage": [
            {
                "jurisdiction": j,
                "vendor": v,
                "segment": "core",
                "first_checked": "2018-01-01",
                "last_checked": "2023-12-31",
                "searched_on": "2024-01-31",
                "reaches_to": "2023-06-30",
                **({"evidence_until": "2022-03-15"} if j == "AAA" else {}),
                "finding": "coded" if j == "AAA" else "not_coded",
                "method": "Gazette and papers",
            }
            for j in ("AAA", "BBB")
            for v in ("huawei", "zte")
        ],
        "second_coding": [
            {
                "jurisdiction": "AAA",
                "vendor": "huawei",
                "segment": "core",
                "on": "2020-12-31",
                "level": "barred",
                "basis": "announced",
                "under_review": "false",
                "confidence": "high",
                "event_id": "aaa-20190601-bar",
                "reason": "Barred by the ministry.",
                "settled": "agreed",
            }
        ],
        "readings": [],
        "decisions": [
            {
                "decision": "a-law-beside-a-bar",
                "rule": "4",
                "events": "aaa-20190601-bar;aaa-20200115-law",
                "question": "Does a permit law loosen an earlier bar?",
                "coded": "Both stand side by side.",
                "why": "Nothing is replaced across bases.",
            }
        ],
        "exceptions": [],
        "corrections": [],
    }  # fmt: skip


def changed(edit: dict[str, dict[int, dict[str, str]]], base: Tables | None = None) -> Tables:
    """The small world with cells changed: ``{table: {row: {column: value}}}``; a new row index appends."""
    data = copy.deepcopy(base or mini())
    for table, rows in edit.items():
        for row, cells in rows.items():
            if row == len(data[table]):
                data[table].append({})
            data[table][row].update(cells)
    return data


def write(folder: Path, data: Tables) -> Path:
    """Write tables as canonical CSV files, sorted by key."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in curated_tables():
        names = [f.name for f in table.curated]
        rows = sorted(data[table.name], key=lambda r: [r.get(k, "") for k in table.key])
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def wild() -> Tables:
    """The small world with texts that harm careless writers, and with cells that are missing."""
    return changed(
        {
            "sources": {
                0: {"title": "=HYPERLINK(\"https://example.org\";\"50 % off & {more}_#1\") \\ ~ ^ $", "origin": "Agency, Ltd."},
                1: {"title": "@SUM(A1), \"quoted\"; and 'so'", "published": "2019-06-30", "published_precision": "month",
                    "archive_url": "https://example.org/archived?a=1&b={2}"},
                3: {"title": "+1 \u0645\u0646\u0639 \u0647\u0648\u0627\u0648\u064a", "publisher": "-Minus", "language": "ar"},
                4: {"title": "ER - TY - JOUR", "published": "", "published_precision": ""},
            },
            "events": {
                1: {"note": "First line\nsecond line, " + "long " * 200 + "end", "named_vendors": ""},
                2: {"instrument": "=1+1"},
            },
            "exceptions": {
                0: {"code": "E08", "table": "events", "row": "aaa-20180401-guess",
                    "why": "The page of the only source carries no day."},
            },
            "jurisdictions": {
                0: {"alpha2": "NA"},
            },
            "second_coding": {
                1: {"jurisdiction": "BBB", "vendor": "huawei", "segment": "core", "on": "2020-12-31",
                    "under_review": "false", "reason": "Nothing was found.", "settled": "agreed"},
            },
        }
    )  # fmt: skip
