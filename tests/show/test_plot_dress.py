"""What a picture is drawn for: each theme, greys, titles and lists off, captions; every mark explained in all of them."""

import functools
import re
import struct

import pytest
from plots import placed, rows, texts

import tracker
from tracker.errors import BadValueError, ContradictionError, TrackerError, UnknownNameError
from tracker.show.palette import GREY, LIGHT
from tracker.show.plot.dress import INKS, THEMES, dressed

KINDS = {
    "map": lambda **more: tracker.plot.map("2026-01-01", version="0.5.0", **more),
    "europe": lambda **more: tracker.plot.map("2026-01-01", region="europe", version="0.5.0", **more),
    "multiples": lambda **more: tracker.plot.multiples("2026-01-01", version="0.5.0", **more),
    "timeline": lambda **more: tracker.plot.timeline(["GBR", "DEU"], version="0.5.0", **more),
    "movers": lambda **more: tracker.plot.movers(version="0.5.0", **more),
    "diff": lambda **more: tracker.plot.diff("0.4.0", "0.5.0", **more),
}


@functools.cache
def drawn(kind, **more):
    return KINDS[kind](**more)


DRAW = {kind: functools.partial(drawn, kind) for kind in KINDS}


@pytest.mark.parametrize("theme", ["paper", "slides"])
@pytest.mark.parametrize("kind", DRAW)
def test_no_text_leaves_the_picture_or_overlaps_another_in_any_theme(kind, theme):
    chart = DRAW[kind](theme=theme)
    spec, boxes = chart.to_dict(), placed(chart)  # Checked against Vega-Lite's own schema.
    for i, a in enumerate(boxes):
        assert -16 <= a[0] < a[2] <= spec["width"] + 16, a
        assert -16 <= a[1] < a[3] <= spec["height"] + 16, a
        for b in boxes[i + 1 :]:
            assert a[2] - 2 <= b[0] or b[2] - 2 <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)


@functools.cache
def spec_of(kind, **more):
    """What a chart says of itself; nobody changes it."""
    return drawn(kind, **more).to_dict(validate=False)


def drawn_text(kind, **more):
    return [r["text"] for rows in spec_of(kind, **more)["datasets"].values() for r in rows if "text" in r]


@pytest.mark.parametrize("kind", DRAW)
def test_without_a_title_the_caption_says_what_is_shown(kind):
    full, bare = spec_of(kind, width=700), spec_of(kind, width=700, title=False)
    title = full["title"]
    assert "title" not in bare
    said = re.sub(r"\s+", " ", " ".join(drawn_text(kind, width=700, title=False)))
    for word in (title["text"].split("…")[0], "ersion 0.5.0", "5G Vendor Stances maintainers"):
        assert word in said
    none = " ".join(drawn_text(kind, width=700, title=False, caption=False))
    assert "5G Vendor Stances maintainers" not in none
    own = " ".join(drawn_text(kind, width=700, title=False, caption="Figure 3. As of now."))
    assert "Figure 3. As of now." in own
    assert "ersion 0.5.0" in own
    assert bare["description"].startswith(title["text"][:20])


@pytest.mark.parametrize("kind", DRAW)
def test_a_picture_says_that_its_colours_mix_bases(kind):
    said = re.sub(r"\s+", " ", " ".join(drawn_text(kind)))
    lanes = "thin bars: the level on each basis"
    assert (lanes if kind == "timeline" else "strictest on any basis: in law, announced or in practice") in said


def test_a_map_counts_the_bases_that_decide():
    frame = tracker.position("2026-01-01", vendor="huawei", segment="access", version="0.5.0")
    frame = frame[frame["level"].notna() & (frame["jurisdiction"] != "EU")]
    many = frame["basis"].value_counts()
    said = re.sub(r"\s+", " ", " ".join(drawn_text("map")))
    wanted = f"in law {many['de_jure']}, announced {many['announced']}, in practice {many['de_facto']}"
    assert f"Where it decides: {wanted}." in said


def test_without_lists_the_legend_has_the_counts():
    full, bare = drawn_text("map"), drawn_text("map", lists=False)
    counted = [t for t in full if re.fullmatch(r"[A-Z][a-z ]+: \d+", t)]
    assert len(counted) == 8
    assert set(counted) <= set(bare)
    assert any("FRA" in t for t in full)
    assert not any(re.search(r"FRA \w{3}", t) for t in bare)
    # A number that no line explains is not drawn.
    numbers = [t for t in drawn_text("timeline", lists=False) if re.fullmatch(r"[5-9]|1\d", t)]
    assert numbers == []
    assert rows(DRAW["timeline"](lists=False), "deciding")


@pytest.mark.parametrize("kind", DRAW)
def test_grey_has_no_other_colour(kind, tmp_path):
    svg = tracker.plot.save(DRAW[kind](palette="grey", theme="paper"), tmp_path / "x.svg").read_text(encoding="utf-8")
    for colour in set(re.findall("#[0-9a-fA-F]{6}", svg)):
        assert colour[1:3] == colour[3:5] == colour[5:7], colour
    for red, green, blue in set(re.findall(r"rgb\((\d+), ?(\d+), ?(\d+)\)", svg)):
        assert red == green == blue
    assert GREY.levels["removal"].fill in svg


def test_a_dot_under_review_is_no_levels_colour():
    dots = {r["jurisdiction"]: r["fill"] for r in rows(DRAW["europe"](palette="grey"), "dots")}
    assert dots
    states = {r["jurisdiction"]: r["state"] for r in rows(DRAW["europe"](palette="grey"), "dots")}
    assert "review" in states.values()
    for code, state in states.items():
        assert (dots[code] in {look.fill for look in GREY.levels.values()}) == (state in GREY.levels), code


def test_each_theme_is_saved_at_the_size_it_is_for(tmp_path):
    sizes = {}
    for theme in ("web", "paper", "slides"):
        data = tracker.plot.save(DRAW["movers"](theme=theme), tmp_path / f"{theme}.png").read_bytes()
        sizes[theme] = struct.unpack(">I", data[16:20])[0]
    assert sizes["web"] == 1600
    assert abs(sizes["paper"] - 165.1 / 25.4 * 300) <= 1
    assert sizes["slides"] == 1920
    data = tracker.plot.save(DRAW["movers"](theme="paper"), tmp_path / "b.png", scale=1).read_bytes()
    assert struct.unpack(">I", data[16:20])[0] == 624
    pdf = tracker.plot.save(DRAW["movers"](theme="paper"), tmp_path / "a.pdf").read_bytes()
    assert abs(float(re.search(rb"MediaBox\s*\[0 0 ([0-9.]+)", pdf)[1]) - 6.5 * 72) < 0.5


def test_the_smallest_letters_of_a_paper_are_six_points():
    for kind in DRAW:
        sizes = [r["size"] for rows in spec_of(kind, theme="paper")["datasets"].values() for r in rows if "text" in r]
        assert min(sizes) * 72 / 96 >= 6, kind


def test_what_is_asked_for_goes_before_the_theme():
    assert dressed("paper").title is False
    assert dressed("paper", title=True, lists=True, width=800).title is True
    assert (dressed("web").palette, dressed("web", "grey").palette) == (LIGHT, GREY)
    assert set(INKS) == {"colour", "grey"}
    assert dressed("light") == dressed("web")
    assert {len(t.saved) for t in THEMES.values()} == {0, 1}


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"theme": "poster"}, UnknownNameError),
        ({"theme": 3}, BadValueError),
        ({"palette": "sepia"}, UnknownNameError),
        ({"theme": "dark", "palette": "grey"}, ContradictionError),
        ({"title": "My title"}, BadValueError),
        ({"lists": "no"}, BadValueError),
        ({"caption": 3}, BadValueError),
        ({"width": 10}, BadValueError),
        ({"width": True}, BadValueError),
        ({"width": float("nan")}, BadValueError),
    ],
)
def test_what_is_no_dress_is_one_line(more, kind):
    with pytest.raises(kind) as caught:
        tracker.plot.map(version="0.5.0", **more)
    assert isinstance(caught.value, TrackerError)
    assert len(str(caught.value)) < 300


def test_a_notebook_shows_one_without_a_title_too():
    data, _ = DRAW["movers"](theme="paper")._repr_mimebundle_()
    assert "who moved when" in data["text/plain"]
    assert texts(DRAW["movers"]())
