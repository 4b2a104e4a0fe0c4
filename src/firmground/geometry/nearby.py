"""Nearby: which of many shapes lie at a place or in a box, without looking at all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from firmground.geometry.cells.packing import Ints
from firmground.geometry.lattice import to_units
from firmground.geometry.shapes import Shapes, read_all
from firmground.geometry.tiles import Tile, in_tile

Box = tuple[float, float, float, float]
"""West, south, east, north, degrees."""


class Nearby:
    """Shapes in a tree of their boxes. Empty shapes lie nowhere."""

    def __init__(self, wkbs: Sequence[bytes]) -> None:
        """Read shapes of any kind.

        Args:
            wkbs: WKB, WGS 84, longitude then latitude, degrees.

        Raises:
            GeometryUnsound: Some bytes are not WKB.
        """
        self._shapes = read_all(wkbs)
        self._tree = shapely.STRtree(self._shapes)
        self.boxes = shapely.bounds(self._shapes).reshape(-1, 4)

    @property
    def extent(self) -> Box | None:
        """Return the box around all shapes, degrees; None where there is none."""
        boxes = self.boxes[~np.isnan(self.boxes[:, 0])]
        if not len(boxes):
            return None
        west, south = boxes[:, :2].min(axis=0).tolist()
        east, north = boxes[:, 2:].max(axis=0).tolist()
        return west, south, east, north

    def in_box(self, box: Box) -> Ints:
        """Return the indexes of the shapes whose box meets a box, ascending; touching is meeting."""
        found: Ints = np.sort(self._tree.query(shapely.box(*box)))
        return found

    def at(self, lon: float, lat: float) -> list[int]:
        """Return the indexes of the shapes that hold a place, ascending; their boundary belongs to them."""
        near = self.in_box((lon, lat, lon, lat))
        return [int(index) for index in near[shapely.intersects_xy(self._shapes[near], lon, lat)]]

    def seen_in(self, tile: Tile, indexes: Ints, *, kept: bool) -> Shapes:
        """Return some shapes as they are seen in a tile: whole tile units; empty where they are not in it.

        Args:
            tile: The tile.
            indexes: Which shapes.
            kept: Whether a polygon too small for the tile is drawn as a square of a pixel all the same.
        """
        units = to_units(self._shapes[indexes])
        return in_tile(units, tile, kept=shapely.area(units) > 0 if kept else None)
