"""Bulletins in the browser: the list, a draft, publishing it, what has changed since, and what a viewer may see."""

from __future__ import annotations

import html
import io
import re

import pytest
from pypdf import PdfReader

from firmground.accounts.roles import Act
from firmground.actions.publish_bulletin import known_bulletins
from firmground.web import bulletin_pages
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


def _words(text: str) -> str:
    told = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told))).replace("\u202f", " ")


def _published(site: Site):
    return [one.day for one in known_bulletins(site.made.office, site.made.record)]


def _draft_day(site: Site):
    return next(day for day in (FIRST, SECOND, LAST) if day not in _published(site))


def _publish(site: Site, who: str, day, **more: str):
    page = site.get(who, f"bulletins/{day}").content.decode()
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    seen = found[1] if found else ""
    return site.clients[who].post(f"/{NUMBER}/bulletins/{day}", {"seen": seen, **more})


def test_the_list_shows_what_was_published_with_its_figures_and_opens_it(site: Site) -> None:
    day = _published(site)[-1]

    page = site.text("officer", "bulletins")

    assert f'href="/{NUMBER}/bulletins/{day}"' in page
    assert f'href="/{NUMBER}/figures/area-checked?on_day={day}"' in page


def test_a_draft_is_shown_to_the_operation_and_not_to_a_viewer(site: Site) -> None:
    path = f"bulletins/{_draft_day(site)}"

    assert "Draft, not published" in _words(site.text("officer", path))
    refused = site.get("viewer", path)
    assert refused.status_code == 404
    assert "has been published" in _words(refused.content.decode())


def test_every_number_of_the_text_is_a_door_that_opens(site: Site) -> None:
    page = site.text("officer", f"bulletins/{_draft_day(site)}")

    doors = [html.unescape(door) for door in re.findall(r'class="chip" href="([^"]+)"', page)]
    assert doors
    assert all(site.clients["officer"].get(door).status_code == 200 for door in doors)


def test_publishing_freezes_the_draft_that_was_read(own_site: Site) -> None:
    day = _draft_day(own_site)

    answer = _publish(own_site, "officer", day)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{NUMBER}/bulletins/{day}")
    assert day in _published(own_site)
    assert "Every figure is known now as it was told." in _words(own_site.text("officer", f"bulletins/{day}"))


def test_a_draft_that_has_changed_since_it_was_read_is_not_published(own_site: Site) -> None:
    day = _draft_day(own_site)

    answer = _publish(own_site, "officer", day, seen="0" * 64)

    assert answer.status_code == 409
    assert "Read the bulletin again" in _words(answer.content.decode())
    assert day not in _published(own_site)


def test_every_view_of_bulletins_may_be_reached_by_whoever_sees_what_is_published() -> None:
    views = (bulletin_pages.bulletins, bulletin_pages.bulletin, bulletin_pages.bulletin_pdf)

    assert {view.act for view in views} == {Act.SEE_PUBLISHED}


def test_a_viewer_cannot_publish(own_site: Site) -> None:
    day = _draft_day(own_site)

    assert _publish(own_site, "viewer", day).status_code == 403
    assert day not in _published(own_site)


def test_a_viewer_reads_a_published_bulletin_without_a_hazards_place(site: Site) -> None:
    page = site.text("viewer", f"bulletins/{_published(site)[-1]}")

    assert "Published on" in _words(page)
    assert not any(f"{lon:.5f}" in page or f"{lat:.5f}" in page for lon, lat in HAZARD_CORNERS)


def test_the_pdf_links_to_the_address_that_was_asked_and_is_the_same_twice(site: Site) -> None:
    path = f"bulletins/{_published(site)[-1]}.pdf"

    one, other = (site.get("viewer", path) for _ in range(2))

    assert one.headers["Content-Type"] == "application/pdf"
    assert one.content == other.content
    links = [
        annotation.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(one.content)).pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation.get_object()
    ]
    assert any(link.startswith(f"http://localhost/{NUMBER}/figures/area-checked") for link in links)


def test_a_day_that_is_none_is_refused_with_how_to_write_it(site: Site) -> None:
    answer = site.get("officer", "bulletins/yesterday")

    assert answer.status_code == 400
    assert "2017-11-14" in _words(answer.content.decode())


def test_as_known_on_an_earlier_day_there_is_a_draft_that_cannot_be_published(site: Site) -> None:
    page = _words(site.text("officer", f"bulletins/{FIRST}", as_known_on=FIRST.isoformat()))

    assert "Return to now to publish it." in page or "Published on" in page
