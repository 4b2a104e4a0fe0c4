"""``firmground state``: what a place is and why, or the totals of the operation."""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from firmground.cli.options import as_json, clocks, columns, say
from firmground.cli.owner import ready

if TYPE_CHECKING:
    from firmground.maps.spot import Moment, SpotHistory
    from firmground.state.picture import Picture


@click.command()
@click.argument("operation")
@click.option("--lon", type=click.FloatRange(-180, 180), help="Longitude of a place, degrees.")
@click.option("--lat", type=click.FloatRange(-90, 90), help="Latitude of a place, degrees.")
@click.option(
    "--fold",
    type=click.Choice(["cautious", "official"]),
    default="cautious",
    show_default=True,
    help="Cautious: danger counts from the moment it is received. Official: only what is approved.",
)
@clocks
@as_json
def state(
    operation: str,
    lon: float | None,
    lat: float | None,
    fold: str,
    on_day: date | None,
    as_known_on: date | None,
    is_json: bool,
) -> None:
    """Say the totals of OPERATION: ground, roads, ordnance; with --lon and --lat, what a place is and who says so."""
    from firmground.ledger.standing import Fold

    if any(bound is not None and not isfinite(bound) for bound in (lon, lat)):
        raise click.UsageError("Write --lon and --lat as degrees, with a number.")
    if (lon is None) != (lat is None):
        raise click.UsageError("A place needs both --lon and --lat.")
    office = ready()
    record = office.operation(operation)
    day = on_day or office.last_day(record)
    picture = office.picture(record, fold=Fold(fold), as_known_on=as_known_on)
    frame: dict[str, Any] = {"operation": record.number, "on_day": day, "as_known_on": as_known_on, "fold": fold}
    head = f"{record.body.name}, on {day}, {f'as known on {as_known_on}' if as_known_on else 'as known now'}, {fold}\n"
    if lon is None or lat is None:
        answer, text = _totals(picture, day)
    else:
        from firmground.maps.spot import history

        found = history(picture, lon, lat, on_day=day, radius_m=record.body.unmapped_radius_m)
        answer, text = _place(found, lon, lat)
    say(frame | answer, head + text, is_json=is_json)


def _totals(picture: Picture, day: date) -> tuple[dict[str, Any], str]:
    from firmground.bulletins.figures import Unit
    from firmground.bulletins.wording import spelled

    ground = {status.value: amount.value for status, amount in picture.land.totals(on_day=day).items()}
    roads = {word.value: amount.value for word, amount in picture.roads.by_state(on_day=day).items()}
    balances = picture.ordnance.balances(on_day=day)
    ordnance = {one.category.value: {"found": one.found.value, "destroyed": one.destroyed.value} for one in balances}
    unmapped = sum(1 for one in picture.land.hazards(on_day=day) if one.is_open and not one.is_mapped)
    checked_mm2, road_mm = picture.activity.total(on_day=day).value, picture.roads.checked(on_day=day).value
    answer = {
        "ground_mm2": ground,
        "checked_mm2": checked_mm2,
        "roads_mm": roads,
        "road_checked_mm": road_mm,
        "ordnance": ordnance,
        "hazards_not_mapped": unmapped,
    }
    rows = [
        *((f"ground {status}", spelled(amount, Unit.SQUARE_MILLIMETRE)) for status, amount in ground.items()),
        ("ground checked (releases nothing)", spelled(checked_mm2, Unit.SQUARE_MILLIMETRE)),
        *((f"road {word}", spelled(amount, Unit.MILLIMETRE)) for word, amount in roads.items()),
        ("road checked (opens nothing)", spelled(road_mm, Unit.MILLIMETRE)),
        *((f"{category} found", f"{said['found']:,}") for category, said in ordnance.items()),
        *((f"{category} destroyed", f"{said['destroyed']:,}") for category, said in ordnance.items()),
        ("hazard areas open, extent not mapped", f"{unmapped:,}"),
    ]
    return answer, columns(rows, numbers=frozenset({1}))


def _place(found: SpotHistory, lon: float, lat: float) -> tuple[dict[str, Any], str]:
    spot = found.spot
    moments = [*found.claims, *found.activity]
    unmapped = [hazard.number for hazard in found.unmapped]
    entries = [_moment(one) for one in moments]
    answer = {
        "lon": lon,
        "lat": lat,
        "status": spot.point.status.value,
        "since": spot.since,
        "decided_by": spot.decided_by or None,
        "is_reopened": spot.point.reopened,
        "is_control_accepted": bool(spot.accepted_by),
        "hazards_not_mapped_here": unmapped,
        "entries": entries,
    }
    circle = "Within the circle of a hazard whose extent is not mapped"
    near = f"\n{circle}: {', '.join(unmapped)}." if unmapped else ""
    head = f"{lon:.5f} {lat:.5f}: {spot.point.status.value.replace('_', ' ')}"
    since = f" since {spot.since}" if spot.since else ""
    rows = [
        (str(one["true_from"] or "undated"), one["kind"], one["number"], one["standing"], one["recorded_at"][:10])
        for one in entries
    ]
    table = columns([("on day", "kind", "number", "standing", "recorded"), *rows]) if rows else "No entry speaks of it."
    return answer, f"{head}{since}{near}\n{table}"


def _moment(one: Moment) -> dict[str, Any]:
    entry = one.recorded.entry
    return {
        "id": entry.id,
        "number": entry.number,
        "kind": entry.kind,
        "true_from": entry.true_from,
        "recorded_at": one.recorded.recorded_at.isoformat(),
        "standing": one.standing.value,
        "before": one.before.value if one.before else None,
        "after": one.after.value if one.after else None,
    }
