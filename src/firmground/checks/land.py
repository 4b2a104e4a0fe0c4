"""Rules about ground: stated against measured area, what a release needs, overlap, work after completion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from firmground.checks.candidates import Candidate, File, about, grouped, label
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.nearby import ground_near, shared_ground
from firmground.checks.rules import Told, file_rule, record_rule
from firmground.records.entry import Entry

NOTED_SHARE = 0.05
"""A stated area or length that differs from the measured one by more than this share is noted (data-quality rule 2)."""

STOPPED_SHARE = 0.20
"""By more than this share it stops the record (data-quality rule 2)."""

OVERLAP_SHARE = 0.01
"""Overlap is told from this share of the smaller area on: neighbours that were drawn apart share slivers."""

OVERLAP_LEAST_M2 = 1.0
"""And from this area on."""

_OVERLAPPING = ("hazard_area", "survey_report", "area_worked", "land_release")
_NAMED_OVERLAPS = 3
_WORK = frozenset({"area_worked", "land_release", "building_checked", "road_stretch", "daily_progress"})


@record_rule(
    "area_differs",
    Weight.NOTES,
    says="Stated and measured area differ by more than 5 %, up to 20 %.",
    message=N_("The stated area is {said} and the shape measures {expected}: {share} apart. The measured one counts."),
    source="data-quality rule 2",
)
def area_differs(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Note a difference between 5 and 20 % of the measured area; 5 % itself passes."""
    if NOTED_SHARE < _area_share(candidate) <= STOPPED_SHARE:
        yield _areas_told(candidate)


@record_rule(
    "area_contradicts",
    Weight.STOPS,
    says="Stated and measured area differ by more than 20 %.",
    message=N_("The stated area is {said} and the shape measures {expected}: {share} apart. Correct one of them."),
    source="data-quality rule 2",
    may_be_overridden=True,
    because="Old reports state areas that were paced or planned; the shape counts and the stated area is kept.",
)
def area_contradicts(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a difference of more than 20 % of the measured area."""
    if _area_share(candidate) > STOPPED_SHARE:
        yield _areas_told(candidate)


def _area_share(candidate: Candidate) -> float:
    """Return how far the stated area is from the measured one, as a share of that; 0 where one of them is not there."""
    stated, measured = candidate.number("stated_area_m2"), candidate.measured_m2
    if stated is None or not measured:
        return 0.0
    return abs(stated - measured) / measured


def _areas_told(candidate: Candidate) -> Told:
    stated, measured = candidate.number("stated_area_m2") or 0.0, candidate.measured_m2 or 0.0
    share = f"{_area_share(candidate) * 100:.1f} %"
    return Told("stated_area_m2", f"{grouped(stated)} m2", f"{grouped(measured)} m2", {"share": share})


@record_rule(
    "depth_missing",
    Weight.ASKS,
    says="Ground reported as cleared without depth or agreed parameters.",
    message=N_("Cleared ground needs a depth or agreed parameters; the record says {said}. Give {expected}."),
    source="IMAS 09.10 and 07.11; life cycle of a hazard area",
    answered_by=("depth_cm", "parameters"),
)
def depth_missing(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a clearance that does not say how deep, nor to which agreed parameters."""
    if candidate.entry.kind != "land_release" or candidate.text("product") != "cleared":
        return
    has_depth = (candidate.number("depth_cm") or 0) > 0 and not candidate.is_declared("depth_cm", context.accepted)
    has_terms = candidate.text("parameters") and not candidate.is_declared("parameters", context.accepted)
    if not has_depth and not has_terms:
        told = {"label": label("land_release", "depth_cm")}
        yield Told("depth_cm", N_("neither"), N_("the depth in cm, or the agreed parameters"), told)


@record_rule(
    "survey_report_missing",
    Weight.ASKS,
    says="Ground reported as cancelled or reduced without the survey report.",
    message=N_("Ground that was {said} needs its survey report. Give {expected}."),
    source="IMAS 07.11, 08.10 and 08.20; life cycle of a hazard area",
    answered_by=("survey_report",),
)
def survey_report_missing(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a cancellation or reduction that names no survey report, or only what the mapping declares."""
    product = candidate.text("product")
    if candidate.entry.kind != "land_release" or product not in ("cancelled", "reduced"):
        return
    if not candidate.text("survey_report") or candidate.is_declared("survey_report", context.accepted):
        told = {"label": label("land_release", "survey_report")}
        yield Told("survey_report", product, N_("the number of the survey report"), told)


@file_rule(
    "survey_not_technical",
    Weight.ASKS,
    says="Ground reported as reduced on a survey report that is not of a technical survey.",
    message=N_("Reduced ground needs a technical survey, and {said} is none. Name {expected}."),
    source="IMAS 07.11 and 08.20",
)
def survey_not_technical(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of reductions whose survey report is known and is not technical."""
    entries = [*file.known, *(candidate.entry for candidate in file.candidates)]
    surveys = {entry.number: entry.body.get("survey") for entry in entries if entry.kind == "survey_report"}
    for candidate in file.candidates:
        report = candidate.text("survey_report")
        is_reduced = candidate.entry.kind == "land_release" and candidate.text("product") == "reduced"
        if is_reduced and surveys.get(report, "technical") != "technical":
            yield candidate, Told("survey_report", report, N_("the report of a technical survey"))


@file_rule(
    "hazard_to_close_unknown",
    Weight.NOTES,
    says="A release that names a hazard area to close which is not known.",
    message=N_("It names {said} as closed, which is not known here: nothing is closed by it. Expected is {expected}."),
    source="IMAS 07.11; life cycle of a hazard area",
)
def hazard_to_close_unknown(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of numbers under ``closes`` that are of no hazard area, in the file or known."""
    entries = [*file.known, *(candidate.entry for candidate in file.candidates)]
    hazards = {entry.number for entry in entries if entry.kind == "hazard_area"}
    for candidate in file.candidates:
        closes = candidate.entry.body.get("closes") or ()
        if candidate.entry.kind != "land_release" or not isinstance(closes, list | tuple):
            continue
        unknown = [str(number) for number in closes if str(number) not in hazards]
        if unknown:
            yield candidate, Told("closes", ", ".join(unknown), N_("the number of a hazard area of this operation"))


@file_rule(
    "overlap",
    Weight.NOTES,
    says="Records of the same kind and different things that share ground, with m2 and parties.",
    message=N_(
        "It shares ground with {count} other records of its kind: {said}. It counts once; expected is {expected}."
    ),
    source="data-quality rule 1; geocheck_adv_overlapping_polygons sees only parts of one record",
)
def overlap(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of overlap from 1 m2 and 1 % of the smaller area on: the three largest, with m2 and parties."""
    for kind in _OVERLAPPING:
        own = [one for one in file.candidates if one.entry.kind == kind]
        grounds = ground_near(own, file.known)
        judged = {id(one) for one in own}
        for index, shared in sorted(_shared(grounds).items()):
            if id(grounds[index]) in judged:
                yield grounds[index], _overlap_told(shared, grounds)


def _shared(grounds: Sequence[Candidate]) -> Mapping[int, list[tuple[float, int]]]:
    """Return, by index, what each shares with others: area in m2 and the other's index."""
    shared: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for first, second, area_m2 in shared_ground(grounds):
        smaller = min(grounds[first].measured_m2 or 0.0, grounds[second].measured_m2 or 0.0)
        is_one_thing = grounds[first].entry.thing == grounds[second].entry.thing
        if not is_one_thing and area_m2 >= max(OVERLAP_LEAST_M2, OVERLAP_SHARE * smaller):
            shared[first].append((area_m2, second))
            shared[second].append((area_m2, first))
    return shared


def _overlap_told(shared: list[tuple[float, int]], grounds: Sequence[Candidate]) -> Told:
    largest = sorted(shared, key=lambda pair: (-pair[0], pair[1]))[:_NAMED_OVERLAPS]
    said = "; ".join(f"{_called(grounds[other].entry)} {grouped(area)} m2" for area, other in largest)
    more = f"; + {len(shared) - len(largest)}" if len(shared) > len(largest) else ""
    return Told("geometry", said + more, N_("ground that no other record reports"), {"count": str(len(shared))})


def _called(entry: Entry) -> str:
    """Return number (or row), product and parties of an entry, as LR-0007 (cleared; A + B)."""
    parties = " + ".join(party.organisation for party in entry.parties)
    words = [str(entry.body["product"])] if entry.body.get("product") else []
    words += [parties] if parties else []
    return f"{entry.number or about(entry)} ({'; '.join(words)})" if words else entry.number or about(entry)


@record_rule(
    "work_after_completion",
    Weight.ASKS,
    says="Work or release after the last day of the operation.",
    message=N_("The day {said} lies after the operation's end: expected is {expected}. Look at the day, or say why."),
    source="data-quality rule 19",
)
def work_after_completion(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of work dated after the operation's end; the last day itself passes, and so do hazards and closures."""
    day = candidate.entry.true_from
    is_closure = candidate.text("state") == "closed"
    if candidate.entry.kind in _WORK and not is_closure and day and context.ended and day > context.ended:
        yield Told("true_from", day.isoformat(), f"≤ {context.ended.isoformat()}")
