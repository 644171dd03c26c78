"""Whatever is wrong with a release, verify says so, and where."""

import base64
import hashlib
import io
import json
import os
import random
import shutil
import warnings
import zipfile

import factory
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from budget import cases
from conftest import ROOT

import tracker
from tracker.cli import main
from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.errors import ReleaseError
from tracker.release.descriptor import seal
from tracker.release.descriptor.blocks import blocks, first_difference, first_wrong
from tracker.release.descriptor.manifest import DESCRIPTOR, file_hash, read
from tracker.release.descriptor.values import content_hash
from tracker.release.listing import index, signature
from tracker.release.reading import shelf
from tracker.release.verifying import locate
from tracker.release.verifying.verify import inspect, verify

OLD = "0.1.0"  # Older than blocks and seals.


@pytest.fixture
def copy(release, tmp_path):
    return shutil.copytree(release, tmp_path / "copy")


@pytest.fixture
def old(tmp_path):
    return shutil.copytree(shelf.BUNDLED / OLD, tmp_path / "old")


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """No intact copy of a release at hand, though the package still knows its hash."""
    monkeypatch.setattr(locate, "twin_of", lambda *_: None)


@pytest.fixture
def quick(monkeypatch):
    """Without a look into damaged tables, which takes a process each."""
    monkeypatch.setattr(locate, "probe", lambda _: locate.Probe())


def flip(path, at, bit=1):
    data = path.read_bytes()
    path.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])


def only(found):
    (problem,) = inspect(found).problems
    return problem


def archive(folder, target, prefix="", method=zipfile.ZIP_DEFLATED, extra=()):
    with zipfile.ZipFile(target, "w", method) as file:
        for path in sorted(folder.iterdir()):
            file.write(path, prefix + path.name)
        for name, content in extra:
            file.writestr(prefix + name, content)
    return target


def test_a_good_release_says_what_was_checked_and_what_was_not(release):
    report = inspect(release)
    assert report.fine
    assert report.files == len(list(release.iterdir())) - 1 == verify(release)
    assert "descriptor against its own seal" in report.checked
    assert [u.split(" (")[0] for u in report.unchecked] == [
        "descriptor against the hash in this package",
        "signature of the index",
    ]


@pytest.mark.parametrize("version", shelf.versions())
def test_published_releases_are_fine_and_their_descriptors_known(version):
    report = inspect(version)
    assert report.problems == ()
    assert "descriptor against the hash in this package" in report.checked


def test_blocks_are_small_and_few():
    for size, block, count in (
        (0, 1024, 0),
        (1, 1024, 1),
        (65_536, 1024, 64),
        (65_537, 2048, 33),
        (9 << 20, 65_536, 144),
    ):
        found = blocks(bytes(size))
        assert (found["size"], len(found["hashes"])) == (block, count)


def test_every_flipped_byte_of_every_file_is_caught_and_lies_in_the_range_that_is_named(release):
    """All of them: one hash a flip, against the descriptor's entry."""
    descriptor = read(release).descriptor
    for entry in (*descriptor["resources"], *descriptor["documents"]):
        data = (release / entry["path"]).read_bytes()
        assert file_hash(data) == entry["hash"]
        size = entry["blocks"]["size"]
        for start in range(0, len(data), size):
            block = data[start : start + size]
            for at in range(len(block)):
                bad = block[:at] + bytes([block[at] ^ 1]) + block[at + 1 :]
                # The other blocks are as they were; only this one's hash can tell.
                expected = {"size": size, "hashes": [entry["blocks"]["hashes"][start // size]]}
                assert first_wrong(bad, expected, len(block)) == (0, len(block))


def test_a_sample_of_flips_in_every_file_through_the_whole_check(copy, quick):
    random.seed(7)
    for path in sorted(copy.iterdir()):
        whole = path.read_bytes()
        for at in random.sample(range(len(whole)), cases(3, 12)):
            flip(path, at, 1 << random.randrange(8))
            problem = inspect(copy).problems[0]
            assert problem.file == path.name
            assert problem.first_byte is None or problem.first_byte <= at <= problem.last_byte
            path.write_bytes(whole)
    assert verify(copy)


def test_flips_in_a_descriptor_that_no_index_knows(release):
    data = (release / DESCRIPTOR).read_bytes()
    tail = data.rfind(b'"seal"')
    assert seal.wrong(data) is None
    random.seed(11)
    for at in (*random.sample(range(tail), 1500), *range(tail - 4, len(data))):
        what, (first, end) = seal.wrong(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert what
        assert first <= at < end


@pytest.mark.parametrize(
    "change", [lambda d: d[:-1], lambda d: d + b"\n", lambda d: d.replace(b"  ", b" "), lambda d: b""]
)
def test_a_descriptor_in_another_form(copy, change):
    path = copy / DESCRIPTOR
    path.write_bytes(change(path.read_bytes()))
    assert not inspect(copy).fine


def test_a_seal_can_be_checked_without_this_package(release):
    data = (release / DESCRIPTOR).read_bytes()
    descriptor = json.loads(data)
    assert list(descriptor)[-1] == "seal"
    said = descriptor["seal"]
    assert said["hash"] == "sha256:" + hashlib.sha256(data[: said["bytes"]]).hexdigest()
    for entry in (*descriptor["resources"], *descriptor["documents"], said):
        assert entry.keys() >= {"bytes", "hash", "blocks"}


def test_a_seal_taken_away_is_missed(copy):
    path = copy / DESCRIPTOR
    descriptor = json.loads(path.read_bytes())
    del descriptor["seal"]
    path.write_bytes(seal.canonical(descriptor))
    assert only(copy).what == "the seal is missing or damaged"


def test_every_flip_in_a_published_descriptor_is_caught_by_the_hash_in_the_package(old):
    path = old / DESCRIPTOR
    whole = path.read_bytes()
    random.seed(3)
    for at in random.sample(range(len(whole)), 60):
        flip(path, at)
        problem = inspect(old).problems[0]
        # A flip in the version makes it another version's: then the tables do not carry that one.
        in_version = whole[at - 30 : at].rfind(b'"version": "') >= 0
        assert in_version or (problem.file, problem.first_byte, problem.last_byte) == (DESCRIPTOR, at, at)
        path.write_bytes(whole)


def test_a_published_version_with_another_version_in_it(old):
    path = old / DESCRIPTOR
    path.write_bytes(path.read_bytes().replace(b'"version": "0.1.0"', b'"version": "0.1.7"'))
    assert "version in the file is not the descriptor's" in inspect(old).problems[0].what


def test_an_old_release_is_compared_with_the_copy_in_the_package(old):
    path = old / "reviews.parquet"
    whole = path.read_bytes()
    for at in (200, 1500, len(whole) - 300):
        flip(path, at)
        assert (only(old).first_byte, only(old).last_byte) == (at, at)
        path.write_bytes(whole)
    flip(path, len(whole) - 20)
    assert "(footer)" in only(old).what


def test_the_row_and_column_are_named_where_a_copy_can_tell(old):
    path = old / "reviews.parquet"
    rows = pq.ParquetFile(path).read()
    body = rows["body"].to_pylist()
    body[2] = "Somebody else"
    at = rows.column_names.index("body")
    other = rows.set_column(at, rows.schema.field("body"), pa.array(body))
    pq.write_table(other, path)
    problem = only(old)
    assert (problem.row, problem.column) == (3, "body")
    assert problem.key.startswith(str(rows["jurisdiction"][2].as_py()))


def test_an_old_release_without_a_copy_tells_what_can_be_told(old, alone):
    path = old / "reviews.parquet"
    whole, rows = path.read_bytes(), pq.ParquetFile(path).read()
    chunk = pq.ParquetFile(path).metadata.row_group(0).column(rows.column_names.index("rationale"))
    at = chunk.data_page_offset + chunk.total_compressed_size // 2
    path.write_bytes(whole[:at] + bytes(40) + whole[at + 40 :])
    problem = only(old)
    assert problem.column == "rationale"
    assert problem.first_byte <= at <= problem.last_byte
    path.write_bytes(whole[:-10])
    assert (only(old).first_byte, only(old).last_byte) == (len(whole) - 10, len(whole) - 1)
    pq.write_table(rows, path)
    assert "its rows are the published ones, only their encoding differs" in only(old).what
    vendor = pa.DictionaryArray.from_arrays(pa.array([0] * 4 + [1], pa.int8()), pa.array(["huawei", "nokia"]))
    pq.write_table(rows.set_column(1, rows.schema.field("vendor"), vendor), path)
    assert (only(old).row, only(old).column) == (5, "vendor")


def test_blocks_name_the_range_and_the_column(copy):
    path = copy / "stances.parquet"
    chunk = pq.ParquetFile(path).metadata.row_group(0).column(0)
    at = chunk.dictionary_page_offset + 20
    flip(path, at)
    problem = only(copy)
    assert problem.last_byte - problem.first_byte == 1023
    assert problem.first_byte <= at <= problem.last_byte
    path.write_bytes(path.read_bytes() + b"more")
    assert not inspect(copy).fine


def test_bytes_that_crash_a_reader_do_not_crash_the_check(copy):
    random.seed(23)
    path = copy / "stances.parquet"
    whole = path.read_bytes()
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    for at in random.sample(range(footer, footer + 48, 4), cases(5, 12)):
        flip(path, at, 0x7F)
        assert only(copy).first_byte <= at
        path.write_bytes(whole)


def test_a_probe_of_anything(release):
    good = locate.probe((release / "stances.parquet").read_bytes())
    assert good.rows.equals(pq.ParquetFile(release / "stances.parquet").read())
    assert good.unreadable is None
    for data in (b"", b"PAR1", b"<html>", bytes(5000)):
        assert locate.probe(data) == locate.Probe()


@pytest.mark.parametrize(("cut", "first"), [(-10, None), (0, 0)])
def test_a_short_file(copy, cut, first):
    path = copy / "CODEBOOK.md"
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    problem = only(copy)
    assert problem.what == "not the bytes that were published"
    assert problem.last_byte == len(whole) - 1 or first == 0
    path.unlink()
    assert only(copy).what == "file of the release is missing"


def test_first_difference():
    assert first_difference(b"abc", b"abc") is None
    assert first_difference(b"abcd", b"aXXd") == (1, 3)
    assert first_difference(b"abc", b"abcdef") == (3, 6)
    assert first_difference(b"", b"a") == (0, 1)


def rewritten(folder, name, change):
    """A table's rows changed, with every hash in the descriptor made right again: only the rules can tell."""
    path = folder / f"{name}.parquet"
    file = pq.ParquetFile(path).read()
    table = change(file).replace_schema_metadata(file.schema.metadata)
    pq.write_table(table, path, store_schema=True)
    descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
    del descriptor["seal"]
    entry = next(r for r in descriptor["resources"] if r["name"] == name)
    entry |= seal.record(path.read_bytes()) | {"rows": table.num_rows}
    entry["contentHash"] = content_hash(table, table.column_names)
    (folder / DESCRIPTOR).write_bytes(seal.sealed(descriptor))


def put(table, column, row, value):
    at = table.column_names.index(column)
    field = table.schema.field(at)
    values = table[column].to_pylist()
    values[row] = value
    if pa.types.is_dictionary(field.type):
        array = pa.array(values).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    else:
        array = pa.array(values, field.type)
    return table.set_column(at, field, array)


@pytest.mark.parametrize(
    ("name", "change", "says", "row", "column"),
    [
        ("stances", lambda t: put(t, "level", 1, "gone"), "not in the vocabulary", 2, "level"),
        ("stances", lambda t: put(t, "level_rank", 1, 0), "not the rank of level", 2, "level_rank"),
        ("stances", lambda t: put(t, "level_rank", 0, 9), "out of range", 1, "level_rank"),
        ("stances", lambda t: put(t, "event_id", 0, "aaa-20990101-none"), "a row of events that does not exist", 1, "event_id"),
        ("stances", lambda t: put(t, "event_id", 1, "Anything"), "wrong form", 2, "event_id"),
        ("stances", lambda t: put(t, "rationale", 1, "short"), "too short or too long", 2, "rationale"),
        ("events", lambda t: put(t, "covers_vendors", 3, ["nokia"]), "an item unknown", 4, "covers_vendors"),
        ("events", lambda t: put(t, "covers_vendors", 3, ["zte", "huawei"]), "out of order", 4, "covers_vendors"),
        ("vendors", lambda t: t.take([1, 0]), "not sorted", 2, None),
        ("vendors", lambda t: t.take([0, 0, 1]), "the key appears twice", 2, None),
        ("vendors", lambda t: t.drop_columns(["headquarters"]), "columns differ", None, None),
        ("vendors", lambda t: t.set_column(1, "name", t["name"].cast(pa.large_string())), "type differs", None, "name"),
    ],
)  # fmt: skip
def test_rows_that_break_the_schema_are_named(copy, name, change, says, row, column):
    rewritten(copy, name, change)
    problem = inspect(copy).problems[0]
    assert problem.file == f"{name}.parquet"
    assert says in problem.what
    assert (problem.row, problem.column) == (row, column)
    with pytest.raises(ReleaseError, match=says.split(" (")[0]):
        verify(copy)


def test_a_required_column_with_an_empty_cell(copy):
    def emptied(table):
        changed = put(table, "name", 1, "x")
        values = [table["name"][0].as_py(), None]
        field = pa.field("name", pa.string(), True, table.schema.field("name").metadata)
        return changed.set_column(1, field, pa.array(values))

    rewritten(copy, "vendors", emptied)
    assert [p.what for p in inspect(copy).problems] == ["type differs"]


def test_a_descriptor_whose_schema_was_changed_disagrees_with_the_tables(copy):
    path = copy / DESCRIPTOR
    descriptor = json.loads(path.read_bytes())
    del descriptor["seal"]
    descriptor["resources"][0]["schema"]["fields"][0]["description"] += " Or so."
    descriptor["title"] = "Another title"
    path.write_bytes(seal.sealed(descriptor))
    said = {p.what for p in inspect(copy).problems}
    assert "description, role, unit or vocabulary differs from the descriptor" in said
    assert "the citation in the file is not the descriptor's" in said


@pytest.mark.parametrize("spoil", [
    lambda d: d["resources"][0]["schema"].pop("primaryKey"),
    lambda d: d["resources"][4]["schema"]["foreignKeys"][0].update(fields=["nothing"]),
    lambda d: d["documents"][0].pop("hash"),
    lambda d: d["resources"][0].pop("contentHash"),
    lambda d: d["resources"][0]["schema"]["fields"][0]["constraints"].update(pattern="("),
    lambda d: d["resources"][0]["schema"].update(fields=None),
    lambda d: d.update(documents=3),
    lambda d: d["documents"][0]["blocks"].update(size=1e999) or d["documents"][0].update(hash="sha256:0"),
])  # fmt: skip
def test_a_descriptor_that_says_what_cannot_be(copy, spoil):
    path = copy / DESCRIPTOR
    descriptor = json.loads(path.read_bytes())
    del descriptor["seal"]
    spoil(descriptor)
    path.write_bytes(seal.sealed(descriptor))
    assert "the descriptor is damaged" in only(copy).what


@pytest.mark.parametrize("name", ["../outside.md", "/etc/hostname", "a\\..\\b", "."])
def test_a_path_that_leads_elsewhere_is_not_followed(copy, name):
    path = copy / DESCRIPTOR
    descriptor = json.loads(path.read_bytes())
    del descriptor["seal"]
    descriptor["documents"][0]["path"] = name
    path.write_bytes(seal.sealed(descriptor))
    assert only(copy).expected == "a file name that is plain: letters, digits, . _ -"


@pytest.mark.parametrize("prefix", ["", "5g-vendor-stances-1.0.0/"])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_an_archive(release, tmp_path, prefix, method):
    path = archive(release, tmp_path / "release.zip", prefix, method)
    assert verify(path) == verify(release)
    assert tracker.verify(str(path)) == verify(release)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_flips_in_an_archive(release, tmp_path, method, quick):
    """Of what an archive holds every flip is caught; what is left is its own dates and attributes."""
    path = archive(release, tmp_path / "r.zip", method=method)
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as file:
        end = max(i.header_offset for i in file.infolist())
    random.seed(13)
    for at in random.sample(range(end), cases(20, 120)):
        flip(path, at)
        assert not inspect(path).fine, at
        path.write_bytes(whole)


def reproducible(folder, target, extra=()):
    """An archive as ``tracker export`` writes it."""
    files = {p.name: p.read_bytes() for p in folder.iterdir()} | dict(extra)
    with zipfile.ZipFile(target, "w") as file:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"root/{name}", (2024, 1, 31, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            file.writestr(entry, files[name])
    return target


def test_every_byte_of_an_archive_that_export_wrote_is_checked(release, tmp_path, quick):
    path = reproducible(release, tmp_path / "r.zip", [("csv/vendors.csv", b"vendor\nhuawei\n")])
    assert "the archive's own dates, attributes and directory" in inspect(path).checked
    whole = path.read_bytes()
    start = whole.find(b"PK\x01\x02")
    csv = whole.find(b"vendor\nhuawei")
    random.seed(17)
    for at in (
        csv,
        *random.sample(range(start, start + 46), cases(16, 46)),
        *random.sample(range(start), cases(10, 40)),
        *random.sample(range(len(whole) - 22, len(whole)), cases(8, 22)),
    ):
        flip(path, at)
        assert not inspect(path).fine, at
        path.write_bytes(whole)


def test_a_damaged_archive_is_a_problem_not_a_wrong_argument(release, tmp_path):
    path = archive(release, tmp_path / "r.zip")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert only(path).what == "not a whole archive"
    path.write_bytes(whole.replace(b"datapackage.json", b"datapackage.jsun"))
    assert only(path).what == "file of the release is missing"


def test_a_flip_in_an_archive_is_placed_in_its_file(release, tmp_path):
    path = archive(release, tmp_path / "r.zip")
    with zipfile.ZipFile(path) as file:
        member = file.getinfo("CODEBOOK.md")
    flip(path, member.header_offset + 30 + len("CODEBOOK.md") + member.compress_size // 2)
    problem = only(path)
    assert problem.file == "CODEBOOK.md"
    assert "the archive is damaged" in problem.what
    assert 0 < problem.first_byte < problem.last_byte


def test_an_archive_that_is_none(tmp_path, release):
    path = tmp_path / "r.zip"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ReleaseError, match="not a whole archive"):
        inspect(path)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.txt", "a")
    with pytest.raises(ReleaseError, match="not a release"):
        inspect(path)
    for name in ("../evil", "/evil", "a/../../evil", "datapackage.json"):
        with zipfile.ZipFile(path, "w") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file.writestr("datapackage.json", "{}")
            file.writestr(zipfile.ZipInfo(name), "{}")
        assert only(path).what == "a file name that is refused"


def test_what_nothing_covers_is_said(release, tmp_path):
    path = archive(release, tmp_path / "r.zip", extra=[("csv/vendors.csv", "vendor\n")])
    report = inspect(path)
    assert report.fine
    assert (
        "csv/vendors.csv (neither the descriptor nor a list of checksums covers them; only the archive's own checksums do)"
        in report.unchecked
    )


def test_a_list_of_checksums_covers_what_it_names(release, tmp_path):
    csv = "vendor\nhuawei\n"
    line = f"{file_hash(csv.encode())[7:]}  csv/vendors.csv\n"
    good = archive(release, tmp_path / "a.zip", "x/", extra=[("csv/vendors.csv", csv), ("SHA256SUMS", line)])
    report = inspect(good)
    assert report.fine
    assert "1 files against SHA256SUMS" in report.checked
    assert not [u for u in report.unchecked if "csv" in u]
    bad = archive(release, tmp_path / "b.zip", extra=[("csv/vendors.csv", csv + "x"), ("SHA256SUMS", line)])
    assert only(bad).file == "csv/vendors.csv"
    for text in (line[:-1], line.replace("vendors", "venders"), "z" + line[1:]):
        path = archive(release, tmp_path / "c.zip", extra=[("csv/vendors.csv", csv), ("SHA256SUMS", text)])
        assert not inspect(path).fine


@pytest.fixture
def signed(tmp_path, shelf):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    # A version that the package does not know.
    data = factory.write(tmp_path / "more", factory.mini())
    build(read_folder(data), shelf / "90.0.0", version="90.0.0")
    shutil.rmtree(shelf / "0.1.0")
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(pem)
    raw = index.write(shelf).read_bytes()
    (shelf / signature.SIGNATURE).write_bytes(signature.sign(raw, tmp_path / "key.pem"))
    return shelf / "90.0.0", signature.public_of(tmp_path / "key.pem")


def test_an_index_and_a_signature_beside_the_release(signed, monkeypatch):
    folder, key = signed
    assert "descriptor against the index beside the release" in inspect(folder).checked
    assert "signature of the index (no key is pinned)" in inspect(folder).unchecked
    assert "signature of the index" in inspect(folder, key=key).checked
    monkeypatch.setenv("TRACKER_RELEASES_KEY", key)
    assert "signature of the index" in inspect(folder).checked
    other = "ed25519:" + base64.b64encode(bytes(range(32))).decode()
    assert inspect(folder, key=other).problems[0].what == "the signature is not the pinned key's"
    flip(folder.parent / index.INDEX, 20)
    assert not inspect(folder, key=key).fine
    (folder.parent / signature.SIGNATURE).unlink()
    assert inspect(folder, key=key).problems[0].what == "there is no signature beside the index"


def test_an_index_beside_that_says_otherwise(signed):
    folder, _ = signed
    path = folder.parent / index.INDEX
    whole = path.read_text()
    for old, new in (
        (file_hash((folder / DESCRIPTOR).read_bytes()), "sha256:" + "0" * 64),
        ("2023-12-31", "2023-12-30"),
    ):
        path.write_text(whole.replace(old, new))
        assert not inspect(folder).fine
    path.write_text("nothing")
    assert inspect(folder).problems[0].file == index.INDEX
    path.write_text(whole.replace("90.0.0", "91.0.0"))
    assert any("does not list 90.0.0" in u for u in inspect(folder).unchecked)


def test_a_build_is_no_published_release_and_is_said_to_be_none(tmp_path, data):
    folder = build(read_folder(data), tmp_path / "b", version=OLD)
    report = inspect(folder)
    assert report.fine
    assert any("a build that was not published" in u for u in report.unchecked)


@pytest.fixture
def run(capsys, monkeypatch):
    def call(*args):
        with pytest.raises(SystemExit) as left:
            main(["verify", *map(str, args)])
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return call


def test_the_command(run, copy, tmp_path, monkeypatch):
    code, out, _ = run(copy)
    assert code == 0
    assert out.startswith("fine: ")
    assert "  checked: references between tables\n" in out
    assert "  not checked: signature of the index" in out
    zipped = archive(copy, tmp_path / "r.zip")
    monkeypatch.chdir(tmp_path)
    assert run("r.zip")[0] == 0
    assert json.loads(run(zipped, "--format", "json")[1])["fine"] is True
    flip(copy / "events.parquet", 100)
    code, out, err = run(copy)
    assert code == 1
    assert "events.parquet, bytes 0 to 1023" in out
    assert "1 problem" in err
    code, out, err = run(copy, "--format", "json")
    assert code == 1
    problem = json.loads(out)["problems"][0]
    assert (problem["file"], problem["first_byte"], problem["last_byte"]) == ("events.parquet", 0, 1023)
    flip(copy / DESCRIPTOR, 0)
    assert run(copy)[0] == 1
    (copy / DESCRIPTOR).unlink()
    assert run(copy)[0] == 1
    assert run(tmp_path)[0] == 2
    assert run(ROOT / "README.md")[0] == 2
    code, _, err = run(tmp_path / "none.zip")
    assert (code, "no such folder or archive" in err) == (2, True)


def test_verify_needs_no_pandas(release):
    import subprocess
    import sys

    code = f"import sys, tracker; tracker.verify({str(release)!r}); sys.exit('pandas' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=os.path.dirname(release))


def test_the_archive_is_read_in_memory(release, tmp_path):
    before = set(tmp_path.iterdir())
    data = io.BytesIO()
    archive(release, data)
    (tmp_path / "r.zip").write_bytes(data.getvalue())
    verify(tmp_path / "r.zip")
    assert set(tmp_path.iterdir()) - before == {tmp_path / "r.zip"}


def test_an_archive_of_export_is_checked_to_the_last_byte(release, tmp_path):
    export = pytest.importorskip("tracker.show.export").export
    report = inspect(export(tmp_path / "r.zip", version=release))
    assert report.problems == ()
    assert "the archive's own dates, attributes and directory" in report.checked


def test_an_archive_whose_descriptor_swells_is_refused_unread(tmp_path):
    import zipfile

    target = tmp_path / "bomb.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", b" " * 6_000_000)
        archive.writestr("events.parquet", b"PAR1")
    report = inspect(target)
    assert not report.fine
    assert "the archive is too large" in str(report.problems[0])
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("datapackage.json", b" " * 6_000_000)
        archive.writestr("events.parquet", b"PAR1")
    assert "is longer than it may be (5000000 bytes)" in str(only(target))


def test_an_archive_that_is_not_there_is_no_version(tmp_path):
    with pytest.raises(ReleaseError, match="no such folder or archive"):
        inspect("gone.zip")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_plain_file_is_not_waited_for(copy):
    (copy / "events.parquet").unlink()
    os.mkfifo(copy / "events.parquet")
    assert "is no plain file" in " ".join(map(str, inspect(copy).problems))


def crowded(release, target, number):
    """An archive of a release with that many further members, which nothing lists."""
    return archive(release, target, method=zipfile.ZIP_STORED, extra=((f"more/{i}.txt", b"x") for i in range(number)))


def test_an_archive_with_20_000_further_members_is_no_release(release, tmp_path, run):
    path = crowded(release, tmp_path / "r.zip", 20_000)
    with pytest.raises(ReleaseError, match=r"r\.zip: too many files.*; expected at most 10000; got 200\d\d") as refused:
        verify(path)
    assert str(refused.value).count("r.zip") == 1
    code, out, err = run(path)
    assert (code, "1 problem" in err) == (1, True)
    assert "too many files for a release" in out


def test_the_directory_of_an_archive_is_read_once_however_many_members_it_has(release, tmp_path, monkeypatch):
    """Read again for each member, it takes for ever: members times members."""
    path = crowded(release, tmp_path / "r.zip", 9_900)
    real, read = zipfile.ZipFile.infolist, []
    opened, listed = zipfile.ZipFile._RealGetContents, []
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", lambda self: (listed.append(1), opened(self))[1])
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda self: (read.append(1), real(self))[1])
    report = inspect(path)
    assert report.fine
    assert any("and 9895 more (neither the descriptor nor a list of checksums" in u for u in report.unchecked)
    assert (len(listed), len(read)) == (1, 1)


def test_a_folder_with_20_000_further_files_is_no_release(copy, monkeypatch):
    for i in range(20_000):
        os.link(copy / DESCRIPTOR, copy / f"{i}.txt") if i else (copy / "0.txt").touch()
    with pytest.raises(ReleaseError, match="too many files for a release; expected at most 10000"):
        verify(copy)
