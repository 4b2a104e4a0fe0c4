"""Tiles of a map: which ground a tile shows, and shapes as they are seen in it.

A tile (zoom, x, y) of the web's map is a square of Mercator's plane; inside it shapes have whole coordinates from 0 to
4096, x to the east, y to the *south*. Shapes reach ``MARGIN`` beyond its edges, so that outlines along an edge lie
outside of what is seen. A pixel of a 512 pixel tile is ``PIXEL`` units; lines are simplified by an eighth of one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from firmground.geometry.lattice import UNITS_PER_DEGREE
from firmground.geometry.shapes import Shapes

EXTENT = 4096
"""Units of a tile's side."""

PIXEL = EXTENT // 512
"""Units of a pixel."""

MARGIN = 64
"""Units that shapes reach beyond the edges of a tile."""

MOST_ZOOM = 22

_MOST_LATITUDE = math.degrees(math.atan(math.sinh(math.pi)))
_SIMPLER_BY = 1.0
_LEAST_MM2 = 10_000.0


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the map: its zoom (0 holds the world), its column from the west, its row from the north."""

    zoom: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Return whether there is such a tile."""
        return 0 <= self.zoom <= MOST_ZOOM and 0 <= self.x < 1 << self.zoom and 0 <= self.y < 1 << self.zoom

    def box(self, *, margin: int = MARGIN) -> tuple[float, float, float, float]:
        """Return west, south, east, north in degrees, with a margin in units around."""
        wide = margin / EXTENT
        west, east = (self._longitude(at) for at in (self.x - wide, self.x + 1 + wide))
        south, north = (self._latitude(at) for at in (self.y + 1 + wide, self.y - wide))
        return max(west, -180.0), south, min(east, 180.0), north

    def _longitude(self, column: float) -> float:
        return column / (1 << self.zoom) * 360.0 - 180.0

    def _latitude(self, row: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1.0 - 2.0 * row / (1 << self.zoom)))))


def in_tile(units: Shapes, tile: Tile, *, kept: NDArray[np.bool_] | None = None) -> Shapes:
    """Return shapes as they are seen in a tile: clipped, simplified, in whole tile units, y southwards.

    What lies outside of the tile becomes empty, and so does what is too small or too thin for it; a polygon that is to
    be kept is then drawn as a square of a pixel, or a strip of a pixel's width along it, never less.

    Args:
        units: Shapely shapes of any kind in lattice units.
        tile: The tile.
        kept: bool (n), polygons that may not vanish at any zoom; None: no shape is one. Of these only what is less
            than 1 dm2 may: that is rounding, not ground.
    """
    placed = shapely.transform(_clipped(units, tile), lambda coordinates: _placed(coordinates, tile))
    lighter = shapely.simplify(placed, _SIMPLER_BY, preserve_topology=False)
    shapes = shapely.transform(lighter, np.rint)
    if kept is None:
        return shapes
    few = kept & ~shapely.is_empty(placed) & (shapely.area(shapes) < PIXEL**2) & (_areas_mm2(units) >= _LEAST_MM2)
    shapes[few] = _marked(placed[few])
    return shapes


def _clipped(units: Shapes, tile: Tile) -> Shapes:
    west, south, east, north = (side * UNITS_PER_DEGREE for side in tile.box())
    bounds = shapely.bounds(units).reshape(-1, 4)
    is_over = (bounds[:, 0] < west) | (bounds[:, 1] < south) | (bounds[:, 2] > east) | (bounds[:, 3] > north)
    clipped = units.copy()
    clipped[is_over] = shapely.clip_by_rect(units[is_over], west, south, east, north)
    return clipped


def _placed(units: NDArray[np.float64], tile: Tile) -> NDArray[np.float64]:
    """Return coordinates in lattice units as coordinates in a tile."""
    across = EXTENT << tile.zoom
    x = (units[:, 0] / 360e9 + 0.5) * across - tile.x * EXTENT
    latitude = np.radians(np.clip(units[:, 1] / UNITS_PER_DEGREE, -_MOST_LATITUDE, _MOST_LATITUDE))
    y = (0.5 - np.arcsinh(np.tan(latitude)) / (2 * math.pi)) * across - tile.y * EXTENT
    return np.column_stack([x, y])


def _marked(placed: Shapes) -> Shapes:
    """Return squares of a pixel around what is smaller than one, and strips of a pixel's width along what is thin."""
    bounds = shapely.bounds(placed).reshape(-1, 4)
    is_small = (bounds[:, 2:] - bounds[:, :2] < PIXEL).all(axis=1)
    x, y = np.rint((bounds[:, :2] + bounds[:, 2:]) / 2).T
    half = PIXEL / 2
    marks = np.atleast_1d(shapely.box(x - half, y - half, x + half, y + half))
    marks[~is_small] = shapely.buffer(placed[~is_small], half, quad_segs=1, join_style="mitre")
    return marks


def _areas_mm2(units: Shapes) -> NDArray[np.float64]:
    """Return areas in lattice units as square millimetres, right to a hundredth: enough to tell rounding."""
    bounds = shapely.bounds(units).reshape(-1, 4)
    latitudes = np.radians((bounds[:, 1] + bounds[:, 3]) / 2 / UNITS_PER_DEGREE)
    areas: NDArray[np.float64] = shapely.area(units) * 0.11132**2 * np.cos(latitudes)
    return areas
