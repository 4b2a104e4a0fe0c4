"""Sets of polygons with numbers beside them: equal sets brought together, and put in order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.cells.growing import add_up
from firmground.geometry.cells.packing import Ints
from firmground.geometry.compiled import compiled

Members = NDArray[np.int32]


@compiled
def summed_by_members(offsets: Ints, members: Members, values: Ints) -> tuple[Ints, Members, Ints]:
    """Return each set once, with the sum of its numbers; sets of which the sum is 0 are left out.

    Args:
        offsets: (n + 1,) where the members of each set begin, with the end at last.
        members: The members, ascending in a set.
        values: (n,) a number beside each set.
    """
    size = 16
    while size < 2 * len(values):
        size *= 2
    slots = np.full(size, -1, dtype=np.int32)
    sums = values.copy()
    is_kept = np.zeros(len(values), dtype=np.bool_)
    for index in range(len(values)):
        slot = mixed(offsets, members, index) & (size - 1)
        while slots[slot] >= 0 and compared(offsets, members, slots[slot], index) != 0:
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot] = index
            is_kept[index] = True
        else:
            sums[slots[slot]] += values[index]
    kept = 0
    for index in range(len(values)):
        if is_kept[index] and sums[index] != 0:
            slots[kept] = index
            kept += 1
    return _picked(offsets, members, sums, slots, kept)


@compiled
def in_order(offsets: Ints, members: Members, values: Ints) -> tuple[Ints, Members, Ints]:
    """Return sets in the order of their first members, then of their second, and so on; a shorter one comes first."""
    if len(values) == 0:
        return offsets, members, values
    last = 0
    for member in members:
        last = max(last, member)
    starts = np.zeros(last + 2, dtype=np.int64)
    for index in range(len(values)):
        starts[members[offsets[index]] + 1] += 1
    add_up(starts)
    filled = starts.copy()
    order = np.empty(len(values), dtype=np.int32)
    for index in range(len(values)):
        first = members[offsets[index]]
        order[filled[first]] = index
        filled[first] += 1
    spare = np.empty(len(values), dtype=np.int32)
    for first in range(len(starts) - 1):
        _merge_sort(offsets, members, order[starts[first] : starts[first + 1]], spare)
    return _picked(offsets, members, values, order, len(order))


@compiled
def _merge_sort(offsets: Ints, members: Members, order: Members, spare: Members) -> None:
    """Put some sets in order, in place, from pairs of neighbours upwards."""
    width = 1
    while width < len(order):
        for low in range(0, len(order) - width, 2 * width):
            middle, high = low + width, min(low + 2 * width, len(order))
            left, right = low, middle
            for place in range(low, high):
                is_left = right == high or (
                    left < middle and compared(offsets, members, order[left], order[right]) <= 0
                )
                spare[place] = order[left] if is_left else order[right]
                left, right = left + is_left, right + (not is_left)
            for place in range(low, high):
                order[place] = spare[place]
        width *= 2


@compiled
def _picked(offsets: Ints, members: Members, values: Ints, order: Members, count: int) -> tuple[Ints, Members, Ints]:
    """Return the first ``count`` sets of an order, with their numbers."""
    picked_offsets = np.zeros(count + 1, dtype=np.int64)
    picked_values = np.empty(count, dtype=np.int64)
    for place in range(count):
        index = order[place]
        picked_offsets[place + 1] = picked_offsets[place] + offsets[index + 1] - offsets[index]
        picked_values[place] = values[index]
    picked = np.empty(picked_offsets[-1], dtype=np.int32)
    for place in range(count):
        start, shift = offsets[order[place]], picked_offsets[place]
        for step in range(picked_offsets[place + 1] - shift):
            picked[shift + step] = members[start + step]
    return picked_offsets, picked, picked_values


@compiled
def mixed(offsets: Ints, members: Members, index: int) -> int:
    """Return a number that differs for different sets, mostly."""
    mixed = 0
    for place in range(offsets[index], offsets[index + 1]):
        mixed = ((mixed ^ int(members[place])) * 0x2545F491 + 0x4F6CDD1D) & 0x7FFFFFFF
        mixed ^= mixed >> 13
    return mixed


@compiled
def compared(offsets: Ints, members: Members, one: int, other: int) -> int:
    """Return below 0, 0, above 0: the order of two sets."""
    one_length, other_length = offsets[one + 1] - offsets[one], offsets[other + 1] - offsets[other]
    for step in range(min(one_length, other_length)):
        apart = members[offsets[one] + step] - members[offsets[other] + step]
        if apart != 0:
            return int(apart)
    return int(one_length - other_length)
