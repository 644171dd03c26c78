"""The palette keeps its order and its contrast, for every eye."""

import itertools
import math
import subprocess
import sys

import pytest

from tracker.schema import table
from tracker.show.palette import GREY, THEMES, WORDS, contrast, luminance

LEVELS = table("stances").field("level").values

# Viénot, Brettel and Mollon (1999) on linear RGB: what a dichromat sees.
BLIND = {
    "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "tritan": ((1.01277, 0.13548, -0.14826), (-0.01243, 0.86812, 0.14431), (0.07589, 0.80500, 0.11911)),
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def seen(colour, eye):
    def linear(c):
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    rgb = [linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5)]
    return [min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in BLIND[eye]]


def lab(rgb):
    x, y, z = (
        sum(m * c for m, c in zip(row, rgb, strict=True)) / white
        for row, white in (
            ((0.4124, 0.3576, 0.1805), 0.9505),
            ((0.2126, 0.7152, 0.0722), 1.0),
            ((0.0193, 0.1192, 0.9505), 1.089),
        )
    )
    fx, fy, fz = (math.cbrt(t) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one, other, eye):
    return math.dist(lab(seen(one, eye)), lab(seen(other, eye)))


PALETTES = {**THEMES, "grey": GREY}


@pytest.fixture(params=list(PALETTES))
def palette(request):
    return PALETTES[request.param]


def looks(palette):
    return {s: palette.look(s) for s in (*LEVELS, *WORDS)}


def test_there_is_a_look_for_every_level_of_the_schema_and_for_nothing_else(palette):
    assert tuple(palette.levels) == LEVELS


def test_text_is_readable_on_every_look_and_on_the_background(palette):
    for name, look in looks(palette).items():
        if look.pattern == "plain":
            assert contrast(look.ink, look.fill) >= 4.5, name
    assert contrast(palette.text, palette.background) >= 7
    assert contrast(palette.muted, palette.background) >= 4.5
    assert contrast(palette.line, palette.background) >= 3


def test_levels_fall_in_lightness_by_clear_steps(palette):
    fills = [palette.levels[level].fill for level in LEVELS]
    assert [luminance(f) for f in fills] == sorted((luminance(f) for f in fills), reverse=True)
    assert all(contrast(a, b) >= 1.3 for a, b in itertools.pairwise(fills))


@pytest.mark.parametrize("eye", BLIND)
def test_no_two_levels_look_alike_to_any_eye(palette, eye):
    for a, b in itertools.combinations(LEVELS, 2):
        assert distance(palette.levels[a].fill, palette.levels[b].fill, eye) >= 15, (a, b)


@pytest.mark.parametrize("eye", BLIND)
def test_nothing_without_a_level_looks_like_a_level(palette, eye):
    for word in WORDS:
        look = palette.look(word)
        assert look.pattern != "plain"
        for level in LEVELS:
            assert distance(palette.levels[level].fill, look.fill, eye) >= 15, (word, level)


def test_greys_have_no_hue_and_fall_in_even_steps():
    looks_ = [*GREY.levels.values(), GREY.review, GREY.not_coded, GREY.unknown]
    colours = {c for x in looks_ for c in (x.fill, x.ink, x.stripe) if c}
    for c in colours | {GREY.background, GREY.text, GREY.muted, GREY.line}:
        assert c[1:3] == c[3:5] == c[5:7], c
    # What a printer makes of them, and an eye: lightness, of which 10 steps are told apart with ease.
    light = [lab(seen(GREY.levels[level].fill, "none"))[0] for level in LEVELS]
    steps = [a - b for a, b in itertools.pairwise(light)]
    assert min(steps) >= 14, steps
    assert max(steps) - min(steps) <= 10, steps


def test_states_without_a_level_have_patterns_of_their_own(palette):
    assert len({palette.look(w).pattern for w in WORDS}) == len(WORDS)


def test_the_palette_needs_no_plotting_library():
    code = "import sys, tracker.show.palette; assert not {'altair', 'pandas', 'jinja2'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
