"""To which part of a figure an entry belongs: to organisations, a task, an admin unit, areas; or to a named rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from firmground.records.entry import Entry
from firmground.state.evidence import Amount
from firmground.state.picture import Picture
from firmground.state.units import admin_units
from firmground.state.whereabouts import Belongs, Key, Nowhere, areas_over, tasks_of, units_over

_AT_A_PLACE = frozenset({"ordnance_lot", "building_checked"})


class By(StrEnum):
    """By what a figure is divided."""

    ORGANISATION = "organisation"
    TASK = "task"
    UNIT = "unit"
    HAZARD = "hazard"
    ACTIVITY = "activity"


def grouped(amount: Amount, picture: Picture, by: By, level: int, *, on_day: date) -> dict[Key, Amount]:
    """Return an amount by what the entries behind it belong to; each belongs to one part.

    Args:
        amount: The amount.
        picture: Where the entries are.
        by: By what.
        level: Of admin units the level.
        on_day: The day of which areas and units are meant.
    """
    key_of = _keys([picture.by_id[entry_id].entry for entry_id in amount.by_entry], picture, by, level, on_day)
    parts: dict[Key, list[tuple[str, int]]] = defaultdict(list)
    for entry_id, part in amount.by_entry.items():
        parts[key_of[entry_id]].append((entry_id, part))
    return {key: Amount.of(lines) for key, lines in parts.items()}


def _keys(entries: list[Entry], picture: Picture, by: By, level: int, on_day: date) -> Mapping[str, Key]:
    match by:
        case By.ORGANISATION:
            return {entry.id: _parties(entry) or Nowhere.NOT_STATED for entry in entries}
        case By.TASK:
            return _tasks(entries, picture, on_day)
        case By.UNIT:
            return units_over(entries, admin_units(picture.standing.of_kind("admin_unit")), level, on_day=on_day)
        case By.HAZARD:
            return areas_over(entries, _entries(picture, "hazard_area"), on_day=on_day)
        case By.ACTIVITY:
            return areas_over(entries, _entries(picture, "area_worked"), on_day=on_day)


def _parties(entry: Entry) -> Belongs:
    return tuple(sorted({party.organisation for party in entry.parties}))


def _tasks(entries: list[Entry], picture: Picture, on_day: date) -> dict[str, Key]:
    """Return the task of each entry: stated, of the release that it inspects, or of the activity over its place."""
    at_a_place = [entry for entry in entries if entry.kind in _AT_A_PLACE]
    others = [entry for entry in entries if entry.kind not in _AT_A_PLACE]
    found = tasks_of(others, (), on_day=on_day) | tasks_of(at_a_place, _entries(picture, "area_worked"), on_day=on_day)
    inspections = [entry for entry in entries if entry.kind == "inspection" and not entry.body.get("task")]
    if inspections:
        lots = {entry.number: str(entry.body.get("task") or "") for entry in _entries(picture, "land_release")}
        for entry in inspections:
            tasks = {lots.get(str(number), "") for number in entry.body.get("releases") or ()} - {""}
            found[entry.id] = tuple(sorted(tasks)) or Nowhere.NOT_STATED
    return found


def _entries(picture: Picture, kind: str) -> Iterable[Entry]:
    return (stood.entry for stood in picture.standing.of_kind(kind))
