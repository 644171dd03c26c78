import datetime as dt
import os
import shutil

import factory
import pyarrow.parquet as pq
import pytest

from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.curation.publish import publish
from tracker.errors import CurationError
from tracker.release.manifest import read
from tracker.release.verify import verify
from tracker.schema import TABLES

DAY = dt.date(2024, 2, 1)


def content(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_two_builds_in_two_folders_are_identical(data, tmp_path):
    a = build(read_folder(data), tmp_path / "a", version="1.0.0")
    b = build(read_folder(data), tmp_path / "elsewhere" / "b", version="1.0.0")
    assert content(a) == content(b)
    assert verify(read(a)) == len(TABLES) + 3


def test_the_order_of_rows_in_csv_does_not_matter(data, tmp_path):
    a = read_folder(data)
    path = data / "sources.csv"
    head, *rows = path.read_text().splitlines()
    path.write_text("\n".join([head, *reversed(rows), ""]))
    b = read_folder(data)
    from tracker.curation.build import render

    assert render(a, version="1.0.0") == render(b, version="1.0.0")


def test_one_changed_cell_changes_the_content_hash(data, tmp_path):
    a = read(build(read_folder(data), tmp_path / "a", version="1.0.0"))
    other = factory.write(tmp_path / "o", factory.changed({"stances": {1: {"rationale": "The law says so, indeed."}}}))
    b = read(build(read_folder(other), tmp_path / "b", version="1.0.0"))
    differing = {t for t in a.tables if a.resource(t)["contentHash"] != b.resource(t)["contentHash"]}
    assert differing == {"stances"}


def test_tables_with_problems_are_not_built(tmp_path):
    bad = factory.write(tmp_path / "bad", factory.changed({"stances": {0: {"level": "bared"}}}))
    with pytest.raises(CurationError, match=r"stances\.csv:2:level"):
        build(read_folder(bad), tmp_path / "out", version="1.0.0")
    assert not (tmp_path / "out").exists()


def test_an_existing_folder_is_never_rewritten(data, tmp_path):
    target = build(read_folder(data), tmp_path / "out", version="1.0.0")
    before = content(target)
    with pytest.raises(CurationError, match="never rewritten"):
        build(read_folder(data), target, version="1.0.0")
    assert content(target) == before


def test_a_failed_move_leaves_nothing_behind(data, tmp_path, monkeypatch):
    def fail(*_args):
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(OSError, match="No space"):
        build(read_folder(data), tmp_path / "new" / "out", version="1.0.0")
    assert list((tmp_path / "new").iterdir()) == []


def test_derived_columns(release):
    rows = pq.ParquetFile(release / "stances.parquet").read().to_pylist()
    barred = next(r for r in rows if r["level"] == "barred")
    assert barred["level_rank"] == 3
    assert barred["known_from"] == dt.date(2019, 6, 1)
    assert barred["valid_to"] == dt.date(2021, 3, 31)
    assert barred["end_known_from"] == dt.date(2022, 3, 15)
    law = next(r for r in rows if r["basis"] == "de_jure")
    assert (law["valid_to"], law["end_known_from"]) == (None, None)
    assert law["known_from"] == dt.date(2020, 1, 15)


def test_parquet_files_carry_version_citation_and_descriptions(release):
    with pq.ParquetFile(release / "stances.parquet") as file:
        meta = file.schema_arrow.metadata
        assert meta[b"version"] == b"1.0.0"
        assert b"version 1.0.0" in meta[b"citation"]
        assert b"pandas" not in meta
        assert file.schema_arrow.field("level").metadata[b"description"]
        assert file.metadata.num_row_groups == 1
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_first_release_then_the_next(shelf, tmp_path):
    data = factory.changed({"stances": {1: {"rationale": "The law asks for a permit first."}}})
    path, bump = publish(factory.write(tmp_path / "b", data), "0.1.1", shelf=shelf, released=DAY)
    assert bump.level == "patch"
    assert read(path).released == DAY
    assert "rationale" in (path / "CHANGES.md").read_text()


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9", "0.1.1"])
def test_a_version_that_is_too_small_is_refused(shelf, tmp_path, version):
    data = factory.changed({"stances": {0: {"level": "limited"}}, "second_coding": {0: {"level": "limited"}}})
    before = sorted(p.name for p in shelf.iterdir())
    with pytest.raises(CurationError):
        publish(factory.write(tmp_path / "b", data), version, shelf=shelf, released=DAY)
    assert sorted(p.name for p in shelf.iterdir()) == before
    publish(tmp_path / "b", "0.2.0", shelf=shelf, released=DAY)


def test_no_write_permission_is_an_os_error_and_leaves_nothing(data, tmp_path):
    shelf = tmp_path / "readonly"
    shelf.mkdir()
    shelf.chmod(0o555)
    if os.access(shelf, os.W_OK):
        # Root may write anywhere; a file where the folder should be stops it as well.
        shutil.rmtree(shelf)
        shelf.write_text("in the way")
    with pytest.raises(OSError):
        publish(data, "0.1.0", shelf=shelf, released=DAY)
