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
from firmground.geometry.compiled import compiled, inlined

_ROW = 1 << 28
"""More cells than a row of the finest level can have."""

_ORIGIN = 1 << 38
"""Added to coordinates, so that none is below 0."""

_ROWS = 3
"""Cells are as large as the part or larger, so that no more rows of a level can hold what meets it."""

_FINEST_BITS = 12
"""Cells are never smaller than 2^12 units: 0.5 m."""


class Neighbours(NamedTuple):
    """The neighbours of every part.

    Attributes:
        starts: (parts + 1,) where the neighbours of each part begin in ``parts``, with the end at last.
        parts: The neighbours of a part, ascending by polygon.
        twins: Where in ``parts`` the part stands as a neighbour of its neighbour.
    """

    starts: Ints
    parts: Ints
    twins: Ints


class _Grid(NamedTuple):
    """Boxes and polygons of the parts, their levels; then cells, ascending, the part in each; the levels there are."""

    box: Ints
    polygon: Ints
    levels: Ints
    keys: Ints
    order: Ints
    used: Ints
    finest: int


def neighbours(packed: Packed, *, threads: int = 1) -> Neighbours:
    """Return, for each part, the parts of other polygons whose boxes meet its own; touching is meeting.

    Args:
        packed: The polygons.
        threads: How many share the work.
    """
    parts = len(packed.polygon)
    if not parts:
        none = np.empty(0, dtype=np.int64)
        return listed(none, none, packed.polygon)
    sizes = (packed.box[:, 2:] - packed.box[:, :2]).max(axis=1)
    finest = max(_FINEST_BITS, int(np.median(sizes)).bit_length())
    levels, keys = _cells_of(packed.box, sizes, finest)
    order = np.argsort(keys, kind="stable")
    grid = _Grid(packed.box, packed.polygon, levels, keys[order], order, np.unique(levels), finest)
    bounds = [parts * share // threads for share in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda at: _pairs(grid, bounds[at], bounds[at + 1]), range(threads)))
    first, second = (np.concatenate(column) for column in zip(*found, strict=True))
    return listed(first, second, packed.polygon)


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


@inlined
def _key(level: int, finest: int, x: int, y: int) -> int:
    """Return the number of the cell of a place: cells of a row follow each other, rows of a level too."""
    bits = finest + level
    column = (x + _ORIGIN) >> bits
    row = (y + _ORIGIN) >> bits
    return (level * _ROW + row) * _ROW + column


@compiled
def _pairs(grid: _Grid, start: int, end: int) -> tuple[Ints, Ints]:
    """Return pairs of parts whose boxes meet, found from the parts ``start`` to ``end``, each pair once."""
    box, levels, keys, used, finest = grid.box, grid.levels, grid.keys, grid.used, grid.finest
    room = 8 * (end - start) + 64
    first, second = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    found = 0
    guesses = np.zeros((len(used), _ROWS), dtype=np.int64)  # where the part before found its places
    for part in range(start, end):
        west, south, east, north = box[part, 0], box[part, 1], box[part, 2], box[part, 3]
        for rank in range(len(used)):
            level = used[rank]
            if level < levels[part]:
                continue
            size = 1 << (finest + level)
            rows = ((north + _ORIGIN) // size) - ((south - size + _ORIGIN) // size)
            for row in range(rows + 1):
                y = south - size + row * size
                place = _first_from(keys, _key(level, finest, west - size, y), guesses[rank, row])
                guesses[rank, row] = place
                after = _first_from(keys, _key(level, finest, east, y) + 1, place)
                if found + after - place > len(first):
                    first, second = longer(first, after - place), longer(second, after - place)
                found = _met(grid, part, level, place, after, first, second, found)
    return first[:found], second[:found]


@inlined
def _met(grid: _Grid, part: int, level: int, place: int, after: int, first: Ints, second: Ints, found: int) -> int:
    """Write down which parts at some places of the grid meet a part; return how many pairs there are then."""
    box, polygon, level_of_part = grid.box, grid.polygon[part], grid.levels[part]
    west, south, east, north = box[part, 0], box[part, 1], box[part, 2], box[part, 3]
    for at in range(place, after):
        other = grid.order[at]
        first[found], second[found] = part, other
        found += (  # without a branch, which would be guessed wrong as often as right
            (box[other, 0] <= east)
            & (box[other, 2] >= west)
            & (box[other, 1] <= north)
            & (box[other, 3] >= south)
            & (grid.polygon[other] != polygon)
            & ((level > level_of_part) | (other > part))
        )
    return found


@inlined
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
def listed(first: Ints, second: Ints, polygon: Ints) -> Neighbours:
    """Return pairs of parts, each given once, as the neighbours of every part.

    Args:
        first: One part of each pair.
        second: The other one.
        polygon: The polygon of every part.
    """
    starts, unordered = _both_ways(first, second, len(polygon))
    by_polygon = _by_polygon(polygon)
    filled = starts[:-1].copy()
    parts = np.empty(len(unordered), dtype=np.int64)
    for one in by_polygon:  # whoever comes in the order of polygons finds itself listed in that order
        for at in range(starts[one], starts[one + 1]):
            other = unordered[at]
            parts[filled[other]] = one
            filled[other] += 1
    filled = starts[:-1].copy()
    twins = np.empty(len(unordered), dtype=np.int64)
    for one in by_polygon:
        for at in range(starts[one], starts[one + 1]):
            other = parts[at]
            twins[at] = filled[other]
            filled[other] += 1
    return Neighbours(starts, parts, twins)


@compiled
def _both_ways(first: Ints, second: Ints, parts: int) -> tuple[Ints, Ints]:
    """Return pairs as lists by part, in no order, each pair in both directions."""
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


@compiled
def _by_polygon(polygon: Ints) -> Ints:
    """Return the parts in the order of their polygons."""
    starts = np.zeros(polygon.max() + 2 if len(polygon) else 1, dtype=np.int64)
    for part in range(len(polygon)):
        starts[polygon[part] + 1] += 1
    add_up(starts)
    parts = np.empty(len(polygon), dtype=np.int64)
    for part in range(len(polygon)):
        parts[starts[polygon[part]]] = part
        starts[polygon[part]] += 1
    return parts
