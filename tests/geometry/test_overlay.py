"""The arrangement against GEOS's own intersections, one covering set at a time, on tiny lattices."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.errors import GeometryUnsound, PromiseBroken
from firmground.geometry.lattice import sound_polygons
from firmground.geometry.measures import area_mm2
from firmground.geometry.overlay import (
    Arrangement,
    _positive,
    _refuse_lost_ground,
    arrangement,
    dissolve,
    dissolve_all,
    overlap_pairs,
    simplify_for_zoom,
    union_area_mm2,
)
from tests.geometry.drawings import drawings, placed, square

ONE_DM2 = 10_000


def _by_shape(laid: Arrangement, polygons: list[bytes]) -> dict[tuple[bytes, ...], int]:
    return {tuple(sorted(polygons[i] for i in cell.covering)): cell.area_mm2 for cell in laid.cells}


def _solid_mm2(shape: shapely.Geometry) -> int:
    return sum(area_mm2(part.wkb) for part in shapely.get_parts(shape) if part.geom_type == "Polygon")


def _expected(polygons: list[bytes]) -> dict[tuple[int, ...], int]:
    """Every covering set by itself: the intersection of its polygons without the union of all others."""
    shapes = shapely.from_wkb(polygons)
    found = {}
    for bits in range(1, 2 ** len(shapes)):
        inside = [i for i in range(len(shapes)) if bits >> i & 1]
        outside = [shapes[i] for i in range(len(shapes)) if not bits >> i & 1]
        piece = shapely.difference(shapely.intersection_all(shapes[inside]), shapely.union_all(outside))
        found[tuple(inside)] = _solid_mm2(piece)
    return found


@settings(deadline=None, max_examples=150)
@given(st.lists(drawings(), min_size=1, max_size=5))
def test_cells_are_what_geos_finds_for_every_covering_set(drawn: list[shapely.Geometry]) -> None:
    polygons = [placed(shape) for shape in drawn]

    cells = {cell.covering: cell.area_mm2 for cell in arrangement(polygons).cells}

    for covering, area in _expected(polygons).items():
        assert abs(cells.pop(covering, 0) - area) < ONE_DM2
    assert not cells


@settings(deadline=None, max_examples=100)
@given(st.lists(drawings(), min_size=2, max_size=8), st.sampled_from([1e-4, 1e-7, 3e-9]), st.randoms())
def test_any_order_gives_the_same_numbers(drawn: list[shapely.Geometry], step: float, order: random.Random) -> None:
    polygons = [placed(shape, step) for shape in drawn]
    shuffled = order.sample(polygons, len(polygons))

    assert _by_shape(arrangement(polygons), polygons) == _by_shape(arrangement(shuffled), shuffled)


@settings(deadline=None, max_examples=100)
@given(st.lists(drawings(), min_size=1, max_size=8))
def test_faces_add_up_exactly_to_their_union_and_to_the_cells(drawn: list[shapely.Geometry]) -> None:
    laid = arrangement([placed(shape) for shape in drawn])

    faces = list(laid.faces())
    sums: dict[tuple[int, ...], int] = defaultdict(int)
    for covering, face in faces:
        sums[covering] += area_mm2(face)

    assert dict(sums) == {cell.covering: cell.area_mm2 for cell in laid.cells}
    assert area_mm2(dissolve([face for _, face in faces])) == sum(cell.area_mm2 for cell in laid.cells)


@settings(deadline=None, max_examples=100)
@given(st.lists(drawings(), min_size=1, max_size=8), st.sampled_from([1e-4, 1e-6]))
def test_the_cells_of_a_polygon_add_up_to_it_within_a_tenth_of_a_millimetre_of_its_border(
    drawn: list[shapely.Geometry], step: float
) -> None:
    polygons = [placed(shape, step) for shape in drawn]
    laid = arrangement(polygons)

    for index, polygon in enumerate(polygons):
        found = sum(cell.area_mm2 for cell in laid.cells if index in cell.covering)
        border_mm = shapely.from_wkb(polygon).length * 1.12e8
        assert abs(found - area_mm2(polygon)) <= 0.08 * border_mm + 20


@settings(deadline=None, max_examples=100)
@given(st.lists(drawings(), min_size=1, max_size=5), st.lists(drawings(), min_size=1, max_size=5))
def test_ground_that_touches_no_other_box_changes_nothing(
    here: list[shapely.Geometry], there: list[shapely.Geometry]
) -> None:
    near = [placed(shape) for shape in here]
    far = [placed(shapely.transform(shape, lambda xy: xy + np.array([100, 3]))) for shape in there]

    together = _by_shape(arrangement(near + far), near + far)

    assert together == _by_shape(arrangement(near), near) | _by_shape(arrangement(far), far)


def test_an_island_in_a_hole_is_counted_once_and_the_hole_not_at_all() -> None:
    ring = placed(shapely.box(0, 0, 9, 9).difference(shapely.box(2, 2, 7, 7)))
    island = square(4, 4, 1)

    cells = {cell.covering: cell.area_mm2 for cell in arrangement([ring, island]).cells}

    assert cells == {(0,): area_mm2(ring), (1,): area_mm2(island)}


def test_equal_polygons_share_one_cell_whatever_corner_they_begin_at() -> None:
    first = placed(shapely.Polygon([(0, 0), (2, 0), (2, 2), (0, 2)]))
    again = placed(shapely.Polygon([(2, 2), (2, 0), (0, 0), (0, 2)]))

    cells = arrangement([first, square(1, 1, 3), again]).cells

    assert [cell.covering for cell in cells] == [(0, 1, 2), (0, 2), (1,)]


def test_neighbours_that_share_an_edge_share_no_ground() -> None:
    polygons = [square(0, 0, 2), square(2, 0, 2), square(2, 2, 2)]

    laid = arrangement(polygons)

    assert [cell.covering for cell in laid.cells] == [(0,), (1,), (2,)]
    assert overlap_pairs(polygons) == []


def test_a_corner_that_lies_on_a_slanting_edge_leaves_no_sliver() -> None:
    slope = placed(shapely.Polygon([(0, 0), (7, 3), (0, 3)]))
    below = placed(shapely.Polygon([(0, 0), (7, 0), (7, 3), (3.5, 1.5)]))

    assert [cell.covering for cell in arrangement([slope, below]).cells] == [(0,), (1,)]


def test_nothing_laid_out_has_no_cells() -> None:
    empty = shapely.Polygon().wkb

    assert arrangement([]).cells == ()
    assert arrangement([empty]).cells == ()
    assert list(arrangement([empty]).faces()) == []
    assert [cell.covering for cell in arrangement([empty, square(0, 0, 1)]).cells] == [(1,)]


def test_a_polygon_that_crosses_itself_is_refused_and_named() -> None:
    bow_tie = placed(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))

    with pytest.raises(GeometryUnsound, match="Shape 2 of 2") as refused:
        arrangement([square(0, 0, 1), bow_tie])

    assert refused.value.details["index"] == 1


def test_a_line_is_refused_where_a_polygon_is_wanted() -> None:
    with pytest.raises(GeometryUnsound, match="LineString"):
        arrangement([placed(shapely.LineString([(0, 0), (1, 1)]))])


@settings(deadline=None, max_examples=100)
@given(st.lists(drawings(), min_size=2, max_size=6))
def test_pairs_overlap_by_what_their_common_cells_hold(drawn: list[shapely.Geometry]) -> None:
    polygons = [placed(shape) for shape in drawn]
    shared: Counter[tuple[int, int]] = Counter()
    for cell in arrangement(polygons).cells:
        shared.update({(i, j): cell.area_mm2 for i in cell.covering for j in cell.covering if i < j})

    pairs = {(i, j): area for i, j, area in overlap_pairs(polygons)}

    for pair in shared.keys() | pairs.keys():
        assert abs(shared[pair] - pairs.get(pair, 0)) < ONE_DM2


def test_the_union_counts_overlapping_ground_once() -> None:
    first, second = square(0, 0, 2), square(1, 0, 2)

    assert union_area_mm2([first, second]) == pytest.approx(area_mm2(first) * 1.5, rel=1e-6)


def test_dissolving_overlapping_polygons_gives_their_union() -> None:
    whole = dissolve([square(0, 0, 2), square(1, 1, 2), square(0, 0, 2)])

    assert area_mm2(whole) == pytest.approx(union_area_mm2([square(0, 0, 2), square(1, 1, 2)]), abs=100)
    assert shapely.from_wkb(whole).geom_type == "Polygon"


def test_dissolving_nothing_is_empty() -> None:
    assert shapely.from_wkb(dissolve([])).is_empty


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(drawings(), max_size=3), max_size=4))
def test_groups_that_are_dissolved_together_are_what_each_is_alone(drawn: list[list[shapely.Geometry]]) -> None:
    groups = [[face for _, face in arrangement([placed(shape) for shape in group]).faces()] for group in drawn]
    overlapping = [[placed(shape) for shape in group] for group in drawn]

    for asked in (groups, overlapping):
        assert dissolve_all(asked) == [dissolve(group) for group in asked]
    for whole, group in zip(dissolve_all(groups), groups, strict=True):
        assert area_mm2(whole) == sum(area_mm2(face) for face in group)


def test_a_shape_made_lighter_keeps_its_corners_and_loses_its_wiggles() -> None:
    wiggly = placed(shapely.Polygon([(0, 0), (3, 0.01), (6, 0), (6, 6), (0, 6)]))

    lighter = shapely.from_wkb(simplify_for_zoom(wiggly, 1e-5))

    assert len(lighter.exterior.coords) == 5
    with pytest.raises(GeometryUnsound):
        simplify_for_zoom(wiggly, -1.0)


@settings(deadline=None, max_examples=100)
@given(st.lists(drawings(), min_size=2, max_size=8))
def test_cells_of_specks_are_never_zero_or_less(drawn: list[shapely.Geometry]) -> None:
    specks = [placed(shape, 1e-9) for shape in drawn]

    assert all(cell.area_mm2 > 0 and cell.covering for cell in arrangement(specks).cells)


def test_a_sliver_turned_over_by_rounding_is_taken_from_its_largest_kin() -> None:
    assert _positive({(0,): 100, (1,): 900, (0, 1): -2, (2,): 7}) == {(0,): 100, (1,): 898, (2,): 7}
    assert _positive({(0,): 1, (0, 1): -2, (3,): 0}) == {(0,): 1}


def test_a_polygon_that_the_lattice_pinches_is_laid_out_all_the_same() -> None:
    pinched = shapely.from_wkt(
        "POLYGON ((18.334327937449732 43.84994538162001, 18.33385567154807 43.84993435699252, 18.333878524306755 "
        "43.84942169992224, 18.333858077130074 43.84988039309301, 18.334327937449732 43.84994538162001))"
    ).wkb

    cells = arrangement([pinched, square(0, 0, 1)]).cells

    assert [cell.covering for cell in cells] == [(0,), (1,)]
    assert abs(cells[0].area_mm2 - area_mm2(pinched)) < 50_000


def test_ground_that_went_missing_is_a_bug_and_no_answer() -> None:
    shapes = sound_polygons(shapely.from_wkb([square(0, 0, 1), square(5, 5, 1)]))

    with pytest.raises(PromiseBroken, match="1 of 2 polygons"):
        _refuse_lost_ground(shapes, [(0,)], np.array([area_mm2(square(0, 0, 1))]))
