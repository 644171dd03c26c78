"""A release's descriptor, ``datapackage.json``: version, cutoff, schemas, hashes."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from tracker.errors import BadValueError, ReleaseError, unknown
from tracker.release.descriptor import form, plain
from tracker.schema import Table, from_descriptor

DESCRIPTOR = "datapackage.json"
"""Name of the descriptor in a release folder."""

DESCRIPTOR_LIMIT = 5_000_000
"""Bytes that a descriptor, or an index, may have: what is longer was not made by this package."""

DOCUMENT_LIMIT = 20_000_000
"""Bytes that a document may have whose size nothing says."""

_VERSION = re.compile(r"\.".join([r"(0|[1-9][0-9]{0,5})"] * 3))


def parse_version(text: str) -> tuple[int, int, int]:
    """Read a version of the dataset.

    Parameters
    ----------
    text : str
        ``"MAJOR.MINOR.PATCH"``.

    Returns
    -------
    tuple of int

    Raises
    ------
    BadValueError
        When it has another form.

    Examples
    --------
    >>> parse_version("0.2.0")
    (0, 2, 0)
    """
    match = _VERSION.fullmatch(text)
    if match is None:
        raise BadValueError(
            "not a version", where="version", expected="MAJOR.MINOR.PATCH, such as 0.2.0", got=repr(text)
        )
    major, minor, patch = (int(g) for g in match.groups())
    return major, minor, patch


@dataclass(frozen=True)
class Release:
    """A release folder whose descriptor has been read."""

    path: Path
    descriptor: Mapping[str, Any]

    @property
    def version(self) -> str:
        """Version of the dataset."""
        return str(self.descriptor["version"])

    @property
    def cutoff(self) -> dt.date:
        """Last day for which evidence was looked for."""
        return dt.date.fromisoformat(self.descriptor["cutoff"])

    @property
    def released(self) -> dt.date | None:
        """Day of publication; None for a build that was not published."""
        created = self.descriptor.get("created")
        return None if created is None else dt.date.fromisoformat(str(created)[:10])

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Schema of every table, as this release has it."""
        return {r["name"]: from_descriptor(r["schema"]) for r in self.descriptor["resources"]}

    def resource(self, table: str) -> Mapping[str, Any]:
        """Descriptor entry of a table."""
        for entry in self.descriptor["resources"]:
            if entry["name"] == table:
                return dict(entry)
        raise unknown("table", table, self.tables, where=f"release {self.version}")

    def file(self, table: str) -> Path:
        """Parquet file of a table; fails when it is missing, or has not the size and the hash that are recorded."""
        entry = self.resource(table)
        path = plain.inside(self.path, str(entry["path"]))
        hint = "Reinstall the package, or fetch the release again."
        try:
            with open(plain.open_plain(path), "rb") as file:
                size = os.fstat(file.fileno()).st_size
                # It was verified when it came; what it is now is seen only by looking at every byte again.
                digest = "" if size != entry["bytes"] else f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
        except FileNotFoundError:
            raise ReleaseError("file of the release is missing", where=str(path), hint=hint) from None
        except OSError as error:
            raise ReleaseError(f"cannot be read: {error.strerror}", where=str(path), hint=hint) from None
        if size != entry["bytes"]:
            raise ReleaseError(
                "file of the release is not whole",
                where=str(path),
                expected=f"{entry['bytes']} bytes",
                got=f"{size}",
                hint=hint,
            )
        if digest != entry["hash"]:
            raise ReleaseError(
                "file of the release is damaged: it has the size, and not the bytes, that were published",
                where=str(path),
                hint="`tracker verify` says where. " + hint,
            )
        if not plain.is_own(self.path):
            self._bounded(path, entry)
        return path

    def _bounded(self, path: Path, entry: Mapping[str, Any]) -> None:
        """Refuse a table that unpacks to more than it says; the package's own need not be asked."""
        from tracker.release.descriptor import pages

        try:
            found = pages.fault_of(path, str(entry["hash"]), int(entry["rows"]), len(entry["schema"]["fields"]))
        except ValueError:
            raise ReleaseError("not a whole Parquet file", where=str(path), got="bytes with the right hash") from None
        if found is not None:
            raise ReleaseError(found[0], where=str(path), expected=found[1], got=found[2])

    def document(self, entry: Mapping[str, Any]) -> bytes:
        """Bytes of a document that the descriptor lists; fails when it has not the hash that is recorded."""
        path = plain.inside(self.path, str(entry["path"]))
        try:
            data = plain.read(path, DOCUMENT_LIMIT)
        except OSError as error:
            raise ReleaseError(f"cannot be read: {error.strerror}", where=str(path)) from None
        if file_hash(data) != entry["hash"]:
            raise ReleaseError(
                "not the bytes that were published", where=str(path), hint="`tracker verify` says where."
            )
        return data


_SOUND: set[bytes] = set()
"""SHA-256 of descriptors found to be what one must be: each load of a table reads its release's descriptor again."""


def read(path: Path) -> Release:
    """Read a release folder's descriptor.

    Parameters
    ----------
    path : pathlib.Path
        The folder.

    Returns
    -------
    Release

    Raises
    ------
    ReleaseError
        When there is no descriptor, or it is damaged.
    """
    file = path / DESCRIPTOR
    try:
        data = plain.read(plain.inside(path, DESCRIPTOR), DESCRIPTOR_LIMIT)
    except OSError as error:
        raise ReleaseError(
            f"not a release: {error.strerror}", where=str(file), expected=f"a folder with {DESCRIPTOR}"
        ) from None
    return parse(data, path)


def parse(data: bytes, path: Path) -> Release:
    """Read a descriptor's bytes.

    Parameters
    ----------
    data : bytes
    path : pathlib.Path
        The folder or archive they are from.

    Returns
    -------
    Release

    Raises
    ------
    ReleaseError
        When it is damaged, or not what a descriptor must be: see :mod:`tracker.release.descriptor.form`. Of the
        releases in this package only what they are asked for is looked at.
    """
    return _parsed(data, path)


@lru_cache(maxsize=24)
def _parsed(data: bytes, path: Path) -> Release:
    """As :func:`parse`. The same bytes are the same release: a single answer asks for its descriptor several times."""
    where = str(path / DESCRIPTOR)
    try:
        release = Release(path, plain.load_json(data))
        parse_version(release.version)
        _ = (release.cutoff, [(r["name"], r["path"], r["bytes"], r["hash"]) for r in release.descriptor["resources"]])
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ReleaseError("the descriptor is damaged", where=where, got=f"{type(error).__name__}: {error}") from None
    content = hashlib.sha256(data).digest()
    if content not in _SOUND and not plain.is_own(path):
        form.check(release.descriptor, where)
        _SOUND.add(content)
    return release


def citation(descriptor: Mapping[str, Any]) -> str:
    """How to cite a release, in one line.

    Parameters
    ----------
    descriptor : mapping
        A release's descriptor.

    Returns
    -------
    str
    """
    who = "; ".join(c["title"] for c in descriptor["contributors"])
    year = str(descriptor.get("created", descriptor["cutoff"]))[:4]
    what = f"{descriptor['title']}, version {descriptor['version']} [Data set]"
    terms = ", ".join(str(entry["name"]) for entry in descriptor["licenses"])
    return f"{who} ({year}). {what}. {terms}."


def file_hash(data: bytes) -> str:
    """Hash of a file's bytes, in the form the descriptor uses."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def looks_like_a_page(data: bytes) -> bool:
    """Whether some bytes are a web page, which hosts send in place of a file that is not there."""
    return data.lstrip()[:15].lower().startswith((b"<!doctype", b"<html"))
