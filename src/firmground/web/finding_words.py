"""Findings in the language of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from firmground.checks.findings import Finding
from firmground.checks.outcome import may_be_overridden
from firmground.checks.registry import RULE


def finding_view(finding: Finding, *, row: int | None = None) -> dict[str, Any]:
    """Return a finding as components/finding.html shows it.

    Args:
        finding: The finding.
        row: The row that it is about, None where the page says it already.
    """
    return {
        "weight": finding.weight.value,
        "rule": finding.rule,
        "words": finding.sentence_in(_translated),
        "row": row,
        "field": finding.field,
        "said": finding.said,
        "expected": _translated(finding.expected),
        "may_be_set_aside": may_be_overridden(finding),
    }


def rule_says(rule: str) -> str:
    """Return what a rule tells of in one line; a rule that is no longer there stands for itself."""
    known = RULE.get(rule)
    return known.says if known else rule.replace("_", " ")


def _translated(text: str) -> str:
    return _(text) if text else ""
