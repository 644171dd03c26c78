"""Feeds, as Atom and as JSON Feed: what governments did, what falls due, and what each version changed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from tracker.release.descriptor.manifest import Release
from tracker.show.page import due, words
from tracker.show.page.changes import Section, spans
from tracker.show.page.data import Content
from tracker.show.page.links import Site
from tracker.visible import visible

MOST = 60
"""Entries of a feed: readers of feeds want what is new."""

ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.UUID("6f0f6e0c-5a30-5c7e-8d8a-2f3f8a4b6c11")
"""Entries are named within it, by what they tell: whatever address the site has, a reader knows them again."""


@dataclass(frozen=True)
class Feed:
    """One file of a feed."""

    path: str
    title: str
    form: str
    type: str


FEEDS = (
    Feed("feeds/decisions.atom", "What governments did", "Atom", "application/atom+xml"),
    Feed("feeds/decisions.json", "What governments did", "JSON", "application/feed+json"),
    Feed("feeds/due.atom", "What falls due", "Atom", "application/atom+xml"),
    Feed("feeds/due.json", "What falls due", "JSON", "application/feed+json"),
    Feed("feeds/versions.atom", "What each version changed", "Atom", "application/atom+xml"),
    Feed("feeds/versions.json", "What each version changed", "JSON", "application/feed+json"),
)


@dataclass(frozen=True)
class Entry:
    """One thing told; ``path`` is its page within the site."""

    name: str
    title: str
    text: str
    day: str
    path: str

    @property
    def id(self) -> str:
        """A name that stays, as a URN."""
        return uuid.uuid5(_SPACE, self.name).urn


def files(
    content: Content, releases: list[tuple[Release, list[Section]]], site: Site, changes: Mapping[str, list[str]]
) -> dict[str, bytes]:
    """Every feed, by path.

    Parameters
    ----------
    content : Content
    releases : list of (Release, list of Section)
        This release and those before it, newest first, with what their changes say.
    site : Site
    changes : mapping of str to list of str
        What each event changed, see :mod:`tracker.show.page.effects`.

    Returns
    -------
    dict of str to bytes
    """
    told = {"decisions": decisions(content, changes), "due": falls_due(content), "versions": versions(releases)}
    found = {}
    for feed in FEEDS:
        entries = told[feed.path.split("/")[1].split(".")[0]]
        write = _atom if feed.form == "Atom" else _json
        found[feed.path] = write(feed, entries, content, site)
    return found


def decisions(content: Content, changes: Mapping[str, list[str]]) -> list[Entry]:
    """Events that changed a position or a review, as they became public, newest first."""
    events = [e for e in content.tables["events"] if changes.get(e["event_id"])]
    events.sort(key=lambda e: (e["public_on"], e["event_id"]), reverse=True)
    return [
        Entry(
            f"event {e['event_id']}",
            f"{content.names[e['jurisdiction']]}: {e['summary']}",
            "\n".join([f"{e['actor']}, {words.as_known(e['date'], e['date_precision'])}", *changes[e["event_id"]]]),
            e["public_on"],
            f"j/{e['jurisdiction']}.html#{e['event_id']}",
        )
        for e in events[:MOST]
    ]


def falls_due(content: Content) -> list[Entry]:
    """What falls due, soonest first; each as of the day on which the last act behind it became public."""
    public = {e["event_id"]: e["public_on"] for e in content.tables["events"]}
    return [
        Entry(
            f"due {e['day']} {e['jurisdiction']} {' '.join(sorted(e['events']))}",
            f"{words.long_day(e['day'])}: {content.names[e['jurisdiction']]}",
            "\n".join(e["cells"]),
            max(public[event] for event in e["events"]),
            f"j/{e['jurisdiction']}.html#{e['events'][0]}",
        )
        for e in due.entries(content)[:MOST]
    ]


def versions(releases: list[tuple[Release, list[Section]]]) -> list[Entry]:
    """Versions, newest first, with the first lines of their changes."""
    found = []
    for one, sections in releases:
        lines = [*sections[0].paragraphs, *(i.text for i in sections[0].items)] if sections else []
        if len(sections) > 1 and not lines:
            lines = [*sections[1].paragraphs, *(i.text for i in sections[1].items)]
        text = "\n".join("".join(part for _, part in spans(line)) for line in lines)
        day = (one.released or one.cutoff).isoformat()
        found.append(
            Entry(f"version {one.version}", f"Version {one.version}", text, day, f"changes.html#v{one.version}")
        )
    return found


def _clean(text: str) -> str:
    # What XML cannot hold, and nobody would see, is shown.
    return visible(text, keep="\n\t")


def _title(feed: Feed, content: Content) -> str:
    return f"{content.release.descriptor['title']}: {feed.title[0].lower()}{feed.title[1:]}"


def _link(entry: Entry, site: Site) -> str:
    return site.at(entry.path) or f"../{entry.path}"


def _atom(feed: Feed, entries: list[Entry], content: Content, site: Site) -> bytes:
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})

    def add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
        made = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        made.text = text
        return made

    add(root, "id", uuid.uuid5(_SPACE, f"feed {feed.path}").urn)
    add(root, "title", _title(feed, content))
    add(root, "updated", _stamp(max([e.day for e in entries], default=content.release.cutoff.isoformat())))
    add(add(root, "author"), "name", content.release.descriptor["contributors"][0]["title"])
    add(root, "link", rel="alternate", href=site.at("index.html") or "../index.html")
    if site.base:
        add(root, "link", rel="self", href=f"{site.base}{feed.path}")
    for entry in entries:
        one = add(root, "entry")
        add(one, "id", entry.id)
        add(one, "title", _clean(entry.title))
        add(one, "updated", _stamp(entry.day))
        add(one, "link", rel="alternate", href=_link(entry, site))
        add(one, "summary", _clean(entry.text))
    ElementTree.indent(root, " ")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _json(feed: Feed, entries: list[Entry], content: Content, site: Site) -> bytes:
    about = {"version": "https://jsonfeed.org/version/1.1", "title": _title(feed, content), "language": "en"}
    if site.base:
        about |= {"home_page_url": site.base, "feed_url": f"{site.base}{feed.path}"}
    items = [
        {
            "id": e.id,
            # Whole addresses only, unlike Atom's: a reader of this format has nothing to complete them with.
            **({"url": _link(e, site)} if site.base else {}),
            "title": _clean(e.title),
            "content_text": _clean(e.text),
            "date_published": _stamp(e.day),
        }
        for e in entries
    ]
    return (json.dumps({**about, "items": items}, ensure_ascii=False, indent=1) + "\n").encode()


def _stamp(day: str) -> str:
    return f"{day}T00:00:00Z"
