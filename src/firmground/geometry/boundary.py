"""The boundary of every polygon in pieces: the strip under each piece, beside the polygons that cover it on each side.

See ``cells`` for what this is for, ``crossings`` for how crossings are decided, ``strips`` for the numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.compiled import compiled
from firmground.geometry.crossings import EDGE, REST, SIGN, WHO, Floats, T, X, covers_start, crossing
from firmground.geometry.neighbours import Neighbours
from firmground.geometry.packing import Ints, Packed
from firmground.geometry.strips import strip_of, strip_until

Members = NDArray[np.int32]

_FEW = 32
"""Up to so many crossings are put in order by insertion."""


@compiled
def strips_along(packed: Packed, near: Neighbours, parts: Ints) -> tuple[Ints, Members, Ints, int]:
    """Return what each piece of the boundaries of some parts gives to the ground on its left and on its right.

    Args:
        packed: The polygons.
        near: Their neighbours.
        parts: Indexes of the parts.

    Returns:
        Where each set of polygons begins in the second, with the end at last; the sets, members ascending; the strip
        in mm2 that goes to each; and how many crossings did not fit together, which is 0 for sound shapes.
    """
    offsets = np.zeros(1 << 10, dtype=np.int64)
    strips = np.empty(1 << 10, dtype=np.int64)
    members = np.empty(1 << 12, dtype=np.int32)
    whole = np.empty((64, 4), dtype=np.int64)
    shares = np.empty((64, 2), dtype=np.float64)
    used = 0
    lost = 0
    for part in parts:
        whole, shares, count = _crossings(packed, near, part, whole, shares)
        pieces = 2 * (count + packed.first_edge[part + 1] - packed.first_edge[part])
        if used + pieces >= len(strips):
            offsets = np.concatenate((offsets, np.empty(len(offsets) + pieces, dtype=np.int64)))
            strips = np.concatenate((strips, np.empty(len(strips) + pieces, dtype=np.int64)))
        order = _by_place(whole, shares, count)
        members, used, missed = _walk(packed, near, part, whole, shares, order, offsets, members, strips, used)
        lost += missed
    return offsets[: used + 1].copy(), members[: offsets[used]].copy(), strips[:used].copy(), lost


@compiled
def _walk(
    packed: Packed,
    near: Neighbours,
    part: int,
    whole: Ints,
    shares: Floats,
    order: Ints,
    offsets: Ints,
    members: Members,
    strips: Ints,
    used: int,
) -> tuple[Members, int, int]:
    """Follow the boundary of one part and write down its pieces; return the members, longer where need be."""
    edges, own = packed.edges, packed.polygon[part]
    room = near.starts[part + 1] - near.starts[part] + len(order)
    held, owed = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
    depth, depth_at_start, debts, at, lost = 0, 0, 0, 0, 0
    for edge in range(packed.first_edge[part], packed.first_edge[part + 1]):
        if packed.is_ring_start[edge]:
            lost += debts + abs(depth - depth_at_start)
            depth = depth_at_start = _held_at_start(packed, near, part, edge, held)
            debts = 0
        ax, ay, bx, by = edges[edge]
        strip = strip_of(ax, ay, bx, by)
        before = strip_until(strip, ax, 0.0)
        is_end = False
        while not is_end:
            is_end = at == len(order) or whole[order[at], EDGE] != edge
            x, rest = (bx, 0.0) if is_end else (whole[order[at], X], shares[order[at], REST])
            after = strip_until(strip, x, rest)
            if after != before:
                if offsets[used] + 2 * depth + 1 > len(members):
                    members = np.concatenate((members, np.empty(len(members) + 2 * depth + 1, dtype=np.int32)))
                used = _written(offsets, members, strips, used, held, depth, own, before - after)
            before = after
            if not is_end:
                if whole[order[at], SIGN] > 0:
                    depth, debts = _entered(held, depth, owed, debts, whole[order[at], WHO])
                else:
                    debts, depth = _entered(owed, debts, held, depth, whole[order[at], WHO])
                at += 1
    return members, used, lost + debts + abs(depth - depth_at_start)


@compiled
def _written(
    offsets: Ints, members: Members, strips: Ints, used: int, held: Members, depth: int, own: int, strip: int
) -> int:
    """Write down a piece: its strip for the ground on its left, and the opposite for that on its right, if covered."""
    end = offsets[used]
    is_own_in = False
    for place in range(depth):
        if place > 0 and held[place] == held[place - 1]:
            continue
        if held[place] > own and not is_own_in:
            members[end] = own
            is_own_in = True
            end += 1
        members[end] = held[place]
        end += 1
    if not is_own_in:
        members[end] = own
        end += 1
    offsets[used + 1], strips[used] = end, strip
    if depth == 0:
        return used + 1
    for place in range(offsets[used], offsets[used + 1]):
        if members[place] != own:
            members[end] = members[place]
            end += 1
    offsets[used + 2], strips[used + 1] = end, -strip
    return used + 2


@compiled
def _held_at_start(packed: Packed, near: Neighbours, part: int, edge: int, held: Members) -> int:
    """Write into ``held`` the polygons that cover the first corner of a ring; return how many."""
    x, y = packed.edges[edge, 0], packed.edges[edge, 1]
    box = packed.box
    depth = 0
    for place in range(near.starts[part], near.starts[part + 1]):
        other = near.parts[place]
        if box[other, 0] <= x <= box[other, 2] and box[other, 1] <= y <= box[other, 3]:
            height = packed.band_height[other]
            low, high = packed.first_edge[other], packed.first_edge[other + 1]
            if height > 0:
                band = packed.first_band[other] + (y - box[other, 1]) // height
                low, high = packed.band_start[band], packed.band_start[band + 1]
            step = _step(packed, part, other)
            if covers_start(packed.edges, packed.band_edges, low, high, height > 0, x, y, step):
                depth, _ = _entered(held, depth, held, 0, packed.polygon[other])
    return depth


@compiled
def _step(packed: Packed, part: int, other: int) -> int:
    """Return 1 where the polygon of a part is moved after that of another, -1 where before it."""
    if packed.turn[part] != packed.turn[other]:
        return 1 if packed.turn[part] > packed.turn[other] else -1
    return 1 if packed.polygon[part] > packed.polygon[other] else -1


@compiled
def _entered(held: Members, depth: int, owed: Members, debts: int, polygon: int) -> tuple[int, int]:
    """Pay a debt of a polygon, or put it into the list of those that are held; return the lengths of both lists.

    Where a boundary leaves a polygon and enters it again at the same point, the two may be met in the wrong order: for
    no way at all a polygon is then held twice, or owed.
    """
    for place in range(debts):
        if owed[place] == polygon:
            owed[place : debts - 1] = owed[place + 1 : debts]
            return depth, debts - 1
    place = depth
    while place > 0 and held[place - 1] > polygon:
        held[place] = held[place - 1]
        place -= 1
    held[place] = polygon
    return depth + 1, debts


@compiled
def _crossings(packed: Packed, near: Neighbours, part: int, whole: Ints, shares: Floats) -> tuple[Ints, Floats, int]:
    """Return all crossings of the boundary of a part with others, in no order, and how many; longer where need be."""
    count = 0
    for place in range(near.starts[part], near.starts[part + 1]):
        other = near.parts[place]
        step = _step(packed, part, other)
        low, high, south = 0, 0, packed.box[part, 1]
        height = packed.band_height[part]
        if height > 0:
            low = max(0, packed.box[other, 1] - south) // height
            high = min(packed.box[part, 3], packed.box[other, 3]) - south
            high //= height
        for band in range(low, high + 1):
            start, end = packed.first_edge[part], packed.first_edge[part + 1]
            if height > 0:
                start = packed.band_start[packed.first_band[part] + band]
                end = packed.band_start[packed.first_band[part] + band + 1]
            for at in range(start, end):
                edge = packed.band_edges[at] if height > 0 else at
                if height > 0 and band != max(low, _band_of(packed, part, edge)):
                    continue
                if _meets_box(packed.edges, edge, packed.box, other):
                    whole, shares, count = _crossings_of_edge(packed, edge, other, step, whole, shares, count)
    return whole, shares, count


@compiled
def _crossings_of_edge(
    packed: Packed, edge: int, other: int, step: int, whole: Ints, shares: Floats, count: int
) -> tuple[Ints, Floats, int]:
    """Return the crossings of an edge with the boundary of a part, behind those already there."""
    edges, height, south = packed.edges, packed.band_height[other], packed.box[other, 1]
    x_low, x_high = min(edges[edge, 0], edges[edge, 2]), max(edges[edge, 0], edges[edge, 2])
    y_low, y_high = min(edges[edge, 1], edges[edge, 3]), max(edges[edge, 1], edges[edge, 3])
    low, high = 0, 0
    if height > 0:
        low = max(0, y_low - south) // height
        high = (min(packed.box[other, 3], y_high) - south) // height
    for band in range(low, high + 1):
        start, end = packed.first_edge[other], packed.first_edge[other + 1]
        if height > 0:
            start = packed.band_start[packed.first_band[other] + band]
            end = packed.band_start[packed.first_band[other] + band + 1]
        for at in range(start, end):
            crossed = packed.band_edges[at] if height > 0 else at
            px, py, qx, qy = edges[crossed]
            if min(px, qx) > x_high or max(px, qx) < x_low or min(py, qy) > y_high or max(py, qy) < y_low:
                continue
            if height > 0 and band != max(low, _band_of(packed, other, crossed)):
                continue
            sign, along, x, rest = crossing(edges, edge, crossed, step)
            if sign != 0:
                if count == len(whole):
                    whole = np.concatenate((whole, np.empty_like(whole)))
                    shares = np.concatenate((shares, np.empty_like(shares)))
                whole[count, EDGE], whole[count, X] = edge, x
                whole[count, WHO], whole[count, SIGN] = packed.polygon[other], sign
                shares[count, T], shares[count, REST] = along, rest
                count += 1
    return whole, shares, count


@compiled
def _band_of(packed: Packed, part: int, edge: int) -> int:
    """Return the first band of a long part that an edge reaches into."""
    low = min(packed.edges[edge, 1], packed.edges[edge, 3])
    return int((low - packed.box[part, 1]) // packed.band_height[part])


@compiled
def _meets_box(edges: Ints, edge: int, box: Ints, part: int) -> bool:
    return bool(
        min(edges[edge, 0], edges[edge, 2]) <= box[part, 2]
        and max(edges[edge, 0], edges[edge, 2]) >= box[part, 0]
        and min(edges[edge, 1], edges[edge, 3]) <= box[part, 3]
        and max(edges[edge, 1], edges[edge, 3]) >= box[part, 1]
    )


@compiled
def _by_place(whole: Ints, shares: Floats, count: int) -> Ints:
    """Return the crossings in the order in which one meets them along the boundary."""
    if count > _FEW:
        order = np.argsort(shares[:count, T], kind="mergesort")
        return order[np.argsort(whole[:count, EDGE][order], kind="mergesort")]
    order = np.arange(count)
    for at in range(1, count):
        moved, place = order[at], at
        while place > 0 and _is_before(whole, shares, moved, order[place - 1]):
            order[place] = order[place - 1]
            place -= 1
        order[place] = moved
    return order


@compiled
def _is_before(whole: Ints, shares: Floats, one: int, other: int) -> bool:
    if whole[one, EDGE] != whole[other, EDGE]:
        return bool(whole[one, EDGE] < whole[other, EDGE])
    return bool(shares[one, T] < shares[other, T])
