from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings

from firmground.errors import FrameMismatch, GeometryUnsound
from firmground.geometry.formats import from_geojson, from_wkt, to_geojson, to_wkt, transform
from tests.geometry.drawings import drawings, placed


@settings(deadline=None)
@given(drawings())
def test_a_working_copy_survives_geojson_and_wkt_to_the_last_digit(drawn: shapely.Geometry) -> None:
    wkb = placed(drawn)

    assert from_geojson(to_geojson(wkb)) == wkb
    assert from_wkt(to_wkt(wkb)) == wkb


def test_geojson_loses_its_heights_and_keeps_its_faults() -> None:
    ring = [[0, 0, 9], [1, 1, 9], [1, 0, 9], [0, 1, 9], [0, 0, 9]]

    shape = shapely.from_wkb(from_geojson({"type": "Polygon", "coordinates": [ring]}))

    assert not shape.has_z
    assert not shape.is_valid


def test_geojson_goes_out_with_shells_counterclockwise() -> None:
    clockwise = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])

    assert to_geojson(clockwise.wkb)["coordinates"][0][1] == [1.0, 0.0]


@pytest.mark.parametrize(
    "geometry",
    [
        {},
        {"type": "Blob", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon"},
        {"type": "Point", "coordinates": ["east", "north"]},
    ],
)
def test_geojson_that_makes_no_shape_is_refused(geometry: dict[str, object]) -> None:
    with pytest.raises(GeometryUnsound, match="GeoJSON"):
        from_geojson(geometry)


def test_a_geojson_text_is_no_geojson_object() -> None:
    with pytest.raises(GeometryUnsound, match="type"):
        from_geojson("POINT (1 2)")  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["POLY", "", "POLYGON ((0 0, 1 1))", "POINT (40 35"])
def test_text_that_is_no_wkt_is_refused(text: str) -> None:
    with pytest.raises(GeometryUnsound, match="WKT"):
        from_wkt(text)


def test_metres_of_a_utm_zone_become_degrees() -> None:
    moved = shapely.from_wkb(transform(shapely.from_wkt("POINT Z (500000 3900000 12)").wkb, "EPSG:32637"))

    assert (moved.x, moved.y) == pytest.approx((39.0, 35.243077712), abs=1e-9)
    assert not moved.has_z


def test_longitude_comes_first_whatever_order_a_coordinate_system_names() -> None:
    moved = shapely.from_wkb(transform(shapely.Point(40, 35).wkb, "EPSG:4326"))

    assert (moved.x, moved.y) == (40, 35)


def test_a_coordinate_system_that_nobody_knows_is_refused() -> None:
    with pytest.raises(FrameMismatch, match="EPSG:32637"):
        transform(shapely.Point(1, 2).wkb, "EPSG:999999")


@pytest.mark.parametrize("place", [(1e30, 1e30), (float("nan"), 0.0)])
def test_coordinates_that_do_not_lie_in_their_system_are_refused(place: tuple[float, float]) -> None:
    with pytest.raises(FrameMismatch, match="do not lie"):
        transform(shapely.Point(place).wkb, "EPSG:32637")
