"""Shapes in and out of WKB, for this station only; nothing is measured or changed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

from firmground.errors import GeometryUnsound

Shape = Any
"""A Shapely geometry; Shapely carries no types."""

Shapes = Any
"""A NumPy array of Shapely geometries."""

POLYGON_TYPES = (3, 6)
"""Shapely's type numbers of Polygon and MultiPolygon."""

LINE_TYPES = (1, 5)
"""Shapely's type numbers of LineString and MultiLineString."""


def read(wkb: bytes) -> Shape:
    """Return the two-dimensional shape of WKB bytes; Z and M are dropped.

    Raises:
        GeometryUnsound: The bytes are not WKB.
    """
    return read_all([wkb])[0]


def read_all(wkbs: Sequence[bytes]) -> Shapes:
    """Return the two-dimensional shapes of several WKB bytes, in their order.

    Raises:
        GeometryUnsound: Some bytes are not WKB; ``details["index"]`` says which.
    """
    shapes = shapely.from_wkb(as_array(wkbs), on_invalid="ignore")
    missing = np.flatnonzero(shapely.is_missing(shapes))
    if missing.size:
        raise GeometryUnsound(
            f"Shape {int(missing[0]) + 1} of {len(wkbs)} cannot be read as WKB: store it again from its source.",
            index=int(missing[0]),
        )
    return shapely.force_2d(shapes)


def write(shape: Shape) -> bytes:
    """Return little-endian two-dimensional WKB."""
    return bytes(shapely.to_wkb(shape, byte_order=1, output_dimension=2, flavor="iso"))


def write_all(shapes: Shapes) -> list[bytes]:
    """Return little-endian two-dimensional WKB of several shapes, in their order."""
    return list(shapely.to_wkb(shapes, byte_order=1, output_dimension=2, flavor="iso"))


def as_array(items: Iterable[object]) -> Shapes:
    """Return a one-dimensional object array, also where the items look like sequences themselves."""
    listed = list(items)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def gathered(polygons: Sequence[Shape]) -> Shape:
    """Return polygons as one: a single one as it is, several (or none) as a multipolygon. They are not joined."""
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(as_array(polygons))


def solid(shape: Shape) -> Shape:
    """Return the polygons among the parts of a shape as one polygon or multipolygon; lines and points are dropped."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return gathered([part for part in parts if part.geom_type == "Polygon" and not part.is_empty])
