"""What everybody may see of ground: released ground with accepted control, and cells that say "keep out".

An open hazard shows only as the cells of a fixed grid that it touches. Released ground inside such a cell is left
out, so that its edge does not draw the hazard. Both come from the cautious fold: reopened ground is not released for
anybody from the moment it is known. A tile tells no more than the whole: it is cut from the same cells, joined, and
from released ground worked out as if nothing of a later day were known.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np

from firmground.geometry.cells.outlines import outlines
from firmground.geometry.cells.pieces import NOTHING
from firmground.geometry.formats import from_geojson
from firmground.geometry.grid import Cell, joined, span_of, touched, touched_by, without
from firmground.geometry.measures import box
from firmground.geometry.nearby import Box, Nearby
from firmground.geometry.overlay import arrangement, dissolve, without_crossings
from firmground.geometry.tiles import Tile, in_tile
from firmground.geometry.vector_tiles import Drawn
from firmground.maps.kept import Kept
from firmground.maps.layers import Feature, feature, grounds, hazard_circle, unmapped_hazards
from firmground.maps.windows import Ground, ground_of
from firmground.state.encoded import LABELS
from firmground.state.land_table import HAZARDS
from firmground.state.picture import Picture

CELL_DEG = 0.01
"""Side of a cell, degrees: about 1.1 km from south to north."""

_PER_DEGREE = 100
_BLOCKS_PER_DEGREE = 4
"""Hazards are asked for their cells block by block, so that a large country is never cut up at once."""

_MAX_BLOCKS = 1600
"""A hazard whose box holds more blocks than this (10 by 10 degrees) is shown as its whole box."""

_EDGE_DEG = 1e-9
_IS_HAZARD = np.array([status in HAZARDS for status in LABELS])


@dataclass(frozen=True, eq=False)
class Danger:
    """Where everybody is told to keep out.

    Attributes:
        picture: What it was worked out from.
        cells: Cells of the fixed grid, as (column, row), ``_PER_DEGREE`` a degree.
        boxes: Further boxes, drawn outward to the grid: the operation's, or that of a hazard too large for cells.
    """

    picture: Picture
    cells: frozenset[Cell]
    boxes: tuple[Box, ...]

    def holds(self, lon: float, lat: float) -> bool:
        """Return whether a place is in danger; the edges of cells and boxes are."""
        columns, rows = ({math.floor((at + by) * _PER_DEGREE) for by in (-_EDGE_DEG, _EDGE_DEG)} for at in (lon, lat))
        return any(cell in self.cells for cell in product(columns, rows)) or any(
            west <= lon <= east and south <= lat <= north for west, south, east, north in self.boxes
        )

    def near(self, bounds: Box) -> list[Cell]:
        """Return the cells that a box reaches into, those of the boxes too."""
        west, south, east, north = span_of(bounds, _PER_DEGREE)
        found = {cell for cell in self.cells if west <= cell[0] <= east and south <= cell[1] <= north}
        for one in self.boxes:
            low_x, low_y, high_x, high_y = (round(side * _PER_DEGREE) for side in one)
            columns = range(max(west, low_x), min(east, high_x - 1) + 1)
            found.update(product(columns, range(max(south, low_y), min(north, high_y - 1) + 1)))
        return sorted(found)


def danger_of(picture: Picture, *, on_day: date, radius_m: float, everywhere: Box | None) -> Danger:
    """Return where everybody is told to keep out at the end of a day, worked out once.

    Args:
        picture: In the cautious fold.
        on_day: The end of this day.
        radius_m: Radius of a hazard of which only a point is known.
        everywhere: The operation's box, in danger too where a hazard is open of which no place is known.
            None: no box is known, then such a hazard has no cell and the page has to say it in words.
    """
    key = (id(picture), on_day, radius_m, everywhere)
    return _DANGERS.of(key, lambda: _danger(picture, on_day, radius_m, everywhere))


_DANGERS: Kept[Danger] = Kept(32)


def _danger(picture: Picture, on_day: date, radius_m: float, everywhere: Box | None) -> Danger:
    ground = ground_of(picture.land)
    blocks, boxes = _blocks(ground, on_day)
    cells = {cell for block in blocks for cell in _touched_in(ground, block, on_day)}
    circles, is_placeless = [], False
    for hazard, entry in unmapped_hazards(picture, on_day=on_day):
        shape = hazard_circle(hazard, entry, radius_m=radius_m)
        is_placeless = is_placeless or shape is None
        circles.extend([] if shape is None else [shape])
    if is_placeless and everywhere is not None:
        boxes.append(everywhere)
    return Danger(picture, frozenset(cells | touched_by(circles, _PER_DEGREE)), tuple(map(_outward, boxes)))


def _blocks(ground: Ground, on_day: date) -> tuple[set[Cell], list[Box]]:
    """Return the blocks that some hazard claimed up to a day lies in, and the boxes of those too large for blocks."""
    blocks: set[Cell] = set()
    large: list[Box] = []
    for claim, bounds in zip(ground.land.claims, ground.near.boxes.tolist(), strict=True):
        if claim.is_hazard and claim.day <= on_day:
            west, south, east, north = span_of(bounds, _BLOCKS_PER_DEGREE)
            if (east - west + 1) * (north - south + 1) > _MAX_BLOCKS:
                large.append((bounds[0], bounds[1], bounds[2], bounds[3]))
            else:
                blocks.update(product(range(west, east + 1), range(south, north + 1)))
    return blocks, large


def _touched_in(ground: Ground, block: Cell, on_day: date) -> set[Cell]:
    """Return the cells of a block that hazardous ground touches."""
    west, south = (side / _BLOCKS_PER_DEGREE for side in block)
    window = ground.window((west, south, west + 1 / _BLOCKS_PER_DEGREE, south + 1 / _BLOCKS_PER_DEGREE))
    is_hazard = _IS_HAZARD[window.looks(on_day=on_day).label]
    units, _ = outlines(window.pieces, np.where(is_hazard, 0, NOTHING).astype(np.int32))
    size = _PER_DEGREE // _BLOCKS_PER_DEGREE
    low_x, low_y = block[0] * size, block[1] * size
    return touched(units, _PER_DEGREE, within=(low_x, low_y, low_x + size - 1, low_y + size - 1))


def danger_drawn(danger: Danger, tile: Tile) -> list[Drawn]:
    """Return the danger cells in a tile joined into one shape: neither polygons nor their number can be read off."""
    units = joined(danger.near(tile.box()), _PER_DEGREE)
    if not len(units):
        return []
    return [Drawn(in_tile(units, tile, kept=np.ones(len(units), dtype=np.bool_)), {"status": "concealed"})]


def released_drawn(picture: Picture, danger: Danger, tile: Tile, *, on_day: date) -> list[Drawn]:
    """Return ground in a tile that is released with accepted control, by status, without what lies in danger cells."""
    bounds = tile.box()
    window = ground_of(picture.land, until=on_day).window(bounds)
    looks = window.looks(on_day=on_day)
    units, keys = outlines(window.pieces, np.where(looks.is_accepted, looks.label, NOTHING).astype(np.int32))
    if not len(units):
        return []
    shapes = in_tile(without(units, danger.near(bounds), _PER_DEGREE), tile)
    return [
        Drawn(shapes[keys == key], {"status": LABELS[key].value, "accepted": True}) for key in np.unique(keys).tolist()
    ]


def released_at(picture: Picture, lon: float, lat: float, *, on_day: date) -> str:
    """Return the status of a place that was released with accepted control; empty where it was not."""
    covering = ground_of(picture.land, until=on_day).at(lon, lat)
    spot = picture.land.spot(covering, on_day=on_day) if covering else None
    return spot.point.status.value if spot and spot.accepted_by else ""


def danger_cells(picture: Picture, *, on_day: date, radius_m: float, everywhere: Box | None) -> list[bytes]:
    """Return the cells that any open hazard of the cautious fold touches, as polygons of the fixed grid.

    Args:
        picture: In the cautious fold.
        on_day: The end of this day.
        radius_m: Radius of a hazard of which only a point is known.
        everywhere: The operation's box; it is one more cell where a hazard is open of which no place is known.
            None: no box is known, then such a hazard has no cell and the page has to say it in words.
    """
    danger = danger_of(picture, on_day=on_day, radius_m=radius_m, everywhere=everywhere)
    return [*map(rectangle, danger.boxes), *(rectangle(_cell(*cell)) for cell in sorted(danger.cells))]


def danger_features(picture: Picture, *, on_day: date, radius_m: float, everywhere: Box | None) -> list[Feature]:
    """Return the danger cells joined into one shape: neither polygons nor the number of hazards can be read off."""
    cells = danger_cells(picture, on_day=on_day, radius_m=radius_m, everywhere=everywhere)
    return [feature(dissolve(cells), status="concealed")] if cells else []


def released_features(picture: Picture, *, on_day: date, radius_m: float, everywhere: Box | None) -> list[Feature]:
    """Return ground that is released and whose control was accepted, by status, without what lies in danger cells.

    Its outline has no point where the border of something concealed, of this day or another, crosses it.
    """
    cells = danger_cells(picture, on_day=on_day, radius_m=radius_m, everywhere=everywhere)
    near = Nearby(cells)
    pieces: dict[str, list[bytes]] = defaultdict(list)
    for ground in grounds(picture, on_day=on_day):
        if ground.spot.accepted_by:
            hidden = [cells[index] for index in near.in_box(box(ground.wkb))]
            pieces[ground.spot.point.status.value].extend(_outside(ground.wkb, hidden))
    return [
        feature(without_crossings(dissolve(wkbs)), status=status, accepted=True)
        for status, wkbs in sorted(pieces.items())
        if wkbs
    ]


def operation_box(picture: Picture, *, boundary: bytes, country: Box | None) -> Box | None:
    """Return the operation's box: of its boundary, else of everything known of it, else of its country; or None."""
    if boundary:
        return box(boundary)
    return _BOXES.of((id(picture), country), lambda: (picture, _box_of_all(picture, country)))[1]


_BOXES: Kept[tuple[Picture, Box | None]] = Kept(8)


def _box_of_all(picture: Picture, country: Box | None) -> Box | None:
    boxes = [box(one.entry.wkb) for one in picture.recorded if one.entry.geometry]
    if not boxes:
        return country
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def rectangle(bounds: Box) -> bytes:
    """Return a box as a polygon."""
    west, south, east, north = bounds
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return from_geojson({"type": "Polygon", "coordinates": [ring]})


def _outside(wkb: bytes, cells: Sequence[bytes]) -> list[bytes]:
    """Return the pieces of a shape that lie in no cell."""
    return [face for covering, face in arrangement([wkb, *cells]).faces() if covering == (0,)]


def _cell(lon: int, lat: int) -> Box:
    return lon / _PER_DEGREE, lat / _PER_DEGREE, (lon + 1) / _PER_DEGREE, (lat + 1) / _PER_DEGREE


def _outward(bounds: Box) -> Box:
    west, south, east, north = bounds
    return (
        math.floor(west * _PER_DEGREE) / _PER_DEGREE,
        math.floor(south * _PER_DEGREE) / _PER_DEGREE,
        math.ceil(east * _PER_DEGREE) / _PER_DEGREE,
        math.ceil(north * _PER_DEGREE) / _PER_DEGREE,
    )
