"""Which releases there are: those bundled with the package, those fetched into the cache, and folders."""

from __future__ import annotations

import json
from pathlib import Path

from tracker.errors import ReleaseError, unknown
from tracker.release.descriptor import plain, seal
from tracker.release.descriptor.manifest import DESCRIPTOR, DESCRIPTOR_LIMIT, Release, file_hash, parse_version, read

BUNDLED = plain.BUNDLED
"""Folder with the releases that the package brings along."""

INDEX = "index.json"
"""Name of the file that lists every version there ever was, and fixes its descriptor."""

LATEST = "latest"
"""Name of the newest release."""


def cached(root: Path) -> Path:
    """Shelf with the releases that were fetched, inside the cache folder."""
    return root / "releases"


def lock(shelf: Path) -> Path:
    """The lock of who publishes on a shelf; it lies beside it, since what is on it is published."""
    return shelf.parent / f".{shelf.name}.lock"


def versions(shelf: Path = BUNDLED) -> list[str]:
    """Versions on a shelf, oldest first.

    Parameters
    ----------
    shelf : pathlib.Path
        A folder with one folder a version.

    Returns
    -------
    list of str
    """
    if not shelf.is_dir():
        return []
    found = []
    for folder in shelf.iterdir():
        try:
            found.append((parse_version(folder.name), folder.name))
        except ValueError:
            continue
    return [name for _, name in sorted(found)]


def find(version: str | Path | None = None, shelf: Path = BUNDLED) -> Release:
    """The release of a version, or in a folder.

    Parameters
    ----------
    version : str or pathlib.Path, optional
        A version, ``"latest"``, or the path of a release folder (as a Path, or text with a slash in it or
        naming an existing folder). The newest bundled release by default: what was fetched is found by its
        version only, so that the same code gives the same answer on every machine.
    shelf : pathlib.Path
        Where versions are looked up.

    Returns
    -------
    Release

    Raises
    ------
    UnknownNameError
        When there is no such version.
    ReleaseError
        When the folder is no release, or there are no releases at all.

    Notes
    -----
    What is looked at each time: of a release that was fetched, the descriptor against its seal and our definition; of
    one in a folder, the descriptor against our definition; of one in this package, nothing but that it can be read.
    Of all of them, every table's size and hash when it is read. `tracker verify` looks at the rest.
    """
    path, named = place(version, shelf)
    if named is not None and path.parent != shelf and path.parent == _fetched_or_none(shelf):
        _intact(path)
    release = read(path)
    return release if named is None else _checked(release, named)


def hash_of(release: Release) -> str:
    """The hash by which the index fixes a release: of its descriptor's bytes, which hold those of every file."""
    return file_hash(plain.read(plain.inside(release.path, DESCRIPTOR), DESCRIPTOR_LIMIT))


def place(version: str | Path | None = None, shelf: Path = BUNDLED) -> tuple[Path, str | None]:
    """Where the release of a version is, without reading it.

    Parameters
    ----------
    version, shelf
        As for :func:`find`, which says what is refused.

    Returns
    -------
    (pathlib.Path, str or None)
        The folder; the version it must hold, None where a folder was named.
    """
    known = versions(shelf)
    if not isinstance(version, str | Path | None):
        raise unknown("version", version, [*known, LATEST], where="version")
    if version is None or version == LATEST:
        if not known:
            raise ReleaseError("no release is bundled", where=str(shelf), hint="Reinstall the package.")
        return shelf / known[-1], known[-1]
    if isinstance(version, str) and version in known:
        return shelf / version, version
    path = Path(version)
    if isinstance(version, Path) or "/" in version or "\\" in version or (path / DESCRIPTOR).is_file():
        return path, None
    there = versions(fetched()) if shelf == BUNDLED else []
    if version in there:
        return fetched() / version, version
    if shelf == BUNDLED and isinstance(version, str) and version in _published():
        raise ReleaseError(
            "was published, and is neither in this package nor in the cache",
            where=f"version {version}",
            expected=f"one of {', '.join([*known, *there])}",
            hint=f"`tracker fetch {version} --from PLACE` brings it, held to the hash known here.",
        )
    raise unknown("version", version, [*known, *there, LATEST], where="version")


def _published() -> list[str]:
    # Every version there ever was is in the package's index, also when the package carries it no more.
    try:
        return [entry["version"] for entry in json.loads((BUNDLED / INDEX).read_bytes())["versions"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def loadable() -> list[str]:
    """Versions that can be loaded by name, oldest first: the bundled ones and those in the cache."""
    return sorted({*versions(), *versions(fetched())}, key=parse_version)


def fetched() -> Path:
    """Shelf with the releases that were fetched, in the cache folder that is set."""
    from tracker.release.reading import settings

    return cached(settings.cache())


def _fetched_or_none(shelf: Path) -> Path | None:
    return fetched() if shelf == BUNDLED else None


def _intact(path: Path) -> None:
    """Refuse a fetched release that is a link, or whose descriptor is not what was verified when it came."""
    hint = f"`tracker fetch {path.name}` fetches it again."
    try:
        data = plain.read(plain.inside(path.parent, f"{path.name}/{DESCRIPTOR}"), DESCRIPTOR_LIMIT)
    except OSError as error:
        raise ReleaseError(f"cannot be read: {error.strerror}", where=str(path / DESCRIPTOR), hint=hint) from None
    off = seal.wrong(data) if seal.is_due(data) else None
    if off is not None:
        raise ReleaseError(f"damaged in the cache: {off[0]}", where=str(path / DESCRIPTOR), hint=hint)


def _checked(release: Release, version: str) -> Release:
    if release.version != version:
        raise ReleaseError(
            "folder and descriptor disagree",
            where=str(release.path),
            expected=f"version {version}",
            got=release.version,
        )
    return release
