"""The kinds of record, one line each. A new kind needs no migration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from firmground.records.accidents import Accident
from firmground.records.aid import Delivery
from firmground.records.buildings import BuildingChecked
from firmground.records.deeds import Decision, Received, Redaction, Submission, Withdrawal
from firmground.records.fields import Body, FieldSpec, fields_of
from firmground.records.land import AreaWorked, HazardArea, Inspection, LandRelease, SurveyReport
from firmground.records.operations import (
    CompletionReport,
    DailyProgress,
    DatedEvent,
    Deployment,
    Operation,
    Organisation,
    Team,
)
from firmground.records.ordnance import OrdnanceLot
from firmground.records.people import CommunitySurvey, Movement, RiskEducationSession
from firmground.records.roads import RoadStretch
from firmground.records.tiers import Tier
from firmground.records.units import AdminUnit
from firmground.records.words import Bulletin

POLYGONS = frozenset({"Polygon", "MultiPolygon"})
LINES = frozenset({"LineString", "MultiLineString"})
POINTS = frozenset({"Point", "MultiPoint"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record.

    Attributes:
        name: As it stands in entries.
        label: English words for people, a message id of the catalogues.
        prefix: The first letters of its things' visible numbers, as in HA-0412.
        body: The type of its body.
        geometry: The geometry types it may carry; empty: none.
        tier: Who may see it unless the entry says otherwise.
        schema: The version of its body; older versions are read forever.
        gated: Whether it counts officially only once approved. Deeds and the frame of an operation are not gated.
    """

    name: str
    label: str
    prefix: str
    body: type[Body]
    geometry: frozenset[str] = frozenset()
    tier: Tier = Tier.STAFF
    schema: int = 1
    gated: bool = True

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """Return the fields of the body, in the order in which people are asked for them."""
        return fields_of(self.body)


_ANY = POLYGONS | LINES | POINTS

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("operation", "Operation", "OP", Operation, POLYGONS, Tier.PUBLIC, gated=False),
        Kind("organisation", "Organisation", "ORG", Organisation, tier=Tier.PUBLIC, gated=False),
        Kind("team", "Team", "TEAM", Team, gated=False),
        Kind("deployment", "Deployment", "DEP", Deployment),
        Kind("dated_event", "Dated event", "EV", DatedEvent, POINTS, Tier.PUBLIC),
        Kind("hazard_area", "Hazard area", "HA", HazardArea, POLYGONS | POINTS, Tier.RESTRICTED),
        Kind("survey_report", "Survey report", "SR", SurveyReport, POLYGONS | POINTS),
        Kind("area_worked", "Area worked or checked", "AW", AreaWorked, POLYGONS),
        Kind("land_release", "Land release product", "LR", LandRelease, POLYGONS | POINTS),
        Kind("inspection", "Inspection", "QC", Inspection, POLYGONS | POINTS),
        Kind("building_checked", "Building checked", "BC", BuildingChecked, POLYGONS | POINTS),
        Kind("road_stretch", "Road stretch", "RS", RoadStretch, LINES),
        Kind("ordnance_lot", "Ordnance lot", "OL", OrdnanceLot, POINTS | POLYGONS, Tier.RESTRICTED),
        Kind("daily_progress", "Daily progress", "DP", DailyProgress, _ANY),
        Kind("completion_report", "Completion report", "CR", CompletionReport, POLYGONS | POINTS),
        Kind("accident", "Accident or incident", "AC", Accident, POINTS, Tier.RESTRICTED),
        Kind("community_survey", "Community survey", "CS", CommunitySurvey, POINTS | POLYGONS),
        Kind("risk_education_session", "Risk education session", "RE", RiskEducationSession, POINTS),
        Kind("movement", "Movement of people", "MV", Movement, POINTS | LINES, Tier.RESTRICTED),
        Kind("delivery", "Delivery", "DL", Delivery, POINTS),
        Kind("admin_unit", "Admin unit", "AU", AdminUnit, POLYGONS, Tier.PUBLIC),
        Kind("bulletin", "Bulletin", "BU", Bulletin, tier=Tier.PUBLIC, gated=False),
        Kind("decision", "Decision", "DC", Decision, gated=False),
        Kind("withdrawal", "Withdrawal", "WD", Withdrawal),
        Kind("submission", "Submission", "SU", Submission, gated=False),
        Kind("redaction", "Redaction", "RD", Redaction, gated=False),
        Kind("received", "Received chain", "RC", Received, gated=False),
    )
}

REPORTED = tuple(kind for kind in KINDS.values() if kind.gated and kind.name != "withdrawal")
"""The kinds that reports are made of, in the order in which people are offered them."""

B = TypeVar("B", bound=Body)


def read_body(body: Mapping[str, Any], as_type: type[B]) -> B:
    """Return an entry's body as its type; fields that the type does not know are left in the entry.

    Raises:
        msgspec.ValidationError: A field has a value that its type does not take; the message names the field.
    """
    return msgspec.convert(body, as_type, strict=False)


def plain_body(body: Body) -> dict[str, Any]:
    """Return a body as plain JSON values, fields at their defaults left out."""
    plain: dict[str, Any] = msgspec.to_builtins(body)
    return plain
