"""A file from receipt to withdrawal, through the real office on each database."""

from __future__ import annotations

import pytest

from firmground.actions.answer_row import override_row
from firmground.actions.decide import decide
from firmground.actions.import_file import account_of, enter_file, judge_file, receive_file
from firmground.actions.withdraw import withdraw_import
from firmground.errors import NotAllowed, RecordRefused, ReportUnreadable
from firmground.intake.mapping import read_mapping
from firmground.ledger.standing import Fold
from firmground.records.deeds import DecisionVerdict
from firmground.records.ordnance import LotEvent
from firmground.records.submissions import Outcome, SubmissionState

MAPPING = read_mapping("""
kind: ordnance_lot
columns: {day: true_from, what: category, items: quantity, who: organisation, no: number}
constants: {event: destroyed}
""")
REPORT = b"""no,day,what,items,who
OL-1,2017-10-01,mortar,5,Team Alpha
OL-2,2017-10-01,mortar,many,Team Alpha
OL-3,2017-10-02,rocket,7,B
OL-4,2017-10-02,teapot,1,B
"""


def _judged(office, officer, operation, report=REPORT, mapping=MAPPING):
    received = receive_file(office, officer, operation, filename="lots.csv", data=report)
    return received, judge_file(office, officer, operation, received.id, mapping)


def _destroyed(office, operation, fold=Fold.OFFICIAL):
    from datetime import date

    picture = office.picture(operation, fold=fold, as_known_on=None)
    return picture.ordnance.amount(LotEvent.DESTROYED, on_day=date(2017, 12, 1)).value


def test_every_row_ends_somewhere_and_nothing_counts_before_it_is_approved(office, officer, reviewer, operation):
    received, judged = _judged(office, officer, operation)
    entered = enter_file(office, officer, operation, received.id)
    before = _destroyed(office, operation)
    decide(office, reviewer, operation, verdict=DecisionVerdict.APPROVED, batch=entered.batch)

    assert judged.adds_up
    assert (judged.rows, judged.entered, judged.held) == (4, 2, 2)
    assert (before, _destroyed(office, operation)) == (0, 12)


def test_a_held_row_says_field_what_was_said_and_what_is_expected(office, officer, operation):
    received, _ = _judged(office, officer, operation)

    held = office.submissions.rows(received.id, outcome=Outcome.HELD)

    assert [row.position for row in held] == [2, 4]
    assert held[0].findings[0]["field"] == "quantity"
    assert held[0].findings[0]["said"] == "many"
    assert held[0].said["items"] == "many"
    assert "mortar" in held[1].findings[0]["expected"]


def test_the_parties_are_the_organisations_of_the_operation(office, officer, operation):
    received, _ = _judged(office, officer, operation)
    enter_file(office, officer, operation, received.id)

    lots = [
        one.entry for one in office.recorded(operation.id, office.ledger.head()) if one.entry.kind == "ordnance_lot"
    ]
    assert [lot.parties[0].organisation for lot in lots] == ["A", "B"]


def test_the_same_file_twice_changes_nothing(office, officer, operation):
    received, _ = _judged(office, officer, operation)
    enter_file(office, officer, operation, received.id)
    head = office.ledger.head()

    again, account = _judged(office, officer, operation)
    entered = enter_file(office, officer, operation, again.id)

    assert again.id == received.id
    assert office.ledger.head() == head
    assert account.adds_up
    assert entered.batch == head.number


def test_a_mended_mapping_enters_the_rows_that_were_held(office, officer, operation):
    received, _ = _judged(office, officer, operation)
    first = enter_file(office, officer, operation, received.id)
    words = "\ncodes: {category: {teapot: other}}\n"
    mended = read_mapping(
        "kind: ordnance_lot\ncolumns: {day: true_from, what: category, items: quantity, who: organisation, no: number}\nconstants: {event: destroyed}"
        + words
    )

    judge_file(office, officer, operation, received.id, mended)
    second = enter_file(office, officer, operation, received.id)

    assert (first.held, second.held) == (2, 1)
    assert second.adds_up
    kinds = [
        one.entry.number
        for one in office.recorded(operation.id, office.ledger.head())
        if one.entry.kind == "ordnance_lot"
    ]
    assert kinds == ["OL-1", "OL-3", "OL-4"]


def test_a_row_that_asks_is_entered_with_a_reason_and_one_that_is_stopped_is_not(office, officer, operation):
    report = b"no,day,what,items,who\nOL-1,2017-10-01,mortar,many,A\n"
    received, _ = _judged(office, officer, operation, report)

    with pytest.raises(RecordRefused, match="cannot be entered"):
        override_row(office, officer, operation, received.id, 1, reason="it is so")
    with pytest.raises(RecordRefused, match="needs a reason"):
        override_row(office, officer, operation, received.id, 1, reason=" ")


def test_an_import_is_withdrawn_as_a_whole_and_the_file_can_come_again(office, officer, reviewer, authority, operation):
    received, _ = _judged(office, officer, operation)
    entered = enter_file(office, officer, operation, received.id)
    decide(office, reviewer, operation, verdict=DecisionVerdict.APPROVED, batch=entered.batch)
    withdrawal = withdraw_import(office, officer, operation, received.id, reason="another operation's file")
    before = _destroyed(office, operation)
    decide(office, authority, operation, verdict=DecisionVerdict.APPROVED, entries=[withdrawal.id])

    assert (before, _destroyed(office, operation)) == (12, 0)
    assert office.submissions.submission(received.id).state is SubmissionState.WITHDRAWN
    again, account = _judged(office, officer, operation)
    assert (again.attempt, account.entered) == (2, 2)
    assert enter_file(office, officer, operation, again.id).batch > entered.batch


def test_a_viewer_and_an_operator_of_another_organisation_may_not_import(office, viewer, operator, operation):
    for somebody, organisation in ((viewer, ""), (operator, "B"), (operator, "")):
        with pytest.raises(NotAllowed):
            receive_file(office, somebody, operation, filename="x.csv", data=REPORT, organisation=organisation)
    assert (
        receive_file(office, operator, operation, filename="x.csv", data=REPORT, organisation="A").organisation == "A"
    )


def test_a_file_that_is_not_what_it_claims_is_kept_and_refused(office, officer, operation):
    received = receive_file(office, officer, operation, filename="lots.xlsx", data=b"not a workbook")

    with pytest.raises(ReportUnreadable, match=r"lots\.xlsx"):
        judge_file(office, officer, operation, received.id, MAPPING)

    assert office.contents.read(received.content) == b"not a workbook"
    assert account_of(office, received.id).rows == 0


def test_a_held_hazard_shows_in_the_cautious_picture_only(office, officer, operation):
    report = b"""number,day,status,wkt
HA-1,2017-10-01,suspected,"POLYGON((40 35.002, 40.001 35, 40.002 35.002, 40 35.0007, 40.002 35.0007, 40 35.002))"
"""
    mapping = read_mapping("kind: hazard_area\ncolumns: {number: number, day: true_from, status: status, wkt: wkt}")
    _, account = _judged(office, officer, operation, report, mapping)

    cautious = office.picture(operation, fold=Fold.CAUTIOUS, as_known_on=None)
    official = office.picture(operation, fold=Fold.OFFICIAL, as_known_on=None)

    from datetime import date

    assert account.held == 1
    assert [hazard.is_open for hazard in cautious.land.hazards(on_day=date(2017, 10, 2))] == [True]
    assert official.land.hazards(on_day=date(2017, 10, 2)) == []
