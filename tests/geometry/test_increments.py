"""Increments against cutting everything anew: any comings and goings, to the square millimetre."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from firmground.errors import GeometryUnsound, PromiseBroken
from firmground.geometry.cells.cells import added, cells
from firmground.geometry.cells.increments import Increments
from tests.geometry.drawings import placed, square
from tests.geometry.lattices import CASES, layouts, named

NOTHING = shapely.to_wkb(shapely.Polygon(), byte_order=1)


@CASES
@given(layouts(), st.data())
def test_comings_and_goings_add_up_to_the_cells_of_those_that_are_left(polygons, data):
    there = data.draw(st.integers(0, len(polygons)))
    held = Increments(polygons[:there])
    total = cells(polygons[:there])
    left = dict(enumerate(polygons[:there]))
    waiting = list(polygons[there:])
    while waiting or (left and data.draw(st.booleans())):
        if waiting and (not left or data.draw(st.booleans())):
            polygon = waiting.pop()
            number, change = held.add(polygon)
            left[number] = polygon
        else:
            number = data.draw(st.sampled_from(sorted(left)))
            del left[number]
            change = held.remove(number)
        total = added([total, change])

    everyone = [left.get(number, NOTHING) for number in range(max(left, default=-1) + 1)]
    assert total == cells(everyone)
    assert len(held) == len(left)


def test_what_one_more_polygon_changes_names_its_neighbours_alone():
    held = Increments([square(0, 0, 2), square(100, 0, 2)])

    number, change = held.add(square(1, 0, 2))

    inside, outside = (named(cells([placed(shapely.box(x, 0, x + 1, 2))]))[(0,)] for x in (1, 2))
    assert number == 2
    assert named(change) == {(0,): -inside, (0, 2): inside, (2,): outside}


def test_taking_a_polygon_out_takes_back_what_it_changed():
    held = Increments([square(0, 0, 2)])
    number, change = held.add(square(1, 1, 2))

    back = held.remove(number)

    assert len(added([change, back])) == 0
    assert len(change) == 3


def test_a_polygon_of_several_parts_comes_and_goes_as_one():
    two = shapely.to_wkb(shapely.union_all(shapely.from_wkb([square(0, 0, 1), square(5, 0, 1)])), byte_order=1)
    ground = [square(0, 0, 6), two, square(5, 0, 3)]
    held = Increments(ground[:1])
    changes = [held.add(ground[1])[1], held.add(ground[2])[1]]

    assert added([cells(ground[:1]), *changes]) == cells(ground)
    assert added([cells(ground[:1]), *changes, held.remove(1)]) == cells([ground[0], NOTHING, ground[2]])


def test_a_polygon_that_covers_nothing_changes_nothing():
    held = Increments()
    number, change = held.add(NOTHING)

    assert len(change) == 0
    assert len(held.remove(number)) == 0


def test_a_polygon_that_crosses_itself_is_refused_and_nothing_has_changed():
    held = Increments([square(0, 0, 2)])
    bow_tie = shapely.to_wkb(shapely.Polygon([(40, 35), (40.001, 35.001), (40.001, 35), (40, 35.001)]))

    with pytest.raises(GeometryUnsound):
        held.add(bow_tie)

    assert held.add(square(1, 0, 2))[0] == 1


@pytest.mark.parametrize("number", [-1, 1, 7])
def test_a_polygon_that_is_not_there_cannot_go(number):
    held = Increments([square(0, 0, 2), square(1, 0, 2)])
    held.remove(1)

    with pytest.raises(PromiseBroken):
        held.remove(number)
