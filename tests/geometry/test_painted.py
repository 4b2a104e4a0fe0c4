"""Painting deep ground tells the same totals as cells do."""

import random

import numpy as np
import pytest
import shapely

from firmground.geometry.cells.cells import cells
from firmground.geometry.cells.neighbours import neighbours
from firmground.geometry.cells.packing import pack
from firmground.geometry.fold.changes import history
from firmground.geometry.fold.painted import DEEP, deep_polygons, history_of, painted
from firmground.geometry.fold.stacks import stacked
from firmground.geometry.fold.totals import plain_claims, plain_rules

KINDS = 4
_NOISE_MM2 = 2_000


def _stars(count: int, *, side_deg: float, seed: int, west: float = 40.0) -> list[bytes]:
    """Return stars of 5 to 9 corners, up to 100 m across, in a square."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        x, y = west + chance.random() * side_deg, 35 + chance.random() * side_deg
        corners = chance.randint(5, 9)
        reach = [chance.uniform(1e-4, 5e-4) for _ in range(corners)]
        angles = [2 * np.pi * at / corners for at in range(corners)]
        ring = [(x + r * np.cos(a), y + r * np.sin(a)) for r, a in zip(reach, angles, strict=True)]
        made.append(shapely.to_wkb(shapely.transform(shapely.Polygon(ring), lambda at: np.rint(at * 1e9) / 1e9)))
    return made


def _claims(count: int, seed: int):
    chance = np.random.default_rng(seed)
    day = np.sort(chance.integers(0, max(2, count // 3), count)).astype(np.int32)
    return plain_claims(chance.integers(0, KINDS, count).astype(np.int8), day)


def _rules():
    """A later claim wins, but kind 0 changes nothing on ground of state 2, and kind 3 leaves state 1 as it is."""
    after = np.tile(np.arange(1, KINDS + 1, dtype=np.int16), (KINDS + 1, 1))
    after[2, 0], after[1, 3] = 2, 1
    return plain_rules(after, np.arange(KINDS + 1, dtype=np.int8))


def _from_cells(polygons, claims):
    every = np.arange(len(polygons) + 1)
    return history(stacked(cells(polygons), every, every[:-1].astype(np.int32)), claims, _rules())


@pytest.mark.parametrize("seed", range(6))
def test_every_day_has_the_totals_that_cells_have(seed):
    count = 20 + 25 * seed
    polygons, claims = _stars(count, side_deg=0.001, seed=seed), _claims(count, seed)
    days = np.unique(claims.day).astype(np.int64)
    ours = painted(polygons, claims, _rules()).series(KINDS + 1, days)
    exact = _from_cells(polygons, claims).series(KINDS + 1, days)
    assert exact[-1][1:].sum() > 1e9
    assert np.abs(ours - exact).max() <= _NOISE_MM2


def test_only_the_deep_cluster_is_painted_and_the_rest_is_exact():
    crowd, apart = _stars(150, side_deg=0.0006, seed=1), _stars(150, side_deg=0.5, seed=2, west=41.0)
    polygons = [one for pair in zip(crowd, apart, strict=True) for one in pair]
    claims = _claims(300, 3)
    packed = pack(polygons)
    is_deep = deep_polygons(packed, neighbours(packed))
    assert is_deep[::2].all()
    assert not is_deep[1::2].any()
    found, count = history_of(polygons, claims, _rules())
    assert count == 150 > DEEP
    assert np.abs(found.totals(KINDS + 1) - _from_cells(polygons, claims).totals(KINDS + 1)).max() <= _NOISE_MM2


def test_shallow_ground_is_never_painted():
    polygons, claims = _stars(200, side_deg=0.05, seed=4), _claims(200, 4)
    found, count = history_of(polygons, claims, _rules(), threads=2)
    exact = _from_cells(polygons, claims)
    assert count == 0
    assert np.array_equal(found.area_mm2, exact.area_mm2)
    assert np.array_equal(found.day, exact.day)


def test_no_claims_change_nothing():
    assert not len(painted([], _claims(0, 0), _rules()).day)
    assert history_of([], _claims(0, 0), _rules())[1] == 0
