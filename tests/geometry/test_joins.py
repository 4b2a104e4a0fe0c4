from __future__ import annotations

import random

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from firmground.errors import GeometryUnsound
from firmground.geometry.joins import covered_by

_STEP = 1e-9


def _box(west: int, south: int, east: int, north: int) -> bytes:
    return shapely.box(40 + west * _STEP, 35 + south * _STEP, 40 + east * _STEP, 35 + north * _STEP).wkb


def _point(x: int, y: int) -> bytes:
    return shapely.Point(40 + x * _STEP, 35 + y * _STEP).wkb


def _pairs(shapes: list[bytes], areas: list[bytes]) -> list[tuple[int, int]]:
    return list(zip(*(side.tolist() for side in covered_by(shapes, areas)), strict=True))


_AXIS = st.integers(0, 6)
_BOXES = st.lists(st.tuples(_AXIS, _AXIS, st.integers(1, 4), st.integers(1, 4)), max_size=6)
_POINTS = st.lists(st.tuples(_AXIS, _AXIS), max_size=12)


@given(_POINTS, _BOXES)
def test_a_point_belongs_to_every_area_that_it_lies_in_or_on(
    points: list[tuple[int, int]], boxes: list[tuple[int, int, int, int]]
) -> None:
    expected = [
        (index, area)
        for index, (x, y) in enumerate(points)
        for area, (west, south, wide, high) in enumerate(boxes)
        if west <= x <= west + wide and south <= y <= south + high
    ]

    found = _pairs([_point(*one) for one in points], [_box(w, s, w + wide, s + high) for w, s, wide, high in boxes])

    assert found == expected


@given(_POINTS, _BOXES, st.randoms())
def test_the_order_of_points_and_areas_does_not_matter(
    points: list[tuple[int, int]], boxes: list[tuple[int, int, int, int]], order: random.Random
) -> None:
    shapes, areas = [_point(*one) for one in points], [_box(w, s, w + a, s + b) for w, s, a, b in boxes]
    rows, columns = order.sample(range(len(shapes)), len(shapes)), order.sample(range(len(areas)), len(areas))

    shuffled = _pairs([shapes[row] for row in rows], [areas[column] for column in columns])

    assert sorted((rows[shape], columns[area]) for shape, area in shuffled) == _pairs(shapes, areas)


def test_a_building_on_a_border_reaches_the_areas_on_both_sides() -> None:
    building = _box(4, 4, 6, 6)

    assert _pairs([building], [_box(0, 0, 5, 9), _box(5, 0, 9, 9), _box(7, 0, 9, 9)]) == [(0, 0), (0, 1)]


def test_nothing_is_joined_to_nothing() -> None:
    assert _pairs([], [_box(0, 0, 1, 1)]) == _pairs([_point(0, 0)], []) == []
    assert _pairs([shapely.Point().wkb], [_box(0, 0, 1, 1), shapely.Polygon().wkb]) == []


def test_bytes_that_are_no_shape_are_refused() -> None:
    with pytest.raises(GeometryUnsound, match="Shape 1 of 1"):
        covered_by([b"none"], [_box(0, 0, 1, 1)])


def test_a_hundred_thousand_points_find_their_squares() -> None:
    chance = np.random.default_rng(5)
    x, y = chance.integers(0, 1000, (2, 100_000))
    squares = [_box(10 * i, 10 * j, 10 * i + 9, 10 * j + 9) for i in range(100) for j in range(100)]

    shape_of, area_of = covered_by([_point(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)], squares)

    assert np.array_equal(shape_of, np.arange(100_000))
    assert np.array_equal(area_of, (x // 10) * 100 + y // 10)
