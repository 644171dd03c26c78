import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import factory
import host as hosts
import pytest
from budget import cases
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import tracker
from tracker.cli import main
from tracker.curation.publish import publish
from tracker.errors import BadValueError, ReleaseError, UnknownNameError
from tracker.release.descriptor import seal
from tracker.release.descriptor.manifest import DESCRIPTOR, file_hash
from tracker.release.fetching import fetch
from tracker.release.listing import index, signature
from tracker.release.reading import settings


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """A shelf with two versions of the small world, later than any that is bundled, so that nothing is known of them."""
    folder = tmp_path_factory.mktemp("published")
    publish(
        factory.write(folder / "a", factory.mini()), "90.1.0", shelf=folder / "shelf", released=dt.date(2024, 1, 31)
    )
    changed = factory.changed({"events": {0: {"note": "A later note"}}})
    publish(factory.write(folder / "b", changed), "90.1.1", shelf=folder / "shelf", released=dt.date(2024, 2, 29))
    return folder / "shelf"


@pytest.fixture
def root(published, tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(index, "known", lambda: index.Index({}, "this package"))
    shutil.copytree(published, tmp_path / "root")
    index.write(tmp_path / "root")
    return tmp_path / "root"


@pytest.fixture
def host(root, monkeypatch):
    monkeypatch.setenv("TRACKER_TIMEOUT", "1")
    monkeypatch.setenv("TRACKER_RETRY_SCALE", "0.01")
    monkeypatch.setenv("TRACKER_CONFIG", str(root / "no-config.toml"))
    server = hosts.Host(root)
    yield server
    server.close()


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("TRACKER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def files(folder: Path) -> dict[str, str]:
    """Everything a cache holds but its locks."""
    found = (p for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock")
    return {p.relative_to(folder).as_posix(): file_hash(p.read_bytes()) for p in found}


def test_a_release_is_fetched_verified_and_found_by_its_version(host, root, cache):
    path = tracker.fetch("90.1.0", source=host.url)
    assert path == cache / "releases" / "90.1.0"
    assert files(path) == files(root / "90.1.0")
    assert tracker.load("stances", version="90.1.0").attrs["version"] == "90.1.0"
    assert "90.1.0" in tracker.versions()
    assert tracker.fetch(source=host.url).name == "90.1.1"
    assert not (cache / "partial").exists()


def test_the_newest_version_stays_the_bundled_one_whatever_is_fetched(host, cache):
    before = tracker.load("vendors").attrs["version"]
    tracker.fetch(source=host.url)
    assert tracker.load("vendors").attrs["version"] == before


def test_what_is_in_the_cache_is_not_downloaded_again(host, cache):
    assert fetch.obtain("90.1.0", source=host.url).downloaded
    host.asked.clear()
    assert not fetch.obtain("90.1.0", source=host.url).downloaded
    assert [path for path, _ in host.asked] == ["/index.json"]


@pytest.mark.parametrize("kind", ["folder", "file", "config", "variable"])
def test_where_releases_are_can_be_said_in_several_ways(root, cache, tmp_path, monkeypatch, kind):
    config = tmp_path / "config.toml"
    monkeypatch.setenv("TRACKER_CONFIG", str(config))
    source = None
    if kind == "folder":
        source = root
    elif kind == "file":
        source = root.as_uri()
    elif kind == "config":
        config.write_text(f"releases_url = '{root.as_posix()}'\n", encoding="utf-8")
    else:
        monkeypatch.setenv("TRACKER_RELEASES_URL", root.as_uri())
    assert tracker.fetch("90.1.0", source=source).name == "90.1.0"


def test_an_object_store_is_read_through_arrow(root, cache, monkeypatch):
    import pyarrow.fs as fs

    opened = []

    def from_uri(uri):
        opened.append(uri)
        return fs.LocalFileSystem(), root.as_posix()

    monkeypatch.setattr(fs, "FileSystem", type("FileSystem", (), {"from_uri": staticmethod(from_uri)}))
    assert tracker.fetch("90.1.0", source="s3://bucket/releases/").name == "90.1.0"
    assert opened == ["s3://bucket/releases"]


def test_nobody_has_said_where_releases_are(cache, tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(BadValueError, match="TRACKER_RELEASES_URL"):
        tracker.fetch()


@pytest.mark.parametrize(
    ("content", "says"), [("releases_url = [1]", "not text"), ("releases_url = ", "cannot be read")]
)
def test_a_wrong_configuration_is_one_message(cache, tmp_path, monkeypatch, content, says):
    (tmp_path / "c.toml").write_text(content, encoding="utf-8")
    monkeypatch.setenv("TRACKER_CONFIG", str(tmp_path / "c.toml"))
    with pytest.raises(BadValueError, match=says):
        settings.source()


def test_a_version_that_the_host_does_not_have_names_the_nearest(host, cache):
    with pytest.raises(UnknownNameError, match=r"Did you mean '90.1."):
        tracker.fetch("90.1.2", source=host.url)


FAULTS = {
    "cut short": ("events.parquet", hosts.cut, "the connection broke off"),
    "stalls": ("events.parquet", hosts.stall, "it stopped sending"),
    "corrupt": ("events.parquet", hosts.corrupt, "not the bytes that were published"),
    "404": ("events.parquet", hosts.status(404), "404"),
    "403": ("events.parquet", hosts.status(403), "403"),
    "500": ("events.parquet", hosts.status(500), "500"),
    "429": ("events.parquet", hosts.status(429), "429"),
    "html": ("events.parquet", hosts.body(b"<!DOCTYPE html><p>Sign in"), "a web page"),
    "less than it should be": ("events.parquet", hosts.short, "not the bytes that were published"),
    "more than it should be": ("events.parquet", hosts.too_long, "longer than it may be"),
    "lies about length": ("events.parquet", hosts.lie, "not the bytes that were published"),
    "redirect loop": ("events.parquet", hosts.loop, "redirected in a circle"),
    "redirect to a file": ("events.parquet", hosts.redirect("file:///etc/hostname"), "another scheme"),
    "redirect to ftp": ("events.parquet", hosts.redirect("ftp://example.org/x"), "another scheme"),
    "compressed unasked": ("events.parquet", hosts.gzipped, "compressed"),
    "document corrupt": ("CODEBOOK.md", hosts.corrupt, "not the bytes that were published"),
    "descriptor corrupt": (DESCRIPTOR, hosts.corrupt, "not the bytes that were published"),
    "descriptor html": (DESCRIPTOR, hosts.body(b"<html>"), "a web page"),
    "descriptor 404": (DESCRIPTOR, hosts.status(404), "404"),
    "descriptor endless": (DESCRIPTOR, hosts.endless, "longer than it may be"),
    "index html": ("index.json", hosts.body(b"<!doctype html><title>x"), "a web page"),
    "index empty": ("index.json", hosts.body(b""), "not an index"),
    "index of nothing": ("index.json", hosts.body(b'{"format": 1, "versions": []}'), "lists no version"),
    "index other": ("index.json", hosts.body(b'{"format": 1, "versions": [{"version": "x"}]}'), "not an index"),
    "index later": ("index.json", hosts.body(b'{"format": 2, "versions": []}'), "format"),
    "index endless": ("index.json", hosts.endless, "longer than it may be"),
    "index 404": ("index.json", hosts.status(404), "404"),
    "index 500": ("index.json", hosts.status(500), "500"),
    "index cut": ("index.json", hosts.cut, "broke off"),
    "index too deep": ("index.json", hosts.body(b"[" * 100_000), "not an index"),
    "index with a terminal's orders": (
        "index.json",
        hosts.body(
            b'{"format": 1, "versions": [{"version": "90.1.1", "released": "\\u001b[31m", "cutoff": "2024-01-31",'
            b' "bytes": 1, "hash": "sha256:' + b"0" * 64 + b'"}]}'
        ),
        "not an index",
    ),
    "redirect to no address": ("events.parquet", hosts.redirect("http://[::1"), "no address"),
    "index redirect to no address": ("index.json", hosts.redirect("http://[::1"), "no address"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_host_that_misbehaves(host, cache, capsys, name):
    """One message, exit code 2, the cache as before, and a good fetch works afterwards."""
    tracker.fetch("90.1.0", source=host.url)
    before = files(cache)
    end, fault, says = FAULTS[name]
    host.faults[end] = fault
    with pytest.raises(SystemExit) as left:
        main(["fetch", "90.1.1", "--from", host.url])
    err = capsys.readouterr().err
    assert left.value.code == 2
    assert says in err
    assert "Traceback" not in err
    assert files(cache) == before
    host.faults.clear()
    assert tracker.fetch("90.1.1", source=host.url).name == "90.1.1"


def test_a_host_that_is_not_there(host, cache, monkeypatch):
    host.close()
    with pytest.raises(ReleaseError, match=r"are you offline\? Without the host there are the bundled versions"):
        tracker.fetch(source=host.url)


def test_a_name_that_cannot_be_resolved(cache, monkeypatch):
    monkeypatch.setenv("TRACKER_RETRY_SCALE", "0")
    with pytest.raises(ReleaseError, match="cannot be fetched"):
        tracker.fetch(source="http://host.invalid")


@pytest.mark.parametrize("source", ["http://[::1", "http://", "https://host:port", "s3://", "", "  "])
def test_what_is_no_address_is_said_at_once(cache, source):
    with pytest.raises(BadValueError, match="not an address"):
        tracker.fetch(source=source)


def test_a_name_and_password_are_used_and_not_told(host, root, cache):
    seen = []

    def ask(handler, data):
        seen.append(handler.headers.get("Authorization"))
        hosts.send(handler, data)

    host.faults["index.json"] = ask
    host.faults["events.parquet"] = hosts.status(403)
    address = host.url.replace("http://", "http://me:secret@")
    with pytest.raises(ReleaseError) as error:
        tracker.fetch("90.1.0", source=address)
    assert seen == ["Basic bWU6c2VjcmV0"]
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("variable", ["TRACKER_TIMEOUT", "TRACKER_RETRY_SCALE"])
@pytest.mark.parametrize("value", ["abc", "-1", "nan"])
def test_a_number_that_is_none_is_one_message(host, cache, monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    host.faults["index.json"] = hosts.status(500)
    with pytest.raises(BadValueError, match=variable):
        tracker.fetch(source=host.url)


def test_a_damaged_note_of_the_cache_says_what_to_do(host, cache):
    tracker.fetch("90.1.0", source=host.url)
    (note,) = (cache / "indexes").glob("*.json")
    note.write_text("")
    with pytest.raises(ReleaseError, match="Remove that file"):
        tracker.fetch("90.1.0", source=host.url)
    note.unlink()
    assert tracker.fetch("90.1.0", source=host.url).is_dir()


def test_a_scheme_nobody_reads(cache):
    with pytest.raises(BadValueError, match="an address of an unknown kind"):
        tracker.fetch(source="gopher://example.org")


@pytest.mark.parametrize("fault", [hosts.cut_then_resume, hosts.cut_no_ranges])
def test_a_broken_download_is_resumed(host, cache, fault):
    host.faults["sources.parquet"] = fault
    tracker.fetch("90.1.0", source=host.url)
    ranges = [r for path, r in host.asked if path.endswith("sources.parquet")]
    assert ranges[0] is None
    assert ranges[1].startswith("bytes=")


def test_a_host_that_recovers_is_asked_again(host, cache):
    host.faults["index.json"] = hosts.flaky(2)
    host.faults["events.parquet"] = hosts.flaky(3)
    assert tracker.fetch("90.1.0", source=host.url).is_dir()


def test_a_redirect_to_another_host_is_followed(host, root, cache):
    other = hosts.Host(root)
    host.faults["events.parquet"] = hosts.redirect(f"{other.url}/90.1.0/events.parquet")
    assert tracker.fetch("90.1.0", source=host.url).is_dir()
    other.close()


def rewrite(root, edit):
    """Rewrite the index of a shelf."""
    path = root / "index.json"
    raw = json.loads(path.read_text())
    edit(raw)
    path.write_text(json.dumps(raw))


def test_an_index_older_than_one_seen_before_is_refused(host, root, cache):
    tracker.fetch("90.1.0", source=host.url)
    before = files(cache)
    rewrite(root, lambda raw: raw["versions"].pop())
    with pytest.raises(ReleaseError, match="older than one known before"):
        tracker.fetch("90.1.0", source=host.url)
    assert files(cache) == before
    index.write(root)
    assert tracker.fetch("90.1.1", source=host.url).is_dir()


def test_an_index_that_says_another_hash_than_this_package_is_refused(host, root, cache, monkeypatch):
    entry = index.Entry("90.1.0", None, "2023-12-31", 10, "sha256:" + "0" * 64)
    monkeypatch.setattr(index, "known", lambda: index.Index({"90.1.0": entry}, "this package"))
    with pytest.raises(ReleaseError, match="tampered with"):
        tracker.fetch("90.1.1", source=host.url)


def test_a_published_version_that_was_rewritten_is_refused(host, root, cache):
    tracker.fetch("90.1.0", source=host.url)
    shutil.copytree(root / "90.1.1", root / "other")
    descriptor = json.loads((root / "90.1.1" / DESCRIPTOR).read_text())
    descriptor["version"] = "90.1.0"
    (root / "90.1.0" / DESCRIPTOR).write_text(json.dumps(descriptor))
    index.write(root)
    with pytest.raises(ReleaseError, match="tampered with, or a published version was rewritten"):
        tracker.fetch("90.1.0", source=host.url)


@pytest.mark.parametrize(
    "name", ["../../evil.parquet", "/etc/evil", "a/b.parquet", "..", "datapackage.json", ".hidden"]
)
def test_a_path_that_leads_elsewhere_is_refused(host, root, cache, tmp_path, name):
    path = root / "90.1.0" / DESCRIPTOR
    descriptor = json.loads(path.read_text())
    descriptor["resources"][0]["path"] = name
    path.write_text(json.dumps(descriptor))
    hosts.list_as_it_is(root)
    with pytest.raises(ReleaseError, match=r"expected jurisdictions\.parquet; got .* in resources\[0\]\.path"):
        tracker.fetch("90.1.0", source=host.url)
    assert not list(tmp_path.rglob("evil*"))


def test_a_release_of_absurd_size_is_refused_before_it_is_asked_for(host, root, cache):
    path = root / "90.1.0" / DESCRIPTOR
    descriptor = json.loads(path.read_text())
    descriptor["resources"][0]["bytes"] = 10**13
    path.write_text(json.dumps(descriptor))
    hosts.list_as_it_is(root)
    with pytest.raises(ReleaseError, match=r"at most 4000000000; got 10000000000000 in resources\[0\]\.bytes"):
        tracker.fetch("90.1.0", source=host.url)
    assert [path for path, _ in host.asked] == ["/index.json", "/90.1.0/datapackage.json"]


def test_a_cache_that_was_damaged_is_mended(host, cache):
    path = tracker.fetch("90.1.0", source=host.url)
    victim = path / "events.parquet"
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    again = fetch.obtain("90.1.0", source=host.url)
    assert again.downloaded
    tracker.verify(again.path)


def test_a_cache_with_another_content_under_the_version_is_not_overwritten(host, cache):
    path = tracker.fetch("90.1.0", source=host.url)
    descriptor = json.loads((path / DESCRIPTOR).read_bytes())
    del descriptor["seal"]
    (path / DESCRIPTOR).write_bytes(seal.sealed(descriptor | {"title": "Another"}))
    before = files(cache)
    with pytest.raises(ReleaseError, match="another content under this version"):
        tracker.fetch("90.1.0", source=host.url)
    assert files(cache) == before


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("key") / "private.pem"
    path.write_bytes(pem)
    return path, signature.public_of(path)


def test_a_signed_index(host, root, cache, pair, capsys):
    private, public = pair
    with pytest.raises(SystemExit) as left:
        main(["release", "--index", "--shelf", str(root), "--sign-with", str(private)])
    assert left.value.code == 0
    assert public in capsys.readouterr().out
    got = fetch.obtain("90.1.0", source=host.url, key=public)
    assert "signature of the index" in got.checked
    with pytest.raises(SystemExit):
        main(["fetch", "90.1.0", "--from", host.url])
    assert "not checked: signature of the index" in capsys.readouterr().out


def test_a_pinned_key_refuses_what_it_did_not_sign(host, root, cache, pair):
    private, public = pair
    with pytest.raises(ReleaseError, match="404"):
        tracker.fetch("90.1.0", source=host.url, key=public)
    (root / signature.SIGNATURE).write_bytes(signature.sign(b"something else", private))
    with pytest.raises(ReleaseError, match="not the pinned key's"):
        tracker.fetch("90.1.0", source=host.url, key=public)
    (root / signature.SIGNATURE).write_bytes(b"no base64!")
    with pytest.raises(ReleaseError, match="not the pinned key's"):
        tracker.fetch("90.1.0", source=host.url, key=public)
    assert not cache.exists()


@pytest.mark.parametrize("key", ["", "ed25519:", "ed25519:AAAA", "rsa:AAAA"])
def test_a_key_that_is_none(host, cache, key):
    with pytest.raises(BadValueError, match="not a public key"):
        tracker.fetch("90.1.0", source=host.url, key=key)


def test_a_private_key_of_another_kind(tmp_path, root, capsys):
    (tmp_path / "k.pem").write_text("nothing")
    with pytest.raises(SystemExit) as left:
        main(["release", "--index", "--shelf", str(root), "--sign-with", str(tmp_path / "k.pem")])
    assert left.value.code == 2
    assert "not a private Ed25519 key" in capsys.readouterr().err


def test_an_index_written_anew_takes_its_old_signature_away(root, pair, capsys):
    private, _ = pair
    for args in (["--sign-with", str(private)], []):
        with pytest.raises(SystemExit):
            main(["release", "--index", "--shelf", str(root), *args])
    assert not (root / signature.SIGNATURE).exists()


def test_what_the_host_has_can_be_listed(host, cache, capsys):
    with pytest.raises(SystemExit):
        main(["fetch", "--list", "--from", host.url, "--format", "json"])
    assert [r["version"] for r in json.loads(capsys.readouterr().out)] == ["90.1.0", "90.1.1"]
    assert not cache.exists()


def test_progress_is_told(host, cache):
    seen = {}
    fetch.obtain("90.1.0", source=host.url, progress=lambda path, have, total: seen.update({path: (have, total)}))
    assert seen["90.1.0/events.parquet"][0] == seen["90.1.0/events.parquet"][1]


FETCH = "import sys, tracker; tracker.fetch('90.1.1', source=sys.argv[1])"


def test_the_latest_of_a_host_that_is_behind_this_package_is_refused(host, cache, monkeypatch):
    entry = index.Entry("90.2.0", None, "2023-12-31", 10, "sha256:" + "0" * 64)
    monkeypatch.setattr(index, "known", lambda: index.Index({"90.2.0": entry}, "this package"))
    with pytest.raises(ReleaseError, match=r"version 90.2.0 or a later one"):
        tracker.fetch(source=host.url)
    assert tracker.fetch("90.1.0", source=host.url).is_dir()


def start(host, cache):
    env = {**os.environ, "TRACKER_CACHE": str(cache)}
    return subprocess.Popen([sys.executable, "-c", FETCH, host.url], env=env)


def test_many_processes_fetch_at_once(host, root, cache):
    count = cases(8, 20)
    processes = [start(host, cache) for _ in range(count)]
    assert [p.wait(timeout=120) for p in processes] == [0] * count
    assert files(cache / "releases" / "90.1.1") == files(root / "90.1.1")
    asked = [path for path, _ in host.asked if path.endswith("events.parquet")]
    assert len(asked) == 1


def test_a_process_killed_at_any_point_leaves_no_bad_cache(host, root, cache):
    def slowly(handler, data):
        time.sleep(0.02)
        hosts.send(handler, data)

    host.faults[".parquet"] = slowly
    for step in range(6):
        process = start(host, cache)
        time.sleep(0.5 + 0.12 * step)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for found in (cache / "releases").glob("*"):
            assert tracker.verify(found)
    host.faults.clear()
    assert tracker.verify(tracker.fetch("90.1.1", source=host.url))
    assert files(cache / "releases" / "90.1.1") == files(root / "90.1.1")
    assert not (cache / "partial").exists()


def test_20_000_files_beside_those_that_a_descriptor_lists_are_left_alone(root, cache, monkeypatch):
    """Nobody looks what else lies there, and what was fetched is verified as it was listed."""
    listed = files(root / "90.1.0")
    (root / "90.1.0" / "more").mkdir()
    for i in range(20_000):
        os.symlink("../datapackage.json", root / "90.1.0" / "more" / f"{i}.json")
    asked = []
    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path=".": (asked.append(str(path)), real(path))[1])
    path = tracker.fetch("90.1.0", source=root)
    assert not [a for a in asked if a.startswith(str(root / "90.1.0"))]
    monkeypatch.undo()
    assert files(path) == listed


def test_a_descriptor_that_lists_20_000_documents_is_refused_before_one_is_asked_for(host, root, cache):
    path = root / "90.1.0" / DESCRIPTOR
    descriptor = json.loads(path.read_bytes())
    del descriptor["seal"]
    more = [{"path": f"{i}.md", "hash": "sha256:" + "0" * 64, "bytes": 1} for i in range(20_000)]
    path.write_bytes(seal.sealed(descriptor | {"documents": descriptor["documents"] + more}))
    listed = json.loads((root / "index.json").read_bytes())
    (entry,) = (e for e in listed["versions"] if e["version"] == "90.1.0")
    entry.update(hash=file_hash(path.read_bytes()), bytes=10_000_000)
    (root / "index.json").write_text(json.dumps(listed), encoding="utf-8")
    with pytest.raises(ReleaseError, match="the descriptor is too large") as refused:
        tracker.fetch("90.1.0", source=host.url)
    assert len(str(refused.value)) < 300
    assert not [name for name, _ in host.asked if name.endswith(".md")]
