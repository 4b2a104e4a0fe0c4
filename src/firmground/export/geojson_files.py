"""GeoJSON files (RFC 7946), one a layer that has shapes; tables without shapes have features without a geometry."""

from __future__ import annotations

import json
from datetime import date, datetime

from firmground.export.rows import Cell, Export, Layer
from firmground.geometry.formats import to_geojson


def geojson_files(made: Export) -> dict[str, bytes]:
    """Return the files by name: ``about.json``, then one a layer; longitude first, nine decimals."""
    about = json.dumps(dict(made.about), ensure_ascii=False, indent=1).encode()
    return {"about.json": about} | {f"{layer.name}.geojson": _collection(layer) for layer in made.layers}


def _collection(layer: Layer) -> bytes:
    shapes = layer.shapes or (None,) * len(layer.rows)
    features = [
        {
            "type": "Feature",
            "geometry": to_geojson(shape) if shape else None,
            "properties": {name: _plain(row.get(name)) for name in layer.columns},
        }
        for row, shape in zip(layer.rows, shapes, strict=True)
    ]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'.encode()


def _plain(cell: Cell) -> Cell:
    return cell.isoformat() if isinstance(cell, datetime | date) else cell
