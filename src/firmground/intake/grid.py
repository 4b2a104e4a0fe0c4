"""Grids of cells, as CSV files and spreadsheets have them: a header, then rows. None is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from firmground.errors import ReportUnreadable
from firmground.intake.mapping import ReportMapping
from firmground.intake.numerals import read_number
from firmground.intake.rows import MOST_COLUMNS, Cell, Row, Table
from firmground.intake.said import Unread, is_blank, text_of


def table_of_grid(
    grid: Iterable[Sequence[Cell]],
    filename: str,
    mapping: ReportMapping,
    *,
    encoding: str = "utf-8",
    layer: str = "",
    short_rows: bool = False,
) -> Table:
    """Return the rows under the header, wholly blank rows left away but counted in the positions.

    A row that has more cells than the header, or fewer, is kept and carries a trouble: its cells may have shifted.
    With ``short_rows`` a row may end early, as rows of spreadsheets do.

    Raises:
        ReportUnreadable: There is no header, two columns have one name, or there is no row below the header.
    """
    records = list(grid)
    header = mapping.header_row
    if header < 1 or len(records) < header or all(map(is_blank, records[header - 1])):
        raise ReportUnreadable(f"{filename} has no column names on row {header}: write them there, or say header_row.")
    below = records[header:]
    columns = _columns(_trimmed(records[header - 1]), filename, header)
    rows = tuple(
        _row(position, cells, columns, short_rows)
        for position, cells in enumerate(below, 1)
        if not all(map(is_blank, cells))
    )
    if not rows:
        raise ReportUnreadable(f"{filename} has column names but no row below them: there is nothing to import.")
    return Table(columns, rows, layer=layer, encoding=encoding)


def _columns(header: Sequence[Cell], filename: str, row: int) -> tuple[str, ...]:
    if len(header) > MOST_COLUMNS:
        raise ReportUnreadable(f"{filename} has {len(header)} columns, {MOST_COLUMNS} are read: send fewer of them.")
    numbers = [not isinstance(read_number(cell, "."), Unread) for cell in header if not is_blank(cell)]
    if sum(numbers) * 2 > len(numbers):
        raise ReportUnreadable(
            f"{filename}: row {row} holds numbers, not column names: write the names above the data."
        )
    names = tuple(text_of(cell) or f"column {number}" for number, cell in enumerate(header, 1))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ReportUnreadable(f"{filename} has two columns of one name: {', '.join(twice)}. Rename one of them.")
    return names


def _row(position: int, cells: Sequence[Cell], columns: tuple[str, ...], short_rows: bool) -> Row:
    cells = _trimmed(cells, at_least=len(columns))
    fields = {
        name or f"cell {number}": None if is_blank(cell) else cell
        for number, (name, cell) in enumerate(zip_longest(columns, cells), 1)
    }
    if len(cells) == len(columns) or (short_rows and len(cells) < len(columns)):
        return Row(position, fields)
    return Row(position, fields, trouble=f"{len(cells)} cells where there are {len(columns)} columns")


def _trimmed(cells: Sequence[Cell], at_least: int = 0) -> Sequence[Cell]:
    """Return cells without the blank ones at the end, down to a number of cells."""
    end = len(cells)
    while end > at_least and is_blank(cells[end - 1]):
        end -= 1
    return cells[:end]
