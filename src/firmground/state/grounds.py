"""Which ground a record speaks of: its own polygon, that of its thing, or those of the releases that it inspects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from firmground.ledger.standing import Stood
from firmground.state.claims import Claim, claim_of, day_of, is_polygon
from firmground.state.land_table import GroundClaim

_Places = list[tuple[bytes, date]]
"""Polygons, each with the day from which something is said of it."""


def grounds(stood: Sequence[Stood]) -> tuple[list[Claim], list[Stood]]:
    """Return the claims of entries that stand, on each polygon that they speak of, and the entries that have none."""
    releases: dict[str, list[Stood]] = defaultdict(list)
    hazards: dict[str, list[Stood]] = defaultdict(list)
    for one in stood:
        if one.entry.kind == "land_release" and is_polygon(one.entry):
            releases[one.entry.number].append(one)
        elif one.entry.kind == "hazard_area" and is_polygon(one.entry):
            hazards[one.entry.thing].append(one)
    claims: list[Claim] = []
    unmapped: list[Stood] = []
    for one in stood:
        says = claim_of(one.entry)
        if says is None:
            continue
        places = _failed_ground(one, releases) if says is GroundClaim.FAILED else _own_ground(one, hazards)
        claims.extend(Claim(one, says, wkb, day) for wkb, day in places)
        if not places or _is_without_approved_polygon(one, hazards):
            unmapped.append(one)
    return claims, unmapped


def _failed_ground(inspection: Stood, releases: Mapping[str, Iterable[Stood]]) -> _Places:
    """Return the ground that a failed inspection speaks of: the whole lots that it names, and its own polygon.

    A lot fails from the day on which it was released, where the inspection is dated before or not at all.
    """
    entry, day = inspection.entry, day_of(inspection.entry)
    lots = [one for number in entry.body.get("releases") or () for one in releases.get(str(number), ())]
    own: _Places = [(entry.wkb, day)] if is_polygon(entry) else []
    return own + [(lot.entry.wkb, max(day, day_of(lot.entry))) for lot in lots]


def _own_ground(one: Stood, hazards: Mapping[str, Sequence[Stood]]) -> _Places:
    """Return an entry's polygon; a hazard entry without one speaks of all polygons of its thing.

    Those of which approval is waiting speak only for entries that wait too.
    """
    day = day_of(one.entry)
    if is_polygon(one.entry):
        return [(one.entry.wkb, day)]
    if one.entry.kind != "hazard_area":
        return []
    known = [other for other in hazards.get(one.entry.thing, ()) if other.approved or not one.approved]
    return [(wkb, day) for wkb in sorted({other.entry.wkb for other in known})]


def _is_without_approved_polygon(one: Stood, hazards: Mapping[str, Sequence[Stood]]) -> bool:
    """Return whether a hazard entry without a polygon is of a thing that has no approved one."""
    if one.entry.kind != "hazard_area" or is_polygon(one.entry):
        return False
    return not any(other.approved for other in hazards.get(one.entry.thing, ()))
