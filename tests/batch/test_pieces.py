"""Pieces worked out apart are the whole, whatever the grid; a piece has one ring of others around it and no more."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from firmground.batch.files import PieceGround
from firmground.batch.pieces import cut
from firmground.batch.questions import contributed
from firmground.geometry.cells.cells import added, cells
from tests.batch.grounds import stars
from tests.geometry.drawings import drawings, placed
from tests.promises.worlds import CASES

EMPTY = shapely.to_wkb(shapely.Polygon())


def _grounds(polygons, done):
    for piece in done.pieces:
        rows = np.sort(np.concatenate([piece.own, piece.halo]))
        is_own = np.isin(rows, piece.own)
        yield PieceGround(rows.astype(np.int32), [polygons[row] for row in rows], is_own, None, {})


@CASES
@given(st.lists(drawings(), max_size=9), st.integers(8, 20), st.integers(1, 5), st.integers(0, 2))
def test_the_sum_of_the_pieces_is_the_whole_for_any_grid(drawn, grid_bits, most, empty):
    polygons = [EMPTY] * empty + [placed(one) for one in drawn]

    done = cut(polygons, grid_bits=grid_bits, most=most)

    assert added(contributed(ground) for ground in _grounds(polygons, done)) == cells(polygons)


def test_four_hundred_stars_in_pieces_are_the_same_stars():
    polygons = stars(400)

    done = cut(polygons, grid_bits=20, most=30)

    assert len(done.pieces) > 10
    assert added(contributed(ground) for ground in _grounds(polygons, done)) == cells(polygons)


def test_every_polygon_that_is_not_empty_belongs_to_one_piece():
    polygons = [EMPTY, *stars(60), EMPTY]

    done = cut(polygons, grid_bits=20, most=4)

    assert sorted(index for piece in done.pieces for index in piece.own.tolist()) == list(range(1, 61))
    assert done.square[0] == done.square[61] == -1


def test_a_piece_has_no_more_polygons_than_asked_unless_one_square_has():
    spread = cut(stars(200), grid_bits=16, most=12)
    crowded = cut(stars(200), grid_bits=38, most=12)

    assert max(len(piece.own) for piece in spread.pieces) <= 12
    assert [len(piece.own) for piece in crowded.pieces] == [200]


def test_the_halo_is_what_meets_a_box_and_no_more():
    polygons = stars(150)
    west, south, east, north = shapely.bounds(shapely.from_wkb(polygons)).T
    meets = (west[:, None] <= east) & (east[:, None] >= west) & (south[:, None] <= north) & (north[:, None] >= south)

    done = cut(polygons, grid_bits=20, most=20)

    for piece in done.pieces:
        around = np.setdiff1d(np.flatnonzero(meets[piece.own].any(axis=0)), piece.own)
        assert piece.halo.tolist() == around.tolist()


def test_polygons_whose_boxes_only_touch_are_in_each_others_halo():
    left, right = shapely.box(40.0, 35.0, 40.001, 35.001), shapely.box(40.001, 35.0, 40.002, 35.001)

    done = cut([shapely.to_wkb(left), shapely.to_wkb(right)], grid_bits=8, most=1)

    assert [(piece.own.tolist(), piece.halo.tolist()) for piece in done.pieces] == [([0], [1]), ([1], [0])]


def test_the_square_is_that_of_the_lower_left_corner_whatever_else_there_is():
    polygons = stars(50)

    alone = [cut([one], grid_bits=20).square[0] for one in polygons]

    assert cut(polygons, grid_bits=20).square.tolist() == alone


def test_parts_that_lie_apart_stay_one_polygon():
    apart = shapely.to_wkb(shapely.MultiPolygon([shapely.box(40, 35, 40.001, 35.001), shapely.box(41, 36, 41.1, 36.1)]))
    beside = shapely.to_wkb(shapely.box(41.05, 36.05, 41.2, 36.2))
    wide = shapely.to_wkb(shapely.box(39.5, 34.5, 42.5, 35.5))
    polygons = [apart, beside, wide]

    done = cut(polygons, grid_bits=20, most=1)

    assert len(done.pieces) == 3
    assert added(contributed(ground) for ground in _grounds(polygons, done)) == cells(polygons)


def test_a_shape_that_is_sound_only_off_the_lattice_is_the_same_in_every_piece():
    notched = shapely.Polygon([(40, 35), (40.0001, 35), (40.0001, 35.0001), (40.00005, 35 + 1e-10), (40, 35.0001)])
    beside = [shapely.box(40 + step * 2e-5, 34.9999, 40.00003 + step * 2e-5, 35.0002) for step in range(5)]
    polygons = [shapely.to_wkb(shape) for shape in (*beside, notched)]

    done = cut(polygons, grid_bits=8, most=1)

    assert len(done.pieces) == 6
    assert added(contributed(ground) for ground in _grounds(polygons, done)) == cells(polygons)


def test_no_polygons_are_no_pieces():
    assert cut([]).pieces == ()
    assert cut([EMPTY]).pieces == ()
