"""A GeoPackage: one layer a kind, the ground, activity, and the table ``about``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from firmground.export.rows import Cell, Export, Layer
from firmground.export.styles import layer_styles

_WGS84 = "EPSG:4326"

_VERSION = "1.2"
"""Of GeoPackage: what validators and programs of many years read; 1.4 names its triggers anew."""


def write_geopackage(made: Export, path: Path, *, known_at: datetime) -> None:
    """Write an export to a GeoPackage, in place of a file of that name.

    The file says ``known_at`` as its time, so that the same question gives the same content. It appears under its
    name only once it is whole.

    Args:
        made: What is exported.
        path: Where to; its folder must be there.
        known_at: When the last batch that was known was recorded.
    """
    from pyogrio import get_gdal_config_option, set_gdal_config_options

    unnamed = path.with_name(f".{path.name}.part.gpkg")
    unnamed.unlink(missing_ok=True)
    before = get_gdal_config_option("OGR_CURRENT_DATE")
    set_gdal_config_options({"OGR_CURRENT_DATE": known_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")})
    try:
        for layer in made.layers:
            _write(layer, unnamed)
        styles = layer_styles(made.layers, known_at)
        if styles.rows:
            _write(styles, unnamed)
        _write(_about(made), unnamed)
        unnamed.replace(path)
    finally:
        set_gdal_config_options({"OGR_CURRENT_DATE": before})
        unnamed.unlink(missing_ok=True)


def _about(made: Export) -> Layer:
    rows = tuple({"name": name, "value": value} for name, value in made.about.items())
    return Layer("about", {"name": "text", "value": "text"}, rows)


def _write(layer: Layer, path: Path) -> None:
    from pyogrio.raw import write

    data = arrays_of(layer)
    shapes = np.array(layer.shapes, dtype=object) if layer.shapes else None
    write(
        path,
        shapes,
        [values for values, _mask in data],
        list(layer.columns),
        field_mask=[mask for _values, mask in data],
        layer=layer.name,
        driver="GPKG",
        geometry_type="Unknown" if layer.shapes else None,
        crs=_WGS84 if layer.shapes else None,
        append=path.exists(),
        dataset_options={"VERSION": _VERSION},
    )


def arrays_of(
    layer: Layer, *, longest_bytes: int | None = None
) -> list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
    """Return the columns of a layer as GDAL takes them: values, and where nothing was said.

    Args:
        layer: The layer.
        longest_bytes: How long a text may be in UTF-8, where the format has a limit; it is cut at a whole letter.
    """
    made = [_column([row.get(name) for row in layer.rows], kind) for name, kind in layer.columns.items()]
    if longest_bytes is None:
        return made
    return [(np.array([_cut(one, longest_bytes) for one in values], dtype=values.dtype), mask) for values, mask in made]


def _cut(value: object, longest_bytes: int) -> object:
    return value.encode()[:longest_bytes].decode(errors="ignore") if isinstance(value, str) else value


def _column(cells: Sequence[Cell], kind: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return a column's values and where nothing was said."""
    mask = np.array([cell is None for cell in cells], dtype=bool)
    match kind:
        case "number":
            values = np.array([0.0 if cell is None else cell for cell in cells], dtype=np.float64)
        case "integer":
            values = np.array([0 if cell is None else cell for cell in cells], dtype=np.int64)
        case "flag":
            values = np.array([bool(cell) for cell in cells], dtype=bool)
        case "date":
            values = np.array([cell if isinstance(cell, date) else "NaT" for cell in cells], dtype="datetime64[D]")
        case _:
            values = np.array([None if cell is None else _text(cell) for cell in cells], dtype=object)
    return values, mask


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)
