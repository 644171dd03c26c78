"""Fetch a release from a static host into the cache: index, descriptor, files, each checked by the one before.

Nothing unverified is ever returned or left where a release is looked for. Files arrive in a folder aside,
named by the descriptor's hash; when all are there and right, it is moved into place in one step, under a
lock. A process that dies leaves at most that folder aside, from which the next one goes on.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from tracker.arguments import checked
from tracker.errors import BadValueError, ReleaseError
from tracker.release.descriptor import plain, seal
from tracker.release.descriptor.form import RELEASE_LIMIT
from tracker.release.descriptor.manifest import DESCRIPTOR, DESCRIPTOR_LIMIT, file_hash, parse, read
from tracker.release.fetching import trust
from tracker.release.fetching.download import Progress, complete
from tracker.release.fetching.remote import open_source
from tracker.release.fetching.source import Source
from tracker.release.fetching.trust import newest, read_index, remember
from tracker.release.listing import cache as caches
from tracker.release.listing import deadline as deadlines
from tracker.release.listing import index as indexes
from tracker.release.listing import signature
from tracker.release.listing.deadline import Deadline
from tracker.release.listing.index import Entry
from tracker.release.reading import settings, shelf
from tracker.release.verifying.verify import verify
from tracker.writing import room


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


@checked
def fetch(
    version: str = shelf.LATEST,
    *,
    source: str | Path | None = None,
    key: str | None = None,
    cache: str | Path | None = None,
    seconds: float | None = None,
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
    seconds : float, optional
        Seconds that the whole may take, waiting for another process included; ``TRACKER_FETCH_SECONDS`` or 600
        otherwise. A host that sends less than 1,000 bytes a second (``TRACKER_LEAST_SPEED``) for longer than 30
        seconds, headers and index included, is left before.

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
        it was before, as it is where there is no room for the release (a :class:`BadValueError`).

    Examples
    --------
    From a folder, as from a host; the releases in this package stand for it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as cache:
    ...     fetch("0.1.0", source=shelf.BUNDLED, cache=cache).name
    '0.1.0'
    """
    return obtain(version, source=source, key=key, cache=cache, seconds=seconds).path


def obtain(
    version: str = shelf.LATEST,
    *,
    source: str | Path | None = None,
    key: str | None = None,
    cache: str | Path | None = None,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> Fetched:
    """As :func:`fetch`, and tell what was done and checked.

    Parameters
    ----------
    version, source, key, cache, seconds
        As for :func:`fetch`.
    progress : callable, optional
        Told about every chunk.

    Returns
    -------
    Fetched
    """
    deadline = deadlines.of_settings(seconds)
    host = place(source, deadline)
    key = settings.key(key)
    if key is not None:
        signature.public_key(key)  # A key that is none is said before anything is asked for.
    root = settings.cache(cache)
    with room(root):
        found = read_index(host, key=key, root=root)
        entry = newest(found) if version == shelf.LATEST else found.entry(version)
        caches.folder(root)
        with caches.locked(root / f"{entry.version}.lock", deadline):
            path, new = _under_lock(host, entry, root, progress)
        remember(root, host, found, deadline)
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


@checked
def forget(source: str | Path | None = None, *, cache: str | Path | None = None) -> list[str]:
    """Forget what a host listed, so that it is believed anew: when it withdrew a version that was a mistake, say.

    What was fetched stays in the cache, and is found by its version; remove the folder to be rid of it.

    Parameters
    ----------
    source, cache
        As for :func:`fetch`.

    Returns
    -------
    list of str
        The versions that it had listed, oldest first.

    Raises
    ------
    BadValueError
        When nothing is remembered of it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as cache:
    ...     _ = fetch("0.1.0", source=shelf.BUNDLED, cache=cache)
    ...     forget(shelf.BUNDLED, cache=cache)[:2]
    ['0.1.0', '0.2.0']
    """
    return trust.forget(settings.cache(cache), place(source, deadlines.of_settings()))


def place(source: str | Path | None, deadline: Deadline) -> Source:
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
    return open_source(given, deadline)


def _under_lock(place: Source, entry: Entry, root: Path, progress: Progress | None) -> tuple[Path, bool]:
    target = caches.folder(root, "releases") / entry.version
    if _is_there(target, entry, place.where):
        return target, False
    short = entry.hash.removeprefix("sha256:")
    aside = caches.folder(root, "partial", short)
    try:
        files = _plan(place, entry, aside)
        for name, size, digest in files:
            complete(
                place, f"{entry.version}/{name}", aside / plain.name(name, where=place.where), size, digest, progress
            )
        for stranger in {p.name for p in aside.iterdir()} - {DESCRIPTOR, *(name for name, _, _ in files)}:
            caches.remove(aside / stranger)
        verify(aside)
    except Exception:
        # What failed is not kept; only a process that was killed leaves something to go on from.
        caches.remove(aside)
        _drop_empty(aside.parent)
        raise
    caches.replace(aside, target, aside.parent / f"{short}.old")
    _drop_empty(aside.parent)
    return target, True


def _is_there(target: Path, entry: Entry, where: str) -> bool:
    """Whether the cache has a release whole; a damaged one is kept until a new one can take its place.

    Raises
    ------
    ReleaseError
        When it has another content under the version, whole, which is not replaced unasked.
    """
    if target.is_symlink() or not target.is_dir():
        return False
    try:
        data = plain.read(plain.inside(target, DESCRIPTOR), DESCRIPTOR_LIMIT)
        if file_hash(data) == entry.hash:
            verify(target)
            return True
        parse(data, target)
    except (OSError, ReleaseError):
        return False
    if seal.is_due(data) and seal.wrong(data) is not None:
        return False
    raise ReleaseError(
        "the cache has another content under this version",
        where=str(target),
        expected=f"descriptor {entry.hash}, as {where} says",
        hint="Remove that folder if you trust the host more.",
    )


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
    wrong = indexes.contradiction(entry, release, (aside / DESCRIPTOR).stat().st_size)
    if wrong is not None:
        raise ReleaseError("index and descriptor disagree", where=where, expected=wrong[0], got=wrong[1])
    files = [(r["path"], r["bytes"], r["hash"]) for r in release.descriptor["resources"]]
    files += [(d["path"], d.get("bytes"), d["hash"]) for d in release.descriptor.get("documents", ())]
    if sum(size or 0 for _, size, _ in files) > RELEASE_LIMIT:
        raise ReleaseError("the release is too large", where=where, expected=f"at most {RELEASE_LIMIT} bytes")
    return files
