"""People: movements, risk education sessions, community surveys. Counts by sex and age, never names."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from firmground.records.accidents import Known
from firmground.records.fields import Body, said


class MovementKind(StrEnum):
    """Why people move."""

    EVACUATION = "evacuation"
    REPATRIATION = "repatriation"
    ORGANISED_RETURN = "organised_return"
    SPONTANEOUS_RETURN = "spontaneous_return"


class Stage(StrEnum):
    """Planned is never added to done."""

    PLANNED = "planned"
    DONE = "done"


class Verification(StrEnum):
    """How a count of people came about."""

    COUNTED = "counted"
    REGISTERED = "registered"
    ESTIMATED = "estimated"
    TOLD = "told"
    NOT_STATED = "not_stated"


class Movement(Body, frozen=True, kw_only=True):
    """People who move, or are to move, from one place to another. A flow: it is never a number of residents."""

    movement: Annotated[MovementKind, said("Movement")]
    stage: Annotated[Stage, said("Planned or done")]
    people: Annotated[int, said("People")]
    men: Annotated[int | None, said("Men")] = None
    women: Annotated[int | None, said("Women")] = None
    boys: Annotated[int | None, said("Boys")] = None
    girls: Annotated[int | None, said("Girls")] = None
    families: Annotated[int | None, said("Families")] = None
    origin: Annotated[str, said("From (place)")] = ""
    destination: Annotated[str, said("To (place)")] = ""
    corridor: Annotated[str, said("Corridor")] = ""
    verified_how: Annotated[Verification, said("How it was counted")] = Verification.NOT_STATED
    note: Annotated[str, said("Note")] = ""


class SessionMethod(StrEnum):
    """How risk education was given (IMAS 12.10)."""

    TALK = "talk"
    HOUSE_TO_HOUSE = "house_to_house"
    SCHOOL_LESSON = "school_lesson"
    THEATRE = "theatre"
    BROADCAST = "broadcast"
    MATERIALS = "materials"
    OTHER = "other"


class Audience(StrEnum):
    """For whom it was in the first place."""

    RESIDENTS = "residents"
    DISPLACED = "displaced"
    RETURNING = "returning"
    PUPILS = "pupils"
    WORKERS = "workers"
    AID_WORKERS = "aid_workers"
    OTHER = "other"


class RiskEducationSession(Body, frozen=True, kw_only=True):
    """Explosive ordnance risk education on a day, with those who took part by sex and age."""

    method: Annotated[SessionMethod, said("How it was given")]
    audience: Annotated[Audience, said("Audience")]
    sessions: Annotated[int, said("Sessions")] = 1
    boys_5_12: Annotated[int, said("Boys of 5 to 12")] = 0
    girls_5_12: Annotated[int, said("Girls of 5 to 12")] = 0
    boys_13_17: Annotated[int, said("Boys of 13 to 17")] = 0
    girls_13_17: Annotated[int, said("Girls of 13 to 17")] = 0
    men: Annotated[int, said("Men of 18 and older")] = 0
    women: Annotated[int, said("Women of 18 and older")] = 0
    first_time: Annotated[int | None, said("For the first time")] = None
    items_given: Annotated[int | None, said("Leaflets and other items given")] = None
    team: Annotated[str, said("Team")] = ""
    note: Annotated[str, said("Note")] = ""


class CommunitySurvey(Body, frozen=True, kw_only=True):
    """What a community says of itself and of explosive ordnance around it (IMAS 08.10, community liaison)."""

    contamination_reported: Annotated[Known, said("Explosive ordnance is reported")]
    marking_seen: Annotated[Known, said("Marking was seen")] = Known.NOT_KNOWN
    population: Annotated[int | None, said("People living there now")] = None
    displaced: Annotated[int | None, said("Displaced people there")] = None
    returned: Annotated[int | None, said("People who returned")] = None
    returns_going_on: Annotated[Known, said("People are returning")] = Known.NOT_KNOWN
    killed_6_months: Annotated[int | None, said("Killed by ordnance in 6 months")] = None
    injured_6_months: Annotated[int | None, said("Injured by ordnance in 6 months")] = None
    blocks_housing: Annotated[bool | None, said("Housing is blocked")] = None
    blocks_services: Annotated[bool | None, said("Services are blocked")] = None
    blocks_infrastructure: Annotated[bool | None, said("Infrastructure is blocked")] = None
    blocks_roads: Annotated[bool | None, said("Ways are blocked")] = None
    blocks_farmland: Annotated[bool | None, said("Farmland is blocked")] = None
    risk_education_6_months: Annotated[Known, said("Risk education in 6 months")] = Known.NOT_KNOWN
    clearance_6_months: Annotated[Known, said("Clearance in 6 months")] = Known.NOT_KNOWN
    note: Annotated[str, said("Note")] = ""
