"""Soundness: polygons whose rings cross themselves or each other never reach the sums along boundaries.

Of a ring that crosses itself those sums would be wrong without a sign of it. So every polygon is looked at before. Most
are plain: one part, no two edges of which meet except neighbours in their common corner, holes inside of it and beside
each other. That is found out exactly, in whole lattice units, at a fraction of a microsecond an edge. The few that are
not plain (several parts, corners that touch an edge, hundreds of corners and a hole) are judged by GEOS.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from firmground.errors import GeometryUnsound
from firmground.geometry.cells.crossings import covers_start
from firmground.geometry.cells.packing import Ints, Packed, pack
from firmground.geometry.compiled import compiled, inlined
from firmground.geometry.lattice import sound_polygons, to_degrees
from firmground.geometry.shapes import read_all, write_all

Flags = NDArray[np.bool_]


def pack_sound(polygons: Sequence[bytes]) -> Packed:
    """Return polygons and multipolygons as ``pack`` does, none of which crosses itself.

    One that is sound, but not after its corners were put on the lattice, is packed as its nearest sound copy.

    Args:
        polygons: WKB, WGS 84, degrees.

    Raises:
        GeometryUnsound: A shape is no polygon or crosses itself; ``details["index"]`` says which.
    """
    packed = pack(polygons)
    judged = doubtful(packed).tolist()
    if not judged:
        return packed
    given = [bytes(polygons[index]) for index in judged]
    copies = _judged(given, judged, len(polygons))
    if copies == given:
        return packed
    mended = list(polygons)
    for index, copy in zip(judged, copies, strict=True):
        mended[index] = copy
    return pack(mended)


def doubtful(packed: Packed) -> Ints:
    """Return the indexes of polygons that are not plain (see the top)."""
    parts = np.bincount(packed.polygon, minlength=packed.polygons)
    are_plain = _are_plain(packed) & (parts[packed.polygon] == 1)
    return np.unique(packed.polygon[~are_plain])


def _judged(given: list[bytes], judged: list[int], count: int) -> list[bytes]:
    """Return sound copies, or raise with the place that the first unsound one has among all."""
    try:
        return write_all(to_degrees(sound_polygons(read_all(given))))
    except GeometryUnsound as error:
        place = judged[int(str(error.details.get("index", 0)))]
        reason = error.details.get("reason") or error.message
        raise GeometryUnsound(
            f"Shape {place + 1} of {count} is not sound: {reason}. Repair it first.", index=place
        ) from error


@compiled
def _are_plain(packed: Packed) -> Flags:
    are_plain = np.empty(len(packed.polygon), dtype=np.bool_)
    for part in range(len(packed.polygon)):
        start, end = packed.first_edge[part], packed.first_edge[part + 1]
        if packed.band_height[part] == 0:
            are_plain[part] = _is_short_plain(packed.edges, packed.is_ring_start, start, end)
        else:
            are_plain[part] = _ring_end(packed.is_ring_start, start, end) == end and _is_long_plain(packed, part)
    return are_plain


@inlined
def _ring_end(is_ring_start: Flags, start: int, end: int) -> int:
    """Return where the ring ends that begins at an edge: the first edge that is not of it."""
    place = start + 1
    while place < end and not is_ring_start[place]:
        place += 1
    return place


@inlined
def _is_short_plain(edges: Ints, is_ring_start: Flags, start: int, end: int) -> bool:
    """Tell whether a part of few edges is plain: ring by ring, pair by pair; then where its holes are."""
    ring = start
    while ring < end:
        ring_end = _ring_end(is_ring_start, ring, end)
        if ring_end - ring < 3:
            return False
        for edge in range(ring, ring_end):
            south, north = min(edges[edge, 1], edges[edge, 3]), max(edges[edge, 1], edges[edge, 3])
            for other in range(edge + 1, end):
                py, qy = edges[other, 1], edges[other, 3]
                if (py < south and qy < south) or (py > north and qy > north):
                    continue
                if not _are_apart(edges, edge, other, ring, ring_end):
                    return False
        if ring > start and not _is_in_its_place(edges, is_ring_start, start, end, ring):
            return False
        ring = ring_end
    return end > start


@compiled
def _is_in_its_place(edges: Ints, is_ring_start: Flags, start: int, end: int, hole: int) -> bool:
    """Tell whether a hole that meets no other ring lies inside of the first one, and in no other."""
    ring = start
    while ring < end:
        ring_end = _ring_end(is_ring_start, ring, end)
        if ring != hole:
            inside = covers_start(edges, edges[:0, 0], ring, ring_end, False, edges[hole, 0], edges[hole, 1], 1)
            if inside != (ring == start):
                return False
        ring = ring_end
    return True


@compiled
def _is_long_plain(packed: Packed, part: int) -> bool:
    """Tell whether a ring of many edges is plain: only pairs that share a band of latitude are looked at."""
    start, end = packed.first_edge[part], packed.first_edge[part + 1]
    for band in range(packed.first_band[part], packed.first_band[part + 1]):
        low, high = packed.band_start[band], packed.band_start[band + 1]
        for at in range(low, high):
            for later in range(at + 1, high):
                if not _are_apart(packed.edges, packed.band_edges[at], packed.band_edges[later], start, end):
                    return False
    return True


@inlined
def _are_apart(edges: Ints, one: int, other: int, start: int, end: int) -> bool:
    """Tell whether an edge of the ring from ``start`` to ``end`` and another edge do not meet, but in a common corner.

    Neighbours meet elsewhere only where the way turns right back. Others are apart where the corners of one lie
    strictly on one side of the other; where that is not so they are taken to meet, which GEOS then judges.
    """
    ax, ay, bx, by = edges[one, 0], edges[one, 1], edges[one, 2], edges[one, 3]
    px, py, qx, qy = edges[other, 0], edges[other, 1], edges[other, 2], edges[other, 3]
    if other < end and (other == one + 1 or (one == start and other == end - 1)):
        turn = (bx - ax) * (qy - py) - (by - ay) * (qx - px)
        return bool(turn != 0 or (bx - ax) * (qx - px) + (by - ay) * (qy - py) > 0)
    if max(px, qx) < min(ax, bx) or min(px, qx) > max(ax, bx) or max(py, qy) < min(ay, by) or min(py, qy) > max(ay, by):
        return True
    width, height = bx - ax, by - ay
    p_side = width * (py - ay) - height * (px - ax)
    q_side = width * (qy - ay) - height * (qx - ax)
    if (p_side > 0 and q_side > 0) or (p_side < 0 and q_side < 0):
        return True
    width, height = qx - px, qy - py
    a_side = width * (ay - py) - height * (ax - px)
    b_side = width * (by - py) - height * (bx - px)
    return bool((a_side > 0 and b_side > 0) or (a_side < 0 and b_side < 0))
