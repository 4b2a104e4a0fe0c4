"""Layers of the map as GeoJSON features, worked out from a picture. They are for staff; the public has ``concealed``.

Properties carry codes and numbers, never words of a language. Coordinates are WGS 84, longitude first.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from firmground.geometry.formats import to_geojson_all
from firmground.geometry.measures import centroid, circle, vertices
from firmground.geometry.overlay import dissolve, dissolve_all
from firmground.ledger.ports import Recorded
from firmground.ledger.standing import Stood
from firmground.records.entry import Entry
from firmground.records.ordnance import LotEvent
from firmground.records.roads import StretchState
from firmground.state.land import Hazard, Spot
from firmground.state.land_table import HAZARDS, Status
from firmground.state.ordnance import Fact
from firmground.state.picture import Picture

Feature = dict[str, Any]
"""A GeoJSON feature."""

Shaped = tuple[bytes, dict[str, Any]]
"""A shape (WKB, WGS 84) and what is said of it: what a feature, or a feature of a tile, is made of."""

STATUS_OF_HAZARD = {"suspected": Status.SHA, "confirmed": Status.CHA, "restricted": Status.RESTRICTED}
"""The status that a hazard area's own word gives to ground."""

DRAWING_ORDER = (
    Status.SURVEYED,
    Status.CANCELLED,
    Status.REDUCED,
    Status.CLEARED,
    Status.SHA,
    Status.CHA,
    Status.RESTRICTED,
)
"""Drawing order: hazards last, so that nothing covers them."""


DECIMALS = 7
"""Of degrees in what is drawn: about a centimetre. What is taken away as evidence keeps all nine."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Ground of one status, decided by one entry, in one shape.

    Attributes:
        spot: What it is and since when.
        wkb: Its shape, WGS 84.
    """

    spot: Spot
    wkb: bytes


def collection(features: Iterable[Feature]) -> Feature:
    """Return features as a GeoJSON FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features)}


def feature(wkb: bytes, **properties: object) -> Feature:
    """Return a shape with its properties as a GeoJSON feature for drawing."""
    return features([(wkb, properties)])[0]


def features(shapes: Sequence[Shaped]) -> list[Feature]:
    """Return shapes, each with its properties, as GeoJSON features for drawing, in their order."""
    geometries = to_geojson_all([wkb for wkb, _ in shapes], decimals=DECIMALS)
    return [
        {"type": "Feature", "geometry": geometry, "properties": properties}
        for geometry, (_, properties) in zip(geometries, shapes, strict=True)
    ]


def grounds(picture: Picture, *, on_day: date) -> list[Ground]:
    """Return the ground of every status at the end of a day, pieces of the same decision joined, hazards last.

    Ground that nothing has been said of is not in it.
    """
    land = picture.land
    known = {covering: spot for covering, _, spot in land.spots(on_day=on_day)}
    pieces: dict[tuple[str, str, bool, bool], list[bytes]] = defaultdict(list)
    spots: dict[tuple[str, str, bool, bool], Spot] = {}
    for covering, wkb in land.ground.faces():
        spot = known.get(covering) or land.spot(covering, on_day=on_day)
        if spot.point.status is not Status.NOT_SURVEYED:
            key = (spot.point.status.value, spot.decided_by, bool(spot.accepted_by), spot.point.reopened)
            pieces[key].append(wkb)
            spots[key] = spot
    shapes = dissolve_all(list(pieces.values()))
    joined = [Ground(spots[key], wkb) for key, wkb in zip(pieces, shapes, strict=True)]
    return sorted(joined, key=lambda one: (DRAWING_ORDER.index(one.spot.point.status), one.spot.decided_by))


def status_features(picture: Picture, *, on_day: date) -> list[Feature]:
    """Return the status of ground: ``status``, ``since``, ``number``, ``decided_by``, ``accepted``, ``reopened``.

    ``held``: the deciding report waits for an answer and is not entered yet. Hazards last.
    """
    found = grounds(picture, on_day=on_day)
    return features([(ground.wkb, _said_of(ground.spot, picture.by_id[ground.spot.decided_by])) for ground in found])


def _said_of(spot: Spot, decided_by: Recorded) -> dict[str, object]:
    return {
        "status": spot.point.status.value,
        "since": _iso(spot.since),
        "number": decided_by.entry.number,
        "decided_by": decided_by.entry.id,
        "accepted": bool(spot.accepted_by),
        "reopened": spot.point.reopened,
        "held": decided_by.batch == 0,
    }


def unmapped_hazards(picture: Picture, *, on_day: date) -> list[tuple[Hazard, Entry]]:
    """Return the open hazards without a polygon, each with its last entry, in the order of number."""
    return [
        (hazard, picture.by_id[hazard.entry_id].entry)
        for hazard in picture.land.hazards(on_day=on_day)
        if hazard.is_open and not hazard.is_mapped
    ]


def hazard_circle(hazard: Hazard, entry: Entry, *, radius_m: float) -> bytes | None:
    """Return the circle drawn for a hazard without a polygon, None where it has no place at all.

    Args:
        hazard: An open hazard without a polygon.
        entry: Its last entry; its geometry is a point, or several, or nothing.
        radius_m: Taken where no area is stated, and never less than it.
    """
    if not entry.geometry:
        return None
    lon, lat = centroid(entry.wkb)
    stated_m = math.sqrt(hazard.stated_area_m2 / math.pi) if hazard.stated_area_m2 else 0.0
    return _circle(lon, lat, max(stated_m, radius_m))


_circle = lru_cache(maxsize=20_000)(circle)
"""The same circles are drawn on every day."""


def unmapped_features(picture: Picture, *, on_day: date, radius_m: float) -> list[Feature]:
    """Return ``unmapped_circles`` as features."""
    return features(unmapped_circles(picture, on_day=on_day, radius_m=radius_m))


def unmapped_circles(picture: Picture, *, on_day: date, radius_m: float) -> list[Shaped]:
    """Return hazards without a polygon as circles: of the stated area, at least of the operation's radius.

    Those without any place cannot be drawn; ``unmapped_hazards`` counts them all the same.
    """
    found = []
    for hazard, entry in unmapped_hazards(picture, on_day=on_day):
        shape = hazard_circle(hazard, entry, radius_m=radius_m)
        if shape is not None:
            status = STATUS_OF_HAZARD[hazard.status].value
            said = {"status": status, "number": hazard.number, "decided_by": entry.id, "unmapped": True}
            found.append((shape, said))
    return found


def unmapped_points(picture: Picture, *, on_day: date) -> list[Shaped]:
    """Return the places of open hazards without a polygon, with their ``status`` and ``number``."""
    return [
        (entry.wkb, {"status": STATUS_OF_HAZARD[hazard.status].value, "number": hazard.number, "id": entry.id})
        for hazard, entry in unmapped_hazards(picture, on_day=on_day)
        if entry.geometry
    ]


def activity_features(picture: Picture, *, on_day: date) -> list[Feature]:
    """Return the ground worked up to a day as one outline, and what was new on that day as another, ``of_day``.

    The second is the day's increase, not its reports: ground that had been worked before is not in it.
    """
    worked = picture.activity.worked
    faces = [(_day(worked[covering[0]]), wkb) for covering, wkb in picture.activity.ground.faces()]
    whole = [wkb for day, wkb in faces if day <= on_day]
    new = [wkb for day, wkb in faces if day == on_day]
    return [feature(dissolve(wkbs), of_day=of_day) for wkbs, of_day in ((whole, False), (new, True)) if wkbs]


def reports(picture: Picture, *, on_day: date) -> list[Shaped]:
    """Return the polygons of every report of work up to a day, one by one, those of the day marked ``of_day``."""
    return [
        (entry.wkb, {"of_day": _day(entry) == on_day, "number": entry.number, "id": entry.id})
        for entry in picture.activity.worked
        if _day(entry) <= on_day
    ]


def boundary_features(operation: Entry, *, name: str) -> list[Feature]:
    """Return an operation's boundary, and its ``name`` at the northernmost corner; nothing where none is set.

    What the name says in brackets is left out: on a right-to-left page the map would draw them turned around.
    """
    if not operation.geometry:
        return []
    outline = feature(operation.wkb, id=operation.id)
    place = {"type": "Point", "coordinates": max(chain(*vertices(operation.wkb)), key=lambda corner: corner[1])}
    label = {"type": "Feature", "geometry": place, "properties": {"name": name.partition(" (")[0], "id": operation.id}}
    return [outline, label]


def roads(picture: Picture, *, on_day: date) -> list[Shaped]:
    """Return stretches: those checked, and those that have the last word on some of their length; closures last.

    A stretch that is only partly overtaken is drawn whole, and closures over everything else: in doubt it is closed.
    """
    last_words = {entry for amount in picture.roads.by_state(on_day=on_day).values() for entry in amount.by_entry}
    shown = [
        entry
        for entry in picture.roads.stretches
        if entry.geometry and _day(entry) <= on_day and (_is_checked(entry) or entry.id in last_words)
    ]
    order = [state.value for state in StretchState]
    shown.sort(key=lambda entry: (order.index(str(entry.body["state"])), _day(entry)))
    return [
        _shaped(
            entry.wkb,
            state=entry.body["state"],
            number=entry.number,
            id=entry.id,
            road=entry.body.get("road", ""),
            since=_iso(entry.true_from),
        )
        for entry in shown
    ]


def ordnance(picture: Picture, *, on_day: date) -> list[Shaped]:
    """Return the ordnance lots that have a place, each once, at the place of its last fact.

    ``event`` is destroyed where as many items were destroyed as found, otherwise moved or found; ``remaining`` is what
    is left of it, ``quantity`` what its last fact tells.
    """
    lots: dict[str, list[Fact]] = defaultdict(list)
    for fact in picture.ordnance.facts:
        if fact.day <= on_day:
            lots[fact.entry.thing].append(fact)
    return [_lot(facts) for facts in lots.values() if any(fact.entry.geometry for fact in facts)]


def _lot(facts: list[Fact]) -> Shaped:
    counts = {event: sum(fact.quantity for fact in facts if fact.event is event) for event in LotEvent}
    remaining = counts[LotEvent.FOUND] - counts[LotEvent.DESTROYED]
    last = [fact for fact in facts if fact.entry.geometry][-1]
    moved = LotEvent.MOVED if counts[LotEvent.MOVED] else LotEvent.FOUND
    return _shaped(
        last.entry.wkb,
        event=(LotEvent.DESTROYED if remaining <= 0 else moved).value,
        category=last.category.value,
        quantity=last.quantity,
        remaining=remaining,
        since=_iso(last.day),
        number=last.entry.number,
        id=last.entry.id,
    )


def buildings(picture: Picture, *, on_day: date) -> list[Shaped]:
    """Return buildings checked that have a place: how many, of what use, since when."""
    return [
        _shaped(
            entry.wkb,
            buildings=int(entry.body.get("buildings", 1)),
            use=entry.body.get("use", "residential"),
            socially_important=bool(entry.body.get("socially_important")),
            since=_iso(entry.true_from),
            number=entry.number,
            id=entry.id,
        )
        for entry in picture.buildings.checks
        if entry.geometry and _day(entry) <= on_day
    ]


def held(picture: Picture, *, on_day: date) -> list[Shaped]:
    """Return what the cautious fold holds and nobody has approved: held rows and unapproved danger, with places."""
    return [
        _shaped(
            stood.entry.wkb,
            kind=stood.entry.kind,
            status=_held_status(stood.entry),
            number=stood.entry.number,
            id=stood.entry.id,
            held=stood.recorded.batch == 0,
        )
        for stood in _unapproved(picture)
        if stood.entry.geometry and _day(stood.entry) <= on_day
    ]


def _unapproved(picture: Picture) -> Iterator[Stood]:
    return (stood for stood in picture.standing.entries if not stood.approved)


def _held_status(entry: Entry) -> str:
    said = STATUS_OF_HAZARD.get(str(entry.body.get("status", "")))
    return said.value if said else ""


def _shaped(wkb: bytes, **said: object) -> Shaped:
    return wkb, said


def is_hazard(ground: Ground) -> bool:
    """Return whether a piece of ground is suspected, confirmed or restricted."""
    return ground.spot.point.status in HAZARDS


def _is_checked(entry: Entry) -> bool:
    return entry.body.get("state") == StretchState.CHECKED


def _day(entry: Entry) -> date:
    return entry.true_from or date.min


def _iso(day: date | None) -> str | None:
    return None if day is None or day == date.min else day.isoformat()
