"""Ground divided among the admin units of a level: the accounts of each part, which add up to the whole exactly.

The borders cut the ground further, which changes no sum (``geometry.cells``). Every cell then lies in some units, or in
none, and counts for the one with the lowest code, or outside every unit: a claim across a border is split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import combinations, pairwise

import numpy as np

from firmground.geometry.fold.stacks import Ints, Stacks
from firmground.state.activity import ActivityAccount
from firmground.state.arranged import StoredGround, stored_ground
from firmground.state.folded import FoldedGround
from firmground.state.land import LandAccount
from firmground.state.picture import Picture
from firmground.state.units import AdminUnits, Unit
from firmground.state.whereabouts import Key, Nowhere

LEAST_SHARED_MM2 = 1_000_000
"""Units that share less than this, 1 m2, meet: borders that were drawn apart share slivers."""

_NO_UNIT = np.iinfo(np.int64).max


@dataclass(frozen=True)
class LandPart(LandAccount):
    """The status account of a part of the ground; of hazards without a polygon it knows nothing.

    Attributes:
        part: The cells of the part with the claims on each.
        days_of_change: The days on which anything about the whole ground can change.
    """

    part: FoldedGround | None = field(default=None, repr=False, compare=False)
    days_of_change: Sequence[date] = field(default=(), repr=False, compare=False)

    @cached_property
    def folded(self) -> FoldedGround:
        """Return the cells of the part."""
        return self.part or self.folded_over(self.stored)

    @cached_property
    def event_days(self) -> list[date]:
        """Return the days on which anything about the whole ground can change."""
        return list(self.days_of_change)


@dataclass(frozen=True)
class ActivityPart(ActivityAccount):
    """The activity account of a part of the ground; what is stated without a polygon is in none.

    Attributes:
        part: The cells of the part with the entries on each.
    """

    part: Stacks | None = field(default=None, repr=False, compare=False)

    @cached_property
    def stacks(self) -> Stacks:
        """Return the cells of the part."""
        return self.part if self.part is not None else self.stored.stacked([entry.wkb for entry in self.worked])


@dataclass(frozen=True)
class PartOfPicture(Picture):
    """A picture of which the ground is a part of the ground.

    Attributes:
        part_of_land: The status account of the part.
        part_of_activity: The activity account of the part.
    """

    part_of_land: LandAccount = field(default_factory=lambda: LandAccount(()))
    part_of_activity: ActivityAccount = field(default_factory=lambda: ActivityAccount(()))

    @cached_property
    def land(self) -> LandAccount:
        """Return the status account of the part."""
        return self.part_of_land

    @cached_property
    def activity(self) -> ActivityAccount:
        """Return the activity account of the part."""
        return self.part_of_activity


@dataclass(frozen=True)
class Division:
    """Ground that is cut by the units of a level.

    Attributes:
        stored: Its cells.
        units: The units, by code.
    """

    stored: StoredGround
    units: Sequence[Unit]

    @cached_property
    def _unit_of_cell(self) -> Ints:
        """Return the first unit over each cell, by its place; beyond all: none."""
        place = np.full(len(self.stored.index), _NO_UNIT)
        for number, unit in reversed(list(enumerate(self.units))):
            place[self.stored.index[unit.entry.wkb]] = number
        cells = self.stored.cells
        return np.minimum.reduceat(place[cells.members], cells.offsets[:-1]) if len(cells) else place[:0]

    def parted(self, stacks: Stacks) -> dict[Key, Stacks]:
        """Return the stacks of each unit in which some lie, and of the ground outside every unit; each stands once.

        Args:
            stacks: Stacks of claims on cells of this ground.
        """
        units = self._unit_of_cell[stacks.cell]
        order = np.argsort(units, kind="stable")
        numbers, bounds = np.unique(units[order], return_index=True)
        lengths = np.diff(stacks.offsets)[order]
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        places = np.repeat(stacks.offsets[:-1][order] - offsets[:-1], lengths) + np.arange(offsets[-1])
        claims, areas, cells = stacks.claims[places], stacks.area_mm2[order], stacks.cell[order]
        parts: dict[Key, Stacks] = {}
        for number, (first, last) in zip(numbers.tolist(), pairwise([*bounds.tolist(), len(order)]), strict=True):
            key: Key = (self.units[number].code,) if number != _NO_UNIT else Nowhere.OUTSIDE
            begin, end = offsets[first], offsets[last]
            rebased = offsets[first : last + 1] - begin
            parts[key] = Stacks(rebased, claims[begin:end], areas[first:last], cells[first:last])
        return parts

    def overlaps(self) -> list[tuple[str, str, int]]:
        """Return the pairs of units that share ground, as (code, code, mm2), from 1 m2 on."""
        codes: dict[int, list[str]] = defaultdict(list)
        for unit in self.units:
            codes[self.stored.index[unit.entry.wkb]].append(unit.code)
        cells = self.stored.cells
        counts = np.zeros(len(self.stored.index), dtype=np.int64)
        for polygon, known in codes.items():
            counts[polygon] = len(known)
        shared = np.add.reduceat(counts[cells.members], cells.offsets[:-1]) > 1 if len(cells) else counts[:0]
        areas: dict[tuple[str, str], int] = defaultdict(int)
        for cell in np.flatnonzero(shared).tolist():
            members = cells.members[cells.offsets[cell] : cells.offsets[cell + 1]].tolist()
            over = sorted(code for polygon in members for code in codes.get(polygon, ()))
            for pair in combinations(over, 2):
                areas[pair] += int(cells.area_mm2[cell])
        return [(*pair, area) for pair, area in sorted(areas.items()) if area >= LEAST_SHARED_MM2]


def divided(needed: Sequence[bytes], ever: Sequence[bytes], units: Sequence[Unit], known: AdminUnits) -> Division:
    """Return ground cut by polygons and by units.

    Args:
        needed: WKB of the polygons that are asked about.
        ever: Others that were ever recorded.
        units: The units, by code.
        known: All editions of all units, so that another day finds the same cells.
    """
    borders = [unit.entry.wkb for unit in units]
    levels = {unit.level for unit in units}
    others = [entry.wkb for entry in known.editions if entry.body.get("level") in levels and entry.geometry]
    return Division(stored_ground([*needed, *borders], [*ever, *others]), units)


def land_by_unit(land: LandAccount, units: Sequence[Unit], known: AdminUnits) -> Mapping[Key, LandAccount]:
    """Return the status account of each unit in which anything is claimed, and of the ground outside every unit."""
    division = divided([claim.wkb for claim in land.claims], land.ever, units, known)
    whole = land.folded_over(division.stored)
    plain, special = division.parted(whole.plain), division.parted(whole.special)
    nothing = whole.plain.only(np.zeros(len(whole.plain), dtype=np.bool_))
    parts = {
        key: replace(whole, plain=plain.get(key, nothing), special=special.get(key, nothing))
        for key in {*plain, *special}
    }
    return {
        key: LandPart(
            land.claims, (), land.folding, {}, land.taken_over, land.ever, part=part, days_of_change=land.event_days
        )
        for key, part in parts.items()
    }


def activity_by_unit(
    activity: ActivityAccount, units: Sequence[Unit], known: AdminUnits
) -> Mapping[Key, ActivityAccount]:
    """Return the activity account of each unit in which anything was worked, and of the ground outside every unit."""
    polygons = [entry.wkb for entry in activity.worked]
    division = divided(polygons, activity.ever, units, known)
    stacks = division.stored.stacked(polygons)
    parts = division.parted(stacks)
    return {key: ActivityPart(activity.worked, (), activity.ever, part) for key, part in parts.items()}
