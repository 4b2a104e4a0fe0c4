"""Clipper2 through pyclipr: what is visible of each claim, cut on a grid of 0.1 mm."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version as version_of

import numpy as np
import pyclipr
import shapely
from numpy.typing import NDArray

from bench.peers.geos import later_pairs, opened
from bench.questions import ALL, Cut, Ground, per_class

_SCALE = 10_000
Paths = list[NDArray[np.float64]]


def version() -> str:
    """Return what runs."""
    return f"pyclipr {version_of('pyclipr')} (Clipper2)"


def state(ground: Ground, cut: Cut = ALL) -> Callable[[], NDArray[np.float64]]:
    """Cut from every claim all later ones, found by GEOS's tree."""

    def run() -> NDArray[np.float64]:
        kept = ground.counting(cut)
        shapes = shapely.from_wkb(ground.plane[kept])
        areas = shapely.area(shapes)
        paths = _paths(shapes)
        earlier, later = later_pairs(shapes)
        counts = np.bincount(earlier, minlength=len(shapes))
        for index, over in enumerate(np.split(later, np.cumsum(counts)[:-1])):
            if len(over):
                areas[index] = _area(_difference(paths[index], [ring for other in over for ring in paths[other]]))
        return per_class(ground.claims.says[kept], areas)

    return run


def history(ground: Ground) -> Callable[[], NDArray[np.float64]]:
    """Cut the later claims from each claim one after the other."""

    def run() -> NDArray[np.float64]:
        shapes, days, says, areas, totals = opened(ground)
        paths = _paths(shapes)
        earlier, later = later_pairs(shapes)
        lost = np.zeros(len(earlier))
        visible = list(paths)
        for pair, (under, over) in enumerate(zip(earlier.tolist(), later.tolist(), strict=True)):
            if visible[under]:
                visible[under] = _difference(visible[under], paths[over])
                left = _area(visible[under])
                lost[pair], areas[under] = areas[under] - left, left
        return totals - ground.per_day(days[later], says[earlier], lost)

    return run


def _paths(shapes: NDArray[np.object_]) -> list[Paths]:
    """Return the rings of each shape around its own corner of the ground, outer ones one way and holes the other."""
    rings, owner = shapely.get_rings(shapely.orient_polygons(shapes), return_index=True)
    points, of = shapely.get_coordinates(rings, return_index=True)
    each = np.split(points, np.cumsum(np.bincount(of, minlength=len(rings)))[:-1])
    paths: list[Paths] = [[] for _ in shapes]
    for ring, shape in zip(each, owner.tolist(), strict=True):
        paths[shape].append(ring[:-1])
    return paths


def _difference(subject: Paths, clip: Paths) -> Paths:
    clipper = pyclipr.Clipper()
    clipper.scaleFactor = _SCALE
    clipper.addPaths(subject, pyclipr.Subject)
    clipper.addPaths(clip, pyclipr.Clip)
    return list(clipper.execute(pyclipr.Difference, pyclipr.FillRule.NonZero))


def _area(paths: Paths) -> float:
    total = 0.0
    for path in paths:
        x, y = path[:, 0] - path[0, 0], path[:, 1] - path[0, 1]
        total += float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2
    return total
