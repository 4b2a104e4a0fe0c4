"""One item of the inbox as its page shows it: what was sent beside what it was read as, and what can be done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firmground.accounts.roles import Act
from firmground.actions.answer_row import held_findings
from firmground.actions.decide import may_decide
from firmground.actions.office import held_entries
from firmground.checks.outcome import outcome_of
from firmground.intake.said import text_of
from firmground.ledger.decisions import Deeds
from firmground.ledger.ports import Recorded
from firmground.records.deeds import Decision, DecisionVerdict, Withdrawal
from firmground.records.entry import Entry
from firmground.records.kinds import read_body
from firmground.records.submissions import Outcome
from firmground.web.asking import Asking
from firmground.web.body_words import body_lines
from firmground.web.code_words import verdict_words
from firmground.web.entry_maps import map_of
from firmground.web.finding_words import finding_view
from firmground.web.inbox_items import Item, what_words
from firmground.web.inbox_waiting import (
    clashing,
    contested,
    contradictions,
    late_waiting,
    waiting_batches,
    waiting_withdrawals,
)
from firmground.web.numbers import whole
from firmground.web.words import kind_words

SHOWN_ENTRIES = 200
_MARK = " \u00b7 "


def item_view(asking: Asking, item: Item) -> dict[str, Any]:
    """Return what the page shows of an item."""
    common = {
        "is_own": asking.actor.number in item.authors,
        "what": item.what,
        "what_words": what_words(item.what),
        "title": item.title,
        "words": item.words,
    }
    if item.what == "row":
        return common | _row(asking, item)
    key = item.key.removeprefix(f"{item.what}-")
    if item.what == "batch":
        return common | _batch(asking, int(key))
    views = {
        "withdrawal": _withdrawal,
        "late": _late,
        "contested": _contested,
        "contradiction": _contradiction,
        "clash": _clash,
        "returned": _returned,
    }
    return common | views[item.what](asking, key)


def _row(asking: Asking, item: Item) -> dict[str, Any]:
    submission, _slash, position = item.key.partition("/")
    row = asking.office.submissions.row(submission, int(position))
    findings = held_findings(row)
    entries = held_entries(row)
    rules = frozenset(finding.rule for finding in findings)
    can_enter = bool(entries) and outcome_of(findings, overridden=rules) is not Outcome.HELD
    return {
        "file": item.group,
        "why": item.words if item.is_returned else "",
        "file_url": reverse("submission", args=[asking.operation.number, submission]),
        "said": [(column, text_of(value)) for column, value in row.said.items()],
        "entries": [entry_view(asking, entry) for entry in entries],
        "findings": [finding_view(finding) for finding in findings],
        "map": map_of(asking, [entry for entry in entries if entry.geometry]),
        "may_answer": asking.may(Act.DECIDE),
        "is_returned": item.is_returned,
        "can_enter": can_enter,
    }


def _batch(asking: Asking, number: int) -> dict[str, Any]:
    waiting = waiting_batches(asking)[number]
    entries = [one.entry for one in waiting]
    single = waiting[0] if len(waiting) == 1 else None
    return {
        "entries": [entry_view(asking, entry) for entry in entries] if single else [],
        "before": _before(asking, single.entry) if single else None,
        "table": [] if single else [_line(asking, one) for one in waiting[:SHOWN_ENTRIES]],
        "more": max(len(waiting) - SHOWN_ENTRIES, 0),
        "map": map_of(asking, [entry for entry in entries if entry.geometry]),
        "history": [] if single is None else decisions_over(asking, single),
        "seen": len(waiting),
        "decision": _decision(asking, [entry.id for entry in entries], _what(entries)),
    }


def _what(entries: Sequence[Entry]) -> str:
    words = ngettext("Decide on %(n)s entry.", "Decide on %(n)s entries in one decision.", len(entries))
    return words % {"n": whole(len(entries))} + " " + _("Approved, it counts in figures and releases.")


def _withdrawal(asking: Asking, entry_id: str) -> dict[str, Any]:
    found = next(one for one in waiting_withdrawals(asking) if one[0].entry.id == entry_id)
    withdrawal, named = found
    seconds = asking.official.standing.verdicts.get(entry_id) is DecisionVerdict.APPROVED
    words = _("Decide on the withdrawal. Approved, what it names no longer stands; it stays readable.")
    if seconds:
        words = _("One person has approved. A hazard that was approved needs a second one, who is not the first.")
    return {
        "reason": read_body(withdrawal.entry.body, Withdrawal).reason,
        "by": withdrawal.entry.author,
        "url": _entry_address(asking, withdrawal.entry),
        "table": [_line(asking, one) for one in named[:SHOWN_ENTRIES]],
        "more": max(len(named) - SHOWN_ENTRIES, 0),
        "map": map_of(asking, [one.entry for one in named if one.entry.geometry]),
        "history": decisions_over(asking, withdrawal),
        "decision": _decision(asking, [entry_id], words),
    }


def _late(asking: Asking, entry_id: str) -> dict[str, Any]:
    question = next(one for one in late_waiting(asking) if one.recorded.entry.id == entry_id)
    hazard, seen = question.recorded, [one for one in question.against if asking.actor.may_see(one.entry)]
    may_settle = _may(asking, DecisionVerdict.APPROVED, [one.entry.id for one in question.against])
    words = _("Say that the release stands: the ground was released knowing of this hazard. Your reason is kept.")
    otherwise = _("If the hazard stands, withdraw the release, or correct the day of the hazard.")
    return {
        "entries": [entry_view(asking, hazard.entry)],
        "table": [_line(asking, one) for one in seen],
        "map": map_of(asking, [one.entry for one in (hazard, *seen)]),
        "history": decisions_over(asking, hazard),
        "otherwise": otherwise,
        "decision": {
            "words": f"{words} {otherwise}",
            "needs_reason": True,
            "choices": [{"value": DecisionVerdict.APPROVED.value, "word": _("The release stands"), "key": "a"}],
        }
        if may_settle
        else None,
    }


def _returned(asking: Asking, entry_id: str) -> dict[str, Any]:
    """Return an entry that was returned: its author corrects or withdraws it; the centre can decide anew."""
    one = asking.official.by_id[entry_id]
    words = _("It was returned. Decide anew if it stands after all; else its author corrects or withdraws it.")
    return {
        "entries": [entry_view(asking, one.entry)],
        "map": map_of(asking, [one.entry] if one.entry.geometry else []),
        "history": decisions_over(asking, one),
        "decision": _decision(asking, [entry_id], words, without={DecisionVerdict.RETURNED, DecisionVerdict.VERIFIED}),
        "otherwise": _("Correct it from its page, or withdraw it."),
    }


def _contested(asking: Asking, entry_id: str) -> dict[str, Any]:
    """Return danger that one person has taken back; only another one can do so with effect."""
    one = next(found for found in contested(asking) if found.entry.id == entry_id)
    objectors = Deeds.read(asking.official.recorded).objectors[entry_id]
    words = _("Approve it if the danger stands; return or reject it, with a reason, if it does not. Then it goes.")
    decision = _decision(asking, [entry_id], words, without={DecisionVerdict.VERIFIED})
    if asking.actor.number in objectors:
        words = _(
            "You have returned or rejected it; a second person has to. Approve it if the danger stands after all."
        )
        others = set(DecisionVerdict) - {DecisionVerdict.APPROVED}
        decision = _decision(asking, [entry_id], words, without=others)
    return {
        "entries": [entry_view(asking, one.entry)],
        "map": map_of(asking, [one.entry] if one.entry.geometry else []),
        "history": decisions_over(asking, one),
        "decision": decision,
    }


def _contradiction(asking: Asking, key: str) -> dict[str, Any]:
    """Return a release and the hazards that its product contradicts, as far as the person may see them."""
    finding, _dash, entry_id = key.partition("-")
    asked = (finding, entry_id)
    question = next(one for one in contradictions(asking) if (one.finding, one.recorded.entry.id) == asked)
    release, hazards = question.recorded, [one for one in question.against if asking.actor.may_see(one.entry)]
    return {
        "entries": [entry_view(asking, release.entry)],
        "table": [_line(asking, one) for one in hazards[:SHOWN_ENTRIES]],
        "more": max(len(hazards) - SHOWN_ENTRIES, 0),
        "map": map_of(asking, [one.entry for one in (release, *hazards) if one.entry.geometry]),
        "history": decisions_over(asking, release),
        "otherwise": _(
            "See which is right: correct the product of the release or withdraw it, or correct the status of the "
            "hazard. Until then the ground stays hazardous."
        ),
    }


def _clash(asking: Asking, origin: str) -> dict[str, Any]:
    corrections = clashing(asking, origin)
    first = asking.official.by_id[origin].entry
    return {
        "before": entry_view(asking, first),
        "entries": [
            entry_view(asking, one.entry)
            | {"may_reject": _may(asking, DecisionVerdict.REJECTED, [one.entry.id]), "by": one.entry.author}
            for one in corrections
        ],
        "map": map_of(asking, [one.entry for one in corrections if one.entry.geometry]),
        "history": [],
    }


def _decision(
    asking: Asking, entries: Sequence[str], words: str, *, without: Collection[DecisionVerdict] = ()
) -> dict[str, Any] | None:
    """Return the form of a decision with what the person may choose; None: nothing."""
    offered = [
        (DecisionVerdict.APPROVED, _("Approve"), "a"),
        (DecisionVerdict.VERIFIED, _("Verify"), ""),
        (DecisionVerdict.RETURNED, _("Return"), "r"),
        (DecisionVerdict.REJECTED, _("Reject"), ""),
    ]
    choices = [
        {"value": verdict.value, "word": word, "key": key}
        for verdict, word, key in offered
        if verdict not in without and _may(asking, verdict, entries)
    ]
    return {"words": words, "choices": choices} if choices else None


def _may(asking: Asking, verdict: DecisionVerdict, entries: Sequence[str]) -> bool:
    return may_decide(asking.office, asking.actor, asking.operation, verdict, entries=entries)


def entry_view(asking: Asking, entry: Entry) -> dict[str, Any]:
    """Return an entry as read: what it is, when, who, and its body field by field."""
    known = entry.id in asking.official.by_id
    return {
        "id": entry.id,
        "number": entry.number,
        "kind": kind_words(entry.kind),
        "url": _entry_address(asking, entry) if known else "",
        "day": date_format(entry.true_from) if entry.true_from else _("day not stated"),
        "parties": ", ".join(party.organisation for party in entry.parties),
        "place": entry.place,
        "has_shape": bool(entry.geometry),
        "lines": body_lines(entry.kind, entry.body),
    }


def _before(asking: Asking, entry: Entry) -> dict[str, Any] | None:
    """Return the entry that a correction replaces, None where it is none."""
    before = asking.official.by_id.get(entry.supersedes)
    return entry_view(asking, before.entry) if before and asking.actor.may_see(before.entry) else None


def _line(asking: Asking, one: Recorded) -> dict[str, Any]:
    entry = one.entry
    return {
        "url": _entry_address(asking, entry),
        "number": entry.number,
        "kind": kind_words(entry.kind),
        "day": entry.true_from,
        "parties": ", ".join(party.organisation for party in entry.parties),
        "words": _MARK.join(line["value"] for line in body_lines(entry.kind, entry.body)[:3]),
    }


def decisions_over(asking: Asking, one: Recorded) -> list[dict[str, Any]]:
    """Return the decisions over an entry, first one first: verdict, account number, when, reason."""
    found = []
    for deed in asking.official.recorded:
        if deed.entry.kind != "decision":
            continue
        body = read_body(deed.entry.body, Decision)
        over_batch = body.batch and (body.batch.office, body.batch.number) == (one.office, one.batch)
        if one.entry.id in body.entries or (over_batch and one.entry.kind != "submission"):
            found.append(
                {
                    "words": verdict_words(body.verdict),
                    "by": deed.entry.author,
                    "at": deed.recorded_at.astimezone(asking.operation.zone),
                    "reason": body.reason,
                    "set_aside": sorted({str(override.get("rule", "")) for override in body.overrides}),
                    "url": _entry_address(asking, deed.entry),
                }
            )
    return found


def _entry_address(asking: Asking, entry: Entry) -> str:
    return reverse("entry", args=[asking.operation.number, entry.id])


def lines_of(asking: Asking, recorded: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Return entries as lines of a table, with their addresses."""
    return [_line(asking, one) for one in recorded]
