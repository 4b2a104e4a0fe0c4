"""The boundary of every polygon as ways around its rings, in steps from one meeting to the next.

See ``cells`` for what this is for, ``meetings`` for where boundaries cross, ``strips`` for the numbers. Whoever follows
the ways knows at each step which other polygons cover the ground beside it:

    held = covering(beginning of the ring)                   o-----x------x-----o      x  meetings
    for each step of the ring:                               |step   step       |      o  corners: no step ends here
        its strip goes from {held, own} to {held}            |                  |
        pass_by(held, the neighbour met at its end)          o------------------o

What is held is a bit for each neighbour, turned over whenever its boundary is met. Where a boundary leaves a neighbour
and enters it again at the same point, the two may be met in any order: for no way at all the bit is wrong.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firmground.errors import PromiseBroken
from firmground.geometry.cells.crossings import covers_start
from firmground.geometry.cells.growing import longer
from firmground.geometry.cells.meetings import meetings_of, step_between
from firmground.geometry.cells.neighbours import Neighbours
from firmground.geometry.cells.packing import Ints, Packed
from firmground.geometry.cells.strips import strip_of, strip_until
from firmground.geometry.compiled import compiled, inlined

Members = NDArray[np.int32]

END = -1
"""Passed at the end of a ring: nothing."""


class Ways(NamedTuple):
    """The ways around the rings of some parts.

    Attributes:
        part: (rings,) whose ring it is.
        edge: (rings,) its first edge; the way begins with its first corner.
        first: (rings + 1,) where the steps of each ring begin, with the end at last; none of them has no step.
        strip: (steps,) what is under the way up to the end of the step, from the step before, in mm2.
        passed: (steps,) int32, the neighbour that is entered or left there, by its place; ``END`` where the ring ends.
        most_near: The most neighbours that one of the parts has.
    """

    part: Ints
    edge: Ints
    first: Ints
    strip: Ints
    passed: Members
    most_near: int


@compiled
def ways_along(packed: Packed, near: Neighbours, parts: Ints, base: Ints) -> Ways:
    """Return the ways around the rings of some parts.

    Args:
        packed: The polygons.
        near: Their neighbours.
        parts: Indexes of the parts.
        base: Work space (``meetings.work_space``).
    """
    starts, rows = meetings_of(packed, near, parts, base)
    rings, most = 0, 0
    for part in parts:
        most = max(most, near.starts[part + 1] - near.starts[part])
        for edge in range(packed.first_edge[part], packed.first_edge[part + 1]):
            rings += packed.is_ring_start[edge]
    part_of, edge_of = np.empty(rings, dtype=np.int64), np.empty(rings, dtype=np.int64)
    first = np.zeros(rings + 1, dtype=np.int64)
    strip, passed = np.empty(len(rows) + rings, dtype=np.int64), np.empty(len(rows) + rings, dtype=np.int32)
    ring, steps, counted = 0, 0, 0
    for part in parts:
        start, end = packed.first_edge[part], packed.first_edge[part + 1]
        while start < end:
            ring_end = start + 1
            while ring_end < end and not packed.is_ring_start[ring_end]:
                ring_end += 1
            part_of[ring], edge_of[ring] = part, start
            steps = _followed(packed.edges, start, ring_end, counted - start, starts, rows, strip, passed, steps)
            ring += 1
            first[ring] = steps
            counted += ring_end - start
            start = ring_end
    return Ways(part_of, edge_of, first, strip, passed, most)


@inlined
def _followed(
    edges: Ints, start: int, end: int, base: int, starts: Ints, rows: NDArray[np.void], strip: Ints, passed: Members,
    steps: int,
) -> int:  # fmt: skip
    """Write down the steps around a ring behind those that are there; return how many there are then."""
    begun, under = steps, 0
    for edge in range(start, end):
        ax, bx = edges[edge, 0], edges[edge, 2]
        beneath = strip_of(ax, edges[edge, 1], bx, edges[edge, 3])
        before = strip_until(beneath, ax, 0.0)
        for place in range(starts[base + edge], starts[base + edge + 1]):
            met = rows[place]
            after = strip_until(beneath, met["x"], met["rest"])
            strip[steps], passed[steps] = under + after - before, met["passed"]
            steps += 1
            under, before = 0, after
        under += strip_until(beneath, bx, 0.0) - before
    strip[steps], passed[steps] = under, END
    if steps > begun:  # the first step goes on from the last one: the same polygons are beside both
        strip[steps] += strip[begun]
        strip[begun] = 0
    return steps + 1


@inlined
def covering(packed: Packed, near: Neighbours, part: int, edge: int, held: Ints) -> None:
    """Hold the neighbours of a part that cover the beginning of one of its edges, and no others.

    Args:
        packed: The polygons.
        near: Their neighbours.
        part: Index of the part.
        edge: Index of the edge.
        held: Room for a bit for each neighbour (``bits_for``).
    """
    x, y = packed.edges[edge, 0], packed.edges[edge, 1]
    box = packed.box
    held[:] = 0
    start = near.starts[part]
    for at in range(start, near.starts[part + 1]):
        other = near.parts[at]
        if box[other, 0] <= x <= box[other, 2] and box[other, 1] <= y <= box[other, 3]:
            height = packed.band_height[other]
            low, high = packed.first_edge[other], packed.first_edge[other + 1]
            if height > 0:
                band = packed.first_band[other] + (y - box[other, 1]) // height
                low, high = packed.band_start[band], packed.band_start[band + 1]
            step = step_between(packed.turn, packed.polygon, part, other)
            if covers_start(packed.edges, packed.band_edges, low, high, height > 0, x, y, step):
                pass_by(held, at - start)


@compiled
def bits_for(neighbours: int) -> Ints:
    """Return room for a bit for each of so many neighbours, 32 a number; all are 0."""
    return np.zeros(neighbours // 32 + 1, dtype=np.int64)


@inlined
def pass_by(held: Ints, neighbour: int) -> None:
    """Enter a neighbour that is not held, leave one that is; ``END`` changes nothing."""
    if neighbour >= 0:
        held[neighbour >> 5] ^= 1 << (neighbour & 31)


@inlined
def listed(held: Ints, packed: Packed, near: Neighbours, part: int, polygons: Members) -> int:
    """Write the polygons that are held into a list, ascending, each once; return how many."""
    start = near.starts[part]
    depth = 0
    for word in range((near.starts[part + 1] - start) // 32 + 1):
        bits = held[word]
        while bits:
            lowest = bits & -bits
            polygon = packed.polygon[
                near.parts[start + 32 * word + _PLACE_OF_BIT[(lowest * 0x077CB531 & 0xFFFFFFFF) >> 27]]
            ]
            if depth == 0 or polygons[depth - 1] != polygon:
                polygons[depth] = polygon
                depth += 1
            bits ^= lowest
    return depth


_PLACE_OF_BIT = np.array([(0x077CB531 << place & 0xFFFFFFFF) >> 27 for place in range(32)]).argsort()
"""The place of the only bit of a number, by the upper bits of its product with de Bruijn's sequence B(2, 5)."""


def refuse_lost(lost: int) -> None:
    """Raise PromiseBroken where rings did not end beside what they began beside: a shape was not sound."""
    if lost:
        raise PromiseBroken(f"{lost} boundaries left a polygon that they had not entered: a ring crosses itself.")


@compiled
def strips_along(packed: Packed, near: Neighbours, ways: Ways) -> tuple[Ints, Members, Ints, int]:
    """Return what each step gives to the ground on its left and on its right.

    Returns:
        Where each set of polygons begins in the second, with the end at last; the sets, members ascending; the strip
        in mm2 that goes to each; and how many rings did not fit together, which is 0 for sound shapes.
    """
    offsets = np.empty(2 * len(ways.strip) + 1, dtype=np.int64)
    offsets[0] = 0
    strips = np.empty(2 * len(ways.strip), dtype=np.int64)
    members = np.empty(8 * len(ways.strip), dtype=np.int32)
    held, at_start = bits_for(ways.most_near), bits_for(ways.most_near)
    beside = np.empty(ways.most_near, dtype=np.int32)
    used, lost = 0, 0
    for ring in range(len(ways.part)):
        part = ways.part[ring]
        covering(packed, near, part, ways.edge[ring], held)
        at_start[:] = held
        for step in range(ways.first[ring], ways.first[ring + 1]):
            if ways.strip[step] != 0:
                depth = listed(held, packed, near, part, beside)
                if offsets[used] + 2 * depth + 1 > len(members):
                    members = longer(members, 2 * depth + 1)
                used = written(offsets, members, strips, used, beside, depth, packed.polygon[part], -ways.strip[step])
            pass_by(held, ways.passed[step])
        lost += (held != at_start).any()
    return offsets[: used + 1], members[: offsets[used]], strips[:used], lost


@inlined
def written(
    offsets: Ints, members: Members, strips: Ints, used: int, beside: Members, depth: int, own: int, strip: int
) -> int:
    """Write down a piece: its strip for the ground on its left, and the opposite for that on its right, if covered."""
    end = offsets[used]
    place = 0
    while place < depth and beside[place] < own:
        members[end + place] = beside[place]
        place += 1
    members[end + place] = own
    for later in range(place, depth):
        members[end + later + 1] = beside[later]
    end += depth + 1
    offsets[used + 1], strips[used] = end, strip
    if depth == 0:
        return used + 1
    for place in range(depth):
        members[end + place] = beside[place]
    offsets[used + 2], strips[used + 1] = end + depth, -strip
    return used + 2
