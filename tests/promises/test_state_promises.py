"""The promises of the state, as properties over small invented worlds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.bulletins.figures import Basis, value_of
from firmground.bulletins.registry import FIGURES
from firmground.geometry.overlay import union_area_mm2
from firmground.ledger.standing import Fold
from firmground.records.roads import StretchState
from firmground.state.arranged import cut_ground
from firmground.state.land_table import HAZARDS, RELEASED, Status
from firmground.state.picture import Picture
from tests.ledgers import decision, entry, hazard, recorded
from tests.promises.worlds import CASES, grounds, reports, worlds

DAYS = [date(2017, 10, day) for day in range(1, 10)]
LAST = DAYS[-1]
ROUNDING_MM2 = 20_000
"""Shapes that are cut in two get new corners on the lattice: 2 dm2 of some 200,000 m2 between them."""

SLIVER_MM2 = 1_000
"""Cells that are slivers may come out some mm2 too large or below zero."""


def _picture(batches, fold=Fold.OFFICIAL):
    return Picture(recorded(*batches), fold)


def _amounts(picture, day):
    land = {status: amount.value for status, amount in picture.land.totals(on_day=day).items()}
    roads = {state: amount.value for state, amount in picture.roads.by_state(on_day=day).items()}
    ordnance = {
        balance.category: (balance.found.value, balance.destroyed.value)
        for balance in picture.ordnance.balances(on_day=day)
    }
    return land, roads, ordnance, picture.activity.total(on_day=day).value, picture.roads.checked(on_day=day).value


@CASES
@given(st.data())
def test_the_order_in_which_entries_arrive_does_not_matter(data):
    made = data.draw(reports())
    approval = [decision("approved", *made)]
    shuffled = data.draw(st.permutations(made))
    cut = data.draw(st.integers(0, len(made)))
    apart = [batch for batch in (shuffled[:cut], shuffled[cut:]) if batch]

    one, other = _picture([made, approval]), _picture([*apart, approval])

    assert all(_amounts(one, day) == _amounts(other, day) for day in DAYS)


@CASES
@given(worlds(), reports(), st.sampled_from(list(Fold)))
def test_later_entries_never_change_an_answer_as_known_earlier(batches, later, fold):
    before = recorded(*batches)
    after = recorded(*batches, later, [decision("approved", *later)])
    known_then = [one for one in after if one.recorded_at <= before[-1].recorded_at]
    told = Picture(before, fold)

    assert _amounts(told, LAST) == _amounts(Picture(known_then, fold), LAST)
    _same_over_all_ground(told.land, Picture(after, fold).land)


def _same_over_all_ground(land, later):
    """What is told of land is the same over cells that are cut by what was recorded later too."""
    known, since = ({claim.wkb for claim in one.claims} for one in (land, later))
    ground = cut_ground(known, {*since, *later.ever})
    over_more, alone = land.folded_over(ground), land.folded_over(cut_ground(known, set()))
    narrowed = land.folded_over(ground.only(known))

    assert over_more.decided(LAST).totals() == alone.decided(LAST).totals() == land.totals(on_day=LAST)
    assert list(narrowed.cells()) == list(alone.cells())


@CASES
@given(worlds(), st.sampled_from(list(Fold)))
def test_ground_is_conserved(batches, fold):
    land = _picture(batches, fold).land
    whole = sum(area for _, area in land.folded.cells())

    assert abs(whole - union_area_mm2([claim.wkb for claim in land.claims])) <= SLIVER_MM2
    for day in DAYS:
        spots = land.spots(on_day=day)
        untouched = sum(area for _, area, spot in spots if spot.point.status is Status.NOT_SURVEYED)
        assert sum(amount.value for amount in land.totals(on_day=day).values()) + untouched == whole


@CASES
@given(worlds(), grounds(), st.integers(1, 9), st.sampled_from(["suspected", "confirmed", "restricted"]), st.booleans())
def test_adding_a_hazard_never_releases_ground_in_either_fold(batches, ground, day, status, is_approved):
    added = hazard("HA-new", day, ground, status)
    more = [*batches, [added], *([[decision("approved", added)]] if is_approved else [])]

    for fold in Fold:
        without, with_it = (
            _picture(batches, fold).land.totals(on_day=LAST),
            _picture(more, fold).land.totals(on_day=LAST),
        )
        assert _sum(with_it, RELEASED) <= _sum(without, RELEASED) + SLIVER_MM2
        assert _sum(with_it, HAZARDS) >= _sum(without, HAZARDS) - SLIVER_MM2


@CASES
@given(worlds(), st.integers(0, 20), st.integers(1, 9))
def test_adding_a_closure_never_opens_a_road(batches, start, day):
    closure = entry(
        "RS-new", "road_stretch", day, state="closed", road="R1", from_m=start * 100, to_m=start * 100 + 500
    )
    more = [*batches, [closure], [decision("approved", closure)]]

    for fold in Fold:
        before, after = (_picture(world, fold).roads.by_state(on_day=LAST) for world in (batches, more))
        for state in (StretchState.VERIFIED, StretchState.CLEARED, StretchState.ASSESSED):
            assert after[state].value <= before[state].value


def _sum(totals, statuses):
    return sum(amount.value for status, amount in totals.items() if status in statuses)


@CASES
@given(worlds())
def test_a_figure_and_the_sum_of_its_evidence_are_equal_and_days_add_up_to_the_total(batches):
    picture = _picture(batches)
    known = {one.entry.id for one in picture.recorded}

    for figure in FIGURES.values():
        values = [value_of(figure, picture, on_day=day) for day in (DAYS[0] - timedelta(days=1), *DAYS)]
        for value in values:
            assert sum(value.total.by_entry.values()) == value.total.value
            assert set(value.total.by_entry) <= known
        if figure.curve:
            assert figure.curve(picture, DAYS) == [value.total.value for value in values[1:]]
        if figure.basis is Basis.RUNNING_TOTAL:
            assert sum(value.increase.value for value in values[1:]) == values[-1].total.value - values[0].total.value
            assert all(value.increase.value >= 0 for value in values[1:])


@CASES
@given(reports())
def test_only_one_only_the_other_and_jointly_add_up_to_the_total(made):
    activity = _picture([made, [decision("approved", *made)]]).activity

    parts = activity.by_parties(on_day=LAST)

    assert sum(part.value for part in parts.values()) == activity.total(on_day=LAST).value


@CASES
@given(reports())
def test_pieces_together_equal_the_whole(made):
    pytest.importorskip("shapely")
    import shapely
    from shapely.geometry import box

    approval = [decision("approved", *made)]
    whole = _picture([made, approval])
    middle = 40.1 + 3 * 0.0005 + 0.000123
    parts = []
    for piece in (box(39, 34, middle, 37), box(middle, 34, 42, 37)):
        cut = [_cut(one, shapely.intersection(shapely.from_wkb(one.wkb), piece)) for one in made if one.geometry]
        parts.append(_picture([cut, approval]))

    for day in (DAYS[3], LAST):
        expected = {status: amount.value for status, amount in whole.land.totals(on_day=day).items()}
        for status in Status:
            pieces = sum(
                part.land.totals(on_day=day)[status].value for part in parts if status in part.land.totals(on_day=day)
            )
            assert abs(pieces - expected.get(status, 0)) <= ROUNDING_MM2


def _cut(one, shape):
    import msgspec
    import shapely

    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    wkb = shapely.to_wkb(shapely.multipolygons(polygons), byte_order=1).hex() if polygons else ""
    return msgspec.structs.replace(one, geometry=wkb)


def test_every_status_occurs_in_these_worlds():
    """The properties above are worth nothing where the worlds are empty: each status is seen in a sample."""
    wanted = set(Status) - {Status.NOT_SURVEYED}
    seen = set()

    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(reports())
    def look(made):
        seen.update(_picture([made, [decision("approved", *made)]]).land.totals(on_day=LAST))

    look()
    assert seen >= wanted
