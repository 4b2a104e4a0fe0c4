"""Special ground: where more than the transition table decides, so that every spot is folded claim by claim.

That is where readings of a release clash (decision 005), where a release names a hazard of its own day (006), and where
a hazard was recorded late (009).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from firmground.geometry.fold.stacks import Flags, Stacks, touched
from firmground.state.claims import Claim, closed_by, late_hazards, names_of


def special_ground(stacks: Stacks, claims: Sequence[Claim]) -> Flags:
    """Return bool (stacks), where the table alone does not decide."""
    if not len(stacks):
        return np.zeros(0, dtype=np.bool_)
    named = _named_by_day(claims)
    marked = np.array([_is_torn(claim) or _names_one_of_its_day(claim, named) for claim in claims], dtype=np.bool_)
    return touched(stacks, marked) | _with_late_hazards(stacks, claims)


def _is_torn(claim: Claim) -> bool:
    return bool(claim.stood.clash) and not claim.is_hazard


def _named_by_day(claims: Iterable[Claim]) -> set[tuple[date, str]]:
    """Return the names of hazard areas with the days on which something is claimed of them."""
    return {
        (claim.day, name) for claim in claims if claim.entry.kind == "hazard_area" for name in names_of(claim.entry)
    }


def _names_one_of_its_day(claim: Claim, named: set[tuple[date, str]]) -> bool:
    return not claim.is_hazard and any((claim.day, name) in named for name in closed_by(claim.entry))


def _with_late_hazards(stacks: Stacks, claims: Sequence[Claim]) -> Flags:
    """Return where a hazard is late: looked for only where one was recorded after a release was first known."""
    instants = sorted({one for claim in claims for one in (claim.stood.known_since, claim.stood.recorded.recorded_at)})
    rank = {instant: place for place, instant in enumerate(instants)}
    asking = [rank[claim.stood.recorded.recorded_at] if claim.is_hazard and not claim.stood.settled else -1
              for claim in claims]  # fmt: skip
    answering = [len(rank) if claim.is_hazard else rank[claim.stood.known_since] for claim in claims]
    last_asking = np.maximum.reduceat(np.array(asking, dtype=np.int32)[stacks.claims], stacks.offsets[:-1])
    first_answering = np.minimum.reduceat(np.array(answering, dtype=np.int32)[stacks.claims], stacks.offsets[:-1])
    found: Flags = last_asking > first_answering
    for index in np.flatnonzero(found).tolist():
        found[index] = bool(late_hazards([claims[claim] for claim in stacks.of(index)]))
    return found
