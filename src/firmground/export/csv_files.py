"""CSV files, one a layer, that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime

from firmground.export.rows import Cell, Export, Layer
from firmground.geometry.formats import to_wkt

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can say; the same for every file, so that equal contents are equal bytes."""


def csv_files(made: Export) -> dict[str, bytes]:
    """Return the files by name: ``about.csv``, then one a layer; UTF-8 with a mark that spreadsheets know.

    Shapes stand as well-known text in the column ``wkt``. Text that a spreadsheet would run as a formula gets an
    apostrophe before it; numbers are written as numbers.
    """
    about = _written(["name", "value"], [list(pair) for pair in made.about.items()])
    return {"about.csv": about} | {f"{layer.name}.csv": _layer(layer) for layer in made.layers}


def zipped(files: dict[str, bytes]) -> bytes:
    """Return files as one zip; equal files give equal bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, _ZIP_EPOCH)
            member.external_attr = 0o644 << 16
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def guarded(cell: Cell) -> str:
    """Return a cell as it is written: text that would be run as a formula begins with an apostrophe.

    Example:
        >>> guarded("=1+1"), guarded(-5), guarded(None)
        ("'=1+1", '-5', '')
    """
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime() | date():
            return cell.isoformat()
        case str():
            return f"'{cell}" if cell.startswith(_STARTS_FORMULA) else cell
        case _:
            return repr(cell)


def _layer(layer: Layer) -> bytes:
    columns = list(layer.columns)
    rows: list[list[Cell]] = [[row.get(column) for column in columns] for row in layer.rows]
    if layer.shapes:
        columns.append("wkt")
        for row, shape in zip(rows, layer.shapes, strict=True):
            row.append(to_wkt(shape) if shape else None)
    return _written(columns, rows)


def _written(columns: list[str], rows: list[list[Cell]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
