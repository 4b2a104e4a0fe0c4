"""The map picture of a bulletin: only what everybody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from firmground.records.operations import Operation
from firmground.state.picture import Picture


@dataclass(frozen=True, slots=True)
class DayMap:
    """A map picture, and what it shows in words. Both are empty where there is nothing to draw."""

    svg: str = ""
    words: str = ""


def day_map(official: Picture, cautious: Picture, operation: Operation, *, on_day: date) -> DayMap:
    """Return the map of a day for everybody."""
    return DayMap()
