"""Rules about daily progress: people and hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from firmground.checks.candidates import Candidate, File, label
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.rules import Told, file_rule, record_rule
from firmground.records.entry import Entry

_DEPLOYED = ("people", "machines", "teams")
_DONE = frozenset({"area_worked", "land_release", "building_checked", "road_stretch", "ordnance_lot"})


@file_rule(
    "nobody_at_work",
    Weight.ASKS,
    says="No people at work, while hours or work are reported for the team and day.",
    message=N_("{label} is 0 beside {said}. Give {expected}."),
    source="minimum data of daily progress",
)
def nobody_at_work(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of a progress report of nobody, beside which work is reported."""
    reports, teams = _work_of([*file.known, *(one.entry for one in file.candidates)])
    for one in file.candidates:
        if one.entry.kind != "daily_progress" or one.number("people") != 0:
            continue
        has_work = one.entry.number in reports or (one.text("team"), one.entry.true_from) in teams
        hours = one.number("hours") or 0
        if has_work or hours > 0:
            said = N_("reported work") if has_work else f"{hours:g} h"
            values = {"label": label("daily_progress", "people")}
            yield one, Told("people", said, N_("how many were at work"), values)


def _work_of(entries: list[Entry]) -> tuple[set[str], set[tuple[str, date | None]]]:
    """Return the progress reports, and the teams with their days, for which work is reported."""
    done = [entry for entry in entries if entry.kind in _DONE]
    reports = {str(entry.body["report"]) for entry in done if entry.body.get("report")}
    teams = {(str(entry.body["team"]), entry.true_from) for entry in done if entry.body.get("team")}
    return reports, teams


@record_rule(
    "deployment_empty",
    Weight.STOPS,
    says="A deployment of no people, no machines and no teams.",
    message=N_("This deployment says nothing: {said}. Give {expected}, or leave the record out."),
    source="data-quality rule 14",
    because="It would count nothing; a file of another kind read as deployments looks like this.",
)
def deployment_empty(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a deployment that nobody and nothing is part of."""
    if candidate.entry.kind == "deployment" and not any(candidate.number(name) for name in _DEPLOYED):
        yield Told("people", N_("no people, machines or teams"), N_("how many were present"))


@record_rule(
    "hours_over_day",
    Weight.ASKS,
    says="More than 24 hours on one day.",
    message=N_("{label} is {said}. Expected is {expected}: give the hours of the team, not the sum of its people's."),
    source="minimum data of daily progress",
)
def hours_over_day(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a day of more than 24 hours."""
    hours = candidate.number("hours")
    if candidate.entry.kind == "daily_progress" and hours is not None and hours > 24:
        yield Told("hours", f"{hours:g} h", "≤ 24 h", {"label": label("daily_progress", "hours")})
