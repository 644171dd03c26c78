"""The static site in a real browser, opened from disk: what a reader can do, see and hear.

Needs Chromium, which ``CHROMIUM`` in the environment names, else it is looked for; skipped without it.
"""

import itertools

import odd_world
import pytest
from browsing import PAGES, at, caption, table, unfold

import tracker
from tracker.release.reading import shelf

pytestmark = pytest.mark.slow


@pytest.fixture
def odd(odd_site):
    """The world with awkward texts."""
    return odd_site


@pytest.mark.parametrize(("on", "by"), [
    (None, None), ("2018-12-07", None), ("2018-12-07", "same"), ("2019-12-31", "same"), ("2020-07-14", "2020-07-14"),
    ("2023-06-15", "2020-07-14"), ("2022-02-02", None),
])  # fmt: skip
def test_table_and_map_agree_with_the_package_on_every_cell(visit, site, on, by):
    release = shelf.find()
    on = on or release.cutoff.isoformat()
    page = visit(site / "index.html", f"#on={on}&all=1" + (f"&by={by}" if by else ""))
    frame = tracker.position(on, known_by=on if by == "same" else by)
    names = tracker.load("jurisdictions").set_index("jurisdiction")["name"]
    labels = {c: {x.value: x.label for x in release.tables["stances"].field(c).categories}
              for c in ("level", "basis", "vendor", "segment")}  # fmt: skip
    rows = {(r["Jurisdiction"], r["Vendor"], r["Segment"]): r for r in table(page)}
    assert len(rows) == len(tracker.load("coverage"))
    wanted = {}
    for r in frame.to_dict("records"):
        has = r["level"] == r["level"]
        day = lambda d: "" if d != d else str(d.date())  # noqa: E731
        level = lambda v: labels["level"][v] if v == v else ""  # noqa: E731
        position = (
            level(r["level"]) + (" under review" if r["under_review"] else "") if has else "under review, no level"
        )
        wanted[names[r["jurisdiction"]], labels["vendor"][r["vendor"]], labels["segment"][r["segment"]]] = {
            "Position": position, "Basis": labels["basis"][r["basis"]] if has else "", "In law": level(r["de_jure"]),
            "Announced": level(r["announced"]), "In practice": level(r["de_facto"]), "Since": day(r["valid_from"]),
            "Deadline": day(r["deadline"]), "Confidence": r["confidence"], "Set by": r["event_id"],
        }  # fmt: skip
    for key, row in rows.items():
        got = {k: v for k, v in row.items() if k not in {"Jurisdiction", "Vendor", "Segment"}}
        none = dict.fromkeys(got, "") | {"Position": "not coded"}
        assert got == wanted.get(key, none), key
    looks = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#map-world .shape')]"
        ".map(s => [s.dataset.j, s.getAttribute('class').split('lv-')[1]]))"
    )
    first = {
        r["jurisdiction"]: r for r in frame.to_dict("records") if (r["vendor"], r["segment"]) == ("huawei", "access")
    }
    covered = set(tracker.load("coverage", vendor="huawei", segment="access")["jurisdiction"])
    for code, look in looks.items():
        row = first.get(code)
        none = "not_coded" if code in covered else "unknown"
        assert look == (none if row is None else row["level"] if row["level"] == row["level"] else "review"), code


def test_slider_moves_by_days_and_months_and_the_address_follows(visit, site):
    page = visit(site / "index.html", "#on=2020-07-14")
    page.focus("#slider")
    page.keyboard.press("ArrowLeft")
    at(page, "2020-07-13")
    page.keyboard.press("PageDown")
    at(page, "2020-06-13")
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    at(page, "2020-07-14")
    assert page.get_attribute("#slider", "aria-valuetext") == "14 July 2020"
    page.keyboard.press("Home")
    page.wait_for_function("() => location.hash.includes('-01-01')")
    assert {r["Position"] for r in table(page)} == {"not coded"}


def test_date_field_and_step_buttons(visit, site):
    page = visit(site / "index.html", "#on=2020-07-14&v=huawei&s=core")
    page.fill("#on", "2019-03-01")
    page.dispatch_event("#on", "change")
    at(page, "2019-03-01")
    assert "1 March 2019" in caption(page)

    def picture():
        return [r["Position"] for r in table(page)]

    before = picture()
    page.click("#after")
    page.wait_for_function("() => document.getElementById('positions').dataset.on !== '2019-03-01'")
    assert picture() != before
    page.click("#before")
    page.click("#after")
    day = page.input_value("#on")
    page.focus("#slider")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("day => document.getElementById('positions').dataset.on !== day", arg=day)
    assert picture() == before


def test_both_clocks(visit, site):
    page = visit(site / "index.html", "#on=2018-12-07")
    unfold(page, "change")
    page.select_option("#clock", "same")
    page.wait_for_function("() => location.hash.includes('by=same')")
    assert "as known that day" in caption(page)
    assert page.is_hidden("#by")
    page.select_option("#clock", "day")
    assert page.input_value("#by") == "2018-12-07"
    page.fill("#by", "2020-07-14")
    page.dispatch_event("#by", "change")
    page.wait_for_function("() => location.hash.includes('by=2020-07-14')")
    assert "known by 14 July 2020" in caption(page)


def test_switches_change_map_table_and_address(visit, site):
    page = visit(site / "index.html", "#on=2021-01-01")
    unfold(page, "change")
    page.check("[name=vendor][value=zte]", force=True)
    page.check("[name=segment][value=access]", force=True)
    page.select_option("#basis", "announced")
    page.check("[name=region][value=europe]", force=True)
    page.wait_for_function("() => location.hash.includes('v=zte&s=access&b=announced&m=europe')")
    assert page.is_hidden("#map-world")
    assert page.is_visible("#map-europe")
    position = tracker.position("2021-01-01", vendor="zte", segment="access").set_index("jurisdiction")
    for code, row in position.iterrows():
        shape = page.locator(f"#map-europe [data-j={code}]")
        look = (
            row["announced"]
            if row["announced"] == row["announced"]
            else "review"
            if row["under_review"]
            else "not_coded"
        )
        if shape.count():
            assert shape.get_attribute("class") == f"shape lv-{look}", code
    asked = "Who had restricted ZTE in the radio network, by what was announced?"
    assert page.locator("#question").inner_text() == asked


def test_deep_links_and_the_back_button_keep_the_state(visit, site):
    page = visit(site / "index.html", "#on=2020-07-14&by=2020-07-14&v=zte&s=access&q=belg&all=1")
    assert page.input_value("#on") == "2020-07-14"
    assert page.input_value("#by") == "2020-07-14"
    assert page.is_checked("[name=vendor][value=zte]")
    assert page.is_checked("[name=segment][value=access]")
    assert page.input_value("#filter") == "belg"
    assert {r["Jurisdiction"] for r in table(page)} == {"Belgium"}
    unfold(page, "change")
    page.check("[name=segment][value=core]", force=True)
    page.fill("#on", "2021-01-01")
    page.dispatch_event("#on", "change")
    page.go_back()
    at(page, "2020-07-14")
    assert page.is_checked("[name=segment][value=core]")
    page.go_back()
    page.wait_for_function("() => document.querySelector('[name=segment][value=access]').checked")
    page.go_forward()
    page.wait_for_function("() => document.querySelector('[name=segment][value=core]').checked")
    link = page.locator("#positions tbody a").first
    link.click()
    page.wait_for_url("**/j/BEL.html*")
    page.go_back()
    at(page, "2020-07-14")
    assert page.is_checked("[name=segment][value=core]")


def test_an_address_that_makes_no_sense_says_so(visit, site):
    page = visit(site / "index.html", "#on=2020-02-31&v=<b>nokia</b>&s=core&by=never")
    said = page.locator("#problem").inner_text()
    assert "on=2020-02-31 is not a day" in said
    assert "v=<b>nokia</b> is not known here" in said
    assert "by=never is not a day" in said
    assert page.input_value("#on") == shelf.find().cutoff.isoformat()
    page.evaluate("location.hash = '#on=2999-01-01'")
    page.wait_for_function("() => document.getElementById('problem').textContent.includes('knows nothing after')")


def test_table_sorts_and_filters(visit, site):
    page = visit(site / "index.html", "#on=2024-01-01&v=huawei&s=access")
    scale = [c.label for c in shelf.find().tables["stances"].field("level").categories]
    head = page.locator("[data-key=position] button")
    head.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.get_attribute("[data-key=position]", "aria-sort") == "descending"
    order = [r["Position"].removesuffix(" under review") for r in table(page)]
    ranks = [scale.index(p) + 2 if p in scale else ("not coded", "under review, no level").index(p) for p in order]
    assert ranks == sorted(ranks, reverse=True)
    word = next(p for p in order if p in scale).lower()
    page.fill("#filter", word)
    page.wait_for_function("() => / of /.test(document.getElementById('rows').textContent)")
    assert {word in " ".join(r.values()).lower() for r in table(page)} == {True}
    page.fill("#filter", "no such thing")
    page.wait_for_function("() => document.getElementById('rows').textContent.startsWith('0 of')")


def test_a_filter_without_a_match_says_so(visit, site):
    page = visit(site / "index.html", "#q=no such thing")
    assert "no row matches" in page.locator("#rows").inner_text()
    cells = page.locator("#positions tbody td")
    assert cells.all_inner_texts() == ["No row matches “no such thing”."]
    assert cells.first.bounding_box()["width"] == page.locator("#positions").bounding_box()["width"]
    page.fill("#filter", "")
    page.wait_for_function("() => !document.getElementById('rows').textContent.includes('matches')")
    assert len(table(page)) > 1


def test_the_address_keeps_the_order_of_the_rows(visit, site):
    page = visit(site / "index.html", "#on=2024-01-01&v=huawei&s=access")
    assert page.get_attribute("[data-key=name]", "aria-sort") == "ascending"
    page.click("[data-key=position] button")
    page.wait_for_function("() => location.hash.endsWith('&sort=position')")
    page.click("[data-key=position] button")
    page.wait_for_function("() => location.hash.endsWith('&sort=-position')")
    rows = table(page)
    again = visit(site / "index.html", page.evaluate("location.hash"))
    assert again.get_attribute("[data-key=position]", "aria-sort") == "descending"
    assert table(again) == rows
    page.go_back()
    page.wait_for_selector("[data-key=position][aria-sort=ascending]")
    again.click("[data-key=name] button")
    again.wait_for_function("() => !location.hash.includes('sort')")
    again.evaluate("location.hash = '#sort=-colour'")
    again.wait_for_function("() => document.getElementById('problem').textContent.includes('sort=-colour')")


def test_ranks_and_veils_follow_the_day(visit, site):
    release = shelf.find()
    levels = release.tables["stances"].field("level").values
    page = visit(site / "index.html", "#on=2022-01-01&s=access")
    for day in ("2022-01-01", "2016-06-01", "2020-02-01"):
        page.fill("#on", day)
        page.dispatch_event("#on", "change")
        at(page, day)
        position = tracker.position(day, vendor="huawei", segment="access").set_index("jurisdiction")
        shapes = page.evaluate(
            "[...document.querySelectorAll('#map-world .shape')].map(s => [s.dataset.j,"
            " [...document.querySelectorAll(`#map-world [data-rank=${s.dataset.j}]`)].map(r => r.textContent),"
            " s.querySelectorAll('.veil').length, s.querySelector('text ~ .veil') !== null])"
        )
        for code, ranks, veils, over in shapes:
            row = position.loc[code] if code in position.index else None
            level = row["level"] if row is not None and row["level"] == row["level"] else None
            assert set(ranks) <= {"" if level is None else str(levels.index(level))}, (code, day)
            assert (veils > 0) == (level is not None and bool(row["under_review"])), (code, day)
            assert not over, (code, day)


def test_everything_works_by_keyboard(visit, site):
    page = visit(site / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") == 0
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'main'")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("(e => e.id || e.name || e.getAttribute('class') || e.tagName)(document.activeElement)")
        )
        if "shape" in seen[-1]:
            break
    assert {"region", "find"} <= set(seen)
    assert "shape" in seen[-1]
    width = page.evaluate("getComputedStyle(document.activeElement.querySelector('path,rect')).strokeWidth")
    assert float(width.removesuffix("px")) >= 3
    first = page.evaluate("document.activeElement.dataset.j")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.dataset.j")
    names = tracker.load("jurisdictions").set_index("jurisdiction")["name"]
    assert names[first].casefold() < names[second].casefold()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(f"{names[second]}: ")
    assert names[second] in page.locator("#card").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'card-name'")
    page.keyboard.press("Escape")
    assert page.is_hidden("#card")
    assert page.evaluate("document.activeElement.dataset.j") == second
    # Near by, the map goes along with whoever walks over it.
    page.focus("#nearer")
    for _ in range(4):
        page.keyboard.press("Enter")
    page.focus(f"#map-world [data-j={second}]")
    seen = "b = document.activeElement.getBoundingClientRect(), m = document.querySelector('#map-world').getBoundingClientRect()"
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        assert page.evaluate(
            f"() => {{ const {seen}; return b.left < m.right && b.right > m.left && b.top < m.bottom && b.bottom > m.top; }}"
        )
    page.focus(f"#map-world [data-j={second}]")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/j/{second}.html*")
    assert page.locator("h1").inner_text().startswith(names[second])


def test_the_spoken_line_has_the_day_and_the_counts(visit, site):
    page = visit(site / "index.html", "#on=2024-01-01&v=huawei&s=core")
    rows = tracker.position("2024-01-01", vendor="huawei", segment="core")
    levels = rows.loc[rows["jurisdiction"] != "EU", "level"].value_counts()  # A union is not counted.
    page.wait_for_function("() => document.getElementById('say').textContent.startsWith('1 January 2024')")
    said = page.locator("#say").inner_text()
    for level, count in levels.items():
        assert (f"{count} {level}" in said) == (count > 0), (level, said)
    assert page.get_attribute("#say", "role") == "status"


def test_without_scripts_there_are_tables(visit, site):
    page = visit(site / "index.html", java_script_enabled=False)
    assert page.locator("#positions tbody tr").count() == len(tracker.load("coverage"))
    assert page.is_hidden("#tools")
    assert page.is_hidden("#time")
    assert page.locator("noscript p").is_visible()
    assert page.locator(".map").first.is_visible()
    page.locator("#positions tbody a").first.click()
    assert page.locator("#events li").count() > 0


@pytest.mark.parametrize("world", ["site", "odd"])
def test_no_page_scrolls_sideways_on_a_phone(visit, request, world):
    folder = request.getfixturevalue(world)
    codes = ("GBR", "BEL") if world == "site" else ("AAA", "BBB")
    page = visit(folder / "index.html", width=360)
    for name in (*PAGES, *(f"j/{c}.html" for c in codes)):
        page.goto((folder / name).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name


@pytest.mark.parametrize("width", [360, 721, 725, 825, 925, 1280])
def test_no_year_of_a_timeline_is_cut_or_covered(visit, site, width):
    page = visit(site / "j" / "GBR.html", width=width)
    for code in ("GBR", "AUS", "USA", "BEL", "NLD"):
        page.goto((site / "j" / f"{code}.html").as_uri())
        end, *years = page.evaluate(
            "(svg => [svg.getBoundingClientRect(), ...[...svg.querySelectorAll('text')].map("
            "t => t.getBoundingClientRect()).filter(b => b.width)].map(b => [b.left, b.right]))"
            "(document.querySelector('.axis'))"
        )
        assert len(years) > 2, code
        places = [*years, [end[1], end[1]]]
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(places)), code


def test_awkward_texts_are_text(visit, odd):
    page = visit(odd / "j" / "AAA.html")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert odd_world.MARKUP in page.locator("#events").inner_text()
    assert page.locator("main img, main script").count() == 0
    title = page.get_by_text(odd_world.RIGHT_TO_LEFT)
    assert title.evaluate("e => getComputedStyle(e).direction") == "rtl"
    page = visit(odd / "index.html", "#on=2020-12-31&q=borduria")
    assert page.locator("#positions").is_visible()


def test_motion_stops_when_asked(visit, site):
    page = visit(site / "index.html", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.querySelector('.shape')).transitionDuration") in {"0s", "1e-05s"}


def test_print_keeps_the_evidence_and_drops_the_controls(visit, site):
    page = visit(site / "j" / "GBR.html", own=True)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.is_hidden("nav")
    address = page.evaluate("getComputedStyle(document.querySelector('.sources a'), '::after').content")
    assert "http" in address
    paper = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()")
    assert paper == "#ffffff"


AXE = """async () => {
  const most = {resultTypes: ['violations'], preload: false, selectors: false};
  // Contrast takes most of the time, and depends on what a text looks like and stands in. So it is asked once for each such look:
  // colours, sizes, weights and places of an element and of all that it stands in; every other rule of every element.
  const found = await axe.run(document, {...most, rules: {'color-contrast': {enabled: false}}});
  const looks = new Map([[document, '']]), first = new Map();
  for (const e of document.querySelectorAll('*')) {
    const s = getComputedStyle(e);
    const own = [e.tagName, s.color, s.backgroundColor, s.backgroundImage, s.opacity, s.fontSize, s.fontWeight, s.display,
                 s.visibility, s.position, s.textShadow, s.filter, s.mixBlendMode];
    const look = looks.get(e.parentNode) + own.join();
    looks.set(e, look);
    const says = e.matches('input, select') || [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (says && !first.has(look)) first.set(look, e);
  }
  const contrast = await axe.run({include: [...first.values()]}, {...most, runOnly: ['color-contrast']});
  return [...found.violations, ...contrast.violations];
}"""


def test_axe_sees_one_faint_text_among_many(visit, site, axe):
    page = visit(site / "codebook.html", own=True)
    cell = page.locator("td").last
    cell.evaluate("e => { e.style.color = '#bbb'; }")
    page.evaluate(axe)
    assert [(v["id"], len(v["nodes"])) for v in page.evaluate(AXE)] == [("color-contrast", 1)]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)])
def test_axe_finds_no_problem(visit, site, odd, axe, scheme, width):
    page = visit(site / "index.html", width=width, color_scheme=scheme, reduced_motion="reduce")
    places = [(site / "index.html", "#on=2022-01-01&v=huawei&s=access&j=GBR"), (site / "j" / "GBR.html", "")]
    if (scheme, width) == ("light", 1280):
        places += [(site / "index.html", "#m=europe&all=1"), (odd / "j" / "AAA.html", "")]
        places += [(site / "index.html", "#on=2022-01-01&vs=2020-01-01"), (site / "j" / "POL.html", "#on=2020-12-31")]
    places += [(site / p, "") for p in (*PAGES[1:], "embed.html")]
    for path, hash_ in places:
        page.goto("about:blank")
        page.goto(path.as_uri() + hash_)
        for panel in page.locator(".fold > summary").all():
            if panel.is_visible():
                panel.click()
        if "j=" in hash_:
            page.fill("#find", "u")
            assert page.is_visible("#found")
        page.evaluate(axe)
        found = page.evaluate(AXE)
        assert [(v["id"], v["impact"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found] == [], path.name
