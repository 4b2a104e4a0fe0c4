"""Activity, roads, ordnance, buildings, people."""

from datetime import date

import msgspec
import pytest

from firmground.geometry.measures import area_mm2
from firmground.ledger.standing import Fold
from firmground.records.ordnance import Category, LotEvent
from firmground.records.roads import StretchState
from firmground.state.ordnance import remaining
from firmground.state.picture import Picture
from tests.ledgers import approved, entry, recorded, square

DAY = date(2017, 10, 9)
HERE = square(40.1, 35.3)
AREA = area_mm2(bytes.fromhex(HERE))


def _picture(*entries):
    return Picture(recorded(*approved(*entries)), Fold.OFFICIAL)


def _worked(number, day, geometry, *parties, **more):
    return entry(number, "area_worked", day, geometry=geometry, activity="checked", parties=parties, **more)


def test_ground_that_was_reported_twice_counts_once_for_the_first():
    first, second = _worked("AW-1", 2, HERE, "A"), _worked("AW-2", 4, HERE, "B")
    activity = _picture(first, second).activity

    assert activity.total(on_day=DAY).by_entry == {first.id: AREA}
    assert activity.reported(on_day=DAY).value == 2 * AREA
    assert activity.reworked(on_day=date(2017, 10, 4)).by_entry == {second.id: AREA}
    assert activity.increase(on_day=date(2017, 10, 4)).value == 0


def test_checked_ground_releases_nothing():
    assert _picture(_worked("AW-1", 2, HERE)).land.totals(on_day=DAY) == {}


def test_only_one_only_the_other_and_jointly():
    east = square(40.1005, 35.3)
    parts = _picture(_worked("AW-1", 2, HERE, "A"), _worked("AW-2", 3, east, "B")).activity.by_parties(on_day=DAY)

    assert set(parts) == {("A",), ("B",), ("A", "B")}
    assert parts[("A", "B")].value == pytest.approx(AREA / 2, abs=1000)


def test_an_area_stated_without_a_polygon_stands_apart():
    activity = _picture(_worked("AW-1", 2, "", stated_area_m2=500.0)).activity

    assert (activity.total(on_day=DAY).value, activity.stated(on_day=DAY).value) == (0, 500_000_000)


def _stretch(number, day, state, start, end, road="R1", **more):
    return entry(number, "road_stretch", day, state=state, road=road, from_m=start, to_m=end, **more)


def test_a_road_checked_twice_counts_once_along_the_line():
    first, second = _stretch("RS-1", 2, "checked", 0, 1000), _stretch("RS-2", 3, "checked", 800, 1500)
    roads = _picture(first, second, _stretch("RS-3", 3, "checked", 0, 100, road="R2")).roads

    assert roads.checked(on_day=DAY).value == 1_600_000
    assert roads.checked(on_day=DAY).by_entry[second.id] == 500_000
    assert roads.reported(on_day=DAY).value == 1_800_000
    assert roads.checked_increase(on_day=date(2017, 10, 2)).value == 1_000_000


def test_the_last_word_on_a_road_counts_and_on_one_day_a_closure_wins():
    roads = _picture(
        _stretch("RS-1", 2, "cleared", 0, 1000),
        _stretch("RS-2", 4, "closed", 200, 400),
        _stretch("RS-3", 4, "verified", 300, 500),
        _stretch("RS-4", 5, "checked", 0, 1000),
    ).roads

    states = {state: amount.value for state, amount in roads.by_state(on_day=DAY).items() if amount.value}
    assert states == {StretchState.CLEARED: 700_000, StretchState.CLOSED: 200_000, StretchState.VERIFIED: 100_000}


def test_a_stretch_said_backwards_is_the_same_stretch():
    assert _picture(_stretch("RS-1", 2, "checked", 900, 100)).roads.checked(on_day=DAY).value == 800_000


def test_a_length_stated_without_a_line_stands_apart():
    roads = _picture(entry("RS-1", "road_stretch", 2, state="checked", stated_length_m=2500.0)).roads

    assert (roads.checked(on_day=DAY).value, roads.stated(on_day=DAY).value) == (0, 2_500_000)


def _lot(number, day, event, quantity, category="mortar", **more):
    return entry(number, "ordnance_lot", day, event=event, quantity=quantity, category=category, **more)


def test_destroyed_without_found_was_found_the_same_day_and_is_marked_inferred():
    account = _picture(_lot("OL-1", 2, "destroyed", 7)).ordnance
    (balance,) = account.balances(on_day=DAY)

    assert (balance.found.value, balance.inferred.value, balance.destroyed.value, balance.remaining) == (7, 7, 7, 0)


def test_found_and_destroyed_of_one_lot_are_separate_facts_in_time():
    found, destroyed = _lot("OL-1", 2, "found", 9), _lot("OL-1", 5, "destroyed", 6)
    account = _picture(found, destroyed).ordnance

    assert account.amount(LotEvent.DESTROYED, on_day=date(2017, 10, 4)).value == 0
    assert account.balances(on_day=DAY)[0].inferred.value == 0
    left = remaining(account, on_day=DAY)
    assert (left.value, left.by_entry) == (3, {found.id: 9, destroyed.id: -6})


def test_small_arms_ammunition_is_never_in_the_ordnance_total():
    account = _picture(_lot("OL-1", 2, "destroyed", 7), _lot("OL-2", 2, "destroyed", 900, "small_arms_ammunition"))
    ordnance = account.ordnance

    assert ordnance.amount(LotEvent.DESTROYED, on_day=DAY).value == 7
    apart = ordnance.amount(LotEvent.DESTROYED, on_day=DAY, category=Category.SMALL_ARMS_AMMUNITION)
    assert apart.value == 900


def test_a_building_with_its_own_number_counts_once():
    again = entry("BC-1", "building_checked", 5, use="school", socially_important=True)
    first = msgspec.structs.replace(again, id="first", true_from=date(2017, 10, 2))
    many = entry("BC-2", "building_checked", 5, buildings=12)
    account = _picture(first, again, many).buildings

    assert account.total(on_day=DAY).value == 13
    assert account.total(on_day=DAY, only_important=True).by_entry == {"first": 1}
    assert account.increase(on_day=date(2017, 10, 5)).value == 12


def test_people_are_present_from_their_first_day_until_the_day_before_their_end():
    until = date(2017, 10, 5)
    deployed = msgspec.structs.replace(entry("DEP-1", "deployment", 2, people=170, machines=40), true_until=until)
    people = _picture(deployed, _worked("AW-1", 2, HERE), _worked("AW-2", 3, HERE)).people

    present = [people.deployed("people", on_day=date(2017, 10, day)).value for day in (1, 2, 4, 5)]
    assert present == [0, 170, 170, 0]
    assert people.days_worked(on_day=DAY).value == 2
    assert people.person_days(on_day=DAY).value == 340
