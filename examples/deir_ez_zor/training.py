"""The training sector, invented as a whole: hazard areas, survey, reduction, clearance, inspection, reopening.

It lies several kilometres south of the city and has nothing to do with what was published. No ordnance is counted
here, so that the published totals stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from examples.deir_ez_zor.sectors import M_PER_DEGREE_LAT, M_PER_DEGREE_LON, LonLat
from firmground.records.fields import Body
from firmground.records.land import (
    Contamination,
    Evidence,
    HazardArea,
    HazardStatus,
    Inspection,
    LandRelease,
    Method,
    Product,
    SurveyKind,
    SurveyReport,
    SurveyResult,
    Verdict,
)

NAME = "Training sector (invented)"

_CORNER: LonLat = (40.222, 35.216)

Metres = tuple[tuple[int, int], ...]


def _placed(east_m: int, north_m: int) -> LonLat:
    return (
        round(_CORNER[0] + east_m / M_PER_DEGREE_LON, 9),
        round(_CORNER[1] + north_m / M_PER_DEGREE_LAT, 9),
    )


GROUND: tuple[LonLat, ...] = tuple(
    _placed(east, north) for east, north in ((-450, -60), (2120, -60), (2120, 900), (-450, 900))
)
"""Around everything in the sector."""

_WEST_FIELD: Metres = ((0, 0), (210, -22), (420, -8), (462, 180), (380, 310), (190, 318), (28, 280))
_WEST_PART: Metres = ((-8, -14), (118, -20), (150, 96), (134, 210), (141, 312), (24, 288))
_EAST_PART: Metres = ((300, -16), (420, -8), (462, 180), (380, 310), (288, 314), (276, 150))
_ORCHARD: Metres = ((600, 52), (735, 36), (862, 44), (884, 252), (748, 280), (612, 266))
_ORCHARD_WEST: Metres = ((592, 48), (735, 36), (742, 160), (748, 280), (606, 272))
_RUBBLE: Metres = ((790, 70), (852, 74), (858, 150), (806, 158), (784, 118))
_NEW_FIND: Metres = ((640, 96), (676, 90), (688, 128), (662, 146), (638, 130))
_PASTURE: Metres = ((0, 402), (250, 372), (504, 384), (562, 762), (260, 822), (-22, 780))
_PASTURE_NORTH: Metres = ((-10, 590), (260, 606), (536, 588), (566, 768), (262, 830), (-30, 786))
_WADI: Metres = ((-402, 0), (-210, -18), (-44, 6), (-40, 302), (-226, 322), (-384, 284))
_MISPLACED: Metres = ((980, 120), (1080, 112), (1094, 214), (1002, 226))
_TRACK: Metres = ((640, 620), (1010, 648), (1290, 700), (1284, 736), (1004, 686), (634, 658))
_PIT: Metres = ((1760, 220), (1910, 204), (2030, 236), (2044, 420), (1900, 446), (1772, 410))
_PIT_RELEASED: Metres = ((1752, 214), (1910, 196), (2038, 230), (2052, 426), (1900, 454), (1764, 416))
_RIGHT_PLACE: Metres = ((980, 320), (1080, 312), (1094, 414), (1002, 426))


@dataclass(frozen=True, slots=True)
class Item:
    """A record of the training sector.

    Attributes:
        day: The day from which it is so; it is recorded that evening.
        kind: Kind of the entry.
        number: Number of the thing.
        body: What is said.
        ring: Its polygon, empty: none.
        point: Its place, None: none.
        approved_days_later: 0: approved the same evening.
    """

    day: date
    kind: str
    number: str
    body: Body
    ring: tuple[LonLat, ...] = ()
    point: LonLat | None = None
    approved_days_later: int = 0


WITHDRAWN = "HA-0008"
"""Number of the hazard area that was entered in the wrong place; its withdrawal needs two people."""

WITHDRAWN_ON = date(2017, 10, 14)
"""The day on which it is withdrawn, and entered again in the right place."""


def items() -> list[Item]:
    """Return all records of the sector, in the order in which they are entered."""
    return [*_first_survey(), *_released(), *_after_release()]


def _first_survey() -> list[Item]:
    return [
        _survey(date(2017, 10, 3), "SR-0001", SurveyKind.NON_TECHNICAL, SurveyResult.EVIDENCE, _WEST_FIELD),
        _hazard(date(2017, 10, 3), "HA-0001", HazardStatus.SUSPECTED, _WEST_FIELD, "West field", Contamination.UXO),
        _hazard(date(2017, 10, 3), "HA-0002", HazardStatus.CONFIRMED, _ORCHARD, "Orchard", Contamination.AV_MINES),
        Item(
            date(2017, 10, 4),
            "hazard_area",
            "HA-0003",
            HazardArea(
                status=HazardStatus.SUSPECTED,
                evidence=Evidence.INDIRECT,
                stated_area_m2=8000.0,
                name=f"{NAME}: pumping station",
                note="Only a place and an area were stated.",
            ),
            point=_placed(1200, 560),
        ),
        Item(
            date(2017, 10, 4),
            "hazard_area",
            "HA-0004",
            HazardArea(
                status=HazardStatus.SUSPECTED,
                evidence=Evidence.INDIRECT,
                name=f"{NAME}: track to the quarry",
                note="Reported by word of mouth; the extent is not mapped.",
            ),
        ),
        _hazard(date(2017, 10, 5), "HA-0005", HazardStatus.SUSPECTED, _PASTURE, "Pasture", Contamination.NOT_STATED),
        _hazard(date(2017, 10, 5), "HA-0010", HazardStatus.CONFIRMED, _PIT, "Gravel pit", Contamination.AP_MINES),
        _survey(date(2017, 10, 6), "SR-0002", SurveyKind.NON_TECHNICAL, SurveyResult.NO_EVIDENCE, _WADI),
    ]


def _released() -> list[Item]:
    return [
        _survey(date(2017, 10, 9), "SR-0003", SurveyKind.NON_TECHNICAL, SurveyResult.NO_EVIDENCE, _PASTURE_NORTH),
        _release(
            date(2017, 10, 10),
            "LR-0001",
            LandRelease(product=Product.CANCELLED, survey_report="SR-0003"),
            _PASTURE_NORTH,
        ),
        _hazard(date(2017, 10, 12), WITHDRAWN, HazardStatus.SUSPECTED, _MISPLACED, "Kiln", Contamination.UXO),
        _hazard(WITHDRAWN_ON, "HA-0009", HazardStatus.SUSPECTED, _RIGHT_PLACE, "Kiln", Contamination.UXO),
        _survey(date(2017, 10, 16), "SR-0004", SurveyKind.TECHNICAL, SurveyResult.NO_EVIDENCE, _WEST_PART),
        _survey(date(2017, 10, 17), "SR-0005", SurveyKind.NON_TECHNICAL, SurveyResult.NO_EVIDENCE, _TRACK),
        _release(
            date(2017, 10, 17),
            "LR-0005",
            LandRelease(product=Product.CANCELLED, survey_report="SR-0005", closes=("HA-0004",)),
            _TRACK,
        ),
        _release(
            date(2017, 10, 18), "LR-0002", LandRelease(product=Product.REDUCED, survey_report="SR-0004"), _WEST_PART
        ),
        _release(
            date(2017, 10, 20),
            "LR-0006",
            LandRelease(product=Product.CLEARED, method=Method.MANUAL, depth_cm=20.0, closes=("HA-0010",)),
            _PIT_RELEASED,
        ),
        _release(
            date(2017, 10, 24),
            "LR-0003",
            LandRelease(product=Product.CLEARED, method=Method.MANUAL, depth_cm=20.0),
            _ORCHARD_WEST,
        ),
        _release(
            date(2017, 10, 26),
            "LR-0004",
            LandRelease(
                product=Product.CLEARED,
                method=Method.BATTLE_AREA,
                parameters="Surface and 10 cm below, agreed with the authority for unexploded ordnance",
            ),
            _EAST_PART,
        ),
    ]


def _after_release() -> list[Item]:
    rubble = _hazard(date(2017, 10, 27), "HA-0006", HazardStatus.RESTRICTED, _RUBBLE, "Rubble", Contamination.MIXED)
    found = _hazard(date(2017, 11, 7), "HA-0007", HazardStatus.CONFIRMED, _NEW_FIND, "New find", Contamination.AV_MINES)
    return [
        rubble,
        Item(
            date(2017, 10, 28),
            "inspection",
            "QC-0003",
            Inspection(verdict=Verdict.ACCEPTED, releases=("LR-0006",), sampled_area_m2=4100.0),
        ),
        Item(
            date(2017, 10, 30),
            "inspection",
            "QC-0001",
            Inspection(verdict=Verdict.ACCEPTED, releases=("LR-0003",), sampled_area_m2=1600.0),
        ),
        Item(
            date(2017, 10, 31),
            "inspection",
            "QC-0002",
            Inspection(
                verdict=Verdict.FAILED,
                releases=("LR-0004",),
                sampled_area_m2=1200.0,
                note="One item found within the agreed depth; the lot is worked again.",
            ),
        ),
        Item(
            found.day,
            found.kind,
            found.number,
            found.body,
            found.ring,
            approved_days_later=1,
        ),
    ]


def _hazard(
    day: date, number: str, status: HazardStatus, ring: Metres, name: str, contamination: Contamination
) -> Item:
    is_suspected = status is HazardStatus.SUSPECTED
    body = HazardArea(
        status=status,
        evidence=Evidence.INDIRECT if is_suspected else Evidence.DIRECT,
        contamination=contamination,
        name=f"{NAME}: {name.lower()}",
    )
    return Item(day, "hazard_area", number, body, _ring(ring))


def _survey(day: date, number: str, survey: SurveyKind, result: SurveyResult, ring: Metres) -> Item:
    body = SurveyReport(survey=survey, result=result, note=NAME)
    return Item(day, "survey_report", number, body, _ring(ring))


def _release(day: date, number: str, body: LandRelease, ring: Metres) -> Item:
    return Item(day, "land_release", number, body, _ring(ring))


def _ring(metres: Metres) -> tuple[LonLat, ...]:
    return tuple(_placed(east, north) for east, north in metres)
