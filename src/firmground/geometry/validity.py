"""Is a shape sound, and can it be made so without a choice of our own? Judging what that means is for the checks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from firmground.errors import GeometryUnsound
from firmground.geometry.lattice import in_range, is_sound, made_sound, to_degrees, to_units
from firmground.geometry.measures import areas_mm2, edge_lengths_m
from firmground.geometry.shapes import POLYGON_TYPES, Shape, as_array, read, solid, write

AGREED_SHARE = 0.001
"""Repairs are taken where GEOS's two ways of repair differ by no more than this share of the area."""


@dataclass(frozen=True, slots=True)
class Validity:
    """What can be seen of a shape without knowing what it stands for.

    Attributes:
        kind: Point, LineString, Polygon, MultiPolygon and so on.
        is_empty: It has no coordinates; nothing else is said then.
        is_valid: It is sound: no ring crosses itself, holes lie inside, no line of a single place.
        reason: Why it is not, in the words of GEOS; empty where it is.
        place: Longitude and latitude of the fault, where GEOS names one.
        points: How many coordinates it has; the end of a ring, which repeats its beginning, is one of them.
        distinct_points: How many different places its coordinates name.
        repeated_points: How many coordinates say the same place as the one before.
        longest_edge_m: The longest distance between two neighbouring coordinates, geodesic, metres; 0 for points.
        is_in_range: All coordinates lie within longitude -180..180 and latitude -90..90.
    """

    kind: str
    is_empty: bool
    is_valid: bool
    reason: str
    place: tuple[float, float] | None
    points: int
    distinct_points: int
    repeated_points: int
    longest_edge_m: float
    is_in_range: bool

    @property
    def has_too_few_points(self) -> bool:
        """Tell whether an area has fewer than three different places."""
        return self.kind in ("Polygon", "MultiPolygon") and self.distinct_points < 3


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair would give, and whether it is beyond doubt.

    Attributes:
        wkb: The repaired polygon or multipolygon on the lattice; None where the two ways of repair differ by more than
            0.1 % of the area, or nothing is left.
        structure_area_mm2: Area by GEOS's structure method (a ring is what it encloses).
        linework_area_mm2: Area by GEOS's linework method (what is encircled an odd number of times).
        difference_share: Ground in one and not in the other, as a share of the structure area; 1 where that is nothing.
    """

    wkb: bytes | None
    structure_area_mm2: int
    linework_area_mm2: int
    difference_share: float


def examine(wkb: bytes) -> Validity:
    """Return what can be seen of a shape; nothing is changed and nothing is refused but bytes that are no WKB.

    Raises:
        GeometryUnsound: The bytes are not WKB.
    """
    shape = read(wkb)
    coordinates, part_of = shapely.get_coordinates(_chains(shape), return_index=True)
    same = part_of[1:] == part_of[:-1]
    starts, ends = coordinates[:-1][same], coordinates[1:][same]
    finite = bool(np.isfinite(coordinates).all())
    lengths = edge_lengths_m(starts, ends) if finite and len(starts) and in_range(shape) else np.zeros(1)
    reason = "" if is_sound(shape) else str(shapely.is_valid_reason(shape))
    return Validity(
        kind=str(shape.geom_type),
        is_empty=bool(shape.is_empty),
        is_valid=not reason,
        reason=reason.partition("[")[0].strip(),
        place=_place(reason),
        points=len(coordinates),
        distinct_points=len(np.unique(coordinates, axis=0)),
        repeated_points=int((starts == ends).all(axis=1).sum()),
        longest_edge_m=float(lengths.max()),
        is_in_range=in_range(shape),
    )


def repair(wkb: bytes) -> Repair:
    """Return the repair of a polygon that crosses itself, if GEOS's two ways of repair agree within 0.1 % of its area.

    A sound polygon comes back as it is. Lines and points that are left over are dropped.

    Raises:
        GeometryUnsound: No polygon, or coordinates outside of longitude and latitude.
    """
    shape = read(wkb)
    if shapely.get_type_id(shape) not in POLYGON_TYPES or not in_range(shape):
        raise GeometryUnsound(f"Only polygons in longitude and latitude can be repaired; this is a {shape.geom_type}.")
    units = to_units(shape)
    structure, linework = made_sound(units, "structure"), made_sound(units, "linework")
    apart = solid(shapely.symmetric_difference(structure, linework, grid_size=1.0))
    three = to_degrees(as_array([structure, linework, apart]))
    structure_mm2, linework_mm2, apart_mm2 = (max(0, int(area)) for area in areas_mm2(three))
    share = apart_mm2 / structure_mm2 if structure_mm2 else 1.0
    agreed = share <= AGREED_SHARE and bool(shapely.is_valid(structure))
    repaired = write(shapely.orient_polygons(three[0], exterior_cw=False)) if agreed else None
    return Repair(repaired, structure_mm2, linework_mm2, share)


def _chains(shape: Shape) -> list[Shape]:
    """Return rings, lines and points."""
    chains: list[Shape] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "GeometryCollection":
            chains.extend(_chains(part))
        else:
            chains.extend(shapely.get_rings(part) if part.geom_type == "Polygon" else [part])
    return chains


def _place(reason: str) -> tuple[float, float] | None:
    """Return the coordinates that GEOS puts in brackets behind a reason."""
    numbers = reason.partition("[")[2].rstrip("]").split()
    try:
        return float(numbers[0]), float(numbers[1])
    except (IndexError, ValueError):
        return None
