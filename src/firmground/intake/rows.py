"""What a file says, row by row, before anybody has understood it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Cell = str | float | int | bool | None
"""A cell exactly as the file had it."""

MOST_COLUMNS = 1_000
"""A file with more is not a table of reports; comparing so many names with all fields would take minutes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One data row or feature of a file.

    Attributes:
        position: 1 for the first data row, as people count them: the header is excluded, blank rows count.
        fields: Column name to cell, as said. Times are ISO 8601 text.
        geometry: WKB in WGS 84 lon/lat, unrepaired and not yet on the lattice; None: there is none.
        geometry_as_given: WKT or text in the file's own frame; empty where that is WGS 84 lon/lat and was read.
        geometry_trouble: Why the geometry could not be read; empty otherwise.
        trouble: Why the row as a whole cannot be trusted (cells shifted); empty otherwise.
    """

    position: int
    fields: Mapping[str, Cell]
    geometry: bytes | None = None
    geometry_as_given: str = ""
    geometry_trouble: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of one layer or sheet, in the order of the file.

    Attributes:
        columns: Column names in the order of the file, all different.
        rows: One for each data row or feature that is not wholly blank.
        crs: The frame the coordinates came in, empty where the file has none.
        layer: Name of the layer or sheet, empty where the format has none.
        encoding: How text was decoded.
    """

    columns: tuple[str, ...]
    rows: Sequence[Row]
    crs: str = ""
    layer: str = ""
    encoding: str = "utf-8"
