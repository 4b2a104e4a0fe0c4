"""Which entries stand after decisions, corrections and withdrawals."""

from firmground.ledger.standing import Fold, standing
from tests.ledgers import approved, decision, entry, hazard, recorded, release, square

HERE = square(40.1, 35.3)


def _numbers(batches, fold=Fold.OFFICIAL):
    return [stood.entry.number for stood in standing(recorded(*batches), fold=fold).entries]


def test_what_nobody_approved_does_not_count_officially():
    assert _numbers([[release("LR-1", 1, HERE)]]) == []


def test_a_hazard_counts_cautiously_from_the_moment_it_is_received():
    batch = [hazard("HA-1", 1, HERE), release("LR-1", 1, HERE)]

    assert _numbers([batch], Fold.CAUTIOUS) == ["HA-1"]
    assert _numbers([batch], Fold.OFFICIAL) == []


def test_a_rejected_hazard_is_no_longer_held_and_a_returned_one_still_is():
    area = hazard("HA-1", 1, HERE)

    assert _numbers([[area], [decision("returned", area, reason="unclear")]], Fold.CAUTIOUS) == ["HA-1"]
    assert _numbers([[area], [decision("rejected", area, reason="a fence")]], Fold.CAUTIOUS) == []


def test_a_decision_over_a_batch_covers_all_of_it():
    batch = [release("LR-1", 1, HERE), release("LR-2", 1, HERE)]
    whole = entry("d", "decision", None, verdict="approved", batch={"office": "centre", "number": 1})

    assert _numbers([batch, [whole]]) == ["LR-1", "LR-2"]


def test_a_correction_takes_effect_when_it_is_approved():
    first = release("LR-1", 1, HERE, depth_cm=10)
    second = release("LR-1", 1, HERE, depth_cm=20, supersedes=first.id)
    waiting = standing(recorded(*approved(first), [second]), fold=Fold.OFFICIAL)
    decided = standing(recorded(*approved(first), *approved(second)), fold=Fold.OFFICIAL)

    assert [stood.entry.body["depth_cm"] for stood in waiting.entries] == [10]
    assert [stood.entry.body["depth_cm"] for stood in decided.entries] == [20]
    assert decided.superseded == {first.id: second.id}


def test_an_unapproved_correction_of_a_hazard_is_held_beside_the_original():
    first = hazard("HA-1", 1, HERE)
    second = hazard("HA-1", 1, HERE, status="confirmed", supersedes=first.id)

    cautious = standing(recorded(*approved(first), [second]), fold=Fold.CAUTIOUS)

    assert [stood.entry.body["status"] for stood in cautious.entries] == ["suspected", "confirmed"]


def test_two_corrections_made_apart_are_a_clash_and_both_readings_of_land_stand():
    first = release("LR-1", 1, HERE)
    one = release("LR-1", 1, HERE, depth_cm=10, supersedes=first.id)
    other = release("LR-1", 1, HERE, depth_cm=20, supersedes=first.id)

    stood = standing(recorded(*approved(first), *approved(one), *approved(other)), fold=Fold.OFFICIAL)

    assert stood.clashes == (first.id,)
    assert {item.entry.id for item in stood.entries} == {one.id, other.id}
    assert all(item.clash == first.id for item in stood.entries)


def test_a_clash_of_counts_keeps_the_original():
    first = entry("OL-1", "ordnance_lot", 1, event="destroyed", category="mortar", quantity=5)
    one = entry("OL-1", "ordnance_lot", 1, event="destroyed", category="mortar", quantity=6, supersedes=first.id)
    other = entry("OL-1", "ordnance_lot", 1, event="destroyed", category="mortar", quantity=7, supersedes=first.id)

    stood = standing(recorded(*approved(first), *approved(one), *approved(other)), fold=Fold.OFFICIAL)

    assert [item.entry.body["quantity"] for item in stood.entries] == [5]
    assert stood.clashes == (first.id,)


def test_a_withdrawn_release_is_gone_once_the_withdrawal_is_approved():
    area = release("LR-1", 1, HERE)
    withdrawal = entry("w", "withdrawal", None, reason="wrong site", entries=[area.id])

    assert _numbers([*approved(area), [withdrawal]]) == ["LR-1"]
    assert _numbers([*approved(area), *approved(withdrawal)]) == []


def test_withdrawing_an_approved_hazard_needs_two_people():
    area = hazard("HA-1", 1, HERE)
    withdrawal = entry("w", "withdrawal", None, reason="wrong site", entries=[area.id])
    first = decision("approved", withdrawal, author="P-0002")
    same = decision("approved", withdrawal, author="P-0002", reason="again")
    second = decision("approved", withdrawal, author="P-0003")

    assert _numbers([*approved(area), [withdrawal], [first]]) == ["HA-1"]
    assert _numbers([*approved(area), [withdrawal], [first], [same]]) == ["HA-1"]
    assert _numbers([*approved(area), [withdrawal], [first], [second]]) == []


def test_an_import_is_withdrawn_as_a_whole():
    batch = [release("LR-1", 1, HERE), release("LR-2", 1, HERE)]
    withdrawal = entry("w", "withdrawal", None, reason="wrong file", batch={"office": "centre", "number": 1})

    assert _numbers([batch, [decision("approved", *batch)], *approved(withdrawal)]) == []


def test_a_correction_whose_original_is_not_known_here_stands_by_itself():
    lonely = release("LR-1", 1, HERE, supersedes="00000000-0000-7000-8000-000000000000")

    assert _numbers(approved(lonely)) == ["LR-1"]
