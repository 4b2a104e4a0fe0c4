"""Leave a held row out for good: it stays readable and held in the account, and asks nobody any more."""

from __future__ import annotations

from collections.abc import Iterable

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.decide import deed
from firmground.actions.office import Office, OperationRecord, held_entries
from firmground.errors import EntryOvertaken, RecordRefused
from firmground.ledger.ports import Recorded
from firmground.records.deeds import Decision, DecisionVerdict
from firmground.records.entry import Entry
from firmground.records.kinds import plain_body, read_body
from firmground.records.submissions import Outcome, Received

LEFT_OUT = "left_out"
"""Stands as the rule in the decision that leaves a row out, beside submission, row and attempt."""


def leave_out_row(
    office: Office, actor: Actor, operation: OperationRecord, submission: str, position: int, *, reason: str
) -> Entry:
    """Enter the decision that a held row is left out, and return it.

    The decision rejects what the row would say, so that the cautious fold no longer holds it either. The row's
    outcome stays held: the account of the file adds up as before, and judging it again does not bring it back.

    Raises:
        NotAllowed: The actor may not decide in this operation.
        RecordRefused: The reason is missing.
        EntryOvertaken: Somebody has answered the row already.
    """
    actor.require(Act.DECIDE, operation.id)
    if not reason.strip():
        raise RecordRefused("Leaving a row out needs a reason. It is kept with your account number.")
    received = office.submissions.submission(submission)
    row = office.submissions.row(submission, position)
    if received.operation != operation.id:
        raise RecordRefused(f"{received.filename} was sent to another operation than {operation.number}.")
    if row.outcome is not Outcome.HELD or position in left_out_rows(office, operation, received):
        raise EntryOvertaken(f"Row {position} has been answered already. Read it again.")
    answered = {"rule": LEFT_OUT, "submission": submission, "row": position, "attempt": received.attempt}
    body = Decision(
        verdict=DecisionVerdict.REJECTED,
        entries=tuple(entry.id for entry in held_entries(row)),
        reason=reason,
        overrides=(answered,),
    )
    decision = deed(operation, actor, "decision", plain_body(body))
    office.ledger.append([decision])
    return decision


def left_out_rows(office: Office, operation: OperationRecord, received: Received) -> frozenset[int]:
    """Return the positions of the rows of a submission that were left out in its present attempt."""
    known = office.recorded(operation.id, office.ledger.head())
    return frozenset(
        position
        for submission, position, attempt in left_out(known)
        if (submission, attempt) == (received.id, received.attempt)
    )


def left_out(recorded: Iterable[Recorded]) -> frozenset[tuple[str, int, int]]:
    """Return which rows the decisions among some entries leave out, as submission, position and attempt."""
    return frozenset(
        (str(one["submission"]), int(one["row"]), int(one["attempt"]))
        for recorded_one in recorded
        if recorded_one.entry.kind == "decision"
        for one in read_body(recorded_one.entry.body, Decision).overrides
        if one.get("rule") == LEFT_OUT
    )
