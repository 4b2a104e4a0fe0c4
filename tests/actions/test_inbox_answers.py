"""What is answered at once: one decision, nobody over the own report, and what is left out is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from firmground.actions.answer_row import override_rows
from firmground.actions.decide import decide
from firmground.actions.decide_many import decide_many
from firmground.actions.leave_out_row import LEFT_OUT, RETURNED, answer_rows, left_out, returned
from firmground.actions.undo_decisions import picture_after, undo_decisions, undoing
from firmground.errors import NotAllowed, RecordRefused
from firmground.ledger.standing import Fold
from firmground.records.deeds import DecisionVerdict
from firmground.records.submissions import Outcome, StagedRow
from tests.cast import an_entry, square

APPROVED = DecisionVerdict.APPROVED
LOT = {"event": "destroyed", "category": "mortar", "quantity": 3}


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


def _undo(office, actor, operation, by, reason="They were signed on the wrong sheet."):
    first, last = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    plan = undoing(office, actor, operation, by=by, since=first, until=last)
    return (
        plan,
        picture_after(office, actor, operation, plan),
        undo_decisions(office, actor, operation, plan, reason=reason),
    )


def test_what_one_person_decided_is_taken_back_and_the_preview_is_what_comes(office, officer, reviewer, operation):
    lots = [an_entry("ordnance_lot", operation=operation.id, author="P-0004", body=LOT) for _ in range(2)]
    office.ledger.append(lots)
    decide(office, officer, operation, verdict=APPROVED, entries=[lots[0].id])
    decide(office, officer, operation, verdict=DecisionVerdict.REJECTED, entries=[lots[1].id], reason="Not ours.")

    plan, preview, count = _undo(office, reviewer, operation, officer.number)

    after = office.picture(operation, fold=Fold.OFFICIAL, as_known_on=None)
    assert count == plan.count == 2
    assert preview.standing.verdicts == after.standing.verdicts
    assert after.standing.verdicts[lots[0].id] is DecisionVerdict.RETURNED
    assert after.standing.verdicts[lots[1].id] is DecisionVerdict.SUBMITTED, "it waits again"
    assert lots[0].id not in {stood.entry.id for stood in after.standing.entries}


def test_danger_whose_approval_is_taken_back_stands_until_a_second_person_does_so(office, officer, reviewer, operation):
    (area,) = _entered(office, operation, "P-0004")
    decide(office, officer, operation, verdict=APPROVED, entries=[area.id])

    _undo(office, reviewer, operation, officer.number)

    after = office.picture(operation, fold=Fold.OFFICIAL, as_known_on=None).standing
    assert after.contested == (area.id,)
    assert area.id in {stood.entry.id for stood in after.entries}


def test_what_somebody_decided_on_since_is_left_out_and_said(office, officer, reviewer, authority, operation):
    (area,) = _entered(office, operation, "P-0004")
    decide(office, officer, operation, verdict=APPROVED, entries=[area.id])
    decide(office, authority, operation, verdict=APPROVED, entries=[area.id])

    plan, _preview, count = _undo(office, reviewer, operation, officer.number)

    assert (count, list(plan.left_out)) == (0, [area.number])


def test_decisions_are_not_taken_back_without_a_reason_nor_by_who_may_not_decide(office, officer, operator, operation):
    (area,) = _entered(office, operation, "P-0004")
    decide(office, officer, operation, verdict=APPROVED, entries=[area.id])

    with pytest.raises(RecordRefused, match="needs a reason"):
        _undo(office, officer, operation, officer.number, reason="")
    plan, _preview, count = _undo(office, operator, operation, officer.number)
    assert (count, list(plan.left_out)) == (0, [area.number])
