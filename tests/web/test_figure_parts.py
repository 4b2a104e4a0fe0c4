"""A figure's page in parts: they add up, each leads to its evidence, and nobody learns from them what is concealed."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import unquote

import pytest

from tests.cast import square
from tests.web.site import Site, open_site
from tests.web.small_operation import FIRST, LAST
from tests.web.test_pages import plain, value


@pytest.fixture(scope="module")
def site(sqlite_template, tmp_path_factory):
    """A site with three admin units on two levels that its tests only read."""
    with open_site(sqlite_template, tmp_path_factory.mktemp("site")) as opened:
        made = opened.made
        places = (
            ("SY0", "Region", 2, 39.0, 34.0, 3.0),
            ("SY02", "East", 3, 40.205, 35.0, 1.0),
            ("SY01", "West", 3, 39.9, 35.2, 0.3055),
        )
        units = [
            made.entry("admin_unit", code, FIRST, geometry=square(lon, lat, side), parties=(), code=code, name=name, level=level,
                       local_name=f"محلي {code}")
            for code, name, level, lon, lat, side in places
        ]  # fmt: skip
        made.on(LAST, *units)
        yield opened


def _rows(html: str) -> dict[str, int]:
    """Return the exact amounts of the table of parts, by what they belong to."""
    section = html.split('aria-labelledby="parts"')[1].split("</section>")[0]
    pairs = re.findall(r"<bdi>([^<]+)</bdi></a></th>.*?data-value=\"(-?\d+)\"", section, re.S)
    return {who: int(amount) for who, amount in pairs}


@pytest.mark.parametrize("by", ["organisation", "task", "unit"])
def test_the_parts_on_the_page_add_up_to_the_figure(site: Site, by: str) -> None:
    assert sum(_rows(site.text("officer", "figures/area-checked", by=by)).values()) == value(site, "area-checked")


def test_units_stand_with_name_and_code_and_name_their_shared_ground(site: Site) -> None:
    html = site.text("officer", "figures/area-checked", by="unit")

    assert set(_rows(html)) == {"East (SY02)", "West (SY01)"}
    assert "SY01 and SY02 share" in plain(html)
    assert set(_rows(site.text("officer", "figures/area-checked", by="unit", level="2"))) == {"Region (SY0)"}


def test_an_arabic_page_says_units_by_their_local_names(site: Site) -> None:
    site.clients["officer"].cookies["django_language"] = "ar"
    try:
        assert "محلي SY01 (SY01)" in _rows(site.text("officer", "figures/area-checked", by="unit"))
    finally:
        del site.clients["officer"].cookies["django_language"]


def test_each_part_leads_to_the_records_that_add_up_to_it(site: Site) -> None:
    html = site.text("officer", "figures/area-checked", by="organisation")
    amounts = list(_rows(html).values())
    section = html.split('aria-labelledby="parts"')[1]
    doors = [
        unquote(one.replace("&amp;", "&")) for one in re.findall(r'plain-head"><a href="([^"#]+)#evidence', section)
    ]

    assert len(doors) == len(amounts) == 2
    for door, amount in zip(doors, amounts, strict=True):
        path, _, query = door.removeprefix("/north-sector/").partition("?")
        asked = dict(pair.split("=", 1) for pair in query.split("&"))
        told = csv.DictReader(io.StringIO(site.text("officer", f"{path}.csv", **asked)[1:]))
        lines = list(told)
        assert float(lines[-1]["contribution"]) == amount / 1e6
        assert "Only this part" in lines[-1]["definition"]
        assert "Back to all parts" in site.text("officer", path, **asked)


def test_parts_that_are_too_many_stand_together_and_still_add_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmground.web.figure_parts.SHOWN_PARTS", 1)
    html = site.text("officer", "figures/area-checked", by="organisation")

    assert len(_rows(html)) == 1
    assert "1 smaller part " in plain(html)


def test_what_cannot_be_divided_is_refused_with_what_to_do(site: Site) -> None:
    for asked in (
        {"by": "colour"},
        {"by": "unit", "level": "x"},
        {"by": "unit", "level": "7"},
        {"by": "task", "part": "no"},
    ):
        assert site.get("officer", "figures/area-checked", **asked).status_code == 400
    assert site.get("officer", "figures/road-checked", by="unit").status_code == 400
    assert 'aria-labelledby="parts"' not in site.text("officer", "figures/area-per-person-day")


def test_who_may_not_see_restricted_records_cannot_divide_ordnance_by_place(site: Site) -> None:
    for by in ("unit", "hazard", "activity", "task"):
        assert site.get("officer", "figures/ordnance-found", by=by).status_code == 200
        assert site.get("other_operator", "figures/ordnance-found", by=by).status_code == 400
    assert site.get("other_operator", "figures/ordnance-found", by="organisation").status_code == 200


def test_a_viewer_gets_no_parts(site: Site) -> None:
    assert "parts" not in site.text("viewer", "figures/area-checked", by="unit").split("<main")[1]
