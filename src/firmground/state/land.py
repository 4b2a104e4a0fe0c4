"""The status account of ground: for every point a fold of the claims that cover it.

Claims are applied by ``true_from``. On one day releases come before hazards, so that the hazard stands, unless a
release names the hazard that it closes; then it comes after that one. Ties are broken by the claim's kind and the
entry's id, never by arrival, so that the order in which entries come in does not matter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from firmground.geometry.overlay import Arrangement, arrangement
from firmground.ledger.standing import Fold, Stood
from firmground.records.entry import Entry
from firmground.state.evidence import NOTHING, Amount
from firmground.state.land_table import (
    HAZARD_CLAIMS,
    HAZARDS,
    RELEASED,
    GroundClaim,
    Point,
    Status,
    apply,
)

_RELEASE_ORDER = (GroundClaim.SURVEYED, GroundClaim.CANCELLED, GroundClaim.REDUCED, GroundClaim.CLEARED)


@dataclass(frozen=True, slots=True)
class Claim:
    """A record's claim on the ground that it covers.

    Attributes:
        stood: The entry.
        says: What it claims.
        wkb: Its polygon.
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


@dataclass(frozen=True, slots=True)
class Spot:
    """What a cell of ground is on a day, and which entry decided it.

    Attributes:
        point: Status and what goes with it.
        decided_by: Id of the entry that last changed the status; empty: nothing did.
        since: The day of that change; None where nothing changed it.
        accepted_by: Id of the inspection that accepted the release that stands, or empty.
        findings: Pairs (finding, entry id) of steps that ask a person.
    """

    point: Point
    decided_by: str = ""
    since: date | None = None
    accepted_by: str = ""
    findings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard area as a thing: what is left of it.

    Attributes:
        thing: Its id.
        number: Its visible number.
        status: The status that its last entry gives it.
        remaining_mm2: Ground inside its polygons that is still a hazard; 0 for one without a polygon.
        is_mapped: It has a polygon.
        stated_area_m2: What was stated of one without a polygon, None: nothing.
        is_open: Ground remains, or it has no polygon and nothing has closed it.
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


def claim_of(entry: Entry) -> GroundClaim | None:
    """Return what an entry claims of ground, None where it claims nothing. Activity claims nothing."""
    said = entry.body.get
    match entry.kind:
        case "hazard_area":
            words = {"suspected": GroundClaim.SHA, "confirmed": GroundClaim.CHA, "restricted": GroundClaim.RESTRICTED}
            return words.get(str(said("status")), GroundClaim.SHA)
        case "land_release":
            return GroundClaim(str(said("product")))
        case "survey_report":
            return GroundClaim.SURVEYED if said("result") == "no_evidence" else None
        case "inspection":
            return GroundClaim.FAILED if said("verdict") == "failed" else None
        case _:
            return None


def is_polygon(entry: Entry) -> bool:
    """Return whether an entry's geometry is a polygon or several (WKB types 3 and 6, little endian)."""
    return entry.geometry[2:4] in ("03", "06")


@dataclass(frozen=True)
class LandAccount:
    """The status account of an operation's ground, for every day, as known at one head and in one fold.

    Attributes:
        claims: The claims with polygons, in the order in which they are applied.
        unmapped: Entries that claim something of ground but have no polygon.
        accepted: Day and id of the inspection that accepts a release, by number of the release product.
        is_cautious: Whether hazards recorded late hold until a person has settled them.
    """

    claims: tuple[Claim, ...]
    unmapped: tuple[Stood, ...] = ()
    accepted: dict[str, tuple[date, str]] = field(default_factory=dict)
    is_cautious: bool = False
    _memory: dict[int, list[tuple[tuple[int, ...], int, Spot]]] = field(default_factory=dict, repr=False)

    @cached_property
    def ground(self) -> Arrangement:
        """Return the arrangement of all claims: atoms of exact area."""
        return arrangement([claim.wkb for claim in self.claims])

    def spots(self, *, on_day: date) -> list[tuple[tuple[int, ...], int, Spot]]:
        """Return every cell as (covering claims, area in mm2, what it is at the end of the day)."""
        step = bisect_right(self._event_days, on_day)
        if step not in self._memory:
            self._memory[step] = [
                (cell.covering, cell.area_mm2, self.spot(cell.covering, on_day=on_day)) for cell in self.ground.cells
            ]
        return self._memory[step]

    @cached_property
    def _event_days(self) -> list[date]:
        """Return the days on which anything about the ground can change; between two of them nothing does."""
        return sorted({claim.day for claim in self.claims} | {day for day, _ in self.accepted.values()})

    def spot(self, covering: Sequence[int], *, on_day: date) -> Spot:
        """Return what ground covered by these claims is at the end of a day."""
        in_force = [self.claims[index] for index in sorted(covering) if self.claims[index].day <= on_day]
        kept = _without_torn_releases(in_force, self._clash_sizes)
        late = _late_hazards(kept) if self.is_cautious else []
        return self._fold([*kept, *late], on_day)

    @cached_property
    def _clash_sizes(self) -> dict[str, int]:
        sizes: dict[str, int] = defaultdict(int)
        for claim in self.claims:
            if claim.stood.clash and claim.says not in HAZARD_CLAIMS:
                sizes[claim.stood.clash] += 1
        return sizes

    def _fold(self, claims: Sequence[Claim], on_day: date) -> Spot:
        spot = Spot(Point())
        for claim in claims:
            point, finding = apply(claim.says, spot.point)
            changed = point.status is not spot.point.status
            findings = (*spot.findings, (finding, claim.entry.id)) if finding else spot.findings
            decided, since = (claim.entry.id, claim.day) if changed else (spot.decided_by, spot.since)
            accepted = self._acceptance(claim, on_day) if changed else spot.accepted_by
            spot = Spot(point, decided, since, accepted if point.status in RELEASED else "", findings)
        return spot

    def _acceptance(self, release: Claim, on_day: date) -> str:
        day, inspection = self.accepted.get(release.entry.number, (date.max, ""))
        return inspection if release.day <= day <= on_day else ""

    def totals(self, *, on_day: date) -> dict[Status, Amount]:
        """Return the area of each status in mm2 at the end of a day, with the entries that decided it.

        Ground that no claim covers is in none of them; a status without ground is left out.
        """
        parts: dict[Status, list[tuple[str, int]]] = defaultdict(list)
        for _, area_mm2, spot in self.spots(on_day=on_day):
            if spot.point.status is not Status.NOT_SURVEYED:
                parts[spot.point.status].append((spot.decided_by, area_mm2))
        return {status: Amount.of(lines) for status, lines in parts.items()}

    def apart(self, *, on_day: date) -> dict[str, Amount]:
        """Return what is counted apart, in mm2: ``reopened``, ``no_hazard_recorded`` and ``accepted`` ground."""
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
        """Return every hazard area known on a day, open or not, in the order of number."""
        remaining: dict[str, int] = defaultdict(int)
        for covering, area_mm2, spot in self.spots(on_day=on_day):
            if spot.point.status in HAZARDS:
                for thing in {self.claims[index].entry.thing for index in covering if self._is_hazard(index, on_day)}:
                    remaining[thing] += area_mm2
        last = {claim.entry.thing: claim.entry for claim in self.claims if self._names_hazard(claim, on_day)}
        mapped = [_mapped_hazard(entry, remaining[thing]) for thing, entry in last.items()]
        return sorted([*mapped, *self._unmapped_hazards(set(last), on_day)], key=lambda hazard: hazard.number)

    def _is_hazard(self, index: int, on_day: date) -> bool:
        return self._names_hazard(self.claims[index], on_day)

    @staticmethod
    def _names_hazard(claim: Claim, on_day: date) -> bool:
        return claim.entry.kind == "hazard_area" and claim.day <= on_day

    def _unmapped_hazards(self, mapped: set[str], on_day: date) -> list[Hazard]:
        """Return hazards without a polygon; one is open until a release that stands names its number or entry."""
        closed = self._closed_names(on_day)
        last: dict[str, Entry] = {}
        for stood in self.unmapped:
            if stood.entry.kind == "hazard_area" and _day_of(stood.entry) <= on_day:
                last[stood.entry.thing] = stood.entry
        return [
            _unmapped_hazard(entry, is_open=not closed & {entry.number, entry.id, entry.thing})
            for thing, entry in last.items()
            if thing not in mapped
        ]

    def _closed_names(self, on_day: date) -> set[str]:
        releases = [*(claim.stood for claim in self.claims), *self.unmapped]
        return {
            name
            for stood in releases
            if stood.entry.kind == "land_release" and stood.approved and _day_of(stood.entry) <= on_day
            for name in stood.entry.body.get("closes", ())
        }

    def stated(self, *, on_day: date) -> dict[str, Amount]:
        """Return areas stated without a polygon, in mm2, by claim: never mixed into what is measured."""
        lines: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for stood in self.unmapped:
            said = claim_of(stood.entry)
            stated_m2 = stood.entry.body.get("stated_area_m2")
            if said and stated_m2 and _day_of(stood.entry) <= on_day:
                lines[said.value].append((stood.entry.id, round(float(stated_m2) * 1_000_000)))
        return {claim: Amount.of(parts) for claim, parts in lines.items()}

    def findings(self, *, on_day: date) -> dict[tuple[str, str], int]:
        """Return the area in mm2 by (finding, entry id) of steps of the table that ask a person."""
        areas: dict[tuple[str, str], int] = defaultdict(int)
        for _, area_mm2, spot in self.spots(on_day=on_day):
            for pair in set(spot.findings):
                areas[pair] += area_mm2
        return dict(areas)


def land_account(stood: Iterable[Stood], *, fold: Fold) -> LandAccount:
    """Return the status account of the entries that stand, in any order."""
    entries = list(stood)
    releases = {one.entry.number: one.entry for one in entries if one.entry.kind == "land_release"}
    claims: list[Claim] = []
    unmapped: list[Stood] = []
    for one in entries:
        said = claim_of(one.entry)
        if said is None:
            continue
        grounds = _grounds(one.entry, releases)
        claims.extend(Claim(one, said, wkb, _day_of(one.entry)) for wkb in grounds)
        if not grounds:
            unmapped.append(one)
    return LandAccount(tuple(_in_order(claims)), tuple(unmapped), _accepted(entries), fold is Fold.CAUTIOUS)


def _grounds(entry: Entry, releases: Mapping[str, Entry]) -> list[bytes]:
    """Return the polygons that an entry speaks of; an inspection without one speaks of the releases it names."""
    if is_polygon(entry):
        return [entry.wkb]
    named = [releases[number] for number in entry.body.get("releases", ()) if number in releases]
    return [release.wkb for release in named if is_polygon(release)]


def _accepted(stood: Iterable[Stood]) -> dict[str, tuple[date, str]]:
    return {
        number: (_day_of(one.entry), one.entry.id)
        for one in stood
        if one.entry.kind == "inspection" and one.approved and one.entry.body.get("verdict") == "accepted"
        for number in one.entry.body.get("releases", ())
    }


def _day_of(entry: Entry) -> date:
    """Return the day of an entry; what is not dated has always been so."""
    return entry.true_from or date.min


def _in_order(claims: list[Claim]) -> list[Claim]:
    """Return the claims in the order in which they are applied; a release follows the hazard it names, that day."""
    ordered = sorted(claims, key=_sort_key)
    position = {name: index for index, claim in enumerate(ordered) for name in _names(claim) if _is_hazard(claim)}
    after: dict[int, list[Claim]] = defaultdict(list)
    stay: list[tuple[int, Claim]] = []
    for index, claim in enumerate(ordered):
        named = [position[name] for name in claim.entry.body.get("closes", ()) if name in position]
        same_day = [at for at in named if ordered[at].day == claim.day]
        if same_day and not _is_hazard(claim):
            after[max(same_day)].append(claim)
        else:
            stay.append((index, claim))
    result: list[Claim] = []
    for index, claim in stay:
        result.append(claim)
        result.extend(after.get(index, ()))
    return result


def _sort_key(claim: Claim) -> tuple[date, int, int, str]:
    if _is_hazard(claim):
        return (claim.day, 1, 0, claim.entry.id)
    return (claim.day, 0, _RELEASE_ORDER.index(claim.says), claim.entry.id)


def _is_hazard(claim: Claim) -> bool:
    return claim.says in HAZARD_CLAIMS


def _names(claim: Claim) -> tuple[str, str, str]:
    return (claim.entry.number, claim.entry.id, claim.entry.thing)


def _late_hazards(claims: Sequence[Claim]) -> list[Claim]:
    """Return hazards recorded after a release that they are dated before, and that nobody has settled yet.

    Each asks a person. Until then the cautious fold holds the hazard, so it is applied once more, last; the official
    fold takes an approved one by its date.
    """
    releases = [claim for claim in claims if not _is_hazard(claim)]
    return [
        claim
        for claim in claims
        if _is_hazard(claim)
        and not claim.stood.settled
        and any(
            release.stood.recorded.recorded_at < claim.stood.recorded.recorded_at and claim.day <= release.day
            for release in releases
        )
    ]


def _without_torn_releases(claims: Sequence[Claim], clash_sizes: dict[str, int]) -> list[Claim]:
    """Return the claims without releases that clash and of which not all readings release this ground."""
    here: dict[str, int] = defaultdict(int)
    for claim in claims:
        if claim.stood.clash and not _is_hazard(claim):
            here[claim.stood.clash] += 1
    return [
        claim
        for claim in claims
        if _is_hazard(claim) or not claim.stood.clash or here[claim.stood.clash] == clash_sizes[claim.stood.clash]
    ]


def _mapped_hazard(entry: Entry, remaining_mm2: int) -> Hazard:
    return Hazard(
        entry.thing, entry.number, str(entry.body["status"]), remaining_mm2, True, None, remaining_mm2 > 0, entry.id
    )


def _unmapped_hazard(entry: Entry, *, is_open: bool) -> Hazard:
    stated = entry.body.get("stated_area_m2")
    stated_m2 = float(stated) if stated is not None else None
    return Hazard(entry.thing, entry.number, str(entry.body["status"]), 0, False, stated_m2, is_open, entry.id)


def total_of(totals: dict[Status, Amount], statuses: Iterable[Status]) -> Amount:
    """Return the sum of the amounts of several statuses."""
    amount = NOTHING
    for status in statuses:
        amount = amount + totals.get(status, NOTHING)
    return amount
