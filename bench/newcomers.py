"""One more claim among many: claims that arrive when the ground is known, new or back-dated, each asked by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.questions import Ground, project
from bench.sites import CLASSES, GRID_DEG

COUNT = 300
_SEED = 3_112_017
_MOVED_DEG = 4e-4


@dataclass(frozen=True)
class Newcomers:
    """Claims that arrive.

    Attributes:
        wkb: Polygons, WGS 84, degrees.
        plane: The same on the plane of the peers.
        says: Index into ``CLASSES``.
        before: The rank before which each comes; half of them come after all.
    """

    wkb: NDArray[np.object_]
    plane: NDArray[np.object_]
    says: NDArray[np.int8]
    before: NDArray[np.int32]

    @property
    def ranks(self) -> list[float]:
        """Return ranks between those of the claims that are there."""
        return (self.before - 0.5).tolist()


def newcomers(ground: Ground) -> Newcomers:
    """Return claims of the shape of some that are there, moved by up to 40 m; seeded."""
    chance = np.random.default_rng(_SEED)
    chosen = chance.integers(0, len(ground.claims), COUNT)
    shapes = shapely.from_wkb(ground.claims.wkb[chosen])
    moves = np.round(chance.uniform(-_MOVED_DEG, _MOVED_DEG, (COUNT, 2)) / GRID_DEG) * GRID_DEG
    corners = shapely.get_coordinates(shapes) + np.repeat(moves, shapely.get_num_coordinates(shapes), axis=0)
    moved = shapely.set_coordinates(shapes, np.round(corners, 7))
    before = np.where(np.arange(COUNT) % 2, chance.integers(0, len(ground.claims), COUNT), len(ground.claims))
    says = chance.integers(0, len(CLASSES), COUNT).astype(np.int8)
    return Newcomers(shapely.to_wkb(moved, byte_order=1), project(moved), says, before.astype(np.int32))
