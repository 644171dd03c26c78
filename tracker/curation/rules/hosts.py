"""Rules about where documents were read: who publishes at a host, copies, mirrors, names in texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from urllib.parse import urlsplit

from tracker.curation.dataset import Dataset
from tracker.curation.problem import Problem, register
from tracker.curation.rules.words import same_name

_SHELF = re.compile(
    r"(^|\.)(123dok|9pdf|archive|calameo|casetext|cupdf|docdroid|docplayer|docslib|documentcloud|dokumen|elaws"
    r"|fdocuments|issuu|justia|pdfcoffee|pdfslide|readkong|scribd|slideshare|studocu|vdocuments|vlex|wikisource)"
    r"\.[a-z.]+$"
)
"""Hosts that keep other people's documents: an official text is read there at a third party."""

_REGISTERS = frozenset({"e-tar.lt", "likumi.lv", "regjeringen.no", "vestnesis.lv", "wetten.overheid.nl"})
"""State hosts of law that look like a third party's: named like a host, or with parliament as the origin."""

_COPY = re.compile(r"\b(copy|mirror|reproduced|text of|statute text|via)\b|, at |\.[a-z]{2,3}$", re.IGNORECASE)
"""What the name of a publisher says that passes on what others issued."""

_STAGE = re.compile(
    r"(^|[.-])(staging|stage|stg|preprod|pre-prod|preview|sandbox|uat|dev|test|testing|demo|beta|mirror|mirrors|alpheus|lb|prod)\d*[.-]"
    r"|\.(vercel\.app|netlify\.app|pages\.dev|herokuapp\.com|azurewebsites\.net|cloudfront\.net|amazonaws\.com"
    r"|translate\.goog|wpengine\.com|wpenginepowered\.com|kinsta\.cloud|cloudwaysapps\.com|web\.app|github\.io)$"
)


def host_of(address: object) -> str:
    """Host of an address without a leading ``www.``; empty for what is none."""
    try:
        host = urlsplit(str(address)).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


@register(
    "Q09",
    "copy counted twice",
    "Two sources of one event have the same title and count as independent.",
    excusable=True,
)
def copies_are_one(data: Dataset) -> Iterator[Problem]:
    """Q09."""
    rows = {s: r for r, s in data["sources"]["source_id"].dropna().items()}
    told: set[tuple[str, str]] = set()
    links = data.read_links[["event_id", "source_id", "title", "origin", "publisher"]]
    links = links[links["title"].notna() & ~links["title"].fillna("").str.startswith("[")]
    titles = links["title"].str.casefold().str.replace(r"\W+", " ", regex=True).str.strip()
    for _, pair in links[links.assign(title=titles).duplicated(["event_id", "title"], keep=False)].groupby(
        ["event_id", titles]
    ):
        for a, b in combinations(pair.to_dict("records"), 2):
            first, second = (
                (r["origin"] if r["origin"] == r["origin"] and r["origin"] else r["publisher"]) for r in (a, b)
            )
            both = (a["source_id"], b["source_id"])
            if str(first).casefold() != str(second).casefold() and both not in told:
                told.add(both)
                yield data.sources["sources"].problem(
                    "Q09",
                    f"the same title as {a['source_id']}, of the same event",
                    int(rows[b["source_id"]]),  # type: ignore[call-overload]
                    "origin",
                    expected="the same origin, where one is a copy",
                )


@register(
    "Q10",
    "third-party host",
    "A document of an official kind was read at a host that is not the body's own.",
    warning=True,
    excusable=True,
)
def official_at_home(data: Dataset) -> Iterator[Problem]:
    """Q10."""
    source = data.sources["sources"]
    official = source.table.field("kind").flagged("official")
    frame = data["sources"].dropna(subset=["url", "kind"])
    frame = frame[frame["kind"].isin(official)]
    cells = zip(frame.index, frame["url"], frame["publisher"], frame["origin"].notna(), strict=True)
    for row, address, publisher, passed_on in cells:
        host = host_of(address)
        if _is_state(host):
            continue
        if passed_on or _SHELF.search(host) or _COPY.search(str(publisher)):
            yield source.problem(
                "Q10",
                f"{host} is not a host of the body's own",
                int(row),
                "url",
                hint="give the official address, or the kind of what was read there",
            )


_STATE = re.compile(
    r"(^|\.)(gov|gob|gouv|gub|govt|go|mil|gc|gv|admin|government|parl|parlament|parliament|parlamento|senat|senate|congreso"
    r"|europa)(\.[a-z]{2,3}){0,2}$"
)


def _is_state(host: str) -> bool:
    return host in _REGISTERS or _STATE.search(host) is not None


@register(
    "Q11",
    "staging or mirror",
    "The address is of a staging, test, mirror or cloud host, which will not last.",
    excusable=True,
)
def lasting_hosts(data: Dataset) -> Iterator[Problem]:
    """Q11."""
    for row, address in data["sources"]["url"].dropna().items():
        host = host_of(address)
        if _STAGE.search(host):
            yield data.sources["sources"].problem(
                "Q11",
                f"{host} is a staging, mirror or cloud host",
                int(row),  # type: ignore[call-overload]
                "url",
                expected="the publisher's own address",
            )


@register(
    "Q12",
    "publisher spelled twice",
    "One publisher at one host is spelled in more than one way.",
    excusable=True,
)
def one_spelling(data: Dataset) -> Iterator[Problem]:
    """Q12."""
    frame = data["sources"].dropna(subset=["url", "publisher"])
    names: dict[str, Counter[str]] = defaultdict(Counter)
    hosts = [host_of(u) for u in frame["url"]]
    for host, name in zip(hosts, frame["publisher"], strict=True):
        names[host][name] += 1
    usual: dict[tuple[str, str], str] = {}
    for host, counted in names.items():
        kept: list[str] = []
        for name, _ in sorted(counted.items(), key=lambda c: (-c[1], c[0])):
            twin = next((k for k in kept if same_name(k, name)), None)
            if twin is None:
                kept.append(name)
            else:
                usual[host, name] = twin
    for row, host, name in zip(frame.index, hosts, frame["publisher"], strict=True):
        if (host, name) in usual:
            yield data.sources["sources"].problem(
                "Q12",
                f"{host} has another spelling more often",
                int(row),
                "publisher",
                expected=repr(usual[host, name]),
            )


@register(
    "E12",
    "vendor named",
    "The summary of an event names a vendor that named_vendors does not list.",
    warning=True,
    excusable=True,
)
def named_vendors_named(data: Dataset) -> Iterator[Problem]:
    """E12."""
    frame = data["events"]
    for vendor, name in data["vendors"][["vendor", "name"]].dropna().itertuples(index=False, name=None):
        told = frame["summary"].fillna("").str.contains(rf"\b{re.escape(name)}\b", regex=True)
        listed = frame["named_vendors"].fillna("").str.contains(rf"\b{vendor}\b")
        yield from data.where(
            "events",
            told & ~listed,
            "E12",
            "named_vendors",
            f"the summary names {name}",
            hint="list it where the act itself names it",
        )


RULES = (copies_are_one, official_at_home, lasting_hosts, one_spelling, named_vendors_named)
