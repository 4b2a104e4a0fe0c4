"""A fixed grid of cells in degrees: which cells some ground touches, and cells as shapes.

A cell (column, row) of a grid of so many cells a degree reaches from column to column + 1, counted from longitude 0 and
latitude 0 to the east and north.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from firmground.geometry.cells.packing import Ints
from firmground.geometry.lattice import UNITS_PER_DEGREE, to_units
from firmground.geometry.shapes import Shapes, as_array, gathered, read_all

Span = tuple[int, int, int, int]
"""First column, first row, last column, last row; all of these are in it."""

Cell = tuple[int, int]

_AT_ONCE = 1 << 20


def span_of(box: tuple[float, float, float, float], per_degree: int) -> Span:
    """Return the cells under a box in degrees."""
    west, south, east, north = (int(np.floor(side * per_degree)) for side in box)
    return west, south, east, north


def touched(units: Shapes, per_degree: int, *, within: Span | None = None) -> set[Cell]:
    """Return the cells that share ground with any of some polygons; one that is only touched at its edge does not.

    Args:
        units: Shapely polygons in lattice units.
        per_degree: Cells a degree.
        within: Only cells of this span are asked about; None: all.
    """
    found: set[Cell] = set()
    if not len(units):
        return found
    spans = np.floor(shapely.bounds(units) * (per_degree / UNITS_PER_DEGREE)).astype(np.int64)
    if within is not None:
        spans = np.column_stack([np.maximum(spans[:, :2], within[:2]), np.minimum(spans[:, 2:], within[2:])])
    wide, high = (np.maximum(spans[:, axis + 2] - spans[:, axis] + 1, 0) for axis in (0, 1))
    counts = wide * high
    for first, last in _portions(counts):
        owner = np.repeat(np.arange(first, last), counts[first:last])
        place = np.arange(len(owner)) - np.repeat(
            np.cumsum(counts[first:last]) - counts[first:last], counts[first:last]
        )
        cells = np.column_stack([spans[owner, 0] + place % wide[owner], spans[owner, 1] + place // wide[owner]])
        inner = _squares(cells, per_degree, inset=1.0)
        shapely.prepare(units[first:last])
        hit = shapely.intersects(units[owner], inner)
        found.update(map(tuple, np.unique(cells[hit], axis=0).tolist()))
    return found


def touched_by(polygons: Iterable[bytes], per_degree: int) -> set[Cell]:
    """Return the cells that share ground with any of some polygons (WKB, degrees)."""
    return touched(to_units(read_all(list(polygons))), per_degree)


def joined(cells: Iterable[Cell], per_degree: int) -> Shapes:
    """Return cells joined into as few polygons as they are, in lattice units."""
    listed = sorted(cells)
    if not listed:
        return as_array([])
    return shapely.get_parts(shapely.coverage_union_all(_squares(np.array(listed, dtype=np.int64), per_degree)))


def without(units: Shapes, cells: Iterable[Cell], per_degree: int) -> Shapes:
    """Return polygons (lattice units) without the ground of some cells, and without corners on straight sides.

    A corner that turns by less than two lattice units (0.2 mm) is none: it tells where something else crosses.
    """
    hidden = shapely.union_all(joined(cells, per_degree))
    rest = [] if hidden.is_empty else shapely.difference(units, hidden, grid_size=1.0)
    straight = shapely.simplify(shapely.normalize(units if hidden.is_empty else rest), 2.0, preserve_topology=True)
    return as_array(
        gathered([part for part in shapely.get_parts(one) if part.geom_type == "Polygon" and not part.is_empty])
        for one in straight
    )


def _squares(cells: Ints, per_degree: int, *, inset: float = 0.0) -> Shapes:
    side = UNITS_PER_DEGREE / per_degree
    west, south = cells[:, 0] * side + inset, cells[:, 1] * side + inset
    return shapely.box(west, south, west + side - 2 * inset, south + side - 2 * inset)


def _portions(counts: Ints) -> Iterable[tuple[int, int]]:
    """Yield (first, last excluded) of polygons whose cells together are few enough to be asked at once."""
    first = 0
    while first < len(counts):
        last = first + max(1, int(np.searchsorted(np.cumsum(counts[first:]), _AT_ONCE)))
        yield first, last
        first = last
