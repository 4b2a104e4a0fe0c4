"""Rules about accidents: how many people were hurt."""

from __future__ import annotations

from collections.abc import Iterator

from firmground.checks.candidates import Candidate, fields
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.rules import Told, record_rule
from firmground.records.accidents import AccidentKind


@record_rule(
    "accident_of_nobody",
    Weight.ASKS,
    says="An accident in which nobody was killed or injured; what hurts nobody is an incident.",
    message=N_("This accident says {said}. Give {expected}, or say that it was an incident."),
    source="IMAS 10.60; data-quality rule 8",
)
def accident_of_nobody(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of an accident without people; who was hurt is counted by sex and age, and never named."""
    if candidate.entry.kind != "accident" or candidate.text("accident") in ("", AccidentKind.INCIDENT):
        return
    counted = [spec.name for spec in fields("accident") if spec.name.startswith(("killed_", "injured_"))]
    if not any(candidate.number(name) for name in counted):
        yield Told("", N_("nobody killed and nobody injured"), N_("how many were killed and injured"))
