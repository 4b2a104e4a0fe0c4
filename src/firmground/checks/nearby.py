"""Which known ground lies near the ground that is being judged, so that only that is laid over it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firmground.checks.candidates import Box, Candidate, candidate_of
from firmground.geometry.measures import box
from firmground.records.entry import Entry

_CELL_DEG = 0.02
_MANY_CELLS = 2_500


@dataclass(frozen=True, slots=True)
class Ground:
    """A sound polygon, of a candidate or of a known entry.

    Attributes:
        entry: Whose it is.
        wkb: The polygon.
        area_m2: Its area.
        candidate: The candidate; None where the entry is known already.
    """

    entry: Entry
    wkb: bytes
    area_m2: float
    candidate: Candidate | None


def ground_near(candidates: Sequence[Candidate], known: Sequence[Entry]) -> list[Ground]:
    """Return the sound polygons of the candidates, and of known entries of their kind whose boxes come near them."""
    own = [one for one in candidates if one.is_sound_polygon]
    grounds = [Ground(one.entry, one.entry.wkb, one.measured_m2 or 0.0, one) for one in own]
    kinds = {one.entry.kind for one in own}
    near = _Near([one.box for one in own if one.box])
    for entry in known:
        if entry.kind in kinds and entry.geometry and near.touches(box(entry.wkb)):
            beside = candidate_of(entry)
            if beside.is_sound_polygon:
                grounds.append(Ground(entry, entry.wkb, beside.measured_m2 or 0.0, None))
    return grounds


class _Near:
    """Tells roughly, and never too little, whether a box comes near one of some boxes."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.cells = {cell for one in boxes for cell in _cells(one)}
        self.large = [one for one in boxes if _count(one) > _MANY_CELLS]

    def touches(self, other: Box) -> bool:
        """Return whether another box comes near one of the boxes."""
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
