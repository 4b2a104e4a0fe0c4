"""Firmground: a tile of faces from claims in a tree of their boxes; nothing is kept between two asks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely

from bench.ours.ground import Floats, claims_of, rules_of, version
from bench.questions import ALL, Ground, per_class
from bench.rules import LATEST
from bench.sites import CLASSES
from bench.stopwatch import Stopwatch
from bench.tiles import MARGIN, fullest
from firmground.geometry.cells.cells import Cells
from firmground.geometry.cells.outlines import outlines
from firmground.geometry.cells.pieces import pieces
from firmground.geometry.fold.stacks import stacked
from firmground.geometry.fold.totals import settled
from firmground.geometry.nearby import Nearby
from firmground.geometry.tiles import Tile, in_tile
from firmground.geometry.vector_tiles import Drawn, encoded

__all__ = ["tile", "told", "version"]

_ASKED = 20
_watch = Stopwatch()
told = _watch.told


def tile(ground: Ground) -> Callable[[], Floats]:
    """Claims in the tile cut along their boundaries, folded, joined by status, drawn and encoded."""
    order, place = ground.counting(ALL), Tile(*fullest(ground))
    polygons, claims, rules = ground.claims.wkb[order].tolist(), claims_of(ground), rules_of(LATEST)
    near = Nearby(polygons)

    def drawn() -> tuple[Floats, bytes]:
        found = near.in_box(place.box(margin=MARGIN))
        parts = pieces([polygons[index] for index in found.tolist()])
        ones = np.ones(len(parts.offsets) - 1, dtype=np.int64)
        each = np.arange(len(found) + 1)
        stacks = stacked(Cells(parts.offsets, parts.members, ones), each, found.astype(np.int32))
        labels = rules.label[settled(stacks, claims, rules, on_day=ALL.on_day).state]
        units, keys = outlines(parts, labels.astype(np.int32) - 1)
        shapes = in_tile(units, place)
        features = [Drawn(shapes[keys == key], {"status": said}) for key, said in enumerate(CLASSES)]
        return per_class(keys, shapely.area(shapes)), encoded({"status": features})

    def run() -> Floats:
        _watch.each_ms.clear()
        for _ in range(_ASKED):
            with _watch.one():
                areas, _ = drawn()
        return areas

    return run
