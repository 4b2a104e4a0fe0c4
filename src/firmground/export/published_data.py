"""Published data: the public view of an operation as open files, with what a stranger needs to use them.

``datapackage.json`` follows the Data Package standard (v1, with SHA-256 of every file), whose words for title, licence,
period and contact are also those that the Humanitarian Data Exchange asks for.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any

from firmground.bulletins.registry import FIGURES
from firmground.errors import PromiseBroken
from firmground.export.csv_files import csv_files
from firmground.export.geojson_files import geojson_files
from firmground.export.rows import Asked, Export, Layer
from firmground.records.kinds import KINDS

_TYPES = {"csv": "text/csv", "geojson": "application/geo+json", "json": "application/json"}
_SCHEMA_TYPES = {"number": "number", "integer": "integer", "date": "date", "instant": "datetime", "flag": "boolean"}


def published_data(asked: Asked, made: Export, *, licence: str, contact: str) -> dict[str, bytes]:
    """Return the files by name: each layer as CSV, and as GeoJSON where it has shapes; definitions; the package.

    Args:
        asked: The question; its asker must see the public view alone.
        made: What was answered.
        licence: Name of the licence, as SPDX or HDX say it.
        contact: Whom to ask: an office's address, not a person.

    Raises:
        PromiseBroken: The export was made for staff; nothing of it may be published.
    """
    if asked.is_staff:
        raise PromiseBroken("This export was made for staff. Published data is made of the public view alone.")
    shapes = geojson_files(made)
    files = csv_files(made) | {
        f"{layer.name}.geojson": shapes[f"{layer.name}.geojson"] for layer in made.layers if layer.shapes
    }
    files["definitions.csv"] = _definitions(made)
    files = dict(sorted(files.items()))
    files["datapackage.json"] = _package(asked, made, files, licence=licence, contact=contact)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    return files | {"SHA256SUMS": sums.encode()}


def _package(asked: Asked, made: Export, files: dict[str, bytes], *, licence: str, contact: str) -> bytes:
    layers = {layer.name: layer for layer in made.layers}
    package = {
        "profile": "data-package",
        "name": asked.operation.number,
        "title": made.about["operation_name"],
        "description": " ".join(made.about[name] for name in ("label", "checked", "promise") if made.about[name]),
        "created": asked.known_at.isoformat(),
        "temporal": {"start": _begin(asked), "end": asked.on_day.isoformat(), "as_known_on": made.about["as_known_on"]},
        "licenses": [{"name": licence}],
        "contributors": [{"title": contact, "role": "contact"}],
        "sources": [{"title": f"Firmground ledger, office {asked.office}, {made.about['head']}"}],
        "methodology": "Approved records of the public tier; hazards appear only as cells to keep out of.",
        "resources": [_resource(name, content, layers.get(name.rpartition(".")[0])) for name, content in files.items()],
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode()


def _begin(asked: Asked) -> str | None:
    return asked.operation.true_from.isoformat() if asked.operation.true_from else None


def _resource(name: str, content: bytes, layer: Layer | None) -> dict[str, Any]:
    stem, _dot, ending = name.rpartition(".")
    said: dict[str, Any] = {
        "name": f"{stem}-{ending}".replace("_", "-"),
        "path": name,
        "format": ending,
        "mediatype": _TYPES[ending],
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if layer and ending == "csv":
        columns = {**layer.columns, **({"wkt": "text"} if layer.shapes else {})}
        fields = [{"name": column, "type": _SCHEMA_TYPES.get(kind, "string")} for column, kind in columns.items()]
        said["schema"] = {"fields": fields}
    return said


def _definitions(made: Export) -> bytes:
    """Return what the columns of records and the public figures mean, one a row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["of", "name", "title", "definition", "unit", "source"])
    for layer in made.layers:
        for field in KINDS[layer.name].fields if layer.name in KINDS else ():
            writer.writerow([layer.name, field.name, field.label, " | ".join(field.codes), field.unit, ""])
    for figure in FIGURES.values():
        if figure.is_public:
            writer.writerow(["figure", figure.name, figure.title, figure.definition, figure.unit, figure.standard])
    return text.getvalue().encode("utf-8-sig")
