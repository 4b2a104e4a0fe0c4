"""Cells of hard input, each with a known answer: by arithmetic, or by a geodesic along many points of each edge."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
import shapely
from pyproj import Geod

from firmground.errors import GeometryUnsound
from firmground.geometry.cells.cells import Cells, cells
from firmground.geometry.cells.packing import WIDEST_UNITS, pack
from tests.geometry.drawings import placed, square
from tests.geometry.lattices import named

GEOD = Geod(ellps="WGS84")


def _wkb(shape: shapely.Geometry) -> bytes:
    return shapely.to_wkb(shape, byte_order=1)


def _reference_mm2(shape: shapely.Geometry, step_deg: float = 1e-5) -> float:
    """The ellipsoid's area, edges straight in longitude and latitude: geodesics along points 1 m apart and less."""
    total = 0.0
    for part in shapely.get_parts(shape):
        for place, ring in enumerate((part.exterior, *part.interiors)):
            points = shapely.get_coordinates(shapely.segmentize(ring, step_deg))
            area, _ = GEOD.polygon_area_perimeter(points[:, 0], points[:, 1])
            total += -abs(area) if place else abs(area)
    return total * 1e6


def _total(found: Cells) -> int:
    return int(found.area_mm2.sum())


@pytest.mark.parametrize("latitude", [0.0, 35.0, 60.0, 75.0, -35.0, -75.0])
@pytest.mark.parametrize("side_deg", [0.0005, 0.02])
def test_areas_are_right_to_a_millionth_of_a_geodesic_reference(latitude, side_deg):
    corners = np.array([(0, 0), (1, 0.1), (1.2, 0.9), (0.5, 0.6), (0.1, 1.1)]) * side_deg + (40.0, latitude)
    shape = shapely.Polygon(np.round(corners, 9))
    expected = _reference_mm2(shape, 2.5e-5)

    assert _total(cells([_wkb(shape)])) == pytest.approx(expected, rel=1e-7)


def test_nothing_has_no_cells():
    assert len(cells([])) == 0
    assert len(cells([_wkb(shapely.Polygon()), _wkb(shapely.MultiPolygon())])) == 0


def test_identical_polygons_twenty_times_are_one_cell_of_all_of_them():
    ground = square(0, 0, 3)
    turned = _wkb(shapely.Polygon(np.roll(shapely.get_coordinates(shapely.from_wkb(ground))[:-1], 2, axis=0)))
    alone = named(cells([ground]))[(0,)]

    assert named(cells([ground, turned] * 10)) == {tuple(range(20)): alone}


def test_shared_edges_share_no_ground_and_leave_none_out():
    rows = [placed(shapely.box(x, y, x + 1, y + 1)) for x in range(5) for y in range(5)]
    found = named(cells(rows))

    assert set(found) == {(index,) for index in range(25)}
    whole = _total(cells([placed(shapely.box(0, 0, 5, 5))]))
    assert abs(sum(found.values()) - whole) <= 25 * 4


def test_edges_along_each_other_and_corners_on_edges_leave_no_slivers():
    long, short = placed(shapely.box(0, 0, 6, 1)), placed(shapely.box(1, 1, 3, 2))
    slanting = placed(shapely.Polygon([(0, 0), (6, 3), (0, 3)]))
    leaning = placed(shapely.Polygon([(2, 1), (4, 2), (4, 0)]))

    assert abs(named(cells([long, short])).get((0, 1), 0)) <= 2
    assert abs(named(cells([slanting, leaning])).get((0, 1), 0)) <= 2


def test_collinear_edges_that_overlap_in_part_are_cut_by_arithmetic():
    left, right = placed(shapely.box(0, 0, 4, 2)), placed(shapely.box(2, 0, 6, 2))
    thirds = [_total(cells([placed(shapely.box(x, 0, x + 2, 2))])) for x in (0, 2, 4)]

    found = named(cells([left, right]))

    for covering, expected in zip([(0,), (0, 1), (1,)], thirds, strict=True):
        assert abs(found[covering] - expected) <= 4


def test_a_sliver_of_one_lattice_unit_has_its_area():
    unit = 1e-9
    wide = shapely.box(40.0, 35.0, 40.001, 35.001)
    next_to = shapely.box(40.001 - unit, 35.0, 40.002, 35.001)
    found = named(cells([_wkb(wide), _wkb(next_to)]))
    expected = _reference_mm2(shapely.box(40.0, 35.0, 40.001, 35.001)) / 1_000_000

    assert found[(0, 1)] == pytest.approx(expected, abs=3)


def test_polygons_a_lattice_unit_apart_share_nothing():
    unit = 1e-9
    west = shapely.box(40.0, 35.0, 40.001, 35.001)
    east = shapely.box(40.001 + unit, 35.0, 40.002, 35.001)

    assert set(named(cells([_wkb(west), _wkb(east)]))) == {(0,), (1,)}


def test_a_polygon_of_a_few_lattice_units_is_whole_square_millimetres():
    speck = shapely.box(40.0, 0.0, 40.0 + 100e-9, 100e-9)

    assert _total(cells([_wkb(speck)])) == pytest.approx(11.132 * 11.057, abs=2)


def test_a_hole_is_not_covered_and_an_island_in_it_is():
    outer, hole, island = shapely.box(0, 0, 6, 6), shapely.box(1, 1, 5, 5), shapely.box(2, 2, 3, 3)
    ring = placed(shapely.Polygon(outer.exterior, [hole.exterior]))
    sums = {name: _total(cells([placed(shape)])) for name, shape in (("o", outer), ("h", hole), ("i", island))}

    found = named(cells([ring, placed(island)]))
    assert abs(found[(0,)] - (sums["o"] - sums["h"])) <= 8
    assert found[(1,)] == sums["i"]
    assert set(found) == {(0,), (1,)}

    island_in_hole = shapely.union(shapely.Polygon(outer.exterior, [hole.exterior]), island)
    assert _total(cells([placed(island_in_hole)])) == found[(0,)] + found[(1,)]


def test_parts_that_touch_at_a_corner_are_one_polygon():
    parts = [shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2), shapely.box(2, 0, 3, 1)]
    together = placed(shapely.MultiPolygon(parts))
    across = placed(shapely.box(0, 0, 3, 2))

    found = named(cells([together, across]))

    expected = sum(_total(cells([placed(part)])) for part in parts)
    assert abs(found[(0, 1)] - expected) <= 12
    assert set(found) == {(0, 1), (1,)}


def test_a_polygon_that_is_split_at_the_antimeridian_is_the_sum_of_its_halves():
    west, east = shapely.box(179.999, 10.0, 180.0, 10.001), shapely.box(-180.0, 10.0, -179.999, 10.001)
    both = _wkb(shapely.MultiPolygon([west, east]))
    over_east = _wkb(shapely.box(-180.0, 10.0, -179.9995, 10.001))

    found = named(cells([both, over_east]))

    assert found[(0, 1)] == _total(cells([over_east]))
    assert found[(0,)] + found[(0, 1)] == pytest.approx(_reference_mm2(west) + _reference_mm2(east), rel=1e-7)


@pytest.mark.parametrize("south", [89.9, -90.0])
def test_ground_at_a_pole_has_the_area_of_its_strip(south):
    north = south + 0.1
    shape = shapely.box(10.0, south, 10.4, north)
    expected = _reference_mm2(shape, 1e-3)

    assert _total(cells([_wkb(shape)])) == pytest.approx(expected, rel=1e-6)


def test_a_ring_of_a_hundred_thousand_corners_is_measured_and_crossed():
    turns = np.linspace(0, 2 * np.pi, 100_001)[:-1]
    reach = 0.02 * (1 + 0.05 * np.cos(4000 * turns))
    corners = np.round(np.stack([40 + reach * np.cos(turns), 35 + reach * np.sin(turns)], axis=1), 9)
    flower = shapely.Polygon(corners)
    assert flower.is_valid
    half = shapely.box(40.0, 34.0, 40.5, 36.0)
    expected = _reference_mm2(shapely.intersection(flower, half), 1e-4)

    found = named(cells([_wkb(flower), _wkb(shapely.box(40.0, 34.95, 40.1, 35.05))]))

    assert (pack([_wkb(flower)]).band_height > 0).all()
    assert found[(0, 1)] == pytest.approx(expected, rel=1e-7)
    assert found[(0,)] + found[(0, 1)] == pytest.approx(_reference_mm2(flower, 1e-4), rel=1e-7)


def test_a_polygon_wider_than_sixty_kilometres_is_cut_and_still_whole():
    wide = shapely.Polygon([(39.7, 34.8), (41.9, 35.1), (42.3, 36.4), (40.2, 36.0)])
    inside = shapely.box(41.0, 35.5, 41.001, 35.501)
    found = named(cells([_wkb(wide), _wkb(inside)]))

    assert len(pack([_wkb(wide)]).polygon) > 4
    assert (np.ptp(pack([_wkb(wide)]).box.reshape(-1, 2, 2), axis=1) <= WIDEST_UNITS).all()
    assert found[(0, 1)] == _total(cells([_wkb(inside)]))
    assert found[(0,)] + found[(0, 1)] == pytest.approx(_reference_mm2(wide, 1e-3), rel=1e-6)


def test_two_wide_polygons_share_what_geos_says_they_share():
    one = shapely.Polygon([(39.7, 34.8), (41.9, 35.1), (42.3, 36.4), (40.2, 36.0)])
    other = shapely.Polygon([(40.9, 34.0), (42.0, 34.2), (41.1, 37.0)])
    found = named(cells([_wkb(one), _wkb(other)]))

    assert found[(0, 1)] == pytest.approx(_reference_mm2(shapely.intersection(one, other), 1e-3), rel=1e-6)


_BOW_TIE = [(0, 0), (2, 2), (2, 0), (0, 2)]
_UNSOUND = {
    "a bow tie": shapely.Polygon(_BOW_TIE),
    "a bow tie through a corner": shapely.Polygon([(0, 0), (1, 1), (2, 2), (2, 0), (1, 1), (0, 2)]),
    "a bow tie of many corners": shapely.Polygon(shapely.segmentize(shapely.LinearRing(_BOW_TIE), 0.03)),
    "a spike": shapely.Polygon([(0, 0), (2, 0), (4, 0), (2, 0), (2, 2), (0, 2)]),
    "a ring gone round twice": shapely.Polygon([(0, 0), (2, 0), (2, 2), (0, 2)] * 2),
    "a hole outside": shapely.Polygon(shapely.box(0, 0, 2, 2).exterior, [shapely.box(3, 3, 4, 4).exterior]),
    "a hole across the shell": shapely.Polygon(shapely.box(0, 0, 2, 2).exterior, [shapely.box(1, 1, 3, 3).exterior]),
    "a hole in a hole": shapely.Polygon(
        shapely.box(0, 0, 9, 9).exterior, [shapely.box(1, 1, 8, 8).exterior, shapely.box(2, 2, 3, 3).exterior]
    ),
    "parts over each other": shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]),
    "a part in a part": shapely.MultiPolygon([shapely.box(0, 0, 9, 9), shapely.box(1, 1, 3, 3)]),
}


@pytest.mark.parametrize("name", _UNSOUND)
@pytest.mark.parametrize("step", [1e-4, 0.4])
def test_a_polygon_that_is_not_sound_is_refused_by_its_place_and_never_summed(name, step):
    unsound = shapely.transform(_UNSOUND[name], lambda xy: np.round(xy * step + (40, 35), 9))
    assert not unsound.is_valid

    with pytest.raises(GeometryUnsound, match=r"Shape 2 of 3") as refused:
        cells([square(0, 0, 2), _wkb(unsound), square(1, 1, 2)])

    assert refused.value.details["index"] == 1


@pytest.mark.parametrize("shape", [shapely.Point(40, 35), shapely.LineString([(40, 35), (41, 36)])])
def test_what_is_no_polygon_is_refused_by_its_place(shape):
    with pytest.raises(GeometryUnsound) as refused:
        cells([square(0, 0, 2), _wkb(shape)])

    assert refused.value.details["index"] == 1


def test_a_polygon_that_the_lattice_pinches_is_counted_as_its_nearest_sound_copy():
    corners = [(40.0, 35.0), (40.001, 35.0), (40.0005, 35.0000000004), (40.0002, 35.001)]
    pinched = shapely.Polygon(corners)
    assert pinched.is_valid

    assert _total(cells([_wkb(pinched)])) == pytest.approx(_reference_mm2(pinched), rel=1e-5)


def test_any_number_of_threads_gives_the_same_cells():
    rows = [placed(shapely.box(x, y, x + 1.5, y + 1.7)) for x in range(20) for y in range(20)]
    alone = cells(rows)

    assert all(cells(rows, threads=threads) == alone for threads in (2, 3, 7))


_WITHOUT_NUMBA = """
import json, sys, warnings
warnings.simplefilter("error")
{prelude}
import shapely
from firmground.geometry.cells.cells import cells
from firmground.geometry.compiled import njit
from firmground.geometry.cells.increments import Increments
polygons = [bytes.fromhex(one) for one in json.load(sys.stdin)]
found = cells(polygons)
held = Increments(polygons[:-1])
change = held.add(polygons[-1])[1]
said = [[one.tolist() for one in (c.offsets, c.members, c.area_mm2)] for c in (found, change)]
json.dump([njit is None, said], sys.stdout)
"""


@pytest.mark.parametrize(
    ("prelude", "environment"),
    [("sys.modules['numba'] = None", {}), ("", {"NUMBA_DISABLE_JIT": "1"})],
    ids=["Numba is not there", "Numba does not compile"],
)
def test_without_machine_code_the_same_answers_come(prelude, environment):
    from firmground.geometry.cells.increments import Increments

    rows = [placed(shapely.box(x, y, x + 1.5, y + 1.7)) for x in range(4) for y in range(4)]
    flower = shapely.Point(3, 3).buffer(2.5, quad_segs=30)
    rows += [placed(flower), placed(shapely.difference(flower, shapely.Point(3, 3).buffer(1)))]
    run = subprocess.run(
        [sys.executable, "-c", _WITHOUT_NUMBA.format(prelude=prelude)],
        input=json.dumps([one.hex() for one in rows]),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )

    is_without, said = json.loads(run.stdout)
    assert is_without == bool(prelude)
    expected = [cells(rows), Increments(rows[:-1]).add(rows[-1])[1]]
    assert [Cells(*(np.array(one) for one in three)) for three in said] == expected


def test_cells_stand_in_the_order_of_their_members():
    rows = [placed(shapely.box(x, 0, x + 3, 2)) for x in (2, 0, 4, 1)]
    coverings = list(named(cells(rows)))

    assert all(one < other for one, other in pairwise(coverings))
