"""Crossings: where the boundary of one part goes in and out of others, decided exactly.

Which side of an edge a corner lies on is worked out in int64 without any rounding. Corners that lie *on* an edge, edges
along each other, identical parts: all of these are decided as if every polygon had been moved by a step of its own,
(e, e^2) times its turn, with e too small to matter (simulation of simplicity: Edelsbrunner and Muecke, 1990). Moved so,
no corner lies on an edge, two boundaries cross properly or not at all, and all that is decided fits together. Between
an edge and itself moved there is no area, so no area is changed.
"""

from __future__ import annotations

import numpy as np

from firmground.geometry.cells.packing import Ints
from firmground.geometry.compiled import inlined

Edge = tuple[int, int, int, int]
"""From longitude, latitude to longitude, latitude; lattice units."""

Sides = tuple[int, int, int, int]
"""On which side of the other edge one begins and ends, and on which side of it the other does (``side``)."""


@inlined
def covers_start(edges: Ints, listed: Ints, low: int, high: int, is_listed: bool, x: int, y: int, step: int) -> bool:
    """Tell whether a part covers a corner of another polygon that is moved by ``step`` (1 or -1) against it.

    Args:
        edges: All edges.
        listed: Indexes of the edges of the part that reach the latitude of the corner, at ``low`` to ``high``.
        low: Where they begin.
        high: Where they end, excluded.
        is_listed: Whether low and high are places in ``listed``; else they are the edges themselves.
        x: Longitude of the corner, lattice units.
        y: Latitude of the corner.
        step: 1 where the corner's polygon comes after the part, -1 where it comes before.
    """
    winding = 0
    for place in range(low, high):
        edge = listed[place] if is_listed else place
        ay, by = edges[edge, 1], edges[edge, 3]
        is_a_below = ay <= y if step > 0 else ay < y
        is_b_below = by <= y if step > 0 else by < y
        if is_a_below != is_b_below:
            measured = side(edges[edge, 0], ay, edges[edge, 2], by, x, y)
            is_left = sided(measured, side_of_touch(0, by - ay, step)) > 0
            if is_a_below and is_left:
                winding += 1
            elif is_b_below and not is_left:
                winding -= 1
    return winding != 0


@inlined
def edge_at(edges: Ints, index: int) -> Edge:
    """Return an edge as a tuple, which the loops keep at hand."""
    return edges[index, 0], edges[index, 1], edges[index, 2], edges[index, 3]


@inlined
def crossing(one: Edge, other: Edge, step: int, on_line: int) -> tuple[bool, Sides]:
    """Tell whether an edge crosses an edge of another polygon, and return the sides of their ends.

    Args:
        one: The edge that is followed.
        other: The edge that may be crossed.
        step: 1 where the polygon of ``one`` comes after that of ``other``, -1 where it comes before.
        on_line: On which side of ``one`` a place of the other polygon on its line comes to lie.
    """
    ax, ay, bx, by = one
    px, py, qx, qy = other
    p, q = side(ax, ay, bx, by, px, py), side(ax, ay, bx, by, qx, qy)
    if sided(p, on_line) == sided(q, on_line):
        return False, (0, 0, 0, 0)
    a, b = side(px, py, qx, qy, ax, ay), side(px, py, qx, qy, bx, by)
    on_other_line = side_of_touch(qx - px, qy - py, step)
    return sided(a, on_other_line) != sided(b, on_other_line), (a, b, p, q)


@inlined
def share_of(a_side: int, b_side: int) -> float:
    """Return how far along an edge from a to b a line is met that has them on these sides: 0 to 1."""
    if a_side == b_side:
        return 0.0
    return min(max(float(a_side) / (float(a_side) - float(b_side)), 0.0), 1.0)


@inlined
def longitude(one: Edge, other: Edge, sides: Sides) -> tuple[int, float]:
    """Return the longitude of a crossing as a whole number and a rest: a corner's where one lies there.

    Seen from either edge the point is the same, to the last bit.
    """
    ax, ay, bx, by = one
    px, py, qx, qy = other
    a, b, p, q = sides
    if a == 0:
        return ax, 0.0
    if b == 0:
        return bx, 0.0
    if p == 0:
        return px, 0.0
    if q == 0:
        return qx, 0.0
    if bx < ax or (bx == ax and by < ay):
        ax, ay, bx, by, a, b = bx, by, ax, ay, b, a
    if qx < px or (qx == px and qy < py):
        px, py, qx, qy, p, q = qx, qy, px, py, q, p
    if px < ax or (px == ax and (py < ay or (py == ay and (qx < bx or (qx == bx and qy < by))))):
        ax, bx, a, b = px, qx, p, q
    along = float(bx - ax) * (abs(float(a)) / (abs(float(a)) + abs(float(b))))
    whole = np.rint(along)
    return ax + int(whole), along - whole


@inlined
def side(ax: int, ay: int, bx: int, by: int, x: int, y: int) -> int:
    """Return above 0 where a place lies left of the way from a to b, below 0 where right, 0 on the line: exact."""
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax)


@inlined
def sided(measured: int, on_line: int) -> int:
    """Return 1 for left and -1 for right, told by what was measured, or for a place on the line by its step."""
    if measured > 0:
        return 1
    return -1 if measured < 0 else on_line


@inlined
def side_of_touch(dx: int, dy: int, step: int) -> int:
    """Return on which side of an edge (dx, dy) a place on its line comes to lie by its step: 1 left, -1 right."""
    if dy != 0:
        return -step if dy > 0 else step
    return step if dx > 0 else -step
