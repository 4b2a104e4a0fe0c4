"""Take back what one person decided within a period: by new decisions, of which a preview says what they change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from firmground.actions.actor import Actor
from firmground.actions.decide import decide, deed, refusals
from firmground.actions.office import Office, OperationRecord
from firmground.errors import RecordRefused
from firmground.ledger.ports import Recorded
from firmground.ledger.standing import Fold
from firmground.records.deeds import Decision, DecisionVerdict
from firmground.records.kinds import plain_body, read_body
from firmground.state.picture import Picture

_UNDECIDED = frozenset({"decision", "received", "redaction", "submission"})


@dataclass(frozen=True, slots=True)
class Undoing:
    """What would be decided to take decisions back.

    Attributes:
        anew: Entry ids by the verdict that takes the old one back.
        left_out: Why an entry is left out, by its visible number.
    """

    anew: Mapping[DecisionVerdict, Sequence[str]]
    left_out: Mapping[str, str]

    @property
    def count(self) -> int:
        """Return over how many entries it is decided anew."""
        return sum(len(entries) for entries in self.anew.values())


def undoing(
    office: Office, actor: Actor, operation: OperationRecord, *, by: str, since: datetime, until: datetime
) -> Undoing:
    """Return what takes back the decisions of one person within a period, as far as the actor may.

    An approval is taken back by a return; approved danger stands until a second person returns it too
    (docs/decisions/004). A return or rejection is taken back to the approval that it ended, or else to waiting. What
    somebody else has decided on since is left out.

    Args:
        office: The office.
        actor: Who wants to take back.
        operation: The operation.
        by: Account number of who decided.
        since: First instant of the period.
        until: Its end, excluded.
    """
    known = office.recorded(operation.id, office.ledger.head())
    numbers = {one.entry.id: one.entry.number for one in known}
    anew: dict[DecisionVerdict, list[str]] = defaultdict(list)
    left_out: dict[str, str] = {}
    for target, decisions in _decisions_over(known).items():
        inside = [one for one in decisions if one[0].entry.author == by and since <= one[0].recorded_at < until]
        if not inside or target not in numbers:
            continue
        if decisions[-1] is not inside[-1]:
            left_out[numbers[target]] = "It was decided on again since."
            continue
        before = [body.verdict for one, body in decisions if one.recorded_at < inside[0][0].recorded_at]
        anew[_taken_back(inside[-1][1].verdict, before)].append(target)
    for verdict, entries in anew.items():
        refused = refusals(office, actor, operation, verdict, entries)
        left_out |= {numbers[entry]: why for entry, why in refused.items()}
        anew[verdict] = [entry for entry in entries if entry not in refused]
    return Undoing({verdict: entries for verdict, entries in anew.items() if entries}, left_out)


def undo_decisions(office: Office, actor: Actor, operation: OperationRecord, plan: Undoing, *, reason: str) -> int:
    """Enter the decisions that take others back, one for each verdict, and return over how many entries.

    Raises:
        NotAllowed: The actor may not decide so.
        RecordRefused: There is no reason.
    """
    if not reason.strip():
        raise RecordRefused("Taking decisions back needs a reason. It is kept with your account number.")
    for verdict, entries in plan.anew.items():
        decide(office, actor, operation, verdict=verdict, entries=entries, reason=reason)
    return plan.count


def picture_after(office: Office, actor: Actor, operation: OperationRecord, plan: Undoing) -> Picture:
    """Return the official picture as it would be after decisions were taken back; nothing is entered."""
    known = office.recorded(operation.id, office.ledger.head())
    bodies = [Decision(verdict=verdict, entries=tuple(entries)) for verdict, entries in plan.anew.items()]
    now = office.clock()
    made = [
        Recorded(deed(operation, actor, "decision", plain_body(body)), office.ledger.office, 0, place, now)
        for place, body in enumerate(bodies)
    ]
    return Picture([*known, *made], Fold.OFFICIAL)


def _decisions_over(known: Sequence[Recorded]) -> dict[str, list[tuple[Recorded, Decision]]]:
    """Return the decisions over each entry, first one first."""
    in_batch: dict[tuple[str, int], list[str]] = defaultdict(list)
    for one in known:
        if one.entry.kind not in _UNDECIDED:
            in_batch[one.office, one.batch].append(one.entry.id)
    found: dict[str, list[tuple[Recorded, Decision]]] = defaultdict(list)
    for one in known:
        if one.entry.kind == "decision":
            body = read_body(one.entry.body, Decision)
            whole = in_batch[body.batch.office, body.batch.number] if body.batch else []
            said = (one, body)
            for target in dict.fromkeys((*body.entries, *whole)):
                found[target].append(said)
    return found


def _taken_back(verdict: DecisionVerdict, before: Sequence[DecisionVerdict]) -> DecisionVerdict:
    if verdict is DecisionVerdict.APPROVED:
        return DecisionVerdict.RETURNED
    stood = [one for one in before if one not in (DecisionVerdict.SUBMITTED, DecisionVerdict.VERIFIED)]
    if stood and stood[-1] is DecisionVerdict.APPROVED:
        return DecisionVerdict.APPROVED
    return DecisionVerdict.SUBMITTED
