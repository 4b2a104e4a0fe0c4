"""Rules about days. A day is a local day of the operation; ``true_until`` is the first day on which it is not so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from firmground.checks.candidates import Candidate
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.rules import Told, record_rule

EMPTY_DATES = {
    date(1899, 12, 30): N_("a spreadsheet's day 0"),
    date(1899, 12, 31): N_("a spreadsheet's day 0"),
    date(1900, 1, 1): N_("a spreadsheet's day 1"),
    date(1904, 1, 1): N_("an older spreadsheet's day 0"),
    date(1970, 1, 1): N_("a computer's day 0"),
}
"""Days that programs write where nothing was said."""

_WORK = frozenset(
    {
        "area_worked",
        "land_release",
        "building_checked",
        "road_stretch",
        "ordnance_lot",
        "daily_progress",
        "inspection",
    }
)


@record_rule(
    "day_missing",
    Weight.ASKS,
    says="A reported record without the day from which it is so.",
    message=N_("The day from which this is so is not stated. Give {expected}, or declare one in the mapping."),
    source="IMAS 05.10; data-quality rule 6",
    answered_by=("true_from",),
)
def day_missing(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a report without a day, and of a day that only the mapping declares."""
    if candidate.kind is None or not candidate.kind.gated or candidate.entry.kind == "withdrawal":
        return
    day, declared = candidate.entry.true_from, context.accepted.get("true_from", "")
    if day is None or day.isoformat() == declared:
        yield Told("true_from", day.isoformat() if day else "", N_("the day as YYYY-MM-DD"), {"label": N_("Day")})


@record_rule(
    "day_in_future",
    Weight.STOPS,
    says="A day after today.",
    message=N_("The day {said} has not come yet. Expected is {expected}; what is planned is not entered as done."),
    source="data-quality rule 6",
    because="Planned is never added to done.",
)
def day_in_future(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a record of a day that has not come; today itself passes."""
    day = candidate.entry.true_from
    if day is not None and day > context.today:
        yield Told("true_from", day.isoformat(), f"≤ {context.today.isoformat()}")


@record_rule(
    "end_before_start",
    Weight.STOPS,
    says="An end on or before the start.",
    message=N_("It ends before it begins: no longer so on {said}. Expected is {expected}."),
    source="data-quality rule 6",
    because="On no day would it be so.",
)
def end_before_start(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of an end that leaves not a single day; the end itself is excluded."""
    start, end = candidate.entry.true_from, candidate.entry.true_until
    if start is not None and end is not None and end <= start:
        yield Told("true_until", end.isoformat(), f"> {start.isoformat()}")


@record_rule(
    "day_of_a_program",
    Weight.ASKS,
    says="A day that programs write where nothing was said, as 1 January 1900.",
    message=N_("The day {said} is {meaning}, written where nothing was said. Give {expected}."),
    source="data-quality rule 6",
)
def day_of_a_program(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a day that is most probably no day but an empty cell."""
    day = candidate.entry.true_from
    if day in EMPTY_DATES:
        yield Told("true_from", day.isoformat(), N_("the day as reported"), {"meaning": EMPTY_DATES[day]})


@record_rule(
    "before_operation",
    Weight.ASKS,
    says="Work, release or ordnance before the first day of the operation.",
    message=N_("The day {said} lies before the operation: expected is {expected}. Look at the day and the operation."),
    source="data-quality rule 6",
)
def before_operation(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of work before the operation began; hazards and events may be older than it."""
    day = candidate.entry.true_from
    if candidate.entry.kind in _WORK and day and context.began and day < context.began:
        yield Told("true_from", day.isoformat(), f"≥ {context.began.isoformat()}")
