"""Correct an entry: a new one supersedes it, and takes effect when approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.office import Office, OperationRecord
from firmground.checks.examine import examine
from firmground.checks.findings import Weight
from firmground.errors import NotAllowed, RecordRefused
from firmground.ledger.correct import correction
from firmground.records.entry import Entry
from firmground.records.kinds import KINDS, read_body


def correct_entry(
    office: Office,
    actor: Actor,
    operation: OperationRecord,
    entry_id: str,
    *,
    body: Mapping[str, Any],
    true_from: date | None,
    true_until: date | None = None,
    geometry: str | None = None,
) -> Entry:
    """Enter a correction of an entry and return it. It says the whole entry anew; what it leaves out is not said.

    Raises:
        NotAllowed: The actor may not see the entry, or not submit for its organisation.
        RecordRefused: The correction moves the entry, is of another operation, or a finding stops it.
    """
    of = office.ledger.entry(entry_id).entry
    if of.operation != operation.id or not actor.may_see(of):
        raise NotAllowed("Your account may not see this entry. Ask the administrator of the operation for a role.")
    actor.require(Act.SUBMIT, operation.id, of.parties[0].organisation if of.parties else "")
    _need_readable(of.kind, body)
    corrected = correction(
        of, author=actor.number, body=body, true_from=true_from, true_until=true_until, geometry=geometry
    )
    findings = examine([corrected], context=office.context(operation, without=of.id))[0]
    stops = [finding for finding in findings if finding.weight is Weight.STOPS]
    if stops:
        raise RecordRefused(" ".join(finding.sentence for finding in stops), findings=stops)
    office.ledger.append([corrected])
    return corrected


def _need_readable(kind: str, body: Mapping[str, Any]) -> None:
    try:
        read_body(body, KINDS[kind].body)
    except msgspec.ValidationError as error:
        raise RecordRefused(f"The correction cannot be read: {error}.") from error
