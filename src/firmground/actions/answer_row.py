"""Answer a held row: set its findings aside with a reason and enter it, or leave it out for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.decide import deed
from firmground.actions.leave_out_row import RowName
from firmground.actions.office import Office, OperationRecord, held_entries
from firmground.checks.findings import Finding
from firmground.checks.outcome import outcome_of
from firmground.errors import EntryOvertaken, NotInLedger, RecordRefused
from firmground.records.deeds import Decision, DecisionVerdict
from firmground.records.entry import Entry
from firmground.records.kinds import plain_body
from firmground.records.submissions import Outcome, StagedRow


def override_row(
    office: Office, actor: Actor, operation: OperationRecord, submission: str, position: int, *, reason: str
) -> list[Entry]:
    """Enter a held row although findings ask; the name and the reason are kept in the ledger.

    Raises:
        NotAllowed: The actor may not decide in this operation.
        RecordRefused: The reason is missing, or a finding may not be set aside.
        EntryOvertaken: Somebody has answered the row already.
    """
    _require(actor, operation, reason)
    row, entries, overridden = _enterable(office, operation, (submission, position))
    _enter(office, actor, operation, [(row, entries, overridden)], reason)
    return list(entries)


def override_rows(
    office: Office, actor: Actor, operation: OperationRecord, rows: Iterable[RowName], *, reason: str
) -> tuple[int, list[tuple[RowName, str]]]:
    """Enter held rows by one decision; say how many, and which were not entered and why.

    Raises:
        NotAllowed: The actor may not decide in this operation.
        RecordRefused: The reason is missing.
    """
    _require(actor, operation, reason)
    enterable: list[_Enterable] = []
    refused: list[tuple[RowName, str]] = []
    for name in dict.fromkeys(rows):
        try:
            enterable.append(_enterable(office, operation, name))
        except (RecordRefused, EntryOvertaken, NotInLedger) as error:
            refused.append((name, error.message))
    if enterable:
        _enter(office, actor, operation, enterable, reason)
    return len(enterable), refused


_Enterable = tuple[StagedRow, Sequence[Entry], Sequence[str]]
"""A held row, its entries, and the rules whose findings are set aside."""


def _require(actor: Actor, operation: OperationRecord, reason: str) -> None:
    actor.require(Act.DECIDE, operation.id)
    if not reason.strip():
        raise RecordRefused("Setting a finding aside needs a reason. It is kept with your account number.")


def _enterable(office: Office, operation: OperationRecord, name: RowName) -> _Enterable:
    submission, position = name
    received = office.submissions.submission(submission)
    if received.operation != operation.id:
        raise RecordRefused(f"{received.filename} was sent to another operation than {operation.number}.")
    row = office.submissions.row(submission, position)
    if row.outcome is not Outcome.HELD:
        raise EntryOvertaken(f"Row {position} has been answered already. Read it again.")
    findings = [Finding.from_plain(plain) for plain in row.findings]
    entries = held_entries(row)
    rules = frozenset(finding.rule for finding in findings)
    if not entries or outcome_of(findings, overridden=rules) is Outcome.HELD:
        raise RecordRefused(
            f"Row {position} cannot be entered as it is: "
            + " ".join(finding.sentence for finding in findings)
            + " Mend the mapping or the file, or leave the row out."
        )
    return row, entries, sorted(rules)


def _enter(office: Office, actor: Actor, operation: OperationRecord, rows: Sequence[_Enterable], reason: str) -> None:
    override = Decision(
        verdict=DecisionVerdict.SUBMITTED,
        entries=tuple(entry.id for _row, entries, _rules in rows for entry in entries),
        reason=reason,
        overrides=tuple(
            {"rule": rule, "submission": row.submission, "row": row.position}
            for row, _entries, rules in rows
            for rule in rules
        ),
    )
    entered = [entry for _row, entries, _rules in rows for entry in entries]
    office.ledger.append([*entered, deed(operation, actor, "decision", plain_body(override))])
    office.submissions.replace_rows(
        [msgspec.structs.replace(row, outcome=Outcome.WITH_FINDINGS) for row, _entries, _rules in rows]
    )


def held_findings(row: StagedRow) -> list[Finding]:
    """Return the findings of a staged row."""
    return [Finding.from_plain(plain) for plain in row.findings]
