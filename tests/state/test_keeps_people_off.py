"""Where two answers are possible, the one that keeps people off the ground: order, clashes, late records, inspections."""

from datetime import date
from itertools import permutations

import msgspec
import pytest

from firmground.geometry.measures import area_mm2
from firmground.ledger.standing import Fold
from firmground.records.roads import StretchState
from firmground.state.picture import Picture
from tests.ledgers import approved, decision, entry, hazard, recorded, release, square

HERE, WEST = square(40.1, 35.3), square(40.1, 35.3, 0.0005)
AREA = area_mm2(bytes.fromhex(HERE))
LAST = date(2017, 10, 9)


def _land(*batches, fold=Fold.OFFICIAL):
    return Picture(recorded(*batches), fold).land


def _totals(land, day=9):
    return {status.value: amount.value for status, amount in land.totals(on_day=date(2017, 10, day)).items()}


def _accepted(land, day=9):
    return land.apart(on_day=date(2017, 10, day))["accepted"].value


def _inspection(number, day, verdict, *releases, **more):
    return entry(number, "inspection", day, verdict=verdict, releases=list(releases), **more)


@pytest.mark.parametrize("names", list(permutations("abc")))
def test_a_release_closes_no_hazard_of_its_day_but_the_one_that_it_names_whatever_the_ids(names):
    named, other, area = names
    claims = (
        hazard("HA-1", 2, HERE, name=named),
        hazard("HA-2", 2, HERE, name=other),
        release("LR-1", 2, HERE, name=area, closes=["HA-1"]),
    )

    assert _totals(_land(*approved(*claims))) == {"sha": AREA}
    assert _totals(_land(*approved(claims[0], claims[2]))) == {"cleared": AREA}


def test_a_release_that_names_a_hazard_elsewhere_comes_before_the_hazards_of_its_day_here():
    there = hazard("HA-9", 2, square(40.2, 35.3))
    naming = release("LR-1", 2, HERE, closes=["HA-9"])

    assert _totals(_land(*approved(there, naming, hazard("HA-1", 2, HERE))), 9)["sha"] == pytest.approx(2 * AREA, 1e-4)


def test_a_failed_inspection_of_the_day_of_a_release_that_names_its_hazard_still_fails_it():
    claims = hazard("HA-1", 2, HERE), release("LR-1", 2, HERE, closes=["HA-1"])

    for name in ("a", "b", "c", "d"):
        failed = _inspection("QC-1", 2, "failed", "LR-1", name=name)
        assert _totals(_land(*approved(*claims, failed))) == {"sha": AREA}


@pytest.mark.parametrize("day", [None, 3])
def test_a_failed_inspection_dated_before_its_release_fails_it_all_the_same(day):
    claims = hazard("HA-1", 2, HERE, "confirmed"), release("LR-1", 5, HERE), _inspection("QC-1", day, "failed", "LR-1")

    assert _totals(_land(*approved(*claims))) == {"cha": AREA}


def test_a_failed_inspection_fails_every_piece_of_the_lot_and_not_only_the_ground_that_was_sampled():
    pieces = release("LR-1", 5, HERE, name="one"), release("LR-1", 5, square(40.3, 35.3), name="other")
    sampled = _inspection("QC-1", 7, "failed", "LR-1", geometry=square(40.1, 35.3, 0.0001))

    for order in permutations(pieces):
        assert set(_totals(_land(*approved(*order, sampled)))) == {"sha"}


def test_a_failed_inspection_holds_cautiously_before_it_is_approved_and_an_accepted_one_does_not_count():
    done = hazard("HA-1", 2, HERE), release("LR-1", 5, HERE)
    failed, accepted = _inspection("QC-1", 7, "failed", "LR-1"), _inspection("QC-2", 7, "accepted", "LR-1")

    assert _totals(_land(*approved(*done), [failed], fold=Fold.CAUTIOUS)) == {"sha": AREA}
    assert _totals(_land(*approved(*done), [failed])) == {"cleared": AREA}
    assert [_accepted(_land(*approved(*done), [accepted], fold=fold)) for fold in Fold] == [0, 0]
    assert _accepted(_land(*approved(*done), *approved(accepted))) == AREA


def test_the_first_inspection_after_the_release_accepts_it_whatever_the_order_of_arrival():
    area = release("LR-1", 5, HERE)
    checks = [_inspection(f"QC-{day}", day, "accepted", "LR-1") for day in (3, 7, 9)]

    for order in permutations(checks):
        land = _land(*approved(area), *approved(*order))
        assert [_accepted(land, day) for day in (6, 7, 9)] == [0, AREA, AREA]


def test_a_correction_of_a_release_that_came_after_the_inspection_has_to_be_accepted_anew():
    first = release("LR-1", 5, WEST)
    accepted = _inspection("QC-1", 7, "accepted", "LR-1")
    wider = release("LR-1", 5, HERE, supersedes=first.id)
    again = _inspection("QC-2", 8, "accepted", "LR-1")

    assert _accepted(_land(*approved(first), *approved(accepted))) > 0
    assert _accepted(_land(*approved(first), *approved(accepted), *approved(wider))) == 0
    assert _accepted(_land(*approved(first), *approved(accepted), *approved(wider), *approved(again))) == AREA


def test_ground_cleared_twice_is_accepted_when_one_of_the_two_is():
    twice = release("LR-1", 5, HERE), release("LR-2", 6, HERE)

    assert _accepted(_land(*approved(*twice, _inspection("QC-1", 7, "accepted", "LR-2")))) == AREA


def test_readings_of_a_release_count_as_the_weakest_product_on_the_earliest_day():
    first = release("LR-1", 8, HERE)
    early = release("LR-1", 4, HERE, "reduced", supersedes=first.id)
    late = release("LR-1", 8, HERE, "cleared", note="late", supersedes=first.id)
    readings = [*approved(first), *approved(early), *approved(late)]

    assert _totals(_land(*approved(hazard("HA-1", 2, HERE)), *readings)) == {"reduced": AREA}
    assert _totals(_land(*approved(hazard("HA-1", 6, HERE)), *readings)) == {"sha": AREA}
    assert _totals(_land(*approved(hazard("HA-1", 2, HERE, "restricted")), *readings)) == {"restricted": AREA}
    assert _totals(_land(*approved(hazard("HA-1", 2, HERE)), *readings), 5) == {"sha": AREA}


def test_a_reading_of_a_release_without_a_polygon_releases_nothing():
    first = release("LR-1", 5, HERE)
    one = release("LR-1", 5, HERE, note="one", supersedes=first.id)
    other = release("LR-1", 5, "", note="other", supersedes=first.id)

    assert _totals(_land(*approved(hazard("HA-1", 2, HERE), first), *approved(one), *approved(other))) == {"sha": AREA}


def test_a_correction_that_would_narrow_a_release_narrows_it_cautiously_before_it_is_approved():
    area, first = hazard("HA-1", 2, HERE), release("LR-1", 5, HERE)
    narrower = release("LR-1", 5, WEST, supersedes=first.id)
    west = area_mm2(bytes.fromhex(WEST))

    waiting = [*approved(area, first), [narrower]]
    assert _totals(_land(*waiting)) == {"cleared": AREA}
    assert _totals(_land(*waiting, fold=Fold.CAUTIOUS))["cleared"] == pytest.approx(west, abs=1000)
    rejected = [*waiting, [decision("rejected", narrower, reason="no")]]
    assert _totals(_land(*rejected, fold=Fold.CAUTIOUS)) == {"cleared": AREA}


def test_a_correction_that_would_widen_a_release_widens_nothing_before_it_is_approved():
    area, first = hazard("HA-1", 2, HERE), release("LR-1", 5, WEST)
    wider = release("LR-1", 5, HERE, supersedes=first.id)
    west = area_mm2(bytes.fromhex(WEST))

    for fold in Fold:
        assert _totals(_land(*approved(area, first), [wider], fold=fold))["cleared"] == pytest.approx(west, abs=1000)


def test_correcting_a_release_does_not_settle_a_hazard_that_was_recorded_late():
    done, late = release("LR-1", 5, HERE), hazard("HA-1", 2, HERE)
    noted = release("LR-1", 5, HERE, note="a comma", supersedes=done.id)

    land = _land(*approved(done), *approved(late), *approved(noted), fold=Fold.CAUTIOUS)

    assert _totals(land) == {"sha": AREA}


def test_a_hazard_that_was_recorded_late_asks_a_person_in_both_folds_until_it_is_settled():
    done, late = release("LR-1", 5, HERE), hazard("HA-1", 2, HERE)
    settled = [*approved(done), [late], [decision("approved", late, settles=[late.id])]]

    for fold in Fold:
        land = _land(*approved(done), *approved(late), fold=fold)
        assert land.findings(on_day=LAST) == {("hazard_recorded_late", late.id): AREA}
        assert _land(*settled, fold=fold).findings(on_day=LAST) == {}


def test_a_verification_does_not_settle_a_hazard_that_was_recorded_late():
    done, late = release("LR-1", 5, HERE), hazard("HA-1", 2, HERE)
    batches = [*approved(done), *approved(late), [decision("verified", done, settles=[late.id])]]

    assert _totals(_land(*batches, fold=Fold.CAUTIOUS)) == {"sha": AREA}


def test_a_product_that_is_not_known_here_releases_nothing_and_a_hazard_status_that_is_not_is_suspected():
    claims = hazard("HA-1", 2, HERE, "indication"), release("LR-1", 5, HERE, "product_of_a_later_version")

    land = _land(*approved(*claims))

    assert _totals(land) == {"sha": AREA}
    assert [one.status for one in land.hazards(on_day=LAST)] == ["suspected"]


def _stretch(number, day, state, start=0, end=1000, road="R1", **more):
    return entry(number, "road_stretch", day, state=state, road=road, from_m=start, to_m=end, **more)


def _road(*batches, fold=Fold.OFFICIAL):
    roads = Picture(recorded(*batches), fold).roads
    return {state.value: amount.value for state, amount in roads.by_state(on_day=LAST).items() if amount.value}


def test_a_closure_that_names_a_road_and_no_place_closes_all_that_is_known_of_it():
    opened = _stretch("RS-1", 2, "cleared", 0, 1000), _stretch("RS-2", 2, "cleared", 1500, 2000)
    closed = entry("RS-3", "road_stretch", 5, state="closed", road="R1", stated_length_m=10.0)

    assert _road(*approved(*opened, closed)) == {"closed": 2_000_000}
    assert Picture(recorded(*approved(*opened, closed)), Fold.OFFICIAL).roads.stated(on_day=LAST).value == 0
    elsewhere = msgspec.structs.replace(closed, body={"state": "closed", "road": "R2", "stated_length_m": 10.0})
    assert _road(*approved(*opened, elsewhere)) == {"cleared": 1_500_000}


def test_readings_of_a_road_that_is_opened_count_as_the_least_of_them():
    first = _stretch("RS-1", 5, "cleared")
    one = _stretch("RS-1", 5, "verified", 0, 600, supersedes=first.id)
    other = _stretch("RS-1", 5, "cleared", 400, 1000, supersedes=first.id)

    assert _road(*approved(first), *approved(one), *approved(other)) == {"verified": 200_000}


def test_readings_of_a_road_of_which_one_closes_it_close_it():
    first = _stretch("RS-1", 2, "cleared")
    one = _stretch("RS-1", 2, "closed", supersedes=first.id)
    other = _stretch("RS-1", 8, "cleared", supersedes=first.id)

    assert _road(*approved(first), *approved(one), *approved(other)) == {"closed": 1_000_000}


def test_a_correction_that_would_shorten_an_opened_road_shortens_it_cautiously_before_it_is_approved():
    first = _stretch("RS-1", 2, "cleared")
    shorter = _stretch("RS-1", 2, "cleared", 0, 300, supersedes=first.id)

    assert _road(*approved(first), [shorter]) == {"cleared": 1_000_000}
    assert _road(*approved(first), [shorter], fold=Fold.CAUTIOUS) == {"cleared": 300_000}


def test_a_closure_recorded_late_holds_cautiously_until_it_is_settled():
    done, late = _stretch("RS-1", 5, "cleared"), _stretch("RS-2", 3, "closed", 0, 400)
    settled = [*approved(done), [late], [decision("approved", late, settles=[late.id])]]

    assert _road(*approved(done), *approved(late)) == {"cleared": 1_000_000}
    assert _road(*approved(done), *approved(late), fold=Fold.CAUTIOUS) == {"cleared": 600_000, "closed": 400_000}
    assert _road(*settled, fold=Fold.CAUTIOUS) == {"cleared": 1_000_000}


def test_a_held_find_that_could_be_read_only_in_part_is_one_item_at_least():
    found = entry("OL-1", "ordnance_lot", 2, event="found")
    (balance,) = Picture(recorded([found]), Fold.CAUTIOUS).ordnance.balances(on_day=LAST)

    assert (balance.category.value, balance.found.value) == ("other", 1)


def test_a_closure_that_could_be_read_only_in_part_does_not_stop_the_picture():
    closed = entry("RS-1", "road_stretch", 2, state=StretchState.CLOSED, road="R1", from_m="somewhere", to_m=None)

    assert _road([closed], [_stretch("RS-2", 2, "cleared")], fold=Fold.CAUTIOUS) == {}
