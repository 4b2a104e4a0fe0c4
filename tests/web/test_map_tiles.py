"""The addresses of the map's tiles: who gets which, what is kept, and what a viewer's tiles tell."""

from __future__ import annotations

import gzip
import re
from datetime import date

import mapbox_vector_tile
import pytest

from firmground.web.map_tiles import TILES
from tests.web.site import Site, open_site
from tests.web.small_operation import FIRST, HAZARD_CORNERS, LAST, NUMBER, SECOND, square

AROUND = "10/626/404"
"""A tile that holds all ground of the small operation."""


@pytest.fixture
def site(sqlite_template, tmp_path):
    with open_site(sqlite_template, tmp_path) as opened:
        yield opened


def ask(site: Site, who: str, layer: str, place: str = AROUND, tag: str = "", **asked: str):
    headers = {"accept-encoding": "gzip"} | ({"if-none-match": tag} if tag else {})
    return site.clients[who].get(f"/{NUMBER}/map/tiles/{layer}/{place}.mvt", asked, headers=headers)


def features(site: Site, who: str, layer: str, **asked: str) -> list[dict]:
    answer = ask(site, who, layer, **asked)
    assert answer.status_code == 200, layer
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    found = mapbox_vector_tile.decode(gzip.decompress(answer.content))
    return [one["properties"] for one in found.get(layer, {"features": []})["features"]]


def test_the_tiles_of_every_layer_say_what_the_layer_says(site: Site) -> None:
    assert {one["status"] for one in features(site, "officer", "ground")} == {"cha", "cleared"}
    assert features(site, "officer", "ground", on_day=SECOND.isoformat()) == []
    assert {one["number"] for one in features(site, "officer", "reports")} == {"AW-0001", "AW-0002"}
    assert [one["of_day"] for one in features(site, "officer", "activity", on_day=FIRST.isoformat())] == [False, True]
    assert {one["number"] for one in features(site, "officer", "ordnance")} == {"OL-0888", "OL-0999"}
    assert features(site, "other_operator", "ordnance") == []
    assert features(site, "viewer", "released") == [{"status": "cleared", "accepted": True}]
    assert features(site, "viewer", "danger") == [{"status": "concealed"}]


def test_a_viewer_gets_the_tiles_of_two_layers_and_no_other(site: Site) -> None:
    got = {layer for layer in TILES if ask(site, "viewer", layer).status_code == 200}
    assert got == {"released", "danger"}
    assert all(ask(site, "guest", layer).status_code == 403 for layer in TILES)
    assert all(ask(site, "stranger", layer).status_code == 302 for layer in TILES)


def test_a_tile_or_a_layer_that_does_not_exist_is_not_found(site: Site) -> None:
    assert ask(site, "officer", "imagined").status_code == 404
    for place in ("3/8/0", "3/0/8", "99/0/0"):
        assert ask(site, "officer", "ground", place).status_code == 404


def test_a_tile_is_sent_again_only_when_something_behind_it_has_changed(site: Site) -> None:
    tag = ask(site, "officer", "ground")["ETag"]
    assert ask(site, "officer", "ground", tag=tag).status_code == 304
    site.made.on(LAST, site.made.entry("hazard_area", "HA-0900", LAST, status="suspected"), approve=False)
    again = ask(site, "officer", "ground", tag=tag)
    assert again.status_code == 200 and again["ETag"] != tag
    assert ask(site, "other_operator", "ground")["ETag"] != again["ETag"]


def test_a_tile_is_the_same_answer_on_days_between_which_nothing_in_it_changes(site: Site) -> None:
    after, later = (ask(site, "officer", "ground", on_day=day)["ETag"] for day in ("2017-10-07", "2017-10-09"))
    assert after == later
    assert ask(site, "officer", "ground", on_day=SECOND.isoformat())["ETag"] != after
    worked = [
        ask(site, "officer", "activity", on_day=day)["ETag"] for day in ("2017-10-01", "2017-10-08", "2017-10-09")
    ]
    assert worked[1] == worked[2] != worked[0]


def test_nothing_that_is_recorded_of_a_hazard_changes_a_viewers_tile_or_its_name(site: Site) -> None:
    before = {layer: ask(site, "viewer", layer) for layer in ("danger", "released")}
    twin = site.made.entry("hazard_area", "HA-0778", LAST, geometry=square(40.124, 35.313, 0.001), status="confirmed")
    site.made.on(LAST, twin)
    for layer, answer in before.items():
        after = ask(site, "viewer", layer)
        assert after.content == answer.content
        assert after["ETag"] == answer["ETag"]
        assert ask(site, "viewer", layer, tag=after["ETag"]).status_code == 304


def test_released_tiles_of_an_earlier_day_do_not_change_with_what_is_recorded_of_a_later_one(site: Site) -> None:
    place = "15/20048/12939"
    before = ask(site, "viewer", "released", place, on_day=LAST.isoformat())
    assert mapbox_vector_tile.decode(gzip.decompress(before.content))
    hazard = site.made.entry(
        "hazard_area", "HA-0779", date(2017, 10, 7), geometry=square(40.2533, 35.3522, 0.006), status="suspected"
    )
    site.made.on(date(2017, 10, 7), hazard, approve=False)
    assert ask(site, "viewer", "released", place, on_day=LAST.isoformat()).content == before.content


def test_no_tile_of_a_viewer_holds_a_number_an_id_or_a_count(site: Site) -> None:
    hazard = site.made.found("HA-0777")
    for layer in ("danger", "released"):
        for zoom in (0, 6, 10):
            place = "/".join(str(int(part) >> (10 - zoom)) for part in AROUND.split("/")[1:])
            said = gzip.decompress(ask(site, "viewer", layer, f"{zoom}/{place}").content).decode(errors="replace")
            for secret in (hazard.id, hazard.thing, "HA-", "LR-", *(f"{lon:.4f}" for lon, _ in HAZARD_CORNERS)):
                assert secret not in said


def test_the_page_asks_for_tiles_of_what_the_person_may_see(site: Site) -> None:
    def asked(who: str) -> set[str]:
        return set(re.findall(rf"/{NUMBER}/map/tiles/([a-z]+)/\{{z\}}/\{{x\}}/\{{y\}}\.mvt", site.text(who, "map")))

    assert asked("viewer") == {"released", "danger"}
    assert asked("officer") == set(TILES) - {"released", "danger"}
