"""The invented sectors of the city: a hand-made mesh south-west of the river, in lanes that teams work along.

Nothing here is a real outline. The first row of nodes keeps off the southern branch of the Euphrates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

LonLat = tuple[float, float]

M_PER_DEGREE_LAT = 110_950.0
"""Metres in a degree of latitude near 35.3 N; for drawing only, never for measuring."""

M_PER_DEGREE_LON = 90_950.0
"""Metres in a degree of longitude near 35.3 N; for drawing only, never for measuring."""

MESH: tuple[tuple[LonLat, ...], ...] = (
    ((40.1002, 35.3497), (40.1189, 35.3436), (40.1378, 35.3355), (40.1541, 35.3248), (40.1677, 35.3092)),
    ((40.0964, 35.3441), (40.1143, 35.3388), (40.1336, 35.3304), (40.1493, 35.3196), (40.1634, 35.3051)),
    ((40.0917, 35.3398), (40.1107, 35.3335), (40.1290, 35.3257), (40.1457, 35.3143), (40.1581, 35.3004)),
    ((40.0881, 35.3344), (40.1061, 35.3283), (40.1253, 35.3202), (40.1409, 35.3094), (40.1539, 35.2951)),
)
"""Nodes by row (from the river inland) and column (from north-west to south-east)."""

ROWS = len(MESH) - 1
COLUMNS = len(MESH[0]) - 1

_CUTS = (
    (0.0, 0.27, 0.49, 0.76, 1.0),
    (0.0, 0.21, 0.47, 0.72, 1.0),
    (0.0, 0.31, 0.64, 1.0),
    (0.0, 0.24, 0.53, 0.78, 1.0),
    (0.0, 0.36, 0.61, 1.0),
)
_SWAY_M = (38.0, 26.0)


def mesh_at(column: float, row: float) -> LonLat:
    """Return the place at a fractional column and row of the mesh; a little outside of it is allowed."""
    whole = min(max(math.floor(column), 0), COLUMNS - 1)
    return _placed(whole, column - whole, row)


def _placed(j: int, u: float, row: float) -> LonLat:
    """Return the place in a column at a share of its length; a share below 0 or above 1 goes on beyond its end."""
    i = min(max(math.floor(row), 0), ROWS - 1)
    v = row - i
    corners = (MESH[i][j], MESH[i][j + 1], MESH[i + 1][j], MESH[i + 1][j + 1])
    weights = ((1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v)
    lon = sum(corner[0] * weight for corner, weight in zip(corners, weights, strict=True))
    lat = sum(corner[1] * weight for corner, weight in zip(corners, weights, strict=True))
    return _swayed(lon, lat)


def _swayed(lon: float, lat: float) -> LonLat:
    """Return a place moved a little, smoothly over the ground, so that nothing runs straight for long."""
    east, north = (lon - MESH[0][0][0]) * M_PER_DEGREE_LON, (lat - MESH[0][0][1]) * M_PER_DEGREE_LAT
    long_wave = math.sin(east / 190 + north / 310)
    short_wave = math.sin(north / 120 - east / 260 + 1.3)
    sway_m = _SWAY_M[0] * long_wave + _SWAY_M[1] * short_wave
    return lon + 0.5 * sway_m / M_PER_DEGREE_LON, lat + 0.85 * sway_m / M_PER_DEGREE_LAT


def metres_between(here: LonLat, there: LonLat) -> float:
    """Return the distance in metres, near enough for drawing."""
    return math.hypot((there[0] - here[0]) * M_PER_DEGREE_LON, (there[1] - here[1]) * M_PER_DEGREE_LAT)


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of a sector that one team works along.

    Attributes:
        sector: Name of its sector.
        column: Column of the mesh, the lane runs through all of it.
        row_from: Where it begins across, in rows.
        row_to: Where it ends across, in rows.
        is_turned: Worked from south-east to north-west.
    """

    sector: str
    column: int
    row_from: float
    row_to: float
    is_turned: bool

    @property
    def length_m(self) -> float:
        """Return the length along the middle."""
        middle = (self.row_from + self.row_to) / 2
        return metres_between(_placed(self.column, 0.0, middle), _placed(self.column, 1.0, middle))

    @property
    def width_m(self) -> float:
        """Return the width in the middle."""
        middle = self.column + 0.5
        return metres_between(mesh_at(middle, self.row_from), mesh_at(middle, self.row_to))

    def at(self, along_m: float, across_m: float) -> LonLat:
        """Return the place so far along and so far across (0: one side, width: the other), on the lattice."""
        share = along_m / self.length_m
        u = 1 - share if self.is_turned else share
        v = self.row_from + (self.row_to - self.row_from) * across_m / self.width_m
        lon, lat = _placed(self.column, u, v)
        return round(lon, 9), round(lat, 9)


def lanes() -> list[Lane]:
    """Return all lanes in the order in which they are taken up: from north-west to south-east."""
    result = []
    for column in range(COLUMNS):
        for row in range(ROWS):
            sector = f"Sector {column * ROWS + row + 1}"
            for number, (begin, end) in enumerate(pairwise(_CUTS[(column * ROWS + row) % len(_CUTS)])):
                result.append(Lane(sector, column, row + begin, row + end, is_turned=number % 2 == 1))
    return result
