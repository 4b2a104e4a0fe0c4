"""Answer a held row: set its findings aside with a reason and enter it, or leave it out for good."""

from __future__ import annotations

import msgspec

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.decide import deed
from firmground.actions.office import Office, OperationRecord, held_entries
from firmground.checks.findings import Finding
from firmground.checks.outcome import outcome_of
from firmground.errors import EntryOvertaken, RecordRefused
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
    actor.require(Act.DECIDE, operation.id)
    if not reason.strip():
        raise RecordRefused("Setting a finding aside needs a reason. It is kept with your account number.")
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
    override = Decision(
        verdict=DecisionVerdict.SUBMITTED,
        entries=tuple(entry.id for entry in entries),
        reason=reason,
        overrides=tuple({"rule": rule, "submission": submission, "row": position} for rule in sorted(rules)),
    )
    office.ledger.append([*entries, deed(operation, actor, "decision", plain_body(override))])
    office.submissions.replace_row(msgspec.structs.replace(row, outcome=Outcome.WITH_FINDINGS))
    return entries


def held_findings(row: StagedRow) -> list[Finding]:
    """Return the findings of a staged row."""
    return [Finding.from_plain(plain) for plain in row.findings]
