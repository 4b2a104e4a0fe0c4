"""The transition table of ground, as data: what a claim makes of a point that has a status already.

Version 1. SHA < CHA < restricted. No hazard, inserted anywhere in any sequence of claims, lowers the result; a test
enumerates all sequences of up to five claims.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

VERSION = 1


class Status(StrEnum):
    """The status of a point of ground. Exactly one holds at any time."""

    NOT_SURVEYED = "not_surveyed"
    SURVEYED = "surveyed"
    SHA = "sha"
    CHA = "cha"
    RESTRICTED = "restricted"
    CANCELLED = "cancelled"
    REDUCED = "reduced"
    CLEARED = "cleared"


class GroundClaim(StrEnum):
    """What a record claims of the ground that it covers."""

    SHA = "sha"
    CHA = "cha"
    RESTRICTED = "restricted"
    SURVEYED = "surveyed"
    CANCELLED = "cancelled"
    REDUCED = "reduced"
    CLEARED = "cleared"
    FAILED = "failed_inspection"


HAZARDS = (Status.SHA, Status.CHA, Status.RESTRICTED)
"""Hazard statuses, from the least to the most hazardous."""

RELEASED = (Status.CANCELLED, Status.REDUCED, Status.CLEARED)
"""Statuses of released ground."""

HAZARD_CLAIMS = frozenset({GroundClaim.SHA, GroundClaim.CHA, GroundClaim.RESTRICTED, GroundClaim.FAILED})
"""Claims that can make ground more hazardous, never less."""

RELEASE_CLAIMS = frozenset({GroundClaim.CANCELLED, GroundClaim.REDUCED, GroundClaim.CLEARED, GroundClaim.SURVEYED})
"""Claims that are applied before hazards of the same day."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one cell of the table says.

    Attributes:
        after: The status after the claim; None where it is the most hazardous that the point has held.
        reopened: Released ground became hazardous again.
        no_hazard_recorded: Ground was released of which no hazard was on record; accepted and counted apart.
        finding: The name of the finding that this step gives to a person, or empty.
    """

    after: Status | None
    reopened: bool = False
    no_hazard_recorded: bool = False
    finding: str = ""


def _rows() -> dict[tuple[GroundClaim, Status], Step]:
    new, sha, cha, restricted = Status.NOT_SURVEYED, Status.SHA, Status.CHA, Status.RESTRICTED
    table: dict[tuple[GroundClaim, Status], Step] = {}
    hazards: dict[GroundClaim, tuple[Status, Status, Status, Status]] = {
        # claim: on unsurveyed or surveyed ground and on released ground, on SHA, on CHA, on restricted
        GroundClaim.SHA: (sha, sha, cha, restricted),
        GroundClaim.CHA: (cha, cha, cha, restricted),
        GroundClaim.RESTRICTED: (restricted, restricted, restricted, restricted),
    }
    for claim, (fresh, on_sha, on_cha, on_restricted) in hazards.items():
        table |= {(claim, new): Step(fresh), (claim, Status.SURVEYED): Step(fresh)}
        table |= {(claim, sha): Step(on_sha), (claim, cha): Step(on_cha), (claim, restricted): Step(on_restricted)}
        table |= {(claim, released): Step(fresh, reopened=True) for released in RELEASED}
    table[(GroundClaim.SURVEYED, new)] = Step(Status.SURVEYED)
    table |= {(GroundClaim.SURVEYED, before): Step(before) for before in Status if before is not new}
    releases: dict[GroundClaim, tuple[Step, Step, Step]] = {
        # claim: on SHA, on CHA, on restricted
        GroundClaim.CANCELLED: (
            Step(Status.CANCELLED),
            Step(cha, finding="cancelled_on_confirmed"),
            Step(restricted, finding="released_on_restricted"),
        ),
        GroundClaim.REDUCED: (
            Step(Status.REDUCED),
            Step(Status.REDUCED),
            Step(restricted, finding="released_on_restricted"),
        ),
        GroundClaim.CLEARED: (Step(Status.CLEARED), Step(Status.CLEARED), Step(Status.CLEARED)),
    }
    for claim, (on_sha_step, on_cha_step, on_restricted_step) in releases.items():
        own = Status(claim.value)
        table |= {(claim, before): Step(own, no_hazard_recorded=True) for before in (new, Status.SURVEYED)}
        table |= {(claim, sha): on_sha_step, (claim, cha): on_cha_step, (claim, restricted): on_restricted_step}
        table |= {(claim, released): Step(own if claim is GroundClaim.CLEARED else released) for released in RELEASED}
    failed = GroundClaim.FAILED
    table |= {(failed, new): Step(new), (failed, Status.SURVEYED): Step(Status.SURVEYED)}
    table |= {(failed, before): Step(None) for before in (sha, cha)}
    table[(failed, restricted)] = Step(restricted)
    table |= {(failed, released): Step(None, reopened=True) for released in RELEASED}
    return table


TABLE: Mapping[tuple[GroundClaim, Status], Step] = _rows()
"""Every claim on every status."""


@dataclass(frozen=True, slots=True)
class Point:
    """What is known of a point of ground.

    Attributes:
        status: Its status.
        worst: The most hazardous status that it has ever held, None: none.
        reopened: It was released and became hazardous again.
        no_hazard_recorded: It was released without a hazard on record.
    """

    status: Status = Status.NOT_SURVEYED
    worst: Status | None = None
    reopened: bool = False
    no_hazard_recorded: bool = False


def apply(claim: GroundClaim, before: Point) -> tuple[Point, str]:
    """Return the point after a claim, and the name of the finding that the step gives, or empty.

    A failed inspection takes the point back to the most hazardous status that it has held, SHA where it held none.
    """
    step = TABLE[(claim, before.status)]
    after = step.after if step.after is not None else (before.worst or Status.SHA)
    worst = after if after in HAZARDS and _rank(after) > _rank(before.worst) else before.worst
    hazard = after in HAZARDS
    return (
        Point(
            status=after,
            worst=worst,
            reopened=hazard and (before.reopened or step.reopened),
            no_hazard_recorded=after in RELEASED and (before.no_hazard_recorded or step.no_hazard_recorded),
        ),
        step.finding,
    )


def _rank(status: Status | None) -> int:
    return HAZARDS.index(status) if status in HAZARDS else -1
