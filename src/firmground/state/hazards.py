"""Hazard areas as things: how much ground of each is left, and which are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from firmground.ledger.standing import Stood
from firmground.state.claims import Claim, claim_of, closed_by, day_of, names_of
from firmground.state.land_table import HAZARDS, GroundClaim, Status


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard area as a thing: what is left of it.

    Attributes:
        thing: Its id.
        number: Its visible number.
        status: ``suspected``, ``confirmed`` or ``restricted``: the worst that it makes of ground that is left; of one
            that is closed or has no polygon the last that was said of it.
        remaining_mm2: Ground inside its polygons that is still a hazard because of it; 0 for one without a polygon.
        is_mapped: It has a polygon.
        stated_area_m2: What was stated of one without a polygon, None: nothing.
        is_open: Ground remains (``LEAST_LEFT_MM2``), or it has no polygon and nothing has closed it.
        entry_id: Its last entry.
    """

    thing: str
    number: str
    status: str
    remaining_mm2: int
    is_mapped: bool
    stated_area_m2: float | None
    is_open: bool
    entry_id: str


LEAST_LEFT_MM2 = 10_000
"""A hazard area of which less is left than this, 1 dm2, counts as none left: slivers along borders are no ground."""

WORDS = {Status.SHA: "suspected", Status.CHA: "confirmed", Status.RESTRICTED: "restricted"}
"""The word of a hazard area's record for each hazard status."""


@dataclass(slots=True)
class Left:
    """What is left of a mapped hazard on a day: its ground, and the worst rank that the hazard gives to it.

    Attributes:
        area_mm2: Ground that is hazardous because of it.
        ground_mm2: All ground that its polygons cover.
        rank: The worst rank that it gives to what is left; -1: nothing is.
    """

    area_mm2: int = 0
    ground_mm2: int = 0
    rank: int = -1

    @property
    def is_open(self) -> bool:
        """Return whether ground is left; one that covers hardly any ground is open while all of that is left."""
        return self.area_mm2 >= min(LEAST_LEFT_MM2, self.ground_mm2)


def status_of(claim: Claim) -> Status:
    """Return the hazard status that a hazard area's claim gives to fresh ground."""
    return Status(claim.says.value)


def rank_of(status: Status) -> int:
    """Return the place of a hazard status among them, 0 is the least hazardous; -1 of any other status."""
    return HAZARDS.index(status) if status in HAZARDS else -1


def last_claims(claims: Iterable[Claim]) -> dict[str, Claim]:
    """Return the last claim of each hazard area by thing: by day, on one day the worst, then by entry id."""
    last: dict[str, Claim] = {}
    for claim in claims:
        if claim.entry.kind == "hazard_area":
            before = last.get(claim.entry.thing)
            if before is None or _order(before) <= _order(claim):
                last[claim.entry.thing] = claim
    return last


def claims_by_thing(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Return the claims of each hazard area, in the order by which ``last_claims`` says what is the last."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.entry.kind == "hazard_area":
            found[claim.entry.thing].append(claim)
    return {thing: sorted(some, key=_order) for thing, some in found.items()}


def _order(claim: Claim) -> tuple[date, int, str]:
    return (claim.day, rank_of(status_of(claim)), claim.entry.id)


def mapped_hazard(last: Claim, left: Left) -> Hazard:
    """Return a hazard with a polygon; one whose polygons hold no ground at all stays open."""
    entry = last.entry
    status = HAZARDS[left.rank] if left.is_open and left.rank >= 0 else status_of(last)
    left_mm2 = max(left.area_mm2, 0)
    return Hazard(entry.thing, entry.number, WORDS[status], left_mm2, True, None, left.is_open, entry.id)


def unmapped_hazard(last: Claim, *, is_open: bool) -> Hazard:
    """Return a hazard of which no polygon is known."""
    entry = last.entry
    return Hazard(entry.thing, entry.number, WORDS[status_of(last)], 0, False, stated_m2(last.stood), is_open, entry.id)


def stated_m2(stood: Stood) -> float | None:
    """Return the area that an entry states, None where it states none that can be read."""
    said = stood.entry.body.get("stated_area_m2")
    return float(said) if isinstance(said, int | float) else None


def successors(stood: Iterable[Stood]) -> dict[str, set[str]]:
    """Return the hazard areas that take over from each, by thing: what it was split into, or merged into.

    Of two areas of which one answers the other, the younger takes over: the one with the later first day; on one day
    the one that answers. The older is open only where none of them holds its ground.
    """
    first: dict[str, date] = {}
    named: dict[str, str] = {}
    answers: list[tuple[str, str]] = []
    for one in stood:
        entry = one.entry
        if entry.kind == "hazard_area":
            first[entry.thing] = min(first.get(entry.thing, date.max), day_of(entry))
            named |= dict.fromkeys(names_of(entry), entry.thing)
            if entry.body.get("answers"):
                answers.append((entry.thing, str(entry.body["answers"])))
    found: dict[str, set[str]] = defaultdict(set)
    for thing, name in answers:
        other = named.get(name, thing)
        if other != thing:
            older, younger = (thing, other) if first[thing] < first[other] else (other, thing)
            found[older].add(younger)
    return dict(found)


def holding(things: tuple[str, ...], taken_over: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return the things that a piece of hazardous ground counts for: those that nothing here took over from."""
    if not taken_over:
        return things
    kept = tuple(thing for thing in things if taken_over.get(thing, set()).isdisjoint(things))
    return kept or things


def claims_on_unmapped(stood: Iterable[Stood], unmapped: Iterable[Stood]) -> dict[str, list[Claim]]:
    """Return what is claimed of each hazard area without a polygon, by thing.

    That is its own entries without one, releases that name it, and failed inspections of those releases.
    """
    claims: dict[str, list[Claim]] = defaultdict(list)
    for one in unmapped:
        says = claim_of(one.entry)
        if one.entry.kind == "hazard_area" and says:
            claims[one.entry.thing].append(Claim(one, says, b"", day_of(one.entry)))
    if not claims:
        return {}
    releases, failures = _releases_and_failures(stood)
    for found in claims.values():
        names = frozenset().union(*(names_of(claim.entry) for claim in found))
        naming = {claim.entry.id: claim for name in names for claim in releases.get(name, ())}
        found.extend(naming.values())
        for release in naming.values():
            found.extend(_on(release, failure) for failure in failures.get(release.entry.number, ()))
    return dict(claims)


def _releases_and_failures(stood: Iterable[Stood]) -> tuple[dict[str, list[Claim]], dict[str, list[Stood]]]:
    """Return releases by the names that they close, and failed inspections by the number of the release inspected."""
    releases: dict[str, list[Claim]] = defaultdict(list)
    failures: dict[str, list[Stood]] = defaultdict(list)
    for one in stood:
        says = claim_of(one.entry)
        if one.entry.kind == "land_release" and says:
            for name in closed_by(one.entry):
                releases[name].append(Claim(one, says, b"", day_of(one.entry)))
        elif says is GroundClaim.FAILED:
            for number in one.entry.body.get("releases") or ():
                failures[str(number)].append(one)
    return releases, failures


def _on(release: Claim, failure: Stood) -> Claim:
    return Claim(failure, GroundClaim.FAILED, b"", max(day_of(failure.entry), release.day))
