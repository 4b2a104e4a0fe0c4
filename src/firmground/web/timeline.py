"""The operation in order: dated events, days of work, weeks of progress, imports, decisions, bulletins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firmground.accounts.roles import Act
from firmground.bulletins.published import published_bulletins
from firmground.bulletins.registry import FIGURES
from firmground.ledger.ports import Recorded
from firmground.records.deeds import Decision, DecisionVerdict
from firmground.records.kinds import read_body
from firmground.web.asking import Asking, asks
from firmground.web.numbers import spoken, whole
from firmground.web.series import series_of, work_days
from firmground.web.words import event_words

Item = dict[str, Any]
_ORDER = {"event": 0, "work": 1, "week": 2, "import": 3, "decision": 4, "bulletin": 5}


@asks(Act.SEE_PUBLISHED, section="timeline")
def timeline(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show the operation in order, newest first; to viewers its public events and bulletins."""
    items = [*_events(asking), *_bulletins(asking)]
    if asking.may(Act.SEE_STAFF):
        items += [*_work(asking), *_weeks(asking), *_imports(asking), *_decisions(asking)]
    wanted = request.GET.get("what", "")
    items = [item for item in items if item["day"] <= asking.on_day]
    kept = [item for item in items if _is_wanted(item["what"], wanted)]
    kept.sort(key=lambda item: (item["day"], _ORDER[item["what"]]), reverse=True)
    kinds = [what for what in _ORDER if any(item["what"] == what for item in items)]
    chips = [{"word": _kind_words(what), "what": what, "is_on": what == wanted} for what in kinds]
    context = {"items": kept, "chips": chips, "wanted": wanted, "is_staff": asking.may(Act.SEE_STAFF)}
    return render(request, "timeline.html", context)


def _is_wanted(what: str, wanted: str) -> bool:
    """Return whether a moment is shown: at a glance all but the daily decisions, which would hide the rest."""
    return what != "decision" if not wanted else wanted in ("all", what)


def _kind_words(what: str) -> str:
    return {
        "event": _("Events"),
        "work": _("First and last day of work"),
        "week": _("Weeks"),
        "import": _("Imports"),
        "decision": _("Decisions"),
        "bulletin": _("Bulletins"),
    }[what]


def _local(asking: Asking, instant: datetime) -> datetime:
    return instant.astimezone(asking.operation.zone)


def _events(asking: Asking) -> Iterator[Item]:
    for stood in asking.official.standing.of_kind("dated_event"):
        entry = stood.entry
        if entry.true_from is None or not asking.actor.may_see(entry):
            continue
        yield {
            "what": "event",
            "day": entry.true_from,
            "title": str(entry.body.get("title") or event_words(str(entry.body.get("event")))),
            "words": event_words(str(entry.body.get("event"))),
            "who": str(entry.body.get("stated_by", "")),
            "recorded_at": _local(asking, stood.recorded.recorded_at),
            "url": reverse("entry", args=[asking.operation.number, entry.id]) if asking.may(Act.SEE_STAFF) else "",
            "is_correction": bool(entry.supersedes),
        }


def _bulletins(asking: Asking) -> Iterator[Item]:
    for one in published_bulletins(asking.official):
        yield {
            "what": "bulletin",
            "day": one.day,
            "title": one.body.title,
            "words": _("Bulletin published"),
            "recorded_at": _local(asking, one.recorded_at),
            "url": reverse("bulletin", args=[asking.operation.number, one.day.isoformat()]),
        }


def _work(asking: Asking) -> Iterator[Item]:
    first_work = asking.official.people.first_work
    days = [day for day in first_work if day <= asking.on_day]
    if not days:
        return
    for day, title in ((min(days), _("First day of work on record")), (max(days), _("Last day of work on record"))):
        one = asking.official.by_id[first_work[day]]
        yield {
            "what": "work",
            "day": day,
            "title": title,
            "words": _("By the reports approved so far"),
            "recorded_at": _local(asking, one.recorded_at),
            "url": reverse("entry", args=[asking.operation.number, one.entry.id]),
        }


def _weeks(asking: Asking) -> Iterator[Item]:
    """Yield one item a week (Monday to Sunday) with what it added."""
    days = work_days(asking.official, on_day=asking.on_day)
    added: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name in _WEEKLY:
        for point in series_of(FIGURES[name], asking.official, days):
            added[point.day - timedelta(days=point.day.weekday())][name] += point.increase
    for monday, amounts in added.items():
        last = min(monday + timedelta(days=6), asking.on_day)
        words = [spoken(amounts[name], FIGURES[name].unit) for name in _WEEKLY if amounts[name]]
        yield {
            "what": "week",
            "day": last,
            "title": _("Week from %(first)s to %(last)s") % {"first": date_format(monday), "last": date_format(last)},
            "words": ", ".join(words) or _("No increase"),
            "recorded_at": None,
            "url": reverse("operation", args=[asking.operation.number]) + f"?on_day={last}",
        }


_WEEKLY = ("area-checked", "road-checked", "buildings-checked", "ordnance-destroyed")


def _imports(asking: Asking) -> Iterator[Item]:
    """Yield one item for each file whose rows were entered, as far as the person may see drafts of its sender."""
    for received in asking.office.submissions.submissions(asking.operation.id):
        day = _local(asking, received.received_at).date()
        known = asking.as_known_on is None or day <= asking.as_known_on
        if not known or not asking.may(Act.SEE_DRAFTS, received.organisation):
            continue
        rows = sum(received.counts.values())
        yield {
            "what": "import",
            "day": day,
            "title": received.filename,
            "words": ngettext("File with %(n)s row", "File with %(n)s rows", rows) % {"n": whole(rows)},
            "who": received.organisation,
            "recorded_at": _local(asking, received.received_at),
            "url": reverse("submission", args=[asking.operation.number, received.id]),
            "is_withdrawn": received.state.value == "withdrawn",
        }


def _decisions(asking: Asking) -> Iterator[Item]:
    """Yield one item for each day, verdict and person: how many decisions over how many entries."""
    grouped: dict[tuple[date, DecisionVerdict, str], list[Recorded]] = defaultdict(list)
    for one in asking.official.recorded:
        if one.entry.kind == "decision":
            verdict = read_body(one.entry.body, Decision).verdict
            grouped[(_local(asking, one.recorded_at).date(), verdict, one.entry.author)].append(one)
    sizes = _batch_sizes(asking)
    for (day, verdict, author), found in grouped.items():
        bodies = [read_body(one.entry.body, Decision) for one in found]
        entries = sum(len(body.entries) + (sizes[body.batch.number] if body.batch else 0) for body in bodies)
        said = ngettext("%(n)s entry", "%(n)s entries", entries) % {"n": whole(entries)}
        reasons = [body.reason for body in bodies if body.reason]
        yield {
            "what": "decision",
            "day": day,
            "title": f"{_verdict_words(verdict)}: {said}",
            "words": reasons[0] if len(reasons) == 1 else "",
            "who": author,
            "recorded_at": _local(asking, found[-1].recorded_at),
            "url": reverse("entry", args=[asking.operation.number, found[0].entry.id]) if len(found) == 1 else "",
        }


def _batch_sizes(asking: Asking) -> dict[int, int]:
    sizes: dict[int, int] = defaultdict(int)
    for one in asking.official.recorded:
        sizes[one.batch] += 1
    return sizes


def _verdict_words(verdict: DecisionVerdict) -> str:
    return {
        DecisionVerdict.SUBMITTED: _("Submitted"),
        DecisionVerdict.VERIFIED: _("Verified"),
        DecisionVerdict.APPROVED: _("Approved"),
        DecisionVerdict.RETURNED: _("Returned"),
        DecisionVerdict.REJECTED: _("Rejected"),
    }[verdict]
