"""Work out the positions of the bundled releases made before there was such a table, and save them in the package.

Run as ``python tests/tools/work_out.py`` when ``schemas/positions.json`` or the rule changes; a test says when.
"""

from __future__ import annotations

from tracker.curation.published import parquet_bytes
from tracker.release.descriptor.manifest import Release, citation
from tracker.release.reading import shelf
from tracker.release.reading.derived import POSITIONS, WORKED_OUT, derive, worked_out_name
from tracker.release.reading.parquet import read_table


def files() -> dict[str, bytes]:
    """Every file of the folder, by its name."""
    old = [r for r in map(shelf.find, shelf.versions()) if POSITIONS not in r.tables]
    return {worked_out_name(r): _file(r) for r in old}


def _file(release: Release) -> bytes:
    table = derive(POSITIONS, lambda name: read_table(release, name), release.tables, release.cutoff)
    return parquet_bytes(table, {"version": release.version, "citation": citation(release.descriptor)})


if __name__ == "__main__":
    WORKED_OUT.mkdir(exist_ok=True)
    for name, content in files().items():
        (WORKED_OUT / name).write_bytes(content)
