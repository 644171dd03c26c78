"""Fetch a release from a static host into the cache: index, descriptor, files, each checked by the one before.

Nothing unverified is ever returned or left where a release is looked for. Files arrive in a folder aside,
named by the descriptor's hash; when all are there and right, it is moved into place in one step, under a
lock. A process that dies leaves at most that folder aside, from which the next one goes on.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import BadValueError, ReleaseError
from tracker.release import index as indexes
from tracker.release import settings, shelf, signature
from tracker.release.download import Progress, complete
from tracker.release.index import Entry
from tracker.release.manifest import DESCRIPTOR, DESCRIPTOR_LIMIT, RELEASE_LIMIT, file_hash, read
from tracker.release.remote import Source, open_source
from tracker.release.trust import newest, read_index, remember
from tracker.release.verify import verify

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Fetched:
    """A release that is in the cache and verified.

    Attributes
    ----------
    path : pathlib.Path
        Its folder.
    version : str
    downloaded : bool
        Whether anything had to be downloaded.
    checked : tuple of str
        What was checked.
    unchecked : tuple of str
        What could not be.
    """

    path: Path
    version: str
    downloaded: bool
    checked: tuple[str, ...]
    unchecked: tuple[str, ...]


def fetch(
    version: str = shelf.LATEST,
    *,
    source: str | Path | None = None,
    key: str | None = None,
    cache: str | Path | None = None,
) -> Path:
    """Fetch a release from a static host, verify it, and keep it in the cache.

    Parameters
    ----------
    version : str
        A version that the host's index lists, or ``"latest"``.
    source : str or pathlib.Path, optional
        Where the index and the release folders are: an HTTP(S) address, ``file:``, ``s3:`` and the like, or
        a folder. ``TRACKER_RELEASES_URL`` or the configuration file otherwise; there is no built-in host.
    key : str, optional
        Public key that must have signed the index; ``TRACKER_RELEASES_KEY`` or the configuration file
        otherwise. Without one the signature is not checked.
    cache : str or pathlib.Path, optional
        Folder to keep releases in; ``TRACKER_CACHE``, the configuration file, or the platform's user cache
        folder otherwise.

    Returns
    -------
    pathlib.Path
        The release folder; ``load`` and the others take it, or the version, which they find in the cache.

    Raises
    ------
    BadValueError
        When nobody has said where releases are.
    UnknownNameError
        When the index does not list the version.
    ReleaseError
        When the host cannot be reached, or anything it sends is not what it must be. The cache is then as
        it was before.
    """
    return obtain(version, source=source, key=key, cache=cache).path


def obtain(
    version: str = shelf.LATEST,
    *,
    source: str | Path | None = None,
    key: str | None = None,
    cache: str | Path | None = None,
    progress: Progress | None = None,
) -> Fetched:
    """As :func:`fetch`, and tell what was done and checked.

    Parameters
    ----------
    version, source, key, cache
        As for :func:`fetch`.
    progress : callable, optional
        Told about every chunk.

    Returns
    -------
    Fetched
    """
    import filelock

    host = place(source)
    key = settings.key(key)
    if key is not None:
        signature.public_key(key)  # A key that is none is said before anything is asked for.
    root = settings.cache(cache)
    found = read_index(host, key=key, root=root)
    entry = newest(found) if version == shelf.LATEST else found.entry(version)
    root.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(root / f"{entry.version}.lock"):
        path, new = _under_lock(host, entry, root, progress)
    remember(root, host, found)
    checked = ("index", "descriptor against the index", "every file against the descriptor", "content of every table")
    shipped = entry.version in indexes.known().entries
    return Fetched(
        path,
        entry.version,
        new,
        checked
        + (("signature of the index",) if key else ())
        + (("descriptor against the hash in this package",) if shipped else ()),
        (() if key else ("signature of the index (no key is pinned)",))
        + (() if shipped else ("hash in this package (the version is younger than it)",)),
    )


def place(source: str | Path | None = None) -> Source:
    """The place releases are fetched from, by argument or settings; refuses when nobody has said."""
    given = settings.source(source)
    if given is None:
        raise BadValueError(
            "nobody has said where releases are",
            where="source",
            expected="an address or a folder",
            hint=f"Name it with --from, {settings.SOURCE_VARIABLE}, or releases_url in {settings.config_file()}. "
            f"Without it there are the bundled versions: {', '.join(shelf.versions())}.",
        )
    return open_source(given)


def _under_lock(place: Source, entry: Entry, root: Path, progress: Progress | None) -> tuple[Path, bool]:
    target = shelf.cached(root) / entry.version
    if target.exists():
        descriptor = target / DESCRIPTOR
        if not descriptor.is_file() or file_hash(descriptor.read_bytes()) != entry.hash:
            raise ReleaseError(
                "the cache has another content under this version",
                where=str(target),
                expected=f"descriptor {entry.hash}, as {place.where} says",
                hint="Remove that folder if you trust the host more.",
            )
        try:
            verify(target)
            return target, False
        except ReleaseError:
            shutil.rmtree(target)  # Damaged since it was put there: fetched anew.
    aside = root / "partial" / entry.hash.removeprefix("sha256:")
    aside.mkdir(parents=True, exist_ok=True)
    try:
        files = _plan(place, entry, aside)
        for name, size, digest in files:
            complete(place, f"{entry.version}/{name}", aside / name, size, digest, progress)
        for stranger in {p.name for p in aside.iterdir()} - {DESCRIPTOR, *(name for name, _, _ in files)}:
            (aside / stranger).unlink()
        verify(aside)
    except Exception:
        # What failed is not kept; only a process that was killed leaves something to go on from.
        shutil.rmtree(aside, ignore_errors=True)
        _drop_empty(aside.parent)
        raise
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(aside, target)
    _drop_empty(aside.parent)
    return target, True


def _drop_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def _plan(place: Source, entry: Entry, aside: Path) -> list[tuple[str, int | None, str]]:
    """Name, size and hash of every file that the descriptor lists; the descriptor itself comes first."""
    where = f"{place.where}/{entry.version}/{DESCRIPTOR}"
    if not 0 < entry.bytes <= DESCRIPTOR_LIMIT:
        raise ReleaseError("the descriptor is too large", where=where, expected=f"at most {DESCRIPTOR_LIMIT} bytes")
    complete(place, f"{entry.version}/{DESCRIPTOR}", aside / DESCRIPTOR, entry.bytes, entry.hash, None)
    release = read(aside)
    if release.version != entry.version:
        raise ReleaseError(
            "index and descriptor disagree", where=where, expected=f"version {entry.version}", got=release.version
        )
    files = [(r["path"], r["bytes"], r["hash"]) for r in release.descriptor["resources"]]
    files += [(d["path"], d.get("bytes"), d["hash"]) for d in release.descriptor.get("documents", ())]
    for name, size, digest in files:
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name == DESCRIPTOR:
            raise ReleaseError("a file name that is refused", where=where, expected="a plain name", got=repr(name)[:80])
        if not isinstance(digest, str) or not (size is None or (isinstance(size, int) and size >= 0)):
            raise ReleaseError("a file without size or hash", where=where, got=name)
    if sum(size or 0 for _, size, _ in files) > RELEASE_LIMIT:
        raise ReleaseError("the release is too large", where=where, expected=f"at most {RELEASE_LIMIT} bytes")
    return files
