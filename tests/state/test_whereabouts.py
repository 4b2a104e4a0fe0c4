"""Where lots and buildings belong: every one to areas, to one unit of a level, to tasks, or to a named rest."""

from __future__ import annotations

from datetime import date

import msgspec
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.ledger.standing import Fold
from firmground.state.picture import Picture
from firmground.state.units import admin_units
from firmground.state.whereabouts import Nowhere, areas_over, tasks_of, units_over
from tests.ledgers import approved, entry, hazard, recorded, square

LAST = date(2017, 10, 9)
SIDE = 0.001


def _point(lon, lat):
    return shapely.Point(lon, lat).wkb.hex()


def _lot(number, geometry="", place="", **body):
    made = entry(number, "ordnance_lot", 2, geometry=geometry, event="found", category="mortar", quantity=1, **body)
    return msgspec.structs.replace(made, place=place)


def _unit(code, geometry, level=3, parent=""):
    return entry(f"AU-{code}", "admin_unit", 1, geometry=geometry, code=code, level=level, parent=parent)


def _units(*made):
    return admin_units(Picture(recorded(*approved(*made)), Fold.OFFICIAL).standing.entries)


def test_a_lot_belongs_to_all_areas_over_its_place_and_a_border_belongs_to_both():
    areas = hazard("HA-2", 1, square(40.101, 35.3)), hazard("HA-1", 1, square(40.1, 35.3)), hazard("HA-3", 1)
    inside, border = _lot("OL-1", _point(40.1005, 35.3005)), _lot("OL-2", _point(40.101, 35.3005))
    outside, nowhere = _lot("OL-3", _point(40.2, 35.3)), _lot("OL-4")

    found = areas_over([inside, border, outside, nowhere], areas, on_day=LAST)

    assert found == {
        inside.id: ("HA-1",),
        border.id: ("HA-1", "HA-2"),
        outside.id: Nowhere.OUTSIDE,
        nowhere.id: Nowhere.NO_PLACE,
    }


def test_an_area_that_begins_later_covers_nothing_yet():
    lot = _lot("OL-1", _point(40.1005, 35.3005))

    assert areas_over([lot], [hazard("HA-1", 9, square(40.1, 35.3))], on_day=date(2017, 10, 8)) == {
        lot.id: Nowhere.OUTSIDE
    }


def test_a_lot_belongs_to_one_unit_alone_on_a_border_to_the_lowest_code():
    units = _units(_unit("SY02", square(40.1, 35.3)), _unit("SY01", square(40.101, 35.3)))
    border, outside = _lot("OL-1", _point(40.101, 35.3005)), _lot("OL-2", _point(40.2, 35.3))

    assert units_over([border, outside], units, 3, on_day=LAST) == {border.id: ("SY01",), outside.id: Nowhere.OUTSIDE}


def test_a_lot_without_coordinates_belongs_to_the_unit_above_its_stated_place():
    units = _units(
        _unit("SY09", square(40, 35, 1.0), level=2),
        _unit("SY0901", square(40.1, 35.3), parent="SY09"),
        _unit("SY0902", "", parent="SY09"),
    )
    known, deeper, unknown = _lot("OL-1", place="SY09"), _lot("OL-2", place="SY0902"), _lot("OL-3", place="SY77")

    assert units_over([known, deeper, unknown], units, 2, on_day=LAST) == {
        known.id: ("SY09",),
        deeper.id: ("SY09",),
        unknown.id: Nowhere.NO_PLACE,
    }


def test_units_above_each_other_in_a_circle_end():
    units = _units(_unit("A", square(40.1, 35.3), 3, parent="B"), _unit("B", square(40.1, 35.3), 4, parent="A"))

    assert units.above(2, on_day=LAST) == {}


def test_a_lot_has_the_task_that_it_states_else_those_of_the_areas_over_it():
    def worked(number, task, west):
        return entry(number, "area_worked", 1, geometry=square(west, 35.3), activity="checked", task=task)

    areas = worked("AW-1", "T-1", 40.1), worked("AW-2", "T-2", 40.1005), worked("AW-3", "", 40.2)
    stated, both = _lot("OL-1", _point(40.1001, 35.3001), task="T-9"), _lot("OL-2", _point(40.1007, 35.3001))
    none = _lot("OL-3", _point(40.2005, 35.3005))

    assert tasks_of([stated, both, none], areas, on_day=LAST) == {
        stated.id: ("T-9",),
        both.id: ("T-1", "T-2"),
        none.id: Nowhere.NOT_STATED,
    }


_AXIS = st.integers(0, 4)


@settings(deadline=None)
@given(
    st.lists(st.tuples(_AXIS, _AXIS), max_size=6),
    st.lists(st.tuples(_AXIS, _AXIS, st.integers(1, 3)), max_size=5),
    st.randoms(),
)
def test_every_lot_belongs_once_in_any_order_of_lots_and_units(places, squares, order):
    lots = [_lot(f"OL-{n}", _point(40.1 + x * SIDE, 35.3 + y * SIDE)) for n, (x, y) in enumerate(places)]
    made = [
        _unit(f"SY{n}", square(40.1 + x * SIDE, 35.3 + y * SIDE, side * SIDE)) for n, (x, y, side) in enumerate(squares)
    ]
    mixed = order.sample(made, len(made))

    found = units_over(lots, _units(*made), 3, on_day=LAST)

    assert found == units_over(order.sample(lots, len(lots)), _units(*mixed), 3, on_day=LAST)
    assert set(found) == {lot.id for lot in lots}
    assert all(key is Nowhere.OUTSIDE or len(key) == 1 for key in found.values())
