"""The office: what is known on a day, and pictures that never answer from what is no longer so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from firmground.actions.correct_entry import correct_entry
from firmground.actions.decide import decide
from firmground.actions.open_operation import open_operation
from firmground.actions.withdraw import withdraw_entries
from firmground.errors import NotAllowed
from firmground.ledger.standing import Fold
from firmground.records.deeds import DecisionVerdict
from firmground.records.operations import Operation
from tests.ledgers import hazard, square


def _entered(office, operation, *entries):
    made = [msgspec.structs.replace(entry, operation=operation.id) for entry in entries]
    office.ledger.append(made)
    return made


def test_a_day_that_is_known_ends_at_local_midnight_also_when_the_clocks_go_back(office, clock):
    """In Damascus 26 October 2017 had 25 hours: it ended at 22:00 UTC, and 23:30 came twice."""
    clock.instant = datetime(2017, 10, 1, tzinfo=UTC)
    operation = open_operation(office, "P-0001", "test", Operation(name="Test", timezone="Asia/Damascus"))
    clock.instant = datetime(2017, 10, 26, 21, 30, tzinfo=UTC)
    _entered(office, operation, hazard("HA-1", 1, square(40.1, 35.3)))
    clock.instant = datetime(2017, 10, 26, 22, 30, tzinfo=UTC)
    _entered(office, operation, hazard("HA-2", 1, square(40.2, 35.3)))

    heads = [office.head(operation, date(2017, 10, day)).number for day in (25, 26, 27)]

    assert heads == [1, 2, 3]


def test_an_earlier_head_is_answered_without_what_came_later(office, operation):
    (first,) = _entered(office, operation, hazard("HA-1", 1, square(40.1, 35.3)))
    head = office.ledger.head()
    _entered(office, operation, hazard("HA-2", 1, square(40.2, 35.3)))

    assert len(office.recorded(operation.id, office.ledger.head())) == len(office.recorded(operation.id, head)) + 1
    assert first.id in {one.entry.id for one in office.recorded(operation.id, head)}


def test_a_corrected_operation_is_the_corrected_one_once_it_is_approved(office, officer, reviewer, operation):
    body = dict(operation.entry.body) | {"name": "Renamed"}
    corrected = correct_entry(
        office, officer, operation, operation.entry.id, body=body, true_from=operation.entry.true_from
    )
    before = office.operation("test").body.name
    decide(office, reviewer, operation, verdict=DecisionVerdict.APPROVED, entries=[corrected.id])

    assert (before, office.operation("test").body.name) == ("Test", "Renamed")


def test_an_officer_alone_may_not_free_a_hazard_and_two_with_the_right_may(
    office, officer, reviewer, authority, head_of_centre, operation
):
    (area,) = _entered(office, operation, hazard("HA-1", 1, square(40.1, 35.3)))
    decide(office, reviewer, operation, verdict=DecisionVerdict.APPROVED, entries=[area.id])
    withdrawal = withdraw_entries(office, officer, operation, [area.id], reason="a fence, seen twice")

    with pytest.raises(NotAllowed):
        decide(office, officer, operation, verdict=DecisionVerdict.APPROVED, entries=[withdrawal.id])
    decide(office, authority, operation, verdict=DecisionVerdict.APPROVED, entries=[withdrawal.id])
    after_one = _open_hazards(office, operation)
    decide(office, head_of_centre, operation, verdict=DecisionVerdict.APPROVED, entries=[withdrawal.id])

    assert (after_one, _open_hazards(office, operation)) == (["HA-1"], [])


def _open_hazards(office, operation):
    land = office.picture(operation, fold=Fold.OFFICIAL, as_known_on=None).land
    return [hazard.number for hazard in land.hazards(on_day=date(2018, 1, 1)) if hazard.is_open]


def test_only_who_may_approve_releases_settles_a_late_hazard(office, officer, operation):
    (area,) = _entered(office, operation, hazard("HA-1", 1, square(40.1, 35.3)))

    with pytest.raises(NotAllowed):
        decide(office, officer, operation, verdict=DecisionVerdict.APPROVED, entries=[area.id], settles=[area.id])
