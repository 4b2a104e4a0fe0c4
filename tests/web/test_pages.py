"""The operation's page, figures, map and timeline over a real ledger: the numbers, the clocks, the refusals."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re

import pytest

from firmground.bulletins.figures import value_of
from firmground.bulletins.registry import FIGURES
from firmground.ledger.standing import Fold
from firmground.web.evidence import guarded
from tests.web.site import Site, open_site
from tests.web.small_operation import FIRST, HAZARD_CORNERS, LAST, NUMBER, SECOND


@pytest.fixture(scope="module")
def site(sqlite_template, tmp_path_factory):
    """A site that the tests of this file only read."""
    with open_site(sqlite_template, tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.fixture
def own_site(sqlite_template, tmp_path):
    """A site that one test may write into."""
    with open_site(sqlite_template, tmp_path) as opened:
        yield opened


def plain(html: str) -> str:
    """Return a page's words without tags, spaces made one."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", text).replace("\u202f", " ").replace("&#8239;", " ")
    return re.sub(r"\s+", " ", text)


def value(site: Site, name: str, day=LAST) -> int:
    picture = site.made.office.picture(site.made.record, fold=Fold.OFFICIAL, as_known_on=None)
    return value_of(FIGURES[name], picture, on_day=day).total.value


def test_the_operation_page_begins_with_a_sentence_whose_numbers_are_doors(site: Site) -> None:
    html = site.text("officer")
    hectares = f"{value(site, 'area-checked') / 1e10:,.1f}"
    sentence = re.search(r'<div class="sentence stack"><p>(.*?)</p>', html, re.S)
    assert sentence
    assert f"On 6 October 2017 the teams had checked {hectares} ha" in plain(sentence[1]).replace("  ", " ")
    assert "since 2 October 2017" in plain(sentence[1])
    doors = re.findall(r'href="(/north-sector/figures/[^"]+)"', sentence[1])
    assert len(doors) == 3
    for door in doors:
        assert site.clients["officer"].get(door).status_code == 200


def test_the_operation_page_shows_what_was_reported_twice_and_who_worked_what(site: Site) -> None:
    text = plain(site.text("officer"))
    reported, official = value(site, "area-reported"), value(site, "area-checked")
    assert reported > official
    assert f"{(reported - official) / 1e10:,.1f} ha" in text
    assert "Only Alpha demining" in text
    assert "Jointly: Alpha demining, Beta demining" in text
    assert "This is checking, not clearance." in text
    assert "Small-arms ammunition, 900 found and 0 destroyed" in text
    assert "Area checked, stated without a polygon" in text


def test_the_parts_of_joint_work_add_up_to_the_area_checked(site: Site) -> None:
    context = site.get("officer").context
    assert sum(row["exact_mm2"] for row in context["joint"]["rows"]) == value(site, "area-checked")


def test_the_day_and_what_was_known_change_the_numbers(site: Site) -> None:
    first = site.text("officer", on_day=FIRST.isoformat())
    assert f"{value(site, 'area-checked', FIRST) / 1e10:,.1f}" in plain(first)
    assert "bar-moved" in first
    known_then = site.get("officer", "figures/area-checked", on_day=LAST.isoformat(), as_known_on=FIRST.isoformat())
    assert known_then.context["words"].value == pytest.approx(value(site, "area-checked", FIRST) / 1e10)
    assert "as known on 2 October 2017" in plain(known_then.content.decode())
    assert site.get("officer", "figures/area-checked").context["words"].value > known_then.context["words"].value


@pytest.mark.parametrize("asked", [{"on_day": "yesterday"}, {"as_known_on": "14.11.2017"}])
def test_a_day_that_cannot_be_read_is_told_with_how_to_write_it(site: Site, asked: dict[str, str]) -> None:
    answer = site.get("officer", **asked)
    assert answer.status_code == 400
    (said,) = asked.values()
    assert said in plain(answer.content.decode())
    assert "2017-11-14" in plain(answer.content.decode())


def test_a_figure_that_is_not_there_is_told(site: Site) -> None:
    assert site.get("officer", "figures/area-imagined").status_code == 404
    assert site.get("officer", "map/layers/imagined.geojson").status_code == 404
    assert site.get("officer", "figures/area-checked", organisation="Z").status_code == 400
    assert site.get("officer", "map/spot", lon="east", lat="35").status_code == 400


@pytest.mark.parametrize(
    "name", [name for name in FIGURES if not name.startswith(("ordnance-found-", "ordnance-dest"))]
)
def test_the_rows_of_evidence_add_up_to_the_sum_that_the_page_shows(site: Site, name: str) -> None:
    answer = site.get("officer", f"figures/{name}")
    assert answer.status_code == 200
    for part in answer.context["parts"]:
        assert f'data-sum="{part["key"]}">{part["sum"].html}' in answer.content.decode() or not part["rows"]
    if len(answer.context["parts"]) == 1:
        (part,) = answer.context["parts"]
        assert sum(row["exact"] for row in part["rows"]) == value(site, name)


def test_a_ratio_shows_its_numerator_and_denominator_as_doors(site: Site) -> None:
    html = site.text("officer", "figures/area-per-person-day")
    assert 'href="#numerator"' in html and 'href="#denominator"' in html
    assert 'id="numerator"' in html and 'id="denominator"' in html


def test_the_scope_chips_ask_for_one_organisation_and_for_the_day_alone(site: Site) -> None:
    only_b = site.get("officer", "figures/area-checked", organisation="B").context
    whole = site.get("officer", "figures/area-checked").context
    assert 0 < only_b["words"].value < whole["words"].value
    day = site.get("officer", "figures/area-checked", basis="day", on_day=SECOND.isoformat()).context
    assert day["words"].value == pytest.approx(
        (value(site, "area-checked") - value(site, "area-checked", FIRST)) / 1e10
    )


def test_the_history_of_a_value_says_on_which_day_it_was_known_how(site: Site) -> None:
    rows = site.get("officer", "figures/area-checked/history").context["rows"]
    assert [row["day"] for row in rows][-2:] == [FIRST, SECOND]
    assert rows[-1]["words"].value > rows[-2]["words"].value


def test_the_csv_carries_clocks_and_definition_and_ends_with_the_sum(site: Site) -> None:
    answer = site.get("officer", "figures/area-checked.csv", as_known_on=LAST.isoformat())
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["on_day"] for row in rows} == {"2017-10-06"}
    assert {row["as_known_on"] for row in rows} == {"2017-10-06"}
    assert rows[0]["definition"] == FIGURES["area-checked"].definition
    assert rows[-1]["number"] == "sum"
    total = sum(float(row["contribution"]) for row in rows[:-1])
    assert total == pytest.approx(float(rows[-1]["contribution"]), abs=1e-6)
    assert float(rows[-1]["contribution"]) * 1e6 == pytest.approx(value(site, "area-checked"))


@pytest.mark.parametrize("said", ["=1+1", "+41", "-2", "@cell", "\tx"])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded(said: str) -> None:
    assert guarded(said) == f"'{said}"
    assert guarded("HA-0001") == "HA-0001"


def test_the_geojson_carries_clocks_and_every_entry_with_its_contribution(site: Site) -> None:
    told = json.loads(site.text("officer", "figures/area-checked.geojson"))
    assert told["firmground"]["on_day"] == "2017-10-06" and told["firmground"]["as_known_on"] == "now"
    contributions = [float(one["properties"]["contribution"]) for one in told["features"]]
    assert sum(contributions) == pytest.approx(float(told["firmground"]["value"]))
    assert {one["properties"]["number"] for one in told["features"]} == {"AW-0001", "AW-0002"}


def test_an_operator_of_another_organisation_sees_the_sum_but_not_the_restricted_entry(site: Site) -> None:
    text = plain(site.text("other_operator", "figures/ordnance-destroyed"))
    assert "Records that your account may not see" in text
    assert "OL-0001" not in text
    assert "120" in text


def layer(site: Site, who: str, name: str, **asked: str) -> list[dict]:
    answer = site.clients[who].get(f"/{NUMBER}/map/layers/{name}.geojson", asked, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer["Content-Encoding"] == "gzip"
    return json.loads(gzip.decompress(answer.content))["features"]


def test_the_layers_of_the_map_follow_the_day(site: Site) -> None:
    before, after = (layer(site, "officer", "ground", on_day=day.isoformat()) for day in (SECOND, LAST))
    assert before == []
    assert {one["properties"]["status"] for one in after} == {"cha", "cleared"}
    assert len(layer(site, "officer", "activity", on_day=FIRST.isoformat())) == 2
    assert {one["properties"]["number"] for one in layer(site, "officer", "reports")} == {"AW-0001", "AW-0002"}
    assert {one["properties"]["number"] for one in layer(site, "officer", "ordnance")} == {"OL-0888", "OL-0999"}
    assert layer(site, "other_operator", "ordnance") == []


def test_a_layer_is_sent_again_only_when_something_behind_it_has_changed(own_site: Site) -> None:
    address = f"/{NUMBER}/map/layers/ground.geojson"
    tag = own_site.clients["officer"].get(address)["ETag"]
    assert own_site.clients["officer"].get(address, headers={"if-none-match": tag}).status_code == 304
    own_site.made.on(LAST, own_site.made.entry("hazard_area", "HA-0900", LAST, status="suspected"), approve=False)
    again = own_site.clients["officer"].get(address, headers={"if-none-match": tag})
    assert again.status_code == 200 and again["ETag"] != tag
    assert own_site.clients["other_operator"].get(address)["ETag"] != again["ETag"]


def test_the_legend_is_the_account_of_the_official_areas(site: Site) -> None:
    rows = {row["key"]: row for row in site.get("officer", "map/legend").context["legend"]["rows"]}
    assert rows["cha"]["area_ha"] == pytest.approx(value(site, "area-cha") / 1e10)
    assert rows["cha"]["change_ha"] == rows["cha"]["area_ha"]
    assert rows["activity"]["area_ha"] == pytest.approx(value(site, "area-checked") / 1e10)
    roads = {row["key"]: row for row in site.get("officer", "map/legend").context["legend"]["roads"]}
    assert roads["checked"]["length_km"] == pytest.approx(value(site, "road-checked") / 1e6)
    assert "roads" not in site.get("viewer", "map/legend").context["legend"]


def test_the_history_of_a_spot_names_its_entries_and_their_day(site: Site) -> None:
    lon, lat = 40.1255, 35.3135
    text = plain(site.text("officer", "map/spot", lon=str(lon), lat=str(lat)))
    assert "Hazardous since 6 October 2017, by HA-0777" in text
    assert "From Not surveyed to Confirmed (CHA)" in text
    nothing = plain(site.text("officer", "map/spot", lon="41", lat="36"))
    assert "Not surveyed is not safe" in nothing


def test_the_search_finds_numbers_and_sectors_that_the_person_may_see(site: Site) -> None:
    assert [one["label"] for one in site.get("officer", "map/search", q="ha-07").json()] == ["HA-0777 (Hazard area)"]
    assert site.get("officer", "map/search", q="dunes").json()[0]["lon"] == pytest.approx(40.21, abs=0.01)
    assert site.get("other_operator", "map/search", q="OL-").json() == []
    assert site.get("viewer", "map/search", q="HA-").json() == []


def test_the_timeline_tells_the_operation_newest_first(site: Site) -> None:
    items = site.get("officer", "timeline").context["items"]
    days = [item["day"] for item in items]
    assert days == sorted(days, reverse=True)
    assert {"event", "work", "week", "import", "bulletin"} == {item["what"] for item in items}
    everything = site.get("officer", "timeline", what="all").context["items"]
    assert {item["what"] for item in everything} == {"event", "work", "week", "import", "decision", "bulletin"}
    text = plain(site.text("officer", "timeline"))
    assert "Work began in the north" in text and "First day of work on record" in text
    early = site.get("officer", "timeline", on_day=FIRST.isoformat()).context["items"]
    assert early
    assert all(item["day"] <= FIRST for item in early)


def test_a_viewer_sees_the_bulletins_figures_and_nothing_behind_them(site: Site) -> None:
    text = plain(site.text("viewer"))
    assert "Figures of the bulletin of 6 October 2017" in text
    assert f"{value(site, 'area-checked') / 1e10:,.1f} ha" in text
    figure = plain(site.text("viewer", "figures/area-checked"))
    assert "AW-0001" not in figure and "as published" in figure
    assert site.get("viewer", "figures/hazards-open").status_code == 403
    assert site.get("viewer", "figures/area-checked.csv").status_code == 403
    assert {item["what"] for item in site.get("viewer", "timeline").context["items"]} == {"event", "bulletin"}


def test_a_viewer_sees_released_ground_and_is_warned_where_a_hazard_lies(site: Site) -> None:
    (released,) = layer(site, "viewer", "released")
    (danger,) = layer(site, "viewer", "danger")
    assert released["properties"] == {"status": "cleared", "accepted": True}
    assert danger["properties"] == {"status": "concealed"}
    for lon, lat in HAZARD_CORNERS:
        assert "keep out" in plain(site.text("viewer", "map/spot", lon=str(lon), lat=str(lat)))
    assert "Cleared" in plain(site.text("viewer", "map/spot", lon="40.255", lat="35.355"))
    assert "Not released." in plain(site.text("viewer", "map/spot", lon="40.205", lat="35.305"))


def test_reopened_ground_is_not_released_for_anybody_at_once(own_site: Site) -> None:
    over = own_site.made.found("LR-0001").geometry
    own_site.made.on(
        LAST, own_site.made.entry("hazard_area", "HA-0901", LAST, geometry=over, status="suspected"), approve=False
    )
    assert layer(own_site, "viewer", "released") == []
    assert "keep out" in plain(own_site.text("viewer", "map/spot", lon="40.255", lat="35.355"))


def test_the_list_of_operations_holds_those_that_the_person_may_see(site: Site) -> None:
    assert "North sector" in site.clients["viewer"].get("/").content.decode()
    assert "No operation is open to your account" in site.clients["guest"].get("/").content.decode()
    assert site.clients["stranger"].get("/").status_code == 302


def test_an_operation_without_records_says_what_to_do(own_site: Site) -> None:
    from firmground.accounts.models import Person
    from firmground.accounts.roles import Role
    from firmground.actions.open_operation import open_operation
    from firmground.records.operations import Operation

    made = open_operation(own_site.made.office, "P-0001", "empty-sector", Operation(name="Empty sector"))
    Person.objects.get(username="officer").grant(Role.INFORMATION_OFFICER, operation=made.id)
    for page in ("", "map", "figures", "timeline"):
        answer = own_site.clients["officer"].get(f"/empty-sector/{page}")
        assert answer.status_code == 200, page
    assert "holds nothing of this operation yet" in own_site.clients["officer"].get("/empty-sector/").content.decode()
