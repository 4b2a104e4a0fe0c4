"""Which grounds lie near and over each other. Only what comes near is laid over what is being judged."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from firmground.checks.candidates import Box, Candidate, candidate_of
from firmground.errors import GeometryUnsound
from firmground.geometry.measures import box
from firmground.geometry.overlay import overlap_pairs
from firmground.records.entry import Entry

_CELL_DEG = 0.02
_MANY_CELLS = 2_500
_WIDEST_DEG = 20.0


def ground_near(candidates: Sequence[Candidate], known: Sequence[Entry]) -> list[Candidate]:
    """Return the sound polygons of some candidates of one kind, and of known entries of it whose boxes come near.

    The candidates come first, in their order. Polygons of more than 20 degrees are no ground and are left out.
    """
    own = [one for one in candidates if _is_ground(one)]
    kinds = {one.entry.kind for one in own}
    near = _Near([one.box for one in own if one.box])
    beside = [candidate_of(entry) for entry in known if entry.kind in kinds and near.touches(entry)]
    return own + [one for one in beside if _is_ground(one)]


def shared_ground(grounds: Sequence[Candidate]) -> list[tuple[int, int, float]]:
    """Return the pairs that share ground, as (first index, second index, m2)."""
    pairs = overlap_pairs([one.entry.wkb for one in grounds])
    return [(first, second, area_mm2 / 1e6) for first, second, area_mm2 in pairs]


def _is_ground(one: Candidate) -> bool:
    if not one.is_sound_polygon or one.box is None:
        return False
    west, south, east, north = one.box
    return max(east - west, north - south) <= _WIDEST_DEG


class _Near:
    """Tells roughly, and never too little, whether a box comes near one of some boxes."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.cells = {cell for one in boxes for cell in _cells(one)}
        self.large = [one for one in boxes if _count(one) > _MANY_CELLS]

    def touches(self, entry: Entry) -> bool:
        """Return whether the box of an entry comes near one of the boxes; without a shape it does not."""
        try:
            return self._touches_box(box(entry.wkb)) if entry.geometry else False
        except (GeometryUnsound, ValueError):
            return False

    def _touches_box(self, other: Box) -> bool:
        if _count(other) > _MANY_CELLS:
            return bool(self.cells or self.large)
        return any(_meet(other, one) for one in self.large) or not self.cells.isdisjoint(_cells(other))


def _cells(one: Box) -> Iterator[tuple[int, int]]:
    if _count(one) > _MANY_CELLS:
        return
    west, south, east, north = (math.floor(bound / _CELL_DEG) for bound in one)
    for column in range(west, east + 1):
        for row in range(south, north + 1):
            yield column, row


def _count(one: Box) -> int:
    west, south, east, north = (math.floor(bound / _CELL_DEG) for bound in one)
    return (east - west + 1) * (north - south + 1)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
