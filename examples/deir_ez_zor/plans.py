"""What happens on each day, before anybody tells it: who works where, and which reports come late."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from examples.deir_ez_zor.days import PUBLISHED_DAYS, SEED, Target, shares, targets
from examples.deir_ez_zor.ground import Ground, Strip
from examples.deir_ez_zor.ordnance import Lot, lots_of
from examples.deir_ez_zor.published import SEP_29
from examples.deir_ez_zor.records import TEAMS
from examples.deir_ez_zor.roads import RoadWork, Stretch
from firmground.records.buildings import BuildingUse

LATE: dict[tuple[date, int], date] = {
    (date(2017, 10, 5), 4): date(2017, 10, 9),
    (date(2017, 10, 14), 7): date(2017, 10, 17),
    (date(2017, 10, 23), 2): date(2017, 10, 26),
    (date(2017, 10, 30), 9): date(2017, 11, 1),
    (date(2017, 11, 6), 5): date(2017, 11, 8),
}
"""Day and team of reports that come in late, and when; never on a published day nor across one."""

STRUCK = {date(2017, 10, 8): 6, date(2017, 10, 15): 2, date(2017, 10, 25): 10, date(2017, 11, 5): 3}
"""Days on which a team could not work at all, and which."""

_IMPORTANT: tuple[tuple[date, BuildingUse, str], ...] = (
    (SEP_29, BuildingUse.HOSPITAL, "Hospital"),
    (SEP_29, BuildingUse.SUBSTATION, "Substation 1"),
    (SEP_29, BuildingUse.SUBSTATION, "Substation 2"),
    (date(2017, 10, 1), BuildingUse.SUBSTATION, "Substation 3"),
    (date(2017, 10, 4), BuildingUse.SCHOOL, "School 1"),
    (date(2017, 10, 7), BuildingUse.PHARMACY, "Pharmacy 1"),
    (date(2017, 10, 9), BuildingUse.SHOP, "Shop 1"),
    (date(2017, 10, 12), BuildingUse.MOSQUE, "Mosque"),
    (date(2017, 10, 15), BuildingUse.SCHOOL, "School 2"),
    (date(2017, 10, 18), BuildingUse.SHOP, "Shop 2"),
    (date(2017, 10, 21), BuildingUse.UNIVERSITY, "University"),
    (date(2017, 10, 24), BuildingUse.PHARMACY, "Pharmacy 2"),
    (date(2017, 10, 27), BuildingUse.SCHOOL, "School 3"),
    (date(2017, 10, 31), BuildingUse.SHOP, "Shop 3"),
    (date(2017, 11, 3), BuildingUse.SHOP, "Shop 4"),
    (date(2017, 11, 6), BuildingUse.PHARMACY, "Pharmacy 3"),
    (date(2017, 11, 9), BuildingUse.SCHOOL, "School 4"),
    (date(2017, 11, 12), BuildingUse.SHOP, "Shop 5"),
)
"""The 18 socially important buildings; the split between pharmacies and shops and all days are invented."""

_CHECKED_AGAIN = {date(2017, 10, 25): "Hospital", date(2017, 11, 8): "University"}


@dataclass(frozen=True, slots=True)
class Check:
    """Buildings of one use that a team checks: a number of houses, or one with a name."""

    team: int
    buildings: int
    use: BuildingUse = BuildingUse.RESIDENTIAL
    name: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens on a day.

    Attributes:
        target: What is reached.
        strips: Polygons that are covered.
        stretches: Stretches of road.
        checks: Buildings; one that was checked before adds nothing.
        lots: Lots that are destroyed, found on this day or the day before.
    """

    target: Target
    strips: list[Strip]
    stretches: list[Stretch]
    checks: list[Check]
    lots: list[Lot]

    @property
    def day(self) -> date:
        """Return the day."""
        return self.target.day


def plans() -> list[Plan]:
    """Return what happens on every day, in order: the same on every run."""
    rng = random.Random(SEED + 1)
    ground, roads = Ground(random.Random(SEED + 2)), RoadWork(random.Random(SEED + 3))
    result = []
    for n, target in enumerate(targets()):
        at_work = [team for team in TEAMS if STRUCK.get(target.day) != team]
        strips = ground.work(target.area_m2, at_work[:3] if n == 0 else at_work, again=1 if n % 4 == 3 else 0)
        stretches = roads.work(target.road_m, at_work, again=n % 5 == 4)
        seen = sorted({strip.team for strip in strips} | {stretch.team for stretch in stretches})
        checks = _checks(target, sorted({strip.team for strip in strips}), rng)
        lots = lots_of(target, seen, rng, may_carry=_may_carry(target.day, seen))
        result.append(Plan(target, strips, stretches, checks, lots))
    return result


def _checks(target: Target, teams: list[int], rng: random.Random) -> list[Check]:
    named = [
        Check(rng.choice(teams), 1, use, name)
        for day, use, name in _IMPORTANT
        if day == target.day or _CHECKED_AGAIN.get(target.day) == name
    ]
    houses = target.buildings - sum(day == target.day for day, _, _ in _IMPORTANT)
    parts = shares(houses, [rng.uniform(0.3, 1.7) for _ in teams])
    return [*named, *(Check(team, part) for team, part in zip(teams, parts, strict=True) if part)]


def _may_carry(day: date, teams: list[int]) -> set[int]:
    """Return the teams of which a lot may have been found the day before, so that published totals hold."""
    before = day - timedelta(days=1)
    if {day, before} & PUBLISHED_DAYS:
        return set()
    return {team for team in teams if not {(day, team), (before, team)} & LATE.keys() and STRUCK.get(before) != team}
