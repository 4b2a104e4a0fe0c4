"""All rules, in the order in which their findings are told, and the table of them for docs/checks.md."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from firmground.checks import accidents, codes, dates, geometry, land, ordnance, places, progress, roads, things, units
from firmground.checks.rules import ACCEPTED, Rule

_MODULES: tuple[ModuleType, ...] = (
    codes,
    geometry,
    dates,
    things,
    land,
    ordnance,
    roads,
    places,
    progress,
    accidents,
    units,
)


def _rules_of(module: ModuleType) -> list[Rule]:
    return [value for value in vars(module).values() if isinstance(value, Rule)]


RULES: tuple[Rule, ...] = tuple(rule for module in _MODULES for rule in _rules_of(module))
"""All rules: files in the order above, rules in the order in which they stand in their file."""

RULE: Mapping[str, Rule] = {rule.name: rule for rule in RULES}
"""All rules by name."""


def messages() -> tuple[str, ...]:
    """Return the message ids of all sentences, for the catalogues."""
    return (*dict.fromkeys(rule.message for rule in RULES), ACCEPTED)


def table() -> str:
    """Return all rules as a Markdown table: name, weight, what it tells of, source, may it be overridden and why."""
    lines = [
        "| rule | weight | tells of | source | may be overridden |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `{rule.name}` | {rule.weight} | {rule.says}{_declarable(rule)} | {rule.source} | {_override(rule)} |"
        for rule in RULES
    ]
    return "\n".join(lines) + "\n"


def _declarable(rule: Rule) -> str:
    if not rule.answered_by:
        return ""
    return f" A mapping's declaration of {' or '.join(rule.answered_by)} makes it a note."


def _override(rule: Rule) -> str:
    return f"{'yes' if rule.may_be_overridden else 'no'}: {rule.because}"
