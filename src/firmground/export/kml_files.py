"""KML: one document, a folder for each layer that has shapes, ground in the colours of the map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET

from firmground.export.rows import Cell, Export, Layer
from firmground.export.styles import COLOURS, DANGER, STYLED, colour_of
from firmground.geometry.formats import to_geojson

_NEUTRAL = "#4A555B"
_PARTS = {"MultiPolygon": "Polygon", "MultiLineString": "LineString", "MultiPoint": "Point"}


def kml(made: Export) -> bytes:
    """Return an export as KML 2.2 (OGC 07-147r2); layers without shapes are left out."""
    root = ET.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = ET.SubElement(root, "Document")
    _said(document, "name", made.about.get("operation_name", ""))
    _said(document, "description", "\n".join(f"{name}: {value}" for name, value in made.about.items() if value))
    for colour in sorted({*COLOURS.values(), DANGER, _NEUTRAL}):
        _style(document, colour)
    for layer in made.layers:
        if layer.shapes:
            _folder(document, layer)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _folder(document: ET.Element, layer: Layer) -> None:
    folder = ET.SubElement(document, "Folder")
    _said(folder, "name", layer.name)
    for row, shape in zip(layer.rows, layer.shapes, strict=True):
        place = ET.SubElement(folder, "Placemark")
        _said(place, "name", str(row.get("number") or row.get("status") or layer.name))
        colour = colour_of(layer.name, row) if layer.name in STYLED else _NEUTRAL
        _said(place, "styleUrl", f"#c{colour[1:]}")
        data = ET.SubElement(place, "ExtendedData")
        for name in layer.columns:
            if row.get(name) is not None:
                _said(ET.SubElement(data, "Data", name=name), "value", _text(row[name]))
        if shape:
            _geometry(place, to_geojson(shape))


def _style(document: ET.Element, colour: str) -> None:
    backwards = (colour[5:7] + colour[3:5] + colour[1:3]).lower()  # KML writes blue, green, red
    style = ET.SubElement(document, "Style", id=f"c{colour[1:]}")
    line = ET.SubElement(style, "LineStyle")
    _said(line, "color", f"ff{backwards}")
    _said(line, "width", "2")
    _said(ET.SubElement(style, "PolyStyle"), "color", f"80{backwards}")


def _geometry(parent: ET.Element, geometry: dict[str, Any]) -> None:
    kind = geometry["type"]
    if kind == "GeometryCollection" or kind in _PARTS:
        many = ET.SubElement(parent, "MultiGeometry")
        parts = geometry.get("geometries") or [
            {"type": _PARTS[kind], "coordinates": part} for part in geometry.get("coordinates", [])
        ]
        for part in parts:
            _geometry(many, part)
        return
    shape = ET.SubElement(parent, kind)
    if kind != "Polygon":
        points = [geometry["coordinates"]] if kind == "Point" else geometry["coordinates"]
        _coordinates(shape, points)
        return
    for index, ring in enumerate(geometry["coordinates"]):
        boundary = ET.SubElement(shape, "innerBoundaryIs" if index else "outerBoundaryIs")
        _coordinates(ET.SubElement(boundary, "LinearRing"), ring)


def _coordinates(parent: ET.Element, points: Sequence[Sequence[float]]) -> None:
    _said(parent, "coordinates", " ".join(f"{point[0]!r},{point[1]!r}" for point in points))


def _said(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = "".join(char for char in text if char >= " " or char in "\t\n\r")


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)
