"""Leave a held row out for good, or return it to its sender: it stays readable and held in the account of its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.decide import deed
from firmground.actions.office import Office, OperationRecord, held_entries
from firmground.errors import EntryOvertaken, NotInLedger, RecordRefused
from firmground.ledger.ports import Recorded
from firmground.records.deeds import Decision, DecisionVerdict
from firmground.records.entry import Entry
from firmground.records.kinds import plain_body, read_body
from firmground.records.submissions import Outcome, Received, StagedRow

RowName = tuple[str, int]
"""A row: id of its submission, and its position."""

RETURNED = "returned_row"
"""Stands as the rule in the decision that returns a row to its sender, beside submission, row and attempt."""

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
    return _answered(office, actor, operation, (submission, position), LEFT_OUT, reason)


def return_row(
    office: Office, actor: Actor, operation: OperationRecord, submission: str, position: int, *, reason: str
) -> Entry:
    """Enter the decision that returns a held row to its sender with what has to be mended, and return it.

    The row stays held, and danger that it speaks of stays in the cautious fold; the centre is not asked any more until
    the sender has mended it.

    Raises:
        NotAllowed: The actor may not decide in this operation.
        RecordRefused: The reason is missing.
        EntryOvertaken: Somebody has answered the row already.
    """
    return _answered(office, actor, operation, (submission, position), RETURNED, reason)


def answer_rows(
    office: Office, actor: Actor, operation: OperationRecord, rows: Iterable[RowName], *, rule: str, reason: str
) -> tuple[int, list[tuple[RowName, str]]]:
    """Leave rows out, or return them, in one decision; say how many, and which were not answered and why.

    Raises:
        NotAllowed: The actor may not decide in this operation.
        RecordRefused: The reason is missing.
    """
    _require(actor, operation, reason)
    out = left_out(office.recorded(operation.id, office.ledger.head()))
    answered: list[tuple[StagedRow, Received]] = []
    refused: list[tuple[RowName, str]] = []
    for name in dict.fromkeys(rows):
        try:
            answered.append(_waiting_row(office, operation, name, out))
        except (RecordRefused, EntryOvertaken, NotInLedger) as error:
            refused.append((name, error.message))
    if answered:
        office.ledger.append([deed(operation, actor, "decision", _decision(answered, rule, reason))])
    return len(answered), refused


def _answered(office: Office, actor: Actor, operation: OperationRecord, name: RowName, rule: str, reason: str) -> Entry:
    _require(actor, operation, reason)
    out = left_out(office.recorded(operation.id, office.ledger.head()))
    waiting = _waiting_row(office, operation, name, out)
    decision = deed(operation, actor, "decision", _decision([waiting], rule, reason))
    office.ledger.append([decision])
    return decision


def _require(actor: Actor, operation: OperationRecord, reason: str) -> None:
    actor.require(Act.DECIDE, operation.id)
    if not reason.strip():
        raise RecordRefused("Answering a row needs a reason. It is kept with your account number.")


def _waiting_row(
    office: Office, operation: OperationRecord, name: RowName, out: frozenset[tuple[str, int, int]]
) -> tuple[StagedRow, Received]:
    submission, position = name
    received = office.submissions.submission(submission)
    row = office.submissions.row(submission, position)
    if received.operation != operation.id:
        raise RecordRefused(f"{received.filename} was sent to another operation than {operation.number}.")
    if row.outcome is not Outcome.HELD or (submission, position, received.attempt) in out:
        raise EntryOvertaken(f"Row {position} has been answered already. Read it again.")
    return row, received


def _decision(rows: Sequence[tuple[StagedRow, Received]], rule: str, reason: str) -> dict[str, object]:
    return plain_body(
        Decision(
            verdict=DecisionVerdict.REJECTED if rule == LEFT_OUT else DecisionVerdict.RETURNED,
            entries=tuple(entry.id for row, _received in rows for entry in held_entries(row)),
            reason=reason,
            overrides=tuple(
                {"rule": rule, "submission": row.submission, "row": row.position, "attempt": received.attempt}
                for row, received in rows
            ),
        )
    )


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
    return frozenset(row for row, _decision in _rows_answered(recorded, LEFT_OUT))


def returned(recorded: Iterable[Recorded]) -> dict[tuple[str, int, int], Recorded]:
    """Return the last decision that returned a row, by submission, position and attempt; of none left out since."""
    recorded = list(recorded)
    out = left_out(recorded)
    return {row: decision for row, decision in _rows_answered(recorded, RETURNED) if row not in out}


def _rows_answered(recorded: Iterable[Recorded], rule: str) -> Iterator[tuple[tuple[str, int, int], Recorded]]:
    for decision in recorded:
        if decision.entry.kind == "decision" and decision.entry.body.get("overrides"):
            for one in read_body(decision.entry.body, Decision).overrides:
                if one.get("rule") == rule:
                    yield (str(one["submission"]), int(one["row"]), int(one["attempt"])), decision
