"""Shapes are mended only where there is no doubt, and never silently."""

import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from firmground.checks.examine import examine
from firmground.checks.findings import Weight
from firmground.checks.mend import mended
from firmground.geometry import validity
from firmground.geometry.measures import area_m2
from tests.checks.cases import BOW_TIE, CONTEXT, REPEATED, TWO_POINTS, point, worked
from tests.ledgers import polygon, square

SPIKE = polygon(
    [
        (40.1, 35.3),
        (40.101, 35.3),
        (40.101, 35.301),
        (40.1005, 35.301),
        (40.1005, 35.302),
        (40.1005, 35.301),
        (40.1, 35.301),
    ]
)
SMALL_LOOP = polygon(
    [
        (40.1, 35.3),
        (40.101, 35.3),
        (40.101, 35.301),
        (40.10002, 35.301),
        (40.09999, 35.30101),
        (40.09999, 35.301),
        (40.10002, 35.30101),
        (40.1, 35.301),
    ]
)


def test_a_sound_shape_comes_back_as_it_is():
    shape = bytes.fromhex(square(40.1, 35.3))

    assert mended(shape) == (shape, None)


def test_a_sound_shape_off_the_lattice_comes_back_on_it():
    shape, finding = mended(shapely.to_wkb(shapely.box(40.10000000004, 35.3, 40.2, 35.4)))

    assert finding is None
    assert shapely.from_wkb(shape).bounds == (40.1, 35.3, 40.2, 35.4)


def test_a_spike_is_cut_off_with_a_note_that_shows_both_areas():
    shape, finding = mended(bytes.fromhex(SPIKE), about="row 7")

    assert validity.examine(shape).is_valid
    assert finding.rule == "geometry_repaired"
    assert (finding.weight, finding.about) == (Weight.NOTES, "row 7")
    assert finding.said.count("m2") == 2
    assert finding.values["apart"] == "0.0000 %"
    assert "touches itself" in finding.sentence or "crosses itself" in finding.sentence
    assert area_m2(shape) == area_m2(bytes.fromhex(square(40.1, 35.3)))


def test_a_bow_tie_is_not_repaired_when_the_two_ways_differ():
    nested = polygon(
        [
            (40.1, 35.3),
            (40.104, 35.3),
            (40.104, 35.304),
            (40.1, 35.304),
            (40.1, 35.3),
            (40.101, 35.301),
            (40.103, 35.301),
            (40.103, 35.303),
            (40.101, 35.303),
            (40.101, 35.301),
        ]
    )

    shape, finding = mended(bytes.fromhex(nested), about="row 7")

    assert shape is None
    assert (finding.rule, finding.weight) == ("geometry_invalid", Weight.STOPS)


def test_an_empty_shape_comes_back_as_no_bytes():
    assert mended(shapely.to_wkb(shapely.Polygon())) == (b"", None)


def test_a_ring_of_two_places_is_held():
    shape, finding = mended(bytes.fromhex(TWO_POINTS))

    assert shape is None
    assert (finding.rule, finding.said) == ("few_points", "2")


def test_coordinates_in_metres_are_held():
    assert mended(bytes.fromhex(point(412_345.0, 3_912_345.0)))[1].rule == "geometry_out_of_range"


def test_bytes_that_are_no_shape_are_held():
    assert mended(b"shape")[1].rule == "geometry_unreadable"


def test_a_shape_thinner_than_the_lattice_is_held():
    thin = shapely.to_wkb(shapely.box(40.1, 35.3, 40.2, 35.3 + 2e-10))

    shape, finding = mended(thin)

    assert shape is None
    assert "thinner" in finding.sentence


def test_a_broken_line_is_held():
    shape, finding = mended(shapely.to_wkb(shapely.LineString([(40.1, 35.3), (40.1, 35.3)])))

    assert shape is None
    assert finding.rule == "geometry_invalid"


CORNERS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=8)


@given(CORNERS)
@example([(0, 4), (1, 3), (2, 2)])
def test_examining_agrees_with_mending(corners):
    ring = polygon([(40.1 + east / 1000, 35.3 + north / 1000) for east, north in corners])

    shape, finding = mended(bytes.fromhex(ring), about="row 1")
    kept = ring if shape is None else shape.hex()
    told = {found.rule for found in examine([worked(geometry=kept)], context=CONTEXT)[0]}

    assert (shape is None) == bool(told & {"few_points", "geometry_invalid"})
    if shape is None:
        assert finding.rule in told


def test_repeated_points_are_kept_and_noted_by_the_examination():
    shape, finding = mended(bytes.fromhex(REPEATED))

    assert finding is None
    assert shapely.get_num_coordinates(shapely.from_wkb(shape)) == 6


def test_a_bow_tie_of_two_equal_wings_keeps_both_or_is_held():
    shape, finding = mended(bytes.fromhex(BOW_TIE))

    assert (shape is None) == (finding.rule == "geometry_invalid")
