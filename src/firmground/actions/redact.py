"""Redact a content: the raw bytes and their salt are destroyed, an entry says so, and verification still holds."""

from __future__ import annotations

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.decide import deed
from firmground.actions.office import Office, OperationRecord
from firmground.errors import NotInLedger, RecordRefused
from firmground.records.deeds import Redaction
from firmground.records.entry import Entry
from firmground.records.kinds import plain_body


def redact(office: Office, actor: Actor, operation: OperationRecord, content: str, *, reason: str) -> Entry:
    """Destroy a content for ever and return the entry that says so.

    The entry is appended first: a redaction that was cut short is repeated, and never happens unsaid.

    Args:
        office: The office.
        actor: Who redacts; it needs the act of withdrawing.
        operation: The operation whose entries refer to the content.
        content: Salted reference of the content.
        reason: Why; kept.

    Raises:
        NotAllowed: The actor may not.
        NotInLedger: No entry of the operation refers to the content.
        RecordRefused: The reason is missing.
    """
    actor.require(Act.WITHDRAW, operation.id)
    if not reason.strip():
        raise RecordRefused("A redaction needs a reason. It destroys the content for ever.")
    recorded = office.recorded(operation.id, office.ledger.head())
    if not any(content in one.entry.body.values() for one in recorded if one.entry.kind != "redaction"):
        raise NotInLedger(f"No entry of {operation.number} refers to the content {content[:12]}.")
    redaction = deed(operation, actor, "redaction", plain_body(Redaction(content=content, reason=reason)))
    office.ledger.append([redaction])
    office.contents.redact(content)
    return redaction
