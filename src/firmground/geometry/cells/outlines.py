"""Outlines: the shapes of ground that is of one kind, drawn from the pieces of boundaries.

Ground gets a key from the set of polygons that cover it. A piece with the same key on both sides is inside and left
out; each other one is a side of the key on its left, and turned round of the key on its right:

        +---->----+----<----+      two kinds meet: each gets the piece in its own direction, so its ground lies left
        |  key 1  |  key 2  |      of it. Pieces of a key that follow each other close to rings; where a ring comes
        +----<----+---->----+      back to one of its own corners it is parted, so no ring touches itself.

Nothing is overlaid, so nothing can fail; time grows with the number of pieces alone. Rings around less than a square
millimetre are rounding, not ground, and are left out.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from firmground.geometry.cells.packing import Ints
from firmground.geometry.cells.pieces import NOTHING, Pieces
from firmground.geometry.compiled import compiled
from firmground.geometry.lattice import made_sound, to_degrees
from firmground.geometry.shapes import Shapes, as_array, gathered, solid, write

Keys = NDArray[np.int32]

_LEAST_MM2 = 1.0
_MM2_PER_UNIT2 = 0.11132**2
"""A square of one lattice unit at the equator, mm2."""

_RAD_PER_UNIT = math.pi / 180e9


def outlines(parts: Pieces, key_of_covering: Keys) -> tuple[Shapes, Keys]:
    """Return the ground of every key as polygons, each in one piece, and the key of each, ascending.

    Args:
        parts: The boundaries.
        key_of_covering: int32, a key from 0 for each covering of the pieces, or ``NOTHING``: ground that is left out.

    Returns:
        Shapely polygons in lattice units, shells counterclockwise, and int32 their keys. A corner may lie half a
        lattice unit (0.06 mm) away from where two boundaries cross, and a ring may touch one of its own sides: good
        for drawing; ``written`` makes them sound.
    """
    known = np.append(key_of_covering, NOTHING).astype(np.int32)
    left, right = known[parts.left], known[parts.right]
    on_left, on_right = (left != right) & (left >= 0), (left != right) & (right >= 0)
    turned = parts.ends[on_right][:, [2, 3, 0, 1]]
    ends = np.ascontiguousarray(np.concatenate([parts.ends[on_left], turned]))
    keys = np.concatenate([left[on_left], right[on_right]])
    if not len(keys):
        return as_array([]), keys
    corners, starts, ring_key = _rings(ends, keys)
    if not len(ring_key):
        return as_array([]), ring_key
    order = np.argsort(ring_key, kind="stable")
    areas = _twice_areas(corners, starts)
    shell = _shells(corners, starts, areas, ring_key, order)
    return _polygons(corners, starts, shell, ring_key)


def written(units: Shapes) -> bytes:
    """Return polygons in lattice units as one, WKB in degrees, sound; none give an empty one.

    Where borders lie along each other a ring may touch one of its own sides, and a polygon the next: these are joined.
    """
    whole = gathered(list(units))
    if not shapely.is_valid(whole):
        sound = as_array(made_sound(unit, "structure") for unit in units)
        whole = solid(shapely.union_all(sound, grid_size=1.0))
    return write(to_degrees(whole))


def _polygons(corners: Ints, starts: Ints, shell: Ints, ring_key: Keys) -> tuple[Shapes, Keys]:
    """Return the polygons of rings that know their shells."""
    is_hole = shell != np.arange(len(shell))
    order = np.lexsort((is_hole, shell, ring_key[shell]))
    order = order[shell[order] >= 0]
    lengths = np.diff(starts)[order]
    ring_of = np.repeat(np.arange(len(order)), lengths)
    within = np.arange(len(ring_of)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    rings = shapely.linearrings(corners[np.repeat(starts[order], lengths) + within].astype(np.float64), indices=ring_of)
    is_shell = shell[order] == order
    shapes = shapely.polygons(rings, indices=np.cumsum(is_shell) - 1)
    return np.atleast_1d(shapes), ring_key[order[is_shell]]


@compiled
def _rings(ends: Ints, keys: Keys) -> tuple[Ints, Ints, Keys]:
    """Return rings made of directed sides: their corners, where each ring begins with the end at last, their keys.

    A corner is a slot of a table: sides of one key that begin at one place. A side whose end is the beginning of none
    (two roundings of one crossing) closes its ring.
    """
    is_met = _met_both_ways(ends, keys)
    ends, keys = ends[~is_met], keys[~is_met]
    first, following, begins = _table(ends, keys)
    leads_to = _targets(first, ends, keys)
    place = np.full(len(first), -1, dtype=np.int64)
    path = np.empty(len(keys) + 1, dtype=np.int64)
    corner = np.empty((len(first), 2), dtype=np.int64)
    for side in range(len(keys)):
        corner[begins[side], 0], corner[begins[side], 1] = ends[side, 0], ends[side, 1]
    corners = np.empty((len(keys) + 1, 2), dtype=np.int64)
    starts = np.zeros(len(keys) + 1, dtype=np.int64)
    ring_key = np.empty(len(keys), dtype=np.int32)
    filled, rings = 0, 0
    for begin in _open_ones_first(begins, leads_to, len(first)):
        at, depth, low = begins[begin], 0, 0
        while at >= 0:
            if place[at] < 0:
                path[depth], place[at] = at, depth
                depth += 1
            else:
                low = place[at]
                filled, rings = _closed(path, low, depth, corner, corners, starts, ring_key, keys[begin], filled, rings)
                for step in range(low + 1, depth):
                    place[path[step]] = -1
                depth = low + 1
            side = first[at]
            if side >= 0:
                first[at] = following[side]
            at = leads_to[side] if side >= 0 else -1
        filled, rings = _closed(path, 0, depth, corner, corners, starts, ring_key, keys[begin], filled, rings)
        for step in range(depth):
            place[path[step]] = -1
    return corners[:filled].copy(), starts[: rings + 1].copy(), ring_key[:rings].copy()


@compiled
def _met_both_ways(ends: Ints, keys: Keys) -> NDArray[np.bool_]:
    """Return the sides that another of the same key runs back along: between them lies no ground at all."""
    first, following, _ = _table(ends, keys)
    is_met = np.zeros(len(keys), dtype=np.bool_)
    for side in range(len(keys)):
        if is_met[side]:
            continue
        back = first[_slot(first, ends, keys, ends[side, 2], ends[side, 3], keys[side])]
        while back >= 0:
            if not is_met[back] and ends[back, 2] == ends[side, 0] and ends[back, 3] == ends[side, 1]:
                is_met[side] = is_met[back] = True
                break
            back = following[back]
    return is_met


@compiled
def _table(ends: Ints, keys: Keys) -> tuple[Ints, Ints, Ints]:
    """Return the first side of every slot, the side of the same corner after each, and the slot where each begins."""
    size = 16
    while size < 2 * len(keys):
        size *= 2
    first = np.full(size, -1, dtype=np.int64)
    following = np.empty(len(keys), dtype=np.int64)
    begins = np.empty(len(keys), dtype=np.int64)
    for side in range(len(keys)):
        slot = _slot(first, ends, keys, ends[side, 0], ends[side, 1], keys[side])
        following[side], first[slot], begins[side] = first[slot], side, slot
    return first, following, begins


@compiled
def _open_ones_first(begins: Ints, leads_to: Ints, size: int) -> Ints:
    """Return the sides, those first that begin at a corner to which fewer sides lead."""
    surplus = np.zeros(size, dtype=np.int64)
    for side in range(len(begins)):
        surplus[begins[side]] += 1
        if leads_to[side] >= 0:
            surplus[leads_to[side]] -= 1
    is_open = surplus[begins] > 0
    return np.concatenate((np.flatnonzero(is_open), np.flatnonzero(~is_open)))


@compiled
def _targets(first: Ints, ends: Ints, keys: Keys) -> Ints:
    """Return for each side the slot of the corner that it leads to, -1 where no side begins there."""
    targets = np.empty(len(keys), dtype=np.int64)
    for side in range(len(keys)):
        slot = _slot(first, ends, keys, ends[side, 2], ends[side, 3], keys[side])
        targets[side] = slot if first[slot] >= 0 else -1
    return targets


@compiled
def _slot(first: Ints, ends: Ints, keys: Keys, x: int, y: int, key: int) -> int:
    """Return the slot of a corner of a key: where its sides are, or where they would be."""
    mixed = (x * 0x9E3779B1 + y * 0x85EBCA6B + key * 0xC2B2AE35) & 0x7FFFFFFFFFFFFFF
    mixed ^= mixed >> 29
    mixed = (mixed & 0xFFFFFFFF) * 0x27D4EB2F
    mixed ^= mixed >> 17
    slot = mixed & (len(first) - 1)
    while first[slot] >= 0:
        side = first[slot]
        if keys[side] == key and ends[side, 0] == x and ends[side, 1] == y:
            return slot
        slot = (slot + 1) & (len(first) - 1)
    return slot


@compiled
def _closed(
    path: Ints, low: int, high: int, corner: Ints, corners: Ints, starts: Ints, ring_key: Keys, key: int,
    filled: int, rings: int,
) -> tuple[int, int]:  # fmt: skip
    """Write down the ring of a path from low to high; one around less than a square millimetre is left out."""
    last = filled
    for step in range(low, high):
        corners[last, 0], corners[last, 1] = corner[path[step]]
        last = _without_spike(corners, filled, last + 1)
    first = filled
    while last - first > 2 and _is_spike(corners, last - 2, last - 1, first):
        last -= 1
    while last - first > 2 and _is_spike(corners, last - 1, first, first + 1):
        first += 1
    if last - first < 3:
        return filled, rings
    for at in range(first, last):
        corners[filled + at - first, 0], corners[filled + at - first, 1] = corners[at]
    last += filled - first
    x0, y0 = corners[filled]
    twice = 0.0
    for at in range(filled + 1, last - 1):
        ax, ay = corners[at]
        bx, by = corners[at + 1]
        twice += float(ax - x0) * float(by - y0) - float(bx - x0) * float(ay - y0)
    if abs(twice) * 0.5 * _MM2_PER_UNIT2 * math.cos(y0 * _RAD_PER_UNIT) < _LEAST_MM2:
        return filled, rings
    ring_key[rings] = key
    starts[rings + 1] = last
    return last, rings + 1


@compiled
def _without_spike(corners: Ints, first: int, last: int) -> int:
    """Take back corners from which a ring turns straight back; return where it ends now."""
    while last - first > 2 and _is_spike(corners, last - 3, last - 2, last - 1):
        corners[last - 2, 0], corners[last - 2, 1] = corners[last - 1]
        last -= 1
        if corners[last - 1, 0] == corners[last - 2, 0] and corners[last - 1, 1] == corners[last - 2, 1]:
            last -= 1
    return last


@compiled
def _is_spike(corners: Ints, a: int, b: int, c: int) -> bool:
    """Tell whether the way from a to b turns straight back to c: two pieces along each other, one longer."""
    dx, dy = corners[b, 0] - corners[a, 0], corners[b, 1] - corners[a, 1]
    ex, ey = corners[c, 0] - corners[b, 0], corners[c, 1] - corners[b, 1]
    return bool(dx * ey == dy * ex and dx * ex + dy * ey <= 0)


@compiled
def _twice_areas(corners: Ints, starts: Ints) -> NDArray[np.float64]:
    """Return twice the area of each ring in square units, below 0 for rings that run clockwise: holes."""
    areas = np.zeros(len(starts) - 1, dtype=np.float64)
    for ring in range(len(areas)):
        first, last = starts[ring], starts[ring + 1]
        x0, y0 = corners[first]
        for at in range(first, last):
            ax, ay = corners[at]
            bx, by = corners[at + 1 if at + 1 < last else first]
            areas[ring] += float(ax - x0) * float(by - y0) - float(bx - x0) * float(ay - y0)
    return areas


@compiled
def _shells(corners: Ints, starts: Ints, areas: NDArray[np.float64], ring_key: Keys, order: Ints) -> Ints:
    """Return for each ring its shell: itself, of a hole the smallest of its key around it; -1: there is none."""
    box = np.empty((len(areas), 4), dtype=np.int64)
    for ring in range(len(areas)):
        first, last = starts[ring], starts[ring + 1]
        box[ring, 0], box[ring, 1] = corners[first:last, 0].min(), corners[first:last, 1].min()
        box[ring, 2], box[ring, 3] = corners[first:last, 0].max(), corners[first:last, 1].max()
    shell = np.arange(len(areas))
    low = 0
    while low < len(order):
        high = low
        while high < len(order) and ring_key[order[high]] == ring_key[order[low]]:
            high += 1
        for hole in order[low:high]:
            if areas[hole] >= 0:
                continue
            shell[hole] = -1
            for ring in order[low:high]:
                if (
                    areas[ring] > 0
                    and box[ring, 0] <= box[hole, 0] and box[ring, 2] >= box[hole, 2]
                    and box[ring, 1] <= box[hole, 1] and box[ring, 3] >= box[hole, 3]
                    and (shell[hole] < 0 or areas[ring] < areas[shell[hole]])
                    and _is_inside(corners, starts[ring], starts[ring + 1], starts[hole], starts[hole + 1])
                ):  # fmt: skip
                    shell[hole] = ring
        low = high
    return shell


@compiled
def _is_inside(corners: Ints, first: int, last: int, low: int, high: int) -> bool:
    """Tell whether a hole lies in a ring: the middle of its first side that does not lie on the ring says it."""
    for at in range(low, high):
        following = at + 1 if at + 1 < high else low
        x, y = corners[at, 0] + corners[following, 0], corners[at, 1] + corners[following, 1]
        where = _winding(corners, first, last, x, y)
        if where != 0:
            return where > 0
    return True


@compiled
def _winding(corners: Ints, first: int, last: int, x: int, y: int) -> int:
    """Return 1 where a place lies in a ring, -1 where outside, 0 where on it. It is given in halves of units."""
    is_in = False
    for corner in range(first, last):
        following = corner + 1 if corner + 1 < last else first
        ax, ay = 2 * corners[corner, 0], 2 * corners[corner, 1]
        bx, by = 2 * corners[following, 0], 2 * corners[following, 1]
        side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if side == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return 0
        if (ay > y) != (by > y) and (side > 0) == (by > ay):
            is_in = not is_in
    return 1 if is_in else -1
