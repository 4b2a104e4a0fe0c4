"""The status account of ground: for every point a fold of the claims that cover it.

Claims are applied by ``true_from``. On one day releases come before hazards, so that the hazard stands, unless a
release names the hazard that it closes; then it comes after that one. Ties are broken by the claim's kind and the
entry's id, never by arrival, so that the order in which entries come in does not matter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from firmground.geometry.overlay import Arrangement
from firmground.ledger.standing import Fold, Stood
from firmground.state.arranged import arranged
from firmground.state.claims import (
    Claim,
    by_day,
    claim_of,
    closed_by,
    day_of,
    in_order,
    is_polygon,
    late_hazards,
    with_weakest_readings,
)
from firmground.state.evidence import NOTHING, Amount
from firmground.state.grounds import grounds
from firmground.state.hazards import (
    Hazard,
    Left,
    claims_on_unmapped,
    holding,
    last_claims,
    mapped_hazard,
    rank_of,
    stated_m2,
    status_of,
    successors,
    unmapped_hazard,
)
from firmground.state.land_table import HAZARDS, RELEASED, GroundClaim, Point, Status, apply

__all__ = ["Claim", "Hazard", "LandAccount", "Spot", "claim_of", "is_polygon", "land_account", "total_of"]

_DAYS_KEPT = 16
"""For how many days the list of all cells is kept; what each cell is on any day is kept with the cell."""

RECORDED_LATE = "hazard_recorded_late"
"""The finding of a hazard that was recorded after a release that it is dated before, and that nobody has settled."""

T = TypeVar("T")

Cells = list[tuple[tuple[int, ...], int, "Spot"]]
"""Every cell as (covering claims, area in mm2, what it is)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What a cell of ground is on a day, and which entry decided it.

    Attributes:
        point: Status and what goes with it.
        decided_by: Id of the entry that last changed the status; empty: nothing did.
        since: The day of that change; None where nothing changed it.
        accepted_by: Id of the inspection that accepted the release that stands, or empty.
        findings: Pairs (finding, entry id) that ask a person.
        held_by: Things that make it a hazard, in the order of their claims; empty where it is none.
    """

    point: Point
    decided_by: str = ""
    since: date | None = None
    accepted_by: str = ""
    findings: tuple[tuple[str, str], ...] = ()
    held_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An inspection that accepts a release: its day, its entry, and when it was recorded."""

    day: date
    entry_id: str
    recorded_at: datetime


@dataclass(frozen=True)
class LandAccount:
    """The status account of an operation's ground, for every day, as known at one head and in one fold.

    Attributes:
        claims: The claims with polygons, in the order of ``claims.by_day``.
        unmapped: Entries that claim something of ground but have no polygon.
        accepted: The inspections that accept a release, by its number, the earliest first.
        is_cautious: Whether hazards recorded late hold until a person has settled them.
        readings: How many readings stand, by the entry that they clash over.
        on_unmapped: What is claimed of each hazard without a polygon, by thing.
        taken_over: Hazard areas that take over from others, by the thing of the other.
    """

    claims: tuple[Claim, ...]
    unmapped: tuple[Stood, ...] = ()
    accepted: Mapping[str, Sequence[Acceptance]] = field(default_factory=dict)
    is_cautious: bool = False
    readings: Mapping[str, int] = field(default_factory=dict)
    on_unmapped: Mapping[str, Sequence[Claim]] = field(default_factory=dict)
    taken_over: Mapping[str, set[str]] = field(default_factory=dict)
    _memory: dict[int, Cells] = field(default_factory=dict, repr=False)
    _steps: dict[tuple[tuple[int, ...], int], Spot] = field(default_factory=dict, repr=False)
    _hazards: dict[int, list[Hazard]] = field(default_factory=dict, repr=False)
    _totals: dict[int, dict[Status, Amount]] = field(default_factory=dict, repr=False)
    _apart: dict[int, dict[str, Amount]] = field(default_factory=dict, repr=False)
    _stated: dict[int, dict[str, Amount]] = field(default_factory=dict, repr=False)

    @cached_property
    def ground(self) -> Arrangement:
        """Return the arrangement of all claims: atoms of exact area."""
        return arranged(claim.wkb for claim in self.claims)

    def spots(self, *, on_day: date) -> Cells:
        """Return every cell as (covering claims, area in mm2, what it is at the end of the day)."""
        return self._kept(self._memory, on_day, self._spots)

    def _spots(self, on_day: date) -> Cells:
        return [
            (cell.covering, cell.area_mm2, self._step(cell.covering, days, on_day))
            for cell, days in zip(self.ground.cells, self._days_of_cells, strict=True)
        ]

    def _kept(self, memory: dict[int, T], on_day: date, work_out: Callable[[date], T]) -> T:
        """Return an answer that is the same between two days on which anything can change, worked out once."""
        step = bisect_right(self._event_days, on_day)
        found = memory.get(step)
        if found is None:
            found = work_out(on_day)
            if len(memory) >= _DAYS_KEPT:
                memory.clear()
            memory[step] = found
        return found

    def _step(self, covering: tuple[int, ...], days: Sequence[date], on_day: date) -> Spot:
        """Return what a cell is, worked out once for each day on which it can change."""
        key = (covering, bisect_right(days, on_day))
        if key not in self._steps:
            self._steps[key] = self.spot(covering, on_day=on_day)
        return self._steps[key]

    @cached_property
    def _days_of_cells(self) -> list[list[date]]:
        """Return, for each cell, the days on which it can change: those of its claims and of their inspections."""
        days = [{claim.day, *(one.day for one in self.accepted.get(claim.entry.number, ()))} for claim in self.claims]
        return [sorted(set().union(*(days[index] for index in cell.covering))) for cell in self.ground.cells]

    @cached_property
    def _event_days(self) -> list[date]:
        """Return the days on which anything about the ground can change; between two of them nothing does."""
        inspected = {one.day for found in self.accepted.values() for one in found}
        on_unmapped = {claim.day for found in self.on_unmapped.values() for claim in found}
        stated = {day_of(one.entry) for one in self.unmapped}
        return sorted({claim.day for claim in self.claims} | inspected | on_unmapped | stated)

    def spot(self, covering: Sequence[int], *, on_day: date) -> Spot:
        """Return what ground covered by these claims is at the end of a day."""
        known = [self.claims[index] for index in sorted(covering)]
        if not self._closing.isdisjoint(covering):
            known = in_order(known)
        return self._settled(known, on_day)

    @cached_property
    def _closing(self) -> frozenset[int]:
        """Return the indexes of releases that name hazards: where one covers, the order of its day is its own."""
        return frozenset(index for index, claim in enumerate(self.claims) if closed_by(claim.entry))

    def _settled(self, claims: Iterable[Claim], on_day: date) -> Spot:
        """Return what claims in their order make of a spot at the end of a day.

        A hazard recorded late asks a person where it makes a difference; in the cautious fold it holds until then.
        """
        kept = with_weakest_readings([claim for claim in claims if claim.day <= on_day], self.readings)
        late = late_hazards(kept)
        by_date = self._fold(kept, on_day)
        if not late:
            return by_date
        held = self._fold([*kept, *late], on_day)
        spot = held if self.is_cautious else by_date
        if held.point.status is by_date.point.status:
            return spot
        asked = tuple((RECORDED_LATE, claim.entry.id) for claim in late)
        return replace(spot, findings=(*spot.findings, *asked))

    def _fold(self, claims: Sequence[Claim], on_day: date) -> Spot:
        spot = Spot(Point())
        released: tuple[str, ...] = ()
        for claim in claims:
            point, finding = apply(claim.says, spot.point)
            changed = point.status is not spot.point.status
            findings = (*spot.findings, (finding, claim.entry.id)) if finding else spot.findings
            decided, since = (claim.entry.id, claim.day) if changed else (spot.decided_by, spot.since)
            accepted = self._accepted_by(claim, spot, point, on_day)
            held, released = _holders(claim, spot, point, released)
            spot = Spot(point, decided, since, accepted, findings, held)
        return spot

    def _accepted_by(self, claim: Claim, before: Spot, point: Point, on_day: date) -> str:
        """Return the inspection that accepts what stands after a claim: that of the release which says what stands."""
        if point.status not in RELEASED:
            return ""
        kept = before.accepted_by if point.status is before.point.status else ""
        return kept or (self._acceptance(claim, on_day) if claim.says.value == point.status.value else "")

    def _acceptance(self, release: Claim, on_day: date) -> str:
        """Return the first inspection that accepts a release; a later correction of it is accepted anew."""
        recorded = release.stood.recorded
        for one in self.accepted.get(release.entry.number, ()):
            is_seen = not release.entry.supersedes or recorded.recorded_at <= one.recorded_at
            if release.day <= one.day <= on_day and is_seen:
                return one.entry_id
        return ""

    def totals(self, *, on_day: date) -> dict[Status, Amount]:
        """Return the area of each status in mm2 at the end of a day, with the entries that decided it.

        Ground that no claim covers is in none of them; a status without ground is left out. Between two days on which
        anything can change the very same amounts are returned.
        """
        return self._kept(self._totals, on_day, self._totalled)

    def _totalled(self, on_day: date) -> dict[Status, Amount]:
        parts: dict[Status, list[tuple[str, int]]] = defaultdict(list)
        for _, area_mm2, spot in self.spots(on_day=on_day):
            if spot.point.status is not Status.NOT_SURVEYED:
                parts[spot.point.status].append((spot.decided_by, area_mm2))
        return {status: Amount.of(lines) for status, lines in parts.items()}

    def apart(self, *, on_day: date) -> dict[str, Amount]:
        """Return what is counted apart, in mm2: ``reopened``, ``no_hazard_recorded`` and ``accepted`` ground."""
        return self._kept(self._apart, on_day, self._counted_apart)

    def _counted_apart(self, on_day: date) -> dict[str, Amount]:
        parts: dict[str, list[tuple[str, int]]] = {"reopened": [], "no_hazard_recorded": [], "accepted": []}
        for _, area_mm2, spot in self.spots(on_day=on_day):
            line = (spot.decided_by, area_mm2)
            if spot.point.reopened:
                parts["reopened"].append(line)
            if spot.point.no_hazard_recorded:
                parts["no_hazard_recorded"].append(line)
            if spot.accepted_by:
                parts["accepted"].append(line)
        return {name: Amount.of(lines) for name, lines in parts.items()}

    def days(self) -> list[date]:
        """Return the days on which a claim begins, in order."""
        return sorted({claim.day for claim in self.claims})

    def hazards(self, *, on_day: date) -> list[Hazard]:
        """Return every hazard area known on a day, open or not, in the order of number.

        In the cautious fold one stands twice while the only polygon that is known of it waits for approval: with the
        polygon, and as it was without one.
        """
        return self._kept(self._hazards, on_day, self._known_hazards)

    def _known_hazards(self, on_day: date) -> list[Hazard]:
        everything = [*self._mapped_hazards(on_day), *self._unmapped_hazards(on_day)]
        return sorted(everything, key=lambda hazard: hazard.number)

    def _mapped_hazards(self, on_day: date) -> list[Hazard]:
        left: dict[str, Left] = defaultdict(Left)
        for covering, area_mm2, spot in self.spots(on_day=on_day):
            counting = holding(spot.held_by, self.taken_over)
            for claim in (self.claims[index] for index in covering):
                if claim.entry.kind == "hazard_area" and claim.day <= on_day:
                    of = left[claim.entry.thing]
                    of.has_ground = True
                    if claim.entry.thing in counting:
                        of.rank = max(of.rank, min(rank_of(status_of(claim)), rank_of(spot.point.status)))
            for thing in counting:
                left[thing].area_mm2 += area_mm2
        last = last_claims(claim for claim in self.claims if claim.day <= on_day)
        return [mapped_hazard(claim, left[thing]) for thing, claim in last.items()]

    def _unmapped_hazards(self, on_day: date) -> list[Hazard]:
        """Return hazards without an approved polygon; one is open while the table, applied to it, says so."""
        found = []
        for thing, (claims, spot) in self.unmapped_spots(on_day=on_day).items():
            last = last_claims(claim for claim in claims if claim.day <= on_day).get(thing)
            if last:
                found.append(unmapped_hazard(last, is_open=spot.point.status in HAZARDS))
        return found

    def unmapped_spots(self, *, on_day: date) -> dict[str, tuple[list[Claim], Spot]]:
        """Return, by thing, what is claimed of each hazard without an approved polygon, and what that amounts to."""
        mapped = {claim.entry.thing for claim in self.claims if claim.day <= on_day and claim.stood.approved}
        orders = {thing: in_order(claims) for thing, claims in self.on_unmapped.items() if thing not in mapped}
        return {thing: (claims, self._settled(claims, on_day)) for thing, claims in orders.items()}

    def stated(self, *, on_day: date) -> dict[str, Amount]:
        """Return areas stated without a polygon, in mm2, by claim: never mixed into what is measured.

        A hazard area counts once, by its last entry, while it is open. Of releases that clash the least counts.
        """
        return self._kept(self._stated, on_day, self._stated_amounts)

    def _stated_amounts(self, on_day: date) -> dict[str, Amount]:
        lines: dict[str, list[tuple[str, int]]] = defaultdict(list)
        words = {"suspected": "sha", "confirmed": "cha", "restricted": "restricted"}
        for hazard in self._unmapped_hazards(on_day):
            if hazard.is_open and hazard.stated_area_m2:
                lines[words[hazard.status]].append((hazard.entry_id, _mm2(hazard.stated_area_m2)))
        for says, stood, area_m2 in self._stated_releases(on_day):
            lines[says.value].append((stood.entry.id, _mm2(area_m2)))
        return {claim: Amount.of(parts) for claim, parts in lines.items()}

    def _stated_releases(self, on_day: date) -> list[tuple[GroundClaim, Stood, float]]:
        least: dict[str, tuple[GroundClaim, Stood, float]] = {}
        for stood in self.unmapped:
            says, area_m2 = claim_of(stood.entry), stated_m2(stood)
            if says and area_m2 and stood.entry.kind != "hazard_area" and day_of(stood.entry) <= on_day:
                key = stood.clash or stood.entry.id
                if key not in least or (area_m2, stood.entry.id) < (least[key][2], least[key][1].entry.id):
                    least[key] = (says, stood, area_m2)
        return list(least.values())

    def findings(self, *, on_day: date) -> dict[tuple[str, str], int]:
        """Return the area in mm2 by (finding, entry id) of what asks a person: steps of the table, late hazards."""
        areas: dict[tuple[str, str], int] = defaultdict(int)
        for _, area_mm2, spot in self.spots(on_day=on_day):
            for pair in set(spot.findings):
                areas[pair] += area_mm2
        return dict(areas)


def _holders(
    claim: Claim, before: Spot, point: Point, released: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the things that hold a spot after a claim, and those from which it was released.

    A release frees the spot of all that held it; a failed inspection gives it back to them.
    """
    held = before.held_by
    if point.status not in HAZARDS:
        return (), (*released, *(thing for thing in held if thing not in released))
    if claim.entry.kind == "hazard_area" and claim.entry.thing not in held:
        return (*held, claim.entry.thing), released
    if claim.says is GroundClaim.FAILED:
        return (*held, *(thing for thing in released if thing not in held)), ()
    return held, released


def land_account(stood: Iterable[Stood], *, fold: Fold) -> LandAccount:
    """Return the status account of the entries that stand, in any order."""
    entries = list(stood)
    claims, unmapped = grounds(entries)
    return LandAccount(
        tuple(by_day(claims)),
        tuple(unmapped),
        _acceptances(entries),
        fold is Fold.CAUTIOUS,
        Counter(one.clash for one in entries if one.clash),
        claims_on_unmapped(entries, unmapped),
        successors(entries),
    )


def _acceptances(stood: Iterable[Stood]) -> dict[str, list[Acceptance]]:
    """Return the accepting inspections that are approved and do not clash, by number of the release."""
    found: dict[str, list[Acceptance]] = defaultdict(list)
    for one in stood:
        entry = one.entry
        is_accepting = entry.kind == "inspection" and entry.body.get("verdict") == "accepted"
        if is_accepting and one.approved and not one.clash:
            for number in entry.body.get("releases") or ():
                found[str(number)].append(Acceptance(day_of(entry), entry.id, one.recorded.recorded_at))
    return {number: sorted(these, key=lambda one: (one.day, one.entry_id)) for number, these in found.items()}


def _mm2(area_m2: float) -> int:
    return round(area_m2 * 1_000_000)


def total_of(totals: dict[Status, Amount], statuses: Iterable[Status]) -> Amount:
    """Return the sum of the amounts of several statuses."""
    amount = NOTHING
    for status in statuses:
        amount = amount + totals.get(status, NOTHING)
    return amount
