"""A private DuckDB, and doing two things in it at once."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.diff.inputs import said_by
from tracker.diff.query import literal
from tracker.errors import BadValueError
from tracker.guard.files import pattern
from tracker.guard.shut import SHUT, quiet

if TYPE_CHECKING:
    import duckdb


_SCRATCH = "tracker-diff-"
_LEFT = re.compile(_SCRATCH + r"([1-9][0-9]{0,8})-[0-9a-f]{8}")


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

    # What does not fit into memory goes there rather than into the folder the command runs in: DuckDB makes it when it
    # is needed, and removes it.
    config = {**SHUT, "temp_directory": str(_scratch())}
    try:
        return quiet(duckdb.connect(config={**config, **({"memory_limit": memory} if memory else {})}))
    except duckdb.Error as error:
        raise BadValueError(
            "not an amount of memory", where="memory", expected="such as 1GB", got=repr(memory)
        ) from error


def _scratch() -> Path:
    """A folder of its own for each connection: DuckDB gives its files the same names in all of them.

    What killed processes left there is removed; nobody else's is looked at.
    """
    root = Path(tempfile.gettempdir())
    with suppress(OSError):
        for name in [n for n in os.listdir(root) if n.startswith(_SCRATCH)] if os.name != "nt" else []:
            left = _LEFT.fullmatch(name)
            if left is not None and not _runs(int(left[1])):
                shutil.rmtree(root / name, ignore_errors=True)  # Follows no link, and leaves what is another user's.
    return root / f"{_SCRATCH}{os.getpid()}-{os.urandom(4).hex()}"


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


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


def both(first: Callable[[], Any], second: Callable[[], Any], stop: Callable[[], Any]) -> None:
    """Do two things at once and raise what either raised; DuckDB works outside Python's lock.

    Parameters
    ----------
    first, second : callable
    stop : callable
        Ends the second, where the first was interrupted: nobody is to wait for it then.
    """
    failed: list[BaseException] = []

    def work(step: Callable[[], Any]) -> None:
        try:
            step()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, args=(second,))
    thread.start()
    try:
        first()
        thread.join()
    except BaseException:
        stop()
        thread.join()
        raise
    if failed:
        raise failed[0]
