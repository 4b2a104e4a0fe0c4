"""Rules about admin units: each piece of ground lies in one unit of a level, and each unit in one above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from firmground.checks.candidates import Candidate, File, grouped
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.nearby import ground_near, shared_ground
from firmground.checks.rules import Told, file_rule, record_rule
from firmground.records.entry import Entry

LOWEST_LEVEL = 6
"""No gazetteer goes deeper than neighbourhoods and camps."""

_LEAST_SHARED_M2 = 1.0
_NAMED = 3


@record_rule(
    "unit_level_unknown",
    Weight.STOPS,
    says="An admin unit of a level below 1 or above 6.",
    message=N_("An admin unit has the level {said}. Give {expected}: 1 is the first below the country."),
    source="OCHA common operational datasets (administrative boundaries)",
    because="Its ground would be counted in no list of units.",
)
def unit_level_unknown(candidate: Candidate, context: Context) -> Iterator[Told]:
    """Tell of a level that no division has; 1 and 6 pass."""
    level = candidate.number("level")
    if candidate.entry.kind == "admin_unit" and level is not None and not 1 <= level <= LOWEST_LEVEL:
        yield Told("level", f"{level:g}", f"1 – {LOWEST_LEVEL}")


@file_rule(
    "units_overlap",
    Weight.NOTES,
    says="Admin units of one level that share ground: it counts for the one with the lowest code.",
    message=N_("It shares ground with {said}. There the unit with the lowest code counts; expected are {expected}."),
    source="design rule: parts add up to the total",
)
def units_overlap(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of units of one level and of different codes, on some day in force together, that share 1 m2 or more."""
    units = ground_near([one for one in file.candidates if one.entry.kind == "admin_unit"], file.known)
    judged = {id(one) for one in file.candidates}
    shared: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for first, second, area_m2 in shared_ground(units):
        if area_m2 >= _LEAST_SHARED_M2 and _are_rivals(units[first].entry, units[second].entry):
            shared[first].append((area_m2, second))
            shared[second].append((area_m2, first))
    for index, others in sorted(shared.items()):
        if id(units[index]) in judged:
            yield units[index], Told("geometry", _said(others, units), N_("borders that meet and do not cross"))


def _are_rivals(one: Entry, other: Entry) -> bool:
    """Return whether both could count the same ground on one day."""
    is_one_level = one.body.get("level") == other.body.get("level")
    return is_one_level and one.body.get("code") != other.body.get("code") and _in_force_together(one, other)


def _in_force_together(one: Entry, other: Entry) -> bool:
    ends_before = one.true_until and other.true_from and one.true_until <= other.true_from
    begins_after = other.true_until and one.true_from and other.true_until <= one.true_from
    return not (ends_before or begins_after)


def _said(others: list[tuple[float, int]], units: Sequence[Candidate]) -> str:
    largest = sorted(others, key=lambda pair: (-pair[0], pair[1]))[:_NAMED]
    said = "; ".join(f"{units[other].text('code')} ({grouped(area)} m2)" for area, other in largest)
    return f"{said}; + {len(others) - _NAMED}" if len(others) > _NAMED else said


@file_rule(
    "unit_above_unknown",
    Weight.NOTES,
    says="An admin unit that names a unit above it which is not known, or not of a level above.",
    message=N_("It names {said} as the unit above. Expected is {expected}: enter that too, or correct the code."),
    source="OCHA common operational datasets (administrative boundaries)",
)
def unit_above_unknown(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of a parent that is no unit of a lower level number, in the file or known."""
    entries = [*file.known, *(one.entry for one in file.candidates)]
    levels: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.kind == "admin_unit" and isinstance(entry.body.get("level"), int):
            levels[str(entry.body.get("code", ""))].add(entry.body["level"])
    for one in file.candidates:
        parent, level = one.text("parent"), one.number("level")
        is_above = any(above < level for above in levels[parent]) if level is not None else True
        if one.entry.kind == "admin_unit" and parent and not is_above:
            yield one, Told("parent", parent, N_("the P-code of a unit of a level above"))
