"""What is compared: releases of the dataset, or any two files, each as relations that DuckDB can read."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.diff.query import literal, name
from tracker.errors import BadValueError, ReleaseError
from tracker.release import shelf
from tracker.release.manifest import Release

if TYPE_CHECKING:
    import duckdb

WORKING, GIT = "working", "git:"
"""Words for the curated tables as they stand, and as they stood at a git revision."""

FILE_ENDINGS = (".parquet", ".csv", ".arrow", ".feather", ".ipc")
"""Endings of files that can be compared by key."""


@dataclass(frozen=True)
class Relation:
    """One table of one side.

    ``source`` is what stands after FROM, ``row_id`` what names a row in it, ``columns`` maps each column to
    its DuckDB type, and ``rows`` counts them.
    """

    label: str
    source: str
    columns: dict[str, str] = field(hash=False)
    rows: int
    row_id: str


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
    return shelf.find(spec)


def from_parquet(con: duckdb.DuckDBPyConnection, path: Path, label: str) -> Relation:
    """A Parquet file as a relation; nothing is read but its footer."""
    source = f"read_parquet({literal(no_glob(path))}, file_row_number = true)"
    columns, rows = _describe(con, source, path)
    columns.pop("file_row_number", None)
    return Relation(label, source, columns, rows, "file_row_number")


def from_file(con: duckdb.DuckDBPyConnection, path: Path, side: str) -> Relation:
    """Any table file as a relation.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    path : pathlib.Path
        Parquet, CSV or Arrow IPC. CSV cells are text; an empty cell is missing.
    side : str
        Name of the table to make where the file has to be copied in.

    Returns
    -------
    Relation

    Raises
    ------
    ReleaseError
        When the file is missing, damaged, or no table.
    """
    import duckdb

    if not path.is_file():
        raise ReleaseError("no such file", where=str(path), expected=f"a file ending in {', '.join(FILE_ENDINGS)}")
    ending = path.suffix.lower()
    if ending == ".parquet":
        return from_parquet(con, path, str(path))
    try:
        if ending == ".csv":
            _refuse_page(path)
            options = (
                "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', null_padding = false"
            )
            con.execute(f"CREATE TABLE {side} AS SELECT * FROM read_csv({literal(no_glob(path))}, {options})")
        else:
            import pyarrow.ipc

            with pyarrow.ipc.open_file(path) as reader:
                con.register(f"{side}_arrow", reader.read_all())
            con.execute(f"CREATE TABLE {side} AS SELECT * FROM {side}_arrow")
            con.unregister(f"{side}_arrow")
    except duckdb.Error as error:
        raise _unreadable(path, error) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    columns, rows = _describe(con, side, path)
    return Relation(str(path), side, columns, rows, "rowid")


def _describe(con: duckdb.DuckDBPyConnection, source: str, path: Path) -> tuple[dict[str, str], int]:
    import duckdb

    try:
        columns = {r[0]: r[1] for r in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        (rows,) = con.execute(f"SELECT count(*) FROM {source}").fetchall()[0]
    except duckdb.Error as error:
        raise _unreadable(path, error) from None
    return columns, rows


def _unreadable(path: Path, error: Exception) -> ReleaseError:
    said = (str(error).splitlines() or [type(error).__name__])[0]
    return ReleaseError("cannot be read as a table", where=str(path), got=said[:160])


def _refuse_page(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(512).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise ReleaseError("is a web page, not CSV", where=str(path), hint="Download the raw file instead of its page.")


def no_glob(path: Path) -> str:
    """A path as DuckDB reads one file by it: brackets, stars and question marks are patterns, and in brackets not."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))


def parse_key(key: str | Sequence[str] | None) -> tuple[str, ...]:
    """Names of key columns.

    Parameters
    ----------
    key : str or sequence of str
        ``"a,b,c"`` or a list of names.

    Returns
    -------
    tuple of str

    Raises
    ------
    BadValueError
        When there is none, or one is named twice.
    """
    names = tuple(k.strip() for k in (key.split(",") if isinstance(key, str) else key or ()))
    if not names or not all(names) or len(set(names)) != len(names):
        raise BadValueError(
            "files need a key", where="key", expected="columns that together identify a row, such as iso3,vendor",
            got=repr(key),
        )  # fmt: skip
    return names


def quoted(names: Sequence[str]) -> str:
    """Names as a list of quoted identifiers."""
    return ", ".join(map(name, names))
