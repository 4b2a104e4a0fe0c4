"""Tiles: where they lie, what is seen in them, and that other programs read what is encoded."""

from __future__ import annotations

import mapbox_vector_tile
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.geometry.tiles import EXTENT, PIXEL, Tile, in_tile
from firmground.geometry.vector_tiles import Drawn, encoded

WHOLE = Tile(0, 0, 0)
CITY = Tile(14, 10018, 6472)


def units(*shapes):
    """Return shapes in degrees as shapes in lattice units."""
    return shapely.transform(np.array(shapes, dtype=object), lambda degrees: np.rint(degrees * 1e9))


def at(tile, west, south, east, north):
    """Return a box given in parts of a tile, in degrees, y to the north."""
    low_x, low_y, high_x, high_y = tile.box(margin=0)
    wide, high = high_x - low_x, high_y - low_y
    return shapely.box(low_x + west * wide, low_y + south * high, low_x + east * wide, low_y + north * high)


def decoded(layers):
    return mapbox_vector_tile.decode(encoded(layers), default_options={"y_coord_down": True})


def test_the_tiles_of_a_zoom_share_their_edges_and_the_first_holds_the_world():
    west, south, east, north = WHOLE.box(margin=0)
    assert (west, east) == (-180.0, 180.0)
    assert north == pytest.approx(85.0511, abs=1e-4) == -south
    here, beside, below = (Tile(14, 10018 + x, 6472 + y).box(margin=0) for x, y in ((0, 0), (1, 0), (0, 1)))
    assert here[2] == beside[0]
    assert here[1] == below[3]
    assert not Tile(3, 8, 0).exists and not Tile(-1, 0, 0).exists and Tile(3, 7, 7).exists


def test_a_shape_has_whole_coordinates_from_the_north_west_corner():
    (seen,) = in_tile(units(at(CITY, 0.25, 0.5, 0.5, 1.0)), CITY)
    assert seen.bounds == pytest.approx((EXTENT / 4, 0, EXTENT / 2, EXTENT / 2), abs=1)
    assert (shapely.get_coordinates(seen) % 1 == 0).all()


def test_what_reaches_beyond_the_tile_is_cut_at_its_margin_and_what_lies_outside_is_empty():
    wide, far = in_tile(units(at(CITY, -3, 0.2, 4, 0.8), at(CITY, 5, 5, 6, 6)), CITY)
    assert wide.bounds[0] == -64 and wide.bounds[2] == EXTENT + 64
    assert far.is_empty


@pytest.mark.parametrize("zoom", range(15))
def test_what_is_to_be_kept_is_drawn_at_every_zoom_a_pixel_wide_at_least(zoom):
    tile = Tile(zoom, CITY.x >> (14 - zoom), CITY.y >> (14 - zoom))
    small, thin = at(CITY, 0.4, 0.4, 0.4005, 0.4005), at(CITY, 0.1, 0.4, 0.9, 0.4001)
    shapes = in_tile(units(small, thin), tile, kept=np.array([True, True]))
    bounds = shapely.bounds(shapes)
    assert (bounds[:, 2:] - bounds[:, :2]).min() >= PIXEL * 0.99
    assert shapely.area(shapes).min() >= PIXEL**2 * 0.99
    if zoom < 10:
        assert shapely.is_empty(in_tile(units(small, thin), tile)).all(), "what may vanish does"


def test_what_is_less_than_a_square_decimetre_is_rounding_and_vanishes():
    west, south, _, _ = CITY.box(margin=0)
    sliver = shapely.box(west + 0.01, south + 0.01, west + 0.01 + 2e-9, south + 0.01 + 1e-6)
    (seen,) = in_tile(units(sliver), CITY, kept=np.array([True]))
    assert seen.is_empty


def test_gdal_and_mapbox_read_polygons_with_holes_lines_and_points_and_what_is_said_of_them(tmp_path):
    polygon = shapely.box(10, 10, 300, 200).difference(shapely.box(50, 50, 100, 100))
    second = shapely.box(400, 10, 500, 200)
    line, point = shapely.LineString([(5, 5), (50, 80), (4100, -20)]), shapely.Point(-3, 4090)
    layers = {
        "ground": [Drawn(np.array([polygon, second]), {"status": "sha", "accepted": True, "count": -7, "share": 0.25})],
        "more": [Drawn(np.array([line]), {"name": "طريق"}), Drawn(np.array([point]), {})],
    }
    found = decoded(layers)
    (ground,) = found["ground"]["features"]
    assert ground["properties"] == {"status": "sha", "accepted": True, "count": -7, "share": 0.25}
    shape = shapely.geometry.shape(ground["geometry"])
    assert shape.is_valid and shape.area == polygon.area + second.area
    assert [one["geometry"]["type"] for one in found["more"]["features"]] == ["LineString", "Point"]
    assert found["more"]["features"][0]["geometry"]["coordinates"] == [list(map(int, at)) for at in line.coords]
    assert found["more"]["features"][0]["properties"] == {"name": "طريق"}
    path = tmp_path / "tile.mvt"
    path.write_bytes(encoded(layers))
    assert sorted(name for name, _ in pyogrio.list_layers(path)) == ["ground", "more"]
    told = pyogrio.read_info(path, layer="ground")
    assert (told["features"], told["geometry_type"]) == (1, "MultiPolygon")


def test_a_tile_without_features_is_no_bytes_and_empty_shapes_are_no_features():
    assert encoded({"ground": []}) == b""
    empty = Drawn(np.array([shapely.Polygon()]), {"status": "sha"})
    assert encoded({"ground": [empty]}) == b""
    (one,) = decoded({"ground": [empty, Drawn(np.array([shapely.box(0, 0, 9, 9)]), {"status": "cha"})]})["ground"][
        "features"
    ]
    assert one["properties"] == {"status": "cha"}


_BOXES = st.tuples(*(st.integers(-64, EXTENT) for _ in range(2)), *(st.integers(1, 500) for _ in range(2)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(_BOXES, min_size=1, max_size=4), min_size=1, max_size=5))
def test_what_is_decoded_is_what_was_encoded(features):
    drawn = [
        Drawn(np.array([shapely.box(x, y, x + wide, y + high) for x, y, wide, high in boxes]), {"n": number})
        for number, boxes in enumerate(features)
    ]
    found = decoded({"ground": drawn})["ground"]["features"]
    assert [one["properties"]["n"] for one in found] == list(range(len(features)))
    for one, boxes in zip(found, features, strict=True):
        parts = shapely.get_parts(shapely.geometry.shape(one["geometry"]))
        assert sorted(part.bounds for part in parts) == sorted((x, y, x + w, y + h) for x, y, w, h in boxes)
