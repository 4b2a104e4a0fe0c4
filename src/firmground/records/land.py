"""Land: hazard areas, survey reports, area worked or checked, land release products, inspections.

Terms follow IMAS 07.11 (land release) and the minimum data of IMAS 05.10. "Checked", "searched" and "worked"
are activity; "cancelled", "reduced" and "cleared" are land release. No conversion between them exists.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from firmground.records.fields import Body, said


class HazardStatus(StrEnum):
    """Of what certainty a hazard area is. Restricted: could not be done, counts as hazard."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    RESTRICTED = "restricted"


class Evidence(StrEnum):
    """What the hazard rests on."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    NOT_STATED = "not_stated"


class Contamination(StrEnum):
    """What is expected in the ground, as far as it was said."""

    MINES = "mines"
    AP_MINES = "ap_mines"
    AV_MINES = "av_mines"
    CLUSTER_MUNITION_REMNANTS = "cluster_munition_remnants"
    UXO = "uxo"
    IMPROVISED = "improvised"
    MIXED = "mixed"
    NOT_STATED = "not_stated"


class HazardArea(Body, frozen=True, kw_only=True):
    """An area where explosive ordnance is suspected or confirmed, or that could not be done.

    The extent is the entry's geometry: a polygon; or a point, drawn as a circle of the stated area or of the
    operation's radius; or nothing, then it is listed as "extent not mapped" and still counts as open.
    """

    status: Annotated[HazardStatus, said("Hazard status")]
    evidence: Annotated[Evidence, said("Evidence")] = Evidence.NOT_STATED
    contamination: Annotated[Contamination, said("Expected contamination")] = Contamination.NOT_STATED
    stated_area_m2: Annotated[float | None, said("Area as stated", "m2")] = None
    name: Annotated[str, said("Name")] = ""
    source_map: Annotated[str, said("Source map or report")] = ""
    answers: Annotated[str, said("Hazard area it was split from or merged into")] = ""
    task: Annotated[str, said("Task")] = ""
    note: Annotated[str, said("Note")] = ""


class SurveyKind(StrEnum):
    """IMAS 08.10 non-technical survey, IMAS 08.20 technical survey."""

    NON_TECHNICAL = "non_technical"
    TECHNICAL = "technical"


class SurveyResult(StrEnum):
    """Whether the survey found evidence of a hazard."""

    EVIDENCE = "evidence"
    NO_EVIDENCE = "no_evidence"


class SurveyReport(Body, frozen=True, kw_only=True):
    """The report of a survey. Without evidence its polygon is ground surveyed without evidence of hazard."""

    survey: Annotated[SurveyKind, said("Survey")]
    result: Annotated[SurveyResult, said("Result")]
    stated_area_m2: Annotated[float | None, said("Area as stated", "m2")] = None
    criteria: Annotated[str, said("Criteria applied")] = ""
    task: Annotated[str, said("Task")] = ""
    note: Annotated[str, said("Note")] = ""


class Activity(StrEnum):
    """What was done on the ground. It releases nothing."""

    CHECKED = "checked"
    SEARCHED = "searched"
    WORKED = "worked"


class Method(StrEnum):
    """How it was done."""

    MANUAL = "manual"
    MECHANICAL = "mechanical"
    DOGS = "dogs"
    VISUAL = "visual"
    BATTLE_AREA = "battle_area"
    RAPID_SEARCH = "rapid_search"
    MIXED = "mixed"
    NOT_STATED = "not_stated"


class AreaWorked(Body, frozen=True, kw_only=True):
    """Ground that was checked, searched or worked on: activity, never a release."""

    activity: Annotated[Activity, said("Activity")]
    method: Annotated[Method, said("Method")] = Method.NOT_STATED
    stated_area_m2: Annotated[float | None, said("Area as stated", "m2")] = None
    sector: Annotated[str, said("Sector")] = ""
    team: Annotated[str, said("Team")] = ""
    task: Annotated[str, said("Task")] = ""
    report: Annotated[str, said("Daily progress report")] = ""
    note: Annotated[str, said("Note")] = ""


class Product(StrEnum):
    """IMAS 07.11: cancelled by non-technical survey, reduced by technical survey, cleared by clearance."""

    CANCELLED = "cancelled"
    REDUCED = "reduced"
    CLEARED = "cleared"


class LandRelease(Body, frozen=True, kw_only=True):
    """A land release product. Cleared needs a depth or agreed parameters; the others a survey report."""

    product: Annotated[Product, said("Product")]
    method: Annotated[Method, said("Method")] = Method.NOT_STATED
    depth_cm: Annotated[float | None, said("Clearance depth", "cm")] = None
    parameters: Annotated[str, said("Agreed parameters")] = ""
    survey_report: Annotated[str, said("Survey report")] = ""
    stated_area_m2: Annotated[float | None, said("Area as stated", "m2")] = None
    closes: Annotated[tuple[str, ...], said("Hazard areas it closes (numbers)")] = ()
    operations: Annotated[int | None, said("Clearance operations")] = None
    source_map: Annotated[str, said("Source map or report")] = ""
    task: Annotated[str, said("Task")] = ""
    report: Annotated[str, said("Daily progress report")] = ""
    note: Annotated[str, said("Note")] = ""


class Verdict(StrEnum):
    """The outcome of an inspection."""

    ACCEPTED = "accepted"
    FAILED = "failed"


class Inspection(Body, frozen=True, kw_only=True):
    """Quality control of released ground (IMAS 07.40). Failed: the lot is as hazardous as it has ever been."""

    verdict: Annotated[Verdict, said("Verdict")]
    releases: Annotated[tuple[str, ...], said("Release products inspected (numbers)")] = ()
    sampled_area_m2: Annotated[float | None, said("Area sampled", "m2")] = None
    task: Annotated[str, said("Task")] = ""
    note: Annotated[str, said("Note")] = ""
