"""What GIS programs write comes back as it was said, moved to WGS 84, and no feature is lost."""

import json
from pathlib import Path

import pyogrio.raw
import pytest
import shapely
from pyproj import Transformer

from firmground.errors import ReportUnreadable
from firmground.intake.mapping import ReportMapping
from firmground.intake.reading import open_report
from tests.intake.written_files import BOW_TIE, SQUARE, UTM_SQUARE, gis_file, polygon, shapefile, zipped


def test_a_geopackage_in_utm_is_moved_to_lon_lat_and_keeps_what_was_given(tmp_path: Path) -> None:
    content = gis_file(tmp_path / "a.gpkg", "GPKG", [UTM_SQUARE], {"code": ["HA-1"]}, "EPSG:32637", "areas")

    table = open_report(content, "a.gpkg")

    expected = Transformer.from_crs(32637, 4326, always_xy=True).transform(600_000, 3_900_000)
    (row,) = table.rows
    assert (table.crs, table.layer, row.fields) == ("EPSG:32637", "areas", {"code": "HA-1"})
    assert shapely.get_coordinates(shapely.from_wkb(row.geometry))[0] == pytest.approx(expected, abs=1e-9)
    assert row.geometry_as_given.startswith("EPSG:32637 POLYGON ((600000 3900000")


def test_numbers_blanks_and_dates_of_a_geopackage_come_as_said(tmp_path: Path) -> None:
    columns = {"count": [3, 4], "area": [1.5, float("nan")], "name": ["حقل", ""]}
    content = gis_file(tmp_path / "a.gpkg", "GPKG", [SQUARE, None], columns)

    first, second = open_report(content, "a.gpkg").rows

    assert first.fields == {"count": 3, "area": 1.5, "name": "حقل"}
    assert second.fields == {"count": 4, "area": None, "name": None}
    assert second.geometry is None
    assert second.geometry_trouble == ""


@pytest.mark.parametrize(("suffix", "driver"), [("gpkg", "GPKG"), ("fgb", "FlatGeobuf"), ("kml", "KML")])
def test_a_self_crossing_ring_comes_through_unrepaired(tmp_path: Path, suffix: str, driver: str) -> None:
    options = {"SPATIAL_INDEX": "NO"} if suffix == "fgb" else {}
    content = gis_file(tmp_path / f"a.{suffix}", driver, [BOW_TIE, SQUARE], {"Name": ["A", "B"]}, **options)

    table = open_report(content, f"a.{suffix}")

    assert [row.fields["Name"] for row in table.rows] == ["A", "B"]
    assert [row.geometry for row in table.rows] == [BOW_TIE, SQUARE]
    assert [row.position for row in table.rows] == [1, 2]


def test_a_geopackage_of_two_layers_asks_which_and_reads_the_one_named(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    gis_file(path, "GPKG", [SQUARE], {"n": ["one"]}, layer="first")
    content = gis_file(path, "GPKG", [SQUARE, SQUARE], {"n": ["two", "three"]}, layer="second", append=True)

    with pytest.raises(ReportUnreadable, match="'first', 'second'") as refused:
        open_report(content, "a.gpkg")

    assert refused.value.details["wanted"] == "layer"
    assert len(open_report(content, "a.gpkg", ReportMapping(layer="second")).rows) == 2


def test_a_zipped_shapefile_is_decoded_as_its_code_page_says(tmp_path: Path) -> None:
    content = shapefile(tmp_path, [SQUARE], {"name": ["حقل ألغام"]}, encoding="cp1256")
    assert "حقل".encode("cp1256") in (tmp_path / "areas.dbf").read_bytes()

    (row,) = open_report(content, "areas.zip").rows

    assert row.fields["name"] == "حقل ألغام"
    assert shapely.equals(shapely.from_wkb(row.geometry), shapely.from_wkb(SQUARE))


def test_a_shapefile_without_code_page_asks_for_the_encoding_and_takes_the_declared_one(tmp_path: Path) -> None:
    content = shapefile(tmp_path, [SQUARE], {"name": ["حقل ألغام"]}, encoding="cp1256", without=[".cpg"])

    with pytest.raises(ReportUnreadable, match="say encoding") as refused:
        open_report(content, "areas.zip")

    assert refused.value.details["wanted"] == "encoding"
    (row,) = open_report(content, "areas.zip", ReportMapping(encoding="cp1256")).rows
    assert row.fields["name"] == "حقل ألغام"


def test_a_shapefile_without_frame_asks_for_it_and_takes_the_declared_one(tmp_path: Path) -> None:
    content = shapefile(tmp_path, [UTM_SQUARE], {"name": ["A"]}, "EPSG:32637", without=[".prj"])

    with pytest.raises(ReportUnreadable, match="does not say in which frame"):
        open_report(content, "areas.zip")

    (row,) = open_report(content, "areas.zip", ReportMapping(crs="EPSG:32637")).rows
    assert shapely.from_wkb(row.geometry).bounds[0] == pytest.approx(40.106, abs=0.01)


def test_a_frame_declared_against_the_file_is_refused(tmp_path: Path) -> None:
    content = gis_file(tmp_path / "a.gpkg", "GPKG", [UTM_SQUARE], {"n": ["A"]}, "EPSG:32637")

    with pytest.raises(ReportUnreadable, match=r"EPSG:32637, the mapping says EPSG:32638"):
        open_report(content, "a.gpkg", ReportMapping(crs="EPSG:32638"))


@pytest.mark.parametrize("missing", [".dbf", ".shx"])
def test_a_shapefile_that_lacks_a_part_says_which(tmp_path: Path, missing: str) -> None:
    content = shapefile(tmp_path, [SQUARE], {"n": ["A"]}, without=[missing])

    with pytest.raises(ReportUnreadable, match=f"lacks the {missing} part"):
        open_report(content, "areas.zip")


@pytest.mark.parametrize(
    ("part", "words"), [(".shp", "is cut short"), (".shx", "1 shapes and 3 rows"), (".dbf", "cannot be read")]
)
def test_a_shapefile_of_which_a_part_is_cut_short_is_refused(tmp_path: Path, part: str, words: str) -> None:
    shapefile(tmp_path, [SQUARE] * 3, {"n": ["A", "B", "C"]})
    parts = {path.name: path.read_bytes() for path in tmp_path.glob("areas.*")}
    parts[f"areas{part}"] = parts[f"areas{part}"][: 108 if part == ".shx" else -30]

    with pytest.raises(ReportUnreadable, match=words):
        open_report(zipped(parts), "areas.zip")


def test_a_kmz_is_read_as_the_kml_in_it(tmp_path: Path) -> None:
    kml = gis_file(tmp_path / "doc.kml", "LIBKML", [SQUARE], {"Name": ["A"]})

    table = open_report(zipped({"doc.kml": kml, "images/icon.png": b"x"}), "areas.kmz")

    assert [(row.fields["Name"], row.geometry) for row in table.rows] == [("A", SQUARE)]


def kml(body: str) -> bytes:
    return (
        f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'.encode()
    )


def placemark(name: str) -> str:
    return f"<Placemark><name>{name}</name><Point><coordinates>40,35</coordinates></Point></Placemark>"


def test_a_kml_of_several_folders_asks_which_and_an_empty_folder_is_none() -> None:
    several = kml(f"{placemark('loose')}<Folder><name>F</name>{placemark('in')}</Folder>")
    one = kml(f"<Folder><name>F</name>{placemark('in')}</Folder><Folder><name>E</name></Folder>")

    with pytest.raises(ReportUnreadable, match=r"2 layers.*'F'"):
        open_report(several, "a.kml")

    assert [row.fields["Name"] for row in open_report(several, "a.kml", ReportMapping(layer="F")).rows] == ["in"]
    assert [row.fields["Name"] for row in open_report(one, "a.kml").rows] == ["in"]


def test_a_kml_of_which_not_every_placemark_is_seen_is_refused_with_both_counts() -> None:
    hidden = kml(f"{placemark('seen')}<NetworkLinkControl><Update>{placemark('unseen')}</Update></NetworkLinkControl>")

    with pytest.raises(ReportUnreadable, match="holds 2 placemarks, of which 1 can be read"):
        open_report(hidden, "a.kml")


def test_a_placemark_in_a_comment_or_a_description_is_none() -> None:
    content = kml(f"<!-- {placemark('old')} -->{placemark('A')}<description><![CDATA[<Placemark>]]></description>")

    assert len(open_report(content, "a.kml").rows) == 1


def geojson(*features: object, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


@pytest.mark.parametrize(
    ("geometry", "trouble"),
    [
        ({"type": "Polygon", "coordinates": [[[40, 35], [41, 35], [40, 35]]]}, "ring 1 has 3 points"),
        ({"type": "Polygon", "coordinates": [[[40, 35], [41, 35], [41, 36], [40, 36]]]}, "ring 1 is not closed"),
        ({"type": "Polygon", "coordinates": [[[40, 35], [41, "x"], [41, 36], [40, 35]]]}, "not two numbers"),
        ({"type": "Point", "coordinates": [float("nan"), 35]}, "not a finite number"),
        ({"type": "Point", "coordinates": []}, "not two numbers"),
        ({"type": "LineString", "coordinates": [[40, 35]]}, "a line has 1 points"),
        ({"type": "Circle", "coordinates": [40, 35]}, "'Circle' is not one of GeoJSON"),
        ({"coordinates": [40, 35]}, "None is not one of GeoJSON"),
        ("nowhere", "None is not one of GeoJSON"),
        ({"type": "Polygon"}, "missing or not a list"),
    ],
)
def test_a_geometry_that_is_no_shape_keeps_its_row_and_its_text(geometry: object, trouble: str) -> None:
    content = geojson(feature(geometry, n=1), feature({"type": "Point", "coordinates": [40, 35]}, n=2))

    first, second = open_report(content, "a.geojson").rows

    assert first.geometry is None
    assert trouble in first.geometry_trouble
    assert first.geometry_as_given == json.dumps(geometry)
    assert second.geometry_trouble == ""


def test_every_geojson_type_is_read_as_gdal_reads_it(tmp_path: Path) -> None:
    ring = [[40, 35], [40.1, 35], [40.1, 35.1], [40, 35]]
    shapes = [
        {"type": "Point", "coordinates": [40, 35, 200]},
        {"type": "MultiPoint", "coordinates": [[40, 35], [41, 35]]},
        {"type": "LineString", "coordinates": [[40, 35], [41, 35]]},
        {"type": "MultiLineString", "coordinates": [[[40, 35], [41, 35]], [[40, 36], [41, 36]]]},
        {"type": "Polygon", "coordinates": [ring]},
        {"type": "MultiPolygon", "coordinates": [[ring], [ring]]},
    ]
    content = geojson(*(feature(shape, n=number) for number, shape in enumerate(shapes)))
    path = tmp_path / "a.geojson"
    path.write_bytes(content)

    ours = [row.geometry for row in open_report(content, "a.geojson").rows]

    assert ours == list(pyogrio.raw.read(path, force_2d=True)[2])


def test_a_geojson_that_names_its_frame_is_moved_from_it() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
    content = geojson(feature({"type": "Point", "coordinates": [600_000, 3_900_000]}), crs=crs)

    table = open_report(content, "a.geojson")

    assert table.crs == "EPSG:32637"
    assert shapely.from_wkb(table.rows[0].geometry).x == pytest.approx(40.106, abs=0.01)


def test_a_frame_that_nobody_knows_refuses_the_file() -> None:
    content = geojson(feature({"type": "Point", "coordinates": [40, 35]}))

    with pytest.raises(ReportUnreadable, match="EPSG:999999"):
        open_report(content, "a.geojson", ReportMapping(crs="EPSG:999999"))


def test_a_point_outside_its_frame_is_the_trouble_of_its_row_alone() -> None:
    far, near = ([1e30, 1e30], [600_000, 3_900_000])
    content = geojson(*(feature({"type": "Point", "coordinates": point}) for point in (far, near)))

    first, second = open_report(content, "a.geojson", ReportMapping(crs="EPSG:32637")).rows

    assert first.geometry is None
    assert first.geometry_trouble
    assert second.geometry is not None


def test_nested_properties_become_text_and_the_id_of_a_feature_a_column() -> None:
    one = {**feature(None, parts={"map": 1}), "id": "HA-7"}

    (row,) = open_report(geojson(one), "a.geojson").rows

    assert row.fields == {"parts": '{"map": 1}', "id": "HA-7"}


def test_something_that_is_no_feature_still_is_a_row_with_a_trouble() -> None:
    rows = open_report(geojson("x", feature(None, n=1)), "a.geojson").rows

    assert [row.trouble for row in rows] == ["not a GeoJSON feature", ""]


def test_a_geopackage_ring_with_too_few_points_keeps_its_row(tmp_path: Path) -> None:
    content = gis_file(
        tmp_path / "a.gpkg", "GPKG", [polygon(((40, 35), (41, 35), (40, 35))), SQUARE], {"n": ["A", "B"]}
    )

    first, second = open_report(content, "a.gpkg").rows

    assert (first.geometry, second.geometry) == (None, SQUARE)
    assert "ring 1 has 3 points" in first.geometry_trouble
