"""Taking back what one person decided within a period: what it would change is shown before anything is entered."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firmground.accounts.roles import Act
from firmground.actions.undo_decisions import Undoing, picture_after, undo_decisions, undoing
from firmground.bulletins.figures import value_of
from firmground.bulletins.registry import FIGURES
from firmground.clock import asked_day
from firmground.errors import EntryOvertaken, FirmgroundError, NotAllowed, ReportUnreadable
from firmground.web.asking import Asking, asks
from firmground.web.numbers import figure_words, whole
from firmground.web.presently import presently


@asks(Act.VERIFY, section="inbox")
@presently
def inbox_undo(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show what taking back a person's decisions would change; POST takes them back."""
    today = asking.office.today(asking.operation)
    by = request.GET.get("by", "").strip() or asking.actor.number
    since, until = _day(request, "since", today), _day(request, "until", today)
    plan = undoing(
        asking.office, asking.actor, asking.operation, by=by, since=_start(asking, since), until=_end(asking, until)
    )
    error: FirmgroundError | None = None
    if request.method == "POST":
        try:
            return _taken_back(request, asking, plan)
        except NotAllowed:
            raise
        except FirmgroundError as refused:
            error = refused
    context = {
        "by": by,
        "since": since,
        "until": until,
        "count": plan.count,
        "left_out": list(plan.left_out.items())[:100],
        "changes": _changes(asking, plan) if plan.count else [],
        "error": error,
    }
    return render(request, "inbox_undo.html", context, status=422 if error else 200)


def _taken_back(request: HttpRequest, asking: Asking, plan: Undoing) -> HttpResponse:
    if request.POST.get("seen") != str(plan.count):
        raise EntryOvertaken(_("Somebody has decided meanwhile. Look at what would change again."))
    reason = request.POST.get("reason", "")
    count = undo_decisions(asking.office, asking.actor, asking.operation, plan, reason=reason)
    words = ngettext("%(n)s decision is taken back.", "%(n)s decisions are taken back.", count)
    messages.success(request, words % {"n": whole(count)})
    return redirect("inbox", asking.operation.number)


def _changes(asking: Asking, plan: Undoing) -> list[dict[str, Any]]:
    """Return the figures that would be others at the end of the operation's last day."""
    after = picture_after(asking.office, asking.actor, asking.operation, plan)
    found = []
    for figure in FIGURES.values():
        now, then = (value_of(figure, one, on_day=asking.on_day) for one in (asking.official, after))
        if now.number != then.number:
            found.append({"title": _(figure.title), "now": figure_words(now), "then": figure_words(then)})
    return found


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    said = request.GET.get(name, "").strip()
    try:
        return asked_day(said) if said else otherwise
    except ValueError:
        raise ReportUnreadable(
            _("The address says %(name)s=%(said)s, which is not a day. Write it as 2017-11-14.")
            % {"name": name, "said": said}
        ) from None


def _start(asking: Asking, day: date) -> datetime:
    return datetime.combine(day, time(), asking.operation.zone).astimezone(UTC)


def _end(asking: Asking, day: date) -> datetime:
    return _start(asking, min(day, date.max - timedelta(days=1)) + timedelta(days=1))
