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

from firmground.geometry.cells.boundary import bits_for, covering, listed, pass_by, refuse_lost, written
from firmground.geometry.cells.growing import longer
from firmground.geometry.cells.meetings import meetings_of, work_space
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
    offsets, members, sides, ends, lost = _pieces_along(packed, neighbours(packed), work_space(packed))
    refuse_lost(lost)
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
def _pieces_along(packed: Packed, near: Neighbours, space: Ints) -> tuple[Ints, Members, Ints, Ints, int]:
    """Return sets of polygons, to which side of which piece each belongs, the ends of the pieces, and what was lost.

    A side is the number of the piece, from 1; with a minus sign it is the right one.
    """
    starts, rows = meetings_of(packed, near, np.arange(len(packed.polygon)), space)
    most = len(rows) + len(packed.edges)
    offsets = np.zeros(2 * most + 1, dtype=np.int64)
    sides = np.empty(2 * most, dtype=np.int64)
    members = np.empty(4 * most, dtype=np.int32)
    ends = np.empty((most, 4), dtype=np.int64)
    most_near = 0
    for part in range(len(packed.polygon)):
        most_near = max(most_near, near.starts[part + 1] - near.starts[part])
    held, at_start, beside = bits_for(most_near), bits_for(most_near), np.empty(most_near, dtype=np.int32)
    used, drawn, lost = 0, 0, 0
    for part in range(len(packed.polygon)):
        held[:] = at_start
        for edge in range(packed.first_edge[part], packed.first_edge[part + 1]):
            if packed.is_ring_start[edge]:
                lost += (held != at_start).any()
                covering(packed, near, part, edge, held)
                at_start[:] = held
            from_x, from_y = packed.edges[edge, 0], packed.edges[edge, 1]
            for place in range(starts[edge], starts[edge + 1] + 1):
                is_end = place == starts[edge + 1]
                x, y = packed.edges[edge, 2], packed.edges[edge, 3]
                if not is_end:
                    x, y = _point(packed.edges, edge, rows[place])
                if x != from_x or y != from_y:
                    depth = listed(held, packed, near, part, beside)
                    if offsets[used] + 2 * depth + 1 > len(members):
                        members = longer(members, 2 * depth + 1)
                    ends[drawn, 0], ends[drawn, 1], ends[drawn, 2], ends[drawn, 3] = from_x, from_y, x, y
                    drawn += 1
                    used = written(offsets, members, sides, used, beside, depth, packed.polygon[part], drawn)
                from_x, from_y = x, y
                if not is_end:
                    pass_by(held, rows[place]["passed"])
        lost += (held != at_start).any()
    return offsets[: used + 1].copy(), members[: offsets[used]].copy(), sides[:used].copy(), ends[:drawn].copy(), lost


@compiled
def _point(edges: Ints, edge: int, met: np.void) -> tuple[int, int]:
    """Return where an edge meets another, on the lattice."""
    y = edges[edge, 1]
    return met["x"], y + int(np.rint(met["t"] * float(edges[edge, 3] - y)))


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
