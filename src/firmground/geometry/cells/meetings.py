"""Meetings: where the boundaries of parts cross those of other polygons, in the order in which one comes upon them.

Most pairs of edges of two neighbours are far apart. So the edges in the box that both parts share are listed first,
then those whose boxes meet an edge's own, without a branch that would be guessed wrong; only for these few is it worked
out exactly whether they cross (``crossings``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.cells.crossings import Edge, crossing, edge_at, longitude, share_of, side_of_touch
from firmground.geometry.cells.growing import add_up
from firmground.geometry.cells.neighbours import Neighbours
from firmground.geometry.cells.packing import Ints, Packed
from firmground.geometry.compiled import compiled, inlined

Rows = NDArray[np.void]

MEETING = np.dtype([("edge", np.int32), ("passed", np.int32), ("x", np.int64), ("rest", np.float64), ("t", np.float64)])
"""Where an edge crosses another boundary: the edge, counted among those of the parts asked for; the neighbour that is
entered or left there, by its place among the neighbours of the part; the longitude in lattice units, whole and what is
left from it to the point; and how far along the edge it is, 0 to 1."""

Pair = tuple[int, int, int, int, int]
"""Of two parts: what is added to an edge of each to count it (``_NOT_ASKED``: nobody asks for the second one), at which
place each stands among the neighbours of the other, and which one is moved after the other (``crossings``)."""

_NOT_ASKED = -(1 << 62)
"""Stands in the work space for parts of which nobody asks for the meetings."""


_AT_FIRST = 1 << 12


class Meetings(NamedTuple):
    """The meetings along the boundaries of some parts.

    Attributes:
        starts: (edges + 1,) where those of each edge begin in ``rows``, with the end at last; edges part by part.
        rows: ``MEETING``, in the order in which one comes upon them; those at the same point in any order.
    """

    starts: Ints
    rows: Rows


@compiled
def meetings_of(packed: Packed, near: Neighbours, parts: Ints, base: Ints) -> Meetings:
    """Return where the boundaries of some parts meet others.

    Args:
        packed: The polygons.
        near: Their neighbours.
        parts: Indexes of the parts.
        base: Work space, a number for each part of the packed polygons, from ``work_space``; as before when done.
    """
    edges = 0
    for part in parts:
        base[part] = edges - packed.first_edge[part]
        edges += packed.first_edge[part + 1] - packed.first_edge[part]
    rows, count = _found(packed, near, parts, base)
    for part in parts:
        base[part] = _NOT_ASKED
    return _in_order(rows, count, edges)


def work_space(packed: Packed) -> Ints:
    """Return the work space that ``meetings_of`` needs."""
    return np.full(len(packed.polygon), _NOT_ASKED, dtype=np.int64)


@compiled
def _found(packed: Packed, near: Neighbours, parts: Ints, base: Ints) -> tuple[Rows, int]:
    """Return all meetings, in no order, and how many. Where two parts asked for meet, both rows are written at once."""
    first_edge, turn, polygon = packed.first_edge, packed.turn, packed.polygon
    own, listed, close = _lists(packed, near, parts)
    rows = np.empty(_AT_FIRST, dtype=MEETING)
    count = 0
    for part in parts:
        for at in range(near.starts[part], near.starts[part + 1]):
            other = near.parts[at]
            if _is_written_already(base, first_edge, part, other):
                continue
            box = _shared(packed.box, part, other)
            found = _in_box(packed, part, box, own)
            if found == 0:
                continue
            places = at - near.starts[part], near.twins[at] - near.starts[other]
            pair = base[part], base[other], *places, step_between(turn, polygon, part, other)
            if packed.band_height[other] == 0:
                held = _in_box(packed, other, box, listed)
                if count + 2 * found * held > len(rows):
                    rows = _longer(rows, 2 * found * held)
                count = _met(packed.edges, own, found, listed, held, close, pair, rows, count)
                continue
            for index in range(found):
                held = _in_box(packed, other, _box_of(edge_at(packed.edges, own[index])), listed)
                if count + 2 * held > len(rows):
                    rows = _longer(rows, 2 * held)
                count = _met(packed.edges, own[index : index + 1], 1, listed, held, close, pair, rows, count)
    return rows, count


@inlined
def _met(
    edges: Ints, own: Ints, found: int, listed: Ints, held: int, close: Ints, pair: Pair, rows: Rows, count: int
) -> int:
    """Write down where some edges of one part cross some of another; return how many meetings there are now."""
    base, other_base, place, other_place, step = pair
    for index in range(found):
        edge = edge_at(edges, own[index])
        few = _of_these(edges, listed, held, _box_of(edge), close)
        on_line = side_of_touch(edge[2] - edge[0], edge[3] - edge[1], -step)
        for at in range(few):
            other = edge_at(edges, close[at])
            do_cross, sides = crossing(edge, other, step, on_line)
            if not do_cross:
                continue
            x, rest = longitude(edge, other, sides)
            row = rows[count]
            row["edge"], row["passed"] = base + own[index], place
            row["x"], row["rest"], row["t"] = x, rest, share_of(sides[0], sides[1])
            count += 1
            if other_base > _NOT_ASKED:
                row = rows[count]
                row["edge"], row["passed"] = other_base + close[at], other_place
                row["x"], row["rest"], row["t"] = x, rest, share_of(sides[2], sides[3])
                count += 1
    return count


@inlined
def _is_written_already(base: Ints, first_edge: Ints, part: int, other: int) -> bool:
    """Tell whether another part was asked for too, and before: what they have in common was then written down."""
    return bool(base[other] > _NOT_ASKED and base[other] + first_edge[other] < base[part] + first_edge[part])


@compiled
def _lists(packed: Packed, near: Neighbours, parts: Ints) -> tuple[Ints, Ints, Ints]:
    """Return room for the edges of any of the parts, and twice for those of any of their neighbours."""
    own, others = 1, 1
    for part in parts:
        own = max(own, packed.first_edge[part + 1] - packed.first_edge[part])
        for at in range(near.starts[part], near.starts[part + 1]):
            other = near.parts[at]
            others = max(others, packed.first_edge[other + 1] - packed.first_edge[other])
    return np.empty(own + 1, dtype=np.int64), np.empty(others + 1, dtype=np.int64), np.empty(others + 1, dtype=np.int64)


@inlined
def step_between(turn: Ints, polygon: Ints, part: int, other: int) -> int:
    """Return 1 where the polygon of a part is moved after that of another, -1 where before it."""
    if turn[part] != turn[other]:
        return 1 if turn[part] > turn[other] else -1
    return 1 if polygon[part] > polygon[other] else -1


@inlined
def _shared(box: Ints, part: int, other: int) -> Edge:
    """Return the box that two parts share: west, south, east, north."""
    west, south = max(box[part, 0], box[other, 0]), max(box[part, 1], box[other, 1])
    east, north = min(box[part, 2], box[other, 2]), min(box[part, 3], box[other, 3])
    return west, south, east, north


@inlined
def _box_of(edge: Edge) -> Edge:
    ax, ay, bx, by = edge
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


@inlined
def _in_box(packed: Packed, part: int, box: Edge, listed: Ints) -> int:
    """Write down which edges of a part have boxes that meet a box, each once; return how many."""
    edges = packed.edges
    found = 0
    if packed.band_height[part] == 0:
        for edge in range(packed.first_edge[part], packed.first_edge[part + 1]):
            listed[found] = edge
            found += _meets(edge_at(edges, edge), box)
        return found
    base, height, first = packed.box[part, 1], packed.band_height[part], packed.first_band[part]
    low = max(0, box[1] - base) // height
    high = (min(packed.box[part, 3], box[3]) - base) // height
    for band in range(low, high + 1):
        for at in range(packed.band_start[first + band], packed.band_start[first + band + 1]):
            edge = packed.band_edges[at]
            is_first = band == max(low, (min(edges[edge, 1], edges[edge, 3]) - base) // height)
            if is_first and _meets(edge_at(edges, edge), box):
                listed[found] = edge
                found += 1
    return found


@inlined
def _of_these(edges: Ints, listed: Ints, held: int, box: Edge, close: Ints) -> int:
    """Write down which of the listed edges have boxes that meet a box; return how many."""
    found = 0
    for at in range(held):
        close[found] = listed[at]
        found += _meets(edge_at(edges, listed[at]), box)
    return found


@inlined
def _meets(edge: Edge, box: Edge) -> int:
    """Return 1 where the box of an edge meets a box, else 0; touching is meeting."""
    ax, ay, bx, by = edge
    west, south, east, north = box
    return int((max(ax, bx) >= west) & (min(ax, bx) <= east) & (max(ay, by) >= south) & (min(ay, by) <= north))


@compiled
def _longer(rows: Rows, extra: int) -> Rows:
    """Return a copy with at least twice the room and ``extra`` more."""
    copy = np.empty(2 * len(rows) + extra, dtype=MEETING)
    copy[: len(rows)] = rows
    return copy


@compiled
def _in_order(found: Rows, count: int, edges: int) -> Meetings:
    """Return meetings edge by edge, and those of an edge in the order of the way."""
    starts = np.zeros(edges + 1, dtype=np.int64)
    for index in range(count):
        starts[found[index]["edge"] + 1] += 1
    add_up(starts)
    filled = starts[:-1].copy()
    rows = np.empty(count, dtype=MEETING)
    for index in range(count):
        moved = found[index]
        edge = moved["edge"]
        place = filled[edge]
        while place > starts[edge] and _is_before(moved, rows[place - 1]):
            rows[place] = rows[place - 1]
            place -= 1
        rows[place] = moved
        filled[edge] += 1
    return Meetings(starts, rows)


@inlined
def _is_before(one: np.void, other: np.void) -> bool:
    """Tell which meeting on an edge comes first."""
    if one["t"] != other["t"]:
        return bool(one["t"] < other["t"])
    if one["x"] != other["x"]:
        return bool(one["x"] < other["x"])
    return bool(one["rest"] < other["rest"])
