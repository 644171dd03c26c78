"""Where an export goes: what its name means, and how it gets there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker.aside import aside, exchange
from tracker.errors import BadValueError, TrackerError
from tracker.release.descriptor import plain
from tracker.show.formats import FORMATS, Format, find
from tracker.writing import no_room

BESIDE = ("ABOUT.md", "CODEBOOK.md")
"""What stands beside the tables in a folder."""

# A folder may be called release-0.2.0; nobody calls one tables.txt.
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,8}")


@dataclass(frozen=True)
class Place:
    """A target whose meaning is settled.

    Attributes
    ----------
    path : pathlib.Path
    format : Format
    folder : bool
        A folder with one file a table.
    tables : tuple of str
        Names of the tables that may be in it.
    """

    path: Path
    format: Format
    folder: bool
    tables: tuple[str, ...]

    def file(self, table: str) -> str:
        """Name of a table's file in the folder."""
        return plain.name(f"{table}{self.format.endings[0]}", where="a table's name")


def decide(target: Path, form: str | None, chosen: Sequence[str] | None, known: Sequence[str]) -> Place:
    """What to write, told from the name of the target and the format asked for.

    Parameters
    ----------
    target : pathlib.Path
    form : str or None
        Name of the format; None to go by the ending.
    chosen : sequence of str or None
        Tables that were named, None for all.
    known : sequence of str
        Tables of the release.

    Returns
    -------
    Place

    Raises
    ------
    UnknownNameError
        When there is no such format.
    BadValueError
        When ending and format do not fit, or one file would have to hold several tables.
    """
    ending = target.suffix.lower() if _ENDING.fullmatch(target.suffix) else ""
    if form is None:
        format_ = next((f for f in FORMATS.values() if ending in f.endings), None)
        if format_ is None:
            raise BadValueError(
                "the name does not say in which format to write",
                where=str(target),
                expected=f"an ending such as {', '.join(dict.fromkeys(f.endings[0] for f in FORMATS.values()))}",
                hint=f"Or name a format: {', '.join(FORMATS)}.",
            )
    else:
        format_ = find(form)
    if not ending and format_.each:
        return Place(target, format_, True, tuple(known))
    if ending not in format_.endings:
        raise BadValueError(
            f"the ending does not fit the format {format_.name}",
            where=str(target),
            expected=" or ".join(format_.endings) + (", or the name of a folder" if format_.each else ""),
            got=repr(ending) if ending else "none",
        )
    if format_.each and (chosen is None or len(chosen) != 1):
        raise BadValueError(
            f"a {ending} file holds one table",
            where=str(target),
            expected="one table, or the name of a folder",
            got="all of them" if chosen is None else ", ".join(chosen),
            hint=f"Choose one of {', '.join(known)}.",
        )
    return Place(target, format_, False, tuple(known))


def refuse_taken(place: Place, force: bool) -> None:
    """Refuse a target that is there already, unless it may be replaced.

    Raises
    ------
    BadValueError
        Also with ``force`` when a folder stands in the way of a file, or a folder holds anything but an
        earlier export: that is never removed.
    """
    path = place.path
    if not path.parent.is_dir():
        raise BadValueError("there is no such folder to write into", where=str(path.parent), hint="Make it first.")
    if not os.path.lexists(path):
        return
    if not force:
        raise BadValueError(
            "exists already", where=str(path), hint="Choose another name, or replace it: --force, force=True."
        )
    if path.is_dir() != place.folder or (place.folder and path.is_symlink()):
        raise BadValueError(
            "is in the way and is not replaced",
            where=str(path),
            expected="a folder" if place.folder else "a file",
            got="a folder" if path.is_dir() else "a file",
        )
    if place.folder:
        own = {*BESIDE, *(f"{t}{e}" for t in place.tables for f in FORMATS.values() if f.each for e in f.endings)}
        others = sorted({p.name for p in path.iterdir()} - own)
        if others:
            raise BadValueError(
                "the folder holds other things, so it is not replaced",
                where=str(path),
                expected="nothing but an earlier export",
                got=", ".join(others[:3]) + (", ..." if len(others) > 3 else ""),
            )


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """A full disk, or whatever else keeps a file from being written, said in one line."""
    try:
        yield
    except TrackerError:
        raise
    except Exception as error:
        # The libraries that write have errors of their own for it, and are not to be imported to name them.
        library = type(error).__module__.partition(".")[0]
        if not isinstance(error, OSError) and library not in {"sqlite3", "duckdb", "_duckdb", "xlsxwriter"}:
            raise
        raise no_room(path, error) from None


def put(place: Place, write: Callable[[Path], None], force: bool) -> None:
    """Write aside, then move into place: whoever looks finds the old, nothing, or the new, never a half.

    Parameters
    ----------
    place : Place
    write : callable
        Makes the file, or fills the empty folder, at the path it is given.
    force : bool
        As for :func:`refuse_taken`.
    """
    path = place.path
    with aside(path.parent, "export", path) as beside, _told(path):
        new = beside / path.name
        if place.folder:
            new.mkdir()
        write(new)
        refuse_taken(place, force)  # Somebody may have put something there meanwhile.
        if place.folder and path.is_dir():
            exchange(new, path, beside / ".old")
        else:
            os.replace(new, path)
