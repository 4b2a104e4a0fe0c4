from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given, settings
from pyproj import Geod

from firmground.errors import GeometryUnsound
from firmground.geometry.measures import (
    area_m2,
    area_mm2,
    box,
    centroid,
    circle,
    contains,
    distance_m,
    length_mm,
    vertices,
)
from tests.geometry.drawings import drawings, placed, square

_GEOD = Geod(ellps="WGS84")


@settings(deadline=None)
@given(drawings())
def test_an_area_does_not_depend_on_where_a_ring_begins_or_which_way_it_runs(drawn: shapely.Geometry) -> None:
    shape = shapely.from_wkb(placed(drawn))

    assert area_mm2(shape.wkb) == area_mm2(shapely.normalize(shape).wkb) == area_mm2(shapely.reverse(shape).wkb)


def test_a_hole_is_not_counted() -> None:
    ring = placed(shapely.box(0, 0, 6, 6).difference(shapely.box(2, 2, 4, 4)))

    assert area_mm2(ring) == area_mm2(square(0, 0, 6)) - area_mm2(square(2, 2, 2))


def test_south_of_the_equator_and_across_it_areas_are_as_large() -> None:
    north, south = shapely.box(40, 1, 40.1, 1.1), shapely.box(40, -1.1, 40.1, -1)
    across = shapely.box(40, -0.05, 40.1, 0.05)

    assert area_mm2(north.wkb) == area_mm2(south.wkb)
    dense = shapely.segmentize(across, 0.001)
    assert area_m2(across.wkb) == pytest.approx(abs(_GEOD.geometry_area_perimeter(dense)[0]), rel=1e-8)


def test_empty_has_no_area_and_no_length() -> None:
    assert area_mm2(shapely.Polygon().wkb) == 0
    assert area_mm2(shapely.MultiPolygon().wkb) == 0
    assert length_mm(shapely.LineString().wkb) == 0


def test_what_is_no_polygon_or_crosses_itself_has_no_area() -> None:
    with pytest.raises(GeometryUnsound, match="Point"):
        area_mm2(shapely.Point(40, 35).wkb)
    with pytest.raises(GeometryUnsound, match="not sound"):
        area_mm2(shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]).wkb)


def test_a_shape_larger_than_64_bits_hold_is_refused() -> None:
    with pytest.raises(GeometryUnsound, match="9 million"):
        area_mm2(shapely.box(-180, -60, 0, 60).wkb)


def test_a_long_thin_country_is_not_taken_for_too_large() -> None:
    band = shapely.box(-170, 70, 170, 70.1)

    assert area_m2(band.wkb) == pytest.approx(1.445e11, rel=0.01)


def test_a_length_follows_geodesics() -> None:
    road = [(40.0, 35.0), (40.1, 35.05), (40.1, 35.2)]

    assert length_mm(shapely.LineString(road).wkb) == round(_GEOD.line_length(*zip(*road, strict=True)) * 1000)


def test_the_gap_between_the_parts_of_a_line_is_not_counted() -> None:
    first, second = shapely.LineString([(40, 35), (40.1, 35)]), shapely.LineString([(41, 35), (41, 35.1)])

    both = length_mm(shapely.MultiLineString([first, second]).wkb)

    assert both == pytest.approx(length_mm(first.wkb) + length_mm(second.wkb), abs=1)


def test_an_area_has_no_length() -> None:
    with pytest.raises(GeometryUnsound, match="a line"):
        length_mm(square(0, 0, 1))


def test_a_box_holds_the_shape() -> None:
    assert box(shapely.LineString([(41, 36), (40, 37)]).wkb) == (40.0, 36.0, 41.0, 37.0)


@pytest.mark.parametrize("measure", [box, centroid])
def test_what_is_empty_has_no_place(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(GeometryUnsound, match="empty"):
        measure(shapely.Polygon().wkb)


def test_the_centroid_of_a_square_is_its_middle() -> None:
    assert centroid(shapely.box(40, 35, 41, 36).wkb) == pytest.approx((40.5, 35.5))


def test_the_border_belongs_to_a_shape() -> None:
    site = shapely.box(40, 35, 41, 36).wkb

    assert contains(site, 40.5, 35.5)
    assert contains(site, 40, 35.5)
    assert contains(site, 41, 36)
    assert not contains(site, 41.000001, 35.5)
    assert not contains(shapely.Polygon().wkb, 40, 35)


def test_every_ring_line_and_point_gives_its_vertices() -> None:
    ring = shapely.box(0, 0, 6, 6).difference(shapely.box(2, 2, 4, 4))
    mixed = shapely.GeometryCollection([ring, shapely.MultiLineString([[(0, 0), (1, 1)]]), shapely.Point(7, 8)])
    mixed = shapely.GeometryCollection([shapely.GeometryCollection([mixed, shapely.Point()])])

    rings = vertices(mixed.wkb)

    assert [len(chain) for chain in rings] == [5, 5, 2, 1]
    assert rings[0][0] == rings[0][-1]
    assert rings[3] == [(7.0, 8.0)]
    assert vertices(shapely.Polygon().wkb) == []


@pytest.mark.parametrize(("lon", "lat", "radius_m"), [(40.14, 35.33, 5), (40.14, 35.33, 2000), (179.999, -60, 3000)])
def test_a_circle_holds_everything_within_its_radius_and_little_more(lon: float, lat: float, radius_m: float) -> None:
    drawn = circle(lon, lat, radius_m)

    for azimuth in range(0, 360, 3):
        east, north, _ = _GEOD.fwd(lon, lat, azimuth, radius_m * 0.99999)
        assert contains(drawn, east, north)
        east, north, _ = _GEOD.fwd(lon, lat, azimuth, radius_m * 1.0013)
        assert not contains(drawn, east, north)
    assert area_m2(drawn) == pytest.approx(math.pi * radius_m**2, rel=2e-3)


@pytest.mark.parametrize(("lon", "lat", "radius_m"), [(40, 35, 0), (40, 35, -1), (40, 95, 10), (40, 35, math.inf)])
def test_a_circle_without_radius_or_place_is_refused(lon: float, lat: float, radius_m: float) -> None:
    with pytest.raises(GeometryUnsound, match="circle"):
        circle(lon, lat, radius_m)


def test_a_distance_is_the_geodesic_between_the_nearest_points() -> None:
    here, there = shapely.Point(40, 35), shapely.Point(40.5, 35.4)

    assert distance_m(here.wkb, there.wkb) == pytest.approx(_GEOD.inv(40, 35, 40.5, 35.4)[2], rel=1e-6)


def test_a_distance_runs_to_the_nearest_point_of_an_edge() -> None:
    road = shapely.LineString([(40, 35), (40, 36)])
    place = shapely.Point(40.01, 35.5)

    beside = min(_GEOD.inv(40, 35.49 + k * 1e-6, 40.01, 35.5)[2] for k in range(20_000))

    assert distance_m(road.wkb, place.wkb) == pytest.approx(beside, rel=1e-6)


def test_shapes_that_touch_are_not_apart() -> None:
    assert distance_m(square(0, 0, 1), square(1, 1, 1)) == 0
    with pytest.raises(GeometryUnsound):
        distance_m(square(0, 0, 1), shapely.Polygon().wkb)
