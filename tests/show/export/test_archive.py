"""The archive of a release: everything in it, and the same bytes wherever and whenever it is made."""

import contextlib
import csv
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import zipfile

import loaded
import pytest
from budget import cases
from conftest import ROOT

import tracker
from tracker.errors import TrackerError
from tracker.release.descriptor.manifest import DESCRIPTOR
from tracker.release.reading import shelf
from tracker.release.verifying.verify import inspect


@pytest.mark.parametrize("version", [*shelf.versions(), "wild"])
def test_the_archive_holds_the_release_and_every_table_as_csv(version, wild, archive_of, tmp_path):
    release = shelf.find(wild if version == "wild" else version)
    made = archive_of(release.path)
    with zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        root = f"5g-vendor-stances-{release.version}"
        csvs = [f"{t}.csv" for t in release.tables]
        own = {f"{root}/{p.name}" for p in release.path.iterdir()}
        assert set(archive.namelist()) == own | {f"{root}/csv/{n}" for n in (*csvs, DESCRIPTOR, "SHA256SUMS")}
        for path in release.path.iterdir():
            assert archive.read(f"{root}/{path.name}") == path.read_bytes()
        for table in release.tables:
            text = archive.read(f"{root}/csv/{table}.csv").decode("utf-8")
            assert list(csv.DictReader(io.StringIO(text, newline=""))) == loaded.texts(release.path, table)
        archive.extractall(tmp_path / "out")
    # What comes out is a release again.
    assert tracker.verify(tmp_path / "out" / root) > 0
    tracker.export(tmp_path / "y.zip", version=tmp_path / "out" / root)
    assert (tmp_path / "y.zip").read_bytes() == made.read_bytes()


def test_verify_covers_every_file_and_every_byte(wild, tmp_path):
    path = tracker.export(tmp_path / "x.zip", version=wild)
    report = inspect(path)
    assert report.fine
    assert f"{len(shelf.find(wild).tables) + 1} files against csv/SHA256SUMS" in report.checked
    assert not [u for u in report.unchecked if "csv" in u or "archive" in u]
    whole = path.read_bytes()
    draw = random.Random(5)
    for at in [0, len(whole) - 1, *(draw.randrange(len(whole)) for _ in range(cases(5, 20)))]:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << draw.randrange(8))]) + whole[at + 1 :])
        with contextlib.suppress(TrackerError):  # No archive at all any more.
            assert not inspect(path).fine, at


def test_entries_say_nothing_of_the_machine(wild, tmp_path):
    tracker.export(tmp_path / "x.zip", version=wild)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        entries = archive.infolist()
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {e.date_time for e in entries} == {(2024, 1, 31, 0, 0, 0)}
    assert {(e.create_system, e.external_attr >> 16, e.extra, e.comment) for e in entries} == {(3, 0o100644, b"", b"")}
    # No library compresses alike in every version.
    assert {e.compress_type for e in entries} == {zipfile.ZIP_STORED}


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2"},
    ],
)
def test_the_same_bytes_in_another_process_place_and_language(environment, wild, tmp_path):
    tracker.export(tmp_path / "x.zip", version=wild)
    code = f"import os, tracker; os.umask(0o077); tracker.export({str(tmp_path / 'y.zip')!r}, version={str(wild)!r})"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env={**os.environ, **environment})
    digests = {hashlib.sha256((tmp_path / n).read_bytes()).hexdigest() for n in ("x.zip", "y.zip")}
    assert len(digests) == 1


def test_hidden_files_and_folders_stay_out(wild, tmp_path):
    import shutil

    copy = shutil.copytree(wild, tmp_path / "copy")
    (copy / ".DS_Store").write_bytes(b"x")
    (copy / "csv").mkdir()
    (copy / "csv" / "stances.csv").write_text("an older extract")
    for name, release in (("x.zip", wild), ("y.zip", copy)):
        tracker.export(tmp_path / name, version=release)
    assert (tmp_path / "x.zip").read_bytes() == (tmp_path / "y.zip").read_bytes()


def test_the_csv_files_are_a_data_package_of_their_own(wild, tmp_path):
    """For readers that know no Parquet and no lists: each file by size, hash, columns, key and references."""
    release = shelf.find(wild)
    tracker.export(tmp_path / "x.zip", version=wild)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        folder = f"5g-vendor-stances-{release.version}/csv/"
        files = {n.removeprefix(folder): archive.read(n) for n in archive.namelist() if n.startswith(folder)}
    package = json.loads(files[DESCRIPTOR])
    assert [r["name"] for r in package["resources"]] == list(release.tables)
    for resource in package["resources"]:
        data, schema = files[resource["path"]], resource["schema"]
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
        assert header == [f["name"] for f in schema["fields"]]
        for at, field in enumerate(schema["fields"]):
            assert field["type"] in {"string", "date", "integer", "boolean"}
            values = {r[at] for r in rows}
            limits = field.get("constraints", {})
            assert not (limits.get("required") and "" in values), (resource["name"], field["name"])
            assert values - {""} <= set(limits.get("enum", values)), (resource["name"], field["name"])
        for key in schema.get("foreignKeys", ()):
            to = key["reference"]["resource"]
            assert to != resource["name"]  # A reference to the table itself has no name.
            assert to == "" or to in release.tables
            assert set(key["fields"]) <= set(header)
