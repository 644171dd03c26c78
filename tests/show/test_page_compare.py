"""Two days on the first page and in the embedded map: what is taken along is of both, and says of which."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from browsing import unfold

import tracker

pytestmark = pytest.mark.slow

EARLY, LATE = "2019-06-01", "2024-01-01"
CELL = ["jurisdiction", "vendor", "segment"]
INSIDE = """ids => ids.map(id => {
  const box = document.querySelector(id).getBoundingClientRect();
  return [id, box.width > 0 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth + 1 && box.bottom <= innerHeight + 1];
}).filter(pair => !pair[1])"""


def taken(page, tmp_path):
    """Every file of the panel, by its kind, with the names they are given."""
    unfold(page, "take")
    files, names = {}, {}
    for kind in ("png", "svg", "csv"):
        with page.expect_download() as download:
            page.click(f"#{kind}")
        names[kind] = download.value.suggested_filename
        download.value.save_as(tmp_path / kind)
        files[kind] = (tmp_path / kind).read_bytes()
    return files, names


def held(day, basis="level", **asked):
    """Level and review of every cell that is coded on a day; what has neither is as if it were not there."""
    frame = tracker.position(day, **asked)
    rows = frame[[*CELL, basis, "under_review"]].astype(object).itertuples(index=False, name=None)
    found = {r[:3]: (r[3] if r[3] == r[3] else "", bool(r[4])) for r in rows}
    return {cell: said for cell, said in found.items() if said != ("", False)}


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.decode())))


def said(rows, day, basis="level"):
    mine = [r for r in rows if r["on"] == day]
    return {
        tuple(r[c] for c in CELL): (r[basis], r["under_review"] == "true")
        for r in mine
        if (r[basis], r["under_review"] == "true") != ("", False)
    }


@pytest.mark.parametrize("region", ["world", "europe"])
def test_two_days_side_by_side_are_taken_along_both(visit, site, tmp_path, region):
    page = visit(site / "index.html", f"#on={LATE}&v=huawei&s=access&m={region}&vs={EARLY}")
    page.wait_for_selector(".stage.other svg")
    files, names = taken(page, tmp_path)
    assert names["svg"] == f"5g-huawei-access-{region}-{EARLY}-{LATE}.svg"
    assert names["csv"] == f"5g-huawei-access-table-{EARLY}-{LATE}.csv"
    picture = ElementTree.fromstring(files["svg"])
    ns = "{http://www.w3.org/2000/svg}"
    maps = picture.findall(f"{ns}svg")
    assert len(maps) == 2
    labels = [t.text for t in picture.findall(f"{ns}text")]
    assert labels.index("1 June 2019") < labels.index("1 January 2024")
    boxes = [[float(m.get(k)) for k in ("x", "y", "width", "height")] for m in maps]
    apart = boxes[0][0] + boxes[0][2] <= boxes[1][0] or boxes[0][1] + boxes[0][3] <= boxes[1][1]
    assert apart
    assert boxes[1][0] + boxes[1][2] <= float(picture.get("width"))
    drawn = [ElementTree.tostring(m) for m in maps]
    assert drawn[0] != drawn[1]
    words = " ".join(picture.itertext())
    where = "" if region == "world" else " in the whole world"
    assert re.search(rf"1 June 2019 → 1 January 2024, by all this version knows: \d+ differ{where}\.", words)
    assert re.search(r"Removal \d+ → \d+", words)
    assert int.from_bytes(files["png"][16:20]) == 2400
    # Whole pictures: none is as high as one map.
    assert int.from_bytes(files["png"][20:24]) == 2 * int(picture.get("height"))
    rows = rows_of(files["csv"])
    assert [r["on"] for r in rows] == sorted(r["on"] for r in rows)
    asked = {"vendor": "huawei", "segment": "access"}
    for day in (EARLY, LATE):
        assert said(rows, day) == held(day, **asked)
    frames = eval(page.input_value("#python-text"), {"tracker": tracker})
    assert list(frames) == [EARLY, LATE]
    for day, frame in frames.items():
        assert frame.equals(tracker.position(day, **asked))
    found = tracker.sql(page.input_value("#sql-text"))
    assert found.groupby(found["day"].astype(str).str[:10]).size().to_dict() == {d: len(f) for d, f in frames.items()}


@pytest.mark.parametrize("basis", [None, "de_jure"])
@pytest.mark.parametrize("by", ["all", "same"])
def test_of_a_difference_what_differs_is_taken_along(visit, site, tmp_path, basis, by):
    more = (f"&b={basis}" if basis else "") + ("&by=same" if by == "same" else "")
    page = visit(site / "index.html", f"#on={EARLY}&v=zte&s=core&vs={LATE}&how=diff{more}")
    page.wait_for_selector("#compared-list li")
    files, names = taken(page, tmp_path)
    assert names["png"] == f"5g-zte-core-world-{EARLY}-{LATE}-difference.png"
    column = basis or "level"
    asked = [{"vendor": "zte", "segment": "core", "known_by": d if by == "same" else None} for d in (EARLY, LATE)]
    before, after = (held(d, column, **a) for d, a in zip((EARLY, LATE), asked, strict=True))
    differ = {cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)}
    assert differ
    rows = rows_of(files["csv"])
    assert {tuple(r[c] for c in CELL) for r in rows} == differ
    assert said(rows, EARLY, column) == {c: before[c] for c in differ & before.keys()}
    assert said(rows, LATE, column) == {c: after[c] for c in differ & after.keys()}
    for frame in (
        eval(page.input_value("#python-text"), {"tracker": tracker}),
        tracker.sql(page.input_value("#sql-text")),
    ):
        assert set(frame[CELL].astype(object).itertuples(index=False, name=None)) == differ
        for r in frame.astype(object).to_dict("records"):
            level = r[f"{column}_after"]
            told = (level if level == level and level is not None else "", r["under_review_after"])
            assert told == after.get(tuple(r[c] for c in CELL), ("", False))
    words = " ".join(ElementTree.fromstring(files["svg"]).itertext())
    assert "Faint: the same on 1 June 2019 and on 1 January 2024." in words
    assert "Colours are those of 1 June 2019." in words


def test_what_the_filter_shows_on_either_day_is_taken_of_both(visit, site, tmp_path):
    page = visit(site / "index.html", f"#on={LATE}&v=huawei&s=access&vs={EARLY}&q=barred")
    page.wait_for_selector(".stage.other svg")
    rows = rows_of(taken(page, tmp_path)[0]["csv"])
    days = [held(d, vendor="huawei", segment="access") for d in (EARLY, LATE)]
    barred = {cell for held_then in days for cell, (level, _) in held_then.items() if level == "barred"}
    assert {tuple(r[c] for c in CELL) for r in rows} == barred
    assert len(rows) == 2 * len(barred)


def test_the_legend_counts_both_days_and_both_maps_show_the_same_part(visit, site):
    page = visit(site / "index.html", f"#on={LATE}&v=huawei&s=access&vs={EARLY}")
    page.wait_for_selector(".stage.other svg")
    told = page.locator("[data-count=removal]").inner_text()
    single = []
    for day in (EARLY, LATE):
        page.goto("about:blank")
        page.goto((site / "index.html").as_uri() + f"#on={day}&v=huawei&s=access")
        single.append(page.locator("[data-count=removal]").inner_text())
    assert told == " → ".join(single)
    page.goto("about:blank")
    page.goto((site / "index.html").as_uri() + f"#on={LATE}&v=huawei&s=access&vs={EARLY}")
    page.click("#nearer")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.stages .map:not([hidden])')].map(m => m.getAttribute('viewBox'))"
    )
    assert len(boxes) == 2
    assert boxes[0] == boxes[1] != page.locator("#map-europe").get_attribute("viewBox")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024), (390, 844)])
@pytest.mark.parametrize("region", ["world", "europe"])
def test_the_days_stand_beside_the_maps_and_cover_none(visit, site, width, height, region):
    page = visit(site / "index.html", f"#on={LATE}&v=huawei&s=access&m={region}&vs={EARLY}", width=width, height=height)
    page.wait_for_selector(".stage.other svg")
    covered = page.evaluate("""() => [...document.querySelectorAll('.stages .stage')].map(stage => {
      const day = stage.querySelector('.stage-day').getBoundingClientRect();
      const map = [...stage.querySelectorAll('.map')].find(m => !m.hasAttribute('hidden')).getBoundingClientRect();
      return day.bottom <= map.top + 1 && map.height > 100;
    })""")
    assert covered == [True, True]
    ends = page.evaluate("[...document.querySelectorAll('#legend li')].map(e => e.getBoundingClientRect().right)")
    assert max(ends) <= width


@pytest.mark.parametrize(("width", "height"), [(600, 680), (600, 500), (320, 680)])
@pytest.mark.parametrize("region", ["world", "europe"])
def test_two_days_are_embedded(visit, site, width, height, region):
    hash_ = f"#on={LATE}&v=huawei&s=access&m={region}&vs={EARLY}"
    page = visit(site / "index.html", hash_)
    unfold(page, "take")
    markup = page.input_value("#embed-text")
    assert f"vs={EARLY}" in markup
    assert 'height="680"' in markup
    page = visit(site / "embed.html", hash_, width=width, height=height)
    assert page.locator(".stage-day").all_inner_texts() == ["1 June 2019", "1 January 2024"]
    assert "1 June 2019 → 1 January 2024" in page.locator("#say").inner_text()
    assert page.evaluate(INSIDE, ["h1", "#say", f"#map-{region}", ".stage.other", "#legend", ".credit"]) == []
    assert "→" in page.locator("[data-count=barred]").inner_text()
    page = visit(site / "embed.html", hash_ + "&how=diff", width=width, height=height)
    assert page.locator(".shape.same").count() > 20
    assert "Faint: the same on 1 June 2019 and on 1 January 2024." in page.locator("#rests").inner_text()
