"""What people decided on entries: approvals, returns, rejections, withdrawals, and late hazards that were settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firmground.ledger.danger import is_danger
from firmground.ledger.ports import Recorded
from firmground.records.deeds import Decision, DecisionVerdict, Withdrawal
from firmground.records.entry import Entry
from firmground.records.kinds import KINDS, read_body

DEEDS = frozenset({"decision", "withdrawal", "received", "redaction", "submission"})
"""Kinds that speak of the ledger itself."""

_UNDECIDED = frozenset({"decision", "received", "redaction", "submission"})
"""Kinds that a decision over a whole batch passes over."""

_REVERSALS = frozenset({DecisionVerdict.RETURNED, DecisionVerdict.REJECTED})

_Batches = Mapping[tuple[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Deeds:
    """All decisions and withdrawals known at one head.

    Attributes:
        verdicts: The last verdict by entry id; submitting or verifying does not take an approval back.
        approvers: Who has approved an entry since it was last returned or rejected.
        objectors: Who has returned or rejected an approved entry since it was last approved.
        settled: Late hazards of which an approval says that the release stands, and that nobody has returned since.
        withdrawers: Who approved the withdrawal of an entry, for withdrawals that are approved.
        asked_back: Entries whose withdrawal waits for a decision.
    """

    verdicts: dict[str, DecisionVerdict] = field(default_factory=dict)
    approvers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    objectors: dict[str, set[str]] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    withdrawers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    asked_back: set[str] = field(default_factory=set)

    @staticmethod
    def read(recorded: Sequence[Recorded]) -> Deeds:
        """Return the deeds among entries, which are given in the order of recording."""
        in_batch: dict[tuple[str, int], list[str]] = defaultdict(list)
        for one in recorded:
            if one.entry.kind not in _UNDECIDED:
                in_batch[(one.office, one.batch)].append(one.entry.id)
        deeds = Deeds()
        for one in recorded:
            if one.entry.kind == "decision":
                deeds._decide(one.entry, in_batch)
        for one in recorded:
            if one.entry.kind == "withdrawal":
                deeds._withdraw(one.entry, in_batch)
        return deeds

    def _decide(self, entry: Entry, in_batch: _Batches) -> None:
        decision = read_body(entry.body, Decision)
        for target in _targets(decision, entry, in_batch):
            if decision.verdict is DecisionVerdict.APPROVED:
                self.approvers[target].add(entry.author)
                self.objectors.pop(target, None)
            elif decision.verdict in _REVERSALS:
                self._reverse(target, entry.author)
            elif self.verdicts.get(target) is DecisionVerdict.APPROVED:
                continue
            self.verdicts[target] = decision.verdict
        if decision.verdict is DecisionVerdict.APPROVED:
            self.settled.update(decision.settles)

    def _reverse(self, target: str, author: str) -> None:
        if self.verdicts.get(target) is DecisionVerdict.APPROVED:
            self.objectors[target] = set()
        if target in self.objectors:
            self.objectors[target].add(author)
        self.approvers[target].clear()
        self.settled.discard(target)

    def _withdraw(self, entry: Entry, in_batch: _Batches) -> None:
        targets = _targets(read_body(entry.body, Withdrawal), entry, in_batch)
        if self.is_approved(entry):
            for target in targets:
                self.withdrawers[target] |= self.approvers[entry.id]
        elif self.verdicts.get(entry.id) is not DecisionVerdict.REJECTED:
            self.asked_back.update(targets)

    def is_approved(self, entry: Entry) -> bool:
        """Return whether an entry counts officially; a kind that is not known here needs approval as any report."""
        kind = KINDS.get(entry.kind)
        if kind and not kind.gated and not entry.supersedes:
            return True
        return self.verdicts.get(entry.id) is DecisionVerdict.APPROVED

    def is_contested(self, entry: Entry) -> bool:
        """Return whether one person alone has taken back the approval of something that speaks of danger."""
        return len(self.objectors.get(entry.id, ())) == 1 and is_danger(entry)

    def holds(self, entry: Entry) -> bool:
        """Return whether an entry is approved, or contested danger."""
        return self.is_approved(entry) or self.is_contested(entry)


def _targets(body: Decision | Withdrawal, entry: Entry, in_batch: _Batches) -> tuple[str, ...]:
    whole = tuple(in_batch.get((body.batch.office, body.batch.number), ())) if body.batch else ()
    single = (entry.withdraws,) if entry.withdraws else ()
    return tuple(dict.fromkeys((*body.entries, *whole, *single)))
