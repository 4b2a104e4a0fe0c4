"""Shapes that the tests of this station share: small lattices near 40 E, 35 N."""

from __future__ import annotations

import shapely
from hypothesis import strategies as st

from firmground.geometry.lattice import on_lattice

EAST, NORTH, STEP = 40.0, 35.0, 1e-4


def placed(shape: shapely.Geometry, step: float = STEP) -> bytes:
    """A drawing in small whole numbers, laid on the ground: one step is about 10 m."""
    return on_lattice(shapely.to_wkb(shapely.transform(shape, lambda xy: xy * step + (EAST, NORTH))))


def square(west: float, south: float, side: float) -> bytes:
    return placed(shapely.box(west, south, west + side, south + side))


_STEPS = st.integers(0, 6)


@st.composite
def drawings(draw: st.DrawFn) -> shapely.Geometry:
    """Sound polygons on a tiny lattice: coincident edges, T-junctions, holes and touching corners are common."""
    kind = draw(st.sampled_from(["free", "free", "box", "ring", "two"]))
    west, south = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    if kind == "box":
        return shapely.box(west, south, west + draw(st.integers(1, 3)), south + draw(st.integers(1, 3)))
    if kind == "ring":
        hole = shapely.box(west + 1, south + 1, west + 2, south + draw(st.integers(2, 3)))
        return shapely.box(west, south, west + draw(st.integers(3, 4)), south + 4).difference(hole)
    if kind == "two":
        return shapely.MultiPolygon([shapely.box(0, 0, 1 + west, 1), shapely.box(west, 2, west + 2, 3 + south)])
    corners = draw(st.lists(st.tuples(_STEPS, _STEPS), min_size=3, max_size=7, unique=True))
    drawn = shapely.Polygon(corners)
    if not drawn.is_valid or drawn.area == 0:
        drawn = shapely.convex_hull(shapely.MultiPoint(corners))
    return drawn if drawn.geom_type == "Polygon" else shapely.box(west, south, west + 1, south + 1)
