"""What a spot is: the definition of the fold, claim by claim. What is faster elsewhere has to say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from firmground.state.claims import Claim, late_hazards, with_weakest_readings
from firmground.state.land_table import HAZARDS, RELEASED, GroundClaim, Point, apply

RECORDED_LATE = "hazard_recorded_late"
"""The finding of a hazard that was recorded after a release that it is dated before, and that nobody has settled."""


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


@dataclass(frozen=True, slots=True)
class Folding:
    """How claims on one spot are folded.

    Attributes:
        accepted: The inspections that accept a release, by its number, the earliest first.
        is_cautious: Whether hazards recorded late hold until a person has settled them.
        readings: How many readings stand, by the entry that they clash over.
    """

    accepted: Mapping[str, Sequence[Acceptance]] = field(default_factory=dict)
    is_cautious: bool = False
    readings: Mapping[str, int] = field(default_factory=dict)

    def settled(self, claims: Iterable[Claim], on_day: date) -> Spot:
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
        if kept or claim.says.value != point.status.value:
            return kept
        acceptance = self.acceptance(claim)
        return acceptance.entry_id if acceptance and acceptance.day <= on_day else ""

    def acceptance(self, release: Claim) -> Acceptance | None:
        """Return the first inspection that accepts a release; a later correction of it is accepted anew."""
        recorded = release.stood.recorded
        for one in self.accepted.get(release.entry.number, ()):
            is_seen = not release.entry.supersedes or recorded.recorded_at <= one.recorded_at
            if release.day <= one.day and is_seen:
                return one
        return None


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
