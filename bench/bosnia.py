"""Bosnia's minefield maps as claims: suspected first, then cleared, then lifted; from ../shared/data, never copied.

What is no polygon is left out: in the file of lifted minefields all 925 are points.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from bench.sites import CLASSES, FIRST_DAY, Claims
from firmground.errors import GeometryUnsound
from firmground.geometry.formats import from_geojson
from firmground.geometry.lattice import on_lattice
from firmground.geometry.validity import examine

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "bih_mines"
FILES = (
    ("suspect_areas_simplyfied.geojson", "sha"),
    ("cleared_areas_simplyfied.geojson", "cleared"),
    ("lifted_minefields.geojson", "cleared"),
)


def bosnia() -> Claims:
    """Return the sound polygons of all three files, each file on a day of its own.

    Raises:
        SystemExit: The files are not there.
    """
    if not FOLDER.is_dir():
        raise SystemExit(f"Bosnia's files are not in {FOLDER}; rows of real data cannot be measured here.")
    by_file = [_sound(FOLDER / name) for name, _ in FILES]
    counts = [len(found) for found in by_file]
    shapes = np.empty(sum(counts), dtype=object)
    shapes[:] = [wkb for found in by_file for wkb in found]
    day = (FIRST_DAY + np.repeat(np.arange(len(FILES)), counts)).astype(np.int32)
    return Claims(
        wkb=shapes,
        says=np.repeat([CLASSES.index(said) for _, said in FILES], counts).astype(np.int8),
        day=day,
        recorded=day,
        rank=np.arange(len(shapes), dtype=np.int32),
        organisation=np.zeros(len(shapes), dtype=np.int16),
        task=np.arange(len(shapes), dtype=np.int32),
    )


def is_polygon(wkb: bytes) -> bool:
    """Return whether WKB, little endian, is of a polygon or several (types 3 and 6)."""
    return wkb[1] in (3, 6)


def _sound(path: Path) -> list[bytes]:
    """Return the polygons of a file that are neither empty nor broken, on the lattice."""
    found = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        wkb = from_geojson(feature["geometry"]) if feature["geometry"] else b""
        if wkb and is_polygon(wkb) and not examine(wkb).is_empty and examine(wkb).is_valid:
            try:
                found.append(on_lattice(wkb))
            except GeometryUnsound:
                continue
    return found
