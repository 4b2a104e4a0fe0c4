"""A figure in parts: they add up to it with their evidence, by whatever it is divided, on any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from firmground.bulletins.belonging import By
from firmground.bulletins.breakdown import broken_down, divisions_of
from firmground.bulletins.figures import value_of
from firmground.bulletins.registry import FIGURES
from firmground.errors import ReportUnreadable
from firmground.ledger.standing import Fold
from firmground.state.picture import Picture
from firmground.state.whereabouts import Nowhere
from tests.ledgers import approved, decision, entry, hazard, recorded, release, square
from tests.promises.worlds import CASES, worlds
from tests.state.test_units import sum_of, unit, units

LAST = date(2017, 10, 9)
DAYS = [date(2017, 10, 1) + timedelta(days=count) for count in range(9)]


@CASES
@given(worlds(), units(), st.sampled_from(DAYS), st.data())
def test_the_parts_of_a_figure_add_up_to_it_with_their_evidence(world, made, day, data):
    picture = Picture(recorded(*world, *(approved(*made) if made else [])), Fold.OFFICIAL)
    figure = data.draw(st.sampled_from([one for one in FIGURES.values() if divisions_of(one, picture, on_day=day)]))
    by = data.draw(st.sampled_from(divisions_of(figure, picture, on_day=day)))

    parts = broken_down(figure, picture, by, on_day=day).parts
    value = value_of(figure, picture, on_day=day)

    assert dict(sum_of(part.total for part in parts).by_entry) == dict(value.total.by_entry)
    assert sum(part.increase.value for part in parts) == value.increase.value


def _worked(number, west, *parties, **more):
    return entry(number, "area_worked", 2, geometry=square(west, 35.3), activity="checked", parties=parties, **more)


def _picture(*entries):
    return Picture(recorded(*approved(*entries)), Fold.OFFICIAL)


def _parts(picture, name, by, **more):
    told = broken_down(FIGURES[name], picture, by, on_day=LAST, **more)
    return {part.key: part.total.value for part in told.parts}


def test_organisations_have_their_own_ground_and_joint_ground_and_are_credited_with_both():
    picture = _picture(_worked("AW-1", 40.1, "A"), _worked("AW-2", 40.1005, "B"), _worked("AW-3", 40.2))
    told = broken_down(FIGURES["area-checked"], picture, By.ORGANISATION, on_day=LAST)
    parts = {part.key: part.total.value for part in told.parts}

    assert list(parts) == [("A",), ("A", "B"), ("B",), Nowhere.NOT_STATED]
    assert told.credited() == {"A": parts[("A",)] + parts[("A", "B")], "B": parts[("B",)] + parts[("A", "B")]}


def test_released_ground_is_divided_by_the_task_of_the_release_that_stands():
    first = release("LR-1", 2, square(40.1, 35.3), "cleared", depth_cm=20, task="T-1")
    second = release("LR-2", 3, square(40.2, 35.3), "cleared", depth_cm=20)
    picture = _picture(first, second)

    assert set(_parts(picture, "area-cleared", By.TASK)) == {("T-1",), Nowhere.NOT_STATED}


def test_ground_that_failed_its_inspection_has_the_task_of_the_release_inspected():
    known = hazard("HA-1", 1, square(40.1, 35.3), "confirmed", task="T-0")
    made = release("LR-1", 2, square(40.1, 35.3), "cleared", depth_cm=20, task="T-1")
    failed = entry("QC-1", "inspection", 3, verdict="failed", releases=["LR-1"])

    assert set(_parts(_picture(known, made, failed), "area-cha", By.TASK)) == {("T-1",)}


def test_lots_are_divided_by_hazard_area_and_those_without_a_place_are_named():
    inside = entry("OL-1", "ordnance_lot", 2, geometry=shapely.Point(40.1005, 35.3005).wkb.hex(), event="found",
                   category="mortar", quantity=3)  # fmt: skip
    nowhere = entry("OL-2", "ordnance_lot", 2, event="found", category="mortar", quantity=4)
    picture = _picture(hazard("HA-1", 1, square(40.1, 35.3)), inside, nowhere)

    assert _parts(picture, "ordnance-found", By.HAZARD) == {("HA-1",): 3, Nowhere.NO_PLACE: 4}


def test_the_lowest_level_of_units_is_taken_unless_another_is_asked():
    made = _worked("AW-1", 40.1), unit("SY01", square(40.1, 35.3)), unit("SY0", square(40, 35, 1.0), level=2)
    picture = _picture(*made)

    assert set(_parts(picture, "area-checked", By.UNIT)) == {("SY01",)}
    assert set(_parts(picture, "area-checked", By.UNIT, level=2)) == {("SY0",)}
    with pytest.raises(ReportUnreadable, match="Known levels: 2, 3"):
        _parts(picture, "area-checked", By.UNIT, level=1)


def test_what_a_figure_is_not_divided_by_is_refused_with_what_it_is():
    picture = _picture(_worked("AW-1", 40.1))

    with pytest.raises(ReportUnreadable, match="No admin unit with a polygon is known"):
        _parts(picture, "area-checked", By.UNIT)
    with pytest.raises(ReportUnreadable, match="organisation, task"):
        _parts(picture, "road-checked", By.UNIT)
    with pytest.raises(ReportUnreadable, match="divided by: nothing"):
        _parts(picture, "area-per-person-day", By.TASK)


def test_a_unit_that_was_not_approved_divides_nothing():
    made = [_worked("AW-1", 40.1)]
    picture = Picture(recorded([*made, unit("SY01", square(40.1, 35.3))], [decision("approved", *made)]), Fold.OFFICIAL)

    assert By.UNIT not in divisions_of(FIGURES["area-checked"], picture, on_day=LAST)
