"""GEOS through Shapely, in three ways: difference at the end, level by level, and painted claim by claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.questions import ALL, Cut, Ground, per_class
from bench.rules import NOTHING, TABLE

_GRID_M = 1e-4
"""Painting by the table lays slivers over slivers; without a grid GEOS lost or doubled whole sites in it."""

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
Days, Says = NDArray[np.int32], NDArray[np.int8]
Pieces = dict[int, Any]
"""What a claim has made of ground and stands still: by status one shape."""


def version() -> str:
    """Return what runs."""
    return f"Shapely {shapely.__version__}, GEOS {shapely.geos_version_string}"


def state(ground: Ground, cut: Cut = ALL) -> Callable[[], Floats]:
    """Cut from every claim the union of all later ones."""

    def run() -> Floats:
        kept = ground.counting(cut)
        shapes = shapely.from_wkb(ground.plane[kept])
        earlier, later = later_pairs(shapes)
        covered, group = np.unique(earlier, return_inverse=True)
        if len(covered):
            over = shapely.multipolygons(*_flat(shapes[later], group))
            shapes[covered] = shapely.difference(shapes[covered], shapely.union_all(over[:, None], axis=1))
        return per_class(ground.claims.says[kept], shapely.area(shapes))

    return run


def history(ground: Ground) -> Callable[[], Floats]:
    """Cut the later claims from all claims at once, the first from each, then the second, and so on."""

    def run() -> Floats:
        shapes, days, says, areas, totals = opened(ground)
        visible = shapes.copy()
        earlier, later = later_pairs(shapes)
        for level in levels(earlier):
            under, over = earlier[level], later[level]
            seen = areas[under] > 0
            under, over = under[seen], over[seen]
            visible[under] = shapely.difference(visible[under], shapes[over])
            left = shapely.area(visible[under])
            totals += ground.per_day(days[over], says[under], left - areas[under])
            areas[under] = left
        return totals

    return run


def painted(ground: Ground) -> Callable[[], Floats]:
    """Paint claim by claim: each is cut from what is visible of those before; the lost area is booked on its day."""

    def run() -> Floats:
        shapes, days, says, areas, totals = opened(ground)
        under_of = _under(shapes)
        visible = shapes.copy()
        for index, shape in enumerate(shapes):
            under = under_of[index]
            under = under[areas[under] > 0]
            if not len(under):
                continue
            visible[under] = shapely.difference(visible[under], shape)
            left = shapely.area(visible[under])
            np.add.at(totals, (days[index] - ground.first_day, says[under]), left - areas[under])
            areas[under] = left
        return totals

    return run


def painted_by_table(ground: Ground) -> Callable[[], Floats]:
    """Paint claim by claim with the transition table: each piece of ground has a status, a claim may change it."""

    def run() -> Floats:
        kept = ground.counting(ALL)
        shapes = shapely.from_wkb(ground.plane[kept])
        days, says = ground.claims.day[kept], ground.claims.says[kept]
        totals = np.zeros((ground.days, NOTHING + 1))
        pieces: list[Pieces] = []
        for shape, claim, day, under in zip(
            shapes, says.tolist(), days - ground.first_day, _under(shapes), strict=True
        ):
            fresh = shapely.difference(shape, shapely.union_all(shapes[under]))
            pieces.append(_painted_piece(shape, fresh, claim, under.tolist(), pieces, totals[day]))
        return totals[:, :NOTHING]

    return run


def _painted_piece(
    shape: object, fresh: object, claim: int, under: list[int], pieces: list[Pieces], day: Floats
) -> Pieces:
    """Return the ground that a claim changes by its status; takes it from those under it, and books what changes."""
    found = [(owner, before) for owner in under for before in pieces[owner]]
    grounds = np.array([pieces[owner][before] for owner, before in found], dtype=object)
    shared = shapely.intersection(grounds, shape, grid_size=_GRID_M) if found else grounds
    changed = [(fresh, NOTHING)]
    for (owner, before), part, area in zip(found, shared, shapely.area(shared), strict=True):
        if area > 0 and TABLE[claim][before] != before:
            pieces[owner][before] = _solid([shapely.difference(pieces[owner][before], shape, grid_size=_GRID_M)])
            changed.append((part, before))
    new = defaultdict(list)
    for part, before in changed:
        area = shapely.area(part)
        day[before] -= area
        day[TABLE[claim][before]] += area
        new[TABLE[claim][before]].append(part)
    return {status: ground for status, parts in new.items() if not (ground := _solid(parts)).is_empty}


def _solid(shapes: list[object]) -> object:
    """Return the union of the polygons of shapes; lines and points at which shapes only touch are left out."""
    parts = shapely.get_parts(shapely.get_parts(shapes))
    return shapely.union_all(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON], grid_size=_GRID_M)


def opened(ground: Ground) -> tuple[Shapes, Days, Says, Floats, Floats]:
    """Return shapes, days, classes and areas in the order of rank, and what the claims bring if none is cut."""
    kept = ground.counting(ALL)
    shapes = shapely.from_wkb(ground.plane[kept])
    days, says = ground.claims.day[kept], ground.claims.says[kept]
    areas = shapely.area(shapes)
    return shapes, days, says, areas, ground.per_day(days, says, areas)


def later_pairs(shapes: Shapes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs that meet, the earlier and the later, sorted."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    order = np.lexsort((second[once], first[once]))
    return first[once][order], second[once][order]


def levels(earlier: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the first pair of each claim, then the second of each, and so on; pairs sorted by the earlier claim."""
    if not len(earlier):
        return []
    starts = np.flatnonzero(np.concatenate([[True], earlier[1:] != earlier[:-1]]))
    nth = np.arange(len(earlier)) - np.repeat(starts, np.diff(np.concatenate([starts, [len(earlier)]])))
    order = np.argsort(nth, kind="stable")
    return np.split(order, np.cumsum(np.bincount(nth))[:-1])


def _under(shapes: Shapes) -> list[NDArray[np.int64]]:
    """Return, for each shape, the earlier ones that it meets."""
    earlier, later = later_pairs(shapes)
    order = np.argsort(later, kind="stable")
    counts = np.bincount(later, minlength=len(shapes))
    return np.split(earlier[order], np.cumsum(counts)[:-1])


def _flat(shapes: Shapes, group: NDArray[np.int64]) -> tuple[Shapes, NDArray[np.int64]]:
    """Return the polygons of shapes, those of multipolygons one by one, with the group of each."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    return parts, group[owner]
