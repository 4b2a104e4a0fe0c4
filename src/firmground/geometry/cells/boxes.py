"""Boxes: which of a million boxes meet one box, while boxes come and go.

A loose quadtree in a hash table. Each level is four times as coarse as the one below; a box stands in one cell: that of
its lower left corner, on the finest level whose cells are as large as it is. A cell counts the boxes in it and in all
cells below, so a search goes down only where something is. What stands in a cell reaches no further than into the next
one: a search goes down through the cells that reach the box, and meets few others. Its time does not grow with the
number of boxes, unless they lie upon each other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.cells.packing import Ints
from firmground.geometry.compiled import compiled

Int32s = NDArray[np.int32]

_FINEST_BITS = 15
"""Cells of the finest level are 2^15 units: 4 m."""

_TOP_BITS = 29
"""Cells of the coarsest level are 2^29 units, as large as a part can be (``packing.WIDEST_UNITS``)."""

_LEVELS = 1 + (_TOP_BITS - _FINEST_BITS) // 2

_ROW = 1 << 26
"""More cells than a row of the finest level has."""

_NONE = -1


class _Tree(NamedTuple):
    """The quadtree: cells by open addressing, the boxes of a cell as a chain.

    Attributes:
        key: int64 (slots), number of the cell in each slot; -1: the slot is free. Slots are a power of two.
        first: int32 (slots), the first box of the cell; -1: none.
        below: int32 (slots), how many boxes stand in the cell and in those under it.
        following: int32 (room), the next box of the same cell; -1: none.
        box: int64 (room, 4), west, south, east, north.
    """

    key: Ints
    first: Int32s
    below: Int32s
    following: Int32s
    box: Ints


class Boxes:
    """Boxes in lattice units that can be searched, added to and taken out of."""

    def __init__(self, box: Ints) -> None:
        """Take some boxes in, numbered by their places.

        Args:
            box: int64 (n, 4), west, south, east, north; none wider or higher than ``packing.WIDEST_UNITS``.
        """
        self._count = len(box)
        self._cells = 0
        self._tree = _empty(slots=1 << 10, room=max(16, 2 * len(box)))
        self._tree.box[: len(box)] = box
        self._take_in(0, len(box))

    def add(self, box: Ints) -> int:
        """Take in one box, int64 (4,), and return its number: one more than the last."""
        if self._count == len(self._tree.following):
            self._tree = self._tree._replace(
                following=_twice(self._tree.following), box=np.concatenate((self._tree.box, self._tree.box))
            )
        self._tree.box[self._count] = box
        self._count += 1
        self._take_in(self._count - 1, self._count)
        return self._count - 1

    def remove(self, number: int) -> None:
        """Take a box out; it must be in."""
        _taken_out(self._tree, number)

    def meeting(self, box: Ints) -> Ints:
        """Return the numbers of the boxes that meet a box, int64 (4,), in no order; touching is meeting."""
        found: Ints = _meeting(self._tree, box)
        return found

    def _take_in(self, start: int, end: int) -> None:
        """Put boxes into their cells, a part at a time, so that the table never fills."""
        while start < end:
            room = (len(self._tree.key) // 2 - self._cells) // _LEVELS
            if room <= 0:
                self._tree = self._tree._replace(**_widened(self._tree)._asdict())
                continue
            until = min(end, start + room)
            self._cells += _taken_in(self._tree, start, until)
            start = until


def _empty(slots: int, room: int) -> _Tree:
    return _Tree(
        key=np.full(slots, _NONE, dtype=np.int64),
        first=np.full(slots, _NONE, dtype=np.int32),
        below=np.zeros(slots, dtype=np.int32),
        following=np.full(room, _NONE, dtype=np.int32),
        box=np.zeros((room, 4), dtype=np.int64),
    )


def _twice(numbers: Int32s) -> Int32s:
    return np.concatenate((numbers, np.full_like(numbers, _NONE)))


def _widened(tree: _Tree) -> _Tree:
    """Return the same cells in a table four times as wide."""
    wide = _empty(4 * len(tree.key), 0)._replace(following=tree.following, box=tree.box)
    _moved(tree, wide)
    return wide


@compiled
def _moved(tree: _Tree, wide: _Tree) -> None:
    for old in range(len(tree.key)):
        if tree.key[old] != -1:
            slot = _slot(wide.key, tree.key[old])
            wide.key[slot], wide.first[slot], wide.below[slot] = tree.key[old], tree.first[old], tree.below[old]


@compiled
def _slot(keys: Ints, key: int) -> int:
    """Return the slot of a cell, or the free one where it would be put."""
    last = len(keys) - 1
    mixed = (key & 0x7FFFFFFF) * 0x1B873593 + (key >> 31) * 0x27D4EB2F
    slot = (mixed ^ (mixed >> 27)) & last
    while keys[slot] != key and keys[slot] != -1:
        slot = (slot + 1) & last
    return slot


@compiled
def _key(level: int, x: int, y: int) -> int:
    """Return the number of the cell of a place."""
    bits = _FINEST_BITS + 2 * level
    return int((level * _ROW + ((y + (1 << 38)) >> bits)) * _ROW + ((x + (1 << 38)) >> bits))


@compiled
def _level(box: Ints) -> int:
    size = max(box[2] - box[0], box[3] - box[1])
    level = 0
    while (1 << (_FINEST_BITS + 2 * level)) < size:
        level += 1
    return level


@compiled
def _taken_in(tree: _Tree, start: int, end: int) -> int:
    """Put boxes into their cells and return how many cells are new."""
    new = 0
    for number in range(start, end):
        own = _level(tree.box[number])
        for level in range(own, _LEVELS):
            key = _key(level, tree.box[number, 0], tree.box[number, 1])
            slot = _slot(tree.key, key)
            if tree.key[slot] == -1:
                tree.key[slot] = key
                new += 1
            tree.below[slot] += 1
            if level == own:
                tree.following[number] = tree.first[slot]
                tree.first[slot] = number
    return new


@compiled
def _taken_out(tree: _Tree, number: int) -> None:
    own = _level(tree.box[number])
    for level in range(own, _LEVELS):
        slot = _slot(tree.key, _key(level, tree.box[number, 0], tree.box[number, 1]))
        tree.below[slot] -= 1
        if level == own and tree.first[slot] == number:
            tree.first[slot] = tree.following[number]
        elif level == own:
            before = tree.first[slot]
            while tree.following[before] != number:
                before = tree.following[before]
            tree.following[before] = tree.following[number]


@compiled
def _meeting(tree: _Tree, box: Ints) -> Ints:
    found = np.empty(32, dtype=np.int64)
    count = 0
    west, south, east, north = box[0] >> _TOP_BITS, box[1] >> _TOP_BITS, box[2] >> _TOP_BITS, box[3] >> _TOP_BITS
    corners = np.empty(((east - west + 2) * (north - south + 2) + 16 * _LEVELS, 3), dtype=np.int64)
    waiting = 0
    for row in range(south - 1, north + 1):
        for column in range(west - 1, east + 1):
            corners[waiting, 0] = _LEVELS - 1
            corners[waiting, 1], corners[waiting, 2] = column << _TOP_BITS, row << _TOP_BITS
            waiting += 1
    while waiting > 0:
        waiting -= 1
        level, x, y = corners[waiting, 0], corners[waiting, 1], corners[waiting, 2]
        slot = _slot(tree.key, _key(level, x, y))
        if tree.key[slot] == -1 or tree.below[slot] == 0:
            continue
        number = tree.first[slot]
        while number != -1:
            other = tree.box[number]
            if other[0] <= box[2] and other[2] >= box[0] and other[1] <= box[3] and other[3] >= box[1]:
                if count == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[count] = number
                count += 1
            number = tree.following[number]
        if level > 0:
            waiting = _wait_below(corners, waiting, level - 1, x, y, box)
    return found[:count].copy()


@compiled
def _wait_below(corners: Ints, waiting: int, level: int, x: int, y: int, box: Ints) -> int:
    """Write down the cells of the next finer level from which a box can be reached; return how many are waiting."""
    size = 1 << (_FINEST_BITS + 2 * level)
    for place in range(16):
        west, south = x + (place & 3) * size, y + (place >> 2) * size
        if west <= box[2] and west + 2 * size > box[0] and south <= box[3] and south + 2 * size > box[1]:
            corners[waiting, 0], corners[waiting, 1], corners[waiting, 2] = level, west, south
            waiting += 1
    return waiting
