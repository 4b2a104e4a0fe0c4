"""The boundary of every polygon in pieces: the strip under each piece, beside the polygons that cover it on each side.

See ``cells`` for what this is for, ``crossings`` for how crossings are decided, ``strips`` for the numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.cells.crossings import (
    EDGE,
    PLACE,
    REST,
    SIGN,
    WHO,
    Floats,
    T,
    X,
    covers_start,
    crossing,
    share_of,
    side,
    side_of_touch,
    sided,
)
from firmground.geometry.cells.growing import add_up, longer, longer_rows
from firmground.geometry.cells.neighbours import Neighbours
from firmground.geometry.cells.packing import LONG, Ints, Packed
from firmground.geometry.cells.strips import strip_of, strip_until
from firmground.geometry.compiled import compiled

Members = NDArray[np.int32]

Pair = tuple[int, int, int, int, int]
"""Places of two parts among those asked for (-1: not among them), their polygons, and which one is moved after."""

_FEW = 32
"""Up to so many crossings are put in order by insertion."""


@compiled
def strips_along(packed: Packed, near: Neighbours, parts: Ints, position: Ints) -> tuple[Ints, Members, Ints, int]:
    """Return what each piece of the boundaries of some parts gives to the ground on its left and on its right.

    Args:
        packed: The polygons.
        near: Their neighbours.
        parts: Indexes of the parts.
        position: Work space, a number for each part of the packed polygons, -1 before and after.

    Returns:
        Where each set of polygons begins in the second, with the end at last; the sets, members ascending; the strip
        in mm2 that goes to each; and how many crossings did not fit together, which is 0 for sound shapes.
    """
    whole, shares, count = crossings_of(packed, near, parts, position)
    order, starts = by_part(whole, count, len(parts))
    pieces = 2 * count
    for part in parts:
        pieces += 2 * (packed.first_edge[part + 1] - packed.first_edge[part])
    offsets = np.empty(pieces + 1, dtype=np.int64)
    offsets[0] = 0
    strips = np.empty(pieces, dtype=np.int64)
    members = np.empty(4 * pieces, dtype=np.int32)
    used, lost = 0, 0
    for place in range(len(parts)):
        met = order[starts[place] : starts[place + 1]]
        put_by_place(whole, shares, met)
        members, used, missed = _walk(packed, near, parts[place], whole, shares, met, offsets, members, strips, used)
        lost += missed
    return offsets[: used + 1], members[: offsets[used]], strips[:used], lost


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
            depth = depth_at_start = held_at_start(packed, near, part, edge, held)
            debts = 0
        ax, ay, bx, by = edges[edge, 0], edges[edge, 1], edges[edge, 2], edges[edge, 3]
        strip = strip_of(ax, ay, bx, by)
        before = strip_until(strip, ax, 0.0)
        is_end = False
        while not is_end:
            is_end = at == len(order) or whole[order[at], EDGE] != edge
            x, rest = (bx, 0.0) if is_end else (whole[order[at], X], shares[order[at], REST])
            after = strip_until(strip, x, rest)
            if after != before:
                if offsets[used] + 2 * depth + 1 > len(members):
                    members = longer(members, 2 * depth + 1)
                used = written(offsets, members, strips, used, held, depth, own, before - after)
            before = after
            if not is_end:
                if whole[order[at], SIGN] > 0:
                    depth, debts = entered(held, depth, owed, debts, whole[order[at], WHO])
                else:
                    debts, depth = entered(owed, debts, held, depth, whole[order[at], WHO])
                at += 1
    return members, used, lost + debts + abs(depth - depth_at_start)


@compiled
def written(
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
def held_at_start(packed: Packed, near: Neighbours, part: int, edge: int, held: Members) -> int:
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
            step = _step(packed.turn, packed.polygon, part, other)
            if covers_start(packed.edges, packed.band_edges, low, high, height > 0, x, y, step):
                depth, _ = entered(held, depth, held, 0, packed.polygon[other])
    return depth


@compiled
def _step(turn: Ints, polygon: Ints, part: int, other: int) -> int:
    """Return 1 where the polygon of a part is moved after that of another, -1 where before it."""
    if turn[part] != turn[other]:
        return 1 if turn[part] > turn[other] else -1
    return 1 if polygon[part] > polygon[other] else -1


@compiled
def entered(held: Members, depth: int, owed: Members, debts: int, polygon: int) -> tuple[int, int]:
    """Pay a debt of a polygon, or put it into the list of those that are held; return the lengths of both lists.

    Where a boundary leaves a polygon and enters it again at the same point, the two may be met in the wrong order: for
    no way at all a polygon is then held twice, or owed.
    """
    for place in range(debts):
        if owed[place] == polygon:
            for later in range(place, debts - 1):
                owed[later] = owed[later + 1]
            return depth, debts - 1
    place = depth
    while place > 0 and held[place - 1] > polygon:
        held[place] = held[place - 1]
        place -= 1
    held[place] = polygon
    return depth + 1, debts


@compiled
def crossings_of(packed: Packed, near: Neighbours, parts: Ints, position: Ints) -> tuple[Ints, Floats, int]:
    """Return all crossings of the boundaries of some parts with others, in no order, and how many.

    Where two of the parts cross, both crossings are written down at once.
    """
    first_edge, polygon, turn = packed.first_edge, packed.polygon, packed.turn
    whole, shares = np.empty((1024, 5), dtype=np.int64), np.empty((1024, 2), dtype=np.float64)
    longest = 0
    for place in range(len(parts)):
        position[parts[place]] = place
        longest = max(longest, first_edge[parts[place] + 1] - first_edge[parts[place]])
    own, listed = np.empty(longest, dtype=np.int64), np.empty(LONG, dtype=np.int64)
    count = 0
    for place in range(len(parts)):
        part = parts[place]
        for at in range(near.starts[part], near.starts[part + 1]):
            other = near.parts[at]
            if 0 <= position[other] < place:
                continue
            if len(listed) < first_edge[other + 1] - first_edge[other]:
                listed = np.empty(first_edge[other + 1] - first_edge[other], dtype=np.int64)
            pair = (place, position[other], polygon[part], polygon[other], _step(turn, polygon, part, other))
            whole, shares, count = _crossings_of_two(packed, part, other, pair, own, listed, whole, shares, count)
    for part in parts:
        position[part] = -1
    return whole, shares, count


@compiled
def _crossings_of_two(
    packed: Packed, part: int, other: int, pair: Pair, own: Ints, listed: Ints, whole: Ints, shares: Floats, count: int
) -> tuple[Ints, Floats, int]:
    """Return the crossings with those of two parts behind them, in arrays that are longer where need be."""
    edges, box, first_edge = packed.edges, packed.box, packed.first_edge
    bands = (packed.box, packed.band_height, packed.first_band, packed.band_start, packed.band_edges)
    west, south = max(box[part, 0], box[other, 0]), max(box[part, 1], box[other, 1])
    east, north = min(box[part, 2], box[other, 2]), min(box[part, 3], box[other, 3])
    if packed.band_height[part] > 0:
        found = _in_bands(edges, *bands, part, west, south, east, north, own)
    else:
        found = _in_box(edges, first_edge[part], first_edge[part + 1], west, south, east, north, own)
    is_long = packed.band_height[other] > 0
    held = 0
    if not is_long and found > 0:
        held = _in_box(edges, first_edge[other], first_edge[other + 1], west, south, east, north, listed)
    for at in range(found):
        if is_long:
            held = _beside(edges, *bands, other, own[at], listed)
        if count + 2 * held > len(whole):
            whole, shares = longer_rows(whole, 2 * held), longer_rows(shares, 2 * held)
        count = _crossed(edges, own[at], listed, held, pair, whole, shares, count)
    return whole, shares, count


@compiled
def _crossed(
    edges: Ints, edge: int, listed: Ints, held: int, pair: Pair, whole: Ints, shares: Floats, count: int
) -> int:
    """Write down where an edge crosses the listed edges of another polygon; return how many crossings there are now."""
    place, other_place, own, who, step = pair
    ax, ay, bx, by = edges[edge, 0], edges[edge, 1], edges[edge, 2], edges[edge, 3]
    west, south, east, north = min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
    on_line = side_of_touch(bx - ax, by - ay, -step)
    q_side, qx, qy = 0, 0, 0
    for at in range(held):
        other = listed[at]
        px, py = edges[other, 0], edges[other, 1]
        p_side = q_side if at > 0 and px == qx and py == qy else side(ax, ay, bx, by, px, py)
        qx, qy = edges[other, 2], edges[other, 3]
        q_side = side(ax, ay, bx, by, qx, qy)
        is_q_left = sided(q_side, on_line) > 0
        if (sided(p_side, on_line) > 0) == is_q_left:
            continue
        if max(px, qx) < west or min(px, qx) > east or max(py, qy) < south or min(py, qy) > north:
            continue
        sign, along, x, rest = crossing(edges, edge, other, step, p_side, q_side)
        if sign != 0:
            whole[count, EDGE], whole[count, X], whole[count, WHO], whole[count, SIGN] = edge, x, who, sign
            whole[count, PLACE], shares[count, T], shares[count, REST] = place, along, rest
            count += 1
            if other_place >= 0:
                whole[count, EDGE], whole[count, X], whole[count, WHO] = other, x, own
                whole[count, SIGN], whole[count, PLACE] = 1 if is_q_left else -1, other_place
                shares[count, T], shares[count, REST] = share_of(p_side, q_side), rest
                count += 1
    return count


@compiled
def _beside(
    edges: Ints,
    box: Ints,
    band_height: Ints,
    first_band: Ints,
    band_start: Ints,
    band_edges: Ints,
    part: int,
    edge: int,
    listed: Ints,
) -> int:
    """Write down which edges of a long part have boxes that meet that of an edge; return how many."""
    ax, ay, bx, by = edges[edge, 0], edges[edge, 1], edges[edge, 2], edges[edge, 3]
    west, south, east, north = min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
    return _in_bands(
        edges, box, band_height, first_band, band_start, band_edges, part, west, south, east, north, listed
    )


@compiled
def _in_box(edges: Ints, start: int, end: int, west: int, south: int, east: int, north: int, listed: Ints) -> int:
    """Write down which of some edges have boxes that meet a box; return how many."""
    found = 0
    for edge in range(start, end):
        ax, ay, bx, by = edges[edge, 0], edges[edge, 1], edges[edge, 2], edges[edge, 3]
        if max(ax, bx) >= west and min(ax, bx) <= east and max(ay, by) >= south and min(ay, by) <= north:
            listed[found] = edge
            found += 1
    return found


@compiled
def _in_bands(
    edges: Ints,
    box: Ints,
    band_height: Ints,
    first_band: Ints,
    band_start: Ints,
    band_edges: Ints,
    part: int,
    west: int,
    south: int,
    east: int,
    north: int,
    listed: Ints,
) -> int:
    """Write down which edges of a long part have boxes that meet a box, each once; return how many."""
    base, height = box[part, 1], band_height[part]
    low = max(0, south - base) // height
    high = (min(box[part, 3], north) - base) // height
    found = 0
    for band in range(low, high + 1):
        for at in range(band_start[first_band[part] + band], band_start[first_band[part] + band + 1]):
            edge = band_edges[at]
            ax, ay, bx, by = edges[edge, 0], edges[edge, 1], edges[edge, 2], edges[edge, 3]
            if max(ax, bx) < west or min(ax, bx) > east or max(ay, by) < south or min(ay, by) > north:
                continue
            if band == max(low, (min(ay, by) - base) // height):
                listed[found] = edge
                found += 1
    return found


@compiled
def by_part(whole: Ints, count: int, parts: int) -> tuple[Ints, Ints]:
    """Return the crossings part by part, and where those of each part begin, with the end at last."""
    starts = np.zeros(parts + 1, dtype=np.int64)
    for index in range(count):
        starts[whole[index, PLACE] + 1] += 1
    add_up(starts)
    filled = starts.copy()
    order = np.empty(count, dtype=np.int64)
    for index in range(count):
        order[filled[whole[index, PLACE]]] = index
        filled[whole[index, PLACE]] += 1
    return order, starts


@compiled
def put_by_place(whole: Ints, shares: Floats, met: Ints) -> None:
    """Put the crossings of a part in the order in which one meets them along its boundary."""
    width = 1
    spare = np.empty(len(met) if len(met) > _FEW else 0, dtype=np.int64)
    if len(spare):
        while width < len(met):
            for low in range(0, len(met) - width, 2 * width):
                middle, high = low + width, min(low + 2 * width, len(met))
                left, right = low, middle
                for place in range(low, high):
                    is_left = right == high or (left < middle and not _is_before(whole, shares, met[right], met[left]))
                    spare[place] = met[left] if is_left else met[right]
                    left, right = left + is_left, right + (not is_left)
                for place in range(low, high):
                    met[place] = spare[place]
            width *= 2
        return
    for at in range(1, len(met)):
        moved, place = met[at], at
        while place > 0 and _is_before(whole, shares, moved, met[place - 1]):
            met[place] = met[place - 1]
            place -= 1
        met[place] = moved


@compiled
def _is_before(whole: Ints, shares: Floats, one: int, other: int) -> bool:
    """Tell which crossing is met first. Those that stand at the same point may come in any order."""
    if whole[one, EDGE] != whole[other, EDGE]:
        return bool(whole[one, EDGE] < whole[other, EDGE])
    if shares[one, T] != shares[other, T]:
        return bool(shares[one, T] < shares[other, T])
    if whole[one, X] != whole[other, X]:
        return bool(whole[one, X] < whole[other, X])
    return bool(shares[one, REST] < shares[other, REST])
