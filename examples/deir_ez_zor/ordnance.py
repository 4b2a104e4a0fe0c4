"""Ordnance lots: how many of what each team destroys on a day, and what was found the day before.

Quantities are invented but for their sums; nothing is said about how anything works.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from examples.deir_ez_zor.days import Target, shares
from examples.deir_ez_zor.published import SEP_29
from firmground.records.ordnance import Category

IMPROVISED = (Category.IED, Category.IMPROVISED_MINE)
"""What the sources call improvised or home-made."""

_INDUSTRIAL = {
    Category.PROJECTILE: 24,
    Category.MORTAR: 22,
    Category.GRENADE: 12,
    Category.ROCKET: 8,
    Category.AV_MINE: 8,
    Category.SUBMUNITION: 6,
    Category.AP_MINE: 5,
    Category.FUZE: 6,
    Category.UXO: 6,
    Category.AIRCRAFT_BOMB: 1,
}
_IMPROVISED_SHARE = (0.1, 0.3)
_CARTRIDGES = (180, 4200)


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot as it is destroyed by a team.

    Attributes:
        team: Number of the team.
        category: What it is.
        quantity: Items.
        depth_cm: Depth at which it was found, None: on the surface or not stated.
        is_of_day_before: Found and moved the day before, destroyed on this day.
    """

    team: int
    category: Category
    quantity: int
    depth_cm: float | None = None
    is_of_day_before: bool = False


def lots_of(target: Target, teams: list[int], rng: random.Random, *, may_carry: set[int]) -> list[Lot]:
    """Return the lots destroyed on a day; without small-arms ammunition they add up to the day's target.

    Args:
        target: The day's target.
        teams: Numbers of the teams that find anything.
        rng: The seeded source of chance.
        may_carry: Teams of which a lot may have been found the day before.
    """
    parts = shares(target.objects, [rng.uniform(0.6, 1.4) for _ in teams])
    improvised = _improvised(target, parts, rng)
    lots: list[Lot] = []
    for team, part, home_made in zip(teams, parts, improvised, strict=True):
        kinds = IMPROVISED[:1] if target.day == SEP_29 else IMPROVISED
        own = [*_split(team, home_made, dict.fromkeys(kinds, 1), rng, most=1)]
        own += _split(team, part - home_made, _INDUSTRIAL, rng, most=2)
        lots.extend(
            _found_before(lot) if team in may_carry and n == 0 and rng.random() < 0.25 else lot
            for n, lot in enumerate(own)
        )
        if rng.random() < 0.12:
            lots.append(Lot(team, Category.SMALL_ARMS_AMMUNITION, rng.randrange(*_CARTRIDGES)))
    return lots


def _improvised(target: Target, parts: list[int], rng: random.Random) -> list[int]:
    if target.improvised is not None:
        return shares(target.improvised, [float(part) for part in parts])
    return [int(part * rng.uniform(*_IMPROVISED_SHARE)) for part in parts]


def _split(team: int, quantity: int, weights: dict[Category, int], rng: random.Random, *, most: int) -> list[Lot]:
    """Return the quantity split into a few lots of different categories, none of them empty."""
    kinds: list[Category] = []
    while len(kinds) < min(most, len(weights)):
        kind = rng.choices(list(weights), list(weights.values()))[0]
        if kind not in kinds:
            kinds.append(kind)
    parts = shares(quantity, [weights[kind] * rng.uniform(0.4, 1.6) for kind in kinds])
    depths = (None, None, 5.0, 10.0, 15.0, 20.0, 30.0)
    return [Lot(team, kind, part, rng.choice(depths)) for kind, part in zip(kinds, parts, strict=True) if part]


def _found_before(lot: Lot) -> Lot:
    return Lot(lot.team, lot.category, lot.quantity, lot.depth_cm, is_of_day_before=True)
