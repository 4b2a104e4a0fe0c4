"""Outlines against GEOS: the ground of every key is the ground of the coverings with that key, and rings are simple."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.geometry.cells.outlines import outlines, written
from firmground.geometry.cells.pieces import NOTHING, pieces
from firmground.geometry.lattice import is_sound, to_degrees
from firmground.geometry.measures import area_mm2, areas_mm2
from firmground.geometry.overlay import arrangement
from firmground.geometry.shapes import read
from tests.geometry.drawings import drawings, placed

MM_PER_UNIT = 0.12


def drawn(shapes, key_of):
    """Return the polygons by key that coverings come to."""
    parts = pieces([placed(shape) for shape in shapes])
    keys = np.array([key_of(covering) for covering in parts.coverings()], dtype=np.int32)
    units, found = outlines(parts, keys)
    return {int(key): units[found == key] for key in np.unique(found)}


def allowed_mm2(units):
    return 10 + MM_PER_UNIT * float(shapely.length(units).sum()) * MM_PER_UNIT


def twice_area(ring):
    """Return twice the area left of a ring; GEOS is not asked, since rings may touch their own sides."""
    x, y = (np.array(ring.coords)[:-1] - ring.coords[0]).T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())


@settings(max_examples=100, deadline=None)
@given(st.lists(drawings(), min_size=1, max_size=6), st.integers(1, 4))
def test_the_ground_of_every_key_is_that_of_its_coverings(shapes, modulus):
    def key_of(covering):
        return sum(covering) % modulus - 1

    wanted: dict[int, int] = {}
    for cell in arrangement([placed(shape) for shape in shapes]).cells:
        if key_of(cell.covering) >= 0:
            wanted[key_of(cell.covering)] = wanted.get(key_of(cell.covering), 0) + cell.area_mm2
    found = drawn(shapes, key_of)
    assert found.keys() == wanted.keys()
    for key, units in found.items():
        shape = written(units)
        assert is_sound(read(shape))
        assert area_mm2(shape) == pytest.approx(wanted[key], abs=allowed_mm2(units))


@settings(max_examples=100, deadline=None)
@given(st.lists(drawings(), min_size=1, max_size=6))
def test_no_ring_comes_back_to_one_of_its_own_corners_and_shells_run_counterclockwise(shapes):
    for units in drawn(shapes, lambda covering: 0).values():
        for polygon in units:
            assert twice_area(polygon.exterior) > 0
            for ring in (polygon.exterior, *polygon.interiors):
                corners = [tuple(corner) for corner in ring.coords[:-1]]
                assert len(corners) == len(set(corners))


def test_ground_of_one_key_is_joined_over_the_borders_of_its_polygons():
    overlapping = [shapely.box(0, 0, 4, 4), shapely.box(2, 1, 6, 3), shapely.box(4, 0, 8, 4)]
    (joined,) = drawn(overlapping, lambda covering: 0)[0]
    assert not joined.interiors
    assert areas_mm2(to_degrees(np.array([joined])))[0] == pytest.approx(
        areas_mm2(to_degrees(drawn([shapely.box(0, 0, 8, 4)], lambda covering: 0)[0]))[0], abs=1e5
    )


def test_an_island_in_a_hole_is_a_polygon_of_its_own_and_the_hole_stays():
    ring = shapely.box(0, 0, 6, 6).difference(shapely.box(1, 1, 5, 5))
    outer, island = sorted(drawn([ring, shapely.box(2, 2, 3, 3)], lambda covering: 0)[0], key=lambda one: -one.area)
    assert len(outer.interiors) == 1
    assert not island.interiors


def test_squares_that_touch_at_a_corner_are_two():
    units = drawn([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)], lambda covering: 0)[0]
    assert len(units) == 2
    assert shapely.is_valid(units).all()


def test_the_same_polygon_twenty_times_is_drawn_once():
    (one,) = drawn([shapely.box(0, 0, 3, 2)] * 20, lambda covering: 0)[0]
    assert len(one.exterior.coords) == 5


def test_ground_without_a_key_is_not_drawn():
    assert drawn([shapely.box(0, 0, 3, 2)], lambda covering: NOTHING) == {}
    assert read(written(np.array([]))).is_empty


def test_a_ring_of_many_corners_is_cut_and_drawn():
    angles = np.linspace(0, 2 * np.pi, 2_000, endpoint=False)
    star = shapely.Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * (5 + np.cos(40 * angles))[:, None])
    inner = drawn([star, shapely.box(-3, -3, 3, 3)], lambda covering: len(covering) - 1)
    whole = areas_mm2(to_degrees(drawn([star], lambda covering: 0)[0])).sum()
    parts = sum(areas_mm2(to_degrees(units)).sum() for units in inner.values())
    assert parts == pytest.approx(whole, abs=1e6)


def test_a_ring_that_touches_its_own_side_is_written_sound():
    """The top of the long box lies along that of the short one, and the ground below it ends in a corner upon it."""
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 1), shapely.Polygon([(0, 0), (1, 0), (1, 1)])]
    units = drawn(shapes, lambda covering: sum(covering) % 3 - 1)[0]
    assert not shapely.is_valid(units).all()
    shape = written(units)
    assert is_sound(read(shape))
    assert area_mm2(shape) == pytest.approx(1.5 * area_mm2(placed(shapely.box(0, 0, 1, 1))), rel=1e-4)
