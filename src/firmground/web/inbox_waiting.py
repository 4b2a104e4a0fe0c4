"""Which entries wait for a person: for approval, as withdrawals, clashing, late, contested, contradicting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from firmground.accounts.roles import Act
from firmground.ledger.ports import Recorded
from firmground.records.deeds import DecisionVerdict, Withdrawal
from firmground.records.entry import Entry
from firmground.records.kinds import KINDS, read_body
from firmground.state.land import RECORDED_LATE
from firmground.state.questions import GroundQuestion
from firmground.web.asking import Asking

_ANSWERED = frozenset({DecisionVerdict.APPROVED, DecisionVerdict.RETURNED, DecisionVerdict.REJECTED})
DEEDS = frozenset({"decision", "received", "redaction", "submission"})
"""Kinds that nobody decides on."""


def is_mine(asking: Asking, entry: Entry) -> bool:
    """Return whether an entry concerns the person: of the centre everything, of an operator the own organisation's."""
    parties = {party.organisation for party in entry.parties}
    drafts = asking.may(Act.SEE_DRAFTS) or any(asking.may(Act.SEE_DRAFTS, one) for one in parties if one)
    return drafts and asking.actor.may_see(entry)


def waiting_batches(asking: Asking) -> dict[int, list[Recorded]]:
    """Return the entries that wait for approval, by batch of this office, oldest first."""
    standing = asking.official.standing
    waiting: dict[int, list[Recorded]] = defaultdict(list)
    for one in asking.official.recorded:
        entry = one.entry
        needs = KINDS[entry.kind].gated or bool(entry.supersedes)
        gone = entry.id in standing.withdrawn or entry.kind in DEEDS or entry.kind == "withdrawal"
        if needs and not gone and standing.verdicts.get(entry.id) not in _ANSWERED and is_mine(asking, entry):
            waiting[one.batch].append(one)
    return dict(waiting)


def waiting_withdrawals(asking: Asking) -> list[tuple[Recorded, list[Recorded]]]:
    """Return the withdrawals that have not taken effect on everything they name, with what they name."""
    standing = asking.official.standing
    found = []
    for one in asking.official.recorded:
        if one.entry.kind != "withdrawal":
            continue
        if standing.verdicts.get(one.entry.id) in (DecisionVerdict.RETURNED, DecisionVerdict.REJECTED):
            continue
        named = [target for target in withdrawn_by(asking, one.entry) if is_mine(asking, target.entry)]
        if any(target.entry.id not in standing.withdrawn for target in named):
            found.append((one, named))
    return found


def withdrawn_by(asking: Asking, withdrawal: Entry) -> list[Recorded]:
    """Return the entries that a withdrawal names, one by one or as a batch, deeds left aside."""
    body = read_body(withdrawal.body, Withdrawal)
    named = {*body.entries, withdrawal.withdraws}
    batch = (body.batch.office, body.batch.number) if body.batch else None
    return [
        one
        for one in asking.official.recorded
        if one.entry.kind not in DEEDS and (one.entry.id in named or (one.office, one.batch) == batch)
    ]


def clashing(asking: Asking, origin: str) -> list[Recorded]:
    """Return the approved corrections that clash over an entry, in the order in which they were recorded."""
    standing = asking.official.standing
    by_id = asking.official.by_id
    replaced = {
        one.entry.supersedes
        for one in asking.official.recorded
        if standing.verdicts.get(one.entry.id) is DecisionVerdict.APPROVED
    }
    return [
        one
        for one in asking.official.recorded
        if one.entry.supersedes
        and one.entry.id not in replaced
        and standing.verdicts.get(one.entry.id) is DecisionVerdict.APPROVED
        and _descends(one.entry, origin, by_id)
    ]


def _descends(entry: Entry, origin: str, by_id: Mapping[str, Recorded]) -> bool:
    at, seen = entry.supersedes, {entry.id}
    while at and at not in seen:
        if at == origin:
            return True
        seen.add(at)
        at = by_id[at].entry.supersedes if at in by_id else ""
    return False


def late_waiting(asking: Asking) -> list[GroundQuestion]:
    """Return the hazards recorded late that concern the person, each against the releases that it contradicts."""
    return [one for one in _questions(asking) if one.finding == RECORDED_LATE]


def contradictions(asking: Asking) -> list[GroundQuestion]:
    """Return the releases that concern the person and whose product contradicts a hazard that stays."""
    return [one for one in _questions(asking) if one.finding != RECORDED_LATE]


def _questions(asking: Asking) -> list[GroundQuestion]:
    return [one for one in asking.cautious.ground_questions if is_mine(asking, one.recorded.entry)]


def contested(asking: Asking) -> list[Recorded]:
    """Return the danger that concerns the person and that one person alone has returned or rejected."""
    by_id = asking.official.by_id
    found = [by_id[entry] for entry in asking.official.standing.contested]
    return [one for one in found if is_mine(asking, one.entry)]
