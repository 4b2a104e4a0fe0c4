"""For every rule a case that must fire and one, as near to it as can be, that must not."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import msgspec

from firmground.checks.context import Context
from firmground.records.entry import Entry, Source
from firmground.records.operations import Operation
from tests.ledgers import entry, hazard, polygon, release, square

OPERATION = Operation(name="Test", country="SYR", country_box=(35.7, 32.3, 42.4, 37.4))
CONTEXT = Context(OPERATION, "test", today=date(2017, 11, 20))
SIDE = 0.001
HERE = square(40.1, 35.3)
HERE_M2 = 10_087.0


@dataclass(frozen=True)
class Case:
    """Records that want to be entered, and what the rules may know beside them."""

    candidates: Sequence[Entry]
    context: Context = field(default=CONTEXT)


def case(*candidates: Entry, **more: Any) -> Case:
    return Case(candidates, replace(CONTEXT, **more))


def line(*points: tuple[float, float]) -> str:
    body = b"".join(struct.pack("<dd", *one) for one in points)
    return (struct.pack("<BII", 1, 2, len(points)) + body).hex()


def point(lon: float, lat: float) -> str:
    return struct.pack("<BIdd", 1, 1, lon, lat).hex()


def worked(number: str = "AW-1", geometry: str = HERE, day: int | None = 5, **body: object) -> Entry:
    return entry(number, "area_worked", day, geometry=geometry, **{"activity": "checked", **body})


def cleared(number: str = "LR-1", geometry: str = HERE, day: int | None = 5, **body: object) -> Entry:
    return release(number, day, geometry, **{"product": "cleared", "depth_cm": 20, **body})


def lot(number: str = "OL-1", event: str = "found", quantity: object = 4, day: int = 5, **body: object) -> Entry:
    return entry(number, "ordnance_lot", day, event=event, quantity=quantity, **{"category": "ap_mine", **body})


def stretch(number: str = "RS-1", geometry: str = "", day: int = 5, **body: object) -> Entry:
    return entry(number, "road_stretch", day, geometry=geometry, **{"state": "checked", **body})


def along(from_m: float, to_m: float, **body: object) -> Entry:
    return stretch(road="M20", from_m=from_m, to_m=to_m, **body)


def progress(number: str = "DP-1", day: int = 5, **body: object) -> Entry:
    return entry(number, "daily_progress", day, **{"team": "TEAM-1", **body})


def row(position: int, one: Entry, **changes: Any) -> Entry:
    return msgspec.structs.replace(one, source=Source("S", position), **changes)


def placed(places: Sequence[str]) -> list[Entry]:
    return [row(n, lot(f"OL-{n}", quantity=n), place=place) for n, place in enumerate(places, start=1)]


BOW_TIE = polygon([(40.1, 35.3), (40.101, 35.301), (40.101, 35.3), (40.1, 35.301)])
TWO_POINTS = polygon([(40.1, 35.3), (40.101, 35.301), (40.1, 35.3)])
REPEATED = polygon([(40.1, 35.3), (40.101, 35.3), (40.101, 35.3), (40.101, 35.301), (40.1, 35.301)])
FAR_CORNER = polygon([(40.1, 35.3), (40.16, 35.3), (40.16, 35.301), (40.1, 35.301)])
NEAR_CORNER = polygon([(40.1, 35.3), (40.15, 35.3), (40.15, 35.301), (40.1, 35.301)])
ACROSS = line((40.1, 35.3), (40.11, 35.3))
EVERYWHERE = [f"SY{n:02d}" for n in range(1, 40)]


def unit(code: str, geometry: str = "", level: int = 3, **body: object) -> Entry:
    return entry(f"AU-{code}", "admin_unit", 1, geometry=geometry, code=code, name=code, level=level, **body)


def points(*places: tuple[float, float]) -> str:
    body = b"".join(bytes.fromhex(point(*one)) for one in places)
    return (struct.pack("<BII", 1, 4, len(places)) + body).hex()


def accident(kind: str = "civilian", **body: object) -> Entry:
    return entry("AC-1", "accident", 5, accident=kind, **body)


BESIDE = square(40.101, 35.3)
HALF_BESIDE = square(40.1005, 35.3)

CASES: dict[str, tuple[Case, Case]] = {
    "unit_level_unknown": (case(unit("SY09", HERE, 7)), case(unit("SY09", HERE, 6))),
    "units_overlap": (
        case(unit("SY0901", HALF_BESIDE), known=[unit("SY0900", HERE)]),
        case(unit("SY0901", BESIDE), unit("SY09", HERE, 2), known=[unit("SY0900", HERE)]),
    ),
    "unit_above_unknown": (
        case(unit("SY0901", HERE, 3, parent="SY09")),
        case(unit("SY0901", HERE, 3, parent="SY09"), known=[unit("SY09", HERE, 2)]),
    ),
    "kind_unknown": (
        case(msgspec.structs.replace(worked(), kind="hazard_aera")),
        case(worked()),
    ),
    "field_missing": (case(entry("HA-1", "hazard_area", 1, geometry=HERE)), case(hazard("HA-1", 1, HERE))),
    "code_unknown": (case(hazard("HA-1", 1, HERE, status="Suspected Area")), case(hazard("HA-1", 1, HERE))),
    "value_of_wrong_type": (case(lot(quantity="four")), case(lot(quantity=4))),
    "number_negative": (case(lot(depth_cm=-10)), case(lot(depth_cm=0))),
    "geometry_unreadable": (case(worked(geometry="00ff")), case(worked())),
    "geometry_empty": (case(worked(geometry="", stated_area_m2=0)), case(worked(geometry="", stated_area_m2=500))),
    "extent_not_mapped": (case(hazard("HA-1", 1, point(40.1, 35.3))), case(hazard("HA-1", 1, HERE))),
    "ground_not_mapped": (case(cleared(geometry="", stated_area_m2=500)), case(cleared(stated_area_m2=HERE_M2))),
    "geometry_wrong_type": (case(worked(geometry=ACROSS)), case(stretch(geometry=ACROSS))),
    "geometry_out_of_range": (case(worked(geometry=square(412_345.0, 3_912_345.0, 100.0))), case(worked())),
    "few_points": (case(worked(geometry=TWO_POINTS)), case(worked())),
    "geometry_invalid": (case(worked(geometry=BOW_TIE)), case(worked())),
    "repeated_points": (case(worked(geometry=REPEATED)), case(worked())),
    "long_edge": (case(worked(geometry=FAR_CORNER)), case(worked(geometry=NEAR_CORNER))),
    "coordinates_swapped": (case(worked(geometry=square(35.3, 40.1))), case(worked(geometry=square(50.0, 35.3)))),
    "outside_country": (case(worked(geometry=square(50.0, 35.3))), case(worked(geometry=square(35.3, 40.1)))),
    "day_missing": (case(worked(day=None)), case(worked())),
    "day_in_future": (case(worked(day=21), today=date(2017, 10, 20)), case(worked(day=20), today=date(2017, 10, 20))),
    "end_before_start": (
        case(msgspec.structs.replace(worked(day=5), true_until=date(2017, 10, 5))),
        case(msgspec.structs.replace(worked(day=5), true_until=date(2017, 10, 6))),
    ),
    "day_of_a_program": (
        case(msgspec.structs.replace(worked(), true_from=date(1970, 1, 1))),
        case(msgspec.structs.replace(worked(), true_from=date(1970, 1, 2))),
    ),
    "before_operation": (case(worked(day=4), began=date(2017, 10, 5)), case(worked(day=5), began=date(2017, 10, 5))),
    "number_twice": (
        case(row(4, worked("AW-1")), row(9, worked("AW-1", square(40.2, 35.3)))),
        case(row(4, hazard("HA-1", 1, HERE)), row(9, hazard("HA-1", 2, HERE, status="confirmed"))),
    ),
    "number_known": (
        case(worked("AW-1", square(40.2, 35.3)), known=[worked("AW-1")]),
        case(lot("OL-1", "destroyed"), known=[lot("OL-1", "found")]),
    ),
    "identical_counts": (
        case(row(4, lot("OL-1")), row(9, lot("OL-2"))),
        case(row(4, lot("OL-1")), row(9, lot("OL-2", day=6))),
    ),
    "identical_ground": (
        case(row(4, worked("AW-1")), row(9, worked("AW-2"))),
        case(row(4, worked("AW-1")), row(9, worked("AW-2", day=6))),
    ),
    "area_differs": (case(worked(stated_area_m2=HERE_M2 * 1.06)), case(worked(stated_area_m2=HERE_M2 * 1.04))),
    "area_contradicts": (case(worked(stated_area_m2=HERE_M2 * 1.21)), case(worked(stated_area_m2=HERE_M2 * 1.19))),
    "depth_missing": (case(cleared(depth_cm=None)), case(cleared(depth_cm=None, parameters="Order 7"))),
    "survey_report_missing": (
        case(cleared(product="cancelled")),
        case(cleared(product="cancelled", survey_report="SR-1")),
    ),
    "survey_not_technical": (
        case(
            cleared(product="reduced", survey_report="SR-1"),
            known=[entry("SR-1", "survey_report", 1, survey="non_technical", result="evidence")],
        ),
        case(
            cleared(product="reduced", survey_report="SR-1"),
            known=[entry("SR-1", "survey_report", 1, survey="technical", result="evidence")],
        ),
    ),
    "hazard_to_close_unknown": (
        case(cleared(closes=["HA-1", "HA-2"]), known=[hazard("HA-1", 1)]),
        case(cleared(closes=["HA-1"]), known=[hazard("HA-1", 1)]),
    ),
    "overlap": (
        case(cleared("LR-1"), cleared("LR-2", square(40.1005, 35.3))),
        case(cleared("LR-1"), cleared("LR-2", square(40.101, 35.3)), worked()),
    ),
    "work_after_completion": (
        case(worked(day=15), ended=date(2017, 10, 14)),
        case(worked(day=14), hazard("HA-1", 15, HERE), ended=date(2017, 10, 14)),
    ),
    "quantity_not_positive": (case(lot(quantity=0)), case(lot(quantity=1))),
    "destroyed_exceeds_found": (
        case(lot("OL-1", "destroyed", 5), known=[lot("OL-1", "found", 4)]),
        case(lot("OL-1", "destroyed", 4), lot("OL-2", "destroyed", 9), known=[lot("OL-1", "found", 4)]),
    ),
    "total_of_parts": (
        case(row(3, lot("OL-1", quantity=2, stated_total=6)), row(3, lot("OL-2", quantity=3, category="uxo"))),
        case(row(3, lot("OL-1", quantity=2, stated_total=5)), row(3, lot("OL-2", quantity=3, category="uxo"))),
    ),
    "from_after_to": (case(along(500, 500)), case(along(499, 500))),
    "length_differs": (case(along(0, 1000, stated_length_m=1060)), case(along(0, 1000, stated_length_m=1050))),
    "length_contradicts": (
        case(stretch(geometry=ACROSS, stated_length_m=1200)),
        case(stretch(geometry=ACROSS, stated_length_m=910)),
    ),
    "width_missing": (case(along(0, 9, state="verified")), case(along(0, 9, state="verified", width_m=8))),
    "width_implausible": (case(along(0, 9, width_m=61)), case(along(0, 9, width_m=60))),
    "default_place": (case(*placed(EVERYWHERE + ["SY01"] * 11)), case(*placed(EVERYWHERE + ["SY01"] * 9 + ["SY02"]))),
    "default_coordinate": (
        case(*(hazard(f"HA-{n}", 1, point(40.1, 35.3), name=f"place {n}") for n in range(10))),
        case(*(hazard(f"HA-{n}", 1, point(40.1, 35.3), name=f"place {n}") for n in range(9))),
    ),
    "nobody_at_work": (
        case(progress(people=0), worked(team="TEAM-1")),
        case(progress(people=0), worked(team="TEAM-2")),
    ),
    "deployment_empty": (
        case(entry("DEP-1", "deployment", 5, people=0)),
        case(entry("DEP-1", "deployment", 5, machines=4)),
    ),
    "hours_over_day": (case(progress(people=9, hours=24.5)), case(progress(people=9, hours=24))),
    "points_at_one_place": (
        case(lot(geometry=points((40.1, 35.3), (40.2, 35.3), (40.1, 35.3)))),
        case(lot(geometry=points((40.1, 35.3), (40.2, 35.3), (40.1, 35.4)))),
    ),
    "number_almost_known": (
        case(worked("aw 01", square(40.2, 35.3)), known=[worked("AW-1")]),
        case(worked("AW-10", square(40.2, 35.3)), hazard("AW-01", 1, HERE), known=[worked("AW-1")]),
    ),
    "lot_twice": (
        case(lot("OL-1", report="DP-1"), lot("OL-2", report="DP-1")),
        case(lot("OL-1", report="DP-1"), lot("OL-2", report="DP-1", model="TM"), lot("OL-3", report="DP-2")),
    ),
    "progress_empty": (
        case(progress("DP-1")),
        case(progress("DP-1", stoppage="storm"), progress("DP-2", day=6, people=0)),
    ),
    "team_in_two_places": (
        case(worked("AW-1", team="TEAM-1"), known=[worked("AW-2", square(40.7, 35.3), team="TEAM-1")]),
        case(
            worked("AW-1", team="TEAM-1"),
            worked("AW-2", square(40.6, 35.3), team="TEAM-1"),
            worked("AW-3", square(40.7, 35.3), team="TEAM-2"),
            known=[worked("AW-4", square(40.7, 35.3), day=6, team="TEAM-1")],
        ),
    ),
    "accident_of_nobody": (case(accident(killed_men=0)), case(accident("incident"), accident(injured_girls=1))),
    "place_spelt_otherwise": (
        case(*placed(["Al Mayadin", "Al Mayadin", "Al-Mayādīn"]), *placed(["Muhassan", "Muhassan", "Muhasan"])),
        case(*placed(["Al Mayadin", "Al Busayrah", "Hatla", "Hatra", "SY09", "SY08"])),
    ),
}
