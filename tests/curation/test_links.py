"""Addresses of sources: what became of them, asked politely; copies from an archive, written into empty cells only."""

import csv
import datetime as dt
import json
import socket
import threading

import pytest
from web import Web, raw, to

from tracker.cli import main
from tracker.curation import links, links_archive, links_ask, links_manners
from tracker.curation.dataset import read_folder
from tracker.curation.links_ask import ask
from tracker.curation.links_manners import Hosts
from tracker.curation.links_visit import STATES, told, visit
from tracker.errors import BadValueError, CurationError, TrackerError, UnknownNameError


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def web():
    web = Web()
    yield web
    web.close()


class Time:
    """A clock that only sleep moves."""

    def __init__(self):
        self.now, self.slept = 1000.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(round(seconds, 6))
        self.now += seconds


def hosts(seconds=5.0, pause=0.0, time=None):
    time = time or Time()
    return Hosts(seconds, pause, clock=time, sleep=time.sleep, now=time)


def seen(web, path, **more):
    return visit(web.url + path, hosts(**more))


def test_ok_is_asked_with_head_only_and_by_name(web):
    web.pages["/a"] = 200
    found = seen(web, "/a#part")
    assert (found.state, found.status, found.moved_to) == ("ok", 200, None)
    assert web.asked == [("GET", "/robots.txt"), ("HEAD", "/a")]
    assert web.agents == {links_ask.AGENT}
    assert links_ask.AGENT.startswith("5g-vendor-stances/")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (404, "dead"),
        (410, "dead"),
        (401, "refused"),
        (403, "refused"),
        (451, "refused"),
        (500, "error"),
        (304, "error"),
    ],
)
def test_statuses(web, status, state):
    web.pages["/a"] = status
    found = seen(web, "/a")
    assert (found.state, found.status) == (state, status)


@pytest.mark.parametrize("refusal", [405, 501, 403, 404, 500])
def test_get_where_head_is_refused(web, refusal):
    def page(handler):
        handler.say(refusal if handler.command == "HEAD" else 200)

    web.pages["/a"] = page
    assert seen(web, "/a").state == "ok"
    assert [m for m, p in web.asked if p == "/a"] == ["HEAD", "GET"]


def test_get_where_head_is_answered_with_rubbish(web):
    def page(handler):
        raw(b"rubbish\r\n\r\n")(handler) if handler.command == "HEAD" else handler.say(200)

    web.pages["/a"] = page
    assert seen(web, "/a").state == "ok"


def test_a_body_is_not_read(web):
    sent = []

    def endless(handler):
        if handler.command == "HEAD":
            handler.say(405)
            return
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(2_000):
                handler.wfile.write(b"x" * 65_536)
                sent.append(65_536)
        except OSError:
            pass

    web.pages["/a"] = endless
    assert seen(web, "/a").state == "ok"
    assert sum(sent) < 50_000_000


def test_for_good_is_suggested(web):
    web.pages |= {"/a": to("/b"), "/b": to("c", 308), "/c": 200}
    found = seen(web, "/a")
    assert (found.state, found.moved_to, found.suggested) == ("moved", f"{web.url}/c", f"{web.url}/c")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_not_for_good_is_not_suggested(web, status):
    web.pages |= {"/a": to("/b"), "/b": to("/c", status), "/c": 200}
    found = seen(web, "/a")
    assert (found.state, found.moved_to, found.suggested) == ("moved", f"{web.url}/c", None)


def test_a_front_page_is_no_new_address(web):
    web.pages |= {"/news/a": to("/"), "/": 200}
    found = seen(web, "/news/a")
    assert (found.state, found.suggested) == ("moved", None)
    assert "may be gone" in found.detail


def test_dead_at_the_end_of_a_redirect(web):
    web.pages["/a"] = to("/gone")
    found = seen(web, "/a")
    assert (found.state, found.status, found.moved_to) == ("dead", 404, f"{web.url}/gone")


def test_another_host_has_its_own_robots(web):
    other = Web()
    try:
        there = f"http://localhost:{other.port}/b"
        web.pages["/a"] = to(there)
        other.pages["/b"] = 200
        found = seen(web, "/a")
        assert (found.state, found.suggested) == ("moved", there)
        other.pages["/robots.txt"] = 200, {}, b"User-agent: *\nDisallow: /b"
        assert seen(web, "/a").state == "robots"
        assert [p for _, p in other.asked] == ["/robots.txt", "/b", "/robots.txt"]
    finally:
        other.close()


def test_circles_and_long_chains_end(web):
    web.pages |= {"/a": to("/b"), "/b": to("/a")}
    assert seen(web, "/a").detail == "redirected in a circle"
    web.pages |= {f"/{n}": to(f"/{n + 1}") for n in range(30)}
    found = seen(web, "/0")
    assert (found.state, found.detail) == ("error", "more than 10 redirects")
    assert len([p for _, p in web.asked if p[1:].isdigit()]) == 11


@pytest.mark.parametrize("target", ["ftp://example.org/a", "http://[", "javascript:1", "http://me:word@example.org/"])
def test_redirects_to_what_is_no_web_address(web, target):
    web.pages["/a"] = to(target)
    found = seen(web, "/a")
    assert (found.state, found.detail) == ("error", "redirected to what is no plain web address")
    assert "word" not in str(found)


def test_a_public_host_leads_nobody_inside(monkeypatch):
    asked = []

    def answer(method, url, **_):
        asked.append(url)
        return links_ask.Answer(404) if url.endswith("robots.txt") else links_ask.Answer(301, "http://10.0.0.1/admin")

    monkeypatch.setattr(links_manners, "ask", answer)
    assert "private network" in visit("https://example.org/a", hosts()).detail
    assert not [u for u in asked if "10.0.0.1" in u]


def test_a_byte_at_a_time_is_slow(web):
    over = threading.Event()

    def drip(handler):
        try:
            for byte in b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 2_000:
                handler.wfile.write(bytes([byte]))
                if over.wait(0.02):
                    return
        except OSError:
            pass

    web.pages["/a"] = drip
    found = visit(f"{web.url}/a", Hosts(0.3, 0.0))
    over.set()
    assert (found.state, found.status) == ("slow", None)
    assert [m for m, p in web.asked if p == "/a"] == ["HEAD"]


def test_silence_is_slow(web):
    over = threading.Event()
    web.pages["/a"] = lambda handler: over.wait(10)
    found = visit(f"{web.url}/a", Hosts(0.2, 0.0))
    over.set()
    assert found.state == "slow"


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\xff\xfe rubbish\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5_000)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
    ],
    ids=["rubbish", "no status", "nothing", "many headers", "long header"],
)
def test_what_is_no_answer_is_an_error(web, data):
    web.pages["/a"] = raw(data)
    found = seen(web, "/a")
    assert (found.state, found.status) == ("error", None)
    assert found.detail


def test_nobody_listens(web):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = visit(f"http://127.0.0.1:{port}/a", hosts())
    assert (found.state, found.detail) == ("error", "no connection")


@pytest.mark.parametrize(("number", "state"), [(socket.EAI_NONAME, "dead"), (socket.EAI_AGAIN, "error")])
def test_only_a_clear_no_makes_a_name_dead(monkeypatch, number, state):
    def fail(*_, **__):
        raise socket.gaierror(number, "said")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    found = visit("http://gone.example/a", hosts())
    assert (found.state, found.nameless) == (state, True)
    two = [links.Cited("sources", k, f"http://{k}.example/") for k in ("a", "b")]
    with pytest.raises(TrackerError, match="no host name at all could be resolved"):
        links.check(two, hosts())
    assert links.check(two[:1], hosts())[0].visit.state == state


def test_robots_is_respected_and_read_once(web):
    web.pages |= {
        "/robots.txt": (200, {}, b"\xef\xbb\xbfUser-agent: 5g-vendor-stances\nDisallow: /private\n"),
        "/private/a": 200,
        "/b": 200,
    }
    all_hosts = hosts()
    assert visit(f"{web.url}/private/a", all_hosts).state == "robots"
    assert visit(f"{web.url}/b", all_hosts).state == "ok"
    assert web.asked == [("GET", "/robots.txt"), ("HEAD", "/b")]


@pytest.mark.parametrize(
    ("status", "state"), [(404, "ok"), (410, "ok"), (401, "robots"), (403, "robots"), (503, "robots")]
)
def test_robots_that_cannot_be_had(web, status, state):
    web.pages |= {"/robots.txt": status, "/a": 200}
    assert seen(web, "/a").state == state


def test_robots_that_moved(web):
    web.pages |= {"/robots.txt": to("/r"), "/r": (200, {}, b"User-agent: *\nDisallow: /"), "/a": 200}
    assert seen(web, "/a").state == "robots"


def test_a_pause_after_each_request_or_the_delay_that_robots_wants(web):
    web.pages |= {"/a": 200, "/b": 200}
    time = Time()
    visit(f"{web.url}/a", hosts(pause=1.5, time=time))
    assert time.slept == [1.5]
    web.pages["/robots.txt"] = 200, {}, b"User-agent: *\nCrawl-delay: 7\n"
    time = Time()
    polite = hosts(pause=1.5, time=time)
    visit(f"{web.url}/a", polite)
    visit(f"{web.url}/b", polite)
    assert time.slept == [1.5, 7.0]


def test_a_short_rest_is_given(web):
    left = [429, 200]
    web.pages["/a"] = lambda handler: handler.say(left.pop(0), {"Retry-After": "42"})
    time = Time()
    assert visit(f"{web.url}/a", hosts(time=time)).state == "ok"
    assert time.slept == [42.0]


@pytest.mark.parametrize("rest", ["3600", "Thu, 01 Jan 1970 01:16:40 GMT", None, "nonsense"])
def test_who_wants_more_rest_is_left_alone(web, rest):
    web.pages |= {"/a": (429, {"Retry-After": rest} if rest else {}, b""), "/b": 200}
    time = Time()
    all_hosts = hosts(time=time)
    first, second = visit(f"{web.url}/a", all_hosts), visit(f"{web.url}/b", all_hosts)
    assert (first.state, first.status) == ("refused", 429)
    assert ("3600 seconds" in first.detail) == (rest is not None and rest != "nonsense")
    assert (second.state, second.status) == ("refused", None)
    assert web.asked == [("GET", "/robots.txt"), ("HEAD", "/a")]
    assert time.slept == []


def test_one_request_at_a_time_to_a_host_also_through_redirects(web):
    other = Web()
    try:
        web.pages |= {f"/{n}": 200 for n in range(8)}
        other.pages |= {f"/{n}": to(f"{web.url}/{n}") for n in range(8)}
        there = f"http://localhost:{other.port}"
        asked = [links.Cited("sources", f"{u}{n}", f"{u}/{n}") for n in range(8) for u in (web.url, there)]
        found = links.check([*asked, asked[0]], hosts(), jobs=4)
        assert [f.cited for f in found] == [*asked, asked[0]]
        assert [f.visit.state for f in found] == ["ok", "moved"] * 8 + ["ok"]
        assert (web.most_at_once, other.most_at_once) == (1, 1)
        assert len([p for _, p in web.asked if p == "/0"]) == 2
    finally:
        other.close()


def test_jobs_are_bounded():
    with pytest.raises(BadValueError, match="1 to 32"):
        links.check([], hosts(), jobs=0)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:word@example.org/a", "https://example.org/a"),
        ("https://example.org/a?id=7&lang=fr", "https://example.org/a?id=7&lang=fr"),
        ("https://example.org/a?access_token=x&id=7", "https://example.org/a?access_token=...&id=7"),
        ("https://example.org/a?v=0123456789abcdef0123456789abcdef", "https://example.org/a?v=..."),
        ("https://example.org/a;jsessionid=9F?b", "https://example.org/a;...?b"),
        ("http://[", "(not an address)"),
    ],
)
def test_secrets_are_not_told(url, shown):
    assert told(url) == shown


def test_a_session_in_a_new_address_is_neither_told_nor_suggested(web):
    web.pages |= {"/a": to("/b?session=topsecret"), "/b": 200}
    found = seen(web, "/a")
    assert (found.state, found.suggested) == ("moved", None)
    assert "topsecret" not in str(found)


def test_an_address_with_a_login_is_not_asked(web):
    found = visit(web.url.replace("://", "://me:word@") + "/a", hosts())
    assert (found.state, found.detail, web.asked) == ("error", "not a plain web address", [])


def test_a_wrong_proxy_stops_the_run(monkeypatch):
    monkeypatch.setenv("http_proxy", "nonsense://x")
    with pytest.raises(BadValueError, match="the proxy is no address"):
        links.check([links.Cited("sources", "a", "http://example.org/a")], hosts())


def test_a_proxy_is_used(web, monkeypatch):
    monkeypatch.setenv("http_proxy", web.url)
    web.pages["http://example.org/a"] = 200
    assert visit("http://example.org/a", hosts()).state == "ok"


def test_filters(data):
    world = read_folder(data)
    keys = lambda **more: [c.key for c in links.cited(world, **more)]  # noqa: E731
    assert len(keys()) == 6
    assert keys(jurisdictions=["BBB"]) == []
    assert len(keys(jurisdictions=["AAA"])) == 6
    assert keys(events=["aaa-20200115-law"]) == ["gazette-20200115-law", "aaa-2020-law-1"]
    assert keys(sources=["paper-20190601-bar"]) == ["paper-20190601-bar"]
    assert keys(since=dt.date(2024, 2, 1)) == []
    assert len(keys(since=dt.date(2024, 1, 31))) == 6
    assert len(keys(limit=2)) == 2
    for more in ({"jurisdictions": ["ZZZ"]}, {"events": ["x"]}, {"sources": ["paper-2019"]}):
        with pytest.raises(UnknownNameError):
            keys(**more)


def available(copy, **more):
    closest = {"available": True, "status": "200", "url": copy, **more}
    return 200, {}, json.dumps({"archived_snapshots": {"closest": closest}}).encode()


def test_an_archive_is_asked_with_the_whole_address(web):
    web.pages["/available"] = available("https://archive.example.org/2020/a")
    api = links_archive.template(f"{web.url}/available?url={{url}}")
    assert (
        links_archive.copy_of("https://example.org/a?b=1&c=2", api, hosts())[0] == "https://archive.example.org/2020/a"
    )
    assert web.asked == [("GET", "/available?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1%26c%3D2")]
    assert links_archive.copy_of("https://example.org/a?token=1", api, hosts())[0] is None
    assert len(web.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b'{"archived_snapshots": {}}'),
        (200, {}, b"<html>"),
        (200, {}, b"[" * 60_000),
        (200, {}, b'{"archived_snapshots": {"closest": 7}}'),
        (200, {}, b'"' + b"x" * 100_000 + b'"'),
        available("javascript:1"),
        available("https://archive.example.org/a b"),
        available("https://me:word@archive.example.org/a"),
        available("https://archive.example.org/a", available=False),
        available("https://archive.example.org/a", status="404"),
        available("https://example.org/a"),
        available(7),
        500,
    ],
)
def test_an_archive_that_has_none_or_answers_oddly(web, answer):
    web.pages["/x"] = answer
    copy, why = links_archive.copy_of("https://example.org/a", f"{web.url}/x?u={{url}}", hosts())
    assert copy is None
    assert why
    assert "word" not in why


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example.org/",
        "ftp://a.org/{url}",
        "https://k:word@a.org/{url}",
        "{url}",
        "https://a.org/{url}{url}?key=word",
    ],
)
def test_templates_that_are_none(text):
    with pytest.raises(BadValueError, match="not a template") as refused:
        links_archive.template(text)
    assert "word" not in str(refused.value).partition("got ")[2]


def test_fill_changes_empty_cells_only(data):
    path = data / "sources.csv"
    before = path.read_text()
    bar, copy = "paper-20190601-bar", "https://archive.example.org/2020/a"
    assert links_archive.fill(data, {bar: ("https://example.org/other", copy)}) == []
    assert path.read_text() == before
    assert links_archive.fill(data, {bar: (f"https://example.org/{bar}", copy)}) == [bar]
    after = path.read_text()
    assert after.replace(copy, "") == before
    assert links_archive.fill(data, {bar: (f"https://example.org/{bar}", copy + "2")}) == []
    assert path.read_text() == after
    assert not list(data.glob(".*"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda t: t.replace("\n", "\r\n"), "the file has a fault"),
        (lambda t: t.replace("Gazette", '"Gazette"'), "more would change"),
        (lambda t: t.replace("url,", "", 1), "the file has a fault"),
    ],
)
def test_fill_leaves_a_faulty_file_alone(data, spoil, said):
    path = data / "sources.csv"
    path.write_bytes(spoil(path.read_text()).encode())
    before = path.read_bytes()
    bar = "paper-20190601-bar"
    with pytest.raises(CurationError, match=said):
        links_archive.fill(data, {bar: (f"https://example.org/{bar}", "https://archive.example.org/a")})
    assert path.read_bytes() == before


@pytest.fixture
def run(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")

    def call(*args):
        with pytest.raises(SystemExit) as left:
            main(["links", "--pause", "0", *map(str, args)])
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return call


@pytest.fixture
def cited(data, web):
    """The small world with its addresses on loopback, all there."""
    for name in ("sources", "acts"):
        path = data / f"{name}.csv"
        path.write_text(path.read_text().replace("https://example.org", web.url))
    for one in links.cited(read_folder(data)):
        web.pages[one.url.removeprefix(web.url)] = 200
    return data


def test_exit_codes_and_formats(cited, web, run):
    assert run("--data", cited) == (0, "6 addresses: 6 ok\n", "")
    web.pages |= {"/paper-20190601-bar": 410, "/acts/aaa-2020-law-1": to("/new"), "/new": 200}
    code, out, _ = run("--data", cited)
    assert code == 1
    assert "dead    sources paper-20190601-bar" in out
    assert f"suggested: {web.url}/new" in out
    assert f"look for copies: https://web.archive.org/web/*/{web.url}/paper-20190601-bar" in out
    assert out.endswith("6 addresses: 4 ok, 1 dead, 1 moved\n")
    code, out, _ = run("--data", cited, "--format", "json")
    rows = json.loads(out)
    assert (code, len(rows)) == (1, 6)
    assert {r["key"]: r["state"] for r in rows}["aaa-2020-law-1"] == "moved"
    assert {r["state"] for r in rows} <= set(STATES)
    table = list(csv.DictReader(run("--data", cited, "--format", "csv")[1].splitlines()))
    assert [r["state"] for r in table] == [r["state"] for r in rows]
    web.pages["/paper-20190601-bar"] = 403
    assert run("--data", cited, "--source", "paper-20190601-bar")[0] == 0
    assert run("--data", cited, "--jurisdiction", "bbb") == (0, "no address to check\n", "")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--write"], "--write writes what --archive finds"),
        (["--since", "2024-02-30"], "since: no such day"),
        (["--jurisdiction", "ZZZ"], "unknown jurisdiction"),
        (["--archive", "https://a.org/"], "not a template"),
        (["--data", "/nowhere"], "no such folder"),
    ],
)
def test_what_cannot_run_is_one_line(cited, run, args, said):
    code, out, err = run("--data", cited, *args)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_archive_and_write(cited, web, run):
    before = (cited / "sources.csv").read_text()
    copy = "https://archive.example.org/2020/bar"
    web.pages["/available"] = lambda handler: handler.say(
        *(available(copy) if handler.path.endswith("paper-20190601-bar") else (200, {}, b'{"archived_snapshots": {}}'))
    )
    api = f"{web.url}/available?url={{url}}"
    code, out, err = run("--data", cited, "--archive", api)
    assert (code, f"archived copy: {copy}" in out) == (0, True)
    assert "archived copies: 1 found, 0 written" in err
    assert (cited / "sources.csv").read_text() == before
    assert "1 found, 1 written" in run("--data", cited, "--archive", api, "--write")[2]
    assert (cited / "sources.csv").read_text().replace(copy, "") == before
    assert "0 found, 0 written" in run("--data", cited, "--archive", api, "--write")[2]


def test_ask_reads_no_more_than_it_may(web):
    web.pages["/a"] = 200, {}, b"x" * 100_000
    assert len(ask("GET", f"{web.url}/a", seconds=5, most=1_000).body) == 1_000


HOSTILE = {
    "one huge header": b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 5_000_000 + b"\r\n\r\n",
    "thousands of headers": b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 50_000 + b"\r\n",
    "headers that never end": b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 20,
    "closed within the status line": b"HTTP/1.1 2",
    "closed within a header": b"HTTP/1.1 200 OK\r\nContent-Le",
    "a length that is no number": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello",
    "a length that is not kept": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx",
    "chunks that are none": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx",
    "packed, and it is not": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    "a status out of range": b"HTTP/1.1 999999 Yes\r\n\r\n",
    "a redirect to nowhere": b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation:\r\n\r\n",
    "a redirect of a megabyte": b"HTTP/1.1 301 Moved\r\nLocation: /" + b"a" * 1_000_000 + b"\r\nContent-Length: 0\r\n\r\n",
    "a redirect to rubbish": b"HTTP/1.1 301 Moved\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
    "letters that a terminal obeys": b"HTTP/1.1 301 Moved\r\nLocation: /\x1b]0;x\x07\x9b31m\r\nContent-Length: 0\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("at", ["/robots.txt", "/a"])
def test_whatever_a_host_says_is_one_finding(web, kind, at):
    web.pages["/a"] = 200
    web.pages[at] = raw(HOSTILE[kind])
    found = seen(web, "/a")
    assert found.state in STATES
    assert "\n" not in found.detail
    assert len(found.detail) < 300
    assert len(web.asked) < 40  # Whatever it says, it is not asked for ever.


def test_every_finding_of_a_hostile_host_is_one_line_of_the_verb(cited, web, run):
    """Through the verb: each address has its finding, no traceback, nothing that a terminal would obey."""
    paths = [path for path in web.pages if path != "/robots.txt"]
    kinds = list(HOSTILE.values())
    for turn in range(0, len(kinds), len(paths)):
        for path, data in zip(paths, kinds[turn:], strict=False):
            web.pages[path] = raw(data)
        code, out, err = run("--data", cited, "--format", "csv")
        assert code in {0, 1}
        assert err == ""
        assert "\x1b" not in out
        assert len(list(csv.DictReader(out.splitlines()))) == 6
        assert len(run("--data", cited)[1].splitlines()) < 40


def test_thousands_of_addresses_are_asked_one_after_the_other_in_bounded_room(web):
    shared = hosts()
    for path in range(600):
        web.pages[f"/{path}"] = 404 if path % 2 else 200
    found = [visit(f"{web.url}/{path}", shared).state for path in range(600)]
    assert found == ["ok", "dead"] * 300
    assert web.most_at_once == 1
    assert web.asked.count(("GET", "/robots.txt")) == 1
