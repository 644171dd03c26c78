"""A private DuckDB, and doing two things in it at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tracker.errors import BadValueError

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
    import duckdb

    try:
        return duckdb.connect(config={"memory_limit": memory} if memory else {})
    except duckdb.Error as error:
        raise BadValueError(
            "not an amount of memory", where="memory", expected="such as 1GB", got=repr(memory)
        ) from error


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
