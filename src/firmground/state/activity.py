"""The activity account: ground that was checked, searched or worked. It releases nothing.

Each square millimetre is counted once, for the first entry that covered it (by day, then by entry id); what later
entries cover again is re-worked ground, a figure of its own. The naive sum of what the reports say stands beside.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from firmground.geometry.overlay import Arrangement
from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.state.arranged import arranged
from firmground.state.evidence import Amount
from firmground.state.land import is_polygon


@dataclass(frozen=True)
class ActivityAccount:
    """The activity account of an operation, for every day, as known at one head and in one fold.

    Attributes:
        worked: Entries with polygons, by day and then by entry id.
        unmapped: Entries that state an area without a polygon, in the same order.
    """

    worked: tuple[Entry, ...]
    unmapped: tuple[Entry, ...] = ()

    @cached_property
    def ground(self) -> Arrangement:
        """Return the arrangement of all worked polygons: atoms of exact area."""
        return arranged(entry.wkb for entry in self.worked)

    @cached_property
    def _days(self) -> list[date]:
        return [_day_of(entry) for entry in self.worked]

    @cached_property
    def _parts(self) -> list[tuple[int, int, int]]:
        """Return (index of the first entry, number of entries, area in mm2) of every cell."""
        return [(cell.covering[0], len(cell.covering), cell.area_mm2) for cell in self.ground.cells]

    def total(self, *, on_day: date) -> Amount:
        """Return the ground worked up to the end of a day, in mm2, each part with the entry that was first."""
        last = bisect_right(self._days, on_day)
        return Amount.of((self.worked[first].id, area) for first, _, area in self._parts if first < last)

    def reported(self, *, on_day: date) -> Amount:
        """Return the naive sum of the polygons reported up to the end of a day, in mm2: overlaps count each time."""
        last = bisect_right(self._days, on_day)
        return Amount.of(
            (self.worked[index].id, cell.area_mm2)
            for cell in self.ground.cells
            for index in cell.covering
            if index < last
        )

    def increase(self, *, on_day: date) -> Amount:
        """Return the increase of the running total on one day, in mm2."""
        return Amount.of((self.worked[first].id, area) for first, _, area in self._parts if self._days[first] == on_day)

    def reworked(self, *, on_day: date) -> Amount:
        """Return the ground of one day's reports that was counted before, or twice that day, in mm2."""
        return Amount.of(
            (self.worked[index].id, cell.area_mm2)
            for cell in self.ground.cells
            for index in cell.covering[1:]
            if self._days[index] == on_day
        )

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
        parts: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
        for cell in self.ground.cells:
            covering = [index for index in cell.covering if index < last]
            if covering:
                names = {party.organisation for index in covering for party in self.worked[index].parties}
                parts[tuple(sorted(names))].append((self.worked[covering[0]].id, cell.area_mm2))
        return {names: Amount.of(lines) for names, lines in parts.items()}


def activity_account(stood: Iterable[Stood]) -> ActivityAccount:
    """Return the activity account of the entries that stand, in any order."""
    entries = sorted(
        (one.entry for one in stood if one.entry.kind == "area_worked"), key=lambda one: (_day_of(one), one.id)
    )
    mapped = tuple(entry for entry in entries if is_polygon(entry))
    unmapped = tuple(entry for entry in entries if not is_polygon(entry) and entry.body.get("stated_area_m2"))
    return ActivityAccount(mapped, unmapped)


def _day_of(entry: Entry) -> date:
    return entry.true_from or date.min
