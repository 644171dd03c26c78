"""What a descriptor must be before anything it names is opened: our own definition, held against it by name.

A release has at least the tables, columns and values of the oldest one in this package. What it adds, it says in
full: names that may become paths and columns, sizes, hashes, keys, and no regular expression that is not ours.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.errors import ReleaseError
from tracker.release.descriptor import plain
from tracker.release.descriptor.form_table import COLUMN, check_as_ever, check_references, check_schema, oldest
from tracker.release.descriptor.need import MANY, Wrong, a_count, a_list, a_text, an_object, need, of_form
from tracker.visible import visible

ROWS_FREE, ROWS_A_BYTE = 1_000, 10
"""Rows that a table may have: so many, and so many more for every byte of its file."""

RELEASE_LIMIT = 4_000_000_000
"""Bytes that a whole release may have, fetched or in an archive."""

_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_SHORT = re.compile(r"[0-9a-f]{16}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T00:00:00Z)?")
_WEB = re.compile(r"https?://[^\s<>\"']{1,500}")


def check(descriptor: Any, where: str) -> None:
    """Hold a descriptor against our definition.

    Parameters
    ----------
    descriptor : object
        As read from JSON.
    where : str
        The file, for the message.

    Raises
    ------
    ReleaseError
        On the first thing that is not as it must be, by its name.
    """
    try:
        an_object(descriptor, "the descriptor")
        _about(descriptor)
        names = _resources(descriptor)
        _documents(descriptor, names)
        _texts(descriptor, "")
    except Wrong as wrong:
        raise ReleaseError(
            "the descriptor is damaged, or not one of ours",
            where=where,
            expected=wrong.expected,
            got=f"{_word(wrong.got)} in {wrong.place or 'it'}",
        ) from None


def _word(got: object) -> str:
    if got is None:
        return "nothing"
    return f"{type(got).__name__} of {len(got)}" if isinstance(got, dict | list) else repr(got)[:200]


def _about(descriptor: Mapping[str, Any]) -> None:
    need(plain.is_plain(descriptor.get("name")), "name", "a plain name: letters, digits, . _ -", descriptor.get("name"))
    a_text(descriptor.get("title"), "title", 200)
    a_text(descriptor.get("description"), "description")
    _day(descriptor.get("cutoff"), "cutoff")
    for part in ("created", "horizon"):
        if descriptor.get(part) is not None:
            _day(descriptor[part], part)
    for at, who in enumerate(a_list(descriptor.get("contributors"), "contributors", "objects")):
        a_text(an_object(who, f"contributors[{at}]").get("title"), f"contributors[{at}].title", 200)
    for at, one in enumerate(a_list(descriptor.get("licenses"), "licenses", "objects", 5)):
        licence = an_object(one, f"licenses[{at}]")
        for part in ("name", "title"):
            a_text(licence.get(part), f"licenses[{at}].{part}", 200)
        of_form(licence.get("path"), f"licenses[{at}].path", _WEB, "a web address")
    for at, word in enumerate(a_list(descriptor.get("keywords"), "keywords", "texts")):
        a_text(word, f"keywords[{at}]", 100)


def _day(value: Any, place: str) -> None:
    of_form(value, place, _DAY, "a day like 2018-12-07")
    try:
        dt.date.fromisoformat(value[:10])
    except ValueError:
        raise Wrong(place, "a day of the calendar", value) from None


def _file(entry: Mapping[str, Any], place: str, sized: bool) -> None:
    """Size, hash and blocks of a file."""
    of_form(entry.get("hash"), f"{place}.hash", _HASH, "sha256: and 64 digits")
    if not sized and "bytes" not in entry:
        return
    size = a_count(entry.get("bytes"), f"{place}.bytes", RELEASE_LIMIT)
    if "blocks" in entry:
        blocks = an_object(entry["blocks"], f"{place}.blocks")
        each = a_count(blocks.get("size"), f"{place}.blocks.size", 1 << 16)
        need(each >= 1 << 10, f"{place}.blocks.size", "1024 or more", each)
        hashes, many = blocks.get("hashes"), -(-size // each)
        listed = hashes if isinstance(hashes, list) else []
        right = len(listed) == many and all(isinstance(h, str) and _SHORT.fullmatch(h) for h in listed)
        need(right and isinstance(hashes, list), f"{place}.blocks.hashes", f"{many} times 16 digits", hashes)


def _resources(descriptor: Mapping[str, Any]) -> list[str]:
    listed = a_list(descriptor.get("resources"), "resources", "tables")
    found: dict[str, Mapping[str, Any]] = {}
    for at, one in enumerate(listed):
        place = f"resources[{at}]"
        entry = an_object(one, place)
        name = of_form(entry.get("name"), f"{place}.name", COLUMN, "the name of a table: a-z, 0-9 and _")
        need(plain.is_plain(name) and name not in found, f"{place}.name", "a name that no other table has", name)
        need(entry.get("path") == f"{name}.parquet", f"{place}.path", f"{name}.parquet", entry.get("path"))
        _file(entry, place, True)
        of_form(entry.get("contentHash"), f"{place}.contentHash", _HASH, "sha256: and 64 digits")
        a_count(entry.get("rows"), f"{place}.rows", ROWS_FREE + ROWS_A_BYTE * entry["bytes"])
        for part in ("title", "description"):
            a_text(entry.get(part), f"{place}.{part}")
        a_text(entry.get("mediatype"), f"{place}.mediatype", 200)
        schema = an_object(entry.get("schema"), f"{place}.schema")
        need(schema.get("name") == name, f"{place}.schema.name", name, schema.get("name"))
        check_schema(schema, f"{place}.schema")
        found[name] = schema
    for name, wanted in oldest().items():
        need(name in found, "resources", f"a table {name}, as in every release", sorted(found))
        check_as_ever(found[name], wanted, f"resources, {name}")
    for name, schema in found.items():
        check_references(name, schema, found)
    return [f"{n}.parquet" for n in found]


def _documents(descriptor: Mapping[str, Any], taken: Iterable[str]) -> None:
    listed = descriptor.get("documents", [])
    need(isinstance(listed, list) and len(listed) <= MANY, "documents", "a list of objects", listed)
    # The first two releases say no size of their documents; nothing does what they do any more.
    major, minor, _ = descriptor["version"].split(".")
    sized = (int(major), int(minor)) >= (0, 3)
    names = {n.casefold() for n in (*taken, "datapackage.json", "index.json", "index.json.sig")}
    for at, one in enumerate(listed):
        place = f"documents[{at}]"
        entry = an_object(one, place)
        path = entry.get("path")
        need(plain.is_plain(path), f"{place}.path", "a file name that is plain: letters, digits, . _ -", path)
        need(str(path).casefold() not in names, f"{place}.path", "a name that no other file has", path)
        names.add(str(path).casefold())
        _file(entry, place, sized)
        for part in ("title", "mediatype"):
            a_text(entry.get(part, "-"), f"{place}.{part}", 500)


def _texts(value: Any, place: str) -> None:
    """No text anywhere with characters that a reader does not see."""
    if isinstance(value, str):
        need(visible(value) == value and len(value) <= 5_000, place, "a text that can be seen whole", value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            need(visible(name) == name and len(name) <= 200, place, "names that can be seen whole", name)
            _texts(inner, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            _texts(inner, f"{place}[{at}]")
