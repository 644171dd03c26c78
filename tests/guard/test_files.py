"""A file is read as itself, whatever the folders above it are called."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import tracker

FOLDERS = ["v=7", "id=1", "a[bc]", "a*", "what?", "file:", "it's", "{x,y}", "http:", "a b#c%41"]


def put(folder, name, values):
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"id": [1, 2], "v": values}), (folder / name).absolute())
    return folder / name


@pytest.mark.parametrize("called", FOLDERS)
def test_two_files_compare_by_their_own_cells(tmp_path, monkeypatch, called):
    monkeypatch.chdir(tmp_path)
    for other in ("ab", "ac", "whatx"):
        # What a pattern would find.
        put(tmp_path / other, "a.parquet", ["q", "q"])
    a, b = put(Path(called), "a.parquet", ["x", "y"]), put(Path(called), "b.parquet", ["x", "z"])
    found = tracker.diff(a, b, key="id", where="v IS NOT NULL", output=Path(called) / "changes.csv")
    assert [(r.kind, r.key, [(c.old, c.new) for c in r.cells]) for _, r in found] == [("changed", (2,), [("y", "z")])]
    tracker.apply(a, Path(called) / "changes.csv", Path(called) / "new.parquet")
    assert pq.ParquetFile((Path(called) / "new.parquet").absolute()).read()["v"].to_pylist() == ["x", "z"]
    assert sorted(p.name for p in Path(called).iterdir()) == ["a.parquet", "b.parquet", "changes.csv", "new.parquet"]


@pytest.mark.parametrize("called", ["vendor=zte", "a[bc]", "file:", "jurisdiction=XXX*"])
def test_a_release_is_read_from_its_own_folder(tmp_path, monkeypatch, called):
    monkeypatch.chdir(tmp_path)
    for version in ("0.2.0", "0.3.0"):
        shutil.copytree(ROOT / "tracker" / "releases" / version, tmp_path / called / version)
    query = "SELECT vendor, count(*) AS n FROM stances GROUP BY ALL ORDER BY ALL"
    place = f"./{called}/0.3.0"
    assert tracker.sql(query, version=place).equals(tracker.sql(query, version="0.3.0"))
    assert len(tracker.scan("stances", version=place).to_table()) == len(tracker.load("stances", version="0.3.0"))
    assert len(tracker.load("events", version=place)) == len(tracker.load("events", version="0.3.0"))
    only = {"where": "jurisdiction = 'BEL'"}
    found, known = tracker.diff(f"./{called}/0.2.0", place, **only), tracker.diff("0.2.0", "0.3.0", **only)
    assert found.to_json() == known.to_json()
    for name in ("a.parquet", "a.csv", "a.duckdb", "a.sqlite", "a.dta"):
        tracker.export(f"./{called}/{name}", version="0.3.0", tables="vendors")
        assert (tmp_path / called / name).stat().st_size
