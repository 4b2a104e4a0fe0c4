"""Bosnia's minefield maps: thousands of real polygons, overlapping, simplified, some of them thinner than paper."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import shapely
from pyproj import Transformer

from firmground.errors import GeometryUnsound
from firmground.geometry.formats import from_geojson
from firmground.geometry.lattice import on_lattice
from firmground.geometry.measures import area_mm2
from firmground.geometry.overlay import arrangement, dissolve
from firmground.geometry.validity import examine, repair

DATA = Path(__file__).parents[2] / "../shared/data/bih_mines"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="REAL DATA ABSENT: no Bosnian minefield maps beside the repository"),
]


def _geometries(name: str) -> list[bytes]:
    features = json.loads((DATA / f"{name}_areas_simplyfied.geojson").read_text())["features"]
    shapes = [from_geojson(feature["geometry"]) for feature in features if feature["geometry"]]
    return [wkb for wkb in shapes if not examine(wkb).is_empty]


def _sound(name: str) -> tuple[list[bytes], int]:
    """Working copies of the sound polygons, and how many are too thin to have one."""
    placed, too_thin = [], 0
    for wkb in _geometries(name):
        if examine(wkb).is_valid:
            try:
                placed.append(on_lattice(wkb))
            except GeometryUnsound:
                too_thin += 1
    return placed, too_thin


@pytest.fixture(scope="module")
def suspected() -> list[bytes]:
    placed, too_thin = _sound("suspect")
    assert (len(placed), too_thin) == (7_504, 0)
    return placed


@pytest.fixture(scope="module")
def cleared() -> list[bytes]:
    placed, too_thin = _sound("cleared")
    assert (len(placed), too_thin) == (7_506, 1)
    return placed


def _equal_area_m2(suspected: list[bytes], cleared: list[bytes]) -> float:
    """Union and difference in EPSG:6933, where nothing of ours has a hand in it but the lattice."""
    plane = Transformer.from_crs("EPSG:4326", "EPSG:6933", always_xy=True)
    unions = [
        shapely.union_all(
            shapely.transform(
                shapely.segmentize(shapely.from_wkb(polygons), 0.0005), plane.transform, interleaved=False
            )
        )
        for polygons in (suspected, cleared)
    ]
    return float(shapely.difference(*unions).area)


def test_suspected_less_cleared_ground_agrees_with_an_equal_area_projection(
    suspected: list[bytes], cleared: list[bytes]
) -> None:
    began = time.perf_counter()
    laid = arrangement([*suspected, *cleared])
    seconds = time.perf_counter() - began
    depth = max(len(cell.covering) for cell in laid.cells)
    print(f"\n{len(suspected) + len(cleared)} polygons, {len(laid.cells)} cells, depth {depth}, {seconds:.2f} s")

    remaining = [cell for cell in laid.cells if cell.covering[-1] < len(suspected)]

    ours_m2 = sum(cell.area_mm2 for cell in remaining) / 1e6
    assert ours_m2 == pytest.approx(_equal_area_m2(suspected, cleared), rel=1e-6)


def test_no_real_polygon_loses_more_than_snapping_may_take(suspected: list[bytes], cleared: list[bytes]) -> None:
    polygons = [*suspected, *cleared]
    found = [0] * len(polygons)
    for cell in arrangement(polygons).cells:
        assert cell.area_mm2 > 0
        for index in cell.covering:
            found[index] += cell.area_mm2

    for polygon, area in zip(polygons, found, strict=True):
        border_mm = shapely.from_wkb(polygon).length * 1.12e8
        assert abs(area - area_mm2(polygon)) <= 0.08 * border_mm + 20


def test_real_faces_dissolve_into_their_union_to_the_square_millimetre(cleared: list[bytes]) -> None:
    laid = arrangement(cleared)

    whole = dissolve([face for _, face in laid.faces()])

    assert area_mm2(whole) == sum(cell.area_mm2 for cell in laid.cells)


def test_most_broken_rings_can_be_repaired_beyond_doubt() -> None:
    broken = [wkb for name in ("suspect", "cleared") for wkb in _geometries(name) if not examine(wkb).is_valid]

    mended = [repair(wkb) for wkb in broken]

    agreed = [one for one in mended if one.wkb is not None]
    print(f"\n{len(broken)} broken, {len(agreed)} repaired")
    assert len(broken) == 1_176
    assert 0 < len(agreed) < len(broken)
    assert all(examine(one.wkb).is_valid for one in agreed)
