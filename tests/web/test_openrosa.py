"""Phones: what ODK Collect's rules accept is what they get, what they sent is there once, and a key opens no more than it says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firmground.accounts.field_keys import make_key, revoke
from firmground.actions.receive_filling import xform_of
from firmground.clock import system_clock
from firmground.intake.xforms.shipped import SHIPPED
from firmground.wiring import form_desk
from tests.intake.xforms.test_every_form_end_to_end import filled
from tests.web.site import open_site
from tests.web.small_operation import NUMBER

LIST = "{http://openrosa.org/xforms/xformsList}"


@pytest.fixture
def site(sqlite_template, tmp_path, monkeypatch):
    monkeypatch.setenv("FIRMGROUND_DATA", str(tmp_path))
    with open_site(sqlite_template, tmp_path) as opened:
        yield opened


@pytest.fixture
def secret(site):
    return key(site)[1]


def key(site, days: int = 9):
    ends_on = system_clock().date() + timedelta(days=days)
    return make_key(operation=site.made.record.id, organisation="A", label="Team 1", made_by="P-0001", ends_on=ends_on)


def answers(form_id: str = "daily_progress", instance: str = "uuid:1", more: str = "") -> bytes:
    form = SHIPPED[form_id]
    questions = filled(form.table, form.table["questions"])
    meta = f"<meta><instanceID>{instance}</instanceID></meta>"
    return f'<data id="{form_id}" version="1">{questions}{more}{meta}</data>'.encode()


def send(secret: str, xml: bytes, **files: bytes):
    parts = {"xml_submission_file": SimpleUploadedFile("answers.xml", xml, "text/xml")}
    parts |= {name: SimpleUploadedFile(name, data, "image/jpeg") for name, data in files.items()}
    return Client(enforce_csrf_checks=True).post(f"/key/{secret}/submission", parts)


def filling(site, instance: str = "uuid:1"):
    return form_desk(site.made.office).fillings.find(site.made.record.id, instance)


def test_the_list_is_one_that_collect_accepts_and_each_form_is_what_its_hash_says(site, secret):
    answer = Client().get(f"/key/{secret}/formList")

    assert answer.status_code == 200
    assert "text/xml" in answer["Content-Type"]
    assert answer["X-OpenRosa-Version"] == "1.0"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{LIST}xforms"
    assert [one.findtext(f"{LIST}formID") for one in root] == list(SHIPPED)
    for one in root:
        address = one.findtext(f"{LIST}downloadUrl")
        blank = Client().get(address.removeprefix("http://testserver"))
        assert blank.content.decode() == xform_of(one.findtext(f"{LIST}formID"))
        assert one.findtext(f"{LIST}hash").startswith("md5:")
        assert one.findtext(f"{LIST}name")


def test_a_head_request_is_answered_204_with_the_length_that_is_taken(secret):
    answer = Client().head(f"/key/{secret}/submission")

    assert answer.status_code == 204
    assert int(answer["X-OpenRosa-Accept-Content-Length"]) > 10_000_000


def test_a_filling_is_received_kept_read_and_waits_for_approval_under_the_number_of_its_key(site, secret):
    before = len(site.made.office.recorded(site.made.record.id, site.made.office.ledger.head()))

    assert send(secret, answers(), **{"a.jpg": b"photo"}).status_code == 201

    kept = filling(site)
    assert kept.trouble == ""
    assert site.made.office.contents.read(kept.files["a.jpg"]) == b"photo"
    recorded = site.made.office.recorded(site.made.record.id, site.made.office.ledger.head())
    entered = [one.entry for one in recorded[before:] if one.entry.kind != "submission"]
    staged = site.made.office.submissions.rows(kept.submission)
    assert entered or staged
    assert {entry.author for entry in entered} <= {"K-0001"}


def test_the_same_filling_sent_again_is_answered_the_same_and_there_once(site, secret):
    assert [send(secret, answers()).status_code for _ in range(2)] == [201, 201]
    recorded = len(site.made.office.recorded(site.made.record.id, site.made.office.ledger.head()))
    assert send(secret, answers()).status_code == 201
    assert len(site.made.office.recorded(site.made.record.id, site.made.office.ledger.head())) == recorded


def test_many_photos_come_in_several_posts_with_the_same_answers(site, secret):
    for first in range(0, 230, 90):
        photos = {f"photo {n} صورة.jpg": bytes([n % 250]) * 10 for n in range(first, min(230, first + 90))}
        assert send(secret, answers(), **photos).status_code == 201
    assert len(filling(site).files) == 230


def test_the_same_id_with_other_answers_is_a_conflict_and_changes_nothing(site, secret):
    send(secret, answers())
    before = filling(site)

    refused = send(secret, answers(more="<note>changed</note>"))

    assert refused.status_code == 409
    assert b"OpenRosaResponse" in refused.content
    assert filling(site) == before


@pytest.mark.parametrize(
    ("xml", "status"),
    [
        (answers().replace(b"daily_progress", b"no_such_form"), 404),
        (b"<data", 400),
        (b'<!DOCTYPE x [<!ENTITY e "e">]><data id="daily_progress"/>', 400),
        (b'<data id="daily_progress"/>', 400),
    ],
)
def test_what_cannot_be_taken_is_refused_with_words_that_the_app_shows(site, secret, xml, status):
    refused = send(secret, xml)

    assert refused.status_code == status
    assert ElementTree.fromstring(refused.content)[0].text.endswith(".")


def test_personal_answers_are_in_no_file_that_is_kept_for_ever(site, secret):
    form = next(one for one in SHIPPED.values() if "personal" in str(one.table))
    xml = answers(form.form_id).replace(b"T-1", b"0999-SECRET")

    assert send(secret, xml).status_code == 201

    kept = filling(site)
    assert kept.personal
    raw = site.made.office.contents.read(site.made.office.submissions.submission(kept.submission).content)
    personal = form_desk(site.made.office).personal.read(kept.personal)
    assert personal
    assert all(path.rpartition("/")[2].encode() in raw for path in personal), "the questions stay, without answers"
    assert not any(f"<{path.rpartition('/')[2]}>0999-SECRET".encode() in raw for path in personal)


def test_a_key_that_is_wrong_revoked_or_over_opens_nothing(site, secret):
    made, other = key(site)
    revoke(site.made.record.id, made.number)
    for wrong in ("nothing", other):
        for address in ("formList", "forms/daily_progress.xml"):
            assert Client().get(f"/key/{wrong}/{address}").status_code == 401
        assert send(wrong, answers()).status_code == 401
    assert Client().get(f"/key/{secret}/formList").status_code == 200


def test_an_officer_makes_a_key_sees_its_code_once_and_revokes_it(site):
    officer = site.clients["officer"]
    ends_on = (system_clock().date() + timedelta(days=30)).isoformat()

    page = officer.post(
        f"/{NUMBER}/field-keys", {"do": "make", "label": "Team 7", "organisation": "A", "ends_on": ends_on}
    )

    assert "data:image/svg+xml" in page.content.decode()
    address = page.context["address"]
    assert Client().get(f"{address.removeprefix('http://testserver')}/formList").status_code == 200
    assert address.rpartition("/")[2] not in officer.get(f"/{NUMBER}/field-keys").content.decode()
    officer.post(f"/{NUMBER}/field-keys", {"do": "revoke", "number": page.context["made"].number})
    assert Client().get(f"{address.removeprefix('http://testserver')}/formList").status_code == 401
    refused = officer.post(
        f"/{NUMBER}/field-keys", {"do": "make", "label": "", "organisation": "A", "ends_on": ends_on}
    )
    assert refused.status_code == 422


def test_an_officer_finds_a_filling_among_the_files_with_its_answers_and_photos_and_nobody_else_does(site, secret):
    send(secret, answers(), **{"a.jpg": b"photo", "b.html": b"<script>"})
    submission = filling(site).submission

    page = site.text("officer", f"import/{submission}")
    assert "daily_progress-1.xml" in page
    assert f"/import/{submission}/files/1" in page
    assert b"uuid:1" in site.get("officer", f"import/{submission}/file").content
    photo, other = (site.get("officer", f"import/{submission}/files/{place}") for place in (1, 2))
    assert (photo.content, photo["Content-Type"]) == (b"photo", "image/jpeg")
    assert other["Content-Disposition"].startswith("attachment")
    assert other["Content-Type"] == "application/octet-stream"
    assert site.get("officer", f"import/{submission}/files/3").status_code == 404
    for who in ("viewer", "stranger"):
        assert site.get(who, f"import/{submission}/files/1").status_code in (302, 403)


def test_an_edit_is_kept_and_shown_and_not_entered_beside_what_it_edits(site, secret):
    send(secret, answers())
    recorded = len(site.made.office.recorded(site.made.record.id, site.made.office.ledger.head()))
    edit = answers(instance="uuid:2").replace(b"</meta>", b"<deprecatedID>uuid:1</deprecatedID></meta>")

    assert send(secret, edit).status_code == 201

    kept = filling(site, "uuid:2")
    assert "uuid:1" in kept.trouble
    assert kept.trouble.split()[0] in site.text("officer", f"import/{kept.submission}")
    assert len(site.made.office.recorded(site.made.record.id, site.made.office.ledger.head())) == recorded
