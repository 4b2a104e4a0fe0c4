"""Where things that lie at a place belong: the areas over them, the admin unit, the task.

A thing belongs to every area that covers its place, borders included; areas that overlap share it, so that it stands
once under both of their numbers together. To one admin unit of a level it belongs alone: the lowest code of those over
it. What has no place, and states none, is a part of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from firmground.geometry.joins import covered_by
from firmground.records.entry import Entry
from firmground.state.claims import day_of, is_polygon
from firmground.state.units import AdminUnits

Belongs = tuple[str, ...]
"""Numbers of areas or tasks, or the code of a unit, ascending; several: to all of them together."""


class Nowhere(StrEnum):
    """Why something belongs to nothing."""

    OUTSIDE = "outside"
    NO_PLACE = "no_place"
    NOT_STATED = "not_stated"


Key = Belongs | Nowhere
"""To what something belongs."""


def areas_over(entries: Iterable[Entry], areas: Iterable[Entry], *, on_day: date) -> dict[str, Key]:
    """Return, by entry id, the numbers of the areas whose polygons cover each entry's place.

    Args:
        entries: Entries with a point, several or a polygon, or without a place.
        areas: Entries with polygons; those that begin after the day, or have none, are left out.
        on_day: The day.
    """
    asked = list(entries)
    known = [area for area in areas if is_polygon(area) and day_of(area) <= on_day]
    over = _over(asked, known)
    return {
        entry.id: tuple(sorted({known[area].number for area in over[entry.id]}))
        or (Nowhere.OUTSIDE if entry.geometry else Nowhere.NO_PLACE)
        for entry in asked
    }


def units_over(entries: Iterable[Entry], units: AdminUnits, level: int, *, on_day: date) -> dict[str, Key]:
    """Return, by entry id, the code of the unit in which each entry's place lies, or that its stated place lies in.

    Args:
        entries: Entries with a geometry, with the P-code of a place, or with neither.
        units: The admin units.
        level: The level asked about.
        on_day: The day of which units are meant.
    """
    asked = list(entries)
    known = units.of_level(level, on_day=on_day)
    over = _over(asked, [unit.entry for unit in known])
    stated = units.above(level, on_day=on_day)
    found: dict[str, Key] = {}
    for entry in asked:
        if over[entry.id]:
            found[entry.id] = (known[min(over[entry.id])].code,)
        elif entry.geometry:
            found[entry.id] = Nowhere.OUTSIDE
        else:
            found[entry.id] = (stated[entry.place],) if entry.place in stated else Nowhere.NO_PLACE
    return found


def tasks_of(entries: Iterable[Entry], areas: Iterable[Entry], *, on_day: date) -> dict[str, Key]:
    """Return, by entry id, the task that each entry states; of one that states none, those of the areas over it.

    Args:
        entries: Any entries.
        areas: Entries with polygons that may state a task.
        on_day: Areas that begin later are left out.
    """
    asked = list(entries)
    of_task = [area for area in areas if area.body.get("task") and is_polygon(area) and day_of(area) <= on_day]
    over = _over([entry for entry in asked if not entry.body.get("task")], of_task)
    found: dict[str, Key] = {}
    for entry in asked:
        stated = entry.body.get("task")
        tasks = {str(stated)} if stated else {str(of_task[area].body["task"]) for area in over[entry.id]}
        found[entry.id] = tuple(sorted(tasks)) or Nowhere.NOT_STATED
    return found


def _over(entries: Sequence[Entry], areas: Sequence[Entry]) -> Mapping[str, list[int]]:
    """Return, by entry id, the indexes of the areas over each entry."""
    placed = [entry for entry in entries if entry.geometry]
    over: dict[str, list[int]] = defaultdict(list)
    shape_of, area_of = covered_by([entry.wkb for entry in placed], [area.wkb for area in areas])
    for shape, area in zip(shape_of.tolist(), area_of.tolist(), strict=True):
        over[placed[shape].id].append(area)
    return over
