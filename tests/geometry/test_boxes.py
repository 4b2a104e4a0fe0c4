"""The search for boxes against looking at every one of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.geometry.cells.boxes import Boxes
from firmground.geometry.cells.packing import WIDEST_UNITS

_PLACES = st.one_of(st.integers(-40, 40), st.integers(-(180 * 10**9), 179 * 10**9))
_SIZES = st.one_of(st.integers(0, 40), st.sampled_from([1 << 15, 1 << 17, (1 << 20) + 1, WIDEST_UNITS - 2]))


@st.composite
def _boxes(draw):
    west, south = draw(_PLACES), draw(_PLACES) // 2
    return (west, south, west + draw(_SIZES), south + draw(_SIZES))


def _do_meet(one, other):
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


@settings(deadline=None, max_examples=200)
@given(st.lists(_boxes(), max_size=30), st.lists(_boxes(), max_size=10), st.data())
def test_the_search_finds_what_looking_at_every_box_finds_while_they_come_and_go(first, later, data):
    held = Boxes(np.array(first, dtype=np.int64).reshape(-1, 4))
    numbers = [held.add(np.array(box, dtype=np.int64)) for box in later]
    assert numbers == list(range(len(first), len(first) + len(later)))
    everything = [*first, *later]
    gone = data.draw(st.sets(st.sampled_from(range(len(everything))))) if everything else set()
    for number in sorted(gone):
        held.remove(number)

    for asked in [*everything, data.draw(_boxes())]:
        there = [i for i, box in enumerate(everything) if i not in gone and _do_meet(box, asked)]
        assert sorted(held.meeting(np.array(asked, dtype=np.int64)).tolist()) == there


def test_many_boxes_at_one_place_are_all_found_and_each_goes_alone():
    box = np.array([[5, 5, 9, 9]] * 3000, dtype=np.int64)
    held = Boxes(box)
    for number in range(0, 3000, 2):
        held.remove(number)

    assert sorted(held.meeting(np.array([9, 9, 20, 20], dtype=np.int64)).tolist()) == list(range(1, 3000, 2))


def test_the_table_grows_with_the_boxes():
    corners = np.arange(20_000, dtype=np.int64)[:, None] * 1_000_000
    held = Boxes(np.concatenate([corners, -corners, corners + 10, 10 - corners], axis=1))

    for number in (0, 777, 19_999):
        west = 1_000_000 * number
        assert held.meeting(np.array([west + 10, 10 - west, west + 11, 11 - west], dtype=np.int64)).tolist() == [number]
