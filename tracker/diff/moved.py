"""For which days which position became another between two releases, as far as a condition lets it be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.diff.change import Effect, TableDiff
from tracker.diff.effects import Run, World, effects
from tracker.guard.files import parquet
from tracker.guard.native import package
from tracker.release.descriptor.manifest import Release
from tracker.release.reading.derived import positions_file, positions_table

if TYPE_CHECKING:
    import duckdb

    from tracker.diff.narrow import Narrow


def between(
    con: duckdb.DuckDBPyConnection, old: Release, new: Release, narrow: Narrow | None, tables: Sequence[TableDiff]
) -> tuple[Effect, ...]:
    """Effects between two releases.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    old, new : Release
    narrow : Narrow or None
        Keeps the cells that meet it on some day in either release.
    tables : sequence of TableDiff
        What differs in the tables, as far as it meets the condition.

    Returns
    -------
    tuple of Effect
    """
    sources = [_source(con, r, f"positions_{name}") for r, name in ((old, "old"), (new, "new"))]
    found = effects(*(_world(con, s) for s in sources))
    if narrow is None:
        return found
    package()
    both = [con.from_query(f"FROM {s}") for s in sources]
    if all(narrow.columns <= {c.casefold() for c in p.columns} for p in both):
        cells = set().union(*(narrow.cells(p) for p in both))
    else:
        # Said of what positions have not, such as a rationale: then of the cells whose spells differ.
        cells = {row.key[:3] for t in tables if t.table in {"stances", "reviews"} for row in t.rows}
    return tuple(e for e in found if (e.jurisdiction, e.vendor, e.segment) in cells)


def _source(con: duckdb.DuckDBPyConnection, release: Release, name: str) -> str:
    """What stands after FROM for the positions of a release."""
    file = positions_file(release)
    if file is not None:
        return parquet(file)
    package()
    con.register(name, positions_table(release))
    return name


def _world(con: duckdb.DuckDBPyConnection, source: str) -> World:
    # One statement: a relation that is filtered, sorted and projected is bound anew at every step.
    newest = con.execute(
        "SELECT jurisdiction, vendor::VARCHAR, segment::VARCHAR, valid_from, valid_to, level::VARCHAR, "
        f"basis::VARCHAR, under_review FROM {source} WHERE known_to IS NULL "
        "ORDER BY jurisdiction, vendor, segment, valid_from"
    ).fetchall()
    world: dict[tuple[str, str, str], list[Run]] = {}
    for jurisdiction, vendor, segment, start, end, *said in newest:
        world.setdefault((jurisdiction, vendor, segment), []).append(Run(start, end, tuple(said)))
    return world
