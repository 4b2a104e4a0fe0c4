"""An Excel workbook: a sheet a layer. Text is written as text: nothing in it is ever run as a formula or a link."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from firmground.export.rows import Cell, Export, Layer
from firmground.geometry.formats import to_wkt

CELL_LETTERS = 32_767
"""The letters that a cell of Excel holds (ECMA-376); a longer shape is left to the other formats, and said so."""

_TOO_LONG = "longer than a cell holds: see the GeoPackage"


def workbook(made: Export, known_at: datetime, *, is_rtl: bool = False) -> bytes:
    """Return the workbook: the sheet ``about``, then one a layer; shapes as well-known text.

    Args:
        made: What is exported.
        known_at: When the last known batch was recorded: the time that the file says.
        is_rtl: Whether its sheets run from right to left.
    """
    import xlsxwriter

    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(packed, options)
    book.set_properties({"title": made.about.get("operation_name", ""), "created": known_at.replace(tzinfo=None)})
    head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    about = Layer(
        "about", {"name": "text", "value": "text"}, tuple({"name": n, "value": v} for n, v in made.about.items())
    )
    for layer in (about, *made.layers):
        sheet = book.add_worksheet(layer.name[:31])
        if is_rtl:
            sheet.right_to_left()
        _fill(sheet, layer, head, day)
    book.close()
    return packed.getvalue()


def _fill(sheet: Any, layer: Layer, head: Any, day: Any) -> None:  # noqa: ANN401 - XlsxWriter has no types
    columns = [*layer.columns, *(["wkt"] if layer.shapes else [])]
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column, head)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, 16)
    for index, row in enumerate(layer.rows, start=1):
        cells: list[Cell] = [row.get(column) for column in layer.columns]
        if layer.shapes:
            shape = layer.shapes[index - 1]
            cells.append(to_wkt(shape) if shape else None)
        for at, cell in enumerate(cells):
            _write(sheet, index, at, cell, day)


def _write(sheet: Any, row: int, at: int, cell: Cell, day: Any) -> None:  # noqa: ANN401 - XlsxWriter has no types
    match cell:
        case None:
            return
        case bool():
            sheet.write_boolean(row, at, cell)
        case int() | float():
            sheet.write_number(row, at, cell)
        case datetime():
            sheet.write_string(row, at, cell.isoformat())
        case date():
            sheet.write_datetime(row, at, cell, day)
        case _:
            sheet.write_string(row, at, cell if len(cell) <= CELL_LETTERS else _TOO_LONG)
