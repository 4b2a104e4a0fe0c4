"""The inbox answered at once: with one reason, by one decision, what may not be decided left out and said."""

from __future__ import annotations

import re
import time

import msgspec
import pytest
from django.test import Client

from firmground.accounts.models import Person
from firmground.accounts.roles import Role
from firmground.records.submissions import Outcome, StagedRow
from firmground.web.inbox import PAGE
from tests.web.site import open_site
from tests.web.small_operation import HELD_FILE, LAST, NUMBER, SECOND, square


@pytest.fixture
def site(sqlite_template, tmp_path):
    with open_site(sqlite_template, tmp_path) as opened:
        person = Person.objects.create_user("operator")
        person.grant(Role.OPERATOR, operation=opened.made.record.id, organisation="A")
        opened.clients["operator"] = Client(SERVER_NAME="localhost")
        opened.clients["operator"].force_login(person)
        yield opened


def many_held(site, count):
    """Keep a file with many held rows that say areas worked on."""
    office = site.made.office
    received = office.submissions.receive(
        operation=site.made.record.id, filename="many.csv", data=b"many", by="P-0009", organisation="A"
    )
    finding = {"rule": "odd", "weight": "asks", "about": "row", "field": "", "said": "", "expected": "", "message": ""}
    rows = []
    for position in range(1, count + 1):
        where = square(40.3 + position % 50 / 100, 35.1)
        entry = site.made.entry("hazard_area", f"HA-{position}", LAST, geometry=where, status="suspected")
        rows.append(
            StagedRow(
                submission=received.id,
                position=position,
                outcome=Outcome.HELD,
                said={"number": position},
                entries=(msgspec.to_builtins(entry),),
                findings=(finding,),
            )
        )
    office.submissions.stage(received.id, rows, mapping="")
    return received


def answer(site, who, **said):
    return site.clients[who].post(f"/{NUMBER}/inbox?what=row", said, follow=True)


def test_selected_rows_are_entered_at_once_with_one_reason(site):
    received = many_held(site, 3)
    keys = [f"{received.id}/1", f"{received.id}/3"]

    page = answer(site, "officer", item=keys, do="accept", reason="As on paper.").content.decode()

    assert "2 are answered with one reason." in page
    rows = site.made.office.submissions.held(site.made.record.id)
    assert {row.position for row in rows if row.submission == received.id} == {2}


def test_all_that_fits_the_filters_is_returned_to_its_sender_who_sees_why(site):
    received = many_held(site, 3)

    answer(site, "officer", all="1", do="return", reason="The sheet is cut off.")

    page = site.text("operator", "inbox", what="returned")
    assert page.count("Returned to account P-0009: The sheet is cut off.") >= 3
    assert site.text("officer", "inbox", what="row").count('class="inbox-line" href') == 0
    assert "The sheet is cut off." in site.text("operator", f"inbox/{received.id}/2")


def test_one_answer_to_many_asks_for_its_reason_and_keeps_people_out_who_may_not_decide(site):
    received = many_held(site, 1)
    without = answer(site, "officer", item=f"{received.id}/1", do="accept", reason=" ")
    assert without.status_code == 422
    answer(site, "operator", item=f"{received.id}/1", do="accept", reason="Mine.")
    assert answer(site, "viewer", item=f"{received.id}/1", do="accept", reason="Mine.").status_code == 403
    assert len(site.made.office.submissions.held(site.made.record.id)) == 2


def test_the_filters_say_how_many_each_choice_leaves(site):
    many_held(site, 3)
    page = site.text("officer", "inbox")
    assert "Held rows (4)" in page
    assert "Hazard area (3)" in page
    narrowed = site.text("officer", "inbox", organisation="A", kind="ordnance_lot", what="row")
    assert HELD_FILE in narrowed
    assert "many.csv" not in narrowed


def test_three_thousand_held_rows_are_shown_without_reading_them_again(site, capsys):
    many_held(site, 3000)
    site.text("officer", "inbox")
    reads, held = [], site.made.office.submissions.held
    type(site.made.office.submissions).held = lambda self, operation: reads.append(1) or held(operation)
    try:
        began = time.perf_counter()
        assert site.text("officer", "inbox", what="row", page="7").count('class="inbox-line" href') == PAGE
        took_s = time.perf_counter() - began
    finally:
        del type(site.made.office.submissions).held
        type(site.made.office.submissions).held = held.__func__
    with capsys.disabled():
        print(f"\ninbox of 3,000 held rows: {took_s * 1000:.0f} ms")
    assert reads == []
    assert took_s < 2


def test_the_decisions_of_a_period_are_taken_back_after_the_figures_that_change_were_shown(site):
    asked = {"by": "P-0002", "since": SECOND.isoformat(), "until": SECOND.isoformat()}
    page = site.text("officer", "inbox/undo", **asked)
    assert "Figures that would change" in page
    assert "Ordnance destroyed" in page or "120" in page
    seen = re.search(r'name="seen" value="([0-9]+)"', page)[1]
    query = "&".join(f"{name}={value}" for name, value in asked.items())

    answer = site.clients["officer"].post(
        f"/{NUMBER}/inbox/undo?{query}", {"seen": seen, "reason": "Wrong sheet."}, follow=True
    )

    page = answer.content.decode()
    assert "message error" not in page, re.search(r"message error.*", page)[0]
    assert f"{seen} decisions are taken back." in page
    assert "Nothing that this account decided then can be taken back by you." in site.text(
        "officer", "inbox/undo", **asked
    )
    assert site.get("viewer", "inbox/undo").status_code == 403
    assert site.get("officer", "inbox/undo", since="yesterday").status_code in (400, 422)
