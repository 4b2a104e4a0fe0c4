"""Exports hold what the person who asks may see, under both clocks, and the same again when asked again."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile

import pytest
from pyogrio import list_layers, read_info
from pyogrio.raw import read

from firmground.accounts.roles import GrantOf, Role
from firmground.actions.actor import NOBODY, Actor
from firmground.actions.export_operation import export_operation
from firmground.actions.publish_bulletin import publish_bulletin
from firmground.errors import NotAllowed
from firmground.export.csv_files import csv_files, guarded, zipped
from firmground.export.geopackage import write_geopackage
from tests.bulletins.offices import FIRST, OFFICER, SECOND, VIEWER, enter
from tests.ledgers import entry


def _rows(files, name):
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


def _files(office, actor, operation, *, on_day=SECOND, as_known_on=None):
    _asked, made = export_operation(office, actor, operation, on_day=on_day, as_known_on=as_known_on)
    return csv_files(made)


def test_an_officer_gets_a_table_for_every_kind_with_both_clocks_in_every_row(office, operation):
    files = _files(office, OFFICER, operation)

    assert {"hazard_area.csv", "area_worked.csv", "ordnance_lot.csv", "about.csv", "status_cautious.csv"} <= set(files)
    worked = _rows(files, "area_worked.csv")
    assert [row["number"] for row in worked] == ["AW-1", "AW-2"]
    assert {(row["operation"], row["on_day"]) for row in worked} == {("test-operation", "2017-10-02")}
    assert worked[0]["parties"] == "A; B"
    assert worked[0]["standing"] == "counts"
    assert worked[0]["wkt"].startswith("POLYGON ((40.1 35.3")


def test_on_an_earlier_day_later_entries_are_not_in_it(office, operation):
    files = _files(office, OFFICER, operation, on_day=FIRST)

    assert [row["number"] for row in _rows(files, "area_worked.csv")] == ["AW-1"]
    assert "land_release.csv" not in files


def test_as_known_on_an_earlier_day_what_was_not_recorded_is_not_in_it(office, operation):
    files = _files(office, OFFICER, operation, on_day=SECOND, as_known_on=FIRST)

    assert [row["number"] for row in _rows(files, "ordnance_lot.csv")] == ["OL-1"]
    assert {row["as_known_on"] for row in _rows(files, "ordnance_lot.csv")} == {"2017-10-01"}


def test_a_viewer_gets_nothing_restricted_and_is_told_where_danger_is_concealed(office, operation):
    publish_bulletin(office, OFFICER, operation, on_day=FIRST)

    files = _files(office, VIEWER, operation)

    assert set(files) == {
        "about.csv",
        "operation.csv",
        "organisation.csv",
        "dated_event.csv",
        "bulletin.csv",
        "danger.csv",
    }
    everything = b"".join(files.values()).decode()
    assert not any(word in everything for word in ("HA-1", "OL-1", "AW-1", "LR-1", "40.203", "35.403", "P-0001"))
    assert _rows(files, "danger.csv")[0]["status"] == "danger here: keep out, ask the centre"


def test_an_operator_sees_hazards_but_not_the_ordnance_of_another_organisation(office, operation):
    operator = Actor("P-0005", (GrantOf(Role.OPERATOR, operation.id, "B"),))

    files = _files(office, operator, operation)

    assert [row["number"] for row in _rows(files, "ordnance_lot.csv")] == ["OL-2"]
    assert [row["number"] for row in _rows(files, "hazard_area.csv")] == ["HA-1"]


def test_the_figures_of_a_bulletin_can_be_read_back_from_its_row(office, operation):
    published = publish_bulletin(office, OFFICER, operation, on_day=FIRST)

    row = _rows(_files(office, VIEWER, operation), "bulletin.csv")[0]

    assert json.loads(row["figures"]) == published.body.figures


def test_somebody_without_a_grant_gets_nothing(office, operation):
    with pytest.raises(NotAllowed):
        _files(office, NOBODY, operation)


def test_what_is_not_approved_is_marked(office, operation):
    enter(office, operation, entry("BC-5", "building_checked", 2, buildings=4), approve=False)

    rows = {row["number"]: row["standing"] for row in _rows(_files(office, OFFICER, operation), "building_checked.csv")}

    assert rows == {"BC-1": "counts", "BC-5": "not decided"}


def test_text_that_a_spreadsheet_would_run_is_guarded_and_numbers_are_not(office, operation):
    enter(office, operation, entry("BC-5", "building_checked", 2, buildings=4, note='=HYPERLINK("http://x")'))

    rows = _rows(_files(office, OFFICER, operation), "building_checked.csv")

    assert rows[1]["note"] == '\'=HYPERLINK("http://x")'
    assert [guarded(cell) for cell in ("@x", "\tx", "+1", -1, 2.5, True)] == ["'@x", "'\tx", "'+1", "-1", "2.5", "true"]


def test_the_same_question_gives_the_same_files(office, operation, tmp_path):
    asked, made = export_operation(office, OFFICER, operation, on_day=SECOND, as_known_on=None)
    again = export_operation(office, OFFICER, operation, on_day=SECOND, as_known_on=None)[1]
    one, other = tmp_path / "one.gpkg", tmp_path / "other.gpkg"

    write_geopackage(made, one, known_at=asked.known_at)
    write_geopackage(again, other, known_at=asked.known_at)

    assert zipped(csv_files(made)) == zipped(csv_files(again))
    assert _dump(one) == _dump(other)


def _dump(path):
    return subprocess.run(["ogrinfo", "-al", str(path)], capture_output=True, text=True, check=True).stdout.replace(
        path.name, ""
    )


def test_the_geopackage_reads_back_equal_with_its_frame_and_clocks(office, operation, tmp_path):
    asked, made = export_operation(office, OFFICER, operation, on_day=SECOND, as_known_on=None)
    path = tmp_path / "operation.gpkg"

    write_geopackage(made, path, known_at=asked.known_at)

    layers = {name for name, _geometry in list_layers(path)}
    assert {"hazard_area", "ordnance_lot", "status_official", "status_cautious", "activity", "about"} <= layers
    assert read_info(path, layer="hazard_area")["crs"] == "EPSG:4326"
    meta, _fids, shapes, data = read(path, layer="hazard_area")
    row = dict(zip(meta["fields"], (values[0] for values in data), strict=True))
    hazard = next(layer for layer in made.layers if layer.name == "hazard_area")
    assert bytes(shapes[0]) == hazard.shapes[0]
    assert (row["number"], row["status"], str(row["on_day"])) == ("HA-1", "confirmed", "2017-10-02")


def test_every_layer_of_a_viewers_geopackage_conceals_the_hazard(office, operation, tmp_path):
    asked, made = export_operation(office, VIEWER, operation, on_day=SECOND, as_known_on=None)
    path = tmp_path / "public.gpkg"

    write_geopackage(made, path, known_at=asked.known_at)

    dumped = _dump(path)
    assert "danger" in {name for name, _geometry in list_layers(path)}
    assert "HA-1" not in dumped
    assert "40.203" not in dumped


def test_the_zip_opens_and_holds_one_file_a_layer(office, operation):
    files = _files(office, OFFICER, operation)

    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert archive.namelist() == list(files)
        assert archive.testzip() is None
