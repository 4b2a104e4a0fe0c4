"""What somebody tries who wants to learn what is concealed, or to break in, or who sends rubbish."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firmground.accounts.attempts import FREE_FAILURES, Attempts
from firmground.accounts.models import Person
from firmground.accounts.roles import Role
from firmground.web import accounts_pages
from tests.web.site import open_site
from tests.web.small_operation import LAST, NUMBER, SECOND, polygon, square

CLOCKS = (
    "9999-12-31",
    "0001-01-01",
    "0001-01-02",
    "1899-12-31",
    "2200-01-01",
    "2017-W46-2",
    "20171114",
    "2017-11-31",
    "\x00",
)
PAGES = (
    "",
    "map",
    "map/layers/released.geojson",
    "map/layers/danger.geojson",
    "map/layers/ground.geojson",
    "map/legend",
    "map/spot?lon=40.1&lat=35.3",
    "map/search?q=a",
    "figures",
    "figures/area-checked",
    "figures/area-checked.csv",
    "timeline",
    "inbox",
    "import",
    "bulletins",
    "bulletins/2017-10-06",
)


@pytest.fixture
def site(sqlite_template, tmp_path):
    """A site that one test may change; what breaks is an answer of 500, as a browser gets it."""
    with open_site(sqlite_template, tmp_path) as opened:
        for client in opened.clients.values():
            client.raise_request_exception = False
        yield opened


def sent(site, name: str, content: bytes, **form: str):
    """Send a file as the officer and return the answer."""
    return site.clients["officer"].post(f"/{NUMBER}/import", {"file": SimpleUploadedFile(name, content), **form})


def test_a_day_of_which_no_ledger_can_know_is_refused_with_a_sentence_on_every_page(site):
    for who in ("viewer", "officer"):
        for page in PAGES:
            for clock in ("on_day", "as_known_on"):
                for day in CLOCKS:
                    answer = site.clients[who].get(f"/{NUMBER}/{page}{'&' if '?' in page else '?'}{clock}={day}")
                    assert answer.status_code in (400, 403), f"{who} {page} {clock}={day}: {answer.status_code}"


def test_the_first_and_the_last_day_that_can_be_asked_about_are_answered_everywhere(site):
    for page in PAGES:
        for clock in ("on_day", "as_known_on"):
            for day in ("1900-01-01", "2199-12-31"):
                answer = site.clients["officer"].get(f"/{NUMBER}/{page}{'&' if '?' in page else '?'}{clock}={day}")
                assert answer.status_code in (200, 302, 404), f"{page} {clock}={day}: {answer.status_code}"


@pytest.mark.parametrize("day", [*CLOCKS[:-1], "x", "'", "2017-11-14%0d%0aX-Evil:1"])
def test_a_bulletin_of_a_day_that_is_none_is_refused(site, day):
    for ending in ("", ".pdf"):
        assert site.clients["officer"].get(f"/{NUMBER}/bulletins/{day}{ending}").status_code == 400


@pytest.mark.parametrize(
    "place", ["lon=nan&lat=35", "lon=40&lat=inf", "lon=181&lat=0", "lon=1e999&lat=0", "lon=&lat=", ""]
)
def test_a_place_that_is_none_is_refused(site, place):
    assert site.clients["viewer"].get(f"/{NUMBER}/map/spot?{place}").status_code == 400


def test_a_very_long_question_is_answered_or_refused_and_never_breaks(site):
    long = "x" * 50_000
    for page in ("map/search?q=", "timeline?what=", "figures/area-checked?organisation=", "inbox?q=", "inbox?page="):
        assert site.clients["officer"].get(f"/{NUMBER}/{page}{long}").status_code < 500, page


def test_who_has_no_role_in_an_operation_cannot_tell_it_from_one_that_is_not_there(site):
    for who in ("guest", "viewer"):
        answer = site.clients[who].get("/nowhere/")
        assert answer.status_code == 403
        assert NUMBER not in answer.content.decode()
    there, nowhere = (site.clients["guest"].get(path).content for path in (f"/{NUMBER}/", "/nowhere/"))
    assert _without_token(there) == _without_token(nowhere)


def test_an_entry_that_a_viewer_may_not_see_is_answered_like_one_that_is_not_there(site):
    hidden = site.made.found("HA-0777").id
    nothing = hidden[:-4] + ("0000" if hidden[-4:] != "0000" else "1111")
    for ask in (site.clients["viewer"].get, site.clients["viewer"].post):
        there, nowhere = ask(f"/{NUMBER}/entries/{hidden}"), ask(f"/{NUMBER}/entries/{nothing}")
        assert there.status_code == nowhere.status_code == 403
        assert _without_token(there.content).replace(hidden, "") == _without_token(nowhere.content).replace(nothing, "")


def _without_token(content: bytes) -> str:
    return re.sub(
        rf'(/{NUMBER}/|/nowhere/)|csrfmiddlewaretoken" value="[^"]*"|next" value="[^"]*"', "", content.decode()
    )


def test_a_public_event_that_nobody_has_approved_is_not_for_viewers(site):
    event = site.made.entry("dated_event", "EV-0066", LAST, event="other", title="Not to be told yet")
    site.made.on(LAST, event, approve=False)
    answer = site.clients["viewer"].get(f"/{NUMBER}/entries/{event.id}")
    assert answer.status_code == 403
    assert "Not to be told yet" not in answer.content.decode()


def test_nothing_that_is_recorded_of_a_hazard_changes_the_name_of_an_answer_to_a_viewer(site):
    """The name of an answer (ETag) changes only with the answer: else it tells when and how much was recorded."""
    before = site.get("viewer", "map/layers/danger.geojson")
    twin = site.made.entry("hazard_area", "HA-0778", LAST, geometry=square(40.124, 35.313, 0.001), status="confirmed")
    site.made.on(LAST, twin)
    after = site.get("viewer", "map/layers/danger.geojson")
    assert after.content == before.content
    assert after["ETag"] == before["ETag"]
    known = site.clients["viewer"].get(f"/{NUMBER}/map/layers/danger.geojson", HTTP_IF_NONE_MATCH=after["ETag"])
    assert known.status_code == 304


def test_released_ground_of_an_earlier_day_has_no_corner_where_a_later_hazard_crosses_its_border(site):
    corners = [(40.2533, 35.3522), (40.2666, 35.3544), (40.2622, 35.3577)]
    hazard = site.made.entry("hazard_area", "HA-0779", date(2017, 10, 7), geometry=polygon(corners), status="suspected")
    before = _layer(site, "released", on_day=LAST.isoformat())
    site.made.on(date(2017, 10, 7), hazard, approve=False)
    assert _layer(site, "released", on_day=LAST.isoformat()) == before
    assert before["features"]


def test_the_cells_and_released_ground_of_all_days_together_are_no_finer_than_the_grid(site):
    for known in (None, "2017-10-06", "2017-10-04"):
        for day in ("2017-10-02", "2017-10-06", "2017-10-07"):
            asked = {"on_day": day} | ({"as_known_on": known} if known else {})
            for feature in _layer(site, "danger", **asked)["features"]:
                for place in _places(feature["geometry"]["coordinates"]):
                    assert all(abs(bound * 100 - round(bound * 100)) < 1e-9 for bound in place), place


def test_a_hazard_without_a_place_hides_no_other_danger_outside_of_the_boundary(site):
    nowhere = site.made.entry("hazard_area", "HA-0780", LAST, status="suspected")
    far = site.made.entry("hazard_area", "HA-0781", LAST, geometry=square(44.0, 38.0), status="confirmed")
    site.made.on(LAST, nowhere, far)
    told = site.text("viewer", "map/spot", lon="44.005", lat="38.005")
    assert "concealed" in told


def _layer(site, layer: str, **asked: str):
    answer = site.get("viewer", f"map/layers/{layer}.geojson", **asked)
    content = gzip.decompress(answer.content) if answer.headers.get("Content-Encoding") == "gzip" else answer.content
    return json.loads(content)


def _places(coordinates) -> list[list[float]]:
    if isinstance(coordinates[0], (int, float)):
        return [coordinates]
    return [place for part in coordinates for place in _places(part)]


def test_every_form_refuses_a_post_without_the_token_of_the_page(site):
    officer = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    officer.force_login(Person.objects.get(username="officer"))
    hazard = site.made.found("HA-0777").id
    submission = site.made.office.submissions.submissions(site.made.record.id)[0].id
    for path in (
        "/sign-in",
        "/sign-out",
        "/language",
        f"/{NUMBER}/import",
        f"/{NUMBER}/import/{submission}",
        f"/{NUMBER}/inbox/{submission}/1",
        f"/{NUMBER}/inbox/batch-1",
        f"/{NUMBER}/entries/{hazard}",
        f"/{NUMBER}/entries/{hazard}/correct",
        f"/{NUMBER}/people",
        f"/{NUMBER}/bulletins/2017-10-05",
    ):
        assert officer.post(path, {"do": "enter", "reason": "x", "language": "ar"}).status_code == 403, path


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_form_leads_to_another_site(site, where):
    Person.objects.create_user("walker", "long enough 17")
    client = Client(SERVER_NAME="localhost")
    for path, form in (
        ("/sign-in", {"username": "walker", "password": "long enough 17"}),
        ("/language", {"language": "ar"}),
    ):
        answer = client.post(path, {**form, "next": where})
        assert answer.status_code == 302
        assert answer["Location"] == "/", path
        assert "evil" not in answer["Location"]
    assert client.get(f"/sign-in?next={where}")["Location"] == "/"


def test_a_post_that_says_nothing_or_nonsense_is_refused_with_a_sentence(site):
    submission = site.made.office.submissions.submissions(site.made.record.id)[0].id
    for path in (
        "import",
        f"import/{submission}",
        f"inbox/{submission}/1",
        f"inbox/batch-{site.made.batch_of('OL-0888')}",
        f"entries/{site.made.found('HA-0777').id}",
        f"entries/{site.made.found('HA-0777').id}/correct",
        "people",
    ):
        for form in (
            {},
            {"verdict": "burn"},
            {"do": "burn"},
            {"reason": "\x00"},
            {"do": "preview", "yaml": "[" * 10_000},
        ):
            answer = site.clients["officer"].post(f"/{NUMBER}/{path}", form)
            assert answer.status_code in (302, 400, 403, 422), f"{path} {form}: {answer.status_code}"


YAML_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"{chr(98 + at)}: &{chr(98 + at)} [{','.join(['*' + chr(97 + at)] * 9)}]" for at in range(9)
)


@pytest.mark.parametrize(
    "yaml", [YAML_BOMB, "{" * 5_000, "!!python/object/apply:os.system ['id']", "kind: " + "x" * 300_000]
)
def test_a_mapping_that_would_blow_up_is_refused(site, yaml):
    page = sent(site, "finds.csv", b"number,true_from\nA,2017-10-02\n")["Location"]
    answer = site.clients["officer"].post(page, {"do": "preview", "from": "yaml", "yaml": yaml})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


SCRIPT = "<script>alert(1)</script>"
HOSTILE_CSV = (
    f"number,true_from,status,note,{SCRIPT}\n"
    f"\u202e{SCRIPT},2017-10-02,unclear,=cmd|' /c calc'!A1,</script>{SCRIPT}\n"
    f'@x,2017-10-02,none of these,-1+1," onload=alert(1) "\n'
).encode()


def test_text_of_a_file_is_never_markup_on_any_page(site):
    officer = site.clients["officer"]
    page = sent(site, f"{SCRIPT}\u202e.csv", HOSTILE_CSV, kind="hazard_area")["Location"]
    first = officer.get(page)
    answers = [first]
    yaml = first.context["yaml"]
    path = page.partition("?")[0]
    for do in ("preview", "save", "judge", "enter"):
        answers.append(officer.post(path, {"do": do, "yaml": yaml, "from": "yaml", "name": SCRIPT}, follow=True))
    answers += [officer.get(f"/{NUMBER}/{one}") for one in ("import", "inbox", "map", "timeline", "figures", "")]
    answers += [officer.get(page), officer.get(f"{path}?step=mapping"), site.get("officer", "map/search", q="script")]
    for answer in answers:
        assert answer.status_code in (200, 422)
        if answer["Content-Type"].startswith("text/html"):
            assert SCRIPT not in answer.content.decode(), answer.request["PATH_INFO"]
    assert "&lt;script&gt;" in "".join(one.content.decode() for one in answers)


def test_no_cell_of_a_download_is_run_as_a_formula(site):
    page = sent(site, "finds.csv", HOSTILE_CSV, kind="hazard_area")["Location"]
    yaml = site.clients["officer"].get(page).context["yaml"]
    site.clients["officer"].post(page.partition("?")[0], {"do": "judge", "yaml": yaml, "from": "yaml"})
    held = site.clients["officer"].get(f"{page.partition('?')[0]}/held.csv").content.decode("utf-8-sig")
    assert "cmd|" in held
    assert not re.search(r'(^|,)"?[=@]', held, re.MULTILINE)


def test_a_file_is_sent_back_as_a_download_under_a_name_that_adds_no_header(site):
    page = sent(site, 'a";\r\nX-Evil: 1;\u202e\u0645.html', b"<script>alert(1)</script>,b\n1,2\n")["Location"]
    answer = site.clients["officer"].get(f"{page}/file")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "X-Evil" not in answer.headers
    assert answer["Content-Disposition"].isascii()


def bomb() -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x.csv", "w", force_zip64=True) as file,
    ):
        for _ in range(520):
            file.write(bytes(1 << 20))
    return packed.getvalue()


BILLION = "".join(f'<!ENTITY {chr(98 + at)} "{("&" + chr(97 + at) + ";") * 10}">' for at in range(9))
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>%s</name><Point><coordinates>40,35</coordinates></Point></Placemark></Document></kml>'
RUBBISH = {
    "empty.csv": lambda: b"",
    "blank.csv": lambda: b" \n \n",
    "no-rows.csv": lambda: b"number,true_from\n",
    "binary.csv": lambda: bytes(range(256)) * 40,
    "bomb.zip": bomb,
    "cut.zip": lambda: b"PK\x03\x04" + b"\xff" * 300,
    "cut.gpkg": lambda: b"SQLite format 3\x00" + bytes(5000),
    "cut.fgb": lambda: b"fgb\x03fgb\x01" + b"\xff" * 300,
    "entities.kml": lambda: (
        f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa">{BILLION}]>' + KML % "&j;"
    ).encode(),
    "deep.geojson": lambda: b'{"type":"FeatureCollection","features":' + b"[" * 200_000,
    "wide.csv": lambda: (",".join(f"c{at}" for at in range(20_000)) + "\n" + "1," * 19_999 + "1\n").encode(),
    "quote.csv": lambda: b'number,true_from\n"A,2017-10-02\n',
}


@pytest.mark.parametrize("name", list(RUBBISH))
def test_rubbish_is_kept_as_it_came_and_its_page_says_what_is_wrong(site, name):
    content = RUBBISH[name]()
    answer = sent(site, name, content)
    assert answer.status_code == 302
    page = site.clients["officer"].get(answer["Location"])
    assert page.status_code == 200
    assert name in page.content.decode()
    assert "unreadable" in page.context
    assert name in page.context["unreadable"].message
    kept = site.clients["officer"].get(f"{answer['Location']}/file")
    assert kept.content == content


def test_an_entity_of_a_kml_file_reads_no_file_of_this_machine(site):
    kml = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + KML % "&x;"
    page = site.clients["officer"].get(sent(site, "steal.kml", kml.encode(), kind="hazard_area")["Location"])
    assert page.status_code == 200
    assert "root:" not in page.content.decode()


def test_a_name_that_climbs_out_of_its_folder_is_only_a_name(site):
    page = sent(site, "../../../etc/passwd\x00.csv", b"number,true_from\nA,2017-10-02\n")
    assert page.status_code == 302
    (received,) = [
        one for one in site.made.office.submissions.submissions(site.made.record.id) if "passwd" in one.filename
    ]
    assert "/" not in received.filename
    assert "\x00" not in received.filename


def test_half_a_character_of_a_geojson_file_is_shown_as_it_was_said(site):
    geojson = rb'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"number":"A\ud800","true_from":"2017-10-02","\udfff":1},"geometry":null}]}'
    page = sent(site, "half.geojson", geojson, kind="hazard_area")["Location"]
    shown = site.clients["officer"].get(page)
    assert shown.status_code == 200
    assert r"A\ud800" in shown.content.decode()
    judged = site.clients["officer"].post(
        page.partition("?")[0], {"do": "judge", "yaml": shown.context["yaml"], "from": "yaml"}
    )
    assert judged.status_code == 302
    assert site.clients["officer"].get(page.partition("?")[0]).status_code == 200


def test_the_same_approval_sent_twice_is_one_decision(site):
    _person(site, "head", Role.HEAD)
    batch = site.made.batch_of("OL-0888")
    path = f"/{NUMBER}/inbox/batch-{batch}"
    form = {"verdict": "approved", "seen": "1"}
    assert site.clients["head"].post(path, form).status_code == 302
    assert site.clients["head"].post(path, form).status_code in (404, 409)
    assert _decisions(site, "OL-0888", batch) == 1


def _person(site, name: str, role: Role):
    person = Person.objects.create_user(name)
    person.grant(role, operation=site.made.record.id)
    site.clients[name] = Client(SERVER_NAME="localhost", raise_request_exception=False)
    site.clients[name].force_login(person)


def _decisions(site, number: str, batch: int) -> int:
    office = site.made.office
    entry = site.made.found(number).id
    decided = [
        one.entry.body
        for one in office.recorded(site.made.record.id, office.ledger.head())
        if one.entry.kind == "decision"
    ]
    return sum(entry in body.get("entries", ()) or (body.get("batch") or {}).get("number") == batch for body in decided)


def test_an_imports_approval_sent_twice_is_one_decision(site):
    page = sent(site, "work.csv", b"number,true_from,event,title\nEV-55,2017-10-02,start,Work\n", kind="dated_event")[
        "Location"
    ]
    officer, path = site.clients["officer"], page.partition("?")[0]
    yaml = officer.get(page).context["yaml"]
    officer.post(path, {"do": "judge", "yaml": yaml, "from": "yaml"})
    officer.post(path, {"do": "enter"})
    assert officer.post(path, {"do": "enter"}).status_code == 302
    assert officer.post(path, {"verdict": "approved"}).status_code == 403, "nobody approves the own import"
    person = Person.objects.create_user("another officer")
    person.grant(Role.INFORMATION_OFFICER, operation=site.made.record.id)
    another = Client(SERVER_NAME="localhost")
    another.force_login(person)
    for _ in range(2):
        another.post(path, {"verdict": "approved"})
    assert _decisions(site, "EV-55", site.made.batch_of("EV-55")) == 1


def test_a_bulletin_is_published_once_however_often_the_button_is_pressed(site):
    path = f"/{NUMBER}/bulletins/{SECOND.isoformat()}"
    answers = [site.clients["officer"].post(path).status_code for _ in range(2)]
    assert answers == [302, 422]


def test_an_answer_carries_the_headers_that_keep_it_private(site):
    for path in (f"/{NUMBER}/", f"/{NUMBER}/map/search?q=a", "/sign-in"):
        headers = site.clients["viewer"].get(path).headers
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "private" in headers.get("Cache-Control", "") or headers.get("Location"), path
    assert django_settings.SESSION_COOKIE_HTTPONLY
    assert django_settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_guessing_a_password_is_slowed_down_and_keeps_nobody_else_out(site, monkeypatch):
    at = [1000.0]
    monkeypatch.setattr(accounts_pages, "ATTEMPTS", Attempts(lambda: at[0]))
    Person.objects.create_user("walker", "long enough 17")
    right, wrong = ({"username": "walker", "password": word} for word in ("long enough 17", "guess"))
    guesser, owner = (Client(SERVER_NAME="localhost", REMOTE_ADDR=address) for address in ("10.0.0.1", "10.0.0.2"))
    for _ in range(FREE_FAILURES):
        assert guesser.post("/sign-in", wrong).status_code == 200
    paused = guesser.post("/sign-in", right)
    assert paused.status_code == 429
    assert paused["Retry-After"] == "2"
    assert "2 seconds" in paused.content.decode()
    assert owner.post("/sign-in", right).status_code == 302
    at[0] += 2
    assert guesser.post("/sign-in", wrong).status_code == 200
    assert guesser.post("/sign-in", right)["Retry-After"] == "4"
    for _ in range(10):
        at[0] += 60
        guesser.post("/sign-in", wrong)
    assert guesser.post("/sign-in", right)["Retry-After"] == "60"
    at[0] += 60
    assert guesser.post("/sign-in", right).status_code == 302


def test_the_table_of_failures_to_sign_in_does_not_grow_without_end():
    attempts = Attempts(lambda: 0.0)
    for number in range(12_000):
        attempts.failed(f"name {number}", "10.0.0.1")
    assert len(attempts._failures) <= 10_000
