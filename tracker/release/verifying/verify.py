"""Check that a release is what its descriptor says, and its descriptor what the index says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.errors import ReleaseError
from tracker.release.descriptor import pages, plain
from tracker.release.descriptor.manifest import DOCUMENT_LIMIT, Release, citation, file_hash
from tracker.release.descriptor.values import listed, values_hash
from tracker.release.reading import shelf
from tracker.release.reading.contents import Archive, Contents, open_contents
from tracker.release.reading.derived import panel_until
from tracker.release.reading.file_problem import Problem, Report
from tracker.release.reading.rows import day_faults, reference_faults, row_faults, schema_faults
from tracker.release.verifying import chain_of_trust, locate, unlisted
from tracker.release.verifying.derived_again import derived_faults
from tracker.release.verifying.statistics import bound_faults
from tracker.schema import Table

if TYPE_CHECKING:
    import pyarrow as pa

_LONGER = 10_000_000  # A damaged file may have grown, and is still looked into.

_CHECKS = (
    "every file against the descriptor: size and hash",
    "every table: rows, hash of the content, types, vocabularies, forms, ranges, key unique and sorted",
    "references between tables",
    "derived tables: worked out again from the others, and no two positions of a cell overlap",
    "statistics of every column against its rows",
)


@checked
def verify(version: str | Path | Release | None = None, *, key: str | None = None) -> int:
    """Check every file of a release: size, hashes, content, schema, keys, references; and the descriptor itself.

    Parameters
    ----------
    version : str, pathlib.Path or Release, optional
        A version, ``"latest"``, a release folder, or a release archive (``.zip``). The newest bundled release by
        default.
    key : str, optional
        Public key that must have signed the index beside the release, where there is one.

    Returns
    -------
    int
        How many files were checked against the descriptor.

    Raises
    ------
    ReleaseError
        On the first thing that is off, naming the file and the first wrong bytes or row.
    UnknownNameError
        When there is no such version.

    See Also
    --------
    tracker.release.verifying.verify.inspect : everything that is off, and what was not checked.

    Examples
    --------
    >>> verify("0.1.0") > 10
    True
    """
    report = inspect(version, key=key)
    for problem in report.problems:
        raise ReleaseError(
            problem.what,
            # What is wrong with an archive itself is told under its name.
            where=report.where if problem.place == Path(report.where).name else str(Path(report.where) / problem.place),
            expected=problem.expected,
            got=problem.got,
            hint="`tracker verify` lists all that is off.",
        )
    return report.files


def inspect(version: str | Path | Release | None = None, *, key: str | None = None) -> Report:
    """Check a release as :func:`verify` does, and tell everything.

    Parameters
    ----------
    version, key
        As for :func:`verify`.

    Returns
    -------
    Report

    Raises
    ------
    ReleaseError
        When it is no release: a folder without descriptor and tables, or a file that is no archive.
    UnknownNameError
        When there is no such version.
    """
    path, named = _place(version)
    if not path.exists():
        raise ReleaseError("no such folder or archive", where=str(path), expected="a release folder or archive (.zip)")
    try:
        contents = open_contents(path)
    except ReleaseError as error:
        with path.open("rb") as file:
            if file.read(2) != b"PK":
                raise
        # It begins as an archive: it is one, and damaged.
        return Report(
            str(path), None, 0, (), (), (Problem(path.name, error.what, expected=error.expected, got=error.got),)
        )
    link = chain_of_trust.check_descriptor(contents, path, named, key)
    release = link.release
    if release is None:
        return Report(contents.where, None, 0, (), link.unchecked, tuple(link.problems))
    problems = list(link.problems)
    tables: dict[str, tuple[Table, pa.Table, str]] = {}
    for name, table in release.tables.items():
        problems += _table(release, name, table, contents, tables)
    problems += reference_faults(tables)
    problems += derived_faults(tables, panel_until(release))
    for entry in release.descriptor.get("documents", ()):
        data, fault = contents.read(entry["path"], int(entry.get("bytes", DOCUMENT_LIMIT)) + _LONGER)
        problems += _bytes(release, entry, data, fault)
    files = len(release.tables) + len(release.descriptor.get("documents", ()))
    more = unlisted.check(contents, release)
    if isinstance(contents, Archive) and not (problems or more.problems):
        unlisted.check_container(contents, more)
    return Report(
        contents.where,
        release.version,
        files,
        (*link.checked, *_CHECKS, *more.checked),
        (*link.unchecked, *more.unchecked),
        (*problems, *more.problems),
    )


def _place(version: str | Path | Release | None) -> tuple[Path, str | None]:
    if isinstance(version, Release):
        return version.path, None
    if isinstance(version, str | Path) and Path(version).is_file():
        return Path(version), None
    if isinstance(version, str) and version.lower().endswith(".zip"):
        return Path(version), None  # Meant as a file, even where there is none.
    return shelf.place(version)


def _table(
    release: Release, name: str, table: Table, contents: Contents, tables: dict[str, tuple[Table, pa.Table, str]]
) -> Iterator[Problem]:
    entry = release.resource(name)
    file = str(entry["path"])
    data, fault = contents.read(file, int(entry["bytes"]) + _LONGER)
    off = list(_bytes(release, entry, data, fault, table))
    yield from off
    if off:
        return
    rows, wrong = _rows(data, entry, table, file, plain.is_own(release.path))
    yield from wrong
    if rows is None:
        return
    about = {"version": release.version, "citation": citation(release.descriptor)}
    for what, wanted in about.items():
        got = (rows.schema.metadata or {}).get(what.encode(), b"").decode(errors="replace")
        if got != wanted:
            yield Problem(file, f"the {what} in the file is not the descriptor's", expected=wanted, got=got)
    columns = list(schema_faults(table, rows.schema, file))
    yield from columns
    if entry["rows"] != rows.num_rows:
        yield Problem(file, "number of rows differs", expected=str(entry["rows"]), got=str(rows.num_rows))
    if columns:
        return
    values = {f.name: listed(rows[f.name]) for f in table.published}  # Once, for all that look at them.
    digest = values_hash(values)
    if digest != entry["contentHash"]:
        yield Problem(file, "hash of the content differs", expected=str(entry["contentHash"]), got=digest)
    yield from row_faults(table, rows, file, values)
    yield from bound_faults(data, rows, file, values)
    tables[name] = (table, rows, file)


def _rows(
    data: bytes, entry: Mapping[str, Any], table: Table, file: str, own: bool
) -> tuple[pa.Table | None, list[Problem]]:
    """Rows of a file with the right hash: what it unpacks to is known before, what it holds can be read after."""
    try:
        # The package's own need not be asked what they unpack to.
        found = None if own else pages.fault(data, int(entry["rows"]), len(table.published))
    except ValueError:
        return None, [Problem(file, "not a whole Parquet file", got="bytes with the right hash")]
    if found is not None:
        return None, [Problem(file, found[0], expected=found[1], got=found[2])]
    rows = locate.decoded(data)
    if rows is None:
        return None, [Problem(file, "not a whole Parquet file", got="bytes with the right hash")]
    wrong = list(day_faults(rows, file))
    return (None if wrong else rows), wrong


def _bytes(
    release: Release, entry: Mapping[str, Any], data: bytes, fault: str | None, table: Table | None = None
) -> Iterator[Problem]:
    """Whether a file has its bytes; where it has not, the first wrong range, and the row where one can be told."""
    file, digest = str(entry["path"]), file_hash(data)
    if digest == entry["hash"] and entry.get("bytes", len(data)) == len(data):
        if fault is not None:
            yield Problem(file, fault)
        return
    if not data and fault is not None:
        yield Problem(file, fault)
        return
    twin = locate.twin_of(release.version, file, str(entry["hash"]), release.path)
    place = locate.bytes_of(data, entry, twin)
    what = fault or (
        "not the size that was published" if digest == entry["hash"] else "not the bytes that were published"
    )
    if table is not None:
        words, more = locate.inside(table, data, entry, twin, place)
        what, place = what + words, place | more
    size = f", {entry['bytes']} bytes" if "bytes" in entry else ""
    yield Problem(file, what, expected=f"{entry['hash']}{size}", got=f"{digest}, {len(data)} bytes", **place)
