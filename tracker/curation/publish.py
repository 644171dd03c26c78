"""Publish a version: build it, let the diff decide whether the step is legal, and tell what changed."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import tempfile
from pathlib import Path

from tracker.aside import aside, folders_for
from tracker.curation import corrections
from tracker.curation.build import CELLS, build
from tracker.curation.dataset import Dataset, read_folder
from tracker.diff.compare import comparison
from tracker.diff.meaning import Bump, is_legal
from tracker.diff.options import Options
from tracker.diff.render import words
from tracker.diff.render.machine import to_arrow
from tracker.diff.render.markdown import to_markdown
from tracker.diff.result import Diff
from tracker.errors import CurationError
from tracker.release.descriptor import plain
from tracker.release.descriptor.manifest import parse_version, read
from tracker.release.descriptor.plain import prepared
from tracker.release.listing.cache import locked
from tracker.release.listing.deadline import Deadline
from tracker.release.reading.shelf import lock as shelf_lock
from tracker.release.reading.shelf import versions
from tracker.schema import DERIVED

LISTED = 300
"""Most rows that ``CHANGES.md`` lists: of more than that nobody reads a page, and the list is a table beside it."""

_CHANGELOG_LIMIT = 20_000_000


def publish(
    folder: Path,
    version: str,
    *,
    shelf: Path,
    released: dt.date,
    headline: str | None = None,
    changelog: Path | None = None,
) -> tuple[Path, Bump | None]:
    """Publish a version: build it, compare it with the newest one, and move it onto the shelf.

    Parameters
    ----------
    folder : pathlib.Path
        Curated tables.
    version : str
        The new version; at least the smallest legal step after the newest one on the shelf.
    shelf : pathlib.Path
        Folder with one folder a version.
    released : datetime.date
        Day of publication.
    headline : str, optional
        What a person says of the change; it opens ``CHANGES.md`` and the changelog's section.
    changelog : pathlib.Path, optional
        Changelog to add a section to.

    Returns
    -------
    (pathlib.Path, Bump or None)
        The new release folder; what the step had to be, None for a first release.

    Raises
    ------
    CurationError
        When the version exists, is not later than the newest one, or is too small a step; nothing is
        written then.
    """
    data = read_folder(folder)
    parse_version(version)
    with folders_for(shelf), contextlib.ExitStack() as held:
        # One after the other: each compares with the newest version, and adds to what the changelog says by then.
        deadline = Deadline()
        held.enter_context(locked(shelf_lock(shelf), deadline, stays=False))
        if changelog is not None:
            changelog = changelog.resolve()
            lock = changelog.with_name(f".{changelog.name}.lock")
            held.enter_context(locked(lock, deadline, stays=False))
        return _publish(data, version, shelf, released, headline, changelog)


def _publish(
    data: Dataset, version: str, shelf: Path, released: dt.date, headline: str | None, changelog: Path | None
) -> tuple[Path, Bump | None]:
    known = versions(shelf)
    if version in known:
        raise CurationError(
            "is published already, and a published version is never rewritten", where=f"version {version}"
        )
    log = None if changelog is None else _read_changelog(changelog, version)
    with aside(Path(tempfile.gettempdir()), "tracker-trial") as scratch:
        trial = build(data, scratch / version, version=version)
        counts = {r["name"]: r["rows"] for r in read(trial).descriptor["resources"] if r["rows"]}
        found = comparison(shelf / known[-1], trial, Options(limit=None)) if known else None
    if found is None:
        changes, lines, bump, changed = _first(version, counts, headline), _counted(counts), None, None
    else:
        bump = found.bump
        _refuse_too_small(known[-1], version, bump)
        why = corrections.of_version(data, version)
        corrections.refuse_unfounded(why, corrections.changed_rows(found), version)
        changed = to_arrow(found)
        many = sum(t.counts.rows for t in found.tables if t.table not in DERIVED) > LISTED
        changes = to_markdown(found, headline=headline, listed_in=CELLS if many else None)
        lines = list(words.summary(found))
        if why:
            # Before the tables, row by row: what people say of the changes is what most want to read.
            head, mark, tables = changes.partition("\n## ")
            changes = f"{head}\n{corrections.told(why).rstrip()}\n{mark}{tables}"
    if changelog is None or log is None:
        path = build(data, shelf / version, version=version, released=released, changes=changes, changed=changed)
        return path, bump
    section = with_section(log, version, released, headline, lines).encode()
    # Written beside it first: where that fails, nothing is published.
    with prepared(changelog, section) as finish:
        path = build(data, shelf / version, version=version, released=released, changes=changes, changed=changed)
        finish()
    return path, bump


def with_section(log: str, version: str, released: dt.date, headline: str | None, lines: list[str]) -> str:
    """A changelog with one more section, above the others.

    Parameters
    ----------
    log : str
    version : str
    released : datetime.date
    headline : str, optional
    lines : list of str
        What the diff says, one fact a line.

    Returns
    -------
    str
    """
    section = [f"## {version} ({released.isoformat()})", ""]
    section += [headline, ""] if headline else []
    section += [f"<!-- generated: changes {version} -->", *(f"- {line}" for line in lines), "<!-- end -->", "", ""]
    first = re.search(r"^## ", log, re.MULTILINE)
    at = first.start() if first else len(log)
    return log[:at] + "\n".join(section) + log[at:]


def summary_of(found: Diff | None, counts: dict[str, int]) -> list[str]:
    """Lines of a changelog's section: what the diff says, or how many rows a first release has."""
    return _counted(counts) if found is None else list(words.summary(found))


def _first(version: str, counts: dict[str, int], headline: str | None) -> str:
    head = [f"# Changes in {version}", "", *([headline, ""] if headline else []), "First release.", ""]
    return "\n".join([*head, *(f"- {line}" for line in _counted(counts))]) + "\n"


def _counted(counts: dict[str, int]) -> list[str]:
    return [f"{table}: {rows} rows" for table, rows in counts.items()]


def _refuse_too_small(newest: str, version: str, bump: Bump) -> None:
    if not is_legal(newest, version, bump):
        why = "; ".join(bump.reasons) or "nothing changed"
        raise CurationError(
            f"too small a step after {newest}",
            where=f"version {version}",
            expected=f"{bump.next_version(newest)} or later ({bump.level}: {why})",
        )


def _read_changelog(path: Path, version: str) -> str:
    try:
        log = plain.read(path, _CHANGELOG_LIMIT).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = "is no UTF-8" if isinstance(error, UnicodeDecodeError) else f"cannot be read: {error.strerror}"
        raise CurationError(f"{why}, so nothing was published", where=str(path)) from None
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise CurationError(
            "cannot be written, so nothing was published", where=str(path), expected="a file and a folder to write to"
        )
    if re.search(rf"^## {re.escape(version)}\b", log, re.MULTILINE):
        raise CurationError(
            "has a section for this version already", where=str(path), hint="Remove it, or choose another version."
        )
    return log
