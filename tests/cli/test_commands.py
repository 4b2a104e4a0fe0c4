"""Every command on a real small ledger: what it says, its keys, what it writes."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from pyogrio import list_layers
from pypdf import PdfReader

from firmground.cli.keys import KEYS
from tests.bulletins.offices import NUMBER

pytestmark = pytest.mark.usefixtures("ledger_of_two_days")

DAY = "2017-10-02"


def test_the_figures_stand_as_on_a_day(command):
    first, second = (
        command("figures", NUMBER, "ordnance-destroyed", "--json", "--on-day", day) for day in ("2017-10-01", DAY)
    )

    assert first.answer["figures"][0]["total"] == 1500
    assert (second.answer["figures"][0]["total"], second.answer["figures"][0]["increase"]) == (1540, 40)


def test_the_figures_stand_as_known_on_a_day(command):
    said = command("figures", NUMBER, "ordnance-destroyed", "--json", "--on-day", DAY, "--as-known-on", "2017-10-01")

    assert said.answer["figures"][0]["total"] == 1500


def test_the_evidence_of_a_figure_adds_up_to_it(command):
    figure = command("figures", NUMBER, "area-checked", "--json", "--on-day", DAY).answer["figures"][0]

    assert sum(figure["evidence"].values()) == figure["total"] > 0


def test_one_figure_in_text_names_its_entries_and_the_sum(command):
    said = command("figures", NUMBER, "ordnance-destroyed", "--on-day", DAY)

    assert "Explosive objects destroyed: 1,540 (that day +40)" in said.out
    assert "OL-1" in said.out
    assert said.out.rstrip().endswith("1,540")


def test_all_figures_in_text_are_one_line_each(command):
    said = command("figures", NUMBER, "--on-day", DAY)

    assert any(line.split()[:3] == ["ordnance-destroyed", "1,540", "+40"] for line in said.out.splitlines())


def test_a_place_inside_the_hazard_is_confirmed_hazardous_with_the_entry_that_says_so(command):
    said = command("state", NUMBER, "--lon", "40.201", "--lat", "35.401", "--on-day", DAY, "--json")

    assert said.answer["status"] == "cha"
    assert [entry["number"] for entry in said.answer["entries"]] == ["HA-1"]


def test_a_place_that_was_only_checked_is_not_surveyed(command):
    said = command("state", NUMBER, "--lon", "40.1005", "--lat", "35.301", "--on-day", DAY, "--json")

    assert said.answer["status"] == "not_surveyed"
    assert [entry["kind"] for entry in said.answer["entries"]] == ["area_worked"]


def test_the_totals_keep_checked_apart_from_released(command):
    said = command("state", NUMBER, "--on-day", DAY, "--json", "--fold", "official")

    assert set(said.answer["ground_mm2"]) == {"cha", "cleared"}
    assert said.answer["checked_mm2"] > said.answer["ground_mm2"]["cleared"]
    assert said.answer["ordnance"]["mortar"] == {"found": 40, "destroyed": 40}


def test_a_bulletin_as_text_tells_both_organisations_and_releases_nothing(command):
    said = command("bulletin", NUMBER, "--day", "2017-10-01")

    assert "Bulletin of 1 October 2017" in said.out
    assert "Mine Action Centre and Engineer Specialists, working jointly, checked" in said.out
    assert "cleared" not in said.out.split("Last 24 hours")[0].split("Remarks")[0].replace("clearance", "")


def test_a_bulletin_as_pdf_links_to_the_address_that_was_given(command, tmp_path):
    path = tmp_path / "bulletin.pdf"

    said = command("bulletin", NUMBER, "--day", DAY, "--pdf", "-o", path, "--address", "https://ledger.example")

    links = [
        annotation.get_object()["/A"]["/URI"]
        for page in PdfReader(path).pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation.get_object()
    ]
    assert said.code == 0
    assert f"https://ledger.example/{NUMBER}/figures/area-checked?on_day={DAY}" in links


def test_a_bulletin_as_html_is_one_file_that_loads_nothing(command, tmp_path):
    path = tmp_path / "bulletin.html"

    command("bulletin", NUMBER, "--day", DAY, "--html", "-o", path)

    text = path.read_text(encoding="utf-8")
    assert "<h1>Bulletin of 2 October 2017</h1>" in text
    assert "src=" not in text
    assert "<link" not in text


def test_publishing_stays_published_and_the_second_time_is_refused(command):
    first = command("bulletin", NUMBER, "--day", "2017-10-01", "--publish", "--json")
    again = command("bulletin", NUMBER, "--day", "2017-10-01", "--publish", "--json")

    assert first.answer["is_published"] is True
    assert all(
        (line["previous"] or 0) + line["new"] + line["corrections"] == line["total"] for line in first.answer["lines"]
    )
    assert again.code == 3
    assert json.loads(again.err)["code"] == "checks.record-refused"


def test_the_ledger_verifies_and_says_how_much(command):
    said = command("verify", "--json")

    assert said.code == 0
    assert (said.answer["holds"], said.answer["batches"]) == (True, 5)


def test_an_export_as_geopackage_holds_a_layer_a_kind(command, tmp_path):
    path = tmp_path / "all.gpkg"

    said = command("export", NUMBER, "--format", "gpkg", "-o", path, "--on-day", DAY, "--json")

    assert said.answer["layers"]["hazard_area"] == 1
    assert "hazard_area" in {name for name, _geometry in list_layers(path)}


def test_a_geopackage_under_another_ending_is_refused_and_nothing_written(command, tmp_path):
    path = tmp_path / "all.zip"

    said = command("export", NUMBER, "--format", "gpkg", "-o", path)

    assert (said.code, path.exists()) == (2, False)
    assert "ends with .gpkg" in said.err


def test_a_folder_that_is_not_there_is_named_with_what_to_look_at(command, tmp_path):
    said = command("export", NUMBER, "--format", "csv", "-o", tmp_path / "nowhere" / "all.zip")

    assert said.code == 7
    assert "nowhere/all.zip" in said.err
    assert "See that its folder is there" in said.err


def test_a_public_export_holds_no_restricted_record(command, tmp_path):
    path = tmp_path / "public.zip"

    command("export", NUMBER, "--format", "csv", "-o", path, "--on-day", DAY, "--public")

    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        names = set(archive.namelist())
        text = b"".join(archive.read(name) for name in names).decode()
    assert "danger.csv" in names
    assert not names & {"hazard_area.csv", "ordnance_lot.csv", "area_worked.csv"}
    assert "HA-1" not in text


def test_csv_files_can_go_into_a_folder(command, tmp_path):
    command("export", NUMBER, "--format", "csv", "-o", tmp_path / "files", "--on-day", DAY)

    assert (tmp_path / "files" / "hazard_area.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_an_account_is_made_given_a_role_and_listed(command):
    made = command("people", "add", "field-desk", "--password", "a long enough one", "--json")
    given = command("people", "grant", "field-desk", "operator", "--operation", NUMBER, "--organisation", "A", "--json")
    taken = command(
        "people",
        "grant",
        "field-desk",
        "operator",
        "--operation",
        NUMBER,
        "--organisation",
        "A",
        "--take-back",
        "--json",
    )

    assert made.answer["number"].startswith("P-")
    assert [(one["role"], one["organisation"]) for one in given.answer["grants"]] == [("operator", "A")]
    assert taken.answer["grants"] == []
    assert [one["username"] for one in command("people", "list", "--json").answer["people"]] == ["field-desk"]


def test_a_weak_password_is_refused_with_what_to_do(command):
    said = command("people", "add", "field-desk", "--password", "short")

    assert said.code == 3
    assert "at least 10 characters" in said.err


def test_an_operation_is_opened_with_its_organisations(command):
    said = command("operation", "open", "second-one", "--name", "Second", "--organisation", "C=Third Centre", "--json")

    assert said.answer["operation"] == "second-one"
    listed = command("operation", "list", "--json").answer["operations"]
    assert [one["operation"] for one in listed] == ["second-one", NUMBER]


_ASKED = {
    "operation open": ("operation", "open", "third-one", "--name", "Third"),
    "operation list": ("operation", "list"),
    "people add": ("people", "add", "somebody", "--password", "a long enough one"),
    "people list": ("people", "list"),
    "decide": ("decide", NUMBER, "verified", "--batch", "2"),
    "figures": ("figures", NUMBER),
    "state totals": ("state", NUMBER),
    "state --lon --lat": ("state", NUMBER, "--lon", "40.1", "--lat", "35.3"),
    "bulletin": ("bulletin", NUMBER, "--day", DAY),
    "verify": ("verify",),
}


@pytest.mark.parametrize("name", _ASKED)
def test_the_keys_of_an_answer_are_those_that_are_documented(command, name):
    said = command(*_ASKED[name], "--json")

    assert said.code == 0, said.err
    assert list(said.answer) == list(KEYS[name])
