"""The bulletin as a PDF: the same bytes every time, its numbers are links, its text can be read back."""

from __future__ import annotations

import io
import subprocess
from datetime import timedelta

import pytest
from pypdf import PdfReader

from firmground.actions.publish_bulletin import drafted, publish_bulletin
from firmground.bulletins.render import pdf
from firmground.bulletins.sheet import addresses, sheet
from tests.bulletins.offices import FIRST, NUMBER, OFFICER, SECOND, enter
from tests.ledgers import entry

BASE = "https://ledger.example"


@pytest.fixture
def drawn(office, operation):
    """The sheet of the second day, after a late report of the first that was published before."""
    publish_bulletin(office, OFFICER, operation, on_day=FIRST)
    enter(office, operation, entry("BC-9", "building_checked", 1, parties=("A",), buildings=3))
    frozen = drafted(office, operation, on_day=SECOND, as_known_on=None)
    return sheet(
        frozen.told,
        address=addresses(BASE, NUMBER, SECOND, SECOND),
        known="as known on 2 October 2017",
        state="Draft, not published",
        map_svg=frozen.map_svg,
        map_words=frozen.map_words,
    )


def _text(made, tmp_path):
    path = tmp_path / "bulletin.pdf"
    path.write_bytes(made)
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout.replace("\u202f", " ")


def test_the_same_sheet_twice_gives_the_same_bytes(drawn):
    assert pdf(drawn, on_day=SECOND) == pdf(drawn, on_day=SECOND)


def test_another_day_gives_another_file(drawn):
    assert pdf(drawn, on_day=SECOND) != pdf(drawn, on_day=SECOND + timedelta(days=1))


def test_every_running_total_is_a_link_to_its_figure_with_both_dates(drawn):
    pages = PdfReader(io.BytesIO(pdf(drawn, on_day=SECOND))).pages
    links = {
        annotation.get_object()["/A"]["/URI"]
        for page in pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation.get_object()
    }

    figures = {line.url for block in drawn.blocks for line in block.lines}
    assert figures <= links
    assert f"{BASE}/{NUMBER}/figures/area-checked?on_day=2017-10-02&as_known_on=2017-10-02" in links
    assert f"{BASE}/{NUMBER}/bulletins/2017-10-02" in links


def test_the_text_tells_day_total_corrections_both_dates_and_the_label(drawn, tmp_path):
    words = _text(pdf(drawn, on_day=SECOND), tmp_path)

    assert "Bulletin of 2 October 2017" in words
    assert "Reconstruction: not real records" in words
    assert "On 2 October 2017, as known on 2 October 2017" in words
    assert "Corrected since the bulletin of 1 October 2017: buildings checked +3." in " ".join(words.split())
    told = next(line.split() for line in words.splitlines() if line.strip().startswith("Buildings checked"))
    assert told == ["Buildings", "checked", "0", "8", "0", "+3", "11"]


def test_the_fonts_are_our_own_and_whole(drawn, tmp_path):
    path = tmp_path / "bulletin.pdf"
    path.write_bytes(pdf(drawn, on_day=SECOND))

    listed = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout

    families = {line.split()[0].split("+")[-1] for line in listed.splitlines()[2:]}
    assert families == {"NotoSans-Regular", "NotoSans-Bold"}


def test_the_map_shows_no_corner_of_a_hazard(drawn):
    assert "keep out" in drawn.map
    assert "40.203" not in drawn.map
    assert "35.403" not in drawn.map
