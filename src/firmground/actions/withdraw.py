"""Withdraw entries, or an import as a whole: by new entries that take effect when approved."""

from __future__ import annotations

from collections.abc import Sequence

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.decide import deed
from firmground.actions.office import Office, OperationRecord, held_entries
from firmground.errors import NotAllowed, RecordRefused
from firmground.records.deeds import BatchName, Withdrawal
from firmground.records.entry import Entry
from firmground.records.kinds import plain_body
from firmground.records.submissions import Outcome, Received, SubmissionState


def withdraw_entries(
    office: Office, actor: Actor, operation: OperationRecord, entries: Sequence[str], *, reason: str
) -> Entry:
    """Enter the withdrawal of entries. Approval makes it count; of an approved hazard it needs two people's.

    Raises:
        NotAllowed: The actor may not submit for the organisation of one of them, or not see it.
        RecordRefused: The reason is missing, or an entry is not of this operation or a deed.
    """
    _need_reason(reason)
    for entry_id in entries:
        _require_withdrawable(office.ledger.entry(entry_id).entry, actor, operation)
    withdrawal = deed(operation, actor, "withdrawal", plain_body(Withdrawal(reason=reason, entries=tuple(entries))))
    office.ledger.append([withdrawal])
    return withdrawal


def withdraw_import(office: Office, actor: Actor, operation: OperationRecord, submission: str, *, reason: str) -> Entry:
    """Enter the withdrawal of everything that an import entered, as one unit; it counts once it is approved.

    That is its batch, and the rows that were entered beside it: after a person had set their findings aside, or after
    the held rows were judged again under a mended mapping.

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
    batch = BatchName(office=office.ledger.office, number=received.batch) if received.batch else None
    body = Withdrawal(reason=reason, batch=batch, entries=_entered_beside(office, operation, received))
    withdrawal = deed(operation, actor, "withdrawal", plain_body(body))
    office.ledger.append([withdrawal])
    return withdrawal


def _require_withdrawable(entry: Entry, actor: Actor, operation: OperationRecord) -> None:
    if entry.operation != operation.id:
        raise RecordRefused(f"Entry {entry.id} is not of operation {operation.number}.")
    if entry.kind in _DEEDS:
        raise RecordRefused(f"Entry {entry.id} is a {entry.kind}: it stands. Decide anew instead.")
    actor.require(Act.SUBMIT, operation.id, entry.parties[0].organisation if entry.parties else "")
    if not actor.may_see(entry):
        raise NotAllowed("Your account may not see this entry. Ask the administrator of the operation for a role.")


_DEEDS = frozenset({"decision", "withdrawal", "received", "redaction", "submission"})


def _entered_beside(office: Office, operation: OperationRecord, received: Received) -> tuple[str, ...]:
    """Return the entries of a submission that stand in other batches than its own."""
    rows = (row for row in office.submissions.rows(received.id) if row.outcome is not Outcome.HELD)
    made = {entry.id for row in rows for entry in held_entries(row)}
    known = office.recorded(operation.id, office.ledger.head())
    return tuple(one.entry.id for one in known if one.entry.id in made and one.batch != received.batch)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise RecordRefused("A withdrawal needs a reason. Say what was entered wrongly.")
