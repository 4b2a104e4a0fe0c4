"""The main road in a browser, over the real server and the demonstration: from a file with errors to the bulletin."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
AXE = (ROOT / "tests/web/vendor/axe-core-4.14.1/axe.min.js").read_text(encoding="utf-8")
OPERATION = "/deir-ez-zor-2017"
PASSWORD = "demonstration"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="SKIPPED LOUDLY: there is no Chromium here; apt-get install chromium"),
]


def square(lon: float, lat: float, side: float = 0.01) -> dict:
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def report(team: str, west: float) -> bytes:
    """Return a field report of four rows: two sound, one with a word nobody knows, one of a day that has not come."""
    said = [(f"{team}-01", "searched thoroughly", "11/11/2017"), (f"{team}-02", "searched thoroughly", "12/11/2017")]
    said += [(f"{team}-03", "?!", "12/11/2017"), (f"{team}-04", "searched thoroughly", "12/11/2217")]
    features = [
        {
            "type": "Feature",
            "properties": {"Blatt": number, "what": what, "when": when},
            "geometry": square(west + 0.02 * index, 35.10),
        }
        for index, (number, what, when) in enumerate(said)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """A data folder with the demonstration, made once; each server works on a copy of it."""
    folder = tmp_path_factory.mktemp("demonstration")
    subprocess.run([sys.executable, "-m", "examples.deir_ez_zor"], check=True, cwd=ROOT, env=surroundings(folder))
    return folder


def surroundings(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIRMGROUND_")}
    kept.pop("DATABASE_URL", None)
    return kept | {"FIRMGROUND_DATA": str(folder), "FIRMGROUND_DEMONSTRATION": "true", "PYTHONPATH": str(ROOT / "src")}


@pytest.fixture(scope="module")
def site(ledger, tmp_path_factory):
    """The real server on a free port of this machine, over a copy of the ledger."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(ledger, folder)
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    command = [sys.executable, "-c", "from firmground.cli.main import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=surroundings(folder), stdout=subprocess.DEVNULL) as served:
        for _ in range(300):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert served.poll() is None, "the server has ended"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        served.terminate()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


class Person:
    """Somebody at a browser. Every page that is looked at is examined, and must have no accessibility violation."""

    def __init__(self, browser, site: str, name: str = "", *, width: int = 1440, language: str = "en") -> None:
        self.site = site
        self.context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        self.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        if name:
            self.sign_in(name)

    def sign_in(self, name: str) -> None:
        self.open("/sign-in")
        self.page.fill("#username", name)
        self.page.fill("#password", PASSWORD)
        self.page.click("form.form button")
        self.page.wait_for_selector("h1:has-text('Operations'), h1:has-text('العمليات')")

    def open(self, path: str) -> Person:
        self.page.goto(self.site + path)
        return self.looks()

    def goes(self, path: str) -> Person:
        return self.open(OPERATION + path)

    def press(self, words: str) -> Person:
        """Press the button or link that says these words, and look at the page that comes."""
        self.page.locator(
            f"button:visible:has-text({json.dumps(words)}), a:visible:has-text({json.dumps(words)})"
        ).first.click()
        self.page.wait_for_load_state("load")
        return self.looks()

    def looks(self) -> Person:
        self.page.evaluate(AXE)
        violations = "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]))"
        found = self.page.evaluate(violations)
        assert found == [], f"{self.page.url}: {json.dumps(found, indent=1)}"
        assert self.complaints == [], self.page.url
        too_wide = "document.documentElement.scrollWidth > innerWidth"
        assert not self.page.evaluate(too_wide), f"{self.page.url} is wider than the window"
        return self

    @property
    def text(self) -> str:
        return self.page.inner_text("main")

    def until(self, said: str, seconds: float = 40) -> None:
        """Wait until an expression is true; wait_for_function does not work under a strict content policy."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(said):
            assert time.monotonic() < end, f"never true: {said}"
            time.sleep(0.1)

    def leave(self) -> None:
        self.context.close()


def hectares(person: Person) -> float:
    """Return the area checked as its page says it."""
    person.goes("/figures/area-checked")
    return float(person.page.inner_text(".figure-value .measure").split("\u202f")[0].replace(",", ""))


def bring_in(officer: Person, name: str, content: bytes, kind: str = "") -> None:
    """Send a file from the page of imports, and look at its own page."""
    officer.goes("/import")
    officer.page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": content})
    if kind:
        officer.page.select_option("select[name=kind]", kind)
    officer.page.locator("form.form button").click()
    officer.page.wait_for_load_state("load")
    officer.looks()


def fix_the_mapping(officer: Person) -> None:
    """Say what the columns of the report are, and what its words mean."""
    for column, field in enumerate(("number", "activity", "true_from")):
        officer.page.select_option(f"select[name=field-{column}]", field)
    officer.page.locator("#mapping button[value=preview]").click()
    officer.page.select_option("select[name=code-1-0]", "searched")
    officer.page.fill("input[name=dates-2]", "%d/%m/%Y")
    officer.page.locator("#mapping button[value=preview]").click()
    officer.page.wait_for_load_state("load")
    officer.looks()


def test_a_file_with_errors_becomes_a_figure_that_opens_to_its_records_and_a_bulletin(site, browser):
    officer = Person(browser, site, "officer")
    before = hectares(officer)

    bring_in(officer, "team-7.geojson", report("T7", 40.60), "area_worked")
    assert officer.page.locator("table.preview td:nth-child(2)").all_inner_texts() == ["held"] * 4
    fix_the_mapping(officer)
    assert officer.page.locator("table.preview td:nth-child(2)").all_inner_texts() == [
        "enters",
        "enters",
        "held",
        "held",
    ]

    officer.press("Check all 4 rows")
    assert "4 rows = 2 to enter + 0 to enter with findings + 2 held." in officer.text
    with officer.page.expect_download() as taken:
        officer.page.click("text=Download the held rows (CSV)")
    assert "?!" in Path(taken.value.path()).read_text(encoding="utf-8-sig")
    officer.press("Enter 2 rows")
    assert "4 rows = 2 entered + 0 entered with findings + 2 held." in officer.text
    assert hectares(officer) == before, "nothing counts before it is approved"

    authority = Person(browser, site, "authority").goes("/inbox")
    authority.press("2 entries wait for approval")
    authority.until("document.querySelector('[data-map-small]').dataset.drawn === 'yes'")
    authority.page.keyboard.press("a")
    authority.page.wait_for_selector("text=The decision is entered.")
    authority.looks().leave()

    after = hectares(officer)
    assert 201.0 < after - before < 203.0, "two squares of a hundredth of a degree"
    officer.press("T7-01")
    assert "Approved: it stands and counts in figures." in officer.text
    assert "Intact, signed by office centre" in officer.text
    assert "team-7.geojson" in officer.text
    assert "searched thoroughly" in officer.text, "the row as it was said"

    officer.goes("/map")
    officer.until("Boolean(window.firmgroundMap) && window.firmgroundMap.loaded()")
    officer.page.evaluate(
        "slider => { slider.value = '5'; slider.dispatchEvent(new Event('input', {bubbles: true}));"
        " slider.dispatchEvent(new Event('change', {bubbles: true})); }",
        officer.page.query_selector(".map-days input"),
    )
    officer.until("new URL(location.href).searchParams.get('on_day') !== null")
    officer.until(
        "document.querySelector('[data-map]').dataset.shown === new URL(location.href).searchParams.get('on_day')"
    )
    officer.looks()

    officer.goes("/bulletins/2017-11-13").press("Publish the bulletin of")
    assert "Published" in officer.page.inner_text(".states [aria-current='step']")
    assert officer.page.request.get(f"{site}{OPERATION}/bulletins/2017-11-13.pdf").body().startswith(b"%PDF")
    officer.leave()


def test_a_held_row_is_answered_with_a_reason_and_an_import_withdrawn_as_a_whole(site, browser):
    officer = Person(browser, site, "officer")
    bring_in(officer, "team-8.geojson", report("T8", 40.70), "area_worked")
    fix_the_mapping(officer)
    officer.press("Check all 4 rows").press("Enter 2 rows").goes("/inbox?what=row").press("T8-03")
    officer.page.fill(".inbox-item textarea[name=reason]", "The word is not readable on the paper either.")
    officer.page.locator(".inbox-item button[value=leave_out]").click()
    officer.page.wait_for_selector("text=The row is left out.")
    officer.looks()
    assert "T8-03" not in officer.text

    officer.goes("/import").press("team-8.geojson")
    assert "4 rows = 2 entered + 0 entered with findings + 2 held." in officer.text, "the account adds up as before"
    officer.page.click("summary:has-text('Withdraw this import as a whole')")
    officer.page.fill("details[open] textarea[name=reason]", "Sent for another sector.")
    officer.press("Withdraw the import")
    assert "The withdrawal of this import waits for approval." in officer.text
    officer.leave()

    authority = Person(browser, site, "authority").goes("/inbox?what=withdrawal")
    assert "Sent for another sector." in authority.text
    authority.page.locator("button[value=approved]").click()
    authority.page.wait_for_selector("text=The decision is entered.")
    authority.goes("/import")
    assert "withdrawn as a whole" in authority.text
    authority.leave()


def test_the_same_file_says_so_and_an_unreadable_one_says_what_to_do(site, browser):
    officer = Person(browser, site, "officer")
    for expected in ("Nothing has been entered yet.", "This file was here already"):
        bring_in(officer, "twice.csv", b"area_id,date\nA-1,2017-10-01\n")
        assert expected in officer.text
    bring_in(officer, "scan.pdf", b"%PDF-1.4 nothing")
    assert "This file could not be read" in officer.text
    assert "The file is kept as it came" in officer.text
    assert "scan.pdf" in officer.goes("/import").text
    officer.leave()


@pytest.mark.parametrize(("width", "language"), [(390, "en"), (1440, "ar"), (390, "ar")])
def test_pages_of_reporting_hold_on_a_phone_and_from_right_to_left(site, browser, width, language):
    officer = Person(browser, site, "officer", width=width, language=language)
    bring_in(officer, "team-9.geojson", report(f"T9-{width}-{language}", 40.80), "area_worked")
    fix_the_mapping(officer)
    officer.page.locator("#mapping button[value=judge]").click()
    officer.page.locator("button[value=enter]").click()
    officer.page.wait_for_selector(".account-bar")
    officer.looks()
    for path in ("/import", "/inbox", "/inbox?what=row", "/inbox?what=batch"):
        officer.goes(path)
    officer.page.locator("a.inbox-line").first.click()
    officer.page.wait_for_load_state("load")
    officer.looks()
    officer.page.locator(".inbox-item .panel a, .inbox-item table a").first.click()
    officer.page.wait_for_load_state("load")
    officer.looks()
    officer.page.goto(officer.page.url + "/correct")
    officer.looks().leave()
    administrator = Person(browser, site, "administrator", width=width, language=language).goes("/people")
    assert "P-0005" in administrator.text
    administrator.leave()


def test_the_inbox_is_answered_with_keys_alone_and_several_rows_with_one_reason(site, browser):
    officer = Person(browser, site, "officer")
    bring_in(officer, "by-keys.geojson", report("T9", 40.80), "area_worked")
    fix_the_mapping(officer)
    officer.press("Check all 4 rows").press("Enter 2 rows").goes("/inbox?what=row&q=by-keys")
    keys = officer.page.keyboard
    assert officer.page.locator("a.inbox-line").count() == 2

    keys.press("?")
    assert officer.page.locator("#inbox-keys").is_visible()
    officer.looks()
    keys.press("Escape")
    keys.press("x")
    keys.press("j")
    officer.page.wait_for_url("**/inbox/*/*")
    keys.press("x")
    assert officer.page.locator("input[name=item]:checked").count() == 2
    officer.looks()
    keys.press("r")
    keys.type("The word and the day are not readable.")
    officer.page.locator("#inbox-many button[value=return]").click()
    officer.page.wait_for_selector("text=2 are answered with one reason.")
    officer.looks()

    officer.goes("/inbox?what=returned&q=by-keys")
    assert "The word and the day are not readable." in officer.text
    narrow = Person(browser, site, "officer", width=390, language="ar").goes("/inbox")
    narrow.page.locator("details.inbox-many summary").click()
    narrow.looks()
    narrow.leave()
    officer.leave()
