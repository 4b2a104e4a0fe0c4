"""Every format reads back, in a program that is not ours, with the rows and shapes of the ledger."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from pathlib import Path

import hxl
import openpyxl
import pytest
import shapely
from pyogrio import read_info
from pyogrio.raw import read

from firmground.actions.export_operation import export_operation
from firmground.cli.export import FORMS
from firmground.errors import NotInLedger
from firmground.export.formats import FORMATS
from firmground.export.rows import only
from firmground.export.styles import COLOURS
from tests.bulletins.offices import OFFICER, SECOND, VIEWER, enter
from tests.ledgers import entry

ROOT = Path(__file__).parents[2]
VALIDATOR = Path("/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py")
FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture
def asked_and_made(office, operation):
    enter(office, operation, entry("BC-5", "building_checked", 2, buildings=4, note=FORMULA))
    return export_operation(office, OFFICER, operation, on_day=SECOND, as_known_on=None)


@pytest.fixture
def made(asked_and_made):
    return asked_and_made[1]


def files_of(name, asked_and_made):
    asked, made = asked_and_made
    return FORMATS[name].make(made, asked.known_at)


def laid(files, folder):
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def shaped(made):
    return [layer for layer in made.layers if layer.shapes]


def same_shapes(found, layer):
    """Compare as sets: an index may order rows anew, and one part of many is the same ground as the part alone."""
    ours = [shapely.from_wkb(shape) for shape in layer.shapes if shape]
    theirs = [shapely.from_wkb(shape) for shape in found if shape is not None]
    theirs = [one for one in theirs if not one.is_empty]
    assert len(ours) == len(theirs)
    assert all(any(one.equals(other) for other in theirs) for one in ours)


def test_the_command_offers_every_format():
    assert tuple(FORMATS) == FORMS


@pytest.mark.parametrize("name", FORMS)
def test_the_same_question_gives_the_same_bytes(name, asked_and_made):
    asked, made = asked_and_made

    assert FORMATS[name].packed(made, asked.known_at) == FORMATS[name].packed(made, asked.known_at)


@pytest.mark.parametrize("name", FORMS)
def test_what_is_made_for_a_viewer_names_nothing_restricted(name, office, operation):
    asked, made = export_operation(office, VIEWER, operation, on_day=SECOND, as_known_on=None)

    everything = b"".join(FORMATS[name].make(made, asked.known_at).values())
    if name == "xlsx":
        with zipfile.ZipFile(io.BytesIO(everything)) as archive:
            everything = b"".join(archive.read(one) for one in archive.namelist())

    assert not any(word in everything for word in (b"HA-1", b"OL-1", b"AW-1", b"LR-1", b"40.203", b"35.403"))


def test_geojson_reads_back_equal(asked_and_made, made, tmp_path):
    laid(files_of("geojson", asked_and_made), tmp_path)

    for layer in shaped(made):
        _meta, _fids, shapes, data = read(tmp_path / f"{layer.name}.geojson")
        same_shapes(shapes, layer)
        assert len(data[0]) == len(layer.rows)
    hazard = json.loads((tmp_path / "hazard_area.geojson").read_text())["features"][0]
    assert hazard["properties"]["number"] == "HA-1"
    assert shapely.LinearRing(hazard["geometry"]["coordinates"][0]).is_ccw


def test_flatgeobuf_reads_back_equal(asked_and_made, made, tmp_path):
    laid(files_of("fgb", asked_and_made), tmp_path)

    for layer in shaped(made):
        same_shapes(read(tmp_path / f"{layer.name}.fgb")[2], layer)


def test_a_shapefile_reads_back_equal_and_its_names_are_explained(asked_and_made, made, tmp_path):
    laid(files_of("shp", asked_and_made), tmp_path)

    for layer in shaped(made):
        parts = [path for path in tmp_path.glob("*.shp") if re.fullmatch(f"{layer.name}(_[a-z]+)?", path.stem)]
        same_shapes([shape for path in parts for shape in read(path)[2]], layer)
    assert "hazard_area,recorded_at,recorded_a" in (tmp_path / "names.csv").read_text("utf-8-sig")
    assert read_info(tmp_path / "hazard_area.shp")["crs"] == "EPSG:4326"


def test_kml_reads_back_equal_with_the_colours_of_the_map(asked_and_made, made, tmp_path):
    laid(files_of("kml", asked_and_made), tmp_path)

    for layer in shaped(made):
        same_shapes(read(tmp_path / "operation.kml", layer=layer.name)[2], layer)
    text = (tmp_path / "operation.kml").read_text()
    assert "<color>800032a8</color>" in text


def test_styles_have_the_colours_of_the_map():
    tokens = (ROOT / "src/firmground/web/static/css/tokens.css").read_text()
    light = tokens.split("The dark theme")[0]
    said = dict(re.findall(r"--([a-z]+)(?:-line)?:\s*(#[0-9A-F]{6})", light))

    for status in ("sha", "cha", "restricted", "cancelled", "reduced", "cleared", "activity", "surveyed"):
        assert COLOURS[status] == said[status], status


def test_the_workbook_holds_every_row_and_text_is_never_a_formula(asked_and_made, made):
    book = openpyxl.load_workbook(io.BytesIO(files_of("xlsx", asked_and_made)["operation.xlsx"]))

    for layer in made.layers:
        assert book[layer.name].max_row == len(layer.rows) + 1
    note = next(cell for row in book["building_checked"].iter_rows() for cell in row if cell.value == FORMULA)
    assert note.data_type == "s"


def test_files_with_tags_are_valid_hxl_with_every_row(asked_and_made, made):
    files = files_of("hxl", asked_and_made)

    for layer in made.layers:
        source = hxl.data(io.BytesIO(files[f"{layer.name}.csv"])).cache()
        assert len(list(source)) == len(layer.rows)
        assert "#date+start" in source.display_tags or "#status" in source.display_tags
        assert hxl.validate(source)


def test_tiles_of_the_public_layers_open_in_gdal(office, operation, tmp_path):
    asked, made = export_operation(office, VIEWER, operation, on_day=SECOND, as_known_on=None)
    laid(FORMATS["pmtiles"].make(made, asked.known_at), tmp_path)

    assert read_info(tmp_path / "danger.pmtiles")["features"] > 0


@pytest.mark.skipif(not VALIDATOR.exists(), reason="GDAL's validator comes with python3-gdal")
def test_the_geopackage_passes_the_validator_of_gdal_and_carries_styles(asked_and_made, tmp_path):
    laid(files_of("gpkg", asked_and_made), tmp_path)

    said = subprocess.run(
        ["/usr/bin/python3", str(VALIDATOR), "-k", str(tmp_path / "operation.gpkg")], capture_output=True, text=True
    )

    assert said.returncode == 0, said.stdout + said.stderr
    meta, _fids, _shapes, data = read(tmp_path / "operation.gpkg", layer="layer_styles")
    styled = dict(zip(data[2], data[5], strict=True))
    assert list(meta["fields"])[2] == "f_table_name"
    assert "168,50,0" in styled["hazard_area"]


def test_a_layer_alone_can_be_had_and_one_that_is_not_there_is_named(made):
    one = only(made, ["hazard_area"])

    assert [layer.name for layer in one.layers] == ["hazard_area"]
    assert one.about["rows of hazard_area"] == "1"
    with pytest.raises(NotInLedger, match="hazard_area"):
        only(made, ["nowhere"])
