"""The status account of ground: order, clashes, late hazards, inspections, hazards without polygons."""

from datetime import date, timedelta

import pytest

from firmground.errors import GeometryUnsound
from firmground.geometry.measures import area_mm2
from firmground.ledger.standing import Fold
from firmground.state.hazards import LEAST_LEFT_MM2
from firmground.state.land_table import Status
from firmground.state.picture import Picture
from tests.ledgers import START, approved, decision, entry, hazard, polygon, recorded, release, square

HERE, THERE = square(40.1, 35.3), square(40.2, 35.3)
WEST_HALF = square(40.1, 35.3, 0.0005)
AREA = area_mm2(bytes.fromhex(HERE))


def _land(*batches, fold=Fold.OFFICIAL):
    return Picture(recorded(*batches), fold).land


def _totals(land, day=9):
    return {status.value: amount.value for status, amount in land.totals(on_day=date(2017, 10, day)).items()}


def test_ground_is_what_the_last_claim_makes_of_it_and_the_area_is_exact():
    land = _land(*approved(hazard("HA-1", 2, HERE), release("LR-1", 5, HERE)))

    assert _totals(land, 1) == {}
    assert _totals(land, 2) == {"sha": AREA}
    assert _totals(land, 5) == {"cleared": AREA}


def test_on_one_day_the_hazard_stands_unless_the_release_names_it():
    area = hazard("HA-1", 2, HERE)
    silent, naming = release("LR-1", 2, HERE), release("LR-2", 2, HERE, closes=["HA-1"])

    assert _totals(_land(*approved(area, silent))) == {"sha": AREA}
    assert _totals(_land(*approved(area, naming))) == {"cleared": AREA}


def test_a_partial_release_leaves_the_rest_and_the_hazard_counts_as_one_open_area():
    land = _land(*approved(hazard("HA-1", 2, HERE), release("LR-1", 5, WEST_HALF)))

    totals = _totals(land)
    (left,) = land.hazards(on_day=date(2017, 10, 9))
    assert totals["sha"] + totals["cleared"] == pytest.approx(AREA, abs=1000)
    assert (left.is_open, left.remaining_mm2) == (True, totals["sha"])


def test_a_released_hazard_is_no_longer_open_and_a_new_one_reopens_the_ground():
    land = _land(*approved(hazard("HA-1", 2, HERE), release("LR-1", 4, HERE), hazard("HA-2", 6, HERE, "confirmed")))

    assert [one.is_open for one in land.hazards(on_day=date(2017, 10, 5))] == [False]
    assert _totals(land) == {"cha": AREA}
    assert land.apart(on_day=date(2017, 10, 9))["reopened"].value == AREA


def test_the_end_of_a_hazard_never_releases_ground():
    import msgspec

    area = msgspec.structs.replace(hazard("HA-1", 2, HERE), true_until=date(2017, 10, 3))

    assert _totals(_land(*approved(area))) == {"sha": AREA}


def test_release_of_ground_without_a_hazard_on_record_is_counted_apart():
    land = _land(*approved(release("LR-1", 2, HERE)))

    assert land.apart(on_day=date(2017, 10, 9))["no_hazard_recorded"].value == AREA


def test_cancelling_confirmed_ground_asks_a_person_and_changes_nothing():
    cancelled = release("LR-1", 3, HERE, "cancelled")
    land = _land(*approved(hazard("HA-1", 2, HERE, "confirmed"), cancelled))

    assert _totals(land) == {"cha": AREA}
    assert land.findings(on_day=date(2017, 10, 9)) == {("cancelled_on_confirmed", cancelled.id): AREA}


def test_a_hazard_recorded_late_holds_cautiously_until_somebody_settles_it():
    done, late = release("LR-1", 5, HERE), hazard("HA-1", 2, HERE)
    batches = [*approved(done), *approved(late)]
    settled = [*approved(done), [late], [decision("approved", late, settles=[late.id])]]

    assert _totals(_land(*batches)) == {"cleared": AREA}
    assert _totals(_land(*batches, fold=Fold.CAUTIOUS)) == {"sha": AREA}
    assert _totals(_land(*settled, fold=Fold.CAUTIOUS)) == {"cleared": AREA}


def test_an_unapproved_hazard_on_released_ground_holds_cautiously_and_not_officially():
    batches = [*approved(release("LR-1", 5, HERE)), [hazard("HA-1", 7, HERE)]]

    assert _totals(_land(*batches)) == {"cleared": AREA}
    assert _totals(_land(*batches, fold=Fold.CAUTIOUS)) == {"sha": AREA}


def test_a_release_that_clashes_releases_only_what_every_reading_releases():
    area, first = hazard("HA-1", 2, HERE), release("LR-1", 5, HERE)
    one = release("LR-1", 5, HERE, depth_cm=10, supersedes=first.id)
    other = release("LR-1", 5, WEST_HALF, depth_cm=20, supersedes=first.id)

    totals = _totals(_land(*approved(area, first), *approved(one), *approved(other)))

    assert totals["cleared"] == pytest.approx(area_mm2(bytes.fromhex(WEST_HALF)), abs=1000)


def test_an_accepted_inspection_marks_the_release_from_its_day():
    check = entry("QC-1", "inspection", 7, verdict="accepted", releases=["LR-1"])
    land = _land(*approved(hazard("HA-1", 2, HERE), release("LR-1", 5, HERE), check))

    assert land.apart(on_day=date(2017, 10, 6))["accepted"].value == 0
    assert land.apart(on_day=date(2017, 10, 7))["accepted"].value == AREA


def test_a_failed_inspection_of_a_release_returns_its_ground_to_the_worst_it_has_held():
    failed = entry("QC-1", "inspection", 7, verdict="failed", releases=["LR-1"])
    land = _land(*approved(hazard("HA-1", 2, HERE, "confirmed"), release("LR-1", 5, HERE), failed))

    assert _totals(land) == {"cha": AREA}


def test_a_hazard_without_a_polygon_is_open_until_a_release_names_it():
    unmapped = hazard("HA-7", 2, stated_area_m2=1500)
    closing = release("LR-1", 5, THERE, closes=["HA-7"])

    land = _land(*approved(unmapped, closing))

    (before,) = land.hazards(on_day=date(2017, 10, 4))
    (after,) = land.hazards(on_day=date(2017, 10, 5))
    assert (before.is_mapped, before.is_open, before.stated_area_m2) == (False, True, 1500)
    assert not after.is_open
    assert land.stated(on_day=date(2017, 10, 4))["sha"].by_entry == {unmapped.id: 1_500_000_000}
    assert "sha" not in land.stated(on_day=date(2017, 10, 9))


def test_ground_surveyed_without_evidence_is_not_released():
    survey = entry("SR-1", "survey_report", 3, geometry=HERE, survey="non_technical", result="no_evidence")

    assert _totals(_land(*approved(survey))) == {"surveyed": AREA}
    assert _totals(_land(*approved(hazard("HA-1", 2, HERE), survey))) == {"sha": AREA}


def test_an_undated_hazard_has_always_been_there():
    assert _totals(_land(*approved(hazard("HA-1", None, HERE))), 1) == {"sha": AREA}


def test_who_decided_and_since_when_stands_with_the_ground():
    area = hazard("HA-1", 2, HERE)
    land = _land(*approved(area, hazard("HA-2", 4, HERE)))
    ((_, _, spot),) = land.spots(on_day=date(2017, 10, 9))

    assert (spot.decided_by, spot.since, spot.point.status) == (area.id, date(2017, 10, 2), Status.SHA)


def test_hazards_recorded_in_one_import_before_releases_are_not_late():
    batches = recorded([hazard("HA-1", 2, HERE), release("LR-1", 5, HERE)], every=timedelta(0), start=START)

    assert Picture(batches, Fold.CAUTIOUS).land.totals(on_day=date(2017, 10, 9))[Status.SHA].value == AREA


def test_what_is_stated_without_a_polygon_counts_from_its_own_day_whatever_day_was_asked_before():
    land = _land(*approved(hazard("HA-1", 1, HERE), release("LR-1", 5, stated_area_m2=300.0)))

    asked = [land.stated(on_day=date(2017, 10, day)) for day in (4, 5, 4, 9)]
    assert [{claim: amount.value for claim, amount in one.items()} for one in asked] == [
        {},
        {"cleared": 300_000_000},
        {},
        {"cleared": 300_000_000},
    ]


def test_ground_is_cut_anew_only_when_its_polygons_change():
    here, there = square(41.1, 36.3), square(41.1005, 36.3)
    first, event = approved(hazard("HA-1", 1, here)), [entry("EV-1", "dated_event", 2, event="start", title="Start")]
    before, after = _land(*first), _land(*first, event)
    more = _land(*first, *approved(hazard("HA-2", 2, there)))

    assert before.ground is after.ground
    assert before.stored is after.stored
    assert more.ground is not before.ground
    assert more.stored is not before.stored


def test_ground_as_known_before_is_found_in_the_cells_of_all_that_was_recorded_since():
    here, there = square(41.2, 36.3), square(41.2005, 36.3)
    first, second = approved(hazard("HA-1", 1, here)), approved(release("LR-1", 2, there))
    known_now = _land(*first, *second)
    cut_by_all = known_now.stored

    assert _land(*first).stored is cut_by_all
    assert _totals(_land(*first)) == {"sha": known_now.totals(on_day=date(2017, 10, 1))[Status.SHA].value}


def test_a_sliver_that_is_left_of_a_hazard_does_not_hold_it_open():
    """A release drawn from the same map again, one lattice unit (0.1 mm) inside the hazard: 0.2 dm2 are left."""
    area = hazard("HA-1", 1, square(40.1, 35.3, 0.00005))
    inside = release("LR-1", 2, square(40.100000001, 35.300000001, 0.000049998))
    land = _land(*approved(area, inside))

    (left,) = land.hazards(on_day=date(2017, 10, 9))
    assert 0 < left.remaining_mm2 < LEAST_LEFT_MM2
    assert not left.is_open


def test_a_hazard_smaller_than_a_sliver_is_open_while_all_of_it_is_left():
    tiny = square(40.1, 35.3, 0.0000005)
    left, released = (
        _land(*approved(hazard("HA-1", 1, tiny))),
        _land(*approved(hazard("HA-1", 1, tiny), release("LR-1", 2, tiny))),
    )

    assert area_mm2(bytes.fromhex(tiny)) < LEAST_LEFT_MM2
    assert [[one.is_open for one in land.hazards(on_day=date(2017, 10, 9))] for land in (left, released)] == [
        [True],
        [False],
    ]


def test_a_broken_polygon_that_does_not_stand_leaves_the_ground_of_all_others_as_it_is():
    sound, broken = square(41.3, 36.3), polygon([(41.3, 36.3), (41.301, 36.301), (41.301, 36.3), (41.3, 36.301)])
    waiting = release("LR-1", 2, broken)

    assert _totals(_land(*approved(hazard("HA-1", 1, sound)), [waiting])) == _totals(
        _land(*approved(hazard("HA-1", 1, sound)))
    )
    with pytest.raises(GeometryUnsound):
        _totals(_land(*approved(waiting)))
