"""Shapes in other people's forms: GeoJSON, WKT, other coordinate systems. Nothing is repaired on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
import shapely.geometry
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.errors import ShapelyError

from firmground.errors import FrameMismatch, GeometryUnsound
from firmground.geometry.shapes import read, read_all, write

_DECIMALS = 9


def from_geojson(geometry: Mapping[str, object]) -> bytes:
    """Return the WKB of a GeoJSON geometry; Z is dropped, rings that cross themselves stay as they are.

    Raises:
        GeometryUnsound: The type is unknown, or the coordinates do not make one (a ring of fewer than four points).
    """
    if not isinstance(geometry, Mapping) or not geometry.get("type"):
        raise GeometryUnsound(
            'The GeoJSON geometry has no "type": give a Point, LineString, Polygon or a Multi of them.'
        )
    try:
        return write(shapely.force_2d(shapely.geometry.shape(geometry)))
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise GeometryUnsound(
            f"The GeoJSON {geometry['type']} cannot be read: {str(error).rstrip('.')}. "
            "See that every ring has four points or more.",
            reason=str(error),
        ) from error


def to_geojson(wkb: bytes) -> dict[str, Any]:
    """Return the GeoJSON geometry of a shape, with nine decimals; shells run counterclockwise (RFC 7946)."""
    return to_geojson_all([wkb])[0]


def to_geojson_all(wkbs: Sequence[bytes], *, decimals: int = _DECIMALS) -> list[dict[str, Any]]:
    """Return the GeoJSON geometries of shapes in their order; shells run counterclockwise (RFC 7946).

    Args:
        wkbs: Any shapes, degrees.
        decimals: Of degrees; 9 keep the lattice, 7 (1 cm) are enough for drawing and half as long.
    """
    shapes = shapely.orient_polygons(read_all(wkbs), exterior_cw=False)
    rounded = shapely.transform(shapes, lambda degrees: np.round(degrees, decimals))
    return [json.loads(text) for text in shapely.to_geojson(rounded)]


def from_wkt(text: str) -> bytes:
    """Return the WKB of well-known text; Z and M are dropped.

    Raises:
        GeometryUnsound: The text is not WKT.
    """
    try:
        return write(shapely.force_2d(shapely.from_wkt(text)))
    except (ShapelyError, ValueError, TypeError) as error:
        raise GeometryUnsound(f"The text is not WKT: {error}. It reads like POLYGON ((40 35, ...)).") from error


def to_wkt(wkb: bytes) -> str:
    """Return well-known text with all the digits that are needed to read the same shape again."""
    return str(shapely.to_wkt(read(wkb), rounding_precision=-1, trim=True))


def transform(wkb: bytes, crs: str) -> bytes:
    """Return a shape moved from a coordinate system to WGS 84, longitude then latitude, degrees.

    Args:
        wkb: East (or longitude) first, in the coordinate system's own unit.
        crs: "EPSG:32637", a name, or the text of a .prj file.

    Raises:
        FrameMismatch: The coordinate system is not known, or the coordinates do not lie in it.
    """
    shape = read(wkb)
    to_wgs84 = _to_wgs84(crs)
    try:
        moved = shapely.transform(shape, lambda x, y: to_wgs84.transform(x, y, errcheck=True), interleaved=False)
    except ProjError as error:
        raise FrameMismatch(_outside(crs), reason=str(error)) from error
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise FrameMismatch(_outside(crs))
    return write(moved)


@lru_cache(maxsize=64)
def _to_wgs84(crs: str) -> Transformer:
    try:
        return Transformer.from_crs(CRS.from_user_input(crs), "EPSG:4326", always_xy=True)
    except (CRSError, ProjError) as error:
        raise FrameMismatch(
            f"The coordinate system {crs[:60]!r} is not known: give an EPSG code such as EPSG:32637.", reason=str(error)
        ) from error


def _outside(crs: str) -> str:
    return f"Coordinates do not lie in the coordinate system {crs[:60]!r}: see which one the source was made in."
