"""A figure in parts: by organisation, task, admin unit, hazard area or activity. The parts add up to the figure.

Every entry behind a figure belongs to one part. Joint work is a part of its own (only A, only B, jointly), and so is
what states no task, has no place, or lies outside every unit. Ground is cut at the borders of units, exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from firmground.bulletins.belonging import By, grouped
from firmground.bulletins.figures import Figure, Group, Unit, difference
from firmground.errors import ReportUnreadable
from firmground.state.divided import PartOfPicture, activity_by_unit, divided, land_by_unit
from firmground.state.evidence import NOTHING, Amount
from firmground.state.picture import Picture
from firmground.state.units import AdminUnits, admin_units
from firmground.state.whereabouts import Key, Nowhere

_COUNTED = frozenset({Unit.SQUARE_MILLIMETRE, Unit.MILLIMETRE, Unit.ITEM, Unit.BUILDING, Unit.AREA})
_GROUND = frozenset({Group.ACTIVITY, Group.RELEASE, Group.REMAINING})
_AT_A_PLACE = frozenset({Group.BUILDINGS, Group.ORDNANCE})
_STATED = "-stated"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a figure.

    Attributes:
        key: What it belongs to: numbers of organisations, tasks or areas, or the code of a unit; or why to nothing.
        total: The amount at the end of the day, with evidence.
        increase: The change of that day, with evidence.
    """

    key: Key
    total: Amount
    increase: Amount


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A figure in parts.

    Attributes:
        figure: The figure.
        by: By what it is divided.
        on_day: At the end of which day.
        level: Of admin units the level; 0 otherwise.
        parts: In the order of their keys, those that belong to nothing last; none is empty. They add up to the figure.
        overlaps: Pairs of units of the level that share ground, as (code, code, mm2); it counts for the lower code.
    """

    figure: Figure
    by: By
    on_day: date
    level: int
    parts: tuple[Part, ...]
    overlaps: tuple[tuple[str, str, int], ...] = ()

    def credited(self) -> dict[str, int]:
        """Return, by organisation (task, area), all that it has a part in: its own and joint parts."""
        sums: dict[str, int] = defaultdict(int)
        for part in self.parts:
            for name in part.key if isinstance(part.key, tuple) else ():
                sums[name] += part.total.value
        return dict(sorted(sums.items()))


def divisions_of(figure: Figure, picture: Picture, *, on_day: date) -> tuple[By, ...]:
    """Return by what a figure can be divided; units only where some are known on the day."""
    if figure.per is not None or figure.unit not in _COUNTED:
        return ()
    found = [By.ORGANISATION, By.TASK]
    if _has_places(figure) and levels_of(picture, on_day=on_day):
        found.append(By.UNIT)
    return (*found, By.HAZARD, By.ACTIVITY) if figure.group in _AT_A_PLACE else tuple(found)


def levels_of(picture: Picture, *, on_day: date) -> list[int]:
    """Return the levels of admin units known on a day, ascending."""
    return _units(picture).levels(on_day=on_day)


def broken_down(figure: Figure, picture: Picture, by: By, *, on_day: date, level: int = 0) -> Breakdown:
    """Return a figure in parts at the end of a day.

    Args:
        figure: The figure.
        picture: In the official fold.
        by: By what.
        on_day: The day.
        level: Of admin units; 0: the lowest that is known on the day.

    Raises:
        ReportUnreadable: The figure is not divided so, or there is no unit of the level.
    """
    _refuse_division(figure, picture, by, on_day)
    chosen = _level(picture, level, on_day) if by is By.UNIT else 0
    parts_at = _parts_at(figure, picture, by, chosen, on_day)
    totals, before = parts_at(on_day), parts_at(on_day - timedelta(days=1))
    keys = sorted({*totals, *before}, key=lambda key: (isinstance(key, Nowhere), key))
    parts = (_part(key, totals.get(key, NOTHING), before.get(key, NOTHING)) for key in keys)
    overlaps = overlaps_of(picture, chosen, on_day=on_day) if by is By.UNIT else ()
    kept = tuple(part for part in parts if part.total.by_entry or part.increase.by_entry)
    return Breakdown(figure, by, on_day, chosen, kept, tuple(overlaps))


def overlaps_of(picture: Picture, level: int, *, on_day: date) -> list[tuple[str, str, int]]:
    """Return the pairs of units of a level that share ground on a day, as (code, code, mm2), from 1 m2 on."""
    units = _units(picture)
    return divided((), (), units.of_level(level, on_day=on_day), units).overlaps()


def names_of_units(picture: Picture, level: int, *, on_day: date) -> dict[str, tuple[str, str]]:
    """Return the name and the local name (or empty) of each unit of a level, by code."""
    return {one.code: (one.name, one.local_name) for one in _units(picture).of_level(level, on_day=on_day)}


def _part(key: Key, total: Amount, before: Amount) -> Part:
    return Part(key, total, difference(total, before))


def _refuse_division(figure: Figure, picture: Picture, by: By, on_day: date) -> None:
    known = divisions_of(figure, picture, on_day=on_day)
    if by in known:
        return
    if by is By.UNIT and _has_places(figure):
        raise ReportUnreadable("No admin unit with a polygon is known on that day: enter them as records of that kind.")
    names = ", ".join(one.value for one in known) or "nothing"
    raise ReportUnreadable(f"The figure {figure.name} is not divided by {by.value}. It is divided by: {names}.")


def _level(picture: Picture, level: int, on_day: date) -> int:
    known = levels_of(picture, on_day=on_day)
    if level and level not in known:
        told = ", ".join(map(str, known))
        raise ReportUnreadable(f"No admin unit of level {level} is known on that day. Known levels: {told}.")
    return level or known[-1]


def _units(picture: Picture) -> AdminUnits:
    return admin_units(picture.standing.of_kind("admin_unit"))


def _has_places(figure: Figure) -> bool:
    return figure.group in _AT_A_PLACE or _is_of_ground(figure) or figure.name.endswith(_STATED)


def _is_of_ground(figure: Figure) -> bool:
    """Return whether a figure is measured on ground that can be cut: what is only stated cannot."""
    is_area = figure.unit is Unit.SQUARE_MILLIMETRE and figure.group in _GROUND
    return is_area and not figure.name.endswith(_STATED)


_PartsAt = Callable[[date], Mapping[Key, Amount]]


def _parts_at(figure: Figure, picture: Picture, by: By, level: int, on_day: date) -> _PartsAt:
    """Return what tells the parts of a figure at the end of a day."""
    if by is By.UNIT and _is_of_ground(figure):
        return _ground_by_unit(figure, picture, level, on_day)
    if by is By.ORGANISATION and figure.name == "area-checked":
        return lambda day: {
            key or Nowhere.NOT_STATED: part for key, part in picture.activity.by_parties(on_day=day).items()
        }
    return lambda day: grouped(figure.amount(picture, day), picture, by, level, on_day=on_day)


def _ground_by_unit(figure: Figure, picture: Picture, level: int, on_day: date) -> _PartsAt:
    """Return what tells a figure of ground by unit: it is worked out of the ground of each unit alone."""
    known = _units(picture)
    units = known.of_level(level, on_day=on_day)
    parts: dict[Key, Picture]
    if figure.group is Group.ACTIVITY:
        work = activity_by_unit(picture.activity, units, known)
        parts = {key: PartOfPicture((), picture.fold, part_of_activity=part) for key, part in work.items()}
    else:
        land = land_by_unit(picture.land, units, known)
        parts = {key: PartOfPicture((), picture.fold, part_of_land=part) for key, part in land.items()}
    return lambda day: {key: figure.amount(part, day) for key, part in parts.items()}
