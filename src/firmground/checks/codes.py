"""Rules about single fields: each against its type, its unit and its code list. All fields are told, not the first."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from firmground.checks.candidates import Candidate, fields
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.rules import Told, record_rule, told_elsewhere
from firmground.records.fields import FieldSpec
from firmground.records.kinds import KINDS


@record_rule(
    "kind_unknown",
    Weight.STOPS,
    says="A kind of record that there is not.",
    message=N_("There is no kind of record {said}. Choose one of: {expected}."),
    source="IMAS 05.10",
    because="Nothing could read it.",
)
def kind_unknown(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a kind that the records do not have."""
    if candidate.kind is None:
        yield Told("kind", candidate.entry.kind, ", ".join(_nearest(candidate.entry.kind, tuple(KINDS))))


@record_rule(
    "field_missing",
    Weight.STOPS,
    says="A field that its kind requires is not there.",
    message=N_("{label} is missing. Expected is: {expected}."),
    source="IMAS 05.10 (minimum data)",
    because="Without it the record does not say what it is about.",
)
def field_missing(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of every required field that is empty."""
    for spec in _specs(candidate):
        if spec.required and candidate.entry.body.get(spec.name) in (None, ""):
            yield Told(spec.name, "", _expected(spec), {"label": spec.label})


@record_rule(
    "code_unknown",
    Weight.STOPS,
    says="A code that is not in its list, with the nearest ones.",
    message=N_("{label}: there is no code {said}. Choose one of: {expected}."),
    source="IMAS 05.10 (code lists)",
    because="It would be counted nowhere, or wrongly.",
)
def code_unknown(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of every code that its list does not have."""
    for spec, value in _said(candidate):
        if spec.type == "code" and value not in spec.codes:
            yield Told(spec.name, str(value), ", ".join(_nearest(str(value), spec.codes)), {"label": spec.label})


@record_rule(
    "value_of_wrong_type",
    Weight.STOPS,
    says="A value that is not of its field's type, as text for a number.",
    message=N_("{label} says {said}. Expected is {expected}."),
    source="IMAS 05.10",
    because="It cannot be added up or compared.",
)
def value_of_wrong_type(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of every value that its field cannot take; codes have their own rule."""
    for spec, value in _said(candidate):
        if spec.type in _FITS and not _FITS[spec.type](value):
            yield Told(spec.name, str(value), _expected(spec), {"label": spec.label})


@record_rule(
    "number_negative",
    Weight.STOPS,
    says="A number below zero: areas, lengths, depths, people and items have none.",
    message=N_("{label} is {said}. Expected is {expected}."),
    source="IMAS 05.10",
    because="It would take away from totals what others reported.",
)
def number_negative(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of every number below zero."""
    for spec, _ in _said(candidate):
        value = candidate.number(spec.name)
        if spec.type in ("number", "integer") and value is not None and value < 0:
            yield Told(spec.name, f"{value:g} {spec.unit}".strip(), "≥ 0", {"label": spec.label})


value_unreadable = told_elsewhere(
    "value_unreadable",
    Weight.STOPS,
    says="A value of the file that could not be read; nothing was guessed.",
    message=N_("{field} says {said}; expected is {expected}. Mend the file or the mapping."),
    source="data-quality rule 17",
    because="What was not read cannot be entered.",
)

declared_by_mapping = told_elsewhere(
    "declared_by_mapping",
    Weight.NOTES,
    says="Something that the file does not say and the mapping declares, with who accepts it.",
    message=N_("{field} is not in the file; the mapping declares {expected} ({said})."),
    source="data-quality rule 16",
)

read_by_mapping = told_elsewhere(
    "read_by_mapping",
    Weight.NOTES,
    says="Something that the file says in part and the mapping completes, as a month for a day.",
    message=N_("{field}: {said} was taken as {expected}."),
    source="data-quality rule 16",
)


_DEEDS = frozenset({"bulletin", "decision", "withdrawal", "submission", "redaction", "received"})
"""Kinds that nobody reports: they are made here, from types."""


def _specs(candidate: Candidate) -> tuple[FieldSpec, ...]:
    return fields(candidate.kind.name) if candidate.kind and candidate.kind.name not in _DEEDS else ()


def _said(candidate: Candidate) -> Iterator[tuple[FieldSpec, Any]]:
    """Return the fields that the record says something in, with what it says."""
    body: Mapping[str, Any] = candidate.entry.body
    for spec in _specs(candidate):
        value = body.get(spec.name)
        if value is not None and value != "":
            yield spec, value


def _nearest(said: str, codes: tuple[str, ...]) -> list[str]:
    """Return the codes that look most like what was said; all of them where none does."""
    folded = {code.casefold(): code for code in codes}
    near = difflib.get_close_matches(said.strip().casefold().replace(" ", "_"), folded, n=3, cutoff=0.5)
    return [folded[code] for code in near] or list(codes)


_NUMBERS = {
    "m2": N_("a number of m2"),
    "m": N_("a number of m"),
    "cm": N_("a number of cm"),
    "kg": N_("a number of kg"),
    "h": N_("a number of hours"),
}
_TYPES = {
    "text": N_("a text"),
    "number": N_("a number"),
    "integer": N_("a whole number"),
    "date": N_("a day as YYYY-MM-DD"),
    "flag": N_("true or false"),
    "list": N_("a list"),
}


def _expected(spec: FieldSpec) -> str:
    if spec.type == "code":
        return ", ".join(spec.codes)
    return _NUMBERS.get(spec.unit, _TYPES[spec.type])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: object) -> bool:
    return _is_number(value) and float(str(value)).is_integer()


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


_FITS: Mapping[str, Callable[[object], bool]] = {
    "number": _is_number,
    "integer": _is_whole,
    "flag": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list | tuple),
    "text": lambda value: isinstance(value, str),
    "date": _is_day,
}
