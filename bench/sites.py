"""Claims as hazardous sites make them: seeded, clustered, overlapping, with the noise of rounded coordinates.

Six sites in ten lie in dense towns, the others apart. A site is an outline that is suspected, a part of it confirmed,
half of it reduced, one to four strips side by side cleared, often the whole outline cancelled once more, sometimes a
small piece reopened. Three claims in a hundred have a hole. Corners are rounded to 1e-7 degrees, as in real files, so
that borders which should be one differ by millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

CLASSES = ("sha", "cha", "cancelled", "reduced", "cleared")
"""What a claim says; a claim's class is an index into this."""

HAZARDS = 2
"""The first two classes are hazards: on one day they are applied after releases."""

SEED = 20171114
GRID_DEG = 1e-7
FIRST_DAY = 16_436
"""1 January 2015, in days since 1 January 1970."""

_SITE_CLAIMS = 5.0
"""Claims of a site on average, to know how many sites make a number of claims."""

_TOWN_SITES = 800
_TOWN_SPACING_M = 165.0
_WEST, _SOUTH, _SPAN_DEG = 37.0, 33.5, 4.0
_METRES_PER_DEGREE = 111_000.0

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Claims:
    """Claims in the order in which they were recorded; every array has one value for each.

    Attributes:
        wkb: Polygons, WGS 84, degrees.
        says: Index into ``CLASSES``.
        day: Day of the claim, in days since 1 January 1970.
        recorded: Day on which it was recorded, never before ``day``, ascending.
        rank: Place in the order of application, 0 first, no two alike: by day, releases before hazards.
        organisation: 0 to 7.
        task: Site that it belongs to.
    """

    wkb: Shapes
    says: NDArray[np.int8]
    day: NDArray[np.int32]
    recorded: NDArray[np.int32]
    rank: NDArray[np.int32]
    organisation: NDArray[np.int16]
    task: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.wkb)

    def save(self, path: Path) -> None:
        """Write all arrays into one file; the shapes one behind the other."""
        lengths = np.fromiter(map(len, self.wkb), dtype=np.int64, count=len(self))
        np.savez(
            path,
            blob=np.frombuffer(b"".join(self.wkb), dtype=np.uint8),
            offsets=np.concatenate([[0], np.cumsum(lengths)]),
            **{name: getattr(self, name) for name in _COLUMNS},
        )

    @staticmethod
    def load(path: Path) -> Claims:
        """Return what ``save`` wrote."""
        with np.load(path) as stored:
            blob, offsets = stored["blob"].tobytes(), stored["offsets"].tolist()
            wkb = np.empty(len(offsets) - 1, dtype=object)
            wkb[:] = [blob[first:last] for first, last in pairwise(offsets)]
            return Claims(wkb, *(stored[name] for name in _COLUMNS))


_COLUMNS = ("says", "day", "recorded", "rank", "organisation", "task")


def sites(count: int, *, seed: int = SEED) -> Claims:
    """Return that many claims of whole sites; the last sites are cut short."""
    chance = np.random.default_rng(seed)
    number = int(count / _SITE_CLAIMS) + 40
    places = _places(number, chance)
    radius_m = np.clip(np.exp(chance.normal(np.log(87.0), 0.34, number)), 22, 220)
    turn = chance.uniform(0, np.pi, number)
    layers = list(_layers(radius_m, turn, chance))
    site = np.concatenate([where for where, _, _, _ in layers])
    shape = np.concatenate([shapes for _, shapes, _, _ in layers])
    says = np.concatenate([np.full(len(where), said, dtype=np.int8) for where, _, said, _ in layers])
    after = np.concatenate([days for _, _, _, days in layers])
    start = FIRST_DAY + chance.integers(0, 1_200, number)
    degrees = _in_degrees(_with_holes(shape, chance), places[site])
    order = np.lexsort((after, site))
    order = order[degrees[order] != None][:count]  # noqa: E711 - of each element
    site, says, day = site[order], says[order], (start[site] + after)[order]
    return _recorded(degrees[order], says, day, site, chance)


def crowd(count: int, *, side_m: float, corners: tuple[int, int], seed: int = SEED) -> Claims:
    """Return claims of 1.45 ha on average strewn over a square: as deep and as many-cornered as one wishes."""
    chance = np.random.default_rng(seed)
    radius_m = np.clip(np.exp(chance.normal(np.log(58.0), 0.36, count)), 22, 240)
    shapes = _stars(radius_m, chance.integers(corners[0], corners[1] + 1, count), chance)
    offsets = chance.uniform(-side_m / 2, side_m / 2, (count, 2)) / _METRES_PER_DEGREE
    offsets[:, 0] /= np.cos(np.radians(35.3))
    degrees = _in_degrees(shapes, offsets + np.array([40.1, 35.3]))
    says = chance.integers(0, len(CLASSES), count).astype(np.int8)
    day = FIRST_DAY + chance.integers(0, 1_500, count)
    return _recorded(degrees, says, day, np.arange(count), chance)


def _places(number: int, chance: np.random.Generator) -> Floats:
    """Return the middle of every site: towns as wide as their number of sites asks, and places apart."""
    dense = chance.random(number) < 0.6
    towns = max(1, round(dense.sum() / _TOWN_SITES))
    centres = np.column_stack([chance.uniform(0, _SPAN_DEG, towns), chance.uniform(0, _SPAN_DEG, towns)])
    reach_m = _TOWN_SPACING_M * np.sqrt(dense.sum() / towns / np.pi)
    away = chance.normal(0, reach_m * 0.75, (number, 2)) / _METRES_PER_DEGREE
    apart = np.column_stack([chance.uniform(0, _SPAN_DEG, number), chance.uniform(0, _SPAN_DEG, number)])
    around = centres[chance.integers(0, towns, number)] + away
    return np.where(dense[:, None], around, apart) + np.array([_WEST, _SOUTH])


def _layers(radius_m: Floats, turn: Floats, chance: np.random.Generator):  # noqa: ANN202 - see the docstring
    """Yield (sites, shapes in metres around the site, class, days after the site's first)."""
    everywhere = np.arange(len(radius_m))
    outline = _stars(radius_m, chance.integers(14, 26, len(radius_m)), chance)

    def some(share: float) -> NDArray[np.int64]:
        return np.flatnonzero(chance.random(len(radius_m)) < share)

    yield everywhere, outline, 0, np.zeros(len(radius_m), dtype=np.int64)
    confirmed = some(0.85)
    low = chance.uniform(-0.85, -0.2, len(radius_m))
    part = shapely.intersection(outline, _bands(radius_m, turn, low, np.full_like(low, 0.55)))
    yield confirmed, part[confirmed], 1, chance.integers(20, 120, len(confirmed))
    reduced = some(0.7)
    middle = chance.uniform(-0.2, 0.2, len(radius_m))
    half = shapely.intersection(outline, _bands(radius_m, turn, middle, np.full_like(low, 2.0)))
    yield reduced, half[reduced], 3, chance.integers(100, 220, len(reduced))
    strips = chance.integers(1, 5, len(radius_m))
    for n in range(4):
        cleared = confirmed[strips[confirmed] > n]
        width = (0.55 - low) / 4
        strip = shapely.intersection(part, _bands(radius_m, turn, low + n * width, low + (n + 1) * width))
        yield cleared, strip[cleared], 4, 150 + 12 * n + chance.integers(0, 12, len(cleared))
    cancelled = some(0.32)
    yield cancelled, outline[cancelled], 2, chance.integers(260, 330, len(cancelled))
    reopened = some(0.16)
    piece = _stars(radius_m * 0.3, chance.integers(6, 10, len(radius_m)), chance)
    yield reopened, piece[reopened], 0, chance.integers(340, 420, len(reopened))


def _stars(radius_m: Floats, corners: NDArray[np.int64], chance: np.random.Generator) -> Shapes:
    """Return star-shaped polygons around the origin."""
    of = np.repeat(np.arange(len(radius_m)), corners)
    place = np.arange(len(of)) - np.repeat(np.cumsum(corners) - corners, corners)
    angle = (place + chance.uniform(-0.35, 0.35, len(of))) * (2 * np.pi) / corners[of]
    reach = radius_m[of] * chance.uniform(0.75, 1.25, len(of))
    points = np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    return shapely.polygons(shapely.linearrings(points, indices=of))


def _bands(radius_m: Floats, turn: Floats, low: Floats, high: Floats) -> Shapes:
    """Return what lies between two parallel lines, as far from the middle as the site is wide times low and high."""
    along, across = np.array([-2, 2, 2, -2]), np.stack([low, low, high, high])
    x, y = along[:, None] * np.cos(turn) - across * np.sin(turn), along[:, None] * np.sin(turn) + across * np.cos(turn)
    return shapely.polygons((np.stack([x, y]) * radius_m).transpose(2, 1, 0))


def _with_holes(shapes: Shapes, chance: np.random.Generator) -> Shapes:
    chosen = np.flatnonzero(chance.random(len(shapes)) < 0.03)
    middles = shapely.point_on_surface(shapes[chosen])
    room_m = 0.6 * shapely.distance(middles, shapely.boundary(shapes[chosen]))
    holes = shapely.buffer(middles, room_m, quad_segs=1)
    pierced = shapes.copy()
    pierced[chosen] = shapely.difference(shapes[chosen], holes)
    return pierced


def _in_degrees(shapes: Shapes, places: Floats) -> Shapes:
    """Return shapes in metres around their places as sound polygons in rounded degrees; None where nothing is left."""
    counts = shapely.get_num_coordinates(shapes)
    around = np.repeat(places, counts, axis=0)
    metres = shapely.get_coordinates(shapes) / _METRES_PER_DEGREE
    metres[:, 0] /= np.cos(np.radians(around[:, 1]))
    rounded = np.round((around + metres) / GRID_DEG) * GRID_DEG
    placed = shapely.set_coordinates(shapes.copy(), np.round(rounded, 7))
    for index in np.flatnonzero(~shapely.is_valid(placed)):
        placed[index] = _mended(placed[index])
    usable = (shapely.get_type_id(placed) == 3) & ~shapely.is_empty(placed) & shapely.is_valid(placed)
    return np.where(usable, placed, None)


def _mended(shape: shapely.Polygon) -> shapely.Geometry | None:
    """Return a broken shape with its corners on the grid; None for the one in a million that GEOS cannot mend."""
    try:
        return shapely.set_precision(shape, GRID_DEG)
    except shapely.errors.GEOSException:
        return None


def _recorded(
    shapes: Shapes, says: NDArray[np.int8], day: NDArray[np.int64], task: NDArray[np.int64], chance: np.random.Generator
) -> Claims:
    """Return claims by the day of their record: a few days late, one in twenty some months."""
    late = chance.geometric(0.12, len(shapes)) + np.where(chance.random(len(shapes)) < 0.05, 120, 0)
    recorded = day + late
    order = np.argsort(recorded, kind="stable")
    says, day = says[order], day[order].astype(np.int32)
    rank = np.empty(len(order), dtype=np.int32)
    rank[np.lexsort((np.arange(len(order)), says, says < HAZARDS, day))] = np.arange(len(order))
    return Claims(
        wkb=shapely.to_wkb(shapes[order], byte_order=1),
        says=says,
        day=day,
        recorded=recorded[order].astype(np.int32),
        rank=rank,
        organisation=(task[order] % 8).astype(np.int16),
        task=task[order].astype(np.int32),
    )
