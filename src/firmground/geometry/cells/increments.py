"""Increments: what one more polygon, or one less, changes about the cells; nothing but its neighbours is looked at.

The cells of some polygons are those of all of them added up (``cells``). So a polygon C that comes in moves ground from
the cells without it to those with it, and nothing else happens anywhere:

    before   cell S                 the ground of S that C covers, v(S) = the cell {S, C} after, is
    after    cell S,  cell {S, C}   taken from S and given to {S, C}; new ground only the cell {C} has

To know v, the boundaries of C and of the polygons whose boxes meet C are followed (``boundary``), among each other
alone; of the sets on their sides those with C count. Time grows with the number of C's neighbours and of theirs within
that circle, not with how many polygons there are. The changes are exact: any order of comings and goings added up gives
to the square millimetre the cells of those that are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmground.errors import PromiseBroken
from firmground.geometry.cells.boxes import Boxes
from firmground.geometry.cells.cells import Cells, cells_of
from firmground.geometry.cells.neighbours import Neighbours, listed
from firmground.geometry.cells.packing import Ints, Packed
from firmground.geometry.cells.sets import Members, in_order
from firmground.geometry.cells.soundness import pack_sound
from firmground.geometry.compiled import compiled


class Increments:
    """Polygons in memory that come and go; each has a number, that of its coming, which no other gets.

    Not for two threads at once. Room is not given back when polygons go.
    """

    def __init__(self, polygons: Sequence[bytes] = ()) -> None:
        """Take polygons in, all at once, numbered by their places.

        Args:
            polygons: WKB, WGS 84; empty ones cover nothing.

        Raises:
            GeometryUnsound: A shape is no polygon or crosses itself; ``details["index"]`` says which.
        """
        packed = pack_sound(polygons)
        self._count = len(polygons)
        self._held = _Held(packed)
        self._boxes = Boxes(packed.box)
        self._parts = _Parts(packed.polygon, self._count)
        self._gone: set[int] = set()

    def __len__(self) -> int:
        """Return how many polygons are in."""
        return self._count - len(self._gone)

    def add(self, polygon: bytes) -> tuple[int, Cells]:
        """Take one polygon in; return its number, and what it changes: the sums to add to the cells.

        Args:
            polygon: WKB, WGS 84.

        Raises:
            GeometryUnsound: It is no polygon or crosses itself; nothing has changed.
        """
        packed = pack_sound([polygon])
        number, first = self._count, self._held.parts
        self._held.extend(packed, number)
        parts = np.arange(first, self._held.parts)
        self._count += 1
        self._parts.append(parts)
        change = self._moved(parts, 1)
        for box in packed.box:
            self._boxes.add(box)
        return number, change

    def remove(self, number: int) -> Cells:
        """Take a polygon out and return what that changes: the sums to add to the cells.

        Raises:
            PromiseBroken: There is none of this number, or it was taken out before.
        """
        if not 0 <= number < self._count or number in self._gone:
            raise PromiseBroken(f"Polygon {number} is not among the {len(self)} that are here.")
        parts = self._parts.of(number)
        for part in parts.tolist():
            self._boxes.remove(part)
        self._gone.add(number)
        return self._moved(parts, -1)

    def _moved(self, own: Ints, sign: int) -> Cells:
        """Return the ground that moves when a polygon comes (1) or goes (-1); its own parts are not among the boxes."""
        if not len(own):
            return _NOTHING
        held = self._held.packed()
        near = np.unique(np.concatenate([own, *(self._boxes.meeting(held.box[part]) for part in own)]))
        names, local = _gathered(held, near)
        others = _near_each_other(local.box, local.polygon)
        whose = int(np.searchsorted(names, held.polygon[own[0]]))
        found = cells_of(local, others, _reaching(local, whose))
        offsets, members, moved = in_order(*_changes(found.offsets, found.members, sign * found.area_mm2, whose))
        return Cells(offsets, names[members].astype(np.int32), moved)


_NOTHING = Cells(np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64))


class _Rows:
    """An array to which rows are added, with room to spare."""

    def __init__(self, rows: NDArray[Any]) -> None:
        self._array = rows
        self.used = len(rows)

    def add(self, rows: NDArray[Any]) -> None:
        end = self.used + len(rows)
        if end > len(self._array):
            wider = np.empty((end + end // 4 + 64, *self._array.shape[1:]), dtype=self._array.dtype)
            wider[: self.used] = self._array[: self.used]
            self._array = wider
        self._array[self.used : end] = rows
        self.used = end

    def rows(self) -> NDArray[Any]:
        return self._array[: self.used]


class _Held:
    """All parts ever taken in, as one ``Packed`` that grows; only its parts that are among the boxes count."""

    def __init__(self, packed: Packed) -> None:
        self._rows = {name: _Rows(getattr(packed, name)) for name in Packed._fields if name != "polygons"}

    @property
    def parts(self) -> int:
        return self._rows["polygon"].used

    def packed(self) -> Packed:
        return Packed(polygons=0, **{name: rows.rows() for name, rows in self._rows.items()})

    def extend(self, packed: Packed, number: int) -> None:
        """Take in one polygon with its number; what points into other arrays is moved behind what is there."""
        edges, bands = self._rows["edges"].used, self._rows["band_start"].used - 1
        listed = self._rows["band_edges"].used
        behind = {
            "first_edge": packed.first_edge[1:] + edges,
            "first_band": packed.first_band[1:] + bands,
            "band_start": packed.band_start[1:] + listed,
            "band_edges": packed.band_edges + edges,
            "polygon": packed.polygon + number,
        }
        for name, rows in self._rows.items():
            rows.add(behind.get(name, getattr(packed, name)))


class _Parts:
    """Which parts each polygon has."""

    def __init__(self, polygon: Ints, count: int) -> None:
        order = np.argsort(polygon, kind="stable")
        self._listed = _Rows(order)
        self._starts = _Rows(np.searchsorted(polygon[order], np.arange(count + 1)))

    def append(self, parts: Ints) -> None:
        self._listed.add(parts)
        self._starts.add(np.array([self._listed.used], dtype=np.int64))

    def of(self, number: int) -> Ints:
        start, end = self._starts.rows()[number : number + 2]
        parts: Ints = self._listed.rows()[start:end]
        return parts


@compiled
def _gathered(held: Packed, parts: Ints) -> tuple[Ints, Packed]:
    """Return the numbers of the polygons of some parts, ascending, and these parts with their polygons counted anew."""
    names = np.unique(held.polygon[parts])
    edges, bands, listed = 0, 0, 0
    for part in parts:
        first, last = held.first_band[part], held.first_band[part + 1]
        edges += held.first_edge[part + 1] - held.first_edge[part]
        bands += last - first
        listed += held.band_start[last] - held.band_start[first]
    local = Packed(
        len(names),
        np.empty((edges, 4), dtype=np.int64),
        np.empty(edges, dtype=np.bool_),
        np.zeros(len(parts) + 1, dtype=np.int64),
        np.searchsorted(names, held.polygon[parts]),
        held.box[parts],
        held.turn[parts],
        held.band_height[parts],
        np.zeros(len(parts) + 1, dtype=np.int64),
        np.zeros(bands + 1, dtype=np.int64),
        np.empty(listed, dtype=np.int64),
    )
    for place in range(len(parts)):
        _copied(held, parts[place], local, place)
    return names, local


@compiled
def _copied(held: Packed, part: int, local: Packed, place: int) -> None:
    """Copy the edges of a part and their bands to the next free place."""
    start, end = held.first_edge[part], held.first_edge[part + 1]
    base = local.first_edge[place]
    local.edges[base : base + end - start] = held.edges[start:end]
    local.is_ring_start[base : base + end - start] = held.is_ring_start[start:end]
    local.first_edge[place + 1] = base + end - start
    band = local.first_band[place]
    for other in range(held.first_band[part], held.first_band[part + 1]):
        at = local.band_start[band]
        for edge in range(held.band_start[other], held.band_start[other + 1]):
            local.band_edges[at] = held.band_edges[edge] - start + base
            at += 1
        band += 1
        local.band_start[band] = at
    local.first_band[place + 1] = band


@compiled
def _near_each_other(box: Ints, polygon: Ints) -> Neighbours:
    """Return the neighbours of each of a few parts, as ``neighbours`` does, pair by pair."""
    pairs = len(box) * len(box)
    first, second = np.empty(pairs, dtype=np.int64), np.empty(pairs, dtype=np.int64)
    found = 0
    for one in range(len(box)):
        for other in range(one + 1, len(box)):
            first[found], second[found] = one, other
            found += (
                (polygon[one] != polygon[other])
                & (box[one, 0] <= box[other, 2])
                & (box[other, 0] <= box[one, 2])
                & (box[one, 1] <= box[other, 3])
                & (box[other, 1] <= box[one, 3])
            )
    return listed(first[:found], second[:found], polygon)


@compiled
def _reaching(local: Packed, own: int) -> Ints:
    """Return the parts of a polygon, and those of others of which an edge may lie on it: the others move no ground."""
    does_reach = local.polygon == own
    for part in np.flatnonzero(does_reach):
        west, south, east, north = local.box[part]
        for other in range(len(local.polygon)):
            for edge in range(local.first_edge[other], local.first_edge[other + 1]):
                if does_reach[other]:
                    break
                ax, ay, bx, by = local.edges[edge]
                does_reach[other] = (
                    min(ax, bx) <= east and max(ax, bx) >= west and min(ay, by) <= north and max(ay, by) >= south
                )
    return np.flatnonzero(does_reach)


@compiled
def _changes(offsets: Ints, members: Members, area_mm2: Ints, own: int) -> tuple[Ints, Members, Ints]:
    """Return what each cell with a polygon gives to its set, and takes from the same set without it."""
    moved_offsets = np.zeros(2 * len(area_mm2) + 1, dtype=np.int64)
    moved = np.empty(2 * len(members), dtype=np.int32)
    values = np.empty(2 * len(area_mm2), dtype=np.int64)
    used, end = 0, 0
    for cell in range(len(area_mm2)):
        is_of_own = False
        for at in range(offsets[cell], offsets[cell + 1]):
            is_of_own |= members[at] == own
        if not is_of_own:
            continue
        for side in (1, -1):
            for at in range(offsets[cell], offsets[cell + 1]):
                if side > 0 or members[at] != own:
                    moved[end] = members[at]
                    end += 1
            if end > moved_offsets[used]:
                values[used] = side * area_mm2[cell]
                used += 1
                moved_offsets[used] = end
    return moved_offsets[: used + 1].copy(), moved[:end].copy(), values[:used].copy()
