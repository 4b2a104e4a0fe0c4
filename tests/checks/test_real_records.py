"""All rules over the real areas of Bosnia and Herzegovina; prints how often each one spoke."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapely

from firmground.checks.examine import examine
from firmground.checks.mend import mended
from firmground.checks.outcome import outcome_of
from firmground.records.operations import Operation
from firmground.records.submissions import Outcome
from tests.checks.cases import CONTEXT, row
from tests.ledgers import entry

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "bih_mines"
WORDS = "not stated, accepted by the importing office"
BOSNIA = replace(
    CONTEXT,
    operation=Operation(name="Bosnia", country="BIH", country_box=(15.7, 42.5, 19.7, 45.3)),
    today=date(2026, 1, 1),
    accepted={"parameters": WORDS},
)

pytestmark = pytest.mark.real_data


def geometries(name):
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"NOT RUN: the real file {name} is not beside the repository")
    return [feature["geometry"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]


def records(name, kind, **body):
    mends = Counter()
    entries = []
    for position, geometry in enumerate(geometries(name), start=1):
        raw = shapely.to_wkb(shapely.from_geojson(json.dumps(geometry))) if geometry else b""
        shape, finding = mended(raw, about=f"row {position}") if raw else (b"", None)
        mends[finding.rule if finding else "as it was"] += 1
        kept = raw if shape is None else shape
        one = entry(f"{kind}-{position}", kind, 1, geometry=kept.hex(), name=f"{name} {position}", **body)
        entries.append(row(position, one, true_from=date(2018, 1, 1)))
    return entries, mends


def examined(name, kind, **body):
    entries, mends = records(name, kind, **body)
    found = examine(entries, context=BOSNIA)
    spoke = Counter((finding.rule, finding.weight.value) for findings in found for finding in findings)
    outcomes = Counter(outcome_of(findings) for findings in found)
    print(f"\n{name}: {len(entries)} rows; shapes: {dict(mends)}")
    for (rule, weight), count in spoke.most_common():
        print(f"  {rule:24} {weight:6} {count:7}")
    print("  " + ", ".join(f"{outcome}: {count}" for outcome, count in outcomes.items()))
    return entries, mends, {rule: count for (rule, _), count in spoke.items()}, outcomes


def test_every_suspected_area_is_entered_or_held_with_the_reason():
    entries, mends, spoke, outcomes = examined("suspect_areas_simplyfied.geojson", "hazard_area", status="suspected")

    assert sum(outcomes.values()) == len(entries) == 11_068
    assert mends["geometry_repaired"] + mends["geometry_invalid"] == 467
    assert spoke["geometry_invalid"] == mends["geometry_invalid"] == outcomes[Outcome.HELD]
    assert spoke["extent_not_mapped"] >= 3_094
    assert "outside_country" not in spoke


def test_every_cleared_area_is_entered_or_held_and_none_without_extent():
    entries, mends, spoke, outcomes = examined(
        "cleared_areas_simplyfied.geojson", "land_release", product="cleared", parameters=WORDS
    )

    assert sum(outcomes.values()) == len(entries) == 8_329
    assert spoke["depth_missing"] == 8_329
    assert spoke["geometry_empty"] >= 108
    assert spoke["geometry_invalid"] == mends["geometry_invalid"]
    assert outcomes[Outcome.HELD] == spoke["geometry_empty"] + spoke["geometry_invalid"]


def test_every_lifted_area_is_a_point_that_changes_no_ground_on_the_map():
    entries, _, spoke, outcomes = examined(
        "lifted_minefields.geojson", "land_release", product="cleared", parameters=WORDS
    )

    assert len(entries) == 925
    assert spoke["ground_not_mapped"] == 925
    assert outcomes[Outcome.WITH_FINDINGS] == 925
