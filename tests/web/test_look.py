"""The visual language in a browser: no accessibility violation, nothing against the content policy, both directions."""

import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
AXE = (HERE / "vendor/axe-core-4.14.1/axe.min.js").read_text(encoding="utf-8")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="SKIPPED LOUDLY: there is no Chromium here; apt-get install chromium"),
]


@pytest.fixture(scope="module")
def site():
    """Serve look_site.py on a free port, with the Arabic catalogue compiled."""
    subprocess.run([sys.executable, ROOT / "scripts/messages.py", "--compile"], check=True)
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    with subprocess.Popen([sys.executable, HERE / "look_site.py", str(port)]) as served:
        for _ in range(100):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
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


@pytest.fixture
def visit(browser, site):
    """Open a page; what the browser complains of, and every address outside the site, is in page.complaints."""
    contexts = []

    def opened(path, *, width=1440, language="en-GB", scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, color_scheme=scheme, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda asked: None if is_own(asked.url, site) else page.complaints.append(asked.url))
        page.goto(site + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def is_own(address, site):
    return address.startswith((site, "data:", f"blob:{site}"))


def until(page, said, seconds=30):
    """Wait until an expression is true; wait_for_function does not work under a strict content policy."""
    end = time.monotonic() + seconds
    while not page.evaluate(said):
        assert time.monotonic() < end, f"never true: {said}"
        time.sleep(0.1)


def map_is_drawn(page, day=None):
    day = day or page.get_attribute("[data-map]", "data-on-day")
    until(page, f"document.querySelector('[data-map]').dataset.shown === '{day}' && Boolean(window.firmgroundMap)")
    until(page, "window.firmgroundMap.loaded()")


def drawn(page, layer):
    return page.evaluate(f"window.firmgroundMap.queryRenderedFeatures({{layers: ['{layer}']}}).length")


@pytest.mark.parametrize(
    ("path", "width", "language"),
    [
        ("/o/OP-01/", 1440, "en-GB"),
        ("/o/OP-01/?on_day=2017-10-20", 390, "en-GB"),
        ("/o/OP-01/?on_day=2017-10-20", 1440, "ar"),
        ("/o/OP-01/", 390, "ar"),
        ("/o/OP-01/map", 1440, "en-GB"),
        ("/o/OP-01/map?on_day=2017-10-20", 390, "en-GB"),
        ("/o/OP-01/map?on_day=2017-10-20", 1440, "ar"),
        ("/o/OP-01/map", 390, "ar"),
    ],
)
def test_a_page_has_no_accessibility_violation_and_keeps_the_content_policy(visit, path, width, language):
    page = visit(path, width=width, language=language)
    if "map" in path:
        map_is_drawn(page)
    else:
        page.wait_for_selector(".chart-plot")

    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]))")

    assert found == [], json.dumps(found, indent=1)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"


def test_the_dark_theme_keeps_its_contrast(visit):
    page = visit("/o/OP-01/", scheme="dark")
    page.wait_for_selector(".chart-plot")

    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run({runOnly: ['color-contrast']}).then(r => r.violations.map(v => v.nodes.map(n => n.html)))"
    )

    assert found == []


def test_arabic_pages_run_from_right_to_left_and_time_still_to_the_right(visit):
    page = visit("/o/OP-01/", language="ar")
    page.wait_for_selector(".chart-plot")

    assert page.get_attribute("html", "dir") == "rtl"
    assert page.locator(".rail").bounding_box()["x"] > page.locator("main").bounding_box()["x"]
    bars = page.evaluate("[...document.querySelectorAll('.chart-plot rect')].map(r => r.getBoundingClientRect().x)")
    assert bars == sorted(bars)
    assert page.locator(".tile-value").first.inner_text().startswith("1,238.0")


def test_the_map_draws_every_status_with_its_pattern_and_activity_without_a_fill(visit):
    page = visit("/o/OP-01/map")
    map_is_drawn(page)

    for layer in ("ground-flat", "ground-hatch", "ground-accepted", "ground-reopened", "concealed", "roads-closed"):
        assert drawn(page, layer) > 0, layer
    kinds = page.evaluate(
        "window.firmgroundMap.getStyle().layers.filter(l => ['activity', 'reports'].includes(l.source)).map(l => l.type)"
    )
    assert kinds and set(kinds) == {"line"}


def test_work_is_one_outline_from_afar_and_single_reports_only_when_near(visit):
    page = visit("/o/OP-01/map")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/tiles/reports" in request.url else None)
    page.reload()
    map_is_drawn(page)
    assert drawn(page, "activity") > 0 and drawn(page, "activity-day") > 0
    assert not asked

    page.evaluate("window.firmgroundMap.jumpTo({center: [40.155, 35.337], zoom: 14.5})")
    until(page, "window.firmgroundMap.queryRenderedFeatures({layers: ['reports']}).length > 0")
    page.keyboard.press("[")
    map_is_drawn(page, "2017-11-13")

    assert {address.rpartition("on_day=")[2] for address in asked} == {"2017-11-14", "2017-11-13"}
    until(page, "window.firmgroundMap.queryRenderedFeatures({layers: ['reports']}).length > 0")


@pytest.mark.parametrize(("width", "language"), [(1440, "en-GB"), (1440, "ar"), (390, "en-GB"), (390, "ar")])
def test_the_first_view_lies_clear_of_the_legend_and_the_slider(visit, width, language):
    page = visit("/o/OP-01/map", width=width, language=language)
    map_is_drawn(page)

    west, south, east, north = map(float, page.get_attribute("[data-map]", "data-bounds").split(","))
    canvas = page.locator(".map-canvas").bounding_box()
    corners = page.evaluate(
        f"[[{west}, {north}], [{east}, {south}]].map(c => window.firmgroundMap.project(c)).map(p => [p.x, p.y])"
    )
    (left, top), (right, bottom) = ((canvas["x"] + x, canvas["y"] + y) for x, y in corners)
    for covering in (".map-side", ".map-days"):
        box = page.locator(covering).bounding_box()
        is_clear = right <= box["x"] or left >= box["x"] + box["width"]
        is_clear = is_clear or bottom <= box["y"] or top >= box["y"] + box["height"]
        assert is_clear, covering


def test_a_line_of_the_legend_filters_the_ground_but_never_a_concealed_hazard(visit):
    page = visit("/o/OP-01/map")
    map_is_drawn(page)

    page.click("[data-status='cleared']")
    until(page, "window.firmgroundMap.queryRenderedFeatures({layers: ['ground-hatch']}).length === 0")

    assert page.get_attribute("[data-status='cleared']", "aria-pressed") == "true"
    assert drawn(page, "concealed") > 0
    assert drawn(page, "ground-flat") > 0
    page.click("[data-status='cleared']")
    until(page, "window.firmgroundMap.queryRenderedFeatures({layers: ['ground-hatch']}).length > 0")


def test_stepping_a_day_changes_the_map_the_bar_and_the_address(visit):
    page = visit("/o/OP-01/map")
    map_is_drawn(page)

    page.keyboard.press("[")
    map_is_drawn(page, "2017-11-13")

    assert "on_day=2017-11-13" in page.url
    assert page.locator("[data-clock-day]").inner_text() == "13 Nov 2017"
    assert page.locator(".bar-moved").count() == 1
    assert page.locator(".clock-words").inner_text().startswith("Shown as at the end of 13 Nov 2017.")
    assert "on_day=2017-11-13" in page.get_attribute(".rail a >> nth=1", "href")
    with page.expect_navigation():
        page.keyboard.press("n")
    map_is_drawn(page, "2017-11-14")
    assert "on_day" not in page.url


@pytest.mark.parametrize("width", [1440, 390])
def test_a_printed_map_keeps_the_whole_view_and_its_legend(visit, width):
    page = visit("/o/OP-01/map", width=width)
    map_is_drawn(page)

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 900})  # the text width of an A4 sheet
    canvas = page.locator(".map-canvas canvas").bounding_box()

    assert canvas["x"] >= 0 and canvas["x"] + canvas["width"] <= 690
    assert page.locator(".legend [data-status='cha']").is_visible()
    assert page.locator(".map-side").bounding_box()["y"] >= canvas["y"] + canvas["height"]
    assert not page.locator(".maplibregl-ctrl-scale").is_visible()


def test_a_click_on_ground_opens_its_history_for_the_day_shown(visit):
    page = visit("/o/OP-01/map?on_day=2017-10-20")
    map_is_drawn(page, "2017-10-20")

    page.mouse.click(1000, 400)
    page.wait_for_selector("#spot h2")

    assert page.locator(".map-history").is_visible()
    assert "2017-10-20" in page.locator("#spot").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator(".map-history").is_visible()


def test_ground_that_could_not_be_read_is_told_and_not_drawn_as_anything(visit, site):
    page = visit("/o/OP-01/map")
    page.context.add_cookies([{"name": "fail", "value": "ground", "url": site}])
    page.reload()
    until(page, "!document.querySelector('.map-failed').hidden")

    assert "not released ground" in page.locator(".map-failed").inner_text()
    until(page, "window.firmgroundMap?.loaded()")
    assert drawn(page, "ground-flat") == 0
    assert drawn(page, "concealed") > 0


def test_the_search_box_reads_coordinates_and_asks_for_places(visit):
    page = visit("/o/OP-01/map")
    map_is_drawn(page)

    page.keyboard.press("/")
    page.keyboard.type("35.3300, 40.1200")
    page.keyboard.press("Enter")
    until(page, "Math.abs(window.firmgroundMap.getCenter().lng - 40.12) < 1e-4")
    page.fill("#map-search", "qusur")
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-found button")

    assert page.locator(".map-found button").inner_text() == "Al-Qusur"


def test_a_table_is_filtered_sorted_and_downloaded_as_shown(visit):
    page = visit("/o/OP-01/")
    table = page.locator("table[data-file='evidence']")
    page.wait_for_selector("table[data-file='evidence'][data-enhanced]")
    tools = page.locator(".table-tools").last

    table.locator("button.sort").nth(2).click()
    table.locator("button.sort").nth(2).click()
    tools.locator("input").fill("team")
    with page.expect_download() as waited:
        tools.locator("button").click()
    lines = Path(waited.value.path()).read_text(encoding="utf-8-sig").splitlines()

    assert lines[0] == 'Number,Day,"Area, ha",Team'
    assert [line.split(",")[0] for line in lines[1:3]] == ["HA-0010", "HA-0009"]
    assert "'=TEAM" in lines[8], "a text that a spreadsheet would run is not disarmed"


def test_a_figure_tells_unit_scope_both_dates_and_records_on_focus(visit):
    page = visit("/o/OP-01/")

    page.locator(".tile a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")

    tip = page.locator(".tip").first
    assert tip.is_visible()
    assert "517 records" in tip.inner_text()
    assert "as known now" in tip.inner_text()


def test_a_page_works_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/o/OP-01/")

    page.click(".clocks summary")
    page.fill("input[name='on_day']", "2017-10-20")
    page.click(".clocks form button")

    assert "on_day=2017-10-20" in page.url
    assert page.locator(".bar-moved").count() == 1
    assert page.locator(".chart-table").is_visible()
    context.close()
