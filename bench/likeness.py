"""What claims are like: size, corners, how many meet, how deep they lie; so that made ones can be held to real ones."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.questions import Ground

_ASKED = 3_000
_SEED = 1


def likeness(ground: Ground) -> dict[str, str]:
    """Return what claims are like, by name, in words. Pairs share ground; a cluster is of claims that meet."""
    shapes = shapely.from_wkb(ground.plane)
    hectares = shapely.area(shapes) / 1e4
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second])) > 0.01
    depth = _depth(shapes)
    rings = shapely.get_num_interior_rings(shapely.get_parts(shapes))
    corners = shapely.get_num_coordinates(shapes) - 1
    return {
        "claims": f"{len(shapes):,}",
        "mean, ha": f"{hectares.mean():.2f}",
        "5, 50, 95 % below, ha": " / ".join(f"{value:.2f}" for value in np.percentile(hectares, (5, 50, 95))),
        "corners, mean": f"{corners.mean():.1f}",
        "with holes": f"{100 * (rings > 0).mean():.1f} %",
        "overlapping pairs a claim": f"{shared.mean() * len(first) / len(shapes):.2f}",
        "claims on ground, 50 % / 95 % / most": " / ".join(
            f"{value:.0f}" for value in np.percentile(depth, (50, 95, 100))
        ),
        "largest cluster": f"{_largest_cluster(len(shapes), first, second):,}",
    }


def _depth(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return how many claims lie on a point of each of some claims."""
    chosen = np.random.default_rng(_SEED).choice(len(shapes), min(_ASKED, len(shapes)), replace=False)
    points = shapely.point_on_surface(shapes[chosen])
    return np.bincount(shapely.STRtree(points).query(shapes, predicate="contains")[1], minlength=len(points))


def _largest_cluster(count: int, first: NDArray[np.int64], second: NDArray[np.int64]) -> int:
    root = list(range(count))

    def found(index: int) -> int:
        while root[index] != index:
            root[index] = root[root[index]]
            index = root[index]
        return index

    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        root[found(one)] = found(other)
    return int(np.bincount([found(index) for index in range(count)]).max())
