from __future__ import annotations

import pytest
import shapely
from pyproj import Geod

from firmground.errors import GeometryUnsound
from firmground.geometry.measures import area_mm2
from firmground.geometry.validity import examine, repair
from tests.geometry.drawings import placed, square


def test_a_sound_polygon_shows_nothing_to_ask_about() -> None:
    seen = examine(shapely.box(40, 35, 40.01, 35.02).wkb)

    assert (seen.kind, seen.is_empty, seen.is_valid, seen.reason, seen.place) == ("Polygon", False, True, "", None)
    assert (seen.distinct_points, seen.repeated_points, seen.is_in_range) == (4, 0, True)
    assert not seen.has_too_few_points
    assert seen.longest_edge_m == pytest.approx(Geod(ellps="WGS84").inv(40, 35, 40, 35.02)[2])


def test_the_fault_of_a_bow_tie_is_named_with_its_place() -> None:
    seen = examine(shapely.Polygon([(40, 35), (41, 36), (41, 35), (40, 36)]).wkb)

    assert not seen.is_valid
    assert seen.reason == "Self-intersection"
    assert seen.place == (40.5, 35.5)


def test_repeated_points_and_too_few_places_are_counted() -> None:
    seen = examine(shapely.Polygon([(40, 35), (40, 35), (41, 36), (41, 36), (40, 35)]).wkb)

    assert (seen.distinct_points, seen.repeated_points) == (2, 2)
    assert seen.has_too_few_points
    assert not seen.is_valid


def test_what_is_empty_says_only_that() -> None:
    seen = examine(shapely.MultiPolygon().wkb)

    assert seen.is_empty
    assert (seen.distinct_points, seen.longest_edge_m, seen.is_in_range) == (0, 0.0, True)


def test_coordinates_in_metres_are_out_of_range_and_have_no_lengths() -> None:
    seen = examine(shapely.LineString([(500_000, 3_900_000), (500_100, 3_900_000)]).wkb)

    assert not seen.is_in_range
    assert seen.longest_edge_m == 0


@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_coordinate_that_is_no_number_is_out_of_range() -> None:
    seen = examine(shapely.Polygon([(40, 35), (41, float("nan")), (41, 36)]).wkb)

    assert not seen.is_in_range
    assert not seen.is_valid


def test_no_edge_is_measured_from_one_part_to_the_next() -> None:
    far = shapely.GeometryCollection([shapely.box(0, 0, 0.001, 0.001), shapely.Point(90, 0), shapely.Point(91, 0)])
    far = shapely.GeometryCollection([far])

    assert examine(far.wkb).longest_edge_m < 200


def test_a_bow_tie_is_repaired_into_its_two_halves() -> None:
    bow_tie = placed(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))

    mended = repair(bow_tie)

    assert mended.wkb is not None
    assert shapely.is_valid(shapely.from_wkb(mended.wkb))
    assert mended.difference_share == 0
    assert area_mm2(mended.wkb) == mended.structure_area_mm2 == mended.linework_area_mm2
    assert area_mm2(mended.wkb) == pytest.approx(area_mm2(square(0, 0, 2)) / 2, rel=1e-4)


def test_a_ring_that_encloses_ground_twice_is_not_repaired_by_us() -> None:
    twice = placed(shapely.Polygon([(0, 0), (6, 0), (6, 6), (2, 6), (2, 2), (4, 2), (4, 4), (0, 4)]))

    mended = repair(twice)

    assert mended.wkb is None
    assert mended.structure_area_mm2 != mended.linework_area_mm2
    assert mended.difference_share > 0.001


def test_a_ring_that_encloses_nothing_has_no_repair() -> None:
    mended = repair(placed(shapely.Polygon([(0, 0), (3, 3), (0, 0)])))

    assert mended.wkb is None
    assert (mended.structure_area_mm2, mended.difference_share) == (0, 1.0)


def test_spikes_are_dropped_from_a_repair() -> None:
    spiked = placed(shapely.Polygon([(0, 0), (2, 0), (2, 2), (5, 5), (2, 2), (0, 2)]))

    mended = repair(spiked)

    assert mended.wkb is not None
    assert area_mm2(mended.wkb) == pytest.approx(area_mm2(square(0, 0, 2)), rel=1e-6)


def test_a_sound_polygon_comes_back_with_its_area() -> None:
    site = square(1, 1, 3)

    mended = repair(site)

    assert mended.wkb is not None
    assert area_mm2(mended.wkb) == area_mm2(site)


@pytest.mark.parametrize("shape", [shapely.Point(40, 35), shapely.box(5e5, 3e6, 6e5, 4e6)])
def test_only_polygons_in_longitude_and_latitude_are_repaired(shape: shapely.Geometry) -> None:
    with pytest.raises(GeometryUnsound, match="Only polygons"):
        repair(shape.wkb)
