"""Cells: the ground that the same polygons cover, as exact areas, without ever building a face.

Follow the boundary of every polygon A with its inside on the left, and know at each point the set S of the *other*
polygons that cover it. S changes only where another boundary is crossed; so the boundary falls into pieces. Along a
piece lie, on its left, ground covered by S and A, and on its right, ground covered by S alone:

                 S, A          The strip between the piece and the equator, F(end) - F(start) (``strips``),
        A   o----------->o     is taken from the cell {S, A} and given to the cell {S}. Around each cell these
                 S             strips close to its area: Green's theorem. No faces, no topology that could fail.

Work grows with the number of edges times their neighbours' edges: linear in the number of polygons while the depth
of ground is bounded. Every number is a whole square millimetre and depends on no more than an edge and its crossing
with another edge. So sums are the same in any order, on any number of threads, and however the polygons are shared out;
and the cells of a part of the polygons are the cells of all of them added up, exactly: further claims never move an
answer. Each end of a piece rounds by half a square millimetre; a sliver may come out at some mm2 too much or below
zero, what it lacks is in its neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.cells.boundary import Ways, refuse_lost, strips_along, ways_along
from firmground.geometry.cells.meetings import work_space
from firmground.geometry.cells.neighbours import Neighbours, neighbours
from firmground.geometry.cells.packing import Ints, Packed
from firmground.geometry.cells.sets import in_order, summed_by_members
from firmground.geometry.cells.soundness import pack_sound

Progress = Callable[[int, int], None]
"""Told how much of the work is done, of how much."""

ENGINE = 1
"""Raised whenever cells of the same polygons may come out otherwise: what was kept before is then cut anew."""

_SHARES_PER_THREAD = 4
_PARTS_AT_ONCE = 1 << 12


@dataclass(frozen=True, eq=False)
class Cells:
    """Ground by the polygons that cover it.

    Attributes:
        offsets: (n + 1,) where the members of each cell begin in ``members``, with the end at last.
        members: Indexes of the polygons that cover each cell, ascending; never none.
        area_mm2: (n,) whole square millimetres, never 0; a sliver may be a few below 0.

    Cells stand in the order of their members: by the first, then by the second, and so on.
    """

    offsets: Ints
    members: NDArray[np.int32]
    area_mm2: Ints

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.area_mm2)

    def __eq__(self, other: object) -> bool:
        """Tell whether two lists of cells are the same to the square millimetre."""
        return (
            isinstance(other, Cells)
            and np.array_equal(self.offsets, other.offsets)
            and np.array_equal(self.members, other.members)
            and np.array_equal(self.area_mm2, other.area_mm2)
        )

    __hash__ = None  # type: ignore[assignment]  # arrays can change, so cells are no key; typeshed calls it a method


def cells(polygons: Sequence[bytes], *, threads: int = 1, progress: Progress | None = None) -> Cells:
    """Return the cells of polygons and multipolygons.

    Args:
        polygons: WKB, WGS 84, any order. Empty ones cover nothing.
        threads: How many share the work; the answer is the same.
        progress: Told how many shares of the work are done, of how many.

    Raises:
        GeometryUnsound: A shape is no polygon or crosses itself; ``details["index"]`` says which.
        PromiseBroken: A boundary left a polygon that it had not entered: a bug.
    """
    packed = pack_sound(polygons)
    return cells_among(packed, neighbours(packed), np.arange(len(packed.polygon)), threads=threads, progress=progress)


def cells_among(
    packed: Packed, near: Neighbours, parts: Ints, *, threads: int = 1, progress: Progress | None = None
) -> Cells:
    """Return the same as ``cells_of``, the work shared by several threads, and whoever watches told of it."""
    if threads == 1 and progress is None:
        return cells_of(packed, near, parts)
    shares = np.array_split(parts, threads * _SHARES_PER_THREAD)
    with ThreadPoolExecutor(threads) as pool:
        work = pool.map(lambda share: cells_of(packed, near, share), shares)
        return added(_told(work, len(shares), progress))


def _told(work: Iterable[Cells], shares: int, progress: Progress | None) -> Iterator[Cells]:
    for done, share in enumerate(work, start=1):
        if progress:
            progress(done, shares)
        yield share


def cells_of(packed: Packed, near: Neighbours, parts: Ints) -> Cells:
    """Return what the boundaries of some parts contribute to the cells.

    The contributions of all parts, each asked once, ``added``, are the cells; those of some parts are no areas yet.

    Args:
        packed: The polygons; all that meet the parts must be among them.
        near: Their neighbours.
        parts: Indexes into the parts.

    Raises:
        PromiseBroken: A boundary left a polygon that it had not entered: a shape was not sound.
    """
    return _grouped([summed_by_members(*_strips(packed, near, ways)) for ways in ways_of(packed, near, parts)])


def ways_of(packed: Packed, near: Neighbours, parts: Ints) -> Iterator[Ways]:
    """Yield the ways around the boundaries of some parts, some thousand parts at once."""
    space = work_space(packed)
    for low in range(0, len(parts), _PARTS_AT_ONCE):
        yield ways_along(packed, near, parts[low : low + _PARTS_AT_ONCE], space)


def _strips(packed: Packed, near: Neighbours, ways: Ways) -> tuple[Ints, NDArray[np.int32], Ints]:
    offsets, members, strips, lost = strips_along(packed, near, ways)
    refuse_lost(lost)
    return offsets, members, strips


def added(parts: Iterable[Cells]) -> Cells:
    """Return the sum of cells, cell by cell; cells that come to nothing are left out."""
    return _grouped([(part.offsets, part.members, part.area_mm2) for part in parts])


def _grouped(blocks: Sequence[tuple[Ints, NDArray[np.int32], Ints]]) -> Cells:
    """Return the sums of numbers that stand beside sets of polygons; a block by itself has each set once."""
    if len(blocks) == 1:
        return Cells(*in_order(*blocks[0]))
    lengths = np.concatenate([np.zeros(0, dtype=np.int64), *(np.diff(offsets) for offsets, _, _ in blocks)])
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    members = np.concatenate([np.zeros(0, dtype=np.int32), *(members for _, members, _ in blocks)])
    values = np.concatenate([np.zeros(0, dtype=np.int64), *(values for _, _, values in blocks)])
    return Cells(*in_order(*summed_by_members(offsets, members, values)))
