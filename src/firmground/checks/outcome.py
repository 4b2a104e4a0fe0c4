"""What becomes of a record with its findings."""

from __future__ import annotations

from collections.abc import Iterable, Set

from firmground.checks.findings import Finding, Weight
from firmground.checks.registry import RULE
from firmground.records.submissions import Outcome


def outcome_of(findings: Iterable[Finding], overridden: Set[str] = frozenset()) -> Outcome:
    """Return what becomes of a record.

    Held, if a finding stops it or asks, unless that rule may be overridden and was; entered with findings, if there
    are any; otherwise entered.

    Args:
        findings: All findings about the record.
        overridden: Names of rules that a person has set aside for it, with name and reason.
    """
    found = list(findings)
    if any(holds(finding, overridden) for finding in found):
        return Outcome.HELD
    return Outcome.WITH_FINDINGS if found else Outcome.ENTERED


def holds(finding: Finding, overridden: Set[str] = frozenset()) -> bool:
    """Return whether a finding holds its record, after what a person has set aside."""
    if finding.weight is Weight.NOTES:
        return False
    return not (finding.rule in overridden and may_be_overridden(finding))


def may_be_overridden(finding: Finding) -> bool:
    """Return whether a person may set a finding aside with name and reason; a note needs none.

    A finding of a rule that is no longer in the registry may be set aside only if it asks.
    """
    rule = RULE.get(finding.rule)
    return rule.may_be_overridden if rule else finding.weight is Weight.ASKS
