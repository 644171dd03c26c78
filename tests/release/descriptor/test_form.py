"""What a release that means ill may say of itself: it is refused by name, whoever reads it, before anything is opened."""

import copy as copies
import datetime as dt
import json
import os
import random
import shutil
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_verify import archive, only, put, rewritten

import tracker
from tracker.errors import LONGEST, ReleaseError, TrackerError, message, shown
from tracker.release.descriptor import form, pages, plain, seal
from tracker.release.descriptor.manifest import DESCRIPTOR, read
from tracker.release.listing import index
from tracker.release.reading import shelf
from tracker.release.verifying import locate
from tracker.release.verifying.statistics import bound_faults
from tracker.release.verifying.verify import inspect
from tracker.show.page import write as write_page


@pytest.fixture
def copy(release, tmp_path):
    return shutil.copytree(release, tmp_path / "copy")


def respell(folder, change):
    """A descriptor changed, and sealed again: only our own definition can tell."""
    path = folder / DESCRIPTOR
    descriptor = json.loads(path.read_bytes())
    del descriptor["seal"]
    change(descriptor)
    path.write_bytes(seal.sealed(descriptor))


def table(descriptor, name="stances"):
    return next(r for r in descriptor["resources"] if r["name"] == name)


def column(descriptor, name):
    return next(f for f in table(descriptor)["schema"]["fields"] if f["name"] == name)


def example(descriptor):
    return table(descriptor, "positions")["schema"]["example"]


ODD = {
    "a horizon that is no day": lambda d: d.update(horizon="soon"),
    "no tables": lambda d: d.update(resources=[]),
    "tables that are no list": lambda d: d.update(resources={"a": 1}),
    "a table less": lambda d: d["resources"].remove(table(d)),
    "a table twice": lambda d: d["resources"].append(table(d)),
    "a table called otherwise": lambda d: table(d).update(name="../stances"),
    "a path that leads elsewhere": lambda d: table(d).update(path="../stances.parquet"),
    "no key": lambda d: table(d)["schema"].pop("primaryKey"),
    "an empty key": lambda d: table(d)["schema"].update(primaryKey=[]),
    "another key": lambda d: table(d)["schema"].update(primaryKey=["jurisdiction"]),
    "a column less": lambda d: table(d)["schema"]["fields"].remove(column(d, "rationale")),
    "a column twice": lambda d: table(d)["schema"]["fields"].append(column(d, "rationale")),
    "a column called otherwise": lambda d: column(d, "rationale").update(name='x"; drop table y'),
    "a level less": lambda d: column(d, "level")["categories"].pop(),
    "no size": lambda d: table(d).pop("bytes"),
    "a size that is true": lambda d: table(d).update(bytes=True),
    "no hash": lambda d: table(d).pop("hash"),
    "a hash that is none": lambda d: table(d).update(hash="sha256:xyz"),
    "no hash of the content": lambda d: table(d).pop("contentHash"),
    "more rows than bytes": lambda d: table(d).update(rows=10**9),
    "a pattern of its own": lambda d: column(d, "rationale")["constraints"].update(pattern="(a+)+$"),
    "a length that is none": lambda d: column(d, "rationale")["constraints"].update(maxLength="x"),
    "documents that are no list": lambda d: d.update(documents=3),
    "a document that is no object": lambda d: d.update(documents=["x"]),
    "a document without size": lambda d: d["documents"][0].pop("bytes"),
    "a document elsewhere": lambda d: d["documents"][0].update(path="../x.md"),
    "a document that is a device": lambda d: d["documents"][0].update(path="nul.md"),
    "a document in a table's place": lambda d: d["documents"][0].update(path="Stances.parquet"),
    "a document in the descriptor's place": lambda d: d["documents"][0].update(path=DESCRIPTOR),
    "a name that is a path": lambda d: d.update(name="../../x"),
    "a title with a terminal's orders": lambda d: d.update(title="x\x1b[31m"),
    "a description that runs backwards": lambda d: table(d).update(description="x\u202ey"),
    "a name of a property that is not seen": lambda d: d.update({"x\u200b": 1}),
    "a licence that is a script": lambda d: d["licenses"][0].update(path="javascript:alert(1)"),
    "no licence": lambda d: d.pop("licenses"),
    "an example that is no object": lambda d: table(d, "positions")["schema"].update(example=["x"]),
    "an example without columns": lambda d: table(d, "positions")["schema"]["example"].pop("columns"),
    "an example with a cell that is no text": lambda d: example(d)["rows"][0].__setitem__(2, True),
    "an example with a cell less": lambda d: example(d)["rows"][0].pop(),
    "an example without a text": lambda d: example(d).pop("text"),
    "blocks that are too few": lambda d: table(d)["blocks"]["hashes"].pop(),
    "blocks of nothing": lambda d: table(d)["blocks"].update(size=0),
    "a cutoff that is no day": lambda d: d.update(cutoff="2024-02-30"),
    "a version of 4,000 digits": lambda d: d.update(version="1.0." + "1" * 4000),
    "a very long name": lambda d: d.update(name="x" * 4000),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_descriptor_is_refused_by_whoever_reads_it(copy, name):
    respell(copy, ODD[name])
    problem = only(copy)
    assert "the descriptor is damaged" in problem.what
    assert len(str(problem)) <= LONGEST
    assert str(problem).isprintable()
    with pytest.raises(ReleaseError) as error:
        tracker.load("stances", version=copy)
    assert len(str(error.value)) <= LONGEST
    assert str(error.value).isprintable()


@pytest.mark.parametrize("name", ["a path that leads elsewhere", "a name that is a path", "a table called otherwise"])
def test_nothing_is_written_or_read_outside(copy, tmp_path, name):
    """What would have gone beside the target stays as it is."""
    outside = tmp_path / "stances.csv"
    outside.write_text("kept")
    before = sorted(tmp_path.iterdir())
    respell(copy, ODD[name])
    for what in (
        lambda: tracker.export(tmp_path / "out", format="csv", version=copy),
        lambda: tracker.export(tmp_path / "out.zip", version=copy),
        lambda: write_page(copy, tmp_path / "page"),
    ):
        with pytest.raises(TrackerError):
            what()
    assert sorted(tmp_path.iterdir()) == before
    assert outside.read_text() == "kept"


@pytest.mark.parametrize("version", shelf.versions())
def test_every_published_descriptor_has_our_form(version):
    form.check(json.loads((shelf.BUNDLED / version / DESCRIPTOR).read_bytes()), version)


def test_a_jurisdiction_whose_code_is_a_path_gets_no_page(copy, tmp_path):
    rewritten(copy, "jurisdictions", lambda t: put(t, "jurisdiction", 1, "../../x"))
    with pytest.raises(TrackerError):
        write_page(copy, tmp_path / "page")
    assert not list(tmp_path.rglob("x.html"))


@pytest.mark.parametrize(
    ("name", "plain_one"),
    [("events.parquet", True), ("a", True), ("0.1.0", True), ("", False), (".", False), ("..", False), (".x", False),
     ("a/b", False), ("a\\b", False), ("a.", False), ("CON", False), ("com1.csv", False), ("a\n", False),
     ("é", False), ("x" * 101, False), (None, False), (3, False), ("a:b", False), ("a b", False)],
)  # fmt: skip
def test_what_may_name_a_file(name, plain_one):
    assert plain.is_plain(name) is plain_one


def test_a_link_inside_a_release_is_not_followed(copy, tmp_path):
    for name in ("CODEBOOK.md", "vendors.parquet"):
        os.replace(copy / name, tmp_path / name)
        (copy / name).symlink_to(tmp_path / name)
    assert {p.what for p in inspect(copy).problems} == {"is a link, which is not followed"}
    with pytest.raises(ReleaseError, match="is a link"):
        tracker.load("vendors", version=copy)
    with pytest.raises(ReleaseError, match="is a link"):
        tracker.export(tmp_path / "r.zip", version=copy)


def test_what_lies_beside_the_listed_files_is_not_archived(copy, tmp_path):
    (copy / "private.txt").write_text("mine")
    with zipfile.ZipFile(tracker.export(tmp_path / "r.zip", version=copy)) as file:
        assert not [n for n in file.namelist() if "private" in n]


def parquet(rows, path=None, **more):
    out = pa.BufferOutputStream()
    pq.write_table(rows, out, **more)
    return out.getvalue().to_pybytes()


def test_what_swells_is_refused_before_it_is_unpacked():
    many = parquet(pa.table({"a": pa.array([None] * 1_000_000, pa.string())}))
    assert pages.fault(many, 1_000_000, 1)[0] == "more rows than its bytes can hold"
    one = parquet(pa.table({"a": ["x" * 50_000_000]}), compression="zstd", use_dictionary=False)
    assert pages.fault(one, 1, 1)[0] == "unpacks to more than it may"
    # Written from a dictionary: the value that swells is never there 5,000 times.
    again = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000, pa.int32()), pa.array(["x" * 500_000]))
    same = parquet(pa.table({"a": again}), compression="zstd")
    assert len(same) < 4_000
    assert pages.fault(same, 5_000, 1)[0] == "its cells are too much"
    listed = parquet(
        pa.table({"a": pa.ListArray.from_arrays(pa.array(range(0, 5_001, 100), pa.int32()), again)}), compression="zstd"
    )
    assert pages.fault(listed, 50, 1)[0] == "its cells are too much"
    good = parquet(pa.table({"a": ["x", "y"] * 500}))
    assert pages.fault(good, 1000, 1) is None
    assert pages.fault(good, 999, 1)[0] == "number of rows or columns differs"


def test_the_same_bytes_are_looked_at_once_and_others_again(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "_SOUND", set())
    good = parquet(pa.table({"a": ["x", "y"] * 500}))
    looked = []
    real = pages.fault
    monkeypatch.setattr(pages, "fault", lambda data, *said: (looked.append((len(data), *said)), real(data, *said))[1])
    file = tmp_path / "a.parquet"
    file.write_bytes(good)
    for digest, rows in (("1", 1000), ("1", 1000), ("1", 999), ("1", 999), ("2", 1000), ("1", 1000)):
        assert (pages.fault_of(file, digest, rows, 1) is None) is (rows == 1000)
    # What was refused is refused again, and never remembered as fine.
    assert looked == [(len(good), rows, 1) for rows in (1000, 999, 999, 1000)]


def test_a_footer_that_understates_its_pages_is_not_believed():
    """The page's own header is what a reader goes by."""
    data = parquet(pa.table({"a": ["x" * 100_000]}), compression="zstd", use_dictionary=False, write_statistics=False)
    said = pq.ParquetFile(pa.BufferReader(data)).metadata.row_group(0).column(0).total_uncompressed_size
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")

    def number(value):
        out, value = bytearray(), value << 1
        while value > 127:
            out.append(value & 127 | 128)
            value >>= 7
        return bytes([*out, value])

    less = data[:footer] + data[footer:].replace(number(said), number(said - 90_000))
    assert less != data
    assert "holds something else than the file's footer says" in pages.fault(less, 1, 1)[0]


def test_bytes_that_nobody_wrote_do_not_crash_the_look_at_pages(release):
    data = (release / "stances.parquet").read_bytes()
    rows, columns = read(release).resource("stances")["rows"], len(read(release).tables["stances"].published)
    random.seed(19)
    chunk = pq.ParquetFile(pa.BufferReader(data)).metadata.row_group(0).column(3)
    for at in (*range(4, 40), *range(chunk.data_page_offset, chunk.data_page_offset + 40)):
        bad = data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]
        try:
            pages.fault(bad, rows, columns)
        except ValueError as error:
            assert str(error)  # noqa: PT017


def test_a_day_that_does_not_exist_is_the_files_own(copy):
    rewritten(copy, "sources", lambda t: put_day(t, "accessed", 2, 2_932_897))
    problem = only(copy)
    assert (problem.file, problem.what, problem.row, problem.column) == (
        "sources.parquet", "a day that does not exist", 3, "accessed",
    )  # fmt: skip
    with pytest.raises(ReleaseError, match="a day that does not exist"):
        tracker.load("sources", version=copy)


def put_day(rows, name, row, day):
    at = rows.schema.get_field_index(name)
    values = rows[name].cast(pa.int32()).to_pylist()
    values[row] = day
    return rows.set_column(at, rows.schema.field(at), pa.array(values, pa.int32()).cast(pa.date32()))


@pytest.fixture(autouse=True)
def _content_hash(monkeypatch, request):
    if "day_that_does_not_exist" in request.node.name:
        import test_verify

        monkeypatch.setattr(test_verify, "content_hash", lambda *_: "sha256:" + "0" * 64)


@pytest.mark.parametrize("version", shelf.versions())
def test_the_bounds_of_every_published_column_are_true(version):
    release = read(shelf.BUNDLED / version)
    for name in release.tables:
        data = release.file(name).read_bytes()
        assert list(bound_faults(data, locate.decoded(data), name)) == []


def test_a_bound_that_no_row_has_is_named():
    rows = pa.table({"a": pa.array(["b", None, "c"]), "n": pa.array([1, 2, None], pa.int32())})
    data = parquet(rows)
    assert list(bound_faults(data, rows, "x")) == []
    other = pa.table({"a": pa.array(["b", None, "b"]), "n": pa.array([1, 2, 3], pa.int32())})
    found = list(bound_faults(data, other, "x"))
    assert [(p.column, p.expected, p.got) for p in found] == [("a", "b to b", "b to c"), ("n", "1 to 3", "1 to 2")]


def test_what_we_build_has_true_bounds(wild):
    """Also where the library counts a value of a dictionary that no row has."""
    assert inspect(wild).problems == ()
    for path in wild.glob("*.parquet"):
        data = path.read_bytes()
        assert list(bound_faults(data, locate.decoded(data), path.name)) == []


@pytest.mark.parametrize("count", [5_000, 10_001])
def test_an_archive_with_very_many_files(release, tmp_path, count):
    path = archive(release, tmp_path / "r.zip", extra=[(f"more/{n}.txt", "x") for n in range(count)])
    report = inspect(path)
    assert report.fine is (count <= 10_000)
    assert report.fine or "too many files" in str(report.problems[0])
    assert all(len(str(u)) <= 400 for u in report.unchecked)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_packed_in_another_way(release, tmp_path, method):
    path = archive(release, tmp_path / "r.zip", method=method)
    assert not inspect(path).fine


def test_messages_are_short_and_can_be_seen_whole():
    text = message("wrong", where="w" * 5000, expected="e\x1b[0m" * 500, got="g\u202e" * 900, hint="Try.")
    assert len(text) <= LONGEST
    assert text.isprintable()
    assert text.endswith("Try.")
    assert shown("\ud800") == "\\ud800"
    assert str(TrackerError("one\ntwo")) == "one\ntwo"


_VALUES = (
    None, True, -1, 10**30, 1.5, "", "x", "../x", "x\x00", "\u202e", "9" * 5000, [], {}, [None], {"a": []}, "CON", "é" * 300,
)  # fmt: skip


def mutated(descriptor, chance):
    """A descriptor with one thing in it taken away, doubled, or put in another's place."""
    spots = []

    def walk(value):
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, inner in list(pairs):
            spots.append((value, name))
            if name not in ("blocks", "seal"):
                walk(inner)

    whole = copies.deepcopy(descriptor)
    walk(whole)
    place, name = chance.choice(spots)
    kind = chance.randrange(3)
    if kind == 0:
        del place[name]
    elif kind == 1 and isinstance(place, list):
        place.append(place[name])
    else:
        place[name] = chance.choice(_VALUES)
    return whole


def test_mutated_descriptors(copy, tmp_path, monkeypatch):
    """Each is read, verified and refused, or fine: no other error, no message that is long or does harm."""
    monkeypatch.setattr(locate, "probe", lambda _: locate.Probe())
    chance = random.Random(2024)
    whole = json.loads((copy / DESCRIPTOR).read_bytes())
    del whole["seal"]
    refused, said = 0, []
    for _ in range(60):
        (copy / DESCRIPTOR).write_bytes(
            seal.sealed(mutated(whole, chance)).decode("utf-8", "surrogatepass").encode("utf-8", "replace")
        )
        try:
            release = read(copy)
        except TrackerError as error:
            refused += 1
            said.append(str(error))
            continue
        assert set(release.tables) >= {"stances", "events"}
    assert refused > 20
    assert all(len(text) <= LONGEST and text.isprintable() for text in said)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy"]


def test_mutated_indexes():
    chance, said = random.Random(7), []
    row = {
        "version": "1.0.0",
        "released": "2024-01-31",
        "cutoff": "2024-01-01",
        "bytes": 9,
        "hash": "sha256:" + "0" * 64,
    }
    for _ in range(200):
        raw = mutated({"format": 1, "versions": [row, dict(row, version="1.0.1")]}, chance)
        try:
            found = index.parse(json.dumps(raw).encode(), "here")
        except TrackerError as error:
            said.append(str(error))
        else:
            assert all(plain.is_plain(v) for v in found.entries)
            assert all(e.released is None or dt.date.fromisoformat(e.released) for e in found.entries.values())
    assert all(len(text) <= LONGEST and text.isprintable() for text in said)
