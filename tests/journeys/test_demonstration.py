"""The demonstration gives the published figures on their days, as known then and as known now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from examples.deir_ez_zor.days import DAYS, targets
from examples.deir_ez_zor.make import (
    CORRECTED,
    CORRECTED_ON,
    TWICE,
    TWICE_WITHDRAWN_ON,
    Step,
    steps,
)
from examples.deir_ez_zor.ordnance import IMPROVISED
from examples.deir_ez_zor.plans import LATE
from examples.deir_ez_zor.published import FOLLOWED, NOV_14, SEP_29, Basis, Measure, Published, differing_rows, rows
from examples.deir_ez_zor.records import NUMBER, OPERATION, TIMEZONE
from examples.deir_ez_zor.training import WITHDRAWN

from firmground.checks.context import Context
from firmground.checks.examine import examine
from firmground.checks.findings import Weight
from firmground.geometry.lattice import on_lattice
from firmground.ledger.ports import Recorded
from firmground.ledger.standing import Fold
from firmground.records.kinds import KINDS, read_body
from firmground.records.operations import EventKind, Operation
from firmground.records.ordnance import Category, LotEvent
from firmground.state.evidence import Amount
from firmground.state.land import total_of
from firmground.state.land_table import HAZARDS, Status
from firmground.state.picture import Picture

MM2_PER_HA = 10**10
MM_PER_KM = 10**6


@cache
def made() -> tuple[Step, ...]:
    return tuple(steps())


@cache
def recorded() -> tuple[Recorded, ...]:
    return tuple(
        Recorded(entry, "centre", batch, position, step.recorded_at)
        for batch, step in enumerate(made(), start=1)
        for position, entry in enumerate(step.entries)
    )


@cache
def picture(as_known_on: date | None = None, fold: Fold = Fold.OFFICIAL) -> Picture:
    if as_known_on is None:
        return Picture(recorded(), fold)
    end = datetime.combine(as_known_on + timedelta(days=1), time(), ZoneInfo(TIMEZONE)).astimezone(UTC)
    return Picture([one for one in recorded() if one.recorded_at < end], fold)


def amount(figure: Published, of: Picture) -> Amount:
    """Return the ledger's answer to a published figure, in the exact unit."""
    day, is_day = figure.day, figure.basis is Basis.DAY
    match figure.measure:
        case Measure.AREA:
            return of.activity.increase(on_day=day) if is_day else of.activity.total(on_day=day)
        case Measure.ROAD:
            return of.roads.checked_increase(on_day=day) if is_day else of.roads.checked(on_day=day)
        case Measure.BUILDINGS:
            return of.buildings.increase(on_day=day) if is_day else of.buildings.total(on_day=day)
        case Measure.IMPORTANT:
            return of.buildings.total(on_day=day, only_important=True)
        case Measure.OBJECTS:
            ask = of.ordnance.increase if is_day else of.ordnance.amount
            return ask(LotEvent.DESTROYED, on_day=day)
        case Measure.IMPROVISED:
            ask = of.ordnance.increase if is_day else of.ordnance.amount
            both = [ask(LotEvent.DESTROYED, on_day=day, category=category) for category in IMPROVISED]
            return both[0] + both[1]
        case Measure.PEOPLE:
            return of.people.deployed("people", on_day=day)
        case Measure.MACHINES:
            return of.people.deployed("machines", on_day=day)
        case Measure.TEAMS:
            return of.people.deployed("teams", on_day=day)


def in_published_unit(figure: Published, value: int) -> float:
    if figure.measure is Measure.AREA:
        return round(value / MM2_PER_HA, 1)
    if figure.measure is Measure.ROAD:
        return round(value / MM_PER_KM, 1)
    return float(value)


def name_of(figure: Published) -> str:
    return f"{figure.day} {figure.measure.name} {figure.basis.name}".lower().replace(" ", "-")


@pytest.mark.parametrize("figure", FOLLOWED, ids=name_of)
def test_a_published_figure_holds_on_its_day_as_known_that_evening(figure: Published) -> None:
    assert in_published_unit(figure, amount(figure, picture(figure.day)).value) == figure.value


@pytest.mark.parametrize("figure", FOLLOWED, ids=name_of)
def test_a_published_figure_holds_on_its_day_as_known_now(figure: Published) -> None:
    assert in_published_unit(figure, amount(figure, picture()).value) == figure.value


def test_areas_are_within_a_tenth_of_a_square_metre_and_roads_exact_to_the_millimetre_of_every_days_target() -> None:
    known = picture()
    for target in targets():
        area_mm2 = known.activity.increase(on_day=target.day).value
        assert abs(area_mm2 - target.area_m2 * 10**6) < 10**6, target.day
        assert known.roads.checked_increase(on_day=target.day).value == target.road_m * 1000, target.day


def test_the_days_add_up_to_the_running_total() -> None:
    known = picture()
    assert sum(known.activity.increase(on_day=day).value for day in DAYS) == known.activity.total(on_day=NOV_14).value
    assert sum(known.roads.checked_increase(on_day=day).value for day in DAYS) == 246 * MM_PER_KM
    assert sum(known.buildings.increase(on_day=day).value for day in DAYS) == 1868
    destroyed = [known.ordnance.increase(LotEvent.DESTROYED, on_day=day).value for day in DAYS]
    assert sum(destroyed) == 44783


def test_the_naive_sum_of_reported_areas_is_a_sixth_to_a_quarter_larger_than_the_ground() -> None:
    activity = picture().activity
    naive, ground = activity.reported(on_day=NOV_14).value, activity.total(on_day=NOV_14).value
    assert 1.16 < naive / ground < 1.25
    reworked = sum(activity.reworked(on_day=day).value for day in DAYS)
    assert naive == ground + reworked


def test_the_naive_sum_of_reported_road_is_larger_than_the_road() -> None:
    roads = picture().roads
    assert roads.reported(on_day=NOV_14).value > roads.checked(on_day=NOV_14).value + 5 * MM_PER_KM


def test_only_one_organisation_the_other_and_both_jointly_add_up_to_the_total() -> None:
    activity = picture().activity
    parts = activity.by_parties(on_day=NOV_14)
    assert set(parts) == {("IMAC",), ("SYR",), ("IMAC", "SYR")}
    assert sum(part.value for part in parts.values()) == activity.total(on_day=NOV_14).value


def test_eighteen_buildings_are_socially_important_by_use_as_published() -> None:
    uses = [entry.body["use"] for entry in picture().buildings.checks if entry.body.get("socially_important")]
    assert len(uses) == 18
    single = ("university", "mosque", "hospital")
    assert [uses.count(use) for use in ("school", "substation", *single)] == [4, 3, 1, 1, 1]
    assert uses.count("pharmacy") + uses.count("shop") == 8


def test_everything_found_is_destroyed_on_published_days_and_some_lots_wait_a_night_in_between() -> None:
    ordnance = picture().ordnance
    published = {figure.day for figure in FOLLOWED if figure.measure is Measure.OBJECTS}
    waiting = {}
    for day in DAYS:
        found, destroyed = (ordnance.amount(event, on_day=day).value for event in (LotEvent.FOUND, LotEvent.DESTROYED))
        assert found >= destroyed
        waiting[day] = found - destroyed
    assert all(waiting[day] == 0 for day in published)
    assert any(waiting.values())
    assert not any(fact.is_inferred for fact in ordnance.facts)
    assert ordnance.amount(LotEvent.MOVED, on_day=NOV_14).value > 0


def test_small_arms_ammunition_stands_apart_from_the_ordnance_total() -> None:
    ordnance = picture().ordnance
    assert ordnance.amount(LotEvent.DESTROYED, on_day=NOV_14, category=Category.SMALL_ARMS_AMMUNITION).value > 1000
    assert ordnance.amount(LotEvent.DESTROYED, on_day=NOV_14).value == 44783


def test_late_reports_are_missing_on_their_own_evening_and_there_later() -> None:
    for day, arrives in ((day, arrives) for (day, _), arrives in LATE.items()):
        assert timedelta(days=2) <= arrives - day <= timedelta(days=4)
        then = picture(day).activity.total(on_day=day).value
        assert then < picture(arrives).activity.total(on_day=day).value - MM2_PER_HA // 2


def test_a_mistyped_corner_makes_the_ground_larger_until_its_correction_is_approved() -> None:
    day = CORRECTED[0]
    then, before = picture(day).activity.total(on_day=day).value, picture(CORRECTED_ON - timedelta(days=1))
    corrected = picture(CORRECTED_ON).activity.total(on_day=day).value
    assert then > corrected + MM2_PER_HA // 2
    assert before.activity.total(on_day=day).value > corrected
    assert len(picture().standing.superseded) == 1


def test_ground_that_was_entered_twice_in_a_wrong_place_is_gone_once_withdrawn() -> None:
    day = TWICE[0]
    then, now = (picture(known).activity.total(on_day=day).value for known in (day, TWICE_WITHDRAWN_ON))
    assert then > now + MM2_PER_HA
    assert sum(1 for one in recorded() if one.entry.kind == "withdrawal") == 2


def test_the_training_sector_goes_through_survey_reduction_clearance_and_reopening() -> None:
    land = picture().land
    totals = land.totals(on_day=NOV_14)
    assert set(totals) == {
        Status.SURVEYED,
        Status.SHA,
        Status.CHA,
        Status.RESTRICTED,
        Status.CANCELLED,
        Status.REDUCED,
        Status.CLEARED,
    }
    apart = land.apart(on_day=NOV_14)
    assert apart["reopened"].value > 0
    assert apart["accepted"].value > 0
    before = total_of(land.totals(on_day=date(2017, 10, 8)), HAZARDS).value
    assert total_of(totals, HAZARDS).value < before


def test_one_hazard_is_only_a_point_and_one_has_no_place_until_a_release_names_it() -> None:
    land = picture().land
    before, after = (
        {hazard.number: hazard for hazard in land.hazards(on_day=day)} for day in (date(2017, 10, 16), NOV_14)
    )
    assert [(before[number].is_mapped, before[number].is_open) for number in ("HA-0003", "HA-0004")] == [
        (False, True),
        (False, True),
    ]
    assert (after["HA-0003"].is_open, after["HA-0004"].is_open) == (True, False)
    assert before["HA-0003"].stated_area_m2 == 8000.0
    assert before["HA-0004"].stated_area_m2 is None
    assert WITHDRAWN not in after


def test_a_new_find_on_cleared_ground_is_held_cautiously_before_it_is_approved() -> None:
    found = date(2017, 11, 7)
    official, cautious = (picture(found, fold).land.totals(on_day=found) for fold in (Fold.OFFICIAL, Fold.CAUTIOUS))
    assert cautious[Status.CHA].value > official[Status.CHA].value
    assert cautious[Status.CLEARED].value < official[Status.CLEARED].value
    approved = picture(found + timedelta(days=1)).land.totals(on_day=found)
    assert approved[Status.CHA] == cautious[Status.CHA]


def test_start_liberation_and_end_are_dated_events_in_order() -> None:
    events = [one.entry for one in recorded() if one.entry.kind == "dated_event"]
    assert [(entry.true_from, entry.body["event"]) for entry in events] == [
        (SEP_29, EventKind.START),
        (date(2017, 11, 3), EventKind.LIBERATION),
        (NOV_14, EventKind.END),
        (NOV_14, EventKind.ANNOUNCEMENT),
    ]


def test_the_operation_is_labelled_as_a_reconstruction() -> None:
    operation = recorded()[0].entry
    assert (operation.number, operation.thing, operation.kind) == (NUMBER, OPERATION, "operation")
    assert operation.body["is_reconstruction"]
    assert "reconstruction" in operation.body["name"]


def test_every_entry_is_read_by_its_kind_carries_what_it_may_and_lies_on_the_lattice() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for one in recorded():
        entry = one.entry
        read_body(entry.body, KINDS[entry.kind].body)
        assert entry.operation == OPERATION
        assert seen.setdefault(entry.number, (entry.kind, entry.thing)) == (entry.kind, entry.thing)
        if entry.geometry:
            assert on_lattice(entry.wkb) == entry.wkb
    assert len({one.entry.id for one in recorded()}) == len(recorded())


def test_what_a_team_found_and_covered_names_its_daily_progress() -> None:
    progress = {one.entry.number: one.entry for one in recorded() if one.entry.kind == "daily_progress"}
    assert len(progress) == 47 * 10
    for day in DAYS:
        of_day = [entry.body for entry in progress.values() if entry.true_from == day]
        assert (sum(body["people"] for body in of_day), sum(body["machines"] for body in of_day)) == (170, 40)
    told = [one.entry for one in recorded() if one.entry.body.get("report")]
    assert all(progress[entry.body["report"]].true_from == entry.true_from for entry in told)
    assert {entry.kind for entry in told} == {"area_worked", "road_stretch", "building_checked", "ordnance_lot"}
    assert any(body.body.get("stoppage") for body in progress.values())


def test_everything_that_was_entered_has_been_decided() -> None:
    verdicts = picture().standing.verdicts
    gated = [one.entry for one in recorded() if KINDS[one.entry.kind].gated or one.entry.supersedes]
    assert [entry.id for entry in gated if entry.id not in verdicts] == []


def test_steps_follow_each_other_in_time_and_decide_only_on_what_came_before() -> None:
    assert all(before.recorded_at < after.recorded_at for before, after in pairwise(made()))
    known: set[str] = set()
    for step in made():
        for entry in step.entries:
            assert set(entry.body.get("entries", ())) <= known
        known |= {entry.id for entry in step.entries}


def test_reports_are_recorded_in_the_evening_of_a_local_day_and_never_before_their_day() -> None:
    for one in recorded():
        local = one.recorded_at.astimezone(ZoneInfo(TIMEZONE))
        assert one.entry.true_from is None or one.entry.true_from <= local.date()


def test_a_second_run_makes_the_same_entries_within_twenty_seconds_of_work() -> None:
    begin = process_time()
    again = tuple(steps())
    assert process_time() - begin < 20
    assert again == made()


def test_the_checks_stop_nothing_and_ask_nothing_of_the_demonstration() -> None:
    operation = read_body(recorded()[0].entry.body, Operation)
    deeds = ("decision", "withdrawal")
    told: set[str] = set()
    for day in (date(2017, 9, 29), date(2017, 10, 3), date(2017, 10, 24), date(2017, 11, 14)):
        context = Context(
            operation=operation,
            operation_number=NUMBER,
            today=day,
            known=[one.entry for one in picture(day - timedelta(days=1)).recorded if one.entry.kind not in deeds],
            began=SEP_29,
            ended=NOV_14,
            numbers_stated=True,
        )
        of_day = [one.entry for one in recorded() if one.entry.true_from == day and one.entry.kind not in deeds]
        findings = [finding for found in examine(of_day, context=context) for finding in found]
        assert [finding.sentence for finding in findings if finding.weight is not Weight.NOTES] == []
        told |= {finding.rule for finding in findings}
    assert "overlap" in told


@pytest.mark.parametrize("row", [*rows(), *differing_rows()])
def test_the_page_about_the_demonstration_tells_every_published_figure_and_every_difference(row: str) -> None:
    page = Path(__file__).parents[2] / "docs" / "demonstration.md"
    assert row in page.read_text(encoding="utf-8").splitlines()
