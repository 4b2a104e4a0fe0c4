"""Accidents with explosive ordnance (IMAS 10.60, minimum data of IMAS 05.10): counts, never names."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from firmground.records.fields import Body, said
from firmground.records.ordnance import Category


class Known(StrEnum):
    """What was answered to a question of yes or no."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class AccidentKind(StrEnum):
    """Whether it happened in mine action work, or to people who live or pass there, or hurt nobody."""

    DEMINING = "demining"
    CIVILIAN = "civilian"
    INCIDENT = "incident"


class AccidentActivity(StrEnum):
    """What those who were hurt were doing."""

    FARMING = "farming"
    HERDING = "herding"
    COLLECTING = "collecting"
    TRAVELLING = "travelling"
    BUILDING = "building"
    PLAYING = "playing"
    HOUSEWORK = "housework"
    HANDLING = "handling"
    DEMINING_WORK = "demining_work"
    OTHER = "other"
    NOT_KNOWN = "not_known"


class Accident(Body, frozen=True, kw_only=True):
    """An accident or incident: how many people were killed and injured, by sex and age group, by which device.

    Adults are 18 and older. Those whose sex and age are not known are counted in ``..._not_known``.
    """

    accident: Annotated[AccidentKind, said("Accident or incident")]
    device: Annotated[Category | None, said("Device suspected")] = None
    activity_then: Annotated[AccidentActivity, said("What they were doing")] = AccidentActivity.NOT_KNOWN
    killed_men: Annotated[int, said("Killed: men")] = 0
    killed_women: Annotated[int, said("Killed: women")] = 0
    killed_boys: Annotated[int, said("Killed: boys")] = 0
    killed_girls: Annotated[int, said("Killed: girls")] = 0
    killed_not_known: Annotated[int, said("Killed: sex or age not known")] = 0
    injured_men: Annotated[int, said("Injured: men")] = 0
    injured_women: Annotated[int, said("Injured: women")] = 0
    injured_boys: Annotated[int, said("Injured: boys")] = 0
    injured_girls: Annotated[int, said("Injured: girls")] = 0
    injured_not_known: Annotated[int, said("Injured: sex or age not known")] = 0
    marked_before: Annotated[Known, said("Marked before")] = Known.NOT_KNOWN
    cleared_before: Annotated[Known, said("Cleared before")] = Known.NOT_KNOWN
    task: Annotated[str, said("Task")] = ""
    note: Annotated[str, said("Note")] = ""
