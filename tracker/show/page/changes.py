"""A release's CHANGES.md as plain parts, so that a template can show it: text only, never as markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MOST = 600
"""Entries shown of one section; the file itself has all."""

MOST_DETAILS = 200
"""Lines shown below the entries of one section."""

_SPAN = re.compile(r"`([^`]*)`|((?:\\.|[^`\\]|\\$)+)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|])")


@dataclass
class Item:
    """One entry of a list, with the lines below it."""

    text: str
    below: list[str] = field(default_factory=list)


@dataclass
class Section:
    """One heading with its paragraphs and entries; ``left_out`` counts those not shown."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    left_out: int = 0
    details: int = 0
    """Lines below the entries."""


def parse(text: str) -> list[Section]:
    """Read the Markdown that a release's changes are written in.

    Parameters
    ----------
    text : str
        Headings, paragraphs, and lists of at most two levels; anything else is kept as it stands.

    Returns
    -------
    list of Section
        The first one is the page's own heading.
    """
    sections = [Section("")]
    for line in text.splitlines():
        now = sections[-1]
        if line.startswith(("# ", "## ")):
            sections.append(Section(line.lstrip("#").strip()))
        elif line.startswith("- "):
            if len(now.items) < MOST and now.details < MOST_DETAILS and not now.left_out:
                now.items.append(Item(line[2:]))
            else:
                now.left_out += 1
        elif line.startswith("  - ") and now.items:
            if not now.left_out:
                now.items[-1].below.append(line[4:])
                now.details += 1
        elif line.strip():
            now.paragraphs.append(line)
    return [s for s in sections if s.title or s.paragraphs or s.items]


def spans(text: str) -> list[tuple[bool, str]]:
    """Parts of a line: whether each is code, and its text without escapes.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of tuple
    """
    found = []
    for match in _SPAN.finditer(text):
        code, plain = match.groups()
        found.append((True, code) if code is not None else (False, _ESCAPED.sub(r"\1", plain)))
    return found
