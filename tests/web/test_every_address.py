"""Every address of the application, taken from the URL configuration: who is let in, and what a viewer never learns.

A page that is added is tested by itself; one whose words of the address are not known here asks for an example.
"""

from __future__ import annotations

import io

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver
from pypdf import PdfReader

from firmground.accounts.roles import ACTS, Act, Role
from firmground.bulletins.registry import FIGURES
from firmground.web.map_pages import LAYERS
from tests.web.site import Site, open_site
from tests.web.small_operation import (
    HAZARD_CORNERS,
    HELD_FILE,
    HELD_PLACE,
    HELD_QUANTITY,
    LAST,
    LOT_PLACE,
    LOT_QUANTITY,
    NUMBER,
)

OPEN = {
    "operations": "lists only what the person may see, asks a stranger to sign in",
    "set_language": "keeps a language in the session",
    "sign-in": "is how a stranger becomes somebody",
    "sign-out": "forgets who was signed in",
    "openrosa": "is opened by a key alone; tests/web/test_openrosa.py tries wrong ones",
    "openrosa-list": "is opened by a key alone",
    "openrosa-form": "is opened by a key alone",
    "openrosa-submission": "is opened by a key alone",
}
"""Addresses outside of an operation, with why they need no act."""

HAZARD, LOT, HELD_LOT = "HA-0777", "OL-0888", "OL-0999"


@pytest.fixture(scope="module")
def site(sqlite_template, tmp_path_factory):
    """A site that the tests of this file only read."""
    with open_site(sqlite_template, tmp_path_factory.mktemp("site")) as opened:
        yield opened


def patterns() -> list[URLPattern]:
    return [pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)]


def inside() -> list[URLPattern]:
    return [pattern for pattern in patterns() if pattern.name not in OPEN]


def examples(site: Site, word: str) -> list[str]:
    """Return values for a word of an address."""
    known = {
        "number": [NUMBER],
        "name": list(FIGURES),
        "layer": list(LAYERS),
        "day": [LAST.isoformat(), "2017-10-02"],
        "entry_id": [site.made.found(HAZARD).id, site.made.found(LOT).id, site.made.found("EV-0001").id],
        "submission": [site.made.office.submissions.submissions(site.made.record.id)[0].id],
        "key": [f"batch-{site.made.batch_of(LOT)}", "batch-1"],
        "position": ["1"],
        "form_id": ["daily_progress", "accident"],
        "token": ["no-such-key"],
        "place": ["1"],
        "zoom": ["14", "0", "99"],
        "x": ["10018"],
        "y": ["6472"],
    }
    assert word in known, f"say in tests/web/test_every_address.py what {word!r} in an address may be"
    return known[word]


def addresses(site: Site, pattern: URLPattern) -> list[str]:
    """Return the addresses of a pattern: with each example of one word, the others at their first."""
    words = list(pattern.pattern.converters)
    first = {word: examples(site, word)[0] for word in words}
    sets = [first, *({**first, word: value} for word in words for value in examples(site, word)[1:])]
    route = str(pattern.pattern)
    found = []
    for values in sets:
        address = route
        for word in words:
            converter = next(part for part in route.split("<") if part.split(">")[0].endswith(f":{word}")).split(">")[0]
            address = address.replace(f"<{converter}>", values[word])
        query = "?lon=40.1255&lat=35.3135" if pattern.name == "spot" else ""
        query = "?q=0" if pattern.name == "map-search" else query
        found.append(f"/{address}{query}")
    return found


def words_of(answer: HttpResponse) -> str:
    """Return what an answer says: its text, of a PDF the words and addresses on its pages."""
    if answer.headers.get("Content-Type") != "application/pdf":
        return answer.content.decode(errors="replace")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    links = [str(note.get_object().get("/A", "")) for page in pages for note in page.get("/Annots", ())]
    return "\n".join([*(page.extract_text() for page in pages), *links])


def secrets(site: Site) -> list[str]:
    """Return what a viewer must never read: ids, numbers, coordinates to five decimals and counts."""
    hazard = site.made.found(HAZARD)
    places = [bound for corner in HAZARD_CORNERS for bound in corner]
    return [hazard.id, hazard.thing, HAZARD, *(f"{bound:.5f}" for bound in places), *of_organisation_a(site)]


def of_organisation_a(site: Site) -> list[str]:
    """Return what only organisation A and officers may read: its lot, and the row of its file that is held."""
    lot = site.made.found(LOT)
    places = [f"{bound:.5f}" for place in (LOT_PLACE, HELD_PLACE) for bound in place]
    counts = [text for count in (LOT_QUANTITY, HELD_QUANTITY) for text in (str(count), f"{count:,}")]
    return [lot.id, lot.thing, LOT, HELD_LOT, HELD_FILE, *places, *counts]


def test_every_view_of_an_operation_declares_the_act_that_it_needs() -> None:
    assert len(inside()) > 12
    missing = [pattern.name for pattern in inside() if not isinstance(getattr(pattern.callback, "act", None), Act)]
    assert missing == []


def test_every_address_has_a_name_of_its_own() -> None:
    names = [pattern.name for pattern in patterns()]
    assert all(names)
    assert len(names) == len(set(names))


def test_a_stranger_is_asked_to_sign_in_everywhere(site: Site) -> None:
    for pattern in inside():
        for address in addresses(site, pattern):
            answer = site.clients["stranger"].get(address)
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/sign-in?next="), address


def test_a_stranger_cannot_tell_whether_an_operation_is_there(site: Site) -> None:
    assert site.clients["stranger"].get("/nowhere/").status_code == 302


def test_somebody_without_a_role_is_refused_everywhere(site: Site) -> None:
    for pattern in inside():
        for address in addresses(site, pattern):
            answer = site.clients["guest"].get(address)
            assert answer.status_code == 403, address
            said = words_of(answer)
            assert not [secret for secret in secrets(site) if secret in said and secret not in address], address


def test_a_viewer_reaches_only_what_a_viewer_may(site: Site) -> None:
    for pattern in inside():
        for address in addresses(site, pattern):
            answer = site.clients["viewer"].get(address)
            if pattern.callback.act not in ACTS[Role.VIEWER]:
                assert answer.status_code == 403, address
            else:
                assert answer.status_code in (200, 302, 403, 404), address


def test_nothing_of_a_restricted_entry_is_in_any_answer_to_a_viewer(site: Site) -> None:
    kept = secrets(site)
    for pattern in patterns():
        for address in addresses(site, pattern):
            said = words_of(site.clients["viewer"].get(address))
            own = [secret for secret in kept if secret in address]
            found = [secret for secret in kept if secret in said and secret not in own]
            assert not found, f"{address} tells a viewer {found}"


def test_the_secrets_are_told_to_an_officer_so_that_the_test_above_looks_for_the_right_thing(site: Site) -> None:
    told = "".join(
        words_of(site.clients["officer"].get(address))
        for pattern in inside()
        if pattern.name in ("map-layer", "map-search", "figure", "figure-geojson", "submission")
        for address in addresses(site, pattern)
    )
    hazard, lot = site.made.found(HAZARD), site.made.found(LOT)
    for secret in (hazard.id, HAZARD, lot.id, LOT, "40.12345", "35.32468", str(LOT_QUANTITY), HELD_LOT, HELD_FILE):
        assert secret in told, secret


def test_an_operator_of_another_organisation_learns_nothing_of_restricted_lots_and_held_rows(site: Site) -> None:
    kept = of_organisation_a(site)
    for pattern in inside():
        for address in addresses(site, pattern):
            said = words_of(site.clients["other_operator"].get(address))
            found = [secret for secret in kept if secret in said and secret not in address]
            assert not found, f"{address} tells an operator of another organisation {found}"


def test_an_officer_gets_an_answer_everywhere(site: Site) -> None:
    for pattern in inside():
        for address in addresses(site, pattern):
            answer = site.clients["officer"].get(address)
            may = pattern.callback.act in ACTS[Role.INFORMATION_OFFICER]
            assert answer.status_code in ((200, 302, 404, 405) if may else (403,)), f"{address}: {answer.status_code}"
