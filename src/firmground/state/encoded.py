"""The table and the claims of ground as arrays, for ``geometry.fold``. Which numbers mean what stands only here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from firmground.geometry.fold.left import Things
from firmground.geometry.fold.stacks import Flags, Int32s
from firmground.geometry.fold.totals import ALWAYS, Claims, Rules
from firmground.state.claims import Claim
from firmground.state.hazards import rank_of, status_of
from firmground.state.land_table import RELEASED, TABLE, GroundClaim, Point, Status, apply
from firmground.state.spots import Folding

LABELS = tuple(Status)
"""The statuses in the order of their labels; the first is that of ground of which nothing is said."""

KINDS = tuple(GroundClaim)
"""What claims say, in the order of their kinds."""

FINDINGS = ("", *sorted({step.finding for step in TABLE.values()} - {""}))
"""The findings that steps of the table give, in the order of their numbers."""


def _reachable() -> tuple[Point, ...]:
    """Return every state that a point of ground can have, the untouched one first."""
    points = [Point()]
    for point in points:
        points.extend(after for claim in KINDS if (after := apply(claim, point)[0]) not in points)
    return tuple(dict.fromkeys(points))


STATES = _reachable()
"""The states in the order of their numbers."""

STATE_OF: Mapping[Point, int] = {point: number for number, point in enumerate(STATES)}
"""The number of each state."""

LABEL_OF: Mapping[Status, int] = {status: number for number, status in enumerate(LABELS)}
"""The label of each status."""

IS_REOPENED: Flags = np.array([point.reopened for point in STATES])
"""Whether ground of each state was released and became hazardous again."""

IS_UNRECORDED: Flags = np.array([point.no_hazard_recorded for point in STATES])
"""Whether ground of each state was released with no hazard on record."""


def _rules() -> Rules:
    steps = [[apply(claim, point) for claim in KINDS] for point in STATES]
    claimed = [Status(claim.value) if claim is not GroundClaim.FAILED else None for claim in KINDS]
    return Rules(
        after=np.array([[STATE_OF[after] for after, _ in row] for row in steps], dtype=np.int16),
        label=np.array([LABEL_OF[point.status] for point in STATES], dtype=np.int8),
        claimed=np.array([LABEL_OF[one] if one in RELEASED else -1 for one in claimed], dtype=np.int8),
        finding=np.array([[FINDINGS.index(finding) for _, finding in row] for row in steps], dtype=np.int8),
        rank=np.array([rank_of(status) for status in LABELS], dtype=np.int8),
        gives_back=np.array([claim is GroundClaim.FAILED for claim in KINDS]),
    )


RULES = _rules()
"""The transition table of ``land_table``."""


@dataclass(frozen=True, eq=False)
class EncodedClaims:
    """The claims of an account as arrays.

    Attributes:
        claims: What they say.
        things: Which hazard areas they speak of.
        thing_ids: The thing of each hazard area, by its number.
        entry: int32 (claims), the number of the entry of each claim.
        entry_ids: The id of each entry, by its number.
    """

    claims: Claims
    things: Things
    thing_ids: tuple[str, ...]
    entry: Int32s
    entry_ids: tuple[str, ...]


def encoded(claims: Sequence[Claim], folding: Folding, taken_over: Mapping[str, set[str]]) -> EncodedClaims:
    """Return claims as arrays.

    Args:
        claims: In the order in which they are applied.
        folding: Says which inspections accept a release.
        taken_over: Hazard areas that take over from others, by the thing of the other.
    """
    thing = numbered(claim.entry.thing if claim.entry.kind == "hazard_area" else "" for claim in claims)
    entry = numbered(claim.entry.id for claim in claims)
    accepted = [folding.acceptance(claim) if not claim.is_hazard else None for claim in claims]
    said = Claims(
        np.array([KINDS.index(claim.says) for claim in claims], dtype=np.int8),
        np.array([claim.day.toordinal() for claim in claims], dtype=np.int32),
        np.zeros(len(claims), dtype=np.int32),
        np.array([one.day.toordinal() if one else ALWAYS for one in accepted], dtype=np.int32),
    )
    ranks = [rank_of(status_of(claim)) if claim.entry.kind == "hazard_area" else -1 for claim in claims]
    heirs = [[thing.number[heir] for heir in sorted(taken_over.get(one, ())) if heir in thing.number]
             for one in thing.values]  # fmt: skip
    first = np.cumsum([0, *(len(some) for some in heirs)]).astype(np.int64)
    flat = np.array([heir for some in heirs for heir in some], dtype=np.int32)
    things = Things(thing.numbers, np.array(ranks, dtype=np.int8), first, flat)
    return EncodedClaims(said, things, thing.values, entry.numbers, entry.values)


@dataclass(frozen=True, eq=False)
class Numbered:
    """Different texts with a number each, in the order in which they were met.

    Attributes:
        values: The texts by number.
        number: The number of each text.
        numbers: int32, the number of every text that was given; -1 of an empty one.
    """

    values: tuple[str, ...]
    number: Mapping[str, int]
    numbers: Int32s


def numbered(texts: Iterable[str]) -> Numbered:
    """Return texts with the number of each; empty ones have none."""
    listed = list(texts)
    number = {text: place for place, text in enumerate(dict.fromkeys(text for text in listed if text))}
    numbers = np.array([number.get(text, -1) for text in listed], dtype=np.int32)
    return Numbered(tuple(number), number, numbers)


def ordinal(on_day: date) -> int:
    """Return a day as the whole number that ``Claims.day`` counts in."""
    return on_day.toordinal()
