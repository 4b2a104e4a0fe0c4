"""Decide over much at once: one decision over what a person may decide on; the rest is left out, and said."""

from __future__ import annotations

from collections.abc import Sequence

from firmground.actions.actor import Actor
from firmground.actions.decide import decide, refusals
from firmground.actions.office import Office, OperationRecord
from firmground.errors import RecordRefused
from firmground.records.deeds import DecisionVerdict


def decide_many(
    office: Office,
    actor: Actor,
    operation: OperationRecord,
    entries: Sequence[str],
    *,
    verdict: DecisionVerdict,
    reason: str,
) -> tuple[int, dict[str, str]]:
    """Enter one decision over those of the entries on which the actor may decide so.

    Args:
        office: The office.
        actor: Who decides.
        operation: The operation that the entries belong to.
        entries: Ids; empty: nothing is entered.
        verdict: What is decided.
        reason: Stands in the decision, for all of them.

    Returns:
        How many were decided on; and why not, by id, of the others.

    Raises:
        RecordRefused: There is no reason.
    """
    if not reason.strip():
        raise RecordRefused("One answer to many needs a reason. It is kept with your account number.")
    left_out = refusals(office, actor, operation, verdict, entries)
    allowed = [entry for entry in dict.fromkeys(entries) if entry not in left_out]
    if allowed:
        decide(office, actor, operation, verdict=verdict, entries=allowed, reason=reason)
    return len(allowed), left_out
