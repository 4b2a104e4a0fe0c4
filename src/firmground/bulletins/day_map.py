"""The map picture of a bulletin: only what everybody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from firmground.geometry.measures import box
from firmground.maps.sketch import sketch
from firmground.records.entry import Entry
from firmground.records.kinds import read_body
from firmground.records.operations import Operation
from firmground.state.picture import Picture

WIDTH_PX, HEIGHT_PX = 760, 520

WORDS = (
    "Released ground whose control was accepted, and cells in which a hazard is known: about 1 km wide, or the whole "
    "area where the place of a hazard is not known. Keep out, ask the centre. Ground that was only checked is not "
    "drawn, because checking releases nothing. Ground without a colour has not been released."
)


@dataclass(frozen=True, slots=True)
class DayMap:
    """A map picture as SVG, and what it shows in words."""

    svg: str
    words: str


def day_map(cautious: Picture, operation: Entry, *, on_day: date) -> DayMap:
    """Return the map of a day for everybody: no hazard's polygon, no position, no count can be read off it.

    Args:
        cautious: The operation in the cautious fold, so that danger shows from the moment it is known.
        operation: The operation's entry; its boundary is the window of the map.
        on_day: The end of this day.
    """
    svg = sketch(
        cautious,
        on_day=on_day,
        box=box(operation.wkb) if operation.geometry else None,
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        is_public=True,
        radius_m=read_body(operation.body, Operation).unmapped_radius_m,
    )
    named = svg.replace("<svg ", f'<svg aria-label="{escape(WORDS)}" ', 1)
    return DayMap(named, WORDS)
