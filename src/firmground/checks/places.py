"""The default-place detector: a place or a shape that stands in so many records that it was never chosen."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from firmground.checks.candidates import Candidate, File
from firmground.checks.context import Context
from firmground.checks.findings import N_, Weight
from firmground.checks.rules import Told, file_rule

PLACE_SHARE = 0.20
"""One place with more than this share of a file: Waaberi stood in 22.2 % of 38,156 records across several regions."""

PLACE_LEAST_RECORDS = 50
"""In smaller files one place is often simply where the work was."""

PLACE_LEAST_PLACES = 10
"""With fewer places a share of a fifth is what chance gives, and work is never spread evenly."""

SHAPE_SHARE = 0.05
"""One identical shape with more than this share of a file's shapes."""

SHAPE_LEAST_RECORDS = 10
"""Shapes are kept to 0.1 mm: two may be a record said twice, ten are a shape that was filled in."""

SHORTEST_NAME = 6
"""Letters of a name from which one letter more, less or other is taken for a slip: short names differ by less."""

_GROUND = frozenset({"hazard_area", "survey_report", "area_worked", "land_release"})


@file_rule(
    "default_place",
    Weight.NOTES,
    says="One place with over 20 % of a file of 50 records and 10 places or more: perhaps a form's default.",
    message=N_(
        "The place {said} stands in {share} of the records with a place. Expected is {expected}: ask the reporter."
    ),
    source="data-quality rule 4",
)
def default_place(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of the records at a place that holds an implausible share of the file."""
    placed = [one for one in file.candidates if one.entry.place]
    counts = Counter(one.entry.place for one in placed)
    if len(placed) < PLACE_LEAST_RECORDS or len(counts) < PLACE_LEAST_PLACES:
        return
    for one in placed:
        share = counts[one.entry.place] / len(placed)
        if share > PLACE_SHARE:
            values = {"share": f"{share * 100:.1f} %"}
            yield one, Told("place", one.entry.place, f"≤ {PLACE_SHARE * 100:.0f} %", values)


@file_rule(
    "default_coordinate",
    Weight.ASKS,
    says="One identical shape or point in 10 records and over 5 % of a file's records of ground.",
    message=N_(
        "The same shape stands in {said} records of this file. Expected is {expected}: give the true place of each."
    ),
    source="data-quality rule 4; geocheck_duplicate_points",
)
def default_coordinate(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of ground whose shape was filled in; lots and buildings may share the reference point of their site."""
    shaped = [one for one in file.candidates if one.entry.geometry and one.entry.kind in _GROUND]
    counts = Counter(one.entry.geometry for one in shaped)
    for one in shaped:
        count = counts[one.entry.geometry]
        if count >= SHAPE_LEAST_RECORDS and count > SHAPE_SHARE * len(shaped):
            yield one, Told("geometry", str(count), N_("a shape of its own"))


@file_rule(
    "place_spelt_otherwise",
    Weight.NOTES,
    says="A place whose name differs from a more frequent one only in case, marks, or one letter.",
    message=N_("The place {said} may be another spelling. Expected is {expected}, if that is meant."),
    source="data-quality rule 5",
)
def place_spelt_otherwise(file: File, context: Context) -> Iterator[tuple[Candidate, Told]]:
    """Tell of the rarer of two spellings; names with digits are codes and differ by a digit."""
    entries = [*file.known, *(one.entry for one in file.candidates)]
    counts = Counter(entry.place for entry in entries if entry.place and not any(map(str.isdigit, entry.place)))
    spelt = _usual_spellings(counts)
    for one in file.candidates:
        usual = spelt.get(one.entry.place, one.entry.place)
        if usual != one.entry.place:
            yield one, Told("place", one.entry.place, usual)


def _usual_spellings(counts: Counter[str]) -> dict[str, str]:
    """Return, for names of which there is a more frequent spelling, that one; of equals the first in the alphabet."""
    usual: dict[str, str] = {}
    known: dict[str, str] = {}
    for name, _count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        letters = _letters(name)
        keys = {letters}
        if len(letters) >= SHORTEST_NAME:
            keys |= {letters[:at] + letters[at + 1 :] for at in range(len(letters))}
        found = next((known[key] for key in sorted(keys) if key in known), "")
        if found:
            usual[name] = found
        for key in keys:
            known.setdefault(key, name)
    return usual


def _letters(name: str) -> str:
    """Return the letters of a name without marks and in one case."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if letter.isalpha())
