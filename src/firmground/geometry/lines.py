"""Lengths of road, each piece counted once: along a named road by its chainage, else along the line as drawn.

Chainage (road, from, to) is the way to measure road. Lines as drawn are the second best, with a trap: where two lines
were cut out of one road, floating-point cut points lie beside the road instead of on it, the lines do not meet there,
and a plain union counts the same road again (14 % too much, measured). So lines are put on a grid of 1e-7 degrees (1.1
cm), and every line that passes a vertex of another is led through it before the lines are cut. Two tracks of one road
that were recorded apart, centimetres or more from each other, stay two roads: only chainage makes them one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from firmground.errors import PromiseBroken
from firmground.geometry.lattice import refuse_unsound
from firmground.geometry.measures import edge_lengths_m
from firmground.geometry.shapes import LINE_TYPES, Shapes, as_array, read_all

Covering = tuple[int, ...]
"""The stretches that cover a piece of road: indexes into the input, ascending, never empty."""

_GRID_PER_DEGREE = 1e7
_REACH = 0.75
"""How far snapping may move a line, in grid units: half the diagonal of a grid cell is 0.7072."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of a named road, in millimetres along it from the road's beginning; either end may come first."""

    road: str
    from_mm: int
    to_mm: int


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a road that the same stretches cover from end to end, in millimetres along it, from < to."""

    from_mm: int
    to_mm: int
    covering: Covering


def measured_once(stretches: Sequence[Interval]) -> dict[str, list[Atom]]:
    """Return for each road its covered pieces in the order of the road, none overlapping, none without a stretch.

    The same stretches in any order give the same pieces. A stretch without length covers nothing. Neighbouring pieces
    differ in what covers them or have a gap between them.
    """
    roads: dict[str, list[int]] = defaultdict(list)
    for index, stretch in enumerate(stretches):
        roads[stretch.road].append(index)
    return {road: list(_atoms_of_road(stretches, roads[road])) for road in sorted(roads)}


def atoms_of_intervals(stretches: Sequence[Interval]) -> list[tuple[Covering, int]]:
    """Return (covering stretches, length in mm) for each set of stretches that occurs, in the order of these sets.

    The lengths add up to the road covered by at least one stretch, exactly.
    """
    lengths: dict[Covering, int] = defaultdict(int)
    for atoms in measured_once(stretches).values():
        for atom in atoms:
            lengths[atom.covering] += atom.to_mm - atom.from_mm
    return sorted(lengths.items())


def _atoms_of_road(stretches: Sequence[Interval], indexes: Sequence[int]) -> Iterator[Atom]:
    """Sweep along one road; where one stretch ends and another begins the cut is one and the same."""
    events: dict[int, list[int]] = defaultdict(list)
    for index in indexes:
        if stretches[index].from_mm != stretches[index].to_mm:
            events[stretches[index].from_mm].append(index)
            events[stretches[index].to_mm].append(index)
    open_now: set[int] = set()
    last_mm = 0
    for at_mm in sorted(events):
        if open_now:
            yield Atom(last_mm, at_mm, tuple(sorted(open_now)))
        open_now.symmetric_difference_update(events[at_mm])
        last_mm = at_mm


def atoms_of_lines(lines: Sequence[bytes]) -> list[tuple[Covering, int]]:
    """Return (covering lines, length in mm) for each set of lines that occurs, in the order of these sets.

    Every piece of ground that lines run over counts once, also where one line runs over itself twice. The same lines in
    any order give the same numbers. Lengths are geodesic, of lines moved to the grid by up to 0.8 cm. Empty lines cover
    nothing.

    Args:
        lines: WKB of lines and multilines, WGS 84, degrees.

    Raises:
        GeometryUnsound: A shape is no line, or a line has a single place only; ``details["index"]`` says which.
    """
    shapes = read_all(lines)
    refuse_unsound(shapes, LINE_TYPES, "a line")
    snapped = _led_through_vertices(shapely.transform(shapes, lambda degrees: degrees * _GRID_PER_DEGREE))
    starts, ends = _noded_edges(snapped)
    lengths_um = np.rint(edge_lengths_m(starts / _GRID_PER_DEGREE, ends / _GRID_PER_DEGREE) * 1e6).astype(np.int64)
    lengths: dict[Covering, int] = defaultdict(int)
    for covering, length_um in zip(_coverings(snapped, starts, ends), lengths_um.tolist(), strict=True):
        lengths[covering] += length_um
    return sorted((covering, round(length_um / 1000)) for covering, length_um in lengths.items())


def _led_through_vertices(shapes: Shapes) -> Shapes:
    """Return lines (grid units) rounded to the grid, with a vertex wherever they pass a vertex of any line.

    Near is asked before rounding: a cut point lies on its road only until both are rounded. Lines that shrink to one
    place become empty.
    """
    parts, line_of = shapely.get_parts(shapes, return_index=True)
    coordinates, part_of = shapely.get_coordinates(parts, return_index=True)
    if not len(coordinates):
        return shapes
    same = np.flatnonzero(part_of[1:] == part_of[:-1])
    vertices, vertex_of = np.unique(np.rint(coordinates) + 0.0, axis=0, return_inverse=True)
    points = shapely.points(vertices)
    segments = shapely.linestrings(np.stack([coordinates[same], coordinates[same + 1]], axis=1))
    segment_of, point_of = shapely.STRtree(points).query(segments, predicate="dwithin", distance=_REACH)
    along = shapely.line_locate_point(segments[segment_of], points[point_of], normalized=True)
    passed_at = np.concatenate([np.arange(len(coordinates)), same[segment_of]])
    passed_along = np.concatenate([np.full(len(coordinates), -1.0), along])
    passed = np.concatenate([vertex_of.reshape(-1), point_of])
    order = np.lexsort((passed, passed_along, passed_at))
    return _relined(len(shapes), vertices[passed[order]], line_of[part_of[passed_at[order]]], part_of[passed_at[order]])


def _relined(count: int, chain: NDArray[np.float64], line_of: NDArray[np.int64], part_of: NDArray[np.int64]) -> Shapes:
    """Return multilines, one for each of ``count`` lines, from the vertices of all their parts in driving order."""
    pairs = (part_of[1:] == part_of[:-1]) & (chain[1:] != chain[:-1]).any(axis=1)
    edges = shapely.linestrings(np.stack([chain[:-1][pairs], chain[1:][pairs]], axis=1))
    lines = as_array([shapely.MultiLineString()] * count)
    if len(edges):
        shapely.multilinestrings(edges, indices=line_of[:-1][pairs], out=lines)
    return lines


def _noded_edges(snapped: Shapes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return starts and ends of the different straight edges between all crossings, in grid units."""
    ordered = shapely.normalize(snapped[~shapely.is_empty(snapped)])
    ordered = ordered[np.argsort(shapely.to_wkt(ordered, rounding_precision=0), kind="stable")]
    noded = shapely.get_parts(shapely.union_all(ordered, grid_size=1.0))
    coordinates, line_of = shapely.get_coordinates(noded, return_index=True)
    same = line_of[1:] == line_of[:-1]
    starts, ends = coordinates[:-1][same], coordinates[1:][same]
    backwards = (ends[:, 0] < starts[:, 0]) | ((ends[:, 0] == starts[:, 0]) & (ends[:, 1] < starts[:, 1]))
    edges = np.hstack([np.where(backwards[:, None], ends, starts), np.where(backwards[:, None], starts, ends)])
    distinct = np.unique(edges.reshape(-1, 4), axis=0)
    return distinct[:, :2], distinct[:, 2:]


def _coverings(snapped: Shapes, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> list[Covering]:
    """Return for every edge the lines that run along it: those that reach both its ends and its middle."""
    edges = shapely.linestrings(np.stack([starts, ends], axis=1)) if len(starts) else as_array([])
    middles = shapely.points((starts + ends) / 2)
    edge_of, line_of = shapely.STRtree(snapped).query(middles, predicate="dwithin", distance=_REACH)
    for corner in (starts, ends):
        near = shapely.distance(shapely.points(corner[edge_of]), snapped[line_of]) <= _REACH
        edge_of, line_of = edge_of[near], line_of[near]
    found: list[list[int]] = [[] for _ in range(len(edges))]
    for edge, line in zip(edge_of.tolist(), line_of.tolist(), strict=True):
        found[edge].append(line)
    if not all(found):
        raise PromiseBroken("A piece of road belongs to no line: report this as a bug.")
    return [tuple(sorted(lines)) for lines in found]
