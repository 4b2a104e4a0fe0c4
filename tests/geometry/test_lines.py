from __future__ import annotations

import random
from collections import defaultdict
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.ops import substring

from firmground.errors import GeometryUnsound
from firmground.geometry.lattice import on_lattice
from firmground.geometry.lines import pieces_of_lines
from firmground.geometry.measures import length_mm


def atoms_of_lines(lines: list[bytes]) -> list[tuple[tuple[int, ...], int]]:
    pieces = pieces_of_lines(lines)
    return sorted((pieces.covering(piece), int(length)) for piece, length in enumerate(pieces.lengths_mm))


def test_no_lines_cover_nothing() -> None:
    assert atoms_of_lines([]) == []
    assert atoms_of_lines([shapely.LineString().wkb]) == []


def _road(seed: int) -> shapely.LineString:
    chance = random.Random(seed)
    corners = [(40.0, 35.0)]
    for _ in range(12):
        corners.append((corners[-1][0] + chance.uniform(0.001, 0.01), corners[-1][1] + chance.uniform(-0.004, 0.006)))
    return shapely.from_wkb(on_lattice(shapely.LineString(corners).wkb))


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("with_road", [True, False])
def test_stretches_cut_out_of_one_road_count_its_length_once(seed: int, with_road: bool) -> None:
    road, chance = _road(seed), random.Random(seed)
    ends = [sorted((chance.random(), chance.random())) for _ in range(30)] + [(0.0, 0.5), (0.4, 1.0)]
    cut = [on_lattice(substring(road, start, end, normalized=True).wkb) for start, end in ends]

    lines = [*cut, road.wkb] if with_road else cut
    total = sum(length for _, length in atoms_of_lines(lines))

    assert total == pytest.approx(length_mm(road.wkb), rel=2e-5)


@pytest.mark.parametrize("seed", range(10))
def test_each_stretch_keeps_the_length_it_has_alone(seed: int) -> None:
    road, chance = _road(seed), random.Random(seed)
    ends = [sorted((chance.random(), chance.random())) for _ in range(12)]
    lines = [on_lattice(substring(road, start, end, normalized=True).wkb) for start, end in ends]

    atoms = atoms_of_lines(lines)

    for index, line in enumerate(lines):
        covered = sum(length for covering, length in atoms if index in covering)
        assert covered == pytest.approx(length_mm(line), rel=2e-5, abs=60)


_PLACES = st.tuples(st.integers(0, 5), st.integers(0, 5))
_DRAWN = st.lists(st.lists(_PLACES, min_size=2, max_size=5, unique=True), min_size=1, max_size=5)


def _line(places: list, step: float = 1e-3) -> bytes:
    return on_lattice(shapely.LineString([(40 + x * step, 35 + y * step) for x, y in places]).wkb)


@settings(deadline=None)
@given(_DRAWN)
def test_lines_that_cross_and_share_ground_are_what_fractions_find(drawn: list[list[tuple[int, int]]]) -> None:
    atoms = dict(atoms_of_lines([_line(places) for places in drawn]))

    for covering, length in _by_fractions(drawn).items():
        assert atoms.pop(covering, 0) == pytest.approx(length, rel=1e-3, abs=100)
    assert all(length < 100 for length in atoms.values())


def _by_fractions(drawn: list[list[tuple[int, int]]]) -> dict[tuple[int, ...], int]:
    """Cut every segment at every other one in exact fractions; ask of each piece which lines hold its middle."""
    segments = [(a, b, i) for i, places in enumerate(drawn) for a, b in pairwise(places)]
    pieces = {frozenset(piece) for a, b, _ in segments for piece in pairwise(_cut(a, b, segments))}
    lengths: dict[tuple[int, ...], int] = defaultdict(int)
    for start, end in pieces:
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        holders = sorted({i for a, b, i in segments if _holds(a, b, middle)})
        lengths[tuple(holders)] += length_mm(_line([(float(x), float(y)) for x, y in (start, end)]))
    return lengths


def _cut(a: tuple[int, int], b: tuple[int, int], segments: list) -> list:
    places = {p for c, d, _ in segments for p in (c, d, _crossing(a, b, c, d)) if p is not None and _holds(a, b, p)}
    return sorted((Fraction(x), Fraction(y)) for x, y in places)


def _crossing(a: tuple, b: tuple, c: tuple, d: tuple) -> tuple | None:
    turn = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
    if not turn:
        return None
    share = Fraction((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0]), turn)
    crossing = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
    return crossing if _holds(c, d, crossing) else None


def _holds(a: tuple, b: tuple, p: tuple) -> bool:
    on_it = (b[0] - a[0]) * (p[1] - a[1]) == (b[1] - a[1]) * (p[0] - a[0])
    return on_it and all(min(a[k], b[k]) <= p[k] <= max(a[k], b[k]) for k in (0, 1))


@settings(deadline=None)
@given(_DRAWN, st.sampled_from([1e-3, 1.3e-7]), st.randoms())
def test_the_order_of_lines_does_not_matter(
    drawn: list[list[tuple[int, int]]], step: float, order: random.Random
) -> None:
    lines = [_line(places, step) for places in drawn]
    positions = order.sample(range(len(lines)), len(lines))

    shuffled = atoms_of_lines([lines[position] for position in positions])

    renamed = sorted((tuple(sorted(positions[i] for i in covering)), length) for covering, length in shuffled)
    assert renamed == atoms_of_lines(lines)


def test_a_road_driven_there_and_back_counts_once() -> None:
    there = _line([(0, 0), (5, 1)])
    there_and_back = _line([(0, 0), (5, 1), (0, 0)])

    assert atoms_of_lines([there_and_back]) == [((0,), pytest.approx(length_mm(there), abs=20))]


def test_all_parts_of_a_multiline_count() -> None:
    two = shapely.MultiLineString([[(40, 35), (40.01, 35)], [(40.02, 35), (40.03, 35)]])

    assert atoms_of_lines([two.wkb]) == [((0,), pytest.approx(length_mm(two.wkb), abs=20))]


def test_an_area_is_no_road() -> None:
    with pytest.raises(GeometryUnsound, match="Shape 2 of 2"):
        atoms_of_lines([_line([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1).wkb])


def test_a_line_shorter_than_the_grid_covers_nothing() -> None:
    assert atoms_of_lines([shapely.LineString([(40, 35), (40.000000001, 35)]).wkb]) == []


def _merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def test_two_thousand_stretches_drawn_along_roads_are_as_long_as_their_places_along_them_say() -> None:
    chance = random.Random(14)
    drawn, along, plain = [], 0, 0
    for number in range(20):
        road = shapely.transform(_road(number), lambda degrees, north=number: degrees + np.array([0, north * 0.1]))
        starts = [chance.uniform(0, road.length) for _ in range(100)]
        places = [(start, min(road.length, start + chance.uniform(0, 0.04) * road.length)) for start in starts]
        cut = [on_lattice(substring(road, start, end).wkb) for start, end in places]
        along += sum(length_mm(substring(road, start, end).wkb) for start, end in _merged(places))
        plain += length_mm(shapely.union_all(shapely.from_wkb(cut)).wkb)
        drawn.extend(cut)

    by_line = int(pieces_of_lines(drawn).lengths_mm.sum())

    assert by_line == pytest.approx(along, rel=2e-5)
    assert plain > along * 1.1
