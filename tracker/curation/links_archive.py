"""Archived copies: asked for at the availability API of a web archive, and written into empty cells."""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from pathlib import Path

from tracker.curation.links import Cited
from tracker.curation.links_ask import Unanswered, web_address
from tracker.curation.links_manners import Hosts
from tracker.curation.links_visit import told
from tracker.curation.reading import read
from tracker.curation.tidy import canonical, written
from tracker.errors import BadValueError, CurationError
from tracker.release.fetching.source import public
from tracker.schema import table
from tracker.writing import whole

_MOST_BYTES = 65_536
_COPY = re.compile(r"https?://[!-~]{1,1900}")


def template(text: str) -> str:
    """The address of an availability API, with ``{url}`` once where the address of the document goes.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Raises
    ------
    BadValueError
        When it is no such template; what stands behind ``?`` is not told.

    Examples
    --------
    >>> template("https://archive.example.org/available?url={url}")
    'https://archive.example.org/available?url={url}'
    """
    if text.count("{url}") != 1 or not web_address(text.replace("{url}", "x")):
        raise BadValueError(
            "not a template of an address",
            where="--archive",
            expected="https://HOST/PATH?url={url}, with {url} once and no name or password",
            got=public(text),
        )
    return text


def copy_of(url: str, at: str, hosts: Hosts) -> tuple[str | None, str]:
    """Ask a web archive for its copy of a document nearest to now.

    The answer is JSON as the availability APIs of web archives give it: ``archived_snapshots``, ``closest``, with
    ``available``, ``status`` and ``url``. Its robots.txt speaks of pages, not of an API, and is not asked.

    Parameters
    ----------
    url : str
        Address of the document.
    at : str
        As :func:`template` checked it.
    hosts : Hosts

    Returns
    -------
    copy : str or None
    why : str
        Why there is none.
    """
    if told(url) != urllib.parse.urldefrag(url)[0]:
        return None, "not asked: the address may hold a secret"
    try:
        answer = hosts.ask("GET", at.replace("{url}", urllib.parse.quote(url, safe="")), _MOST_BYTES)
    except Unanswered as silence:
        return None, f"the archive: {silence.why}"
    if answer.status != 200:
        return None, f"the archive answered {answer.status}"
    try:
        snapshots = json.loads(answer.body)["archived_snapshots"]
        closest = snapshots.get("closest") if isinstance(snapshots, dict) else None
        if not closest:
            return None, "the archive has no copy"
        copy, good = closest["url"], closest["available"] is True and str(closest.get("status", "200")) == "200"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, "the archive's answer is not understood"
    if not good:
        return None, "the archive has no copy"
    if not isinstance(copy, str) or not _COPY.fullmatch(copy) or not web_address(copy) or copy == url:
        return None, "the archive's answer is no address of a copy"
    return copy, ""


def wanting(addresses: Iterable[Cited]) -> list[Cited]:
    """Sources without an archived copy; acts have no column for one."""
    return [a for a in addresses if a.table == "sources" and not a.archive_url]


def fill(folder: Path, copies: Mapping[str, tuple[str, str]]) -> list[str]:
    """Write archived copies into ``sources.csv``: into empty cells of ``archive_url``, and nowhere else.

    The file is read anew, since a check takes long: a row whose address is another by now, or that has a copy by
    now, stays as it is.

    Parameters
    ----------
    folder : pathlib.Path
    copies : mapping of str to (str, str)
        By ``source_id``: the address that was looked up, and its copy.

    Returns
    -------
    list of str
        Sources whose cell was filled.

    Raises
    ------
    CurationError
        When the file has a fault of form or is not in canonical form, so that more than these cells would change.
    OSError
        When it cannot be written; the old file stays whole.
    """
    path = folder / "sources.csv"
    source = read(path, table("sources"), shown_as=path.as_posix())
    if source.problems:
        raise CurationError(f"nothing was written, since the file has a fault: {source.problems[0]}")
    if path.read_bytes() != canonical(source).encode():
        raise CurationError(
            "nothing was written, since more would change", where=path.as_posix(), hint="Run `tracker tidy` first."
        )
    names = [f.name for f in source.table.curated]
    key, address, cell = (names.index(n) for n in ("source_id", "url", "archive_url"))
    filled = []
    rows = source.rows
    for row in rows:
        url, copy = copies.get(row[key], (None, ""))
        if url == row[address] and copy and not row[cell]:
            row[cell] = copy
            filled.append(row[key])
    if filled:
        with whole(path, force=True) as part, part.open("wb") as file:
            file.write(written(source.table, rows).encode())
    return filled
