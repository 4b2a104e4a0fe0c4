"""Pieces: the boundaries of polygons cut where they cross, each piece with the polygons that cover it on each side.

The same walk as for ``cells``, but each piece keeps its two ends, so that shapes can be drawn from it (``outlines``):

        x-------->x    ends: where boundaries cross, or a corner; the same point seen from either boundary
         S     left: the polygons that cover the ground on its left; right: those on its right
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from firmground.errors import PromiseBroken
from firmground.geometry.cells.boundary import by_part, crossings_of, entered, held_at_start, put_by_place, written
from firmground.geometry.cells.crossings import EDGE, SIGN, WHO, Floats, T, X
from firmground.geometry.cells.neighbours import Neighbours, neighbours
from firmground.geometry.cells.packing import Ints, Packed, pack
from firmground.geometry.cells.sets import compared, mixed
from firmground.geometry.compiled import compiled

Members = NDArray[np.int32]
Covering = tuple[int, ...]
"""The polygons that cover a piece of ground: indexes into the input, ascending, never empty."""

NOTHING = -1
"""The side of a piece that nothing covers."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """The boundaries of polygons in pieces.

    Attributes:
        ends: int64 (n, 4), from x, y to x, y in lattice units.
        left: int32 (n), index of the covering on the left.
        right: int32 (n), index of the covering on the right, or ``NOTHING``.
        offsets: int64 (coverings + 1), where the members of each covering begin, with the end at last.
        members: int32, indexes of polygons, ascending in a covering.
    """

    ends: Ints
    left: Members
    right: Members
    offsets: Ints
    members: Members

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.left)

    def coverings(self) -> list[Covering]:
        """Return every set of polygons that covers some ground, each once."""
        members, offsets = self.members.tolist(), self.offsets.tolist()
        return [tuple(members[first:last]) for first, last in pairwise(offsets)]


def pieces(polygons: Sequence[bytes]) -> Pieces:
    """Return the boundaries of polygons and multipolygons in pieces.

    Args:
        polygons: WKB, WGS 84, sound (no ring crosses itself), any order. Empty ones cover nothing.

    Raises:
        GeometryUnsound: A shape is no polygon; ``details["index"]`` says which.
        PromiseBroken: A boundary left a polygon that it had not entered: a shape was not sound.
    """
    packed = pack(polygons)
    offsets, members, sides, ends, lost = _pieces_along(packed, neighbours(packed))
    if lost:
        raise PromiseBroken(f"{lost} boundaries left a polygon that they had not entered: a ring crosses itself.")
    number, firsts = _numbered(offsets, members)
    left, right = np.full(len(ends), NOTHING, dtype=np.int32), np.full(len(ends), NOTHING, dtype=np.int32)
    is_left = sides > 0
    left[sides[is_left] - 1] = number[is_left]
    right[-sides[~is_left] - 1] = number[~is_left]
    lengths = np.diff(offsets)[firsts]
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    kept = members[np.repeat(offsets[firsts] - starts[:-1], lengths) + np.arange(starts[-1])]
    return Pieces(ends, left, right, starts, kept)


@compiled
def _pieces_along(packed: Packed, near: Neighbours) -> tuple[Ints, Members, Ints, Ints, int]:
    """Return sets of polygons, to which side of which piece each belongs, the ends of the pieces, and what was lost.

    A side is the number of the piece, from 1; with a minus sign it is the right one.
    """
    parts = np.arange(len(packed.polygon))
    whole, shares, count = crossings_of(packed, near, parts, np.full(len(parts), -1, dtype=np.int64))
    order, starts = by_part(whole, count, len(parts))
    most = count + len(packed.edges)
    offsets = np.zeros(2 * most + 1, dtype=np.int64)
    sides = np.empty(2 * most, dtype=np.int64)
    members = np.empty(4 * most, dtype=np.int32)
    ends = np.empty((most, 4), dtype=np.int64)
    used, drawn, lost = 0, 0, 0
    for part in range(len(parts)):
        met = order[starts[part] : starts[part + 1]]
        put_by_place(whole, shares, met)
        members, used, drawn, missed = _follow(
            packed, near, part, whole, shares, met, offsets, members, sides, used, ends, drawn
        )
        lost += missed
    return offsets[: used + 1].copy(), members[: offsets[used]].copy(), sides[:used].copy(), ends[:drawn].copy(), lost


@compiled
def _follow(
    packed: Packed, near: Neighbours, part: int, whole: Ints, shares: Floats, order: Ints,
    offsets: Ints, members: Members, sides: Ints, used: int, ends: Ints, drawn: int,
) -> tuple[Members, int, int, int]:  # fmt: skip
    """Follow the boundary of one part and write down its pieces; return the members, longer where need be."""
    edges, own = packed.edges, packed.polygon[part]
    room = near.starts[part + 1] - near.starts[part] + len(order)
    held, owed = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
    depth, depth_at_start, debts, at, lost = 0, 0, 0, 0, 0
    for edge in range(packed.first_edge[part], packed.first_edge[part + 1]):
        if packed.is_ring_start[edge]:
            lost += debts + abs(depth - depth_at_start)
            depth = depth_at_start = held_at_start(packed, near, part, edge, held)
            debts = 0
        from_x, from_y, bx, by = edges[edge]
        south = from_y
        is_end = False
        while not is_end:
            is_end = at == len(order) or whole[order[at], EDGE] != edge
            x, y = bx, by
            if not is_end:
                x = whole[order[at], X]
                y = south + int(np.rint(shares[order[at], T] * float(by - south)))
            if x != from_x or y != from_y:
                if offsets[used] + 2 * depth + 1 > len(members):
                    members = np.concatenate((members, np.empty(len(members) + 2 * depth + 1, dtype=np.int32)))
                ends[drawn, 0], ends[drawn, 1], ends[drawn, 2], ends[drawn, 3] = from_x, from_y, x, y
                drawn += 1
                used = written(offsets, members, sides, used, held, depth, own, drawn)
            from_x, from_y = x, y
            if not is_end:
                if whole[order[at], SIGN] > 0:
                    depth, debts = entered(held, depth, owed, debts, whole[order[at], WHO])
                else:
                    debts, depth = entered(owed, debts, held, depth, whole[order[at], WHO])
                at += 1
    return members, used, drawn, lost + debts + abs(depth - depth_at_start)


@compiled
def _numbered(offsets: Ints, members: Members) -> tuple[Members, Ints]:
    """Return a number for each set, the same for equal sets, and where each number occurs first."""
    count = len(offsets) - 1
    size = 16
    while size < 2 * count:
        size *= 2
    slots = np.full(size, -1, dtype=np.int64)
    number = np.empty(count, dtype=np.int32)
    firsts = np.empty(count, dtype=np.int64)
    known = 0
    for index in range(count):
        slot = mixed(offsets, members, index) & (size - 1)
        while slots[slot] >= 0 and compared(offsets, members, firsts[slots[slot]], index) != 0:
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot] = known
            firsts[known] = index
            known += 1
        number[index] = slots[slot]
    return number, firsts[:known].copy()
