"""A private DuckDB, and doing two things in it at once."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.diff.inputs import said_by
from tracker.diff.query import literal
from tracker.errors import BadValueError
from tracker.guard.files import pattern
from tracker.guard.shut import SHUT

if TYPE_CHECKING:
    import duckdb


def connect(memory: str | None = None) -> duckdb.DuckDBPyConnection:
    """A private in-memory DuckDB.

    Parameters
    ----------
    memory : str, optional
        Most memory to use, such as ``"1GB"``.

    Returns
    -------
    duckdb.DuckDBPyConnection
    """
    from tracker.guard.native import duckdb

    # What does not fit into memory goes there rather than into the folder the command runs in.
    config = {**SHUT, "temp_directory": str(Path(tempfile.gettempdir()) / "tracker-diff")}
    try:
        return duckdb.connect(config={**config, **({"memory_limit": memory} if memory else {})})
    except duckdb.Error as error:
        raise BadValueError(
            "not an amount of memory", where="memory", expected="such as 1GB", got=repr(memory)
        ) from error


def only(con: duckdb.DuckDBPyConnection, files: Iterable[Path]) -> None:
    """Let a connection open these files and nothing else from now on.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    files : iterable of pathlib.Path
        What is compared, and what is written.
    """
    paths = ", ".join(p for f in files for p in dict.fromkeys((literal(str(f.absolute())), pattern(f))))
    con.execute(f"SET allowed_paths = [{paths}]")
    con.execute("SET enable_external_access = false")


@contextmanager
def told(where: str) -> Iterator[None]:
    """What DuckDB objects to while rows are fetched, such as a disk that is full, as one clear error."""
    from tracker.guard.native import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise BadValueError("the tables cannot be compared", where=where[:120], got=said_by(error)[:120]) from None


def both(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """Do two things at once and raise what either raised; DuckDB works outside Python's lock."""
    failed: list[BaseException] = []

    def work(step: Callable[[], Any]) -> None:
        try:
            step()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, args=(second,))
    thread.start()
    work(first)
    thread.join()
    if failed:
        raise failed[0]
