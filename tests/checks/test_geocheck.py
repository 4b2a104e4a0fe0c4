"""Every check of geocheck has a rule here that fires on what geocheck would find, and not on what it would pass."""

import struct

import pytest

from firmground.checks.examine import examine
from firmground.checks.geocheck import GEOCHECK, table
from firmground.checks.registry import RULE
from tests.checks.cases import (
    BESIDE,
    BOW_TIE,
    CASES,
    FAR_CORNER,
    HERE,
    NEAR_CORNER,
    REPEATED,
    TWO_POINTS,
    Case,
    case,
    hazard,
    lot,
    points,
    row,
    worked,
)
from tests.ledgers import square


def parts(*polygons: str) -> str:
    """Return polygons as one multipolygon."""
    return (struct.pack("<BII", 1, 6, len(polygons)) + b"".join(map(bytes.fromhex, polygons))).hex()


MOSTLY_HERE = square(40.10005, 35.3)
BOTH = case(worked(geometry=parts(HERE, square(40.102, 35.3))))
SOUND = case(worked())
TWO_NUMBERS = case(row(4, hazard("HA-1", 1, HERE)), row(9, hazard("HA-2", 1, BESIDE)))
ONE_NUMBER = case(row(4, hazard("HA-1", 1, HERE)), row(9, hazard("HA-1", 1, BESIDE)))
SPACED = case(row(4, hazard("HA-1", 1, HERE)), row(9, hazard("HA-1 ", 1, BESIDE)))

FOUND: dict[str, tuple[Case, Case]] = {
    "geocheck_obj_TYPE_invalid_polys": (case(worked(geometry=BOW_TIE)), SOUND),
    "geocheck_obj_TYPE_few_vertices_polys": (case(worked(geometry=TWO_POINTS)), SOUND),
    "geocheck_duplicate_polygons": (case(worked(geometry=parts(HERE, HERE))), BOTH),
    "geocheck_duplicate_polygon_polyid": (ONE_NUMBER, TWO_NUMBERS),
    "geocheck_duplicate_polygon_polyid_trimmed": (SPACED, TWO_NUMBERS),
    "geocheck_duplicate_polygon_points": (case(worked(geometry=REPEATED)), SOUND),
    "geocheck_duplicate_polygon_point_localid": (ONE_NUMBER, TWO_NUMBERS),
    "geocheck_duplicate_polygon_point_localid_trimmed": (SPACED, TWO_NUMBERS),
    "geocheck_duplicate_points": (
        case(lot(geometry=points((40.1, 35.3), (40.1, 35.3)))),
        case(lot(geometry=points((40.1, 35.3), (40.1, 35.4)))),
    ),
    "geocheck_duplicate_point_point_localid": (ONE_NUMBER, TWO_NUMBERS),
    "geocheck_duplicate_point_point_localid_trimmed": (SPACED, TWO_NUMBERS),
    "geocheck_duplicate_localids": (ONE_NUMBER, TWO_NUMBERS),
    "geocheck_duplicate_devices": CASES["lot_twice"],
    "geocheck_adv_distance_polygon_points": (case(worked(geometry=FAR_CORNER)), case(worked(geometry=NEAR_CORNER))),
    "geocheck_adv_overlapping_polygons": (case(worked(geometry=parts(HERE, MOSTLY_HERE))), BOTH),
}


def rules_told(one: Case) -> set[str]:
    return {finding.rule for findings in examine(one.candidates, context=one.context) for finding in findings}


def test_every_check_names_rules_that_there_are_and_stands_in_the_table():
    assert {rule for rules in GEOCHECK.values() for rule in rules} <= set(RULE)
    assert sorted(FOUND) == sorted(GEOCHECK)
    assert all(f"| {name} |" in table() for name in GEOCHECK)


@pytest.mark.parametrize("name", GEOCHECK)
def test_what_geocheck_finds_is_told_by_the_rule_that_is_named(name):
    fires, _ = FOUND[name]

    assert rules_told(fires) & set(GEOCHECK[name])


@pytest.mark.parametrize("name", GEOCHECK)
def test_what_geocheck_passes_is_not_told(name):
    _, passes = FOUND[name]

    assert not rules_told(passes) & set(GEOCHECK[name])
