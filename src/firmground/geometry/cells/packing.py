"""Packing: polygons as arrays of edges in lattice units, neighbours near each other, for the compiled loops.

A multipolygon is packed part by part; all parts carry the number of their polygon. A part wider than 2^29 units (60 km)
is cut at multiples of that, so that the side of a point on an edge can be worked out exactly in int64.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from firmground.errors import GeometryUnsound
from firmground.geometry.compiled import compiled, inlined
from firmground.geometry.lattice import to_degrees, to_units
from firmground.geometry.shapes import POLYGON_TYPES, Shape, as_array, read_all, solid, write_all

WIDEST_UNITS = 1 << 29
"""No part is wider or higher: 0.54 degrees. Differences of coordinates of neighbours stay below 2^30."""

LONG = 48
"""Parts of more edges than this have their edges listed by bands of latitude."""

_EDGES_PER_BAND = 4

Ints = NDArray[np.int64]


class Packed(NamedTuple):
    """Polygons as arrays, a tuple that the compiled loops take as it is.

    Parts stand along a curve that keeps neighbours together; the edges of a part stand together.

    Attributes:
        polygons: How many polygons were packed, the empty ones included.
        edges: (n, 4) ax, ay, bx, by in lattice units; the inside lies on the left.
        is_ring_start: (n,) whether a ring begins with the edge.
        first_edge: (parts + 1,) where the edges of each part begin, with the end at last.
        polygon: (parts,) index of the polygon in the input.
        box: (parts, 4) west, south, east, north in lattice units.
        turn: (parts,) in which order polygons are moved by an infinitesimal step; told by their content alone.
        band_height: (parts,) units of latitude a band; 0 for parts that are not long.
        first_band: (parts + 1,) where the bands of each part begin in ``band_start``.
        band_start: Where the edges of each band begin in ``band_edges``, with the end at last.
        band_edges: Indexes of the edges that reach into each band.
    """

    polygons: int
    edges: Ints
    is_ring_start: NDArray[np.bool_]
    first_edge: Ints
    polygon: Ints
    box: Ints
    turn: Ints
    band_height: Ints
    first_band: Ints
    band_start: Ints
    band_edges: Ints


def pack(polygons: Sequence[bytes]) -> Packed:
    """Return polygons and multipolygons as arrays.

    Args:
        polygons: WKB, WGS 84, degrees; no ring crosses itself or another (``lattice.sound_polygons`` tells). Off the
            lattice they are put on it.

    Raises:
        GeometryUnsound: A shape is no polygon or no WKB, or wide and not sound; ``details["index"]`` says which.
    """
    read = _read_wkb(*_plain(polygons))
    owner = np.arange(len(polygons))
    wide = np.unique(read.polygon[(read.box[:, 2:] - read.box[:, :2]).max(axis=1, initial=0) > WIDEST_UNITS - 2])
    if wide.size:
        narrow, owner = _cut_up(polygons, wide)
        read = _read_wkb(*_plain(narrow))
    return _laid_out(read, owner[read.polygon], len(polygons))


class _Read(NamedTuple):
    """Parts as they were read: vertices, where rings and parts begin, which polygon a part is of, and its box."""

    units: Ints
    first_vertex: Ints
    first_ring: Ints
    polygon: Ints
    box: Ints


def _plain(polygons: Sequence[bytes]) -> tuple[NDArray[np.uint8], Ints]:
    """Return polygons as little-endian two-dimensional WKB, which most already are, joined (``_joined``)."""
    raw, starts = _joined(polygons)
    if _are_plain(raw, starts):
        return raw, starts
    shapes = read_all(polygons)
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), POLYGON_TYPES))
    if wrong.size:
        index = int(wrong[0])
        raise GeometryUnsound(
            f"Shape {index + 1} of {len(shapes)} is a {shapes[index].geom_type}, wanted is a polygon.", index=index
        )
    return _joined(write_all(shapes))


def _joined(wkbs: Sequence[bytes]) -> tuple[NDArray[np.uint8], Ints]:
    """Return all bytes in a row, and where each WKB begins, with the end at last."""
    starts = np.zeros(len(wkbs) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, wkbs), dtype=np.int64, count=len(wkbs)), out=starts[1:])
    return np.frombuffer(b"".join(wkbs), dtype=np.uint8), starts


@compiled
def _are_plain(raw: NDArray[np.uint8], starts: Ints) -> bool:
    """Tell whether every WKB is that of a polygon or multipolygon, little endian, two-dimensional, and not cut off."""
    for index in range(len(starts) - 1):
        at, end = starts[index], starts[index + 1]
        if not _begins_plain(raw, at, end):
            return False
        count = 1
        if raw[at + 1] == _MULTIPOLYGON:
            count, at = _whole(raw, at + 5), at + 9
        for _ in range(count):
            if not _begins_plain(raw, at, end) or raw[at + 1] != _POLYGON:
                return False
            rings = _whole(raw, at + 5)
            at += 9
            for _ in range(rings):
                if at + 4 > end:
                    return False
                at += 4 + 16 * _whole(raw, at)
        if at != end:
            return False
    return True


@inlined
def _begins_plain(raw: NDArray[np.uint8], at: int, end: int) -> bool:
    is_ours = at + 9 <= end and raw[at] == 1 and (raw[at + 1] == _POLYGON or raw[at + 1] == _MULTIPOLYGON)
    return bool(is_ours and raw[at + 2] == 0 and raw[at + 3] == 0 and raw[at + 4] == 0)


@compiled
def _read_wkb(raw: NDArray[np.uint8], starts: Ints) -> _Read:
    """Return the parts of little-endian WKB polygons and multipolygons, in lattice units."""
    parts, rings, vertices = _counted(raw, starts)
    units = np.empty((vertices, 2), dtype=np.int64)
    first_vertex = np.zeros(rings + 1, dtype=np.int64)
    first_ring = np.zeros(parts + 1, dtype=np.int64)
    polygon = np.empty(parts, dtype=np.int64)
    box = np.empty((parts, 4), dtype=np.int64)
    part, ring, vertex = 0, 0, 0
    for index in range(len(starts) - 1):
        at = starts[index]
        count, at = _parts_at(raw, at)
        for _ in range(count):
            held = _whole(raw, at + 5)
            at += 9
            if held == 0:
                continue
            for _ in range(held):
                length = _whole(raw, at)
                degrees = raw[at + 4 : at + 4 + 16 * length].view(np.float64)
                for place in range(length):
                    units[vertex, 0] = int(np.rint(degrees[2 * place] * 1e9))
                    units[vertex, 1] = int(np.rint(degrees[2 * place + 1] * 1e9))
                    vertex += 1
                at += 4 + 16 * length
                ring += 1
                first_vertex[ring] = vertex
            polygon[part] = index
            _set_box(box, part, units, first_vertex[first_ring[part]], vertex)
            part += 1
            first_ring[part] = ring
    return _Read(units, first_vertex, first_ring, polygon, box)


@compiled
def _counted(raw: NDArray[np.uint8], starts: Ints) -> tuple[int, int, int]:
    """Return how many parts that are not empty, rings and vertices there are."""
    parts, rings, vertices = 0, 0, 0
    for index in range(len(starts) - 1):
        count, at = _parts_at(raw, starts[index])
        for _ in range(count):
            held = _whole(raw, at + 5)
            at += 9
            parts += held > 0
            rings += held
            for _ in range(held):
                length = _whole(raw, at)
                vertices += length
                at += 4 + 16 * length
    return parts, rings, vertices


@inlined
def _parts_at(raw: NDArray[np.uint8], at: int) -> tuple[int, int]:
    """Return how many polygons begin at a place, and where the first of them begins."""
    return (_whole(raw, at + 5), at + 9) if raw[at + 1] == _MULTIPOLYGON else (1, at)


_POLYGON, _MULTIPOLYGON = 3, 6


@inlined
def _whole(raw: NDArray[np.uint8], at: int) -> int:
    return int(raw[at]) | int(raw[at + 1]) << 8 | int(raw[at + 2]) << 16 | int(raw[at + 3]) << 24


@inlined
def _set_box(box: Ints, part: int, units: Ints, start: int, end: int) -> None:
    west, south = units[start, 0], units[start, 1]
    east, north = west, south
    for vertex in range(start, end):
        x, y = units[vertex, 0], units[vertex, 1]
        west, south, east, north = min(west, x), min(south, y), max(east, x), max(north, y)
    box[part, 0], box[part, 1], box[part, 2], box[part, 3] = west, south, east, north


def _cut_up(polygons: Sequence[bytes], wide: Ints) -> tuple[list[bytes], Ints]:
    """Return polygons, the wide ones cut at multiples of the widest; and the index of each in the input."""
    shapes = to_units(read_all([polygons[index] for index in wide]))
    crossed = wide[~shapely.is_valid(shapes)]
    if crossed.size:
        index = int(crossed[0])
        raise GeometryUnsound(
            f"Shape {index + 1} of {len(polygons)} is not sound and too wide to be packed. Repair it first.",
            index=index,
        )
    pieces = [(int(index), piece) for index, shape in zip(wide, shapes, strict=True) for piece in _pieces(shape)]
    kept = [index for index in range(len(polygons)) if index not in set(wide.tolist())]
    narrow = write_all(to_degrees(as_array(piece for _, piece in pieces)))
    owners = [*kept, *(index for index, _ in pieces)]
    return [*(polygons[index] for index in kept), *narrow], np.array(owners, dtype=np.int64)


def _pieces(shape: Shape) -> list[Shape]:
    cut: list[Shape] = []
    for part in shapely.get_parts(shape):
        west, south, east, north = (int(side // WIDEST_UNITS) for side in part.bounds)
        for x in range(west, east + 1):
            column = shapely.box(x * WIDEST_UNITS, part.bounds[1], (x + 1) * WIDEST_UNITS, part.bounds[3])
            strip = solid(shapely.intersection(part, column, grid_size=1.0))
            for y in range(south, north + 1):
                cell = shapely.box(x * WIDEST_UNITS, y * WIDEST_UNITS, (x + 1) * WIDEST_UNITS, (y + 1) * WIDEST_UNITS)
                piece = solid(shapely.intersection(strip, cell, grid_size=1.0))
                cut.extend(one for one in shapely.get_parts(piece) if not one.is_empty)
    return cut


def _laid_out(read: _Read, polygon: Ints, count: int) -> Packed:
    order = np.argsort(_along_curve(read.box), kind="stable")
    room = np.empty((len(read.units), 4), dtype=np.int64)  # made by NumPy, which asks for huge pages: faster to fill
    edges, is_ring_start, first_edge = _edges(read.units, read.first_vertex, read.first_ring, order, room)
    polygon, box = polygon[order], read.box[order]
    band_height, first_band = _bands(box, first_edge)
    band_start, band_edges = _edges_by_band(edges, first_edge, box, band_height, first_band)
    turn = _turns(edges, first_edge, polygon, count)
    return Packed(
        count, edges, is_ring_start, first_edge, polygon, box, turn, band_height, first_band, band_start, band_edges
    )


def _along_curve(boxes: Ints) -> NDArray[np.uint64]:
    """Return where each box stands on Morton's curve over the globe, cells of 14 mm."""
    x = ((boxes[:, 0] + boxes[:, 2]) // 2 + 180 * 10**9).astype(np.uint64) >> np.uint64(7)
    y = ((boxes[:, 1] + boxes[:, 3]) // 2 + 90 * 10**9).astype(np.uint64) >> np.uint64(7)
    return _spread(x) | (_spread(y) << np.uint64(1))


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return 32-bit numbers with a zero between any two of their bits."""
    spread = values & np.uint64(0xFFFFFFFF)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread


@compiled
def _edges(
    units: Ints, first_vertex: Ints, first_ring: Ints, order: Ints, edges: Ints
) -> tuple[Ints, NDArray[np.bool_], Ints]:
    """Write down the edges of the parts in an order, every ring turned so that the inside lies on its left."""
    is_ring_start = np.zeros(len(units), dtype=np.bool_)
    first_edge = np.zeros(len(order) + 1, dtype=np.int64)
    filled = 0
    for place in range(len(order)):
        part = order[place]
        for ring in range(first_ring[part], first_ring[part + 1]):
            start, end = first_vertex[ring], first_vertex[ring + 1] - 1
            is_shell = ring == first_ring[part]
            is_turned = _is_counterclockwise(units, start, end) != is_shell
            ring_start = filled
            vertex, stride = (end, -1) if is_turned else (start, 1)
            ax, ay = units[vertex, 0], units[vertex, 1]
            for _ in range(end - start):
                vertex += stride
                bx, by = units[vertex, 0], units[vertex, 1]
                edges[filled, 0], edges[filled, 1], edges[filled, 2], edges[filled, 3] = ax, ay, bx, by
                filled += (ax != bx) | (ay != by)
                ax, ay = bx, by
            if filled > ring_start:
                is_ring_start[ring_start] = True
        first_edge[place + 1] = filled
    return edges[:filled], is_ring_start[:filled], first_edge


@inlined
def _is_counterclockwise(units: Ints, start: int, end: int) -> bool:
    twice = 0.0
    x0, y0 = units[start, 0], units[start, 1]
    for vertex in range(start, end):
        ax, ay, bx, by = units[vertex, 0], units[vertex, 1], units[vertex + 1, 0], units[vertex + 1, 1]
        twice += float(ax - x0) * float(by - y0) - float(bx - x0) * float(ay - y0)
    return twice > 0


@compiled
def _turns(edges: Ints, first_edge: Ints, polygon: Ints, count: int) -> Ints:
    """Return a number for each part that only the content of its whole polygon decides."""
    contents = np.zeros(count, dtype=np.int64)
    for part in range(len(polygon)):
        total = np.int64(0)
        for edge in range(first_edge[part], first_edge[part + 1]):
            mixed = edges[edge, 0] * 31 + edges[edge, 1]
            mixed ^= mixed >> 29
            mixed = (mixed & 0xFFFFFFF) * 0x27D4EB2F + (mixed >> 28)
            mixed ^= mixed >> 15
            total += mixed & 0x7FFFFFFFFFF
        contents[polygon[part]] += total
    turns = np.empty(len(polygon), dtype=np.int64)
    for part in range(len(polygon)):
        turns[part] = contents[polygon[part]]
    return turns


def _bands(boxes: Ints, first_edge: Ints) -> tuple[Ints, Ints]:
    """Return the height of the bands of each long part, and where its bands begin; 0 and none for short ones."""
    counts = np.diff(first_edge)
    bands = np.where(counts > LONG, counts // _EDGES_PER_BAND, 0)
    heights = np.where(bands > 0, (boxes[:, 3] - boxes[:, 1]) // np.maximum(bands, 1) + 1, 0)
    return heights, np.concatenate([[0], np.cumsum(bands)]).astype(np.int64)


@compiled
def _edges_by_band(
    edges: Ints, first_edge: Ints, boxes: Ints, band_height: Ints, first_band: Ints
) -> tuple[Ints, Ints]:
    counts = np.zeros(first_band[-1] + 1, dtype=np.int64)
    band_edges = np.empty(0, dtype=np.int64)
    for is_filling in (False, True):
        for part in range(len(band_height)):
            if band_height[part] > 0:
                south, base = boxes[part, 1], first_band[part]
                for edge in range(first_edge[part], first_edge[part + 1]):
                    low = (min(edges[edge, 1], edges[edge, 3]) - south) // band_height[part]
                    high = (max(edges[edge, 1], edges[edge, 3]) - south) // band_height[part]
                    for band in range(base + low, base + high + 1):
                        if is_filling:
                            band_edges[counts[band]] = edge
                        counts[band] += 1
        if not is_filling:
            total = 0
            for band in range(len(counts)):
                counts[band], total = total, total + counts[band]
            band_edges = np.empty(total, dtype=np.int64)
    band_start = np.zeros(len(counts), dtype=np.int64)
    for band in range(1, len(counts)):
        band_start[band] = counts[band - 1]
    return band_start, band_edges
