"""Shapes as files have them: read without repair, or with the reason why they are not shapes at all.

A self-crossing ring comes through as it is; a ring with too few points, an open ring or a coordinate that is no
number has no place in WKB that others can read, so it becomes a trouble and its text is kept.
"""

from __future__ import annotations

import json
import math
import re
import struct
from dataclasses import dataclass

from firmground.errors import FrameMismatch, GeometryUnsound
from firmground.geometry.formats import from_wkt, to_wkt, transform

_TYPES = {
    "Point": 1,
    "LineString": 2,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
    "GeometryCollection": 7,
}
_PARTS = {4: 1, 5: 2, 6: 3}
_LON_LAT = re.compile(r"(|(EPSG|epsg)::?4326|.*\bCRS:?84|WGS ?84)")
_URN = re.compile(r"urn:ogc:def:crs:(?P<authority>\w+):[\w.]*:(?P<code>\w+)")
_NOWHERE = struct.pack("<BII", 1, 4, 0)
DEEPEST = 8
"""How deep collections may lie in collections."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape as a row carries it; the attributes are those of ``Row``."""

    geometry: bytes | None = None
    geometry_as_given: str = ""
    geometry_trouble: str = ""


NO_SHAPE = Shape()


class NotAShape(Exception):
    """Why coordinates are not a shape."""


def frame_name(crs: str) -> str:
    """Return the short name of a frame: ``EPSG:32637`` for ``urn:ogc:def:crs:EPSG::32637``, else as it was."""
    match = _URN.fullmatch(crs.strip())
    return f"{match['authority'].upper()}:{match['code'].upper()}" if match else crs.strip()


def is_lon_lat(crs: str) -> bool:
    """Return whether coordinates in this frame already are WGS 84 lon/lat; an empty name means so."""
    return bool(_LON_LAT.fullmatch(frame_name(crs)))


def check_frame(crs: str) -> None:
    """Refuse a frame that is not known, before any shape is moved from it.

    Raises:
        FrameMismatch: The frame is not known.
    """
    if not is_lon_lat(crs):
        transform(_NOWHERE, frame_name(crs))


def shape_of_geojson(said: object, crs: str = "") -> Shape:
    """Return the shape of a GeoJSON geometry object; null is no shape."""
    if said is None:
        return NO_SHAPE
    try:
        return shape_of_wkb(wkb_of_geojson(said), crs)
    except NotAShape as trouble:
        return Shape(None, json.dumps(said, ensure_ascii=False), str(trouble))


def shape_of_wkt(text: str, crs: str = "") -> Shape:
    """Return the shape of a WKT text."""
    try:
        return shape_of_wkb(from_wkt(text), crs)
    except GeometryUnsound as error:
        return Shape(None, text, f"the text is not WKT of a shape: {error.message}")


def shape_of_wkb(wkb: bytes | None, crs: str = "") -> Shape:
    """Return the shape of WKB in a frame that ``check_frame`` knows, moved to WGS 84 lon/lat."""
    if wkb is None:
        return NO_SHAPE
    trouble = wkb_trouble(wkb)
    if trouble:
        return Shape(None, wkb.hex(), trouble)
    if is_lon_lat(crs):
        return Shape(wkb)
    as_given = f"{frame_name(crs)} {to_wkt(wkb)}"
    try:
        return Shape(transform(wkb, frame_name(crs)), as_given)
    except (FrameMismatch, GeometryUnsound) as error:
        return Shape(None, as_given, error.message)


def point_wkb(lon: float, lat: float) -> bytes:
    """Return a point as WKB; arguments are east then north in whatever frame is meant."""
    return struct.pack("<BIdd", 1, 1, lon, lat)


def wkb_of_geojson(said: object, depth: int = 0) -> bytes:
    """Return little-endian 2D WKB of a GeoJSON geometry object, its coordinates untouched, heights left away.

    Raises:
        NotAShape: Says what is wrong.
    """
    kind = said.get("type") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(kind, str) or kind not in _TYPES:
        raise NotAShape(f"geometry type {kind!r} is not one of GeoJSON")
    code = _TYPES[kind]
    if code == _TYPES["GeometryCollection"]:
        if depth >= DEEPEST:
            raise NotAShape("collections lie too deep in each other")
        parts = [wkb_of_geojson(part, depth + 1) for part in _list(said.get("geometries"))]
        return struct.pack("<BII", 1, code, len(parts)) + b"".join(parts)
    return _coordinates(code, said.get("coordinates"))


def _coordinates(code: int, said: object) -> bytes:
    if code == 1:
        return struct.pack("<BI", 1, 1) + _position(said)
    if code == 2:
        return struct.pack("<BI", 1, 2) + _positions(said, least=2)
    if code == 3:
        rings = [_ring(ring, number) for number, ring in enumerate(_list(said), 1)]
        return struct.pack("<BII", 1, 3, len(rings)) + b"".join(rings)
    parts = [_coordinates(_PARTS[code], part) for part in _list(said)]
    return struct.pack("<BII", 1, code, len(parts)) + b"".join(parts)


def _ring(said: object, number: int) -> bytes:
    positions = _list(said)
    if len(positions) < 4:
        raise NotAShape(f"ring {number} has {len(positions)} points, a ring needs 4 with the first repeated")
    packed = _positions(positions, least=4)
    if packed[4:20] != packed[-16:]:
        raise NotAShape(f"ring {number} is not closed: its last point is not its first")
    return packed


def _positions(said: object, least: int) -> bytes:
    positions = _list(said)
    if len(positions) < least:
        raise NotAShape(f"a line has {len(positions)} points, it needs {least}")
    return struct.pack("<I", len(positions)) + b"".join(map(_position, positions))


def _position(said: object) -> bytes:
    numbers = _list(said)[:2]
    if len(numbers) < 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        raise NotAShape("a position is not two numbers")
    try:
        lon, lat = (float(n) for n in numbers if isinstance(n, int | float))
    except OverflowError as error:
        raise NotAShape("a coordinate is too large") from error
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise NotAShape("a coordinate is not a finite number")
    return struct.pack("<dd", lon + 0.0, lat + 0.0)


def _list(said: object) -> list[object]:
    if not isinstance(said, list):
        raise NotAShape("coordinates are missing or not a list")
    return said


def wkb_trouble(wkb: bytes) -> str:
    """Return why WKB cannot be read as a shape; empty where it can, valid or not. Only 2D WKB is a shape here."""
    try:
        end = _walk(wkb, 0, 0)
    except NotAShape as trouble:
        return str(trouble)
    except (struct.error, IndexError):
        return "the shape ends before its last point"
    return "" if end == len(wkb) else "there are bytes after the end of the shape"


def _walk(wkb: bytes, at: int, depth: int) -> int:
    order = "<" if wkb[at] else ">"
    (code,) = struct.unpack_from(f"{order}I", wkb, at + 1)
    at += 5
    if code == 1:
        return _walk_positions(wkb, at, 1, order)
    if code not in _TYPES.values() or depth > DEEPEST:
        raise NotAShape(f"WKB type {code} is not a point, line, polygon or collection in two dimensions")
    (count,) = struct.unpack_from(f"{order}I", wkb, at)
    at += 4
    if code == 2:
        if count == 1:
            raise NotAShape("a line has 1 point, it needs 2")
        return _walk_positions(wkb, at, count, order)
    for number in range(1, count + 1):
        at = _walk_ring(wkb, at, number, order) if code == 3 else _walk(wkb, at, depth + 1)
    return at


def _walk_ring(wkb: bytes, at: int, number: int, order: str) -> int:
    (count,) = struct.unpack_from(f"{order}I", wkb, at)
    end = _walk_positions(wkb, at + 4, count, order)
    if 0 < count < 4:
        raise NotAShape(f"ring {number} has {count} points, a ring needs 4 with the first repeated")
    if count and struct.unpack_from("dd", wkb, at + 4) != struct.unpack_from("dd", wkb, end - 16):
        raise NotAShape(f"ring {number} is not closed: its last point is not its first")
    return end


def _walk_positions(wkb: bytes, at: int, count: int, order: str) -> int:
    end = at + 16 * count
    if end > len(wkb):
        raise NotAShape("the shape ends before its last point")
    if not all(map(math.isfinite, struct.unpack_from(f"{order}{2 * count}d", wkb, at))):
        raise NotAShape("a coordinate is missing or not a finite number")
    return end
