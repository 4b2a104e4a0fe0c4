"""The colours of status as styles: QGIS reads them out of a GeoPackage. They are those of the map (tokens.css)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from xml.etree import ElementTree as ET

from firmground.export.rows import Cell, Layer

COLOURS: Mapping[str, str] = {
    "surveyed": "#8A8F92",
    "cancelled": "#AAB6BF",
    "reduced": "#8ADDEE",
    "cleared": "#33BF90",
    "sha": "#F0831E",
    "suspected": "#F0831E",
    "cha": "#A83200",
    "confirmed": "#A83200",
    "restricted": "#4F2875",
    "activity": "#3A6EA5",
}
"""By status of ground or of a hazard area; a test holds them equal to those of the map."""

DANGER = "#A83200"
"""The colour of cells that conceal danger, and of a status that has no colour here: nothing unknown looks harmless."""

_AREAS = "2"
"""QGIS's number for areas (Qgis::GeometryType)."""

STYLED = ("status_cautious", "status_official", "hazard_area", "hazards_not_mapped", "activity", "released", "danger")
"""The layers that get a style."""


def colour_of(layer: str, row: Mapping[str, Cell]) -> str:
    """Return the colour of a row of a layer of ground."""
    if layer == "activity":
        return COLOURS["activity"]
    return COLOURS.get(str(row.get("status")), DANGER)


def layer_styles(layers: tuple[Layer, ...], known_at: datetime) -> Layer:
    """Return QGIS's table ``layer_styles``; it has no row where no layer is one of ground."""
    styled = [layer for layer in layers if layer.name in STYLED and layer.shapes]
    rows: tuple[dict[str, Cell], ...] = tuple(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer.name,
            "f_geometry_column": "geom",
            "styleName": "status",
            "styleQML": _qml(layer),
            "styleSLD": "",
            "useAsDefault": True,
            "description": "Status of ground",
            "owner": "",
            "ui": None,
            "update_time": known_at,
        }
        for layer in styled
    )
    columns = dict.fromkeys(("f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column"), "text")
    more = {"styleName": "text", "styleQML": "text", "styleSLD": "text", "useAsDefault": "flag"}
    last = {"description": "text", "owner": "text", "ui": "text", "update_time": "text"}
    return Layer("layer_styles", {**columns, **more, **last}, rows)


def _qml(layer: Layer) -> str:
    """Return a renderer of areas by status."""
    root = ET.Element("qgis", version="3.28.0", styleCategories="Symbology")
    renderer = ET.SubElement(root, "renderer-v2", type="categorizedSymbol", attr="status", symbollevels="0")
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    words = sorted({str(row.get("status") or "") for row in layer.rows})
    for index, word in enumerate(words):
        name = str(index)
        ET.SubElement(categories, "category", value=word, label=word or layer.name, symbol=name, render="true")
        _fill(symbols, name, colour_of(layer.name, {"status": word}))
    ET.SubElement(root, "layerGeometryType").text = _AREAS  # QGIS keeps its own style for points and lines
    return str(ET.tostring(root, encoding="unicode"))


def _fill(symbols: ET.Element, name: str, colour: str) -> None:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    symbol = ET.SubElement(symbols, "symbol", name=name, type="fill", alpha="1")
    fill = ET.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(fill, "Option", type="Map")
    said = {
        "color": f"{red},{green},{blue},128",
        "style": "solid",
        "outline_color": f"{red},{green},{blue},255",
        "outline_style": "solid",
        "outline_width": "0.4",
        "outline_width_unit": "MM",
    }
    for key, value in said.items():
        ET.SubElement(options, "Option", name=key, value=value, type="QString")
