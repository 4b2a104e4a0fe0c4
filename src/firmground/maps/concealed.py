"""What everybody may see of ground: released ground with accepted control, and cells that say "keep out".

An open hazard shows only as the cells of a fixed grid that it touches. Released ground inside such a cell is left
out, so that its edge does not draw the hazard. Both come from the cautious fold: reopened ground is not released for
anybody from the moment it is known.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from firmground.geometry.formats import from_geojson
from firmground.geometry.measures import box
from firmground.geometry.overlay import arrangement, dissolve, overlap_pairs, without_crossings
from firmground.maps.layers import Feature, feature, grounds, hazard_circle, is_hazard, unmapped_hazards
from firmground.state.picture import Picture

CELL_DEG = 0.01
"""Side of a cell, degrees: about 1.1 km from south to north."""

_PER_DEGREE = 100
_MAX_CELLS = 40_000
"""A hazard whose box holds more cells than this is shown as its whole box."""

Box = tuple[float, float, float, float]
"""West, south, east, north, degrees."""


def danger_cells(picture: Picture, *, on_day: date, radius_m: float, everywhere: Box | None) -> list[bytes]:
    """Return the cells that any open hazard of the cautious fold touches, as polygons of the fixed grid.

    Args:
        picture: In the cautious fold.
        on_day: The end of this day.
        radius_m: Radius of a hazard of which only a point is known.
        everywhere: The operation's box; it is one more cell where a hazard is open of which no place is known.
            None: no box is known, then such a hazard has no cell and the page has to say it in words.
    """
    hazards = [ground.wkb for ground in grounds(picture, on_day=on_day) if is_hazard(ground)]
    placeless = False
    for hazard, entry in unmapped_hazards(picture, on_day=on_day):
        shape = hazard_circle(hazard, entry, radius_m=radius_m)
        placeless = placeless or shape is None
        hazards.extend([] if shape is None else [shape])
    whole = [rectangle(_outward(everywhere))] if placeless and everywhere is not None else []
    return whole + _touched(hazards)


def danger_features(picture: Picture, *, on_day: date, radius_m: float, everywhere: Box | None) -> list[Feature]:
    """Return the danger cells joined into one shape: neither polygons nor the number of hazards can be read off."""
    cells = danger_cells(picture, on_day=on_day, radius_m=radius_m, everywhere=everywhere)
    return [feature(dissolve(cells), status="concealed")] if cells else []


def released_features(picture: Picture, *, on_day: date, radius_m: float, everywhere: Box | None) -> list[Feature]:
    """Return ground that is released and whose control was accepted, by status, without what lies in danger cells.

    Its outline has no point where the border of something concealed, of this day or another, crosses it.
    """
    cells = danger_cells(picture, on_day=on_day, radius_m=radius_m, everywhere=everywhere)
    pieces: dict[str, list[bytes]] = defaultdict(list)
    for ground in grounds(picture, on_day=on_day):
        if ground.spot.accepted_by:
            pieces[ground.spot.point.status.value].extend(_outside(ground.wkb, cells))
    return [
        feature(without_crossings(dissolve(wkbs)), status=status, accepted=True)
        for status, wkbs in sorted(pieces.items())
        if wkbs
    ]


def operation_box(picture: Picture, *, boundary: bytes, country: Box | None) -> Box | None:
    """Return the operation's box: of its boundary, else of everything known of it, else of its country; or None."""
    if boundary:
        return box(boundary)
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


def _touched(hazards: Sequence[bytes]) -> list[bytes]:
    """Return the cells that share ground with a hazard, from west to east."""
    cells = sorted({cell for wkb in hazards for cell in _candidates(box(wkb))})
    shapes = [*hazards, *(rectangle(cell) for cell in cells)]
    count = len(hazards)
    touched = {other - count for one, other, _ in overlap_pairs(shapes) if one < count <= other}
    return [shapes[count + index] for index in sorted(touched)]


def _candidates(bounds: Box) -> list[Box]:
    """Return the cells that a box touches; the whole box, drawn outward to the grid, where they are too many."""
    west, south, east, north = (math.floor(bound * _PER_DEGREE) for bound in bounds)
    if (east - west + 1) * (north - south + 1) > _MAX_CELLS:
        return [_outward(bounds)]
    return [_cell(lon, lat) for lon in range(west, east + 1) for lat in range(south, north + 1)]


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
