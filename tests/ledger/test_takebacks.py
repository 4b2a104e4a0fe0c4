"""What taking back does: withdrawals of parts of chains, reversed approvals, corrections of corrections."""

import pytest

from firmground.errors import RecordRefused
from firmground.ledger.correct import correction
from firmground.ledger.standing import Fold, standing
from tests.ledgers import approved, decision, entry, hazard, polygon, recorded, release, square

HERE, WEST = square(40.1, 35.3), square(40.1, 35.3, 0.0005)


def _ids(batches, fold=Fold.OFFICIAL):
    return [stood.entry.id for stood in standing(recorded(*batches), fold=fold).entries]


def _withdrawal(*targets, **more):
    return entry("w", "withdrawal", None, reason="wrong", entries=[target.id for target in targets], **more)


def _twice(deed):
    return [[deed], [decision("approved", deed)], [decision("approved", deed, author="P-0003")]]


@pytest.mark.parametrize("fold", list(Fold))
def test_withdrawing_a_waiting_correction_of_a_hazard_leaves_the_hazard(fold):
    first = hazard("HA-1", 1, HERE)
    waiting = hazard("HA-1", 1, WEST, supersedes=first.id)
    batches = [*approved(first), [waiting], *approved(_withdrawal(waiting))]

    assert _ids(batches, fold) == [first.id]


@pytest.mark.parametrize("fold", list(Fold))
def test_what_a_withdrawn_correction_of_a_hazard_had_corrected_stands_again(fold):
    first = hazard("HA-1", 1, HERE)
    second = hazard("HA-1", 1, WEST, supersedes=first.id)

    assert _ids([*approved(first), *approved(second), *_twice(_withdrawal(second))], fold) == [first.id]


def test_a_hazard_goes_with_all_its_corrections_when_two_people_withdraw_the_first():
    first = hazard("HA-1", 1, HERE)
    second = hazard("HA-1", 1, WEST, supersedes=first.id)
    batches = [*approved(first), *approved(second)]

    assert _ids([*batches, *approved(_withdrawal(first))]) == [second.id]
    assert _ids([*batches, *_twice(_withdrawal(first))]) == []


def test_one_person_does_not_withdraw_an_approved_correction_by_naming_the_hazard_that_nobody_had_approved():
    first = hazard("HA-1", 1, HERE)
    second = hazard("HA-1", 1, WEST, supersedes=first.id)

    assert _ids([[first], *approved(second), *approved(_withdrawal(first))]) == [second.id]


def test_withdrawing_a_waiting_correction_of_a_count_leaves_the_count_and_of_an_approved_one_takes_the_record():
    first = entry("AW-1", "area_worked", 1, geometry=HERE, activity="checked")
    second = entry("AW-1", "area_worked", 1, geometry=WEST, activity="checked", supersedes=first.id)

    assert _ids([*approved(first), [second], *approved(_withdrawal(second))]) == [first.id]
    assert _ids([*approved(first), *approved(second), *approved(_withdrawal(second))]) == []


def test_withdrawing_a_correction_that_closed_a_road_needs_two_people():
    first = entry("RS-1", "road_stretch", 1, state="cleared", road="R1", from_m=0, to_m=100)
    closed = entry("RS-1", "road_stretch", 2, state="closed", road="R1", from_m=0, to_m=100, supersedes=first.id)

    assert _ids([*approved(first), *approved(closed), *approved(_withdrawal(closed))]) == [closed.id]


@pytest.mark.parametrize("fold", list(Fold))
@pytest.mark.parametrize("verdict", ["returned", "rejected"])
def test_one_person_does_not_take_the_approval_of_a_hazard_back(verdict, fold):
    area = hazard("HA-1", 1, HERE)
    batches = [*approved(area), [decision(verdict, area, author="P-0003", reason="a fence")]]

    assert _ids(batches, fold) == [area.id]
    stood = standing(recorded(*batches), fold=fold)
    assert stood.contested == (area.id,)
    assert stood.verdicts[area.id] == "approved"


def test_two_people_take_the_approval_of_a_hazard_back():
    area = hazard("HA-1", 1, HERE)
    both = [[decision("rejected", area, author=author, reason="a fence")] for author in ("P-0003", "P-0004")]

    for fold in Fold:
        assert _ids([*approved(area), *both], fold) == []
    assert _ids([*approved(area), both[0], both[0]]) == [area.id]


def test_approving_a_contested_hazard_anew_begins_the_count_again():
    area = hazard("HA-1", 1, HERE)
    no = [[decision("rejected", area, author=author, reason="a fence")] for author in ("P-0003", "P-0004")]
    again = [decision("approved", area, author="P-0005")]

    assert _ids([*approved(area), no[0], again, no[1]]) == [area.id]


def test_one_person_settles_a_clash_of_hazards_by_rejecting_a_reading():
    first = hazard("HA-1", 1, HERE)
    one, other = (hazard("HA-1", 1, HERE, note=text, supersedes=first.id) for text in ("one", "other"))
    batches = [*approved(first), *approved(one), *approved(other), [decision("rejected", other, author="P-0003")]]

    stood = standing(recorded(*batches), fold=Fold.OFFICIAL)
    assert [item.entry.id for item in stood.entries] == [one.id]
    assert (stood.contested, stood.verdicts[other.id]) == ((), "rejected")


def test_a_release_that_was_approved_and_then_returned_or_rejected_is_gone_at_once():
    area = release("LR-1", 1, HERE)

    for verdict in ("returned", "rejected"):
        for fold in Fold:
            assert _ids([*approved(area), [decision(verdict, area, reason="depth")]], fold) == []


def test_a_verification_that_comes_after_the_approval_does_not_take_it_back():
    area = release("LR-1", 1, HERE)

    assert _ids([*approved(area), [decision("verified", area)], [decision("submitted", area)]]) == [area.id]


def test_a_correction_of_a_correction_that_nobody_approved_replaces_both():
    first = release("LR-1", 1, HERE)
    second = release("LR-1", 1, HERE, depth_cm=10, supersedes=first.id)
    third = release("LR-1", 1, HERE, depth_cm=20, supersedes=second.id)

    stood = standing(recorded(*approved(first), [second], *approved(third)), fold=Fold.CAUTIOUS)

    assert [one.entry.id for one in stood.entries] == [third.id]
    assert stood.clashes == ()
    assert stood.superseded == {first.id: third.id, second.id: third.id}


def test_a_clash_of_counts_does_not_depend_on_the_order_of_arrival():
    first = entry("OL-1", "ordnance_lot", 1, event="destroyed", category="mortar", quantity=5)
    one, other = (
        entry("OL-1", "ordnance_lot", 1, event="destroyed", category="mortar", quantity=count, supersedes=first.id)
        for count in (6, 7)
    )
    approval = [decision("approved", one, other)]

    assert _ids([[first], [one], [other], approval]) == _ids([[other], [one], [first], approval])
    assert _ids([[other], [one], [first], [decision("approved", first, one, other)]]) == [first.id]


def test_a_clash_of_ground_checked_keeps_the_original():
    first = entry("AW-1", "area_worked", 1, geometry=WEST, activity="checked")
    one, other = (
        entry("AW-1", "area_worked", 1, geometry=HERE, activity="checked", note=text, supersedes=first.id)
        for text in ("one", "other")
    )

    assert _ids([*approved(first), *approved(one), *approved(other)]) == [first.id]


def test_a_clash_about_a_road_keeps_the_reading_that_closes_it():
    first = entry("RS-1", "road_stretch", 1, state="cleared", road="R1", from_m=0, to_m=100)
    one, other = (
        entry("RS-1", "road_stretch", 2, state=state, road="R1", from_m=0, to_m=100, supersedes=first.id)
        for state in ("closed", "verified")
    )

    assert one.id in _ids([*approved(first), *approved(one), *approved(other)])


def test_an_entry_that_is_there_twice_counts_once():
    area = hazard("HA-1", 1, HERE)

    assert _ids([[area], [area], [decision("approved", area)]]) == [area.id]
    assert standing(recorded([area], [area], [decision("approved", area)]), fold=Fold.OFFICIAL).clashes == ()


def test_a_settlement_counts_only_in_an_approval_and_until_the_hazard_is_returned():
    area, other = hazard("HA-1", 1, HERE), hazard("HA-2", 1, HERE)

    def settled(*decisions):
        stood = standing(recorded([area, other], *[[one] for one in decisions]), fold=Fold.CAUTIOUS)
        return [one.entry.id for one in stood.entries if one.settled]

    assert settled(decision("verified", other, settles=[area.id])) == []
    assert settled(decision("returned", other, settles=[area.id])) == []
    assert settled(decision("approved", other, settles=[area.id])) == [area.id]
    assert settled(decision("approved", other, settles=[area.id]), decision("returned", area)) == []


def test_a_waiting_withdrawal_of_a_release_takes_it_from_the_cautious_fold_only():
    area = release("LR-1", 1, HERE)
    asked = [*approved(area), [_withdrawal(area)]]

    assert (_ids(asked), _ids(asked, Fold.CAUTIOUS)) == ([area.id], [])
    assert _ids([*asked, [decision("rejected", _withdrawal(area))]], Fold.CAUTIOUS) == [area.id]


def test_a_waiting_withdrawal_takes_no_hazard_from_any_fold():
    area = hazard("HA-1", 1, HERE)

    for fold in Fold:
        assert _ids([*approved(area), [_withdrawal(area)]], fold) == [area.id]


def test_a_kind_that_is_not_known_here_stands_once_it_is_approved():
    import msgspec

    later = msgspec.structs.replace(release("XX-1", 1), kind="kind_of_a_later_version")

    assert _ids([[later]]) == []
    assert _ids([[later], [decision("approved", later)]]) == [later.id]


@pytest.mark.parametrize("ring", [1, 2, 3])
def test_entries_that_correct_each_other_in_a_ring_lose_no_hazard(ring):
    areas = [hazard(f"HA-{place}", 1, HERE, name=f"ring {place}") for place in range(ring)]
    import msgspec

    round_about = [
        msgspec.structs.replace(area, supersedes=areas[(place + 1) % ring].id) for place, area in enumerate(areas)
    ]

    assert sorted(_ids([round_about, [decision("approved", *round_about)]])) == sorted(area.id for area in areas)


def test_a_correction_does_not_take_a_polygon_away():
    area = hazard("HA-1", 1, HERE)

    for lost in ("", "0101000000" + "00" * 16):
        with pytest.raises(RecordRefused, match="takes away the polygon"):
            correction(area, author="P-1", body=area.body, true_from=area.true_from, geometry=lost)
    assert correction(area, author="P-1", body=area.body, true_from=area.true_from, geometry=WEST).geometry == WEST
    unmapped = hazard("HA-2", 1)
    drawn = polygon([(40.1, 35.3), (40.2, 35.3), (40.2, 35.4)])
    assert correction(unmapped, author="P-1", body={}, true_from=None, geometry=drawn).geometry == drawn


def test_a_returned_reading_beside_another_that_stands_is_held_cautiously_and_is_not_approved():
    first = hazard("HA-1", 1, HERE)
    one, other = (hazard("HA-1", 1, HERE, note=text, supersedes=first.id) for text in ("one", "other"))
    batches = [*approved(first), *approved(one), *approved(other), [decision("returned", other, author="P-0003")]]

    stood = standing(recorded(*batches), fold=Fold.CAUTIOUS)

    assert [(item.entry.id, item.approved) for item in stood.entries] == [(one.id, True), (other.id, False)]
    assert stood.contested == ()
