"""Covers of broken shapes."""

import shapely

from firmground.geometry.covers import cover


def _wkb(text):
    return shapely.to_wkb(shapely.from_wkt(text), byte_order=1)


def test_a_broken_ring_is_covered_by_the_hull_of_its_points():
    bow_tie = "POLYGON ((40 35, 40.001 35.001, 40.001 35, 40 35.001, 40 35))"

    covered = shapely.from_wkb(cover(_wkb(bow_tie)))

    assert covered.is_valid
    assert covered.equals(shapely.box(40, 35, 40.001, 35.001))


def test_a_sound_polygon_covers_itself():
    square = shapely.box(40, 35, 40.001, 35.001)

    assert shapely.from_wkb(cover(shapely.to_wkb(square, byte_order=1))).equals(square)


def test_points_on_a_line_and_points_outside_the_world_cover_nothing():
    assert cover(_wkb("POLYGON ((40 35, 41 36, 42 37, 40 35))")) == b""
    assert cover(_wkb("POLYGON ((500 35, 501 36, 502 35, 500 35))")) == b""
    assert cover(_wkb("POLYGON EMPTY")) == b""
