"""Which tile of the map is measured: the fullest of zoom 14."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import shapely

from bench.questions import Ground

ZOOM = 14
EXTENT = 4096
MARGIN = 64


class Place(NamedTuple):
    """A tile of the web's map."""

    zoom: int
    x: int
    y: int


def fullest(ground: Ground) -> Place:
    """Return the tile that holds the middles of the most claims."""
    bounds = shapely.bounds(shapely.from_wkb(ground.claims.wkb))
    across = 1 << ZOOM
    x = ((bounds[:, 0] + bounds[:, 2]) / 720 + 0.5) * across
    y = (0.5 - np.arcsinh(np.tan(np.radians((bounds[:, 1] + bounds[:, 3]) / 2))) / (2 * math.pi)) * across
    tiles, counts = np.unique(np.column_stack([x, y]).astype(np.int64), axis=0, return_counts=True)
    return Place(ZOOM, *tiles[counts.argmax()].tolist())
