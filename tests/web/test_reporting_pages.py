"""Import, inbox, entries and people, asked as a browser asks: what they say, keep and refuse."""

from __future__ import annotations

import csv
import io
import re
import sys
import time
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from firmground.accounts.models import Person
from firmground.accounts.roles import Role
from firmground.actions.actor import Actor
from firmground.actions.decide import decide
from firmground.ledger.standing import Fold
from firmground.maps.spot import history
from firmground.records.deeds import DecisionVerdict
from firmground.records.kinds import KINDS
from firmground.records.submissions import Outcome, SubmissionState
from firmground.state.land_table import HAZARDS as HAZARDS_OF_GROUND
from firmground.state.land_table import Status
from firmground.web import import_pages, jobs
from firmground.web.asking import Asking
from firmground.web.code_words import code_words
from firmground.web.inbox_items import waiting_count
from tests.web.site import Site, open_site
from tests.web.small_operation import FIRST, LAST, NUMBER, square

HAZARDS = (
    b"number,status,date,lon,lat,note\n"
    b"HA-1001,suspected,2017-10-05,40.30,35.30,plain\n"
    b"HA-1002,nobody knows,2017-10-05,40.31,35.30,=1+1\n"
    b"HA-1003,confirmed,2217-10-05,40.32,35.30,later\n"
)


@pytest.fixture
def site(sqlite_template, tmp_path):
    with open_site(sqlite_template, tmp_path) as opened:
        for name, role, organisation in (
            ("authority", Role.AUTHORITY, ""),
            ("head", Role.HEAD, ""),
            ("operator", Role.OPERATOR, "A"),
            ("administrator", Role.ADMINISTRATOR, ""),
        ):
            person = Person.objects.create_user(name)
            person.grant(role, operation=opened.made.record.id, organisation=organisation)
            opened.clients[name] = Client(SERVER_NAME="localhost")
            opened.clients[name].force_login(person)
        yield opened


def post(site: Site, who: str, path: str, **said: object):
    return site.clients[who].post(f"/{NUMBER}/{path}", said, follow=True)


def send(site: Site, content: bytes = HAZARDS, *, who: str = "officer", name: str = "areas.csv", **said: object):
    """Send a file and return its submission."""
    answer = post(site, who, "import", file=SimpleUploadedFile(name, content), **said)
    assert answer.status_code == 200, answer.content.decode()[:400]
    address = answer.redirect_chain[-1][0].split("?")[0]
    return site.made.office.submissions.submission(address.rsplit("/", 1)[-1])


def controls(site: Site, received, who: str = "officer") -> dict[str, str]:
    """Return what the form of the mapping would send as it is shown."""
    page = site.text(who, f"import/{received.id}", step="mapping")
    form = page.split('id="mapping"')[1].split("</form>")[0]
    said = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r"<option selected>([^<]*)<", options)
        said[name] = chosen[1] if chosen else ""
    said.pop("csrfmiddlewaretoken", None)
    return {name: value.replace("&#x27;", "'").replace("&quot;", '"') for name, value in said.items()}


def judged(site: Site, received, who: str = "officer"):
    answer = post(site, who, f"import/{received.id}", **controls(site, received, who), do="judge")
    assert answer.status_code == 200
    return answer.content.decode()


def entered(site: Site, **said: object):
    """Send, check and enter the file of hazards, and return its submission."""
    received = send(site, **said)
    judged(site, received)
    post(site, "officer", f"import/{received.id}", do="enter")
    return site.made.office.submissions.submission(received.id)


def status_at(site: Site, number: str) -> str:
    picture = site.made.office.picture(site.made.record, fold=Fold.CAUTIOUS, as_known_on=None)
    return next(
        (
            stood.entry.body["status"]
            for stood in picture.standing.of_kind("hazard_area")
            if stood.entry.number == number
        ),
        "",
    )


# ---- Import ----


def test_a_file_is_kept_proposed_checked_and_entered_with_an_account_that_adds_up(site):
    received = send(site)

    page = site.text("officer", f"import/{received.id}")
    assert "its name is that of the field" in page
    page = judged(site, received)
    assert "3 rows = 0 to enter + 1 to enter with findings + 2 held." in page
    assert site.made.office.submissions.submission(received.id).state is SubmissionState.JUDGED
    page = post(site, "officer", f"import/{received.id}", do="enter").content.decode()

    assert "3 rows = 0 entered + 1 entered with findings + 2 held." in page
    assert site.made.found("HA-1001").body["status"] == "suspected"


def test_the_held_rows_are_taken_away_with_their_findings_and_no_formula_runs(site):
    received = entered(site)

    told = list(
        csv.DictReader(io.StringIO(site.get("officer", f"import/{received.id}/held.csv").content.decode("utf-8-sig")))
    )

    assert [row["Row"] for row in told] == ["2", "3"]
    assert told[0]["note"] == "'=1+1"
    assert "nobody knows" in told[0]["Findings"]


def test_the_same_file_again_says_so_and_changes_nothing(site):
    received = entered(site)
    head = site.made.office.ledger.head()

    answer = post(site, "officer", "import", file=SimpleUploadedFile("other name.csv", HAZARDS))

    assert "This file was here already, as areas.csv (entered). Nothing was changed." in answer.content.decode()
    assert site.made.office.ledger.head() == head
    assert (
        len(
            [
                one
                for one in site.made.office.submissions.submissions(site.made.record.id)
                if one.digest == received.digest
            ]
        )
        == 1
    )


def test_an_unreadable_file_is_kept_and_listed_and_its_page_says_what_to_do(site):
    received = send(site, b"%PDF-1.4", name="scan.pdf")

    page = site.text("officer", f"import/{received.id}")

    assert "This file could not be read" in page
    assert "scan.pdf is none of" in page or "scan.pdf is not what" in page
    assert "scan.pdf" in site.text("officer", "import")
    assert site.get("officer", f"import/{received.id}/file").content == b"%PDF-1.4"


def test_a_saved_mapping_is_taken_for_the_next_file_of_the_same_columns(site):
    first = send(site)
    said = controls(site, first) | {"field-5": "source_map", "name": "our sheet", "do": "save"}
    assert "The mapping is saved as our sheet." in post(site, "officer", f"import/{first.id}", **said).content.decode()

    second = send(site, HAZARDS.replace(b"HA-1", b"HA-2"), name="second.csv")

    assert controls(site, second)["field-5"] == "source_map"


def test_the_yaml_of_a_mapping_can_be_edited_and_a_wrong_one_says_what_is_wrong(site):
    received = send(site)
    text = "kind: hazard_area\ncolumns: {number: number, stat: status}\n"

    page = post(site, "officer", f"import/{received.id}", yaml=text, do="preview", **{"from": "yaml"}).content.decode()

    assert "The file has no column &#x27;stat&#x27;; the nearest are &#x27;status&#x27;" in page


def test_held_rows_are_checked_again_under_a_mended_mapping_and_entered_beside_the_rest(site):
    received = entered(site)
    said = controls(site, received) | {"code-1-1": "confirmed", "do": "judge"}
    assert said["said-1-1"] == "nobody knows"

    page = post(site, "officer", f"import/{received.id}", **said).content.decode()
    assert "Enter 1 row more" in page
    page = post(site, "officer", f"import/{received.id}", do="enter").content.decode()

    assert "3 rows = 0 entered + 2 entered with findings + 1 held." in page
    assert site.made.found("HA-1002").body["status"] == "confirmed"


def test_a_large_file_goes_on_in_the_background_and_says_how_far_it_is(site, monkeypatch):
    monkeypatch.setattr(import_pages, "AT_ONCE", 1)
    received = send(site)

    page = judged(site, received)
    assert "Checking areas.csv" in page or "3 rows =" in page
    for _ in range(100):
        if not jobs.is_going_on(received.id):
            break
        site.text("officer", f"import/{received.id}/progress")
        time.sleep(0.05)

    assert "Done: show what became of it" in site.text("officer", f"import/{received.id}/progress")
    assert "3 rows = 0 to enter + 1 to enter with findings + 2 held." in site.text("officer", f"import/{received.id}")


def test_work_in_the_background_that_fails_says_why(site):
    received = send(site)

    def fails(progress):
        progress(1, 3)
        raise import_pages.ReportUnreadable("The sheet has gone.")

    jobs.start(received.id, "judge", fails)
    for _ in range(100):
        if not jobs.is_going_on(received.id):
            break
        time.sleep(0.02)

    answer = site.get("officer", f"import/{received.id}")
    assert answer.status_code == 422
    assert "The sheet has gone." in answer.content.decode()
    assert "The sheet has gone." not in site.text("officer", f"import/{received.id}"), "told once"


def test_an_operator_imports_for_the_own_organisation_only(site):
    received = send(site, who="operator", organisation="A")

    assert received.organisation == "A"
    answer = post(site, "operator", "import", file=SimpleUploadedFile("b.csv", b"a\n1\n"), organisation="B")
    assert answer.status_code == 403
    assert site.get("other_operator", f"import/{received.id}").status_code == 403
    assert site.get("operator", f"import/{received.id}").status_code == 200


# ---- Inbox ----


def rows_waiting(site: Site, who: str = "officer") -> str:
    return site.text(who, "inbox", what="row")


def test_a_row_that_is_left_out_stays_held_asks_nobody_and_no_longer_stands_as_danger(site):
    received = entered(site)
    assert status_at(site, "HA-1003") == "confirmed", "held danger is shown at once"

    answer = post(site, "officer", f"inbox/{received.id}/3", do="leave_out", reason="A slip of the pen.")

    assert "The row is left out." in answer.content.decode()
    assert "HA-1003" not in rows_waiting(site)
    assert status_at(site, "HA-1003") == ""
    assert site.made.office.submissions.row(received.id, 3).outcome is Outcome.HELD
    again = post(site, "officer", f"import/{received.id}", **controls(site, received), do="judge").content.decode()
    assert "3 rows = 0 entered + 1 entered with findings + 2 held." in again
    assert "HA-1003" not in rows_waiting(site)


def test_leaving_out_needs_a_reason(site):
    received = entered(site)

    answer = post(site, "officer", f"inbox/{received.id}/3", do="leave_out", reason=" ")

    assert answer.status_code == 422
    assert "HA-1003" in rows_waiting(site)


def test_a_held_hazard_whose_status_cannot_be_read_is_suspected_until_somebody_answers(site):
    received = entered(site)

    assert site.made.office.submissions.row(received.id, 2).outcome is Outcome.HELD
    assert status_at(site, "HA-1002") == "suspected"
    answer = site.get("officer", "map/layers/ground.geojson")
    assert answer.status_code == 200
    assert any(
        one["properties"].get("number") == "HA-1002" and one["properties"]["status"] == Status.SHA.value
        for one in answer.json()["features"]
    )


def test_a_batch_is_approved_from_the_inbox_and_counts_then(site):
    received = entered(site)
    assert "waits for approval" in site.text("authority", "inbox", what="batch")

    post(site, "authority", f"inbox/batch-{received.batch}", verdict="approved", seen="1")

    picture = site.made.office.picture(site.made.record, fold=Fold.OFFICIAL, as_known_on=None)
    assert site.made.found("HA-1001").id in {stood.entry.id for stood in picture.standing.entries}
    assert site.get("authority", f"inbox/batch-{received.batch}").status_code == 404, "it waits for nobody any more"


def test_a_decision_over_a_batch_that_has_changed_meanwhile_is_refused(site):
    received = entered(site)

    answer = post(site, "authority", f"inbox/batch-{received.batch}", verdict="approved", seen="7")

    assert answer.status_code == 422
    assert "Somebody has decided on a part of this batch meanwhile." in answer.content.decode()


def test_a_return_needs_a_reason_and_a_viewer_and_an_operator_cannot_decide(site):
    received = entered(site)
    address = f"inbox/batch-{received.batch}"

    assert post(site, "authority", address, verdict="returned", seen="1").status_code == 422
    assert post(site, "operator", address, verdict="approved", seen="1").status_code == 403
    assert post(site, "viewer", address, verdict="approved", seen="1").status_code == 403
    page = post(site, "authority", address, verdict="returned", seen="1", reason="Draw it.").content.decode()
    assert "The decision is entered." in page


def test_an_import_is_withdrawn_as_a_whole_by_two_people_where_hazards_were_approved(site):
    received = entered(site)
    post(site, "authority", f"inbox/batch-{received.batch}", verdict="approved", seen="1")
    page = post(site, "officer", f"import/{received.id}", do="withdraw", reason="Another country.").content.decode()
    assert "The withdrawal of this import waits for approval." in page
    key = re.search(r"inbox/(withdrawal-[0-9a-f-]+)", page)[1]

    assert post(site, "officer", f"inbox/{key}", verdict="approved").status_code == 403
    post(site, "authority", f"inbox/{key}", verdict="approved")
    assert "Waits for a second person" in site.text("head", "inbox", what="withdrawal")
    assert status_at(site, "HA-1001") == "suspected"
    post(site, "head", f"inbox/{key}", verdict="approved")

    assert status_at(site, "HA-1001") == ""
    assert site.made.office.submissions.submission(received.id).state is SubmissionState.WITHDRAWN


def test_the_list_is_filtered_by_words_kind_rule_and_file_and_an_operator_sees_the_own_only(site):
    received = entered(site)

    assert "HA-1002" not in site.text("officer", "inbox", q="day has not come HA-1003")
    assert "HA-1003" in site.text("officer", "inbox", q="HA-1003")
    assert "HA-1003" in site.text("officer", "inbox", rule="day_in_future")
    assert "HA-1002" not in re.sub(
        r"<main.*?</form>", "", site.text("officer", "inbox", rule="day_in_future"), flags=re.S
    )
    assert "Nothing fits these filters." in site.text("officer", "inbox", file="nothing")
    assert "HA-1003" in site.text("officer", "inbox", file=received.id)
    assert "HA-1003" not in site.text("operator", "inbox")
    assert "OL-0999" in site.text("operator", "inbox")
    assert "OL-0999" not in site.text("other_operator", "inbox")


def test_a_long_list_goes_by_pages_and_each_item_is_reached(site):
    lines = "".join(f"HA-3{number:03d},unknown,2017-10-05,40.30,35.30,x\n" for number in range(130))
    entered(site, content=b"number,status,date,lon,lat,note\n" + lines.encode())

    first, second = site.text("officer", "inbox", what="row"), site.text("officer", "inbox", what="row", page="1")

    assert first.count('class="inbox-line" href') == 100
    assert second.count('class="inbox-line" href') == 31
    assert "HA-3129" in second


def test_a_hazard_recorded_after_a_release_that_it_is_dated_before_asks_which_stands(site):
    late = site.made.entry("hazard_area", "HA-6001", FIRST, geometry=square(40.255, 35.355, 0.002), status="confirmed")
    site.made.on(LAST, late)
    address = f"inbox/late-{late.id}"
    assert "dated before it" in site.text("officer", "inbox", what="late")
    assert "LR-0001" in site.text("authority", address)

    assert post(site, "officer", address, verdict="approved", reason="I think so.").status_code == 403
    assert post(site, "authority", address, verdict="approved").status_code == 422
    assert holds_danger(site, 40.256, 35.356)
    post(site, "authority", address, verdict="approved", reason="The report of 2 October came by post.")

    assert not holds_danger(site, 40.256, 35.356)
    assert site.get("authority", address).status_code == 404


def test_a_product_that_contradicts_a_hazard_is_shown_with_both_and_says_what_to_do(site):
    area = site.made.entry("hazard_area", "HA-6101", FIRST, geometry=square(40.4, 35.4), status="restricted")
    site.made.on(FIRST, area)
    freed = site.made.entry("land_release", "LR-6101", LAST, geometry=square(40.4, 35.4), product="reduced")
    site.made.on(LAST, freed)
    address = f"inbox/contradiction-released_on_restricted-{freed.id}"

    page = site.text("officer", "inbox", what="contradiction")
    assert "the product contradicts a restricted hazard" in page
    assert "stays hazardous, 100.8" in page
    page = site.text("officer", address)
    assert "HA-6101" in page
    assert "LR-6101" in page
    assert "correct the product of the release or withdraw it" in page
    assert 'name="verdict"' not in page
    assert post(site, "officer", address, verdict="approved").status_code == 422


def test_contested_danger_waits_for_a_second_person_and_goes_when_that_one_agrees(site):
    area = site.made.entry("hazard_area", "HA-6201", FIRST, geometry=square(40.5, 35.4), status="confirmed")
    site.made.on(FIRST, area)
    address = f"inbox/contested-{area.id}"
    assert site.get("officer", address).status_code == 404
    decided(site, "officer", DecisionVerdict.REJECTED, area)

    page = site.text("officer", address)
    assert "a second person has to" in page
    assert 'value="rejected"' not in page.split('class="decision"')[1]
    assert holds_danger(site, 40.505, 35.405)
    assert "It stands until a second person does so too." in site.text("head", "inbox", what="contested")
    post(site, "head", address, verdict="rejected", reason="A fence, no mines.")

    assert not holds_danger(site, 40.505, 35.405)
    assert site.get("head", address).status_code == 404


def decided(site: Site, who: str, verdict: DecisionVerdict, entry) -> None:
    """Decide over an entry as the person of a name."""
    person = Person.objects.get(username=who)
    actor = Actor(person.number, person.grants())
    decide(site.made.office, actor, site.made.record, verdict=verdict, entries=[entry.id], reason="Not what was seen.")


def test_the_number_beside_the_inbox_is_not_found_by_comparing_pairs_of_records(site):
    def row(kind: str, south: float, **said: object):
        return [
            site.made.entry(kind, f"{kind}-{n}", FIRST, geometry=square(39 + n / 300, south, 0.001), **said)
            for n in range(400)
        ]

    site.made.on(FIRST, *row("land_release", 36.0, product="cleared"))
    site.made.on(LAST, *row("hazard_area", 36.5, status="confirmed"))
    site.text("officer", "inbox")
    person, made = Person.objects.get(username="officer"), site.made
    asking = Asking(made.office, made.record, Actor(person.number, person.grants()), LAST, None, LAST, "inbox")
    calls = 0

    def count_call(_frame, event, _argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        waiting_count(asking)
    finally:
        sys.setprofile(None)
    assert 0 < calls < 400 * 400 / 4


def holds_danger(site: Site, lon: float, lat: float) -> bool:
    """Return whether the staff's map shows a place as hazardous."""
    picture = site.made.office.picture(site.made.record, fold=Fold.CAUTIOUS, as_known_on=None)
    found = history(picture, lon, lat, on_day=LAST, radius_m=100.0)
    return found.spot.point.status in HAZARDS_OF_GROUND


def test_what_waits_is_always_as_known_now(site):
    answer = site.clients["officer"].get(f"/{NUMBER}/inbox", {"as_known_on": "2017-10-05", "what": "row"}, follow=True)

    assert answer.redirect_chain == [(f"/{NUMBER}/inbox?what=row", 302)]
    assert "This page is always as known now." in answer.content.decode()


def test_an_entry_is_not_told_as_known_on_a_day_before_it_was_recorded(site):
    one = site.made.found("HA-0777")

    assert site.get("officer", f"entries/{one.id}", as_known_on="2017-10-05").status_code == 404
    assert site.get("officer", f"entries/{one.id}", as_known_on="2017-10-06").status_code == 200


# ---- Entries ----


def test_an_entry_shows_both_clocks_source_proof_and_what_became_of_it(site):
    received = entered(site)
    one = site.made.found("HA-1001")

    page = site.text("officer", f"entries/{one.id}")

    assert "From 5 October 2017" in page
    assert f"Batch {received.batch} of office centre" in page
    assert "Intact, signed by office centre" in page
    assert "areas.csv" in page
    assert "Waits for approval." in page


def test_an_entry_that_may_not_be_seen_and_one_that_is_not_there_are_told_alike(site):
    unseen, absent = site.made.found("OL-0888").id, "00000000-0000-7000-8000-000000000000"

    for who in ("viewer", "other_operator"):
        told = [site.get(who, f"entries/{entry}") for entry in (unseen, absent)]
        assert [answer.status_code for answer in told] == [403, 403]
        pages = [answer.content.decode().replace(unseen, "X").replace(absent, "X") for answer in told]
        pages = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page) for page in pages]
        assert pages[0] == pages[1]


def test_a_correction_replaces_the_entry_when_approved_and_keeps_what_the_form_does_not_know(site):
    stranger = site.made.entry(
        "hazard_area", "HA-5001", LAST, geometry=square(40.4, 35.4), status="suspected", colour="red"
    )
    site.made.on(LAST, stranger)
    said = {"true_from": "2017-10-05", "true_until": "", "status": "confirmed", "name": "North"}

    assert post(site, "officer", f"entries/{stranger.id}/correct", **said, note="seen again").status_code == 200
    correction = site.made.office.ledger.of_thing(stranger.thing)[-1].entry
    assert correction.body == {"colour": "red", "status": "confirmed", "name": "North", "note": "seen again"}
    assert correction.true_from == date(2017, 10, 5)
    batch = site.made.office.ledger.head().number
    assert "As it is corrected" in site.text("authority", f"inbox/batch-{batch}")
    post(site, "authority", f"inbox/batch-{batch}", verdict="approved", seen="1")

    assert "Corrected: another entry stands in its place." in site.text("officer", f"entries/{stranger.id}")
    assert status_at(site, "HA-5001") == "confirmed"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"stated_area_m2": "many"}, "which cannot be read"),
        ({"stated_area_m2": "nan"}, "which cannot be read"),
        ({"status": ""}, "is needed"),
        ({"true_from": "yesterday"}, "is not a day"),
        ({"wkt": "POLYGON((1"}, "The shape cannot be read"),
        ({"wkt": "POLYGON((10 10, 10.1 10, 10.1 10.1, 10 10))"}, "lies elsewhere"),
    ],
)
def test_a_correction_that_cannot_be_says_why_and_keeps_what_was_typed(site, said, told):
    one = site.made.found("HA-0777")
    typed = {"true_from": LAST.isoformat(), "status": "confirmed", "name": "Typed before"} | said

    answer = post(site, "officer", f"entries/{one.id}/correct", **typed)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "Typed before" in answer.content.decode()


def test_only_who_reports_for_the_organisation_corrects_and_withdraws(site):
    one = site.made.found("HA-0777")
    for who in ("viewer", "other_operator", "authority"):
        assert post(site, who, f"entries/{one.id}/correct", status="suspected").status_code == 403
        assert post(site, who, f"entries/{one.id}", reason="no").status_code == 403
    assert post(site, "operator", f"entries/{one.id}", reason="Entered twice.").status_code == 200


# ---- Words and people ----


def test_every_code_of_every_kind_has_words_in_arabic():
    deeds = {"decision", "withdrawal", "submission", "redaction", "received"}
    specs = [spec for kind in KINDS.values() if kind.name not in deeds for spec in kind.fields]
    codes = {(spec.name, code) for spec in specs for code in spec.codes}
    with override("ar"):
        missing = [(name, code) for name, code in codes if code_words(name, code) == code]
    assert len(codes) > 60
    assert missing == []


def test_an_administrator_of_one_operation_gives_roles_there_and_nowhere_else(site):
    give = {"do": "give", "username": "guest", "role": "viewer"}

    assert "holds the role now" in post(site, "administrator", "people", **give).content.decode()
    assert site.get("guest", "").status_code == 200
    assert post(site, "administrator", "people", **give, everywhere="yes").status_code == 403
    assert "is ended" in post(site, "administrator", "people", **(give | {"do": "end"})).content.decode()
    assert site.get("guest", "").status_code == 403


def test_people_refuse_what_would_lock_out_or_mean_nothing(site):
    attempts = [
        {"do": "end", "username": "administrator", "role": "administrator"},
        {"do": "give", "username": "guest", "role": "operator"},
        {"do": "give", "username": "guest", "role": "king"},
        {"do": "give", "username": "nobody", "role": "viewer"},
        {"do": "give", "username": "guest", "role": "operator", "organisation": "Z"},
        {"do": "open", "username": "officer", "password": "long and unlike others"},
        {"do": "open", "username": "newcomer", "password": "12345678"},
        {"do": "dance", "username": "guest"},
    ]
    for said in attempts:
        assert post(site, "administrator", "people", **said).status_code == 422, said
    assert post(site, "administrator", "people", do="close", username="guest").status_code == 403
    assert post(site, "officer", "people", do="give", username="guest", role="head").status_code == 403


def test_an_account_that_was_opened_signs_in_in_its_language_and_out_again(site):
    said = {"do": "open", "username": "newcomer", "password": "long and unlike others", "language": "ar"}
    post(site, "administrator", "people", **said)
    browser = Client(SERVER_NAME="localhost")

    wrong = browser.post("/sign-in", {"username": "newcomer", "password": "wrong"})
    right = browser.post("/sign-in", {"username": "newcomer", "password": said["password"], "next": f"/{NUMBER}/map"})

    assert "do not fit together" in wrong.content.decode()
    assert right["Location"] == f"/{NUMBER}/map"
    assert 'lang="ar"' in browser.get("/").content.decode()
    assert browser.get("/sign-out").status_code == 405, "leaving is a POST"
    assert browser.post("/sign-out")["Location"] == "/sign-in"
    assert browser.get("/").status_code == 302


def test_a_sign_in_never_leads_to_another_site(site):
    Person.objects.create_user("traveller", "long and unlike others")
    browser = Client(SERVER_NAME="localhost")
    said = {"username": "traveller", "password": "long and unlike others", "next": "https://elsewhere.example/"}
    assert browser.post("/sign-in", said)["Location"] == "/"
