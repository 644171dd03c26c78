import json
import random
import shutil

import pyarrow as pa
import pytest
from budget import cases

from tracker.errors import BadValueError, ReleaseError, UnknownNameError
from tracker.release.descriptor.manifest import parse_version, read
from tracker.release.descriptor.values import content_hash
from tracker.release.reading import shelf
from tracker.release.reading.parquet import read_table
from tracker.release.reading.shelf import find, versions
from tracker.release.verifying import locate
from tracker.release.verifying.verify import verify
from tracker.schema import TABLES


@pytest.fixture
def copy(release, tmp_path):
    return shutil.copytree(release, tmp_path / "copy")


def test_versions_are_sorted_as_numbers(tmp_path):
    for name in ("0.10.0", "0.9.0", "notes", "1.0", ".0.9.0-x"):
        (tmp_path / name).mkdir()
    assert versions(tmp_path) == ["0.9.0", "0.10.0"]
    assert versions(tmp_path / "none") == []


@pytest.mark.parametrize("text", ["1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "", "1.0.0\n"])
def test_what_is_no_version(text):
    with pytest.raises(BadValueError, match=r"MAJOR\.MINOR\.PATCH"):
        parse_version(text)


def test_find(shelf):
    assert find(None, shelf).version == find("latest", shelf).version == find("0.1.0", shelf).version == "0.1.0"
    assert find(shelf / "0.1.0").version == "0.1.0"
    assert find(str(shelf / "0.1.0")).version == "0.1.0"
    with pytest.raises(UnknownNameError, match=r"0\.1\.0"):
        find("0.1", shelf)
    with pytest.raises(ReleaseError, match="no release is bundled"):
        find(None, shelf / "0.1.0")
    with pytest.raises(ReleaseError, match="not a release"):
        find(shelf / "nowhere")


def test_verify_is_content_with_a_good_release(release):
    assert verify(release) == len(TABLES) + 3


def test_a_missing_a_short_and_a_swapped_file(copy):
    path = copy / "stances.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    with pytest.raises(ReleaseError, match="not whole"):
        read_table(read(copy), "stances")
    path.unlink()
    with pytest.raises(ReleaseError, match="missing"):
        read_table(read(copy), "stances")
    path.write_bytes(b"x" * len(whole))
    with pytest.raises(ReleaseError, match="the size, and not the bytes"):
        read_table(read(copy), "stances")


def test_verify_notices_a_flipped_byte_anywhere(copy, monkeypatch):
    monkeypatch.setattr(locate, "probe", lambda _: locate.Probe())
    random.seed(5)
    for path in sorted(p for p in copy.iterdir() if p.name != "datapackage.json"):
        whole = path.read_bytes()
        for at in random.sample(range(len(whole)), cases(2, 25)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            with pytest.raises(ReleaseError):
                verify(copy)
        path.write_bytes(whole)
    assert verify(copy) == len(TABLES) + 3


@pytest.mark.parametrize(
    "spoil",
    [lambda d: d.pop("version"), lambda d: d.update(version="one"), lambda d: d.pop("cutoff"),
     lambda d: d["resources"][0].pop("hash"), lambda d: d.update(resources=3)],
)  # fmt: skip
def test_a_damaged_descriptor_is_one_clear_error(copy, spoil):
    file = copy / "datapackage.json"
    descriptor = json.loads(file.read_text())
    spoil(descriptor)
    file.write_text(json.dumps(descriptor))
    with pytest.raises(ReleaseError, match="descriptor is damaged"):
        read(copy)


def test_a_cut_descriptor(copy):
    file = copy / "datapackage.json"
    file.write_text(file.read_text()[:500])
    with pytest.raises(ReleaseError, match="descriptor is damaged"):
        read(copy)


def test_content_hash_outlives_encoding_and_notices_content():
    table = pa.table({"a": ["x", None], "n": [1, 2]})
    coded = table.set_column(0, "a", table["a"].dictionary_encode())
    names = ["a", "n"]
    assert content_hash(table, names) == content_hash(coded, names)
    assert content_hash(table, names) != content_hash(table.slice(0, 1), names)
    assert content_hash(table, names) != content_hash(pa.table({"a": ["x", ""], "n": [1, 2]}), names)


def test_other_engines_see_the_right_types(release):
    import duckdb
    import polars as pl

    frame = pl.read_parquet(release / "stances.parquet")
    assert frame["level"].dtype == pl.Enum(["open", "screened", "limited", "barred", "removal"])
    assert frame["valid_from"].dtype == pl.Date
    query = f"select count(*) from '{release}/stances.parquet' where level_rank >= 3"
    strict = duckdb.connect().execute(query).fetchone()
    assert strict == (1,)


def test_a_version_that_the_package_no_longer_carries_says_where_it_is(tmp_path, monkeypatch):
    """Its hash stays in the index of the package, so that whoever has it from elsewhere has the same."""
    less = tmp_path / "releases"
    shutil.copytree(shelf.BUNDLED, less, ignore=shutil.ignore_patterns("0.2.0"))
    monkeypatch.setattr(shelf, "BUNDLED", less)
    with pytest.raises(ReleaseError, match=r"tracker fetch 0\.2\.0 --from PLACE") as caught:
        shelf.place("0.2.0", less)
    assert len(str(caught.value)) < 300
    with pytest.raises(UnknownNameError):
        shelf.place("0.2.9", less)
