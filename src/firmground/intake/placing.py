"""Geometry from columns: lon and lat, or WKT, as the mapping names them."""

from __future__ import annotations

from dataclasses import replace

from firmground.intake.mapping import GEOMETRY_FIELDS, ReportMapping, makings
from firmground.intake.numerals import read_number
from firmground.intake.rows import Row, Table
from firmground.intake.said import Unread, is_blank, text_of
from firmground.intake.shapes import NO_SHAPE, Shape, check_frame, is_lon_lat, point_wkb, shape_of_wkb, shape_of_wkt


def with_places(table: Table, mapping: ReportMapping) -> Table:
    """Return the table with the geometry that its columns say, in rows that have none of their own."""
    columns: dict[str, list[str]] = {}
    for making in makings(mapping):
        for column, field in making.columns.items():
            if field in GEOMETRY_FIELDS and column not in columns.get(field, ()):
                columns.setdefault(field, []).append(column)
    if not columns:
        return table
    crs = mapping.crs or "EPSG:4326"
    check_frame(crs)
    rows = tuple(_placed(row, columns, mapping, crs) for row in table.rows)
    return replace(table, rows=rows, crs=table.crs or crs)


def _placed(row: Row, columns: dict[str, list[str]], mapping: ReportMapping, crs: str) -> Row:
    if row.geometry is not None or row.geometry_trouble or row.trouble:
        return row
    shape = _of_wkt(row, columns.get("wkt", []), mapping, crs)
    if shape == NO_SHAPE and ("lon" in columns or "lat" in columns):
        shape = _of_point(row, columns, mapping, crs)
    return replace(
        row,
        geometry=shape.geometry,
        geometry_as_given=shape.geometry_as_given,
        geometry_trouble=shape.geometry_trouble,
    )


def _of_wkt(row: Row, columns: list[str], mapping: ReportMapping, crs: str) -> Shape:
    said = [text_of(cell) for cell in map(row.fields.get, columns) if not is_blank(cell, mapping.empty_words)]
    if len(said) > 1:
        return Shape(None, "; ".join(said), "the row has a shape in more than one column: keep one of them")
    return shape_of_wkt(said[0], crs) if said else NO_SHAPE


def _of_point(row: Row, columns: dict[str, list[str]], mapping: ReportMapping, crs: str) -> Shape:
    cells = [row.fields.get(columns.get(name, [""])[0]) for name in ("lon", "lat")]
    if all(is_blank(cell, mapping.empty_words) for cell in cells):
        return NO_SHAPE
    numbers = [read_number(cell, mapping.decimal) for cell in cells]
    as_given = f"{crs} lon {text_of(cells[0])!r} lat {text_of(cells[1])!r}"
    for name, number in zip(("lon", "lat"), numbers, strict=True):
        if isinstance(number, Unread):
            return Shape(None, as_given, f"{name} is not a number in decimal degrees or metres: {number.expected}")
    lon, lat = (float(number) for number in numbers if not isinstance(number, Unread))
    if is_lon_lat(crs) and not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return Shape(None, as_given, "lon lies between -180 and 180 and lat between -90 and 90; or say crs")
    return shape_of_wkb(point_wkb(lon, lat), crs)
