"""Covers: ground that surely holds what a broken shape meant, for danger that must be shown before it is mended."""

from __future__ import annotations

import numpy as np
import shapely

from firmground.geometry.lattice import in_range, is_sound, on_lattice
from firmground.geometry.shapes import POLYGON_TYPES, read, write


def cover(wkb: bytes) -> bytes:
    """Return a sound polygon that holds all points of a shape, as WKB on the lattice.

    A sound polygon is returned as it is; of anything else the convex hull is taken, so that ground is rather shown
    than missed.

    Args:
        wkb: Any shape, WGS 84, longitude then latitude, degrees; sound or not.

    Returns:
        The polygon, or empty bytes where the points span no ground or lie outside of longitude and latitude.

    Raises:
        GeometryUnsound: The bytes are not WKB, or nothing is left of the shape on the lattice.
    """
    shape = read(wkb)
    points = shapely.get_coordinates(shape)
    if not len(points) or not np.isfinite(points).all() or not in_range(shape):
        return b""
    if shapely.get_type_id(shape) in POLYGON_TYPES and is_sound(shape):
        return on_lattice(wkb)
    hull = shapely.convex_hull(shapely.multipoints(points))
    return on_lattice(write(hull)) if hull.geom_type == "Polygon" else b""
