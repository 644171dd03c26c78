"""Check that a release is what its descriptor says."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import ReleaseError
from tracker.release import shelf
from tracker.release.manifest import Release, content_hash, file_hash
from tracker.release.parquet import read_table


def verify(version: str | Path | Release | None = None) -> int:
    """Check every file of a release: size, hash of its bytes, rows, hash of its content.

    Parameters
    ----------
    version : str, pathlib.Path or Release, optional
        A version, ``"latest"``, or a release folder. The newest bundled release by default.

    Returns
    -------
    int
        How many files were checked.

    Raises
    ------
    ReleaseError
        On the first thing that is off.
    UnknownNameError
        When there is no such version.
    """
    release = version if isinstance(version, Release) else shelf.find(version)
    checked = 0
    for name, table in release.tables.items():
        entry = release.resource(name)
        path = release.file(name)
        _equal(str(path), "hash of the file", entry["hash"], file_hash(path.read_bytes()))
        rows = read_table(release, name)
        _equal(str(path), "number of rows", entry["rows"], rows.num_rows)
        _equal(
            str(path),
            "hash of the content",
            entry["contentHash"],
            content_hash(rows, [f.name for f in table.published]),
        )
        checked += 1
    for other in release.descriptor.get("documents", ()):
        path = release.path / other["path"]
        try:
            data = path.read_bytes()
        except OSError:
            raise ReleaseError("file of the release is missing", where=str(path)) from None
        _equal(str(path), "hash of the file", other["hash"], file_hash(data))
        checked += 1
    return checked


def _equal(where: str, what: str, expected: object, got: object) -> None:
    if expected != got:
        raise ReleaseError(f"{what} differs", where=where, expected=str(expected), got=str(got))
