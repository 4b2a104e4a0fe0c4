"""What is answered at once: one decision, nobody over the own report, and what is left out is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from firmground.actions.answer_row import override_rows
from firmground.actions.decide import decide
from firmground.actions.decide_many import decide_many
from firmground.actions.leave_out_row import LEFT_OUT, RETURNED, answer_rows, left_out, returned
from firmground.errors import NotAllowed, RecordRefused
from firmground.ledger.standing import Fold
from firmground.records.deeds import DecisionVerdict
from firmground.records.submissions import Outcome, StagedRow
from tests.cast import an_entry, square

APPROVED = DecisionVerdict.APPROVED


def _entered(office, operation, *authors, kind="hazard_area"):
    entries = [an_entry(kind, operation=operation.id, author=author) for author in authors]
    office.ledger.append(entries)
    return entries


def _held(office, operation, count=3):
    received = office.submissions.receive(operation=operation.id, filename="a.csv", data=b"a,b", by="P-0004")
    entries = [an_entry(operation=operation.id, author="P-0004", geometry=square(40.1 + n / 10)) for n in range(count)]
    finding = {"rule": "odd", "weight": "asks", "about": "row", "field": "", "said": "", "expected": "", "message": ""}
    office.submissions.stage(
        received.id,
        [
            StagedRow(
                submission=received.id,
                position=position,
                outcome=Outcome.HELD,
                said={"a": position},
                entries=(msgspec.to_builtins(entry),) if position != 2 else (),
                findings=(finding,),
            )
            for position, entry in enumerate(entries, start=1)
        ],
        mapping="",
    )
    return received, entries


def _recorded(office, operation):
    return office.recorded(operation.id, office.ledger.head())


def test_nobody_approves_the_own_report_and_the_owner_of_the_machine_does(office, officer, reviewer, operation):
    (own,) = _entered(office, operation, officer.number)

    with pytest.raises(NotAllowed, match="nobody approves the own report"):
        decide(office, officer, operation, verdict=APPROVED, entries=[own.id])
    decide(office, replace(officer, is_owner=True), operation, verdict=APPROVED, entries=[own.id])

    assert office.picture(operation, fold=Fold.OFFICIAL, as_known_on=None).standing.verdicts[own.id] is APPROVED


def test_many_are_approved_by_one_decision_but_the_own_and_the_releases_which_are_said(office, officer, operation):
    own, other, another = _entered(office, operation, officer.number, "P-0004", "P-0004")
    release = an_entry("land_release", operation=operation.id, author="P-0004", body={"product": "cancelled"})
    office.ledger.append([release])
    before = len(_recorded(office, operation))

    ids = [own.id, other.id, another.id, release.id, "nothing"]
    done, refused = decide_many(office, officer, operation, ids, verdict=APPROVED, reason="seen on the ground")

    assert done == 2
    assert set(refused) == {own.id, release.id, "nothing"}
    assert "yourself" in refused[own.id]
    assert len(_recorded(office, operation)) == before + 1
    verdicts = office.picture(operation, fold=Fold.OFFICIAL, as_known_on=None).standing.verdicts
    assert {one for one in ids if verdicts.get(one) is APPROVED} == {other.id, another.id}


def test_one_answer_to_many_needs_a_reason(office, officer, operation):
    (one,) = _entered(office, operation, "P-0004")
    with pytest.raises(RecordRefused, match="needs a reason"):
        decide_many(office, officer, operation, [one.id], verdict=APPROVED, reason=" ")


def test_held_rows_are_entered_at_once_and_one_that_cannot_be_is_said(office, officer, operator, operation):
    received, entries = _held(office, operation)
    rows = [(received.id, position) for position in (1, 2, 3, 9)]

    with pytest.raises(NotAllowed):
        override_rows(office, operator, operation, rows, reason="as on paper")
    done, refused = override_rows(office, officer, operation, rows, reason="as on paper")

    assert (done, [name[1] for name, _why in refused]) == (2, [2, 9])
    known = {one.entry.id for one in _recorded(office, operation)}
    assert [entry.id in known for entry in entries] == [True, False, True]
    assert [row.position for row in office.submissions.held(operation.id)] == [2]


def test_rows_are_returned_with_a_reason_and_their_danger_stays_in_the_cautious_picture(office, officer, operation):
    received, entries = _held(office, operation, 1)

    done, refused = answer_rows(
        office, officer, operation, [(received.id, 1)], rule=RETURNED, reason="The fence is on the other side."
    )

    assert (done, refused) == (1, [])
    (decision,) = returned(_recorded(office, operation)).values()
    assert decision.entry.body["reason"] == "The fence is on the other side."
    picture = office.picture(operation, fold=Fold.CAUTIOUS, as_known_on=None)
    assert entries[0].id in {stood.entry.id for stood in picture.standing.entries}
    answer_rows(office, officer, operation, [(received.id, 1)], rule=LEFT_OUT, reason="Sent again as another file.")
    assert returned(_recorded(office, operation)) == {}
    assert left_out(_recorded(office, operation)) == {(received.id, 1, 1)}


def test_held_rows_are_read_again_only_after_one_of_them_has_changed(office, officer, operation):
    received, _entries = _held(office, operation)
    first, again = office.held(operation), office.held(operation)
    override_rows(office, officer, operation, [(received.id, 1)], reason="as on paper")

    assert again is first
    assert [row.position for row in office.held(operation).rows] == [2, 3]
    office.submissions.replace_row(msgspec.structs.replace(first.rows[1], said={"a": "mended"}))
    assert [row.said for row in office.held(operation).rows] == [{"a": "mended"}, {"a": 3}]
    assert date(2017, 10, 1) == office.held(operation).danger[0].entry.true_from
