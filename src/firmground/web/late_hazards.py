"""Hazards recorded late: after a release of the same ground, and dated before it. Each asks a person which stands."""

from __future__ import annotations

from firmground.geometry.measures import box
from firmground.geometry.overlay import overlap_pairs
from firmground.ledger.ports import Recorded
from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.state.land import is_polygon
from firmground.state.picture import Picture


def late_hazards(picture: Picture) -> list[tuple[Recorded, list[Recorded]]]:
    """Return the hazards that nobody has settled, oldest first, each with the releases that they contradict.

    Args:
        picture: The cautious picture, which holds these hazards until a person has settled them.
    """
    releases = [stood for stood in picture.standing.of_kind("land_release") if _is_dated_polygon(stood.entry)]
    found = []
    for stood in picture.standing.of_kind("hazard_area"):
        if stood.settled or stood.recorded.batch == 0 or not _is_dated_polygon(stood.entry):
            continue
        against = [release for release in releases if _contradicts(stood, release)]
        if against:
            found.append((stood.recorded, [release.recorded for release in against]))
    return found


def _is_dated_polygon(entry: Entry) -> bool:
    return entry.true_from is not None and is_polygon(entry)


def _contradicts(hazard: Stood, release: Stood) -> bool:
    said, freed = hazard.entry, release.entry
    if said.true_from is None or freed.true_from is None or said.true_from > freed.true_from:
        return False
    if release.recorded.recorded_at >= hazard.recorded.recorded_at or not _boxes_meet(said, freed):
        return False
    return bool(overlap_pairs([said.wkb, freed.wkb]))


def _boxes_meet(one: Entry, other: Entry) -> bool:
    west, south, east, north = box(one.wkb)
    other_west, other_south, other_east, other_north = box(other.wkb)
    return other_west < east and west < other_east and other_south < north and south < other_north
