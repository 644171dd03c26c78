"""A host that means ill: it waits, leads elsewhere, asks for secrets, or takes back what it said."""

import base64
import io
import json
import os
import shutil
import socket
import threading
import time
from types import SimpleNamespace

import factory
import host as hosts
import pytest

import tracker
from tracker.cli import main
from tracker.curation.publish import publish
from tracker.errors import BadValueError, ReleaseError
from tracker.release.descriptor import seal
from tracker.release.descriptor.manifest import DESCRIPTOR
from tracker.release.fetching import fetch, http, metered, store
from tracker.release.fetching.remote import open_source
from tracker.release.fetching.source import public
from tracker.release.listing import index
from tracker.release.listing.deadline import Deadline


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    import datetime as dt

    folder = tmp_path_factory.mktemp("published")
    data = factory.write(folder / "a", factory.mini())
    publish(data, "90.1.0", shelf=folder / "shelf", released=dt.date(2024, 1, 31))
    return folder / "shelf"


@pytest.fixture
def root(published, tmp_path, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(index, "known", lambda: index.Index({}, "this package"))
    monkeypatch.setenv("TRACKER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TRACKER_CONFIG", str(tmp_path / "none.toml"))
    monkeypatch.setenv("TRACKER_RETRY_SCALE", "0")
    monkeypatch.setenv("TRACKER_TIMEOUT", "5")
    shutil.copytree(published, tmp_path / "root")
    index.write(tmp_path / "root")
    return tmp_path / "root"


@pytest.fixture
def host(root):
    server = hosts.Host(root)
    yield server
    server.close()


def refused(*args, **more):
    with pytest.raises(tracker.errors.TrackerError) as error:
        tracker.fetch(*args, **more)
    assert len(str(error.value)) < 300
    assert str(error.value).isprintable()
    return str(error.value)


def trickle(handler, data):
    """A byte now and then, for as long as somebody listens."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    for byte in data:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.05)


def slow_headers(handler, data):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X")
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("end", ["index.json", DESCRIPTOR, "events.parquet"])
@pytest.mark.parametrize("fault", [trickle, slow_headers])
def test_a_byte_now_and_then_is_left_at_the_deadline(host, end, fault):
    host.faults[end] = fault
    assert "longer than the 0.5 seconds" in refused("90.1.0", source=host.url, seconds=0.5)


def interim(handler, data):
    while True:
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def long_headers(handler, data):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: " + b"x" * 60_000 + b"\r\n")


def trailers(handler, data):
    """The whole file, and headers behind it that do not end."""
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(data) + data + b"\r\n0\r\n"
    )
    while True:
        handler.wfile.write(b"X-More: x\r\n" * 1000)


def early_hints(handler, data):
    while True:
        handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100)


@pytest.mark.parametrize("fault", [interim, long_headers, trailers, early_hints])
def test_what_comes_before_a_file_has_an_end(host, fault):
    host.faults["index.json"] = fault
    message = refused("90.1.0", source=host.url)
    assert "without an end" in message or "broke off" in message


def test_how_much_is_read_ahead_of_the_headers_is_not_left_to_python():
    """From 3.14 on Python asks for so much at once that a file's own bytes would count as its headers."""
    asked = []

    class Endless(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, into):
            asked.append(len(into))
            into[:] = b"\n" * len(into)
            return len(into)

    sock = SimpleNamespace(makefile=lambda *_, **__: Endless(), gettimeout=lambda: None, settimeout=lambda _: None)
    head = metered._Socket(sock, Deadline(60, clock=lambda: 0.0), "x").makefile("rb")
    assert head.readline() == b"\n"
    assert asked == [metered._AHEAD]
    assert metered._AHEAD <= metered._HEAD_LIMIT / 8


def test_answers_before_the_answer_are_borne(host):
    def few(handler, data):
        handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n")
        hosts.send(handler, data)

    host.faults[""] = few
    assert tracker.fetch("90.1.0", source=host.url).is_dir()


def test_a_name_that_nobody_finds_is_left_at_the_deadline(root, monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait())
    assert "longer than the 0.2 seconds" in refused("90.1.0", source="http://nowhere.invalid", seconds=0.2)
    never.set()


def test_waiting_before_another_attempt_ends_at_the_deadline(host, monkeypatch):
    """As long as it may be told to wait: the test would never end."""
    monkeypatch.setenv("TRACKER_RETRY_SCALE", "1000000")
    host.faults["index.json"] = hosts.status(503)
    assert "longer than the 0.2 seconds" in refused("90.1.0", source=host.url, seconds=0.2)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1, 0, 1e300])
def test_seconds_that_are_none(root, seconds):
    assert "not a usable number" in refused("90.1.0", source=root, seconds=seconds)


@pytest.mark.parametrize("variable", ["TRACKER_TIMEOUT", "TRACKER_FETCH_SECONDS", "TRACKER_RETRY_SCALE"])
def test_a_time_beyond_any_clock_is_refused(host, monkeypatch, variable):
    monkeypatch.setenv(variable, "1e300")
    host.faults["index.json"] = hosts.status(503)
    assert variable in refused("90.1.0", source=host.url)


def test_another_machines_files_are_not_read_from_this_one(root):
    assert tracker.fetch("90.1.0", source=f"file://localhost{root}").is_dir()
    assert "another machine's files" in refused("90.1.0", source=f"file://other{root}")


def test_a_lock_is_waited_for_with_a_word_and_not_for_ever(root, tmp_path, caplog):
    import filelock

    (tmp_path / "cache").mkdir()
    with filelock.FileLock(tmp_path / "cache" / "90.1.0.lock"):
        assert "another process has had it" in refused("90.1.0", source=root, seconds=0.5)
    assert "waiting for another process" in caplog.text


def asked_with(server, seen):
    def answer(handler, data):
        seen.append(handler.headers.get("Authorization"))
        hosts.send(handler, data)

    server.faults["events.parquet"] = answer


def test_a_login_goes_to_no_other_port(host, root):
    other, seen = hosts.Host(root), []
    asked_with(other, seen)
    host.faults["events.parquet"] = hosts.redirect(f"{other.url}/90.1.0/events.parquet")
    assert tracker.fetch("90.1.0", source=host.url.replace("//", "//me:secret@")).is_dir()
    assert seen == [None]
    other.close()


def test_a_login_is_read_as_it_was_meant(host):
    seen = []
    asked_with(host, seen)
    tracker.fetch("90.1.0", source=host.url.replace("//", "//m%40e:s%C3%A9cret@"))
    assert base64.b64decode(seen[0].removeprefix("Basic ")).decode() == "m@e:sécret"


@pytest.mark.parametrize(
    "address",
    [
        "http://me:secret@[::1",
        "http://me:secret@host:port/",
        "http:/me:secret@host/x",
        "http:me:secret@host",
        "gopher://me:secret@host/x",
        "https://me:secret@host/x?token=secret",
        "s3://me:secret@bucket/x?secret_key=secret&region=eu-west-1&endpoint_override=127.0.0.1:9&scheme=http",
        "https:\\\\me:secret@host\\x",
        "me:secret@host/x",
        "https://me:secret/secret@host/x",
        "https://me:1/secret@host/x",
        "https://me:secret#secret@host/x",
        "https://me:1?secret@host/x",
        "https://me:secret@secret/secret@host/x",
        "s3://me:secret/secret@bucket/x",
        "file://me:secret@host/x",
    ],
)
def test_no_message_tells_a_secret(root, address):
    assert "secret" not in refused("90.1.0", source=address, seconds=5).replace("secret_key", "")
    with pytest.raises(tracker.errors.TrackerError) as error:
        tracker.load("events", version=address)  # Taken for a folder.
    assert "//" not in address or "me:secret" not in str(error.value)


def test_what_may_be_told_of_an_address():
    assert public("https://a:b@h:1/x/y?z#w") == "https://h:1/x/y"
    assert public("https://h/a@b") == "https://h/a@b"
    assert public("/a/folder") == "/a/folder"
    assert public("https://me:a/b@h/x") == public("https://me:1#b@h/x") == "https:...@h/x"


def test_a_redirect_that_holds_a_secret_does_not_tell_it(host):
    host.faults["index.json"] = hosts.redirect("ftp://me:secret@host/x?sig=secret")
    assert "secret" not in refused("90.1.0", source=host.url)


class Proxy:
    """A forwarding HTTP proxy, or a SOCKS5 one, that remembers who asked."""

    def __init__(self, socks=False):
        self.seen = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._serve, args=(self._socks if socks else self._http,), daemon=True).start()

    def _serve(self, kind):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=kind, args=(client,), daemon=True).start()

    def _http(self, client):
        with client:
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(65536)
            line, *headers = head.decode().split("\r\n")
            self.seen.append(next((h.split(" ", 1)[1] for h in headers if h.lower().startswith("proxy-auth")), None))
            _, url, _ = line.split(" ")
            where, path = url.removeprefix("http://").split("/", 1)
            name, port = where.split(":")
            with socket.create_connection((name, int(port))) as target:
                target.sendall(f"GET /{path} HTTP/1.1\r\nHost: {where}\r\nConnection: close\r\n\r\n".encode())
                while data := target.recv(65536):
                    client.sendall(data)

    def _socks(self, client):
        with client:
            count = client.recv(2)[1]
            methods = client.recv(count)
            if 2 in methods:
                client.sendall(b"\x05\x02")
                client.recv(1)
                name = client.recv(client.recv(1)[0]).decode()
                self.seen.append((name, client.recv(client.recv(1)[0]).decode()))
                client.sendall(b"\x01\x00")
            else:
                self.seen.append(None)
                client.sendall(b"\x05\x00")
            client.recv(3)
            kind = client.recv(1)[0]
            name = socket.inet_ntoa(client.recv(4)) if kind == 1 else client.recv(client.recv(1)[0]).decode()
            port = int.from_bytes(client.recv(2), "big")
            with socket.create_connection((name, port)) as target:
                client.sendall(b"\x05\x00\x00\x01" + bytes(6))
                threading.Thread(target=self._pump, args=(client, target), daemon=True).start()
                self._pump(target, client)

    @staticmethod
    def _pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
@pytest.mark.parametrize(("form", "login"), [("{}", None), ("http://{}", None), ("http://me:p%40ss@{}/", "me:p@ss")])
def test_proxies(host, monkeypatch, variable, form, login):
    proxy = Proxy()
    monkeypatch.setenv(variable, form.format(f"127.0.0.1:{proxy.port}"))
    assert tracker.fetch("90.1.0", source=host.url).is_dir()
    wanted = None if login is None else f"Basic {base64.b64encode(login.encode()).decode()}"
    assert set(proxy.seen) == {wanted}


@pytest.mark.parametrize(("form", "login"), [("socks5://{}", None), ("socks5h://me:p%40ss@{}", ("me", "p@ss"))])
def test_socks_proxies(host, monkeypatch, form, login):
    proxy = Proxy(socks=True)
    monkeypatch.setenv("all_proxy", form.format(f"127.0.0.1:{proxy.port}"))
    assert tracker.fetch("90.1.0", source=host.url).is_dir()
    assert set(proxy.seen) == {login}


def test_hosts_that_need_no_proxy(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://proxy:1")
    monkeypatch.setenv("no_proxy", "example.org,other:81")
    assert http.proxy_of("http://example.net/x") == "http://proxy:1"
    for url in ("http://example.org/x", "http://www.example.org:8080/x", "http://other:81/x"):
        assert http.proxy_of(url) is None
    assert http.proxy_of("http://other:82/x") == "http://proxy:1"


@pytest.mark.parametrize(
    "proxy", ["http://me:secret@", "http://me:secret@host:port", "ftp://host", "http://[::1", "//", "http://h/path"]
)
def test_a_proxy_that_is_no_address(host, monkeypatch, proxy):
    monkeypatch.setenv("http_proxy", proxy)
    message = refused("90.1.0", source=host.url)
    assert "the proxy is no address" in message
    assert "secret" not in message


def test_a_host_that_withdrew_a_version_can_be_believed_anew(host, root, capsys):
    shutil.copytree(root / "90.1.0", root / "90.1.1")
    descriptor = json.loads((root / "90.1.1" / DESCRIPTOR).read_bytes()) | {"version": "90.1.1"}
    del descriptor["seal"]
    (root / "90.1.1" / DESCRIPTOR).write_bytes(seal.sealed(descriptor))
    index.write(root)
    with pytest.raises(ReleaseError):
        tracker.fetch("90.1.1", source=host.url)  # The tables say another version.
    tracker.fetch("90.1.0", source=host.url)
    shutil.rmtree(root / "90.1.1")
    index.write(root)
    message = refused("90.1.0", source=host.url)
    assert "`tracker fetch --forget HOST`" in message
    with pytest.raises(SystemExit) as left:
        main(["fetch", "--forget", host.url])
    assert left.value.code == 0
    assert "90.1.1" in capsys.readouterr().out
    assert tracker.fetch("90.1.0", source=host.url).is_dir()
    assert tracker.forget(host.url) == ["90.1.0"]
    with pytest.raises(BadValueError, match="nothing is remembered"):
        tracker.forget(host.url)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: r.update(bytes=r["bytes"] + 1), "index and descriptor disagree"),
        (lambda r: r.update(released="2024-02-01"), "index and descriptor disagree"),
        (lambda r: r.update(cutoff="2023-12-30"), "index and descriptor disagree"),
        (lambda r: r.update(bytes=True), "not an index"),
        (lambda r: r.update(version="90.1." + "1" * 4000), "not an index"),
        (lambda r: r.update(version=["90.1.0"]), "not an index"),
        (lambda r: r.update(cutoff="2023-12-31\u202e"), "not an index"),
        (lambda r: r.update(cutoff="20231231"), "not an index"),
    ],
)
def test_an_index_that_contradicts_the_descriptor(host, root, change, says):
    raw = json.loads((root / "index.json").read_text())
    change(raw["versions"][0])
    (root / "index.json").write_text(json.dumps(raw))
    assert says in refused("90.1.0", source=host.url)


@pytest.mark.parametrize(
    "text", ['{"format": 1, "versions": [%s, %s]}', '{"format": 2, "format": 1, "versions": [%s]}']
)
def test_an_index_that_says_a_thing_twice(host, root, text):
    row = json.dumps(json.loads((root / "index.json").read_text())["versions"][0])
    (root / "index.json").write_text(text.replace("%s", row))
    assert "twice" in refused("90.1.0", source=host.url)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("name", ["index.json", f"90.1.0/{DESCRIPTOR}", "90.1.0/events.parquet"])
def test_a_pipe_is_not_waited_for(root, name):
    (root / name).unlink()
    os.mkfifo(root / name)
    assert "is no plain file" in refused("90.1.0", source=root)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_configuration_that_is_a_pipe_is_not_waited_for(root, tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "config.toml")
    monkeypatch.setenv("TRACKER_CONFIG", str(tmp_path / "config.toml"))
    assert "not a plain file" in refused("90.1.0")


def test_a_home_of_nobody(root, monkeypatch):
    monkeypatch.setenv("TRACKER_CACHE", "~nobody-of-that-name/x")
    assert "no such user on this machine" in refused("90.1.0", source=root)
    assert "no such user on this machine" in refused("90.1.0", source="~nobody-of-that-name/x")


def test_a_store_that_does_not_answer_is_given_up(root, monkeypatch):
    import pyarrow.fs as fs

    never = threading.Event()
    monkeypatch.setattr(fs, "FileSystem", type("F", (), {"from_uri": staticmethod(lambda _: never.wait())}))
    monkeypatch.setenv("TRACKER_TIMEOUT", "0.1")
    assert "gave no answer in 0.1 seconds" in refused("90.1.0", source="s3://bucket/x")
    never.set()


def test_a_store_keeps_its_secrets(monkeypatch):
    import pyarrow.fs as fs

    def refuse(uri):
        raise OSError(f"no access to {uri} for p@ss")

    monkeypatch.setattr(fs, "FileSystem", type("F", (), {"from_uri": staticmethod(refuse)}))
    with pytest.raises(ReleaseError) as error:
        store.Store("s3://me:p%40ss@bucket/x?secret_token=word", Deadline())
    assert not {"p%40ss", "p@ss", "word"} & set(str(error.value).replace("=", " ").split())


@pytest.mark.parametrize("fault", ["same size", "descriptor"])
def test_wrong_bytes_in_the_cache_are_noticed_and_mended(host, root, fault):
    path = tracker.fetch("90.1.0", source=host.url)
    victim = path / ("vendors.parquet" if fault == "same size" else DESCRIPTOR)
    whole = victim.read_bytes()
    at = len(whole) // 2
    victim.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    with pytest.raises(ReleaseError, match="damaged"):
        tracker.load("vendors", version="90.1.0")
    host.faults["events.parquet"] = hosts.status(403)
    refused("90.1.0", source=host.url)
    assert victim.is_file()  # Kept until the new one is there.
    host.faults.clear()
    assert fetch.obtain("90.1.0", source=host.url).downloaded
    assert victim.read_bytes() == whole
    assert len(tracker.load("vendors", version="90.1.0")) == 2
    assert sorted(p.name for p in (path.parents[1]).iterdir() if p.suffix != ".lock") == ["indexes", "releases"]


@pytest.mark.parametrize("place", ["releases", "releases/90.1.0", "partial", "indexes"])
def test_no_link_in_the_cache_is_followed(root, tmp_path, place):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    link = tmp_path / "cache" / place
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    if place == "releases/90.1.0":
        assert tracker.fetch("90.1.0", source=root).is_dir()
        assert not link.is_symlink()
    else:
        assert "is in the way and is not followed" in refused("90.1.0", source=root)
    assert [p.name for p in outside.iterdir()] == ["kept.txt"]


def test_a_part_that_is_a_link_is_not_written_through(root, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("kept")
    digest = json.loads((root / "index.json").read_text())["versions"][0]["hash"].removeprefix("sha256:")
    aside = tmp_path / "cache" / "partial" / digest
    aside.mkdir(parents=True)
    for name in ("events.parquet", "stances.parquet.part", f"{DESCRIPTOR}.part"):
        (aside / name).symlink_to(outside)
    assert tracker.fetch("90.1.0", source=root).is_dir()
    assert outside.read_text() == "kept"


def test_a_cached_file_that_is_a_link_is_not_read(root):
    path = tracker.fetch("90.1.0", source=root)
    os.replace(path / "vendors.parquet", path.parent / "elsewhere.parquet")
    (path / "vendors.parquet").symlink_to(path.parent / "elsewhere.parquet")
    with pytest.raises(ReleaseError, match="is a link"):
        tracker.load("vendors", version="90.1.0")
    assert "is a link" in str(tracker.release.verifying.verify.inspect(path).problems[0])


def test_an_address_of_a_folder_has_no_query(root):
    with pytest.raises(BadValueError, match=r"no \? and no #"):
        open_source("https://host/x?y", Deadline())
