"""Which entries stand: after decisions, corrections and withdrawals, in one of two folds.

``official`` counts what is approved. ``cautious`` counts what is approved, and hazards, closures, finds and failed
inspections from the moment they are received, even unapproved; never an unapproved release. A release that somebody
asks to narrow or to take back holds there only as far as that request leaves it. Approval gates figures and releases,
never danger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firmground.ledger.chains import Chain, chains
from firmground.ledger.danger import is_danger, is_opening
from firmground.ledger.decisions import DEEDS, Deeds
from firmground.ledger.ports import Recorded
from firmground.records.deeds import DecisionVerdict
from firmground.records.entry import Entry

__all__ = ["Fold", "Standing", "Stood", "is_danger", "standing"]


class Fold(StrEnum):
    """Which entries count."""

    OFFICIAL = "official"
    CAUTIOUS = "cautious"


@dataclass(frozen=True, slots=True)
class Stood:
    """An entry that stands.

    Attributes:
        recorded: The entry, with when the ledger learned it.
        approved: Whether it counts officially.
        clash: Id of the entry of which several readings stand, or empty: two approved corrections made apart; in the
            cautious fold also a release and a correction of it that waits. What opens ground or road counts only
            where every reading with the same id opens it.
        settled: Whether a person has said that a release stands against this hazard, which was recorded late.
        first_recorded_at: When the first entry of its chain of corrections was recorded; None: when it was itself.
    """

    recorded: Recorded
    approved: bool
    clash: str = ""
    settled: bool = False
    first_recorded_at: datetime | None = None

    @property
    def entry(self) -> Entry:
        """Return the entry."""
        return self.recorded.entry

    @property
    def known_since(self) -> datetime:
        """Return when the ledger first learned of it, corrected or not."""
        return self.first_recorded_at or self.recorded.recorded_at


@dataclass(frozen=True, slots=True)
class Standing:
    """The entries that stand, in the order in which they were recorded.

    Attributes:
        entries: What stands.
        verdicts: The last verdict by entry id, a verification after the approval left aside, and what is contested
            still approved; an entry that nobody decided on is not in it.
        clashes: Ids of entries that two approved corrections correct: each asks a person.
        superseded: The id of the correction that stands, by id of the entry that it replaced.
        withdrawn: Ids of entries whose withdrawal took effect.
        contested: Ids of approved entries that speak of danger and that one person has returned or rejected since:
            they stand until a second person does so too.
    """

    entries: tuple[Stood, ...]
    verdicts: Mapping[str, DecisionVerdict]
    clashes: tuple[str, ...]
    superseded: Mapping[str, str]
    withdrawn: frozenset[str]
    contested: tuple[str, ...] = ()

    def of_kind(self, *kinds: str) -> list[Stood]:
        """Return what stands of some kinds, in the same order."""
        return [stood for stood in self.entries if stood.entry.kind in kinds]


def standing(recorded: Sequence[Recorded], *, fold: Fold) -> Standing:
    """Return which of the entries known at one head stand.

    Args:
        recorded: All entries of one operation known at the head, in the order of recording, deeds included. An id
            that is there twice counts once.
        fold: Official or cautious.
    """
    deeds = Deeds.read(recorded)
    once: dict[str, Recorded] = {}
    for one in recorded:
        if one.entry.kind not in DEEDS:
            once.setdefault(one.entry.id, one)
    stands: list[Stood] = []
    clashes: list[str] = []
    superseded: dict[str, str] = {}
    withdrawn: set[str] = set()
    for chain in chains(list(once.values())):
        gone = _withdrawn(chain, deeds)
        withdrawn |= gone
        left = chain.without(gone)
        kept, clash = _standing_of_chain(left, deeds, fold)
        stands.extend(kept)
        clashes.extend(clash)
        superseded |= _replaced(left, kept)
    stands.sort(key=lambda stood: _place(stood.recorded))
    contested = tuple(sorted({one.entry.id for one in stands if one.approved and deeds.is_contested(one.entry)}))
    verdicts = deeds.verdicts | dict.fromkeys(contested, DecisionVerdict.APPROVED)
    return Standing(tuple(stands), verdicts, tuple(sorted(clashes)), superseded, frozenset(withdrawn), contested)


def _place(one: Recorded) -> tuple[datetime, str, int, int]:
    return (one.recorded_at, one.office, one.batch, one.position)


def _withdrawn(chain: Chain, deeds: Deeds) -> set[str]:
    """Return the ids of a chain whose withdrawal took effect.

    A withdrawal takes what it names and what corrects that. Approved danger stays until two people approved the
    withdrawal, and what a withdrawn correction had corrected stands again, so that a hazard goes only when it is meant.
    Of anything else the whole chain goes as soon as an approved entry of it is withdrawn.
    """
    gone: set[str] = set()
    for member in chain.members:
        people = deeds.withdrawers.get(member.entry.id)
        if people:
            gone |= {
                one.entry.id
                for one in chain.descendants(member.entry.id)
                if len(people) >= 2 or not (is_danger(one.entry) and deeds.holds(one.entry))
            }
    if chain.speaks_of_danger or not any(
        one.entry.id in gone and deeds.is_approved(one.entry) for one in chain.members
    ):
        return gone
    return {one.entry.id for one in chain.members}


def _standing_of_chain(chain: Chain, deeds: Deeds, fold: Fold) -> tuple[list[Stood], list[str]]:
    """Return what stands of a chain, and the entry over which approved corrections clash, if they do.

    Where only contested danger is left of it, that stands.
    """
    approved = [one for one in chain.members if deeds.is_approved(one.entry)]
    approved = approved or [one for one in chain.members if deeds.is_contested(one.entry)]
    replaced = chain.ancestors(one.entry.id for one in approved)
    tips = [one for one in approved if one.entry.id not in replaced]
    readings, clash = _readings(chain, approved, tips)
    clashes = [clash] if clash else []
    waiting: list[Recorded] = []
    if fold is Fold.CAUTIOUS:
        readings = [one for one in readings if not (is_opening(one.entry) and _is_asked_back(chain, one, deeds))]
        waiting = _waiting(chain, {one.entry.id for one in approved} | replaced, deeds)
        narrowing = [one for one in waiting if not is_danger(one.entry)]
        if readings and narrowing and is_opening(readings[0].entry):
            clash = clash or readings[0].entry.id
            readings = [*readings, *narrowing]
        waiting = [one for one in waiting if is_danger(one.entry)]
    stands = [_stood(one, chain, deeds, clash) for one in readings]
    waits = [Stood(one, False, "", one.entry.id in deeds.settled, chain.first_recorded_at) for one in waiting]
    return stands + waits, clashes


def _waiting(chain: Chain, decided: set[str], deeds: Deeds) -> list[Recorded]:
    """Return the entries of a chain that nobody has approved, replaced or rejected; a returned one still waits."""
    return [
        one
        for one in chain.members
        if one.entry.id not in decided and deeds.verdicts.get(one.entry.id) is not DecisionVerdict.REJECTED
    ]


def _is_asked_back(chain: Chain, one: Recorded, deeds: Deeds) -> bool:
    """Return whether a withdrawal waits that names an entry, or one that it corrects."""
    return not deeds.asked_back.isdisjoint({one.entry.id, *chain.ancestors([one.entry.id])})


_COUNTED = frozenset(
    {"area_worked", "ordnance_lot", "building_checked", "road_stretch", "daily_progress", "deployment"}
)
"""Kinds of which a clash keeps the original: counts are not a matter of the more hazardous reading."""


def _readings(chain: Chain, approved: list[Recorded], tips: list[Recorded]) -> tuple[list[Recorded], str]:
    """Return what stands of the approved members of a chain; several tips are a clash for a person.

    Counts keep the original; where it was not approved, the correction with the lowest id. Of land, and of roads that
    are opened or closed, all readings stand.
    """
    if len(tips) <= 1:
        return tips, ""
    origin = chain.fork(one.entry.id for one in tips) or chain.root
    if tips[0].entry.kind not in _COUNTED or any(is_danger(one.entry) or is_opening(one.entry) for one in tips):
        return tips, origin
    above = {origin, *chain.ancestors([origin])}
    originals = [one for one in approved if one.entry.id in above]
    return [max(originals, key=lambda one: chain.depth(one.entry.id)) if originals else _first(tips)], origin


def _first(tips: list[Recorded]) -> Recorded:
    return min(tips, key=lambda one: one.entry.id)


def _stood(one: Recorded, chain: Chain, deeds: Deeds, clash: str) -> Stood:
    return Stood(one, deeds.holds(one.entry), clash, one.entry.id in deeds.settled, chain.first_recorded_at)


def _replaced(chain: Chain, kept: list[Stood]) -> dict[str, str]:
    """Return, for each entry of a chain that was replaced, the id of what stands instead."""
    standing_ids = {stood.entry.id for stood in kept}
    corrected = {one.entry.supersedes for one in chain.members}
    latest = next((stood.entry.id for stood in reversed(kept) if stood.approved), "")
    return {
        one.entry.id: latest
        for one in chain.members
        if latest and one.entry.id not in standing_ids and one.entry.id in corrected
    }
