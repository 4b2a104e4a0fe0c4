"""The fold of stacks gives what a walk along every stack gives, for any table, any day, and any part of the claims."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firmground.geometry.cells.cells import Cells
from firmground.geometry.fold.asking import findings
from firmground.geometry.fold.changes import history
from firmground.geometry.fold.left import Things, left
from firmground.geometry.fold.stacks import stacked, summed, touched
from firmground.geometry.fold.totals import ALWAYS, Claims, Rules, settled, totals
from tests.promises.worlds import CASES

STATES, KINDS, LABELS, DAYS = 5, 4, 3, 6
RANK = np.array([-1, 0, 1], dtype=np.int8)


@st.composite
def worlds(draw):
    """Return cells, claims on their polygons, and a table: (cells, claims by polygon, claims, rules)."""
    polygons = draw(st.integers(1, 6))
    coverings = draw(st.sets(st.frozensets(st.integers(0, polygons - 1), min_size=1), max_size=12))
    members = sorted(sorted(one) for one in coverings)
    offsets = np.cumsum([0, *(len(one) for one in members)]).astype(np.int64)
    areas = draw(st.lists(st.integers(-5, 10**12), min_size=len(members), max_size=len(members)))
    flat = np.array([index for one in members for index in one], dtype=np.int32)
    cells = Cells(offsets, flat, np.array(areas, dtype=np.int64))
    count = draw(st.integers(0, 8))
    owner = [draw(st.integers(0, polygons - 1)) for _ in range(count)]
    by_polygon = [[claim for claim in range(count) if owner[claim] == polygon] for polygon in range(polygons)]
    return cells, by_polygon, draw(claims(count)), draw(rules())


@st.composite
def claims(draw, count):
    def numbers(least, most):
        return [draw(st.integers(least, most)) for _ in range(count)]

    accepted = [draw(st.sampled_from([ALWAYS, 2, 4])) for _ in range(count)]
    return Claims(
        np.array(numbers(0, KINDS - 1), dtype=np.int8),
        np.array(sorted(numbers(0, DAYS)), dtype=np.int32),
        np.array(numbers(0, 3), dtype=np.int32),
        np.array(accepted, dtype=np.int32),
    )


@st.composite
def rules(draw):
    def table(most, dtype):
        return np.array([[draw(st.integers(0, most)) for _ in range(KINDS)] for _ in range(STATES)], dtype=dtype)

    label = np.array([0, *(draw(st.integers(0, LABELS - 1)) for _ in range(STATES - 1))], dtype=np.int8)
    claimed = np.array([draw(st.integers(-1, LABELS - 1)) for _ in range(KINDS)], dtype=np.int8)
    gives_back = np.array([draw(st.booleans()) for _ in range(KINDS)])
    return Rules(table(STATES - 1, np.int16), label, claimed, table(1, np.int8), RANK, gives_back)


def _stacks(cells, by_polygon):
    first = np.cumsum([0, *(len(one) for one in by_polygon)]).astype(np.int64)
    return stacked(cells, first, np.array([claim for one in by_polygon for claim in one], dtype=np.int32))


def _walked(cells, by_polygon, claims, rules, on_day, known_until=ALWAYS):
    """Yield each cell that is claimed: its index, its area, its steps (claim, state before, after), and acceptance."""
    for cell, area in enumerate(cells.area_mm2.tolist()):
        covering = cells.members[cells.offsets[cell] : cells.offsets[cell + 1]]
        here = sorted(claim for polygon in covering for claim in by_polygon[polygon])
        state, steps, accepted = 0, [], False
        for claim in here:
            if claims.day[claim] <= on_day and claims.recorded[claim] <= known_until:
                after = int(rules.after[state, claims.kind[claim]])
                accepted = accepted and rules.label[after] == rules.label[state]
                if claims.accepted[claim] <= on_day and rules.claimed[claims.kind[claim]] == rules.label[after]:
                    accepted = True
                steps.append((claim, state, after))
                state = after
        if here:
            yield cell, area, steps, accepted


def _totals(rules, walked):
    found = np.zeros(LABELS, dtype=np.int64)
    for _, area, steps, _ in walked:
        found[rules.label[steps[-1][2] if steps else 0]] += area
    return found.tolist()


@CASES
@given(worlds(), st.integers(-1, DAYS), st.integers(-1, 3))
def test_totals_are_those_of_a_walk_along_every_stack(world, on_day, known_until):
    cells, by_polygon, claims, rules = world
    stacks = _stacks(cells, by_polygon)

    found = totals(stacks, claims, rules, on_day=on_day, known_until=known_until)

    assert found.tolist() == _totals(rules, _walked(*world, on_day, known_until))


@CASES
@given(worlds(), st.integers(-1, DAYS), st.integers(-1, 3))
def test_each_stack_tells_its_state_who_decided_it_and_whether_it_is_accepted(world, on_day, known_until):
    cells, by_polygon, claims, rules = world
    stacks = _stacks(cells, by_polygon)

    found = settled(stacks, claims, rules, on_day=on_day, known_until=known_until)

    walked = list(_walked(*world, on_day, known_until))
    assert stacks.cell.tolist() == [cell for cell, *_ in walked]
    assert found.state.tolist() == [steps[-1][2] if steps else 0 for _, _, steps, _ in walked]
    assert found.accepted.tolist() == [accepted for *_, accepted in walked]
    deciding = [
        [claim for claim, before, after in steps if rules.label[before] != rules.label[after]] or [-1]
        for _, _, steps, _ in walked
    ]
    assert found.decided.tolist() == [claims[-1] for claims in deciding]


@CASES
@given(worlds(), st.integers(-1, 3), st.booleans())
def test_changes_of_all_days_add_up_to_the_total_of_every_day_and_key(world, known_until, is_keyed):
    cells, by_polygon, claims, rules = world
    stacks = _stacks(cells, by_polygon)
    keys = stacks.cell % 3 if is_keyed else None

    changes = history(stacks, claims, rules, known_until=known_until, keys=keys)

    assert (changes.before != changes.after).all()
    assert (changes.area_mm2 != 0).all()
    for key in set(changes.key.tolist()):
        mine = changes.key == key
        rows = list(zip(changes.day[mine], changes.before[mine], changes.after[mine], strict=True))
        assert rows == sorted(set(rows))
    for on_day in range(-1, DAYS + 1):
        assert (
            changes.totals(LABELS, on_day=on_day)[1:].tolist()
            == (_totals(rules, _walked(*world, on_day, known_until))[1:])
        )


@CASES
@given(worlds(), st.integers(-1, DAYS))
def test_each_step_that_asks_is_told_with_its_stack_and_claim(world, on_day):
    cells, by_polygon, claims, rules = world

    found = findings(_stacks(cells, by_polygon), claims, rules, on_day=on_day)

    assert list(zip(*(one.tolist() for one in found), strict=True)) == [
        (index, claim, 1)
        for index, (_, _, steps, _) in enumerate(_walked(*world, on_day))
        for claim, before, _ in steps
        if rules.finding[before, claims.kind[claim]]
    ]


@CASES
@given(worlds(), st.integers(-1, DAYS), st.data())
def test_what_is_left_of_areas_is_held_until_it_is_let_go(world, on_day, data):
    cells, by_polygon, claims, rules = world
    stacks = _stacks(cells, by_polygon)
    thing = np.array([data.draw(st.integers(-1, 2)) for _ in claims.day], dtype=np.int32)
    rank = np.array([data.draw(st.integers(0, 1)) for _ in claims.day], dtype=np.int8)
    heir = data.draw(st.sampled_from([None, (0, 1), (1, 0), (2, 0)]))
    first = np.cumsum([0, *(heir is not None and heir[0] == one for one in range(3))]).astype(np.int64)
    heirs = np.array([] if heir is None else [heir[1]], dtype=np.int32)

    found = left(stacks, claims, rules, Things(thing, rank, first, heirs), on_day=on_day)

    area, ground, worst = Counter(), Counter(), {}
    for _, mm2, steps, _ in _walked(*world, on_day):
        held, let_go = [], []
        for claim, _, after in steps:
            if RANK[rules.label[after]] < 0:
                let_go, held = list(dict.fromkeys([*let_go, *held])), []
            elif thing[claim] >= 0:
                held = list(dict.fromkeys([*held, int(thing[claim])]))
            elif rules.gives_back[claims.kind[claim]]:
                held, let_go = list(dict.fromkeys([*held, *let_go])), []
        counting = [one for one in held if heir is None or one != heir[0] or heir[1] not in held] or held
        for one in {int(thing[claim]) for claim, _, _ in steps} - {-1}:
            ground[one] += mm2
        for one in counting:
            area[one] += mm2
            mine = [rank[claim] for claim, _, _ in steps if thing[claim] == one]
            worst[one] = max(worst.get(one, -1), min(max(mine), RANK[rules.label[steps[-1][2]]]))
    assert found.area_mm2.tolist() == [area[one] for one in range(3)]
    assert found.ground_mm2.tolist() == [ground[one] for one in range(3)]
    assert found.rank.tolist() == [worst.get(one, -1) for one in range(3)]


@CASES
@given(worlds(), st.data())
def test_stacks_can_be_parted_by_what_touches_them(world, data):
    cells, by_polygon, claims, _ = world
    stacks = _stacks(cells, by_polygon)
    marked = np.array([data.draw(st.booleans()) for _ in claims.day], dtype=np.bool_)

    is_touched = touched(stacks, marked)

    parts = [(part.of(index), part.area_mm2[index]) for part in (stacks.only(is_touched), stacks.only(~is_touched))
             for index in range(len(part))]  # fmt: skip
    whole = [(stacks.of(index), stacks.area_mm2[index]) for index in range(len(stacks))]
    assert sorted(parts) == sorted(whole)
    assert is_touched.tolist() == [any(marked[claim] for claim in covering) for covering, _ in whole]


def test_claims_on_deep_ground_stand_in_the_order_in_which_they_are_applied():
    depth = 700
    members = np.arange(depth, dtype=np.int32)
    cells = Cells(np.array([0, depth], dtype=np.int64), members, np.array([5], dtype=np.int64))
    shuffled = np.random.default_rng(3).permutation(depth).astype(np.int32)

    stacks = stacked(cells, np.arange(depth + 1), shuffled)

    assert stacks.of(0) == tuple(range(depth))


def test_sums_by_key_are_exact_beyond_the_whole_numbers_of_floating_point():
    areas = np.array([2**53, 1, 1, -1], dtype=np.int64)

    assert summed(np.array([1, 1, 1, 0]), areas, 3).tolist() == [-1, 2**53 + 2, 0]
