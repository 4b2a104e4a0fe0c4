"""What the operation does on each of its 47 days: published values on their days, seeded values in between.

Between two published running totals, the days without a published figure share what is left. All targets are whole
numbers of the smallest unit published: 0.1 ha, 0.1 km, one building, one object.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from examples.deir_ez_zor.published import FOLLOWED, NOV_14, SEP_29, Basis, Measure

SEED = 20170929
"""Of everything invented; another seed makes another ground with the same published figures."""

DAYS: tuple[date, ...] = tuple(SEP_29 + timedelta(days=n) for n in range((NOV_14 - SEP_29).days + 1))
"""The 47 days, both ends included."""

PUBLISHED_DAYS = frozenset(figure.day for figure in FOLLOWED)
"""Days of which anything was published."""

_SMALLEST = {Measure.AREA: 10, Measure.ROAD: 10, Measure.BUILDINGS: 1, Measure.OBJECTS: 1}
_UNEVEN = 0.22


@dataclass(frozen=True, slots=True)
class Target:
    """What is reached on one day.

    Attributes:
        day: The day.
        area_m2: Increase of the ground checked.
        road_m: Increase of the road checked.
        buildings: Increase of the buildings checked.
        objects: Objects destroyed.
        improvised: How many of the objects are improvised; None where nothing is published.
    """

    day: date
    area_m2: int
    road_m: int
    buildings: int
    objects: int
    improvised: int | None


def targets() -> list[Target]:
    """Return what is reached on every day, in order; the published figures hold on their days."""
    rng = random.Random(SEED)
    area, road, buildings, objects = (_series(measure, rng) for measure in _SMALLEST)
    improvised = {figure.day: int(figure.value) for figure in FOLLOWED if figure.measure is Measure.IMPROVISED}
    return [
        Target(day, area[n] * 1000, road[n] * 100, buildings[n], objects[n], improvised.get(day))
        for n, day in enumerate(DAYS)
    ]


def _series(measure: Measure, rng: random.Random) -> list[int]:
    """Return the increase of every day in the smallest unit published."""
    on_day = _published(measure, Basis.DAY)
    totals = _published(measure, Basis.TOTAL)
    values: list[int] = []
    for end, total in sorted(totals.items()):
        stage = [day for day in DAYS[len(values) :] if day <= end]
        free = [day for day in stage if day not in on_day]
        left = total - sum(values) - sum(on_day[day] for day in stage if day in on_day)
        filled = dict(zip(free, _weighted(left, len(free), rng), strict=True)) | on_day
        values.extend(filled[day] for day in stage)
    return values


def _published(measure: Measure, basis: Basis) -> dict[date, int]:
    return {
        figure.day: round(figure.value * _SMALLEST[measure])
        for figure in FOLLOWED
        if figure.measure is measure and figure.basis is basis
    }


def _weighted(total: int, parts: int, rng: random.Random) -> list[int]:
    return shares(total, [rng.uniform(1 - _UNEVEN, 1 + _UNEVEN) for _ in range(parts)])


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole numbers in the proportion of the weights that add up to the total exactly."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(value) for value in exact]
    by_rest = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for n in by_rest[: total - sum(parts)]:
        parts[n] += 1
    return parts
