"""The formats of an export: each makes files by name of an ``Export``; equal exports give equal bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from firmground.export.csv_files import csv_files, zipped
from firmground.export.geojson_files import geojson_files
from firmground.export.geopackage import write_geopackage
from firmground.export.gis_files import flatgeobuf_files, pmtiles_files, shapefile_files
from firmground.export.hxl_files import hxl_files
from firmground.export.kml_files import kml
from firmground.export.rows import Export
from firmground.export.workbook import workbook

Make = Callable[[Export, datetime], dict[str, bytes]]
"""Makes the files by name; is given when the last known batch was recorded, the time that files say."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of an export.

    Attributes:
        name: As it stands in addresses and options.
        title: English, a message id.
        make: Makes its files.
        ending: How the name of its one file ends; empty: a file for each layer, packed as a zip.
        is_public_only: Whether it is made of the public view alone, whoever asks.
    """

    name: str
    title: str
    make: Make
    ending: str = ""
    is_public_only: bool = False

    def packed(self, made: Export, known_at: datetime) -> bytes:
        """Return the export as one file: the format's own, or a zip of one a layer."""
        files = self.make(made, known_at)
        return next(iter(files.values())) if self.ending else zipped(files)


def _geopackage(made: Export, known_at: datetime) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "operation.gpkg"
        write_geopackage(made, path, known_at=known_at)
        return {path.name: path.read_bytes()}


_ALL = (
    Format("gpkg", "GeoPackage, with styles for QGIS", _geopackage, "gpkg"),
    Format("geojson", "GeoJSON, a file for each layer", lambda made, _at: geojson_files(made)),
    Format("shp", "Shapefile, with a table of its shortened names", lambda made, at: shapefile_files(made, at)),
    Format("kml", "KML, with the colours of the map", lambda made, _at: {"operation.kml": kml(made)}, "kml"),
    Format("fgb", "FlatGeobuf, a file for each layer", lambda made, _at: flatgeobuf_files(made)),
    Format("csv", "CSV, a file for each layer", lambda made, _at: csv_files(made)),
    Format("hxl", "CSV with HXL tags", lambda made, _at: hxl_files(made)),
    Format("xlsx", "Excel workbook", lambda made, at: {"operation.xlsx": workbook(made, at)}, "xlsx"),
    Format("pmtiles", "PMTiles of the public layers", lambda made, _at: pmtiles_files(made), is_public_only=True),
)

FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}
"""All formats by name."""
