"""Layers of the staff's map as vector tiles: only what a tile shows is worked out.

Properties carry codes and numbers, never words of a language. From ``NEAR_ZOOM`` on, ground decided by different
entries is drawn apart, with the number of the entry; farther off ground that looks alike is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.cells.outlines import outlines
from firmground.geometry.cells.packing import Ints
from firmground.geometry.cells.pieces import NOTHING, Pieces
from firmground.geometry.nearby import Nearby
from firmground.geometry.tiles import Tile, in_tile
from firmground.geometry.vector_tiles import Drawn, encoded
from firmground.maps.kept import Kept
from firmground.maps.layers import DRAWING_ORDER, Shaped
from firmground.maps.windows import Looks, ground_of, work_of
from firmground.records.entry import Entry
from firmground.state.encoded import LABELS
from firmground.state.land_table import HAZARDS
from firmground.state.picture import Picture

NEAR_ZOOM = 12
"""From this zoom on the entry that decided a piece of ground can be told from others."""

MaySee = Callable[[Entry], bool]
"""Whether the person may see an entry."""

_SHEETS_KEPT = 64
_IS_HAZARD: NDArray[np.bool_] = np.array([status in HAZARDS for status in LABELS])
_PLACE_OF_LABEL = np.array([DRAWING_ORDER.index(status) if status in DRAWING_ORDER else -1 for status in LABELS])


def status_drawn(picture: Picture, tile: Tile, *, on_day: date, may_see: MaySee) -> list[Drawn]:
    """Return the status of ground in a tile: ``status``, ``accepted``, ``reopened``, near also ``number``.

    Hazards come last. However small one is for the tile, it is drawn: as a square of a pixel at least.

    Args:
        picture: In the fold that is wanted.
        tile: The tile.
        on_day: The end of this day.
        may_see: Ground decided by an entry that the person may not see is left out.
    """
    window = ground_of(picture.land).window(tile.box())
    looks = window.looks(on_day=on_day)
    codes = _codes(looks, is_near=tile.zoom >= NEAR_ZOOM)
    codes[~_seen(looks, picture, may_see)] = NOTHING
    kinds, place = np.unique(codes, return_inverse=True)
    key = (place - int(NOTHING in kinds[:1])).astype(np.int32)
    drawn = _ground_drawn(window.pieces, key, kinds[kinds != NOTHING], tile)
    drawn.sort(key=lambda one: one[0])
    return [Drawn(shapes, _said(code, looks, picture)) for code, shapes in drawn]


def _codes(looks: Looks, *, is_near: bool) -> Ints:
    """Return one number for all that is told of the ground of each covering; smaller ones are drawn first."""
    place = _PLACE_OF_LABEL[looks.label]
    entry = looks.entry + 1 if is_near else np.zeros(len(looks.entry), dtype=np.int64)
    codes = ((place * (1 << 40) + entry) * 2 + looks.is_accepted) * 2 + looks.is_reopened
    return np.where(looks.label > 0, codes, NOTHING)


def _seen(looks: Looks, picture: Picture, may_see: MaySee) -> NDArray[np.bool_]:
    entries = np.unique(looks.entry[looks.entry >= 0])
    hidden = [entry for entry in entries.tolist() if not may_see(picture.by_id[looks.entry_ids[entry]].entry)]
    seen: NDArray[np.bool_] = ~np.isin(looks.entry, hidden)
    return seen


def _ground_drawn(
    cut_up: Pieces, key: NDArray[np.int32], kinds: Ints, tile: Tile
) -> list[tuple[int, Sequence[object]]]:
    """Return the shapes of every kind of ground in a tile; hazards may not vanish."""
    units, keys = outlines(cut_up, key)
    if not len(keys):
        return []
    is_kept = (kinds // (1 << 42) >= _FIRST_HAZARD)[keys]
    shapes = in_tile(units, tile, kept=is_kept)
    bounds = np.searchsorted(keys, np.arange(len(kinds) + 1))
    return [(int(kind), shapes[bounds[place] : bounds[place + 1]]) for place, kind in enumerate(kinds)]


_FIRST_HAZARD = min(place for place, hazard in zip(_PLACE_OF_LABEL.tolist(), _IS_HAZARD, strict=True) if hazard)
"""Hazards stand last in the drawing order."""


def _said(code: int, looks: Looks, picture: Picture) -> dict[str, str | bool]:
    flags = {"accepted": bool(code >> 1 & 1), "reopened": bool(code & 1)}
    entry = (code >> 2) & ((1 << 40) - 1)
    number = {"number": picture.by_id[looks.entry_ids[entry - 1]].entry.number} if entry else {}
    return {"status": DRAWING_ORDER[code >> 42].value, **flags, **number}


def activity_drawn(picture: Picture, tile: Tile, *, on_day: date) -> list[Drawn]:
    """Return the ground worked up to a day in a tile, and what was new on that day, ``of_day``: each as one shape."""
    cut_up, first_days = work_of(picture.activity).first_days(tile.box())
    day = on_day.toordinal()
    found = []
    for of_day, is_in in ((False, first_days <= day), (True, first_days == day)):
        units, _ = outlines(cut_up, np.where(is_in, 0, NOTHING).astype(np.int32))
        if len(units):
            found.append(Drawn(in_tile(units, tile), {"of_day": of_day}))
    return found


@dataclass(frozen=True, eq=False)
class Sheet:
    """Shapes of a layer on one day, in a tree of their boxes.

    Attributes:
        picture: What they were worked out from.
        near: The shapes.
        said: What is said of each.
        may_vanish: Whether a polygon too small for a tile is left out there.
    """

    picture: Picture
    near: Nearby
    said: Sequence[dict[str, object]]
    may_vanish: bool

    def said_in(self, tile: Tile) -> list[dict[str, object]]:
        """Return what is said of the shapes whose box meets a tile: while it is the same, the tile is."""
        return [self.said[index] for index in self.near.in_box(tile.box()).tolist()]

    def drawn(self, tile: Tile, *, may_see: MaySee) -> list[Drawn]:
        """Return the shapes in a tile that the person may see, each with what is said of it."""
        indexes = self.near.in_box(tile.box())
        shapes = self.near.seen_in(tile, indexes, kept=not self.may_vanish)
        return [
            Drawn(shapes[place : place + 1], dict(_plain(said)))
            for place, index in enumerate(indexes.tolist())
            if _names_seen(said := self.said[index], self.picture, may_see)
        ]


def _plain(said: dict[str, object]) -> Iterator[tuple[str, str | bool | int | float]]:
    for key, value in said.items():
        if key not in ("id", "decided_by") and isinstance(value, str | bool | int | float):
            yield key, value


def _names_seen(said: dict[str, object], picture: Picture, may_see: MaySee) -> bool:
    named = said.get("id") or said.get("decided_by")
    return named is None or may_see(picture.by_id[str(named)].entry)


def sheet(
    picture: Picture, name: str, make: Callable[[], Sequence[Shaped]], *, on_day: date, may_vanish: bool = False
) -> Sheet:
    """Return the shapes of a layer on a day, worked out once for all tiles.

    Args:
        picture: What they are worked out from.
        name: Of the layer, one for each way of making it.
        make: Makes them.
        on_day: The day.
        may_vanish: Whether a polygon too small for a tile may be left out there.
    """
    return _SHEETS.of((id(picture), name, on_day), lambda: _sheet(picture, make(), may_vanish=may_vanish))


def _sheet(picture: Picture, shaped: Sequence[Shaped], *, may_vanish: bool) -> Sheet:
    return Sheet(picture, Nearby([wkb for wkb, _ in shaped]), [said for _, said in shaped], may_vanish)


_SHEETS: Kept[Sheet] = Kept(_SHEETS_KEPT)


def tile_of(name: str, drawn: Sequence[Drawn]) -> bytes:
    """Return a vector tile with one layer; no bytes where there is nothing in it."""
    return encoded({name: drawn})
