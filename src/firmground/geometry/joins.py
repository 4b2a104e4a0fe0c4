"""Which areas cover which shapes: points, lines and polygons joined to polygons, the boundary included, exactly.

Both are put on the lattice, where GEOS decides without rounding. A tree over the shapes is asked once with each area:
O((n + m) log n + pairs).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from firmground.geometry.lattice import to_units
from firmground.geometry.shapes import read_all


def covered_by(shapes: Sequence[bytes], areas: Sequence[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs (index of a shape, index of an area) that share a point, in order; a boundary belongs to it.

    A shape that is larger than a point is joined to every area that it reaches. Empty shapes and areas are joined to
    nothing. The order of the input does not matter.

    Args:
        shapes: WKB, WGS 84, any type.
        areas: WKB of polygons and multipolygons, WGS 84, sound.

    Raises:
        GeometryUnsound: Some bytes are not WKB.
    """
    if not len(shapes) or not len(areas):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    tree = shapely.STRtree(to_units(read_all(shapes)))
    area_of, shape_of = tree.query(to_units(read_all(areas)), predicate="intersects")
    order = np.lexsort((area_of, shape_of))
    return shape_of[order].astype(np.int64), area_of[order].astype(np.int64)
