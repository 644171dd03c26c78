import shutil

import factory
import pytest

import tracker
from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.errors import ReleaseError
from tracker.release.descriptor.manifest import Release, read
from tracker.release.reading.horizon import horizon
from tracker.release.reading.shelf import find


def test_a_release_says_how_far_its_evidence_reaches(release):
    found = read(release)
    assert (horizon(found).isoformat(), found.cutoff.isoformat()) == ("2023-06-30", "2023-12-31")
    assert found.descriptor["horizon"] == "2023-06-30"
    assert tracker.load("vendors", version=release).attrs["horizon"] == "2023-06-30"


def test_it_is_never_later_than_the_cutoff(tmp_path):
    edit = {"coverage": {0: {"reaches_to": "2024-01-15"}}}
    path = build(read_folder(factory.write(tmp_path / "d", factory.changed(edit))), tmp_path / "1.0.0", version="1.0.0")
    assert horizon(read(path)).isoformat() == "2023-12-31"


@pytest.mark.parametrize(("version", "day"), [("0.1.0", "2018-12-07"), ("0.4.0", "2026-07-03")])
def test_older_releases_reach_as_far_as_their_newest_evidence(version, day):
    assert "horizon" not in find(version).descriptor
    assert horizon(find(version)).isoformat() == day


def test_without_a_day_of_evidence_it_is_the_cutoff(release):
    whole = read(release)
    about = {k: v for k, v in whole.descriptor.items() if k != "horizon"}
    about["resources"] = [r for r in about["resources"] if r["name"] == "vendors"]
    assert horizon(Release(release, about)) == whole.cutoff


def test_a_damaged_file_of_an_older_release_is_said(tmp_path):
    copy = tmp_path / "0.4.0"
    shutil.copytree(find("0.4.0").path, copy)
    (copy / "events.parquet").write_bytes(b"nothing")
    with pytest.raises(ReleaseError, match="events"):
        horizon(read(copy))
    assert tracker.load("vendors", version=copy).attrs["horizon"] is None
