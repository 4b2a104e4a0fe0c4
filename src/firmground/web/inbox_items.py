"""What waits for a person: what the ground asks, clashes, withdrawals, approvals, held rows. One list, filtered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.actions.leave_out_row import left_out, returned
from firmground.actions.office import HeldRows
from firmground.bulletins.figures import Unit
from firmground.checks.findings import Finding, Weight
from firmground.ledger.ports import Recorded
from firmground.records.deeds import Decision, DecisionVerdict, Withdrawal
from firmground.records.kinds import read_body
from firmground.records.submissions import Outcome, Received, StagedRow, SubmissionState
from firmground.state.questions import GroundQuestion
from firmground.web.asking import Asking
from firmground.web.finding_words import finding_view
from firmground.web.inbox_waiting import (
    contested,
    contradictions,
    is_mine,
    late_waiting,
    waiting_batches,
    waiting_withdrawals,
)
from firmground.web.numbers import amount_words, whole
from firmground.web.words import kind_words


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person.

    Attributes:
        what: ``row``, ``batch``, ``withdrawal``, ``clash``, ``late``, ``contested``, ``contradiction`` or
            ``returned``.
        key: What its address ends with, unique in the list.
        title: What it is, short.
        words: Why it waits, one sentence.
        group: Where it comes from: a file, or empty.
        at: When it came, UTC.
        kinds: Kinds of record that it speaks of.
        rules: Rules whose findings ask.
        organisations: Numbers of the organisations that it credits.
        authors: Account numbers of who entered or sent it.
        is_returned: Whether it is a row that waits for its sender.
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
    authors: frozenset[str] = frozenset()
    is_returned: bool = False


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
        "returned": _("Returned to the sender"),
    }[what]


def items(asking: Asking) -> list[Item]:
    """Return everything that waits for the person: what speaks of danger first, held rows last."""
    return [*_asked(asking), *_batches(asking), *_rows(asking), *_returned(asking)]


def _asked(asking: Asking) -> list[Item]:
    """Return what is asked of entries that are decided on already."""
    on_ground = [*_late(asking), *_contested(asking), *_contradictions(asking)]
    return [*on_ground, *_clashes(asking), *_withdrawals(asking)]


def waiting_count(asking: Asking) -> int:
    """Return how many things wait for the person, without reading the rows."""
    if not asking.may(Act.SEE_STAFF):
        return 0
    out = left_out(asking.official.recorded) | set(returned(asking.official.recorded))
    rows = sum(
        received.counts.get(Outcome.HELD, 0)
        - sum((one, attempt) == (received.id, received.attempt) for one, _position, attempt in out)
        for received in _submissions(asking).values()
    )
    return rows + len(_asked(asking)) + len(waiting_batches(asking))


def _late(asking: Asking) -> Iterator[Item]:
    words = _("Recorded after a release of the same ground and dated before it. Until settled it stands as danger.")
    for question in late_waiting(asking):
        one = question.recorded
        yield _about("late", f"late-{one.entry.id}", one, words, beside=question.against)


def _contested(asking: Asking) -> Iterator[Item]:
    words = _("One person has returned or rejected this danger. It stands until a second person does so too.")
    for one in contested(asking):
        yield _about("contested", f"contested-{one.entry.id}", one, words)


def _about(
    what: str,
    key: str,
    one: Recorded,
    words: str,
    *,
    beside: Sequence[Recorded] = (),
    rules: frozenset[str] = frozenset(),
) -> Item:
    """Return an item about one entry; it credits whom that and the entries beside it credit."""
    return Item(
        what,
        key,
        one.entry.number,
        words,
        "",
        one.recorded_at,
        frozenset({one.entry.kind}),
        rules,
        _organisations([one, *beside]),
        frozenset({one.entry.author}),
    )


def _contradictions(asking: Asking) -> Iterator[Item]:
    for question in contradictions(asking):
        one = question.recorded
        key = f"contradiction-{question.finding}-{one.entry.id}"
        yield _about("contradiction", key, one, _contradiction_words(question), rules=frozenset({question.finding}))


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
    words = _("Two approved corrections say different things. Reject one, or enter a third.")
    by_id = asking.official.by_id
    for origin in asking.official.standing.clashes:
        one = by_id.get(origin)
        if one is not None and is_mine(asking, one.entry):
            yield _about("clash", f"clash-{origin}", one, words)


def _returned(asking: Asking) -> Iterator[Item]:
    """Return the entries that were returned to their author and are not mended yet."""
    standing = asking.official.standing
    mended = {one.entry.supersedes for one in asking.official.recorded if one.entry.supersedes}
    reasons = _reasons(asking)
    for one in asking.official.recorded:
        entry = one.entry
        if standing.verdicts.get(entry.id) is not DecisionVerdict.RETURNED or entry.kind == "withdrawal":
            continue
        if entry.id not in standing.withdrawn and entry.id not in mended and is_mine(asking, entry):
            words = _("Returned to account %(account)s: %(reason)s")
            said = {"account": entry.author, "reason": reasons.get(entry.id, "")}
            yield _about("returned", f"returned-{entry.id}", one, words % said)


def _reasons(asking: Asking) -> dict[str, str]:
    """Return the last reason for which each entry was returned, by its id."""
    found: dict[str, str] = {}
    for one in asking.official.recorded:
        if one.entry.kind == "decision" and one.entry.body.get("verdict") == DecisionVerdict.RETURNED:
            body = read_body(one.entry.body, Decision)
            over = (body.batch.office, body.batch.number) if body.batch else None
            in_batch = [at.entry.id for at in asking.official.recorded if over and (at.office, at.batch) == over]
            found |= dict.fromkeys((*body.entries, *in_batch), body.reason)
    return found


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
            frozenset({one.entry.author}),
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
            frozenset(one.entry.author for one in waiting),
        )


_ITEMS_KEPT: OrderedDict[tuple[int, str], tuple[HeldRows, list[tuple[str, Item]]]] = OrderedDict()
"""Held rows as items, by the object that holds the rows and the language; eight of them."""


def _rows(asking: Asking) -> Iterator[Item]:
    files = _submissions(asking)
    out = left_out(asking.official.recorded)
    back = returned(asking.official.recorded)
    for submission, item in _row_items(asking):
        received = files.get(submission)
        if received is None:
            continue
        name = (submission, int(item.key.rpartition("/")[2]), received.attempt)
        if name in back:
            said = {"account": received.received_by, "reason": str(back[name].entry.body.get("reason", ""))}
            words = _("Returned to account %(account)s: %(reason)s") % said
            yield replace(item, words=words, is_returned=True)
        elif name not in out:
            yield item


def _row_items(asking: Asking) -> list[tuple[str, Item]]:
    """Return every held row as an item, beside its submission; made once for each change of the rows."""
    held = asking.office.held(asking.operation)
    key = (id(held), get_language() or "")
    if key not in _ITEMS_KEPT:
        files = {one.id: one for one in asking.office.submissions.submissions(asking.operation.id)}
        made = [(row.submission, _row_item(row, files[row.submission])) for row in held.rows if row.submission in files]
        _ITEMS_KEPT[key] = (held, made)
        while len(_ITEMS_KEPT) > _LISTS_KEPT:
            _ITEMS_KEPT.popitem(last=False)
        return made
    return _ITEMS_KEPT[key][1]


_LISTS_KEPT = 8


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
        frozenset({received.received_by}),
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
