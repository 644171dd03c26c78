"""A DuckDB that reaches nothing but what it was given: no file, no network, no extension, no setting."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

SHUT: Mapping[str, str] = MappingProxyType(
    {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }
)
"""What every connection of ours starts with: no extension comes by itself, and no variable of Python is a table."""


def quiet(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Draw no bar of progress: where no file is run (a prompt, ``python -c``) DuckDB draws one into standard output.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        A connection or a cursor: the setting belongs to each alone, so none can start with it.

    Returns
    -------
    duckdb.DuckDBPyConnection
        The same.

    Examples
    --------
    >>> import duckdb
    >>> quiet(duckdb.connect()).execute("SELECT current_setting('enable_progress_bar')").fetchone()
    (False,)
    """
    from tracker.guard.native import duckdb

    # In a notebook DuckDB asks for the library that would draw the bar even to be told that none is wanted: without it
    # there is none either.
    with suppress(duckdb.Error):
        con.execute("SET enable_progress_bar = false")
    return con


def shut_in(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Take from a connection whatever reaches outside of it, for good; tables it has already stay readable.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        With its tables made or registered: Parquet files are read no more after this, Arrow tables are.

    Returns
    -------
    duckdb.DuckDBPyConnection
        The same, so that the call can stand where the connection does.

    Examples
    --------
    >>> import duckdb
    >>> con = shut_in(duckdb.connect(config=dict(SHUT)))
    >>> con.execute("SELECT 1").fetchall()
    [(1,)]
    """
    for name, value in SHUT.items():
        con.execute(f"SET {name} = {value}")
    quiet(con)
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con
