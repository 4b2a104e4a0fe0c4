"""What the page of an entry shows: its words, both clocks, its source, its proof, and everything done about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.actions.proof_of_entry import Proof, proof_of_entry
from firmground.errors import NotInLedger
from firmground.intake.said import text_of
from firmground.ledger.ports import Recorded
from firmground.ledger.standing import Fold
from firmground.records.deeds import Decision, DecisionVerdict
from firmground.records.entry import Entry
from firmground.records.kinds import read_body
from firmground.records.submissions import Received
from firmground.web.asking import Asking
from firmground.web.body_words import body_lines
from firmground.web.code_words import part_words, tier_words
from firmground.web.comparisons import organisations
from firmground.web.entry_maps import left_of, map_of
from firmground.web.inbox_views import decisions_over, lines_of
from firmground.web.inbox_waiting import DEEDS, waiting_batches, waiting_withdrawals, withdrawn_by
from firmground.web.words import kind_words

_FRAME = frozenset({"operation", "organisation", "team", "bulletin"})
_SHOWN = 100


def entry_page(asking: Asking, one: Recorded) -> dict[str, Any]:
    """Return what the page shows; to viewers only what the entry itself says."""
    entry = one.entry
    is_staff = asking.may(Act.SEE_STAFF)
    names = organisations(asking.official)
    left = left_of(asking, entry) if is_staff else None
    shown: dict[str, Any] = {
        "entry": entry,
        "kind": kind_words(entry.kind),
        "number": "" if entry.number.startswith(f"{entry.kind}-") else entry.number,
        "is_staff": is_staff,
        "lines": body_lines(entry.kind, entry.body),
        "parties": [
            (names.get(party.organisation, party.organisation), part_words(party.part)) for party in entry.parties
        ],
        "tier": tier_words(entry.tier),
        "recorded_at": one.recorded_at.astimezone(asking.operation.zone),
        "recorded": one,
        "left": left,
        "map": map_of(asking, [entry], left=left["wkb"] if left else b"") if entry.geometry else None,
    }
    if not is_staff:
        return shown
    chain = chain_of(asking, entry)
    return shown | {
        "standing": _standing_words(asking, one),
        "proof": _proof_words(proof_of_entry(asking.office, one)),
        "source": _source(asking, entry),
        "versions": _versions(asking, chain, entry),
        "others": lines_of(asking, _others(asking, entry, chain)),
        "targets": lines_of(asking, _targets(asking, entry)[:_SHOWN]),
        "waits_url": _waits(asking, one),
    }


def chain_of(asking: Asking, entry: Entry) -> list[Recorded]:
    """Return the entry with everything that it corrects and that corrects it, in the order of recording."""
    known = [
        one for one in asking.official.recorded if one.entry.thing == entry.thing and asking.actor.may_see(one.entry)
    ]
    parent = {one.entry.id: one.entry.supersedes for one in known}
    root = _root(entry.id, parent)
    return [one for one in known if _root(one.entry.id, parent) == root]


def _root(entry_id: str, parent: dict[str, str]) -> str:
    at, seen = entry_id, {entry_id}
    while parent.get(at) and parent[at] not in seen and parent[at] in parent:
        at = parent[at]
        seen.add(at)
    return at


def _others(asking: Asking, entry: Entry, chain: list[Recorded]) -> list[Recorded]:
    """Return what else is said of the same thing."""
    mine = {one.entry.id for one in chain}
    return [
        one
        for one in asking.official.recorded
        if one.entry.thing == entry.thing and one.entry.id not in mine and asking.actor.may_see(one.entry)
    ][:_SHOWN]


def _targets(asking: Asking, entry: Entry) -> list[Recorded]:
    """Return what a decision or a withdrawal is about, as far as the person may see it."""
    if entry.kind == "withdrawal":
        found: Iterable[Recorded] = withdrawn_by(asking, entry)
    elif entry.kind == "decision":
        body = read_body(entry.body, Decision)
        batch = (body.batch.office, body.batch.number) if body.batch else None
        found = (
            one
            for one in asking.official.recorded
            if one.entry.id in body.entries or ((one.office, one.batch) == batch and one.entry.kind not in DEEDS)
        )
    else:
        found = ()
    return [one for one in found if asking.actor.may_see(one.entry)]


def _standing_words(asking: Asking, one: Recorded) -> dict[str, Any]:
    """Return in one sentence what became of the entry, and the address of what stands in its place."""
    entry = one.entry
    standing = asking.official.standing
    verdict = standing.verdicts.get(entry.id)
    url = ""
    if entry.id in standing.withdrawn:
        words = _("Withdrawn: it no longer stands. It stays readable as having been believed.")
    elif entry.id in standing.superseded:
        words = _("Corrected: another entry stands in its place.")
        url = reverse("entry", args=[asking.operation.number, standing.superseded[entry.id]])
    elif entry.id in standing.clashes:
        words = _("Corrected twice in different ways: a person has to settle it.")
        url = reverse("inbox-item", args=[asking.operation.number, f"clash-{entry.id}"])
    elif entry.kind in DEEDS or (entry.kind in _FRAME and not entry.supersedes):
        words = _("It stands since it was recorded; it needs no approval.")
    else:
        words = _verdict_sentence(asking, entry, verdict)
    return {"words": words, "url": url, "is_gone": entry.id in standing.withdrawn or entry.id in standing.superseded}


def _verdict_sentence(asking: Asking, entry: Entry, verdict: DecisionVerdict | None) -> str:
    if verdict is DecisionVerdict.APPROVED:
        return _("Approved: it stands and counts in figures.")
    held = any(stood.entry.id == entry.id for stood in asking.picture(Fold.CAUTIOUS).standing.entries)
    danger = " " + _("Until then it is held as danger on the staff's map.") if held else ""
    match verdict:
        case DecisionVerdict.RETURNED:
            return _("Returned to who reported it. It does not count in figures.") + danger
        case DecisionVerdict.REJECTED:
            return _("Rejected. It does not count.")
        case DecisionVerdict.VERIFIED:
            return _("Verified, waits for approval. It does not count in figures yet.") + danger
    return _("Waits for approval. It does not count in figures yet.") + danger


def _proof_words(proof: Proof) -> dict[str, Any]:
    office = {"office": proof.batch.office, "fingerprint": proof.fingerprint}
    if not proof.is_intact:
        words = _("Broken: the entry is not what was signed. Run firmground verify and tell whoever runs the server.")
    elif proof.is_signed:
        words = _("Intact, signed by office %(office)s (key %(fingerprint)s).") % office
    elif proof.fingerprint:
        words = _("Broken: the signature is not that of office %(office)s.") % office
    else:
        words = _("Intact; the key of office %(office)s is not known here.") % office
    return {"words": words, "hash": proof.hash, "holds": proof.is_intact and (proof.is_signed or not proof.fingerprint)}


def _source(asking: Asking, entry: Entry) -> dict[str, Any] | None:
    """Return where the entry came from; None where it was entered here."""
    if entry.source is None:
        return None
    received = _received(asking, entry.source.submission)
    if received is None:
        return {"words": _("From a file that is not kept here, row %(row)s.") % {"row": entry.source.position}}
    may_open = asking.may(Act.SEE_DRAFTS, received.organisation)
    number = asking.operation.number
    return {
        "filename": received.filename,
        "position": entry.source.position,
        "url": reverse("submission", args=[number, received.id]) if may_open else "",
        "raw_url": reverse("submission-file", args=[number, received.id]) if may_open else "",
        "said": _said(asking, received, entry.source.position) if may_open else [],
        "as_given": entry.as_given,
    }


def _received(asking: Asking, submission: str) -> Received | None:
    try:
        return asking.office.submissions.submission(submission)
    except NotInLedger:
        return None


def _said(asking: Asking, received: Received, position: int) -> list[tuple[str, str]]:
    try:
        row = asking.office.submissions.row(received.id, position)
    except NotInLedger:
        return []
    return [(column, text_of(value)) for column, value in row.said.items()]


def _versions(asking: Asking, chain: list[Recorded], shown: Entry) -> list[dict[str, Any]]:
    """Return everything that was done about the entry: recorded, corrected, decided on, withdrawn; newest first."""
    moments = []
    for one in chain:
        words = _("Corrected") if one.entry.supersedes else _("Recorded")
        moments.append(_moment(asking, one, words, "", is_here=one.entry.id == shown.id))
        moments += [decision | {"number": one.entry.number} for decision in decisions_over(asking, one)]
    ids = {one.entry.id for one in chain}
    for one in asking.official.recorded:
        if one.entry.kind == "withdrawal" and any(target.entry.id in ids for target in withdrawn_by(asking, one.entry)):
            moments.append(_moment(asking, one, _("Withdrawal entered"), str(one.entry.body.get("reason", ""))))
            moments += decisions_over(asking, one)
    unique = {(moment["url"], moment["words"]): moment for moment in moments}
    return sorted(unique.values(), key=lambda moment: moment["at"], reverse=True)


def _moment(asking: Asking, one: Recorded, words: str, reason: str, *, is_here: bool = False) -> dict[str, Any]:
    return {
        "words": words,
        "by": one.entry.author,
        "at": one.recorded_at.astimezone(asking.operation.zone),
        "reason": reason,
        "set_aside": [],
        "is_here": is_here,
        "url": reverse("entry", args=[asking.operation.number, one.entry.id]),
    }


def _waits(asking: Asking, one: Recorded) -> str:
    """Return the address at which the entry waits in the inbox; empty where it does not."""
    if asking.as_known_on is not None:
        return ""
    if one.entry.kind == "withdrawal":
        waits = any(withdrawal.entry.id == one.entry.id for withdrawal, _named in waiting_withdrawals(asking))
        key = f"withdrawal-{one.entry.id}"
    else:
        waits = any(other.entry.id == one.entry.id for other in waiting_batches(asking).get(one.batch, []))
        key = f"batch-{one.batch}"
    return reverse("inbox-item", args=[asking.operation.number, key]) if waits else ""
