"""Shapefile, FlatGeobuf and PMTiles, through GDAL: a file, or set of files, for each layer that has shapes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from firmground.export.csv_files import csv_files
from firmground.export.geopackage import arrays_of
from firmground.export.rows import Export, Layer
from firmground.geometry.formats import to_geojson

_WGS84 = "EPSG:4326"
_NAME_LETTERS = 10
_SHORT_TEXT_BYTES = 254
_TILE_ZOOMS = {"MINZOOM": "5", "MAXZOOM": "13"}
_FAMILIES = {"Polygon": "area", "MultiPolygon": "area", "LineString": "line", "MultiLineString": "line"}
_OF_FAMILY = {"area": "MultiPolygon", "line": "MultiLineString", "Point": "Point", "MultiPoint": "MultiPoint"}


def flatgeobuf_files(made: Export) -> dict[str, bytes]:
    """Return one file a layer with shapes, with an index where every row has one; other tables as CSV."""
    files = _tables(made)
    for layer in _shaped(made):
        index = "YES" if all(layer.shapes) else "NO"
        files[f"{layer.name}.fgb"] = _written(layer, ".fgb", "FlatGeobuf", SPATIAL_INDEX=index)[".fgb"]
    return files


def pmtiles_files(made: Export) -> dict[str, bytes]:
    """Return one file of tiles a layer with shapes, zoom 5 to 13, and what is said about them."""
    files = {"about.csv": csv_files(made)["about.csv"]}
    for layer in _shaped(made):
        if any(layer.shapes):
            files[f"{layer.name}.pmtiles"] = _written(_with_shape(layer), ".pmtiles", "PMTiles", **_TILE_ZOOMS)[
                ".pmtiles"
            ]
    return files


def shapefile_files(made: Export, known_at: datetime) -> dict[str, bytes]:
    """Return the files of each layer and family of shape, and ``names.csv`` with what each short name stands for.

    Names of columns have ten letters at most and text 254 bytes (the limits of dBASE); other tables are CSV.
    """
    files, names = _tables(made), ["file,column,short_name"]
    day = known_at.astimezone(UTC).date().isoformat()
    for layer in _shaped(made):
        short = short_names(list(layer.columns))
        names += [f"{layer.name},{column},{short[column]}" for column in layer.columns]
        for family, part in _by_family(layer).items():
            name = layer.name if family == "area" else f"{layer.name}_{family.lower()}"
            made_of = _written(
                _shortened(part, short), ".shp", "ESRI Shapefile", _OF_FAMILY[family], DBF_DATE_LAST_UPDATE=day
            )
            files |= {f"{name}{ending}": content for ending, content in made_of.items()}
    return files | {"names.csv": ("\r\n".join(names) + "\r\n").encode("utf-8-sig")}


def short_names(columns: Sequence[str]) -> dict[str, str]:
    """Return a name of at most ten letters for each column, no two the same.

    Example:
        >>> short_names(["recorded_at", "recorded_after"])
        {'recorded_at': 'recorded_a', 'recorded_after': 'recorded_2'}
    """
    short: dict[str, str] = {}
    for column in columns:
        name, count = column[:_NAME_LETTERS], 1
        while name in short.values():
            count += 1
            name = f"{column[: _NAME_LETTERS - len(str(count))]}{count}"
        short[column] = name
    return short


def _shaped(made: Export) -> list[Layer]:
    return [layer for layer in made.layers if layer.shapes]


def _tables(made: Export) -> dict[str, bytes]:
    """Return ``about`` and the layers that have no shapes, as CSV."""
    shaped = {f"{layer.name}.csv" for layer in _shaped(made)}
    return {name: content for name, content in csv_files(made).items() if name not in shaped}


def _with_shape(layer: Layer) -> Layer:
    return _picked(layer, [at for at, shape in enumerate(layer.shapes) if shape])


def _picked(layer: Layer, places: Sequence[int]) -> Layer:
    rows, shapes = tuple(layer.rows[at] for at in places), tuple(layer.shapes[at] for at in places)
    return Layer(layer.name, layer.columns, rows, shapes)


def _by_family(layer: Layer) -> dict[str, Layer]:
    """Return a layer's rows by family of shape, since a shapefile holds one; rows without a shape go with the first."""
    places: dict[str, list[int]] = {}
    bare = []
    for at, shape in enumerate(layer.shapes):
        if shape is None:
            bare.append(at)
            continue
        kind = str(to_geojson(shape)["type"])
        places.setdefault(_FAMILIES.get(kind, kind), []).append(at)
    first = next(iter(places), "Point")
    places[first] = sorted([*places.get(first, []), *bare])
    return {family: _picked(layer, among) for family, among in places.items()}


def _shortened(layer: Layer, short: dict[str, str]) -> Layer:
    rows = tuple({short[name]: row.get(name) for name in layer.columns} for row in layer.rows)
    return Layer(layer.name, {short[name]: kind for name, kind in layer.columns.items()}, rows, layer.shapes)


def _written(layer: Layer, ending: str, driver: str, kind: str = "Unknown", **options: str) -> dict[str, bytes]:
    """Return the files that a driver makes of a layer, by ending."""
    from pyogrio.raw import write

    data = arrays_of(layer, longest_bytes=_SHORT_TEXT_BYTES if ending == ".shp" else None)
    with TemporaryDirectory() as folder:
        shapes: np.ndarray[Any, Any] = np.array(layer.shapes, dtype=object)
        write(
            Path(folder) / f"{layer.name}{ending}",
            shapes,
            [values for values, _mask in data],
            list(layer.columns),
            field_mask=[mask for _values, mask in data],
            layer=layer.name,
            driver=driver,
            geometry_type=kind,
            crs=_WGS84,
            promote_to_multi=kind.startswith("Multi"),
            encoding="UTF-8",
            **options,
        )
        return {path.suffix: path.read_bytes() for path in sorted(Path(folder).iterdir())}
