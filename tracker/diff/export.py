"""Write the full change list to a file, one changed cell a row, streamed out of DuckDB and moved into place whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.diff.found import Found
from tracker.diff.query import literal, name
from tracker.errors import BadValueError
from tracker.writing import beside, no_room, refuse_taken, whole

if TYPE_CHECKING:
    import duckdb

FORMATS = {
    "csv": "FORMAT csv, HEADER true",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "jsonl": "FORMAT json, ARRAY false",
}
"""Formats of a change list, with what DuckDB needs to write each."""


class Writer:
    """What writes the change list: :func:`tracker.diff.compare.comparison` hands it the differing rows.

    For files the key has its own columns; for releases, whose tables have different keys, it is one column of
    JSON, beside the name of the table.

    Parameters
    ----------
    target : pathlib.Path
        File to write; it appears only when it is whole.
    form : {"csv", "parquet", "jsonl"}
    force : bool
        Whether a file that is there is replaced; never one that is compared.

    Attributes
    ----------
    part : pathlib.Path
        What DuckDB writes, until it is whole.

    Raises
    ------
    BadValueError
        When there is no such format, or the file must not be written.
    """

    def __init__(self, target: Path, form: str, *, force: bool = False) -> None:
        if form not in FORMATS:
            raise BadValueError(
                "not a format of a change list", where="format", expected=", ".join(FORMATS), got=repr(form)
            )
        self.target, self.form, self.force, self.part = target, form, force, beside(target)
        self._inputs: list[Path] = []
        self.guard(())

    def guard(self, inputs: Iterable[Path]) -> None:
        """Refuse to write over what is compared, before anything is."""
        self._inputs += inputs
        refuse_taken(self.target, force=self.force, inputs=self._inputs)

    def __call__(self, con: duckdb.DuckDBPyConnection, found: Sequence[tuple[str | None, Found]]) -> None:
        """Write the file."""
        from tracker.guard.native import duckdb

        try:
            query = _query(found, marked=self.form == "csv", typed=self.form == "parquet")
            with whole(self.target, part=self.part, force=self.force, inputs=self._inputs):
                con.execute(f"COPY ({query}) TO {literal(str(self.part))} ({FORMATS[self.form]})")
        except (duckdb.IOException, OSError) as error:
            raise no_room(self.target, error) from None


def _query(found: Sequence[tuple[str | None, Found]], *, marked: bool, typed: bool) -> str:
    if len(found) == 1 and found[0][0] is None:
        return found[0][1].long_sql(marked=marked, typed=typed)
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
        parts.append(f"{head} FROM ({table.long_sql(marked=marked)})")
    return " UNION ALL ".join(parts)
