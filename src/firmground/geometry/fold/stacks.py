"""Stacks: the cells of the ground, each with the claims on it in the order in which they are applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.cells.cells import Cells
from firmground.geometry.cells.sets import in_order, summed_by_members
from firmground.geometry.compiled import compiled

Ints = NDArray[np.int64]
Int32s = NDArray[np.int32]
Int8s = NDArray[np.int8]
Flags = NDArray[np.bool_]

_AT_ONCE = 1 << 18


@dataclass(frozen=True, eq=False)
class Stacks:
    """Cells as stacks of claims.

    Attributes:
        offsets: int64 (n + 1), where each stack begins in ``claims``, with the end at last.
        claims: int32, indexes of claims, ascending in each stack: the order in which they are applied; never none.
        area_mm2: int64 (n), the area of the cell.
        cell: int64 (n), the index of the cell.
    """

    offsets: Ints
    claims: Int32s
    area_mm2: Ints
    cell: Ints

    def __len__(self) -> int:
        """Return the number of stacks."""
        return len(self.area_mm2)

    def of(self, index: int) -> tuple[int, ...]:
        """Return the claims of one stack."""
        return tuple(self.claims[self.offsets[index] : self.offsets[index + 1]].tolist())

    def only(self, wanted: Flags) -> Stacks:
        """Return some of the stacks, in the same order.

        Args:
            wanted: bool (n), which of them.
        """
        lengths = np.diff(self.offsets)[wanted]
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        claims = self.claims[np.repeat(wanted, np.diff(self.offsets))]
        return Stacks(offsets, claims, self.area_mm2[wanted], self.cell[wanted])

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Return (first, last excluded) of chunks of stacks, so that what a pass writes down stays small."""
        bounds = [*range(0, len(self), _AT_ONCE), len(self)]
        return pairwise(bounds)


def stacked(cells: Cells, first_claim: Ints, claims: Int32s) -> Stacks:
    """Return cells as stacks of claims; cells that no claim covers are left out.

    A polygon may be claimed by several claims, or by none: that is how what is not known at a head, or does not stand
    in a fold, is left out of cells that were worked out from everything ever recorded.

    Args:
        cells: The ground.
        first_claim: (polygons + 1) where the claims of each polygon begin in ``claims``, with the end at last.
        claims: Indexes of claims, polygon by polygon.
    """
    return Stacks(*_stacked(cells.offsets, cells.members, cells.area_mm2, first_claim, claims))


def restricted(cells: Cells, kept: Flags) -> Cells:
    """Return the cells of some of the polygons: to the square millimetre what these alone give, in the same order.

    Args:
        cells: The cells of all polygons.
        kept: bool (polygons), which of them count; the others are as if they had never been.
    """
    if kept.all() or not len(cells):
        return cells
    is_kept = kept[cells.members]
    lengths = np.add.reduceat(is_kept, cells.offsets[:-1], dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths[lengths > 0])]).astype(np.int64)
    return Cells(*in_order(*summed_by_members(offsets, cells.members[is_kept], cells.area_mm2[lengths > 0])))


def touched(stacks: Stacks, marked: Flags) -> Flags:
    """Return bool (n), which stacks hold a claim that is marked.

    Args:
        stacks: The ground.
        marked: bool (claims).
    """
    if not len(stacks):
        return np.zeros(0, dtype=np.bool_)
    return np.logical_or.reduceat(marked[stacks.claims], stacks.offsets[:-1])


@compiled
def summed(keys: Ints, area_mm2: Ints, count: int) -> Ints:
    """Return int64 (count) the exact sums of areas by key; keys count from 0.

    Args:
        keys: int64 (n).
        area_mm2: int64 (n).
        count: How many keys there are.
    """
    sums = np.zeros(count, dtype=np.int64)
    for index in range(len(keys)):
        sums[keys[index]] += area_mm2[index]
    return sums


@compiled
def _stacked(
    offsets: Ints, members: Int32s, area_mm2: Ints, first_claim: Ints, claims: Int32s
) -> tuple[Ints, Int32s, Ints, Ints]:
    cells = len(area_mm2)
    kept, total = 0, 0
    for cell in range(cells):
        count = 0
        for at in range(offsets[cell], offsets[cell + 1]):
            count += first_claim[members[at] + 1] - first_claim[members[at]]
        kept += count > 0
        total += count
    starts = np.zeros(kept + 1, dtype=np.int64)
    stacks = np.empty(total, dtype=np.int32)
    areas = np.empty(kept, dtype=np.int64)
    cell_of = np.empty(kept, dtype=np.int64)
    known, end = 0, 0
    for cell in range(cells):
        start = end
        in_order = True
        for at in range(offsets[cell], offsets[cell + 1]):
            for place in range(first_claim[members[at]], first_claim[members[at] + 1]):
                stacks[end] = claims[place]
                in_order = in_order and (end == start or stacks[end - 1] < stacks[end])
                end += 1
        if not in_order:
            _put_in_order(stacks, start, end)
        if end > start:
            areas[known] = area_mm2[cell]
            cell_of[known] = cell
            known += 1
            starts[known] = end
    return starts, stacks, areas, cell_of


@compiled
def _put_in_order(claims: Int32s, first: int, last: int) -> None:
    """Put a part of a list in order, in place (Shell's method; gaps of Ciura, 2001)."""
    for gap in (301, 132, 57, 23, 10, 4, 1):
        for at in range(first + gap, last):
            claim, place = claims[at], at
            while place - gap >= first and claims[place - gap] > claim:
                claims[place] = claims[place - gap]
                place -= gap
            claims[place] = claim
