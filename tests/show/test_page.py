"""The static site: whole, escaped, self-contained, the same bytes each time, and in agreement with the package."""

import csv
import datetime as dt
import gzip
import io
import itertools
import json
import os
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import by_hand
import jsonschema
import odd_world
import pandas as pd
import parts
import pytest
from odd_world import LONG, MARKUP, RIGHT_TO_LEFT

import tracker
from tracker.cli import main
from tracker.errors import BadValueError, TrackerError
from tracker.loader.stories import changes_by_event
from tracker.release.reading import shelf
from tracker.show import STYLES
from tracker.show.page import changes, effects, render, scripts, write
from tracker.show.page import site as site_module
from tracker.show.page.data import read
from tracker.show.page.links import Site
from tracker.show.page.timeline import timeline

STATIC = Path(site_module.__file__).parent / "static"
# Values that HTML needs no end tag for.
VOID = {"meta", "link", "input", "br", "img"}


class Page(HTMLParser):
    """What a test wants of a page: elements with their attributes, ids, links, text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.text, self._open = [], [], []
        self.feed(text)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    @property
    def words(self):
        return " ".join("".join(self.text).split())

    def all(self, tag):
        return [a for t, a in self.elements if t == tag]


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    return odd_world.release(tmp_path_factory.mktemp("odd"))


@pytest.fixture(scope="module")
def small(odd):
    return render(shelf.find(odd))


@pytest.fixture(scope="module")
def newest(site):
    """Files of the newest release's site, by name."""
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def pages(files):
    return {name: content.decode() for name, content in files.items() if name.endswith(".html")}


def test_every_page_is_well_formed_and_has_what_readers_need(small, newest):
    for name, text in {**pages(small), **pages(newest)}.items():
        page = Page(text)
        assert ("html", {"lang": "en"}) in page.elements
        assert len(page.all("h1")) == 1, name
        assert len(page.all("main")) == 1
        ids = [a["id"] for _, a in page.elements if "id" in a]
        assert len(ids) == len(set(ids)), name
        assert {"class": "skip", "href": "#main"} in page.all("a")
        for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
            assert "<caption" in table, name
            assert not re.search(r"<th(?![^>]*scope=)[ >]", table.replace("<thead", "")), name


def test_policy_is_strict_and_nothing_is_inline(small):
    for name, text in pages(small).items():
        page = Page(text)
        (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert text.index("Content-Security-Policy") < text.index("<link"), name
        for tag, attrs in page.elements:
            assert not [a for a in attrs if a.startswith("on") or a == "style"], (name, tag)
            assert tag != "style"
        assert all(s.get("src") for s in page.all("script"))


def test_nothing_is_loaded_from_elsewhere(small):
    for name, text in pages(small).items():
        page = Page(text)
        loaded = [a[k] for t, a in page.elements for k in ("src", "srcset", "data") if t != "circle" and k in a]
        loaded += [a["href"] for a in page.all("link")]
        assert not [u for u in loaded if urlsplit(u).scheme], name
    for name, content in small.items():
        if name.endswith((".css", ".js", ".svg")):
            text = content.decode().replace("http://www.w3.org/2000/svg", "")
            if name == "static/acts.js":  # Addresses of sources, as data.
                text = re.sub(r'"https?://[^"]*"', '""', text)
            assert not re.search(r"https?://|@import|fetch\(|XMLHttpRequest|sendBeacon|innerHTML|eval\(", text), name


def test_links_resolve_and_outer_ones_send_nothing_along(small, newest):
    for files in (small, newest):
        ids = {n: {a["id"] for _, a in Page(t).elements if "id" in a} for n, t in pages(files).items()}
        for name, text in pages(files).items():
            for tag, attrs in Page(text).elements:
                target = attrs.get("href") or attrs.get("src")
                if target is None:
                    continue
                parts = urlsplit(target)
                if parts.scheme:
                    assert parts.scheme in {"http", "https"}, (name, target)
                    assert tag == "a"
                    assert {"noopener", "noreferrer"} <= set(attrs["rel"].split())
                    continue
                path = (Path("/") / Path(name).parent / unquote(parts.path)).resolve().relative_to("/").as_posix()
                path = path if parts.path else name
                assert path in files, (name, target)
                if parts.fragment:
                    assert unquote(parts.fragment) in ids[path], (name, target)


def test_markup_is_shown_as_text(small):
    for text in pages(small).values():
        assert "<img" not in text
        assert "<script>" not in text
        assert "javascript:" not in text
        assert "49" not in re.findall(r"&#39;text&#39; (\S+)", text)
    told = Page(small["j/AAA.html"].decode()).words
    assert told.count(MARKUP) >= 5
    for name in ("forecasts.html", "changes.html", "codebook.html"):
        assert MARKUP in Page(small[name].decode()).words
    assert json.loads(re.sub(r"^globalThis\.trackerData=|;\n$", "", small["static/data.js"].decode()))
    assert b"</" not in small["static/data.js"]
    assert small["static/data.js"].isascii()


def test_titles_in_other_scripts_keep_their_direction_and_language(small):
    titles = [a for a in Page(small["j/AAA.html"].decode()).all("a") if a.get("lang") == "ar"]
    assert titles
    assert all(a["dir"] == "auto" for a in titles)
    assert RIGHT_TO_LEFT in small["j/AAA.html"].decode()


def test_a_long_name_is_shown_whole(small):
    assert LONG in Page(small["index.html"].decode()).words
    assert LONG in Page(small["j/BBB.html"].decode()).words


def test_without_scripts_the_positions_of_the_cutoff_day_are_there(newest):
    release = shelf.find()
    text = newest["index.html"].decode()
    body = re.search(r'<table class="data" id="positions">.*?<tbody>(.*?)</tbody>', text, re.DOTALL)[1]
    rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "|", r)) for r in body.split("</tr>") if "<tr>" in r]
    cells = tracker.load("coverage")
    assert len(rows) == len(cells)
    labels = {c.value: c.label for c in release.tables["stances"].field("level").categories}
    expected = tracker.position(release.cutoff)
    assert len(expected) > 10
    names = tracker.load("jurisdictions").set_index("jurisdiction")["name"]
    for r in expected.to_dict("records"):
        start = f"||{names[r['jurisdiction']]}|"
        mine = [x for x in rows if start in x and f"|{r['vendor'].title() if r['vendor'] != 'zte' else 'ZTE'}|" in x
                and f"|{r['segment'].title()}|" in x]  # fmt: skip
        assert len(mine) == 1
        assert (f"|{labels[r['level']]}|" if r["level"] == r["level"] else "under review, no level") in mine[0]
        assert r["event_id"] in mine[0]
    assert sum("|not coded|" in x for x in rows) == len(cells) - len(expected)


# The timeline


@pytest.fixture(scope="module")
def lines():
    """Timeline and events of every jurisdiction of the newest release."""
    content = read(shelf.find())
    found = {code: (timeline(content, code), content.events_of.get(code, [])) for code in content.names}
    return {code: pair for code, pair in found.items() if pair[0] is not None}


def test_a_timeline_shows_every_event_also_those_before_the_first_spell(lines):
    for code, (line, events) in lines.items():
        assert [m.says.split(":")[0] for m in line.events] == [e["date"] for e in events], code
        assert all(line.years[0].year <= int(e["date"][:4]) for e in events), code
    assert lines["AUS"][0].events[0].says.startswith("2012-03-26")


def test_a_mark_on_the_first_or_last_day_of_the_axis_is_whole(lines):
    flags = {code: [f for g in line.groups for x in g.lanes for f in x.flags] for code, (line, _) in lines.items()}
    assert any(f.says.endswith("-12-31") for f in flags["GBR"])
    for code, (line, _) in lines.items():
        # Half the width of a deadline with its rim is 3 pixels, of 238 that a phone has.
        assert all(1.3 <= m.x <= 98.7 for m in [*line.events, *flags[code]]), code


def test_years_bear_their_number_where_there_is_room(lines):
    for line, _ in lines.values():
        for room, chosen in ((4, [y for y in line.years if y.labelled]), (14, [y for y in line.years if y.narrow])):
            assert chosen
            places = [*(y.x for y in chosen), 100]
            assert min(b - a for a, b in itertools.pairwise(places)) >= room * 0.95


def test_the_legend_of_a_timeline_names_its_marks_only(newest):
    text = newest["j/GBR.html"].decode()
    (legend,) = re.findall(r'<ul class="legend".*?</ul>', text, re.DOTALL)
    assert "review" in legend
    assert "not coded" not in legend
    assert "p-not_coded" not in text


# The map


def test_without_scripts_the_map_has_the_veils_and_ranks_of_the_cutoff_day(newest, tmp_path):
    release = shelf.find()
    levels = release.tables["stances"].field("level").values
    position = tracker.position(release.cutoff, vendor="huawei", segment="access").set_index("jurisdiction")
    text = newest["index.html"].decode()
    shapes = re.findall(r'data-j="(\w+)"[^>]*class="shape lv-(\w+)">(.*?)</a>', text, re.DOTALL)
    looks = {code: look for code, look, _ in shapes}
    assert len(looks) > 40
    for code, look, inside in shapes:
        reviewed = code in position.index and position.loc[code, "under_review"] and look in levels
        assert ('class="veil"' in inside) == reviewed, code
    for code, rank in re.findall(r'data-rank="(\w+)"[^>]*>(\d*)<', text):
        assert rank == (str(levels.index(looks[code])) if looks[code] in levels else ""), code
    union = render(shelf.find(odd_world.release(tmp_path, odd_world.reviewed())))["index.html"].decode()
    # Dots lie between the box and its letters, never over them.
    box = r'data-j="AAA"[^>]*><rect [^>]*/><rect class="veil" [^>]*/>\s*<text class="box"[^>]*>AAA</text></a>'
    assert len(re.findall(box, union)) == 2
    assert len(re.findall(r'data-rank="AAA"[^>]*>1<', union)) == 2


def test_ranks_are_not_read_aloud(newest):
    groups = re.findall(r'<g class="ranks" aria-hidden="true">(.*?)</g>', newest["index.html"].decode(), re.DOTALL)
    assert len(groups) == 2
    assert all(g.count("data-rank=") > 30 for g in groups)
    assert newest["index.html"].count(b"data-rank=") == sum(g.count("data-rank=") for g in groups)


def test_every_event_has_its_sources_on_its_page(newest):
    events, sources = tracker.load("events"), tracker.load("sources").set_index("source_id")
    links = tracker.load("event_sources").groupby("event_id")["source_id"].apply(list)
    for event in events.to_dict("records")[::25]:
        text = newest[f"j/{event['jurisdiction']}.html"].decode()
        part = text[text.index(f'id="{event["event_id"]}"') :].split("<li id=")[0]
        page = Page(f"<ul><li {part.split('</ol>')[0].rstrip()}</ul>") if part.rstrip().endswith("</li>") else None
        said = page.words if page else part
        assert " ".join(event["summary"].split()) in said or page is None
        for source in links[event["event_id"]]:
            assert sources.loc[source, "url"].replace("&", "&amp;") in part, event["event_id"]


def test_the_sources_of_an_event_stand_in_the_loaders_order(newest):
    content = read(shelf.find())
    events = tracker.load("event_sources")["event_id"].unique()
    told = tracker.sources_of(pd.DataFrame({"event_id": events}))
    expected = told.groupby("event_id", sort=False)["source_id"].agg(list).to_dict()
    assert {e: [s["source_id"] for s in rows] for e, rows in content.sources_of.items()} == expected
    acts = json.loads(newest["static/acts.js"].decode().removeprefix("globalThis.trackerActs=").rstrip(";\n"))
    best = told.drop_duplicates("event_id").set_index("event_id")
    for event, act in zip(scripts.decisive(content), acts, strict=True):
        assert act[3:5] == [best.loc[event, "title"], best.loc[event, "url"]], event


def test_one_act_that_changes_several_cells_is_one_line():
    content = read(shelf.find())
    told = effects.by_event(content)
    assert told["pol-20260219-president-signs-ksc-amendment"] == [
        "Huawei and ZTE, core, access and government: screened (in law) from 3 April 2026",
        "Huawei, core and access: open (announced) ends, its last day 2 April 2026",
        "Huawei and ZTE, core, access and government: review closes 19 February 2026",
    ]
    single = changes_by_event(tracker.load("stances"), tracker.load("reviews"))
    assert told.keys() == single.keys()
    for event, lines in told.items():
        cells = 0
        for line in lines:
            for group in line.split(": ")[0].split("; "):
                who, _, where = group.partition(", ")
                cells += len(re.split(", | and ", who)) * len(re.split(", | and ", where))
        assert cells == len(single[event]), event


def test_what_rests_on_law_says_why_it_names_no_article_and_what_has_ended(newest):
    def items(code):
        law = newest[f"j/{code}.html"].decode().split('<section id="law"')[1].split("</section>")[0]
        return [
            " ".join(re.sub(r"<[^>]+>", "", x).split()) for x in re.findall(r"<li (?:.*?)</li>", law, re.DOTALL)
        ], law

    told, markup = items("DEU")
    contracts = [x for x in told if "contracts between the federal interior ministry" in x]
    assert contracts
    why = "No article: contract (an enforceable agreement with the state); the state keeps the text unpublished."
    assert all(why in x for x in contracts)
    assert not any("No article" in x for x in told if "section 9b" in x)
    gone = [x for x in re.findall(r"<li (?:.*?)</li>", markup, re.DOTALL) if 'class="ended"' in x]
    assert gone
    assert all('<strong class="over">ended</strong>' in x and "section 9b" in x for x in gone)
    # Every spell in law stands on its page, in force or not.
    stances = tracker.load("stances")
    for code, rows in stances[stances["basis"] == "de_jure"].groupby("jurisdiction"):
        _, markup = items(code)
        assert {e for e in rows["event_id"] if f"#{e}" in markup} == set(rows["event_id"]), code
        over = (rows["valid_to"] <= pd.Timestamp(shelf.find().cutoff)).any()
        assert ('class="ended"' in markup) == over, code


def test_the_same_release_gives_the_same_bytes(odd, small):
    assert render(shelf.find(odd)) == small


def test_the_first_view_stays_small(newest):
    text = newest["index.html"].decode()
    page = Page(text)
    first = ["index.html", *(s["src"] for s in page.all("script")), *(x["href"] for x in page.all("link"))]
    assert sum(len(gzip.compress(newest[f])) for f in first) < 400_000


JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items", "home_page_url", "feed_url"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "items": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["id", "url", "content_text", "date_published"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"},
                    "url": {"type": "string", "pattern": "^https://example.org/5g/[^ ]+$"},
                    "title": {"type": "string", "minLength": 1},
                    "content_text": {"type": "string"},
                    "date_published": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00Z$"},
                },
            },
        },
    },
}
"""What JSON Feed 1.1 asks of a feed on the web."""


def test_addresses_are_named_only_where_somebody_has_said_them(release, small):
    assert not [n for n in small if n in {"sitemap.xml", "robots.txt", "card.png"}]
    assert not any(x in text for text in pages(small).values() for x in ("canonical", "og:image", "issues/new"))
    site = Site.of("https://example.org/5g", "https://example.org/code/")
    files = render(shelf.find(release), site)
    listed = [e.text for e in ElementTree.fromstring(files["sitemap.xml"]).iter() if e.tag.endswith("}loc")]
    assert listed[:2] == ["https://example.org/5g/", "https://example.org/5g/forecasts.html"]
    assert not [x for x in listed if "embed" in x]
    assert files["robots.txt"].decode().endswith("Sitemap: https://example.org/5g/sitemap.xml\n")
    assert files["card.png"].startswith(b"\x89PNG")
    # Whole where an address is shared: other shapes are cut.
    assert [int.from_bytes(files["card.png"][i : i + 4]) for i in (16, 20)] == [1200, 630]
    page = Page(files["j/AAA.html"].decode())
    assert {"rel": "canonical", "href": "https://example.org/5g/j/AAA.html"} in page.all("link")
    assert {"property": "og:image", "content": "https://example.org/5g/card.png"} in page.all("meta")
    wrong = [a["href"] for a in page.all("a") if a.get("href", "").startswith("https://example.org/code/issues/new")]
    assert len(wrong) == 2
    feed = ElementTree.fromstring(files["feeds/decisions.atom"])
    links = {e.get("href") for e in feed.iter() if e.tag.endswith("}link")}
    assert "https://example.org/5g/feeds/decisions.atom" in links
    for name in ("decisions", "versions"):
        jsonschema.validate(json.loads(files[f"feeds/{name}.json"]), JSON_FEED)
        atom = ElementTree.fromstring(files[f"feeds/{name}.atom"])
        assert atom.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        for part in (atom, *atom.iterfind("{*}entry")):
            # What RFC 4287 asks of each, once.
            assert [len(part.findall(f"{{*}}{n}")) for n in ("id", "title", "updated")] == [1, 1, 1]
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", part.findtext("{*}updated"))
            assert part.find("{*}link[@rel='alternate']").get("href").startswith("https://example.org/5g/")
    same = [e.text for e in feed.iter() if e.tag.endswith("}id")]
    bare = ElementTree.fromstring(render(shelf.find(release))["feeds/decisions.atom"])
    assert same == [e.text for e in bare.iter() if e.tag.endswith("}id")]


@pytest.mark.parametrize(
    "bad",
    ["example.org", "ftp://example.org", "https://a b", 'https://x.org/"', "https://x.org/?q=1", "https://u:p@x.org"],
)
def test_an_address_that_is_none_is_refused(release, tmp_path, capsys, bad):
    with pytest.raises(SystemExit) as left:
        main(["page", str(tmp_path / "site"), "--release", str(release), "--base", bad])
    assert left.value.code == 2
    assert "no address for a site" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_feeds_show_what_xml_cannot_hold(small):
    for name in ("decisions", "versions"):
        root = ElementTree.fromstring(small[f"feeds/{name}.atom"])
        items = json.loads(small[f"feeds/{name}.json"])["items"]
        titles = [e.text for e in root.iter() if e.tag.endswith("}title")]
        assert titles[1:] == [i["title"] for i in items]
        assert items
    assert MARKUP in json.loads(small["feeds/versions.json"])["items"][0]["content_text"]


def test_downloads_are_the_files_of_the_release(odd, small):
    for path in odd.iterdir():
        assert small[f"data/{path.name}"] == path.read_bytes()
    assert "1.1.0" in small["data.html"].decode()
    told = Page(small["data.html"].decode()).words
    for style in STYLES:
        assert " ".join(tracker.cite(odd, style=style).split()) in told, style


def test_every_table_is_there_as_csv(odd, small):
    for name in shelf.find(odd).tables:
        rows = list(csv.DictReader(io.StringIO(small[f"data/{name}.csv"].decode(), newline="")))
        assert len(rows) == len(tracker.load(name, version=odd)), name
    (title,) = [r["title"] for r in rows_of(small, "sources") if r["language"] == "ar"]
    assert title == RIGHT_TO_LEFT


def rows_of(files, table):
    return csv.DictReader(io.StringIO(files[f"data/{table}.csv"].decode(), newline=""))


def test_changes_are_read_as_text():
    sections = changes.parse(
        "# Changes\n\nSaid `so`.\n\n- one\n  - below \\_x\\_ \\<b\\>\n\n## events\n\n- added: `a_b` (x)\n"
    )
    assert [s.title for s in sections] == ["Changes", "events"]
    assert changes.spans(sections[0].items[0].below[0]) == [(False, "below _x_ <b>")]
    assert changes.spans(sections[1].items[0].text) == [(False, "added: "), (True, "a_b"), (False, " (x)")]
    many = changes.parse("## t\n" + "- row\n" * (changes.MOST + 5))
    assert (len(many[0].items), many[0].left_out) == (changes.MOST, 5)
    many = changes.parse("## t\n" + "- row\n  - cell\n" * (changes.MOST_DETAILS + 5))
    assert (len(many[0].items), many[0].left_out) == (changes.MOST_DETAILS, 5)
    assert len(many[0].items[-1].below) == 1


@pytest.mark.parametrize("version", shelf.versions())
def test_older_releases_can_be_shown(version):
    files = render(shelf.find(version))
    assert f"version {version}" in files["index.html"].decode()


# Writing


def test_the_verb_writes_and_says_where(release, tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        main(["page", str(tmp_path / "new" / "site"), "--release", str(release)])
    assert left.value.code == 0
    assert str(tmp_path / "new" / "site" / "index.html") in capsys.readouterr().out
    listing = json.loads((tmp_path / "new" / "site" / "site.json").read_text())
    there = {p.relative_to(tmp_path / "new" / "site").as_posix() for p in (tmp_path / "new" / "site").rglob("*.*")}
    assert there == {"site.json", *listing["files"]}
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["site"]


def test_a_folder_that_is_not_empty_is_left_alone(release, tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SystemExit) as left:
        main(["page", str(tmp_path), "--release", str(release)])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert "not empty" in said
    assert "Traceback" not in said
    with pytest.raises(TrackerError, match=r"mine\.txt"):
        write(release, tmp_path, force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_force_replaces_a_site_and_nothing_else(release, tmp_path):
    out = tmp_path / "site"
    write(release, out)
    with pytest.raises(TrackerError, match="--force"):
        write(release, out)
    (out / "j" / "OLD.html").write_text("added by hand")
    with pytest.raises(TrackerError, match=r"j/OLD\.html"):
        write(release, out, force=True)
    (out / "j" / "OLD.html").unlink()
    (out / "index.html").write_text("damaged")
    write(release, out, force=True)
    assert (out / "index.html").read_bytes() == render(shelf.find(release))["index.html"]
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_what_is_in_the_way_is_named_in_order_and_no_more_than_it_takes(release, tmp_path, monkeypatch):
    names = ["a/b.txt", "a.txt", "a-b/c", "a/b/d", "zz/zz/z"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine")
    (tmp_path / "A").symlink_to("a", target_is_directory=True)
    looked, real = [], os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: looked.append(Path(path).name) or real(path))
    with pytest.raises(TrackerError) as said:
        write(release, tmp_path, force=True)
    assert f"got {', '.join(sorted(['A', *names])[:3])}, ..." in str(said.value)
    assert "zz" not in looked


def test_folders_that_hold_nothing_are_no_site(release, tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    with pytest.raises(TrackerError, match="empty folders"):
        write(release, tmp_path, force=True)
    with pytest.raises(TrackerError, match="not empty"):
        write(release, tmp_path)


def test_an_empty_folder_may_be_there(release, tmp_path):
    write(release, tmp_path / "site")
    (tmp_path / "empty").mkdir()
    write(release, tmp_path / "empty")
    assert (tmp_path / "empty" / "index.html").is_file()


def test_a_file_in_the_way_is_named(release, tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(TrackerError, match="no folder"):
        write(release, tmp_path / "out", force=True)


def test_a_failure_leaves_what_was_there(release, tmp_path, monkeypatch):
    out = tmp_path / "site"
    write(release, out)
    before = (out / "index.html").read_bytes()
    real = Path.write_bytes

    def full(self, data):
        if self.name == "data.js":
            raise OSError(28, "No space left on device", str(self))
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(BadValueError, match="No space"):
        write(release, out, force=True)
    assert (out / "index.html").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_without_jinja_the_extra_is_named(release, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    with pytest.raises(TrackerError, match=r"\[page\]"):
        write(release, tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


# The filter, in the language of the browser

NODE = parts.NODE.path
SCRIPT = """
const fs = require("fs"), vm = require("vm");
vm.runInThisContext(fs.readFileSync(process.argv[1], "utf8"));
vm.runInThisContext(fs.readFileSync(process.argv[2], "utf8"));
const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const page = globalThis.trackerPage, data = globalThis.trackerData, rows = page.decode(data);
const out = asked.map(([on, by]) => {
  const found = page.positions(page.knownBy(rows, by === null ? null : page.fromIso(by)), page.fromIso(on));
  return [...found.values()].map((now) => {
    const [j, v, s] = now.cell.split(".").map(Number), row = now.decisive;
    const level = (l) => (l === null ? null : data.levels[l][0]);
    return [data.jurisdictions[j][0], data.vendors[v][0], data.segments[s][0],
      row === null ? null : level(row.level), row === null ? null : data.bases[row.basis][0],
      ...now.levels.map(level), now.review,
      row === null ? null : page.toIso(row.from),
      row === null || row.deadline === null ? null : page.toIso(row.deadline),
      data.events[now.event], data.confidence[now.confidence][0]];
  });
});
process.stdout.write(JSON.stringify(out));
"""
COLUMNS = ["jurisdiction", "vendor", "segment", "level", "basis", "de_jure", "announced", "de_facto", "under_review",
           "valid_from", "deadline", "event_id", "confidence"]  # fmt: skip
SAID = ["since" if c == "valid_from" else c for c in COLUMNS[3:]]


def plain(value):
    if isinstance(value, str | bool):
        return value
    day = by_hand.plain(value)
    return day and day.isoformat()


def coded_rows(version):
    """Spells and reviews of every cell, for the reading by hand."""
    stances, reviews = (by_hand.records(tracker.load(t, version=version)) for t in ("stances", "reviews"))
    return {c: (stances.get(c, []), reviews.get(c, [])) for c in stances.keys() | reviews.keys()}


def expected(version, asked):
    """What a reading by hand says, sorted; and at both ends what the package says."""
    cells = sorted(coded_rows(version).items())
    for on, by in asked:
        day, known = (d and dt.date.fromisoformat(d) for d in (on, by))
        found = [(c, by_hand.said(*rows, day, known)) for c, rows in cells]
        rows = [[*c, *(plain(s[k]) for k in SAID)] for c, s in found if s is not None]
        if (on, by) in (asked[0], asked[-1]):
            verb = tracker.position(on, known_by=by, version=version)[COLUMNS].astype(object)
            assert sorted([plain(v) for v in row] for row in verb.itertuples(index=False, name=None)) == sorted(rows)
        yield rows


def asked_days(version, most=150):
    """Days on which something begins, ends, grows stale or becomes known, and the days before; both clocks."""
    turns = [by_hand.turns(*rows) for rows in coded_rows(version).values()]
    days = [d.isoformat() for d in by_hand.and_before({d for both in turns for some in both for d in some})]
    # A step that is no multiple of two, so that both kinds of days are among them.
    days = days[:: 1 + 2 * (len(days) // (2 * most))]
    some = days[:: 1 + len(days) // 25]
    return [(d, None) for d in days] + [(d, d) for d in some] + [(d, b) for d in some[::4] for b in some[::4]]


@pytest.mark.skipif(NODE is None, reason=parts.NODE.missing)
@pytest.mark.parametrize("which", ["mini", "newest"])
def test_the_browsers_filter_agrees_with_a_reading_by_hand_on_every_cell(which, release, tmp_path):
    version = release if which == "mini" else None
    files = render(shelf.find(version))
    (tmp_path / "data.js").write_bytes(files["static/data.js"])
    asked = asked_days(version)
    done = subprocess.run(
        [NODE, "-e", SCRIPT, str(tmp_path / "data.js"), str(STATIC / "positions.js")],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    for question, got, want in zip(asked, json.loads(done.stdout), expected(version, asked), strict=True):
        assert sorted(got, key=lambda row: row[:3]) == want, question


FINDER = """
const fs = require("fs"), vm = require("vm");
for (const file of process.argv.slice(1)) vm.runInThisContext(fs.readFileSync(file, "utf8"));
const page = globalThis.trackerPage, data = globalThis.trackerData, asked = JSON.parse(fs.readFileSync(0, "utf8"));
const codes = { j: data.jurisdictions, v: data.vendors, s: data.segments };
const told = asked.queries.map((q) => page.wanted(data, q))
  .map((w) => [w.names.map(([kind, place]) => codes[kind][place][0]), w.words]);
process.stdout.write(JSON.stringify({ told, folded: asked.names.map(page.folded) }));
"""


@pytest.mark.skipif(NODE is None, reason=parts.NODE.missing)
def test_the_browsers_finder_takes_the_names_that_the_package_takes(tmp_path):
    from tracker.loader.filters import codes, names
    from tracker.names import folded

    release = shelf.find("0.4.0")
    (tmp_path / "data.js").write_bytes(render(release)["static/data.js"])
    plain = {kind: names(release, kind).plain() for kind in ("jurisdiction", "vendor", "segment")}
    queries = {
        "UK": (["GBR"], []), "uk": (["GBR"], []), "Germany core": (["DEU", "core"], []), "korea": (["KOR"], []),
        "South Korea barred": (["KOR"], ["barred"]), "Türkiye ZTE": (["TUR", "zte"], []), "RAN Holland": (["access", "NLD"], []),
        "no level": ([], ["no", "level"]), "NO level": (["NOR"], ["level"]), "germ": ([], ["germ"]),
        "Congo": ([], ["congo"]), "Iran": ([], ["iran"]), "Czech Republic low": (["CZE"], ["low"]), "": ([], []),
        "constructor": ([], ["constructor"]),
    }  # fmt: skip
    spelt = [
        *(n for found in plain.values() for n in found),
        "Côte d’Ivoire",
        "The U.K.",
        "Bosnia & Herzegovina",
        "  x ",
    ]
    done = subprocess.run(
        [NODE, "-e", FINDER, str(tmp_path / "data.js"), *(str(STATIC / f"{n}.js") for n in ("positions", "table"))],
        input=json.dumps({"queries": [*queries, *plain["jurisdiction"]], "names": spelt}),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    got = json.loads(done.stdout)
    assert got["folded"] == [folded(n) for n in spelt]
    assert [tuple(t) for t in got["told"][: len(queries)]] == list(queries.values())
    for name, told in zip(plain["jurisdiction"], got["told"][len(queries) :], strict=True):
        assert told == [codes(release, "jurisdiction", name), []], name


def test_the_scripts_know_how_far_the_evidence_reaches(release):
    text = render(shelf.find(release))["static/data.js"].decode()
    data = json.loads(text.removeprefix("globalThis.trackerData=").rstrip(";\n"))
    days = [(dt.date(1970, 1, 1) + dt.timedelta(days=data[c])).isoformat() for c in ("horizon", "cutoff")]
    assert days == ["2023-06-30", "2023-12-31"]


@pytest.mark.skipif(NODE is None, reason=parts.NODE.missing)
def test_the_browsers_calendar():
    code = (
        "require('vm').runInThisContext(require('fs').readFileSync(process.argv[1], 'utf8'));"
        "const p = globalThis.trackerPage;"
        "const later = (d, m) => p.toIso(p.monthsLater(p.fromIso(d), m));"
        "process.stdout.write(JSON.stringify([later('2020-02-29', 36), later('2019-01-31', 1), later('2020-03-31', -1),"
        " p.fromIso('2021-02-29'), p.fromIso('20210101'), p.fromIso('1970-01-02')]))"
    )
    done = subprocess.run([NODE, "-e", code, str(STATIC / "positions.js")], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["2023-02-28", "2019-02-28", "2020-02-29", None, None, 1]


def test_an_event_tells_its_law_and_where_copies_are_listed(release):
    files = {name: data.decode() for name, data in render(shelf.find(release)).items() if name.endswith(".html")}
    page = " ".join(files["j/AAA.html"].split())
    law = page[page.index("Law: <a href=") :][:700]
    assert 'href="https://example.org/acts/aaa-2020-law-1"' in law
    assert "Title of aaa-2020-law-1, section 2, Gazette 7/2020</a>; text: articles; in force from 1 July 2020." in law
    assert 'href="https://web.archive.org/web/*/https://example.org/gazette-20200115-law"' in page
    assert page.count("Law: ") == 1
    assert "How acts, provisions and spells hang together" in files["codebook.html"]
    assert all("until 31 December 2023 and reaches to 30 June 2023." in text for text in files.values())
