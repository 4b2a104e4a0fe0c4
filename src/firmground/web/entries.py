"""An entry: what it says, when it was so and when it was learned, where it came from, what became of it since."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from firmground.accounts.roles import Act
from firmground.actions.correct_entry import correct_entry
from firmground.actions.withdraw import withdraw_entries
from firmground.errors import FirmgroundError, NotAllowed, NotInLedger, NotYetKnown, RecordRefused
from firmground.ledger.ports import Recorded
from firmground.records.kinds import KINDS
from firmground.web.asking import Asking, asks
from firmground.web.entry_form import body_of, fields_view, geometry_of, told_day
from firmground.web.entry_views import entry_page
from firmground.web.words import kind_words

_NOT_CORRECTED = frozenset({"decision", "withdrawal", "received", "redaction", "submission", "bulletin"})


@asks(Act.SEE_PUBLISHED, section="timeline")
def entry(request: HttpRequest, asking: Asking, entry_id: str) -> HttpResponse:
    """Show an entry with its versions; POST withdraws it."""
    one = seen_entry(asking, entry_id)
    error: FirmgroundError | None = None
    if request.method == "POST":
        try:
            withdrawal = withdraw_entries(
                asking.office, asking.actor, asking.operation, [entry_id], reason=request.POST.get("reason", "")
            )
        except NotAllowed:
            raise
        except FirmgroundError as refusal:
            error = refusal
        else:
            words = _("The withdrawal is entered. It takes effect when it is approved; the entry stays readable.")
            messages.success(request, words)
            return redirect("entry", asking.operation.number, withdrawal.id)
    changes = _may_change(asking, one)
    context = entry_page(asking, one) | {
        "error": error,
        "may_correct": changes and one.entry.kind not in _NOT_CORRECTED,
        "may_withdraw": changes and KINDS[one.entry.kind].gated and one.entry.kind not in _NOT_CORRECTED,
        "correct_url": reverse("entry-correct", args=[asking.operation.number, entry_id]),
    }
    return render(request, "entry.html", context, status=422 if error else 200)


@asks(Act.SEE_STAFF, section="timeline")
def correct(request: HttpRequest, asking: Asking, entry_id: str) -> HttpResponse:
    """Show the form of a correction, made from the fields of the kind; POST enters it."""
    one = seen_entry(asking, entry_id)
    if not _may_change(asking, one):
        raise NotAllowed(
            _("Your account may not correct this entry. Ask the administrator of the operation for a role.")
        )
    if one.entry.kind in _NOT_CORRECTED:
        raise RecordRefused(_("This entry is a deed or a publication: it stands. Enter a new one instead."))
    error: FirmgroundError | None = None
    if request.method == "POST":
        try:
            corrected = correct_entry(
                asking.office,
                asking.actor,
                asking.operation,
                entry_id,
                body=body_of(one.entry, request.POST),
                true_from=told_day(request.POST, "true_from"),
                true_until=told_day(request.POST, "true_until"),
                geometry=geometry_of(request.POST),
            )
        except NotAllowed:
            raise
        except FirmgroundError as refusal:
            error = refusal
        else:
            messages.success(request, _("The correction is entered. It replaces the entry when it is approved."))
            return redirect("entry", asking.operation.number, corrected.id)
    context = {
        "entry": one.entry,
        "kind": kind_words(one.entry.kind),
        "fields": fields_view(one.entry, request.POST if error else None),
        "typed": request.POST,
        "error": error,
        "entry_url": reverse("entry", args=[asking.operation.number, entry_id]),
    }
    return render(request, "correct.html", context, status=422 if error else 200)


def seen_entry(asking: Asking, entry_id: str) -> Recorded:
    """Return an entry of this operation that the person may see; who is not of the operation, only what counts.

    Raises:
        NotAllowed: It is not there for this person; no word says whether it is there at all.
        NotInLedger: There is none, said to those only who may see everything.
        NotYetKnown: It was recorded after the day as of which the page is asked.
    """
    try:
        one = asking.office.ledger.entry(entry_id)
    except NotInLedger:
        one = None
    if one is None or one.entry.operation != asking.operation.id:
        asking.actor.require(Act.SEE_RESTRICTED, asking.operation.id)
        raise NotInLedger(_("There is no such entry in this operation."))
    counts = asking.may(Act.SEE_STAFF) or any(stood.entry.id == entry_id for stood in asking.official.standing.entries)
    if not asking.actor.may_see(one.entry) or not counts:
        asking.actor.require(Act.SEE_RESTRICTED, asking.operation.id)
    if one.batch > asking.office.head(asking.operation, asking.as_known_on).number:
        raise NotYetKnown(_("This entry was recorded later than the day as of which you ask. Return to now."))
    return one


def _may_change(asking: Asking, one: Recorded) -> bool:
    """Return whether the person may correct or withdraw an entry: now, and for the organisation that it credits."""
    organisation = one.entry.parties[0].organisation if one.entry.parties else ""
    return asking.as_known_on is None and asking.may(Act.SUBMIT, organisation)
