"""What is compared: releases of the dataset, or any two files, each as relations that DuckDB can read."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.diff.query import name
from tracker.diff.types import Type
from tracker.errors import BadValueError, ReleaseError

if TYPE_CHECKING:
    from tracker.release.descriptor.manifest import Release

WORKING, GIT = "working", "git:"
"""Words for the curated tables as they stand, and as they stood at a git revision."""

FILE_ENDINGS = (".parquet", ".csv", ".arrow", ".feather", ".ipc")
"""Endings of files that can be compared by key."""


@dataclass(frozen=True)
class Relation:
    """One table of one side.

    ``source`` is what stands after FROM, ``row_id`` what names a row in it, ``columns`` maps each column to its type,
    ``rows`` counts them, ``held`` maps a column to its name in the source, where that is another one, and ``undivided``
    says that one core alone would read all of it, such as a Parquet file of one row group.
    """

    label: str
    source: str
    columns: dict[str, Type] = field(hash=False)
    rows: int
    row_id: str
    held: dict[str, str] = field(default_factory=dict, hash=False)
    undivided: bool = False

    def identifier(self, column: str) -> str:
        """The name of a column in the source."""
        return self.held.get(column, column)


def is_file(spec: str | Path) -> bool:
    """Whether an input names a single table file rather than a release."""
    return str(spec).lower().endswith(FILE_ENDINGS)


def find_release(spec: str | Path, stack: ExitStack) -> Release:
    """The release that an input names.

    Parameters
    ----------
    spec : str or pathlib.Path
        A version, ``latest``, a release folder, ``working``, or ``git:REVISION``.
    stack : contextlib.ExitStack
        Keeps a temporary release until it closes.

    Returns
    -------
    Release
    """
    if isinstance(spec, str) and (spec == WORKING or spec.startswith(GIT)):
        # Late and by name: curating is a room above this one, and needed for these two words only.
        snapshot: Any = importlib.import_module("tracker.curation.snapshot")
        found: Release = stack.enter_context(snapshot.as_release(spec))
        return found
    from tracker.release.reading import shelf

    return shelf.find(spec)


def parse_key(key: str | Sequence[str] | None) -> tuple[str, ...]:
    """Names of key columns.

    Parameters
    ----------
    key : str or sequence of str
        ``"a,b,c"`` or a list of names, which may be any names at all.

    Returns
    -------
    tuple of str

    Raises
    ------
    BadValueError
        When there is none, or one is named twice.
    """
    names = tuple(k.strip() for k in key.split(",")) if isinstance(key, str) else tuple(key or ())
    if not names or (isinstance(key, str) and not all(names)) or len(set(names)) != len(names):
        raise BadValueError(
            "files need a key", where="key", expected="columns that together identify a row, such as iso3,vendor",
            got=repr(key),
        )  # fmt: skip
    return names


def quoted(names: Sequence[str]) -> str:
    """Names as a list of quoted identifiers."""
    return ", ".join(map(name, names))


def said_by(error: Exception) -> str:
    """The first sentence of what Arrow or DuckDB objects to; what follows is where in their own code it happened.

    Parameters
    ----------
    error : Exception

    Returns
    -------
    str

    Examples
    --------
    >>> said_by(OSError("reading the stream failed: Corrupt data. Detail: Python exception: ..."))
    'Corrupt data'
    """
    said = (str(error).splitlines() or [type(error).__name__])[0]
    return said.split(". Detail: ")[0].split(" failed: ")[-1]


def unreadable(path: Path, error: Exception) -> ReleaseError:
    """What a library said of a file that it could not read, as one short error.

    Parameters
    ----------
    path : pathlib.Path
    error : Exception

    Returns
    -------
    ReleaseError
    """
    return ReleaseError("cannot be read as a table", where=str(path), got=said_by(error)[:160])
