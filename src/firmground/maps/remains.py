"""Remains: the part of one hazard area that is still hazardous because of it, from the claims around it alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from firmground.geometry.cells.outlines import outlines, written
from firmground.geometry.cells.packing import Ints
from firmground.geometry.cells.pieces import NOTHING
from firmground.maps.windows import Ground, ground_of
from firmground.state.hazards import Left, holding
from firmground.state.land import LandAccount


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of a hazard area.

    Attributes:
        area_mm2: Its area, to the square millimetre what the account says of it.
        ground_mm2: All ground that its polygons cover.
        wkb: Its shape, for drawing: a corner may lie 0.06 mm off. Empty where nothing is left.
    """

    area_mm2: int
    ground_mm2: int
    wkb: bytes

    @property
    def is_left(self) -> bool:
        """Return whether so much is left that it is ground and not rounding: the hazard area is open."""
        return Left(self.area_mm2, self.ground_mm2).is_open


def remains(land: LandAccount, thing: str, *, on_day: date) -> Remains | None:
    """Return what is left of a hazard area at the end of a day; None where it has no polygon by then.

    Args:
        land: The account.
        thing: The id of the hazard area.
        on_day: The end of this day.
    """
    ground = ground_of(land)
    own = [index for index in ground.of_thing(thing) if land.claims[index].day <= on_day]
    if not own:
        return None
    boxes = ground.near.boxes[own]
    around = np.unique(np.concatenate([ground.claims_in((box[0], box[1], box[2], box[3])) for box in boxes]))
    left = ground.measured(around).left(on_day)[thing]
    return Remains(left.area_mm2, left.ground_mm2, _shape(ground, around, thing, on_day))


def _shape(ground: Ground, around: Ints, thing: str, on_day: date) -> bytes:
    window = ground.over(around)
    land = ground.land
    held = [
        thing in holding(land.spot(covering, on_day=on_day).held_by, land.taken_over) for covering in window.coverings()
    ]
    units, _ = outlines(window.pieces, np.where(held, 0, NOTHING).astype(np.int32))
    return written(units)
