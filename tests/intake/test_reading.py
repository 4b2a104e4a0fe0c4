"""What cannot be read is refused with the name of the file and what to do; nothing else is."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from firmground.errors import ReportUnreadable
from firmground.intake.archives import MOST_MEMBERS
from firmground.intake.reading import open_report
from tests.intake.written_files import workbook, zipped


def encrypted() -> bytes:
    """Return a zip archive whose only member is marked as encrypted."""
    content = bytearray(zipped({"a.csv": b"code\nHA-1\n"}))
    central = content.index(b"PK\x01\x02")
    for flags_at in (6, central + 8):
        (flags,) = struct.unpack_from("<H", content, flags_at)
        struct.pack_into("<H", content, flags_at, flags | 1)
    return bytes(content)


def lying(content: bytes, *, declared: int) -> bytes:
    """Return an archive that declares another size of its first member than it unpacks to."""
    lied = bytearray(content)
    for size_at in (22, lied.index(b"PK\x01\x02") + 24):
        struct.pack_into("<I", lied, size_at, declared)
    return bytes(lied)


def bomb() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _ in range(520):
            member.write(b"0" * 1024 * 1024)
    return target.getvalue()


def damaged() -> bytes:
    content = bytearray(zipped({"a.csv": b"code,area\n" + bytes(range(256)) * 50}))
    content[60:90] = bytes(30)
    return bytes(content)


BAD = {
    "an empty file": (b"", "a.csv", "is empty"),
    "a file of white space": (b" \r\n\t\n", "a.csv", "is empty"),
    "a zip that is none": (b"code,area\nHA-1,5\n", "a.zip", r"is not what \.zip says"),
    "a zip cut short": (zipped({"a.csv": b"code\nHA-1\n" * 50})[:60], "a.zip", "not a zip archive, or is cut short"),
    "an encrypted zip": (encrypted(), "a.zip", "is encrypted: send it without a password"),
    "a zip with names that lead out": (zipped({"../../a.csv": b"code\nHA-1\n"}), "a.zip", "lead out of the archive"),
    "a zip with an absolute name": (zipped({"/etc/a.csv": b"code\nHA-1\n"}), "a.zip", "lead out of the archive"),
    "a zip with a drive": (zipped({"C:\\a.csv": b"code\nHA-1\n"}), "a.zip", "lead out of the archive"),
    "a zip in a zip": (zipped({"b.zip": zipped({"a.csv": b"code\nHA-1\n"})}), "a.zip", "holds another archive"),
    "a hidden zip in a zip": (zipped({"b.csv": zipped({"a.csv": b"c\n1\n"})}), "a.zip", "itself an archive"),
    "a zip of two files": (zipped({"a.csv": b"c\n1\n", "b.csv": b"c\n1\n"}), "a.zip", "holds 2 files"),
    "an empty zip": (zipped({}), "a.zip", "holds 0 files"),
    "a zip of too many files": (zipped({f"{n}.csv": b"" for n in range(MOST_MEMBERS + 1)}), "a.zip", "unpacks to more"),
    "a zip that swells": (bomb(), "a.zip", "unpacks to more"),
    "a zip that lies about sizes": (lying(zipped({"a.csv": b"code\n" * 9_000}), declared=10), "a.zip", "is damaged"),
    "a workbook that lies about sizes": (lying(workbook({"one": [["a"], ["x"]]}), declared=10), "a.xlsx", "is damaged"),
    "a damaged zip": (damaged(), "a.zip", "is damaged"),
    "no header": (b"1,2,3\n4,5,6\n", "a.csv", "holds numbers, not column names"),
    "a blank header": (b",,\n1,2,3\n", "a.csv", "no column names on row 1"),
    "two columns of one name": (b"code,area,code\nHA-1,5,HA-2\n", "a.csv", "two columns of one name: code"),
    "no row": (b"code,area\n", "a.csv", "no row below"),
    "only blank rows": (b"code,area\n,\n\n , \n", "a.csv", "no row below"),
    "a quote that is not closed": (b'code,area\n"HA-1,5\nHA-2,6\n', "a.csv", "line 3"),
    "an unknown encoding": ("code\nполе\n".encode("cp1251"), "a.csv", "say encoding in the mapping"),
    "binary": (b"code\x00\x01\x02\n\x00", "a.csv", "is not text"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.xls", "save it as XLSX"),
    "a workbook that is none": (zipped({"[Content_Types].xml": b"<x/>"}), "a.xlsx", "not an XLSX workbook"),
    "a workbook without rows": (workbook({"one": [["code", "area"]]}), "a.xlsx", "no row below"),
    "a workbook of two sheets": (workbook({"one": [["a"]], "two": [["b"]]}), "a.xlsx", "one of 'one', 'two'"),
    "a Shapefile alone": (struct.pack(">i", 9994) + bytes(96), "areas.shp", r"\.shx, \.dbf and \.prj parts"),
    "a GeoPackage that is none": (b"SQLite format 3\x00" + bytes(200), "a.gpkg", "cannot be read as GPKG"),
    "a FlatGeobuf cut short": (b"fgb\x03fgb\x00" + bytes(20), "a.fgb", "holds no layer that can be read"),
    "JSON cut short": (b'{"type": "FeatureCollection", "features": [', "a.geojson", "is not JSON, or is cut short"),
    "JSON that is no GeoJSON": (b'{"rows": []}', "a.json", "JSON but not GeoJSON"),
    "a GeoJSON of no feature": (b'{"type": "FeatureCollection", "features": []}', "a.geojson", "has no feature"),
    "a GeoJSON geometry": (b'{"type": "Point", "coordinates": [40, 35]}', "a.geojson", "FeatureCollection"),
    "JSON too deep": (b'{"a":' * 100_000, "a.geojson", "nested too deep|not JSON"),
    "a web page": (b"<!doctype html><html><table></table></html>", "a.csv", "none of CSV"),
    "KML that is none": (b"<?xml version='1.0'?><kml><Document></kml>", "a.kml", "cannot be read|has no"),
    "KML that would open other files": (b"<kml><!--<OGRVRTDataSource>--></kml>", "a.kml", "not plain KML"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_is_not_what_it_claims_is_refused_with_its_name_and_what_to_do(case: str) -> None:
    content, filename, words = BAD[case]

    with pytest.raises(ReportUnreadable, match=words) as refused:
        open_report(content, filename)

    assert refused.value.message.startswith(filename)


def test_a_file_is_known_by_what_it_is_not_by_its_name() -> None:
    content = workbook({"one": [["code"], ["HA-1"]]})

    assert open_report(content, "report.csv").rows[0].fields == {"code": "HA-1"}


def test_one_file_in_a_zip_is_read_as_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"folder/report.csv": b"code\nHA-1\n", "__MACOSX/report.csv": b"x"}))

    assert open_report(path, "a.zip").rows[0].fields == {"code": "HA-1"}
