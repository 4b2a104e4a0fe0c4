"""Operations: the operation itself, organisations, teams, deployment, daily progress, dated events."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from firmground.records.fields import Body, said


class Operation(Body, frozen=True, kw_only=True):
    """An operation: what is done, where, under which day boundary. Its geometry is its boundary.

    The number of an operation is its short name in addresses (lower case, digits, hyphens). A day is a local day
    of ``timezone``; the bulletin of a day closes at ``bulletin_hour`` (24: the end of the day).
    """

    name: Annotated[str, said("Name")]
    timezone: Annotated[str, said("Time zone (IANA)")] = "UTC"
    bulletin_hour: Annotated[int, said("Hour at which the bulletin's day closes")] = 24
    country: Annotated[str, said("Country (ISO 3166-1 alpha-3)")] = ""
    country_box: Annotated[tuple[float, float, float, float] | None, said("West, south, east, north")] = None
    unmapped_radius_m: Annotated[float, said("Radius drawn around an unmapped hazard", "m")] = 100.0
    is_reconstruction: Annotated[bool, said("A reconstruction, not real records")] = False
    planned_area_m2: Annotated[float | None, said("Area planned", "m2")] = None
    note: Annotated[str, said("Note")] = ""


class Organisation(Body, frozen=True, kw_only=True):
    """An organisation, named as it names itself in the source."""

    name: Annotated[str, said("Name")]
    short_name: Annotated[str, said("Short name")] = ""
    role: Annotated[str, said("Role")] = ""


class Team(Body, frozen=True, kw_only=True):
    """A team of an organisation; people by number, never by name."""

    name: Annotated[str, said("Name")]
    capability: Annotated[str, said("Capability")] = ""
    people: Annotated[int | None, said("People")] = None


class Deployment(Body, frozen=True, kw_only=True):
    """People and machines present from ``true_from`` until the day before ``true_until``."""

    people: Annotated[int, said("People")] = 0
    machines: Annotated[int, said("Machines")] = 0
    teams: Annotated[int, said("Teams")] = 0
    note: Annotated[str, said("Note")] = ""


class DailyProgress(Body, frozen=True, kw_only=True):
    """A team's report of one day. What it found and covered stands in entries that name it in ``report``."""

    team: Annotated[str, said("Team")]
    people: Annotated[int | None, said("People at work")] = None
    machines: Annotated[int | None, said("Machines at work")] = None
    hours: Annotated[float | None, said("Hours worked", "h")] = None
    task: Annotated[str, said("Task")] = ""
    stoppage: Annotated[str, said("Stoppage and its reason")] = ""
    note: Annotated[str, said("Note")] = ""


class CompletionReport(Body, frozen=True, kw_only=True):
    """A team's report that a task is done, with what stays open (IMAS 08.30). It releases nothing by itself."""

    task: Annotated[str, said("Task")]
    residual_risk: Annotated[str, said("Residual risk")]
    residual_risk_owner: Annotated[str, said("Who answers for the residual risk (organisation)")] = ""
    cancelled_m2: Annotated[float | None, said("Area cancelled, as stated", "m2")] = None
    reduced_m2: Annotated[float | None, said("Area reduced, as stated", "m2")] = None
    cleared_m2: Annotated[float | None, said("Area cleared, as stated", "m2")] = None
    not_done_m2: Annotated[float | None, said("Area that could not be done, as stated", "m2")] = None
    depth_cm: Annotated[float | None, said("Clearance depth", "cm")] = None
    corrections_done: Annotated[bool | None, said("All corrections done")] = None
    markers_recorded: Annotated[bool | None, said("Permanent markers recorded")] = None
    men_informed: Annotated[int | None, said("Informed: men")] = None
    women_informed: Annotated[int | None, said("Informed: women")] = None
    boys_informed: Annotated[int | None, said("Informed: boys")] = None
    girls_informed: Annotated[int | None, said("Informed: girls")] = None
    team: Annotated[str, said("Team")] = ""
    note: Annotated[str, said("Note")] = ""


class EventKind(StrEnum):
    """What a dated event is."""

    START = "start"
    LIBERATION = "liberation"
    END = "end"
    ANNOUNCEMENT = "announcement"
    OTHER = "other"


class DatedEvent(Body, frozen=True, kw_only=True):
    """Something that happened on a day and frames the operation."""

    event: Annotated[EventKind, said("Event")]
    title: Annotated[str, said("Title")]
    stated_by: Annotated[str, said("Stated by")] = ""
    note: Annotated[str, said("Note")] = ""
