"""The first page as a newcomer meets it: the map first, why in one step, time as a story, and what can be taken along."""

import csv
import datetime as dt
import io
import itertools
import json
import random
import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from browsing import at, table, unfold

import tracker
from tracker.loader.filters import names
from tracker.release.reading import shelf
from tracker.show import bases, counts, shapes

pytestmark = pytest.mark.slow

SIZES = [(1440, 900), (768, 1024), (390, 844)]
INSIDE = """ids => ids.map(id => {
  const box = document.querySelector(id).getBoundingClientRect();
  return [id, box.width > 0 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight];
}).filter(pair => !pair[1])"""
SEEN = ["#question", "#say", "#map-world", "#legend", "#on", "#slider"]


def states(day, vendor, segment, basis=None, **clock):
    """State of every jurisdiction looked into, by the package: the strictest, or that on one basis."""
    covered = tracker.load("coverage", vendor=vendor, segment=segment)["jurisdiction"]
    out = dict.fromkeys(covered, "not_coded")
    for r in tracker.position(day, vendor=vendor, segment=segment, **clock).to_dict("records"):
        level = r[basis or "level"]
        if level == level:
            out[r["jurisdiction"]] = level
        elif r["under_review"]:
            out[r["jurisdiction"]] = "review"
    return out


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_first_screen_has_the_question_the_whole_map_the_legend_and_the_day(visit, site, width, height, scheme):
    page = visit(site / "index.html", width=width, height=height, color_scheme=scheme)
    assert page.locator("#question").inner_text() == "Who had restricted Huawei in the radio network?"
    assert page.evaluate(INSIDE, SEEN) == []
    assert page.is_hidden("#controls")
    shapes_inside = """() => { const m = document.querySelector('#map-world').getBoundingClientRect();
      return [...document.querySelectorAll('#map-world path')].every(p => { const b = p.getBoundingClientRect();
        return b.left >= m.left - 1 && b.right <= m.right + 1 && b.top >= m.top - 1 && b.bottom <= m.bottom + 1; }); }"""
    assert page.evaluate(shapes_inside)
    page = visit(site / "index.html", width=width, height=height, color_scheme=scheme, java_script_enabled=False)
    assert page.evaluate(INSIDE, ["#question", "#map-world"]) == []
    assert page.is_hidden("#map-europe")


COUNTED = """asked => asked.map(([on, v, s, b, m]) => {
  const {data, view} = {data: trackerData, view: trackerPage.view};
  const at = (pairs, code) => pairs.findIndex(pair => pair[0] === code);
  view.change({on: trackerPage.fromIso(on), v: at(data.vendors, v), s: at(data.segments, s), b: at(data.bases, b), m, q: ''});
  const legend = Object.fromEntries([...document.querySelectorAll('[data-count]')].map(e => [e.dataset.count, Number(e.textContent)]));
  const drawn = {};
  for (const shape of document.querySelectorAll(`#map-${m} .shape`)) {
    if (data.unions.some(u => data.jurisdictions[u][0] === shape.dataset.j)) continue;
    const look = shape.getAttribute('class').match(/lv-([a-z_]+)/)[1];
    drawn[look] = (drawn[look] || 0) + 1;
  }
  const table = {};
  for (const row of document.querySelectorAll('#positions tbody tr')) {
    const mark = row.cells[3].querySelector('.chip, .swatch');
    table[row.querySelector('a').getAttribute('href').slice(2, -5)] = mark.className.match(/lv-([a-z_]+)/)[1];
  }
  return {legend, drawn, table};
})"""


def test_map_legend_and_table_have_the_packages_counts_on_every_basis(visit, site):
    """A random set of days, drawn anew for every version, over every vendor, segment, basis and region."""
    from tracker.show.plot.facts import facts

    release = shelf.find()
    stances = release.tables["stances"]
    levels, unions = stances.field("level").values, counts.unions(release)
    bases = [None, *stances.field("basis").values]
    draw = random.Random(release.version)
    cells = itertools.product(stances.field("vendor").values, stances.field("segment").values, bases, shapes.REGIONS)
    span = (release.cutoff - dt.date(2012, 1, 1)).days
    asked = [
        ((release.cutoff - dt.timedelta(days=draw.choice([0, draw.randrange(span)]))).isoformat(), *cell)
        for cell in cells
    ]
    page = visit(site / "index.html")
    pictures = facts(None, None)
    for (day, vendor, segment, basis, region), got in zip(asked, page.evaluate(COUNTED, asked), strict=True):
        mine = states(day, vendor, segment, basis=basis)
        if basis is None:  # A picture of the package knows the strictest alone.
            told = pictures.states(dt.date.fromisoformat(day), vendor, segment)
            assert {c: x["state"] for c, x in told.items()} == mine
        assert got["table"] == mine, (day, vendor, segment, basis)
        drawn = shapes.region(region).shapes
        shown = {c: s for c, s in mine.items() if region == "world" or c in drawn or c in unions}
        expected = counts.tally(shown, levels, unions=unions, drawn=drawn)
        assert {k: got["legend"][k] for k in expected} == expected, (day, vendor, segment, basis, region)
        # What is drawn and was looked into; the world's list has those, too, that are too small for an outline.
        outlined = {c: s for c, s in shown.items() if c in drawn and c not in unions}
        assert {k: n for k, n in got["drawn"].items() if k != "unknown"} == dict(Counter(outlined.values()))


def test_without_scripts_the_legend_has_the_same_counts(visit, site):
    page = visit(site / "index.html")
    read = "[...document.querySelectorAll('[data-count]')].map(b => b.textContent)"
    with_scripts = page.evaluate(read)
    assert visit(site / "index.html", java_script_enabled=False).evaluate(read) == with_scripts


def test_map_and_table_agree_when_a_basis_is_chosen(visit, site):
    labels = {c.label: c.value for c in shelf.find().tables["stances"].field("level").categories}
    for basis in ("de_jure", "announced", "de_facto"):
        page = visit(site / "index.html", f"#on=2023-03-01&v=huawei&s=access&b={basis}")
        rows = {r["Jurisdiction"]: r["Position"] for r in table(page)}
        shown = page.evaluate(
            "[...document.querySelectorAll('#map-world .shape')].map(s => [s.dataset.j, s.getAttribute('class')])"
        )
        title = tracker.load("jurisdictions").set_index("jurisdiction")["name"]
        for code, look in shown:
            text = rows[title[code]]
            level = labels.get(text.removesuffix(" under review"))
            none = "review" if text == "under review, no level" else "not_coded"
            assert look == f"shape lv-{level or none}", (basis, code)


def test_the_finder_knows_every_name_that_the_loader_knows(visit, site):
    page = visit(site / "index.html")
    for asked, code in (("UK", "GBR"), ("Turkey", "TUR"), ("Holland", "NLD"), ("south korea", "KOR"), ("MAC", "MAC")):
        page.fill("#find", asked)
        page.keyboard.press("Enter")
        page.wait_for_function("c => location.hash.includes('j=' + c)", arg=code)
        assert page.is_visible("#card")
        page.click(".shut")
    known = names(shelf.find(), "jurisdiction").plain()
    best = page.evaluate(
        "names => names.map(n => trackerData.jurisdictions[trackerPage.candidates(trackerData, n)[0].j][0])",
        list(known),
    )
    assert dict(zip(known, best, strict=True)) == known
    page.fill("#find", "Poland")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'card-name'")
    page.keyboard.press("Escape")
    page.fill("#find", "Chad")
    assert page.locator("#found").inner_text() == "Chad: not looked into"
    page.fill("#find", "Nowhere")
    assert page.locator("#found").inner_text() == "No such country here"


def test_the_card_says_why_since_when_and_what_comes_next(visit, site):
    page = visit(site / "index.html", "#on=2022-06-01&v=huawei&s=access&j=GBR")
    page.wait_for_selector("#card .act")
    row = tracker.position("2022-06-01", jurisdiction="GBR", vendor="huawei", segment="access").iloc[0]
    event = tracker.load("events").set_index("event_id").loc[row["event_id"]]
    told = " ".join(page.locator("#card").inner_text().split())
    assert "Removal under review announced" in told
    assert "Since 14 July 2020; deadline 31 December 2027." in told
    assert event["summary"] in told
    assert "Next: 13 October 2022: removal in law; 31 December 2027: the deadline falls." in told
    link = page.locator("#card .source a").first.get_attribute("href")
    assert link in set(tracker.sources_of(row["event_id"])["url"])
    assert "wrong" not in told  # No repository is configured, so nobody is asked.
    page.click("#card .term")
    assert page.locator("#t-basis").inner_text().startswith("Basis.")
    page.keyboard.press("Escape")
    page.click("#card-name a")
    page.wait_for_url("**/j/GBR.html#on=2022-06-01*")
    assert page.locator("#now-title").inner_text() == "Position on 1 June 2022"


def test_hovering_shows_and_a_place_without_data_has_its_name(visit, site):
    page = visit(site / "index.html", width=1440)
    page.hover("#map-world [data-j=BRA] path")
    assert "Brazil" in page.locator("#card").inner_text()
    page.hover("#map-world [data-place=TCD]")
    assert page.locator("#hover").inner_text() == "Chad: not looked into"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_small_place_is_hit_by_a_thumb(visit, site, width, height):
    page = visit(site / "index.html", width=width, height=height, has_touch=True)
    for code in ("NRU", "MDV", "SGP", "BMU"):
        box = page.locator(f"#map-world [data-j={code}] circle").first.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] / 2 + 4, box["y"] + box["height"] / 2 + 3)
        page.wait_for_function("c => location.hash.includes('j=' + c)", arg=code)
        assert page.is_visible("#card")
        page.click(".shut")
        page.wait_for_function("() => !location.hash.includes('j=')")


def test_nothing_is_clipped_or_covered_on_a_phone(visit, site):
    page = visit(site / "index.html", "#on=2022-06-01", width=390, height=844, has_touch=True)
    clipped = """() => [...document.querySelectorAll('.top nav ul, #tools, .steps, .steps *, #legend li, #lately')]
      .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && getComputedStyle(e).display !== 'inline'
        || e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(clipped) == []
    speeds = """() => { const s = document.getElementById('speed'), c = document.createElement('canvas').getContext('2d');
      c.font = getComputedStyle(s).font;
      return [...s.options].every(o => c.measureText(o.text).width + 26 <= s.clientWidth); }"""
    assert page.evaluate(speeds)
    covered = """m => [...document.querySelectorAll(`#map-${m} .shape circle`)].filter(c => {
      const b = c.getBoundingClientRect(), z = document.getElementById('zoom').getBoundingClientRect();
      return b.width && b.left < z.right && b.right > z.left && b.top < z.bottom && b.bottom > z.top;
    }).map(c => c.parentNode.dataset.j)"""
    for region in shapes.REGIONS:
        page.evaluate("m => { location.hash = '#m=' + m; }", region)
        page.wait_for_function("m => document.querySelector('.stage').dataset.region === m", arg=region)
        assert page.evaluate(covered, region) == []
    page.evaluate("location.hash = '#on=2024-01-01&vs=2020-01-01'")
    page.wait_for_selector(".stage.other svg")
    apart = """() => [...document.querySelectorAll('.stage')].every(s => s.querySelector('.stage-day').getBoundingClientRect()
      .bottom <= s.querySelector('svg.map:not([hidden])').getBoundingClientRect().top + 1)"""
    assert page.evaluate(apart)


def test_below_the_map_is_a_step_away_and_the_view_stays(visit, site):
    page = visit(site / "index.html", "#on=2020-07-14&v=zte&s=core")
    for name, there in (
        ("Who was first", "story-title"),
        ("What falls due", "due-title"),
        ("All positions", "table-title"),
    ):
        page.get_by_role("link", name=name, exact=True).click()
        page.wait_for_function("i => document.activeElement.id === i", arg=there)
        assert page.evaluate("i => document.getElementById(i).getBoundingClientRect().top < innerHeight", there)
        assert "on=2020-07-14&v=zte&s=core" in page.evaluate("location.hash")


ODD = [
    ("day=9999-99-99", "day=9999-99-99 is not known here"),
    ("on=9999-99-99", "on=9999-99-99 is not a day"),
    ("on=9999-12-31", "this version knows nothing after"),
    ("vs=1000-01-01", "nothing is coded before"),
    ("by=2999-01-01", "this version knows nothing after"),
    ("j=XXX", "j=XXX is not known here"),
    ("m=mars", "m=mars is not known here"),
    ("how=loud&vs=2020-01-01", "how=loud is not known here"),
    ("all=yes", "all=yes is not known here"),
    ("v=<img src=x onerror=alert(1)>", "v=<img src=x onerror=alert(1)> is not known here"),
    ("__proto__=1&constructor=2", "__proto__=1 is not known here; constructor=2 is not known here"),
    ("on=2020-01-01&on=2021-01-01", "on=2020-01-01 is taken"),
    ("s=" + "x" * 5000, "s=" + "x" * 40 + "... is not known here"),
    ("v=%00%E2%80%AEzte", "v=\ufffd\ufffdzte is not known here"),
    ("%E0%A4%A", "#%E0%A4%A is no place on this page"),
    ("nowhere", "#nowhere is no place on this page"),
]


def test_an_odd_or_hostile_address_falls_back_with_a_word(visit, site):
    for path in ("index.html", "embed.html", "j/GBR.html"):
        page = visit(site / path)
        for odd, word in ODD:
            if "=" not in odd and path == "embed.html":
                continue  # It has no places that an address could point to.
            page.evaluate("h => { location.hash = h; }", "#" + odd)
            page.wait_for_function("w => document.getElementById('problem').textContent.includes(w)", arg=word)
            assert len(page.locator("#problem").inner_text()) < 300
            if path == "index.html":
                page.goto("about:blank")
                page.goto((site / path).as_uri() + "#" + odd)  # The same when it is the first that is read.
                page.wait_for_function("w => document.getElementById('problem').textContent.includes(w)", arg=word)
                assert page.locator("#map-world .shape").count() > 100
        page.evaluate("location.hash = '#on=2020-07-14'")
        page.wait_for_function("() => document.getElementById('problem').hidden")


def view(page):
    return [float(n) for n in page.get_attribute("#map-world", "viewBox").split()]


def test_zoom_by_wheel_buttons_pinch_and_drag(visit, site):
    page = visit(site / "index.html", width=1440)
    whole = view(page)
    box = page.locator("#map-world").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.wheel(0, -400)
    page.wait_for_function("w => document.querySelector('#map-world').viewBox.baseVal.width < w * 0.8", arg=whole[2])
    near = view(page)
    page.mouse.down()
    page.mouse.move(middle[0] + 80, middle[1] + 20, steps=4)
    page.mouse.up()
    assert view(page)[0] < near[0]
    assert page.is_hidden("#card") or "pinned" not in page.get_attribute("#card", "class")
    page.click("#whole")
    assert view(page) == whole
    page.click("#nearer")
    assert view(page)[2] < whole[2]
    page.click("#farther")
    assert view(page) == whole
    pinch = """([x, y]) => { const svg = document.querySelector('#map-world');
      const at = (type, id, dx) => svg.dispatchEvent(new PointerEvent(type, {pointerId: id, pointerType: 'touch',
        clientX: x + dx, clientY: y, bubbles: true}));
      at('pointerdown', 1, -20); at('pointerdown', 2, 20); at('pointermove', 2, 90); at('pointerup', 1, -20);
      at('pointerup', 2, 90); }"""
    page.evaluate(pinch, middle)
    assert view(page)[2] < whole[2] * 0.5


def test_next_change_says_who_and_what(visit, site):
    page = visit(site / "index.html", "#on=2020-07-13&v=huawei&s=access")
    assert "Next: 14 July 2020" in page.locator("#lately").inner_text()
    page.click("#after")
    at(page, "2020-07-14")
    told = page.locator("#lately").inner_text()
    assert "14 July 2020" in told
    assert re.search(r"United Kingdom of Great Britain and Northern Ireland: limited.* → removal", told)
    changed = tracker.changes("2020-07-13", "2020-07-14", vendor="huawei", segment="access")
    assert "GBR" in set(changed["jurisdiction"])


def test_play_goes_on_and_pauses(visit, site):
    page = visit(site / "index.html", "#on=2019-01-01&v=huawei&s=access")
    page.click("#play")
    page.wait_for_function("() => document.getElementById('on').value > '2019-06'")
    page.click("#play")
    assert page.locator("#play").inner_text().endswith("Play")
    day = page.input_value("#on")
    page.wait_for_function("d => location.hash.includes(d)", arg=day)
    assert page.input_value("#on") == day


def test_two_days_side_by_side_and_as_a_difference(visit, site):
    page = visit(site / "index.html", "#on=2024-01-01&v=huawei&s=access")
    unfold(page, "change")
    page.fill("#versus", "2020-01-01")
    page.dispatch_event("#versus", "change")
    page.wait_for_selector(".stage.other svg")
    assert page.locator(".stage-day").all_inner_texts() == ["1 January 2020", "1 January 2024"]
    then = states("2020-01-01", "huawei", "access")
    for code, look in page.evaluate(
        "[...document.querySelectorAll('.stage.other .shape')].map(s => [s.dataset.j, s.getAttribute('class')])"
    ):
        assert look == f"shape lv-{then.get(code, 'unknown')}", code
    page.select_option("#manner", "diff")
    page.wait_for_function("() => !document.querySelector('.stage.other')")
    same = set(page.evaluate("[...document.querySelectorAll('#map-world .shape.same')].map(s => s.dataset.j)"))
    both = [
        tracker.position(d, vendor="huawei", segment="access").set_index("jurisdiction")[["level", "under_review"]]
        for d in ("2020-01-01", "2024-01-01")
    ]
    frames = [{c: (str(r["level"]), bool(r["under_review"])) for c, r in f.iterrows()} for f in both]
    differ = {c for c in frames[0].keys() | frames[1].keys() if frames[0].get(c) != frames[1].get(c)}
    drawn = set(page.evaluate("[...document.querySelectorAll('#map-world .shape')].map(s => s.dataset.j)"))
    assert same == drawn - differ
    faint = set(page.evaluate("[...document.querySelectorAll('#map-world .ranks .same')].map(r => r.dataset.rank)"))
    assert faint == same & set(
        page.evaluate("[...document.querySelectorAll('#map-world .ranks text')].map(r => r.dataset.rank)")
    )
    assert page.locator("#compared-list li").count() == len(differ)
    page.click("#alone")
    assert page.is_hidden("#compared")


def test_what_falls_due_is_listed_and_on_the_line_of_time(visit, site):
    page = visit(site / "index.html")
    due = tracker.deadlines()
    told = page.locator("section[aria-labelledby=due-title]").inner_text()
    for year in due["day"].dt.year.unique():
        assert f"\n{year}\n" in told
    assert page.locator(".due-marks text").count() == due["day"].nunique()
    assert "31 December 2027: United Kingdom" in page.locator(".due-marks").get_attribute("aria-label")
    # What begins later is due too, with its act.
    begins = due[due["due"] == "start"]
    assert len(begins)
    for code, event in begins[["jurisdiction", "event_id"]].drop_duplicates().itertuples(index=False):
        line = page.locator(f"section[aria-labelledby=due-title] li:has(a[href='j/{code}.html#{event}'])").first
        assert "begins" in line.inner_text()


def test_who_was_first(visit, site):
    page = visit(site / "index.html", "#v=zte&s=access")
    said = page.locator("#firsts").inner_text()
    rows = tracker.load("positions", vendor="zte", segment="access")
    rows = rows[rows["known_to"].isna() & (rows["level_rank"] >= 3)].sort_values("valid_from")
    title = tracker.load("jurisdictions").set_index("jurisdiction")["name"]
    line = next(x for x in said.splitlines() if x.startswith("Barred or stricter"))
    assert title[rows.iloc[0]["jurisdiction"]] in line
    unfold(page, "all-steps")
    assert page.locator("#steps li").count() > 50


def test_a_view_is_taken_along_as_picture_table_and_line_of_code(visit, site, tmp_path):
    page = visit(site / "index.html", "#on=2022-06-01&by=2022-07-01&v=zte&s=core&m=europe")
    unfold(page, "take")
    got = {}
    for kind in ("png", "svg", "csv"):
        with page.expect_download() as download:
            page.click(f"#{kind}")
        # The table has the whole world, whatever the map shows.
        shown = "table" if kind == "csv" else "europe"
        assert download.value.suggested_filename == f"5g-zte-core-{shown}-2022-06-01.{kind}"
        download.value.save_as(tmp_path / kind)
        got[kind] = (tmp_path / kind).read_bytes()
    assert got["png"].startswith(b"\x89PNG")
    assert int.from_bytes(got["png"][16:20]) == 2400
    picture = ElementTree.fromstring(got["svg"])
    words = " ".join(picture.itertext())
    assert "Who had restricted ZTE in the core of the network?" in words
    assert "1 June 2022, as known by 1 July 2022" in words
    assert f"version {shelf.find().version}" in words
    assert "Natural Earth" in words
    # A picture stands alone: it says that its colours mix bases, and what is not counted.
    assert bases.strictest(shelf.find()) in words
    assert counts.NOTE in words
    python, sql = (page.input_value(f"#{k}-text") for k in ("python", "sql"))
    frame = eval(python, {"tracker": tracker})
    assert len(frame)
    assert len(tracker.sql(sql)) == len(frame)
    rows = list(csv.DictReader(io.StringIO(got["csv"].decode())))
    coded = {r["jurisdiction"]: r for r in rows if r["status"] != "not_coded"}
    assert set(coded) == set(frame["jurisdiction"])
    for r in frame.to_dict("records"):
        mine = coded[r["jurisdiction"]]
        assert mine["level"] == (r["level"] if r["level"] == r["level"] else "")
        assert mine["event_id"] == r["event_id"]
        assert (mine["on"], mine["known_by"], mine["version"]) == ("2022-06-01", "2022-07-01", shelf.find().version)
    assert page.input_value("#link-text").endswith("index.html#on=2022-06-01&by=2022-07-01&v=zte&s=core&m=europe")
    assert page.is_visible("#from-disk")
    assert "--base" in page.locator("#from-disk").inner_text()
    embed = page.input_value("#embed-text")
    source = re.search(r'src="([^"]+)"', embed)[1].replace("&amp;", "&")
    assert source.endswith("embed.html#on=2022-06-01&by=2022-07-01&v=zte&s=core&m=europe")
    page.evaluate("trackerData.base = 'https://example.org/5g/'; trackerPage.view.taken()")
    assert page.is_hidden("#from-disk")
    assert page.input_value("#link-text").startswith("https://example.org/5g/index.html#on=2022-06-01")
    # A picture breaks lines between words.
    said = "trackerPage.view.drawing().replace(/<[^>]+>/g, ' ').replace(/ +/g, ' ')"
    page.evaluate("location.hash = '#on=2024-01-01&vs=2020-01-01&how=diff&b=de_jure'")
    page.wait_for_function(f"() => ({said}).includes('Faint: the same on 1 January 2020 and on 1 January 2024.')")
    assert bases.alone(shelf.find(), "de_jure") in page.locator("#rests").inner_text()


@pytest.mark.parametrize(("width", "height"), [(600, 500), (320, 420)])
@pytest.mark.parametrize("region", shapes.REGIONS)
def test_the_embedded_map_has_title_legend_and_credit(visit, site, width, height, region):
    hash_ = f"#on=2022-06-01&v=zte&s=core&m={region}"
    page = visit(site / "embed.html", hash_, width=width, height=height)
    assert page.locator("h1").inner_text() == "Who had restricted ZTE in the core of the network?"
    assert page.evaluate(INSIDE, ["h1", "#say", f"#map-{region}", "#legend", ".credit"]) == []
    assert page.locator(f"#map-{region}").bounding_box()["height"] >= 100
    assert page.get_attribute("#whole-page", "href") == "index.html" + hash_.replace("&m=world", "")
    own = states("2022-06-01", "zte", "core")
    assert int(page.locator("[data-count=barred]").inner_text()) <= list(own.values()).count("barred")


def test_a_jurisdictions_page_is_folded_by_year_newest_first(visit, site):
    page = visit(site / "j" / "POL.html")
    events = tracker.load("events", jurisdiction="POL")
    years = page.evaluate("[...document.querySelectorAll('.year')].map(y => y.dataset.year)")
    assert years == sorted(map(str, events["date"].dt.year.unique()), reverse=True)
    assert page.locator(".year[open]").count() == 1
    assert page.locator(".year[open] .changed").first.is_visible()
    old = events.sort_values("date").iloc[0]["event_id"]
    page.goto((site / "j" / "POL.html").as_uri() + f"#{old}")
    assert page.locator(f"#{old} .summary").is_visible()
    page.goto("about:blank")
    page.goto((site / "j" / "POL.html").as_uri() + "#on=2020-12-31&by=same&v=huawei&s=access")
    row = tracker.position("2020-12-31", known_by="2020-12-31", jurisdiction="POL", vendor="huawei")
    said = page.locator("#now-table tbody").inner_text()
    labels = {c.value: c.label for c in shelf.find().tables["stances"].field("level").categories}
    for r in row.to_dict("records"):
        assert (labels[r["level"]] if r["level"] == r["level"] else "under review, no level") in said
    assert page.get_attribute(".year[open]", "data-year") == "2020"
    assert page.get_attribute("#back", "href") == "../index.html#on=2020-12-31&by=same&v=huawei&s=access"
    page.click("#newest")
    page.wait_for_function("() => document.getElementById('chosen').hidden")
    assert page.locator("#now-title").inner_text() == "Position on 30 November 2026"
    assert page.get_attribute(".year[open]", "data-year") == years[0]


def test_what_rests_on_law_names_its_article(visit, site):
    page = visit(site / "j" / "SWE.html")
    stances = tracker.load("stances", jurisdiction="SWE", in_force_on=shelf.find().cutoff)
    law = stances[stances["basis"] == "de_jure"]
    assert len(law)
    shown = [x for x in page.locator("#law li:not(.ended)").all() if x.is_visible()]
    assert {e for x in shown for e in law["event_id"] if e in x.inner_text()} == set(law["event_id"])


@pytest.mark.parametrize("width", [390, 725, 825, 925, 1440])
def test_no_year_of_the_line_of_time_is_cut_or_covered(visit, site, width):
    page = visit(site / "index.html", width=width)
    boxes = page.evaluate(
        "[...document.querySelectorAll('#years text')].map(t => t.getBoundingClientRect()).map(b => [b.left, b.right])"
    )
    assert len(boxes) > 4
    assert all(a[1] < b[0] for a, b in itertools.pairwise(boxes))
    assert boxes[-1][1] <= width


def test_a_place_on_the_page_does_not_change_what_is_shown(visit, site):
    page = visit(site / "index.html", "#on=2020-07-14&v=zte&s=core")
    page.evaluate("document.querySelector('.skip').click()")
    page.wait_for_function("() => location.hash === '#main'")
    assert page.input_value("#on") == "2020-07-14"


def test_feeds_say_what_governments_did(site):
    atom = ElementTree.parse(site / "feeds" / "decisions.atom").getroot()
    ns = {"a": "http://www.w3.org/2005/Atom"}
    entries = atom.findall("a:entry", ns)
    told = json.loads((site / "feeds" / "decisions.json").read_text())
    assert [e.find("a:id", ns).text for e in entries] == [i["id"] for i in told["items"]]
    assert len({i["id"] for i in told["items"]}) == len(entries) > 20
    days = [e.find("a:updated", ns).text for e in entries]
    assert days == sorted(days, reverse=True)
    events = set(tracker.load("events")["event_id"])
    for entry in entries:
        path, event = entry.find("a:link", ns).attrib["href"].removeprefix("../").split("#")
        assert event in events
        assert (site / path).is_file()
    due = json.loads((site / "feeds" / "due.json").read_text())["items"]
    falls = tracker.deadlines()
    assert len(due) == len(falls[["day", "jurisdiction"]].drop_duplicates())
    assert any("begins" in i["content_text"] for i in due)
    assert any("deadline of removal" in i["content_text"] for i in due)
    versions = json.loads((site / "feeds" / "versions.json").read_text())
    assert [i["title"] for i in versions["items"]] == [f"Version {v}" for v in reversed(shelf.versions())]
