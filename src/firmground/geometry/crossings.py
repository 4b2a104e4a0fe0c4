"""Crossings: where the boundary of one part goes in and out of others, decided exactly.

Which side of an edge a corner lies on is worked out in int64 without any rounding. Corners that lie *on* an edge, edges
along each other, identical parts: all of these are decided as if every polygon had been moved by a step of its own,
(e, e^2) times its turn, with e too small to matter (simulation of simplicity: Edelsbrunner and Muecke, 1990). Moved so,
no corner lies on an edge, two boundaries cross properly or not at all, and all that is decided fits together. Between
an edge and itself moved there is no area, so no area is changed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.compiled import compiled
from firmground.geometry.packing import Ints

Floats = NDArray[np.float64]

EDGE, X, WHO, SIGN = 0, 1, 2, 3
"""Columns of the whole numbers of a crossing: edge, longitude, polygon that is entered or left, +1 or -1."""

T, REST = 0, 1
"""Columns of its other numbers: how far along the edge, 0 to 1, and what is left from the longitude to the point."""


@compiled
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
            side = _side(edges[edge, 0], ay, edges[edge, 2], by, x, y)
            if side == 0:
                side = -step if by > ay else step
            if is_a_below and side > 0:
                winding += 1
            elif is_b_below and side < 0:
                winding -= 1
    return winding != 0


@compiled
def crossing(edges: Ints, edge: int, other: int, step: int) -> tuple[int, float, int, float]:
    """Return how an edge crosses an edge of another polygon.

    Args:
        edges: All edges.
        edge: The edge that is followed.
        other: The edge that may be crossed.
        step: 1 where the polygon of ``edge`` comes after that of ``other``, -1 where it comes before.

    Returns:
        +1 where the other polygon is entered, -1 where it is left, 0 where they do not cross; how far along the edge;
        and the longitude of the point as a whole number and a rest. Seen from either edge the point is the same.
    """
    ax, ay, bx, by = edges[edge]
    px, py, qx, qy = edges[other]
    p_side, q_side = _side(ax, ay, bx, by, px, py), _side(ax, ay, bx, by, qx, qy)
    on_edge = step * _sign(by - ay) if by != ay else -step * _sign(bx - ax)
    if _sided(p_side, on_edge) == _sided(q_side, on_edge):
        return 0, 0.0, 0, 0.0
    a_side, b_side = _side(px, py, qx, qy, ax, ay), _side(px, py, qx, qy, bx, by)
    on_other = -step * _sign(qy - py) if qy != py else step * _sign(qx - px)
    sign = _sided(b_side, on_other)
    if _sided(a_side, on_other) == sign:
        return 0, 0.0, 0, 0.0
    along = min(max(float(a_side) / (float(a_side) - float(b_side)), 0.0), 1.0) if a_side != b_side else 0.0
    x, rest = _longitude(ax, ay, bx, by, px, py, qx, qy, a_side, b_side, p_side, q_side)
    return sign, along, x, rest


@compiled
def _longitude(
    ax: int, ay: int, bx: int, by: int, px: int, py: int, qx: int, qy: int, a: int, b: int, p: int, q: int
) -> tuple[int, float]:
    """Return the longitude of a crossing, the same bits whichever edge comes first: a corner where one lies there."""
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


@compiled
def _side(ax: int, ay: int, bx: int, by: int, x: int, y: int) -> int:
    """Return above 0 where a place lies left of the way from a to b, below 0 where right, 0 on the line: exact."""
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax)


@compiled
def _sided(side: int, on_line: int) -> int:
    if side > 0:
        return 1
    return -1 if side < 0 else on_line


@compiled
def _sign(value: int) -> int:
    return 1 if value > 0 else -1
