"""Painting: the history of deep ground, claim after claim, with GEOS.

Where hundreds of claims lie on each other there are as many cells as pairs of claims that cross, each with hundreds of
members. Most of these claims have long been painted over. So faces of one state are kept, every claim is painted on
those that it meets, and what it covers is forgotten: the work is that of what can be seen, not of what lies below.

Faces are cut at floating-point crossings: sums are right to some mm2 a face, not exactly additive as cells are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from firmground.geometry.cells.growing import add_up
from firmground.geometry.cells.neighbours import Neighbours, neighbours
from firmground.geometry.cells.packing import Ints, Packed
from firmground.geometry.cells.soundness import pack_sound
from firmground.geometry.compiled import compiled
from firmground.geometry.fold.changes import Changes, Tally, changes, merged
from firmground.geometry.fold.totals import Claims, Rules
from firmground.geometry.measures import areas_mm2
from firmground.geometry.shapes import POLYGON_TYPES, Shape, Shapes, as_array, gathered, read_all

DEEP = 64
"""Neighbours of a polygon on average, from which painting its whole cluster is faster than cutting it into cells."""


class _Face(NamedTuple):
    """Ground of one state that can be seen of a claim, and the place of its shape among all shapes ever measured."""

    state: int
    shape: Shape
    place: int


class _Canvas:
    """The faces that can be seen, by the claim that painted them, and all that has changed on the way."""

    def __init__(self, rules: Rules) -> None:
        self.faces: dict[int, dict[int, _Face]] = {}
        self._label = rules.label.tolist()
        self._shapes: list[Shape] = []
        self._changes: list[tuple[int, int, int, int, int]] = []

    def face(self, state: int, shape: Shape) -> _Face:
        """Return a new face, its shape put down to be measured."""
        self._shapes.append(shape)
        return _Face(state, shape, len(self._shapes) - 1)

    def note(self, day: int, before: int, after: int, more: _Face, less: _Face | None) -> None:
        """Note that what one face has more than another went from state to state on a day."""
        if self._label[before] != self._label[after]:
            place = -1 if less is None else less.place
            self._changes.append((day, self._label[before], self._label[after], more.place, place))

    def changes(self) -> Changes:
        """Return all that was noted, areas summed."""
        areas = [*areas_mm2(as_array(self._shapes)).tolist(), 0]
        return changes(
            (0, day, before, after, areas[more] - areas[less]) for day, before, after, more, less in self._changes
        )


def painted(polygons: Sequence[bytes], claims: Claims, rules: Rules) -> Changes:
    """Return how every total changed on every day, as ``changes.history`` does from cells.

    Ground that goes through several labels on one day is in the change from each to the next; the totals of the day
    are the same.

    Args:
        polygons: WKB, WGS 84, sound, one for each claim, in the order in which claims are applied.
        claims: What is claimed of each.
        rules: The table of states.
    """
    shapes = read_all(polygons)
    shapely.prepare(shapes)
    canvas = _Canvas(rules)
    met = _earlier_that_meet(shapes)
    for index, shape in enumerate(shapes):
        after = rules.after[:, claims.kind[index]].tolist()
        seen = _painted_over(canvas, shape, met[index].tolist(), int(claims.day[index]), after)
        canvas.faces[index] = {face.place: face for face in seen}
    return canvas.changes()


def deep_polygons(packed: Packed, near: Neighbours) -> NDArray[np.bool_]:
    """Return, for each polygon, whether it is of a cluster so deep that painting it is faster.

    A cluster is what hangs together by boxes that meet.
    """
    counts = np.diff(near.starts)
    if not (counts > DEEP).any():
        return np.zeros(packed.polygons, dtype=np.bool_)
    cluster = _clusters(near.starts, near.parts, packed.polygon, packed.polygons)
    parts = np.bincount(cluster[packed.polygon], minlength=packed.polygons)
    meetings = np.bincount(cluster[packed.polygon], weights=counts, minlength=packed.polygons)
    is_deep: NDArray[np.bool_] = (meetings > DEEP * np.maximum(parts, 1))[cluster]
    return is_deep


def _painted_over(canvas: _Canvas, shape: Shape, met: Sequence[int], day: int, after: Sequence[int]) -> list[_Face]:
    """Take from the faces of earlier claims what a claim covers; return what is seen of the claim.

    Most claims bring all that they cover into one state, that of open ground too: they are one face, as they were
    drawn. Only what comes into another state is cut out of it.
    """
    pieces: dict[int, list[Shape]] = defaultdict(list)
    whole = canvas.face(after[0], shape)
    canvas.note(day, 0, after[0], whole, None)
    for face, rest in _rests(canvas, shape, met):
        state = after[face.state]
        canvas.note(day, face.state, state, face, rest)
        canvas.note(day, 0, after[0], rest, face)
        if state != after[0]:
            pieces[state].append(shapely.intersection(face.shape, shape))
    if not pieces:
        return [whole]
    others = {state: _solid(shapely.union_all(as_array(found))) for state, found in pieces.items()}
    open_ground = shapely.difference(shape, shapely.union_all(as_array(others.values())))
    return [canvas.face(state, one) for state, one in [(after[0], _solid(open_ground)), *others.items()]]


def _rests(canvas: _Canvas, shape: Shape, met: Sequence[int]) -> list[tuple[_Face, _Face]]:
    """Return each face that a claim meets, and what is left of it, which takes its place."""
    known = [(owner, face) for owner in met for face in canvas.faces[owner].values()]
    if not known:
        return []
    faces = as_array(face.shape for _, face in known)
    hit = np.flatnonzero(shapely.intersects(shape, faces)).tolist()
    left = shapely.difference(faces[hit], shape)
    found = []
    for at, rest in zip(hit, left, strict=True):
        owner, face = known[at]
        smaller = canvas.face(face.state, _solid(rest))
        found.append((face, smaller))
        del canvas.faces[owner][face.place]
        if not rest.is_empty:
            canvas.faces[owner][smaller.place] = smaller
    return found


def _solid(shape: Shape) -> Shape:
    """Return the polygons of a result of GEOS; edges and points that it left are dropped."""
    if shapely.get_type_id(shape) in POLYGON_TYPES:
        return shape
    parts = shapely.get_parts(shape)
    return gathered([part for part in parts if shapely.get_type_id(part) in POLYGON_TYPES and not part.is_empty])


def _earlier_that_meet(shapes: Shapes) -> list[Ints]:
    """Return, for each shape, the earlier ones whose boxes meet its own."""
    later, earlier = shapely.STRtree(shapes).query(shapes)
    kept = earlier < later
    later, earlier = later[kept], earlier[kept]
    order = np.lexsort((earlier, later))
    return np.split(earlier[order], np.searchsorted(later[order], np.arange(1, len(shapes))))


@compiled
def _clusters(starts: Ints, parts: Ints, polygon: Ints, polygons: int) -> Ints:
    """Return the number of the cluster of each polygon: the lowest polygon in it."""
    cluster = np.ones(polygons, dtype=np.int64)
    cluster[0] = 0
    add_up(cluster)
    for part in range(len(polygon)):
        for at in range(starts[part], starts[part + 1]):
            one, other = _root(cluster, polygon[part]), _root(cluster, polygon[parts[at]])
            if one != other:
                cluster[max(one, other)] = min(one, other)
    for index in range(polygons):
        cluster[index] = _root(cluster, index)
    return cluster


@compiled
def _root(cluster: Ints, index: int) -> int:
    while cluster[index] != index:
        cluster[index] = cluster[cluster[index]]
        index = cluster[index]
    return index


def history_of(polygons: Sequence[bytes], claims: Claims, rules: Rules, *, threads: int = 1) -> tuple[Changes, int]:
    """Return how every total changed on every day, from cells, and from painting where the ground is too deep for them.

    The strips along the boundaries are folded as they come, since changes add up as areas do: no cells are held.

    Args:
        polygons: WKB, WGS 84, one for each claim, in the order in which claims are applied.
        claims: What is claimed of each.
        rules: The table of states.
        threads: How many share the work on cells; the answer is the same.

    Returns:
        The changes, and of how many polygons the ground was painted.
    """
    packed = pack_sound(polygons)
    near = neighbours(packed, threads=threads)
    is_deep = deep_polygons(packed, near)
    tally = Tally(claims, rules)
    found = [tally.changes(tally.of_parts(packed, near, np.flatnonzero(~is_deep[packed.polygon]), threads=threads))]
    deep = np.flatnonzero(is_deep)
    if deep.size:
        seen = Claims(claims.kind[deep], claims.day[deep], claims.recorded[deep], claims.accepted[deep])
        found.append(painted([polygons[at] for at in deep.tolist()], seen, rules))
    return merged(found), int(deep.size)
