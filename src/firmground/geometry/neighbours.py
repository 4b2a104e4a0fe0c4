"""Neighbours: which parts of other polygons have a box that meets the box of a part.

A grid of several levels, each four times as coarse as the one below. A part stands in one cell: that of its lower left
corner, on the finest level whose cells are as large as it is. So whatever meets a box stands in the cells under it or
in the row or column before them, on its own level or on a coarser one; pairs are found from the finer side.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from firmground.geometry.compiled import compiled
from firmground.geometry.packing import Ints, Packed

_FINEST_BITS = 15
"""Cells of the finest level are 2^15 units: 4 m."""

_ROW = 1 << 26
"""More cells than a row of the finest level has."""


class Neighbours(NamedTuple):
    """The neighbours of every part.

    Attributes:
        starts: (parts + 1,) where the neighbours of each part begin in ``parts``, with the end at last.
        parts: The neighbours, ascending for each part.
    """

    starts: Ints
    parts: Ints


def neighbours(packed: Packed) -> Neighbours:
    """Return, for each part, the parts of other polygons whose boxes meet its own; touching is meeting."""
    if not len(packed.polygon):
        return Neighbours(np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int64))
    levels, keys = _cells_of(packed.box)
    order = np.argsort(keys, kind="stable")
    used = np.unique(levels)
    first, second = _pairs(packed.box, packed.polygon, levels, keys[order], order, used)
    return Neighbours(*_both_ways(first, second, len(keys)))


@compiled
def _cells_of(box: Ints) -> tuple[Ints, Ints]:
    levels = np.empty(len(box), dtype=np.int64)
    keys = np.empty(len(box), dtype=np.int64)
    for part in range(len(box)):
        size = max(box[part, 2] - box[part, 0], box[part, 3] - box[part, 1])
        level = 0
        while (1 << (_FINEST_BITS + 2 * level)) < size:
            level += 1
        levels[part] = level
        keys[part] = _key(level, box[part, 0], box[part, 1])
    return levels, keys


@compiled
def _key(level: int, x: int, y: int) -> int:
    """Return the number of the cell of a place: cells of a row follow each other, rows of a level too."""
    bits = _FINEST_BITS + 2 * level
    column = (x + (1 << 38)) >> bits
    row = (y + (1 << 38)) >> bits
    return (level * _ROW + row) * _ROW + column


@compiled
def _pairs(box: Ints, polygon: Ints, levels: Ints, keys: Ints, order: Ints, used: Ints) -> tuple[Ints, Ints]:
    first = np.empty(8 * len(box) + 64, dtype=np.int64)
    second = np.empty(8 * len(box) + 64, dtype=np.int64)
    found = 0
    for part in range(len(box)):
        for level in used:
            if level < levels[part]:
                continue
            size = 1 << (_FINEST_BITS + 2 * level)
            y = box[part, 1] - size
            while True:
                y = min(y, box[part, 3])
                low = np.searchsorted(keys, _key(level, box[part, 0] - size, y))
                last = _key(level, box[part, 2], y)
                while low < len(keys) and keys[low] <= last:
                    other = order[low]
                    low += 1
                    if polygon[other] == polygon[part] or (level == levels[part] and other <= part):
                        continue
                    if _meet(box, part, other):
                        if found == len(first):
                            first = np.concatenate((first, np.empty_like(first)))
                            second = np.concatenate((second, np.empty_like(second)))
                        first[found], second[found] = part, other
                        found += 1
                if ((y + (1 << 38)) // size) == ((box[part, 3] + (1 << 38)) // size):
                    break
                y += size
    return first[:found], second[:found]


@compiled
def _meet(box: Ints, one: int, other: int) -> bool:
    return bool(
        box[one, 0] <= box[other, 2]
        and box[other, 0] <= box[one, 2]
        and box[one, 1] <= box[other, 3]
        and box[other, 1] <= box[one, 3]
    )


@compiled
def _both_ways(first: Ints, second: Ints, parts: int) -> tuple[Ints, Ints]:
    """Return pairs as lists by part, each pair in both directions, every list ascending."""
    starts = np.zeros(parts + 1, dtype=np.int64)
    for pair in range(len(first)):
        starts[first[pair] + 1] += 1
        starts[second[pair] + 1] += 1
    starts = np.cumsum(starts)
    filled = starts[:-1].copy()
    lists = np.empty(2 * len(first), dtype=np.int64)
    for pair in range(len(first)):
        one, other = first[pair], second[pair]
        lists[filled[one]], lists[filled[other]] = other, one
        filled[one] += 1
        filled[other] += 1
    for part in range(parts):
        lists[starts[part] : starts[part + 1]].sort()
    return starts, lists
