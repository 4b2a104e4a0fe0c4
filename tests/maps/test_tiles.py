"""Tiles of the map: they say what the state says, no hazard vanishes, and viewers learn no more than from the whole."""

from __future__ import annotations

import json
from datetime import date

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.geometry.formats import from_geojson
from firmground.geometry.measures import area_mm2, contains
from firmground.geometry.tiles import EXTENT, PIXEL, Tile
from firmground.maps import layers
from firmground.maps.concealed import danger_drawn, danger_of, released_at, released_drawn
from firmground.maps.remains import remains
from firmground.maps.spot import history
from firmground.maps.tiles import activity_drawn, sheet, status_drawn, tile_of
from firmground.state.picture import Picture
from tests.ledgers import approved, entry, hazard, polygon, release, square
from tests.maps.test_maps import DAY, inspection, picture, point, two_days_of_work

CITY = Tile(13, 5008, 3236)
"""40.1 E, 35.3 N."""


def above(tile: Tile, zoom: int) -> Tile:
    return Tile(zoom, tile.x >> (tile.zoom - zoom), tile.y >> (tile.zoom - zoom))


def decoded(drawn, name="layer"):
    """Return features as (properties, shape in tile units, y southwards)."""
    found = mapbox_vector_tile.decode(tile_of(name, drawn), default_options={"y_coord_down": True})
    features = found[name]["features"] if found else []
    return [(one["properties"], shapely.geometry.shape(one["geometry"])) for one in features]


def status(known: Picture, tile: Tile, day: date = DAY):
    return decoded(status_drawn(known, tile, on_day=day, may_see=lambda one: True))


def unit_of(tile: Tile, lon: float, lat: float) -> shapely.Point:
    across = EXTENT << tile.zoom
    y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * across
    return shapely.Point((lon + 180) / 360 * across - tile.x * EXTENT, y - tile.y * EXTENT)


@st.composite
def worlds(draw: st.DrawFn) -> Picture:
    """Hazards and releases, approved, over each other around 40.1 E, 35.3 N."""
    batches = []
    for number in range(draw(st.integers(1, 6))):
        west, south = 40.098 + draw(st.integers(0, 8)) * 0.0005, 35.298 + draw(st.integers(0, 8)) * 0.0005
        ground, day = square(west, south, draw(st.integers(1, 6)) * 0.0005), draw(st.integers(1, 9))
        if draw(st.booleans()):
            said = draw(st.sampled_from(["suspected", "confirmed", "restricted"]))
            batches += approved(hazard(f"HA-{number}", day, ground, said))
        else:
            batches += approved(release(f"LR-{number}", day, ground, depth_cm=20))
    return picture(*batches)


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(1, 9), st.lists(st.tuples(st.integers(0, 18), st.integers(0, 18)), min_size=5, max_size=9))
def test_a_tile_says_of_a_place_what_the_state_says(known, day, places):
    on_day = date(2017, 10, day)
    drawn = status(known, CITY, on_day)
    for x, y in places:
        lon, lat = 40.09813 + x * 0.000371, 35.29813 + y * 0.000371
        covering = [index for index, claim in enumerate(known.land.claims) if contains(claim.wkb, lon, lat)]
        wanted = known.land.spot(covering, on_day=on_day).point.status.value
        at = unit_of(CITY, lon, lat)
        found = {said["status"] for said, shape in drawn if shape.buffer(0).distance(at) == 0}
        near_an_edge = any(shape.boundary.distance(at) < 2 for _, shape in drawn)
        assert near_an_edge or found == ({wanted} - {"not_surveyed"})


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(1, 9))
def test_what_is_left_of_a_hazard_is_exactly_what_the_account_says(known, day):
    on_day = date(2017, 10, day)
    for one in known.land.hazards(on_day=on_day):
        found = remains(known.land, one.thing, on_day=on_day)
        assert found is not None
        assert found.area_mm2 == one.remaining_mm2
        assert found.is_left == one.is_open
        assert area_mm2(found.wkb) == pytest.approx(one.remaining_mm2, abs=10_000)


def test_nothing_is_left_of_a_hazard_that_has_no_polygon_by_the_day():
    known = picture(*approved(hazard("HA-1", 5, square(40.1, 35.3)), hazard("HA-2", 1, point(40.1, 35.3))))
    first, second = (entry.thing for entry in (hazard("HA-1", 5), hazard("HA-2", 1)))
    assert remains(known.land, first, on_day=date(2017, 10, 4)) is None
    assert remains(known.land, second, on_day=DAY) is None
    assert remains(known.land, first, on_day=DAY) is not None


@pytest.mark.parametrize("zoom", range(14))
def test_no_hazard_vanishes_at_any_zoom(zoom):
    large = square(40.0995, 35.2995, 0.003)
    known = picture(
        *approved(
            hazard("HA-1", 1, square(40.1, 35.3, 0.00002)),
            hazard("HA-2", 1, large),
            release("LR-1", 2, square(40.0995, 35.2995, 0.00299), depth_cm=20),
            hazard("HA-3", 1, square(40.11, 35.305, 0.0001), "confirmed"),
        )
    )
    drawn = status(known, above(CITY, zoom))
    hazards = [shape for said, shape in drawn if said["status"] in ("sha", "cha")]
    parts = [part for shape in hazards for part in shapely.get_parts(shape)]
    assert {said["status"] for said, _ in drawn} >= {"sha", "cha"}
    assert min(part.area for part in parts) >= PIXEL**2 * 0.9
    for lon, lat in ((40.11005, 35.30505), (40.10249, 35.302)):
        at = unit_of(above(CITY, zoom), lon, lat)
        assert min(shape.buffer(0).distance(at) for shape in hazards) <= PIXEL


def test_ground_that_looks_alike_is_one_from_afar_and_has_its_number_from_near():
    known = picture(
        *approved(hazard("HA-1", 1, square(40.1, 35.3, 0.002)), hazard("HA-2", 1, square(40.101, 35.3, 0.003)))
    )
    assert {said["number"] for said, _ in status(known, CITY)} == {"HA-1", "HA-2"}
    (afar,) = status(known, above(CITY, 10))
    assert afar[0] == {"status": "sha", "accepted": False, "reopened": False}


def test_a_tile_follows_the_day_and_leaves_out_what_a_person_may_not_see():
    known = picture(
        *approved(hazard("HA-1", 3, square(40.1, 35.3, 0.002)), release("LR-1", 6, square(40.1, 35.3, 0.002)))
    )
    assert status(known, CITY, date(2017, 10, 2)) == []
    assert [said["status"] for said, _ in status(known, CITY, date(2017, 10, 3))] == ["sha"]
    hidden = decoded(status_drawn(known, CITY, on_day=date(2017, 10, 3), may_see=lambda one: one.number != "HA-1"))
    assert hidden == []


def test_work_is_one_outline_and_what_the_day_has_added_another():
    known = two_days_of_work()
    whole, new = decoded(activity_drawn(known, CITY, on_day=date(2017, 10, 2)))
    assert (whole[0], new[0]) == ({"of_day": False}, {"of_day": True})
    assert whole[1].area > new[1].area > 0
    assert len(decoded(activity_drawn(known, CITY, on_day=date(2017, 10, 3)))) == 1
    assert decoded(activity_drawn(known, CITY, on_day=date(2017, 9, 30))) == []


def test_single_shapes_are_drawn_without_the_ids_of_their_entries():
    lot = entry("OL-1", "ordnance_lot", 2, geometry=point(40.1, 35.3), event="found", category="uxo", quantity=1)
    known = picture(*approved(lot))
    found = sheet(known, "ordnance", lambda: layers.ordnance(known, on_day=DAY), on_day=DAY)
    ((said, shape),) = decoded(found.drawn(CITY, may_see=lambda one: True))
    assert said["number"] == "OL-1" and "id" not in said
    assert shape.distance(unit_of(CITY, 40.1, 35.3)) < 1
    assert found.drawn(CITY, may_see=lambda one: False) == []


def test_the_history_of_a_spot_does_not_depend_on_what_lies_elsewhere():
    here = approved(hazard("HA-1", 1, square(40.1, 35.3)), release("LR-1", 5, square(40.1, 35.3), depth_cm=20))
    there = approved(*(hazard(f"HA-{n}", 2, square(41 + n * 0.01, 36)) for n in range(10, 30)))
    alone, among = (
        history(picture(*batches), 40.1005, 35.3005, on_day=DAY, radius_m=100) for batches in (here, here + there)
    )
    assert [one.recorded.entry.number for one in alone.claims] == [one.recorded.entry.number for one in among.claims]
    assert alone.spot.point == among.spot.point


def viewers(known: Picture, tile: Tile):
    danger = danger_of(known, on_day=DAY, radius_m=100, everywhere=None)
    return decoded(danger_drawn(danger, tile)), decoded(released_drawn(known, danger, tile, on_day=DAY))


CORNERS = [(40.12345, 35.31234), (40.12745, 35.31298), (40.12611, 35.31777)]


@pytest.mark.parametrize("zoom", [4, 9, 12, 14, 17])
def test_danger_tiles_tell_neither_the_polygon_nor_how_many_hazards_there_are(zoom):
    tile = Tile(zoom, *map(int, _tile_at(40.125, 35.315, zoom)))
    one, more = (
        picture([hazard("HA-1", 1, polygon(CORNERS))]),
        picture(
            [hazard("HA-1", 1, square(40.1208, 35.3108, 0.0004)), hazard("HA-2", 2, square(40.1255, 35.3155, 0.0007))]
        ),
    )
    told, told_more = viewers(one, tile)[0], viewers(more, tile)[0]
    assert [(said, shape.wkt) for said, shape in told] == [(said, shape.wkt) for said, shape in told_more]
    ((said, shape),) = told
    assert said == {"status": "concealed"}
    if zoom <= 12:
        assert all(shape.buffer(1).intersects(unit_of(tile, *corner)) for corner in CORNERS)


def _tile_at(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    return (lon + 180) / 360 * 2**zoom, (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**zoom


def test_danger_tiles_of_all_zooms_have_no_corner_off_the_grid():
    known = picture([hazard("HA-1", 1, polygon(CORNERS))], [hazard("HA-2", 1, square(40.139, 35.3195, 0.002))])
    for zoom in range(8, 16):
        tile = Tile(zoom, *map(int, _tile_at(40.125, 35.315, zoom)))
        grid = [unit_of(tile, x / 100, y / 100) for x in range(3995, 4035) for y in range(3515, 3545)]
        lines = shapely.STRtree(grid)
        for _, shape in viewers(known, tile)[0]:
            for x, y in shapely.get_coordinates(shape):
                on_margin = x in (-64, EXTENT + 64) or y in (-64, EXTENT + 64)
                assert on_margin or lines.query_nearest(shapely.Point(x, y), return_distance=True)[1][0] < 1.5


def test_released_tiles_have_no_corner_where_something_concealed_crosses_their_border():
    ground = square(40.121, 35.311, 0.0085)
    plain = approved(release("LR-1", 3, ground, depth_cm=20), inspection("QC-1", 4, "LR-1"))
    later = [hazard("HA-9", 25, polygon([(40.1201, 35.3152), (40.1262, 35.3149), (40.1204, 35.3188)]))]
    tile = Tile(14, *map(int, _tile_at(40.125, 35.315, 14)))
    (before,), (after,) = viewers(picture(*plain), tile)[1], viewers(picture(*plain, later), tile)[1]
    assert before[0] == {"status": "cleared", "accepted": True}
    assert after[1].wkt == before[1].wkt
    earlier = picture(*plain, [hazard("HA-9", 2, square(40.1201, 35.3152, 0.003))])
    assert viewers(earlier, tile)[1] == [] and viewers(earlier, tile)[0]


def test_released_ground_is_told_of_a_place_only_with_accepted_control_and_reopened_at_once():
    ground = square(40.121, 35.311, 0.002)
    released = approved(release("LR-1", 3, ground, depth_cm=20))
    accepted = [*released, *approved(inspection("QC-1", 4, "LR-1"))]
    assert released_at(picture(*released), 40.122, 35.312, on_day=DAY) == ""
    assert released_at(picture(*accepted), 40.122, 35.312, on_day=DAY) == "cleared"
    assert released_at(picture(*accepted), 40.130, 35.312, on_day=DAY) == ""
    reopened = picture(*accepted, [hazard("HA-1", 5, ground)])
    assert released_at(reopened, 40.122, 35.312, on_day=DAY) == ""


def test_a_place_is_in_danger_anywhere_in_a_cell_and_on_its_edges():
    danger = danger_of(picture([hazard("HA-1", 1, polygon(CORNERS))]), on_day=DAY, radius_m=100, everywhere=None)
    assert danger.holds(40.1201, 35.3101) and danger.holds(40.12, 35.31) and danger.holds(40.13, 35.32)
    assert not danger.holds(40.1301, 35.3101)


def test_a_hazard_larger_than_any_country_is_its_whole_box():
    ring = [[10, 10], [30, 10], [30, 30], [10, 30], [10, 10]]
    known = picture([hazard("HA-1", 1, from_geojson({"type": "Polygon", "coordinates": [ring]}).hex())])
    danger = danger_of(known, on_day=DAY, radius_m=100, everywhere=None)
    assert danger.boxes == ((10.0, 10.0, 30.0, 30.0),) and not danger.cells
    assert danger.holds(12.345, 29.99)
    assert decoded(danger_drawn(danger, Tile(12, *map(int, _tile_at(20.0, 20.0, 12)))))
    assert "HA-1" not in json.dumps(danger.boxes)
