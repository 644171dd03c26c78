"""What a citation says, before it is written in any style: a release, a row of it, the sources of the row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.errors import BadValueError
from tracker.release.descriptor.manifest import Release
from tracker.release.reading import settings, shelf
from tracker.visible import visible


@dataclass(frozen=True)
class Reference:
    """One thing that is cited.

    Attributes
    ----------
    kind : str
        ``"dataset"``, ``"news"``, ``"web"``, or the kind of an act, as the codebook has it.
    key : str
        Identifier, free of spaces.
    authors : tuple of str
        Bodies or persons, whole names; never taken apart.
    title : str
    issued : tuple of int
        Year, month, day, as far as they are known; empty when nothing is.
    publisher : str
        Empty when it is the author.
    version, part, licence, genre, abstract, language, note, url, doi, hash : str
        Empty when there is none. ``part`` says which row of the dataset is meant; ``hash`` which release, where nothing
        that could be followed does.
    accessed : tuple of int
        Year, month, day; empty when not read online.
    keywords : tuple of str
    """

    kind: str
    key: str
    authors: tuple[str, ...]
    title: str
    issued: tuple[int, ...] = ()
    publisher: str = ""
    version: str = ""
    part: str = ""
    licence: str = ""
    genre: str = ""
    abstract: str = ""
    language: str = ""
    note: str = ""
    url: str = ""
    doi: str = ""
    hash: str = ""
    accessed: tuple[int, ...] = ()
    keywords: tuple[str, ...] = ()


_DOI = "https://doi.org/"

_READ = frozenset({"full", "excerpt"})
"""How a source was seen when it was retrieved."""


def of_release(release: Release) -> Reference:
    """A release as its descriptor describes it.

    Parameters
    ----------
    release : Release

    Returns
    -------
    Reference
        A build that was not published is dated by the year of its cutoff, and says so. Its address and DOI are the
        descriptor's, else those that are configured; where there is neither, the SHA-256 of the descriptor, which
        holds those of all files, says which release is meant.

    Raises
    ------
    BadValueError
        When what is configured is no address, or no DOI.
    """
    about = release.descriptor
    people = about["contributors"]
    authors = tuple(str(p["title"]) for p in people)
    publishers = [str(p["title"]) for p in people if "publisher" in p.get("roles", ())]
    identifier = str(about.get("id", ""))
    url, doi = str(about.get("homepage", "")), identifier.removeprefix(_DOI) if identifier.startswith(_DOI) else ""
    if not (url or doi):
        url, doi = _site(), settings.doi() or ""
    return Reference(
        kind="dataset",
        key=f"{about['name']}-{release.version}",
        authors=authors,
        title=str(about["title"]),
        issued=(release.cutoff.year,) if release.released is None else parts(release.released),
        publisher=", ".join(p for p in publishers if (p,) != authors),
        version=release.version,
        licence=", ".join(str(entry["name"]) for entry in about["licenses"]),
        genre="Data set",
        abstract=str(about.get("description", "")),
        note=f"Unpublished build, looked until {release.cutoff}" if release.released is None else "",
        url=url,
        doi=doi,
        hash="" if url or doi else shelf.hash_of(release),
        keywords=tuple(str(k) for k in about.get("keywords", ())),
    )


def _site() -> str:
    """Address at which the pages stand, as whoever publishes has configured it; empty when nobody has said."""
    given = settings.site_url()
    if given is None:
        return ""
    if re.fullmatch(r"https?://[^\s/\"'<>\\?#@]+(/[^\s\"'<>\\?#]*)?", given) is None or visible(given) != given:
        raise BadValueError(
            "no address for a site", where="site_url", expected="such as https://example.org/5g", got=repr(given)[:80]
        )
    return given.rstrip("/") + "/"


def of_part(release: Release, key: str, part: str, page: str = "") -> Reference:
    """One row of a release.

    Parameters
    ----------
    release : Release
    key : str
        What identifies the row.
    part : str
        The row in words.
    page : str
        Its place on the pages of a site; used where such an address is configured.

    Returns
    -------
    Reference
    """
    whole = of_release(release)
    url = whole.url + page if whole.url and whole.url == _site() else whole.url
    return replace(whole, key=f"{whole.key}-{key}", part=part, url=url)


def of_source(row: Mapping[str, Any], genres: Mapping[str, str]) -> Reference:
    """One document of the table ``sources``.

    Parameters
    ----------
    row : mapping
        Plain values: days as :class:`datetime.date`, missing as None.
    genres : mapping
        Label of every kind of source.

    Returns
    -------
    Reference
        Dated no more precisely than the day of publication is known. A wire copy has the agency as its author.
    """
    published, precision = row["published"], row["published_precision"]
    known = {"day": 3, "month": 2, "year": 1}.get(precision or "", 0)
    archived = row.get("archive_url")
    return Reference(
        kind="news" if row["kind"] == "news" else "web",
        key=str(row["source_id"]),
        authors=(str(row["origin"] or row["publisher"]),),
        title=str(row["title"]),
        issued=() if published is None else parts(published)[:known],
        publisher=str(row["publisher"]) if row["origin"] not in (None, row["publisher"]) else "",
        genre="" if row["kind"] == "news" else genres.get(str(row["kind"]), ""),
        language=str(row["language"]),
        note=f"Archived at {archived}" if archived else "",
        url=str(row["url"]),
        # What was only seen mentioned elsewhere was never retrieved.
        accessed=parts(row["accessed"]) if row["seen"] in _READ and row["accessed"] is not None else (),
    )


def of_law(row: Mapping[str, Any]) -> Reference:
    """One act behind an event, as its official citation has it.

    Parameters
    ----------
    row : mapping
        A row of :func:`tracker.law_of` as plain values.

    Returns
    -------
    Reference
        With the jurisdiction as its author, dated by its publication or adoption; retrieved only where its text was.
    """
    day = row["published"] or row["adopted"]
    where = [row["gazette"] or row["number"], row["article"]]
    read = row["text"] not in {"not_public", "not_found"} and row["read_on"] is not None
    return Reference(
        kind=str(row["kind"]),
        key=str(row["provision_id"] or row["act_id"]),
        authors=(str(row["jurisdiction"]),),
        title=", ".join(str(x) for x in (row["title"], *where) if x),
        issued=() if day is None else parts(day),
        url=str(row["url"] or ""),
        accessed=parts(row["read_on"]) if read and row["url"] else (),
    )


def parts(day: dt.date) -> tuple[int, int, int]:
    """Year, month and day of a day."""
    return day.year, day.month, day.day
