"""Adversarial polygons on tiny lattices, anywhere on the globe: edges along each other, corners on edges, holes."""

from __future__ import annotations

import os

import numpy as np
import shapely
from hypothesis import settings
from hypothesis import strategies as st

from firmground.geometry.cells.cells import Cells

CASES = settings(max_examples=5000 if os.environ.get("DEEP") == "true" else 200, deadline=None, print_blob=True)


def named(found: Cells) -> dict[tuple[int, ...], int]:
    """Cells as areas by the set of covering polygons."""
    members = [found.members[a:b].tolist() for a, b in zip(found.offsets, found.offsets[1:], strict=False)]
    return dict(zip(map(tuple, members), found.area_mm2.tolist(), strict=True))


@st.composite
def tiny(draw: st.DrawFn, side: int) -> shapely.Geometry:
    """A sound polygon or multipolygon with corners on a lattice of ``side`` steps (crossings rounded to it)."""
    place = st.tuples(st.integers(0, side), st.integers(0, side))
    shape = shapely.Polygon(draw(st.lists(place, min_size=3, max_size=7, unique=True)))
    if not shape.is_valid:
        shape = shapely.set_precision(shapely.make_valid(shape, method="structure", keep_collapsed=False), 1.0)
    if draw(st.booleans()):
        bite = shapely.Polygon(draw(st.lists(place, min_size=3, max_size=3, unique=True)))
        shape = shapely.difference(shape, bite, grid_size=1.0) if bite.is_valid else shape
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area]
    return shapely.MultiPolygon(polygons) if len(polygons) > 1 else polygons[0] if polygons else shapely.Polygon()


@st.composite
def layouts(draw: st.DrawFn) -> list[bytes]:
    """Up to nine polygons of one lattice, some of them twice, as WKB; 1 m, 100 m or 1 km a step at the equator."""
    side = draw(st.integers(2, 9))
    scale = draw(st.sampled_from([10**4, 10**6, 10**7]))
    west = draw(st.sampled_from([0, 44 * 10**9, -120 * 10**9, 1799 * 10**8]))
    south = draw(st.sampled_from([0, 35 * 10**9, 60 * 10**9, -75 * 10**9]))
    shapes = draw(st.lists(tiny(side), min_size=1, max_size=7))
    shapes += draw(st.lists(st.sampled_from(shapes), max_size=2))
    laid = [shapely.transform(one, lambda xy: np.rint(xy * scale + (west, south)) / 1e9) for one in shapes]
    return [shapely.to_wkb(one, byte_order=1) for one in laid]
