"""Rules about where documents were read: who publishes at a host, copies, mirrors, names in texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from tracker.curation.dataset import Dataset, looked_up
from tracker.curation.problem import Problem, register
from tracker.curation.rules.addresses import hosts
from tracker.curation.rules.words import same_name
from tracker.positions.bridge import whole

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

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


@register(
    "Q09",
    "copy counted twice",
    "Two sources of one event have the same title and count as independent.",
    excusable=True,
)
def copies_are_one(data: Dataset) -> Iterator[Problem]:
    """Q09."""
    title = data["sources"][["source_id", "title"]].dropna(subset=["source_id"]).drop_duplicates("source_id")
    links = data.read_links[["event_id", "source_id", "origin", "publisher"]]
    links = links.assign(title=looked_up(links["source_id"], title.set_index("source_id")["title"]))
    links = links[links["event_id"].notna() & links["title"].notna() & ~links["title"].fillna("").str.startswith("[")]
    links = links[_twice(links["event_id"], rough(links["title"]))]
    titles = links["title"].str.casefold().str.replace(r"\W+", " ", regex=True).str.strip()
    twice = _twice(links["event_id"], titles)
    if not twice.any():
        return
    links, titles = links[twice], titles[twice]
    rows = {s: r for r, s in data["sources"]["source_id"].dropna().items()}
    told: set[tuple[str, str]] = set()
    for _, pair in links.groupby(["event_id", titles]):
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


def _twice(events: pd.Series, titles: pd.Series) -> npt.NDArray[np.bool_]:
    """Which titles stand with one event more than once."""
    import pandas as pd

    alike = pd.DataFrame({"event": pd.factorize(events)[0], "title": pd.factorize(titles)[0]})
    return alike.duplicated(keep=False).to_numpy()


def rough(titles: pd.Series) -> pd.Series:
    """What two titles have in common at the least if they differ in case and marks alone.

    The figures, and those of ASCII's letters that no other letter becomes when case is folded.

    Parameters
    ----------
    titles : pandas.Series of str

    Returns
    -------
    pandas.Series of str
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    lower = pc.ascii_lower(whole(pa.array(titles, pa.large_string())))
    kept = pc.replace_substring_regex(lower, "[^0-9bcdegmopqruvxz]+", "")
    return pd.Series(pd.array(kept, dtype="str"), index=titles.index)


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
    frame = data["sources"]
    frame = frame[frame["url"].notna() & frame["kind"].isin(official)]
    code, names = hosts(frame["url"])
    away = np.array([not _is_state(name) for name in names], dtype=bool)[code]
    frame, code = frame[away], code[away]
    cells = zip(frame.index, code, frame["publisher"], frame["origin"].notna(), strict=True)
    for row, place, publisher, passed_on in cells:
        host = names[place]
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
    frame = data["sources"]
    code, names = hosts(frame["url"])
    staged = np.array([*(_STAGE.search(name) is not None for name in names), False])
    for row in np.flatnonzero(staged[code]).tolist():
        yield data.sources["sources"].problem(
            "Q11",
            f"{names[code[row]]} is a staging, mirror or cloud host",
            row,
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
    import pandas as pd

    frame = data["sources"]
    frame = frame[frame["url"].notna() & frame["publisher"].notna()]
    code, at = hosts(frame["url"])
    said, publishers = pd.factorize(frame["publisher"])
    _, first, counts = np.unique(code * len(publishers) + said, return_index=True, return_counts=True)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    several = np.bincount(code[first], minlength=len(at)) > 1
    for row, count in zip(first.tolist(), counts.tolist(), strict=True):
        if several[code[row]]:
            names[at[code[row]]][publishers[said[row]]] = count
    usual: dict[tuple[str, str], str] = {}
    for host, counted in names.items():
        kept: list[str] = []
        for name, _ in sorted(counted.items(), key=lambda c: (-c[1], c[0])):
            twin = next((k for k in kept if same_name(k, name)), None)
            if twin is None:
                kept.append(name)
            else:
                usual[host, name] = twin
    if not usual:
        return
    for row, host, name in zip(frame.index, (at[c] for c in code), frame["publisher"], strict=True):
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
        # First without the marks of a word, which take a look at each text by itself.
        near = frame[frame["summary"].str.contains(name, regex=False, na=False)]
        told = near["summary"].str.contains(rf"\b{re.escape(name)}\b", regex=True)
        listed = near["named_vendors"].fillna("").str.contains(rf"\b{vendor}\b")
        yield from data.where(
            "events",
            told & ~listed,
            "E12",
            "named_vendors",
            f"the summary names {name}",
            hint="list it where the act itself names it",
        )


RULES = (copies_are_one, official_at_home, lasting_hosts, one_spelling, named_vendors_named)
