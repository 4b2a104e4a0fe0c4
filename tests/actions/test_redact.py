"""Redaction destroys the content and leaves verification intact."""

import pytest

from firmground.actions.import_file import enter_file, judge_file, receive_file
from firmground.actions.redact import redact
from firmground.errors import NotAllowed, NotInLedger, RecordRefused
from firmground.ledger.verify import verify
from tests.actions.test_import_file import MAPPING, REPORT


@pytest.fixture
def received(office, officer, operation):
    received = receive_file(office, officer, operation, filename="lots.csv", data=REPORT)
    judge_file(office, officer, operation, received.id, MAPPING)
    enter_file(office, officer, operation, received.id)
    return received


def test_a_redacted_file_is_gone_and_the_ledger_still_verifies(office, authority, operation, received):
    redact(office, authority, operation, received.content, reason="a name stood in it")

    with pytest.raises(NotInLedger):
        office.contents.read(received.content)
    assert verify(office.ledger, public_keys=office.public_keys()).holds
    last = office.recorded(operation.id, office.ledger.head())[-1]
    assert (last.entry.kind, last.entry.body["reason"]) == ("redaction", "a name stood in it")


def test_redaction_needs_the_right_a_reason_and_a_content_of_the_operation(
    office, officer, authority, operation, received
):
    with pytest.raises(NotAllowed):
        redact(office, officer, operation, received.content, reason="no")
    with pytest.raises(RecordRefused):
        redact(office, authority, operation, received.content, reason=" ")
    with pytest.raises(NotInLedger):
        redact(office, authority, operation, "0" * 64, reason="unknown")
    assert office.contents.read(received.content) == REPORT
