"""A table for a report: what it says, in both its forms, and that nothing in a name breaks out."""

import html
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from plots import hostile

import tracker
from tracker.cli import main
from tracker.errors import BadValueError, ContradictionError, TrackerError, UnknownNameError
from tracker.show.palette import GREY, LIGHT
from tracker.show.report import write
from tracker.show.sheet import sheet


def lines(report):
    """Rows of the body: the name, and what each cell says."""
    body = re.search(r"<tbody.*?</tbody>", report.as_raw_html(), re.DOTALL)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return {
        html.unescape(cells[0]): [html.unescape(c) for c in cells[1:]]
        for cells in (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows)
    }


def test_cells_are_the_positions_of_the_day():
    told = {"version": "0.5.0", "vendor": "huawei"}
    found = lines(tracker.table("2021-01-01", **told))
    frame = tracker.position("2021-01-01", **told)
    names = tracker.load("jurisdictions", version="0.5.0").set_index("jurisdiction")["name"]
    assert list(found) == sorted(names[c] for c in set(frame["jurisdiction"]))
    bases = {"de_jure": "in law", "announced": "announced", "de_facto": "in practice"}
    order = ["core", "access", "government"]
    seen = 0
    for row in frame.to_dict("records"):
        cell = found[names[row["jurisdiction"]]][order.index(row["segment"])]
        if isinstance(row["level"], str):
            more = "; under review" if row["under_review"] else ""
            assert cell == f"{row['level'].capitalize()} ({bases[row['basis']]}{more})"
        else:
            assert cell == "under review"
        seen += 1
    assert sum(c not in {"not coded", "–"} for cells in found.values() for c in cells) == seen > 50


def test_jurisdictions_come_in_the_order_given_and_are_never_left_out():
    report = tracker.table("2021-01-01", jurisdiction=["Iceland", "GBR"], version="0.5.0")
    assert [n.split()[0] for n in lines(report)] == ["Iceland", "United"]
    with pytest.raises(UnknownNameError):
        tracker.table(jurisdiction="Atlantis")
    with pytest.raises(BadValueError):
        tracker.table("2020-02-30")


def test_it_says_version_day_bases_and_citation_with_and_without_a_title():
    for title in (True, False):
        text = html.unescape(tracker.table("2021-01-01", version="0.5.0", title=title).as_raw_html())
        for words in (
            "Positions on 2021-01-01",
            "ersion 0.5.0",
            "strictest on any basis",
            "not looked into",
            "CC-BY-4.0",
        ):
            assert words in text


def test_colours_are_the_palettes_and_nothing_asks_a_network():
    told = {"jurisdiction": ["GBR"], "vendor": "huawei", "version": "0.5.0"}
    for name, palette in (("colour", LIGHT), ("grey", GREY)):
        text = tracker.table("2021-01-01", palette=name, **told).as_raw_html(make_page=True)
        assert palette.levels["removal"].fill in text
        assert not re.search(r"<script|https?://|@import|url\(", text)
    assert LIGHT.levels["removal"].fill not in tracker.table("2021-01-01", styled=False, **told).as_raw_html()


def test_the_same_is_written_twice(tmp_path):
    for ending in ("html", "tex"):
        files = []
        for name in "ab":
            with pytest.raises(SystemExit) as left:
                main(
                    [
                        "table",
                        "GBR",
                        "FRA",
                        "--on",
                        "2021-01-01",
                        "--release",
                        "0.5.0",
                        "--out",
                        str(tmp_path / f"{name}.{ending}"),
                    ]
                )
            assert left.value.code == 0
            files.append((tmp_path / f"{name}.{ending}").read_bytes())
        assert files[0] == files[1]
        assert b"Removal (announced)" in files[0]


def test_names_break_out_of_neither_form(tmp_path):
    release = hostile(tmp_path)
    page = tracker.table("2020-12-31", jurisdiction=["AAA", "BBB"], version=release).as_raw_html()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    latex = tracker.table("2020-12-31", jurisdiction=["AAA", "BBB"], version=release, styled=False).as_latex()
    assert "<script>" not in latex
    # Every letter that means something to TeX has its backslash.
    body = latex.split("\\midrule", 1)[1].split("\\bottomrule", 1)[0]
    names = [line.split(" & ")[0] for line in body.splitlines() if "alert" in line]
    assert names
    assert not re.search(r"(?<!\\)[%#_$&]", names[0])


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--out", "x.docx"], "Word opens a table written as .html."),
        (["--out", "x.tex", "--palette", "grey"], "a palette colours cells, and these have no colour"),
        (["--out", "no/x.png"], "no such folder"),
        (["XYZ", "--out", "x.svg"], "XYZ"),
        (["--out", "no/x.html"], "no such folder"),
        (["--out", "x.html", "--palette", "sepia"], "palette"),
        (["XYZ", "--out", "x.html"], "XYZ"),
        (["--out", "x.html", "--on", "2030-01-01", "--beyond", "refuse"], "on: version"),
    ],
)
def test_wrong_input_is_one_line_and_leaves_no_file(args, words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["table", *args])
    out, err = capsys.readouterr()
    assert (left.value.code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_a_table_is_a_picture_without_a_browser(ending, tmp_path):
    paths = [tmp_path / f"{n}.{ending}" for n in range(2)]
    for path in paths:
        assert write(path, on="2021-01-01", version="0.5.0", title=ending != "pdf") == path
    data = [path.read_bytes() for path in paths]
    assert data[0].startswith({"svg": b"<svg", "pdf": b"%PDF", "png": b"\x89PNG"}[ending])
    if ending == "svg":
        assert data[0] == data[1]


def test_a_picture_says_what_the_page_says_and_nothing_is_cut(tmp_path):
    told = {"on": "2021-01-01", "version": "0.5.0"}
    told_words = sheet(**told)
    svg = write(tmp_path / "x.svg", **told).read_text(encoding="utf-8")
    drawn = [html.unescape(t) for t in re.findall(r"<text[^>]*>(?:<[^>]+>)*([^<]+)", svg)]
    said = " ".join(drawn)
    assert "…" not in said
    for words in {w for row in told_words.words for w in row} | set(told_words.names):
        assert words in said or all(part in said for part in words.split()), words
    page = lines(tracker.table("2021-01-01", version="0.5.0"))
    assert list(page) == list(told_words.names)
    assert list(page.values()) == [list(row) for row in told_words.words]
    for note in told_words.notes:
        assert all(part in said for part in note.split())
    fills = [LIGHT.levels[s].fill for row in told_words.states for s in row if s in LIGHT.levels]
    for level in LIGHT.levels.values():
        assert svg.count(f'fill="{level.fill}"') == fills.count(level.fill), level
    grey = write(tmp_path / "g.svg", palette="grey", **told).read_text(encoding="utf-8")
    assert GREY.levels["removal"].fill in grey


def test_hostile_names_arrive_as_text_in_a_picture(wild, tmp_path):
    svg = write(tmp_path / "x.svg", version=wild).read_text(encoding="utf-8")
    ElementTree.fromstring(svg)
    assert "<script" not in svg


def test_a_palette_without_colours_is_refused():
    with pytest.raises(ContradictionError, match="palette"):
        tracker.table(palette="grey", styled=False)


def test_without_the_extra_the_message_names_it():
    code = (
        "import sys; sys.modules['great_tables'] = None; import tracker\n"
        "try: tracker.table()\n"
        "except tracker.errors.TrackerError as e: assert '[table]' in str(e), e; sys.exit(7)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 7
    assert issubclass(UnknownNameError, TrackerError)
