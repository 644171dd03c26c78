"""Write the full change list to a file, one changed cell a row, streamed out of DuckDB and moved into place whole."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.diff.found import Found
from tracker.diff.query import literal, name
from tracker.errors import BadValueError

if TYPE_CHECKING:
    import duckdb

FORMATS = {
    "csv": "FORMAT csv, HEADER true",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "jsonl": "FORMAT json, ARRAY false",
}
"""Formats of a change list, with what DuckDB needs to write each."""


def writer(target: Path, form: str):  # type: ignore[no-untyped-def]
    """What :func:`tracker.diff.compare.comparison` calls to write the change list.

    For files the key has its own columns; for releases, whose tables have different keys, it is one column of
    JSON, beside the name of the table.

    Parameters
    ----------
    target : pathlib.Path
        File to write; it appears only when it is whole.
    form : {"csv", "parquet", "jsonl"}

    Returns
    -------
    callable

    Raises
    ------
    BadValueError
        When there is no such format.
    """
    if form not in FORMATS:
        raise BadValueError(
            "not a format of a change list", where="format", expected=", ".join(FORMATS), got=repr(form)
        )

    def write(con: duckdb.DuckDBPyConnection, found: Sequence[tuple[str | None, Found]]) -> None:
        import duckdb

        part = target.with_name(f".{target.name}.part")
        try:
            con.execute(f"COPY ({_query(found)}) TO {literal(str(part))} ({FORMATS[form]})")
            os.replace(part, target)
        except duckdb.IOException as error:
            said = str(error).splitlines()[0]
            raise BadValueError("the change list cannot be written", where=str(target), got=said[:160]) from None
        finally:
            part.unlink(missing_ok=True)

    return write


def _query(found: Sequence[tuple[str | None, Found]]) -> str:
    if len(found) == 1 and found[0][0] is None:
        return found[0][1].long_sql()
    if not found:
        columns = ", ".join(
            f"CAST(NULL AS VARCHAR) AS {name(c)}" for c in ("table", "key", "kind", "column", "old", "new")
        )
        return f"SELECT {columns} WHERE false"
    parts = []
    for label, table in found:
        pairs = ", ".join(f"{literal(k.name)}: {name(k.name)}" for k in table.key)
        key = f'CAST(to_json({{{pairs}}}) AS VARCHAR) AS "key"'
        head = f'SELECT {literal(label or "")} AS "table", {key}, kind, "column", old, new'
        parts.append(f"{head} FROM ({table.long_sql()})")
    return " UNION ALL ".join(parts)
