"""Work out the positions and horizons of the bundled releases made before they were published, and save both.

Run as ``python tests/tools/work_out.py`` when ``schemas/positions.json`` or the rule changes; a test says when.
"""

from __future__ import annotations

import json

from tracker.curation.published import parquet_bytes
from tracker.release.descriptor.manifest import Release, citation
from tracker.release.reading import shelf
from tracker.release.reading.derived import POSITIONS, derive, worked_out_name
from tracker.release.reading.horizon import HORIZONS, WORKED_OUT, key, stated, worked_out
from tracker.release.reading.parquet import read_table


def files() -> dict[str, bytes]:
    """Every file of the folder, by its name."""
    bundled = [shelf.find(v) for v in shelf.versions()]
    horizons = {key(r): worked_out(r).isoformat() for r in bundled if stated(r) is None}
    said = json.dumps(horizons, indent=2, sort_keys=True) + "\n"
    return {HORIZONS: said.encode(), **{worked_out_name(r): _file(r) for r in bundled if POSITIONS not in r.tables}}


def _file(release: Release) -> bytes:
    table = derive(POSITIONS, lambda name: read_table(release, name), release.tables, release.cutoff)
    return parquet_bytes(table, {"version": release.version, "citation": citation(release.descriptor)})


if __name__ == "__main__":
    WORKED_OUT.mkdir(exist_ok=True)
    for name, content in files().items():
        (WORKED_OUT / name).write_bytes(content)
