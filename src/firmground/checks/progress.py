"""Rules about daily progress: people and hours."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator
from datetime import date

from firmground.checks.candidates import Box, Candidate, File, label
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.rules import Told, file_rule, record_rule
from firmground.geometry.measures import box
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


@file_rule(
    "progress_empty",
    Weight.ASKS,
    says="A progress report without people, hours, stoppage or note, that no reported work names.",
    message=N_("This report says nothing: {said}. Give {expected}, or leave it out; no report is not no work."),
    source="data-quality rules 12 and 14",
)
def progress_empty(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of progress reports of nothing."""
    silent = [one for one in file.candidates if one.entry.kind == "daily_progress" and not _says_anything(one)]
    if not silent:
        return
    reports, teams = _work_of([*file.known, *(one.entry for one in file.candidates)])
    for one in silent:
        if one.entry.number not in reports and (one.text("team"), one.entry.true_from) not in teams:
            yield one, Told("", N_("no people, hours, stoppage or work"), N_("what was done, or why nothing was"))


def _says_anything(one: Candidate) -> bool:
    is_counted = any(one.number(name) is not None for name in ("people", "machines", "hours"))
    return is_counted or bool(one.text("stoppage") or one.text("note"))


@file_rule(
    "team_in_two_places",
    Weight.ASKS,
    says="Work of one team on one day at places more than 50 km apart.",
    message=N_(
        "The team {team} is reported {said} away on the same day. Expected is {expected}: look at team and day."
    ),
    source="data-quality rule 19",
)
def team_in_two_places(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of work of a team that was reported far from its other work of the day."""
    asked = {_shift(one.entry) for one in file.candidates if one.box is not None}
    places: dict[Hashable, list[tuple[float, float]]] = defaultdict(list)
    for one in file.candidates:
        if one.box is not None:
            places[_shift(one.entry)].append(_middle(one.box))
    for entry in file.known:
        if entry.geometry and entry.kind in _DONE and _shift(entry) in asked:
            places[_shift(entry)].append(_middle(box(entry.wkb)))
    for one in file.candidates:
        if one.box is None or one.entry.kind not in _DONE or not one.text("team"):
            continue
        here = _middle(one.box)
        farthest_m = max(_apart_m(here, there) for there in places[_shift(one.entry)])
        if farthest_m > FARTHEST_M:
            said, expected = f"{farthest_m / 1000:.0f} km", f"≤ {FARTHEST_M / 1000:.0f} km"
            yield one, Told("team", said, expected, {"team": one.text("team")})


FARTHEST_M = 50_000.0
"""An hour's drive: farther apart a team does not work on one day. No standard gives a number."""

_M_PER_DEGREE = 111_320.0
"""Of latitude, and of longitude at the equator; good to 1 %, as such a bound needs."""


def _shift(entry: Entry) -> tuple[str, date | None]:
    return str(entry.body.get("team", "")).strip(), entry.true_from


def _middle(around: Box) -> tuple[float, float]:
    return (around[0] + around[2]) / 2, (around[1] + around[3]) / 2


def _apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    across = abs(one[0] - other[0])
    across = min(across, 360 - across) * math.cos(math.radians((one[1] + other[1]) / 2))
    return _M_PER_DEGREE * math.hypot(across, one[1] - other[1])


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
