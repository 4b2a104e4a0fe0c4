"""The ground cut into cells once, for every head, day and fold; and cut into faces where somebody draws all of it.

Cells of everything ever recorded answer for any part of it exactly (``geometry.cells``), so they are kept while no new
polygon comes in; most of what is recorded moves no ground.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np

from firmground.errors import GeometryUnsound
from firmground.geometry.cells.cells import Cells, cells
from firmground.geometry.fold.stacks import Int32s, Stacks, restricted, stacked
from firmground.geometry.lattice import are_sound
from firmground.geometry.overlay import Arrangement, arrangement

_KEPT = 6
"""How many are kept: the ground and its activity, of some operations; of a whole country some ten MB each."""


@dataclass(frozen=True, eq=False)
class StoredGround:
    """Polygons and the cells that they cut the ground into.

    Attributes:
        index: The place of each polygon (WKB) among the members of the cells.
        cells: The cells.
    """

    index: Mapping[bytes, int]
    cells: Cells

    def only(self, polygons: Iterable[bytes]) -> StoredGround:
        """Return the ground as some of its polygons alone cut it: the very cells, whatever else was recorded."""
        kept = np.zeros(len(self.index), dtype=np.bool_)
        kept[[self.index[wkb] for wkb in polygons]] = True
        return StoredGround(self.index, restricted(self.cells, kept))

    def stacked(self, claimed: Sequence[bytes]) -> Stacks:
        """Return the cells as stacks of claims.

        Args:
            claimed: The polygon of each claim, in the order in which claims are applied; all are in ``index``.
        """
        polygon = np.array([self.index[wkb] for wkb in claimed], dtype=np.int64)
        order = np.argsort(polygon, kind="stable")
        first = np.searchsorted(polygon[order], np.arange(len(self.index) + 1))
        claims: Int32s = order.astype(np.int32)
        return stacked(self.cells, first.astype(np.int64), claims)


def stored_ground(needed: Iterable[bytes], ever: Iterable[bytes] = ()) -> StoredGround:
    """Return ground that is cut by some polygons at least; the very same one while it holds all that is needed.

    Args:
        needed: WKB of the polygons that are asked about, WGS 84.
        ever: Others that were ever recorded, so that questions about another head find the same cells; those that
            are not sound are left out.

    Raises:
        GeometryUnsound: A shape that is needed is no polygon or crosses itself.
    """
    return _STORE.holding(set(needed), set(ever))


def remember(ground: StoredGround) -> None:
    """Keep ground that was cut elsewhere, so that ``stored_ground`` finds it."""
    _STORE.remember(ground)


class _Store:
    def __init__(self) -> None:
        self._kept: OrderedDict[int, StoredGround] = OrderedDict()
        self._lock = Lock()

    def holding(self, needed: set[bytes], ever: set[bytes]) -> StoredGround:
        with self._lock:
            held = [key for key, ground in self._kept.items() if needed <= ground.index.keys()]
            key = min(held, key=lambda key: len(self._kept[key].index), default=0)
            return self._latest(self._kept[key] if key else cut_ground(needed, ever))

    def remember(self, ground: StoredGround) -> None:
        with self._lock:
            self._latest(ground)

    def _latest(self, ground: StoredGround) -> StoredGround:
        self._kept[id(ground)] = ground
        self._kept.move_to_end(id(ground))
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return ground


_STORE = _Store()


def cut_ground(needed: set[bytes], ever: set[bytes]) -> StoredGround:
    """Return ground cut by polygons, worked out anew, with the arguments of ``stored_ground``."""
    others = sorted(ever - needed)
    try:
        return _ground([*sorted(needed), *others])
    except GeometryUnsound:
        sound = (wkb for wkb, is_sound in zip(others, are_sound(others), strict=True) if is_sound)
        return _ground([*sorted(needed), *sound])


def _ground(polygons: Sequence[bytes]) -> StoredGround:
    return StoredGround({wkb: index for index, wkb in enumerate(polygons)}, cells(polygons))


def arranged(polygons: Iterable[bytes]) -> Arrangement:
    """Return the faces of polygons in their order; of the same polygons in the same order the very same ones.

    Args:
        polygons: WKB of polygons and multipolygons, WGS 84.

    Raises:
        GeometryUnsound: A shape is no polygon or crosses itself.
    """
    return _arranged(tuple(polygons))


@lru_cache(maxsize=_KEPT)
def _arranged(polygons: tuple[bytes, ...]) -> Arrangement:
    return arrangement(polygons)
