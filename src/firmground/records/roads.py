"""Roads: stretches checked, assessed, verified, cleared or closed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from firmground.records.fields import Body, said


class StretchState(StrEnum):
    """What is said of a stretch. Checked is activity: it opens nothing."""

    CHECKED = "checked"
    ASSESSED = "assessed"
    VERIFIED = "verified"
    CLEARED = "cleared"
    CLOSED = "closed"


class RoadStretch(Body, frozen=True, kw_only=True):
    """A piece of a road, by its place along the road (from, to) or by its line.

    ``from_m`` and ``to_m`` count along the road named in ``road`` from the road's first point. A stretch
    without them is counted along its own line.
    """

    state: Annotated[StretchState, said("State of the stretch")]
    road: Annotated[str, said("Road")] = ""
    from_m: Annotated[float | None, said("From, along the road", "m")] = None
    to_m: Annotated[float | None, said("To, along the road", "m")] = None
    stated_length_m: Annotated[float | None, said("Length as stated", "m")] = None
    width_m: Annotated[float | None, said("Width", "m")] = None
    hazard: Annotated[str, said("Hazard area it answers")] = ""
    verify_again_by: Annotated[date | None, said("To be verified again by")] = None
    task: Annotated[str, said("Task")] = ""
    team: Annotated[str, said("Team")] = ""
    report: Annotated[str, said("Daily progress report")] = ""
    note: Annotated[str, said("Note")] = ""
