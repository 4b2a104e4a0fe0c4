"""Buildings checked (IMAS 09.13). Checking a building is activity: it releases nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from firmground.records.fields import Body, said


class BuildingUse(StrEnum):
    """What the building serves."""

    RESIDENTIAL = "residential"
    SCHOOL = "school"
    UNIVERSITY = "university"
    MOSQUE = "mosque"
    HOSPITAL = "hospital"
    PHARMACY = "pharmacy"
    SHOP = "shop"
    SUBSTATION = "substation"
    OTHER = "other"


class BuildingChecked(Body, frozen=True, kw_only=True):
    """One building, or a number of buildings of one use, checked on a day.

    A building with its own number is counted once however often it is checked; ``buildings`` above one is a
    count of buildings without numbers of their own.
    """

    buildings: Annotated[int, said("Buildings")] = 1
    use: Annotated[BuildingUse, said("Use of the building")] = BuildingUse.RESIDENTIAL
    socially_important: Annotated[bool, said("Socially important")] = False
    storeys: Annotated[int | None, said("Storeys")] = None
    task: Annotated[str, said("Task")] = ""
    team: Annotated[str, said("Team")] = ""
    report: Annotated[str, said("Daily progress report")] = ""
    note: Annotated[str, said("Note")] = ""
