"""What the account of ground asks people, and how much work it is to find that out."""

from __future__ import annotations

import sys

import pytest

from firmground.geometry.measures import area_mm2
from firmground.ledger.standing import Fold
from firmground.state.hazards import LEAST_LEFT_MM2
from firmground.state.picture import Picture
from tests.ledgers import approved, decision, hazard, recorded, release, square

HERE, THERE = square(40.1, 35.3), square(40.2, 35.3)
WEST_HALF = square(40.1, 35.3, 0.0005)
BESIDE = square(40.100999999, 35.3)
AREA = area_mm2(bytes.fromhex(HERE))


def _picture(*batches, fold=Fold.CAUTIOUS):
    return Picture(recorded(*batches), fold)


def _asked(*batches, fold=Fold.CAUTIOUS):
    return [
        (one.finding, one.recorded.entry.number, [other.entry.number for other in one.against], one.area_mm2)
        for one in _picture(*batches, fold=fold).ground_questions
    ]


@pytest.mark.parametrize("fold", list(Fold))
def test_a_late_hazard_asks_against_the_releases_that_it_is_dated_before_and_no_others(fold):
    before = approved(release("LR-1", 5, HERE), release("LR-2", 1, WEST_HALF), release("LR-3", 5, THERE))
    late = approved(hazard("HA-1", 2, HERE))

    assert _asked(*before, *late, fold=fold) == [("hazard_recorded_late", "HA-1", ["LR-1"], AREA)]


def test_a_late_hazard_that_was_settled_asks_nobody():
    freed, late = release("LR-1", 5, HERE), hazard("HA-1", 2, HERE)
    settled = [decision("approved", freed, settles=[late.id])]

    assert _asked(*approved(freed), *approved(late), settled) == []


def test_a_late_hazard_of_which_no_polygon_is_known_asks_too():
    freed, late = release("LR-1", 5, closes=["HA-1"]), hazard("HA-1", 2)

    assert _asked(*approved(freed), *approved(late)) == [("hazard_recorded_late", "HA-1", ["LR-1"], 0)]


@pytest.mark.parametrize(
    ("status", "product", "finding"),
    [
        ("confirmed", "cancelled", "cancelled_on_confirmed"),
        ("restricted", "cancelled", "released_on_restricted"),
        ("restricted", "reduced", "released_on_restricted"),
    ],
)
def test_a_product_that_leaves_a_hazard_standing_asks_with_the_hazard_and_its_area(status, product, finding):
    batches = [*approved(hazard("HA-1", 1, WEST_HALF, status)), *approved(release("LR-1", 5, HERE, product))]

    ((*asked, asked_mm2),) = _asked(*batches)
    assert asked == [finding, "LR-1", ["HA-1"]]
    assert asked_mm2 == pytest.approx(area_mm2(bytes.fromhex(WEST_HALF)), abs=LEAST_LEFT_MM2)


def test_a_product_asks_nobody_any_more_once_the_ground_was_cleared():
    batches = approved(hazard("HA-1", 1, HERE, "confirmed"), release("LR-1", 5, HERE, "cancelled"))

    assert len(_asked(*batches)) == 1
    assert _asked(*batches, *approved(release("LR-2", 6, HERE))) == []


def test_neighbours_that_were_drawn_apart_ask_nobody_about_their_sliver():
    assert _asked(*approved(hazard("HA-1", 1, HERE, "confirmed"), release("LR-1", 5, BESIDE, "cancelled"))) == []


def _calls(count):
    """Return how many functions are called to find what as many hazards and releases, far apart, ask."""
    hazards = [hazard(f"HA-{one}", 2, square(40 + one / 500, 35.3)) for one in range(count)]
    releases = [release(f"LR-{one}", 5, square(40 + one / 500, 36.3)) for one in range(count)]
    land = _picture(*approved(*releases), *approved(*hazards))
    land.standing  # noqa: B018 - which entries stand is not what is counted
    calls = 0

    def count_call(_frame, event, _argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        found = land.ground_questions
    finally:
        sys.setprofile(None)
    assert found == []
    return calls


def test_the_work_grows_with_the_number_of_records_not_with_that_of_their_pairs():
    few, many = _calls(200), _calls(400)

    assert many < 400 * 400
    assert many < 3 * few


def test_questions_come_in_the_order_in_which_they_were_recorded():
    freed = approved(release("LR-1", 5, HERE), release("LR-2", 5, THERE))
    batches = [*freed, *approved(hazard("HA-2", 2, THERE)), *approved(hazard("HA-1", 2, HERE))]

    assert [one.recorded.entry.number for one in _picture(*batches).ground_questions] == ["HA-2", "HA-1"]
