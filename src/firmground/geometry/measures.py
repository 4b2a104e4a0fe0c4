"""Measures of shapes on the WGS 84 ellipsoid: areas, lengths, distances, boxes.

Shapes come as WKB, longitude then latitude, degrees. An edge of a polygon is straight in longitude and latitude (RFC
7946); an edge of a line is the geodesic between its ends.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from firmground.errors import GeometryUnsound
from firmground.geometry.ellipsoid import edge_m2, edge_mm2
from firmground.geometry.lattice import on_lattice, refuse_unsound
from firmground.geometry.shapes import (
    LINE_TYPES,
    POLYGON_TYPES,
    Shape,
    Shapes,
    as_array,
    read,
    write,
)

_LARGEST_M2 = 9e12
_CIRCLE_CORNERS = 64
_STRAIGHT_DEG = 0.05


@cache
def _ellipsoid() -> Geod:
    return Geod(ellps="WGS84")


def area_mm2(wkb: bytes) -> int:
    """Return the area of a polygon or multipolygon in whole square millimetres; empty has none.

    The area is that of the shape as drawn, edges straight in longitude and latitude, on the ellipsoid; relative error
    below 1e-8 for 0.1 ha and more. It does not depend on where a ring begins or which way it runs.

    Raises:
        GeometryUnsound: No polygon, a ring that crosses itself, or more than 9 million square kilometres.
    """
    shapes = as_array([read(wkb)])
    refuse_unsound(shapes, POLYGON_TYPES, "a polygon")
    return max(0, int(areas_mm2(shapes)[0]))


def area_m2(wkb: bytes) -> float:
    """Return the area of a polygon or multipolygon in square metres; see ``area_mm2``."""
    return area_mm2(wkb) / 1e6


def areas_mm2(shapes: Shapes) -> NDArray[np.int64]:
    """Return the areas of sound polygons and multipolygons in degrees, in their order; for this station only.

    Faces of one arrangement add up exactly: an edge between two of them counts for one what it takes from the other.
    So a sliver below a few square millimetres may come out at zero or just below.

    Raises:
        GeometryUnsound: A shape of more than 9 million square kilometres.
    """
    if not len(shapes):
        return np.zeros(0, dtype=np.int64)
    starts, ends, bounds = _edges(shapely.orient_polygons(shapes, exterior_cw=False))
    _refuse_too_large(starts, ends, bounds)
    return _int_sums(edge_mm2(starts, ends), bounds)


def _edges(shapes: Shapes) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the starts and ends of all edges, and where the edges of each shape begin, with the end at last."""
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    same_ring = ring_of[1:] == ring_of[:-1]
    owner_of_edge = shape_of[part_of[ring_of[:-1][same_ring]]]
    bounds = np.searchsorted(owner_of_edge, np.arange(len(shapes) + 1))
    return coordinates[:-1][same_ring], coordinates[1:][same_ring], bounds


def _int_sums(values: NDArray[np.int64], bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sum of each part; integers wrap round and come back, so that the order does not matter."""
    running = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(values)])
    sums: NDArray[np.int64] = running[bounds[1:]] - running[bounds[:-1]]
    return sums


def _refuse_too_large(starts: NDArray[np.float64], ends: NDArray[np.float64], bounds: NDArray[np.int64]) -> None:
    """Raise where int64 square millimetres would not hold an area."""
    strips_m2 = edge_m2(starts, ends)
    if np.abs(strips_m2).sum() < _LARGEST_M2:
        return
    for index, (first, last) in enumerate(pairwise(bounds)):
        if abs(math.fsum(strips_m2[first:last])) > _LARGEST_M2:
            raise GeometryUnsound(
                f"Shape {index + 1} of {len(bounds) - 1} is larger than 9 million square kilometres: "
                "state the coordinate system of the source.",
                index=index,
            )


def length_mm(wkb: bytes) -> int:
    """Return the length of a line or multiline in whole millimetres, along geodesics; empty has none.

    Ground that the line runs over twice counts twice: see ``lines`` for road counted once.

    Raises:
        GeometryUnsound: No line.
    """
    shapes = as_array([read(wkb)])
    refuse_unsound(shapes, LINE_TYPES, "a line")
    coordinates, part_of = shapely.get_coordinates(shapely.get_parts(shapes), return_index=True)
    same = part_of[1:] == part_of[:-1]
    return round(math.fsum(edge_lengths_m(coordinates[:-1][same], coordinates[1:][same])) * 1000)


def edge_lengths_m(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the geodesic lengths in metres of edges given by (n, 2) ends, longitude then latitude, degrees.

    An edge and the same edge turned round have the same length to the last bit.
    """
    turned = (ends[:, 0] < starts[:, 0]) | ((ends[:, 0] == starts[:, 0]) & (ends[:, 1] < starts[:, 1]))
    first = np.where(turned[:, None], ends, starts)
    last = np.where(turned[:, None], starts, ends)
    lengths: NDArray[np.float64] = np.asarray(_ellipsoid().inv(first[:, 0], first[:, 1], last[:, 0], last[:, 1])[2])
    return lengths


def box(wkb: bytes) -> tuple[float, float, float, float]:
    """Return (least longitude, least latitude, greatest longitude, greatest latitude), degrees.

    A shape that was split at the antimeridian has a box all around the world.

    Raises:
        GeometryUnsound: The shape is empty, so that it has no box.
    """
    west, south, east, north = (float(bound) for bound in _not_empty(read(wkb)).bounds)
    return west, south, east, north


def centroid(wkb: bytes) -> tuple[float, float]:
    """Return the centroid as (longitude, latitude), degrees: a place for a label. It may lie outside of the shape.

    Raises:
        GeometryUnsound: The shape is empty.
    """
    point = shapely.centroid(_not_empty(read(wkb)))
    return float(point.x), float(point.y)


def contains(wkb: bytes, lon: float, lat: float) -> bool:
    """Tell whether a place lies in a shape; its boundary belongs to it. Empty contains nothing."""
    return bool(shapely.intersects_xy(read(wkb), lon, lat))


def vertices(wkb: bytes) -> list[list[tuple[float, float]]]:
    """Return the vertices of every ring (shell, then its holes), line or point, as (longitude, latitude), degrees.

    A ring ends with its first vertex. Empty has no rings.
    """
    return [[(float(x), float(y)) for x, y in shapely.get_coordinates(chain)] for chain in _rings(read(wkb))]


def _rings(shape: Shape) -> list[Shape]:
    chains: list[Shape] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "GeometryCollection":
            chains.extend(_rings(part))
        elif part.geom_type == "Polygon":
            chains.extend(shapely.get_rings(part))
        elif not part.is_empty:
            chains.append(part)
    return chains


def circle(lon: float, lat: float, radius_m: float) -> bytes:
    """Return a polygon of 64 corners that holds the whole circle around a place, on the lattice.

    It is drawn around the circle, not in it (0.1 % wider at its corners): in doubt the ground belongs to it.

    Args:
        lon: Longitude of the middle, degrees.
        lat: Latitude of the middle, degrees.
        radius_m: Metres, more than 0.

    Raises:
        GeometryUnsound: No radius, a middle outside the range of longitude and latitude, or a circle over a pole.
    """
    if not (0 < radius_m < math.inf and abs(lon) <= 180 and abs(lat) <= 90):
        raise GeometryUnsound(
            f"A circle needs a radius above 0 and a middle on the globe: the radius is {radius_m} m.", lon=lon, lat=lat
        )
    outer_m = radius_m / math.cos(math.pi / _CIRCLE_CORNERS)
    azimuths = -np.arange(_CIRCLE_CORNERS) * (360 / _CIRCLE_CORNERS)
    middles = np.full(_CIRCLE_CORNERS, lon), np.full(_CIRCLE_CORNERS, lat)
    lons, lats, _ = _ellipsoid().fwd(*middles, azimuths, np.full(_CIRCLE_CORNERS, outer_m))
    return on_lattice(write(shapely.polygons(np.column_stack([lons, lats]))))


def distance_m(wkb: bytes, other: bytes) -> float:
    """Return the shortest distance between two shapes in metres; 0 where they touch or overlap.

    Exact to 0.1 % up to 200 km; farther away it is an estimate.

    Raises:
        GeometryUnsound: One of them is empty.
    """
    shape, to = _not_empty(read(wkb)), _not_empty(read(other))
    if shapely.intersects(shape, to):
        return 0.0
    middle = shapely.shortest_line(shape, to).centroid
    frame = f"+proj=aeqd +lat_0={middle.y!r} +lon_0={middle.x!r} +ellps=WGS84"
    to_plane = Transformer.from_crs("EPSG:4326", frame, always_xy=True)
    near = [
        shapely.transform(shapely.segmentize(one, _STRAIGHT_DEG), to_plane.transform, interleaved=False)
        for one in (shape, to)
    ]
    ends = shapely.get_coordinates(shapely.shortest_line(*near))
    lons, lats = to_plane.transform(ends[:, 0], ends[:, 1], direction="INVERSE")
    return float(_ellipsoid().inv(lons[0], lats[0], lons[1], lats[1])[2])


def _not_empty(shape: Shape) -> Shape:
    if shape.is_empty:
        raise GeometryUnsound("The shape is empty: it has no place. Give it coordinates, or leave it out.")
    return shape
