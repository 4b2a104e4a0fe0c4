"""GeoJSON (RFC 7946), read without GDAL: every feature is a row, whatever its rings are like."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from firmground.errors import ReportUnreadable
from firmground.intake.csv_files import decode
from firmground.intake.mapping import ReportMapping
from firmground.intake.rows import MOST_COLUMNS, Cell, Row, Table
from firmground.intake.shapes import check_frame, frame_name, shape_of_geojson

_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def read_geojson(content: bytes, filename: str, mapping: ReportMapping) -> Table:
    """Return one row for each feature. Nested properties become JSON text; a feature's id is the column ``id``.

    Raises:
        ReportUnreadable: It is not JSON, or not GeoJSON, or has no feature.
        FrameMismatch: It names a frame that is not known.
    """
    text, encoding = decode(content, filename, mapping.encoding)
    try:
        said = _whole_characters(json.loads(text)) if _HALF.search(text) else json.loads(text)
    except ValueError as error:
        raise ReportUnreadable(f"{filename} is not JSON, or is cut short: {error}. Export it again.") from error
    except RecursionError as error:
        raise ReportUnreadable(f"{filename} is nested too deep to be GeoJSON.") from error
    features = _features(said, filename)
    crs = _frame(said, mapping.crs, filename)
    check_frame(crs)
    rows = tuple(_row(position, feature, crs) for position, feature in enumerate(features, 1))
    columns = dict.fromkeys(name for row in rows for name in row.fields)
    if len(columns) > MOST_COLUMNS:
        raise ReportUnreadable(f"{filename} has {len(columns)} columns, {MOST_COLUMNS} are read: send fewer of them.")
    return Table(tuple(columns), rows, crs=crs or "OGC:CRS84", encoding=encoding)


def _whole_characters(said: Any) -> Any:  # noqa: ANN401 - JSON
    r"""Return JSON in which half of a character pair, as \ud800, stands as it was written: no text can hold it."""
    if isinstance(said, str):
        return said.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(said, list):
        return [_whole_characters(part) for part in said]
    if isinstance(said, dict):
        return {str(_whole_characters(name)): _whole_characters(value) for name, value in said.items()}
    return said


def agreed_frame(named: str, declared: str, filename: str) -> str:
    """Return the frame that a file names, or that the mapping declares where the file is silent.

    Raises:
        ReportUnreadable: Both speak and differ: a person says which is right.
    """
    named, declared = frame_name(named), frame_name(declared)
    if named and declared and named.casefold() != declared.casefold():
        raise ReportUnreadable(
            f"{filename} says its coordinates are in {named[:80]}, the mapping says {declared}: if the file is right, "
            "remove crs from the mapping; if not, export it again in the right frame.",
            wanted="crs",
        )
    return named or declared


def _frame(said: Mapping[str, object], declared: str, filename: str) -> str:
    crs = said.get("crs")
    if crs is None:
        return frame_name(declared)
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise ReportUnreadable(f"{filename}: its crs member names no frame; remove it, or export the file again.")
    return agreed_frame(name, declared, filename)


def _features(said: object, filename: str) -> list[object]:
    kind = said.get("type") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(kind, str):
        raise ReportUnreadable(f"{filename} is JSON but not GeoJSON: it has no type FeatureCollection.")
    features = said.get("features") if kind == "FeatureCollection" else [said] if kind == "Feature" else None
    if not isinstance(features, list):
        raise ReportUnreadable(f"{filename} is a GeoJSON {kind}: a FeatureCollection with features is expected.")
    if not features:
        raise ReportUnreadable(f"{filename} has no feature: there is nothing to import.")
    return features


def _row(position: int, feature: object, crs: str) -> Row:
    if not isinstance(feature, dict):
        return Row(position, {}, trouble="not a GeoJSON feature")
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        properties = {}
    fields = {str(name): _cell(value) for name, value in properties.items()}
    if feature.get("id") is not None:
        fields.setdefault("id", _cell(feature["id"]))
    trouble = "" if feature.get("type") == "Feature" else "not a GeoJSON feature"
    shape = shape_of_geojson(feature.get("geometry"), crs)
    return Row(position, fields, shape.geometry, shape.geometry_as_given, shape.geometry_trouble, trouble)


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, ensure_ascii=False)
