"""Which entries stand: after decisions, corrections and withdrawals, in one of two folds.

``official`` counts what is approved. ``cautious`` counts what is approved, and hazards, closures, finds and failed
inspections from the moment they are received, even unapproved; never an unapproved release. Approval gates figures
and releases, never danger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firmground.ledger.ports import Recorded
from firmground.records.deeds import Decision, DecisionVerdict, Withdrawal
from firmground.records.entry import Entry
from firmground.records.kinds import KINDS, read_body


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
        clash: Id of the entry that two corrections made apart correct, or empty. Of land that clashes all readings
            stand: a release counts only where every reading releases.
        settled: Whether a person has said that a release stands against this hazard, which was recorded late.
    """

    recorded: Recorded
    approved: bool
    clash: str = ""
    settled: bool = False

    @property
    def entry(self) -> Entry:
        """Return the entry."""
        return self.recorded.entry


@dataclass(frozen=True, slots=True)
class Standing:
    """The entries that stand, in the order in which they were recorded.

    Attributes:
        entries: What stands.
        verdicts: The last verdict by entry id; an entry that nobody decided on is not in it.
        clashes: Ids of entries that two approved corrections correct: each asks a person.
        superseded: The id of the correction that stands, by id of the entry that it replaced.
        withdrawn: Ids of entries whose withdrawal took effect.
    """

    entries: tuple[Stood, ...]
    verdicts: Mapping[str, DecisionVerdict]
    clashes: tuple[str, ...]
    superseded: Mapping[str, str]
    withdrawn: frozenset[str]

    def of_kind(self, *kinds: str) -> list[Stood]:
        """Return what stands of some kinds, in the same order."""
        return [stood for stood in self.entries if stood.entry.kind in kinds]


_COUNTED = frozenset({"ordnance_lot", "building_checked", "road_stretch", "daily_progress", "deployment"})
"""Kinds of which a clash keeps the original: counts are not a matter of the more hazardous reading."""


def is_danger(entry: Entry) -> bool:
    """Return whether an entry speaks of danger, so that the cautious fold holds it from the moment it is received."""
    body = entry.body
    match entry.kind:
        case "hazard_area":
            return True
        case "inspection":
            return bool(body.get("verdict") == "failed")
        case "road_stretch":
            return bool(body.get("state") == "closed")
        case "ordnance_lot":
            return bool(body.get("event") == "found")
        case _:
            return False


def standing(recorded: Sequence[Recorded], *, fold: Fold) -> Standing:
    """Return which of the entries known at one head stand.

    Args:
        recorded: All entries of one operation known at the head, in the order of recording, deeds included.
        fold: Official or cautious.
    """
    deeds = _Deeds.read(recorded)
    records = [one for one in recorded if one.entry.kind not in _DEED_KINDS]
    withdrawn = _withdrawn(records, deeds)
    chains = _chains(records)
    stands: list[Stood] = []
    clashes: list[str] = []
    superseded: dict[str, str] = {}
    for chain in chains.values():
        if any(one.entry.id in withdrawn for one in chain):
            withdrawn |= {one.entry.id for one in chain}
            continue
        kept, clash = _standing_of_chain(chain, deeds, fold)
        stands.extend(kept)
        clashes.extend(clash)
        superseded |= _replaced(chain, kept)
    stands.sort(key=lambda stood: (stood.recorded.recorded_at, stood.recorded.batch, stood.recorded.position))
    return Standing(tuple(stands), deeds.verdicts, tuple(sorted(clashes)), superseded, frozenset(withdrawn))


_DEED_KINDS = frozenset({"decision", "withdrawal", "received", "redaction", "submission"})


@dataclass(frozen=True, slots=True)
class _Deeds:
    verdicts: dict[str, DecisionVerdict]
    approvers: dict[str, set[str]]
    settled: set[str]
    withdrawals: list[tuple[Entry, tuple[str, ...]]]

    @staticmethod
    def read(recorded: Sequence[Recorded]) -> _Deeds:
        """Read all decisions and withdrawals, in the order in which they were recorded."""
        in_batch: dict[tuple[str, int], list[str]] = defaultdict(list)
        for one in recorded:
            if one.entry.kind not in ("decision", "received", "redaction", "submission"):
                in_batch[(one.office, one.batch)].append(one.entry.id)
        deeds = _Deeds({}, defaultdict(set), set(), [])
        for one in recorded:
            if one.entry.kind == "decision":
                deeds._decide(one.entry, in_batch)
            elif one.entry.kind == "withdrawal":
                body = read_body(one.entry.body, Withdrawal)
                deeds.withdrawals.append((one.entry, _targets(body, one.entry, in_batch)))
        return deeds

    def _decide(self, entry: Entry, in_batch: Mapping[tuple[str, int], list[str]]) -> None:
        decision = read_body(entry.body, Decision)
        self.settled.update(decision.settles)
        for target in _targets(decision, entry, in_batch):
            self.verdicts[target] = decision.verdict
            if decision.verdict is DecisionVerdict.APPROVED:
                self.approvers[target].add(entry.author)
            elif decision.verdict in (DecisionVerdict.RETURNED, DecisionVerdict.REJECTED):
                self.approvers[target].clear()

    def is_approved(self, entry: Entry) -> bool:
        if not KINDS[entry.kind].gated and not entry.supersedes:
            return True
        return self.verdicts.get(entry.id) is DecisionVerdict.APPROVED


def _targets(
    body: Decision | Withdrawal, entry: Entry, in_batch: Mapping[tuple[str, int], list[str]]
) -> tuple[str, ...]:
    whole = tuple(in_batch.get((body.batch.office, body.batch.number), ())) if body.batch else ()
    single = (entry.withdraws,) if entry.withdraws else ()
    return body.entries + whole + single


def _withdrawn(records: Iterable[Recorded], deeds: _Deeds) -> set[str]:
    """Return the ids whose withdrawal took effect: approved, and for an approved hazard by two different people."""
    by_id = {one.entry.id: one.entry for one in records}
    gone: set[str] = set()
    for withdrawal, targets in deeds.withdrawals:
        if not deeds.is_approved(withdrawal):
            continue
        second = len(deeds.approvers[withdrawal.id]) >= 2
        gone.update(
            target
            for target in targets
            if target in by_id and (second or not (is_danger(by_id[target]) and deeds.is_approved(by_id[target])))
        )
    return gone


def _chains(records: Sequence[Recorded]) -> dict[str, list[Recorded]]:
    """Return the entries by the id of the first of their chain of corrections.

    A correction whose original is not known here stands by itself: nothing that was received is lost.
    """
    by_id = {one.entry.id: one for one in records}
    chains: dict[str, list[Recorded]] = defaultdict(list)
    for one in records:
        root, seen = one, {one.entry.id}
        while root.entry.supersedes in by_id and root.entry.supersedes not in seen:
            root = by_id[root.entry.supersedes]
            seen.add(root.entry.id)
        chains[root.entry.id].append(one)
    return chains


def _standing_of_chain(chain: list[Recorded], deeds: _Deeds, fold: Fold) -> tuple[list[Stood], list[str]]:
    if len(chain) == 1:
        approved = deeds.is_approved(chain[0].entry)
        return ([_stood(chain[0], deeds)] if approved or _held_cautiously(chain[0], deeds, fold) else []), []
    approved_ones = [one for one in chain if deeds.is_approved(one.entry)]
    replaced = {one.entry.supersedes for one in approved_ones}
    tips = [one for one in approved_ones if one.entry.id not in replaced]
    kept, clashes = _settle_tips(chain, approved_ones, tips, deeds)
    kept += [_stood(one, deeds) for one in chain if one.entry.id not in replaced and _held_cautiously(one, deeds, fold)]
    return kept, clashes


def _settle_tips(
    chain: list[Recorded], approved: list[Recorded], tips: list[Recorded], deeds: _Deeds
) -> tuple[list[Stood], list[str]]:
    """Return what stands of the approved members of a chain; several tips are a clash for a person."""
    if len(tips) <= 1:
        return [_stood(one, deeds) for one in tips], []
    origin = _fork(approved, tips) or chain[0].entry.id
    if chain[0].entry.kind in _COUNTED:
        original = next((one for one in approved if one.entry.id == origin), tips[0])
        return [_stood(original, deeds, clash=origin)], [origin]
    return [_stood(one, deeds, clash=origin) for one in tips], [origin]


def _fork(approved: list[Recorded], tips: list[Recorded]) -> str:
    """Return the id of the last entry that all tips correct, directly or through others."""
    parent = {one.entry.id: one.entry.supersedes for one in approved}
    paths = []
    for tip in tips:
        path, at = [], tip.entry.supersedes
        while at:
            path.append(at)
            at = parent.get(at, "")
        paths.append(path)
    return next((at for at in paths[0] if all(at in path for path in paths[1:])), "")


def _held_cautiously(one: Recorded, deeds: _Deeds, fold: Fold) -> bool:
    """Return whether the cautious fold holds an entry that is not approved; a rejected one a person has judged."""
    return (
        fold is Fold.CAUTIOUS
        and is_danger(one.entry)
        and not deeds.is_approved(one.entry)
        and deeds.verdicts.get(one.entry.id) is not DecisionVerdict.REJECTED
    )


def _stood(one: Recorded, deeds: _Deeds, *, clash: str = "") -> Stood:
    return Stood(one, deeds.is_approved(one.entry), clash, one.entry.id in deeds.settled)


def _replaced(chain: list[Recorded], kept: list[Stood]) -> dict[str, str]:
    """Return, for each entry of a chain that was replaced, the id of what stands instead."""
    standing_ids = {stood.entry.id for stood in kept}
    latest = next((stood.entry.id for stood in reversed(kept) if stood.approved), "")
    return {
        one.entry.id: latest
        for one in chain
        if latest and one.entry.id not in standing_ids and one.entry.id in {other.entry.supersedes for other in chain}
    }
