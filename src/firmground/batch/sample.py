"""Sample ground, and what a process makes of it: whether it runs the same program and measures to the same bits."""

from __future__ import annotations

import hashlib
import math
import struct
from functools import cache
from pathlib import Path

from firmground.geometry.cells.cells import cells

_LATITUDES = (-33, 0, 35, 60, 75)
_STARS, _CORNERS = 5, 9
_LITTLE_ENDIAN_POLYGON = 3


@cache
def standing() -> str:
    """Return the digest of this program's engine and of the cells that it makes of the sample ground.

    The first time this also readies the machine code of the loops: seconds where it is kept nowhere yet.
    """
    made = cells(_sample())
    digest = hashlib.sha256()
    for numbers in (made.offsets, made.members, made.area_mm2):
        digest.update(numbers.tobytes())
    for source in _sources():
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _sources() -> list[Path]:
    batch = Path(__file__).parent
    return [*sorted((batch.parent / "geometry").rglob("*.py")), *sorted(batch.glob("*.py"))]


def _sample() -> list[bytes]:
    """Return stars that cover each other, at several latitudes."""
    return [
        _star(40 + 0.002 * star, latitude, 0.003 + 0.0007 * star) for latitude in _LATITUDES for star in range(_STARS)
    ]


def _star(lon: float, lat: float, reach: float) -> bytes:
    """Return a star as WKB; its corners are rounded, so that a library's sine decides nothing."""
    corners = []
    for corner in range(_CORNERS):
        far, angle = reach * (1 - 0.5 * (corner % 2)), 2 * math.pi * corner / _CORNERS
        corners += [round(lon + far * math.cos(angle), 7), round(lat + far * math.sin(angle), 7)]
    ring = [*corners, *corners[:2]]
    return struct.pack(f"<bIII{len(ring)}d", 1, _LITTLE_ENDIAN_POLYGON, 1, len(ring) // 2, *ring)
