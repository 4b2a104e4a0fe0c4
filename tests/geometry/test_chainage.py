from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmground.errors import GeometryUnsound
from firmground.geometry.chainage import FARTHEST_MM, Pieces, pieces_along

Stretch = tuple[str, int, int]

_STRETCHES = st.lists(st.tuples(st.sampled_from(["M4", "M7"]), st.integers(0, 12), st.integers(-2, 12)), max_size=8)


def _pieces(stretches: list[Stretch]) -> Pieces:
    roads, begins, ends = zip(*stretches, strict=True) if stretches else ((), (), ())
    return pieces_along(roads, begins, ends)


def _told(stretches: list[Stretch]) -> list[tuple[tuple[int, ...], int]]:
    pieces = _pieces(stretches)
    return [(pieces.covering(piece), int(length)) for piece, length in enumerate(pieces.lengths_mm)]


def _millimetre_by_millimetre(stretches: list[Stretch]) -> list[tuple[int, ...]]:
    every = (_over(stretches, road, mm) for road in ("M4", "M7") for mm in range(-2, 12))
    return [covering for covering in every if covering]


def _over(stretches: list[Stretch], road: str, mm: int) -> tuple[int, ...]:
    return tuple(
        i for i, (on, one, other) in enumerate(stretches) if on == road and min(one, other) <= mm < max(one, other)
    )


@given(_STRETCHES)
def test_every_millimetre_of_a_road_is_covered_by_the_stretches_that_run_over_it(stretches: list[Stretch]) -> None:
    found = [covering for covering, length in _told(stretches) for _ in range(length)]

    assert found == _millimetre_by_millimetre(stretches)


@given(_STRETCHES, st.randoms())
def test_the_order_of_stretches_does_not_matter(stretches: list[Stretch], order: random.Random) -> None:
    positions = order.sample(range(len(stretches)), len(stretches))
    shuffled = _told([stretches[position] for position in positions])

    assert [(tuple(sorted(positions[i] for i in covering)), length) for covering, length in shuffled] == _told(
        stretches
    )


def test_a_gap_between_stretches_is_no_road() -> None:
    stretches = [("M4", 900, 500), ("M4", 0, 600), ("M4", 950, 960), ("M5", 0, 5), ("M5", 5, 7)]

    assert _told(stretches) == [((1,), 500), ((0, 1), 100), ((0,), 300), ((2,), 10), ((3,), 5), ((4,), 2)]


def test_no_stretches_cover_nothing() -> None:
    assert len(_pieces([])) == len(_pieces([("M4", 5, 5)])) == 0


def test_a_hundred_thousand_stretches_add_up_to_what_a_sweep_by_hand_finds() -> None:
    chance = np.random.default_rng(20171114)
    begins = chance.integers(0, 10**9, 100_000)
    ends = begins + chance.integers(1, 50_000, 100_000)
    pieces = pieces_along(["M4"] * 100_000, begins, ends)

    reached, covered = 0, 0
    for begin, end in sorted(zip(begins.tolist(), ends.tolist(), strict=True)):
        covered += max(0, end - max(begin, reached))
        reached = max(reached, end)
    assert int(pieces.lengths_mm.sum()) == covered
    assert int((pieces.lengths_mm[pieces.of_members()]).sum()) == int((ends - begins).sum())


def test_a_place_beyond_every_road_is_refused_with_what_to_look_at() -> None:
    for far_mm in (FARTHEST_MM + 1, 10**300):
        with pytest.raises(GeometryUnsound, match="look at its unit"):
            pieces_along(["M4"], [0], [far_mm])
