"""Claims on ground: what a record says of it, in which order claims are applied, and which of them hold a spot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.state.land_table import HAZARD_CLAIMS, GroundClaim

_RELEASE_ORDER = (GroundClaim.SURVEYED, GroundClaim.CANCELLED, GroundClaim.REDUCED, GroundClaim.CLEARED)
"""From the least that a release says to the most; on one day they are applied in this order."""

_HAZARD_WORDS = {"suspected": GroundClaim.SHA, "confirmed": GroundClaim.CHA, "restricted": GroundClaim.RESTRICTED}

_RELEASE_WORDS = {claim.value: claim for claim in _RELEASE_ORDER if claim is not GroundClaim.SURVEYED}


@dataclass(frozen=True, slots=True)
class Claim:
    """A record's claim on the ground that it covers.

    Attributes:
        stood: The entry.
        says: What it claims.
        wkb: Its polygon; empty where the claim is on a hazard of which no polygon is known.
        day: The day from which it claims so; an undated hazard claims from the beginning of time.
    """

    stood: Stood
    says: GroundClaim
    wkb: bytes
    day: date

    @property
    def entry(self) -> Entry:
        """Return the entry."""
        return self.stood.entry

    @property
    def is_hazard(self) -> bool:
        """Return whether it can only make ground more hazardous: a hazard area or a failed inspection."""
        return self.says in HAZARD_CLAIMS


def claim_of(entry: Entry) -> GroundClaim | None:
    """Return what an entry claims of ground, None where it claims nothing. Activity claims nothing.

    A hazard status that is not known here claims that the ground is suspected; an unknown product claims nothing.
    """
    said = entry.body.get
    match entry.kind:
        case "hazard_area":
            return _HAZARD_WORDS.get(str(said("status")), GroundClaim.SHA)
        case "land_release":
            return _RELEASE_WORDS.get(str(said("product")))
        case "survey_report":
            return GroundClaim.SURVEYED if said("result") == "no_evidence" else None
        case "inspection":
            return GroundClaim.FAILED if said("verdict") == "failed" else None
        case _:
            return None


def is_polygon(entry: Entry) -> bool:
    """Return whether an entry's geometry is a polygon or several (WKB types 3, 6, little endian), not an empty one."""
    return entry.geometry[2:4] in ("03", "06") and entry.geometry[10:18] != "00000000"


def day_of(entry: Entry) -> date:
    """Return the day of an entry; what is not dated has always been so."""
    return entry.true_from or date.min


def names_of(entry: Entry) -> frozenset[str]:
    """Return the names by which a release can name a hazard: number, thing, and the entry itself."""
    return frozenset({entry.number, entry.thing, entry.id})


def closed_by(entry: Entry) -> frozenset[str]:
    """Return the names of the hazards that an entry says it closes."""
    said = entry.body.get("closes")
    return frozenset(map(str, said)) if isinstance(said, list | tuple) else frozenset()


def by_day(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims by day, releases before hazards and failed inspections; ties by kind and entry id, not arrival."""
    return sorted(claims, key=_place)


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims on one spot in the order in which they are applied.

    As ``by_day``, except for releases that name a hazard of their own day: they come after the hazards that each of
    them names, and before all others, so that a release closes no hazard of its day but those that it names. Where two
    of them name different hazards of the day, those hazards stand.

    Args:
        claims: Claims that cover the same spot, in any order.
    """
    ordered = by_day(claims)
    hazards: dict[date, set[str]] = defaultdict(set)
    for claim in ordered:
        if claim.entry.kind == "hazard_area":
            hazards[claim.day] |= names_of(claim.entry)
    naming: dict[date, list[frozenset[str]]] = defaultdict(list)
    for claim in ordered:
        closes = closed_by(claim.entry)
        if not claim.is_hazard and not hazards[claim.day].isdisjoint(closes):
            naming[claim.day].append(closes)
    if not naming:
        return ordered
    return sorted(ordered, key=lambda claim: (claim.day, _turn(claim, naming.get(claim.day, []))))


def _turn(claim: Claim, naming: Sequence[frozenset[str]]) -> int:
    """Return when a claim's turn comes in its day, given what releases that name hazards of that day say they close."""
    if claim.is_hazard:
        is_named = claim.entry.kind == "hazard_area" and not any(
            closes.isdisjoint(names_of(claim.entry)) for closes in naming
        )
        return 1 if is_named else 3
    return 2 if closed_by(claim.entry) in naming else 0


def _place(claim: Claim) -> tuple[date, int, int, str]:
    order = 0 if claim.is_hazard else _RELEASE_ORDER.index(claim.says)
    return (claim.day, int(claim.is_hazard), order, claim.entry.id)


def late_hazards(claims: Sequence[Claim]) -> list[Claim]:
    """Return hazards recorded after a release that they are dated before, and that nobody has settled yet.

    Each asks a person. Until then the cautious fold holds the hazard, so it is applied once more, last; the official
    fold takes an approved one by its date. A release counts as recorded when the first entry of its chain of
    corrections was: correcting it settles nothing.
    """
    releases = [claim for claim in claims if not claim.is_hazard]
    return [claim for claim in claims if claim.is_hazard and any(is_late(claim, release) for release in releases)]


def is_late(hazard: Claim, release: Claim) -> bool:
    """Return whether a hazard that nobody has settled was recorded after a release that it is dated before."""
    return (
        not hazard.stood.settled
        and release.stood.known_since < hazard.stood.recorded.recorded_at
        and hazard.day <= release.day
    )


def with_weakest_readings(claims: Sequence[Claim], readings: Mapping[str, int]) -> list[Claim]:
    """Return the claims, each release that clashes replaced by the least that all its readings say of this ground.

    It is left out where a reading does not release the ground; otherwise it is the weakest product on the earliest day
    of them, so that every hazard stands that stands in one of the readings.

    Args:
        claims: Claims that are in force on one spot, in order.
        readings: How many readings stand, by the entry that they clash over.
    """
    torn: dict[str, list[Claim]] = defaultdict(list)
    kept: list[Claim] = []
    for claim in claims:
        if claim.is_hazard or not claim.stood.clash:
            kept.append(claim)
        else:
            torn[claim.stood.clash].append(claim)
    if not torn:
        return kept
    whole = (said for clash, said in torn.items() if len(said) == readings.get(clash))
    return in_order([*kept, *(_weakest(said) for said in whole)])


def _weakest(readings: list[Claim]) -> Claim:
    counting = min(readings, key=lambda claim: (not claim.stood.approved, claim.entry.id))
    says = min((claim.says for claim in readings), key=_RELEASE_ORDER.index)
    return replace(counting, says=says, day=min(claim.day for claim in readings))
