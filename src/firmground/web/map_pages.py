"""The map: its page, its layers, its legend, the history of a spot, and search."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.bulletins.registry import FIGURES
from firmground.errors import NotInLedger, ReportUnreadable
from firmground.geometry.measures import box, centroid
from firmground.geometry.nearby import Box
from firmground.ledger.standing import Fold
from firmground.maps import layers
from firmground.maps.concealed import danger_features, operation_box, released_features
from firmground.maps.layers import Feature, Shaped
from firmground.maps.windows import ground_of, work_of
from firmground.records.roads import StretchState
from firmground.state.land_table import Status
from firmground.state.picture import Picture
from firmground.web.answers import answered, name_of
from firmground.web.asking import Asking, asks
from firmground.web.map_tiles import TILES, tiles_address
from firmground.web.numbers import HECTARE_MM2
from firmground.web.series import series_of, work_days
from firmground.web.spots import public_spot, staff_spot
from firmground.web.tiles import with_query
from firmground.web.words import kind_words, road_words, status_words

_WORLD: Box = (-170.0, -55.0, 170.0, 75.0)
_KILOMETRE_MM = 1_000_000
_FOUND_AT_MOST = 20
_SHOWN = (Status.CHA, Status.SHA, Status.RESTRICTED, Status.SURVEYED, Status.CANCELLED, Status.REDUCED, Status.CLEARED)


@asks(Act.SEE_PUBLISHED, section="map")
def map_page(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show the map of the operation on the day asked about."""
    is_staff = asking.may(Act.SEE_STAFF)
    number = asking.operation.number
    west, south, east, north = bounds_of(asking)
    context = {
        "map": {
            "bounds": f"{west:.5f},{south:.5f},{east:.5f},{north:.5f}",
            "on_day": asking.on_day.isoformat(),
            "spot_url": reverse("spot", args=[number]) + with_query(_known(asking), lon="{lon}", lat="{lat}"),
            "search_url": reverse("map-search", args=[number]) + _known(asking),
            "legend_url": reverse("map-legend", args=[number]) + _known(asking),
            "days": _days(asking) if is_staff else [],
            "days_label": _("Area checked on the day, ha"),
            "layers": _further(asking) if is_staff else [],
        }
        | {f"{source}_url": _source_url(asking, layer) for source, layer in _sources(is_staff=is_staff).items()},
        "legend": _legend(asking),
        "is_staff": is_staff,
    }
    return render(request, "map.html", context)


def _sources(*, is_staff: bool) -> Mapping[str, str]:
    if not is_staff:
        return {"ground": "released", "concealed": "danger"}
    names = ("ground", "activity", "roads", "points", "reports", "boundary")
    return {name: name for name in names}


def _further(asking: Asking) -> list[dict[str, str]]:
    """Return the layers that are looked at now and then."""
    words = {
        "ordnance": (_("Ordnance lots"), _("red: found, orange: moved, hollow: destroyed")),
        "buildings": (_("Buildings checked"), _("large: socially important")),
        "held": (_("Not yet approved"), _("dotted outline")),
    }
    return [
        {"name": name, "url": _source_url(asking, name), "word": word, "look": look}
        for name, (word, look) in words.items()
    ]


def bounds_of(asking: Asking) -> Box:
    """Return what the map shows at first: ground with a status or worked, else the operation's boundary or country.

    A viewer's box must not follow what is concealed: it is that of the boundary or of the country, or the world.
    """
    operation = asking.operation
    if not asking.may(Act.SEE_STAFF):
        return box(operation.entry.wkb) if operation.entry.geometry else operation.body.country_box or _WORLD
    known = (ground_of(asking.cautious.land).near.extent, work_of(asking.cautious.activity).near.extent)
    boxes = [one for one in known if one is not None]
    if not boxes:
        country = operation_box(asking.cautious, boundary=operation.entry.wkb, country=operation.body.country_box)
        return country or _WORLD
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _source_url(asking: Asking, layer: str) -> str:
    """Return the address of a layer's tiles, or of the whole of a layer that is always small."""
    if layer in TILES:
        return tiles_address(asking, layer) + _known(asking)
    return reverse("map-layer", args=[asking.operation.number, layer]) + _known(asking)


def _known(asking: Asking) -> str:
    """Return the second clock as a query; the first is added by the slider."""
    return f"?as_known_on={asking.as_known_on}" if asking.as_known_on else ""


def _days(asking: Asking) -> list[dict[str, Any]]:
    days = work_days(asking.official, on_day=asking.today)
    points = series_of(FIGURES["area-checked"], asking.official, days)
    return [{"day": point.day.isoformat(), "value": round(point.increase / HECTARE_MM2, 3)} for point in points]


@asks(Act.SEE_PUBLISHED, section="map")
def layer(request: HttpRequest, asking: Asking, layer: str) -> HttpResponse:
    """Send a whole layer as GeoJSON, for other programs: the map itself asks for tiles."""
    if layer not in LAYERS:
        raise NotInLedger(_("There is no map layer %(layer)s.") % {"layer": layer})
    act, features = LAYERS[layer]
    asking.actor.require(act, asking.operation.id)

    def body() -> bytes:
        seen = [one for one in features(asking) if _may_see(asking, one)]
        return json.dumps(layers.collection(seen), separators=(",", ":")).encode()

    name = name_of(asking, "layer", layer, asking.on_day)
    return answered(request, asking, name, body, content_type="application/geo+json")


def _may_see(asking: Asking, one: Feature) -> bool:
    """Return whether the person may see the entry that a feature names; one that names none was made for them."""
    entry_id = one["properties"].get("id") or one["properties"].get("decided_by")
    return entry_id is None or asking.actor.may_see(asking.cautious.by_id[entry_id].entry)


def _ground(asking: Asking) -> list[Feature]:
    return [*layers.status_features(asking.cautious, on_day=asking.on_day), *_unmapped(asking)]


def _unmapped(asking: Asking) -> list[Feature]:
    radius_m = asking.operation.body.unmapped_radius_m
    return layers.unmapped_features(asking.cautious, on_day=asking.on_day, radius_m=radius_m)


def _concealed(make: Callable[..., list[Feature]]) -> Callable[[Asking], list[Feature]]:
    def features(asking: Asking) -> list[Feature]:
        body = asking.operation.body
        everywhere = operation_box(asking.cautious, boundary=asking.operation.entry.wkb, country=body.country_box)
        return make(asking.cautious, on_day=asking.on_day, radius_m=body.unmapped_radius_m, everywhere=everywhere)

    return features


def _official(make: Callable[..., list[Shaped]]) -> Callable[[Asking], list[Feature]]:
    return lambda asking: layers.features(make(asking.official, on_day=asking.on_day))


def _activity(asking: Asking) -> list[Feature]:
    return layers.activity_features(asking.official, on_day=asking.on_day)


def _cautious(make: Callable[..., list[Shaped]]) -> Callable[[Asking], list[Feature]]:
    return lambda asking: layers.features(make(asking.cautious, on_day=asking.on_day))


def _boundary(asking: Asking) -> list[Feature]:
    """Return the operation's boundary; a viewer never gets it: it may lie close around what is concealed."""
    return layers.boundary_features(asking.operation.entry, name=asking.operation.body.name)


LAYERS: Mapping[str, tuple[Act, Callable[[Asking], list[Feature]]]] = {
    "ground": (Act.SEE_HAZARDS, _ground),
    "unmapped": (Act.SEE_HAZARDS, _unmapped),
    "points": (Act.SEE_HAZARDS, _cautious(layers.unmapped_points)),
    "held": (Act.SEE_HAZARDS, _cautious(layers.held)),
    "activity": (Act.SEE_STAFF, _activity),
    "reports": (Act.SEE_STAFF, _official(layers.reports)),
    "boundary": (Act.SEE_STAFF, _boundary),
    "roads": (Act.SEE_STAFF, _cautious(layers.roads)),
    "ordnance": (Act.SEE_STAFF, _cautious(layers.ordnance)),
    "buildings": (Act.SEE_STAFF, _official(layers.buildings)),
    "released": (Act.SEE_RELEASED_MAP, _concealed(released_features)),
    "danger": (Act.SEE_RELEASED_MAP, _concealed(danger_features)),
}
"""Every layer: the act that it needs, and how it is made."""


@asks(Act.SEE_PUBLISHED, section="map")
def legend(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show the legend of a day: a fragment that the slider asks for."""
    return render(request, "components/legend.html", {"legend": _legend(asking)})


def _legend(asking: Asking) -> dict[str, Any]:
    if not asking.may(Act.SEE_STAFF):
        return _public_legend()
    picture, before = asking.official, asking.on_day - timedelta(days=1)
    now, then = (picture.land.totals(on_day=day) for day in (asking.on_day, before))
    rows = [
        {
            "key": status.value,
            "word": status_words(status.value),
            "area_ha": now[status].value / HECTARE_MM2 if status in now else 0.0,
            "change_ha": _change(now, then, status),
        }
        for status in _SHOWN
    ]
    activity = [picture.activity.total(on_day=day).value for day in (asking.on_day, before)]
    rows.append(
        {
            "key": "activity",
            "word": status_words("activity"),
            "area_ha": activity[0] / HECTARE_MM2,
            "change_ha": (activity[0] - activity[1]) / HECTARE_MM2 or None,
        }
    )
    return {
        "rows": rows,
        "roads": _road_rows(picture, on_day=asking.on_day),
        "total_ha": None,
        "unmapped": len(layers.unmapped_hazards(asking.cautious, on_day=asking.on_day)),
        "fold_words": _("areas official, drawing cautious"),
        "change_words": _("since the day before"),
    }


def _road_rows(picture: Picture, *, on_day: date) -> list[dict[str, Any]]:
    """Return the road by state, official; checked stands first and opens nothing, and states of no road are left out.

    Checked road and the road of a state are two accounts: a road may be in both.
    """
    before = on_day - timedelta(days=1)
    now, then = ({StretchState.CHECKED: picture.roads.checked(on_day=day)} for day in (on_day, before))
    now |= picture.roads.by_state(on_day=on_day)
    then |= picture.roads.by_state(on_day=before)
    return [
        {
            "key": state.value,
            "word": road_words(state.value),
            "length_km": amount.value / _KILOMETRE_MM,
            "change_km": (amount.value - then[state].value) / _KILOMETRE_MM or None,
        }
        for state, amount in now.items()
        if amount.value or then[state].value
    ]


def _change(now: Mapping[Status, Any], then: Mapping[Status, Any], status: Status) -> float | None:
    change = (now[status].value if status in now else 0) - (then[status].value if status in then else 0)
    return change / HECTARE_MM2 or None


def _public_legend() -> dict[str, Any]:
    keys = ("cancelled", "reduced", "cleared", "concealed")
    rows = [
        {"key": key, "word": status_words(key), "area_ha": None, "change_ha": None, "accepted": key != "concealed"}
        for key in keys
    ]
    words = _("released ground, control accepted")
    return {"rows": rows, "is_public": True, "total_ha": None, "unmapped": 0, "fold_words": words}


@asks(Act.SEE_PUBLISHED, section="map")
def spot(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show the history of a place: a fragment that a click on the map asks for."""
    lon, lat = _degrees(request, "lon", 180), _degrees(request, "lat", 90)
    if asking.may(Act.SEE_HAZARDS):
        return render(request, "spot.html", staff_spot(asking, lon, lat))
    return render(request, "spot_public.html", public_spot(asking, lon, lat))


def _degrees(request: HttpRequest, name: str, limit: float) -> float:
    said = request.GET.get(name, "")
    try:
        degrees = float(said)
    except ValueError:
        degrees = float("nan")
    if not abs(degrees) <= limit:
        raise ReportUnreadable(
            _("The address says %(name)s=%(said)s. Write degrees between -%(limit)s and %(limit)s.")
            % {"name": name, "said": said, "limit": int(limit)}
        )
    return degrees


@asks(Act.SEE_PUBLISHED, section="map")
def search(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Send what has a place and is called like what was typed: numbers of things, sectors, names, P-codes."""
    wanted = request.GET.get("q", "").strip().casefold()
    found = _found(asking, wanted) if wanted else []
    return JsonResponse(found, safe=False)


def _found(asking: Asking, wanted: str) -> list[dict[str, Any]]:
    results: dict[str, dict[str, Any]] = {}
    picture: Picture = asking.picture(Fold.CAUTIOUS)
    for stood in picture.standing.entries:
        entry = stood.entry
        if not entry.geometry or entry.kind == "operation" or not asking.actor.may_see(entry):
            continue
        for said in _names(entry.number, entry.place, entry.body):
            if wanted in said.casefold() and said not in results:
                lon, lat = centroid(entry.wkb)
                url = reverse("spot", args=[asking.operation.number]) + f"?lon={lon:.6f}&lat={lat:.6f}"
                label = f"{said} ({kind_words(entry.kind)})" if said == entry.number else said
                results[said] = {"label": label, "lon": lon, "lat": lat, "url": url}
        if len(results) >= _FOUND_AT_MOST:
            break
    return list(results.values())


def _names(number: str, place: str, body: Mapping[str, Any]) -> list[str]:
    names = [number, place, *(str(body.get(field, "")) for field in ("sector", "name", "title", "road"))]
    return [name for name in names if name]
