from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.errors import GeometryUnsound
from firmground.geometry.lattice import is_sound, on_lattice, to_degrees, to_units
from firmground.geometry.measures import area_m2, area_mm2, contains, length_mm
from tests.geometry.drawings import drawings


def _coordinates(wkb: bytes) -> list[list[float]]:
    return shapely.get_coordinates(shapely.from_wkb(wkb)).tolist()


def test_coordinates_go_to_the_nearest_billionth_of_a_degree_and_lose_their_height() -> None:
    drawn = shapely.from_wkt("POINT ZM (40.1234567894 -35.0000000006 212 7)")

    placed = on_lattice(shapely.to_wkb(drawn, byte_order=0, include_srid=True))

    assert placed == shapely.to_wkb(shapely.Point(40.123456789, -35.000000001), byte_order=1)


def test_shells_run_counterclockwise_and_holes_clockwise() -> None:
    shell, hole = [(0, 0), (0, 9), (9, 9), (9, 0)], [(1, 1), (2, 1), (2, 2), (1, 2)]

    placed = shapely.from_wkb(on_lattice(shapely.Polygon(shell, [hole]).wkb))

    assert placed.exterior.is_ccw
    assert not placed.interiors[0].is_ccw


@given(st.integers(-180 * 10**9, 180 * 10**9))
def test_degrees_and_units_turn_into_each_other_to_the_last_bit(units: int) -> None:
    point = shapely.Point(units, units // 2)

    assert to_units(to_degrees(point)) == point


@settings(deadline=None)
@given(drawings(), st.sampled_from([1e-4, 3e-9, 0.7e-9]))
def test_a_shape_on_the_lattice_stays_as_it_is(drawn: shapely.Geometry, step: float) -> None:
    around = shapely.transform(drawn, lambda xy: xy * step + np.array([40.0, 35.0]))
    if not around.is_valid:
        return
    try:
        once = on_lattice(around.wkb)
    except GeometryUnsound as refused:
        assert "thinner" in refused.message
        return

    assert on_lattice(once) == once
    assert shapely.is_valid(to_units(shapely.from_wkb(once)))


def test_a_polygon_across_the_antimeridian_is_split_there() -> None:
    drawn = shapely.Polygon([(179.9, 10), (-179.9, 10), (-179.9, 10.1), (179.9, 10.1)])
    elsewhere = shapely.box(9.9, 10, 10.1, 10.1)

    placed = on_lattice(drawn.wkb)

    assert shapely.from_wkb(placed).geom_type == "MultiPolygon"
    assert len(shapely.from_wkb(placed).geoms) == 2
    assert area_m2(placed) == pytest.approx(area_m2(elsewhere.wkb), rel=1e-9)
    assert contains(placed, 179.95, 10.05)
    assert contains(placed, -180, 10.05)
    assert not contains(placed, 0, 10.05)


@pytest.mark.parametrize("hole_from", [179.95, -179.99])
def test_a_hole_across_or_behind_the_antimeridian_stays_a_hole(hole_from: float) -> None:
    shell = [(179.9, 10), (-179.9, 10), (-179.9, 10.1), (179.9, 10.1)]
    hole_to = -179.95
    hole = [(hole_from, 10.02), (hole_to, 10.02), (hole_to, 10.04), (hole_from, 10.04)]
    width = (hole_to - hole_from) % 360

    placed = on_lattice(shapely.Polygon(shell, [hole]).wkb)

    same_hole = shapely.box(10, 10.02, 10 + width, 10.04)
    without = area_m2(on_lattice(shapely.Polygon(shell).wkb)) - area_m2(same_hole.wkb)
    assert area_m2(placed) == pytest.approx(without, rel=1e-9)


def test_a_multipolygon_keeps_its_parts_beside_the_antimeridian() -> None:
    across = shapely.Polygon([(179.9, 10), (-179.9, 10), (-179.9, 10.1), (179.9, 10.1)])

    placed = on_lattice(shapely.MultiPolygon([across, shapely.box(5, 5, 6, 6)]).wkb)

    assert len(shapely.from_wkb(placed).geoms) == 3


def test_a_line_across_the_antimeridian_is_split_and_keeps_its_length() -> None:
    placed = on_lattice(shapely.LineString([(179.99, 0), (-179.99, 0)]).wkb)

    assert shapely.from_wkb(placed).geom_type == "MultiLineString"
    assert length_mm(placed) == pytest.approx(length_mm(shapely.LineString([(0, 0), (0.02, 0)]).wkb), abs=2)


def test_a_collection_across_the_antimeridian_is_split_part_by_part() -> None:
    across = shapely.Polygon([(179.9, 10), (-179.9, 10), (-179.9, 10.1), (179.9, 10.1)])
    mixed = shapely.GeometryCollection([shapely.GeometryCollection([across]), shapely.LineString([(1, 1), (2, 2)])])

    placed = shapely.from_wkb(on_lattice(mixed.wkb))

    assert [part.geom_type for part in placed.geoms] == ["Polygon", "Polygon", "LineString"]


def test_a_polygon_that_ends_at_the_antimeridian_stays_in_one_piece() -> None:
    beside = shapely.Polygon([(179, 10), (-180, 10), (-180, 11), (179, 11)])

    assert on_lattice(beside.wkb) == on_lattice(shapely.Polygon([(179, 10), (180, 10), (180, 11), (179, 11)]).wkb)


def test_a_band_around_the_whole_world_is_not_taken_for_a_jump() -> None:
    world = shapely.box(-180, -1, 180, 1)

    assert sorted(_coordinates(on_lattice(world.wkb))) == sorted(shapely.get_coordinates(world).tolist())


def test_a_collection_is_rounded_too() -> None:
    road = shapely.GeometryCollection([shapely.LineString([(0, 0), (1, 1)])])
    mixed = shapely.GeometryCollection([shapely.Point(1, 2), road])

    assert _coordinates(on_lattice(mixed.wkb)) == [[1, 2], [0, 0], [1, 1]]


def test_a_ring_around_a_pole_is_refused() -> None:
    with pytest.raises(GeometryUnsound, match="pole"):
        on_lattice(shapely.Polygon([(0, 80), (120, 80), (-120, 80)]).wkb)


def test_a_polygon_that_crosses_itself_at_the_antimeridian_is_refused() -> None:
    with pytest.raises(GeometryUnsound, match="two parts"):
        on_lattice(shapely.Polygon([(179, 0), (-179, 1), (-179, 0), (179, 1)]).wkb)


@pytest.mark.parametrize("place", [(200_000.0, 35.0), (40.0, 91.0), (float("nan"), 35.0)])
def test_coordinates_outside_of_the_world_are_refused_with_what_to_do(place: tuple[float, float]) -> None:
    with pytest.raises(GeometryUnsound, match="coordinate system"):
        on_lattice(shapely.Point(place).wkb)


def test_a_sliver_thinner_than_the_lattice_is_refused() -> None:
    sliver = shapely.Polygon([(40, 35), (40.001, 35), (40.0005, 35 + 2e-10)])

    with pytest.raises(GeometryUnsound, match="thinner"):
        on_lattice(sliver.wkb)


def test_a_sound_shape_that_rounding_pinches_stays_sound() -> None:
    pinched = shapely.from_wkt(
        "POLYGON ((18.334327937449732 43.84994538162001, 18.33385567154807 43.84993435699252, 18.333878524306755 "
        "43.84942169992224, 18.333858077130074 43.84988039309301, 18.334327937449732 43.84994538162001))"
    )
    assert not shapely.is_valid(to_units(pinched))

    placed = on_lattice(pinched.wkb)

    assert shapely.is_valid(shapely.from_wkb(placed))
    assert abs(area_mm2(placed) - area_mm2(pinched.wkb)) < 50_000


def test_a_fault_is_kept_for_the_checks_to_name() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])

    assert not shapely.is_valid(shapely.from_wkb(on_lattice(bow_tie.wkb)))


def test_empty_stays_empty() -> None:
    assert shapely.from_wkb(on_lattice(shapely.MultiPolygon().wkb)).is_empty


def test_bytes_that_are_no_wkb_are_refused() -> None:
    with pytest.raises(GeometryUnsound, match="WKB"):
        on_lattice(b"not a shape")


def test_a_working_copy_is_judged_in_whole_units() -> None:
    slope = [(40, 35), (40.007083528, 35.003231672), (40, 35.003231672)]
    touching = [(40.000885441, 35.000403959), (40.007083528, 35), (40.000885441, 34.999999999)]
    pair = shapely.MultiPolygon([shapely.Polygon(slope), shapely.Polygon(touching)])
    assert not shapely.is_valid(pair)

    assert is_sound(pair)
    assert area_mm2(pair.wkb) == area_mm2(shapely.Polygon(slope).wkb) + area_mm2(shapely.Polygon(touching).wkb)
    assert on_lattice(on_lattice(pair.wkb)) == on_lattice(pair.wkb)
