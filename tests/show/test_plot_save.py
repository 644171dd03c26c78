"""Charts become files: whole, repeatable, harmless."""

import base64
import re
import struct
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from plots import HOSTILE, LONG, RTL, hostile, overlapping, placed

import tracker
from tracker.errors import BadValueError, ContradictionError, TrackerError
from tracker.show.plot import letters

DRAW = {
    "map": lambda v: tracker.plot.map("2020-12-31", segment="core", version=v),
    "multiples": lambda v: tracker.plot.multiples("2020-12-31", vendor="huawei", segment="core", version=v),
    "timeline": lambda v: tracker.plot.timeline(["AAA", "BBB"], version=v),
    "movers": lambda v: tracker.plot.movers("huawei", "core", version=v),
    "diff": lambda v: tracker.plot.diff("0.1.0", "0.2.0"),
}


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    return hostile(tmp_path_factory.mktemp("nasty"))


@pytest.mark.parametrize("kind", DRAW)
def test_svg_is_whole_the_same_twice_and_holds_no_markup_of_the_data(kind, nasty, tmp_path):
    chart = DRAW[kind](nasty)
    first = tracker.plot.save(chart, tmp_path / "a.svg").read_text(encoding="utf-8")
    second = tracker.plot.save(DRAW[kind](nasty), tmp_path / "b.svg").read_text(encoding="utf-8")
    assert first == second
    root = ElementTree.fromstring(first)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}text"))) > 5
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert "<script" not in first
    assert not re.search(r"(?:href|src)=\"(?!#)", first)


def test_hostile_text_arrives_as_text(nasty, tmp_path):
    svg = tracker.plot.save(DRAW["timeline"](nasty), tmp_path / "a.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(svg)
    drawn = "\n".join("".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text"))
    assert RTL in drawn
    assert "<script>alert(1)</script>" in drawn
    assert LONG not in drawn


@pytest.mark.parametrize("kind", ["map", "timeline"])
def test_png_is_written_at_the_size_asked_for(kind, nasty, tmp_path):
    data = tracker.plot.save(DRAW[kind](nasty), tmp_path / "a.png", scale=1).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 800
    twice = tracker.plot.save(DRAW[kind](nasty), tmp_path / "b.PNG").read_bytes()
    assert int.from_bytes(twice[16:20], "big") == 1600


def test_html_holds_its_library_and_escapes_its_data(nasty, tmp_path):
    page = tracker.plot.save(DRAW["timeline"](nasty), tmp_path / "a.html").read_text(encoding="utf-8")
    assert len(page) > 500_000
    assert HOSTILE not in page
    assert page.count("<script>") == 2
    assert page.count("</script>") == 2
    bare = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"(?:src|href)=|//", bare.replace("default-src", ""))
    assert "default-src 'none'" in page


@pytest.mark.parametrize("width", [480, 800, 1200])
def test_no_text_leaves_the_picture_or_overlaps_another(nasty, width):
    """By the estimate that lays it out, which is rather too wide."""
    some = {"version": "0.2.0", "width": width}
    charts = [
        tracker.plot.map(**some),
        tracker.plot.map("2019-06-01", region="europe", **some),
        tracker.plot.multiples(**some),
        tracker.plot.timeline(["GBR", "CAN"], **some),
        tracker.plot.timeline("DEU", on="2020-01-01", known_by="2024-12-31", **some),
        tracker.plot.movers(**some),
        tracker.plot.diff("0.1.0", "0.2.0", width=width),
        tracker.plot.timeline(["AAA", "BBB"], version=nasty, width=width),
    ]
    for chart in charts:
        spec = chart.to_dict(validate=False)
        boxes = placed(spec)
        for a in boxes:
            assert -16 <= a[0] < a[2] <= spec["width"] + 16, a
            assert -16 <= a[1] < a[3] <= spec["height"] + 16, a
        assert overlapping(boxes) == []


@pytest.mark.parametrize("name", ["a.gif", "a", "svg"])
def test_another_ending_is_refused(name, nasty, tmp_path):
    with pytest.raises(BadValueError, match=r"\.svg, \.pdf, \.png, \.html"):
        tracker.plot.save(DRAW["movers"](nasty), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_a_folder_and_a_wrong_scale_are_refused(nasty, tmp_path):
    chart = DRAW["movers"](nasty)
    with pytest.raises(BadValueError, match="no such folder"):
        tracker.plot.save(chart, tmp_path / "no" / "a.svg")
    (tmp_path / "b.svg").mkdir()
    for force in (False, True):
        with pytest.raises(BadValueError, match="in the way"):
            tracker.plot.save(chart, tmp_path / "b.svg", force=force)
    for scale in (0, 99, "2", True):
        with pytest.raises(BadValueError, match="scale"):
            tracker.plot.save(chart, tmp_path / "a.png", scale=scale)


@pytest.mark.parametrize("name", ["a.svg", "a.pdf", "a.html"])
def test_pixels_of_what_has_none_are_refused(name, nasty, tmp_path):
    with pytest.raises(ContradictionError, match="scale: only a PNG has pixels"):
        tracker.plot.save(DRAW["movers"](nasty), tmp_path / name, scale=3)
    assert not list(tmp_path.iterdir())


def test_lists_of_small_maps_are_refused_and_a_long_caption_is_whole(nasty, tmp_path):
    with pytest.raises(ContradictionError, match="lists"):
        tracker.plot.multiples(version=nasty, lists=True)
    words = " ".join(f"word{n}" for n in range(200))
    svg = tracker.plot.save(tracker.plot.movers(version=nasty, caption=words, lists=False), tmp_path / "a.svg")
    assert all(word in svg.read_text(encoding="utf-8") for word in words.split())


def test_a_chart_that_would_load_something_is_refused(tmp_path):
    import altair as alt

    chart = alt.Chart("https://example.org/data.csv").mark_point()
    with pytest.raises(ContradictionError, match="elsewhere"):
        tracker.plot.save(chart, tmp_path / "a.svg")


def test_a_file_that_cannot_be_finished_leaves_the_old_one(nasty, tmp_path, monkeypatch):
    import os

    target = tmp_path / "a.svg"
    target.write_text("old")
    with pytest.raises(BadValueError, match="exists already"):
        tracker.plot.save(DRAW["movers"](nasty), target)
    monkeypatch.setattr(os, "replace", lambda *a: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        tracker.plot.save(DRAW["movers"](nasty), target, force=True)
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]
    monkeypatch.undo()
    assert "<svg" in tracker.plot.save(DRAW["movers"](nasty), target, force=True).read_text()


@pytest.mark.parametrize("kind", ["map", "multiples", "timeline", "movers", "diff"])
def test_without_the_extra_the_message_names_it(kind):
    code = (
        "import sys; sys.modules['altair'] = None; import tracker\n"
        f"args = {{'timeline': ('BEL',), 'diff': ('0.1.0', '0.2.0')}}.get({kind!r}, ())\n"
        f"try: tracker.plot({kind!r}, *args)\n"
        "except tracker.errors.TrackerError as e: assert '[plot]' in str(e), e; sys.exit(7)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 7


def test_the_door_costs_nothing_and_knows_its_kinds():
    code = "import sys, tracker; tracker.plot; assert not {'altair', 'pandas', 'vl_convert'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert {"map", "timeline", "multiples", "movers", "diff", "save"} <= set(dir(tracker.plot))
    assert "timeline" in repr(tracker.plot)
    with pytest.raises(AttributeError, match="pie"):
        _ = tracker.plot.pie
    with pytest.raises(TrackerError, match="kind of plot 'mapp'"):
        tracker.plot("mapp")


@pytest.mark.parametrize("text", ["", "word", "a b c", RTL, "漢字" * 50, "x" * 400, HOSTILE])
@pytest.mark.parametrize("most", [60, 300])
def test_wrapped_and_cut_lines_fit(text, most):
    for line in letters.wrap(text, most, 10, lines=3):
        assert letters.width(line, 10) <= most
    assert len(letters.wrap(text, most, 10, lines=3)) <= 3
    assert letters.width(letters.cut(text, most, 10), 10) <= most


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_characters_that_xml_does_not_have_are_shown_as_escapes(ending, tmp_path):
    """The converter ends the whole process when a text holds one."""
    import altair as alt

    rows = [{"x": 1, "name": "red\x1b[31m"}, {"x": 2, "name": "back\u202ewards \x00\x9b\ud800\ufffe"}]
    chart = alt.Chart(alt.Data(values=rows), title="a\x07b").mark_text().encode(x="x:Q", text="name:N")
    data = tracker.plot.save(chart, tmp_path / f"a.{ending}").read_bytes()
    assert len(data) > 500
    if ending != "png":
        text = data.decode()
        assert "red\\x1b[31m" in text.replace("\\\\", "\\")
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ufffe]", re.sub("<script>.*?</script>", "", text, flags=re.S)
        )
    if ending == "svg":
        assert "a\\x07b" in ElementTree.fromstring(data).itertext()


def size_of(data):
    """Pixels of a PNG, and dots a metre."""
    at = data.find(b"pHYs")
    return struct.unpack(">II", data[16:24]), struct.unpack(">II", data[at + 4 : at + 12])


def test_a_picture_for_print_has_the_size_and_the_dots_asked_for(tmp_path):
    chart = tracker.plot.movers(version="0.2.0", width=640)
    wide, dots = size_of(tracker.plot.save(chart, tmp_path / "a.png", width="165mm", dpi=300).read_bytes())
    assert abs(wide[0] - 165 / 25.4 * 300) <= 1
    assert abs(dots[0] - 300 / 0.0254) <= 1
    pdf = tracker.plot.save(chart, tmp_path / "a.pdf", width="6.5in").read_bytes()
    assert pdf.startswith(b"%PDF-")
    box = re.search(rb"MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", pdf)
    assert abs(float(box[1]) - 6.5 * 72) < 0.5
    svg = tracker.plot.save(chart, tmp_path / "a.svg", width="85mm").read_text(encoding="utf-8")
    root = svg.split(">", 1)[0]
    assert 'viewBox="0 0 640 ' in root
    assert abs(float(re.search(r'width="([0-9.]+)"', root)[1]) - 85 / 25.4 * 96) < 0.1
    for name, wrong in (
        ("b.pdf", {"dpi": 300}),
        ("b.png", {"dpi": 300, "scale": 2}),
        ("b.html", {"width": "6in"}),
        ("b.png", {"width": "6 feet"}),
        ("b.png", {"dpi": 5}),
        ("b.png", {"width": "1000in"}),
    ):
        with pytest.raises(TrackerError) as caught:
            tracker.plot.save(chart, tmp_path / name, **wrong)
        assert len(str(caught.value)) < 300
    assert not list(tmp_path.glob("b.*"))


def test_a_notebook_shows_a_picture_that_asks_nothing_of_a_network():
    data, about = tracker.plot.movers(version="0.2.0", width=640)._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain"}
    image = base64.b64decode(data["image/png"])
    assert image.startswith(b"\x89PNG")
    assert size_of(image)[0][0] == 2 * about["image/png"]["width"] == 1280
    assert "http" not in data["text/plain"]
