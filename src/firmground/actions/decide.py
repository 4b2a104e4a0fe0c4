"""Decide over entries or a whole batch: verify, approve, return, reject."""

from __future__ import annotations

from collections.abc import Sequence

from firmground.accounts.roles import Act, acts_to_decide
from firmground.actions.actor import Actor
from firmground.actions.office import Office, OperationRecord
from firmground.errors import NotAllowed, RecordRefused
from firmground.ledger.batches import Batch
from firmground.ledger.ids import authored_id
from firmground.ledger.ports import Recorded
from firmground.ledger.standing import Fold, is_danger, standing
from firmground.records.deeds import BatchName, Decision, DecisionVerdict, Withdrawal
from firmground.records.entry import Entry
from firmground.records.kinds import plain_body, read_body
from firmground.records.submissions import SubmissionState
from firmground.records.tiers import Tier

_NEEDS_REASON = frozenset({DecisionVerdict.RETURNED, DecisionVerdict.REJECTED})


def decide(
    office: Office,
    actor: Actor,
    operation: OperationRecord,
    *,
    verdict: DecisionVerdict,
    entries: Sequence[str] = (),
    batch: int = 0,
    reason: str = "",
    settles: Sequence[str] = (),
) -> Batch | None:
    """Enter one decision over explicit entries, or over a whole batch of this office.

    Args:
        office: The office.
        actor: Who decides. Land release products, and withdrawals of hazards, need the authority.
        operation: The operation that the entries belong to.
        verdict: What is decided.
        entries: Ids of entries, empty where a batch is named.
        batch: Number of a batch of this office, 0 where entries are named.
        reason: Needed to return or reject.
        settles: Hazards recorded late, of which the decision says that the release stands.

    Raises:
        NotAllowed: The actor may not decide over one of them.
        RecordRefused: Nothing is named, or a reason is missing.
    """
    known = office.recorded(operation.id, office.ledger.head())
    targets = _targets(known, entries, batch)
    if not targets:
        raise RecordRefused("Nothing to decide on: name entries of this operation, or a batch that holds some.")
    if verdict in _NEEDS_REASON and not reason.strip():
        raise RecordRefused(f"A decision of {verdict.value} needs a reason. Say what has to be mended.")
    _require(actor, operation, verdict, targets, known)
    if settles:
        actor.require(Act.APPROVE_RELEASE, operation.id)
    body = Decision(
        verdict=verdict,
        entries=tuple(entries),
        batch=BatchName(office=office.ledger.office, number=batch) if batch else None,
        reason=reason,
        settles=tuple(settles),
    )
    appended = office.ledger.append([deed(operation, actor, "decision", plain_body(body))])
    _mark_withdrawn_imports(office, operation, targets)
    return appended


def may_decide(
    office: Office,
    actor: Actor,
    operation: OperationRecord,
    verdict: DecisionVerdict,
    *,
    entries: Sequence[str] = (),
    batch: int = 0,
) -> bool:
    """Return whether the actor may decide so over these entries or this batch; over nothing nobody decides."""
    known = office.recorded(operation.id, office.ledger.head())
    targets = _targets(known, entries, batch)
    try:
        _require(actor, operation, verdict, targets, known)
    except NotAllowed:
        return False
    return bool(targets)


def refusals(
    office: Office, actor: Actor, operation: OperationRecord, verdict: DecisionVerdict, entries: Sequence[str]
) -> dict[str, str]:
    """Return why the actor may not decide so, by id, of those of the entries that this holds of; in one look."""
    known = office.recorded(operation.id, office.ledger.head())
    found = {entry: f"There is no entry {entry} in operation {operation.number}." for entry in entries}
    for target in _targets(known, entries, 0):
        found.pop(target.entry.id, None)
        try:
            _require(actor, operation, verdict, [target], known)
        except NotAllowed as error:
            found[target.entry.id] = error.message
    return found


def deed(operation: OperationRecord, actor: Actor, kind: str, body: dict[str, object]) -> Entry:
    """Return the entry of a deed upon the ledger: a thing of its own, authored now."""
    entry_id = authored_id()
    return Entry(
        id=entry_id,
        thing=entry_id,
        number=f"{kind}-{entry_id}",
        kind=kind,
        operation=operation.id,
        tier=Tier.STAFF,
        author=actor.number,
        body=body,
    )


def _targets(known: Sequence[Recorded], entries: Sequence[str], batch: int) -> list[Recorded]:
    named = set(entries)
    return [one for one in known if one.entry.id in named or (batch and one.batch == batch and _is_decidable(one))]


def _is_decidable(one: Recorded) -> bool:
    return one.entry.kind not in ("decision", "received", "redaction", "submission")


def _require(
    actor: Actor,
    operation: OperationRecord,
    verdict: DecisionVerdict,
    targets: Sequence[Recorded],
    known: Sequence[Recorded],
) -> None:
    frees = any(_frees_danger(one.entry, known) for one in targets)
    if not frees:
        _require_second_person(actor, verdict, targets)
    if verdict in (DecisionVerdict.SUBMITTED, DecisionVerdict.VERIFIED):
        actor.require(Act.VERIFY, operation.id)
        return
    for act in acts_to_decide([one.entry for one in targets], frees_hazard=frees):
        actor.require(act, operation.id)


def _require_second_person(actor: Actor, verdict: DecisionVerdict, targets: Sequence[Recorded]) -> None:
    """Refuse to let somebody confirm what they entered themselves.

    The withdrawal of danger is left aside: it takes two people's approval in any case (docs/decisions/004).
    """
    if actor.is_owner or verdict not in (DecisionVerdict.VERIFIED, DecisionVerdict.APPROVED):
        return
    own = [one.entry.number for one in targets if one.entry.author == actor.number]
    if own:
        raise NotAllowed(
            f"You entered {', '.join(own[:3])} yourself ({len(own)} of {len(targets)}). "
            "Ask another person to confirm it: nobody approves the own report."
        )


def _mark_withdrawn_imports(office: Office, operation: OperationRecord, targets: Sequence[Recorded]) -> None:
    """Say of imports whose withdrawal has just taken effect that they were withdrawn, so that they can come again."""
    batches = {
        batch.number
        for one in targets
        if one.entry.kind == "withdrawal" and (batch := read_body(one.entry.body, Withdrawal).batch)
    }
    if not batches:
        return
    recorded = office.recorded(operation.id, office.ledger.head())
    gone = standing(recorded, fold=Fold.OFFICIAL).withdrawn
    taken_back = {one.batch for one in recorded if one.batch in batches and one.entry.id in gone}
    for received in office.submissions.submissions(operation.id):
        if received.batch in taken_back and received.state is SubmissionState.ENTERED:
            office.submissions.mark_withdrawn(received.id)


def _frees_danger(entry: Entry, known: Sequence[Recorded]) -> bool:
    """Return whether an entry withdraws something that speaks of danger, or a version of something that did."""
    if entry.kind != "withdrawal":
        return False
    body = read_body(entry.body, Withdrawal)
    named = {*body.entries, entry.withdraws}
    batch = (body.batch.office, body.batch.number) if body.batch else None
    things = {one.entry.thing for one in known if one.entry.id in named or (one.office, one.batch) == batch}
    return any(is_danger(one.entry) for one in known if one.entry.thing in things)
