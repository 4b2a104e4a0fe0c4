"""The map's layers as vector tiles: only the ground of a tile is worked out, and only when something changed there."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.errors import NotInLedger
from firmground.geometry.tiles import Tile
from firmground.geometry.vector_tiles import Drawn
from firmground.maps import layers, tiles
from firmground.maps.concealed import Danger, danger_drawn, danger_of, operation_box, released_drawn
from firmground.maps.layers import Shaped
from firmground.maps.windows import ground_of, work_of
from firmground.state.picture import Picture
from firmground.web.answers import answered, name_of
from firmground.web.asking import Asking, asks


class TileLayer(NamedTuple):
    """A layer of tiles.

    Attributes:
        act: What a person must be allowed to get it.
        drawn: Draws a tile of it.
        state: What a tile depends on besides the head and the person: the day, or the last day that changed it.
    """

    act: Act
    drawn: Callable[[Asking, Tile], list[Drawn]]
    state: Callable[[Asking, Tile], Hashable]


@asks(Act.SEE_PUBLISHED, section="map")
def tile(request: HttpRequest, asking: Asking, layer: str, zoom: int, x: int, y: int) -> HttpResponse:
    """Send a tile of a layer (Mapbox Vector Tile, compressed); the browser keeps it while nothing in it changes."""
    wanted = Tile(zoom, x, y)
    if layer not in TILES or not wanted.exists:
        raise NotInLedger(_("There is no map layer %(layer)s.") % {"layer": layer})
    kind = TILES[layer]
    asking.actor.require(kind.act, asking.operation.id)
    name = name_of(asking, "tile", layer, zoom, x, y, kind.state(asking, wanted))
    return answered(
        request,
        asking,
        name,
        lambda: tiles.tile_of(layer, kind.drawn(asking, wanted)),
        content_type="application/vnd.mapbox-vector-tile",
    )


def tiles_address(asking: Asking, layer: str) -> str:
    """Return the address of a layer's tiles with {z}, {x} and {y} in it."""
    address = reverse("map-tile", args=[asking.operation.number, layer, 0, 0, 0])
    return address.removesuffix("0/0/0.mvt") + "{z}/{x}/{y}.mvt"


def danger(asking: Asking) -> Danger:
    """Return where everybody is told to keep out on the day asked about."""
    body = asking.operation.body
    everywhere = operation_box(asking.cautious, boundary=asking.operation.entry.wkb, country=body.country_box)
    return danger_of(asking.cautious, on_day=asking.on_day, radius_m=body.unmapped_radius_m, everywhere=everywhere)


def _ground(asking: Asking, wanted: Tile) -> list[Drawn]:
    may_see = asking.actor.may_see
    drawn = tiles.status_drawn(asking.cautious, wanted, on_day=asking.on_day, may_see=may_see)
    return drawn + _circles(asking).drawn(wanted, may_see=may_see)


def _ground_state(asking: Asking, wanted: Tile) -> Hashable:
    changed = ground_of(asking.cautious.land).last_change(wanted.box(), on_day=asking.on_day)
    return changed, repr(_circles(asking).said_in(wanted))


def _circles(asking: Asking) -> tiles.Sheet:
    radius_m = asking.operation.body.unmapped_radius_m
    return tiles.sheet(
        asking.cautious,
        f"circles {radius_m}",
        lambda: layers.unmapped_circles(asking.cautious, on_day=asking.on_day, radius_m=radius_m),
        on_day=asking.on_day,
    )


def _activity(asking: Asking, wanted: Tile) -> list[Drawn]:
    return tiles.activity_drawn(asking.official, wanted, on_day=asking.on_day)


def _activity_state(asking: Asking, wanted: Tile) -> Hashable:
    changed = work_of(asking.official.activity).last_change(wanted.box(), on_day=asking.on_day)
    return changed, changed == asking.on_day.toordinal()


def _on_day(asking: Asking, wanted: Tile) -> Hashable:
    return asking.on_day


def _released(asking: Asking, wanted: Tile) -> list[Drawn]:
    return released_drawn(asking.cautious, danger(asking), wanted, on_day=asking.on_day)


def _danger(asking: Asking, wanted: Tile) -> list[Drawn]:
    return danger_drawn(danger(asking), wanted)


def _sheet(
    act: Act,
    name: str,
    picture_of: Callable[[Asking], Picture],
    make: Callable[[Asking], list[Shaped]],
    *,
    may_vanish: bool = False,
) -> TileLayer:
    """Return a layer of single shapes."""

    def drawn(asking: Asking, wanted: Tile) -> list[Drawn]:
        found = tiles.sheet(picture_of(asking), name, lambda: make(asking), on_day=asking.on_day, may_vanish=may_vanish)
        return found.drawn(wanted, may_see=asking.actor.may_see)

    return TileLayer(act, drawn, _on_day)


def _official(asking: Asking) -> Picture:
    return asking.official


def _cautious(asking: Asking) -> Picture:
    return asking.cautious


def _reports(asking: Asking) -> list[Shaped]:
    return layers.reports(asking.official, on_day=asking.on_day)


def _points(asking: Asking) -> list[Shaped]:
    return layers.unmapped_points(asking.cautious, on_day=asking.on_day)


def _held(asking: Asking) -> list[Shaped]:
    return layers.held(asking.cautious, on_day=asking.on_day)


def _roads(asking: Asking) -> list[Shaped]:
    return layers.roads(asking.cautious, on_day=asking.on_day)


def _ordnance(asking: Asking) -> list[Shaped]:
    return layers.ordnance(asking.cautious, on_day=asking.on_day)


def _buildings(asking: Asking) -> list[Shaped]:
    return layers.buildings(asking.official, on_day=asking.on_day)


TILES: Mapping[str, TileLayer] = {
    "ground": TileLayer(Act.SEE_HAZARDS, _ground, _ground_state),
    "points": _sheet(Act.SEE_HAZARDS, "points", _cautious, _points),
    "held": _sheet(Act.SEE_HAZARDS, "held", _cautious, _held),
    "activity": TileLayer(Act.SEE_STAFF, _activity, _activity_state),
    "reports": _sheet(Act.SEE_STAFF, "reports", _official, _reports, may_vanish=True),
    "roads": _sheet(Act.SEE_STAFF, "roads", _cautious, _roads),
    "ordnance": _sheet(Act.SEE_STAFF, "ordnance", _cautious, _ordnance),
    "buildings": _sheet(Act.SEE_STAFF, "buildings", _official, _buildings),
    "released": TileLayer(Act.SEE_RELEASED_MAP, _released, _on_day),
    "danger": TileLayer(Act.SEE_RELEASED_MAP, _danger, _on_day),
}
"""Every layer of tiles. Only ``released`` and ``danger`` are for everybody."""
