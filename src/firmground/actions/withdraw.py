"""Withdraw entries, or an import as a whole: by new entries that take effect when approved."""

from __future__ import annotations

from collections.abc import Sequence

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.decide import deed
from firmground.actions.office import Office, OperationRecord
from firmground.errors import RecordRefused
from firmground.records.deeds import BatchName, Withdrawal
from firmground.records.entry import Entry
from firmground.records.kinds import plain_body
from firmground.records.submissions import SubmissionState


def withdraw_entries(
    office: Office, actor: Actor, operation: OperationRecord, entries: Sequence[str], *, reason: str
) -> Entry:
    """Enter the withdrawal of entries. Approval makes it count; of an approved hazard it needs two people's.

    Raises:
        NotAllowed: The actor may not withdraw in this operation.
        RecordRefused: The reason is missing, or an entry is not of this operation.
    """
    actor.require(Act.SUBMIT, operation.id)
    _need_reason(reason)
    for entry_id in entries:
        if office.ledger.entry(entry_id).entry.operation != operation.id:
            raise RecordRefused(f"Entry {entry_id} is not of operation {operation.number}.")
    withdrawal = deed(operation, actor, "withdrawal", plain_body(Withdrawal(reason=reason, entries=tuple(entries))))
    office.ledger.append([withdrawal])
    return withdrawal


def withdraw_import(office: Office, actor: Actor, operation: OperationRecord, submission: str, *, reason: str) -> Entry:
    """Enter the withdrawal of everything that an import entered, as one unit.

    Raises:
        NotAllowed: The actor may not import in this operation.
        RecordRefused: The import is not entered, or the reason is missing.
    """
    received = office.submissions.submission(submission)
    actor.require(Act.IMPORT, operation.id, received.organisation)
    _need_reason(reason)
    if received.state is not SubmissionState.ENTERED:
        raise RecordRefused(
            f"{received.filename} is {received.state.value}: there is nothing in the ledger to withdraw."
        )
    batch = BatchName(office=office.ledger.office, number=received.batch)
    withdrawal = deed(operation, actor, "withdrawal", plain_body(Withdrawal(reason=reason, batch=batch)))
    office.ledger.append([withdrawal])
    office.submissions.mark_withdrawn(submission)
    return withdrawal


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise RecordRefused("A withdrawal needs a reason. Say what was entered wrongly.")
