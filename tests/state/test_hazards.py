"""Hazard areas as things: open or closed, suspected or confirmed, split, merged, reopened, without a polygon."""

from datetime import date

import pytest

from firmground.geometry.measures import area_mm2
from firmground.ledger.standing import Fold
from firmground.state.picture import Picture
from tests.ledgers import approved, entry, hazard, recorded, release, square

HERE, THERE = square(40.1, 35.3), square(40.2, 35.3)
WEST, EAST = square(40.1, 35.3, 0.0005), square(40.1005, 35.3, 0.0005)
AREA = area_mm2(bytes.fromhex(HERE))
POINT = "0101000000" + "00000000000044400000000000804140"
EMPTY = "010300000000000000"


def _land(*batches, fold=Fold.OFFICIAL):
    return Picture(recorded(*batches), fold).land


def _told(land, day=9):
    return {one.number: (one.is_open, one.status, one.is_mapped) for one in land.hazards(on_day=date(2017, 10, day))}


def _ground(land, day=9):
    return {status.value: amount.value for status, amount in land.totals(on_day=date(2017, 10, day)).items()}


def _failed(*numbers, day=7, **more):
    return entry("QC-1", "inspection", day, verdict="failed", releases=list(numbers), **more)


def test_a_later_entry_of_the_same_thing_without_a_polygon_confirms_its_ground():
    land = _land(*approved(hazard("HA-1", 2, HERE), hazard("HA-1", 5, status="confirmed")))

    assert (_told(land, 4), _ground(land, 4)) == ({"HA-1": (True, "suspected", True)}, {"sha": AREA})
    assert (_told(land), _ground(land)) == ({"HA-1": (True, "confirmed", True)}, {"cha": AREA})


def test_a_later_entry_of_a_closed_hazard_without_a_polygon_opens_it_again():
    land = _land(*approved(hazard("HA-1", 2, HERE), release("LR-1", 4, HERE), hazard("HA-1", 6, "", name="missed")))

    assert _told(land, 5) == {"HA-1": (False, "suspected", True)}
    assert (_told(land), _ground(land)) == ({"HA-1": (True, "suspected", True)}, {"sha": AREA})


def test_of_two_words_of_one_day_the_worse_counts_whatever_the_ids():
    for name in ("one", "other", "third"):
        both = hazard("HA-1", 2, HERE, name=name), hazard("HA-1", 2, HERE, "confirmed", name=f"{name} 2")
        assert _told(_land(*approved(*both))) == {"HA-1": (True, "confirmed", True)}


def test_a_confirmed_hazard_is_not_counted_as_suspected_because_a_later_entry_says_less():
    land = _land(*approved(hazard("HA-1", 2, HERE, "confirmed"), hazard("HA-1", 5, HERE)))

    assert (_told(land)["HA-1"][1], set(_ground(land))) == ("confirmed", {"cha"})


def test_where_the_confirmed_part_is_released_the_rest_counts_as_suspected():
    land = _land(*approved(hazard("HA-1", 2, HERE), hazard("HA-1", 3, WEST, "confirmed"), release("LR-1", 5, WEST)))

    assert _told(land) == {"HA-1": (True, "suspected", True)}


def test_a_hazard_that_was_released_stays_closed_where_another_reopens_the_ground():
    land = _land(*approved(hazard("HA-1", 2, HERE), release("LR-1", 4, HERE), hazard("HA-2", 6, HERE)))

    assert {number: told[0] for number, told in _told(land).items()} == {"HA-1": False, "HA-2": True}


def test_a_failed_inspection_opens_the_hazard_again_that_the_release_had_closed():
    land = _land(*approved(hazard("HA-1", 2, HERE), release("LR-1", 4, HERE), _failed("LR-1")))

    assert [_told(land, day)["HA-1"][0] for day in (3, 5, 7)] == [True, False, True]


def test_a_hazard_that_was_split_counts_as_its_parts():
    whole = hazard("HA-1", 2, HERE)
    parts = [hazard("HA-2", 5, WEST, answers="HA-1"), hazard("HA-3", 5, HERE, answers="HA-1")]
    land = _land(*approved(whole, *parts))

    assert _told(land, 4) == {"HA-1": (True, "suspected", True)}
    assert {number: told[0] for number, told in _told(land).items()} == {"HA-1": False, "HA-2": True, "HA-3": True}
    assert _ground(land) == {"sha": AREA}


def test_what_a_split_left_over_keeps_the_hazard_open():
    land = _land(*approved(hazard("HA-1", 2, HERE), hazard("HA-2", 5, WEST, answers="HA-1")))

    assert {number: told[0] for number, told in _told(land).items()} == {"HA-1": True, "HA-2": True}


def test_hazards_that_were_merged_count_as_one():
    apart = hazard("HA-1", 2, WEST), hazard("HA-2", 2, EAST)
    merged = hazard("HA-9", 5, HERE)
    told = (hazard("HA-1", 5, WEST, answers="HA-9"), hazard("HA-2", 5, EAST, answers="HA-9"))

    assert {number: one[0] for number, one in _told(_land(*approved(*apart, merged, *told))).items()} == {
        "HA-1": False,
        "HA-2": False,
        "HA-9": True,
    }


def test_hazards_that_answer_each_other_do_not_close_each_other():
    land = _land(*approved(hazard("HA-1", 2, HERE, answers="HA-2"), hazard("HA-2", 2, HERE, answers="HA-1")))

    assert {number: told[0] for number, told in _told(land).items()} == {"HA-1": True, "HA-2": True}


def test_a_hazard_whose_polygon_is_empty_is_one_without_a_polygon():
    land = _land(*approved(hazard("HA-1", 2, EMPTY)))

    assert _told(land) == {"HA-1": (True, "suspected", False)}


def test_a_hazard_without_a_polygon_that_is_said_again_after_its_release_is_open_again():
    told = hazard("HA-7", 2), release("LR-1", 4, THERE, closes=["HA-7"]), hazard("HA-7", 6, name="missed")
    land = _land(*approved(*told))

    assert [_told(land, day)["HA-7"][0] for day in (3, 5, 6)] == [True, False, True]


def test_a_release_of_an_earlier_day_closes_no_hazard_that_is_told_later():
    land = _land(*approved(release("LR-1", 2, THERE, closes=["HA-7"]), hazard("HA-7", 5)))

    assert _told(land)["HA-7"][0]


@pytest.mark.parametrize(
    ("status", "product", "is_open"),
    [
        ("suspected", "cancelled", False),
        ("confirmed", "cancelled", True),
        ("confirmed", "reduced", False),
        ("restricted", "reduced", True),
        ("restricted", "cleared", False),
    ],
)
def test_the_table_says_which_release_closes_a_hazard_without_a_polygon(status, product, is_open):
    land = _land(*approved(hazard("HA-7", 2, POINT, status), release("LR-1", 5, "", product, closes=["HA-7"])))

    assert _told(land) == {"HA-7": (is_open, status, False)}


def test_a_failed_inspection_opens_a_hazard_without_a_polygon_again():
    land = _land(*approved(hazard("HA-7", 2), release("LR-1", 4, THERE, closes=["HA-7"]), _failed("LR-1")))

    assert [_told(land, day)["HA-7"][0] for day in (5, 7)] == [False, True]


def test_a_hazard_without_a_polygon_recorded_after_its_release_is_open_cautiously_until_it_is_settled():
    batches = [*approved(release("LR-1", 5, THERE, closes=["HA-7"])), *approved(hazard("HA-7", 2))]

    assert [_told(_land(*batches, fold=fold))["HA-7"][0] for fold in Fold] == [False, True]


def test_a_release_closes_a_hazard_without_a_polygon_only_where_all_its_readings_name_it():
    first = release("LR-1", 5, THERE, closes=["HA-7"])
    silent = release("LR-1", 5, THERE, depth_cm=10, supersedes=first.id)
    naming = release("LR-1", 5, THERE, depth_cm=20, closes=["HA-7"], supersedes=first.id)

    land = _land(*approved(hazard("HA-7", 2), first), *approved(silent), *approved(naming))

    assert _told(land)["HA-7"][0]


def test_a_polygon_that_waits_for_approval_does_not_take_the_circle_of_an_approved_point_away():
    batches = [*approved(hazard("HA-7", 2, POINT, stated_area_m2=800)), [hazard("HA-7", 3, HERE)]]
    land = _land(*batches, fold=Fold.CAUTIOUS)

    assert sorted((one.is_mapped, one.is_open) for one in land.hazards(on_day=date(2017, 10, 9))) == [
        (False, True),
        (True, True),
    ]
    assert _ground(land) == {"sha": AREA}


def test_a_stated_area_counts_once_for_each_open_hazard_by_its_last_entry():
    told = hazard("HA-7", 2, stated_area_m2=500), hazard("HA-7", 4, "", "confirmed", stated_area_m2=700)
    land = _land(*approved(*told, release("LR-1", 8, "", closes=["HA-7"])))

    stated = [
        {claim: amount.value for claim, amount in land.stated(on_day=date(2017, 10, day)).items()} for day in (3, 5, 9)
    ]
    assert stated == [{"sha": 500_000_000}, {"cha": 700_000_000}, {}]


def test_of_readings_of_a_release_without_a_polygon_the_least_counts():
    first = release("LR-1", 5, "", stated_area_m2=900)
    one = release("LR-1", 5, "", stated_area_m2=800, supersedes=first.id)
    other = release("LR-1", 5, "", stated_area_m2=300, supersedes=first.id)

    land = _land(*approved(first), *approved(one), *approved(other))

    assert land.stated(on_day=date(2017, 10, 9))["cleared"].by_entry == {other.id: 300_000_000}
