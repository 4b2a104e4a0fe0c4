"""Neighbours: which parts of other polygons have a box that meets the box of a part.

A grid of several levels, each twice as coarse as the one below; half of the parts fit the finest. A part stands
in one cell: that of its lower left corner, on the finest level whose cells are as large as it is. So whatever meets a
box stands in the cells under it or in the row or column before them, on its own level or on a coarser one; pairs are
found from the finer side.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from firmground.geometry.cells.growing import add_up, longer
from firmground.geometry.cells.packing import Ints, Packed
from firmground.geometry.compiled import compiled

_ROW = 1 << 28
"""More cells than a row of the finest level can have."""

_ORIGIN = 1 << 38
"""Added to coordinates, so that none is below 0."""

_FINEST_BITS = 12
"""Cells are never smaller than 2^12 units: 0.5 m."""


class Neighbours(NamedTuple):
    """The neighbours of every part.

    Attributes:
        starts: (parts + 1,) where the neighbours of each part begin in ``parts``, with the end at last.
        parts: The neighbours, in no order.
    """

    starts: Ints
    parts: Ints


def neighbours(packed: Packed, *, threads: int = 1) -> Neighbours:
    """Return, for each part, the parts of other polygons whose boxes meet its own; touching is meeting.

    Args:
        packed: The polygons.
        threads: How many share the work.
    """
    parts = len(packed.polygon)
    if not parts:
        return Neighbours(np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int64))
    sizes = (packed.box[:, 2:] - packed.box[:, :2]).max(axis=1)
    finest = max(_FINEST_BITS, int(np.median(sizes)).bit_length())
    levels, keys = _cells_of(packed.box, sizes, finest)
    order = np.argsort(keys, kind="stable")
    grid = packed.box, packed.box[order], packed.polygon, levels, keys[order], order, np.unique(levels), finest
    bounds = [parts * share // threads for share in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda at: _pairs(*grid, bounds[at], bounds[at + 1]), range(threads)))
    first, second = (np.concatenate(column) for column in zip(*found, strict=True))
    return Neighbours(*_both_ways(first, second, parts))


@compiled
def _cells_of(box: Ints, sizes: Ints, finest: int) -> tuple[Ints, Ints]:
    levels = np.empty(len(box), dtype=np.int64)
    keys = np.empty(len(box), dtype=np.int64)
    for part in range(len(box)):
        level = 0
        while (1 << (finest + level)) < sizes[part]:
            level += 1
        levels[part] = level
        keys[part] = _key(level, finest, box[part, 0], box[part, 1])
    return levels, keys


@compiled
def _key(level: int, finest: int, x: int, y: int) -> int:
    """Return the number of the cell of a place: cells of a row follow each other, rows of a level too."""
    bits = finest + level
    column = (x + _ORIGIN) >> bits
    row = (y + _ORIGIN) >> bits
    return (level * _ROW + row) * _ROW + column


@compiled
def _pairs(
    box: Ints,
    by_key: Ints,
    polygon: Ints,
    levels: Ints,
    keys: Ints,
    order: Ints,
    used: Ints,
    finest: int,
    start: int,
    end: int,
) -> tuple[Ints, Ints]:
    """Return pairs of parts whose boxes meet, found from the parts ``start`` to ``end``, each pair once."""
    room = 8 * (end - start) + 64
    first, second = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    found = 0
    place = 0
    for part in range(start, end):
        west, south, east, north = box[part, 0], box[part, 1], box[part, 2], box[part, 3]
        for level in used:
            if level < levels[part]:
                continue
            size = 1 << (finest + level)
            rows = ((north + _ORIGIN) // size) - ((south - size + _ORIGIN) // size)
            for row in range(rows + 1):
                y = south - size + row * size
                place = _first_from(keys, _key(level, finest, west - size, y), place)
                last = _key(level, finest, east, y)
                while place < len(keys) and keys[place] <= last:
                    if (
                        by_key[place, 0] <= east
                        and by_key[place, 2] >= west
                        and by_key[place, 1] <= north
                        and by_key[place, 3] >= south
                    ):
                        other = order[place]
                        if polygon[other] != polygon[part] and (level > levels[part] or other > part):
                            if found == len(first):
                                first, second = longer(first, 0), longer(second, 0)
                            first[found], second[found] = part, other
                            found += 1
                    place += 1
    return first[:found], second[:found]


@compiled
def _first_from(keys: Ints, key: int, guess: int) -> int:
    """Return the first place of a key or of a larger one among ascending keys, found fast where the guess is near."""
    low, high, step = guess, guess, 1
    while low > 0 and keys[low - 1] >= key:
        low = max(0, low - step)
        step *= 2
    step = 1
    while high < len(keys) and keys[high] < key:
        low = high
        high = min(len(keys), high + step)
        step *= 2
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _both_ways(first: Ints, second: Ints, parts: int) -> tuple[Ints, Ints]:
    """Return pairs as lists by part, each pair in both directions."""
    starts = np.zeros(parts + 1, dtype=np.int64)
    for pair in range(len(first)):
        starts[first[pair] + 1] += 1
        starts[second[pair] + 1] += 1
    add_up(starts)
    filled = starts.copy()
    lists = np.empty(2 * len(first), dtype=np.int64)
    for pair in range(len(first)):
        one, other = first[pair], second[pair]
        lists[filled[one]], lists[filled[other]] = other, one
        filled[one] += 1
        filled[other] += 1
    return starts, lists
