"""The lattice that all working copies lie on: 1e-9 degrees, 0.11 mm on the ground.

A coordinate on it is ``round(degrees * 1e9) / 1e9``. Inside this station shapes are also held in lattice units (whole
numbers in float64), since whole numbers cross, snap and compare exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from firmground.errors import GeometryUnsound
from firmground.geometry.shapes import (
    LINE_TYPES,
    POLYGON_TYPES,
    Shape,
    Shapes,
    read,
    read_all,
    solid,
    write,
    write_all,
)

UNITS_PER_DEGREE = 1e9
"""Lattice units in one degree."""

_HALF_TURN = 180e9
_FULL_TURN = 360e9
_RIGHT_ANGLE = 90e9


def on_lattice(wkb: bytes) -> bytes:
    """Return the working copy of a shape: on the lattice, two-dimensional, the same bytes for the same shape.

    Shells run counterclockwise, holes clockwise; Z and M are dropped. A ring or line that jumps more than 180 degrees
    of longitude between two points is read as crossing the antimeridian: it is unwrapped and split at +-180. A shape
    that is sound stays sound; one that is not keeps its fault for the checks to name. Empty stays empty.

    Args:
        wkb: Any shape, WGS 84, longitude then latitude, degrees.

    Returns:
        WKB, little endian.

    Raises:
        GeometryUnsound: Not WKB, a coordinate outside longitude -180..180 or latitude -90..90, a ring that goes round
            a pole, or a sound shape so thin (below 0.1 mm) that nothing is left of it on the lattice.
    """
    shape = read(wkb)
    if shape.is_empty:
        return write(shape)
    _refuse_out_of_range(shape)
    rounded = to_units(shape)
    if _jumps(rounded):
        rounded = _split_at_antimeridian(rounded)
    if not shapely.is_valid(rounded) and shapely.is_valid(shape):
        rounded = made_sound(rounded, "structure")
        if rounded.is_empty:
            raise GeometryUnsound("The shape is thinner than 0.1 mm: nothing is left of it. Draw it again.")
    return write(to_degrees(shapely.orient_polygons(rounded, exterior_cw=False)))


def to_units(shapes: Shapes) -> Shapes:
    """Return shapes (one or an array) in whole lattice units; coordinates go to the nearest one."""
    return shapely.transform(shapes, lambda degrees: np.rint(degrees * UNITS_PER_DEGREE) + 0.0)


def to_degrees(shapes: Shapes) -> Shapes:
    """Return shapes (one or an array) in degrees; the opposite of ``to_units`` to the last bit."""
    return shapely.transform(shapes, lambda units: np.rint(units) / UNITS_PER_DEGREE)


def is_sound(shape: Shape) -> bool:
    """Tell whether a shape (degrees) is sound: no ring crosses itself or another, no line has a single place only.

    A working copy is judged in whole units. Where a corner lies on the edge of another ring, division by 1e9 may move
    it across that edge in the sixteenth digit, and GEOS would call the shape broken.
    """
    if shapely.is_valid(shape):
        return True
    units = to_units(shape)
    return bool(shapely.is_valid(units)) and bool(to_degrees(units) == shape)


def refuse_unsound(shapes: Shapes, types: tuple[int, ...], wanted: str) -> None:
    """Raise where a shape (degrees) has another type than wanted, or is not sound. Empty shapes pass.

    Raises:
        GeometryUnsound: ``details`` has the index of the shape and the reason with its place.
    """
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), types))
    if wrong.size:
        index = int(wrong[0])
        raise GeometryUnsound(
            f"Shape {index + 1} of {len(shapes)} is a {shapes[index].geom_type}, wanted is {wanted}.", index=index
        )
    for index in np.flatnonzero(~shapely.is_valid(shapes)).tolist():
        if not is_sound(shapes[index]):
            raise GeometryUnsound(
                f"Shape {index + 1} of {len(shapes)} is not sound: repair or correct it before it is used.",
                index=index,
                reason=str(shapely.is_valid_reason(shapes[index])),
            )


def sound_polygons(shapes: Shapes) -> Shapes:
    """Return polygons and multipolygons (degrees) in lattice units, all of them sound there.

    Empty stays empty, and what is thinner than the lattice becomes so.

    Raises:
        GeometryUnsound: A shape is no polygon or crosses itself; ``details`` has its index and the reason.
    """
    refuse_unsound(shapes, POLYGON_TYPES, "a polygon")
    rounded = to_units(shapes)
    for index in np.flatnonzero(~shapely.is_valid(rounded)):
        rounded[index] = made_sound(rounded[index], "structure")
    return rounded


def sound_copies(polygons: Sequence[bytes]) -> list[bytes]:
    """Return polygons and multipolygons on the lattice, all of them sound there, as WKB in their order.

    Raises:
        GeometryUnsound: A shape is no polygon or crosses itself; ``details`` has its index and the reason.
    """
    return write_all(to_degrees(sound_polygons(read_all(polygons))))


def are_sound(polygons: Sequence[bytes]) -> list[bool]:
    """Tell of each shape (WKB, degrees) whether it is a sound polygon or multipolygon."""
    shapes = read_all(polygons)
    is_polygon = np.isin(shapely.get_type_id(shapes), POLYGON_TYPES)
    return [bool(known) and is_sound(shape) for known, shape in zip(is_polygon, shapes, strict=True)]


def in_range(shape: Shape) -> bool:
    """Tell whether all coordinates (degrees) lie within longitude -180..180 and latitude -90..90; empty does."""
    coordinates = shapely.get_coordinates(shape)
    return bool(np.isfinite(coordinates).all() and (np.abs(coordinates) <= (180.0, 90.0)).all())


def _refuse_out_of_range(shape: Shape) -> None:
    if not in_range(shape):
        raise GeometryUnsound(
            "A coordinate lies outside longitude -180..180 and latitude -90..90: state the coordinate system of the "
            "source, and see that longitude comes first.",
            bounds=tuple(float(bound) for bound in shape.bounds),
        )


def made_sound(units: Shape, method: str) -> Shape:
    """Return polygons (lattice units) made sound by one of GEOS's methods, with corners on the lattice.

    Lines and points that are left over are dropped; empty where nothing is left.
    """
    mended = shapely.make_valid(units, method=method, keep_collapsed=method != "structure")
    return solid(shapely.set_precision(solid(mended), 1.0, mode="valid_output"))


def _jumps(shape: Shape) -> bool:
    return any(_turns(ring).any() for ring in _chains(shape))


def _chains(shape: Shape) -> list[NDArray[np.float64]]:
    """Return the coordinates of every ring and line; points have none."""
    chains = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "GeometryCollection":
            chains.extend(_chains(part))
        elif part.geom_type == "Polygon":
            chains.extend(shapely.get_coordinates(ring) for ring in shapely.get_rings(part))
        elif part.geom_type != "Point":
            chains.append(shapely.get_coordinates(part))
    return chains


def _turns(chain: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for every edge how many full turns to add behind it: an edge from -180 to 180 exactly is no jump."""
    steps = np.diff(chain[:, 0])
    jumped = (np.abs(steps) > _HALF_TURN) & (np.abs(steps) < _FULL_TURN)
    turns: NDArray[np.float64] = np.where(jumped, -np.sign(steps), 0.0)
    return turns


def _unwrapped(chain: NDArray[np.float64]) -> NDArray[np.float64]:
    turns = np.concatenate([[0.0], np.cumsum(_turns(chain))])
    return np.column_stack([chain[:, 0] + turns * _FULL_TURN, chain[:, 1]])


def _split_at_antimeridian(shape: Shape) -> Shape:
    pieces = _pieces(shape)
    if len(pieces) == 1:
        return pieces[0]
    gather = {"Polygon": shapely.multipolygons, "LineString": shapely.multilinestrings}
    return gather.get(shape.geom_type.removeprefix("Multi"), shapely.geometrycollections)(pieces)


def _pieces(shape: Shape) -> list[Shape]:
    """Return the single parts of a shape, split where they cross the antimeridian."""
    if shapely.get_num_geometries(shape) > 1 or shape.geom_type == "GeometryCollection":
        return [piece for part in shapely.get_parts(shape) for piece in _pieces(part)]
    part = shapely.get_geometry(shape, 0)
    return _split_part(part) if _jumps(part) else [part]


def _split_part(part: Shape) -> list[Shape]:
    is_polygon = part.geom_type == "Polygon"
    whole = _unwrapped_polygon(part) if is_polygon else shapely.linestrings(_unwrapped(_chains(part)[0]))
    if not shapely.is_valid(whole):
        raise GeometryUnsound(
            "A shape across the antimeridian crosses itself: give it in two parts, split at longitude 180.",
            reason=str(shapely.is_valid_reason(whole)),
        )
    wanted = POLYGON_TYPES if is_polygon else LINE_TYPES
    pieces = []
    for turn in (-1, 0, 1):
        middle = turn * _FULL_TURN
        window = shapely.box(middle - _HALF_TURN, -_RIGHT_ANGLE, middle + _HALF_TURN, _RIGHT_ANGLE)
        for piece in shapely.get_parts(shapely.intersection(whole, window, grid_size=1.0)):
            if shapely.get_type_id(piece) in wanted and not piece.is_empty:
                pieces.append(shapely.transform(piece, lambda units, middle=middle: units - (middle, 0.0)))
    return pieces


def _unwrapped_polygon(polygon: Shape) -> Shape:
    shell, *holes = (_unwrapped(ring) for ring in _chains(polygon))
    if shell[0, 0] != shell[-1, 0]:
        raise GeometryUnsound("A ring goes round a pole: such a shape cannot be measured. Give it without the pole.")
    return shapely.polygons(shell, holes=[_beside(hole, shell) for hole in holes] or None)


def _beside(hole: NDArray[np.float64], shell: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a hole moved by whole turns to where its shell was unwrapped to."""
    turns = np.ceil((shell[:, 0].min() - hole[:, 0].min()) / _FULL_TURN)
    moved: NDArray[np.float64] = hole + np.array([turns * _FULL_TURN, 0.0])
    return moved
