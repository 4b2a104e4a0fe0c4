"""Rules about identity: one number for two things, one record said twice."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from firmground.checks.candidates import Candidate, File, about, number_of
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.rules import Told, file_rule
from firmground.records.entry import Entry

_TOLD_ONCE = frozenset(
    {
        "land_release",
        "survey_report",
        "area_worked",
        "daily_progress",
        "dated_event",
        "completion_report",
        "accident",
        "community_survey",
        "risk_education_session",
        "delivery",
    }
)
"""Kinds of which one thing is told of once; of the others a thing has a history, by day and state."""

_NAMES_OF_STATE = ("status", "state", "event", "verdict", "activity")
_ADDED_UP = frozenset(
    {
        "ordnance_lot",
        "building_checked",
        "daily_progress",
        "deployment",
        "movement",
        "delivery",
        "risk_education_session",
    }
)
_STATED = ("stated_area_m2", "stated_length_m")


@file_rule(
    "number_twice",
    Weight.ASKS,
    says="The same number twice in a file, with different contents.",
    message=N_(
        "The number {number} stands in {said} with different contents. Give each its own; expected is {expected}."
    ),
    source="geocheck_duplicate_localids; data-quality rule 13",
)
def number_twice(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of all records of a file that say different things of one thing, of one day and state."""
    for group in _grouped(file.candidates).values():
        if len({_content(candidate.entry) for candidate in group}) > 1:
            said = ", ".join(candidate.about for candidate in group[:5])
            for candidate in group:
                values = {"number": candidate.entry.number}
                yield candidate, Told("number", said, N_("one record of each number"), values)


@file_rule(
    "number_known",
    Weight.ASKS,
    says="A number that is known already, for another thing or with other contents.",
    message=N_("The number {number} is known already, from entry {said}. Give another number, or enter {expected}."),
    source="geocheck_duplicate_localids; data-quality rule 13",
)
def number_known(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of a record that says otherwise of a known thing, and of a known number for another thing."""
    facts: dict[Hashable, Entry] = {_fact(entry): entry for entry in file.known}
    things = {(entry.kind, entry.number): entry for entry in file.known if entry.number}
    for candidate in file.candidates:
        entry = candidate.entry
        same = facts.get(_fact(entry))
        other = things.get((entry.kind, entry.number))
        is_contradicted = same is not None and _content(same) != _content(entry)
        is_other_thing = other is not None and other.thing != entry.thing
        known = same if is_contradicted else other if is_other_thing else None
        if known is not None and not entry.supersedes:
            yield candidate, Told("number", known.id, N_("a correction of it"), {"number": entry.number})


@file_rule(
    "number_almost_known",
    Weight.NOTES,
    says="A number that differs from another only in spaces, case, dashes or leading zeros.",
    message=N_("The number {number} is almost {said}. If both are one thing, give {expected}."),
    source="geocheck_duplicate_localids, geocheck_duplicate_polygon_polyid_trimmed and their kin; data-quality rule 13",
)
def number_almost_known(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of a number that a person would take for another one of the same kind."""
    entries = [*file.known, *(candidate.entry for candidate in file.candidates)]
    first: dict[Hashable, str] = {}
    for entry in entries:
        if entry.number:
            first.setdefault((entry.kind, _read_aloud(entry.number)), entry.number)
    for candidate in file.candidates:
        entry = candidate.entry
        other = first.get((entry.kind, _read_aloud(entry.number)), entry.number)
        if other != entry.number:
            yield candidate, Told("number", other, N_("the same number"), {"number": entry.number})


def _read_aloud(number: str) -> str:
    """Return what is left of a number when it is read to somebody: letters, and digits without leading zeros."""
    parts = re.findall(r"[^\W\d_]+|\d+", number.casefold())
    return " ".join(part.lstrip("0") or "0" if part.isdecimal() else part for part in parts)


@file_rule(
    "identical_counts",
    Weight.ASKS,
    says="A record that equals another in every field, of a kind whose numbers are added up.",
    message=N_("Every field is as in {said}. It would count twice: leave it out, or answer that it is {expected}."),
    source="domain.md e2 rules 7 and 13",
)
def identical_counts(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of the later of two equal records where both would be added to a total."""
    for candidate, twin in _twins(file, context):
        if _is_added_up(candidate.entry):
            yield candidate, Told("", twin, N_("another one"))


@file_rule(
    "identical_ground",
    Weight.NOTES,
    says="A record that equals another in every field, of a kind whose ground or road counts once.",
    message=N_("Every field is as in {said}. Its ground counts once, the record twice; expected is {expected}."),
    source="domain.md e2 rules 7 and 13; geocheck_duplicate_polygons",
)
def identical_ground(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of the later of two equal records where nothing is added twice; a hazard without shape stays open."""
    for candidate, twin in _twins(file, context):
        if not _is_added_up(candidate.entry):
            yield candidate, Told("", twin, N_("a record that differs"))


def _is_added_up(entry: Entry) -> bool:
    """Return whether a second equal entry would raise a total: counts, and extents that are only stated."""
    is_stated = not entry.geometry and entry.kind in ("land_release", "area_worked", "road_stretch")
    return entry.kind in _ADDED_UP or (is_stated and any(number_of(entry.body, name) for name in _STATED))


def _grouped(candidates: Iterable[Candidate]) -> dict[Hashable, list[Candidate]]:
    groups: dict[Hashable, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[_fact(candidate.entry)].append(candidate)
    return groups


def _fact(entry: Entry) -> Hashable:
    """Return what may be said only once: of a thing, or of a thing on a day and in a state."""
    if entry.kind in _TOLD_ONCE:
        return entry.kind, entry.thing
    state = next((str(entry.body[name]) for name in _NAMES_OF_STATE if entry.body.get(name)), "")
    return entry.kind, entry.thing, entry.true_from, state


def _content(entry: Entry) -> Hashable:
    """Return everything that an entry says of its thing, but for its number."""
    body = json.dumps(entry.body, sort_keys=True, default=str)
    parties = tuple((party.organisation, party.part) for party in entry.parties)
    return entry.kind, body, entry.true_from, entry.true_until, parties, entry.geometry, entry.place


def _twins(file: File, context: Context) -> Iterator[tuple[Candidate, str]]:
    """Return the candidates that equal an earlier record, with what that is called.

    Rows are compared whole: two rows that make several entries each are equal only where all their entries are.
    Corrections equal nothing.
    """
    seen: dict[Hashable, str] = {}
    for entries in _reports(file.known).values():
        seen.setdefault(_identity(entries, context), entries[0].id)
    by_entry = {candidate.entry.id: candidate for candidate in file.candidates}
    for entries in _reports(candidate.entry for candidate in file.candidates).values():
        twin = seen.setdefault(_identity(entries, context), about(entries[0]))
        if twin != about(entries[0]):
            yield from ((by_entry[entry.id], twin) for entry in entries if not entry.supersedes)


def _reports(entries: Iterable[Entry]) -> dict[Hashable, list[Entry]]:
    """Return the entries by the row that they come from; one without a row stands by itself."""
    rows: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in entries:
        rows[(entry.source.submission, entry.source.position) if entry.source else entry.id].append(entry)
    return rows


def _identity(entries: Sequence[Entry], context: Context) -> Hashable:
    numbers = tuple(entry.number for entry in entries) if context.numbers_stated else ()
    return numbers, tuple(_content(entry) for entry in entries)
