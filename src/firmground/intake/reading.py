"""One door for all files: the reader is picked by what the file is, then by what it is called."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from firmground.errors import FrameMismatch, ReportUnreadable
from firmground.intake.archives import members_of, open_archive, read_member, suffixes
from firmground.intake.csv_files import read_csv
from firmground.intake.geojson_files import read_geojson
from firmground.intake.gis_files import read_flatgeobuf, read_geopackage, read_kml, read_kmz, read_shapefile
from firmground.intake.mapping import GEOMETRY_FIELDS, ReportMapping, check_columns, makings
from firmground.intake.placing import with_places
from firmground.intake.rows import Table
from firmground.intake.spreadsheets import read_xlsx
from firmground.intake.xforms.answers import read_answers
from firmground.intake.xforms.rows import table_of

FORMATS = "CSV, XLSX, GeoJSON, GeoPackage, zipped Shapefile, KML, KMZ, FlatGeobuf"
LARGEST_BYTES = 1024 * 1024 * 1024

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_MAGIC: dict[bytes, Callable[[bytes, str, ReportMapping], Table]] = {
    b"SQLite format 3\x00": read_geopackage,
    b"fgb\x03": read_flatgeobuf,
}
_BINARY_NAMES = {".zip", ".xlsx", ".xlsm", ".kmz", ".gpkg", ".fgb", ".shp", ".dbf", ".xls", ".gdb", ".ods", ".pdf"}
_LOOK_AT_BYTES = 4096


def open_report(source: Path | bytes, filename: str, mapping: ReportMapping | None = None) -> Table:
    """Return everything a file says, each data row or feature as one row.

    Args:
        source: The file, or its bytes.
        filename: What the reporter calls it; used in messages and, where the content leaves it open, to choose.
        mapping: Says encoding, frame, sheet or layer where the file does not, and which columns hold coordinates.

    Raises:
        AnswersUnreadable: It calls itself XML and is not what a form sent.
        ReportUnreadable: Says what is wrong with the file and what to do. Its detail ``wanted`` names the setting of
            the mapping that would help, ``choices`` what it may be.
    """
    mapping = mapping or ReportMapping()
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > LARGEST_BYTES:
        raise ReportUnreadable(f"{filename} is larger than {LARGEST_BYTES // 1024**2} MB: send it in parts.")
    content = source if isinstance(source, bytes) else source.read_bytes()
    if not content.strip():
        raise ReportUnreadable(f"{filename} is empty: export it again.")
    if PurePosixPath(filename).suffix.casefold() == ".xml" and content.lstrip().startswith(b"<"):
        return table_of(read_answers(content), mapping)
    try:
        table = _read(content, filename, mapping)
        return _with_places(table, filename, mapping)
    except FrameMismatch as error:
        raise ReportUnreadable(
            f"{filename}: {error.message} Say crs in the mapping, as EPSG:32637.", wanted="crs"
        ) from error


def _with_places(table: Table, filename: str, mapping: ReportMapping) -> Table:
    named = [
        column for making in makings(mapping) for column, field in making.columns.items() if field in GEOMETRY_FIELDS
    ]
    missing = check_columns(named, table.columns)
    if missing:
        raise ReportUnreadable(f"The mapping does not fit {filename}. {' '.join(missing)}")
    return with_places(table, mapping)


def _read(content: bytes, filename: str, mapping: ReportMapping) -> Table:
    if content.startswith(_ZIP):
        return _read_zip(content, filename, mapping)
    for magic, reader in _MAGIC.items():
        if content.startswith(magic):
            return reader(content, filename, mapping)
    if content.startswith(_OLD_OFFICE):
        raise ReportUnreadable(
            f"{filename} has a password or is of the old XLS kind: save it as XLSX without password."
        )
    suffix = PurePosixPath(filename).suffix.casefold()
    if suffix in _BINARY_NAMES:
        hint = " with its .shx, .dbf and .prj parts in one zip file" if suffix in {".shp", ".dbf"} else ""
        raise ReportUnreadable(f"{filename} is not what {suffix} says: send one of {FORMATS}{hint}.")
    return _read_text(content, filename, mapping)


def _read_text(content: bytes, filename: str, mapping: ReportMapping) -> Table:
    start = content[:_LOOK_AT_BYTES].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"{"):
        return read_geojson(content, filename, mapping)
    if start.startswith(b"<") and b"<kml" in start.replace(b"kml:kml", b"kml"):
        return read_kml(content, filename, mapping)
    if start.startswith((b"<", b"%PDF", b"[")):
        raise ReportUnreadable(f"{filename} is none of {FORMATS}: export it as one of them.")
    return read_csv(content, filename, mapping)


def _read_zip(content: bytes, filename: str, mapping: ReportMapping) -> Table:
    with open_archive(content, filename) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names:
            return read_xlsx(content, filename, mapping)
        endings = suffixes(names)
        if ".shp" in endings:
            return read_shapefile(archive, filename, mapping)
        if ".kml" in endings:
            return read_kmz(content, filename, mapping)
        return _read_only_member(archive, filename, mapping)


def _read_only_member(archive: zipfile.ZipFile, filename: str, mapping: ReportMapping) -> Table:
    members = members_of(archive, filename)
    if len(members) != 1:
        raise ReportUnreadable(
            f"{filename} holds {len(members)} files and no Shapefile among them: send one file, or a Shapefile's parts."
        )
    ((name, member),) = members.items()
    content = read_member(archive, member, filename)
    if not content.strip() or content.startswith(_ZIP):
        raise ReportUnreadable(f"{filename}: {name!r} in it is empty or itself an archive: send the file itself.")
    return _read(content, PurePosixPath(name).name, mapping)
