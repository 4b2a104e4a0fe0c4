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
from firmground.geometry.compiled import compiled
from firmground.geometry.lattice import to_degrees, to_units
from firmground.geometry.shapes import POLYGON_TYPES, Shapes, as_array, read_all, solid

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
        GeometryUnsound: A shape is no polygon; ``details["index"]`` says which.
    """
    shapes = read_all(polygons)
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), POLYGON_TYPES))
    if wrong.size:
        index = int(wrong[0])
        raise GeometryUnsound(
            f"Shape {index + 1} of {len(shapes)} is a {shapes[index].geom_type}, wanted is a polygon.", index=index
        )
    parts, polygon = _narrow_parts(*shapely.get_parts(shapes, return_index=True))
    return _laid_out(parts, polygon.astype(np.int64), len(shapes))


def _narrow_parts(parts: Shapes, polygon: Ints) -> tuple[Shapes, Ints]:
    """Return the parts that are not empty, those that are too wide cut at multiples of the widest."""
    filled = ~shapely.is_empty(parts)
    parts, polygon = parts[filled], polygon[filled]
    bounds = shapely.bounds(parts).reshape(-1, 4) * 1e9
    wide = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) > WIDEST_UNITS - 2
    if not wide.any():
        return parts, polygon
    pieces = [_cut_up(part) for part in to_units(parts[wide])]
    owners = np.repeat(polygon[wide], [len(piece) for piece in pieces])
    narrow = to_degrees(as_array(one for piece in pieces for one in piece))
    return np.concatenate([parts[~wide], narrow]), np.concatenate([polygon[~wide], owners])


def _cut_up(part: shapely.Polygon) -> list[shapely.Polygon]:
    west, south, east, north = (int(side // WIDEST_UNITS) for side in part.bounds)
    columns = [
        shapely.box(x * WIDEST_UNITS, part.bounds[1], (x + 1) * WIDEST_UNITS, part.bounds[3])
        for x in range(west, east + 1)
    ]
    cut: list[shapely.Polygon] = []
    for column in columns:
        strip = solid(shapely.intersection(part, column, grid_size=1.0))
        for y in range(south, north + 1):
            cell = shapely.box(column.bounds[0], y * WIDEST_UNITS, column.bounds[2], (y + 1) * WIDEST_UNITS)
            piece = solid(shapely.intersection(strip, cell, grid_size=1.0))
            cut.extend(one for one in shapely.get_parts(piece) if not one.is_empty)
    return cut


def _laid_out(parts: Shapes, polygon: Ints, count: int) -> Packed:
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    units = np.rint(coordinates * 1e9).astype(np.int64)
    first_vertex = np.searchsorted(ring_of, np.arange(len(rings) + 1))
    is_shell = np.ones(len(rings), dtype=np.bool_)
    is_shell[1:] = part_of_ring[1:] != part_of_ring[:-1]
    boxes = _boxes(units, first_vertex, part_of_ring.astype(np.int64), len(parts))
    order = np.argsort(_along_curve(boxes), kind="stable")
    edges, is_ring_start, first_edge = _edges(
        units, first_vertex, is_shell, np.searchsorted(part_of_ring, np.arange(len(parts) + 1)), order
    )
    polygon, boxes = polygon[order], boxes[order]
    band_height, first_band = _bands(boxes, first_edge)
    band_start, band_edges = _edges_by_band(edges, first_edge, boxes, band_height, first_band)
    turn = _turns(edges, first_edge, polygon, count)
    return Packed(
        count, edges, is_ring_start, first_edge, polygon, boxes, turn, band_height, first_band, band_start, band_edges
    )


@compiled
def _boxes(units: Ints, first_vertex: Ints, part_of_ring: Ints, parts: int) -> Ints:
    boxes = np.empty((parts, 4), dtype=np.int64)
    boxes[:, :2] = 1 << 62
    boxes[:, 2:] = -(1 << 62)
    for ring in range(len(part_of_ring)):
        box = boxes[part_of_ring[ring]]
        for vertex in range(first_vertex[ring], first_vertex[ring + 1]):
            x, y = units[vertex]
            box[0], box[1] = min(box[0], x), min(box[1], y)
            box[2], box[3] = max(box[2], x), max(box[3], y)
    return boxes


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
    units: Ints, first_vertex: Ints, is_shell: NDArray[np.bool_], first_ring: Ints, order: Ints
) -> tuple[Ints, NDArray[np.bool_], Ints]:
    """Return the edges of the parts in an order, every ring turned so that the inside lies on its left."""
    edges = np.empty((len(units), 4), dtype=np.int64)
    is_ring_start = np.zeros(len(units), dtype=np.bool_)
    first_edge = np.zeros(len(order) + 1, dtype=np.int64)
    filled = 0
    for place in range(len(order)):
        part = order[place]
        for ring in range(first_ring[part], first_ring[part + 1]):
            start, end = first_vertex[ring], first_vertex[ring + 1] - 1
            is_turned = _is_counterclockwise(units, start, end) != is_shell[ring]
            ring_start = filled
            for step in range(end - start):
                a = end - step if is_turned else start + step
                b = a - 1 if is_turned else a + 1
                if units[a, 0] != units[b, 0] or units[a, 1] != units[b, 1]:
                    edges[filled, 0], edges[filled, 1] = units[a]
                    edges[filled, 2], edges[filled, 3] = units[b]
                    filled += 1
            if filled > ring_start:
                is_ring_start[ring_start] = True
        first_edge[place + 1] = filled
    return edges[:filled].copy(), is_ring_start[:filled].copy(), first_edge


@compiled
def _is_counterclockwise(units: Ints, start: int, end: int) -> bool:
    twice = 0.0
    x0, y0 = units[start]
    for vertex in range(start, end):
        ax, ay = units[vertex]
        bx, by = units[vertex + 1]
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
    band_start = np.empty(len(counts), dtype=np.int64)
    band_start[0] = 0
    band_start[1:] = counts[:-1]
    return band_start, band_edges
