"""The activity account: ground that was checked, searched or worked. It releases nothing.

Each square millimetre is counted once, for the first entry that covered it (by day, then by entry id); what later
entries cover again is re-worked ground, a figure of its own. The naive sum of what the reports say stands beside.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from firmground.geometry.fold.counting import by_claim, first_claims, joined
from firmground.geometry.fold.stacks import Ints, Stacks, summed
from firmground.geometry.overlay import Arrangement
from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.state.arranged import StoredGround, arranged, stored_ground
from firmground.state.claims import is_polygon
from firmground.state.evidence import Amount, amounts

WORKED = "area_worked"
"""The kind of entry that this account is made of."""

_BITS = 64


@dataclass(frozen=True)
class ActivityAccount:
    """The activity account of an operation, for every day, as known at one head and in one fold.

    Attributes:
        worked: Entries with polygons, by day and then by entry id.
        unmapped: Entries that state an area without a polygon, in the same order.
        ever: Further polygons that were ever recorded; the ground is cut by these too, which changes no answer.
    """

    worked: tuple[Entry, ...]
    unmapped: tuple[Entry, ...] = ()
    ever: tuple[bytes, ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def ground(self) -> Arrangement:
        """Return the faces of all worked polygons, to draw the whole of it."""
        return arranged(entry.wkb for entry in self.worked)

    @cached_property
    def stored(self) -> StoredGround:
        """Return the cells that the ground is cut into, exact for these entries and for any others in it."""
        return stored_ground((entry.wkb for entry in self.worked), self.ever)

    @cached_property
    def stacks(self) -> Stacks:
        """Return the cells with the entries on each, by their places in ``worked``."""
        polygons = [entry.wkb for entry in self.worked]
        return self.stored.only(polygons).stacked(polygons)

    @cached_property
    def _days(self) -> list[date]:
        return [_day_of(entry) for entry in self.worked]

    @cached_property
    def _fresh_mm2(self) -> Ints:
        """Return the ground of each entry that no earlier one covered."""
        return summed(first_claims(self.stacks).astype(np.int64), self.stacks.area_mm2, len(self.worked))

    @cached_property
    def _whole_mm2(self) -> Ints:
        """Return the ground of each entry."""
        return by_claim(self.stacks, len(self.worked))

    @cached_property
    def _again_mm2(self) -> Ints:
        """Return the ground of each entry that earlier ones covered too."""
        return by_claim(self.stacks, len(self.worked), again=True)

    def _amount(self, parts: Ints, first: int, last: int) -> Amount:
        places = range(first, last)
        return Amount.of(
            (self.worked[place].id, part) for place, part in zip(places, parts[first:last].tolist(), strict=True)
        )

    def total(self, *, on_day: date) -> Amount:
        """Return the ground worked up to the end of a day, in mm2, each part with the entry that was first."""
        return self._amount(self._fresh_mm2, 0, bisect_right(self._days, on_day))

    def reported(self, *, on_day: date) -> Amount:
        """Return the naive sum of the polygons reported up to the end of a day, in mm2: overlaps count each time."""
        return self._amount(self._whole_mm2, 0, bisect_right(self._days, on_day))

    def increase(self, *, on_day: date) -> Amount:
        """Return the increase of the running total on one day, in mm2."""
        return self._amount(self._fresh_mm2, *self._of_day(on_day))

    def reworked(self, *, on_day: date) -> Amount:
        """Return the ground of one day's reports that was counted before, or twice that day, in mm2."""
        return self._amount(self._again_mm2, *self._of_day(on_day))

    def _of_day(self, on_day: date) -> tuple[int, int]:
        return bisect_left(self._days, on_day), bisect_right(self._days, on_day)

    def curve(self, days: Sequence[date]) -> list[int]:
        """Return the ground worked up to the end of each of several days, in mm2, all in one pass.

        They are the values of ``total``, without the entries.
        """
        running = [0, *np.cumsum(self._fresh_mm2).tolist()]
        return [running[bisect_right(self._days, day)] for day in days]

    def stated(self, *, on_day: date) -> Amount:
        """Return areas stated without a polygon up to the end of a day, in mm2."""
        return Amount.of(
            (entry.id, round(float(entry.body["stated_area_m2"]) * 1_000_000))
            for entry in self.unmapped
            if _day_of(entry) <= on_day
        )

    def by_parties(self, *, on_day: date) -> dict[tuple[str, ...], Amount]:
        """Return the ground in mm2 by the set of organisations that worked it: only A, only B, jointly.

        The amounts add up to the total. Ground of entries that name no organisation stands under the empty set.
        """
        last = bisect_right(self._days, on_day)
        first = first_claims(self.stacks)
        known = first < last
        names, sets = self._party_sets
        found, group = np.unique(joined(self.stacks, sets, before=last)[known], axis=0, return_inverse=True)
        parts = amounts(
            group.reshape(-1).astype(np.int64),
            first[known].astype(np.int64),
            self.stacks.area_mm2[known],
            count=len(found),
            entry_ids=[entry.id for entry in self.worked],
        )
        return {_members(names, words): part for words, part in zip(found.tolist(), parts, strict=True)}

    @cached_property
    def _party_sets(self) -> tuple[list[str], NDArray[np.uint64]]:
        """Return the organisations in order, and for each entry those that it names: (entries, words), a bit each."""
        names = sorted({party.organisation for entry in self.worked for party in entry.parties})
        bit = {name: divmod(place, _BITS) for place, name in enumerate(names)}
        sets = np.zeros((len(self.worked), len(names) // _BITS + 1), dtype=np.uint64)
        for place, entry in enumerate(self.worked):
            for party in entry.parties:
                word, shift = bit[party.organisation]
                sets[place, word] |= np.uint64(1 << shift)
        return names, sets


def _members(names: Sequence[str], words: Sequence[int]) -> tuple[str, ...]:
    return tuple(name for place, name in enumerate(names) if words[place // _BITS] >> place % _BITS & 1)


def activity_account(stood: Iterable[Stood], *, ever: Iterable[bytes] = ()) -> ActivityAccount:
    """Return the activity account of the entries that stand, in any order.

    Args:
        stood: What stands.
        ever: Polygons of work that were ever recorded, so that questions about another head find the same cells.
    """
    entries = sorted((one.entry for one in stood if one.entry.kind == WORKED), key=lambda one: (_day_of(one), one.id))
    mapped = tuple(entry for entry in entries if is_polygon(entry))
    unmapped = tuple(entry for entry in entries if not is_polygon(entry) and entry.body.get("stated_area_m2"))
    known = {entry.wkb for entry in mapped}
    return ActivityAccount(mapped, unmapped, tuple(wkb for wkb in ever if wkb not in known))


def _day_of(entry: Entry) -> date:
    return entry.true_from or date.min
