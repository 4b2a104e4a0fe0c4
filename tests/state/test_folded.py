"""The fast fold says of all ground what the definition says of every cell, in worlds where everything occurs."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from firmground.ledger.standing import Fold
from firmground.state.evidence import Amount
from firmground.state.hazards import Left, holding, last_claims, mapped_hazard, rank_of, status_of
from firmground.state.land_table import Status
from firmground.state.picture import Picture
from tests.ledgers import decision, entry, hazard, recorded, release, square
from tests.promises.worlds import grounds

DEEP = os.environ.get("DEEP") == "true"
CASES = settings(max_examples=5000 if DEEP else 200, deadline=None, print_blob=True)
DAYS = [date.min, *(date(2017, 10, day) for day in range(1, 10)), date.max]

_days = st.sampled_from([None, 1, 1, 2, 3, 4, 5])
_WHOLE, _WEST, _EAST = square(40.1, 35.3), square(40.1, 35.3, 0.0005), square(40.1005, 35.3, 0.0005)
_places = grounds() | st.sampled_from([_WHOLE, _WHOLE, _WEST, _EAST])
_hazard_numbers = st.sampled_from(["HA-0", "HA-1", "HA-2"])
_release_numbers = st.sampled_from(["LR-0", "LR-1", "LR-2"])


@st.composite
def hazards(draw, name):
    more = {"answers": draw(_hazard_numbers)} if draw(st.integers(0, 3)) == 0 else {}
    place = draw(_places) if draw(st.integers(0, 4)) else ""
    word = draw(st.sampled_from(["suspected", "confirmed", "restricted"]))
    return hazard(draw(_hazard_numbers), draw(_days), place, word, name=name, **more)


@st.composite
def releases(draw, name):
    closes = draw(st.lists(_hazard_numbers, max_size=2, unique=True)) if draw(st.booleans()) else []
    product = draw(st.sampled_from(["cancelled", "reduced", "cleared"]))
    return release(draw(_release_numbers), draw(_days), draw(_places), product, name=name, closes=closes)


@st.composite
def inspections(draw, name):
    numbers = draw(st.lists(_release_numbers, min_size=1, max_size=2, unique=True))
    place = draw(_places) if draw(st.integers(0, 3)) == 0 else ""
    verdict = draw(st.sampled_from(["accepted", "accepted", "failed"]))
    return entry(f"QC-{name}", "inspection", draw(_days), geometry=place, verdict=verdict, releases=numbers, name=name)


@st.composite
def surveys(draw, name):
    return entry(f"SR-{name}", "survey_report", draw(_days), geometry=draw(_places), result="no_evidence", name=name)


@st.composite
def worlds(draw):
    """Return batches: reports on few places, some corrected twice, and decisions on most of them, before or after."""
    made, batches = [], []
    for name in (f"folded {place}" for place in range(draw(st.integers(1, 9)))):
        one = draw(draw(st.sampled_from([hazards, hazards, releases, releases, releases, inspections, surveys]))(name))
        before = [other for other in made if other.kind == one.kind and other.number == one.number]
        if before and draw(st.integers(0, 2)) == 0:
            one = entry(
                one.number, one.kind, draw(_days), geometry=one.geometry, name=name,
                supersedes=draw(st.sampled_from(before)).id, **one.body,
            )  # fmt: skip
        made.append(one)
        batches.append([one])
        if draw(st.integers(0, 4)):
            batches.append([decision("approved", one)])
    return batches if draw(st.booleans()) else [made, *(batch for batch in batches if batch[0] not in made)]


def _seen(land, day):
    return [([land.claims[index] for index in covering], area, land.spot(covering, on_day=day))
            for covering, area in land.folded.cells()]  # fmt: skip


def _totals(seen):
    parts = defaultdict(list)
    for _, area, spot in seen:
        if spot.point.status is not Status.NOT_SURVEYED:
            parts[spot.point.status].append((spot.decided_by, area))
    amounts = {status: Amount.of(lines) for status, lines in parts.items()}
    return {status: amount for status, amount in amounts.items() if amount.by_entry}


def _apart(seen):
    chosen = {
        "reopened": lambda spot: spot.point.reopened,
        "no_hazard_recorded": lambda spot: spot.point.no_hazard_recorded,
        "accepted": lambda spot: bool(spot.accepted_by),
    }
    return {
        name: Amount.of((spot.decided_by, area) for _, area, spot in seen if of(spot)) for name, of in chosen.items()
    }


def _findings(seen):
    areas = Counter()
    for _, area, spot in seen:
        areas.update(dict.fromkeys(spot.findings, area))
    return dict(areas)


def _mapped_hazards(land, seen, day):
    left = defaultdict(Left)
    for claims, area, spot in seen:
        counting = holding(spot.held_by, land.taken_over)
        known = [claim for claim in claims if claim.entry.kind == "hazard_area" and claim.day <= day]
        for thing in {claim.entry.thing for claim in known}:
            left[thing].ground_mm2 += area
        for claim in known:
            if claim.entry.thing in counting:
                rank = min(rank_of(status_of(claim)), rank_of(spot.point.status))
                left[claim.entry.thing].rank = max(left[claim.entry.thing].rank, rank)
        for thing in counting:
            left[thing].area_mm2 += area
    last = last_claims(claim for claim in land.claims if claim.day <= day)
    return {(thing, mapped_hazard(claim, left[thing])) for thing, claim in last.items()}


@CASES
@given(worlds(), st.sampled_from(list(Fold)))
def test_the_fast_fold_says_of_all_ground_what_the_definition_says_of_every_cell(batches, fold):
    land = Picture(recorded(*batches), fold).land
    curves = land.curves(DAYS)

    for place, day in enumerate(DAYS):
        seen = _seen(land, day)
        totals = land.totals(on_day=day)
        assert totals == _totals(seen)
        assert land.apart(on_day=day) == _apart(seen)
        assert land.findings(on_day=day) == _findings(seen)
        assert {
            (one.thing, one) for one in land.hazards(on_day=day) if one.is_mapped
        } == _mapped_hazards(land, seen, day)  # fmt: skip
        assert {status: curve[place] for status, curve in curves.items() if curve[place]} == {
            status: amount.value for status, amount in totals.items() if amount.value
        }


def test_all_that_is_special_and_all_that_is_plain_occurs_in_these_worlds():
    """The property above is worth nothing where the worlds are empty: what it compares is seen in a sample."""
    seen = Counter()

    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(worlds(), st.sampled_from(list(Fold)))
    def look(batches, fold):
        land = Picture(recorded(*batches), fold).land
        seen["plain"] += len(land.folded.plain)
        seen["special"] += len(land.folded.special)
        seen["findings"] += len(land.findings(on_day=date.max))
        seen["taken over"] += bool(land.taken_over)
        seen.update(name for name, amount in land.apart(on_day=date.max).items() if amount.value)
        seen.update(status.value for status in land.totals(on_day=date.max))
        seen.update(one.is_open for one in land.hazards(on_day=date.max) if one.is_mapped)

    look()
    wanted = {status.value for status in Status} - {"not_surveyed"}
    wanted |= {"plain", "special", "findings", "taken over", "reopened", "no_hazard_recorded", "accepted", True, False}
    assert {what for what in wanted if seen[what] < 5} == set()


_WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
from firmground.geometry.compiled import njit
from tests.state.test_folded import told_of_a_world
print(njit is None, told_of_a_world())
"""


def told_of_a_world():
    """Return what is told of a small world in which ground is released, reopened, refused and held by two."""
    area, other = hazard("HA-1", 1, _WHOLE, "confirmed"), hazard("HA-2", 2, _WEST, answers="HA-1")
    freed, refused = release("LR-1", 3, _WHOLE), release("LR-2", 6, _EAST, "cancelled")
    failed = entry("QC-1", "inspection", 4, geometry=_WEST, verdict="failed", releases=["LR-9"])
    accepted = entry("QC-2", "inspection", 5, verdict="accepted", releases=["LR-1"])
    again = hazard("HA-3", 5, _EAST, "restricted")
    made = [area, other, freed, refused, failed, accepted, again]
    land = Picture(recorded(made, [decision("approved", *made)]), Fold.OFFICIAL).land
    days = DAYS[1:-1]
    totals = [
        sorted((status.value, amount.value) for status, amount in land.totals(on_day=day).items()) for day in days
    ]
    apart = [sorted((name, amount.value) for name, amount in land.apart(on_day=day).items()) for day in days]
    hazards = [[(one.number, one.status, one.remaining_mm2) for one in land.hazards(on_day=day)] for day in days]
    return [totals, apart, hazards, land.findings(on_day=date.max), land.curves(days)[Status.CLEARED]]


def test_without_machine_code_the_same_is_told():
    run = subprocess.run(
        [sys.executable, "-c", _WITHOUT_NUMBA],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout == f"True {told_of_a_world()}\n"
    assert "reopened" in run.stdout
