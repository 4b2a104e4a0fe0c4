"""Bosnia's suspected and cleared ground by its 142 municipalities and 3 entities: real borders, real overlaps."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from firmground.errors import GeometryUnsound
from firmground.geometry.formats import from_geojson
from firmground.geometry.lattice import on_lattice
from firmground.geometry.validity import examine
from firmground.ledger.standing import Fold
from firmground.state.divided import divided, land_by_unit
from firmground.state.land_table import Status
from firmground.state.picture import Picture
from firmground.state.units import admin_units
from firmground.state.whereabouts import Nowhere
from tests.ledgers import approved, entry, hazard, recorded, release

DATA = Path(__file__).parents[2] / "../shared/data/bih_mines"
LAST = date(2017, 10, 9)

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="REAL DATA ABSENT: no Bosnian minefield maps beside the repository"),
]


def _shapes(name, every=1):
    """Return sound polygons of a file, one of so many, as an import keeps them, with what is said of each."""
    for feature in json.loads((DATA / name).read_text())["features"][::every]:
        raw = from_geojson(feature["geometry"]) if feature["geometry"] else b""
        found = examine(raw) if raw else None
        if found is None or found.is_empty or not found.is_valid:
            continue
        try:
            yield on_lattice(raw).hex(), feature["properties"]
        except GeometryUnsound:  # thinner than the lattice
            continue


@pytest.fixture(scope="module")
def picture():
    made = [hazard(f"HA-{n}", 1, shape) for n, (shape, _) in enumerate(_shapes("suspect_areas_simplyfied.geojson", 4))]
    made += [
        release(f"LR-{n}", 2, shape, depth_cm=20)
        for n, (shape, _) in enumerate(_shapes("cleared_areas_simplyfied.geojson", 4))
    ]
    for level, name in ((1, "administrative_level_1"), (2, "cantons")):
        for n, (shape, said) in enumerate(_shapes(f"{name}.geojson")):
            body = {"code": f"BA{level}{n:03d}", "name": said["shapeName"], "level": level}
            made.append(entry(f"AU-{level}-{n}", "admin_unit", 1, geometry=shape, **body))
    return Picture(recorded(*approved(*made)), Fold.OFFICIAL)


@pytest.mark.parametrize("level", [1, 2])
def test_the_parts_add_up_to_the_whole_country_to_the_square_millimetre(picture, level):
    known = admin_units(picture.standing.entries)
    units = known.of_level(level, on_day=LAST)

    sums: dict[Status, int] = defaultdict(int)
    parts = land_by_unit(picture.land, units, known)
    for part in parts.values():
        for status, amount in part.totals(on_day=LAST).items():
            sums[status] += amount.value

    assert dict(sums) == {status: amount.value for status, amount in picture.land.totals(on_day=LAST).items()}
    assert len(parts) > 2
    outside = parts[Nowhere.OUTSIDE].totals(on_day=LAST)[Status.SHA].value
    assert outside < 0.05 * sums[Status.SHA]


def test_municipalities_meet_along_their_borders_without_sharing_ground(picture):
    known = admin_units(picture.standing.entries)
    units = known.of_level(2, on_day=LAST)

    assert len(units) > 130
    assert divided((), (), units, known).overlaps() == []
