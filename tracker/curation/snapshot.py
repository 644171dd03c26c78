"""The curated tables as a temporary release: as they stand, or as they stood at a git revision."""

from __future__ import annotations

import dataclasses
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.aside import aside
from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.errors import CurationError
from tracker.release.descriptor.manifest import Release, read
from tracker.release.reading import shelf

DATA = Path("data")
"""Folder of the curated tables, from where the command runs."""


@contextmanager
def as_release(spec: str, folder: Path = DATA) -> Iterator[Release]:
    """A release built for the time of a comparison.

    Parameters
    ----------
    spec : str
        ``working``, or ``git:REVISION``.
    folder : pathlib.Path
        The curated tables.

    Yields
    ------
    Release
        Its version reads as the newest published one's, since that is what it would follow.

    Raises
    ------
    CurationError
        When the tables have problems, there is no such folder, or git has no such revision.
    """
    with aside(Path(tempfile.gettempdir()), "tracker-snapshot") as scratch:
        source = folder
        if spec.startswith("git:"):
            source = _checked_out(spec.removeprefix("git:"), folder, scratch / "data")
        known = shelf.versions()
        version = known[-1] if known else "0.1.0"
        path = build(
            read_folder(source, shown_as=spec if source != folder else None),
            scratch / "release",
            version=version,
        )
        release = read(path)
        yield dataclasses.replace(release, path=path)


def _checked_out(revision: str, folder: Path, target: Path) -> Path:
    """The CSV files of a revision, in a temporary folder."""
    if not revision or revision.startswith("-"):
        raise CurationError("no revision", where="git:", expected="such as git:main~3 or git:HEAD")
    if not folder.is_dir():
        raise CurationError("no such folder", where=str(folder), hint="Run it in a checkout.")
    prefix = _git(folder, "rev-parse", "--show-prefix").decode().strip()
    listing = _git(folder, "ls-tree", "--full-tree", "--name-only", f"{revision}:{prefix}")
    names = [n for n in listing.decode().splitlines() if n.endswith(".csv")]
    if not names:
        raise CurationError("has no curated tables in that folder", where=f"git:{revision}")
    target.mkdir(parents=True)
    for name in names:
        (target / name).write_bytes(_git(folder, "show", f"{revision}:./{name}"))
    return target


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        raise CurationError("git is not installed", hint="Install it, or compare releases.") from None
    if done.returncode:
        said = (done.stderr.decode(errors="replace").splitlines() or ["failed"])[0]
        raise CurationError("git cannot read the revision", where=arguments[-1], got=said)
    return done.stdout
