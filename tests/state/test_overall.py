"""The ground of several operations: counted once overall, by operation, and nothing less hazardous than any of them."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from firmground.geometry.measures import area_mm2
from firmground.ledger.standing import Fold
from firmground.state.land_table import HAZARDS, Status
from firmground.state.overall import WEIGHTS, activity_overall, land_overall
from firmground.state.picture import Picture
from tests.ledgers import approved, entry, hazard, recorded, release, square
from tests.promises.worlds import CASES, worlds

LAST = date(2017, 10, 9)
SLIVERS_MM2 = 10_000
HERE, BESIDE = square(40.1, 35.3), square(40.1005, 35.3)


def _picture(*entries):
    return Picture(recorded(*approved(*entries)), Fold.OFFICIAL)


def _area(geometry):
    return area_mm2(bytes.fromhex(geometry))


def test_every_status_has_its_weight_and_hazards_are_the_heaviest():
    assert set(WEIGHTS) == set(Status)
    assert WEIGHTS[-3:] == HAZARDS


@CASES
@given(worlds(), worlds())
def test_one_operation_is_its_own_account_and_two_share_what_both_cover(world, other):
    one, two = Picture(recorded(*world), Fold.OFFICIAL), Picture(recorded(*other), Fold.OFFICIAL)

    alone = land_overall({"a": one.land}, on_day=LAST)
    own = {status: {("a",): amount.value} for status, amount in one.land.totals(on_day=LAST).items()}
    both = land_overall({"b": two.land, "a": one.land}, on_day=LAST)
    worked = activity_overall({"a": one.activity, "b": two.activity}, on_day=LAST)

    assert alone == own
    assert both == land_overall({"a": one.land, "b": two.land}, on_day=LAST)
    for name, picture in (("a", one), ("b", two)):
        totals = picture.land.totals(on_day=LAST)
        held = sum(totals[status].value for status in HAZARDS if status in totals)
        overall = sum(sum(both.get(status, {}).values()) for status in HAZARDS)
        assert overall >= held - SLIVERS_MM2
        assert sum(area for names, area in worked.items() if name in names) == picture.activity.total(on_day=LAST).value


def test_a_hazard_of_one_operation_holds_on_ground_that_another_released():
    one, two = _picture(hazard("HA-1", 1, HERE)), _picture(release("LR-1", 5, BESIDE, depth_cm=20))

    found = land_overall({"north": one.land, "south": two.land}, on_day=LAST)

    assert found[Status.SHA] == {("north",): _area(HERE)}
    assert list(found[Status.CLEARED]) == [("south",)]
    assert abs(2 * found[Status.CLEARED][("south",)] - _area(BESIDE)) < 1_000


def test_what_two_operations_say_alike_is_theirs_jointly():
    one, two = (
        _picture(hazard("HA-1", 1, HERE)),
        _picture(hazard("HA-1", 1, HERE), hazard("HA-2", 1, square(40.2, 35.3))),
    )

    assert land_overall({"north": one.land, "south": two.land}, on_day=LAST) == {
        Status.SHA: {("north", "south"): _area(HERE), ("south",): _area(square(40.2, 35.3))}
    }


def test_numbers_of_one_operation_mean_nothing_in_another():
    one = _picture(release("LR-1", 2, HERE, depth_cm=20))
    two = _picture(
        hazard("HA-9", 1, square(40.2, 35.3)), entry("QC-1", "inspection", 3, verdict="failed", releases=["LR-1"])
    )

    assert land_overall({"north": one.land, "south": two.land}, on_day=LAST)[Status.CLEARED] == {
        ("north",): _area(HERE)
    }


def test_no_operations_have_no_ground():
    assert land_overall({}, on_day=LAST) == {}
    assert activity_overall({}, on_day=LAST) == {}
