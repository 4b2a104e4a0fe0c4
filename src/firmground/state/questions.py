"""What the account of ground asks people: hazards recorded late, and products that contradict a hazard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from firmground.ledger.ports import Recorded
from firmground.state.claims import Claim, is_late
from firmground.state.land import RECORDED_LATE, LandAccount, Spot
from firmground.state.land_table import HAZARDS

LEAST_MM2 = 1_000_000
"""A product is asked about from this area on, 1 m2: neighbours that were drawn apart share slivers."""


@dataclass(frozen=True, slots=True)
class GroundQuestion:
    """One entry about which the state of ground asks a person.

    Attributes:
        finding: ``hazard_recorded_late``, ``cancelled_on_confirmed`` or ``released_on_restricted``.
        recorded: The entry that asks: the late hazard, or the release whose product contradicts a hazard.
        against: What it contradicts: the releases, or the hazards that hold the ground; in the order of their claims.
        area_mm2: How much ground it is about; 0 for a hazard without a polygon.
    """

    finding: str
    recorded: Recorded
    against: tuple[Recorded, ...]
    area_mm2: int


def ground_questions(land: LandAccount) -> list[GroundQuestion]:
    """Return what the ground asks, with everything known in force, oldest record first.

    Every cell is looked at once with the claims that cover it. A late hazard is asked about however small the ground
    is; a product only where the ground stays hazardous, and from ``LEAST_MM2`` on. Held rows ask elsewhere.

    Args:
        land: The cautious account, which holds late hazards until a person has settled them.
    """
    areas: dict[tuple[str, str], int] = defaultdict(int)
    asking: dict[tuple[str, str], Recorded] = {}
    against: dict[tuple[str, str], dict[str, Recorded]] = defaultdict(dict)
    for claims, area_mm2, spot in _asked(land):
        for key in dict.fromkeys(spot.findings):
            finding, entry_id = key
            claim = next(one for one in claims if one.entry.id == entry_id)
            if claim.stood.recorded.batch == 0 or (finding != RECORDED_LATE and spot.point.status not in HAZARDS):
                continue
            asking[key] = claim.stood.recorded
            areas[key] += area_mm2
            against[key] |= {one.entry.id: one.stood.recorded for one in _against(finding, claim, claims, spot)}
    found = [GroundQuestion(key[0], one, tuple(against[key].values()), areas[key]) for key, one in asking.items()]
    found = [one for one in found if one.finding == RECORDED_LATE or not 0 < one.area_mm2 < LEAST_MM2]
    return sorted(found, key=lambda one: (one.recorded.recorded_at, one.recorded.entry.id, one.finding))


def _asked(land: LandAccount) -> Iterator[tuple[list[Claim], int, Spot]]:
    """Return what asks: the claims of cells and of hazards without a polygon, the area, and what they amount to."""
    for covering, area_mm2, spot in land.asking(on_day=date.max):
        yield [land.claims[index] for index in covering], area_mm2, spot
    for claims, spot in land.unmapped_spots(on_day=date.max).values():
        if spot.findings:
            yield claims, 0, spot


def _against(finding: str, asking: Claim, claims: Iterable[Claim], spot: Spot) -> list[Claim]:
    if finding == RECORDED_LATE:
        return [one for one in claims if one.entry.kind == "land_release" and is_late(asking, one)]
    return [one for one in claims if one.entry.kind == "hazard_area" and one.entry.thing in spot.held_by]
