"""Layers, the concealed map, the history of a spot and the picture for print, over small worlds."""

from __future__ import annotations

import json
from datetime import date
from xml.etree import ElementTree

import pytest

from firmground.geometry.formats import from_geojson
from firmground.geometry.measures import area_mm2, contains
from firmground.ledger.standing import Fold
from firmground.maps import layers
from firmground.maps.concealed import danger_cells, danger_features, operation_box, released_features
from firmground.maps.sketch import drawn, sketch
from firmground.maps.spot import Standing, history
from firmground.records.entry import Entry
from firmground.state.land_table import Status
from firmground.state.picture import Picture
from tests.ledgers import approved, decision, entry, hazard, polygon, recorded, release, square

DAY = date(2017, 10, 20)
SIDE = 0.0013


def picture(*batches: list[Entry], fold: Fold = Fold.CAUTIOUS) -> Picture:
    return Picture(recorded(*batches), fold)


def point(lon: float, lat: float) -> str:
    return from_geojson({"type": "Point", "coordinates": [lon, lat]}).hex()


def inspection(number: str, day: int, *releases: str) -> Entry:
    return entry(number, "inspection", day, verdict="accepted", releases=list(releases))


def test_the_areas_of_the_status_layer_are_the_totals_of_the_state() -> None:
    known = picture(
        *approved(
            hazard("HA-1", 1, square(40.1, 35.3, SIDE)),
            release("LR-1", 5, square(40.1, 35.3, SIDE / 2), depth_cm=20),
            hazard("HA-2", 2, square(40.1005, 35.3005, SIDE), "confirmed"),
        )
    )
    drawn_mm2: dict[str, int] = {}
    for one in layers.status_features(known, on_day=DAY):
        status = one["properties"]["status"]
        drawn_mm2[status] = drawn_mm2.get(status, 0) + area_mm2(from_geojson(one["geometry"]))
    totals = {status.value: amount.value for status, amount in known.land.totals(on_day=DAY).items()}
    assert drawn_mm2.keys() == totals.keys() == {"sha", "cha", "cleared"}
    for status, area in totals.items():
        assert drawn_mm2[status] == pytest.approx(area, abs=10_000)


def test_what_is_drawn_has_seven_decimals_and_neighbours_keep_their_common_corners() -> None:
    west, south, side = 40.123456789, 35.987654321, 0.001000001
    halves = [polygon([(west, south), (west + side, south), (west + side, south + side)])]
    halves.append(polygon([(west, south), (west + side, south + side), (west, south + side)]))
    known = picture(*approved(hazard("HA-1", 1, halves[0]), hazard("HA-2", 1, halves[1], "confirmed")))

    first, second = (one["geometry"]["coordinates"][0] for one in layers.status_features(known, on_day=DAY))
    assert len({tuple(corner) for corner in first} & {tuple(corner) for corner in second}) == 2
    assert all(degrees == round(degrees, 7) for corner in (*first, *second) for degrees in corner)


def test_the_status_layer_says_since_when_and_by_which_entry() -> None:
    found = layers.status_features(picture(*approved(hazard("HA-1", 3, square(40.1, 35.3)))), on_day=DAY)
    said = found[0]["properties"]
    assert (said["status"], said["since"], said["number"], said["held"]) == ("sha", "2017-10-03", "HA-1", False)
    assert not layers.status_features(picture([hazard("HA-1", 3, square(40.1, 35.3))]), on_day=date(2017, 10, 2))


def two_days_of_work() -> Picture:
    return picture(
        *approved(
            entry("AW-1", "area_worked", 1, geometry=square(40.1, 35.3), activity="checked"),
            entry("AW-2", "area_worked", 2, geometry=square(40.1005, 35.3), activity="checked"),
        )
    )


def test_activity_is_one_outline_up_to_the_day_and_another_of_what_the_day_has_added() -> None:
    known = two_days_of_work()
    for day in (date(2017, 10, 1), date(2017, 10, 2)):
        whole, new = layers.activity_features(known, on_day=day)
        assert (whole["properties"], new["properties"]) == ({"of_day": False}, {"of_day": True})
        areas = [area_mm2(from_geojson(one["geometry"])) for one in (whole, new)]
        told = [known.activity.total(on_day=day).value, known.activity.increase(on_day=day).value]
        assert areas == pytest.approx(told, abs=10_000)
    assert len(layers.activity_features(known, on_day=date(2017, 10, 3))) == 1, "a day without work adds no outline"
    assert not layers.activity_features(known, on_day=date(2017, 9, 30))


def test_single_reports_are_drawn_from_their_day_on_and_those_of_the_day_are_marked() -> None:
    found = layers.features(layers.reports(two_days_of_work(), on_day=date(2017, 10, 2)))
    assert [(one["properties"]["number"], one["properties"]["of_day"]) for one in found] == [
        ("AW-1", False),
        ("AW-2", True),
    ]
    assert len(layers.features(layers.reports(two_days_of_work(), on_day=date(2017, 10, 1)))) == 1


def test_the_boundary_is_named_at_its_northernmost_corner_without_what_stands_in_brackets() -> None:
    corners = [(40.0, 35.0), (40.2, 35.1), (40.1, 35.3)]
    operation = entry("OP-1", "operation", 1, geometry=polygon(corners))
    outline, label = layers.boundary_features(operation, name="North sector (reconstruction)")
    assert outline["geometry"]["type"] == "Polygon"
    assert label["geometry"]["coordinates"] == pytest.approx((40.1, 35.3))
    assert label["properties"]["name"] == "North sector"
    assert layers.boundary_features(entry("OP-2", "operation", 1), name="No boundary") == []


def test_a_hazard_without_a_polygon_is_a_circle_of_the_stated_area_but_never_less_than_the_radius() -> None:
    known = picture(
        approved(
            hazard("HA-1", 1, point(40.1, 35.3), stated_area_m2=100_000.0),
            hazard("HA-2", 1, point(40.2, 35.3), stated_area_m2=10.0),
            hazard("HA-3", 1),
        )[0]
    )
    found = layers.unmapped_features(known, on_day=DAY, radius_m=100)
    assert [one["properties"]["number"] for one in found] == ["HA-1", "HA-2"]
    areas = [area_mm2(from_geojson(one["geometry"])) / 1e6 for one in found]
    assert areas[0] == pytest.approx(100_000, rel=0.01)
    assert areas[1] == pytest.approx(31_416, rel=0.01)
    assert len(layers.unmapped_hazards(known, on_day=DAY)) == 3


def test_roads_ordnance_and_buildings_are_drawn_from_their_day_on() -> None:
    line = from_geojson({"type": "LineString", "coordinates": [[40.1, 35.3], [40.11, 35.3]]}).hex()
    known = picture(
        *approved(
            entry("RS-1", "road_stretch", 2, geometry=line, state="closed"),
            entry("RS-2", "road_stretch", 3, geometry=line, state="cleared"),
            entry("OL-1", "ordnance_lot", 4, geometry=point(40.1, 35.3), event="found", category="uxo", quantity=3),
            entry("BC-1", "building_checked", 4, geometry=point(40.1, 35.3), use="school", socially_important=True),
        )
    )
    states = [one["properties"]["state"] for one in layers.features(layers.roads(known, on_day=date(2017, 10, 2)))]
    later = [one["properties"]["state"] for one in layers.features(layers.roads(known, on_day=DAY))]
    assert (states, later) == (["closed"], ["cleared"])
    assert not layers.features(layers.ordnance(known, on_day=date(2017, 10, 3)))
    assert layers.features(layers.ordnance(known, on_day=DAY))[0]["properties"]["quantity"] == 3
    assert layers.features(layers.buildings(known, on_day=DAY))[0]["properties"]["use"] == "school"


def test_a_lot_is_drawn_once_and_as_destroyed_only_when_nothing_of_it_is_left() -> None:
    def lot(day: int, event: str, quantity: int) -> Entry:
        where = point(40.1, 35.3)
        return entry("OL-1", "ordnance_lot", day, geometry=where, event=event, category="uxo", quantity=quantity)

    known = picture(*approved(lot(1, "found", 5), lot(2, "moved", 5), lot(3, "destroyed", 4), lot(4, "destroyed", 1)))
    told = []
    for day in (1, 2, 3, 4):
        (one,) = layers.features(layers.ordnance(known, on_day=date(2017, 10, day)))
        told.append((one["properties"]["event"], one["properties"]["remaining"]))
    assert told == [("found", 5), ("moved", 5), ("moved", 1), ("destroyed", 0)]


def test_unapproved_danger_is_in_the_layer_of_what_is_held() -> None:
    known = picture([hazard("HA-1", 1, square(40.1, 35.3))], *approved(hazard("HA-2", 1, square(40.2, 35.3))))
    assert [one["properties"]["number"] for one in layers.features(layers.held(known, on_day=DAY))] == ["HA-1"]


def test_a_danger_cell_covers_the_hazard_and_tells_neither_its_corners_nor_how_many_there_are() -> None:
    corners = [(40.12345, 35.31234), (40.12745, 35.31298), (40.12611, 35.31777)]
    one = picture([hazard("HA-1", 1, polygon(corners))])
    two = picture([hazard("HA-1", 1, polygon(corners)), hazard("HA-2", 1, square(40.1255, 35.3155, 0.0007))])
    cells = danger_features(one, on_day=DAY, radius_m=100, everywhere=None)
    assert cells == danger_features(two, on_day=DAY, radius_m=100, everywhere=None)
    shape = from_geojson(cells[0]["geometry"])
    assert all(contains(shape, lon, lat) for lon, lat in corners)
    said = json.dumps(cells)
    assert not any(f"{bound:.5f}" in said for corner in corners for bound in corner)
    assert cells[0]["properties"] == {"status": "concealed"}


def test_a_hazard_over_a_border_of_the_grid_makes_all_its_cells_dangerous() -> None:
    known = picture([hazard("HA-1", 1, square(40.1295, 35.3195, 0.001))])
    assert len(danger_cells(known, on_day=DAY, radius_m=100, everywhere=None)) == 4


def test_a_hazard_without_any_place_makes_the_whole_box_dangerous() -> None:
    known = picture([hazard("HA-1", 1)])
    (whole,) = danger_cells(known, on_day=DAY, radius_m=100, everywhere=(40.101, 35.301, 40.199, 35.399))
    assert contains(whole, 40.101, 35.301) and contains(whole, 40.199, 35.399)
    assert danger_cells(known, on_day=DAY, radius_m=100, everywhere=None) == []


def test_released_ground_shows_only_with_accepted_control_and_never_inside_a_danger_cell() -> None:
    accepted = release("LR-1", 3, square(40.121, 35.311, 0.012), depth_cm=20)
    alone = release("LR-2", 3, square(40.171, 35.311, 0.002), depth_cm=20)
    batches = approved(accepted, alone, inspection("QC-1", 4, "LR-1"))
    (shown,) = released_features(picture(*batches), on_day=DAY, radius_m=100, everywhere=None)
    assert shown["properties"] == {"status": "cleared", "accepted": True}
    reopened = picture(*batches, [hazard("HA-1", 5, square(40.1253, 35.3153, 0.0011))])
    (rest,) = released_features(reopened, on_day=DAY, radius_m=100, everywhere=None)
    shape = from_geojson(rest["geometry"])
    assert not contains(shape, 40.1225, 35.3125), "same cell as the hazard, though not in it"
    assert contains(shape, 40.1325, 35.3125)


def test_the_box_of_an_operation_is_its_boundary_or_what_is_known_or_its_country() -> None:
    known = picture([hazard("HA-1", 1, square(40.1, 35.3, 0.01))])
    assert operation_box(known, boundary=b"", country=None) == pytest.approx((40.1, 35.3, 40.11, 35.31))
    boundary = bytes.fromhex(square(40.0, 35.0, 1.0))
    assert operation_box(known, boundary=boundary, country=None) == pytest.approx((40.0, 35.0, 41.0, 36.0))
    assert operation_box(picture(), boundary=b"", country=(35.0, 32.0, 42.0, 37.0)) == (35.0, 32.0, 42.0, 37.0)
    assert operation_box(picture(), boundary=b"", country=None) is None


def test_the_history_of_a_spot_is_newest_first_with_the_status_before_and_after() -> None:
    ground = square(40.1, 35.3)
    old, new = hazard("HA-1", 1, ground, name="first"), hazard("HA-1", 1, ground, "confirmed", name="second")
    new = Entry(**{**{key: getattr(new, key) for key in new.__struct_fields__}, "supersedes": old.id})
    released = release("LR-1", 5, ground, depth_cm=20)
    waiting = release("LR-2", 6, ground, depth_cm=30)
    work = entry("AW-1", "area_worked", 4, geometry=ground, activity="checked")
    known = picture([old, new, released, work], [decision("approved", old, new, released, work)], [waiting])
    found = history(known, 40.1005, 35.3005, on_day=DAY, radius_m=100)
    assert found.spot.point.status is Status.CLEARED
    said = [(one.recorded.entry.number, one.standing, one.before, one.after) for one in found.claims]
    assert said[0] == ("LR-2", Standing.WAITS, None, None)
    assert said[1] == ("LR-1", Standing.STANDS, Status.CHA, Status.CLEARED)
    assert ("HA-1", Standing.SUPERSEDED, None, None) in said
    assert ("HA-1", Standing.STANDS, Status.NOT_SURVEYED, Status.CHA) in said
    assert [one.recorded.entry.number for one in found.activity] == ["AW-1"]
    assert not history(known, 40.2, 35.3, on_day=DAY, radius_m=100).claims


def test_a_lot_near_the_spot_and_a_circle_over_it_are_told() -> None:
    lot = entry("OL-1", "ordnance_lot", 2, geometry=point(40.1, 35.3), event="found", category="uxo", quantity=1)
    far = entry("OL-2", "ordnance_lot", 2, geometry=point(40.1006, 35.3), event="found", category="uxo", quantity=1)
    known = picture([lot, far, hazard("HA-1", 1, point(40.1, 35.3))])
    found = history(known, 40.1001, 35.3, on_day=DAY, radius_m=100)
    assert [(one.recorded.entry.number, one.is_near) for one in found.activity] == [("OL-1", True)]
    assert [one.number for one in found.unmapped] == ["HA-1"]


def test_the_public_sketch_has_no_corner_of_a_hazard_and_no_activity() -> None:
    known = picture(
        *approved(
            hazard("HA-1", 1, square(40.1234, 35.3123)),
            entry("AW-1", "area_worked", 1, geometry=square(40.14, 35.31), activity="checked"),
        )
    )
    box = (40.1, 35.3, 40.16, 35.34)
    public = sketch(known, on_day=DAY, box=box, width_px=700, height_px=500)
    staff = sketch(known, on_day=DAY, box=box, width_px=700, height_px=500, is_public=False)
    for text in (public, staff):
        ElementTree.fromstring(text)  # noqa: S314
        assert "km" in text or " m<" in text
    assert "keep out" in public and "Worked or checked" not in public and "Suspected" not in public
    assert "Suspected hazardous area" in staff and "Worked or checked" in staff
    assert sketch(known, on_day=DAY, box=box, width_px=700, height_px=500) == public


def test_the_public_sketch_is_cut_to_what_it_shows_and_never_narrower_than_the_cell() -> None:
    known = picture(*approved(hazard("HA-1", 1, square(40.1234, 35.3123))))
    wide = sketch(known, on_day=DAY, box=(39.0, 34.0, 41.0, 36.0), width_px=700, height_px=500)
    narrow = sketch(known, on_day=DAY, box=(40.12, 35.31, 40.13, 35.32), width_px=700, height_px=500)
    assert wide == narrow, "the box only stands for hazards without a place"
    assert sketch(known, on_day=DAY, box=(40.12, 35.31, 40.15, 35.33), width_px=700, height_px=500) == wide
    assert "40.12° E" in wide and "40.13° E" in wide, "both sides of the cell lie inside the window"


def test_a_sketch_without_anything_to_draw_says_so() -> None:
    assert "Nothing of this" in drawn([], box=None, width_px=300, height_px=200)
