"""The history of a spot: every entry that covers a place, newest first, and what each made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from firmground.geometry.formats import from_geojson
from firmground.geometry.measures import contains, distance_m
from firmground.geometry.nearby import Nearby
from firmground.ledger.ports import Recorded
from firmground.maps.kept import Kept
from firmground.maps.layers import hazard_circle, unmapped_hazards
from firmground.maps.windows import ground_of
from firmground.records.deeds import DecisionVerdict
from firmground.state.land import Hazard, Spot, claim_of
from firmground.state.land_table import Point, Status
from firmground.state.picture import Picture

NEAR_M = 25.0
"""Points and lines count as being at a place within this distance, metres: about the error of a phone's position."""

_NEAR_DEG = 0.001
"""A box widened by this much holds whatever is near, below 75 degrees of latitude."""


class Standing(StrEnum):
    """What became of an entry."""

    STANDS = "stands"
    WAITS = "waits"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry in the history of a place.

    Attributes:
        recorded: The entry, and when the ledger learned it.
        standing: What became of it.
        before: The status of the place before it, None where it says nothing of the status.
        after: The status after it; equal to ``before`` where it changed nothing.
        is_near: It is a point or a line within ``NEAR_M``, not a polygon that covers the place.
    """

    recorded: Recorded
    standing: Standing
    before: Status | None = None
    after: Status | None = None
    is_near: bool = False

    @property
    def changed(self) -> bool:
        """Return whether it changed the status of the place."""
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class SpotHistory:
    """What is known of a place on a day.

    Attributes:
        spot: What the place is.
        claims: Entries that speak of the status, newest first.
        activity: Entries that speak of work or finds there, newest first; they release nothing.
        unmapped: Open hazards without a polygon whose circle covers the place.
    """

    spot: Spot = field(default_factory=lambda: Spot(Point()))
    claims: tuple[Moment, ...] = ()
    activity: tuple[Moment, ...] = ()
    unmapped: tuple[Hazard, ...] = ()


def history(picture: Picture, lon: float, lat: float, *, on_day: date, radius_m: float) -> SpotHistory:
    """Return the history of a place up to the end of a day, both clocks with every entry.

    Entries that are corrected, withdrawn, rejected or not yet approved are in it and say so; only those that stand in
    the picture's fold have a before and an after.

    Args:
        picture: In the fold whose statuses are wanted.
        lon: Degrees.
        lat: Degrees.
        on_day: The end of this day.
        radius_m: Radius of a hazard of which only a point is known.
    """
    land = picture.land
    covering = ground_of(land).at(lon, lat)
    spot, steps = _steps(picture, covering, on_day)
    moments = [_moment(picture, one, near, steps) for one, near in _here(picture, lon, lat, steps, on_day)]
    moments.sort(key=lambda moment: (_day(moment.recorded), moment.recorded.recorded_at), reverse=True)
    speaks = [claim_of(moment.recorded.entry) is not None for moment in moments]
    return SpotHistory(
        spot,
        tuple(moment for moment, says in zip(moments, speaks, strict=True) if says),
        tuple(moment for moment, says in zip(moments, speaks, strict=True) if not says),
        tuple(_circles_over(picture, lon, lat, on_day, radius_m)),
    )


def _circles_over(picture: Picture, lon: float, lat: float, on_day: date, radius_m: float) -> Iterator[Hazard]:
    for hazard, entry in unmapped_hazards(picture, on_day=on_day):
        shape = hazard_circle(hazard, entry, radius_m=radius_m)
        if shape is not None and contains(shape, lon, lat):
            yield hazard


def _steps(picture: Picture, covering: list[int], on_day: date) -> tuple[Spot, dict[str, tuple[Status, Status]]]:
    """Return what the place is, and the status before and after each claim that is in force, by entry id."""
    land = picture.land
    steps: dict[str, tuple[Status, Status]] = {}
    spot = Spot(Point())
    in_force = [index for index in covering if land.claims[index].day <= on_day]
    for count in range(1, len(in_force) + 1):
        after = land.spot(in_force[:count], on_day=on_day)
        entry = land.claims[in_force[count - 1]].entry.id
        before, _ = steps.get(entry, (spot.point.status, spot.point.status))
        steps[entry] = (before, after.point.status)
        spot = after
    return spot, steps


def _here(
    picture: Picture, lon: float, lat: float, steps: Mapping[str, object], on_day: date
) -> list[tuple[Recorded, bool]]:
    """Return entries whose polygon covers the place, and points and lines near it, with whether they are only near."""
    records = _RECORDS.of(id(picture), lambda: _Records(picture))
    place = from_geojson({"type": "Point", "coordinates": [lon, lat]})
    over = set(records.near.at(lon, lat))
    around = (lon - _NEAR_DEG, lat - _NEAR_DEG, lon + _NEAR_DEG, lat + _NEAR_DEG)
    asked = {*records.near.in_box(around).tolist(), *(records.index[entry] for entry in steps)}
    found = []
    for index in sorted(asked):
        one = picture.recorded[index]
        if _day(one) > on_day or one.entry.kind == "operation":
            continue
        is_polygon = one.entry.geometry[2:4] in ("03", "06")
        if one.entry.id in steps or (is_polygon and index in over):
            found.append((one, False))
        elif not is_polygon and distance_m(one.entry.wkb, place) <= NEAR_M:
            found.append((one, True))
    return found


class _Records:
    """The entries of a picture in a tree of their boxes."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.near = Nearby([one.entry.wkb or _NOWHERE for one in picture.recorded])
        self.index = {one.entry.id: index for index, one in enumerate(picture.recorded)}


_RECORDS: Kept[_Records] = Kept(4)
_NOWHERE = from_geojson({"type": "Polygon", "coordinates": []})


def _moment(picture: Picture, one: Recorded, is_near: bool, steps: Mapping[str, tuple[Status, Status]]) -> Moment:
    before, after = steps.get(one.entry.id, (None, None))
    return Moment(one, standing_of(picture, one), before, after, is_near)


def standing_of(picture: Picture, one: Recorded) -> Standing:
    """Return what became of an entry, as known at the picture's head."""
    known = picture.standing
    entry = one.entry.id
    if entry in known.withdrawn:
        return Standing.WITHDRAWN
    if entry in known.superseded:
        return Standing.SUPERSEDED
    if known.verdicts.get(entry) is DecisionVerdict.REJECTED:
        return Standing.REJECTED
    stands = any(stood.approved for stood in known.entries if stood.entry.id == entry)
    return Standing.STANDS if stands else Standing.WAITS


def _day(one: Recorded) -> date:
    return one.entry.true_from or date.min
