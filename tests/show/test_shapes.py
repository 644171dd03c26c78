"""The outlines: small, whole, with a place for every label."""

import itertools

import pytest
from conftest import ROOT

from tracker.errors import UnknownNameError
from tracker.show import shapes

GEO = ROOT / "tracker" / "show" / "geo"


def test_the_files_stay_small_and_say_where_they_are_from():
    assert sum(p.stat().st_size for p in GEO.iterdir()) < 250_000
    text = (GEO / "README.md").read_text(encoding="utf-8")
    assert "public domain" in text
    assert "world-atlas" in text


@pytest.mark.parametrize("name", shapes.REGIONS)
@pytest.mark.parametrize("width", [300, 768])
def test_every_shape_is_inside_its_map_closed_and_has_a_place_for_a_dot(name, width):
    region = shapes.region(name, width)
    assert len(region.shapes) > 50
    for code, shape in region.shapes.items():
        assert 0 <= shape.at[0] <= width, code
        assert 0 <= shape.at[1] <= region.height, code
        for polygon in shape.polygons:
            for ring in polygon:
                assert ring[0] == ring[-1], code
                assert len(ring) >= 4, code
                assert all(-0.1 <= x <= width + 0.1 and -0.1 <= y <= region.height + 0.1 for x, y in ring), code


def test_no_edge_crosses_the_map_where_a_country_crosses_the_180th_meridian():
    for shape in shapes.region("world", 1000).shapes.values():
        for ring in (r for p in shape.polygons for r in p):
            for (x1, _), (x2, _) in itertools.pairwise(ring):
                assert abs(x1 - x2) < 150, shape.code


def test_small_and_disputed_places_have_cells_of_their_own():
    world = shapes.region("world").shapes
    assert {"SGP", "MLT", "LUX", "BHR", "CYP", "XKX", "TWN", "HKG", "PSE"} <= set(world)
    europe = shapes.region("europe").shapes
    assert {"MLT", "LUX", "CYP", "XKX", "ISL", "UKR", "TUR"} <= set(europe)


def test_every_country_of_the_current_tables_has_a_shape_and_one_without_is_said_to_have_none():
    import csv

    from tracker.show.plot import maps
    from tracker.show.plot.facts import facts

    with (ROOT / "data" / "jurisdictions.csv").open(encoding="utf-8") as file:
        codes = {r["jurisdiction"] for r in csv.DictReader(file) if r["kind"] == "country"}
    assert codes <= set(shapes.region("world").shapes)
    assert {"AND", "GIB", "LIE", "MCO", "SMR"} <= set(shapes.region("europe").shapes)
    found = facts("0.4.0", None)
    (said,) = maps.aside(found, {code: {"name": code, "state": "open"} for code in [*sorted(codes), "ZZZ"]})
    assert said == "Counted, and not drawn for want of a shape: ZZZ."


def test_a_shape_moves_and_becomes_a_path():
    shape = shapes.region("europe").shapes["LUX"]
    moved = shape.moved(10, 20)
    assert moved.at == (shape.at[0] + 10, shape.at[1] + 20)
    assert shape.path().startswith("M")
    assert shape.path().endswith("Z")
    assert "NaN" not in shape.path()


def test_an_unknown_region_is_refused():
    with pytest.raises(UnknownNameError, match="world, europe"):
        shapes.region("asia")
