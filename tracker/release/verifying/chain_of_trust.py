"""The chain above a release's files: a signature covers the index, the index fixes the descriptor."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from tracker.errors import ReleaseError
from tracker.release.descriptor import plain, seal
from tracker.release.descriptor.manifest import DESCRIPTOR, DESCRIPTOR_LIMIT, Release, file_hash, parse
from tracker.release.listing import index as indexes
from tracker.release.listing import signature
from tracker.release.listing.index import Entry, Index
from tracker.release.reading import settings, shelf
from tracker.release.reading.contents import Contents
from tracker.release.reading.file_problem import Problem
from tracker.release.verifying import locate

_VERSION = re.compile(rb'^  "version": "([0-9.]+)"', re.MULTILINE)
_PACKAGE = "descriptor against the hash in this package"
_SIGNATURE = "signature of the index"


@dataclass
class Link:
    """What came of checking a descriptor; ``release`` is None when it cannot be read."""

    release: Release | None = None
    checked: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def has(self, what: str) -> None:
        """Note what was checked."""
        self.checked += (what,)

    def lacks(self, what: str) -> None:
        """Note what was not checked."""
        self.unchecked += (what,)


def check_descriptor(contents: Contents, path: Path, named: str | None, key: str | None) -> Link:
    """Check a descriptor: against its seal, the index in this package, and the index beside the release.

    Parameters
    ----------
    contents : Contents
    path : pathlib.Path
        The release's folder or archive.
    named : str or None
        Version under which it was found.
    key : str or None
        Public key that must have signed the index beside it; a pinned one otherwise.

    Returns
    -------
    Link

    Raises
    ------
    ReleaseError
        When there is no descriptor.
    """
    data, fault = contents.read(DESCRIPTOR, DESCRIPTOR_LIMIT)
    if fault is not None and not data:
        if contents.has_tables:
            return Link(problems=[Problem(DESCRIPTOR, fault)])
        raise ReleaseError(
            f"not a release: {fault}", where=f"{contents.where}/{DESCRIPTOR}", expected=f"a folder with {DESCRIPTOR}"
        )
    link = Link()
    off = seal.wrong(data) if seal.is_due(data) else None
    try:
        link.release = parse(data, path)
    except ReleaseError as error:
        said = _VERSION.search(data)
        version = named or (said and said[1].decode())
        shipped = _shipped(link, version)
        # A seal that holds says that nothing was damaged: then the bytes are the ones somebody wrote.
        sound = off is None and shipped is None and seal.is_due(data)
        place = (None, None) if sound else _range(data, version, path, shipped, off)
        link.problems.append(
            Problem(DESCRIPTOR, error.what, place[0], place[1], expected=error.expected, got=error.got)
        )
        return link
    version = link.release.version
    if named is not None and version != named:
        link.problems.append(Problem(DESCRIPTOR, "folder and descriptor disagree", expected=named, got=version))
    if fault is not None:
        link.problems.append(Problem(DESCRIPTOR, fault))
    shipped = _shipped(link, named or version)
    if off is not None:
        link.problems.append(Problem(DESCRIPTOR, off[0], *_range(data, version, path, shipped, off)))
    elif seal.SEAL in link.release.descriptor:
        link.has("descriptor against its own seal")
    if shipped is None:
        link.lacks(f"{_PACKAGE} (which does not list the version)")
    elif seal.SEAL in link.release.descriptor and link.release.released is None and off is None:
        link.lacks(f"{_PACKAGE} (this is a build that was not published)")
    else:
        _compare(link, data, path, shipped, off, _PACKAGE)
    _beside(link, contents, data, path, off, key)
    if shipped is None and not link.checked and off is None:
        link.lacks("the descriptor's own bytes (no index lists it, and it is older than seals)")
    return link


def _shipped(link: Link, version: str | None) -> Entry | None:
    try:
        return None if version is None else indexes.known().entries.get(version)
    except ReleaseError as error:
        link.problems.append(Problem(indexes.INDEX, f"in this package: {error.what}", got=error.got))
        return None


def _compare(
    link: Link, data: bytes, path: Path, entry: Entry, off: tuple[str, tuple[int, int]] | None, what: str
) -> None:
    """Compare a descriptor with an entry of an index, which says more of it than the hash."""
    assert link.release is not None
    if file_hash(data) != entry.hash:
        if off is None:
            place = _range(data, entry.version, path, entry, off)
            expected = f"{entry.hash}, {entry.bytes} bytes"
            got = f"{file_hash(data)}, {len(data)} bytes"
            link.problems.append(
                Problem(DESCRIPTOR, "not the descriptor that was published", *place, expected=expected, got=got)
            )
        return
    link.has(what)
    wrong = indexes.contradiction(entry, link.release, len(data))
    if wrong is not None:
        what = f"is wrong about {entry.version}"
        link.problems.append(Problem(indexes.INDEX, what, expected=wrong[1], got=wrong[0]))


def _range(
    data: bytes, version: str | None, path: Path, entry: Entry | None, off: tuple[str, tuple[int, int]] | None
) -> tuple[int, int]:
    """First and last wrong byte, by an intact copy, else the seal, else the whole file."""
    twin = None if version is None or entry is None else locate.twin_of(version, DESCRIPTOR, entry.hash, path)
    if twin is None and off is not None:
        return off[1][0], off[1][1] - 1
    sizes = {} if entry is None else {"bytes": entry.bytes}
    found = locate.bytes_of(data, sizes, twin)
    return found["first_byte"], found["last_byte"]


def _beside(
    link: Link,
    contents: Contents,
    data: bytes,
    path: Path,
    off: tuple[str, tuple[int, int]] | None,
    key: str | None,
) -> None:
    """Check against an index in the archive or beside the release, and that index against its signature."""
    assert link.release is not None
    pinned = settings.key(key)
    found = _index_beside(contents, path)
    if found is None:
        link.lacks(f"{_SIGNATURE} (no index lies beside the release)")
        return
    raw, signed, where = found
    if pinned is None:
        link.lacks(f"{_SIGNATURE} (no key is pinned)")
    elif signed is None and key is None:
        link.lacks(f"{_SIGNATURE} (the index beside the release is not signed)")
    else:
        try:
            signature.check(raw, signed or b"", pinned, where=where)
            link.has(_SIGNATURE)
        except ReleaseError as error:
            what = error.what if signed else "there is no signature beside the index"
            link.problems.append(Problem(indexes.INDEX, what, expected=error.expected))
    if path.parent.resolve() == shelf.BUNDLED.resolve():
        return  # That index is the one in this package.
    try:
        listed: Index = indexes.parse(raw, where)
    except ReleaseError as error:
        link.problems.append(Problem(indexes.INDEX, error.what, expected=error.expected, got=error.got))
        return
    entry = listed.entries.get(link.release.version)
    if entry is None:
        link.lacks(f"descriptor against the index beside the release (which does not list {link.release.version})")
    else:
        _compare(link, data, path, entry, off, "descriptor against the index beside the release")


def _index_beside(contents: Contents, path: Path) -> tuple[bytes, bytes | None, str] | None:
    if indexes.INDEX in contents.names:
        signed = contents.read(signature.SIGNATURE, 1000)[0] if signature.SIGNATURE in contents.names else None
        return contents.read(indexes.INDEX, DESCRIPTOR_LIMIT)[0], signed, f"{contents.where}/{indexes.INDEX}"
    file, seal_file = path.parent / indexes.INDEX, path.parent / signature.SIGNATURE
    if file.is_file():
        signed = plain.read(seal_file, 1000) if seal_file.is_file() else None
        return plain.read(file, DESCRIPTOR_LIMIT), signed, str(file)
    return None
