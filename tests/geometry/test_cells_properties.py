"""Cells against GEOS's arrangement, and exactly alike however polygons are ordered, left out or shared out."""

from __future__ import annotations

import random

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from firmground.geometry.cells import packing
from firmground.geometry.cells.cells import added, cells, cells_of
from firmground.geometry.cells.neighbours import neighbours
from firmground.geometry.cells.packing import pack
from firmground.geometry.overlay import arrangement
from tests.geometry.lattices import CASES, layouts, named

_MM_PER_UNIT = 0.1117
_MOVED_MM = 0.3
"""GEOS's arrangement moves corners to the lattice of 0.1 mm; cells do not."""


def _allowed_mm2(polygons: list[bytes]) -> float:
    length_mm = shapely.length(shapely.from_wkb(polygons)).sum() * 1e9 * _MM_PER_UNIT
    return 60 + _MOVED_MM * float(length_mm)


@CASES
@given(layouts())
def test_cells_are_those_of_the_arrangement_of_geos(polygons):
    found = named(cells(polygons))
    expected = {cell.covering: cell.area_mm2 for cell in arrangement(polygons).cells}

    for covering in found.keys() | expected.keys():
        assert abs(found.get(covering, 0) - expected.get(covering, 0)) <= _allowed_mm2(polygons), covering


@CASES
@given(layouts(), st.randoms())
def test_the_order_of_polygons_changes_no_number(polygons, chance):
    order = list(range(len(polygons)))
    chance.shuffle(order)

    found = named(cells([polygons[index] for index in order]))

    assert {tuple(sorted(order[i] for i in covering)): area for covering, area in found.items()} == named(
        cells(polygons)
    )


@CASES
@given(layouts(), st.randoms())
def test_cells_of_a_part_are_the_cells_of_all_added_up_exactly(polygons, chance):
    kept = [index for index in range(len(polygons)) if chance.random() < 0.6]

    sums: dict[tuple[int, ...], int] = {}
    for covering, area in named(cells(polygons)).items():
        left = tuple(kept.index(index) for index in covering if index in kept)
        if left:
            sums[left] = sums.get(left, 0) + area

    found = named(cells([polygons[index] for index in kept]))
    assert found == {covering: area for covering, area in sums.items() if area}


@CASES
@given(layouts(), st.integers(1, 4), st.randoms())
def test_work_that_is_shared_out_in_any_way_adds_up_exactly(polygons, shares, chance):
    packed = pack(polygons)
    near = neighbours(packed)
    whose = np.array([chance.randrange(shares) for _ in packed.polygon], dtype=np.int64)

    parts = [cells_of(packed, near, np.flatnonzero(whose == share)) for share in range(shares)]

    assert added(parts) == cells(polygons, threads=2) == cells(polygons)


@pytest.fixture
def every_ring_is_long(monkeypatch):
    monkeypatch.setattr(packing, "LONG", 3)


def test_rings_with_bands_of_edges_give_the_same_numbers_as_rings_without(every_ring_is_long, monkeypatch):
    for seed in range(60):
        chance = random.Random(seed)
        polygons = [_star(chance) for _ in range(5)]
        banded = cells(polygons)
        assert (pack(polygons).band_height > 0).all()
        with monkeypatch.context() as plain:
            plain.setattr(packing, "LONG", 48)
            assert (pack(polygons).band_height == 0).all()
            assert cells(polygons) == banded


def _star(chance: random.Random) -> bytes:
    """A ring whose corners lie on a small lattice, so that many lie on edges of others."""
    x, y = chance.randint(0, 6), chance.randint(0, 6)
    corners = [(x, y), (x + 4, y), (x + 4, y + 2), (x + 2, y + 2), (x + 2, y + 4), (x + 3, y + 5), (x, y + 5)]
    return shapely.to_wkb(shapely.transform(shapely.Polygon(corners), lambda xy: (xy * 1e5 + 4e10) / 1e9))
