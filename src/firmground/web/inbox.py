"""The inbox: one list of what waits for a person, and one item beside it with what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firmground.accounts.roles import Act
from firmground.actions.answer_row import override_row
from firmground.actions.decide import decide
from firmground.actions.leave_out_row import leave_out_row, return_row
from firmground.errors import EntryOvertaken, FirmgroundError, NotAllowed, NotInLedger, RecordRefused, ReportUnreadable
from firmground.records.deeds import DecisionVerdict
from firmground.web.asking import Asking, asks
from firmground.web.inbox_bulk import answer_all, waits_of_batch
from firmground.web.inbox_filters import FILTERS, filter_views, filtered
from firmground.web.inbox_items import Item, items, what_words
from firmground.web.inbox_views import item_view
from firmground.web.inbox_waiting import clashing, late_waiting
from firmground.web.numbers import whole
from firmground.web.presently import presently

PAGE = 100
"""Items that the list shows at once."""


@asks(Act.SEE_STAFF, section="inbox")
@presently
def inbox(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show what waits, with the first of it beside the list; POST answers what is selected with one reason."""
    everything = items(asking)
    waiting = filtered(asking, everything, request.GET)
    if request.method == "POST":
        return _many(request, asking, everything, waiting)
    shown = Shown(everything, waiting, waiting[0] if waiting else None, is_list=True)
    return _page(request, asking, shown)


@asks(Act.SEE_STAFF, section="inbox")
@presently
def inbox_row(request: HttpRequest, asking: Asking, submission: str, position: int) -> HttpResponse:
    """Show one held row; POST sets its findings aside, or leaves it out, with a reason."""
    return _item(request, asking, f"{submission}/{position}")


@asks(Act.SEE_STAFF, section="inbox")
@presently
def inbox_item(request: HttpRequest, asking: Asking, key: str) -> HttpResponse:
    """Show what waits and is no row; POST decides on it."""
    return _item(request, asking, key)


def _many(request: HttpRequest, asking: Asking, everything: list[Item], waiting: list[Item]) -> HttpResponse:
    chosen = set(request.POST.getlist("item"))
    selected = waiting if request.POST.get("all") else [one for one in waiting if one.key in chosen]
    try:
        done, left_out = answer_all(
            asking, selected, do=request.POST.get("do", ""), reason=request.POST.get("reason", "")
        )
    except NotAllowed:
        raise
    except FirmgroundError as error:
        return _page(request, asking, Shown(everything, waiting, waiting[0] if waiting else None, is_list=True), error)
    words = ngettext("%(n)s is answered with one reason.", "%(n)s are answered with one reason.", done)
    messages.success(request, words % {"n": whole(done)})
    for title, why in left_out[:_SAID]:
        messages.warning(request, _("Left out: %(what)s. %(why)s") % {"what": title, "why": why})
    if len(left_out) > _SAID:
        more = len(left_out) - _SAID
        words = ngettext("%(n)s more is left out and waits.", "%(n)s more are left out and wait.", more)
        messages.warning(request, words % {"n": whole(more)})
    return redirect(address(asking, None, request.GET))


_SAID = 5
"""So many of those left out are told one by one."""


def _item(request: HttpRequest, asking: Asking, key: str) -> HttpResponse:
    everything = items(asking)
    item = next((one for one in everything if one.key == key), None)
    if item is None:
        if not asking.may(Act.SEE_DRAFTS):
            raise NotAllowed(_("Nothing of this address waits for your account."))
        raise NotInLedger(_("This waits for nobody any more. Go on with the list of the inbox."))
    waiting = filtered(asking, everything, request.GET)
    shown = Shown(everything, waiting, item, is_list=False)
    if request.method != "POST":
        return _page(request, asking, shown)
    try:
        messages.success(request, _answered(request, asking, item))
    except NotAllowed:
        raise
    except FirmgroundError as error:
        return _page(request, asking, shown, error)
    following = _after(waiting, item)
    return redirect(address(asking, following, request.GET))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of the inbox shows.

    Attributes:
        everything: All that waits for the person.
        waiting: What the filters leave of it.
        item: The item that is open, or none.
        is_list: Whether the list was asked for, not an item: a phone shows one of the two.
    """

    everything: Sequence[Item]
    waiting: list[Item]
    item: Item | None
    is_list: bool


def _page(
    request: HttpRequest, asking: Asking, shown_items: Shown, error: FirmgroundError | None = None
) -> HttpResponse:
    waiting, item = shown_items.waiting, shown_items.item
    at = waiting.index(item) if item in waiting else 0
    start = at - at % PAGE if "page" not in request.GET else PAGE * _whole(request.GET["page"])
    shown = waiting[start : start + PAGE]
    before = waiting[at - 1] if item in waiting and at else None
    after = waiting[at + 1] if item in waiting and at + 1 < len(waiting) else None
    context = {
        "lines": [_line(asking, one, request.GET, is_open=one == item) for one in shown],
        "waiting": len(waiting),
        "first": start + 1,
        "last": start + len(shown),
        "later_url": _page_address(request, start // PAGE + 1) if start + PAGE < len(waiting) else "",
        "earlier_url": _page_address(request, start // PAGE - 1) if start else "",
        "filters": filter_views(asking, shown_items.everything, request.GET),
        "is_filtered": any(request.GET.get(name) for name in FILTERS),
        "item": item_view(asking, item) if item else None,
        "item_url": address(asking, item, request.GET) if item else "",
        "before_url": address(asking, before, request.GET) if before else "",
        "after_url": address(asking, after, request.GET) if after else "",
        "list_url": address(asking, None, request.GET),
        "is_list": shown_items.is_list,
        "may_decide": asking.may(Act.DECIDE) or asking.may(Act.APPROVE_RELEASE) or asking.may(Act.DECIDE_INSPECTION),
        "error": error,
    }
    return render(request, "inbox.html", context, status=422 if error else 200)


def _line(asking: Asking, item: Item, said: Mapping[str, str], *, is_open: bool) -> dict[str, Any]:
    return {
        "url": address(asking, item, said),
        "title": item.title,
        "words": item.words,
        "group": item.group,
        "what": _("Returned to the sender") if item.is_returned else what_words(item.what),
        "key": item.key,
        "may_choose": item.what in ("row", "batch", "withdrawal"),
        "at": item.at.astimezone(asking.operation.zone),
        "is_open": is_open,
    }


def address(asking: Asking, item: Item | None, said: Mapping[str, str]) -> str:
    """Return the address of an item, or of the list, with the filters kept."""
    query = {name: said[name] for name in FILTERS if said.get(name)}
    ending = f"?{urlencode(query)}" if query else ""
    if item is None:
        return reverse("inbox", args=[asking.operation.number]) + ending
    if item.what == "row":
        submission, _slash, position = item.key.partition("/")
        return reverse("inbox-row", args=[asking.operation.number, submission, int(position)]) + ending
    return reverse("inbox-item", args=[asking.operation.number, item.key]) + ending


def _page_address(request: HttpRequest, page: int) -> str:
    query = {name: request.GET[name] for name in FILTERS if request.GET.get(name)} | {"page": str(page)}
    return f"{request.path}?{urlencode(query)}"


def _whole(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 7 else 0


def _after(waiting: list[Item], item: Item) -> Item | None:
    """Return the item that follows one that is answered, else the one before it."""
    if item not in waiting or len(waiting) == 1:
        return None
    at = waiting.index(item)
    return waiting[at + 1] if at + 1 < len(waiting) else waiting[at - 1]


def _answered(request: HttpRequest, asking: Asking, item: Item) -> str:
    """Do what the button asks and return what was done, in words."""
    office, actor, operation, said = asking.office, asking.actor, asking.operation, request.POST
    reason = said.get("reason", "")
    if item.what == "row":
        submission, _slash, position = item.key.partition("/")
        if said.get("do") == "override":
            override_row(office, actor, operation, submission, int(position), reason=reason)
            return _("The row is entered with its findings set aside. It waits for approval now.")
        if said.get("do") == "leave_out":
            leave_out_row(office, actor, operation, submission, int(position), reason=reason)
            return _("The row is left out. It stays readable with the file.")
        if said.get("do") == "return":
            return_row(office, actor, operation, submission, int(position), reason=reason)
            return _("The row is returned to its sender with your reason. It stays held until it is mended.")
        raise ReportUnreadable(_("The form does not say what to do. Load the page again."))
    verdict = _verdict(said.get("verdict", ""))
    decide(office, actor, operation, verdict=verdict, reason=reason, **_targets(request, asking, item))
    return _("The decision is entered. It can be taken back by a new one.")


def _targets(request: HttpRequest, asking: Asking, item: Item) -> dict[str, Any]:
    """Return what a decision is over: a whole batch where all of it waits, else what waits of it.

    Raises:
        EntryOvertaken: Somebody else has decided on a part of it since the page was shown.
    """
    if item.what in ("withdrawal", "contested", "returned"):
        return {"entries": [item.key.removeprefix(f"{item.what}-")]}
    if item.what == "contradiction":
        raise ReportUnreadable(_("Nothing is decided here. Correct or withdraw one of the entries."))
    if item.what == "late":
        return _settling(request, asking, item.key.removeprefix("late-"))
    if item.what == "clash":
        known = {one.entry.id for one in clashing(asking, item.key.removeprefix("clash-"))}
        return {"entries": [entry for entry in request.POST.getlist("entry") if entry in known]}
    targets, count = waits_of_batch(asking, item)
    if request.POST.get("seen") != str(count):
        raise EntryOvertaken(_("Somebody has decided on a part of this batch meanwhile. Look at it again."))
    return targets


def _settling(request: HttpRequest, asking: Asking, entry_id: str) -> dict[str, Any]:
    """Return a decision over the releases that a late hazard contradicts, which says that they stand.

    Raises:
        RecordRefused: There is no reason: this says of ground that it is not hazardous.
    """
    if not request.POST.get("reason", "").strip():
        raise RecordRefused(_("Say why the release stands. The reason is kept with your account number."))
    question = next(one for one in late_waiting(asking) if one.recorded.entry.id == entry_id)
    return {"entries": [one.entry.id for one in question.against], "settles": [entry_id]}


def _verdict(said: str) -> DecisionVerdict:
    try:
        return DecisionVerdict(said)
    except ValueError:
        raise ReportUnreadable(_("The form does not say what to do. Load the page again.")) from None
