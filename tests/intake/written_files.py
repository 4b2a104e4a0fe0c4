"""Files made for the tests, by the programs that people make them with."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio.raw


def polygon(*rings: Sequence[tuple[float, float]]) -> bytes:
    """Return little-endian WKB; the rings are written as they are, closed or not."""
    parts = [struct.pack("<I", len(ring)) + b"".join(struct.pack("<dd", *point) for point in ring) for ring in rings]
    return struct.pack("<BII", 1, 3, len(rings)) + b"".join(parts)


def closed(*points: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    return (*points, points[0])


SQUARE = polygon(closed((40.0, 35.0), (40.1, 35.0), (40.1, 35.1), (40.0, 35.1)))
BOW_TIE = polygon(closed((40.0, 35.0), (40.1, 35.1), (40.1, 35.0), (40.0, 35.1)))
UTM_SQUARE = polygon(closed((600_000.0, 3_900_000.0), (600_100.0, 3_900_000.0), (600_100.0, 3_900_100.0)))


def gis_file(
    path: Path,
    driver: str,
    shapes: Sequence[bytes | None],
    columns: Mapping[str, Sequence[object]],
    crs: str | None = "EPSG:4326",
    layer: str | None = None,
    **options: object,
) -> bytes:
    pyogrio.raw.write(
        path,
        np.array(shapes, dtype=object),
        [np.array(cells, dtype=object if isinstance(cells[0], str) else None) for cells in columns.values()],
        list(columns),
        geometry_type="Polygon",
        crs=crs,
        driver=driver,
        layer=layer,
        **options,
    )
    return path.read_bytes()


def zipped(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def shapefile(folder: Path, *args: object, without: Sequence[str] = (), **kwargs: object) -> bytes:
    gis_file(folder / "areas.shp", "ESRI Shapefile", *args, **kwargs)  # type: ignore[arg-type]
    parts = {path.name: path.read_bytes() for path in folder.glob("areas.*") if path.suffix not in without}
    return zipped(parts)


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_stored_value(content: bytes, value: str, cell_type: str = "") -> bytes:
    """Return a workbook whose one formula, in B2, has a stored value, as spreadsheet programs write it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    assert b'<c r="B2"><f>' in sheet
    typed = sheet.replace(b'<c r="B2">', f'<c r="B2"{cell_type}>'.encode())
    members["xl/worksheets/sheet1.xml"] = typed.replace(b"<v />", f"<v>{value}</v>".encode())
    return zipped(members)
