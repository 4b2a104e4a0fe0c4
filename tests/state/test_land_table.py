"""The transition table of ground, cell by cell, and every sequence of up to five claims."""

from itertools import product

import pytest

from firmground.state.land_table import HAZARD_CLAIMS, HAZARDS, TABLE, GroundClaim, Point, Status, apply

_ROWS = """
sha       | not_surveyed,surveyed: sha  | sha: sha       | cha: cha        | restricted: restricted  | released: sha*
cha       | not_surveyed,surveyed: cha  | sha: cha       | cha: cha        | restricted: restricted  | released: cha*
restricted| not_surveyed,surveyed: restricted | sha: restricted | cha: restricted | restricted: restricted | released: restricted*
surveyed  | not_surveyed,surveyed: surveyed | sha: sha   | cha: cha        | restricted: restricted  | released: same
cancelled | not_surveyed,surveyed: cancelled- | sha: cancelled | cha: cha?  | restricted: restricted? | released: same
reduced   | not_surveyed,surveyed: reduced- | sha: reduced | cha: reduced   | restricted: restricted? | released: same
cleared   | not_surveyed,surveyed: cleared- | sha: cleared | cha: cleared   | restricted: cleared     | released: cleared
"""


def _cells():
    released = ("cancelled", "reduced", "cleared")
    for line in _ROWS.strip().splitlines():
        claim, *columns = (part.strip() for part in line.split("|"))
        for column in columns:
            before, after = column.split(": ")
            for status in released if before == "released" else before.split(","):
                yield claim, status, after.strip()


@pytest.mark.parametrize(("claim", "before", "after"), list(_cells()))
def test_every_cell_says_what_the_design_says(claim, before, after):
    step = TABLE[(GroundClaim(claim), Status(before))]

    expected = before if after == "same" else after.rstrip("*-?")
    assert step.after == Status(expected)
    assert step.reopened == after.endswith("*")
    assert step.no_hazard_recorded == after.endswith("-")
    assert bool(step.finding) == after.endswith("?")


def test_the_table_has_every_claim_on_every_status():
    assert set(TABLE) == set(product(GroundClaim, Status))
    assert len(list(_cells())) == 7 * 8


@pytest.mark.parametrize("worst", HAZARDS)
@pytest.mark.parametrize("release", [Status.CANCELLED, Status.REDUCED, Status.CLEARED])
def test_a_failed_inspection_returns_ground_to_the_most_hazardous_it_has_held(worst, release):
    point, finding = apply(GroundClaim.FAILED, Point(release, worst=worst))

    assert (point.status, point.reopened, finding) == (worst, True, "")


def test_a_failed_inspection_of_ground_that_held_no_hazard_makes_it_suspected():
    point, _ = apply(GroundClaim.FAILED, Point(Status.CLEARED))

    assert point.status is Status.SHA


def test_a_failed_inspection_leaves_ground_that_nobody_surveyed_as_it_was():
    assert apply(GroundClaim.FAILED, Point())[0] == Point()
    assert apply(GroundClaim.FAILED, Point(Status.SURVEYED))[0].status is Status.SURVEYED
    assert apply(GroundClaim.FAILED, Point(Status.SHA, worst=Status.CHA))[0].status is Status.CHA


def _rank(status):
    return HAZARDS.index(status) if status in HAZARDS else -1


def test_no_hazard_inserted_anywhere_in_any_sequence_of_up_to_five_claims_lowers_the_result():
    after: dict[tuple, Point] = {(): Point()}
    inserted = 0
    for length in range(1, 7):
        for sequence in product(GroundClaim, repeat=length):
            after[sequence] = apply(sequence[-1], after[sequence[:-1]])[0]
    for sequence, point in after.items():
        for place, claim in enumerate(sequence):
            if claim in HAZARD_CLAIMS:
                without = after[sequence[:place] + sequence[place + 1 :]]
                assert _rank(point.status) >= _rank(without.status), (sequence, place)
                inserted += 1
    assert len(after) == sum(8**length for length in range(7))
    assert inserted > 800_000
