"""GeoPackage, zipped Shapefile, KML, KMZ and FlatGeobuf, read by GDAL through pyogrio."""

from __future__ import annotations

import re
import struct
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from firmground.errors import ReportUnreadable
from firmground.intake.archives import members_of, open_archive, read_member
from firmground.intake.geojson_files import agreed_frame
from firmground.intake.mapping import ReportMapping
from firmground.intake.rows import Cell, Row, Table
from firmground.intake.shapes import check_frame, shape_of_wkb

_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_SHX_HEADER_BYTES = 100
_SHX_RECORD_BYTES = 8
_NEEDED_PARTS = (".shp", ".shx", ".dbf")
_MARKUP = re.compile(rb"<!--|<!\[CDATA\[")
_MARKUP_END = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_PLACEMARK = re.compile(rb"<(\w+:)?Placemark[\s>/]")
_CODE_PAGE = re.compile(r"(ansi|cp|windows|win|oem)?[\s_-]*(?P<number>\d{3,5})")


def read_geopackage(content: bytes, filename: str, mapping: ReportMapping) -> Table:
    """Return the features of one layer of a GeoPackage."""
    return _read_content(content, ".gpkg", filename, mapping)


def read_flatgeobuf(content: bytes, filename: str, mapping: ReportMapping) -> Table:
    """Return the features of a FlatGeobuf file."""
    return _read_content(content, ".fgb", filename, mapping)


def read_kml(content: bytes, filename: str, mapping: ReportMapping) -> Table:
    """Return the placemarks of one folder of a KML file.

    Raises:
        ReportUnreadable: GDAL does not see every placemark of the file, or there are several folders and the
            mapping names none.
    """
    if b"OGRVRT" in content:
        raise ReportUnreadable(f"{filename} is not plain KML: export it again.")
    said = len(_PLACEMARK.findall(_without_markup(content)))
    with _placed({"report.kml": content}) as folder:
        path = Path(folder) / "report.kml"
        seen = sum(count for _, _, count in _layers(path, filename))
        if seen != said:
            raise ReportUnreadable(
                f"{filename} holds {said} placemarks, of which {seen} can be read: put all of them into folders, "
                "export it again, or send GeoJSON."
            )
        return _read_path(path, filename, mapping)


def _without_markup(content: bytes) -> bytes:
    """Return XML without comments and CDATA sections; one that is not closed runs to the end."""
    kept, at = [], 0
    while start := _MARKUP.search(content, at):
        kept.append(content[at : start.start()])
        end = content.find(_MARKUP_END[start[0]], start.end())
        at = len(content) if end < 0 else end + 3
    return b" ".join([*kept, content[at:]])


def read_kmz(content: bytes, filename: str, mapping: ReportMapping) -> Table:
    """Return the placemarks of the one KML file in a KMZ archive."""
    with open_archive(content, filename) as archive:
        members = members_of(archive, filename)
        named = [name for name in members if name.casefold().endswith(".kml")]
        if len(named) != 1:
            raise ReportUnreadable(f"{filename} holds {len(named)} KML files, one is expected: send them one by one.")
        return read_kml(read_member(archive, members[named[0]], filename), filename, mapping)


def read_shapefile(archive: zipfile.ZipFile, filename: str, mapping: ReportMapping) -> Table:
    """Return the features of a Shapefile that lies in a zip archive with its parts.

    Text is decoded as the mapping or else the ``.cpg`` part says, else as UTF-8.

    Raises:
        ReportUnreadable: A part is missing, several Shapefiles lie in it and the mapping names none as ``layer``,
            or text is not in that encoding.
    """
    members = members_of(archive, filename)
    stem = _chosen_stem(members, filename, mapping.layer)
    parts = {
        suffix: read_member(archive, members[name], filename)
        for name in members
        if PurePosixPath(name).stem == PurePosixPath(stem).name
        and PurePosixPath(name).parent == PurePosixPath(stem).parent
        and (suffix := PurePosixPath(name).suffix.casefold()) in _SHAPEFILE_PARTS
    }
    missing = [part for part in _NEEDED_PARTS if part not in parts]
    if missing:
        raise ReportUnreadable(f"{filename} lacks the {', '.join(missing)} part: zip all parts of the Shapefile.")
    _refuse_cut_parts(parts, filename)
    encoding = mapping.encoding or _code_page(parts.pop(".cpg", b"").decode("ascii", "replace"))
    with _placed({f"report{suffix}": part for suffix, part in parts.items()}) as folder:
        return _read_path(Path(folder) / "report.shp", filename, mapping, encoding=encoding or "utf-8")


def _refuse_cut_parts(parts: Mapping[str, bytes], filename: str) -> None:
    """Refuse parts that are cut short or belong to different files: GDAL would read such shapes as none."""
    try:
        (words,) = struct.unpack_from(">i", parts[".shp"], 24)
        (records,) = struct.unpack_from("<I", parts[".dbf"], 4)
    except struct.error as error:
        raise ReportUnreadable(f"{filename}: a part of the Shapefile is cut short: zip and send it again.") from error
    if 2 * words > len(parts[".shp"]):
        raise ReportUnreadable(f"{filename}: the .shp part is cut short: zip and send it again.")
    shapes = (len(parts[".shx"]) - _SHX_HEADER_BYTES) // _SHX_RECORD_BYTES
    if shapes != records:
        raise ReportUnreadable(
            f"{filename} has {shapes} shapes and {records} rows of attributes: its parts are not of one Shapefile."
        )


def _chosen_stem(members: Mapping[str, object], filename: str, wanted: str) -> str:
    stems = [str(PurePosixPath(name).with_suffix("")) for name in members if name.casefold().endswith(".shp")]
    chosen = [stem for stem in stems if not wanted or PurePosixPath(stem).name == wanted]
    if len(chosen) != 1:
        names = [PurePosixPath(stem).name for stem in stems]
        raise ReportUnreadable(
            f"{filename} holds these Shapefiles: {', '.join(names)}. Say layer in the mapping, one of them.",
            wanted="layer",
            choices=names,
        )
    return chosen[0]


def _code_page(said: str) -> str:
    match = _CODE_PAGE.fullmatch(said.strip().casefold())
    return f"cp{match['number']}" if match and match["number"] != "65001" else said.strip()


def _placed(files: Mapping[str, bytes]) -> tempfile.TemporaryDirectory[str]:
    """Return a temporary folder that holds files under names of our own."""
    folder = tempfile.TemporaryDirectory(prefix="firmground-intake-")
    for name, content in files.items():
        (Path(folder.name) / name).write_bytes(content)
    return folder


def _read_content(content: bytes, suffix: str, filename: str, mapping: ReportMapping) -> Table:
    with _placed({f"report{suffix}": content}) as folder:
        return _read_path(Path(folder) / f"report{suffix}", filename, mapping)


def _read_path(path: Path, filename: str, mapping: ReportMapping, encoding: str | None = None) -> Table:
    layer = _chosen_layer(_layers(path, filename), filename, mapping.layer if encoding is None else "")
    meta, shapes, columns = _features(path, layer, filename, encoding)
    crs = agreed_frame(meta["crs"] or "", mapping.crs, filename)
    if not crs and any(shape is not None for shape in shapes):
        raise ReportUnreadable(
            f"{filename} does not say in which frame its coordinates are: say crs in the mapping, as EPSG:32637.",
            wanted="crs",
        )
    check_frame(crs)
    names = tuple(str(name) for name in meta["fields"])
    cells = [_cells(column, kind) for column, kind in zip(columns, meta["ogr_types"], strict=True)]
    rows = tuple(
        _row(position, dict(zip(names, said, strict=True)), shape, crs)
        for position, (shape, *said) in enumerate(zip(shapes, *cells, strict=True), 1)
    )
    if not rows:
        raise ReportUnreadable(f"{filename} has no feature in {layer!r}: there is nothing to import.")
    return Table(names, rows, crs=crs, layer=layer, encoding=encoding or "utf-8")


def _row(position: int, fields: Mapping[str, Cell], wkb: bytes | None, crs: str) -> Row:
    shape = shape_of_wkb(wkb, crs)
    return Row(position, fields, shape.geometry, shape.geometry_as_given, shape.geometry_trouble)


def _layers(path: Path, filename: str) -> list[tuple[str, str | None, int]]:
    """Return name, geometry type (None: a table without geometry) and number of features of each layer."""
    from pyogrio import list_layers, read_info
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        named = [(str(name), kind) for name, kind in list_layers(path)]
        return [
            (name, kind, int(read_info(path, layer=name, force_feature_count=True, encoding="latin-1")["features"]))
            for name, kind in named
        ]
    except (DataSourceError, DataLayerError) as error:
        raise ReportUnreadable(f"{filename} cannot be read as {path.suffix[1:].upper()}: export it again.") from error


def _chosen_layer(layers: Sequence[tuple[str, str | None, int]], filename: str, wanted: str) -> str:
    if not layers:
        raise ReportUnreadable(f"{filename} holds no layer that can be read: it may be cut short; export it again.")
    names = [name for name, _, _ in layers]
    if wanted in names:
        return wanted
    filled = [(name, kind) for name, kind, count in layers if count] or [(name, kind) for name, kind, _ in layers]
    with_shapes = [name for name, kind in filled if kind is not None] or [name for name, _ in filled]
    if not wanted and len(with_shapes) == 1:
        return with_shapes[0]
    what = f"has no layer {wanted!r}" if wanted else f"has {len(with_shapes)} layers"
    raise ReportUnreadable(
        f"{filename} {what}: say layer in the mapping, one of {', '.join(map(repr, names))}.",
        wanted="layer",
        choices=names,
    )


def _features(path: Path, layer: str, filename: str, encoding: str | None) -> tuple[dict[str, Any], Any, Any]:
    import pyogrio.raw
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

    try:
        meta, _, shapes, columns = pyogrio.raw.read(
            path, layer=layer, encoding=encoding, force_2d=True, datetime_as_string=True
        )
    except (UnicodeDecodeError, LookupError) as error:
        raise ReportUnreadable(
            f"{filename}: its text is not in {encoding or 'UTF-8'}: say encoding in the mapping, as cp1252 (western), "
            "cp1251 (Cyrillic) or cp1256 (Arabic).",
            wanted="encoding",
        ) from error
    except (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError) as error:
        raise ReportUnreadable(f"{filename}: layer {layer!r} cannot be read: export it again.") from error
    return meta, [None] * len(columns[0]) if shapes is None and len(columns) else shapes, columns


def _cells(column: Any, kind: str) -> list[Cell]:  # noqa: ANN401 - an array of numpy
    whole = kind in {"OFTInteger", "OFTInteger64"}
    return [_cell(value, whole=whole) for value in column.tolist()]


def _cell(value: object, *, whole: bool) -> Cell:
    if value is None or value != value:
        return None
    if isinstance(value, float) and whole:
        return int(value)
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if text.strip() else None
