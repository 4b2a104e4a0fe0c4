"""Folded ground: the claims of an account laid on cells, and what they make of all cells on any day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np

from firmground.geometry.fold.asking import findings
from firmground.geometry.fold.changes import Changes, changes, history, merged
from firmground.geometry.fold.left import left
from firmground.geometry.fold.stacks import Flags, Int8s, Ints, Stacks
from firmground.geometry.fold.totals import settled
from firmground.state.arranged import StoredGround
from firmground.state.claims import Claim
from firmground.state.encoded import (
    IS_REOPENED,
    IS_UNRECORDED,
    LABEL_OF,
    LABELS,
    RULES,
    STATE_OF,
    EncodedClaims,
    encoded,
    ordinal,
)
from firmground.state.evidence import Amount, amounts
from firmground.state.hazards import Left, holding, rank_of, status_of
from firmground.state.land_table import Status
from firmground.state.special import special_ground
from firmground.state.spots import Folding, Spot

Covering = tuple[int, ...]


class SpotOf(Protocol):
    """What ground covered by some claims is at the end of a day."""

    def __call__(self, covering: Sequence[int], *, on_day: date) -> Spot:
        """Return it."""
        ...


@dataclass(frozen=True, eq=False)
class Decided:
    """What every cell is at the end of a day, one place of every array for each.

    Attributes:
        label: The status, as its place in ``encoded.LABELS``; 0: nothing has been said of the ground.
        entry: The number of the entry that decided it; -1: none did.
        is_accepted: Whether an inspection accepted the release that stands.
        is_reopened: Whether it was released and became hazardous again.
        is_unrecorded: Whether it was released with no hazard on record.
        area_mm2: The area of the cell.
        cell: The index of the cell in the stored ground.
        entry_ids: The id of each entry, by its number.
    """

    label: Int8s
    entry: Ints
    is_accepted: Flags
    is_reopened: Flags
    is_unrecorded: Flags
    area_mm2: Ints
    cell: Ints
    entry_ids: Sequence[str]

    def totals(self) -> dict[Status, Amount]:
        """Return the area of each status in mm2, with the entries that decided it; those without ground left out."""
        said = self.label > 0
        sums = self._amounts(self.label[said].astype(np.int64), said, len(LABELS))
        return {status: amount for status, amount in zip(LABELS, sums, strict=True) if amount.by_entry}

    def apart(self) -> dict[str, Amount]:
        """Return what is counted apart, in mm2."""
        flags = {
            "reopened": self.is_reopened,
            "no_hazard_recorded": self.is_unrecorded,
            "accepted": self.is_accepted,
        }
        return {name: self._amounts(np.zeros(flag.sum(), dtype=np.int64), flag, 1)[0] for name, flag in flags.items()}

    def _amounts(self, groups: Ints, wanted: Flags, count: int) -> list[Amount]:
        return amounts(groups, self.entry[wanted], self.area_mm2[wanted], count=count, entry_ids=self.entry_ids)


@dataclass(frozen=True, eq=False)
class FoldedGround:
    """The cells with the claims on each.

    Attributes:
        claims: The claims, in the order in which they are applied.
        said: The same as arrays.
        plain: The cells on which the transition table decides.
        special: The cells that are folded claim by claim.
        folding: How these are folded.
        taken_over: Hazard areas that take over from others, by the thing of the other.
        of_spot: What ground covered by some claims is.
    """

    claims: Sequence[Claim]
    said: EncodedClaims
    plain: Stacks
    special: Stacks
    folding: Folding
    taken_over: Mapping[str, set[str]]
    of_spot: SpotOf
    _days: dict[Covering, list[date]] = field(default_factory=dict, repr=False)
    _steps: dict[tuple[Covering, int], Spot] = field(default_factory=dict, repr=False)

    @staticmethod
    def of(
        stored: StoredGround,
        claims: Sequence[Claim],
        folding: Folding,
        taken_over: Mapping[str, set[str]],
        of_spot: SpotOf,
    ) -> FoldedGround:
        """Return claims, in the order in which they are applied, laid on the cells of stored ground."""
        stacks = stored.stacked([claim.wkb for claim in claims])
        is_special = special_ground(stacks, claims)
        said = encoded(claims, folding, taken_over)
        plain, special = stacks.only(~is_special), stacks.only(is_special)
        return FoldedGround(claims, said, plain, special, folding, taken_over, of_spot)

    def cells(self) -> Iterator[tuple[Covering, int]]:
        """Return the claims on every cell, and its area in mm2; several cells may have the same claims."""
        for stacks in (self.plain, self.special):
            yield from ((stacks.of(index), area) for index, area in enumerate(stacks.area_mm2.tolist()))

    def spot(self, covering: Covering, *, on_day: date) -> Spot:
        """Return what a cell is, worked out once for each day on which it can change."""
        if covering not in self._days:
            self._days[covering] = self._days_of(covering)
        key = (covering, bisect_right(self._days[covering], on_day))
        if key not in self._steps:
            self._steps[key] = self.of_spot(covering, on_day=on_day)
        return self._steps[key]

    def _days_of(self, covering: Covering) -> list[date]:
        """Return the days on which a cell can change: those of its claims and of their inspections."""
        claims = [self.claims[index] for index in covering]
        inspected = {one.day for claim in claims for one in self.folding.accepted.get(claim.entry.number, ())}
        return sorted(inspected.union(claim.day for claim in claims))

    def _special_spots(self, on_day: date) -> Iterator[tuple[Covering, int, Spot]]:
        for index, area in enumerate(self.special.area_mm2.tolist()):
            covering = self.special.of(index)
            yield covering, area, self.spot(covering, on_day=on_day)

    def decided(self, on_day: date) -> Decided:
        """Return what every cell is at the end of a day."""
        found = settled(self.plain, self.said.claims, RULES, on_day=ordinal(on_day))
        spots = [spot for _, _, spot in self._special_spots(on_day)]
        number = {entry_id: place for place, entry_id in enumerate(self.said.entry_ids)} if spots else {}
        states = np.array([STATE_OF[spot.point] for spot in spots], dtype=np.int16)
        state = np.concatenate([found.state, states])
        entry = np.append(self.said.entry, -1)[found.decided]
        entries = np.array([number.get(spot.decided_by, -1) for spot in spots], dtype=np.int64)
        accepted = np.array([bool(spot.accepted_by) for spot in spots], dtype=np.bool_)
        return Decided(
            RULES.label[state],
            np.concatenate([entry.astype(np.int64), entries]),
            np.concatenate([found.accepted, accepted]),
            IS_REOPENED[state],
            IS_UNRECORDED[state],
            np.concatenate([self.plain.area_mm2, self.special.area_mm2]),
            np.concatenate([self.plain.cell, self.special.cell]),
            self.said.entry_ids,
        )

    def asking(self, on_day: date) -> Iterator[tuple[Covering, int]]:
        """Return the claims on cells that may ask a person at the end of a day, and the area in mm2."""
        stack, _, _ = findings(self.plain, self.said.claims, RULES, on_day=ordinal(on_day))
        for index in np.unique(stack).tolist():
            yield self.plain.of(index), int(self.plain.area_mm2[index])
        for index, area in enumerate(self.special.area_mm2.tolist()):
            yield self.special.of(index), area

    @cached_property
    def history(self) -> Changes:
        """Return how the area of every status changed on every day; labels are places in ``encoded.LABELS``."""
        return merged([history(self.plain, self.said.claims, RULES), changes(self._special_changes())])

    def _special_changes(self) -> Iterator[tuple[int, int, int, int, int]]:
        for index, area in enumerate(self.special.area_mm2.tolist()):
            covering = self.special.of(index)
            before = 0
            for day in sorted({self.claims[claim].day for claim in covering}):
                after = LABEL_OF[self.spot(covering, on_day=day).point.status]
                if after != before:
                    yield 0, ordinal(day), before, after, area
                before = after

    def curves(self, days: Sequence[date]) -> dict[Status, list[int]]:
        """Return the area of each status in mm2 at the end of each of several days, all in one pass."""
        series = self.history.series(len(LABELS), np.array([ordinal(day) for day in days], dtype=np.int64))
        return {status: series[:, label].tolist() for status, label in LABEL_OF.items() if label}

    def left(self, on_day: date) -> dict[str, Left]:
        """Return what is left of each hazard area with a polygon at the end of a day, by thing."""
        arrays = left(self.plain, self.said.claims, RULES, self.said.things, on_day=ordinal(on_day))
        found = {
            thing: Left(area, ground, rank)
            for thing, area, ground, rank in zip(self.said.thing_ids, *(one.tolist() for one in arrays), strict=True)
        }
        for covering, area, spot in self._special_spots(on_day):
            self._add_left(found, [self.claims[index] for index in covering], area, spot, on_day)
        return found

    def _add_left(self, found: dict[str, Left], claims: Sequence[Claim], area: int, spot: Spot, on_day: date) -> None:
        counting = holding(spot.held_by, self.taken_over)
        ranks: dict[str, int] = defaultdict(lambda: -1)
        for claim in claims:
            if claim.entry.kind == "hazard_area" and claim.day <= on_day:
                ranks[claim.entry.thing] = max(ranks[claim.entry.thing], rank_of(status_of(claim)))
        for thing, rank in ranks.items():
            found[thing].ground_mm2 += area
            if thing in counting:
                found[thing].area_mm2 += area
                found[thing].rank = max(found[thing].rank, min(rank, rank_of(spot.point.status)))
