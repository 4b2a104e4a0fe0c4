"""The status account of ground: for every point a fold of the claims that cover it.

Claims are applied by ``true_from``. On one day releases come before hazards, so that the hazard stands, unless a
release names the hazard that it closes; then it comes after that one. Ties are broken by the claim's kind and the
entry's id, never by arrival, so that the order in which entries come in does not matter.

``spots`` says what that makes of a spot; ``geometry.fold`` says it of all cells at once, and ``special`` where it
cannot. The cells are those of everything ever recorded: another day, head or fold is another scan of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from firmground.geometry.overlay import Arrangement
from firmground.ledger.standing import Fold, Stood
from firmground.state.arranged import StoredGround, arranged, stored_ground
from firmground.state.claims import (
    Claim,
    by_day,
    claim_of,
    closed_by,
    day_of,
    in_order,
    is_polygon,
)
from firmground.state.evidence import NOTHING, Amount
from firmground.state.folded import Decided, FoldedGround
from firmground.state.grounds import grounds
from firmground.state.hazards import (
    Hazard,
    claims_by_thing,
    claims_on_unmapped,
    last_claims,
    mapped_hazard,
    stated_m2,
    successors,
    unmapped_hazard,
)
from firmground.state.land_table import HAZARDS, GroundClaim, Status
from firmground.state.spots import RECORDED_LATE, Acceptance, Folding, Spot

__all__ = [
    "RECORDED_LATE",
    "Claim",
    "Hazard",
    "LandAccount",
    "Spot",
    "claim_of",
    "is_polygon",
    "land_account",
    "total_of",
]

_DAYS_KEPT = 16
"""For how many days the answers are kept; between two of them a scan of the cells gives any other day."""

T = TypeVar("T")

Cells = list[tuple[tuple[int, ...], int, Spot]]
"""Every cell as (covering claims, area in mm2, what it is)."""


@dataclass(frozen=True)
class LandAccount:
    """The status account of an operation's ground, for every day, as known at one head and in one fold.

    Attributes:
        claims: The claims with polygons, in the order of ``claims.by_day``.
        unmapped: Entries that claim something of ground but have no polygon.
        folding: How claims on one spot are folded.
        on_unmapped: What is claimed of each hazard without a polygon, by thing.
        taken_over: Hazard areas that take over from others, by the thing of the other.
        ever: Further polygons that were ever recorded; the ground is cut by these too, which changes no answer.
    """

    claims: tuple[Claim, ...]
    unmapped: tuple[Stood, ...] = ()
    folding: Folding = field(default_factory=Folding)
    on_unmapped: Mapping[str, Sequence[Claim]] = field(default_factory=dict)
    taken_over: Mapping[str, set[str]] = field(default_factory=dict)
    ever: tuple[bytes, ...] = field(default=(), repr=False, compare=False)
    _hazards: dict[int, list[Hazard]] = field(default_factory=dict, repr=False, compare=False)
    _totals: dict[int, dict[Status, Amount]] = field(default_factory=dict, repr=False, compare=False)
    _apart: dict[int, dict[str, Amount]] = field(default_factory=dict, repr=False, compare=False)
    _stated: dict[int, dict[str, Amount]] = field(default_factory=dict, repr=False, compare=False)
    _unmapped_spots: dict[int, dict[str, tuple[list[Claim], Spot]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _decided: dict[int, Decided] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_cautious(self) -> bool:
        """Return whether hazards recorded late hold until a person has settled them."""
        return self.folding.is_cautious

    @cached_property
    def ground(self) -> Arrangement:
        """Return the faces of all claims, to draw the whole of it; for one place or tile cut only what is there."""
        return arranged(claim.wkb for claim in self.claims)

    @cached_property
    def stored(self) -> StoredGround:
        """Return the cells that the ground is cut into, exact for these claims and for any others in it."""
        return stored_ground((claim.wkb for claim in self.claims), self.ever)

    @cached_property
    def folded(self) -> FoldedGround:
        """Return the cells with the claims on each, to be folded for any day."""
        return self.folded_over(self.stored.only(claim.wkb for claim in self.claims))

    def folded_over(self, stored: StoredGround) -> FoldedGround:
        """Return the claims laid over ground that is cut otherwise, by admin units too: the same sums in more parts.

        Args:
            stored: Ground that all claims are in.
        """
        return FoldedGround.of(stored, self.claims, self.folding, self.taken_over, self.spot)

    def decided(self, *, on_day: date) -> Decided:
        """Return what every cell is at the end of a day, and which entry decided it, as arrays."""
        return self._kept(self._decided, on_day, self.folded.decided)

    def spots(self, *, on_day: date) -> Cells:
        """Return every cell as (covering claims, area in mm2, what it is at the end of the day).

        A list of all ground, claim by claim: for drawing and tests. Sums of it are had faster from the other methods.
        """
        areas: dict[tuple[int, ...], int] = defaultdict(int)
        for covering, area_mm2 in self.folded.cells():
            areas[covering] += area_mm2
        return [(covering, area, self.folded.spot(covering, on_day=on_day)) for covering, area in sorted(areas.items())]

    def asking(self, *, on_day: date) -> Iterator[tuple[tuple[int, ...], int, Spot]]:
        """Return the cells that ask a person at the end of a day, as ``spots`` gives them, in the order of claims."""
        for covering, area_mm2 in sorted(self.folded.asking(on_day)):
            spot = self.folded.spot(covering, on_day=on_day)
            if spot.findings:
                yield covering, area_mm2, spot

    def spot(self, covering: Sequence[int], *, on_day: date) -> Spot:
        """Return what ground covered by these claims is at the end of a day."""
        known = [self.claims[index] for index in sorted(covering)]
        if not self._closing.isdisjoint(covering):
            known = in_order(known)
        return self.folding.settled(known, on_day)

    @cached_property
    def _closing(self) -> frozenset[int]:
        """Return the indexes of releases that name hazards: where one covers, the order of its day is its own."""
        return frozenset(index for index, claim in enumerate(self.claims) if closed_by(claim.entry))

    def _kept(self, memory: dict[int, T], on_day: date, work_out: Callable[[date], T]) -> T:
        """Return an answer that is the same between two days on which anything can change, worked out once."""
        step = bisect_right(self.event_days, on_day)
        found = memory.get(step)
        if found is None:
            found = work_out(on_day)
            if len(memory) >= _DAYS_KEPT:
                memory.clear()
            memory[step] = found
        return found

    @cached_property
    def event_days(self) -> list[date]:
        """Return the days on which anything about the ground can change; between two of them nothing does."""
        inspected = {one.day for found in self.folding.accepted.values() for one in found}
        on_unmapped = {claim.day for found in self.on_unmapped.values() for claim in found}
        stated = {day_of(one.entry) for one in self.unmapped}
        return sorted({claim.day for claim in self.claims} | inspected | on_unmapped | stated)

    def totals(self, *, on_day: date) -> dict[Status, Amount]:
        """Return the area of each status in mm2 at the end of a day, with the entries that decided it.

        Ground that no claim covers is in none of them; a status without ground is left out. Between two days on which
        anything can change the very same amounts are returned.
        """
        return self._kept(self._totals, on_day, self._totalled)

    def _totalled(self, on_day: date) -> dict[Status, Amount]:
        return self.decided(on_day=on_day).totals()

    def apart(self, *, on_day: date) -> dict[str, Amount]:
        """Return what is counted apart, in mm2: ``reopened``, ``no_hazard_recorded`` and ``accepted`` ground."""
        return self._kept(self._apart, on_day, self._counted_apart)

    def _counted_apart(self, on_day: date) -> dict[str, Amount]:
        return self.decided(on_day=on_day).apart()

    def curves(self, days: Sequence[date]) -> dict[Status, list[int]]:
        """Return the area of each status in mm2 at the end of each of several days, all in one pass.

        They are the values of ``totals``, without the entries.
        """
        return self.folded.curves(days)

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
        left = self.folded.left(on_day)
        counts = {thing: bisect_right(some, on_day, key=_day) for thing, some in self._by_thing.items()}
        return [
            mapped_hazard(self._by_thing[thing][count - 1], left[thing]) for thing, count in counts.items() if count
        ]

    @cached_property
    def _by_thing(self) -> dict[str, list[Claim]]:
        return claims_by_thing(self.claims)

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
        return self._kept(self._unmapped_spots, on_day, self._settled_unmapped)

    def _settled_unmapped(self, on_day: date) -> dict[str, tuple[list[Claim], Spot]]:
        return {
            thing: (claims, self.folding.settled(claims, on_day))
            for thing, claims in self._unmapped_orders.items()
            if thing not in self._mapped_from or on_day < self._mapped_from[thing]
        }

    @cached_property
    def _unmapped_orders(self) -> dict[str, list[Claim]]:
        return {thing: in_order(claims) for thing, claims in self.on_unmapped.items()}

    @cached_property
    def _mapped_from(self) -> dict[str, date]:
        """Return from which day a thing that is told of without a polygon has an approved one."""
        claims = (claim for claim in self.claims if claim.stood.approved and claim.entry.thing in self.on_unmapped)
        return {claim.entry.thing: claim.day for claim in sorted(claims, key=_day, reverse=True)}

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
        for _, area_mm2, spot in self.asking(on_day=on_day):
            for pair in set(spot.findings):
                areas[pair] += area_mm2
        return dict(areas)


def land_account(stood: Iterable[Stood], *, fold: Fold, ever: Iterable[bytes] = ()) -> LandAccount:
    """Return the status account of the entries that stand, in any order.

    Args:
        stood: What stands.
        fold: Official or cautious.
        ever: Polygons that were ever recorded, so that questions about another head or fold find the same cells.
    """
    entries = list(stood)
    claims, unmapped = grounds(entries)
    readings = Counter(one.clash for one in entries if one.clash)
    known = {claim.wkb for claim in claims}
    return LandAccount(
        tuple(by_day(claims)),
        tuple(unmapped),
        Folding(_acceptances(entries), fold is Fold.CAUTIOUS, readings),
        claims_on_unmapped(entries, unmapped),
        successors(entries),
        tuple(wkb for wkb in ever if wkb not in known),
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


def _day(claim: Claim) -> date:
    return claim.day


def _mm2(area_m2: float) -> int:
    return round(area_m2 * 1_000_000)


def total_of(totals: dict[Status, Amount], statuses: Iterable[Status]) -> Amount:
    """Return the sum of the amounts of several statuses."""
    amount = NOTHING
    for status in statuses:
        amount = amount + totals.get(status, NOTHING)
    return amount
