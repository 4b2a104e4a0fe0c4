"""Ground by admin unit: the parts add up to the total to the square millimetre, on any day, in any order."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from firmground.geometry.measures import area_mm2
from firmground.ledger.standing import Fold
from firmground.state.divided import activity_by_unit, divided, land_by_unit
from firmground.state.evidence import Amount
from firmground.state.land_table import Status
from firmground.state.picture import Picture
from firmground.state.units import admin_units
from firmground.state.whereabouts import Nowhere
from tests.ledgers import approved, entry, hazard, polygon, recorded, release, square
from tests.promises.worlds import CASES, worlds

LAST = date(2017, 10, 9)
DAYS = [date(2017, 10, 1) + timedelta(days=count) for count in range(9)]
SIDE = 0.0005


def unit(code, geometry, day=1, level=3, **more):
    return entry(
        f"AU-{code}",
        "admin_unit",
        day,
        name=f"{code} {day} {geometry}",
        geometry=geometry,
        code=code,
        level=level,
        **more,
    )


@st.composite
def units(draw):
    """Return up to five units of one level on a lattice that is finer than that of the claims; they may overlap."""
    made = []
    for number in range(draw(st.integers(0, 5))):
        west, south = draw(st.integers(-2, 12)), draw(st.integers(-2, 12))
        ground = square(40.1 + west * SIDE / 2, 35.3 + south * SIDE / 3, draw(st.integers(1, 9)) * SIDE / 2)
        made.append(unit(f"SY{draw(st.integers(0, 9))}{number}", ground))
    return made


def _by_unit(picture, day):
    known = admin_units(picture.standing.entries)
    chosen = known.of_level(3, on_day=day)
    land = {key: part.totals(on_day=day) for key, part in land_by_unit(picture.land, chosen, known).items()}
    work = {key: part.total(on_day=day) for key, part in activity_by_unit(picture.activity, chosen, known).items()}
    return land, work


def sum_of(amounts):
    total = Amount()
    for amount in amounts:
        total = total + amount
    return total


@CASES
@given(worlds(), units(), st.sampled_from(Fold), st.sampled_from(DAYS))
def test_the_parts_of_all_units_add_up_to_the_total_with_their_evidence(world, made, fold, day):
    picture = Picture(recorded(*world, *(approved(*made) if made else [])), fold)

    land, work = _by_unit(picture, day)

    for status in Status:
        parts = [totals[status] for totals in land.values() if status in totals]
        whole = picture.land.totals(on_day=day).get(status, Amount())
        assert sum_of(parts).value == whole.value
        assert dict(sum_of(parts).by_entry) == dict(whole.by_entry)
    assert dict(sum_of(work.values()).by_entry) == dict(picture.activity.total(on_day=day).by_entry)


@CASES
@given(worlds(), units(), st.randoms())
def test_neither_the_order_of_units_nor_that_of_reports_changes_a_part(world, made, order):
    one = Picture(recorded(*world, *(approved(*made) if made else [])), Fold.OFFICIAL)
    mixed = order.sample(made, len(made))
    other = Picture(recorded(*(approved(*mixed) if mixed else []), *world), Fold.OFFICIAL)

    assert _by_unit(one, LAST) == _by_unit(other, LAST)


@CASES
@given(worlds(), units())
def test_adding_units_changes_no_total(world, made):
    before = Picture(recorded(*world), Fold.CAUTIOUS)
    after = Picture(recorded(*world, *(approved(*made) if made else [])), Fold.CAUTIOUS)
    _by_unit(after, LAST)

    assert after.land.totals(on_day=LAST) == before.land.totals(on_day=LAST)
    assert after.activity.total(on_day=LAST) == before.activity.total(on_day=LAST)


def test_a_release_across_a_border_is_split_and_the_rest_is_outside_every_unit():
    west, east = unit("SY01", square(40.1, 35.3)), unit("SY02", square(40.101, 35.3))
    made = release("LR-1", 2, square(40.1005, 35.3, 0.002), "cleared", depth_cm=20)

    land, _ = _by_unit(Picture(recorded(*approved(west, east, made)), Fold.OFFICIAL), LAST)

    parts = {key: totals[Status.CLEARED].value for key, totals in land.items()}
    whole = area_mm2(bytes.fromhex(made.geometry))
    assert set(parts) == {("SY01",), ("SY02",), Nowhere.OUTSIDE}
    assert sum(parts.values()) == whole
    assert abs(2 * parts[("SY01",)] - parts[("SY02",)]) < 10_000


def test_shared_ground_counts_for_the_lowest_code_and_the_pair_is_named():
    one, other = unit("SY02", square(40.1, 35.3)), unit("SY01", square(40.1005, 35.3))
    made = hazard("HA-1", 2, square(40.1, 35.3, 0.0015))
    picture = Picture(recorded(*approved(one, other, made)), Fold.OFFICIAL)
    land, _ = _by_unit(picture, LAST)
    known = admin_units(picture.standing.entries)
    chosen = known.of_level(3, on_day=LAST)

    assert land[("SY01",)][Status.SHA].value == area_mm2(bytes.fromhex(other.geometry))
    (pair,) = divided([], [], chosen, known).overlaps()
    assert pair[:2] == ("SY01", "SY02")
    both = polygon([(40.1005, 35.3), (40.101, 35.3), (40.101, 35.301), (40.1005, 35.301)])
    assert abs(pair[2] - area_mm2(bytes.fromhex(both))) < 10


def test_two_units_of_one_shape_share_all_of_it():
    twins = unit("SY02", square(40.1, 35.3)), unit("SY01", square(40.1, 35.3))
    known = admin_units(Picture(recorded(*approved(*twins)), Fold.OFFICIAL).standing.entries)

    ((one, other, area),) = divided([], [], known.of_level(3, on_day=LAST), known).overlaps()

    assert (one, other, area) == ("SY01", "SY02", area_mm2(bytes.fromhex(twins[0].geometry)))


def test_an_edition_is_in_force_from_its_day_until_the_next_or_its_end():
    first, second = unit("SY01", square(40.1, 35.3)), unit("SY01", square(40.2, 35.3), day=5)
    dissolved = msgspec.structs.replace(unit("SY02", square(40.3, 35.3)), true_until=date(2017, 10, 4))
    region = unit("SY0", square(40, 35, 1.0), level=2)
    known = admin_units(Picture(recorded(*approved(first, second, dissolved, region)), Fold.OFFICIAL).standing.entries)

    shapes = [[(one.code, one.entry.geometry) for one in known.of_level(3, on_day=day)] for day in DAYS]
    assert shapes[0] == shapes[2] == [("SY01", first.geometry), ("SY02", dissolved.geometry)]
    assert shapes[3] == [("SY01", first.geometry)]
    assert shapes[4] == shapes[8] == [("SY01", second.geometry)]
    assert known.levels(on_day=LAST) == [2, 3]
    assert known.of_level(3, on_day=date(2017, 9, 30)) == ()
