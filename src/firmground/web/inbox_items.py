"""What waits for a person: what the ground asks, clashes, withdrawals, approvals, held rows. One list, filtered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firmground.accounts.roles import Act
from firmground.actions.leave_out_row import left_out
from firmground.bulletins.figures import Unit
from firmground.checks.findings import Finding, Weight
from firmground.ledger.ports import Recorded
from firmground.records.deeds import DecisionVerdict, Withdrawal
from firmground.records.entry import Entry
from firmground.records.kinds import KINDS, read_body
from firmground.records.submissions import Outcome, Received, StagedRow, SubmissionState
from firmground.state.land import RECORDED_LATE
from firmground.state.questions import GroundQuestion
from firmground.web.asking import Asking
from firmground.web.finding_words import finding_view
from firmground.web.numbers import amount_words, whole
from firmground.web.words import kind_words

_ANSWERED = frozenset({DecisionVerdict.APPROVED, DecisionVerdict.RETURNED, DecisionVerdict.REJECTED})
DEEDS = frozenset({"decision", "received", "redaction", "submission"})
"""Kinds that nobody decides on."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person.

    Attributes:
        what: ``row``, ``batch``, ``withdrawal``, ``clash``, ``late``, ``contested`` or ``contradiction``.
        key: What its address ends with, unique in the list.
        title: What it is, short.
        words: Why it waits, one sentence.
        group: Where it comes from: a file, or empty.
        at: When it came, UTC.
        kinds: Kinds of record that it speaks of.
        rules: Rules whose findings ask.
        organisations: Numbers of the organisations that it credits.
    """

    what: str
    key: str
    title: str
    words: str
    group: str
    at: datetime
    kinds: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()


def what_words(what: str) -> str:
    """Return what an item is in words."""
    return {
        "row": _("Held rows"),
        "batch": _("Waiting for approval"),
        "withdrawal": _("Withdrawals"),
        "clash": _("Clashing corrections"),
        "late": _("Hazards recorded late"),
        "contested": _("Contested danger"),
        "contradiction": _("Products that contradict a hazard"),
    }[what]


def items(asking: Asking) -> list[Item]:
    """Return everything that waits for the person: what speaks of danger first, held rows last."""
    return [*_asked(asking), *_batches(asking), *_rows(asking)]


def _asked(asking: Asking) -> list[Item]:
    """Return what is asked of entries that are decided on already."""
    on_ground = [*_late(asking), *_contested(asking), *_contradictions(asking)]
    return [*on_ground, *_clashes(asking), *_withdrawals(asking)]


def waiting_count(asking: Asking) -> int:
    """Return how many things wait for the person, without reading the rows."""
    if not asking.may(Act.SEE_STAFF):
        return 0
    out = left_out(asking.official.recorded)
    rows = sum(
        received.counts.get(Outcome.HELD, 0)
        - sum((one, attempt) == (received.id, received.attempt) for one, _position, attempt in out)
        for received in _submissions(asking).values()
    )
    return rows + len(_asked(asking)) + len(waiting_batches(asking))


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


def _late(asking: Asking) -> Iterator[Item]:
    for question in late_waiting(asking):
        one = question.recorded
        yield Item(
            "late",
            f"late-{one.entry.id}",
            one.entry.number,
            _("Recorded after a release of the same ground and dated before it. Until settled it stands as danger."),
            "",
            one.recorded_at,
            frozenset({one.entry.kind}),
            frozenset(),
            _organisations([one, *question.against]),
        )


def _contested(asking: Asking) -> Iterator[Item]:
    for one in contested(asking):
        yield Item(
            "contested",
            f"contested-{one.entry.id}",
            one.entry.number,
            _("One person has returned or rejected this danger. It stands until a second person does so too."),
            "",
            one.recorded_at,
            frozenset({one.entry.kind}),
            frozenset(),
            _organisations([one]),
        )


def _contradictions(asking: Asking) -> Iterator[Item]:
    for question in contradictions(asking):
        one = question.recorded
        yield Item(
            "contradiction",
            f"contradiction-{question.finding}-{one.entry.id}",
            one.entry.number,
            _contradiction_words(question),
            "",
            one.recorded_at,
            frozenset({one.entry.kind}),
            frozenset({question.finding}),
            _organisations([one]),
        )


def _contradiction_words(question: GroundQuestion) -> str:
    area = amount_words(question.area_mm2, Unit.SQUARE_MILLIMETRE)
    words = {
        "cancelled_on_confirmed": _(
            "Released ground that stays hazardous, %(area)s: the product, cancelled, contradicts a confirmed hazard."
        ),
        "released_on_restricted": _(
            "Released ground that stays hazardous, %(area)s: the product contradicts a restricted hazard."
        ),
    }[question.finding]
    return words % {"area": f"{area.number} {area.unit}"} if question.area_mm2 else words % {"area": _("not mapped")}


def _clashes(asking: Asking) -> Iterator[Item]:
    by_id = asking.official.by_id
    for origin in asking.official.standing.clashes:
        one = by_id.get(origin)
        if one is None or not is_mine(asking, one.entry):
            continue
        yield Item(
            "clash",
            f"clash-{origin}",
            one.entry.number,
            _("Two approved corrections say different things. Reject one, or enter a third."),
            "",
            one.recorded_at,
            frozenset({one.entry.kind}),
            frozenset(),
            _organisations([one]),
        )


def _withdrawals(asking: Asking) -> Iterator[Item]:
    for one, named in waiting_withdrawals(asking):
        count = len(named)
        title = named[0].entry.number if count == 1 else _("%(n)s entries") % {"n": whole(count)}
        seconds = asking.official.standing.verdicts.get(one.entry.id) is DecisionVerdict.APPROVED
        words = _("Waits for a second person: it frees a hazard.") if seconds else _("Waits for approval.")
        yield Item(
            "withdrawal",
            f"withdrawal-{one.entry.id}",
            _("Withdraw %(what)s") % {"what": title},
            f"{words} {read_body(one.entry.body, Withdrawal).reason}",
            "",
            one.recorded_at,
            frozenset(target.entry.kind for target in named),
            frozenset(),
            _organisations(named),
        )


def _batches(asking: Asking) -> Iterator[Item]:
    files = _submissions(asking)
    for number, waiting in waiting_batches(asking).items():
        kinds = frozenset(one.entry.kind for one in waiting)
        sources = {one.entry.source.submission for one in waiting if one.entry.source}
        group = ", ".join(files[one].filename for one in sorted(sources) if one in files)
        first = waiting[0].entry
        count = len(waiting)
        title = first.number if count == 1 else _("Batch %(batch)s") % {"batch": number}
        about = ", ".join(sorted(kind_words(kind) for kind in kinds))
        words = ngettext("%(n)s entry waits for approval", "%(n)s entries wait for approval", count)
        words = words % {"n": whole(count)}
        if count == 1 and first.supersedes:
            words = _("A correction waits for approval")
        yield Item(
            "batch",
            f"batch-{number}",
            title,
            f"{words}: {about}.",
            group,
            waiting[0].recorded_at,
            kinds,
            frozenset(),
            _organisations(waiting),
        )


def _rows(asking: Asking) -> Iterator[Item]:
    files = _submissions(asking)
    out = left_out(asking.official.recorded)
    for row in asking.office.submissions.held(asking.operation.id):
        received = files.get(row.submission)
        if received is None or (row.submission, row.position, received.attempt) in out:
            continue
        yield _row_item(row, received)


def _row_item(row: StagedRow, received: Received) -> Item:
    """Return a held row as an item; of its findings only the first that asks is put into words: there may be many."""
    asks = [plain for plain in row.findings if plain["weight"] != Weight.NOTES]
    number = str(row.entries[0].get("number", "")) if row.entries else ""
    parties = (party.get("organisation", "") for plain in row.entries for party in plain.get("parties", ()))
    return Item(
        "row",
        f"{row.submission}/{row.position}",
        _("Row %(row)s") % {"row": whole(row.position)} + (f" \u00b7 {number}" if number else ""),
        _first_words(asks),
        received.filename,
        received.received_at,
        frozenset(str(plain.get("kind", "")) for plain in row.entries),
        frozenset(str(plain["rule"]) for plain in asks),
        frozenset({received.organisation, *parties} - {""}),
    )


def _first_words(asks: Sequence[Mapping[str, Any]]) -> str:
    if not asks:
        return _("Left for a person.")
    words = str(finding_view(Finding.from_plain(asks[0]))["words"])
    more = len(asks) - 1
    return f"{words} (+{more})" if more else words


def _organisations(recorded: Iterable[Recorded]) -> frozenset[str]:
    return frozenset(party.organisation for one in recorded for party in one.entry.parties)


def _submissions(asking: Asking) -> Mapping[str, Received]:
    """Return the submissions whose rows the person may answer or see, by id; withdrawn ones ask nobody."""
    known = asking.office.submissions.submissions(asking.operation.id)
    return {
        one.id: one
        for one in known
        if one.state is not SubmissionState.WITHDRAWN and asking.may(Act.SEE_DRAFTS, one.organisation)
    }
