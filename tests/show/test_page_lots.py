"""Days, vendors, segments and days of knowledge drawn by lot, set in the page as a reader sets them: what it then shows.

What the page says is held against ``tracker.position``, ``position_on`` in SQL and the exported CSV, which have to agree.
"""

from __future__ import annotations

import csv
import datetime as dt
import random

import by_hand
import pytest
from browsing import at, unfold

import tracker
from tracker.release.reading import shelf

pytestmark = pytest.mark.slow

CELL = ("jurisdiction", "vendor", "segment")
SAID = (
    "level",
    "basis",
    "de_jure",
    "announced",
    "de_facto",
    "under_review",
    "since",
    "deadline",
    "confidence",
    "event_id",
)
CLOCKS = ("all", "same", "day")
BASES = ("", "de_jure", "announced", "de_facto")

SEEN = """() => {
  const text = (e) => (e ? e.textContent : null), end = (href) => href.split("/").pop();
  const looks = (svg) => svg && Object.fromEntries([...svg.querySelectorAll(".shape")].map((s) =>
    [s.dataset.j, [s.getAttribute("class").match(/lv-(\\w+)/)[1], s.querySelectorAll(".veil").length > 0, s.classList.contains("same")]]));
  return {
    rows: [...document.querySelectorAll("#positions tbody tr")].map((r) =>
      [end(r.querySelector("th a").getAttribute("href")).replace(".html", ""), ...[...r.cells].map(text)]),
    map: looks(document.querySelector("#map-world")), other: looks(document.querySelector(".stage.other svg")),
    counts: Object.fromEntries([...document.querySelectorAll("#legend [data-count]")].map((e) => [e.dataset.count, e.textContent])),
    differs: [...document.querySelectorAll("#compared-list li")].map((e) =>
      [end(e.querySelector("a").getAttribute("href")).split(".html")[0], text(e)]),
    sentence: text(document.querySelector("#compared-says")), caption: text(document.querySelector("#caption")),
  };
}"""


def plain(value):
    if value is None or value != value or str(value) in {"", "NaT", "<NA>"}:
        return ""
    text = str(value)
    return text.lower() if text.lower() in {"true", "false"} else text[:10] if isinstance(value, dt.date) else text


def told(records):
    return {tuple(r[c] for c in CELL): tuple(plain(r[c]) for c in SAID) for r in records}


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """What a day has of every cell, as known by a day: one answer by three ways, or the test fails."""
    path = tmp_path_factory.mktemp("lots") / "positions.csv"
    tracker.export(path, tables="positions")
    with path.open(encoding="utf-8", newline="") as file:
        exported = list(csv.DictReader(file))

    def answer(on, by):
        day, known = on.isoformat(), by and by.isoformat()
        frame = tracker.position(on, known_by=by).rename(columns={"valid_from": "since"})
        clock = f", known_by := '{known}'" if by else ""
        queried = tracker.sql(f"SELECT {', '.join((*CELL, *SAID))} FROM position_on('{day}'{clock})")
        kept = [
            r for r in exported
            if r["valid_from"] <= day and (not r["valid_to"] or day < r["valid_to"])
            and (r["known_from"] <= known and (not r["known_to"] or known < r["known_to"]) if by else not r["known_to"])
        ]  # fmt: skip
        found = [told(rows) for rows in (*(f.astype(object).to_dict("records") for f in (frame, queried)), kept)]
        assert found[0] == found[1] == found[2], (on, by)
        return found[0]

    return answer


@pytest.fixture(scope="module")
def words():
    """Labels of the values that the page writes out; names of jurisdictions; which cells were looked into."""
    fields = shelf.find().tables["stances"]
    labels = {
        c: {x.value: x.label for x in fields.field(c).categories} for c in ("vendor", "segment", "level", "basis")
    }
    labels["jurisdiction"] = tracker.load("jurisdictions").set_index("jurisdiction")["name"].to_dict()
    covered = set(tracker.load("coverage")[list(CELL)].astype(object).itertuples(index=False, name=None))
    return labels, covered


@pytest.fixture(scope="module")
def turns():
    """Days on which something turns or becomes known, by cell, of cells that are coded."""
    stances, reviews = (by_hand.records(tracker.load(t)) for t in ("stances", "reviews"))
    cells = sorted(stances.keys() | reviews.keys())
    return {c: by_hand.turns(stances.get(c, []), reviews.get(c, [])) for c in cells}


def drawn(turns, seed, first, last):
    """Questions without end: a turn of a cell or the day before it, its vendor and segment, a clock and a basis."""
    lot = random.Random(seed)

    def near(days):
        within = [d for d in by_hand.and_before(days) if first <= d <= last]
        return lot.choice(within) if within else first + dt.timedelta(days=lot.randrange((last - first).days))

    while True:
        (_, vendor, segment), (days, known) = lot.choice(list(turns.items()))
        yield {"vendor": vendor, "segment": segment, "on": near(days), "by": near(known), "clock": lot.choice(CLOCKS),
               "basis": lot.choice(BASES), "versus": near(days), "other": lot.choice(list(turns))}  # fmt: skip


def put(page, field, day):
    page.fill(field, day.isoformat())
    page.dispatch_event(field, "change")


def set_(page, question):
    """Set day, vendor, segment, basis and clock by the inputs of the page."""
    if page.get_attribute("#change", "open") is None:  # A click elsewhere has folded it away.
        unfold(page, "change")
    for name in ("vendor", "segment"):
        page.locator("label", has=page.locator(f"[name={name}][value={question[name]}]")).click()
        assert page.is_checked(f"[name={name}][value={question[name]}]")
    page.select_option("#basis", question["basis"])
    put(page, "#on", question["on"])
    page.select_option("#clock", question["clock"])
    if question["clock"] == "day":
        put(page, "#by", question["by"])
    at(page, question["on"].isoformat())


def known(question, on):
    return {"all": None, "same": on, "day": question["by"]}[question["clock"]]


def look(answer, cell, basis):
    """The colour of a cell and whether a review is marked beside it."""
    if cell not in answer:
        return "not_coded", False
    said = dict(zip(SAID, answer[cell], strict=True))
    review = said["under_review"] == "true"
    level = said[basis or "level"]
    return (level, review) if level else ("review" if review else "not_coded", False)


def counted(answer, question, covered):
    """How many jurisdictions have each colour; a union is told apart and not counted."""
    cells = [c for c in covered if c[1:] == (question["vendor"], question["segment"]) and c[0] != "EU"]
    looks = [look(answer, c, question["basis"]) for c in cells]
    out = {colour: sum(one == colour for one, _ in looks) for colour, _ in looks}
    return out | {"reviewed": sum(review for _, review in looks)}


def in_table(answer, cell, basis, labels):
    """The row of a cell as the table of the page has it."""
    row = [cell[0], *(labels[c][value] for c, value in zip(CELL, cell, strict=True))]
    if cell not in answer:
        return [*row, "not coded", *[""] * 8]
    said = dict(zip(SAID, answer[cell], strict=True))
    level, review = labels["level"].get(said[basis or "level"]), said["under_review"] == "true"
    position = "under review, no level" if review else "no level on this basis"
    if level:
        position = level + (" under review" if review else "")
    bases = [labels["level"].get(said[b], "") for b in BASES[1:]]
    return [*row, position, labels["basis"].get(said["basis"], ""), *bases, said["since"], said["deadline"],
            said["confidence"], said["event_id"]]  # fmt: skip


def on_the_map(seen, answer, question, covered):
    for code, (colour, veiled, _) in seen.items():
        cell = (code, question["vendor"], question["segment"])
        wanted = look(answer, cell, question["basis"]) if cell in covered else ("unknown", False)
        assert (colour, veiled) == wanted, (code, question)


@pytest.fixture
def page(visit, site):
    return visit(site / "index.html")


def bounds(page):
    return [dt.date.fromisoformat(page.get_attribute("#on", end)) for end in ("min", "max")]


def test_a_day_is_shown_as_everything_else_tells_it(page, ask, words, turns):
    labels, covered = words
    first, last = bounds(page)
    lots = drawn(turns, 10, first, last)
    asked = [next(lots) for _ in range(10)]
    asked[0]["on"], asked[1]["on"] = first, last
    assert {q["clock"] for q in asked} == set(CLOCKS)
    assert {bool(q["basis"]) for q in asked} == {True, False}
    for place, question in enumerate(asked):
        page.set_checked("#every", place % 4 == 3)
        set_(page, question)
        seen = page.evaluate(SEEN)
        answer = ask(question["on"], known(question, question["on"]))
        mine = (question["vendor"], question["segment"])
        shown = [c for c in covered if place % 4 == 3 or c[1:] == mine]
        wanted = [in_table(answer, c, question["basis"], labels) for c in shown]
        assert sorted(seen["rows"]) == sorted(wanted), question
        on_the_map(seen["map"], answer, question, covered)
        counts = counted(answer, question, covered)
        got = {k: int(v) for k, v in seen["counts"].items() if k != "unknown"}
        assert got == {k: counts.get(k, 0) for k in got}, question
        assert counts.keys() <= got.keys()


def test_two_days_are_compared_as_everything_else_tells_them(page, ask, words, turns):
    labels, covered = words
    lots = drawn(turns, 11, *bounds(page))
    asked = [q for q, _ in zip(lots, range(6), strict=False)]
    changed = 0
    for place, question in enumerate(asked):
        if place % 4 == 0:  # A turn and the day before it.
            question["versus"] = question["on"] - dt.timedelta(days=1)
        set_(page, question)
        put(page, "#versus", question["versus"])
        page.select_option("#manner", "diff" if place % 2 else "side")
        page.wait_for_function(
            "day => document.getElementById('versus').value === day", arg=question["versus"].isoformat()
        )
        seen = page.evaluate(SEEN)
        days = sorted([question["on"], question["versus"]])
        answers = {d: ask(d, known(question, d)) for d in days}
        before, after = (answers[d] for d in days)
        mine = sorted(c for c in covered if c[1:] == (question["vendor"], question["segment"]))
        both = {c: [look(a, c, question["basis"]) for a in (before, after)] for c in mine}
        differ = {c[0] for c, (a, b) in both.items() if a != b}
        changed += len(differ)
        assert {code for code, _ in seen["differs"]} == differ, question
        names = [labels["jurisdiction"][code] for code, _ in seen["differs"]]
        assert all(name in said for name, (_, said) in zip(names, seen["differs"], strict=True))
        assert f"{len(differ) or 'nothing'} differ" in seen["sentence"]
        tallies = [counted(a, question, covered) for a in (before, after)]
        got = {k: v for k, v in seen["counts"].items() if k != "unknown"}
        assert got == {k: " → ".join(str(t.get(k, 0)) for t in tallies) for k in got}, question
        on_the_map(seen["map"], answers[question["on"]], question, covered)
        if place % 2:
            assert seen["other"] is None
            same = {code for code, (_, _, faint) in seen["map"].items() if faint}
            assert same == seen["map"].keys() - differ
        else:
            on_the_map(seen["other"], answers[question["versus"]], question, covered)
        wanted = [in_table(answers[question["on"]], c, question["basis"], labels) for c in mine]
        assert sorted(seen["rows"]) == wanted, question
        page.click("#alone")
    assert changed > 5
