"""XLSX workbooks: one sheet, chosen by name; values of formulas as they were stored."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from firmground.errors import ReportUnreadable
from firmground.intake.archives import open_archive, read_member
from firmground.intake.grid import table_of_grid
from firmground.intake.mapping import ReportMapping
from firmground.intake.rows import Cell, Table

_STORED_EMPTY_TEXT = "str"
"""The type of a formula's cell whose stored value is the empty text."""


def read_xlsx(content: bytes, filename: str, mapping: ReportMapping) -> Table:
    """Return the rows of one sheet. Dates and times become ISO 8601 text, errors such as ``#REF!`` stay text.

    Raises:
        ReportUnreadable: It is no workbook, the sheet is not there or not said among several, or a formula has no
            stored value.
    """
    with open_archive(content, filename) as archive:
        for member in archive.infolist():
            read_member(archive, member, filename)  # sizes are as declared, so that unpacking stays bounded
    values, formulas = _workbook(content, filename, values=True), _workbook(content, filename, values=False)
    try:
        sheet = _sheet_name([one.title for one in values.worksheets], filename, mapping.sheet)
        grid = list(_cells(values[sheet], formulas[sheet], filename, sheet))
    except (ParseError, BadZipFile, KeyError, ValueError) as error:
        raise _damaged(filename) from error
    finally:
        values.close()
        formulas.close()
    return table_of_grid(grid, filename, mapping, layer=sheet, short_rows=True)


def _workbook(content: bytes, filename: str, *, values: bool) -> Any:  # noqa: ANN401 - openpyxl has no types
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values)
    except (
        InvalidFileException,
        BadZipFile,
        ParseError,
        OSError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        raise _damaged(filename) from error


def _damaged(filename: str) -> ReportUnreadable:
    return ReportUnreadable(f"{filename} is not an XLSX workbook that can be read: open it, save it again as XLSX.")


def _sheet_name(names: list[str], filename: str, wanted: str) -> str:
    if wanted in names:
        return wanted
    if not wanted and len(names) == 1:
        return names[0]
    has = ", ".join(repr(name) for name in names)
    what = f"has no sheet {wanted!r}" if wanted else "has several sheets"
    raise ReportUnreadable(f"{filename} {what}: say sheet in the mapping, one of {has}.", wanted="sheet", choices=names)


def _cells(values: Any, formulas: Any, filename: str, sheet: str) -> Iterator[list[Cell]]:  # noqa: ANN401
    for half in (values, formulas):
        half.reset_dimensions()
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
    for number, (row, written) in enumerate(pairs, 1):
        for column, (cell, formula) in enumerate(zip(row, written, strict=True), 1):
            if cell.value is None and formula.value is not None and cell.data_type != _STORED_EMPTY_TEXT:
                raise ReportUnreadable(
                    f"{filename}, sheet {sheet!r}, row {number}, column {column}: the formula has no stored value. "
                    "Open the workbook in a spreadsheet program and save it."
                )
        yield [_cell(cell.value) for cell in row]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
