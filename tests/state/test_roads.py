"""The fold of roads on arrays says of every piece what the definition says of it, on every day, in both folds."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import msgspec
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.ledger.standing import Fold
from firmground.records.roads import StretchState
from firmground.state.picture import Picture
from firmground.state.road_words import RoadWords, day_of, state_of
from firmground.state.roads import RoadAccount
from tests.ledgers import decision, entry, recorded, square

DAYS = [date(2017, 10, 1) + timedelta(days=count) for count in range(10)]
STATES = ["checked", "assessed", "verified", "cleared", "closed"]
METRES = 12


@st.composite
def _reports(draw):
    """Return batches of stretches of one short road, some corrected twice, most approved, some decided late."""
    made = []
    for number in range(draw(st.integers(1, 7))):
        begin, day = draw(st.integers(0, METRES - 1)), draw(st.integers(1, 8))
        body = {
            "state": draw(st.sampled_from(STATES)),
            "road": "R1",
            "from_m": begin,
            "to_m": draw(st.integers(0, METRES)),
        }
        if made and draw(st.booleans()):
            of = draw(st.sampled_from(made))
            made.append(entry(of.number, "road_stretch", day, name=f"{number}", supersedes=of.id, **body))
        else:
            made.append(entry(f"RS-{number}", "road_stretch", day, name=f"{number}", **body))
    batches = [[one] for one in draw(st.permutations(made))] if draw(st.booleans()) else [made]
    known = {one.id for one in made}
    chosen = [one for one in made if draw(st.integers(0, 3)) and (not one.supersedes or one.supersedes in known)]
    settles = [one.id for one in made if draw(st.integers(0, 5)) == 0]
    return [*batches, [decision("approved", *chosen, settles=settles)]] if chosen else batches


def _metre_by_metre(roads: RoadAccount, day: date) -> dict[StretchState, dict[str, int]]:
    """Return the same by asking the definition about every metre of the road."""
    words = RoadWords(roads.stood, roads.is_cautious)
    found: dict[StretchState, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for metre in range(METRES):
        said = [
            one
            for one in roads.stretches
            if min(one.body["from_m"], one.body["to_m"]) <= metre < max(one.body["from_m"], one.body["to_m"])
            and state_of(one) is not StretchState.CHECKED
            and day_of(one) <= day
        ]
        word = words.last(said)
        if word:
            found[word.state][word.entry.id] += 1000
    return {state: dict(parts) for state, parts in found.items()}


@settings(max_examples=200, deadline=None)
@given(_reports(), st.sampled_from(Fold))
def test_every_metre_of_a_road_is_what_the_definition_says_of_it(batches, fold):
    roads = Picture(recorded(*batches), fold).roads

    for day in DAYS:
        told = {state: dict(amount.by_entry) for state, amount in roads.by_state(on_day=day).items() if amount.value}
        assert told == _metre_by_metre(roads, day)


@settings(max_examples=200, deadline=None)
@given(_reports(), st.sampled_from(Fold))
def test_the_changes_of_all_days_add_up_to_the_state_of_each_day(batches, fold):
    roads = Picture(recorded(*batches), fold).roads

    totals: dict[StretchState, int] = defaultdict(int)
    changes = roads.changes()
    for day in DAYS:
        for change in (one for one in changes if one.day == day):
            totals[change.after] += change.length_mm
            if change.before:
                totals[change.before] -= change.length_mm
        assert {state: amount.value for state, amount in roads.by_state(on_day=day).items()} == {
            state: totals[state] for state in StretchState if state is not StretchState.CHECKED
        }


@settings(max_examples=100, deadline=None)
@given(_reports())
def test_what_was_checked_on_each_day_adds_up_to_the_road_checked(batches):
    roads = Picture(recorded(*batches), Fold.CAUTIOUS).roads

    for before, day in pairwise([date(2017, 9, 1), *DAYS]):
        grown = roads.checked(on_day=day).value - roads.checked(on_day=before).value
        assert roads.checked_increase(on_day=day).value == grown


@settings(max_examples=100, deadline=None)
@given(_reports(), st.sampled_from(Fold))
def test_the_curves_of_all_days_are_what_each_day_says(batches, fold):
    roads = Picture(recorded(*batches), fold).roads

    curves = roads.curves(DAYS)
    for place, day in enumerate(DAYS):
        states = {state: amount.value for state, amount in roads.by_state(on_day=day).items()}
        assert {state: curve[place] for state, curve in curves.items()} == states


def test_lines_and_places_along_a_road_stand_beside_each_other():
    drawn = shapely.LineString([(40.1, 35.3), (40.11, 35.3)]).wkb.hex()
    line = entry("RS-1", "road_stretch", 2, geometry=drawn, state="closed")
    again = entry("RS-2", "road_stretch", 3, geometry=drawn, state="verified")
    along = entry("RS-3", "road_stretch", 2, state="verified", road="R1", from_m=0, to_m=250)
    batches = [[line, again, along], [decision("approved", line, again, along)]]

    states = Picture(recorded(*batches), Fold.OFFICIAL).roads.by_state(on_day=DAYS[-1])

    assert states[StretchState.VERIFIED].by_entry == {again.id: pytest.approx(909_600, abs=500), along.id: 250_000}
    assert states[StretchState.CLOSED].value == 0


def test_a_place_farther_along_than_any_road_goes_is_not_measured():
    far = entry("RS-1", "road_stretch", 2, state="checked", road="R1", from_m=0, to_m=1e300, stated_length_m=500.0)
    near = msgspec.structs.replace(far, id="near", body={**far.body, "to_m": 500.0})
    roads = Picture(recorded([far, near], [decision("approved", far, near)]), Fold.OFFICIAL).roads

    assert roads.checked(on_day=DAYS[-1]).by_entry == {"near": 500_000}
    assert roads.stated(on_day=DAYS[-1]).by_entry == {far.id: 500_000}


@pytest.mark.parametrize(
    "geometry",
    ["00ff", square(40.1, 35.3), shapely.LineString([(412345.0, 3912345.0), (412400.0, 3912345.0)]).wkb.hex()],
)
def test_a_held_closure_with_a_shape_that_is_no_line_on_the_globe_closes_the_road_that_it_names(geometry):
    opened = entry("RS-1", "road_stretch", 2, state="cleared", road="R1", from_m=0, to_m=500)
    closed = entry("RS-2", "road_stretch", 3, geometry=geometry, state="closed", road="R1")
    roads = Picture(recorded([opened], [decision("approved", opened)], [closed]), Fold.CAUTIOUS).roads

    assert roads.by_state(on_day=DAYS[-1])[StretchState.CLOSED].by_entry == {closed.id: 500_000}
