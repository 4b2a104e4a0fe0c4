"""The page of forms: all of them are there, and what is downloaded is a form."""

from __future__ import annotations

import pytest

from firmground.intake.xforms.converting import convert_form
from firmground.intake.xforms.shipped import SHIPPED
from tests.web.site import Site, open_site


@pytest.fixture(scope="module")
def site(sqlite_template, tmp_path_factory):
    """A site that the tests of this file only read."""
    with open_site(sqlite_template, tmp_path_factory.mktemp("forms")) as opened:
        yield opened


def test_the_list_names_every_form_and_each_download_is_an_xlsform(site: Site) -> None:
    page = site.get("officer", "forms").content.decode()
    assert all(f"<bdi>{name}</bdi>" in page for name in ("English", "العربية", "Français", "Русский"))
    for form in SHIPPED.values():
        assert form.titles["en"] in page
        answer = site.get("officer", f"forms/{form.form_id}.xlsx")
        assert convert_form(answer.content, filename="a.xlsx").form_id == form.form_id


def test_a_form_that_there_is_not_is_said_so(site: Site) -> None:
    assert site.get("officer", "forms/no-such-form.xlsx").status_code == 404
