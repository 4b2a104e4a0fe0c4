"""Correct an entry: a new one supersedes it, and takes effect when approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from firmground.accounts.roles import Act
from firmground.actions.actor import Actor
from firmground.actions.office import Office, OperationRecord
from firmground.checks.examine import examine
from firmground.checks.findings import Weight
from firmground.errors import RecordRefused
from firmground.ledger.correct import correction
from firmground.records.entry import Entry


def correct_entry(
    office: Office,
    actor: Actor,
    operation: OperationRecord,
    entry_id: str,
    *,
    body: Mapping[str, Any],
    true_from: date | None,
    geometry: str | None = None,
) -> Entry:
    """Enter a correction of an entry and return it.

    Raises:
        NotAllowed: The actor may not submit for the entry's organisations.
        RecordRefused: The correction moves the entry, or a finding stops it.
    """
    of = office.ledger.entry(entry_id).entry
    actor.require(Act.SUBMIT, operation.id, of.parties[0].organisation if of.parties else "")
    corrected = correction(of, author=actor.number, body=body, true_from=true_from, geometry=geometry)
    findings = examine([corrected], context=office.context(operation, without=of.id))[0]
    stops = [finding for finding in findings if finding.weight is Weight.STOPS]
    if stops:
        raise RecordRefused(" ".join(finding.sentence for finding in stops), findings=stops)
    office.ledger.append([corrected])
    return corrected
